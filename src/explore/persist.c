/* persist.c - see persist.h. From one thread that can move the set is closed: a thread that may
 * meet the next step of a member belongs to it, and thereby one that may let a blocked member go.
 */
#include "explore/persist.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Of so many threads in one situation it is asked whether they meet, before the smallest set that
 * is known by then has to do: that takes some 50 ms. */
enum { MOST_MEETINGS = 1 << 24 };

struct closing {
    struct persist *of;
    struct world *world;
    const struct judged *view;
    uint32_t threads;
    const uint32_t *double_of;
    uint64_t meetings; /* how often that was asked */
};

/* Whether the thread cannot move before a member has: it waits without a time limit for what that
 * holds, or for its end. */
static bool waits_for_member(const struct closing *c, uint32_t thread)
{
    const struct outlook *o = &c->view->outlooks[thread];
    if (!o->lasting || outlook_moves(o))
        return false;
    if (o->kind == WAITS_FOR_THREAD)
        return o->target && c->of->tried[handle_index(o->target)];
    if (o->kind == WAITS_FOR_ALL) {
        for (uint32_t i = 0; i < c->threads; i++)
            if (c->of->tried[i] && i != thread && c->of->alive[i])
                return true;
        return false;
    }
    if (o->kind != WAITS_FOR_OBJECT)
        return false;
    uint32_t count;
    const uint64_t *holders = world_holders(c->world, c->view->situation, &count);
    for (uint32_t i = 0; i < count; i++)
        if (holders[i] >> 32 == handle_index(o->object) && c->of->tried[(uint32_t)holders[i]] &&
            (uint32_t)holders[i] != thread)
            return true;
    return false;
}

/* Whether another thread can end what a member waits for without a time limit; of one that waits
 * for somebody's end or for its lock that is this one alone. */
static bool enables(const struct closing *c, uint32_t member, uint32_t other)
{
    const struct outlook *o = &c->view->outlooks[member];
    if (o->kind == WAITS_FOR_THREAD && o->target)
        return other == handle_index(o->target);
    return footprint_enables(c->of->steps[member], c->of->futures[other]);
}

static bool meets(const struct closing *c, uint32_t member, uint32_t other)
{
    /* Daemons stop where they are when the last of the others ends. */
    bool ends = (c->of->daemon[other] && c->of->steps[member].flags & FOOTPRINT_ENDS) ||
                (c->of->daemon[member] && c->of->futures[other].flags & FOOTPRINT_ENDS);
    if (ends)
        return true;
    if (!c->of->moves[member] && c->view->outlooks[member].lasting)
        return enables(c, member, other);
    return footprint_meets(c->of->steps[member], c->of->futures[other]);
}

/* Whether it meets nobody whom another member does not, which is as good; who ends gives up a name
 * of its own. */
static bool brings_nobody(const struct closing *c, uint32_t member)
{
    uint32_t other = c->double_of[member];
    return other != NO_DOUBLE && c->of->tried[other] &&
           !(c->of->steps[member].flags & FOOTPRINT_ENDS);
}

/* How many members can move; where that is as many as `most`, how many others can is left open. */
static uint32_t close_over(struct closing *c, uint32_t first, uint32_t most)
{
    struct persist *p = c->of;
    uint32_t count = 1, moving = p->moves[first];
    memset(p->tried, 0, c->threads * sizeof *p->tried);
    p->tried[first] = true;
    p->todo[0] = first;
    while (count && moving < most) {
        uint32_t member = p->todo[--count];
        if (brings_nobody(c, member))
            continue;
        if ((c->meetings += c->threads) > MOST_MEETINGS)
            return UINT32_MAX;
        for (uint32_t i = 0; i < c->threads; i++)
            if (p->alive[i] && !p->tried[i] && meets(c, member, i) && !waits_for_member(c, i)) {
                p->tried[i] = true;
                moving += p->moves[i];
                p->todo[count++] = i;
            }
    }
    return moving;
}

static void make_room(struct persist *p, uint32_t threads)
{
    if (threads <= p->capacity)
        return;
    p->capacity = threads * 2;
    p->steps = memory_resize(p->steps, p->capacity * sizeof *p->steps);
    p->futures = memory_resize(p->futures, p->capacity * sizeof *p->futures);
    p->todo = memory_resize(p->todo, p->capacity * sizeof *p->todo);
    p->alive = memory_resize(p->alive, (size_t)p->capacity * 5);
    p->daemon = p->alive + p->capacity;
    p->moves = p->daemon + p->capacity;
    p->tried = p->moves + p->capacity;
    p->inside = p->tried + p->capacity;
}

void persist_free(struct persist *p)
{
    free(p->steps);
    free(p->futures);
    free(p->todo);
    free(p->alive);
    *p = (struct persist){0};
}

bool persist_choose(struct persist *p, struct world *w, const struct judged *v,
                    const uint32_t *double_of)
{
    struct closing c = {
        .of = p, .world = w, .view = v, .threads = v->situation->threads, .double_of = double_of};
    uint32_t all = 0, best;
    make_room(p, c.threads);
    for (uint32_t i = 0; i < c.threads; i++) {
        p->moves[i] = p->daemon[i] = p->inside[i] = false;
        p->alive[i] = world_alive(w, v->situation, i);
        if (!p->alive[i])
            continue;
        if (!world_footprints(w, v->situation, i, &p->steps[i], &p->futures[i]))
            return false;
        p->daemon[i] = world_daemon(w, v->situation, i);
        p->moves[i] = outlook_moves(&v->outlooks[i]);
        all += p->moves[i];
    }
    best = all;
    /* A set has to hold a thread that moves whatever happens: if all it could do was to wake
     * without a notify, what comes where that does not happen would be left out. */
    for (uint32_t i = 0; i < c.threads && all > 1 && best > 1; i++) {
        bool begins = v->outlooks[i].way != WAY_NONE && double_of[i] == NO_DOUBLE;
        uint32_t moving = begins ? close_over(&c, i, best) : UINT32_MAX;
        if (moving < best) {
            best = moving;
            memcpy(p->inside, p->tried, c.threads * sizeof *p->inside);
        }
    }
    return best < all;
}
