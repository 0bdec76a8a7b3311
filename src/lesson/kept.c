/* kept.c - see kept.h. */
#include "lesson/kept.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/state_folder.h"
#include "base/utf8.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    FORM = 1,
    /* Another lab holds the lock for moments, unless it was stopped in them; but where many write
     * at once, or onto a file server, a moment may be long. */
    LOCK_TRIES = 500,
    LOCK_WAIT_MS = 10,
};

void kept_open(struct kept *k, const char *name)
{
    struct buffer path = {0};
    k->folder = state_folder("lessons");
    if (!k->folder)
        return;
    buffer_printf(&path, "%s/%s.%s", k->folder, name, k->ending);
    k->path = buffer_take(&path);
}

void kept_close(struct kept *k)
{
    free(k->folder);
    free(k->path);
    k->folder = k->path = NULL;
}

/* ---- The text of a file ---------------------------------------------------------------------- */

static void write_text(const struct kept *k, struct buffer *out)
{
    buffer_printf(out, "%s%d\n", k->head, FORM);
    size_t lines = k->write(k->context, out);
    buffer_printf(out, "end %zu\n", lines);
}

/* Whether a later thrum has written it, in a form of which nothing is known but its first line;
 * that form, as it stands there, perhaps with the name of who wrote it, is added to `form`. */
static bool is_newer(const struct kept *k, const char *text, size_t length, struct buffer *form)
{
    size_t head = strlen(k->head);
    const char *newline = length ? memchr(text, '\n', length) : NULL;
    if (!newline || (size_t)(newline - text) <= head || strncmp(text, k->head, head) != 0)
        return false;
    char *end;
    unsigned long number = strtoul(text + head, &end, 10);
    if (!isdigit((unsigned char)text[head]) || number <= FORM || (*end != '\n' && *end != ' '))
        return false;
    utf8_add_visible(form, text + head, (size_t)(newline - text) - head, "");
    return true;
}

/* Hands on the lines, up to `past`; false if it is not whole. `text` is cut into lines. */
static bool parse_lines(const struct kept *k, char *text, const char *past)
{
    char end[32];
    size_t lines = 0;
    for (char *line = text, *next; line < past; line = next, lines++) {
        char *newline = memchr(line, '\n', (size_t)(past - line));
        if (!newline)
            return false;
        *newline = '\0';
        next = newline + 1;
        snprintf(end, sizeof end, "end %zu", lines);
        if (strcmp(line, end) == 0)
            return next == past;
        if (!k->line(k->context, line))
            return false;
    }
    return false;
}

static bool parse_text(const struct kept *k, const char *bytes, size_t length)
{
    struct buffer head = {0};
    buffer_printf(&head, "%s%d\n", k->head, FORM);
    char *text = memory_copy_bytes(bytes, length);
    bool good = strlen(text) == length && utf8_valid_prefix(text, length) == length &&
                strncmp(text, buffer_text(&head), head.length) == 0 &&
                parse_lines(k, text + head.length, text + length);
    k->read(k->context, good);
    free(text);
    buffer_free(&head);
    return good;
}

/* ---- Files ----------------------------------------------------------------------------------- */

static void say_errno(const struct kept *k, struct buffer *why, const char *what, const char *path)
{
    int error = errno;
    buffer_printf(why, "%s is not kept: ", k->what);
    utf8_add_visible(why, path, strlen(path), "");
    buffer_printf(why, " cannot be %s: %s", what, strerror(error));
}

/* Makes the folders above and the folder itself, for nobody else to read; tells of the first that
 * cannot be made. */
static bool make_folder(const struct kept *k, struct buffer *why)
{
    char *path = memory_copy(k->folder), *slash = path;
    bool made = true;
    while (made && slash) {
        slash = strchr(slash + 1, '/');
        if (slash)
            *slash = '\0';
        int error = mkdir(path, 0700) == 0 ? 0 : errno;
        made = !error || error == EEXIST || access(path, X_OK) == 0;
        errno = error;
        if (!made)
            say_errno(k, why, "made", path);
        if (slash)
            *slash = '/';
    }
    free(path);
    return made;
}

