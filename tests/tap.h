/* tap.h - tests without a framework, for what has to run under the thread sanitizer as well.
 *
 *     static void two_threads_add(void)
 *     {
 *         TAP_CHECK(sum == 2);
 *     }
 *
 *     int main(int count, char **arguments)
 *     {
 *         static const struct tap_test tests[] = {{"two threads add", two_threads_add}};
 *         return tap_main(tests, sizeof tests / sizeof *tests, count, arguments);
 *     }
 *
 * Each test runs in a process of its own, so that a crash, a hang, a leak or what a sanitizer finds
 * fails that test alone. With a test's name as argument that test runs in this process, for gdb.
 * What tests print goes to standard error: standard output is for the results (testanything.org).
 */
#ifndef THRUM_TESTS_TAP_H
#define THRUM_TESTS_TAP_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct tap_test {
    const char *name;   /* in words, unique in its program */
    void (*body)(void); /* returns if all is well */
};

/* Ends the test as failed if the condition does not hold. */
#define TAP_CHECK(condition)                                                                       \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);         \
            _exit(1);                                                                              \
        }                                                                                          \
    } while (0)

/* How many seconds a test may take; less than what the whole program has, so that it is the test
 * that is named. */
static inline unsigned tap_seconds(void)
{
    const char *given = getenv("THRUM_TEST_SECONDS");
    unsigned seconds = given ? (unsigned)strtoul(given, NULL, 10) : 0;
    return seconds > 1 ? seconds - 1 : 60;
}

/* Runs one test in a child and says how it ended: 0 if well, else the status of waitpid. */
static inline int tap_run(const struct tap_test *test)
{
    fflush(NULL);
    pid_t child = fork();
    if (child < 0)
        return -1;
    if (child == 0) {
        dup2(STDERR_FILENO, STDOUT_FILENO);
        alarm(tap_seconds());
        test->body();
        /* Not _exit: the leak and the thread sanitizer report on the way out. */
        exit(0);
    }
    int status;
    return waitpid(child, &status, 0) == child ? status : -1;
}

static inline int tap_main(const struct tap_test *tests, size_t test_count, int count,
                           char **arguments)
{
    for (size_t i = 0; count > 1 && i < test_count; i++) {
        if (strcmp(tests[i].name, arguments[1]) == 0) {
            tests[i].body();
            return 0;
        }
    }
    if (count > 1) {
        fprintf(stderr, "%s: there is no test called '%s'\n", arguments[0], arguments[1]);
        return 2;
    }
    int failed = 0;
    printf("1..%zu\n", test_count);
    for (size_t i = 0; i < test_count; i++) {
        int status = tap_run(&tests[i]);
        printf("%s %zu - %s\n", status ? "not ok" : "ok", i + 1, tests[i].name);
        if (status > 0 && WIFSIGNALED(status))
            printf("# %s\n", strsignal(WTERMSIG(status)));
        else if (status)
            printf("# exit status %d\n", status < 0 ? -1 : WEXITSTATUS(status));
        failed += status != 0;
    }
    return failed != 0;
}

#endif
