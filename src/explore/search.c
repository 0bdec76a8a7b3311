/* search.c - see search.h. Depth first; a situation is expanded as a whole when it is met first. */
#include "explore/search.h"

#include "explore/apart.h"

#include "explore/spins.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "explore/walks.h"
#include "explore/warn.h"
#include "explore/way.h"

#include <stdlib.h>
#include <string.h>

enum { LOOK_EVERY = 128 /* moves */ };
enum { TELL_EVERY = 100000000, MEASURE_EVERY = 300000000 /* nanoseconds */ };
/* However short the time, so many moves are made, if they take no longer than that. */
enum { LEAST_MOVES = 4096, LEAST_TIME = 100000000 /* nanoseconds */ };
/* Of the memory and of the time one part in so many is left for the second search, which explains
 * what was found, or where that is nothing goes on by preemptions. */
enum { KEPT_FOR_EXPLAINING = 4 };
/* Once something is wrong it goes on for so many states, if not asked for all. */
enum { STATES_BEYOND = 500000 };
/* Where so many show nothing wrong, orders are drawn. */
enum { STATES_BEFORE_WALKS = 200000 };

/* The stack, and what expands. */
struct walker {
    struct search *search;
    struct visit *stack;
    size_t depth, capacity;
    struct expander expander;
    size_t first_edge;    /* of the state that is being expanded */
    uint64_t work;        /* since it was last looked whether to stop */
    bool looked, stopped; /* whether it was looked since the last state; it has to stop */
    uint64_t found_at;    /* states there were when the first thing was found; 0: none yet */
};

void search_situation(struct search *s, uint32_t state, struct situation *to)
{
    states_unfold(&s->states, state, &s->unfolded);
    world_situation(s->world, s->unfolded.numbers, to);
}

uint32_t search_find(struct search *s, const struct situation *situation)
{
    size_t begin;
    s->leaves.count = 0;
    uint32_t count = leaves_add(&s->leaves, s->world, situation, &begin);
    return states_find(&s->states, s->leaves.numbers, count);
}

static void set_limit(struct search *s, const char *limit)
{
    if (!s->result->limit)
        s->result->limit = limit;
}

static size_t graph_bytes(const struct search *s)
{
    size_t by_state = sizeof *s->first_edges + (s->clock_edges ? sizeof *s->clock_edges : 0);
    size_t by_edge = (s->movers ? sizeof *s->movers : 0) + (s->wakes ? sizeof *s->wakes : 0);
    return s->capacity * by_state + s->edge_capacity * by_edge +
           s->finished_capacity * sizeof *s->finished;
}

size_t search_bytes(const struct search *s)
{
    size_t abreast =
        s->abreast ? atomic_load_explicit(&s->abreast->taken, memory_order_relaxed) : 0;
    return s->beside + abreast + world_bytes(s->world) + states_bytes(&s->states) +
           s->edge_capacity * sizeof *s->edges + s->capacity * sizeof *s->marks +
           s->leaves.capacity * sizeof *s->leaves.numbers + ends_bytes(&s->ends) + count_bytes(s) +
           (s->keeps_graph ? graph_bytes(s) : 0);
}

static bool takes_more_than_it_may(const struct search *s, size_t more_bytes)
{
    uint64_t limit = s->options->limit_memory;
    return limit && search_bytes(s) + more_bytes > limit - limit / KEPT_FOR_EXPLAINING;
}

bool search_is_full(struct search *s, size_t more_bytes)
{
    if (!takes_more_than_it_may(s, more_bytes))
        return false;
    if (s->counts)
        return true;
    count_give_up(s);
    return takes_more_than_it_may(s, more_bytes);
}

void search_tell(struct search *s)
{
    int64_t now = monotonic_nanoseconds();
    bool others_tell = s->abreast && !atomic_load(&s->abreast->awaited);
    if (!s->options->progress || others_tell || now - s->told < TELL_EVERY)
        return;
    s->told = now;
    uint64_t states = states_count(&s->states);
    struct explore_progress progress = {
        .doing = s->doing, .states = states, .open = states - s->expanded, .share = s->share};
    s->options->progress(s->options->context, &progress);
}

