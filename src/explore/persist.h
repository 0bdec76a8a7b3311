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

enum { PERSIST_MOST = 1024 }; /* threads, for which this is done */

/* Marks those of the smallest set found, by thread; false where that is everybody. */
bool persist_choose(struct world *w, const struct judged *v, bool inside[PERSIST_MOST]);

#endif
