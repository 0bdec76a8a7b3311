/* progress.c - see progress.h. The file:
 *
 *     thrum progress 1
 *     done Waiting for a thread
 *     skipped All of them
 *     end 2
 *
 * The last line says how many there are before it, so that a file that was cut off is told from a
 * short one. */
#include "lesson/progress.h"

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
    LONGEST = 1 << 20, /* bytes of a file; a longer one is none of ours */
    LOCK_TRIES = 100,  /* another lab holds the lock for moments, unless it was stopped in them */
    LOCK_WAIT_MS = 10,
};

/* What a file begins with, and the form of what follows. */
#define HEAD "thrum progress "
enum { FORM = 1 };

static const char *const words[] = {
    [PROGRESS_SKIPPED] = "skipped",
    [PROGRESS_ANSWERED] = "answered",
    [PROGRESS_DONE] = "done",
};

struct finished {
    char *title; /* owned */
    enum progress_mark mark;
};

struct progress {
    char *folder, *path; /* NULL: there is no home to keep it in */
    struct finished *finished;
    size_t count, capacity;
    uint32_t *places;   /* by a title's hash: 1 + where in `finished` it stands, 0: nowhere */
    size_t place_count; /* a power of two, more than twice `count`; or 0 */
};

/* ---- Marks ------------------------------------------------------------------------------------
 */

/* FNV-1a. */
static size_t hash(const char *title)
{
    uint32_t h = 2166136261u;
    for (; *title; title++)
        h = (h ^ (unsigned char)*title) * 16777619u;
    return h;
}

/* The place of a title, or the free one where it belongs; there are places. */
static uint32_t *place_of(const struct progress *p, const char *title)
{
    size_t at = hash(title) & (p->place_count - 1);
    while (p->places[at] && strcmp(p->finished[p->places[at] - 1].title, title) != 0)
        at = (at + 1) & (p->place_count - 1);
    return &p->places[at];
}

static struct finished *find(const struct progress *p, const char *title)
{
    uint32_t place = p->place_count ? *place_of(p, title) : 0;
    return place ? &p->finished[place - 1] : NULL;
}

static void make_places(struct progress *p)
{
    if (2 * (p->count + 1) < p->place_count)
        return;
    p->place_count = p->place_count ? 4 * p->place_count : 64;
    free(p->places);
    p->places = memory_zeroed(p->place_count, sizeof *p->places);
    for (size_t i = 0; i < p->count; i++)
        *place_of(p, p->finished[i].title) = (uint32_t)i + 1;
}

enum progress_mark progress_of(const struct progress *p, const char *title)
{
    const struct finished *f = find(p, title);
    return f ? f->mark : PROGRESS_NOTHING;
}

/* Of two marks the better one counts. */
static void add(struct progress *p, const char *title, enum progress_mark mark)
{
    struct finished *f = find(p, title);
    if (!f) {
        MEMORY_ROOM_FOR_ONE(p->finished, p->count, p->capacity);
        make_places(p);
        f = &p->finished[p->count];
        *f = (struct finished){memory_copy(title), mark};
        *place_of(p, title) = (uint32_t)++p->count;
    }
    if (f->mark < mark)
        f->mark = mark;
}

static void forget_all(struct progress *p)
{
    for (size_t i = 0; i < p->count; i++)
        free(p->finished[i].title);
    free(p->finished);
    free(p->places);
    p->finished = NULL;
    p->places = NULL;
    p->count = p->capacity = p->place_count = 0;
}

void progress_free(struct progress *p)
{
    if (!p)
        return;
    forget_all(p);
    free(p->folder);
    free(p->path);
    free(p);
}

/* ---- The text of a file -----------------------------------------------------------------------
 */

static void write_text(const struct progress *p, struct buffer *out)
{
    buffer_printf(out, HEAD "%d\n", FORM);
    for (size_t i = 0; i < p->count; i++)
        buffer_printf(out, "%s %s\n", words[p->finished[i].mark], p->finished[i].title);
    buffer_printf(out, "end %zu\n", p->count);
}

