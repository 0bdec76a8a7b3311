/* explain.c - see explain.h. Dijkstra over (situation, who went last), with the cost (preemptions,
 * steps). E. W. Dijkstra, "A note on two problems in connexion with graphs", 1959.
 *
 * It is done up to three times. The first time it stays within the states that the first search has
 * visited, and takes threads that are alike for one another: so it is done where that search was,
 * and comes to each thing that was found. The second time it leaves nothing out, as long as that
 * takes no longer, and needs to go no further than what it knows by then: mostly it shows that
 * nothing is easier. Where it did not, and what is known is full of preemptions, a third time
 * follows each way to its end before it looks at the next one with as many preemptions, and takes
 * no heed of steps.
 *
 * Where the first search met a limit and found nothing, it is done in order to find something: what
 * is expanded comes in the order of preemptions, so that those below the next one have all been
 * looked at when it stops. M. Musuvathi, S. Qadeer, "Iterative context bounding for systematic
 * testing of multithreaded programs", 2007: what goes wrong mostly does so with few of them. */
#include "explore/explain.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "explore/apart.h"
#include "explore/play.h"
#include "explore/priority.h"
#include "explore/walks.h"
#include "explore/way.h"

#include <stdlib.h>
#include <string.h>

enum time { WITHIN, WHOLE, HURRIED, ONWARDS };

/* Nodes of the second and the third time: so many, and so many times the states of the first
 * search.
 */
enum { LOOK_EVERY = 128, WEIGH_EVERY = 16 /* moves */ };
enum { PARTS_A_LOOK = 16 /* of threads, that take as long as a move */ };
static const uint64_t nodes_at_least[] = {
    [WITHIN] = 0, [WHOLE] = 10000, [HURRIED] = 100000, [ONWARDS] = 10000};
static const uint64_t nodes_per_state[] = {
    [WITHIN] = 0, [WHOLE] = 2, [HURRIED] = 10, [ONWARDS] = 2};
/* Things that are found here and were not known: all onwards, rings else. */
enum { MOST_FOUND = 64 };
/* Where the easiest order was not found: moves that are tried for all targets together to make one
 * easier, and the time that goes beyond the limit for that. */
enum { MOST_TRIED = 500000, GRACE = 50000000 /* nanoseconds */ };

enum node_kind {
    NODE_PLACE,   /* a situation, and who went last */
    NODE_FAILURE, /* behind a move that failed */
    NODE_RACE,    /* behind the two accesses */
};

struct node {
    uint32_t parent; /* UINT32_MAX: the beginning */
    uint32_t preemptions, steps;
    uint8_t kind, done;
    uint32_t target;         /* of a failure or race */
    struct move move, other; /* race: the second access */
};

/* The easiest order that is known to come to a target. */
struct known {
    struct order order;
    uint64_t cost;
    bool fewest;
};

struct explainer {
    struct search *search;
    struct known *known; /* by target */
    struct store places; /* rows that tell places apart; numbered as `of_place` */
    struct store rows;   /* within visited states: the situations as they are; else see places */
    uint32_t *of_place;
    uint32_t place_capacity;
    struct node *nodes;
    uint32_t *row_of; /* by node: a situation, then who went last + 1 */
    uint32_t count, capacity, row_capacity;
    struct priority open; /* nodes that were come to and not expanded, by rank_of */
    uint32_t *best;       /* by target: its node; UINT32_MAX */
    size_t room;          /* targets that there is room for in `best` */
    size_t missing;       /* targets that it has not come to */
    struct situation from, to, canonical;
    struct judged view;
    struct deed deed;
    uint32_t at, last; /* the node that is being expanded; who went last + 1 */
    uint64_t work;     /* since it was last looked whether to stop */
    bool exhausted, stopped;
    enum time time;
    uint64_t most;     /* what it may cost and still be of use */
    uint32_t complete; /* onwards: orders with fewer preemptions have all been looked at */
};

