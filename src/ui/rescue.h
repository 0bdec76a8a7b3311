/* rescue.h - leaves the terminal in order however the program ends: by a crash, an abort, a signal
 * such as Ctrl-\, exit() from anywhere, a sanitizer's report.
 *
 * Between rescue_arm and rescue_disarm the terminal belongs to the front end; what is needed to
 * give it back is worked out beforehand, because in a crash nothing may be called that could wait.
 * The state is the process's own, as its signal handlers are: there is one rescue, and no
 * parameter. */
#ifndef THRUM_UI_RESCUE_H
#define THRUM_UI_RESCUE_H

#include <stddef.h>
#include <termios.h>

struct rescue_plan {
    int terminal;        /* the descriptor that the front end draws on */
    int spare;           /* another one on the same terminal, for the last words */
    int errors;          /* where standard error went before it was captured */
    int captured;        /* the reading end of what captures it now */
    struct termios mode; /* the terminal's mode before the front end */
    const char *reset;   /* the bytes that bring the terminal back; copied */
    size_t reset_length;
};

/* Installs the handlers the first time; from then on an end of the program gives back the terminal.
 */
void rescue_arm(const struct rescue_plan *plan);
/* The front end has given the terminal back itself. */
void rescue_disarm(void);
/* Remembers the end of what was read from the captured standard error, so that the words of a
 * failed assertion are repeated on the real one even when they were read before the crash. */
void rescue_remember(const char *bytes, size_t length);

#endif
