/* terminal.h - the terminal that the curses front end runs on: its modes, size and descriptors, the
 * bytes that go out. It alone writes to the terminal, never waits for it, and always gives it back.
 *
 *     t = terminal_open();
 *     ... readline, then newterm() on terminal_curses_file(t) ...
 *     terminal_begin(t);
 *     for (;;) { poll(terminal_descriptors ...); terminal_read(t, ...); ... terminal_flush(t); }
 *     terminal_close(t);
 *
 * Curses writes into a file in memory; terminal_collect moves that into the output, which is sent
 * as the terminal takes it. So a frame is one write, and a stuck terminal stops nothing. */
#ifndef THRUM_UI_TERMINAL_H
#define THRUM_UI_TERMINAL_H

#include "ui/capture.h"

#include <stdbool.h>
#include <stdio.h>

struct terminal;

/* Tells curses the size of the terminal through LINES and COLUMNS, which it takes where it can: it
 * writes into a file that has no size, and the descriptions of some terminals (linux, cygwin, hurd)
 * have none either. While there is one thread, because it changes the environment. */
void terminal_tell_size(void);
/* Whether standard input and output are one terminal on which curses can work. */
bool terminal_possible(void);
/* Why one of terminal_possible, terminal_open and newterm() refused a terminal that is there, in a
 * few words; NULL where none did, or none is wanted (TERM=dumb). */
const char *terminal_problem(void);
void terminal_refused_by_curses(void);

/* Opens the terminal, captures standard output and error. NULL, with nothing changed, where that
 * cannot be done. */
struct terminal *terminal_open(void);
/* Curses ends (endwin), the modes and streams are put back, all is freed. Waits at most 300 ms. */
void terminal_close(struct terminal *t);

/* The file that newterm() is to write to; the terminal owns it. */
FILE *terminal_curses_file(struct terminal *t);
/* Sets the modes, after newterm(). From now on every end of the program gives the terminal back. */
void terminal_begin(struct terminal *t);
/* Asks the terminal for its size, tells curses, and sees to it that all is drawn anew. */
void terminal_resize(struct terminal *t, int *rows, int *columns);
/* Whether turns of the wheel are asked for; the terminal then selects no text by itself. */
void terminal_mouse(struct terminal *t, bool on);

/* For poll: what is typed (and room for output). */
int terminal_descriptor(const struct terminal *t);
/* What the threads print past the lab. */
struct capture *terminal_capture(struct terminal *t);

/* Reads what was typed: bytes, 0 if there is nothing, -1 if the terminal is gone. */
long terminal_read(struct terminal *t, char *bytes, size_t size);
/* Takes what curses has drawn into the output: as one frame that the terminal shows at once, where
 * it is known to have that (mode 2026, which it was asked for when it was begun on). */
void terminal_collect(struct terminal *t);
/* From now on hears all that is drawn, a frame at a time: not what is sent to prepare the terminal
 * and to give it back. */
void terminal_watch(struct terminal *t,
                    void (*hear)(void *context, const char *bytes, size_t length), void *context);
/* The terminal has answered something: an escape sequence, whole. */
void terminal_report(struct terminal *t, const char *bytes, size_t length);
/* Sends output as far as the terminal takes it; true while some is left. */
bool terminal_flush(struct terminal *t);
bool terminal_has_output(const struct terminal *t);

/* Gives the terminal back, stops the process as Ctrl-Z does, and takes it again when continued. */
void terminal_suspend(struct terminal *t);
/* After SIGCONT that somebody else's stop made needed: sets the modes again. */
void terminal_continued(struct terminal *t);

#endif