/* ---- Nodes ----------------------------------------------------------------------------------- */

static uint64_t cost_of(const struct node *n)
{
    return (uint64_t)n->preemptions << 32 | n->steps;
}

/* In what order nodes are expanded. The third time takes the newest first. */
static uint64_t rank_of(const struct explainer *e, const struct node *n)
{
    return e->time == HURRIED ? (uint64_t)n->preemptions << 32 | (UINT32_MAX - e->count)
                              : cost_of(n);
}

static bool is_better(const struct explainer *e, const struct node *n, const struct node *old)
{
    return e->time == HURRIED ? n->preemptions < old->preemptions : cost_of(n) < cost_of(old);
}

static uint32_t add_node(struct explainer *e, struct node node)
{
    MEMORY_ROOM_FOR_ONE(e->nodes, e->count, e->capacity);
    if (e->count >= e->row_capacity) {
        e->row_capacity = e->capacity;
        e->row_of = memory_resize(e->row_of, e->row_capacity * sizeof *e->row_of);
    }
    e->nodes[e->count] = node;
    e->row_of[e->count] = STORE_NONE;
    return e->count++;
}

/* The row of a situation and one word more. */
static uint32_t put_row(struct store *rows, struct situation *s, uint64_t last, bool *fresh)
{
    uint32_t words = situation_words(s);
    memcpy(s->parts + 2 * words, &last, sizeof last); /* read as one word */
    return store_put(rows, (const uint64_t *)s->parts, words + 1, fresh);
}

/* Whether threads that are alike are taken for one another. An order of some of them is as good as
 * that of the others, with as many preemptions. */
static bool takes_alike(const struct explainer *e)
{
    return e->time == WITHIN || e->time == ONWARDS;
}

/* Within visited states STORE_NONE where it was not visited. */
static uint32_t put_place(struct explainer *e, uint32_t last, bool *fresh)
{
    struct search *s = e->search;
    if (!takes_alike(e))
        return put_row(&e->places, &e->to, last, fresh);
    situation_copy(&e->canonical, &e->to);
    world_canonical(s->world, &e->canonical);
    if (e->time == WITHIN && search_find(s, &e->canonical) == STATES_NONE)
        return STORE_NONE;
    uint64_t who = last ? world_alike_key(s->world, &e->to, handle_index(last)) : 0;
    return put_row(&e->places, &e->canonical, who, fresh);
}

/* What lies behind is not looked at. */
static void meet_limit(struct explainer *e, uint32_t preemptions)
{
    if (preemptions < e->complete)
        e->complete = preemptions;
}

/* The situation in e->to has been reached; `last`: who went last + 1. */
static void reach(struct explainer *e, struct node node, uint32_t last)
{
    bool fresh, new_row;
    uint32_t place = put_place(e, last, &fresh);
    if (place == STORE_NONE) {
        e->exhausted |= e->time != WITHIN;
        meet_limit(e, node.preemptions);
        return;
    }
    if (place >= e->place_capacity) {
        e->place_capacity = e->place_capacity ? e->place_capacity * 2 : 1024;
        e->of_place = memory_resize(e->of_place, e->place_capacity * sizeof *e->of_place);
    }
    if (fresh) {
        e->of_place[place] = add_node(e, node);
    } else {
        struct node *old = &e->nodes[e->of_place[place]];
        if (old->done || !is_better(e, &node, old))
            return;
        *old = node;
    }
    e->row_of[e->of_place[place]] =
        takes_alike(e) ? put_row(&e->rows, &e->to, last, &new_row) : place;
    priority_put(&e->open, rank_of(e, &node), e->of_place[place]);
}

static void reach_target(struct explainer *e, struct node node, const struct target *target)
{
    node.target = (uint32_t)(target - e->search->targets.all);
    if (e->best[node.target] == UINT32_MAX)
        priority_put(&e->open, rank_of(e, &node), add_node(e, node));
}

