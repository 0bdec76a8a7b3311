/* orders.c - see orders.h. Orders are met in two ways: level by level, those without a preemption,
 * with one, with two, so that each end that can be come to so is, in the easiest way; and by walks
 * drawn from fixed seeds, which leave threads more or less often, for those ends that lie far off
 * and for other ways to the same. Of all that were met the easiest is chosen, then again and again
 * the one that is least like those chosen before. T. F. Gonzalez, "Clustering to minimize the
 * maximum intercluster distance", 1985. */
#include "explore/orders.h"

#include "base/memory.h"
#include "base/random.h"
#include "explore/explain.h"
#include "explore/play.h"
#include "explore/tell_inside.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_PLACES = 20000,
    MOST_PLACE_BYTES = 32 << 20,
    MOST_MET = 400, /* orders in all; at most half of them level by level */
    MOST_WALKS = 400,
    MOST_STEPS = 4000,   /* of a walk */
    MOST_WORK = 1000000, /* of the walks together: a step of few threads is one */
    PARTS_A_LOOK = 16,   /* of threads, that take as long as a step */
    LOOK_EVERY = 64,
};

/* Who came first at an object, and who came there in which order at all, as a hash. */
struct coming {
    uint64_t object; /* name << 32 | element */
    uint32_t first, last;
    uint64_t all;
};

/* An order to its end. */
struct met {
    struct move *moves;
    uint32_t count, preemptions;
    uint64_t ends, prints; /* hashes: who and what is how in the end; what was printed by whom */
    struct coming *comings;
    size_t coming_count, coming_capacity;
    uint32_t likeness; /* how much it differs from the most similar one that was chosen */
};

/* A situation, and who went last. */
struct place {
    uint32_t parent; /* UINT32_MAX: the beginning */
    uint32_t preemptions;
    struct move move;
    bool done;
};

/* Places, first in first out. */
struct line_of_places {
    uint32_t *places;
    size_t first, count, capacity;
};

struct orders {
    struct search *search;
    struct met met[MOST_MET];
    size_t count, most;
    struct store rows, ends; /* places, as their situations and who went last; ends */
    struct place *places;
    size_t place_count, place_capacity;
    struct line_of_places level, next; /* with as many preemptions as now; with one more */
    struct situation from, to;
    struct judged view;
    struct deed deed;
    struct move *choices; /* of a walk */
    size_t choice_count, choice_capacity;
    uint32_t at, last; /* the place that is being left; who went last + 1 */
    uint64_t work;
    bool stopped;
};

/* ---- What is met ----------------------------------------------------------------------------- */

/* Whether to stop; looked at after some work. */
static bool stops_after(struct orders *o, uint64_t work)
{
    uint64_t before = o->work / LOOK_EVERY;
    o->work += work;
    if (o->work / LOOK_EVERY != before) {
        search_tell(o->search);
        o->stopped |=
            explain_called_off(o->search) || search_is_full(o->search, 2 * MOST_PLACE_BYTES);
    }
    return o->stopped;
}

static void note_deadlock(void *context, const struct wrong *wrong)
{
    *(bool *)context |= wrong->kind == EXPLORE_DEADLOCK;
}

/* Whether in o->from, which was looked at, nothing more comes and nobody waits for it: the program
 * is over, or the lab has done what it was told. */
static bool ends_well(struct orders *o)
{
    struct world *w = o->search->world;
    bool deadlock = false;
    if (world_over(w, &o->from))
        return true;
    if (o->view.moves || world_clock_can_move(w, &o->from))
        return false;
    judge(w, &o->view, note_deadlock, &deadlock);
    return !deadlock;
}

