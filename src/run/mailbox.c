/* mailbox.c - see mailbox.h. */
#include "run/mailbox.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct mailbox {
    pthread_mutex_t mutex;
    struct buffer bytes; /* guarded by the mutex */
    size_t mark;
    int fd; /* an eventfd */
};

struct mailbox *mailbox_new(size_t mark)
{
    struct mailbox *box = memory_zeroed(1, sizeof *box);
    pthread_mutex_init(&box->mutex, NULL);
    box->mark = mark;
    box->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return box;
}

void mailbox_free(struct mailbox *box)
{
    close(box->fd);
    buffer_free(&box->bytes);
    pthread_mutex_destroy(&box->mutex);
    free(box);
}

bool mailbox_put(struct mailbox *box, const void *bytes, size_t length)
{
    pthread_mutex_lock(&box->mutex);
    bool first = box->bytes.length == 0;
    buffer_add(&box->bytes, bytes, length);
    bool full = box->bytes.length > box->mark;
    pthread_mutex_unlock(&box->mutex);
    if (first)
        eventfd_write(box->fd, 1);
    return full;
}

size_t mailbox_length(struct mailbox *box)
{
    pthread_mutex_lock(&box->mutex);
    size_t length = box->bytes.length;
    pthread_mutex_unlock(&box->mutex);
    return length;
}

bool mailbox_take(struct mailbox *box, struct buffer *batch)
{
    eventfd_t count;
    buffer_clear(batch);
    /* First the count, then the bytes: what is put in between makes it readable again. */
    eventfd_read(box->fd, &count);
    pthread_mutex_lock(&box->mutex);
    struct buffer taken = box->bytes;
    if (taken.length)
        box->bytes = *batch;
    pthread_mutex_unlock(&box->mutex);
    if (!taken.length)
        return false;
    *batch = taken;
    return true;
}

int mailbox_fd(const struct mailbox *box)
{
    return box->fd;
}
