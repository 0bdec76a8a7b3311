/* screen.h - the painter: puts text of a style at a place of the screen, clipped to the columns it
 * may take. What is painted later covers what was painted before.
 *
 *     screen_open(&screen, terminal);
 *     screen_clear(&screen);
 *     screen_put(&screen, 0, 0, screen.columns, STYLE_BAR, "thrum");
 *     screen_show(&screen); */
#ifndef THRUM_UI_SCREEN_H
#define THRUM_UI_SCREEN_H

#include "ui/layout.h"
#include "ui/palette.h"
#include "ui/terminal.h"

#include <stdbool.h>
#include <stdio.h>

struct screen {
    struct terminal *terminal;
    void *curses;      /* what newterm gave */
    int rows, columns; /* of the terminal, as told last */
    bool colours;      /* it has some and nobody forbade them */
    enum theme theme;
    int marked_row, marked_column; /* where the cursor goes */
    bool marked;                   /* it is to be seen */
};

/* Begins curses on the terminal and its modes; false where the terminal's description does not do.
 */
bool screen_open(struct screen *screen, struct terminal *terminal);
/* Frees what screen_open made; after terminal_close. */
void screen_close(struct screen *screen);

/* The terminal's size has changed. */
void screen_resize(struct screen *screen);
/* Draws everything anew at the next screen_show. */
void screen_refresh_all(struct screen *screen);
void screen_theme(struct screen *screen, enum theme theme);
/* Whether the user wants none, by NO_COLOR. */
bool screen_colours_forbidden(void);

/* Begins a frame: nothing on it, no cursor. */
void screen_clear(struct screen *screen);
/* Puts text; returns the columns taken, at most `columns`. */
int screen_put(struct screen *screen, int row, int column, int columns, enum style style,
               const char *text);
/* The same for `length` bytes. */
int screen_put_bytes(struct screen *screen, int row, int column, int columns, enum style style,
                     const char *text, size_t length);
/* The same, but what does not fit ends in an ellipsis. */
int screen_put_clipped(struct screen *screen, int row, int column, int columns, enum style style,
                       const char *text);
/* So many columns of spaces. */
void screen_blank(struct screen *screen, int row, int column, int columns, enum style style);
/* A horizontal line with a title in it, and one at its right end; either may be "". */
void screen_rule(struct screen *screen, int row, int column, int columns, const char *title,
                 const char *right);
void screen_separator(struct screen *screen, const struct area *area);
/* Puts the cursor. */
void screen_mark(struct screen *screen, int row, int column);
/* Ends a frame: hands what has changed to the terminal's output. */
void screen_show(struct screen *screen);

/* Writes what the last frame showed as text, a line per row, without spaces at the ends. */
void screen_dump(const struct screen *screen, FILE *file);

#endif
