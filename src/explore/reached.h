/* reached.h - which checks of a program no schedule ever came to: assertions, invariants, critical
 * sections, and what catches errors.
 *
 * What is told is true of all schedules though the search looks at few: an instruction that some
 * schedule executes is executed in the reduced search, too, unless that met a limit. Let it be
 * executed at the end of a way w from a visited state s. Where all moves of s are made, one leads
 * to the second state of w. Otherwise those of a persistent set are. Has w a move of theirs, the
 * first such one comes as well before those that w has in front of it, whose work stays the same
 * work; it is made at s, and less of w is left behind it. Has w none, all of w is left behind any
 * move of the set; but the state that this leads to is finished before s, since none of the set
 * leads back to what is being visited and none fails (search.c, make_some_moves), so that this
 * comes to an end. A thread that is alike runs the same code, and who joins such threads one after
 * another goes on to the same place behind them; what is forgotten is read by nobody.
 * tests/programs/compare holds what is told here against the oracle. */
#ifndef THRUM_EXPLORE_REACHED_H
#define THRUM_EXPLORE_REACHED_H

#include "explore/explore.h"
#include "explore/world.h"

/* Writes into the result what was not reached by now, in the order of the code, and whether
 * anything was asserted at all. Of a script all of its code is looked at; of a machine as it stands
 * what its threads may still come to. */
void reached_tell(struct explore_result *r, struct world *w, uint32_t script);

#endif
