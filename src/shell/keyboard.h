/* keyboard.h - the keys of the lab's screen, in one table: what each does is done in src/ui; the
 * names of the keys on the screen, `help keys` and the manual page are made from these rows.
 *
 *     for (size_t i = 0; (row = keyboard_at(i)); i++)
 *         if (keyboard_offers(row)) ...
 *
 * Constant data; no locks. */
#ifndef THRUM_SHELL_KEYBOARD_H
#define THRUM_SHELL_KEYBOARD_H

#include "shell/panes.h"

#include <stdbool.h>
#include <stddef.h>

struct keyboard_row {
    const char *key;     /* "PgUp, PgDn" */
    const char *sign;    /* the same as short as the screen's last row wants it: "PgUp" */
    const char *label;   /* what it does, in a word or two for that row; NULL: it is not there */
    int rank;            /* there: the higher, the sooner it is left out for want of room */
    bool lesson;         /* there only while a lesson is open */
    const char *command; /* what the key types, or the command that does the same; NULL: none */
    const char *meaning; /* a sentence; what is typed stands between ` and ` */
};

/* The rows in the order of the screen's last row; NULL behind the last. */
const struct keyboard_row *keyboard_at(size_t index);
/* The row of F1 to F12; NULL if that key does nothing. */
const struct keyboard_row *keyboard_function_key(int number);
/* The row of Alt with this letter, small; NULL if that key does nothing. */
const struct keyboard_row *keyboard_alt_key(char letter);
/* Whether the key shows and hides a pane, and which. */
bool keyboard_shows_pane(const struct keyboard_row *row, enum pane *pane);
/* Whether the lab has the command that the key stands for; one of a key that stands for none. */
bool keyboard_offers(const struct keyboard_row *row);

#endif
