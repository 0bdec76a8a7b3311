/* oracle_cost.c - the fewest preemptions, then steps, that lead to each kind of finding.
 *
 * Costs of (state, who went last, whether that gave way) are lowered along the edges until nothing
 * changes. */
#include "oracle_inside.h"

#include "base/memory.h"

#include <stdlib.h>

enum { NONE = 32, PLACES = 2 * (NONE + 1) }; /* per state: who went last, and gave way or not */

static const uint64_t unknown = UINT64_MAX;

struct costs {
    const struct oracle_graph *g;
    uint64_t *of; /* by state * PLACES + place: preemptions << 32 | steps */
    uint32_t *todo;
    uint32_t first, count, capacity; /* a ring of places whose cost was lowered */
    unsigned char *queued;
};

static void lower(struct costs *c, uint32_t place, uint64_t cost)
{
    if (cost >= c->of[place])
        return;
    c->of[place] = cost;
    if (c->queued[place])
        return;
    c->queued[place] = 1;
    c->todo[(c->first + c->count++) % c->capacity] = place;
}

static void look_at(struct costs *c, uint32_t place)
{
    uint32_t state = place / PLACES, last = place % PLACES / 2;
    bool gave_way = place % 2;
    for (uint32_t e = c->g->first_edge[state]; e < c->g->first_edge[state + 1]; e++) {
        uint64_t cost = c->of[place] + 1;
        uint16_t by = c->g->by[e];
        uint32_t to = place % PLACES;
        if (oracle_is_step(by)) {
            bool leaves = last != NONE && last != by >> 1 && !gave_way;
            if (leaves && c->g->ready[state] >> last & 1)
                cost += (uint64_t)1 << 32;
            to = by;
        }
        lower(c, c->g->targets[e] * PLACES + to, cost);
    }
}

static void keep_lowest(struct oracle_cost *kept, uint64_t cost)
{
    uint64_t old = (uint64_t)kept->preemptions << 32 | kept->steps;
    if (cost < old)
        *kept = (struct oracle_cost){(uint32_t)(cost >> 32), (uint32_t)cost};
}

void oracle_find_costs(const struct oracle_graph *g, const unsigned char *hopeless,
                       struct oracle_cost costs[ORACLE_KINDS])
{
    struct costs c = {.g = g, .capacity = g->count * PLACES};
    c.of = memory_new(c.capacity * sizeof *c.of);
    c.todo = memory_new(c.capacity * sizeof *c.todo);
    c.queued = memory_zeroed(c.capacity, 1);
    for (uint32_t i = 0; i < c.capacity; i++)
        c.of[i] = unknown;
    lower(&c, 2 * NONE, 0);
    while (c.count) {
        uint32_t place = c.todo[c.first];
        c.first = (c.first + 1) % c.capacity;
        c.count--;
        c.queued[place] = 0;
        look_at(&c, place);
    }
    for (int kind = 0; kind < ORACLE_KINDS; kind++)
        costs[kind] = (struct oracle_cost){UINT32_MAX, UINT32_MAX};
    for (uint32_t i = 0; i < c.capacity; i++) {
        uint32_t state = i / PLACES;
        if (g->failure[state])
            keep_lowest(&costs[g->failure[state] - 1], c.of[i]);
        if (g->locked[state])
            keep_lowest(&costs[ORACLE_DEADLOCK], c.of[i]);
        if (hopeless[state])
            keep_lowest(&costs[ORACLE_ENDLESS], c.of[i]);
    }
    free(c.of);
    free(c.todo);
    free(c.queued);
}