static void settle(struct explainer *e, uint32_t node, const struct target *target)
{
    size_t number = (size_t)(target - e->search->targets.all);
    if (e->best[number] != UINT32_MAX)
        return;
    e->best[number] = node;
    e->missing--;
}

/* What is to be found: onwards whatever comes. And where nothing is left out, rings of threads that
 * wait: where all of them wait in the end each is told in the one ring that is named first there,
 * so the first search, if it leaves out the states before, does not come to the others; and of
 * these one may be easier to come to. */
static const struct target *wanted(struct explainer *e, enum explore_kind kind, uint64_t key,
                                   uint32_t invariant)
{
    struct targets *t = &e->search->targets;
    struct target *known = targets_find(t, kind, key);
    bool takes = e->time == ONWARDS ||
                 (e->time == WHOLE && kind == EXPLORE_DEADLOCK && !e->search->options->first_only);
    if (known || !takes || t->count == e->room)
        return known;
    known = targets_add(t, kind, key);
    e->missing += e->time != ONWARDS; /* there it counts all that it may find */
    known->invariant = invariant;
    return known;
}

/* ---- Stopping -------------------------------------------------------------------------------- */

/* All that is held by now: the world's parts, the first search's states, and what is done here. */
static bool is_full(const struct explainer *e)
{
    size_t bytes = search_bytes(e->search) + store_bytes(&e->places) + store_bytes(&e->rows) +
                   e->place_capacity * sizeof *e->of_place + e->capacity * sizeof *e->nodes +
                   e->row_capacity * sizeof *e->row_of + e->open.capacity * sizeof *e->open.heap;
    uint64_t limit = e->search->options->limit_memory;
    if (e->search->apart)
        apart_look(e->search->apart, bytes);
    return limit && bytes > limit;
}

bool explain_called_off(struct search *s)
{
    const struct explore_options *o = s->options;
    if (o->cancel && atomic_load(o->cancel))
        s->result->cancelled = true;
    return s->result->cancelled ||
           (o->limit_time && monotonic_nanoseconds() - s->started > o->limit_time + s->grace);
}

static bool stops(struct explainer *e)
{
    const struct search *s = e->search;
    uint64_t most = nodes_at_least[e->time] + s->result->states * nodes_per_state[e->time];
    search_tell(e->search);
    return e->exhausted || (most && e->count > most) || explain_called_off(e->search);
}

/* Whether it has to stop; of the memory that is looked at more often, of the rest after some work.
 * A situation of many threads is so much work that it may have to while that is expanded. */
static bool stops_after(struct explainer *e, uint64_t work)
{
    uint64_t before = e->work;
    e->work += work;
    bool looks = e->work >= LOOK_EVERY;
    bool weighs = looks || before / WEIGH_EVERY != e->work / WEIGH_EVERY;
    e->work = looks ? 0 : e->work;
    e->stopped |= (weighs && is_full(e)) || (looks && stops(e));
    return e->stopped;
}

/* ---- Expanding ------------------------------------------------------------------------------- */

static void make_move(void *context, struct move move)
{
    struct explainer *e = context;
    if (stops_after(e, 1 + e->from.threads / PARTS_A_LOOK))
        return;
    struct node *from = &e->nodes[e->at];
    world_move(e->search->world, &e->from, move, &e->to, &e->deed);
    struct node node = {.parent = e->at,
                        .preemptions = from->preemptions + play_preempts(&e->view, e->last, move),
                        .steps = from->steps + 1,
                        .move = move};
    if (move.way != WAY_CLOCK && e->deed.accesses)
        e->view.accesses[move.thread] = e->deed.accesses;
    if (e->deed.failure != DEED_FINE) {
        const struct target *target = NULL;
        if (e->deed.failure == DEED_LIMIT)
            meet_limit(e, node.preemptions);
        else
            target = wanted(e, judge_failure_kind(&e->deed), judge_failure_key(&e->deed),
                            e->deed.invariant);
        node.kind = NODE_FAILURE;
        if (target)
            reach_target(e, node, target);
        return;
    }
    reach(e, node, play_last_behind(e->last, move, &e->deed));
}

