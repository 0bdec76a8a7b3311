/* columns_looks.h - the cells of columns (columns.h) for who draws lines and marks by itself, as a
 * page does: what stands in each, and by which names a style sheet knows how it looks. Of columns
 * that were made `apart`.
 *
 *     struct columns_looks looks;
 *     struct buffer text = {0}, classes = {0};
 *     columns_looks_make(&looks, &request, &columns);
 *     columns_looks_add(&looks, row, column, &text, &classes);    // "unlock m → bob", "g"
 *     columns_looks_free(&looks);
 *
 * Classes are "m" of who waits and "k" of who was kept from going on, "l" of a line and "a" of its
 * end, to the left ("l") or right ("r"); of what was done "w" that it waits, "g" lets go, "f" faint
 * and "x" fails. */
#ifndef THRUM_WATCH_COLUMNS_LOOKS_H
#define THRUM_WATCH_COLUMNS_LOOKS_H

#include "base/buffer.h"
#include "watch/columns.h"

struct columns_looks {
    const struct columns_request *request; /* these stay as long as it is used */
    const struct columns *columns;
    struct columns_lines *lines; /* of each row */
    size_t *next;                /* of each release: 1 + the row's next; 0: no more */
};

void columns_looks_make(struct columns_looks *looks, const struct columns_request *request,
                        const struct columns *columns);
void columns_looks_free(struct columns_looks *looks);

/* The column of who did what is in the row; thread_count: it has none, which is that of the others
 * where there is one. */
size_t columns_looks_own(const struct columns_looks *looks, size_t row);
/* Whether a line goes through this cell, or ends there. */
bool columns_looks_is_crossed(const struct columns_looks *looks, size_t row, size_t column);
/* Whether the row begins a wait, which the rows below go on with. */
bool columns_looks_waits(const struct columns_looks *looks, size_t row);
/* What stands in a cell of a thread's column, or of the others'; nothing in one that is empty. */
void columns_looks_add(const struct columns_looks *looks, size_t row, size_t column,
                       struct buffer *text, struct buffer *classes);

#endif
