/* pane_fill.h - how a pane is filled, for the files that do it: one for each row of PANES
 * (lang/panes.h), with a function of this form that runs with the monitor held:
 *
 *     void pane_objects(struct pane_fill *f)
 *     {
 *         static const struct pane_column columns[] = {{1, 0}, {4, 4}, {0, 0}};
 *         pane_begin(f, columns, 3, 3);
 *         for (each object) {
 *             if (!pane_wants(f)) // counts it; false where it is not in view
 *                 continue;
 *             struct pane_cell *cells = pane_add_row(f);
 *             cells[1].text = pane_keep(f, &text);
 *         }
 *         pane_count_rest(f); // or a word of its own in f->pane->rest
 *     }
 *
 * pane_begin, and the total, are due also where there is no room for a single row. */
#ifndef THRUM_SHELL_PANE_FILL_H
#define THRUM_SHELL_PANE_FILL_H

#include "base/buffer.h"
#include "shell/panes.h"

#include <stdint.h>

struct columns_choice;
struct drive;
struct lab;
struct machine;
struct record;
struct session;
struct view;

/* What is shown is what is looked at (lab_shown): it may be the past. */
struct pane_fill {
    const struct session *session;
    struct lab *lab;             /* as it is: not for what a pane says of threads and objects */
    const struct drive *d;       /* as it is shown */
    const struct machine *m;     /* its machine */
    uint64_t step;               /* how many steps had been done there */
    bool past;                   /* it is not how it is now */
    const struct record *record; /* what has happened, beyond `step` too where that is the past */
    const struct columns_choice *columns; /* what the user wants to see of it as columns */
    struct pane_request request;
    struct pane_contents *pane;
    struct view *view;
};

/* Says how its rows look; nothing is in it yet. */
void pane_begin(struct pane_fill *f, const struct pane_column *columns, size_t column_count,
                size_t cell_count);
/* Columns that are not the same every time, zeroed; they are kept as long as the view is. */
struct pane_column *pane_keep_columns(struct pane_fill *f, size_t count);
/* Counts one more thing; whether it is to have a row. */
bool pane_wants(struct pane_fill *f);
/* A new row: its cells, of plain tone with nothing in them. Valid until the next. */
struct pane_cell *pane_add_row(struct pane_fill *f);
/* "and 7 more", where not all that was counted is in view. */
void pane_count_rest(struct pane_fill *f);
/* Takes a text out of a buffer; it is kept as long as the view is. */
const char *pane_keep(struct pane_fill *f, struct buffer *text);

/* Of a view: takes a text out of a buffer; forgets all that it shows, and keeps the memory. */
const char *view_keep(struct view *view, struct buffer *text);
void view_clear(struct view *view);

#define PANE_FILLS(number, word, ...) void pane_##word(struct pane_fill *f);
PANES(PANE_FILLS)
#undef PANE_FILLS

#endif