static void hear(void *context, const struct event *e)
{
    struct met *m = context;
    uint64_t object = (uint64_t)e->name << 32 | e->element;
    if (e->kind == EVENT_PRINT)
        for (size_t i = 0; i <= e->length; i++)
            m->prints = store_mix(m->prints, i < e->length ? (uint8_t)e->text[i] : e->thread + 256);
    if (e->kind != EVENT_STEP || !e->name)
        return;
    size_t i = 0;
    while (i < m->coming_count && m->comings[i].object != object)
        i++;
    if (i == m->coming_count) {
        MEMORY_ROOM_FOR_ONE(m->comings, m->coming_count, m->coming_capacity);
        m->comings[m->coming_count++] =
            (struct coming){.object = object, .first = e->thread, .last = UINT32_MAX};
    }
    if (m->comings[i].last != e->thread)
        m->comings[i].all = store_mix(m->comings[i].all, e->thread);
    m->comings[i].last = e->thread;
}

/* Does it once more, to see what is to be told of it. */
static void look_at(struct orders *o, struct met *m)
{
    struct world *w = o->search->world;
    struct situation at = {0}, next = {0};
    struct buffer ending = {0};
    world_start(w, &at);
    world_trace(w, hear, m);
    for (uint32_t i = 0; i < m->count && !stops_after(o, 1 + at.threads / PARTS_A_LOOK); i++) {
        world_move(w, &at, m->moves[i], &next, &o->deed);
        situation_copy(&at, &next);
    }
    world_trace(w, NULL, NULL);
    tell_add_ending(w, &at, &ending);
    for (size_t i = 0; i < ending.length; i++)
        m->ends = store_mix(m->ends, (uint8_t)ending.bytes[i]);
    situation_free(&at);
    situation_free(&next);
    buffer_free(&ending);
}

/* Takes the moves. */
static void meet(struct orders *o, struct move *moves, uint32_t count, uint32_t preemptions)
{
    if (o->count == o->most) {
        free(moves);
        return;
    }
    o->met[o->count++] = (struct met){.moves = moves, .count = count, .preemptions = preemptions};
    look_at(o, &o->met[o->count - 1]);
    if (o->stopped)
        free(o->met[--o->count].moves), free(o->met[o->count].comings);
}

/* ---- Level by level -------------------------------------------------------------------------- */

static void line_up(struct line_of_places *q, uint32_t place)
{
    MEMORY_ROOM_FOR_ONE(q->places, q->count, q->capacity);
    q->places[q->count++] = place;
}

static void reach(struct orders *o, struct place fresh_place, uint32_t last)
{
    bool fresh;
    uint32_t words = situation_words(&o->to);
    uint64_t who = last;
    memcpy(o->to.parts + 2 * words, &who, sizeof who); /* read as one word */
    if (o->place_count >= MOST_PLACES || store_bytes(&o->rows) > MOST_PLACE_BYTES)
        return;
    uint32_t number = store_put(&o->rows, (const uint64_t *)o->to.parts, words + 1, &fresh);
    if (number == STORE_NONE)
        return;
    if (fresh) {
        MEMORY_ROOM_FOR_ONE(o->places, o->place_count, o->place_capacity);
        o->place_count++;
    } else if (o->places[number].done || o->places[number].preemptions <= fresh_place.preemptions) {
        return;
    }
    o->places[number] = fresh_place;
    bool same = fresh_place.parent == UINT32_MAX ||
                o->places[fresh_place.parent].preemptions == fresh_place.preemptions;
    line_up(same ? &o->level : &o->next, number);
}

static void make_move(void *context, struct move move)
{
    struct orders *o = context;
    if (stops_after(o, 1 + o->from.threads / PARTS_A_LOOK))
        return;
    world_move(o->search->world, &o->from, move, &o->to, &o->deed);
    struct place place = {
        .parent = o->at, .move = move, .preemptions = o->places[o->at].preemptions};
    place.preemptions += play_preempts(&o->view, o->last, move);
    if (o->deed.failure == DEED_FINE)
        reach(o, place, play_last_behind(o->last, move, &o->deed));
}

