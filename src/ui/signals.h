/* signals.h - what every signal does while a front end runs, in one table; and those that a front
 * end reads in its loop, so that they never interrupt it. */
#ifndef THRUM_UI_SIGNALS_H
#define THRUM_UI_SIGNALS_H

/* Blocks those that are read, in this thread and those that it will make; ignores what is ignored.
 */
void signals_block(void);
/* A descriptor to read them from with signals_next; the caller closes it. -1: none to be had. */
int signals_open(void);
/* The next signal that has arrived, 0 if there is none. */
int signals_next(int descriptor);

/* Calls a function with each signal that ends the program, the terminal having been given back. */
void signals_each_deadly(void (*call)(int number));

/* Gives signals a handler that does nothing, so that no library takes what it finds as default for
 * leave to put in its own: curses ignores SIGTSTP around each frame unless somebody handles it. And
 * what would stop the program with the terminal as it is becomes a SIGTSTP, which is read. */
void signals_claim(void);
/* Stops the process as Ctrl-Z does; returns once it has been continued in the foreground of the
 * terminal that `terminal` is open on. The terminal has to be in order before. */
void signals_stop_here(int terminal);
/* After the front end has left the screen: Ctrl-C ends what still takes long. */
void signals_let_interrupt(void);

/* For a front end that leaves the terminal alone: stopping and continuing work as in any program.
 */
void signals_let_stop(void);

#endif
