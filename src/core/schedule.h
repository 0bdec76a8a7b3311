/* schedule.h - who goes next: the one place where that is asked.
 *
 * `free` leaves it to the kernel; every other schedule lets exactly one thread go, chosen by
 * schedule_choose among those that may be able to step. Owned by the driver (drive.h). */
#ifndef THRUM_CORE_SCHEDULE_H
#define THRUM_CORE_SCHEDULE_H

#include "base/buffer.h"
#include "core/thread_set.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum schedule_kind {
    SCHEDULE_FREE,
    SCHEDULE_RANDOM,
    SCHEDULE_ROUND_ROBIN,
    SCHEDULE_MANUAL,
    SCHEDULE_SEGMENTS, /* recorded: so many steps of this thread, then of that; then round-robin */
};

struct segment {
    char *thread;   /* its name */
    uint64_t steps; /* how many it takes */
    bool times_out; /* its wait runs out of time: bob! */
    bool wakes;     /* it wakes from a condition that nobody has notified: bob~ */
    bool chooses;   /* its step chooses `choice`: bob=2 */
    int64_t choice;
};

/* How far a recorded schedule has been followed. */
struct schedule_place {
    size_t segment; /* which is next */
    uint64_t taken; /* how many of its steps have been taken */
};

struct schedule {
    enum schedule_kind kind;
    uint64_t random;     /* state of SCHEDULE_RANDOM's generator */
    uint32_t last;       /* SCHEDULE_ROUND_ROBIN: the thread that went last; UINT32_MAX: nobody */
    uint32_t granted_to; /* SCHEDULE_MANUAL: the thread that has been granted steps; UINT32_MAX:
                            anybody */
    uint64_t granted;    /* SCHEDULE_MANUAL: how many */
    struct segment *segments; /* SCHEDULE_SEGMENTS */
    size_t segment_count;
    struct schedule_place place;
    bool untimed; /* SCHEDULE_SEGMENTS: as long as it lasts a virtual clock stands still; a thread
                     that sleeps or waits goes on when the schedule says so */
    bool strict;  /* SCHEDULE_SEGMENTS: where it cannot be followed nobody goes on; otherwise what
                     cannot be is passed over */
    bool left;    /* that has happened, at `place` */
};

void schedule_start(struct schedule *s, enum schedule_kind kind, uint64_t seed);
void schedule_free(struct schedule *s);
/* Whether a recorded schedule decides alone what time does. */
static inline bool schedule_is_untimed(const struct schedule *s)
{
    return s->kind == SCHEDULE_SEGMENTS && s->untimed && s->place.segment < s->segment_count;
}
static inline bool schedule_is_free(const struct schedule *s)
{
    return s->kind == SCHEDULE_FREE;
}
/* Who goes next among `candidates`; NO_THREAD where nobody may. SCHEDULE_SEGMENTS and
 * SCHEDULE_MANUAL are asked by their owner first (drive_next.c): here they go round-robin. */
uint32_t schedule_choose(struct schedule *s, const struct thread_set *candidates);
/* Reads "main*6 alice*2 bob=1 bob! bob~", or nothing at all; false with a message in `why` (of
 * `size` bytes). */
bool schedule_read_segments(struct schedule *s, const char *text, char *why, size_t size);
/* A segment as it is written. */
void schedule_segment_text(const struct segment *g, struct buffer *out);

#endif
