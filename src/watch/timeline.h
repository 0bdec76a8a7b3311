/* timeline.h - a run as a picture: time to the right, a line for each thread, a character for each
 * stretch of time. Pure, over the record and its spans; only what is in view is looked at.
 *
 *     struct timeline t;
 *     timeline_begin(&t, record, &choice, until, by_steps, 60);
 *     if (timeline_add_row(&t, number, &text)) ...    // "zz:::::>■─zzz"
 *     timeline_free(&t);
 *
 * `by_steps`, for a virtual clock: what happens at one instant is spread out, a column for each
 * step; only the time between is drawn to scale. */
#ifndef THRUM_WATCH_TIMELINE_H
#define THRUM_WATCH_TIMELINE_H

#include "base/buffer.h"
#include "watch/spans.h"

/* What the user wants to see of it. */
struct timeline_choice {
    int64_t zoom; /* nanoseconds a column; 0: so that all has room, as far as that can be */
    int64_t from; /* where it begins, where it does not */
    bool stays;   /* it does not follow the end */
};

struct timeline {
    const struct record *record;
    struct moment until;
    struct moment
        *starts; /* of each column; it ends where the next begins, the last with `until` */
    int count;
    int64_t zoom; /* that it has */
    bool by_steps;
};

void timeline_begin(struct timeline *t, const struct record *r,
                    const struct timeline_choice *choice, struct moment until, bool by_steps,
                    int width);
void timeline_free(struct timeline *t);
/* The next finer or coarser one, from 1 us to 1 min; itself at the limits. */
int64_t timeline_zoom(int64_t zoom, bool finer);

/* The thread's line; false where it was not there in all that time. */
bool timeline_add_row(const struct timeline *t, uint32_t thread, struct buffer *out);
/* What the signs mean. */
extern const char timeline_signs[];

#endif
