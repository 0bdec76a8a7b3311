/* persist.h - which threads' moves suffice in a situation.
 *
 * A persistent set: nothing that the threads outside it can do, however far they go, meets the next
 * step of one inside. So the moves of those inside may be taken first, and what the others do is
 * not lost. Of a member that cannot go on, those who can let it are looked at instead (claims.h).
 * P. Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", 1996.
 */
#ifndef THRUM_EXPLORE_PERSIST_H
#define THRUM_EXPLORE_PERSIST_H

#include "explore/judge.h"

/* What is looked at, by thread; kept from one situation to the next. A zeroed struct is empty. */
struct persist {
    struct footprint *steps, *futures;
    bool *alive, *daemon, *moves; /* one block, with the next two */
    bool *tried, *inside;         /* the set that is being closed; the smallest so far */
    uint32_t *todo;
    uint32_t capacity;
};

/* Marks in `inside` those of the smallest set found, by thread; false where that is everybody.
 * `double_of`: see world_doubles. */
bool persist_choose(struct persist *p, struct world *w, const struct judged *v,
                    const uint32_t *double_of);
void persist_free(struct persist *p);

#endif
