/* killed.c - the lab is killed in the middle of a lesson, again and again, at moments drawn by lot:
 * each time the learner's progress has to be whole, and every section whose end was shown has to be
 * in it. Prints TAP. */
#include "base/buffer.h"
#include "base/random.h"
#include "lesson/progress.h"
#include "tests/unit/own_home.h"
#include "tests/tap.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <time.h>

enum { SECTIONS = 40, KILLS = 200, FEW_KILLS = 20, FULL_PLAYS = 3 };

static char folder[64];

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void write_text(const char *name, const struct buffer *text)
{
    FILE *file = fopen(name, "w");
    TAP_CHECK(file && fwrite(text->bytes, 1, text->length, file) == text->length);
    TAP_CHECK(fclose(file) == 0);
}

/* A lesson of many sections, and what a learner types to play all of it. */
static void write_files(void)
{
    struct buffer lesson = {0}, input = {0};
    buffer_puts(&lesson, "# Test\n\n");
    buffer_puts(&input, "lesson ./test.md 1\n");
    for (int i = 1; i <= SECTIONS; i++) {
        buffer_printf(&lesson, "## Part %d\n\nText.\n\n", i);
        if (i % 4 == 0)
            buffer_puts(&lesson, "```thrum\nspawn t { print \"t\" }\njoin t\n```\n\n");
        buffer_puts(&input, i % 4 ? "\n" : "\n\n");
    }
    write_text("test.md", &lesson);
    write_text("input", &input);
    buffer_free(&lesson);
    buffer_free(&input);
}

static pid_t start(const char *thrum, int *output)
{
    int ends[2];
    TAP_CHECK(pipe2(ends, O_CLOEXEC) == 0);
    pid_t child = fork();
    TAP_CHECK(child >= 0);
    if (child == 0) {
        int input = open("input", O_RDONLY);
        if (input < 0 || dup2(input, STDIN_FILENO) < 0 || dup2(ends[1], STDOUT_FILENO) < 0)
            _exit(127);
        execl(thrum, thrum, "--plain", (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    *output = ends[0];
    return child;
}

/* Reads until the output ends, which it does when the lab does, until it has this in it, or until
 * the time is up. */
static void read_until(int output, int64_t deadline, const char *wanted, struct buffer *text)
{
    char bytes[4096];
    struct pollfd readable = {.fd = output, .events = POLLIN};
    for (;;) {
        int64_t left = deadline - now_us();
        if (left <= 0)
            return;
        /* Longer than any test may take is long enough, and fits a time of 32 bits. */
        time_t seconds = left / 1000000 < INT32_MAX ? (time_t)(left / 1000000) : INT32_MAX;
        struct timespec wait = {seconds, (long)(left % 1000000 * 1000)};
        if (ppoll(&readable, 1, &wait, NULL) <= 0)
            return;
        ssize_t count = read(output, bytes, sizeof bytes);
        if (count <= 0)
            return;
        buffer_add(text, bytes, (size_t)count);
        if (wanted && strstr(buffer_text(text), wanted))
            return;
    }
}

/* How many sections' ends were shown. */
static int sections_shown(const char *text)
{
    int shown = 0;
    char wanted[64];
    for (int i = 1; i < SECTIONS; i++) {
        snprintf(wanted, sizeof wanted, "(section %d is done;", i);
        if (strstr(text, wanted))
            shown = i;
    }
    return strstr(text, "That was lesson Test") ? SECTIONS : shown;
}

static int sections_kept(void)
{
    struct buffer why = {0};
    struct progress *p = progress_read("test", &why);
    char title[32];
    int kept = 0;
    if (why.length)
        fprintf(stderr, "%s\n", buffer_text(&why));
    TAP_CHECK(why.length == 0);
    for (int i = 1; i <= SECTIONS; i++) {
        snprintf(title, sizeof title, "Part %d", i);
        if (progress_of(p, title) == PROGRESS_DONE)
            kept = i;
        else
            TAP_CHECK(progress_of(p, title) == PROGRESS_NOTHING);
    }
    for (int i = 1; i <= kept; i++) {
        snprintf(title, sizeof title, "Part %d", i);
        TAP_CHECK(progress_of(p, title) == PROGRESS_DONE);
    }
    progress_free(p);
    return kept;
}

/* Plays it from the start, kills it so long after the first section has ended, however long it took
 * to begin; returns how many sections are kept. `took`: until it ended, from there. */
static int play(const char *thrum, int64_t microseconds, int64_t *took)
{
    struct buffer text = {0};
    int output;
    delete_folder("state");
    pid_t lab = start(thrum, &output);
    read_until(output, INT64_MAX, "(section 1 is done;", &text);
    int64_t begun = now_us();
    read_until(output, begun + microseconds, NULL, &text);
    *took = now_us() - begun;
    kill(lab, SIGKILL);
    TAP_CHECK(waitpid(lab, NULL, 0) == lab);
    read_until(output, INT64_MAX, NULL, &text);
    close(output);
    int shown = sections_shown(buffer_text(&text)), kept = sections_kept();
    if (kept < shown)
        fprintf(stderr, "shown %d, kept %d\n", shown, kept);
    TAP_CHECK(kept >= shown);
    buffer_free(&text);
    return kept;
}

static void no_finished_section_is_lost_by_a_kill(void)
{
    const char *thrum = getenv("THRUM"), *slow = getenv("THRUM_TEST_SLOW");
    int kills = slow && strcmp(slow, "no") == 0 ? FEW_KILLS : KILLS, in_the_middle = 0;
    uint64_t random = 7;
    int64_t took, longest = 0;
    struct buffer state = {0};
    snprintf(folder, sizeof folder, "/tmp/thrum-killed-XXXXXX");
    TAP_CHECK(thrum && mkdtemp(folder) && chdir(folder) == 0);
    buffer_printf(&state, "%s/state", folder);
    setenv("XDG_STATE_HOME", buffer_text(&state), 1);
    write_files();
    for (int i = 0; i < FULL_PLAYS; i++) {
        TAP_CHECK(play(thrum, INT64_MAX / 2, &took) == SECTIONS);
        longest = took > longest ? took : longest;
    }
    for (int i = 0; i < kills; i++) {
        int kept = play(thrum, (int64_t)(random_next(&random) % (uint64_t)longest), &took);
        in_the_middle += kept > 0 && kept < SECTIONS;
    }
    fprintf(stderr, "%d of %d kills in the middle of the lesson\n", in_the_middle, kills);
    /* Or the moments were no good. */
    TAP_CHECK(in_the_middle > kills / 10);
    delete_folder(folder);
    buffer_free(&state);
}

int main(int count, char **arguments)
{
    static const struct tap_test tests[] = {
        {"no finished section is lost by a kill", no_finished_section_is_lost_by_a_kill},
    };
    return tap_main(tests, sizeof tests / sizeof *tests, count, arguments);
}
