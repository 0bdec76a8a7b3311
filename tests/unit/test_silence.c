/* test_silence.c - what thrum run and thrum explore say to who hears it, where nothing else was
 * said for long; by a clock of the test's own. */
#include "script/explore_script.h"
#include "script/run_script.h"
#include "script/silence.h"
#include "script/statuses.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(silence, .timeout = 60);

static int64_t now;

static int64_t clock_of_test(void)
{
    return now;
}

Test(silence, it_is_long_after_half_a_minute)
{
    struct silence s;
    now = 1000;
    silence_begin(&s, clock_of_test);
    cr_expect_eq(silence_left(&s), 30000);
    now += 29999;
    cr_expect_not(silence_is_long(&s));
    cr_expect_eq(silence_left(&s), 1);
    now += 1;
    cr_expect(silence_is_long(&s));
    silence_end(&s);
    cr_expect_not(silence_is_long(&s));
    now -= 5000; /* whatever a clock does */
    cr_expect_eq(silence_left(&s), 30000);
}

/* A file with that text; its name. */
static const char *script(const char *text)
{
    static char name[] = "/tmp/thrum-silence-XXXXXX";
    int fd = mkstemp(name);
    cr_assert(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    return name;
}

static void expect_said(const char *text)
{
    char said[4096];
    fflush(stderr);
    FILE *from = cr_get_redirected_stderr();
    size_t length = fread(said, 1, sizeof said - 1, from);
    said[length] = '\0';
    cr_expect_str_eq(said, text);
}

/* ---- thrum run ------------------------------------------------------------------------------- */

/* Half a minute passes once main asks; once that was told, it gets its answer. */
static atomic_bool asks;
static unsigned looks;
static int answers;

static int64_t clock_of_run(void)
{
    enum { LOOKS_UNTIL_TOLD = 5 };
    if (!asks)
        return 0;
    if (++looks == LOOKS_UNTIL_TOLD)
        cr_assert_eq(write(answers, "ann\n", 4), 4);
    return 31000;
}

/* With the step that prints it comes to where it asks. */
static void hear(void *context, const struct drive *d, const struct event *e)
{
    (void)context, (void)d;
    asks = asks || e->kind == EVENT_PRINT;
}

static void over(void *context, struct lab *lab, const struct machine *m)
{
    (void)context, (void)lab, (void)m;
}

Test(silence, a_run_says_what_still_goes_on, .init = cr_redirect_stderr)
{
    const struct run_watcher watcher = {.hear = hear, .over = over};
    struct run_options options = run_options_default();
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    answers = ends[1];
    options.file = script("print \"ready\"; private name = ask \"name? \"\n");
    options.spoken = options.quiet = true;
    options.hears_by = clock_of_run;
    options.watcher = &watcher;
    cr_expect_eq(run_script(&options), RUN_FINE);
    unlink(options.file);
    expect_said("thrum: still going on: main asks for something\n");
}

/* ---- thrum explore --------------------------------------------------------------------------- */

/* Half a minute passes with each look. */
static int64_t hasty_clock(void)
{
    return now += 30000;
}

Test(silence, a_search_says_how_far_it_is, .init = cr_redirect_stderr)
{
    struct explore_script_options options = {.spoken = true, .hears_by = hasty_clock};
    char said[4096];
    cr_redirect_stdout();
    options.file = script("shared x = 0\natomic y = 0\n"
                          "spawn amy { repeat 60 { x = x * 7 + 1; y += x } }\n"
                          "spawn bob { repeat 60 { x = x * 5 + 2; y += x } }\n"
                          "spawn cat { repeat 60 { x = x * 3 + 3; y += x } }\n");
    options.search.limit_time = 1000000000;
    explore_script(&options);
    unlink(options.file);
    fflush(stderr);
    FILE *from = cr_get_redirected_stderr();
    size_t length = fread(said, 1, sizeof said - 1, from);
    said[length] = '\0';
    cr_expect(strstr(said, " states, "), "%s", said);
    cr_expect(strstr(said, "; Ctrl-C ends it\n"), "%s", said);
    cr_expect_null(strchr(said, '\r'), "%s", said);
}
