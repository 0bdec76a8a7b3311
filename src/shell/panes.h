/* panes.h - what stands in the panes beside the transcript: rows of words, whose tone a front end
 * may show by colour and signs. What panes there are: lang/panes.h; how a new one is filled:
 * shell/pane_fill.h.
 *
 *     const struct pane_contents *p = &view.panes[PANE_OBJECTS];
 *     for (size_t row = 0; row < p->row_count; row++)
 *         puts(pane_cell(p, row, 0)->text);
 *
 * Plain data; the strings are the view's. */
#ifndef THRUM_SHELL_PANES_H
#define THRUM_SHELL_PANES_H

#include "lang/panes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A pane's row of the table, but for what only its layout needs. */
struct pane_row {
    const char *word; /* "threads" */
    const char *key;  /* "F3" */
    enum pane_shown shown;
    enum pane_scrolls scrolls;
};
extern const struct pane_row pane_rows[PANE_COUNT];
/* Whether it comes into view and goes as it has something to say or not: `quiet`. */
bool pane_comes_by_itself(enum pane pane);

/* How words are meant. */
enum tone {
    TONE_PLAIN,
    TONE_FAINT,   /* what has ended, what matters least */
    TONE_GOING,   /* it runs or could */
    TONE_WAITING, /* it waits, or is waited for */
    TONE_RESTING, /* it sleeps or has nothing to do */
    TONE_FAILED,
    TONE_POINTED, /* what a cursor points at */
    TONE_COUNT
};

struct pane_cell {
    const char *text; /* controls already made visible; "" where nothing stands there */
    enum tone tone;
    const char *tones; /* of a row's last: where its columns differ, 1 + the tone of each; NULL */
    bool marked; /* of a row's first: what the row is about has changed since the last command */
};

/* How wide a column is: as its widest cell in view, but at least `least`, and at most one part in
 * `share` of the pane; with a share of 0 always `least`. The last column has all that is left. */
struct pane_column {
    int least, share;
};

/* The cells of the two that are there from the start. */
enum {
    THREAD_SIGN,
    THREAD_NAME,
    THREAD_STATE,
    THREAD_TIMER, /* "timer" where it is one that has not fired */
    THREAD_DAEMON,
    THREAD_REASON, /* "waits for m · held by bob · one of 3 who wait · 4.1 s" */
    THREAD_CELLS
};
enum {
    OBJECT_SIGN, /* where somebody waits for it */
    OBJECT_NAME,
    OBJECT_KIND,  /* "mutex", "shared", ... */
    OBJECT_VALUE, /* "held by bob · alice waits", "3 of 5", "42" */
    OBJECT_CELLS
};

enum {
    SOURCE_SIGN, /* of the thread that stands there; "" where none does */
    SOURCE_NAME,
    SOURCE_LINE, /* its number, where the text has several */
    SOURCE_CODE, /* "►x◄ += 1" */
    SOURCE_STEP, /* "reads x", or "waits for m, held by bob" */
    SOURCE_CELLS
};

struct pane_contents {
    size_t total;       /* how many things it is about, in view or not */
    size_t wanted;      /* rows that it could fill; 0: one for each thing */
    bool quiet;         /* nothing that would have to be seen without being asked for */
    size_t first;       /* of one that follows: the first in view */
    const char *counts; /* at the right of the title: "1 running · 2 waiting", or "" */
    const struct pane_column *columns;
    size_t column_count;
    size_t touching; /* from this column on they have no space between them; 0: all have one */
    /* So many cells has a row: one for each column, and more for the last one, in which those that
     * say something stand one behind the other with " · " between them. */
    size_t cell_count;
    struct pane_cell *cells; /* row by row */
    size_t row_count;
    const char *below; /* below all that, what its cursor points at; NULL: nothing */
    enum tone below_tone;
    const char *rest; /* behind the last row, what is not in view: "and 7 more", or "" */
};

/* What a front end has room for. */
#define PANE_AT_END SIZE_MAX
struct pane_request {
    size_t first, rows; /* which things; a row may also go to those that are not in view. Of one
                           that follows `first` may be PANE_AT_END */
    int columns;
};

const struct pane_cell *pane_cell(const struct pane_contents *p, size_t row, size_t cell);

#endif