/* The order that leads to a place. */
static void meet_place(struct orders *o, uint32_t place)
{
    uint32_t count = 0, at = place;
    for (; o->places[at].parent != UINT32_MAX; at = o->places[at].parent)
        count++;
    struct move *moves = memory_new((count + 1) * sizeof *moves);
    at = place;
    for (uint32_t i = count; i-- > 0; at = o->places[at].parent)
        moves[i] = o->places[at].move;
    meet(o, moves, count, o->places[place].preemptions);
}

static void leave(struct orders *o, uint32_t place)
{
    struct world *w = o->search->world;
    uint32_t words;
    bool fresh;
    const uint64_t *row = store_get(&o->rows, place, &words);
    situation_load(&o->from, w, row, words - 1);
    o->last = (uint32_t)row[words - 1];
    o->at = place;
    judged_look(&o->view, w, &o->from);
    if (ends_well(o)) {
        store_put(&o->ends, (const uint64_t *)o->from.parts, words - 1, &fresh);
        if (fresh)
            meet_place(o, place);
        return;
    }
    for (uint32_t i = 0; i < o->from.threads && !o->stopped; i++)
        world_each_move(&o->view.outlooks[i], i, make_move, o);
    if (!o->view.moves && world_clock_can_move(w, &o->from))
        make_move(o, (struct move){.way = WAY_CLOCK});
}

static void go_by_levels(struct orders *o)
{
    world_start(o->search->world, &o->to);
    reach(o, (struct place){.parent = UINT32_MAX}, 0);
    o->most = MOST_MET / 2;
    while (o->level.first < o->level.count && o->count < o->most && !o->stopped) {
        uint32_t place = o->level.places[o->level.first++];
        if (!o->places[place].done) {
            o->places[place].done = true;
            leave(o, place);
        }
        if (o->level.first < o->level.count)
            continue;
        struct line_of_places done = o->level;
        o->level = o->next;
        o->next = (struct line_of_places){.places = done.places, .capacity = done.capacity};
    }
}

/* ---- Walks ----------------------------------------------------------------------------------- */

static void take_choice(void *context, struct move move)
{
    struct orders *o = context;
    MEMORY_ROOM_FOR_ONE(o->choices, o->choice_count, o->choice_capacity);
    o->choices[o->choice_count++] = move;
}

/* The next move of a walk that goes on with a thread but for one time in `leaves`, if it can; way
 * WAY_NONE where there is none. */
static struct move draw(struct orders *o, uint64_t *random, uint32_t leaves)
{
    bool stays = o->last && random_next(random) % leaves != 0 &&
                 o->view.outlooks[handle_index(o->last)].ready;
    o->choice_count = 0;
    for (uint32_t i = 0; i < o->from.threads; i++)
        if (!stays || i == handle_index(o->last))
            world_each_move(&o->view.outlooks[i], i, take_choice, o);
    if (o->choice_count)
        return o->choices[random_next(random) % o->choice_count];
    return (struct move){.way = world_clock_can_move(o->search->world, &o->from) ? WAY_CLOCK
                                                                                 : WAY_NONE};
}

static void walk(struct orders *o, uint32_t number)
{
    static const uint32_t leaves[] = {1000, 8, 3, 1};
    struct world *w = o->search->world;
    uint64_t random = number;
    uint32_t count = 0, preemptions = 0;
    struct move *moves = memory_new((MOST_STEPS + 1) * sizeof *moves);
    bool ends = false;
    world_start(w, &o->from);
    o->last = 0;
    while (count < MOST_STEPS && !stops_after(o, 1 + o->from.threads / PARTS_A_LOOK)) {
        judged_look(&o->view, w, &o->from);
        ends = ends_well(o);
        struct move move = draw(o, &random, leaves[number % 4]);
        if (ends || move.way == WAY_NONE)
            break;
        preemptions += play_preempts(&o->view, o->last, move);
        world_move(w, &o->from, move, &o->to, &o->deed);
        if (o->deed.failure != DEED_FINE)
            break;
        moves[count++] = move;
        o->last = play_last_behind(o->last, move, &o->deed);
        situation_copy(&o->from, &o->to);
    }
    if (ends)
        meet(o, moves, count, preemptions);
    else
        free(moves);
}

