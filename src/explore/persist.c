/* persist.c - see persist.h. From one thread that can move the set is closed: a thread that may
 * meet the next step of a member belongs to it, and thereby one that may let a blocked member go.
 */
#include "explore/persist.h"

#include <string.h>

struct closing {
    struct world *world;
    const struct judged *view;
    uint32_t threads;
    struct footprint steps[PERSIST_MOST], futures[PERSIST_MOST];
    bool alive[PERSIST_MOST], daemon[PERSIST_MOST], moves[PERSIST_MOST];
    bool inside[PERSIST_MOST];
};

/* Whether the thread cannot move before a member has: it waits without a time limit for what that
 * holds, or for its end. */
static bool waits_for_member(const struct closing *c, uint32_t thread)
{
    const struct outlook *o = &c->view->outlooks[thread];
    if (!o->lasting || outlook_moves(o))
        return false;
    if (o->kind == WAITS_FOR_THREAD)
        return o->target && c->inside[handle_index(o->target)];
    if (o->kind == WAITS_FOR_ALL) {
        for (uint32_t i = 0; i < c->threads; i++)
            if (c->inside[i] && i != thread && c->alive[i])
                return true;
        return false;
    }
    if (o->kind != WAITS_FOR_OBJECT)
        return false;
    uint32_t count;
    const uint64_t *holders = world_holders(c->world, c->view->situation, &count);
    for (uint32_t i = 0; i < count; i++)
        if (holders[i] >> 32 == handle_index(o->object) && c->inside[(uint32_t)holders[i]] &&
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
    return footprint_enables(c->steps[member], c->futures[other]);
}

static bool meets(const struct closing *c, uint32_t member, uint32_t other)
{
    /* Daemons stop where they are when the last of the others ends. */
    bool ends = (c->daemon[other] && c->steps[member].flags & FOOTPRINT_ENDS) ||
                (c->daemon[member] && c->futures[other].flags & FOOTPRINT_ENDS);
    if (ends)
        return true;
    if (!c->moves[member] && c->view->outlooks[member].lasting)
        return enables(c, member, other);
    return footprint_meets(c->steps[member], c->futures[other]);
}

/* How many members can move; where that is as many as `most`, how many others can is left open. */
static uint32_t close_over(struct closing *c, uint32_t first, uint32_t most)
{
    uint32_t todo[PERSIST_MOST], count = 1, moving = c->moves[first];
    memset(c->inside, 0, c->threads * sizeof *c->inside);
    c->inside[first] = true;
    todo[0] = first;
    while (count && moving < most) {
        uint32_t member = todo[--count];
        for (uint32_t i = 0; i < c->threads; i++)
            if (c->alive[i] && !c->inside[i] && meets(c, member, i) && !waits_for_member(c, i)) {
                c->inside[i] = true;
                moving += c->moves[i];
                todo[count++] = i;
            }
    }
    return moving;
}

bool persist_choose(struct world *w, const struct judged *v, bool inside[PERSIST_MOST])
{
    struct closing c; /* large: what is used of it is filled in here */
    uint32_t all = 0, best;
    c.world = w;
    c.view = v;
    c.threads = v->situation->threads;
    if (c.threads > PERSIST_MOST)
        return false;
    for (uint32_t i = 0; i < c.threads; i++) {
        c.moves[i] = c.daemon[i] = false;
        c.alive[i] = world_alive(w, v->situation, i);
        if (!c.alive[i])
            continue;
        if (!world_footprints(w, v->situation, i, &c.steps[i], &c.futures[i]))
            return false;
        c.daemon[i] = world_daemon(w, v->situation, i);
        c.moves[i] = outlook_moves(&v->outlooks[i]);
        all += c.moves[i];
    }
    best = all;
    /* A set has to hold a thread that moves whatever happens: if all it could do was to wake
     * without a notify, what comes where that does not happen would be left out. */
    for (uint32_t i = 0; i < c.threads && all > 1 && best > 1; i++) {
        uint32_t moving = v->outlooks[i].way != WAY_NONE ? close_over(&c, i, best) : UINT32_MAX;
        if (moving < best) {
            best = moving;
            memcpy(inside, c.inside, c.threads * sizeof *inside);
        }
    }
    return best < all;
}