static bool time_is_over(const struct search *s)
{
    int64_t time = s->options->limit_time;
    if (!time)
        return false;
    if (!s->counts)
        time -= time / KEPT_FOR_EXPLAINING;
    int64_t beyond = monotonic_nanoseconds() - s->started - time;
    return beyond > (s->counts || s->result->moves >= LEAST_MOVES ? 0 : LEAST_TIME);
}

bool search_stops(struct search *s, size_t more_bytes)
{
    const struct explore_options *o = s->options;
    search_tell(s);
    if (s->apart)
        apart_look(s->apart, search_bytes(s) + more_bytes);
    if (s->abreast && atomic_load(&s->abreast->called_off)) {
        set_limit(s, "called off");
    } else if (o->cancel && atomic_load(o->cancel)) {
        s->result->cancelled = true;
        set_limit(s, "interrupted");
    } else if (time_is_over(s)) {
        set_limit(s, "time");
    } else if (search_is_full(s, more_bytes)) {
        set_limit(s, "memory");
    } else {
        return false;
    }
    return true;
}

/* ---- States ---------------------------------------------------------------------------------- */

static void room_for_state(struct search *s, uint32_t state)
{
    uint32_t old = s->capacity;
    if (state < old)
        return;
    s->capacity = old + old / 4 + 1024;
    s->marks = memory_resize(s->marks, s->capacity * sizeof *s->marks);
    memset(s->marks + old, 0, (s->capacity - old) * sizeof *s->marks);
    s->ends.marks = s->marks;
    if (!s->keeps_graph)
        return;
    s->first_edges = memory_resize(s->first_edges, s->capacity * sizeof *s->first_edges);
    memset(s->first_edges + old, 0xFF, (s->capacity - old) * sizeof *s->first_edges);
    if (s->options->time != EXPLORE_VIRTUAL)
        return;
    s->clock_edges = memory_resize(s->clock_edges, s->capacity * sizeof *s->clock_edges);
    memset(s->clock_edges + old, 0xFF, (s->capacity - old) * sizeof *s->clock_edges);
}

static uint64_t most_states(const struct search *s)
{
    return s->abreast ? atomic_load_explicit(&s->abreast->most_states, memory_order_relaxed)
                      : s->options->limit_states;
}

/* The state with this key, new if need be; EDGE_FAILS where a limit is reached. */
static uint32_t put_state(struct search *s, uint64_t key)
{
    uint64_t most = most_states(s);
    bool fresh;
    /* What is known already is no further state. */
    if (most && states_count(&s->states) >= most &&
        states_find_key(&s->states, key) == STATES_NONE) {
        set_limit(s, "states");
        return EDGE_FAILS;
    }
    uint32_t state = states_put(&s->states, key, &fresh);
    if (state == STATES_NONE) {
        set_limit(s, "memory");
        return EDGE_FAILS;
    }
    room_for_state(s, state);
    return state;
}

/* Of a situation that no state came before. */
static uint32_t put_situation(struct search *s, struct situation *situation)
{
    struct folding f;
    size_t begin;
    world_canonical(s->world, situation);
    s->leaves.count = 0;
    uint32_t count = leaves_add(&s->leaves, s->world, situation, &begin);
    states_begin(&s->states, NULL, s->leaves.numbers, count, &f);
    return put_state(s, states_fold(&s->states, NULL, s->leaves.numbers, &f));
}

/* `mover`: the thread + 1, or 0; it is of account in virtual time alone. `wakes`: it need not come.
 */
static void add_edge(struct search *s, uint32_t to, uint32_t mover, bool wakes)
{
    size_t old = s->edge_capacity;
    MEMORY_ROOM_FOR_ONE(s->edges, s->edge_count, s->edge_capacity);
    if (s->clock_edges && old != s->edge_capacity)
        s->movers = memory_resize(s->movers, s->edge_capacity * sizeof *s->movers);
    if (s->options->spurious && old != s->edge_capacity)
        s->wakes = memory_resize(s->wakes, s->edge_capacity);
    if (s->options->spurious)
        s->wakes[s->edge_count] = wakes;
    if (s->clock_edges)
        s->movers[s->edge_count] = mover;
    s->edges[s->edge_count++] = to;
}

