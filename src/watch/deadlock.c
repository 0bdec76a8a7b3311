/* deadlock.c - see deadlock.h.
 *
 * Who waits for several (a writer for readers, `join all` for everybody) goes on when it need wait
 * for none of them, so a way back over one of them is a ring. The walk goes by how far they are
 * from where it starts, and finds the shortest ring; a thread is looked at once.
 */
#include "watch/deadlock.h"

#include "base/memory.h"
#include "core/waiting.h"

#include <stdlib.h>
#include <string.h>

size_t deadlock_waits_for(const struct machine *m, uint32_t thread, uint32_t *threads, size_t most)
{
    struct readiness r = step_readiness(m, thread);
    return readiness_lasts(&r) ? waiting_for(m, thread, threads, most) : 0;
}

/* ---- Rings ----------------------------------------------------------------------------------- */

static const uint32_t NOT_SEEN = UINT32_MAX;

enum { LONG_WAY = 64 };

/* A walk from `start`, the nearest first. */
struct walk {
    const struct machine *m;
    uint32_t start;
    uint32_t
        *before;     /* by thread: the one that waits for it, on the way from the start; NOT_SEEN */
    uint32_t *queue; /* those seen, in the order in which they are gone on from */
    uint32_t *waited; /* room for those that one thread waits for */
    size_t threads;
};

static void begin_walk(struct walk *w)
{
    w->threads = w->m->state->thread_count;
    w->before = memory_new(w->threads * sizeof *w->before);
    w->queue = memory_new(w->threads * sizeof *w->queue);
    w->waited = memory_new(w->threads * sizeof *w->waited);
    for (size_t i = 0; i < w->threads; i++)
        w->before[i] = NOT_SEEN;
}

static void end_walk(struct walk *w)
{
    free(w->before);
    free(w->queue);
    free(w->waited);
}

/* The last thread of the shortest way back to the start; NOT_SEEN where there is none. */
static uint32_t find_way_back(struct walk *w)
{
    size_t first = 0, end = 0;
    w->queue[end++] = w->start;
    while (first < end) {
        uint32_t at = w->queue[first++];
        size_t count = deadlock_waits_for(w->m, at, w->waited, w->threads);
        for (size_t i = 0; i < count && i < w->threads; i++) {
            uint32_t next = w->waited[i];
            if (next == w->start)
                return at;
            if (w->before[next] != NOT_SEEN)
                continue;
            w->before[next] = at;
            w->queue[end++] = next;
        }
    }
    return NOT_SEEN;
}

/* The ring that starts at w->start, in w->queue; how many it has, 0 where there is none. */
static size_t find_ring(struct walk *w)
{
    uint32_t last = find_way_back(w);
    if (last == NOT_SEEN)
        return 0;
    size_t length = 1;
    for (uint32_t at = last; at != w->start; at = w->before[at])
        length++;
    size_t place = length;
    for (uint32_t at = last; at != w->start; at = w->before[at])
        w->queue[--place] = at;
    w->queue[0] = w->start;
    return length;
}

/* Mostly the thread waits for nobody in particular, or for one that can go on, or for one that
 * waits for such a one: a way along which each waits for one alone. Where many wait for one lock
 * each of them is looked at again and again, so that takes no room for everybody. */
static bool leads_to_one_that_goes_on(const struct machine *m, uint32_t thread)
{
    uint32_t at = thread, next;
    for (int i = 0; i < LONG_WAY; i++) {
        size_t count = deadlock_waits_for(m, at, &next, 1);
        if (count != 1 || next == thread)
            return count == 0;
        at = next;
    }
    return false; /* or round and round, beside the thread */
}

size_t deadlock_ring(const struct machine *m, uint32_t thread, uint32_t *threads, size_t most)
{
    if (leads_to_one_that_goes_on(m, thread))
        return 0;
    struct walk w = {.m = m, .start = thread};
    begin_walk(&w);
    size_t length = find_ring(&w);
    for (size_t i = 0; i < length && i < most; i++)
        threads[i] = w.queue[i];
    end_walk(&w);
    return length;
}

/* ---- Hopeless -------------------------------------------------------------------------------- */

/* Whether all that the thread waits for are known to get on, as far as the others let them. */
static bool gets_on(const struct machine *m, uint32_t thread, const bool *known, uint32_t *waited)
{
    size_t count = deadlock_waits_for(m, thread, waited, m->state->thread_count);
    for (size_t i = 0; i < count && i < m->state->thread_count; i++)
        if (!known[waited[i]])
            return false;
    return true;
}

bool deadlock_hopeless(const struct machine *m)
{
    uint32_t threads = m->state->thread_count;
    bool *known = memory_zeroed(threads, sizeof *known); /* those that get on */
    uint32_t *waited = memory_new(threads * sizeof *waited);
    bool changed = true, hopeless = true, any = false;
    while (changed) {
        changed = false;
        for (uint32_t i = 0; i < threads; i++)
            if (!known[i] && gets_on(m, i, known, waited))
                known[i] = changed = true;
    }
    for (uint32_t i = 0; i < threads; i++) {
        const struct thread *t = state_thread(m->state, i);
        if (t->status != THREAD_RUNNING || t->flags & FLAG_DAEMON)
            continue;
        any = true;
        hopeless = hopeless && !known[i];
    }
    free(waited);
    free(known);
    return hopeless && any;
}
