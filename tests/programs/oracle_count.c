/* oracle_count.c - ways through the graph of the states: see oracle_inside.h. */
#include "oracle_inside.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Large numbers --------------------------------------------------------------------------- */

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

/* ---- Ways ------------------------------------------------------------------------------------ */

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

/* ---- Spins ----------------------------------------------------------------------------------- */

/* Found with a second search, against the edges, where the explorer looks for low points: M.
 * Sharir, "A strong-connectivity algorithm and its applications in data flow analysis", 1981 (and,
 * before him and unpublished, S. R. Kosaraju). */
struct components {
    const struct oracle_graph *g;
    uint32_t *first_back,
        *sources;       /* the edges turned round: rows of states that lead to a state */
    uint32_t *finished; /* the states, in the order in which the first search left them */
    uint32_t *of;       /* by state: its component + 1 */
    uint32_t *path, *next_edge;
    unsigned char *seen;
};

static void turn_round(struct components *c)
{
    const struct oracle_graph *g = c->g;
    uint32_t edges = g->first_edge[g->count];
    for (uint32_t e = 0; e < edges; e++)
        c->first_back[g->targets[e] + 1]++;
    for (uint32_t i = 0; i < g->count; i++)
        c->first_back[i + 1] += c->first_back[i];
    memcpy(c->next_edge, c->first_back, g->count * sizeof *c->next_edge);
    for (uint32_t i = 0; i < g->count; i++)
        for (uint32_t e = g->first_edge[i]; e < g->first_edge[i + 1]; e++)
            c->sources[c->next_edge[g->targets[e]]++] = i;
}

/* Goes along the edges from the first state, from which all others are reached. */
static void find_order(struct components *c)
{
    const struct oracle_graph *g = c->g;
    uint32_t depth = 0, left = 0;
    memcpy(c->next_edge, g->first_edge, g->count * sizeof *c->next_edge);
    c->path[depth++] = 0;
    c->seen[0] = 1;
    while (depth) {
        uint32_t at = c->path[depth - 1];
        if (c->next_edge[at] == g->first_edge[at + 1]) {
            c->finished[left++] = at;
            depth--;
            continue;
        }
        uint32_t target = g->targets[c->next_edge[at]++];
        if (!c->seen[target]) {
            c->seen[target] = 1;
            c->path[depth++] = target;
        }
    }
}

/* Whoever still leads to a state that was left last is in its component. */
static void find_components(struct components *c)
{
    uint32_t count = 0;
    turn_round(c);
    find_order(c);
    for (uint32_t i = c->g->count; i-- > 0;) {
        uint32_t depth = 0;
        if (c->of[c->finished[i]])
            continue;
        c->of[c->finished[i]] = ++count;
        c->path[depth++] = c->finished[i];
        while (depth) {
            uint32_t at = c->path[--depth];
            for (uint32_t e = c->first_back[at]; e < c->first_back[at + 1]; e++) {
                if (c->of[c->sources[e]])
                    continue;
                c->of[c->sources[e]] = count;
                c->path[depth++] = c->sources[e];
            }
        }
    }
}

bool oracle_mark_spins(const struct oracle_graph *g, unsigned char *spins)
{
    uint32_t n = g->count;
    uint32_t *stepping = memory_zeroed((size_t)n + 1, sizeof *stepping); /* by component: threads */
    struct components c = {
        .g = g,
        .first_back = memory_zeroed((size_t)n + 1, sizeof *c.first_back),
        .sources = memory_new(((size_t)g->first_edge[n] + 1) * sizeof *c.sources),
        .finished = memory_zeroed(n, sizeof *c.finished),
        .of = memory_zeroed(n, sizeof *c.of),
        .path = memory_new(n * sizeof *c.path),
        .next_edge = memory_new(n * sizeof *c.next_edge),
        .seen = memory_zeroed(n, 1),
    };
    bool fresh = false;
    find_components(&c);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t e = g->first_edge[i]; e < g->first_edge[i + 1]; e++)
            if (c.of[i] == c.of[g->targets[e]] && oracle_is_step(g->by[e]))
                stepping[c.of[i]] |= 1u << (g->by[e] >> 1);
    for (uint32_t i = 0; i < n; i++)
        if (g->ready[i] && !(g->ready[i] & ~stepping[c.of[i]]) && !spins[i])
            spins[i] = fresh = true;
    free(c.first_back);
    free(c.sources);
    free(c.finished);
    free(c.of);
    free(c.path);
    free(c.next_edge);
    free(c.seen);
    free(stepping);
    return fresh;
}