static bool parse_line(struct progress *p, const char *line)
{
    for (int mark = PROGRESS_SKIPPED; mark <= PROGRESS_DONE; mark++) {
        size_t length = strlen(words[mark]);
        if (strncmp(line, words[mark], length) != 0 || line[length] != ' ')
            continue;
        add(p, line + length + 1, (enum progress_mark)mark);
        return true;
    }
    return false;
}

/* Whether a later thrum has written it, in a form of which nothing is known but its first line;
 * that form, as it stands there, perhaps with the name of who wrote it, is added to `form`. */
static bool is_newer(const char *text, size_t length, struct buffer *form)
{
    size_t head = strlen(HEAD);
    const char *newline = length ? memchr(text, '\n', length) : NULL;
    if (!newline || (size_t)(newline - text) <= head || strncmp(text, HEAD, head) != 0)
        return false;
    char *end;
    unsigned long number = strtoul(text + head, &end, 10);
    if (!isdigit((unsigned char)text[head]) || number <= FORM || (*end != '\n' && *end != ' '))
        return false;
    utf8_add_visible(form, text + head, (size_t)(newline - text) - head, "");
    return true;
}

/* False if it is not whole; then nothing of it counts. `text` is cut into lines. */
static bool parse_text(struct progress *p, char *text, size_t length)
{
    char head[sizeof HEAD + 16], end[32];
    size_t lines = 0, head_length = (size_t)snprintf(head, sizeof head, HEAD "%d\n", FORM);
    if (strlen(text) != length || utf8_valid_prefix(text, length) != length ||
        strncmp(text, head, head_length) != 0)
        return false;
    for (char *line = text + head_length, *next; *line; line = next, lines++) {
        char *newline = strchr(line, '\n');
        if (!newline)
            return false;
        *newline = '\0';
        next = newline + 1;
        snprintf(end, sizeof end, "end %zu", lines);
        if (strcmp(line, end) == 0)
            return *next == '\0';
        if (!parse_line(p, line))
            return false;
    }
    return false;
}

/* ---- Files ------------------------------------------------------------------------------------
 */

static void say_errno(struct buffer *why, const char *what, const char *path)
{
    int error = errno;
    buffer_puts(why, "progress is not kept: ");
    utf8_add_visible(why, path, strlen(path), "");
    buffer_printf(why, " cannot be %s: %s", what, strerror(error));
}

/* Makes the folders above and the folder itself, for nobody else to read. */
static bool make_folder(const char *folder, struct buffer *why)
{
    char *path = memory_copy(folder);
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
    if (!made)
        say_errno(why, "made", path);
    free(path);
    return made;
}

