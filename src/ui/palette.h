/* palette.h - how each style looks in each theme, on terminals with 256 colours, with 8, and with
 * none. Constant data: nothing of curses.
 *
 *     struct paint paint = palette_paint(THEME_DARK, STYLE_WAITING, COLORS);
 *
 * A style never says anything by its colour alone: the words and signs do, colour only adds. */
#ifndef THRUM_UI_PALETTE_H
#define THRUM_UI_PALETTE_H

#include "lang/themes.h"

#include <stdbool.h>

enum style {
    STYLE_PLAIN,
    STYLE_FAINT,  /* what has ended, what matters least */
    STYLE_STRONG, /* what was typed, the prompt */
    STYLE_NAME,   /* who printed */
    STYLE_NOTICE, /* what the lab notices */
    STYLE_ERROR,  /* what went wrong; failed threads */
    STYLE_LESSON,
    STYLE_RULE,    /* lines and titles between the panes */
    STYLE_BAR,     /* the status line, the names of the keys */
    STYLE_ALARM,   /* deadlocks */
    STYLE_FOUND,   /* where the searched text is */
    STYLE_GOING,   /* threads that run or could */
    STYLE_WAITING, /* threads that wait, objects that are waited for */
    STYLE_RESTING, /* threads that sleep or are idle */
    STYLE_COUNT
};

/* The terminal's own colour. */
enum { NO_COLOUR = -1 };

struct paint {
    short text, ground; /* a colour's number, or NO_COLOUR */
    bool bold, dim, reversed;
};

/* `colours`: that the terminal has; with fewer than 8 as with none. */
struct paint palette_paint(enum theme theme, enum style style, int colours);
/* The theme of a word that `theme` takes; false: there is none. */
bool palette_find(const char *word, enum theme *theme);

#endif
