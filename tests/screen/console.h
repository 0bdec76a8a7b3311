/* console.h - a terminal for tests: runs a program in a pseudo-terminal under job control, as a
 * shell would, with libvterm as its screen.
 *
 *     struct console *c = console_open(console_fake_lab(), NULL, 24, 80);
 *     console_type(c, "print hello\r");
 *     TAP_CHECK(console_wait_for(c, "hello"));
 *     console_close(c);
 *
 * Nothing here sleeps: each wait is for a condition, with a deadline, and is false where that
 * passes (then the screen is printed to standard error). */
#ifndef THRUM_TESTS_SCREEN_CONSOLE_H
#define THRUM_TESTS_SCREEN_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct console;

/* Where the program with the fake session is: beside the test. */
const char *console_fake_lab(void);

/* Starts a program; `arguments` (NULL: none) without its name, NULL-terminated. Its environment is
 * the test's, with TERM=xterm-256color and LANG=C.UTF-8 where the test has not set TERM_UNDER_TEST
 * or LANG_UNDER_TEST. */
struct console *console_open(const char *program, const char *const *arguments, int rows,
                             int columns);
/* The same without arguments, and waits until the lab shows its prompt, or that the screen is too
 * small. Ends the test where it does not. */
struct console *console_begin(const char *program, int rows, int columns);
/* Types `quit`, in place of what may be half typed, and ends the test if that does not end the lab
 * well, with the terminal as it was before. Closes the console. */
void console_quit(struct console *c);
/* Ends the program if it has not ended, and frees everything. */
void console_close(struct console *c);
pid_t console_process(const struct console *c);

void console_type(struct console *c, const char *text);
void console_type_bytes(struct console *c, const char *bytes, size_t length);

/* Waits until the screen shows a text in one of its rows; until it no longer does. */
bool console_wait_for(struct console *c, const char *text);
bool console_wait_gone(struct console *c, const char *text);
/* Waits until a row is exactly that, apart from spaces at its end; row -1 is any. */
bool console_wait_row(struct console *c, int row, const char *text);
/* Waits until the cursor is there. */
bool console_wait_cursor(struct console *c, int row, int column);
/* Waits until the program has sent these bytes since the last console_forget. */
bool console_wait_bytes(struct console *c, const char *bytes);
/* The same, now. */
bool console_shows(struct console *c, const char *text);
bool console_sent(struct console *c, const char *bytes);
/* Whether some were sent before the first of others, or those not at all. */
bool console_sent_before(struct console *c, const char *bytes, const char *others);
void console_forget(struct console *c);
/* Bytes sent since then. */
size_t console_sent_bytes(const struct console *c);
/* How many rows show the text. */
int console_count(struct console *c, const char *text);
/* A row's text, without spaces at its end; malloc'd. */
char *console_row(struct console *c, int row);
/* The number of the colour behind what stands there; -1: the terminal's own. */
int console_ground(struct console *c, int row, int column);
/* Reads what has come; waits for some at most so long; false if nothing came. */
bool console_read(struct console *c, int milliseconds);
/* Makes the terminal take nothing more, and waits until the program cannot write to it; until
 * console_let_read. */
bool console_wait_stuck(struct console *c);
void console_let_read(struct console *c);

/* The terminal says that it has synchronized output (mode 2026), as many do and the screen here
 * does not; before it is asked. */
void console_claim_sync(struct console *c);
/* Waits until all that was sent since console_forget are whole frames of that, at least one. */
bool console_wait_frames(struct console *c);

void console_resize(struct console *c, int rows, int columns);
/* The program is told a size that the screen here does not have. */
void console_resize_quietly(struct console *c, int rows, int columns);
/* The terminal goes away, as when its window is closed. */
void console_hang_up(struct console *c);

void console_signal(struct console *c, int number);
/* The rows as they were when the program gave the screen back; malloc'd. NULL: it has not. */
char *console_last_text(const struct console *c);
/* Waits until the program has stopped; until it has ended, with the status of waitpid. */
bool console_wait_stopped(struct console *c);
bool console_wait_end(struct console *c, int *status);
/* Continues it as `fg` or `bg` do. */
void console_continue(struct console *c, bool foreground);

/* Whether the terminal is as it was before the program: its mode, the screen, the cursor, no pastes
 * marked, no mouse. */
bool console_is_restored(struct console *c);
/* Whether the program has the terminal in its own mode. */
bool console_is_taken(struct console *c);

#endif