/* A race ends with its two accesses; the thread that goes on goes first. */
static void reach_race(struct explainer *e, const struct wrong *wrong, const struct target *target)
{
    struct world *w = e->search->world;
    struct move one = {.thread = wrong->one, .way = WAY_STEP};
    struct move other = {.thread = wrong->other, .way = WAY_STEP};
    if (e->last == handle_of(wrong->other)) {
        struct move swap = one;
        one = other;
        other = swap;
    }
    world_move(w, &e->from, one, &e->to, &e->deed);
    if (world_over(w, &e->to)) { /* with that the program is over, and nobody else steps */
        struct move swap = one;
        one = other;
        other = swap;
        world_move(w, &e->from, one, &e->to, &e->deed);
    }
    const struct node *from = &e->nodes[e->at];
    reach_target(
        e,
        (struct node){.kind = NODE_RACE,
                      .parent = e->at,
                      .preemptions = from->preemptions + play_preempts(&e->view, e->last, one),
                      .steps = from->steps + 2,
                      .move = one,
                      .other = other},
        target);
}

static void tell_wrong(void *context, const struct wrong *wrong)
{
    struct explainer *e = context;
    const struct target *target = wanted(e, wrong->kind, wrong->key, 0);
    if (!target)
        return;
    if (wrong->kind == EXPLORE_RACE)
        reach_race(e, wrong, target);
    else
        settle(e, e->at, target);
}

/* The state of the first search that this is; STATES_NONE where it did not come to it. */
static uint32_t state_of(struct explainer *e)
{
    struct search *s = e->search;
    situation_copy(&e->canonical, &e->from);
    world_canonical(s->world, &e->canonical);
    return search_find(s, &e->canonical);
}

/* Whether the first search has found that no schedule ends from here on. */
static void look_for_endless(struct explainer *e)
{
    struct search *s = e->search;
    const struct target *target = targets_find(&s->targets, EXPLORE_ENDLESS, 0);
    if (!target || e->best[target - s->targets.all] != UINT32_MAX)
        return;
    uint32_t state = state_of(e);
    if (state != STATES_NONE && s->marks[state] & MARK_EXPANDED &&
        !(s->marks[state] & MARK_CAN_END))
        settle(e, e->at, target);
}

/* Whether the first search has found that here threads only spin and the clock moves on. */
static bool only_spins(struct explainer *e)
{
    struct search *s = e->search;
    if (s->options->time != EXPLORE_VIRTUAL || !s->cyclic)
        return false;
    uint32_t state = state_of(e);
    return state != STATES_NONE && s->marks[state] & MARK_SPINS;
}

static void load_place(struct explainer *e, uint32_t node)
{
    uint32_t words;
    const struct store *rows = takes_alike(e) ? &e->rows : &e->places;
    const uint64_t *row = store_get(rows, e->row_of[node], &words);
    situation_load(&e->from, e->search->world, row, words - 1);
    e->last = (uint32_t)row[words - 1];
    e->at = node;
}

static void expand(struct explainer *e, uint32_t node)
{
    struct world *w = e->search->world;
    load_place(e, node);
    look_for_endless(e);
    if (world_over(w, &e->from))
        return;
    judged_look(&e->view, w, &e->from);
    for (uint32_t i = 0; i < e->from.threads; i++)
        if (!world_each_move(&e->view.outlooks[i], i, make_move, e))
            meet_limit(e, e->nodes[node].preemptions);
    if ((!e->view.moves || only_spins(e)) && world_clock_can_move(w, &e->from)) {
        e->view.moves = true;
        make_move(e, (struct move){.way = WAY_CLOCK});
    }
    if (e->stopped)
        meet_limit(e, e->nodes[node].preemptions);
    else
        judge(w, &e->view, tell_wrong, e);
}