/* ---- Findings -------------------------------------------------------------------------------- */

static void found(struct walker *k, struct trouble trouble)
{
    if (k->search->counts)
        return;
    struct target *target = targets_add(&k->search->targets, trouble.kind, trouble.key);
    if (!target->invariant)
        target->invariant = trouble.invariant;
    target_note_pair(target, trouble.pair);
    way_note(target, k->stack, k->depth);
    if (!k->found_at)
        k->found_at = states_count(&k->search->states);
}

/* ---- Expanding ------------------------------------------------------------------------------- */

/* Whether it has to stop; that is looked at after some work. */
static bool stops_after(void *context, uint64_t work)
{
    struct walker *k = context;
    k->work += work;
    if (k->work >= LOOK_EVERY && !k->stopped) {
        k->work = 0;
        k->looked = true;
        k->stopped = search_stops(k->search, k->capacity * sizeof *k->stack);
    }
    return k->stopped;
}

/* Looks all up to which the moves came, in their order. The table of states is too large for the
 * processor's caches: so what is read of it is asked for before, for all of them together. */
static void look_up_arrivals(void *context)
{
    struct walker *k = context;
    struct search *s = k->search;
    struct expander *x = &k->expander;
    struct arrival *end = x->arrivals + x->arrival_count;
    for (struct arrival *a = x->arrivals; a < end; a++)
        if (a->same_as == ARRIVED_ALONE)
            states_ask(&s->states, &a->folding);
    for (struct arrival *a = x->arrivals; a < end; a++)
        a->key =
            a->same_as != ARRIVED_ALONE
                ? x->arrivals[a->same_as].key
                : states_fold(&s->states, &x->unfolded, x->leaves.numbers + a->leaves, &a->folding);
    for (struct arrival *a = x->arrivals; a < end; a++)
        states_ask_again(&s->states, a->key);
    for (struct arrival *a = x->arrivals; a < end; a++) {
        uint32_t to = put_state(s, a->key);
        add_edge(s, a->fails ? EDGE_FAILS : to, a->mover, a->wakes);
    }
}

static bool suffices(void *context)
{
    struct walker *k = context;
    struct search *s = k->search;
    for (size_t edge = k->first_edge; edge < s->edge_count; edge++)
        if (s->edges[edge] == EDGE_FAILS || s->marks[s->edges[edge]] & MARK_STACK)
            return false;
    return true;
}

static void tell_limit(void *context, const char *limit)
{
    struct walker *k = context;
    set_limit(k->search, limit);
}

static void tell_held(void *context, const struct situation *where, const struct event *notice)
{
    struct walker *k = context;
    warn_held(k->search->result, world_machine(k->search->world, where), notice);
}

static const struct expander_asks asks = {.arrived = look_up_arrivals,
                                          .suffices = suffices,
                                          .stops = stops_after,
                                          .limit = tell_limit,
                                          .held = tell_held};

static void begin_walker(struct walker *k, struct search *s)
{
    *k = (struct walker){.search = s,
                         .expander = {.world = s->world,
                                      .options = s->options,
                                      .states = &s->states,
                                      .asks = &asks,
                                      .context = k,
                                      .counts = s->counts}};
}

static void note_expansion(struct search *s, uint32_t state, const struct expansion *e)
{
    s->result->ends += e->over;
    s->result->moves += e->moves;
    s->result->sleeps |= e->sleeps;
    s->marks[state] |= (uint8_t)((e->ends ? MARK_END : 0) | (e->deadlock ? MARK_WRONG : 0));
}

