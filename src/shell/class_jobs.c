/* class_jobs.c - see class_jobs.h. */
#include "shell/class_jobs.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/sanitizer.h"
#include "lesson/class_row.h"
#include "shell/replay_work.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    MOST_JOBS = 64,
    MOST_SECONDS = 5,          /* of a processor */
    MOST_MS = 60000,           /* of real time: nobody computes, and yet it does not end */
    MOST_BYTES_TOLD = 4 << 20, /* by a job */
};
static const rlim_t most_memory = (rlim_t)3 << 30;

/* ---- In the process of a file -----------------------------------------------------------------
 */

static void limit(int what, rlim_t most)
{
    const struct rlimit limit = {most, most};
    setrlimit(what, &limit);
}

static void bind_process(void)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        dup2(nothing, fd);
    limit(RLIMIT_CPU, MOST_SECONDS);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
#ifndef UNDER_SANITIZER /* which takes all addresses that there are */
    limit(RLIMIT_AS, most_memory);
#endif
}

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
    /* The process ends with this. */
}

/* ---- Of all of them ---------------------------------------------------------------------------
 */

struct job {
    pid_t process; /* 0: none */
    int fd;        /* what it tells; -1: it has told all */
    size_t file;
    int64_t begun; /* real milliseconds */
    bool late;     /* it was ended for that */
    struct buffer told;
};

static void begin_job(struct job *j, const struct class_lessons *lessons, char *const *files,
                      size_t file)
{
    int ends[2];
    *j = (struct job){.file = file, .fd = -1, .begun = monotonic_milliseconds()};
    if (pipe2(ends, O_CLOEXEC) != 0)
        return;
    j->process = fork();
    if (j->process == 0) {
        bind_process();
        look_at(lessons, files[file], ends[1]);
        _exit(0);
    }
    close(ends[1]);
    if (j->process > 0)
        j->fd = ends[0];
    else
        close(ends[0]);
}

/* Why a process ended before it had told all. */
static void add_end(const struct job *j, int status, struct buffer *why)
{
    int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (j->process <= 0)
        buffer_puts(why, "no process could be started to replay it");
    else if (j->late)
        buffer_puts(why, "replaying it does not come to an end");
    else if (signal == SIGXCPU || signal == SIGKILL)
        buffer_printf(why, "its commands take more than %d s of the processor", MOST_SECONDS);
    else if (WIFEXITED(status) && WEXITSTATUS(status) == MEMORY_STATUS)
        buffer_puts(why, "its commands take too much memory, or too many threads");
    else
        buffer_printf(why, "replaying it failed (signal %d)", signal);
}

/* Makes its row of the last line that it has told. */
static void end_job(struct job *j, struct class_row *row)
{
    int status = 0;
    struct buffer why = {0};
    if (j->process > 0)
        while (waitpid(j->process, &status, 0) < 0 && errno == EINTR)
            ;
    const char *text = buffer_text(&j->told);
    size_t end = j->told.length, begin;
    while (end > 0 && text[end - 1] != '\n')
        end--;
    for (begin = end ? end - 1 : 0; begin > 0 && text[begin - 1] != '\n'; begin--)
        ;
    bool told = end > begin && class_row_read(row, text + begin, end - begin);
    bool ended = j->process > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!told || !ended) {
        add_end(j, status, &why);
        set_text(&row->problem, &why);
    }
    if (j->fd >= 0)
        close(j->fd);
    buffer_free(&j->told);
    buffer_free(&why);
    *j = (struct job){.fd = -1};
}

/* Takes what there is to read; false at the end. */
static bool take_told(struct job *j)
{
    char bytes[65536];
    ssize_t count = read(j->fd, bytes, sizeof bytes);
    if (count > 0)
        buffer_add(&j->told, bytes, (size_t)count);
    bool more = count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN));
    return more && j->told.length <= MOST_BYTES_TOLD;
}

static void wait_for_any(struct job *jobs, size_t running, struct class_row *rows)
{
    struct pollfd fds[MOST_JOBS];
    for (size_t i = 0; i < running; i++)
        fds[i] = (struct pollfd){.fd = jobs[i].fd, .events = POLLIN};
    poll(fds, running, 1000);
    for (size_t i = 0; i < running; i++) {
        struct job *j = &jobs[i];
        if (!j->late && monotonic_milliseconds() - j->begun > MOST_MS) {
            j->late = true;
            kill(j->process, SIGKILL);
        }
        if (j->fd < 0 || (fds[i].revents && !take_told(j)))
            end_job(j, &rows[j->file]);
    }
}

static size_t most_jobs(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors < 1 ? 1 : processors > MOST_JOBS ? MOST_JOBS : (size_t)processors;
}

struct class_row *class_jobs_run(const struct class_lessons *lessons, char *const *files,
                                 size_t count)
{
    struct class_row *rows = memory_zeroed(count + 1, sizeof *rows);
    struct job jobs[MOST_JOBS];
    size_t most = most_jobs(), running = 0, next = 0;
    for (size_t i = 0; i < count; i++)
        class_row_begin(&rows[i], files[i]);
    fflush(NULL);
    while (running || next < count) {
        while (running < most && next < count)
            begin_job(&jobs[running++], lessons, files, next++);
        wait_for_any(jobs, running, rows);
        size_t left = 0;
        for (size_t i = 0; i < running; i++)
            if (jobs[i].process)
                jobs[left++] = jobs[i];
        running = left;
    }
    return rows;
}
