/* way.c - see way.h. The states of the way have their threads in order (world_canonical), so that
 * from one to the next others may bear the names. It is gone through with the names as they are:
 * of the moves of each situation that one is done which leads to the next state. */
#include "explore/way.h"

#include "base/memory.h"
#include "explore/play.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST = 100000 };

void way_note(struct target *target, const struct visit *stack, size_t depth)
{
    if (target->way || depth > LONGEST)
        return;
    target->way = memory_new((depth + 1) * sizeof *target->way);
    target->way_length = (uint32_t)depth;
    for (size_t i = 0; i < depth; i++)
        target->way[i] = stack[i].state;
}

struct follower {
    struct search *search;
    const struct target *target;
    struct situation at, to, canonical;
    struct judged view;
    struct deed deed;
    uint32_t wanted; /* the state that is next; STATES_NONE: a move that fails */
    struct move *moves;
    size_t count;
    uint32_t last, preemptions; /* who went last + 1; so far */
    bool found;
};

static void add_move(struct follower *f, struct move move)
{
    f->preemptions += play_preempts(&f->view, f->last, move);
    f->moves[f->count++] = move;
    f->last = play_last_behind(f->last, move, &f->deed);
}

static bool is_wanted(struct follower *f)
{
    struct world *w = f->search->world;
    const struct deed *d = &f->deed;
    if (f->wanted == STATES_NONE)
        return d->failure != DEED_FINE && d->failure != DEED_LIMIT &&
               judge_failure_kind(d) == f->target->kind && judge_failure_key(d) == f->target->key;
    if (d->failure != DEED_FINE)
        return false;
    situation_copy(&f->canonical, &f->to);
    world_canonical(w, &f->canonical);
    return search_find(f->search, &f->canonical) == f->wanted;
}

static void try_move(void *context, struct move move)
{
    struct follower *f = context;
    if (f->found)
        return;
    world_move(f->search->world, &f->at, move, &f->to, &f->deed);
    f->found = is_wanted(f);
    if (f->found)
        add_move(f, move);
}

/* Does the move that leads to the state. */
static bool go_to(struct follower *f, uint32_t state)
{
    struct world *w = f->search->world;
    f->wanted = state;
    f->found = false;
    judged_look(&f->view, w, &f->at);
    for (uint32_t i = 0; i < f->at.threads && !f->found; i++)
        world_each_move(&f->view.outlooks[i], i, try_move, f);
    if (!f->found && world_clock_can_move(w, &f->at))
        try_move(f, (struct move){.way = WAY_CLOCK});
    return f->found;
}

/* The two accesses, as explain.c has them. */
static void add_race(void *context, const struct wrong *wrong)
{
    struct follower *f = context;
    struct world *w = f->search->world;
    if (f->found || wrong->kind != EXPLORE_RACE || wrong->key != f->target->key)
        return;
    struct move one = {.thread = wrong->one, .way = WAY_STEP};
    struct move other = {.thread = wrong->other, .way = WAY_STEP};
    world_move(w, &f->at, one, &f->to, &f->deed);
    bool over = world_over(w, &f->to); /* with that the program is over, and nobody else steps */
    if (over)
        world_move(w, &f->at, other, &f->to, &f->deed);
    add_move(f, over ? other : one);
    f->moves[f->count++] = over ? one : other;
    f->found = true;
}

/* Makes the moves of all who can step, so that what they touch is known. */
static void look_for_race(struct follower *f)
{
    struct world *w = f->search->world;
    judged_look(&f->view, w, &f->at);
    for (uint32_t i = 0; i < f->at.threads; i++) {
        struct move move = {.thread = i, .way = WAY_STEP};
        if (!f->view.outlooks[i].ready || !footprint_accesses(world_op(w, world_pc(w, &f->at, i))))
            continue;
        world_move(w, &f->at, move, &f->to, &f->deed);
        f->view.accesses[i] = f->deed.accesses;
    }
    judge(w, &f->view, add_race, f);
}

static bool follow(struct follower *f)
{
    const struct target *t = f->target;
    world_start(f->search->world, &f->at);
    situation_copy(&f->canonical, &f->at);
    world_canonical(f->search->world, &f->canonical);
    if (!t->way_length || search_find(f->search, &f->canonical) != t->way[0])
        return false;
    for (uint32_t i = 1; i < t->way_length; i++) {
        if (!go_to(f, t->way[i]))
            return false;
        situation_copy(&f->at, &f->to);
    }
    f->found = t->kind == EXPLORE_DEADLOCK;
    if (t->kind == EXPLORE_RACE)
        look_for_race(f);
    else if (t->kind <= EXPLORE_ERROR)
        go_to(f, STATES_NONE);
    return f->found;
}

struct order way_order(struct search *s, const struct target *target)
{
    struct follower f = {.search = s, .target = target};
    if (!target->way)
        return (struct order){0};
    f.moves = memory_new(((size_t)target->way_length + 2) * sizeof *f.moves);
    bool good = follow(&f);
    struct order order = {f.moves, f.count, f.preemptions};
    situation_free(&f.at);
    situation_free(&f.to);
    situation_free(&f.canonical);
    judged_free(&f.view);
    deed_free(&f.deed);
    if (!good)
        free(f.moves);
    return good ? order : (struct order){0};
}
