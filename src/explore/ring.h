/* ring.h - rings of waits in a situation: threads each of which waits, without a limit in time, for
 * what the next one holds or for its end, so that none of them ever goes on.
 *
 * A thread in `join all` waits for all the others, a writer for all the readers: who waits for
 * several goes on when it need wait for none of them, so one that never ends is enough. */
#ifndef THRUM_EXPLORE_RING_H
#define THRUM_EXPLORE_RING_H

#include "explore/judge.h"

enum { RING_MOST = 256 }; /* threads with higher numbers are not looked at */

struct ring {
    uint32_t count;
    uint32_t threads[RING_MOST]; /* each waits for the next, the last for the first */
    uint64_t key;                /* of the places at which they wait, in whatever order */
};

/* Whether there can be a ring: quick, for most situations have none. */
bool ring_possible(struct world *w, const struct judged *v);
/* The shortest ring that the thread is in; of several the one whose places come first in the
 * program, so that it is the same however the threads are numbered. False where it is in none. */
bool ring_find(struct world *w, const struct judged *v, uint32_t thread, struct ring *ring);
/* The ring with this key. */
bool ring_with_key(struct world *w, const struct judged *v, uint64_t key, struct ring *ring);

#endif
