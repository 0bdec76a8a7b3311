/* explain.h - the second search: for each thing that is wrong, the schedule that shows it with the
 * fewest preemptions, then the fewest steps, as far as that can be found without taking longer than
 * the first search; and in any case one. */
#ifndef THRUM_EXPLORE_EXPLAIN_H
#define THRUM_EXPLORE_EXPLAIN_H

#include "explore/search.h"

/* Adds to the result a finding for each target of the search. */
void explain_all(struct search *s);
/* Where the first search met a limit and found nothing: goes through the orders with no preemption,
 * with one, with two, as far as the same number of states goes and the limits allow; a finding for
 * each thing that goes wrong in them, and in the result up to how many were looked at. Not in
 * virtual time, in which the first search has to say where threads only spin. */
void explain_onwards(struct search *s);
/* Adds a finding for each target that an order was drawn to (walks.h), with that order, shortened.
 */
void explain_drawn(struct search *s);
/* Whether all has to come to its end now: it was cancelled, or the time is over. */
bool explain_called_off(struct search *s);
/* The finding of one target in words, and its schedule; tell.c. `moves` lead to it from the
 * beginning; NULL: none is known. */
void tell_finding(struct search *s, const struct target *target, const struct move *moves,
                  size_t count, uint32_t preemptions, bool fewest);

#endif
