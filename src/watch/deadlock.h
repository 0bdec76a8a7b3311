/* deadlock.h - what can be read off a machine about who waits for whom.
 *
 * The wait-for graph has an edge from a thread that waits without a time limit to whom it waits
 * for: a lock's holder, the thread that it joins, all the others for `join all`, whoever runs a
 * `once`. A ring in it never opens by itself. Called with the lab's monitor held; nothing is kept.
 */
#ifndef THRUM_WATCH_DEADLOCK_H
#define THRUM_WATCH_DEADLOCK_H

#include "core/step.h"

/* The shortest ring of lock and join waits that this thread is in, in words: "alice -> m2 -> bob ->
 * m1 -> alice". False where it is in none. `threads` (may be NULL) gets up to `most` members,
 * `*count` how many there are. */
bool deadlock_ring(const struct machine *m, uint32_t thread, struct buffer *words,
                   uint32_t *threads, size_t most, size_t *count);
/* Whether every thread that is no daemon waits without a time limit in a ring, or for a member of
 * one: the program can never end, whatever its daemons do. */
bool deadlock_hopeless(const struct machine *m);
/* The threads that this one waits for without a time limit: at most `most`; returns how many. */
size_t deadlock_waits_for(const struct machine *m, uint32_t thread, uint32_t *threads, size_t most);

#endif
