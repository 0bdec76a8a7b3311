/* rotation.c - rotational symmetry: threads in a circle that run the same code, each with the
 * objects at its own place. Situations that differ by a turn of the circle are one.
 *
 * Thread k of n has fork[k] and fork[(k + 1) % n]. When each becomes the next, and each fork, and
 * the numbers in which a thread keeps where it stands, what can happen is the same but for the
 * names. C. N. Ip and D. L. Dill, "Better verification through symmetry", 1996, have types whose
 * values can be turned; here it is found out from the code, once for those who are there:
 *
 * - everybody but main is of the circle, began at the same place, and the private variables of each
 *   are those of the one before, some of them one further round;
 * - what such a variable holds only says which object is meant, and the object of each is one
 *   further than that of the one before. It is not printed: what is to be printed lies on the
 *   stack at that step, as text;
 * - the code does nothing else by which one could tell who is who, and makes nothing;
 * - main means none of these objects, makes no more threads, and did nothing from the first thread
 *   to the last that another could notice: so what comes about, turned, can come about, too, and
 *   what is said of it is true.
 *
 * Where anything is otherwise nothing is turned. Of the situations that are turns of one another
 * the one with the lowest numbers is kept. That takes n * n looks at what a thread's part becomes
 * when it is turned, which is remembered. */
#include "explore/world_inside.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { UNKNOWN = 0, NONE, SOME };
static const uint32_t CANNOT = UINT32_MAX;

/* ---- Turning --------------------------------------------------------------------------------- */

/* Where it is remembered what a number becomes, + 1. */
static uint32_t *remembered(struct turned_numbers *t, uint32_t number)
{
    if (number >= t->capacity) {
        uint32_t old = t->capacity;
        t->capacity = number + number / 2 + 64;
        t->to = memory_resize(t->to, t->capacity * sizeof *t->to);
        memset(t->to + old, 0, (t->capacity - old) * sizeof *t->to);
    }
    return &t->to[number];
}

static uint32_t next_thread(const struct rotation *t, uint32_t thread)
{
    return thread == STATE_MAIN ? STATE_MAIN : thread % t->count + 1;
}

bool rotation_has(const struct rotation *t, uint32_t name)
{
    for (uint32_t i = 0; i < t->array_count; i++)
        if (t->arrays[i].name == name)
            return true;
    return false;
}

uint32_t rotation_object(const struct rotation *t, uint32_t entity)
{
    for (uint32_t i = 0; i < t->array_count; i++) {
        uint32_t first = t->arrays[i].first;
        if (entity >= first && entity - first < t->count)
            return first + (entity - first + 1) % t->count;
    }
    return entity;
}

/* Turns the values of a thread, of which w->raw is the part, unpacked. What nobody reads any more
 * has been forgotten, and is the same in all. */
static bool turn_values(struct world *w)
{
    const struct rotation *t = &w->rotation;
    struct thread *thread = (struct thread *)w->raw.at;
    struct value *values = (struct value *)(thread + 1);
    bool forgets = w->options.forget && thread->status == THREAD_RUNNING;
    uint64_t slots = t->slots & (forgets ? w->liveness.live[thread->pc] : UINT64_MAX);
    if (thread->depth || thread->stack_extent.capacity || thread->order_extent.capacity ||
        thread->waits_on)
        return false;
    for (uint32_t k = 0; k < thread->top; k++) {
        struct value *v = &values[k];
        bool in_slot = k >= thread->base && k - thread->base < DESIGNATOR_SLOTS &&
                       k - thread->base < thread->bottom_slots;
        if (in_slot && slots >> (k - thread->base) & 1 && v->kind == VALUE_INTEGER)
            v->number = (v->number + 1) % t->count;
        if (v->kind == VALUE_FAILURE)
            return false; /* whose words may name an object */
        if (v->kind == VALUE_ELEMENT && rotation_has(t, (uint32_t)v->number))
            v->extra = (v->extra + 1) % t->count;
    }
    return true;
}

/* The part that this part of `thread` becomes, which is the next one's then. */
static uint32_t turn_part(struct world *w, const struct situation *s, uint32_t thread,
                          uint32_t part)
{
    uint32_t count, *known = remembered(&w->rotation.parts, part);
    if (!*known) {
        parts_unpack(store_get(&w->threads, part, &count), &w->raw);
        bool can = !w->notes[part].acts_on_heap && turn_values(w);
        uint32_t to = can ? parts_put_thread(w, s, next_thread(&w->rotation, thread)) : STORE_NONE;
        *known = to == STORE_NONE ? CANNOT : handle_of(to);
    }
    return *known;
}

/* Objects that are nothing but what they say themselves: no waiter stands in their lists either. */
static bool stand_alone(const struct rotation *t, const struct entity *entities)
{
    for (uint32_t i = 0; i < t->array_count; i++)
        for (uint32_t k = 0; k < t->count; k++) {
            const struct entity *e = &entities[t->arrays[i].first + k];
            if (e->extent.capacity || e->link || e->users)
                return false;
        }
    return true;
}

static void turn_objects(const struct rotation *t, struct entity *entities)
{
    for (uint32_t i = 0; i < t->array_count; i++) {
        struct entity *all = entities + t->arrays[i].first, last = all[t->count - 1];
        for (uint32_t k = t->count - 1; k > 0; k--) {
            all[k] = all[k - 1];
            all[k].element = k + 1;
        }
        all[0] = last;
        all[0].element = 1;
    }
}

