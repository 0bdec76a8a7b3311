/* shorten.h - an order that goes wrong made easier, where there was no time or memory to search for
 * the easiest. */
#ifndef THRUM_EXPLORE_SHORTEN_H
#define THRUM_EXPLORE_SHORTEN_H

#include "explore/search.h"

/* An order of steps that comes to a target. */
struct order {
    struct move *moves; /* malloc'd; NULL: none is known */
    size_t count;
    uint32_t preemptions;
};

/* Replaces it by one with fewer preemptions, or as many and fewer steps, if it finds one. `work`:
 * how many moves it may make for that; is counted down. */
void shorten(struct search *s, const struct target *target, struct order *order, uint64_t *work);

#endif
