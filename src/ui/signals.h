/* signals.h - signals as something to read in the loop of a front end, never as something that
 * interrupts it. */
#ifndef THRUM_UI_SIGNALS_H
#define THRUM_UI_SIGNALS_H

/* Blocks INT TERM HUP WINCH TSTP CONT PIPE in this thread and those that it will make. */
void signals_block(void);
/* A descriptor to read them from with signals_next; the caller closes it. -1: none to be had. */
int signals_open(void);
/* The next signal that has arrived, 0 if there is none. */
int signals_next(int descriptor);

/* Gives signals a handler that does nothing, so that no library takes what it finds as default for
 * leave to put in its own: curses ignores SIGTSTP around each frame unless somebody handles it. */
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