static uint32_t turn_shared(struct world *w, uint32_t part)
{
    uint32_t *known = remembered(&w->rotation.shared, part), to = STORE_NONE;
    if (*known)
        return *known;
    struct shared_head head = *parts_shared_head(w, part);
    parts_unpack_shared(w, part);
    struct entity *entities = parts_raw_entities(&w->raw);
    if (!head.queued && stand_alone(&w->rotation, entities)) {
        uint32_t moves_to[ROTATION_MOST + 1];
        for (uint32_t i = 0; i <= w->rotation.count; i++)
            moves_to[i] = next_thread(&w->rotation, i);
        alike_exchange(w, moves_to);
        turn_objects(&w->rotation, entities);
        to = parts_pack_shared(w, head);
    }
    *known = to == STORE_NONE ? CANNOT : handle_of(to);
    return *known;
}

/* What is shared, and the part of each thread, one further; false where that cannot be. */
static bool turn_once(struct world *w, const struct situation *s, uint32_t *now)
{
    const struct rotation *t = &w->rotation;
    uint32_t to[ROTATION_MOST + 1];
    to[0] = turn_shared(w, now[0]);
    bool can = to[0] != CANNOT;
    for (uint32_t i = 1; i <= t->count && can; i++) {
        uint32_t *place = &to[next_thread(t, i)];
        *place = turn_part(w, s, i, now[i]);
        can = *place != CANNOT;
    }
    for (uint32_t i = 0; i <= t->count && can; i++)
        now[i] = handle_index(to[i]);
    return can;
}

/* ---- Whether there is one -------------------------------------------------------------------- */

/* Whether each began as the one before, turned. */
static bool begin_alike(struct world *w, const struct situation *s, const struct identity *ids)
{
    const struct rotation *t = &w->rotation;
    for (uint32_t i = 1; i <= t->count; i++)
        if (turn_part(w, s, i, handle_index(ids[i].alike)) != ids[next_thread(t, i)].alike)
            return false;
    return true;
}

static bool are_the_same(const struct rotation *t, const struct situation *s,
                         const struct identity *ids)
{
    bool same = t->count == s->threads - 1;
    for (uint32_t k = 0; k < t->count && same; k++)
        same = t->begun[k] == ids[k + 1].alike;
    return same;
}

static void forget_circle(struct rotation *t)
{
    free(t->parts.to);
    free(t->shared.to);
    *t = (struct rotation){0};
}

/* There is one circle at most. */
static bool find(struct world *w, const struct situation *s)
{
    struct rotation *t = &w->rotation;
    const struct identity *ids = parts_identities(w, s->parts[SITUATION_NAMES]);
    parts_load(w, s);
    if (t->count)
        return are_the_same(t, s, ids);
    if (w->machine.state->first_invariant)
        return false;
    t->count = s->threads - 1;
    bool found = circle_look(w, ids, t) && begin_alike(w, s, ids);
    if (!found)
        forget_circle(t);
    return found;
}

/* Once main makes no more threads. */
static bool is_circle(struct world *w, const struct situation *s)
{
    const struct thread_note *main = note_of(w, s, STATE_MAIN);
    if (!w->options.rotation || s->threads < 3 || s->threads > ROTATION_MOST + 1)
        return false;
    uint32_t *known = remembered(&w->of_names, s->parts[SITUATION_NAMES]);
    if (*known == UNKNOWN)
        *known = find(w, s) ? SOME : NONE;
    return *known == SOME && (main->status != THREAD_RUNNING || main->pc > w->rotation.made);
}

static int compare_numbers(const uint32_t *a, const uint32_t *b, uint32_t count)
{
    uint32_t i = 0;
    while (i < count && a[i] == b[i])
        i++;
    return i == count ? 0 : a[i] < b[i] ? -1 : 1;
}

bool rotation_canonical(struct world *w, struct situation *s, uint32_t *thread)
{
    if (!is_circle(w, s))
        return false;
    uint32_t now[ROTATION_MOST + 1], least[ROTATION_MOST + 1], who = *thread;
    uint32_t count = w->rotation.count + 1;
    now[0] = s->parts[SITUATION_SHARED];
    memcpy(now + 1, s->parts + SITUATION_THREADS + 1, (count - 1) * sizeof *now);
    memcpy(least, now, count * sizeof *now);
    for (uint32_t turn = 1; turn < w->rotation.count; turn++) {
        if (!turn_once(w, s, now))
            return false;
        who = next_thread(&w->rotation, who);
        int order = compare_numbers(now, least, count);
        if (order < 0 || (order == 0 && who < *thread))
            *thread = who;
        if (order < 0)
            memcpy(least, now, count * sizeof *now);
    }
    s->parts[SITUATION_SHARED] = least[0];
    memcpy(s->parts + SITUATION_THREADS + 1, least + 1, (count - 1) * sizeof *now);
    return true;
}

size_t rotation_bytes(const struct world *w)
{
    return (w->rotation.parts.capacity + w->rotation.shared.capacity + w->of_names.capacity) *
           sizeof(uint32_t);
}

void rotation_free(struct world *w)
{
    forget_circle(&w->rotation);
    free(w->of_names.to);
    situation_free(&w->turned);
}
