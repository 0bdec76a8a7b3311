/* cases.c - scripts in; standard output, standard error and exit status out, byte for byte. Prints
 * TAP (tests/tap.h says what that is).
 *
 *     tests/session/cases                        every case
 *     tests/session/cases locks/drop 'once/X*'   these alone
 *
 * Case TOPIC/NAME is a few files in tests/session/TOPIC: NAME.thr, the script, run there by its
 * name; NAME.out and NAME.err, what it writes (where there is none: nothing); NAME.status (0);
 * NAME.in, its standard input (/dev/null); NAME.args, options of `thrum run` as a shell would read
 * them, a line for each run. Without these a case says what holds whatever the schedule, and is run
 * under each kind.
 *
 * THRUM_TEST_EVERY=10 takes every tenth case, for who has to look at each slowly.
 *
 * What is expected is written from the language page before the program has its say. It is a
 * program and not a script because some thousand runs, each looked at by half a dozen processes,
 * took half of the time of `make check`. */
#include "base/buffer.h"
#include "base/memory.h"

#include <fcntl.h>
#include <glob.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wordexp.h>

enum { MOST_WORKERS = 16 };

struct test_case {
    char *path;           /* TOPIC/NAME */
    struct buffer failed; /* what is wrong with it, as lines of TAP; empty: nothing */
};

/* What all workers share; only `next` changes while they run. `reading`: wordexp is for one thread
 * at a time. */
struct suite {
    const char *thrum;
    unsigned seconds; /* that a run may take */
    bool slow;        /* each run takes long: the first line of options has to do */
    struct test_case *cases;
    size_t count;
    atomic_size_t next;
    pthread_mutex_t reading;
};

static const char every_schedule[] = "--seed=1\n"
                                     "--seed=2\n"
                                     "--schedule=round-robin --clock=virtual\n"
                                     "--schedule=free --clock=virtual\n";

/* ---- Files ----------------------------------------------------------------------------------- */

static void read_all(int file, struct buffer *out)
{
    char bytes[8192];
    ssize_t count;
    while ((count = read(file, bytes, sizeof bytes)) > 0)
        buffer_add(out, bytes, (size_t)count);
}

/* What is in PATH.SUFFIX; false where there is no such file. */
static bool read_beside(const char *path, const char *suffix, struct buffer *out)
{
    struct buffer name = {0};
    buffer_printf(&name, "%s.%s", path, suffix);
    int file = open(buffer_text(&name), O_RDONLY | O_CLOEXEC);
    buffer_free(&name);
    if (file < 0)
        return false;
    read_all(file, out);
    close(file);
    return true;
}

/* A file without a name. */
static int scratch(void)
{
    char name[] = "/tmp/thrum-case-XXXXXX";
    int file = mkostemp(name, O_CLOEXEC);
    if (file < 0 || unlink(name) != 0) {
        perror("a file in /tmp");
        exit(1);
    }
    return file;
}

/* ---- One run --------------------------------------------------------------------------------- */

struct outcome {
    int status; /* as a shell tells it */
    struct buffer out, err;
};

/* In the child: only what may be called between fork and exec. One that takes too long is ended by
 * an alarm, which it keeps: `timeout` would be a process more for each run, and a third of all that
 * the cases take. */
