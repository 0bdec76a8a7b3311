/* way.h - the way on which the first search came to what it found: there is always that one to
 * tell, where there was no time or memory to look for an easier one. */
#ifndef THRUM_EXPLORE_WAY_H
#define THRUM_EXPLORE_WAY_H

#include "explore/shorten.h"

/* Keeps the states that the search is in, the last of which shows the target. */
void way_note(struct target *target, const struct visit *stack, size_t depth);
/* The moves that lead there, the last of which shows it. None where the way was too long to be
 * kept, or does not begin where the program does. */
struct order way_order(struct search *s, const struct target *target);

#endif
