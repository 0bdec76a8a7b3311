/* expand.c - see expand.h. */
#include "explore/expand.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Threads whose parts take as long as a move of few; leaves that are looked up together. */
enum { PARTS_A_LOOK = 16, LEAVES_TOGETHER = 1 << 18 };

uint32_t leaves_add(struct leaves *to, const struct world *w, const struct situation *situation,
                    size_t *begin)
{
    uint32_t count = world_leaf_count(w, situation);
    if (to->count + count > to->capacity) {
        to->capacity = (to->count + count) * 2;
        to->numbers = memory_resize(to->numbers, to->capacity * sizeof *to->numbers);
    }
    *begin = to->count;
    world_leaves(w, situation, to->numbers + to->count);
    to->count += count;
    return count;
}

static bool stops(struct expander *x, uint64_t work)
{
    if (!x->expansion.stopped)
        x->expansion.stopped = x->asks->stops(x->context, work);
    return x->expansion.stopped;
}

static void add_trouble(struct expander *x, struct trouble trouble)
{
    if (x->counts)
        return;
    MEMORY_ROOM_FOR_ONE(x->troubles, x->trouble_count, x->trouble_capacity);
    x->troubles[x->trouble_count++] = trouble;
}

static void tell_wrong(void *context, const struct wrong *wrong)
{
    struct expander *x = context;
    add_trouble(x, (struct trouble){.kind = wrong->kind, .key = wrong->key, .pair = wrong->pair});
    x->expansion.deadlock |= wrong->kind == EXPLORE_DEADLOCK;
}

static void look_up_arrivals(struct expander *x)
{
    x->asks->arrived(x->context);
    x->leaves.count = 0;
    x->arrival_count = 0;
    memset(x->moved, 0, x->from.threads * sizeof *x->moved);
}

static void look_at_deed(struct expander *x)
{
    const struct deed *d = &x->deed;
    for (size_t i = 0; !x->counts && i < d->notice_count; i++)
        if (d->notices[i].notice == NOTICE_ENDED_HOLDING)
            x->asks->held(x->context, &x->to, &d->notices[i]);
    if (d->failure == DEED_LIMIT)
        x->asks->limit(x->context, d->limit);
    else if (d->failure != DEED_FINE)
        add_trouble(x, (struct trouble){.kind = judge_failure_kind(d),
                                        .key = judge_failure_key(d),
                                        .invariant = d->invariant});
}

/* Does a move of the situation that is being expanded. Where there are many threads, or much to
 * choose from, one situation is much work, so it is asked before each move whether to stop. */
static void make_move(void *context, struct move move)
{
    struct expander *x = context;
    if (stops(x, 1 + x->from.threads / PARTS_A_LOOK))
        return;
    const struct outlook *o = &x->view.outlooks[move.thread];
    if (move.way != WAY_CLOCK && move.way == o->way && o->known && !move.chooses)
        world_follow(&x->from, move.thread, o, &x->to, &x->deed);
    else
        world_move(x->world, &x->from, move, &x->to, &x->deed);
    x->expansion.moves++;
    if (move.way != WAY_CLOCK && x->deed.accesses)
        x->view.accesses[move.thread] = x->deed.accesses;
    look_at_deed(x);
    world_canonical(x->world, &x->to);
    MEMORY_ROOM_FOR_ONE(x->arrivals, x->arrival_count, x->arrival_capacity);
    struct arrival *a = &x->arrivals[x->arrival_count++];
    uint32_t count = leaves_add(&x->leaves, x->world, &x->to, &a->leaves);
    states_begin(x->states, &x->unfolded, x->leaves.numbers + a->leaves, count, &a->folding);
    a->mover = move.way == WAY_CLOCK ? 0 : handle_of(move.thread);
    a->same_as = ARRIVED_ALONE;
    a->fails = x->deed.failure != DEED_FINE;
    a->wakes = way_comes_by_itself(move.way);
    if (x->leaves.count >= LEAVES_TOGETHER)
        look_up_arrivals(x);
}

/* The moves of a thread, after those of one that is as good. */
static void move_alike(struct expander *x, uint32_t thread, struct moved as)
{
    x->expansion.moves += as.end - as.first;
    x->view.accesses[thread] = x->view.accesses[x->double_of[thread]];
    for (size_t i = as.first; i < as.end; i++) {
        MEMORY_ROOM_FOR_ONE(x->arrivals, x->arrival_count, x->arrival_capacity);
        struct arrival *a = &x->arrivals[x->arrival_count++];
        *a = x->arrivals[i];
        a->same_as = a->same_as == ARRIVED_ALONE ? i : a->same_as;
        a->mover = handle_of(thread);
    }
}

