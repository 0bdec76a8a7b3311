/* columns.h - the record of a run as a table: a column per thread, a row per step, as a blackboard
 * would show how the threads ran into one another.
 *
 *     struct columns c;
 *     columns_make(&(struct columns_request){r, m, .first = COLUMNS_END, .rows = 20, .width = 80,
 *                                            .stands = UINT64_MAX}, &c);
 *     for (size_t row = 0; row < c.row_count; row++)
 *         puts(c.rows[row].cells[COLUMNS_STEP].text);
 *     columns_free(&c);
 *
 *      time step  main             alice            bob
 *     0.000    4                   lock m
 *              5                   reads x = 0
 *                                  --               : m, held by alice
 *              6                   x = 1            :
 *              7                   unlock m > bob -->
 *
 * In the column of who did it stands what was done; of who waits a mark, from where it began until
 * it goes on; of who could have gone on when another went "--". A step that let another thread go
 * points there, in words and with a line across the columns.
 *
 * A pure function of what it is given; what it costs goes with the rows in view and not with the
 * length of the record. */
#ifndef THRUM_WATCH_COLUMNS_H
#define THRUM_WATCH_COLUMNS_H

#include "watch/record.h"

#define COLUMNS_END UINT64_MAX

struct columns_request {
    const struct record *record;
    const struct machine *machine; /* for the words; where its run stands at the end of the record,
                                      also who could go on there */
    uint64_t since;                /* steps before this one are left out */
    uint64_t first;       /* the row that it begins with, counted in entries; COLUMNS_END: so that
                             the last one is in view */
    size_t rows;          /* at most so many */
    int width;            /* of all columns */
    bool lines;           /* at the left stand lines of the source, and not the time */
    uint64_t stands;      /* what comes behind this step is still to come, or undone */
    const uint32_t *only; /* numbers of threads: these and no others; NULL: those that fit */
    size_t only_count;
    const uint32_t *had; /* numbers of threads that had a column the last time: they come before
                            others that do as little in view, so that columns stay where they are */
    size_t had_count;
    bool apart; /* who asks draws lines and marks by itself: the texts are whole, and words alone */
};

enum columns_tone {
    COLUMNS_PLAIN,
    COLUMNS_FAINT,
    COLUMNS_WAITS,
    COLUMNS_LETS_GO,
    COLUMNS_FAILS,
};

/* What a thread is at in a row that another has. */
enum columns_mark {
    COLUMNS_NO_MARK,
    COLUMNS_WAITING, /* ":" */
    COLUMNS_KEPT,    /* "--": it could have gone on */
};

struct columns_cell {
    char *text; /* controls made visible; never NULL */
    enum columns_tone tone;
    enum columns_mark mark;
};

/* The cells of a row; those of the threads follow. */
enum { COLUMNS_MARGIN, COLUMNS_STEP, COLUMNS_THREADS };

struct columns_row {
    uint64_t entry;
    bool to_come; /* it lies behind request.stands */
    struct columns_cell *cells;
};

/* The step in this row lets the thread of that column go. */
struct columns_release {
    size_t row;
    uint32_t thread; /* its number */
    size_t column;   /* of the threads; SIZE_MAX: it has none */
};

struct columns {
    struct columns_cell *head; /* what stands over the columns */
    struct columns_row *rows;
    size_t row_count;
    size_t cell_count; /* of each row */
    uint32_t *threads; /* their numbers, a column each */
    size_t thread_count;
    size_t without;   /* so many have none */
    bool others;      /* the last column has what others did who have none, with their names */
    int margin_width; /* the columns have a space behind each; */
    int step_width;
    int thread_width; /* but those of threads touch, so that lines run on */
    struct columns_release *releases;
    size_t release_count, release_capacity;
    uint64_t first, total; /* in entries: where it begins, how many there are */
    char *rest;            /* what is not in view and why, in a line; "" if nothing */
};

void columns_make(const struct columns_request *request, struct columns *columns);
void columns_free(struct columns *columns);
/* A line of text, of c->head or of a row, without a newline. */
void columns_add_line(const struct columns *c, const struct columns_cell *cells,
                      struct buffer *out);
/* A row as a sentence, for who hears it: "step 7, alice: unlock m, lets bob go". */
void columns_add_sentence(const struct columns_request *request, const struct columns *columns,
                          size_t row, struct buffer *out);
/* All of it, each line but the last ended by a newline. */
void columns_add_text(const struct columns *columns, struct buffer *out);

#endif
