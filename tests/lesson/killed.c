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

enum { SECTIONS = 40, KILLS = 200, FEW_KILLS = 20 };

static char folder[64];

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* A lesson of many sections; in some there is a block to run. */
static bool has_block(int section)
{
    return section % 4 == 0;
}

static void write_lesson(void)
{
    struct buffer lesson = {0};
    buffer_puts(&lesson, "# Test\n\n");
    for (int i = 1; i <= SECTIONS; i++) {
        buffer_printf(&lesson, "## Part %d\n\nText.\n\n", i);
        if (has_block(i))
            buffer_puts(&lesson, "```thrum\nspawn t { print \"t\" }\njoin t\n```\n\n");
    }
    FILE *file = fopen("test.md", "w");
    TAP_CHECK(file && fwrite(lesson.bytes, 1, lesson.length, file) == lesson.length);
    TAP_CHECK(fclose(file) == 0);
    buffer_free(&lesson);
}

/* What a learner types to play these sections. */
static void type_sections(int input, int first, int last)
{
    struct buffer keys = {0};
    for (int i = first; i <= last; i++) {
        buffer_puts(&keys, i == 1 ? "lesson ./test.md 1\n" : "\n");
        buffer_puts(&keys, has_block(i) ? "\n" : "");
    }
    TAP_CHECK(write(input, keys.bytes, keys.length) == (ssize_t)keys.length);
    buffer_free(&keys);
}

struct lab {
    pid_t process;
    int input, output; /* ends of pipes */
};

static struct lab start(const char *thrum)
{
    int keys[2], shown[2];
    TAP_CHECK(pipe2(keys, O_CLOEXEC) == 0 && pipe2(shown, O_CLOEXEC) == 0);
    pid_t child = fork();
    TAP_CHECK(child >= 0);
    if (child == 0) {
        if (dup2(keys[0], STDIN_FILENO) < 0 || dup2(shown[1], STDOUT_FILENO) < 0)
            _exit(127);
        execl(thrum, thrum, "--plain", (char *)NULL);
        _exit(127);
    }
    close(keys[0]);
    close(shown[1]);
    return (struct lab){child, keys[1], shown[0]};
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

/* The lab is gone; how many sections are kept, none fewer than were shown. */
static int look(const struct lab *lab, struct buffer *text)
{
    TAP_CHECK(waitpid(lab->process, NULL, 0) == lab->process);
    read_until(lab->output, INT64_MAX, NULL, text);
    close(lab->output);
    int shown = sections_shown(buffer_text(text)), kept = sections_kept();
    if (kept < shown)
        fprintf(stderr, "shown %d, kept %d\n", shown, kept);
    TAP_CHECK(kept >= shown);
    buffer_free(text);
    return kept;
}

static void play_to_the_end(const char *thrum)
{
    struct buffer text = {0};
    delete_folder("state");
    struct lab lab = start(thrum);
    type_sections(lab.input, 1, SECTIONS);
    close(lab.input);
    read_until(lab.output, INT64_MAX, NULL, &text);
    TAP_CHECK(look(&lab, &text) == SECTIONS);
}

/* Plays so many sections, types what plays two more, and kills the lab meanwhile: at a moment of
 * three times as long as one section has just taken here. Returns how many more are kept. */
static int play(const char *thrum, int sections, uint64_t *random)
{
    struct buffer text = {0};
    char wanted[64];
    delete_folder("state");
    struct lab lab = start(thrum);
    snprintf(wanted, sizeof wanted, "(section %d is done;", sections - 1);
    type_sections(lab.input, 1, sections - 1);
    read_until(lab.output, INT64_MAX, wanted, &text);
    int64_t begun = now_us();
    snprintf(wanted, sizeof wanted, "(section %d is done;", sections);
    type_sections(lab.input, sections, sections);
    read_until(lab.output, INT64_MAX, wanted, &text);
    int64_t took = now_us() - begun;
    type_sections(lab.input, sections + 1, sections + 2);
    read_until(lab.output, now_us() + (int64_t)(random_next(random) % (uint64_t)(3 * took + 1)),
               NULL, &text);
    kill(lab.process, SIGKILL);
    int kept = look(&lab, &text);
    close(lab.input);
    TAP_CHECK(kept >= sections && kept <= sections + 2);
    return kept - sections;
}

static void no_finished_section_is_lost_by_a_kill(void)
{
    const char *thrum = getenv("THRUM"), *slow = getenv("THRUM_TEST_SLOW");
    int kills = slow && strcmp(slow, "no") == 0 ? FEW_KILLS : KILLS, more[3] = {0};
    uint64_t random = 7;
    struct buffer state = {0};
    snprintf(folder, sizeof folder, "/tmp/thrum-killed-XXXXXX");
    TAP_CHECK(thrum && mkdtemp(folder) && chdir(folder) == 0);
    buffer_printf(&state, "%s/state", folder);
    setenv("XDG_STATE_HOME", buffer_text(&state), 1);
    write_lesson();
    play_to_the_end(thrum);
    for (int i = 0; i < kills; i++)
        more[play(thrum, 2 + (int)(random_next(&random) % (SECTIONS - 4)), &random)]++;
    fprintf(stderr, "of %d kills %d kept no more, %d one section more, %d two\n", kills, more[0],
            more[1], more[2]);
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