/* Whether it came to all, or there is nothing left that is as easy as what is known. */
static bool run(struct explainer *e)
{
    world_start(e->search->world, &e->to);
    reach(e, (struct node){.parent = UINT32_MAX}, 0);
    while (e->missing && e->open.count) {
        struct priority_entry next = priority_take(&e->open);
        struct node *n = &e->nodes[next.node];
        bool hurries = e->time == HURRIED;
        bool stale = hurries ? n->preemptions != next.cost >> 32 : cost_of(n) != next.cost;
        if (n->done || stale)
            continue;
        if (hurries ? next.cost >> 32 >= e->most >> 32 : next.cost > e->most)
            return true;
        n->done = 1;
        if (n->kind == NODE_PLACE)
            expand(e, next.node);
        else
            settle(e, next.node, &e->search->targets.all[n->target]);
        if (stops_after(e, 1))
            return false;
    }
    return !e->exhausted;
}

/* ---- The schedules --------------------------------------------------------------------------- */

static struct known known_by_node(const struct explainer *e, uint32_t node)
{
    const struct node *n = &e->nodes[node];
    struct order order = {.count = n->steps, .preemptions = n->preemptions};
    order.moves = memory_new((order.count + 1) * sizeof *order.moves);
    size_t at = order.count;
    if (n->kind == NODE_RACE)
        order.moves[--at] = n->other;
    for (uint32_t k = node; e->nodes[k].parent != UINT32_MAX; k = e->nodes[k].parent)
        order.moves[--at] = e->nodes[k].move;
    return (struct known){.order = order, .cost = cost_of(n)};
}

/* The order that was drawn, if one was. */
static struct known known_by_target(struct target *t)
{
    struct known drawn = {.order = {t->moves, t->count, t->preemptions},
                          .cost = (uint64_t)t->preemptions << 32 | t->count};
    t->moves = NULL;
    return drawn;
}

static void begin(struct explainer *e, struct search *s, struct known *known, enum time time)
{
    bool onwards = time == ONWARDS;
    *e = (struct explainer){.search = s, .known = known, .time = time};
    e->missing = onwards ? MOST_FOUND : s->targets.count;
    e->room = onwards ? MOST_FOUND : s->targets.count + (time == WHOLE ? MOST_FOUND : 0);
    e->complete = UINT32_MAX;
    e->best = memory_new(e->room * sizeof *e->best);
    memset(e->best, 0xFF, e->room * sizeof *e->best);
    e->most = time == ONWARDS ? UINT64_MAX : 0;
    for (size_t i = 0; i < s->targets.count; i++)
        if (!known[i].order.moves || known[i].cost > e->most)
            e->most = known[i].order.moves ? known[i].cost : UINT64_MAX;
}

static void end(struct explainer *e)
{
    store_free(&e->places);
    store_free(&e->rows);
    free(e->of_place);
    free(e->nodes);
    free(e->row_of);
    priority_free(&e->open);
    free(e->best);
    situation_free(&e->from);
    situation_free(&e->to);
    situation_free(&e->canonical);
    judged_free(&e->view);
    deed_free(&e->deed);
}

/* Looks for easier orders than those that are known. */
static void look(struct search *s, struct known *known, enum time time)
{
    struct explainer e;
    begin(&e, s, known, time);
    bool whole = run(&e);
    for (size_t i = 0; i < s->targets.count; i++) {
        bool reached = e.best[i] != UINT32_MAX;
        if (reached && (!known[i].order.moves || cost_of(&e.nodes[e.best[i]]) <= known[i].cost)) {
            free(known[i].order.moves);
            known[i] = known_by_node(&e, e.best[i]);
        }
        known[i].fewest |= time == WHOLE && (reached || whole);
    }
    end(&e);
}

/* Where the easiest order could not be searched for: the one that the search came by, or one that
 * is drawn; and of what is known one that is easier, as far as a few trials go. */
