/* capability.h - what the terminal's description says, for the little that is sent past curses. It
 * has a file of its own because <term.h> takes hundreds of plain words as names. */
#ifndef THRUM_UI_CAPABILITY_H
#define THRUM_UI_CAPABILITY_H

#include "base/buffer.h"

#include <stdbool.h>

enum capability_verdict {
    CAPABILITY_ENOUGH,
    CAPABILITY_NONE_WANTED, /* TERM is dumb, empty or not set */
    CAPABILITY_UNKNOWN,     /* no description of the terminal that TERM names */
    CAPABILITY_TOO_FEW      /* its cursor cannot be placed */
};

/* What TERM says of the terminal; keeps nothing. */
enum capability_verdict capability_verdict(void);

/* The following need a terminal that curses has begun on (or `newterm`'s current one). */

/* Whether it takes the control sequences of xterm and its kin. */
bool capability_is_ansi(void);
/* The scroll region to so many rows: the whole screen. */
void capability_add_scroll_region(struct buffer *out, int rows);
/* What leads to the screen that programs of the whole screen have for themselves; "" where there is
 * none. Valid as long as curses is on that terminal. */
const char *capability_enter(void);
/* What begins and ends a frame that is to be shown at once, where the description has that
 * (`Sync`); false: it has not. */
bool capability_add_sync(struct buffer *out, bool begins);
/* Whether it can be asked for a mode that it may have: it then says so, and shows nothing. */
bool capability_answers(void);
/* All that brings a terminal of so many rows back to what a shell expects. */
void capability_add_reset(struct buffer *out, int rows);

#endif
