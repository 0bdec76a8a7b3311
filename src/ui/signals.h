/* signals.h - what every signal does while a front end runs, in one table; and those that a front
 * end reads in its loop, so that they never interrupt it. */
#ifndef THRUM_UI_SIGNALS_H
#define THRUM_UI_SIGNALS_H

/* Catches those that are read (base/caught.h), and ignores what is ignored; before there is another
 * thread. */
void signals_catch(void);

/* Calls a function with each signal that ends the program, the terminal having been given back. */
void signals_each_deadly(void (*call)(int number));

/* For a front end that draws. What would stop the program with the terminal as it is becomes a
 * SIGTSTP, which is read. That signals have handlers keeps curses from putting in its own. */
void signals_for_screen(void);
/* Stops the process as Ctrl-Z does; returns once it has been continued in the foreground of the
 * terminal that `terminal` is open on. The terminal has to be in order before. */
void signals_stop_here(int terminal);
/* After the front end has left the screen: Ctrl-C ends what still takes long. */
void signals_let_interrupt(void);

/* For a front end that leaves the terminal alone: stopping and continuing work as in any program.
 */
void signals_for_lines(void);

#endif
