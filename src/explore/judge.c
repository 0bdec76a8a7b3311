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

void target_free(struct target *t)
{
    free(t->way);
    free(t->moves);
    free(t->pairs);
}

void targets_free(struct targets *t)
{
    for (size_t i = 0; i < t->count; i++)
        target_free(&t->all[i]);
    free(t->all);
    *t = (struct targets){0};
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

static uint64_t pair_of(uint32_t one, uint32_t other)
{
    return one < other ? (uint64_t)one << 32 | other : (uint64_t)other << 32 | one;
}

void target_note_pair(struct target *t, uint64_t pair)
{
    enum { MOST_PAIRS = 256 }; /* each state that races is held against all of them */
    if (!pair)
        return;
    for (size_t i = 0; i < t->pair_count; i++)
        if (t->pairs[i] == pair)
            return;
    if (t->pair_count == MOST_PAIRS)
        return;
    MEMORY_ROOM_FOR_ONE(t->pairs, t->pair_count, t->pair_capacity);
    t->pairs[t->pair_count++] = pair;
}

/* Whether the same was written there: a command has several instructions. */
static bool is_same_command(const struct program *p, uint32_t one, uint32_t other)
{
    const struct origin *a = &p->origins[p->origin_of[one]], *b = &p->origins[p->origin_of[other]];
    return a->source == b->source && a->start == b->start;
}

static bool are_same_commands(const struct program *p, uint64_t a, uint64_t b)
{
    uint32_t one = (uint32_t)(a >> 32), other = (uint32_t)a, with = (uint32_t)(b >> 32);
    return (is_same_command(p, one, with) && is_same_command(p, other, (uint32_t)b)) ||
           (is_same_command(p, one, (uint32_t)b) && is_same_command(p, other, with));
}

size_t target_other_pairs(const struct target *t, const struct program *p, uint32_t one,
                          uint32_t other)
{
    size_t count = 0;
    for (size_t i = 0; i < t->pair_count; i++) {
        bool counted = are_same_commands(p, t->pairs[i], pair_of(one, other));
        for (size_t k = 0; k < i && !counted; k++)
            counted = are_same_commands(p, t->pairs[i], t->pairs[k]);
        count += !counted;
    }
    return count;
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
    world_outlooks(w, s, v->outlooks);
    for (uint32_t i = 0; i < s->threads; i++) {
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

typedef void tell_wrong_fn(void *context, const struct wrong *wrong);

static void look_at_pair(struct world *w, const struct judged *v, uint32_t one, uint32_t other,
                         tell_wrong_fn *tell, void *context)
{
    struct wrong wrong = {.kind = EXPLORE_RACE, .one = one, .other = other};
    if (!world_race(w, v->accesses[one], v->accesses[other], &wrong.where))
        return;
    wrong.key = wrong.where >> 32;
    wrong.pair = pair_of(world_pc(w, v->situation, one), world_pc(w, v->situation, other));
    tell(context, &wrong);
}

/* One thread's next step at one variable or element: `what` is where, and how. */
struct racing {
    uint64_t what;
    uint32_t thread;
};

/* Two threads that access the same in each of these ways. */
struct touching {
    uint32_t threads[4][2]; /* by whether it is indivisible, and whether it writes */
    uint32_t count[4];
};

static int compare_touches(const void *a, const void *b)
{
    const struct racing *one = a, *other = b;
    if (one->what >> 1 != other->what >> 1)
        return one->what < other->what ? -1 : 1;
    return (one->thread > other->thread) - (one->thread < other->thread);
}

static struct racing *find_touches(struct world *w, const struct judged *v, size_t *count)
{
    struct racing *all = NULL;
    size_t capacity = 0;
    *count = 0;
    for (uint32_t i = 0; i < v->situation->threads; i++) {
        uint32_t words = 0;
        const uint64_t *row = v->accesses[i] ? world_accesses(w, v->accesses[i], &words) : NULL;
        for (uint32_t k = 1; k < words; k++) {
            MEMORY_ROOM_FOR_ONE(all, *count, capacity);
            all[(*count)++] = (struct racing){row[k], i};
        }
    }
    if (*count)
        qsort(all, *count, sizeof *all, compare_touches);
    return all;
}

static unsigned way_of(const struct world *w, const struct judged *v, const struct racing *a)
{
    uint32_t words;
    return (world_accesses(w, v->accesses[a->thread], &words)[0] ? 2 : 0) | (unsigned)(a->what & 1);
}

/* Of those that access the same, each is looked at with two of each way, of which one is another
 * thread: if it races at all it does with one of them. */
static void look_at_same(struct world *w, const struct judged *v, const struct racing *same,
                         size_t count, tell_wrong_fn *tell, void *context)
{
    struct touching a = {.count = {0}};
    for (size_t i = 0; i < count; i++) {
        unsigned way = way_of(w, v, &same[i]);
        if (a.count[way] < 2)
            a.threads[way][a.count[way]++] = same[i].thread;
    }
    for (size_t i = 0; i < count; i++)
        for (unsigned way = 0; way < 4; way++)
            for (uint32_t k = 0; k < a.count[way]; k++) {
                uint32_t one = same[i].thread, other = a.threads[way][k];
                if (one != other)
                    look_at_pair(w, v, one < other ? one : other, one < other ? other : one, tell,
                                 context);
            }
}

static void find_races_among_many(struct world *w, const struct judged *v, tell_wrong_fn *tell,
                                  void *context)
{
    size_t count, end;
    struct racing *all = find_touches(w, v, &count);
    for (size_t first = 0; first < count; first = end) {
        for (end = first + 1; end < count && all[end].what >> 1 == all[first].what >> 1;)
            end++;
        look_at_same(w, v, all + first, end - first, tell, context);
    }
    free(all);
}

static void find_races(struct world *w, const struct judged *v, tell_wrong_fn *tell, void *context)
{
    enum { FEW_THREADS = 64 }; /* with so few it is done as fast */
    if (v->situation->threads > FEW_THREADS) {
        find_races_among_many(w, v, tell, context);
        return;
    }
    for (uint32_t i = 0; i < v->situation->threads; i++)
        for (uint32_t k = i + 1; v->accesses[i] && k < v->situation->threads; k++)
            if (v->accesses[k])
                look_at_pair(w, v, i, k, tell, context);
}

void judge(struct world *w, const struct judged *v,
           void (*tell)(void *context, const struct wrong *wrong), void *context)
{
    find_races(w, v, tell, context);
    bool ring = find_rings(w, v, tell, context);
    if (!v->moves && !ring && !world_over(w, v->situation))
        find_standstill(w, v, tell, context);
}
