/* test_terminal.c - whatever happens to the program or to its terminal, the terminal is left as it
 * was found; and nothing that threads do takes the keyboard away. On the fake session. */
#include "console.h"
#include "../tap.h"

#include "base/buffer.h"

#include <signal.h>
#include <stdlib.h>

static struct console *open_lab(int columns)
{
    struct console *c = console_begin(console_fake_lab(), 24, columns);
    TAP_CHECK(console_is_taken(c));
    return c;
}

/* ---- Suspending ------------------------------------------------------------------------------ */

static void check_back_again(struct console *c)
{
    TAP_CHECK(console_wait_row(c, 22, "main> half"));
    TAP_CHECK(console_wait_cursor(c, 22, 10));
    TAP_CHECK(console_is_taken(c));
    console_type(c, " a line\r");
    TAP_CHECK(console_wait_row(c, -1, "> half a line"));
}

static void suspend_and_continue(void)
{
    struct console *c = open_lab(80);
    for (int i = 0; i < 3; i++) {
        console_type(c, "half\032");
        TAP_CHECK(console_wait_stopped(c));
        TAP_CHECK(console_is_restored(c));
        console_continue(c, true);
        check_back_again(c);
    }
    console_quit(c);
}

static void suspend_by_signal(void)
{
    struct console *c = open_lab(80);
    console_type(c, "half");
    TAP_CHECK(console_wait_row(c, 22, "main> half"));
    console_signal(c, SIGTSTP);
    TAP_CHECK(console_wait_stopped(c));
    TAP_CHECK(console_is_restored(c));
    console_resize(c, 24, 100);
    console_continue(c, true);
    check_back_again(c);
    console_quit(c);
}

static void background_stops_again(void)
{
    struct console *c = open_lab(80);
    console_type(c, "half\032");
    TAP_CHECK(console_wait_stopped(c));
    console_continue(c, false);
    TAP_CHECK(console_wait_stopped(c));
    TAP_CHECK(console_is_restored(c));
    console_continue(c, true);
    check_back_again(c);
    console_quit(c);
}

static void stopped_by_force(void)
{
    struct console *c = open_lab(80);
    console_type(c, "half");
    TAP_CHECK(console_wait_row(c, 22, "main> half"));
    console_signal(c, SIGSTOP);
    TAP_CHECK(console_wait_stopped(c));
    console_forget(c);
    console_continue(c, true);
    TAP_CHECK(console_wait_bytes(c, "\033[?2004h"));
    check_back_again(c);
    console_quit(c);
}

/* ---- Ends ------------------------------------------------------------------------------------ */

static void ends_by_signal(int number)
{
    struct console *c = open_lab(80);
    int status;
    console_type(c, "view mouse on\rrows 1000\r");
    TAP_CHECK(console_wait_for(c, "t1 "));
    console_signal(c, number);
    TAP_CHECK(console_wait_end(c, &status));
    if (number == SIGTERM || number == SIGHUP)
        TAP_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 128 + number);
    else
        TAP_CHECK(WIFSIGNALED(status) && WTERMSIG(status) == number);
    TAP_CHECK(console_is_restored(c));
    console_close(c);
}

static void ends_by_terminate(void)
{
    ends_by_signal(SIGTERM);
}

static void ends_by_hangup(void)
{
    ends_by_signal(SIGHUP);
}

static void ends_by_quit(void)
{
    ends_by_signal(SIGQUIT);
}

static void ends_by_user_signal(void)
{
    ends_by_signal(SIGUSR1);
}

/* What the sanitizers say of a crash that is meant goes to the screen, not among their reports. */
static void expect_a_crash(void)
{
    static const char *const names[] = {"ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *options = getenv(names[i]);
        char all[1024];
        snprintf(all, sizeof all, "%s%slog_path=stderr", options ? options : "",
                 options ? ":" : "");
        setenv(names[i], all, 1);
    }
}

static void ends_by_crash(void)
{
    expect_a_crash();
    struct console *c = open_lab(80);
    int status;
    console_type(c, "rows 1000\rcrash\r");
    TAP_CHECK(console_wait_end(c, &status));
    TAP_CHECK(status != 0);
    TAP_CHECK(console_is_restored(c));
    console_close(c);
}

static void ends_by_failed_assertion(void)
{
    struct console *c = open_lab(250);
    int status;
    console_type(c, "stderr\r");
    TAP_CHECK(console_wait_for(c, "! a warning from a library"));
    console_type(c, "abort\r");
    TAP_CHECK(console_wait_end(c, &status));
    TAP_CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    TAP_CHECK(console_is_restored(c));
    /* What was said about it is on the screen that is left, also what had been shown before. */
    TAP_CHECK(console_wait_for(c, "asked for"));
    TAP_CHECK(console_shows(c, "a warning from a library"));
    console_close(c);
}

static void ends_by_exit(void)
{
    struct console *c = open_lab(80);
    int status;
    console_type(c, "exit\r");
    TAP_CHECK(console_wait_end(c, &status));
    TAP_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    TAP_CHECK(console_is_restored(c));
    console_close(c);
}

