/* trial.c - see trial.h. Breadth first: the states lie in a store, in the order in which they were
 * met. */
#include "explore/trial.h"

#include <stddef.h>

/* Moves; threads whose parts take as long as one. */
enum { ASK_EVERY = 1024, PARTS_A_MOVE = 16 };

struct trying {
    struct trial *trial;
    struct store states;
    struct situation from, to;
    struct judged view;
    struct deed deed;
    uint64_t work; /* since it was last asked whether to give up */
    bool whole;
};

/* Whether it was given up; that is asked after some work. */
static bool stops_after(struct trying *y, uint64_t work)
{
    const struct trial *t = y->trial;
    y->work += work;
    if (y->work < ASK_EVERY)
        return false;
    y->work = 0;
    bool stops = t->stops && t->stops(t->context);
    y->whole &= !stops;
    return stops;
}

static void put(struct trying *y, const struct situation *s)
{
    bool fresh;
    const uint64_t *row = (const uint64_t *)s->parts;
    y->whole &= store_put(&y->states, row, situation_words(s), &fresh) != STORE_NONE &&
                y->states.count <= y->trial->most;
}

static void make_move(void *context, struct move move)
{
    struct trying *y = context;
    struct trial *t = y->trial;
    if (t->enough || !y->whole || stops_after(y, 1 + y->from.threads / PARTS_A_MOVE) ||
        (t->allows && !t->allows(t->context, &y->view, move)))
        return;
    world_move(t->world, &y->from, move, &y->to, &y->deed);
    if (y->deed.failure == DEED_FINE)
        put(y, &y->to);
    else if (y->deed.failure == DEED_LIMIT)
        y->whole = false;
    else if (t->fail)
        t->fail(t->context, &y->view, &y->deed);
}

static void expand(struct trying *y, uint32_t state)
{
    struct trial *t = y->trial;
    uint32_t words;
    const uint64_t *row = store_get(&y->states, state, &words);
    situation_load(&y->from, t->world, row, words);
    judged_look(&y->view, t->world, &y->from);
    if (t->meet)
        t->meet(t->context, &y->view);
    if (world_over(t->world, &y->from))
        return;
    for (uint32_t i = 0; i < y->from.threads; i++)
        y->whole &= world_each_move(&y->view.outlooks[i], i, make_move, y);
    if (!y->view.moves && world_clock_can_move(t->world, &y->from))
        make_move(y, (struct move){.way = WAY_CLOCK});
}

bool trial_run(struct trial *t, const struct situation *from)
{
    struct trying y = {.trial = t, .work = ASK_EVERY, .whole = true};
    put(&y, from);
    for (uint32_t i = 0; i < y.states.count && y.whole && !t->enough; i++)
        if (!stops_after(&y, 1))
            expand(&y, i);
    store_free(&y.states);
    situation_free(&y.from);
    situation_free(&y.to);
    judged_free(&y.view);
    deed_free(&y.deed);
    return y.whole && !t->enough;
}
