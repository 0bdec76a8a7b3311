/* timeline.h - a run as a picture: time to the right, a line for each thread, a character for each
 * stretch of time; lines lead from the step that let a thread go to that thread. First the columns
 * are laid out (timeline_begin), then the threads' rows are drawn (timeline_draw.c):
 *
 *     struct timeline_picture p;
 *     timeline_draw(&(struct timeline_request){record, machine, &choice, .until = now,
 *                   .stands = now, .by_steps = true, .width = 60, .rows = 20}, &p);
 *     for (size_t i = 0; i < p.row_count; i++)
 *         puts(p.rows[i].text);
 *     timeline_drawn_free(&p);
 *
 *     0s      0.1s  0.2s
 *     ■─■■zzzzzzz■■×              alice
 *      ■:m held by│:::            and so on
 *
 * `by_steps`, for a virtual clock: what happens at one instant is spread out, a column for each
 * step; only the time between is drawn to scale.
 *
 * Pure, over the record and its spans. Only what is in view is looked at: the threads that have a
 * row, as far back as the first column; of the others whether they were there. Guarded as the
 * record is. */
#ifndef THRUM_WATCH_TIMELINE_H
#define THRUM_WATCH_TIMELINE_H

#include "base/buffer.h"
#include "watch/spans.h"

/* What the user wants to see of it. */
struct timeline_choice {
    int64_t zoom; /* nanoseconds a column; 0: so that all has room, as far as that can be */
    int64_t held; /* while it stays, where none was chosen: the zoom that it stays at; 0: none */
    struct moment from; /* where it begins, where it stays */
    bool stays;         /* it does not follow the end */
    struct moment at;   /* what the cursor points at, where it points */
    bool points;
};

/* ---- Columns --------------------------------------------------------------------------------- */

struct timeline {
    const struct record *record;
    struct moment until;
    struct moment
        *starts; /* of each column; it ends where the next begins, the last with `until` */
    int count;
    int64_t zoom; /* that it has */
    bool by_steps;
    bool more; /* there is some behind the last one that is not in view */
};

void timeline_begin(struct timeline *t, const struct record *r,
                    const struct timeline_choice *choice, struct moment until, bool by_steps,
                    int width);
void timeline_free(struct timeline *t);
/* The column in which this moment lies; -1: before all of them, or there are none. */
int timeline_column(const struct timeline *t, struct moment m);
/* The last moment of a column. */
struct moment timeline_end(const struct timeline *t, int column);
/* The next finer or coarser one, from 1 us to 1 min; itself at the limits. */
int64_t timeline_zoom(int64_t zoom, bool finer);

/* ---- Moving about in it ---------------------------------------------------------------------- */

enum timeline_move {
    TIMELINE_IN, /* zooms; what the cursor points at stays where it is */
    TIMELINE_OUT,
    TIMELINE_LEFT, /* the cursor, by so many columns; there is one then */
    TIMELINE_RIGHT,
    TIMELINE_FIRST, /* to where it begins */
    TIMELINE_LAST,  /* to the end, which is followed again; the cursor is gone */
};

/* `t` is what is in view now, with this choice and this width. Behind the last column the end is
 * followed again. */
void timeline_move(struct timeline_choice *choice, const struct timeline *t, int width,
                   enum timeline_move move, int by);
/* It comes to be in view, about in the middle, if it is not; and the cursor points at it. */
void timeline_point(struct timeline_choice *choice, const struct timeline *t, int width,
                    struct moment at);
/* The same without the cursor. */
void timeline_show(struct timeline_choice *choice, const struct timeline *t, int width,
                   struct moment at);

/* ---- The picture ----------------------------------------------------------------------------- */

struct timeline_request {
    const struct record *record;
    const struct machine *machine; /* for the words */
    const struct timeline_choice *choice;
    struct moment until;
    struct moment stands; /* what lies behind it is still to come; `until`: nothing is */
    bool by_steps;
    int width;
    size_t first, rows; /* of threads: those that do something in view come first */
};

enum timeline_tone {
    TIMELINE_PLAIN,
    TIMELINE_FAINT,
    TIMELINE_GOES,
    TIMELINE_WAITS,
    TIMELINE_RESTS,
    TIMELINE_FAILED,
};

struct timeline_row {
    uint32_t thread; /* its number */
    char *text;      /* of so many columns as there are tones */
    uint8_t *tones;  /* enum timeline_tone, by column */
};

struct timeline_picture {
    struct timeline columns;
    char *scale; /* the times, and where cursor and run stand: ▼ ► */
    int cursor;  /* the column of the cursor; -1: there is none in view */
    struct timeline_row *rows;
    size_t row_count;
    size_t total; /* threads that were there in all that time */
};

void timeline_draw(const struct timeline_request *request, struct timeline_picture *picture);
void timeline_drawn_free(struct timeline_picture *picture);
/* Says what was then, of a column and the threads in view: "0.3s · step 12: alice: unlock m · bob
 * waits for m, held by alice". First those that wait; at most `most` threads. */
void timeline_add_then(const struct timeline_request *request, const struct timeline_picture *p,
                       int column, unsigned most, struct buffer *out);
/* "waits for m, held by alice"; "sleeps". What is so at `at`, which lies in the span. */
void timeline_add_state(const struct record *r, const struct machine *m, const struct span *span,
                        struct moment at, struct buffer *out);
/* The name of what is waited for, with its index. */
void timeline_add_object(const struct machine *m, const struct span *span, struct buffer *out);
/* A time with no more digits than can be seen in it. */
void timeline_add_time(const struct timeline *t, int64_t time, struct buffer *out);
/* What the signs mean; and in short. */
extern const char timeline_signs[], timeline_signs_short[];

#endif