static void expand_here(struct walker *k, uint32_t state)
{
    struct search *s = k->search;
    struct expander *x = &k->expander;
    s->expanded++;
    s->marks[state] |= MARK_EXPANDED;
    if (s->keeps_graph)
        s->first_edges[state] = (uint32_t)s->edge_count;
    k->first_edge = s->edge_count;
    expand_state(x, state);
    note_expansion(s, state, &x->expansion);
    for (size_t i = 0; i < x->trouble_count; i++)
        found(k, x->troubles[i]);
    if (x->expansion.some) {
        s->result->persistent = true;
        count_give_up(s); /* what is left out would have to be counted too */
    }
    add_edge(s, EDGE_LAST, 0, false);
}

/* ---- The walk -------------------------------------------------------------------------------- */

static void push(struct walker *k, uint32_t state)
{
    struct search *s = k->search;
    MEMORY_ROOM_FOR_ONE(k->stack, k->depth, k->capacity);
    k->stack[k->depth++] =
        (struct visit){.state = state, .first_edge = s->edge_count, .edge = s->edge_count};
    s->marks[state] |= MARK_STACK;
    ends_enter(&s->ends, k->stack, k->depth);
    expand_here(k, state);
}

static void finish(struct walker *k)
{
    struct search *s = k->search;
    const struct visit *v = &k->stack[k->depth - 1];
    s->marks[v->state] &= (uint8_t)~MARK_STACK;
    if (!s->cyclic)
        count_leave(s, v->state, s->edges + v->first_edge);
    if (s->keeps_graph) {
        MEMORY_ROOM_FOR_ONE(s->finished, s->finished_count, s->finished_capacity);
        s->finished[s->finished_count] = v->state;
    } else {
        s->edge_count = v->first_edge;
        ends_leave(&s->ends, k->stack, k->depth);
    }
    s->finished_count++;
    k->depth--;
}

static void meet(struct walker *k, uint32_t state)
{
    struct search *s = k->search;
    struct visit *v = &k->stack[k->depth - 1];
    uint8_t marks = state == EDGE_FAILS ? MARK_EXPANDED | MARK_CAN_END : s->marks[state];
    v->ends |= (marks & MARK_CAN_END) != 0;
    if (!(marks & MARK_EXPANDED)) {
        push(k, state);
        return;
    }
    if (marks & MARK_STACK) {
        s->cyclic = true;
        count_give_up(s); /* there are unboundedly many */
    }
    if (marks & (MARK_STACK | MARK_OPEN) && !s->keeps_graph)
        ends_meet(&s->ends, k->stack, k->depth, state, states_count(&s->states));
}

static void draw_orders(struct walker *k)
{
    struct search *s = k->search;
    if (s->counts || s->walked || k->found_at || states_count(&s->states) < STATES_BEFORE_WALKS)
        return;
    if (walks_look(s))
        k->found_at = STATES_BEFORE_WALKS;
}

static bool enough(const struct walker *k)
{
    struct search *s = k->search;
    if (s->counts && s->result->limit)
        return true; /* a part of them is no number of schedules */
    if (!k->found_at)
        return false;
    s->result->stopped_early |= s->options->first_only;
    bool beyond = !s->options->all && states_count(&s->states) > k->found_at + STATES_BEYOND;
    if (beyond)
        set_limit(s, "500,000 states behind the first finding; --findings=all goes on");
    return beyond || s->options->first_only;
}

/* As if all branches at a state were as large: of each state on the way what was followed before,
 * and so on for the branch that is being followed. D. E. Knuth, "Estimating the efficiency of
 * backtrack programs", 1975, weighs branches so. */
static void measure(struct walker *k)
{
    struct search *s = k->search;
    int64_t now = monotonic_nanoseconds();
    double weight = 1, share = 0;
    if (!s->options->progress || now - s->measured < MEASURE_EVERY)
        return;
    s->measured = now;
    for (size_t i = 0; i < k->depth && weight > 1e-9; i++) {
        size_t first = k->stack[i].first_edge, followed = k->stack[i].edge - first;
        size_t branches = followed;
        while (s->edges[first + branches] != EDGE_LAST)
            branches++;
        size_t behind = followed && i + 1 < k->depth ? followed - 1 : followed;
        if (!branches)
            break;
        share += weight * (double)behind / (double)branches;
        weight /= (double)branches;
    }
    s->share = share;
}

