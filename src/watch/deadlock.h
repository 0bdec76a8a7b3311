/* deadlock.h - the rings in what core/waiting.h reads off a machine: who waits for whom.
 *
 * The wait-for graph has an edge from a thread that waits without a time limit to those that it
 * waits for: a lock's holder, the thread that it joins, all the others for `join all`, the one that
 * runs a `once`. A ring in it never opens by itself. Called with the lab's monitor held; nothing is
 * kept.
 */
#ifndef THRUM_WATCH_DEADLOCK_H
#define THRUM_WATCH_DEADLOCK_H

#include "core/step.h"

/* The shortest ring of lock and join waits that this thread is in: each waits for the next, the
 * last for the first, which is this one. At most `most` of them; returns how many there are, 0
 * where it is in none. In words: words_add_ring. */
size_t deadlock_ring(const struct machine *m, uint32_t thread, uint32_t *threads, size_t most);
static inline bool deadlock_in_ring(const struct machine *m, uint32_t thread)
{
    return deadlock_ring(m, thread, NULL, 0) > 0;
}
/* Whether every thread that is no daemon waits without a time limit in a ring, or for a member of
 * one: the program can never end, whatever its daemons do. */
bool deadlock_hopeless(const struct machine *m);
/* The threads that this one waits for without a time limit: at most `most`; returns how many. */
size_t deadlock_waits_for(const struct machine *m, uint32_t thread, uint32_t *threads, size_t most);

#endif