static void ends_at_end_of_input(void)
{
    struct console *c = open_lab(80);
    int status;
    console_type(c, "x\004\177\004");
    TAP_CHECK(console_wait_end(c, &status) && status == 0);
    TAP_CHECK(console_is_restored(c));
    console_close(c);
}

static void ends_when_the_terminal_goes(void)
{
    struct console *c = open_lab(80);
    int status;
    console_type(c, "rows 1000\r");
    TAP_CHECK(console_wait_for(c, "t1 "));
    console_hang_up(c);
    TAP_CHECK(console_wait_end(c, &status));
    TAP_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGHUP);
    console_close(c);
}

static void stuck_terminal(int number)
{
    struct console *c = open_lab(80);
    int status;
    console_type(c, "flood\r");
    TAP_CHECK(console_wait_for(c, "flood 1"));
    TAP_CHECK(console_wait_stuck(c));
    console_signal(c, number);
    TAP_CHECK(console_wait_end(c, &status));
    TAP_CHECK(status != 0);
    console_close(c);
}

static void stuck_terminal_terminate(void)
{
    stuck_terminal(SIGTERM);
}

static void stuck_terminal_quit(void)
{
    stuck_terminal(SIGQUIT);
}

static void stuck_terminal_goes_on(void)
{
    struct console *c = open_lab(80);
    console_type(c, "rows 10000\r");
    TAP_CHECK(console_wait_for(c, "t1 "));
    TAP_CHECK(console_wait_stuck(c));
    console_type(c, "print still here\r");
    console_let_read(c);
    TAP_CHECK(console_wait_row(c, -1, "main   │ still here"));
    console_quit(c);
}

/* ---- Much at once ---------------------------------------------------------------------------- */

static void paste_of_a_thousand_lines(void)
{
    struct console *c = open_lab(80);
    struct buffer text = {0};
    buffer_puts(&text, "\033[200~print {\r\n");
    for (int i = 0; i < 1000; i++)
        buffer_printf(&text, "  line %d é\t\a\r\n", i);
    buffer_puts(&text, "}\r\n\033[201~");
    console_type_bytes(c, text.bytes, text.length);
    buffer_free(&text);
    TAP_CHECK(console_wait_row(c, 21, "..... }"));
    TAP_CHECK(console_wait_row(c, 20, ".....   line 999 é"));
    TAP_CHECK(console_wait_row(
        c, 22, "  1002 lines pasted, none has run: Enter runs them, Ctrl-C drops them"));
    /* One undo takes it back, and it was not run line by line. */
    TAP_CHECK(!console_shows(c, "no such command"));
    console_type(c, "\037");
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_type(c, "\033[200~one\033[201~\r");
    TAP_CHECK(console_wait_row(c, -1, "> one"));
    console_quit(c);
}

static void paste_says_that_it_waits(void)
{
    struct console *c = open_lab(80);
    /* One line is all in view; two are told, and what Enter will do with them. */
    console_type(c, "\033[200~print 1\r\033[201~");
    TAP_CHECK(console_wait_row(c, 22, "main> print 1"));
    console_type(c, "\r\033[200~print 2\rprint {\r\033[201~");
    TAP_CHECK(console_wait_row(
        c, -1, "  2 lines pasted, none has run: a block is open, Ctrl-C drops them"));
    console_type(c, "\r}");
    TAP_CHECK(console_wait_for(c, "none has run: Enter runs them"));
    console_type(c, "\r");
    TAP_CHECK(console_wait_gone(c, "pasted"));
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    /* Taken back, or dropped, it is no longer told, nor counted in the next. */
    console_type(c, "\033[200~one\rtwo\033[201~");
    TAP_CHECK(console_wait_for(c, "2 lines pasted"));
    console_type(c, "\037");
    TAP_CHECK(console_wait_gone(c, "pasted"));
    console_type(c, "\033[200~one\rtwo\rthree\033[201~");
    TAP_CHECK(console_wait_for(c, "3 lines pasted"));
    console_type(c, "\003");
    TAP_CHECK(console_wait_gone(c, "pasted"));
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_quit(c);
}

static void paste_that_breaks_off(void)
{
    struct console *c = open_lab(80);
    console_type(c, "\033[200~rest of \033[201");
    console_type(c, "~a line\r");
    TAP_CHECK(console_wait_row(c, -1, "> rest of a line"));
    console_quit(c);
}

static void flood_leaves_the_keyboard(void)
{
    struct console *c = open_lab(80);
    console_type(c, "flood\r");
    TAP_CHECK(console_wait_for(c, "flood 1"));
    for (int i = 0; i < 20; i++) {
        char row[64];
        console_type(c, "k");
        snprintf(row, sizeof row, "main> %.*s", i + 1, "kkkkkkkkkkkkkkkkkkkk");
        TAP_CHECK(console_wait_row(c, 22, row));
    }
    console_type(c, "\003");
    TAP_CHECK(console_wait_row(c, -1, "* interrupted"));
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_quit(c);
}

