/* orders.h - orders of steps that come to their end without anything going wrong: a few that differ
 * as much as can be, to look at. */
#ifndef THRUM_EXPLORE_ORDERS_H
#define THRUM_EXPLORE_ORDERS_H

#include "explore/search.h"

/* Adds so many to the result, the easiest first, each of the others as unlike those before it as
 * any that was met: in what comes of it (the values in the end, what was printed), in who comes
 * first at what, in how long it is and how often a thread is left. Fewer where there are no more
 * that differ so, or a limit is reached. The same ones every time. */
void orders_find(struct search *s, uint32_t wanted);

#endif
