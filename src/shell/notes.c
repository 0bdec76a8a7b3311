/* notes.c - see notes.h. */
#include "shell/notes.h"

#include "base/memory.h"
#include "base/system.h"
#include "shell/notes_place.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct reader {
    int fd;
    bool behind; /* it has not been told the newest */
};

struct notes {
    int fd;
    char *folder, *name;
    struct reader *readers;
    size_t count, capacity;
    struct buffer text; /* told last */
};

struct notes *notes_open(const char *name, struct buffer *said)
{
    struct notes *n = memory_zeroed(1, sizeof *n);
    struct buffer taken = {0}, others = {0};
    n->folder = notes_folder(true);
    n->fd = n->folder ? notes_listen(n->folder, name, &taken) : -1;
    if (n->fd < 0) {
        buffer_printf(said, "the speaker's notes cannot be read on another terminal: %s",
                      n->folder ? strerror(errno) : "there is no folder for that");
    } else if (notes_add_others(n->folder, buffer_text(&taken), &others)) {
        buffer_printf(said,
                      "another presentation goes on (%s): `thrum notes %s` shows the notes of this "
                      "one",
                      buffer_text(&others), buffer_text(&taken));
    }
    n->name = buffer_take(&taken);
    buffer_free(&others);
    if (n->fd >= 0)
        return n;
    notes_close(n);
    return NULL;
}

void notes_close(struct notes *n)
{
    if (!n)
        return;
    for (size_t i = 0; i < n->count; i++)
        close(n->readers[i].fd);
    if (n->fd >= 0) {
        notes_remove(n->folder, n->name);
        close(n->fd);
    }
    free(n->readers);
    free(n->folder);
    free(n->name);
    buffer_free(&n->text);
    free(n);
}

/* False: the reader is gone. */
static bool tell(const struct notes *n, struct reader *r)
{
    ssize_t sent = send(r->fd, n->text.bytes, n->text.length, MSG_NOSIGNAL | MSG_DONTWAIT);
    bool full = sent < 0 && (errno == EAGAIN || errno == ENOBUFS || errno == EINTR);
    r->behind = full;
    return sent >= 0 || full;
}

/* Readers have nothing to say: what comes is their end. */
static bool is_there(const struct reader *r)
{
    char byte;
    ssize_t got = recv(r->fd, &byte, 1, MSG_DONTWAIT);
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

static void drop(struct notes *n, size_t index)
{
    close(n->readers[index].fd);
    n->readers[index] = n->readers[--n->count];
}

void notes_poll(const struct notes *n, struct polled *polled)
{
    polled_add(polled, n->fd, POLLIN);
    for (size_t i = 0; i < n->count; i++)
        polled_add(polled, n->readers[i].fd,
                   n->readers[i].behind ? (short)(POLLIN | POLLOUT) : (short)POLLIN);
}

void notes_pump(struct notes *n)
{
    int fd;
    for (size_t i = n->count; i-- > 0;)
        if (!is_there(&n->readers[i]) || (n->readers[i].behind && !tell(n, &n->readers[i])))
            drop(n, i);
    while ((fd = accept(n->fd, NULL, NULL)) >= 0) {
        system_prepare(fd, false);
        MEMORY_ROOM_FOR_ONE(n->readers, n->count, n->capacity);
        n->readers[n->count++] = (struct reader){.fd = fd};
        if (n->text.length && !tell(n, &n->readers[n->count - 1]))
            drop(n, n->count - 1);
    }
}

void notes_tell(struct notes *n, const char *text, size_t length)
{
    if (length > NOTES_BYTES)
        length = NOTES_BYTES;
    if (length == n->text.length && memcmp(text, buffer_text(&n->text), length) == 0)
        return;
    buffer_clear(&n->text);
    buffer_add(&n->text, text, length);
    for (size_t i = n->count; i-- > 0;)
        if (!tell(n, &n->readers[i]))
            drop(n, i);
}