static void walk(struct walker *k)
{
    struct search *s = k->search;
    while (k->depth) {
        struct visit *f = &k->stack[k->depth - 1];
        uint32_t next = s->edges[f->edge];
        size_t depth = k->depth;
        if (next != EDGE_LAST) {
            f->edge++;
            meet(k, next);
        } else {
            finish(k);
        }
        /* A few states with large arrays take as much as many without. */
        bool more = k->depth > depth;
        if (more && search_is_full(s, k->capacity * sizeof *k->stack))
            k->work = LOOK_EVERY;
        if (stops_after(k, 1))
            return;
        if (k->looked) {
            measure(k);
            draw_orders(k);
        }
        k->looked = false;
        if (s->edge_count > UINT32_MAX - 2 * MOST_CHOICES || enough(k) ||
            world_takes_name_again(s->world) || world_joins_apart(s->world))
            return;
    }
}

/* Where threads only spin in virtual time the clock moves on nevertheless. Whether it did in a
 * state in which it did not before. */
static bool follow_spins(struct walker *k)
{
    struct search *s = k->search;
    size_t count;
    struct expander *x = &k->expander;
    uint32_t *spinning = spins_find(s, &x->view, &x->from, &count);
    bool any = false;
    for (size_t i = 0; i < count && k->depth == 0; i++) {
        search_situation(s, spinning[i], &x->from);
        if (!world_clock_can_move(s->world, &x->from))
            continue;
        world_move(s->world, &x->from, (struct move){.way = WAY_CLOCK}, &x->to, &x->deed);
        uint32_t to = put_situation(s, &x->to); /* may move what lies by state */
        s->clock_edges[spinning[i]] = to;
        s->marks[spinning[i]] |= MARK_SPINS; /* stays when the edges are forgotten */
        any = true;
        if (to != EDGE_FAILS && !(s->marks[to] & MARK_EXPANDED)) {
            push(k, to);
            walk(k);
        }
    }
    free(spinning);
    return any && k->depth == 0;
}

void search_run(struct search *s)
{
    struct walker k;
    begin_walker(&k, s);
    int64_t began = s->told = monotonic_nanoseconds();
    if (!s->started)
        s->started = began;
    s->keeps_graph = s->options->time == EXPLORE_VIRTUAL || s->options->spurious;
    world_start(s->world, &k.expander.to);
    uint32_t first = put_situation(s, &k.expander.to);
    const struct deed *begun = world_begun(s->world);
    if (begun->failure == DEED_LIMIT) {
        set_limit(s, begun->limit);
    } else if (begun->failure != DEED_FINE) {
        found(&k, (struct trouble){.kind = judge_failure_kind(begun),
                                   .key = judge_failure_key(begun),
                                   .invariant = begun->invariant});
    } else if (first != EDGE_FAILS) {
        push(&k, first);
        walk(&k);
        while (s->clock_edges && s->cyclic && k.depth == 0 && follow_spins(&k))
            ;
    }
    s->result->states = states_count(&s->states);
    s->result->nanoseconds = monotonic_nanoseconds() - began;
    free(k.stack);
    expander_free(&k.expander);
}

void search_forget_graph(struct search *s)
{
    free(s->edges);
    free(s->movers);
    free(s->finished);
    free(s->clock_edges);
    s->edges = s->movers = s->finished = s->clock_edges = NULL;
    s->edge_count = s->edge_capacity = 0;
    s->finished_capacity = 0;
    count_give_up(s);
    ends_free(&s->ends);
}

void search_forget_states(struct search *s)
{
    search_forget_graph(s);
    states_free(&s->states);
    free(s->marks);
    free(s->first_edges);
    s->marks = NULL;
    s->first_edges = NULL;
    s->capacity = s->expanded = 0;
}

void search_free(struct search *s)
{
    search_forget_graph(s);
    states_free(&s->states);
    folded_free(&s->unfolded);
    free(s->leaves.numbers);
    free(s->marks);
    free(s->first_edges);
    free(s->wakes);
    targets_free(&s->targets);
    *s = (struct search){0};
}
