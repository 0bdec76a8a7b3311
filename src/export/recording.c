/* recording.c - see recording.h. */
#include "export/recording.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "base/utf8.h"
#include "base/whole_file.h"
#include "export/cast_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* How each file begins, by which one is known that may be written over. */
#define CAST_BEGINS "{\"version\""
#define WORDS_BEGIN "What was shown, in words."

struct file {
    char *name;
    int fd;
    bool made;    /* it was not there before */
    off_t length; /* of the whole lines in it */
};

struct recording {
    struct file cast, words;
    int64_t start; /* microseconds of the monotonic clock */
    struct buffer line;
    struct buffer problem; /* why it has ended; "": it has not */
    bool told;
};

/* ---- Files ----------------------------------------------------------------------------------- */

/* Whether nothing would be lost that is no recording. */
static bool may_be_overwritten(int fd, const char *begins)
{
    char bytes[64];
    ssize_t count = pread(fd, bytes, strlen(begins), 0);
    return count == 0 ||
           (count == (ssize_t)strlen(begins) && memcmp(bytes, begins, strlen(begins)) == 0);
}

static bool open_file(struct file *f, const char *begins, struct buffer *why)
{
    /* A pipe that nobody reads would keep us waiting. */
    const int flags = O_RDWR | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    struct stat status;
    const char *refused = NULL;
    f->fd = open(f->name, flags | O_EXCL, 0666);
    f->made = f->fd >= 0;
    if (!f->made && errno == EEXIST)
        f->fd = open(f->name, flags, 0666);
    if (f->fd < 0)
        whole_file_add_error(f->name, errno, why);
    else if (fstat(f->fd, &status) != 0 || !S_ISREG(status.st_mode))
        refused = "it is no ordinary file";
    else if (!may_be_overwritten(f->fd, begins))
        refused = "there is something else in it already; remove it first, or name another file";
    else if (flock(f->fd, LOCK_EX | LOCK_NB) != 0)
        refused = "another thrum records into it; name another file";
    if (refused)
        whole_file_add_refusal(f->name, refused, why);
    return f->fd >= 0 && !refused;
}

static void close_file(struct file *f)
{
    if (f->fd >= 0)
        close(f->fd);
    free(f->name);
}

static void end(struct recording *r, const struct file *f, int error)
{
    buffer_puts(&r->problem, "the recording ends here: ");
    utf8_add_visible(&r->problem, f->name, strlen(f->name), "");
    buffer_printf(&r->problem, " cannot be written: %s; what there is of it can be played",
                  strerror(error));
}

/* Adds whole lines, or nothing. */
static void append(struct recording *r, struct file *f, const char *bytes, size_t length)
{
    size_t written = 0;
    while (written < length && !r->problem.length) {
        ssize_t count =
            pwrite(f->fd, bytes + written, length - written, f->length + (off_t)written);
        if (count > 0)
            written += (size_t)count;
        else if (count == 0 || errno != EINTR)
            end(r, f, count == 0 ? ENOSPC : errno);
    }
    if (!r->problem.length)
        f->length += (off_t)length;
    else if (written && ftruncate(f->fd, f->length) != 0)
        return; /* half a line stays; a player leaves it out */
}

/* Leaves no trace of files that came to nothing. */
static void drop_file(struct file *f)
{
    if (f->made)
        unlink(f->name);
}

struct recording *recording_open(const char *name, struct buffer *why)
{
    struct recording *r = memory_zeroed(1, sizeof *r);
    struct buffer words = {0};
    buffer_printf(&words, "%s.txt", name);
    r->cast = (struct file){.name = memory_copy(name), .fd = -1};
    r->words = (struct file){.name = buffer_take(&words), .fd = -1};
    if (open_file(&r->cast, CAST_BEGINS, why) && open_file(&r->words, WORDS_BEGIN, why)) {
        if (ftruncate(r->cast.fd, 0) == 0 && ftruncate(r->words.fd, 0) == 0)
            return r;
        whole_file_add_error(name, errno, why);
    }
    drop_file(&r->cast);
    drop_file(&r->words);
    recording_close(r);
    return NULL;
}

void recording_close(struct recording *r)
{
    if (!r)
        return;
    close_file(&r->cast);
    close_file(&r->words);
    buffer_free(&r->line);
    buffer_free(&r->problem);
    free(r);
}

const char *recording_problem(struct recording *r)
{
    if (!r || !r->problem.length || r->told)
        return NULL;
    r->told = true;
    return buffer_text(&r->problem);
}

/* ---- Events ---------------------------------------------------------------------------------- */

static int64_t now(const struct recording *r)
{
    return monotonic_nanoseconds() / 1000 - r->start;
}

static void add_event(struct recording *r, enum cast_kind kind, const char *text, size_t length)
{
    if (!r || !length)
        return;
    buffer_clear(&r->line);
    cast_add_event(now(r), kind, text, length, &r->line);
    append(r, &r->cast, r->line.bytes, r->line.length);
}

void recording_begin(struct recording *r, int columns, int rows, const char *title)
{
    struct cast_head head = {
        .columns = columns, .rows = rows, .title = title, .timestamp = (int64_t)time(NULL)};
    if (!r)
        return;
    if (r->start) { /* another front end goes on with it */
        recording_resize(r, columns, rows);
        return;
    }
    r->start = monotonic_nanoseconds() / 1000;
    cast_add_head(&head, &r->line);
    append(r, &r->cast, r->line.bytes, r->line.length);
    buffer_clear(&r->line);
    buffer_puts(&r->line, WORDS_BEGIN " Times are minutes and seconds since the beginning.\n"
                                      "The recording of ");
    utf8_add_visible(&r->line, title, strlen(title), "");
    buffer_puts(&r->line, ":\n\n");
    append(r, &r->words, r->line.bytes, r->line.length);
}

void recording_output(struct recording *r, const char *bytes, size_t length)
{
    add_event(r, CAST_OUTPUT, bytes, length);
}

void recording_lines(struct recording *r, const char *text, size_t length)
{
    struct buffer shown = {0};
    for (size_t i = 0; r && i < length; i++) {
        if (text[i] == '\n')
            buffer_putc(&shown, '\r');
        buffer_putc(&shown, text[i]);
    }
    add_event(r, CAST_OUTPUT, buffer_text(&shown), shown.length);
    buffer_free(&shown);
}

void recording_input(struct recording *r, const char *bytes, size_t length)
{
    add_event(r, CAST_INPUT, bytes, length);
}

void recording_marker(struct recording *r, const char *name)
{
    add_event(r, CAST_MARKER, name, strlen(name));
}

void recording_resize(struct recording *r, int columns, int rows)
{
    struct buffer size = {0};
    buffer_printf(&size, "%dx%d", columns, rows);
    add_event(r, CAST_RESIZE, buffer_text(&size), size.length);
    buffer_free(&size);
}

void recording_say(struct recording *r, const char *text)
{
    if (!r)
        return;
    int64_t tenths = now(r) / 100000;
    buffer_clear(&r->line);
    buffer_printf(&r->line, "%3" PRId64 ":%02d.%d  ", tenths / 600, (int)(tenths / 10 % 60),
                  (int)(tenths % 10));
    size_t width = r->line.length;
    for (const char *at = text, *next; *at; at = next) {
        next = at + strcspn(at, "\n");
        if (at != text)
            buffer_printf(&r->line, "%*s", (int)width, "");
        utf8_add_visible(&r->line, at, (size_t)(next - at), "");
        buffer_putc(&r->line, '\n');
        next += *next == '\n';
    }
    append(r, &r->words, r->line.bytes, r->line.length);
}
