/* ring.c - see ring.h. */
#include "explore/ring.h"

#include "core/waiting.h"

static const uint32_t NOBODY = UINT32_MAX, FAR = UINT32_MAX;

/* ---- Who waits for whom ---------------------------------------------------------------------- */

/* The next of those that the thread waits for, from a place in their row on; NOBODY behind the
 * last. */
static uint32_t next_waited(struct world *w, const struct judged *v, uint32_t thread, uint32_t *at)
{
    const struct outlook *o = &v->outlooks[thread];
    uint32_t count;
    if (!o->lasting)
        return NOBODY;
    if (o->kind == WAITS_FOR_THREAD)
        return (*at)++ == 0 && o->target ? handle_index(o->target) : NOBODY;
    if (o->queues) {
        uint32_t threads[RING_MOST];
        size_t waited = waiting_for(world_machine(w, v->situation), thread, threads, RING_MOST);
        return *at < waited && *at < RING_MOST ? threads[(*at)++] : NOBODY;
    }
    if (o->kind == WAITS_FOR_OBJECT && o->object) {
        const uint64_t *holders = world_holders(w, v->situation, &count);
        while (*at < count) {
            uint64_t holder = holders[(*at)++];
            if (holder >> 32 == handle_index(o->object))
                return (uint32_t)holder;
        }
    } else if (o->kind == WAITS_FOR_ALL) {
        while (*at < v->situation->threads) {
            uint32_t other = (*at)++;
            bool left_out = o->but_daemons && world_daemon(w, v->situation, other);
            if (other != thread && world_alive(w, v->situation, other) && !left_out)
                return other;
        }
    }
    return NOBODY;
}

/* ---- Is there one? --------------------------------------------------------------------------- */

struct walk {
    struct world *world;
    const struct judged *view;
    uint32_t goal;
    bool seen[RING_MOST];
};

static bool leads_back(struct walk *k, uint32_t thread)
{
    uint32_t at = 0, next;
    while ((next = next_waited(k->world, k->view, thread, &at)) != NOBODY) {
        if (next == k->goal)
            return true;
        if (next >= RING_MOST || k->seen[next])
            continue;
        k->seen[next] = true;
        if (leads_back(k, next))
            return true;
    }
    return false;
}

/* In a ring somebody waits for a lock or for one thread, or two for all. */
bool ring_possible(struct world *w, const struct judged *v)
{
    uint32_t for_all = 0;
    for (uint32_t i = 0; i < v->situation->threads && i < RING_MOST; i++) {
        const struct outlook *o = &v->outlooks[i];
        for_all += o->lasting && o->kind == WAITS_FOR_ALL;
        if (for_all > 1)
            return true;
        if (!o->lasting ||
            (o->kind != WAITS_FOR_OBJECT && o->kind != WAITS_FOR_THREAD && !o->queues))
            continue;
        struct walk k = {.world = w, .view = v, .goal = i};
        if (leads_back(&k, i))
            return true;
    }
    return false;
}

/* ---- Which? ---------------------------------------------------------------------------------- */

/* How many waits lead from each thread to the goal at least; FAR where none do. */
static void measure(struct world *w, const struct judged *v, uint32_t goal, uint32_t *left)
{
    uint32_t threads = v->situation->threads < RING_MOST ? v->situation->threads : RING_MOST;
    bool found = true;
    for (uint32_t i = 0; i < threads; i++)
        left[i] = FAR;
    for (uint32_t round = 1; found; round++) {
        found = round == 1;
        for (uint32_t i = 0; i < threads; i++) {
            uint32_t at = 0, next = left[i] == FAR ? 0 : NOBODY;
            while (next != NOBODY && (next = next_waited(w, v, i, &at)) != NOBODY)
                if (round == 1 ? next == goal
                               : next < RING_MOST && next != goal && left[next] == round - 1)
                    left[i] = round, found = true, next = NOBODY;
        }
    }
}

/* One thread further on: those that are as near to the goal as can be and stand at the first place
 * in the program. `from` marks those that can be the last so far, and then those that can be the
 * next. */
static uint32_t go_on(struct world *w, const struct judged *v, const uint32_t *left,
                      uint32_t wanted, bool *from, uint32_t *before)
{
    bool to[RING_MOST] = {false};
    uint32_t threads = v->situation->threads < RING_MOST ? v->situation->threads : RING_MOST;
    uint32_t first = NOBODY;
    for (uint32_t i = 0; i < threads; i++) {
        uint32_t at = 0, next;
        while (from[i] && (next = next_waited(w, v, i, &at)) != NOBODY) {
            if (next >= RING_MOST || left[next] != wanted || to[next])
                continue;
            to[next] = true;
            before[next] = i;
            if (first == NOBODY || world_pc(w, v->situation, next) < first)
                first = world_pc(w, v->situation, next);
        }
    }
    uint32_t lowest = NOBODY;
    for (uint32_t i = 0; i < threads; i++) {
        from[i] = to[i] && world_pc(w, v->situation, i) == first;
        if (from[i] && lowest == NOBODY)
            lowest = i;
    }
    return lowest;
}

bool ring_find(struct world *w, const struct judged *v, uint32_t thread, struct ring *ring)
{
    uint32_t left[RING_MOST], before[RING_MOST];
    uint64_t places[RING_MOST];
    bool from[RING_MOST] = {false};
    if (thread >= RING_MOST || !v->outlooks[thread].lasting)
        return false;
    measure(w, v, thread, left);
    if (left[thread] == FAR)
        return false;
    uint32_t last = thread;
    ring->count = left[thread];
    from[thread] = true;
    for (uint32_t wanted = ring->count - 1; wanted > 0; wanted--)
        last = go_on(w, v, left, wanted, from, before);
    for (uint32_t i = ring->count; i-- > 0; last = before[last]) {
        ring->threads[i] = last;
        places[i] = world_pc(w, v->situation, last);
        if (i == 0)
            break;
    }
    ring->key = judge_key_of_places(places, ring->count);
    return true;
}

bool ring_with_key(struct world *w, const struct judged *v, uint64_t key, struct ring *ring)
{
    for (uint32_t i = 0; i < v->situation->threads; i++)
        if (ring_find(w, v, i, ring) && ring->key == key)
            return true;
    return false;
}
