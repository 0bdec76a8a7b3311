/* judge.c - see judge.h. */
#include "explore/judge.h"

#include "base/memory.h"
#include "explore/ring.h"

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

static int compare_words(const void *a, const void *b)
{
    const uint64_t *one = a, *other = b;
    return *one < *other ? -1 : *one > *other;
}

/* Of places, without regard to how often and in which order they come. */
uint64_t judge_key_of_places(uint64_t *places, size_t count)
{
    uint64_t key = 0;
    qsort(places, count, sizeof *places, compare_words);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || places[i] != places[i - 1])
            key = store_mix(key, places[i]);
    return key;
}

enum { MOST_PLACES = 256 };

static bool is_daemon(struct world *w, const struct judged *v, uint32_t thread)
{
    return world_daemon(w, v->situation, thread);
}

/* A ring matters where somebody in it is no daemon, and is told once for each of these. Who waits
 * for daemons is found to wait when all the others do, or have ended. */
static bool find_rings(struct world *w, const struct judged *v,
                       void (*tell)(void *context, const struct wrong *wrong), void *context)
{
    struct ring ring;
    bool any = false;
    if (!ring_possible(w, v))
        return false;
    for (uint32_t i = 0; i < v->situation->threads; i++) {
        if (is_daemon(w, v, i) || !ring_find(w, v, i, &ring))
            continue;
        struct wrong wrong = {.kind = EXPLORE_DEADLOCK, .key = ring.key, .one = i, .ring = true};
        tell(context, &wrong);
        any = true;
    }
    return any;
}

/* Nobody can go on, though a thread waits that is no daemon. */
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
    struct wrong wrong = {.kind = EXPLORE_DEADLOCK, .key = judge_key_of_places(places, count)};
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
