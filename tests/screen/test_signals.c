/* test_signals.c - every signal there is, sent to the front end under each load: which end it with
 * the terminal given back, which stop it so, which change nothing. On the fake session. */
#include "console.h"
#include "../tap.h"

#include "base/buffer.h"
#include "base/sanitizer.h"

#include <signal.h>
#include <sys/resource.h>

enum way {
    LEAVES, /* ends in order, with 128 and its number */
    DIES,   /* gives the terminal back and dies of it */
    STOPS,  /* gives the terminal back and stops; goes on with fg */
    INTERRUPTS /* main is interrupted */,
    NOTHING /* nobody notices */
};

/* Written from signal(7), not from the program's table; what is not here has to die. */
static const struct {
    int number;
    enum way way;
} known[] = {
    {SIGHUP, LEAVES},   {SIGTERM, LEAVES},    {SIGTSTP, STOPS},    {SIGTTIN, STOPS},
    {SIGTTOU, STOPS},   {SIGINT, INTERRUPTS}, {SIGWINCH, NOTHING}, {SIGCONT, NOTHING},
    {SIGPIPE, NOTHING}, {SIGXFSZ, NOTHING},   {SIGCHLD, NOTHING},  {SIGURG, NOTHING},
};

static enum way way_of(int number)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].number == number)
            return known[i].way;
    }
    return DIES;
}

/* What still goes on is ended first. */
static void quit(struct console *c)
{
    console_type(c, "\003");
    console_quit(c);
}

/* It is there and listens. */
static void check_alive(struct console *c)
{
    console_type(c, "\005\025alarm still here\r");
    TAP_CHECK(console_wait_for(c, "!! still here"));
    TAP_CHECK(console_is_taken(c));
}

static void check_signal(struct console *c, int number, bool stuck)
{
    int status = 0;
    console_signal(c, number);
    switch (way_of(number)) {
    case LEAVES:
    case DIES:
        TAP_CHECK(console_wait_end(c, &status));
        if (way_of(number) == LEAVES)
            TAP_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 128 + number);
        else
            TAP_CHECK(WIFSIGNALED(status) && WTERMSIG(status) == number);
        if (!stuck)
            TAP_CHECK(console_is_restored(c));
        console_close(c);
        return;
    case STOPS:
        TAP_CHECK(console_wait_stopped(c));
        if (!stuck)
            TAP_CHECK(console_is_restored(c));
        console_let_read(c);
        console_forget(c);
        console_continue(c, true);
        TAP_CHECK(console_wait_bytes(c, "\033[?2004h"));
        break;
    case INTERRUPTS:
        console_let_read(c);
        TAP_CHECK(console_wait_row(c, -1, "* interrupted"));
        break;
    case NOTHING:
        console_let_read(c);
        break;
    }
    check_alive(c);
    quit(c);
}

/* A sanitizer's own handlers stay in their place (ui/rescue.c), and the terminal as it was. */
static bool is_the_sanitizers(int number)
{
#ifdef UNDER_SANITIZER
    return number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL;
#else
    (void)number;
    return false;
#endif
}

/* One line typed first, what then shows, and whether the terminal takes nothing more. */
static void under_load(const char *input, const char *shows, bool stuck)
{
    for (int number = 1; number <= SIGRTMAX; number++) {
        bool mine = number == SIGKILL || number == SIGSTOP;
        /* Of the real-time ones the first and the last; those before are glibc's. */
        bool between = number >= 32 && number != SIGRTMIN && number != SIGRTMAX;
        if (mine || between || is_the_sanitizers(number))
            continue;
        struct console *c = console_begin(console_fake_lab(), 24, 80);
        console_type(c, input);
        TAP_CHECK(console_wait_for(c, shows));
        if (stuck)
            TAP_CHECK(console_wait_stuck(c));
        fprintf(stderr, "# signal %d\n", number);
        check_signal(c, number, stuck);
    }
}

/* What a sanitizer says of a signal that is meant is not among its reports. */
static void expect_signals(void)
{
    setenv("ASAN_OPTIONS", "handle_segv=0:handle_sigbus=0:handle_sigill=0:handle_sigfpe=0", 1);
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

static void at_rest(void)
{
    expect_signals();
    under_load("half a line", "half a line", false);
}

static void under_a_flood(void)
{
    expect_signals();
    under_load("flood\r", "flood 1", false);
}

static void with_many_threads(void)
{
    expect_signals();
    under_load("rows 1000\r", "t1 ", false);
}

static void with_a_stuck_terminal(void)
{
    expect_signals();
    under_load("rows 1000\r", "t1 ", true);
}

/* ---- Limits ---------------------------------------------------------------------------------- */

/* Not even one byte may be added to a file: also the screen's own would be too large. */
static void files_may_not_grow(void)
{
    char name[] = "/tmp/thrum-limit-XXXXXX";
    int file = mkstemp(name);
    char command[128];
    struct rlimit none = {0, 0};
    TAP_CHECK(file >= 0);
    close(file);
    setenv("THRUM_TEST_HISTORY", name, 1);
    TAP_CHECK(setrlimit(RLIMIT_FSIZE, &none) == 0);
    struct console *c = console_begin(console_fake_lab(), 50, 200);
    snprintf(command, sizeof command, "view save %s\r", name);
    console_type(c, command);
    TAP_CHECK(console_wait_for(c, "! cannot write "));
    TAP_CHECK(console_shows(c, "File too large"));
    console_type(c, "rows 1000\r");
    TAP_CHECK(console_wait_for(c, "t1 "));
    quit(c);
    unlink(name);
}

/* The time on the processor is over: SIGXCPU comes from the kernel. */
static void time_runs_out(void)
{
    struct rlimit second = {1, 20};
    int status;
    TAP_CHECK(setrlimit(RLIMIT_CPU, &second) == 0);
    struct console *c = console_begin(console_fake_lab(), 24, 80);
    console_type(c, "flood\r");
    TAP_CHECK(console_wait_end(c, &status));
    TAP_CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU);
    TAP_CHECK(console_is_restored(c));
    console_close(c);
}

int main(int count, char **arguments)
{
    static const struct tap_test tests[] = {
        {"every signal, at rest", at_rest},
        {"every signal, under a flood", under_a_flood},
        {"every signal, with many threads", with_many_threads},
        {"every signal, with a stuck terminal", with_a_stuck_terminal},
        {"files may not grow", files_may_not_grow},
        {"time runs out", time_runs_out},
    };
    return tap_main(tests, sizeof tests / sizeof *tests, count, arguments);
}
