/* variables.h - what a run has done with a variable: who wrote it last, who touched it, and the
 * lock that guards it as far as that was seen. The first two are read off the record, the lock is
 * what guards.h knows.
 *
 *     struct variables_seen seen;
 *     variables_see(record, m, step, &seen);
 *     variables_add(&seen, record, m, entity, &out);   // "written by bob in step 12 · ..."
 *     variables_seen_free(&seen);
 *
 * With the monitor held. Goes through all of the record, once. */
#ifndef THRUM_WATCH_VARIABLES_H
#define THRUM_WATCH_VARIABLES_H

#include "watch/guards.h"
#include "watch/record.h"

enum { VARIABLE_NAMES = 4, VARIABLE_THREADS = 16 };

struct variable_seen {
    uint32_t name;
    uint32_t writer;                    /* 1 + the number of the thread; 0: nobody wrote it */
    uint32_t step, element;             /* in which step, which element */
    uint32_t threads[VARIABLE_THREADS]; /* those that touched it, the last one first */
    size_t thread_count;
    bool more; /* there are more of them */
};

struct variables_seen {
    struct variable_seen *all;
    size_t count;
};

/* Of the machine's variables, up to and with this step. */
void variables_see(const struct record *r, const struct machine *m, uint64_t step,
                   struct variables_seen *seen);
void variables_seen_free(struct variables_seen *seen);
/* Whether it is one. */
bool variables_is(const struct machine *m, uint32_t entity);
/* "written last by bob in step 12 · touched by alice and bob"; nothing of one never touched. */
void variables_add(const struct variables_seen *seen, const struct record *r,
                   const struct machine *m, uint32_t entity, struct buffer *out);
/* "always under m"; nothing where nothing was seen. */
void variables_add_guard(const struct machine *m, const struct guard_seen *guard,
                         struct buffer *out);

#endif
