/* class_look.c - see class_look.h. */
#include "shell/class_look.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/sanitizer.h"
#include "lesson/class_row.h"
#include "shell/replay_work.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const rlim_t most_memory = (rlim_t)3 << 30;
/* After more than this, of the processor or of memory, the process is used for no other file: what
 * is left of it may be little. */
enum { MOST_SECONDS_BEFORE_NEXT = 1, MOST_KIB_BEFORE_NEXT = 256 << 10 };

/* ---- Bounds ---------------------------------------------------------------------------------- */

static void bind_process(void)
{
    const struct rlimit none = {0, 0};
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        dup2(nothing, fd);
    setrlimit(RLIMIT_FSIZE, &none);
    setrlimit(RLIMIT_CORE, &none);
#ifndef UNDER_SANITIZER /* which takes all addresses that there are */
    const struct rlimit memory = {most_memory, most_memory};
    setrlimit(RLIMIT_AS, &memory);
#endif
}

/* Seconds of the processor that this process has had, rounded up. */
static rlim_t seconds_used(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec +
                    (used.ru_utime.tv_usec + used.ru_stime.tv_usec + 999999) / 1000000);
}

/* The time for one more file. What is played is no code of the processor's, and cannot set another
 * bound. */
static void bind_time(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_CPU, &limit);
    limit.rlim_cur = seconds_used() + CLASS_LOOK_SECONDS;
    setrlimit(RLIMIT_CPU, &limit);
}

/* Whether the file that began after so many seconds has left all that the next one may need. */
static bool is_fit(rlim_t before)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return used.ru_maxrss <= MOST_KIB_BEFORE_NEXT &&
           seconds_used() - before <= MOST_SECONDS_BEFORE_NEXT;
}

/* ---- A file ---------------------------------------------------------------------------------- */

/* False with a sentence in `why`. */
static bool read_file(const char *file, struct buffer *text, struct buffer *why)
{
    struct stat status;
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    bool good = fd >= 0 && fstat(fd, &status) == 0;
    if (good && !S_ISREG(status.st_mode)) {
        buffer_puts(why, "it is no file");
        good = false;
    } else if (good && status.st_size > HAND_IN_LONGEST) {
        buffer_puts(why, "it is too long for a hand-in: more than 8 MiB");
        good = false;
    } else if (!good || !file_read(fd, text, HAND_IN_LONGEST, 1000)) {
        buffer_printf(why, "it cannot be read: %s", strerror(errno));
        good = false;
    }
    if (fd >= 0)
        close(fd);
    return good;
}

static void set_text(char **text, const struct buffer *by)
{
    free(*text);
    *text = memory_copy(buffer_text(by));
}

static void tell(int fd, const struct class_row *row)
{
    struct buffer line = {0};
    class_row_write(row, &line);
    file_write(fd, &line);
    buffer_free(&line);
}

static const struct class_lesson *lesson_of(const struct class_lessons *all, const char *name)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->lessons[i].lesson->name, name) == 0)
            return &all->lessons[i];
    return NULL;
}

/* Tells what is known before anything is run, in case that nothing more comes of it; and then all.
 */
static void replay(const struct class_lesson *l, const struct hand_in *h, enum hand_in_state state,
                   struct class_row *row, int fd)
{
    struct buffer refused = {0};
    class_row_fill(row, h, state, l->lesson, l->hash, NULL);
    tell(fd, row);
    enum work_verdict **verdicts = replay_work(l->lesson, h, &refused);
    class_row_free(&(struct class_row){.cells = row->cells});
    row->cells = NULL;
    row->cell_count = 0;
    row->half_points = row->things = row->command_count = 0;
    class_row_fill(row, h, state, l->lesson, l->hash, verdicts);
    set_text(&row->refused, &refused);
    tell(fd, row);
    replay_work_free(verdicts, h);
    buffer_free(&refused);
}

static void look_at(const struct class_lessons *lessons, const char *file, int fd)
{
    struct buffer text = {0}, why = {0};
    struct class_row row;
    struct hand_in h = {0};
    class_row_begin(&row, file);
    enum hand_in_state state = HAND_IN_NONE;
    if (read_file(file, &text, &why))
        state = hand_in_read(&h, buffer_text(&text), text.length, &why);
    const struct class_lesson *l = state == HAND_IN_NONE ? NULL : lesson_of(lessons, h.lesson);
    if (l) {
        replay(l, &h, state, &row, fd);
    } else {
        if (state != HAND_IN_NONE) {
            class_row_fill(&row, &h, state, NULL, NULL, NULL);
            buffer_puts(&why, "its lesson is not here; --lesson=FILE names one");
        }
        set_text(&row.problem, &why);
        tell(fd, &row);
    }
    class_row_free(&row);
    hand_in_free(&h);
    buffer_free(&text);
    buffer_free(&why);
}

void class_look_serve(const struct class_lessons *lessons, char *const *files, int fd)
{
    const struct buffer ready = {.bytes = CLASS_LOOK_READY, .length = strlen(CLASS_LOOK_READY)};
    size_t file;
    rlim_t before;
    bind_process();
    do {
        if (read(fd, &file, sizeof file) != (ssize_t)sizeof file)
            return;
        before = seconds_used();
        bind_time();
        look_at(lessons, files[file], fd);
    } while (is_fit(before) && file_write(fd, &ready));
}
