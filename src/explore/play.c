/* play.c - see play.h. */
#include "explore/play.h"

#include "base/memory.h"
#include "base/random.h"
#include "explore/explain.h"

#include <stdlib.h>

bool play_preempts(const struct judged *v, uint32_t last, struct move move)
{
    return last && move.thread != handle_index(last) && move.way <= WAY_TIME_OUT &&
           v->outlooks[handle_index(last)].ready;
}

uint32_t play_last_behind(uint32_t last, struct move move, const struct deed *deed)
{
    if (move.way == WAY_CLOCK)
        return 0;
    if (move.way == WAY_GIVE_UP || way_comes_by_itself(move.way))
        return last;
    return deed->gave_way ? 0 : handle_of(move.thread);
}

static void add_move(struct play *p, struct move move)
{
    MEMORY_ROOM_FOR_ONE(p->moves, p->count, p->capacity);
    p->moves[p->count++] = move;
}

static void come_to(struct play *p, enum explore_kind kind, uint64_t key, uint32_t invariant)
{
    const struct target *t = p->target;
    if (p->again || (t ? t->kind != kind || t->key != key : kind > EXPLORE_DEADLOCK))
        return;
    p->again = p->over = true;
    p->met = (struct target){.kind = kind, .key = key, .invariant = invariant};
}

/* ---- What is wrong where it stands ----------------------------------------------------------- */

/* The two accesses come last, in the order in which the second one still comes; that of who went
 * last first. */
static void add_accesses(struct play *p, uint32_t one, uint32_t other)
{
    uint32_t first = p->last == handle_of(other) ? other : one;
    uint32_t second = first == one ? other : one;
    world_move(p->world, &p->at, (struct move){.thread = first, .way = WAY_STEP}, &p->to, &p->deed);
    if (world_over(p->world, &p->to)) {
        uint32_t swap = first;
        first = second;
        second = swap;
    }
    struct move move = {.thread = first, .way = WAY_STEP};
    p->preemptions += play_preempts(&p->view, p->last, move);
    add_move(p, move);
    add_move(p, (struct move){.thread = second, .way = WAY_STEP});
}

static void hear_wrong(void *context, const struct wrong *wrong)
{
    struct play *p = context;
    bool before = p->again;
    come_to(p, wrong->kind, wrong->key, 0);
    if (wrong->kind == EXPLORE_RACE && p->again && !before)
        add_accesses(p, wrong->one, wrong->other);
}

/* What the next steps touch: they are made, each by itself. */
static void look_at_accesses(struct play *p)
{
    for (uint32_t i = 0; i < p->at.threads; i++) {
        struct move move = {.thread = i, .way = WAY_STEP};
        uint32_t pc = world_pc(p->world, &p->at, i);
        if (!p->view.outlooks[i].ready || !footprint_accesses(world_op(p->world, pc)))
            continue;
        world_move(p->world, &p->at, move, &p->to, &p->deed);
        p->view.accesses[i] = p->deed.accesses;
    }
}

/* Whether the first search has found that no schedule ends from here on. */
static bool is_endless(struct play *p)
{
    struct search *s = p->search;
    situation_copy(&p->to, &p->at);
    world_canonical(p->world, &p->to);
    uint32_t state = search_find(s, &p->to);
    return state != STATES_NONE && s->marks[state] & MARK_EXPANDED &&
           !(s->marks[state] & MARK_CAN_END);
}

/* Whether more would be taken than may be; a world of its own comes on top of the search's. */
static bool is_full(const struct play *p)
{
    const struct search *s = p->search;
    uint64_t limit = s->options->limit_memory;
    size_t own = p->world == s->world ? 0 : world_bytes(p->world);
    return limit && search_bytes(s) + own > limit;
}

