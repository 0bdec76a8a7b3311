/* judge.c - see judge.h. */
#include "explore/judge.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* ---- Targets --------------------------------------------------------------------------------- */

struct target *targets_find(const struct targets *t, enum explore_kind kind, uint64_t key)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->all[i].kind == kind && t->all[i].key == key)
            return &t->all[i];
    return NULL;
}

struct target *targets_add(struct targets *t, enum explore_kind kind, uint64_t key)
{
    struct target *known = targets_find(t, kind, key);
    if (known)
        return known;
    MEMORY_ROOM_FOR_ONE(t->all, t->count, t->capacity);
    t->all[t->count] = (struct target){.kind = kind, .key = key};
    return &t->all[t->count++];
}

uint64_t judge_failure_key(const struct deed *d)
{
    return d->pc;
}

enum explore_kind judge_failure_kind(const struct deed *d)
{
    return d->failure == DEED_ASSERTION   ? EXPLORE_ASSERTION
           : d->failure == DEED_INVARIANT ? EXPLORE_INVARIANT
           : d->failure == DEED_CRITICAL  ? EXPLORE_CRITICAL
                                          : EXPLORE_ERROR;
}

/* ---- Views ----------------------------------------------------------------------------------- */

void judged_room(struct judged *v, uint32_t threads)
{
    if (threads <= v->capacity)
        return;
    v->capacity = threads * 2;
    v->outlooks = memory_resize(v->outlooks, v->capacity * sizeof *v->outlooks);
    v->accesses = memory_resize(v->accesses, v->capacity * sizeof *v->accesses);
}

void judged_free(struct judged *v)
{
    free(v->outlooks);
    free(v->accesses);
    *v = (struct judged){0};
}

void judged_look(struct judged *v, struct world *w, const struct situation *s)
{
    judged_room(v, s->threads);
    v->situation = s;
    v->moves = false;
    for (uint32_t i = 0; i < s->threads; i++) {
        v->outlooks[i] = world_outlook(w, s, i);
        v->accesses[i] = 0;
        v->moves |= v->outlooks[i].way != WAY_NONE;
    }
}

/* ---- Rings ----------------------------------------------------------------------------------- */

/* A thread that waits for what others hold, or for their end. */
static bool waits_for_somebody(const struct outlook *o)
{
    return o->lasting && o->object && (o->kind == WAITS_FOR_OBJECT || o->kind == WAITS_FOR_THREAD);
}

struct walk {
    struct world *world;
    const struct judged *view;
    uint32_t goal;
    uint8_t seen[256];
};

/* The first of those that `thread` waits for from which the way leads back to the goal. */
static uint32_t step_back(struct walk *k, uint32_t thread)
{
    const struct outlook *o = &k->view->outlooks[thread];
    if (!waits_for_somebody(o))
        return UINT32_MAX;
    uint32_t count;
    const uint64_t *holders = world_holders(k->world, k->view->situation, &count);
    uint64_t joined = (uint64_t)(o->object - 1) << 32 | (o->target - 1);
    if (o->kind == WAITS_FOR_THREAD)
        holders = &joined, count = 1;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t next = (uint32_t)holders[i];
        if (holders[i] >> 32 != o->object - 1 || next >= sizeof k->seen)
            continue;
        if (next == k->goal)
            return next;
        if (k->seen[next])
            continue;
        k->seen[next] = 1;
        if (step_back(k, next) != UINT32_MAX)
            return next;
    }
    return UINT32_MAX;
}

uint32_t judge_ring_next(struct world *w, const struct judged *v, uint32_t thread)
{
    struct walk k = {.world = w, .view = v, .goal = thread};
    if (thread >= sizeof k.seen || !waits_for_somebody(&v->outlooks[thread]))
        return UINT32_MAX;
    return step_back(&k, thread);
}

static int compare_words(const void *a, const void *b)
{
    const uint64_t *one = a, *other = b;
    return *one < *other ? -1 : *one > *other;
}

/* Of places, without regard to how often and in which order they come. */
static uint64_t key_of_places(uint64_t *places, size_t count)
{
    uint64_t key = 0;
    qsort(places, count, sizeof *places, compare_words);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || places[i] != places[i - 1])
            key = store_mix(key, places[i]);
    return key;
}