static void go_by_walks(struct orders *o)
{
    o->work = 0;
    o->most = MOST_MET;
    for (uint32_t i = 0; i < MOST_WALKS && o->count < o->most && o->work < MOST_WORK && !o->stopped;
         i++)
        walk(o, i);
}

/* ---- Choosing -------------------------------------------------------------------------------- */

static uint32_t at_most(uint32_t number, uint32_t most)
{
    return number < most ? number : most;
}

static uint32_t difference(const struct met *a, const struct met *b)
{
    enum { ENDS = 100, PRINTS = 50, FIRST = 10, LEFT = 2, MOST_FIRSTS = 3, MOST_OTHERS = 5 };
    uint32_t firsts = 0, others = 0;
    for (size_t i = 0; i < a->coming_count; i++)
        for (size_t k = 0; k < b->coming_count; k++)
            if (a->comings[i].object == b->comings[k].object) {
                firsts += a->comings[i].first != b->comings[k].first;
                others += a->comings[i].all != b->comings[k].all;
            }
    uint32_t left = a->preemptions > b->preemptions ? a->preemptions - b->preemptions
                                                    : b->preemptions - a->preemptions;
    uint32_t longer = a->count > b->count ? a->count - b->count : b->count - a->count;
    return (a->ends != b->ends ? ENDS : 0U) + (a->prints != b->prints ? PRINTS : 0U) +
           FIRST * at_most(firsts, MOST_FIRSTS) + at_most(others, MOST_OTHERS) +
           LEFT * at_most(left, MOST_OTHERS) + at_most(longer, MOST_OTHERS);
}

static bool is_easier(const struct met *a, const struct met *b)
{
    return a->preemptions != b->preemptions ? a->preemptions < b->preemptions : a->count < b->count;
}

/* The next to be chosen; NULL where none differs from those that were. */
static struct met *choose(struct orders *o)
{
    struct met *best = NULL;
    for (size_t i = 0; i < o->count; i++) {
        struct met *m = &o->met[i];
        bool more = best && m->likeness > best->likeness;
        if (m->likeness && (!best || more || (m->likeness == best->likeness && is_easier(m, best))))
            best = m;
    }
    for (size_t i = 0; best && i < o->count; i++) {
        uint32_t differs = difference(best, &o->met[i]);
        if (differs < o->met[i].likeness)
            o->met[i].likeness = differs;
    }
    return best;
}

/* ---- All together ---------------------------------------------------------------------------- */

static void release(struct orders *o)
{
    for (size_t i = 0; i < o->count; i++) {
        free(o->met[i].moves);
        free(o->met[i].comings);
    }
    store_free(&o->rows);
    store_free(&o->ends);
    free(o->places);
    free(o->level.places);
    free(o->next.places);
    free(o->choices);
    situation_free(&o->from);
    situation_free(&o->to);
    judged_free(&o->view);
    deed_free(&o->deed);
    free(o);
}

void orders_find(struct search *s, uint32_t wanted)
{
    struct orders *o = memory_zeroed(1, sizeof *o);
    struct met *m;
    o->search = s;
    if (world_begun(s->world)->failure == DEED_FINE) {
        go_by_levels(o);
        go_by_walks(o);
    }
    for (size_t i = 0; i < o->count; i++)
        o->met[i].likeness = UINT32_MAX;
    while (s->result->order_count < wanted && (m = choose(o)))
        tell_order(s, m->moves, m->count, m->preemptions);
    s->result->orders_cut = o->stopped;
    tell_differences(s->result);
    release(o);
}
