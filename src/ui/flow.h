/* flow.h - how a line of a lesson's text falls into rows: between words, with the further rows of a
 * list item under its first word; code stays as it is and is broken where the row ends. Pure
 * functions.
 *
 *     struct flow flow = flow_of_lesson(text, length, columns);
 *     for (size_t at = 0, next; at < length; at = next)
 *         end = flow_row(&flow, text, length, at, &next);    // text[at..end-1] is a row */
#ifndef THRUM_UI_FLOW_H
#define THRUM_UI_FLOW_H

#include <stdbool.h>
#include <stddef.h>

/* Wider, a line's end is too far from the beginning of the next one to read on easily. */
#define FLOW_COMFORTABLE_COLUMNS 88

struct flow {
    int columns; /* of the first row, at least 1 */
    int hang;    /* columns by which the further rows are indented; less than `columns` */
    bool code;   /* broken anywhere, and no blank is left out: the further rows want a mark */
};

/* The flow of any other text: between words, nothing indented. */
struct flow flow_plain(int columns);
/* The flow of one line of a lesson's text. It goes on under its own beginning, behind the "- ",
 * "1. ", "a) " or "> " of an item, however far that stands in. */
struct flow flow_of_lesson(const char *text, size_t length, int columns);
/* The flow of one line of code. */
struct flow flow_of_code(const char *text, size_t length, int columns);
/* The end of the row that begins at `start`, which is less than `length`, and in `*next` where the
 * row after it begins. */
size_t flow_row(const struct flow *flow, const char *text, size_t length, size_t start,
                size_t *next);

#endif