static void make_moves(struct expander *x, uint32_t thread)
{
    uint32_t other = x->double_of[thread];
    size_t first = x->arrival_count;
    if (other != NO_DOUBLE && x->moved[other].end) {
        move_alike(x, thread, x->moved[other]);
        x->moved[thread] = (struct moved){first, x->arrival_count};
        return;
    }
    if (!world_each_move(&x->view.outlooks[thread], thread, make_move, x))
        x->asks->limit(x->context, "values of one choose");
    if (x->arrival_count > first)
        x->moved[thread] = (struct moved){first, x->arrival_count};
}

/* What the next steps touch of those that are not moved here: a race needs both. */
static void look_at_accesses(struct expander *x, const bool *inside)
{
    for (uint32_t i = 0; i < x->from.threads && !x->expansion.stopped; i++) {
        uint32_t pc = world_pc(x->world, &x->from, i);
        struct move move = {.thread = i, .way = WAY_STEP};
        if (inside[i] || !x->view.outlooks[i].ready || !footprint_accesses(world_op(x->world, pc)))
            continue;
        world_move(x->world, &x->from, move, &x->to, &x->deed);
        x->view.accesses[i] = x->deed.accesses;
    }
}

/* The moves of a persistent set, if they suffice: none of them may end the schedule, and none may
 * lead to where the search came from, or what the others do could be put off for ever. */
static bool make_some_moves(struct expander *x, const bool *inside)
{
    for (uint32_t i = 0; i < x->from.threads; i++)
        if (inside[i])
            make_moves(x, i);
    look_up_arrivals(x);
    if (x->asks->suffices && !x->asks->suffices(x->context))
        return false;
    look_at_accesses(x, inside);
    return true;
}

static void make_all_moves(struct expander *x, const bool *but)
{
    for (uint32_t i = 0; i < x->from.threads; i++)
        if (!but || !but[i])
            make_moves(x, i);
    look_up_arrivals(x);
}

static void look_at_deadlines(struct expander *x)
{
    for (uint32_t i = 0; i < x->from.threads; i++)
        x->expansion.sleeps |=
            x->view.outlooks[i].kind != NOT_ALIVE && x->view.outlooks[i].deadline != NO_DEADLINE;
}

static void look_for_doubles(struct expander *x)
{
    if (x->from.threads > x->thread_capacity) {
        x->thread_capacity = x->from.threads * 2;
        x->moved = memory_resize(x->moved, x->thread_capacity * sizeof *x->moved);
        x->double_of = memory_resize(x->double_of, x->thread_capacity * sizeof *x->double_of);
    }
    memset(x->moved, 0, x->from.threads * sizeof *x->moved);
    world_doubles(x->world, &x->from, x->double_of);
}

void expand_state(struct expander *x, uint32_t state)
{
    const bool *inside = NULL;
    x->expansion = (struct expansion){0};
    x->trouble_count = 0;
    states_unfold(x->states, state, &x->unfolded);
    world_situation(x->world, x->unfolded.numbers, &x->from);
    x->expansion.over = x->expansion.ends = world_over(x->world, &x->from);
    if (x->expansion.over)
        return;
    stops(x, x->from.threads / PARTS_A_LOOK);
    judged_look(&x->view, x->world, &x->from);
    look_for_doubles(x);
    look_at_deadlines(x);
    if (x->options->persistent && persist_choose(&x->persist, x->world, &x->view, x->double_of))
        inside = x->persist.inside;
    if (!inside)
        make_all_moves(x, NULL);
    else if (make_some_moves(x, inside))
        x->expansion.some = true;
    else
        make_all_moves(x, inside);
    if (!x->view.moves && !x->expansion.stopped && world_clock_can_move(x->world, &x->from)) {
        x->view.moves = true;
        make_move(x, (struct move){.way = WAY_CLOCK});
        look_up_arrivals(x);
    }
    if (!x->counts && !x->expansion.stopped)
        judge(x->world, &x->view, tell_wrong, x);
    x->expansion.ends = !x->view.moves;
}

size_t expander_bytes(const struct expander *x)
{
    return x->leaves.capacity * sizeof *x->leaves.numbers +
           x->arrival_capacity * sizeof *x->arrivals + x->trouble_capacity * sizeof *x->troubles;
}

void expander_free(struct expander *x)
{
    folded_free(&x->unfolded);
    free(x->leaves.numbers);
    free(x->arrivals);
    free(x->moved);
    free(x->double_of);
    situation_free(&x->from);
    situation_free(&x->to);
    judged_free(&x->view);
    deed_free(&x->deed);
    free(x->troubles);
    persist_free(&x->persist);
    *x = (struct expander){0};
}