/* Nobody else reads, merges and replaces until the descriptor is closed. -1: it cannot be had. */
static int take_lock(const struct progress *p, struct buffer *why)
{
    struct buffer name = {0};
    buffer_printf(&name, "%s/lock", p->folder);
    int fd = open(buffer_text(&name), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        say_errno(why, "opened", buffer_text(&name));
    int tries = 0;
    while (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (++tries < LOCK_TRIES) {
            nanosleep(&(struct timespec){.tv_nsec = LOCK_WAIT_MS * 1000000}, NULL);
            continue;
        }
        say_errno(why, "locked", buffer_text(&name));
        close(fd);
        fd = -1;
    }
    buffer_free(&name);
    return fd;
}

/* The whole file; false with errno, which is ENOENT where there is none. */
static bool read_file(const char *path, struct buffer *text)
{
    char bytes[4096];
    ssize_t count = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    while (text->length <= LONGEST &&
           ((count = read(fd, bytes, sizeof bytes)) > 0 || (count < 0 && errno == EINTR)))
        if (count > 0)
            buffer_add(text, bytes, (size_t)count);
    int error = errno;
    close(fd);
    errno = error;
    return count >= 0;
}

enum merged { MERGED, UNREADABLE, NEWER, DAMAGED };

/* Adds what is on the disk. */
static enum merged merge_file(struct progress *p, struct buffer *why)
{
    struct buffer text = {0}, form = {0};
    struct progress there = {0};
    enum merged result = MERGED;
    if (!read_file(p->path, &text)) {
        if (errno != ENOENT && errno != ENOTDIR) {
            say_errno(why, "read", p->path);
            result = UNREADABLE;
        }
    } else if (is_newer(buffer_text(&text), text.length, &form)) {
        buffer_puts(why, "progress is not kept: ");
        utf8_add_visible(why, p->path, strlen(p->path), "");
        buffer_printf(why,
                      " was written by a newer thrum, in form %s; this one knows form %d, and "
                      "leaves it as it is",
                      buffer_text(&form), FORM);
        result = NEWER;
    } else {
        char *copy = memory_copy_bytes(buffer_text(&text), text.length);
        if (!parse_text(&there, copy, text.length))
            result = DAMAGED;
        free(copy);
    }
    for (size_t i = 0; result == MERGED && i < there.count; i++)
        add(p, there.finished[i].title, there.finished[i].mark);
    forget_all(&there);
    buffer_free(&form);
    buffer_free(&text);
    return result;
}

/* With the lock, or another lab's new file could be what is put aside. */
static enum merged merge_or_put_aside(struct progress *p, struct buffer *why)
{
    enum merged result = merge_file(p, why);
    if (result != DAMAGED)
        return result;
    struct buffer aside = {0};
    buffer_printf(&aside, "%s.damaged", p->path);
    buffer_puts(why, "the file with this lesson's progress was damaged");
    if (rename(p->path, buffer_text(&aside)) == 0) {
        buffer_puts(why, "; it is kept as ");
        utf8_add_visible(why, buffer_text(&aside), aside.length, "");
    }
    buffer_free(&aside);
    return result;
}

/* ---- Writing ----------------------------------------------------------------------------------
 */

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
static bool replace(const struct progress *p)
{
    struct buffer text = {0}, name = {0};
    write_text(p, &text);
    buffer_printf(&name, "%s.new", p->path);
    int fd = open(buffer_text(&name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = fd >= 0 && file_write(fd, &text) && fsync(fd) == 0;
    if (fd >= 0)
        good = close(fd) == 0 && good;
    good = good && rename(buffer_text(&name), p->path) == 0 && sync_folder(p->folder);
    buffer_free(&name);
    buffer_free(&text);
    return good;
}

/* ---- From outside -----------------------------------------------------------------------------
 */

struct progress *progress_read(const char *name, struct buffer *why)
{
    struct progress *p = memory_zeroed(1, sizeof *p);
    p->folder = state_folder("lessons");
    if (!p->folder)
        return p;
    struct buffer path = {0};
    buffer_printf(&path, "%s/%s.progress", p->folder, name);
    p->path = buffer_take(&path);
    if (merge_file(p, why) != DAMAGED)
        return p;
    int lock = take_lock(p, why);
    if (lock < 0)
        return p;
    merge_or_put_aside(p, why);
    close(lock);
    return p;
}

bool progress_record(struct progress *p, const char *title, enum progress_mark mark,
                     struct buffer *why)
{
    add(p, title, mark);
    if (!p->folder) {
        buffer_puts(why, "progress is not kept: there is no home directory");
        return false;
    }
    if (!make_folder(p->folder, why))
        return false;
    int lock = take_lock(p, why);
    if (lock < 0)
        return false;
    enum merged merged = merge_or_put_aside(p, why);
    bool good = merged == MERGED || merged == DAMAGED;
    if (good && !replace(p)) {
        good = false;
        say_errno(why, "written", p->path);
    }
    close(lock);
    return good;
}
