/* oracle_count.c - ways through the graph of the states: see oracle_inside.h. */
#include "oracle_inside.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Large numbers ---------------------------------------------------------------------------
 */

enum { DIGITS = 12 }; /* of 9 decimal places each, the least first */

struct number {
    uint32_t digits[DIGITS];
};

static void number_add(struct number *sum, const struct number *n)
{
    uint32_t carry = 0;
    for (int i = 0; i < DIGITS; i++) {
        uint32_t digit = sum->digits[i] + n->digits[i] + carry;
        carry = digit >= 1000000000;
        sum->digits[i] = carry ? digit - 1000000000 : digit;
    }
    if (carry) {
        fputs("oracle: a number of schedules has more than 108 digits\n", stderr);
        abort();
    }
}

static void number_print(const struct number *n, char *text, size_t room)
{
    int top = DIGITS - 1;
    while (top > 0 && n->digits[top] == 0)
        top--;
    size_t at = (size_t)snprintf(text, room, "%u", n->digits[top]);
    while (top-- > 0)
        at += (size_t)snprintf(text + at, room - at, "%09u", n->digits[top]);
}

/* ---- Ways --------------------------------------------------------------------------------------
 */

enum colour { UNSEEN = 0, ON_THE_WAY, DONE };

/* A walk in depth: each state is counted once all that can follow it are. */
struct walk {
    uint32_t *path, *next_edge; /* the states gone through; per state, the edge to take next */
    unsigned char *colours;
    struct number *ways;
};

/* False if the way comes back to a state on it. */
static bool walk_all(const struct oracle_graph *g, struct walk *w)
{
    uint32_t length = 1;
    w->path[0] = 0;
    w->colours[0] = ON_THE_WAY;
    w->next_edge[0] = g->first_edge[0];
    while (length) {
        uint32_t at = w->path[length - 1];
        if (w->next_edge[at] == g->first_edge[at + 1]) {
            if (g->last[at])
                w->ways[at].digits[0] = 1;
            for (uint32_t e = g->first_edge[at]; e < g->first_edge[at + 1]; e++)
                number_add(&w->ways[at], &w->ways[g->targets[e]]);
            w->colours[at] = DONE;
            length--;
            continue;
        }
        uint32_t target = g->targets[w->next_edge[at]++];
        if (w->colours[target] == ON_THE_WAY)
            return false;
        if (w->colours[target] == DONE)
            continue;
        w->colours[target] = ON_THE_WAY;
        w->next_edge[target] = g->first_edge[target];
        w->path[length++] = target;
    }
    return true;
}

void oracle_count(const struct oracle_graph *g, char *text, size_t room)
{
    struct walk w = {
        .path = memory_new(g->count * sizeof *w.path),
        .next_edge = memory_new(g->count * sizeof *w.next_edge),
        .colours = memory_zeroed(g->count, 1),
        .ways = memory_zeroed(g->count, sizeof *w.ways),
    };
    if (walk_all(g, &w))
        number_print(&w.ways[0], text, room);
    else
        snprintf(text, room, "unboundedly many");
    free(w.path);
    free(w.next_edge);
    free(w.colours);
    free(w.ways);
}

unsigned char *oracle_hopeless(const struct oracle_graph *g)
{
    unsigned char *ends = memory_zeroed(g->count, 1);
    bool changed = true;
    for (uint32_t i = 0; i < g->count; i++)
        ends[i] = g->last[i] || g->locked[i];
    while (changed) {
        changed = false;
        for (uint32_t i = g->count; i-- > 0;)
            for (uint32_t e = g->first_edge[i]; e < g->first_edge[i + 1] && !ends[i]; e++)
                if (g->by[e] != ORACLE_WAKES && ends[g->targets[e]])
                    ends[i] = changed = true;
    }
    for (uint32_t i = 0; i < g->count; i++)
        ends[i] = !ends[i];
    return ends;
}

/* ---- Spins -------------------------------------------------------------------------------------
 */

/* R. Tarjan, "Depth-first search and linear graph algorithms", 1972. */
struct components {
    const struct oracle_graph *g;
    uint32_t *number, *low, *next_edge, *path, *open; /* number: 1 + in the order of discovery */
    uint32_t *of;                                     /* by state: its component + 1 */
    uint32_t count, numbers, depth, open_count;
};

static void begin_state(struct components *c, uint32_t state)
{
    c->number[state] = c->low[state] = ++c->numbers;
    c->next_edge[state] = c->g->first_edge[state];
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

static void find_components(struct components *c)
{
    begin_state(c, 0);
    while (c->depth) {
        uint32_t at = c->path[c->depth - 1];
        if (c->next_edge[at] == c->g->first_edge[at + 1]) {
            end_state(c, at);
            continue;
        }
        uint32_t target = c->g->targets[c->next_edge[at]++];
        if (!c->number[target])
            begin_state(c, target);
        else if (!c->of[target] && c->number[target] < c->low[at])
            c->low[at] = c->number[target];
    }
}

bool oracle_mark_spins(const struct oracle_graph *g, unsigned char *spins)
{
    uint32_t *room = memory_zeroed(g->count * (size_t)7 + 1, sizeof *room);
    uint32_t n = g->count, *stepping = room + (size_t)6 * n; /* by component: threads that step */
    struct components c = {g,
                           room,
                           room + n,
                           room + 2 * (size_t)n,
                           room + 3 * (size_t)n,
                           room + 4 * (size_t)n,
                           room + 5 * (size_t)n,
                           0,
                           0,
                           0,
                           0};
    bool fresh = false;
    find_components(&c);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t e = g->first_edge[i]; e < g->first_edge[i + 1]; e++)
            if (c.of[i] == c.of[g->targets[e]] && oracle_is_step(g->by[e]))
                stepping[c.of[i]] |= 1u << (g->by[e] >> 1);
    for (uint32_t i = 0; i < n; i++)
        if (g->ready[i] && !(g->ready[i] & ~stepping[c.of[i]]) && !spins[i])
            spins[i] = fresh = true;
    free(room);
    return fresh;
}