static void make_do(struct search *s, struct known *known)
{
    uint64_t work = MOST_TRIED;
    int64_t beyond = monotonic_nanoseconds() - s->started - s->options->limit_time;
    s->grace = (beyond > 0 ? beyond : 0) + GRACE;
    for (size_t i = 0; i < s->targets.count; i++) {
        const struct target *target = &s->targets.all[i];
        if (!known[i].order.moves)
            known[i].order = way_order(s, target);
        if (!known[i].order.moves)
            walks_to(s, target, &known[i].order, &work);
        if (!known[i].fewest)
            shorten(s, target, &known[i].order, &work);
        known[i].cost = (uint64_t)known[i].order.preemptions << 32 | known[i].order.count;
    }
    s->grace = 0;
}

static void tell_all(struct search *s, struct known *known)
{
    for (size_t i = 0; i < s->targets.count; i++) {
        /* Persistent sets leave out states from which no schedule ends. */
        bool partly = s->targets.all[i].kind == EXPLORE_ENDLESS && s->result->persistent;
        tell_finding(s, &s->targets.all[i], known[i].order.moves, known[i].order.count,
                     known[i].order.preemptions, known[i].fewest && !partly);
        free(known[i].order.moves);
    }
    free(known);
}

void explain_drawn(struct search *s)
{
    struct known *known = memory_zeroed(s->targets.count + 1, sizeof *known);
    bool hard = false;
    for (size_t i = 0; i < s->targets.count; i++)
        known[i] = known_by_target(&s->targets.all[i]);
    make_do(s, known);
    for (size_t i = 0; i < s->targets.count; i++)
        hard |= known[i].order.preemptions > 1;
    if (hard)
        look(s, known, HURRIED);
    tell_all(s, known);
}

void explain_all(struct search *s)
{
    if (!s->targets.count)
        return;
    if (world_begun(s->world)->failure != DEED_FINE) {
        tell_finding(s, s->targets.all, &(struct move){0}, 0, 0, true);
        return;
    }
    struct known *known = memory_zeroed(s->targets.count + MOST_FOUND, sizeof *known);
    bool hard = false;
    for (size_t i = 0; i < s->targets.count; i++)
        known[i] = known_by_target(&s->targets.all[i]);
    look(s, known, WITHIN);
    look(s, known, WHOLE);
    for (size_t i = 0; i < s->targets.count; i++)
        hard |= !known[i].fewest && (!known[i].order.moves || known[i].order.preemptions > 1);
    if (hard)
        look(s, known, HURRIED);
    make_do(s, known);
    tell_all(s, known);
}

/* ---- Onwards --------------------------------------------------------------------------------- */

/* Orders with fewer preemptions than this have all been looked at. */
static uint32_t complete_below(const struct explainer *e)
{
    uint32_t highest = 0;
    for (uint32_t i = 0; i < e->count; i++)
        if (e->nodes[i].preemptions > highest)
            highest = e->nodes[i].preemptions;
    uint32_t next = e->open.count ? (uint32_t)(e->open.heap[0].cost >> 32) : highest + 1;
    return next < e->complete ? next : e->complete;
}

void explain_onwards(struct search *s)
{
    struct explainer e;
    if (world_begun(s->world)->failure != DEED_FINE || s->options->time == EXPLORE_VIRTUAL)
        return;
    begin(&e, s, NULL, ONWARDS);
    if (s->options->first_only)
        e.missing = 1;
    run(&e);
    s->result->covered = complete_below(&e);
    for (size_t i = 0; i < s->targets.count; i++) {
        if (e.best[i] == UINT32_MAX)
            continue;
        struct known found = known_by_node(&e, e.best[i]);
        tell_finding(s, &s->targets.all[i], found.order.moves, found.order.count,
                     found.order.preemptions, true);
        free(found.order.moves);
    }
    end(&e);
}
