/* next.h - what a thread's next step would do if it were let to: the step's visible instruction is
 * done on a copy of the state, and what that tells is put into words. So it is what the step will
 * be, its failure included, as long as nobody else steps before. With the monitor held; only texts
 * that the step would make are added to the program. */
#ifndef THRUM_WATCH_NEXT_H
#define THRUM_WATCH_NEXT_H

#include "core/step.h"

/* How closely it is told. */
enum next_detail {
    NEXT_COMMAND, /* the command that the step belongs to: "x += 1" */
    NEXT_EXACT,   /* "reads x", then "writes x = 1" */
};

/* What a view of so many threads can afford: each costs a copy of the state, and what is looked at
 * many times a second must stay fast also where the lab has 10,000 threads. */
enum next_detail next_affordable(const struct machine *m, size_t threads);

/* Of a thread that is READY. */
void next_add(const struct machine *m, uint32_t thread, enum next_detail detail,
              struct buffer *out);

#endif
