/* followed.h - an order of steps, as explore writes one, followed by a driver alone from where it
 * begins: the record of what happens in it, and where it ends.
 *
 *     struct followed f;
 *     followed_make(&f, &(struct followed_order){.from = machine, .segments = "main*2 alice"});
 *     ... f.record, f.drive.machine ...
 *     followed_free(&f);
 *
 * The machine that it is followed from stays as it is; its program is used, and what runs adds its
 * texts to it, so nobody else may use that program meanwhile. */
#ifndef THRUM_WATCH_FOLLOWED_H
#define THRUM_WATCH_FOLLOWED_H

#include "core/drive.h"
#include "watch/record.h"

struct followed_order {
    const struct machine *from;
    uint32_t script;      /* the unit that main begins there; 0: none */
    const char *segments; /* schedule_read_segments */
    bool untimed;
};

struct followed {
    struct drive drive; /* where the order ends */
    struct record *record;
};

void followed_make(struct followed *f, const struct followed_order *order);
/* Goes on from there, everybody in turn, until all is again as it was at a step behind its end:
 * returns the first step of this round, whose last is the last that was done. 0: in so many steps
 * as are tried there is none. */
uint64_t followed_go_round(struct followed *f);
void followed_free(struct followed *f);

#endif