/* Nobody else reads, merges and replaces until the descriptor is closed. -1: it cannot be had. */
static int take_lock(const struct kept *k, struct buffer *why)
{
    struct buffer name = {0};
    buffer_printf(&name, "%s/lock", k->folder);
    int fd = open(buffer_text(&name), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        say_errno(k, why, "opened", buffer_text(&name));
    int tries = 0;
    while (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (++tries < LOCK_TRIES) {
            nanosleep(&(struct timespec){.tv_nsec = LOCK_WAIT_MS * 1000000}, NULL);
            continue;
        }
        say_errno(k, why, "locked", buffer_text(&name));
        close(fd);
        fd = -1;
    }
    buffer_free(&name);
    return fd;
}

/* What is in the file, of a longer one so much and some; false with errno, which is ENOENT where
 * there is none. */
static bool read_file(const struct kept *k, struct buffer *text)
{
    int fd = open(k->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    bool good = file_read(fd, text, k->longest, 0);
    int error = errno;
    close(fd);
    errno = error;
    return good;
}

enum merged { MERGED, UNREADABLE, LEFT_ALONE, DAMAGED };

/* Whether the file is to stay as it is, though nothing is read from it or added to it; says why. */
static bool leaves_alone(const struct kept *k, const struct buffer *text, struct buffer *why)
{
    struct buffer form = {0};
    bool newer = is_newer(k, buffer_text(text), text->length, &form);
    if (newer || text->length > k->longest) {
        buffer_printf(why, "%s is not kept: ", k->what);
        utf8_add_visible(why, k->path, strlen(k->path), "");
    }
    if (newer)
        buffer_printf(why,
                      " was written by a newer thrum, in form %s; this one knows form %d, and "
                      "leaves it as it is",
                      buffer_text(&form), FORM);
    else if (text->length > k->longest)
        buffer_printf(why,
                      " is longer than %zu MiB, and is left as it is; give it another name, and "
                      "%s is kept again",
                      k->longest >> 20, k->what);
    buffer_free(&form);
    return newer || text->length > k->longest;
}

/* Adds what is on the disk. */
static enum merged merge_file(const struct kept *k, struct buffer *why)
{
    struct buffer text = {0};
    enum merged result = MERGED;
    if (!read_file(k, &text)) {
        if (errno != ENOENT && errno != ENOTDIR) {
            say_errno(k, why, "read", k->path);
            result = UNREADABLE;
        }
    } else if (leaves_alone(k, &text, why)) {
        result = LEFT_ALONE;
    } else if (!parse_text(k, buffer_text(&text), text.length)) {
        result = DAMAGED;
    }
    buffer_free(&text);
    return result;
}

/* With the lock, or another lab's new file could be what is put aside. */
static enum merged merge_or_put_aside(const struct kept *k, struct buffer *why)
{
    enum merged result = merge_file(k, why);
    if (result != DAMAGED)
        return result;
    struct buffer aside = {0};
    buffer_printf(&aside, "%s.damaged", k->path);
    buffer_printf(why, "the file with this lesson's %s was damaged", k->what);
    if (rename(k->path, buffer_text(&aside)) == 0) {
        buffer_puts(why, "; it is kept as ");
        utf8_add_visible(why, buffer_text(&aside), aside.length, "");
    }
    buffer_free(&aside);
    return result;
}

/* What the folder says of its files is on the disk only once the folder is. */
static bool sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good;
}

/* With the lock. What a killed lab left of a new file is written over. */
static bool replace(const struct kept *k)
{
    struct buffer text = {0}, name = {0};
    write_text(k, &text);
    buffer_printf(&name, "%s.new", k->path);
    int fd = open(buffer_text(&name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = fd >= 0 && file_write(fd, &text) && fsync(fd) == 0;
    if (fd >= 0)
        good = close(fd) == 0 && good;
    good = good && rename(buffer_text(&name), k->path) == 0 && sync_folder(k->folder);
    buffer_free(&name);
    buffer_free(&text);
    return good;
}

/* ---- From outside ---------------------------------------------------------------------------- */

void kept_read(struct kept *k, struct buffer *why)
{
    if (!k->folder || merge_file(k, why) != DAMAGED)
        return;
    int lock = take_lock(k, why);
    if (lock < 0)
        return;
    merge_or_put_aside(k, why);
    close(lock);
}

bool kept_add(struct kept *k, struct buffer *why)
{
    if (!k->folder) {
        buffer_printf(why, "%s is not kept: there is no home directory", k->what);
        return false;
    }
    if (!make_folder(k, why))
        return false;
    int lock = take_lock(k, why);
    if (lock < 0)
        return false;
    enum merged merged = merge_or_put_aside(k, why);
    bool good = merged == MERGED || merged == DAMAGED;
    if (good && !replace(k)) {
        good = false;
        say_errno(k, why, "written", k->path);
    }
    close(lock);
    return good;
}
