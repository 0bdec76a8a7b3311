/* clock.h - the lab's clock: real, real times a factor, or virtual; and pausing it.
 *
 * All times are nanoseconds since the lab started. A virtual clock stands still until the lab moves
 * it. Guarded by the monitor. */
#ifndef THRUM_RUN_CLOCK_H
#define THRUM_RUN_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum clock_kind { CLOCK_KIND_REAL, CLOCK_KIND_TIMES, CLOCK_KIND_VIRTUAL };

struct clock {
    enum clock_kind kind;
    double factor;     /* lab seconds per real second; 1 for a real clock */
    int64_t real_base; /* CLOCK_MONOTONIC when `lab_base` was the lab's time */
    int64_t lab_base;
    int64_t day_base; /* CLOCK_REALTIME, as far as it goes at the clock's speed, at `lab_base` */
    bool paused;
};

void clock_start(struct clock *c, enum clock_kind kind, double factor);
/* Goes over to another kind; the lab's time goes on from `now`. */
void clock_change(struct clock *c, enum clock_kind kind, double factor, int64_t now);
void clock_pause(struct clock *c, bool paused);
/* The lab's time, of a clock that is not virtual; a paused one gives the time of the pause. */
int64_t clock_now(const struct clock *c);
/* Which time of day it is when the lab's time is `now`, for localtime: it goes at the clock's speed
 * from where the clock got that speed. Of a clock that is not virtual. */
time_t clock_day(const struct clock *c, int64_t now);
/* When a clock that runs will show `instant`, as CLOCK_MONOTONIC. */
int64_t clock_when(const struct clock *c, int64_t instant);

#endif
