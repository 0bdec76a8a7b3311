/* examples.c - every word's example in the word table, run by `thrum run --seed=1`: it has to print
 * what the table says, to end well and to say nothing on standard error. "Always the same" is
 * meant: other seeds and another schedule are tried too. Prints TAP. */
#include "base/buffer.h"
#include "base/memory.h"
#include "lang/words.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const char *const schedules[] = {"--seed=1", "--seed=2", "--seed=3",
                                        "--schedule=round-robin"};

/* What the program wrote to standard output, and how it ended. */
struct result {
    struct buffer text;
    int status; /* exit status, or 128 + the signal */
};

static void fail(const char *what)
{
    printf("Bail out! %s\n", what);
    exit(1);
}

static void write_script(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        fail("a script cannot be written");
}

static void run(const char *thrum, const char *schedule, const char *path, struct result *result)
{
    int ends[2];
    posix_spawn_file_actions_t actions;
    if (pipe2(ends, O_CLOEXEC) < 0 || posix_spawn_file_actions_init(&actions) != 0)
        fail("no pipe");
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    char *arguments[] = {memory_copy("timeout"), memory_copy("20"),
                         memory_copy(thrum),     memory_copy("run"),
                         memory_copy(schedule),  memory_copy("--clock=virtual"),
                         memory_copy(path),      NULL};
    pid_t child;
    if (posix_spawnp(&child, "timeout", &actions, NULL, arguments, environ) != 0)
        fail("the program cannot be started");
    close(ends[1]);
    char block[4096];
    ssize_t bytes;
    while ((bytes = read(ends[0], block, sizeof block)) > 0)
        buffer_add(&result->text, block, (size_t)bytes);
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    result->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    posix_spawn_file_actions_destroy(&actions);
    for (size_t i = 0; arguments[i]; i++)
        free(arguments[i]);
}

static void show(const char *what, const char *text)
{
    printf("# %s:\n", what);
    for (const char *end; *text; text = *end ? end + 1 : end) {
        end = strchrnul(text, '\n');
        printf("#     %.*s\n", (int)(end - text), text);
    }
}

static bool check(const char *thrum, const struct word *word, const char *path)
{
    bool good = true;
    write_script(path, word->example);
    for (size_t i = 0; i < sizeof schedules / sizeof *schedules && good; i++) {
        struct result result = {0};
        run(thrum, schedules[i], path, &result);
        good = result.status == 0 && strcmp(buffer_text(&result.text), word->output) == 0;
        if (!good) {
            printf("# thrum run %s --clock=virtual, exit status %d\n", schedules[i], result.status);
            show("the example", word->example);
            show("its output in the table", word->output);
            show("what it wrote", buffer_text(&result.text));
        }
        buffer_free(&result.text);
    }
    return good;
}

int main(void)
{
    const char *thrum = getenv("THRUM");
    char script[] = "example-XXXXXX.thr";
    if (!thrum)
        fail("THRUM has to name the program");
    int file = mkstemps(script, 4);
    if (file < 0)
        fail("a script cannot be made");
    close(file);
    int failed = 0;
    for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++) {
        const struct word *word = word_get((enum word_id)id);
        bool good = check(thrum, word, script);
        printf("%s %d - %s\n", good ? "ok" : "not ok", id, word->name);
        failed += !good;
    }
    printf("1..%d\n", WORD_COUNT - 1);
    unlink(script);
    return failed != 0;
}
