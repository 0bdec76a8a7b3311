/* cells.h - how text falls into the cells of a terminal: how wide a character is there, where a row
 * ends, what a terminal without UTF-8 is shown instead.
 *
 *     struct cell cell;
 *     for (size_t at = 0; at < length; at += cell.bytes)
 *         cell_next(text + at, length - at, &cell);
 *
 * Nothing that comes out of here is a control character, whatever goes in. Pure functions; they
 * follow the locale that is set, because that is what the terminal was started with. */
#ifndef THRUM_UI_CELLS_H
#define THRUM_UI_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

/* As many characters as curses keeps in one cell: a letter and its accents. */
#define CELL_CHARACTERS 5

struct cell {
    wchar_t characters[CELL_CHARACTERS + 1]; /* ends with a zero */
    int width;                               /* columns it takes: 1 or 2 */
    size_t bytes;                            /* bytes of the text it stands for; at least 1 */
};

/* Whether the locale's characters are UTF-8: else everything is shown in ASCII. */
bool cells_utf8(void);
/* The next cell of a text; `length` is at least 1. */
void cell_next(const char *text, size_t length, struct cell *cell);
/* The columns that a text takes. */
int cells_width(const char *text, size_t length);
/* The same of a whole string. */
int cells_columns(const char *text);
/* How many bytes of a text fit into `columns`. */
size_t cells_fit(const char *text, size_t length, int columns);
/* Wraps: the end of the row that begins at `start`, which is less than `length`, and in `*next`
 * where the row after it begins; breaks between words where there are any. `columns` is at least 1.
 */
size_t cells_wrap(const char *text, size_t length, size_t start, int columns, size_t *next);

#endif
