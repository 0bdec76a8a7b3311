/* explore_steps.h - the steps of a finding as a table, a column per thread: what happens where its
 * order is followed. */
#ifndef THRUM_SCRIPT_EXPLORE_STEPS_H
#define THRUM_SCRIPT_EXPLORE_STEPS_H

#include "base/buffer.h"
#include "explore/explore.h"

struct explore_steps {
    const struct machine *from; /* what was explored; see watch/followed.h */
    uint32_t script; /* the unit that main begins there, whose lines are shown; 0: none */
    bool untimed;
    bool full;
    int width;   /* of the table, in columns */
    bool spoken; /* no table: a sentence for each row */
};

/* Unless it is told in full, long runs of one thread are shortened: what is left out has been done
 * again later in the same run, and what of it others could notice is counted. */
void explore_steps_add(const struct explore_finding *f, const struct explore_steps *how,
                       struct buffer *out);

#endif