enum { MOST_PLACES = 256 };

static uint64_t ring_key(struct world *w, const struct judged *v, uint32_t first)
{
    uint64_t places[MOST_PLACES];
    size_t count = 0;
    uint32_t at = first;
    do {
        places[count++] = world_pc(w, v->situation, at);
        at = judge_ring_next(w, v, at);
    } while (at != first && at != UINT32_MAX && count < MOST_PLACES);
    return key_of_places(places, count);
}

uint32_t judge_ring_of(struct world *w, const struct judged *v, uint64_t key)
{
    for (uint32_t i = 0; i < v->situation->threads; i++)
        if (judge_ring_next(w, v, i) != UINT32_MAX && ring_key(w, v, i) == key)
            return i;
    return UINT32_MAX;
}

static bool is_daemon(struct world *w, const struct judged *v, uint32_t thread)
{
    return world_daemon(w, v->situation, thread);
}

/* Whether a ring matters: somebody in it is no daemon. Who waits for daemons is found to wait when
 * all the others do, or have ended. */
static bool ring_matters(struct world *w, const struct judged *v, uint32_t member)
{
    uint32_t at = member;
    for (size_t guard = 0; guard < MOST_PLACES; guard++) {
        if (!is_daemon(w, v, at))
            return true;
        at = judge_ring_next(w, v, at);
        if (at == member || at == UINT32_MAX)
            break;
    }
    return false;
}

static bool find_rings(struct world *w, const struct judged *v,
                       void (*tell)(void *context, const struct wrong *wrong), void *context)
{
    bool any = false;
    for (uint32_t i = 0; i < v->situation->threads; i++) {
        if (!waits_for_somebody(&v->outlooks[i]))
            continue;
        uint32_t next = judge_ring_next(w, v, i);
        /* Once for each ring: from its lowest member. */
        bool lowest = next != UINT32_MAX;
        uint32_t at = next;
        for (size_t guard = 0; lowest && at != i && at != UINT32_MAX && guard < MOST_PLACES;
             guard++, at = judge_ring_next(w, v, at))
            lowest = at > i;
        bool matters = next != UINT32_MAX && ring_matters(w, v, i);
        any |= matters;
        if (!lowest || !matters)
            continue;
        struct wrong wrong = {
            .kind = EXPLORE_DEADLOCK, .key = ring_key(w, v, i), .one = i, .ring = true};
        tell(context, &wrong);
    }
    return any;
}

/* Nobody can go on, though somebody waits who is no daemon. */
static void find_standstill(struct world *w, const struct judged *v,
                            void (*tell)(void *context, const struct wrong *wrong), void *context)
{
    uint64_t places[MOST_PLACES];
    size_t count = 0;
    bool matters = false;
    for (uint32_t i = 0; i < v->situation->threads && count < MOST_PLACES; i++) {
        if (!world_alive(w, v->situation, i) || is_daemon(w, v, i))
            continue;
        matters = true;
        places[count++] = world_pc(w, v->situation, i);
    }
    if (!matters)
        return;
    struct wrong wrong = {.kind = EXPLORE_DEADLOCK, .key = key_of_places(places, count)};
    tell(context, &wrong);
}

/* ---- Races ----------------------------------------------------------------------------------- */

static void find_races(struct world *w, const struct judged *v,
                       void (*tell)(void *context, const struct wrong *wrong), void *context)
{
    for (uint32_t i = 0; i < v->situation->threads; i++)
        for (uint32_t k = i + 1; v->accesses[i] && k < v->situation->threads; k++) {
            struct wrong wrong = {.kind = EXPLORE_RACE, .one = i, .other = k};
            if (!v->accesses[k] || !world_race(w, v->accesses[i], v->accesses[k], &wrong.where))
                continue;
            wrong.key = wrong.where >> 32;
            tell(context, &wrong);
        }
}

void judge(struct world *w, const struct judged *v,
           void (*tell)(void *context, const struct wrong *wrong), void *context)
{
    find_races(w, v, tell, context);
    bool ring = find_rings(w, v, tell, context);
    if (!v->moves && !ring && !world_over(w, v->situation))
        find_standstill(w, v, tell, context);
}
