/* class_jobs.c - see class_jobs.h. What a process does is in class_look.c. */
#include "shell/class_jobs.h"

#include "base/memory.h"
#include "base/system.h"
#include "base/monotonic.h"
#include "base/system.h"
#include "shell/class_look.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    MOST_JOBS = 64,
    MOST_MS = 60000,           /* of real time: nobody computes, and yet it does not end */
    MOST_BYTES_TOLD = 4 << 20, /* of a file */
};

/* A process that looks at one file after another. */
struct job {
    pid_t process; /* 0: none */
    int fd;        /* of both ways; -1: no process could be started */
    size_t file;
    int64_t begun; /* with that file; real milliseconds */
    bool late;     /* it was ended for that */
    struct buffer told;
};

struct jobs {
    const struct class_lessons *lessons;
    char *const *files;
    size_t count, next; /* of the files: the next to be looked at */
    struct class_row *rows;
    struct job jobs[MOST_JOBS];
    size_t running;
};

/* ---- Processes ------------------------------------------------------------------------------- */

static void give_next(struct jobs *all, struct job *j)
{
    j->file = all->next++;
    j->begun = monotonic_milliseconds();
    buffer_clear(&j->told);
    /* Where it is not taken the process has ended, which is seen when it is read from. */
    if (j->fd >= 0)
        send(j->fd, &j->file, sizeof j->file, MSG_NOSIGNAL);
}

/* One process more, which gets the next file. The ends of the others are not its: while it held
 * them they would not see that this program has ended. */
static void begin_job(struct jobs *all)
{
    int ends[2];
    struct job *j = &all->jobs[all->running];
    *j = (struct job){.fd = -1};
    if (system_sockets(ends, SOCK_STREAM)) {
        j->process = fork();
        if (j->process == 0) {
            close(ends[0]);
            for (size_t i = 0; i < all->running; i++)
                close(all->jobs[i].fd);
            class_look_serve(all->lessons, all->files, ends[1]);
            _exit(0);
        }
        close(ends[1]);
        if (j->process > 0)
            j->fd = ends[0];
        else
            close(ends[0]);
    }
    all->running++;
    give_next(all, j);
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
        buffer_printf(why, "its commands take more than %d s of the processor", CLASS_LOOK_SECONDS);
    else if (WIFEXITED(status) && WEXITSTATUS(status) == MEMORY_STATUS)
        buffer_puts(why, "its commands take too much memory, or too many threads");
    else
        buffer_printf(why, "replaying it failed (signal %d)", signal);
}

/* Makes the file's row of the last line of JSON that was told; false where there is none. */
static bool take_row(const struct job *j, struct class_row *row)
{
    const char *text = buffer_text(&j->told);
    size_t end = j->told.length, begin;
    while (end > 0 && text[end - 1] != '\n')
        end--;
    for (begin = end ? end - 1 : 0; begin > 0 && text[begin - 1] != '\n'; begin--)
        ;
    return end > begin && class_row_read(row, text + begin, end - begin);
}

/* The process has ended, or is to; its file is done with. */
static void end_job(struct job *j, struct class_row *row)
{
    int status = 0;
    if (j->fd >= 0)
        close(j->fd);
    if (j->process > 0)
        while (waitpid(j->process, &status, 0) < 0 && errno == EINTR)
            ;
    bool told = row && take_row(j, row);
    if (row && !(told && j->process > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)) {
        struct buffer why = {0};
        add_end(j, status, &why);
        class_row_fail(row, buffer_text(&why));
        buffer_free(&why);
    }
    buffer_free(&j->told);
    *j = (struct job){.fd = -1};
}

/* ---- What they tell -------------------------------------------------------------------------- */

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

/* Whether its row is told and it waits for the next file; cuts that off. */
static bool is_ready(struct job *j)
{
    size_t length = strlen(CLASS_LOOK_READY);
    const char *text = buffer_text(&j->told);
    if (j->told.length <= length || strcmp(text + j->told.length - length, CLASS_LOOK_READY) != 0 ||
        text[j->told.length - length - 1] != '\n')
        return false;
    buffer_cut(&j->told, j->told.length - length);
    return true;
}

static void look_after(struct jobs *all, struct job *j, bool tells)
{
    if (!j->late && monotonic_milliseconds() - j->begun > MOST_MS) {
        j->late = true;
        kill(j->process, SIGKILL);
    }
    if (j->fd < 0 || (tells && !take_told(j))) {
        end_job(j, &all->rows[j->file]);
    } else if (tells && is_ready(j)) {
        if (!take_row(j, &all->rows[j->file]))
            class_row_fail(&all->rows[j->file], "replaying it failed");
        if (all->next < all->count)
            give_next(all, j);
        else
            end_job(j, NULL);
    }
}

static void wait_for_any(struct jobs *all)
{
    struct pollfd fds[MOST_JOBS];
    size_t left = 0;
    for (size_t i = 0; i < all->running; i++)
        fds[i] = (struct pollfd){.fd = all->jobs[i].fd, .events = POLLIN};
    poll(fds, (nfds_t)all->running, 1000);
    for (size_t i = 0; i < all->running; i++) {
        look_after(all, &all->jobs[i], fds[i].revents);
        if (all->jobs[i].process || all->jobs[i].fd >= 0)
            all->jobs[left++] = all->jobs[i];
    }
    all->running = left;
}

static size_t most_jobs(void)
{
    uint32_t processors = system_processors();
    return processors > MOST_JOBS ? MOST_JOBS : processors;
}

struct class_row *class_jobs_run(const struct class_lessons *lessons, char *const *files,
                                 size_t count)
{
    struct jobs all = {.lessons = lessons,
                       .files = files,
                       .count = count,
                       .rows = memory_zeroed(count + 1, sizeof *all.rows)};
    size_t most = most_jobs();
    for (size_t i = 0; i < count; i++)
        class_row_begin(&all.rows[i], files[i]);
    fflush(NULL);
    while (all.running || all.next < count) {
        while (all.running < most && all.next < count)
            begin_job(&all);
        wait_for_any(&all);
    }
    return all.rows;
}
