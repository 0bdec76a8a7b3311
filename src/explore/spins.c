/* spins.c - see spins.h. A way leads round through a state on which all of some threads step if
 * each of them has a step within its strongly connected component. R. Tarjan, "Depth-first search
 * and linear graph algorithms", 1972. */
#include "explore/spins.h"

#include "base/memory.h"

#include <stdlib.h>

struct components {
    struct search *search;
    uint32_t *number, *low; /* by state; number: 1 + in the order of discovery */
    size_t *next_edge;      /* by state; one past its row: the clock's edge was taken too */
    uint32_t *path, *open;
    uint32_t *of; /* by state: its component + 1 */
    uint32_t count, numbers, depth, open_count;
};

static bool expanded(const struct search *s, uint32_t state)
{
    return state < EDGE_FAILS && s->first_edges[state] != STATES_NONE;
}

static void begin_state(struct components *c, uint32_t state)
{
    c->number[state] = c->low[state] = ++c->numbers;
    c->next_edge[state] = c->search->first_edges[state];
    c->path[c->depth++] = state;
    c->open[c->open_count++] = state;
}

static void end_state(struct components *c, uint32_t state)
{
    c->depth--;
    if (c->depth && c->low[state] < c->low[c->path[c->depth - 1]])
        c->low[c->path[c->depth - 1]] = c->low[state];
    if (c->low[state] != c->number[state])
        return;
    uint32_t member;
    c->count++;
    do {
        member = c->open[--c->open_count];
        c->of[member] = c->count;
    } while (member != state);
}

/* The next state that an edge leads to, the clock's at the end; EDGE_LAST behind that. */
static uint32_t next_target(struct components *c, uint32_t state)
{
    struct search *s = c->search;
    size_t edge = c->next_edge[state];
    if (edge == SIZE_MAX)
        return EDGE_LAST;
    if (s->edges[edge] != EDGE_LAST) {
        c->next_edge[state]++;
        return s->edges[edge];
    }
    c->next_edge[state] = SIZE_MAX;
    return s->clock_edges[state] == STATES_NONE ? EDGE_FAILS : s->clock_edges[state];
}

static void find_from(struct components *c, uint32_t first)
{
    begin_state(c, first);
    while (c->depth) {
        uint32_t at = c->path[c->depth - 1], target = next_target(c, at);
        if (target == EDGE_LAST)
            end_state(c, at);
        else if (!expanded(c->search, target))
            continue;
        else if (!c->number[target])
            begin_state(c, target);
        else if (!c->of[target] && c->number[target] < c->low[at])
            c->low[at] = c->number[target];
    }
}

/* A bit per thread; threads beyond 64 share them. */
static uint64_t bit_of(uint32_t thread)
{
    return (uint64_t)1 << thread % 64;
}

/* By component: the threads that step within it. */
static uint64_t *find_steppers(const struct components *c)
{
    struct search *s = c->search;
    uint64_t *steppers = memory_zeroed(c->count + 1, sizeof *steppers);
    for (uint32_t state = 0; state < states_count(&s->states); state++) {
        if (!expanded(s, state))
            continue;
        for (size_t e = s->first_edges[state]; s->edges[e] != EDGE_LAST; e++)
            if (s->movers[e] && expanded(s, s->edges[e]) && c->of[s->edges[e]] == c->of[state])
                steppers[c->of[state]] |= bit_of(handle_index(s->movers[e]));
    }
    return steppers;
}

static uint64_t find_ready(const struct judged *view, uint32_t threads)
{
    uint64_t ready = 0;
    for (uint32_t i = 0; i < threads; i++)
        if (view->outlooks[i].ready)
            ready |= bit_of(i);
    return ready;
}

static uint32_t *choose(const struct components *c, struct judged *view,
                        struct situation *situation, size_t *count)
{
    struct search *s = c->search;
    uint64_t *steppers = find_steppers(c);
    uint32_t *found = memory_new((states_count(&s->states) + 1) * sizeof *found);
    *count = 0;
    for (uint32_t state = 0; state < states_count(&s->states); state++) {
        uint64_t stepping = expanded(s, state) ? steppers[c->of[state]] : 0;
        if (!stepping || s->clock_edges[state] != STATES_NONE)
            continue;
        search_situation(s, state, situation);
        judged_look(view, s->world, situation);
        if (!(find_ready(view, situation->threads) & ~stepping))
            found[(*count)++] = state;
    }
    free(steppers);
    return found;
}

uint32_t *spins_find(struct search *s, struct judged *view, struct situation *situation,
                     size_t *count)
{
    size_t states = states_count(&s->states);
    struct components c = {.search = s};
    c.number = memory_zeroed(states, sizeof *c.number);
    c.low = memory_zeroed(states, sizeof *c.low);
    c.next_edge = memory_zeroed(states, sizeof *c.next_edge);
    c.path = memory_new(states * sizeof *c.path);
    c.open = memory_new(states * sizeof *c.open);
    c.of = memory_zeroed(states, sizeof *c.of);
    for (uint32_t state = 0; state < states; state++)
        if (expanded(s, state) && !c.number[state])
            find_from(&c, state);
    uint32_t *found = choose(&c, view, situation, count);
    free(c.number);
    free(c.low);
    free(c.next_edge);
    free(c.path);
    free(c.open);
    free(c.of);
    return found;
}
