/* waiting.h - who waits, for what and for whom, read off a machine: the one answer to that, without
 * a word. Called with the machine at rest between two steps; nothing is kept.
 *
 * In words: what a thread waits for is said by reason.c alone (machine_add_wait and
 * machine_add_reason in step.h). That stands in core because findings need it, and src/explore
 * stands on core only; all else that is said of waits, to people, is in watch/words.c and uses it.
 * explore/ring.c and explore/persist.c go by the same rule as waiting_for, over situations. */
#ifndef THRUM_CORE_WAITING_H
#define THRUM_CORE_WAITING_H

#include "core/step.h"

/* Whether a thread waits for what others do: not for time, not for work of its own. */
static inline bool readiness_waits(const struct readiness *r)
{
    return r->kind == WAITS_FOR_OBJECT || r->kind == WAITS_IN_LIST || r->kind == WAITS_FOR_THREAD ||
           r->kind == WAITS_FOR_ALL;
}
/* And without a limit in time. */
static inline bool readiness_lasts(const struct readiness *r)
{
    return readiness_waits(r) && r->deadline == NO_DEADLINE;
}

/* The same of an EVENT_BLOCKED. */
static inline bool event_lasts(const struct event *e)
{
    struct readiness r = {.kind = (enum readiness_kind)e->reason, .deadline = e->deadline};
    return readiness_lasts(&r);
}

/* Whether it is in a list whose object others hold: it waits for threads that can be told. */
bool readiness_queues(const struct machine *m, const struct readiness *r);
/* Whether a thread's next step is on this entity and cannot go on because of it. */
bool machine_waits_for(const struct machine *m, uint32_t thread, uint32_t entity);
/* The threads that this one waits for: those that hold what it wants, the one that it joins, all
 * those that `join all` still waits for. At most `most` of them; returns how many there are, 0
 * where nobody in particular can let it go on. */
size_t waiting_for(const struct machine *m, uint32_t thread, uint32_t *threads, size_t most);
/* How many a thread that is at `acquire s N` wants; 1 where no number stands there, and of any
 * other thread; 0 where what stands there is no such number. */
int64_t semaphore_wanted(const struct machine *m, uint32_t thread);
/* Whether the thread stands at `join all but daemons`. */
bool machine_joins_but_daemons(const struct machine *m, uint32_t thread);
/* Whether it waits in `join all` for a daemon; then `join all but daemons` may be meant. */
bool machine_joins_daemons(const struct machine *m, uint32_t thread);

#endif