static void look_around(struct play *p)
{
    judged_look(&p->view, p->world, &p->at);
    if (p->target && p->target->kind == EXPLORE_RACE)
        look_at_accesses(p);
    if (p->target && p->target->kind == EXPLORE_ENDLESS) {
        if (is_endless(p))
            come_to(p, EXPLORE_ENDLESS, p->target->key, 0);
    } else if (!p->target || p->target->kind > EXPLORE_ERROR) {
        judge(p->world, &p->view, hear_wrong, p);
    }
    p->given_up |= explain_called_off(p->search) || is_full(p);
    p->over |= p->again || p->given_up || world_over(p->world, &p->at) || p->count >= p->most;
}

/* ---- Playing --------------------------------------------------------------------------------- */

void play_begin(struct play *p, struct search *s, struct world *w, const struct target *target,
                size_t most)
{
    *p = (struct play){.search = s, .world = w, .target = target, .most = most, .capacity = 16};
    p->moves = memory_new(p->capacity * sizeof *p->moves); /* an order may have none */
    world_start(w, &p->at);
    look_around(p);
}

bool play_can(const struct play *p, struct move move)
{
    if (move.way == WAY_CLOCK)
        return !p->view.moves && world_clock_can_move(p->world, &p->at);
    const struct outlook *o = &p->view.outlooks[move.thread];
    if (move.thread >= p->at.threads || move.chooses != o->chooses)
        return false;
    return (move.way == o->way || (o->besides >> move.way & 1)) &&
           (!move.chooses || (o->low <= move.choice && move.choice <= o->high));
}

void play_move(struct play *p, struct move move)
{
    struct deed *d = &p->deed;
    world_move(p->world, &p->at, move, &p->to, d);
    p->preemptions += play_preempts(&p->view, p->last, move);
    p->last = play_last_behind(p->last, move, d);
    add_move(p, move);
    if (d->failure == DEED_FINE) {
        situation_copy(&p->at, &p->to);
        look_around(p);
        return;
    }
    p->over = true;
    if (d->failure != DEED_LIMIT)
        come_to(p, judge_failure_kind(d), judge_failure_key(d), d->invariant);
}

size_t play_on(struct play *p, uint32_t thread)
{
    size_t done = 0;
    while (!p->over && p->view.outlooks[thread].ready) {
        play_move(p, world_first_move(&p->view.outlooks[thread], thread));
        done++;
        if (p->deed.gave_way)
            break;
    }
    return done;
}

void play_on_all(struct play *p)
{
    for (bool any = true; any && !p->over;) {
        any = false;
        for (uint32_t i = 0; i < p->at.threads && !p->over; i++) {
            const struct outlook *o = &p->view.outlooks[i];
            bool moved_on = o->way != WAY_NONE && !o->ready;
            if (moved_on)
                play_move(p, world_first_move(o, i));
            any |= moved_on || play_on(p, i) > 0;
        }
    }
}

static void take_choice(void *context, struct move move)
{
    struct play *p = context;
    MEMORY_ROOM_FOR_ONE(p->choices, p->choice_count, p->choice_capacity);
    p->choices[p->choice_count++] = move;
}

struct move play_draw(struct play *p, uint64_t *random, uint32_t leaves)
{
    bool stays = p->last && random_next(random) % leaves != 0 &&
                 p->view.outlooks[handle_index(p->last)].ready;
    p->choice_count = 0;
    for (uint32_t i = 0; i < p->at.threads; i++)
        if (!stays || i == handle_index(p->last))
            world_each_move(&p->view.outlooks[i], i, take_choice, p);
    if (p->choice_count)
        return p->choices[random_next(random) % p->choice_count];
    return (struct move){.way = world_clock_can_move(p->world, &p->at) ? WAY_CLOCK : WAY_NONE};
}

void play_free(struct play *p)
{
    free(p->moves);
    free(p->choices);
    situation_free(&p->at);
    situation_free(&p->to);
    judged_free(&p->view);
    deed_free(&p->deed);
    *p = (struct play){0};
}
