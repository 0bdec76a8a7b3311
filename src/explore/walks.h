/* walks.h - orders drawn from fixed seeds: what goes wrong in many of them they mostly meet at
 * once, however many states there are. */
#ifndef THRUM_EXPLORE_WALKS_H
#define THRUM_EXPLORE_WALKS_H

#include "explore/shorten.h"

/* Looks for deadlocks and failures; adds the first one to the targets, with its order. Whether
 * there is one. The search may be in the middle of its work, of which nothing is changed. */
bool walks_look(struct search *s);
/* An order that comes to a target which the search has found; its moves are NULL if none is met. */
void walks_to(struct search *s, const struct target *target, struct order *found, uint64_t *work);

#endif