static void become_thrum(const struct suite *s, char **words, const char *topic, const char *input,
                         int out, int err)
{
    int in = -1;
    if (chdir(topic) == 0)
        in = open(input, O_RDONLY);
    if (in < 0)
        in = open("/dev/null", O_RDONLY);
    if (in < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
        _exit(126);
    alarm(s->seconds);
    execvp(words[0], words);
    _exit(127);
}

/* Runs NAME.thr in folder TOPIC with these options. */
static void run_once(const struct suite *s, const char *topic, const char *name,
                     const wordexp_t *options, struct outcome *o)
{
    struct buffer script = {0}, input = {0};
    buffer_printf(&script, "%s.thr", name);
    buffer_printf(&input, "%s.in", name);
    char **words = memory_new((options->we_wordc + 4) * sizeof *words);
    size_t count = 0;
    const char *const first[] = {s->thrum, "run"};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        words[count++] = memory_copy(first[i]);
    for (size_t i = 0; i < options->we_wordc; i++)
        words[count++] = memory_copy(options->we_wordv[i]);
    words[count++] = buffer_take(&script);
    words[count] = NULL;
    int out = scratch(), err = scratch(), status = 0;
    pid_t child = fork();
    if (child == 0)
        become_thrum(s, words, topic, buffer_text(&input), out, err);
    if (child < 0 || waitpid(child, &status, 0) != child) {
        perror("a run");
        exit(1);
    }
    o->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    lseek(out, 0, SEEK_SET);
    lseek(err, 0, SEEK_SET);
    read_all(out, &o->out);
    read_all(err, &o->err);
    close(out);
    close(err);
    while (count > 0)
        free(words[--count]);
    free(words);
    buffer_free(&input);
}

/* ---- Looking at what it said ----------------------------------------------------------------- */

/* Appends how the two differ, as `diff -u` tells it, each line behind "# WHAT: ". */
static void add_difference(const char *what, const char *expected, const char *found,
                           struct buffer *said)
{
    char names[2][32] = {"/tmp/thrum-wanted-XXXXXX", "/tmp/thrum-found-XXXXXX"};
    const char *const texts[2] = {expected, found};
    struct buffer command = {0};
    for (int i = 0; i < 2; i++) {
        int file = mkostemp(names[i], O_CLOEXEC);
        if (file < 0 || write(file, texts[i], strlen(texts[i])) < 0)
            perror(names[i]);
        close(file);
    }
    buffer_printf(&command, "diff -au %s %s | sed -e 1,2d -e 's/^/# %s: /'", names[0], names[1],
                  what);
    FILE *lines = popen(buffer_text(&command), "re");
    if (lines) {
        read_all(fileno(lines), said);
        pclose(lines);
    }
    for (int i = 0; i < 2; i++)
        unlink(names[i]);
    buffer_free(&command);
}

/* Whether the run wrote what PATH.SUFFIX holds. */
static void compare(const char *path, const char *suffix, const struct buffer *found,
                    struct buffer *said)
{
    struct buffer expected = {0};
    read_beside(path, suffix, &expected);
    if (expected.length != found->length ||
        memcmp(buffer_text(&expected), buffer_text(found), found->length) != 0) {
        add_difference(suffix, buffer_text(&expected), buffer_text(found), said);
        buffer_printf(said, "# %s: that is not what was expected\n", suffix);
    }
    buffer_free(&expected);
}

static void run_with(struct suite *s, struct test_case *c, const char *line, int expected)
{
    wordexp_t options;
    pthread_mutex_lock(&s->reading);
    int refused = wordexp(line, &options, WRDE_NOCMD);
    pthread_mutex_unlock(&s->reading);
    if (refused) {
        buffer_printf(&c->failed, "# these options cannot be read: %s\n", line);
        return;
    }
    char *topic = memory_copy(c->path);
    char *name = strrchr(topic, '/');
    *name++ = '\0';
    struct outcome o = {0};
    struct buffer said = {0};
    run_once(s, topic, name, &options, &o);
    if (o.status != expected)
        buffer_printf(&said, "# exit status %d, expected %d\n", o.status, expected);
    compare(c->path, "out", &o.out, &said);
    compare(c->path, "err", &o.err, &said);
    if (said.length)
        buffer_printf(&c->failed, "# thrum run %s\n%s", line, buffer_text(&said));
    buffer_free(&said);
    buffer_free(&o.out);
    buffer_free(&o.err);
    wordfree(&options);
    free(topic);
}

static void run_case(struct suite *s, struct test_case *c)
{
    struct buffer options = {0}, status = {0};
    if (!read_beside(c->path, "args", &options))
        buffer_puts(&options, every_schedule);
    int expected = read_beside(c->path, "status", &status) ? atoi(buffer_text(&status)) : 0;
    char *text = buffer_take(&options), *rest = text;
    do {
        char *line = rest;
        rest = strchr(line, '\n');
        if (rest)
            *rest++ = '\0';
        run_with(s, c, line, expected);
    } while (!s->slow && rest && *rest);
    free(text);
    buffer_free(&status);
}

static void *work(void *suite)
{
    struct suite *s = suite;
    size_t mine;
    while ((mine = atomic_fetch_add(&s->next, 1)) < s->count)
        run_case(s, &s->cases[mine]);
    return NULL;
}

/* ---- All of them ----------------------------------------------------------------------------- */

static void find_cases(struct suite *s, int count, char **patterns)
{
    const char *all[] = {"*/*"}, *every = getenv("THRUM_TEST_EVERY");
    size_t step = every && atoi(every) > 0 ? (size_t)atoi(every) : 1, seen = 0, capacity = 0;
    for (int i = 0; i < (count ? count : 1); i++) {
        struct buffer pattern = {0};
        glob_t found;
        buffer_printf(&pattern, "%s.thr", count ? patterns[i] : all[0]);
        if (glob(buffer_text(&pattern), 0, NULL, &found) == 0) {
            for (size_t k = 0; k < found.gl_pathc; k++) {
                if (++seen % step)
                    continue;
                MEMORY_ROOM_FOR_ONE(s->cases, s->count, capacity);
                s->cases[s->count] = (struct test_case){0};
                s->cases[s->count].path = memory_copy(found.gl_pathv[k]);
                s->cases[s->count++].path[strlen(found.gl_pathv[k]) - strlen(".thr")] = '\0';
            }
            globfree(&found);
        }
        buffer_free(&pattern);
    }
}

static void run_all(struct suite *s)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t workers =
        processors > 0 && processors < MOST_WORKERS ? (size_t)processors : MOST_WORKERS;
    pthread_t threads[MOST_WORKERS];
    for (size_t i = 0; i < workers; i++)
        if (pthread_create(&threads[i], NULL, work, s) != 0) {
            perror("a worker");
            exit(1);
        }
    for (size_t i = 0; i < workers; i++)
        pthread_join(threads[i], NULL);
}

int main(int count, char **arguments)
{
    const char *source = getenv("THRUM_SOURCE"), *slow = getenv("THRUM_TEST_SLOW");
    struct suite s = {.thrum = getenv("THRUM"),
                      .slow = slow && strcmp(slow, "no") == 0,
                      .reading = PTHREAD_MUTEX_INITIALIZER};
    /* What hangs is ended. A case takes moments, but on a machine with ten times as much to do as
     * it has processors some took more than 20 s. */
    s.seconds = 110;
    if (!s.thrum || !source || chdir(source) != 0 || chdir("tests/session") != 0) {
        puts("Bail out! THRUM has to name the program, THRUM_SOURCE the source tree");
        return 1;
    }
    find_cases(&s, count - 1, arguments + 1);
    if (!s.count) {
        puts("Bail out! there is no such case");
        return 1;
    }
    run_all(&s);
    size_t failed = 0;
    for (size_t i = 0; i < s.count; i++) {
        struct test_case *c = &s.cases[i];
        failed += c->failed.length > 0;
        printf("%s %zu - %s\n%s", c->failed.length ? "not ok" : "ok", i + 1, c->path,
               buffer_text(&c->failed));
        buffer_free(&c->failed);
        free(c->path);
    }
    free(s.cases);
    printf("1..%zu\n", s.count);
    return failed > 0;
}