static void control_c_keeps_its_place(void)
{
    struct console *c = open_lab(80);
    /* What was typed before Ctrl-C goes, what comes after stays. */
    for (int i = 0; i < 20; i++) {
        console_type(c, "gone\003print kept\r");
        TAP_CHECK(console_wait_row(c, 22, "main>"));
    }
    TAP_CHECK(console_wait_row(c, -1, "main   │ kept"));
    TAP_CHECK(!console_shows(c, "gone"));
    console_quit(c);
}

static void halves_of_keys(void)
{
    struct console *c = open_lab(80);
    console_type(c, "ab\033");
    console_type(c, "[Dx\xC3");
    console_type(c, "\xA4\033[99;5~\033[?1;2cy");
    TAP_CHECK(console_wait_row(c, 22, "main> axäyb"));
    console_quit(c);
}

/* ---- Synchronized output --------------------------------------------------------------------- */

#define SYNC_ASKED "\033[?2026$p"
#define SYNC_ON "\033[?2026h"

static struct console *open_synchronized(void)
{
    struct console *c = console_open(console_fake_lab(), NULL, 24, 80);
    console_claim_sync(c);
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    /* Without waiting for the answer the first frame has been drawn. */
    TAP_CHECK(console_sent(c, SYNC_ASKED));
    console_type(c, "print one\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ one"));
    TAP_CHECK(console_wait_bytes(c, SYNC_ON));
    return c;
}

static void frames_are_shown_at_once(void)
{
    struct console *c = open_synchronized();
    console_forget(c);
    console_type(c, "print two\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ two"));
    TAP_CHECK(console_wait_frames(c));
    console_forget(c);
    console_type(c, "view mouse on\rrows 100\r");
    TAP_CHECK(console_wait_for(c, "t1 "));
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    console_quit(c);
}

static void nothing_is_sent_unasked(void)
{
    struct console *c = open_lab(80);
    console_type(c, "print one\r");
    TAP_CHECK(console_wait_row(c, -1, "main   │ one"));
    /* The answer was no, and nothing of it was typed. */
    TAP_CHECK(console_sent(c, SYNC_ASKED));
    TAP_CHECK(console_wait_row(c, 22, "main>"));
    TAP_CHECK(!console_sent(c, SYNC_ON));
    console_quit(c);
    setenv("TERM_UNDER_TEST", "linux", 1);
    c = console_begin(console_fake_lab(), 24, 80);
    TAP_CHECK(!console_sent(c, "2026"));
    console_quit(c);
    unsetenv("TERM_UNDER_TEST");
}

static void frames_end_with_the_program(void)
{
    expect_a_crash();
    struct console *c = open_synchronized();
    int status;
    console_type(c, "print two\032");
    TAP_CHECK(console_wait_stopped(c));
    TAP_CHECK(console_is_restored(c));
    console_continue(c, true);
    TAP_CHECK(console_wait_row(c, 22, "main> print two"));
    console_forget(c);
    console_type(c, "\003crash\r");
    TAP_CHECK(console_wait_end(c, &status));
    TAP_CHECK(console_is_restored(c));
    TAP_CHECK(console_sent(c, "\033[?2026l\033[?1006l"));
    console_close(c);
}

int main(int count, char **arguments)
{
    static const struct tap_test tests[] = {
        {"Ctrl-Z suspends, fg continues", suspend_and_continue},
        {"SIGTSTP suspends", suspend_by_signal},
        {"bg stops it again", background_stops_again},
        {"SIGSTOP and fg draw anew", stopped_by_force},
        {"SIGTERM leaves the terminal in order", ends_by_terminate},
        {"SIGHUP leaves the terminal in order", ends_by_hangup},
        {"SIGQUIT leaves the terminal in order", ends_by_quit},
        {"SIGUSR1 leaves the terminal in order", ends_by_user_signal},
        {"a crash leaves the terminal in order", ends_by_crash},
        {"a failed assertion is repeated", ends_by_failed_assertion},
        {"exit leaves the terminal in order", ends_by_exit},
        {"Ctrl-D at an empty prompt quits", ends_at_end_of_input},
        {"a closed terminal ends it", ends_when_the_terminal_goes},
        {"a stuck terminal does not stop SIGTERM", stuck_terminal_terminate},
        {"a stuck terminal does not stop SIGQUIT", stuck_terminal_quit},
        {"a terminal that was stuck goes on", stuck_terminal_goes_on},
        {"1000 lines are pasted", paste_of_a_thousand_lines},
        {"a paste says that it waits for Enter", paste_says_that_it_waits},
        {"a paste may come in pieces", paste_that_breaks_off},
        {"a flood leaves the keyboard alive", flood_leaves_the_keyboard},
        {"Ctrl-C keeps its place among the keys", control_c_keeps_its_place},
        {"keys may come in pieces", halves_of_keys},
        {"frames are shown at once where the terminal can", frames_are_shown_at_once},
        {"no other terminal is sent that", nothing_is_sent_unasked},
        {"the last frame ends with the program", frames_end_with_the_program},
    };
    return tap_main(tests, sizeof tests / sizeof *tests, count, arguments);
}
