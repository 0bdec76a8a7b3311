/* front.h - what main() does for either front end before it opens a session.
 *
 *     front_prepare();
 *     struct session *s = session_open(&options);
 *     status = curses_front_possible() ? curses_front_run(s, NULL) : plain_front_run(s, NULL);
 */
#ifndef THRUM_UI_FRONT_H
#define THRUM_UI_FRONT_H

/* What a front end returns where the session goes on with the other one (SCREEN_FRONT). */
#define FRONT_CHANGES (-2)

/* Sets the locale, tells curses the terminal's size, and catches the signals that a front end
 * reads. To be called while there is one thread: those made later inherit the mask, so
 * that no thread of the lab is ever interrupted by Ctrl-C or by a window that changes its size. */
void front_prepare(void);

/* Where there is a terminal, but no screen on it: says why, on standard error, before the lab goes
 * line by line. */
void front_explain_lines(void);

#endif
