/* alike.c - threads that run the same code, put in order, so that situations that differ only in
 * which of them does what are one.
 *
 * Their parts are sorted; what refers to them from what is shared (holders, lists of waiters) is
 * changed along with it. Where two parts are equal, they are told apart by what refers to them.
 *
 * Only threads that began with the same part change places, so that each situation that is kept can
 * come about, and what is said of it is true of the names in it. Who began with what stays known
 * when they have ended. Two that began differently, and whose order of beginning is open, as in
 * `spawn { spawn { x += 1 } }` written twice, so make two situations of one: a few more than
 * without symmetry, never others.
 *
 * Of threads that somebody joins one after another (joins.c) those whose turn is still to come
 * change places among themselves; those that still run come first. */
#include "explore/world_inside.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = ALIKE_MOST, DOUBLES_BACK = 8 };

struct order {
    uint32_t moves_to[MOST]; /* by thread: the place it goes to */
    uint64_t sign[MOST];     /* what refers to it */
    uint32_t turn[MOST];     /* its place among those that a thread is joining; 0: none */
    uint64_t by[MOST];       /* which threads do, told apart */
    bool moved;
};

static void find_signs(const struct world *w, const struct situation *s, struct order *o)
{
    const struct shared_head *head = parts_shared_head(w, s->parts[SITUATION_SHARED]);
    const uint64_t *rows = (const uint64_t *)head + SHARED_HEAD;
    memset(o->sign, 0, s->threads * sizeof *o->sign);
    for (uint32_t i = 0; i < head->holders + head->queued; i++) {
        uint64_t *sign = &o->sign[(uint32_t)rows[i]];
        *sign = store_mix(*sign + 1, (rows[i] >> 32) << 16 | (i < head->holders ? 0 : i + 1));
    }
}

static bool comes_before(const struct world *w, const struct situation *s, const struct order *o,
                         uint32_t a, uint32_t b)
{
    bool one_runs = world_alive(w, s, a), other_runs = world_alive(w, s, b);
    if (o->by[a] && one_runs != other_runs)
        return one_runs;
    uint32_t one = s->parts[SITUATION_THREADS + a], other = s->parts[SITUATION_THREADS + b];
    return one != other ? one < other : o->sign[a] < o->sign[b];
}

/* Whether they may change places. */
static bool of_a_group(const struct identity *ids, const struct order *o, uint32_t a, uint32_t b)
{
    return ids[a].alike == ids[b].alike && o->by[a] == o->by[b];
}

/* Sorts the threads that are alike with `first`, the lowest of them. */
static void order_group(const struct world *w, const struct situation *s,
                        const struct identity *ids, uint32_t first, struct order *o)
{
    uint32_t places[MOST], members[MOST], count = 0;
    for (uint32_t i = first; i < s->threads; i++) {
        if (!of_a_group(ids, o, first, i))
            continue;
        uint32_t at = count, place = count;
        for (; place > 0 && o->turn[i] < o->turn[places[place - 1]]; place--)
            places[place] = places[place - 1];
        places[place] = i;
        for (; at > 0 && comes_before(w, s, o, i, members[at - 1]); at--)
            members[at] = members[at - 1];
        members[at] = i;
        count++;
    }
    for (uint32_t k = 0; k < count; k++) {
        o->moves_to[members[k]] = places[k];
        o->moved |= members[k] != places[k];
    }
}

static uint32_t moved(const uint32_t *moves_to, uint32_t handle)
{
    return handle ? handle_of(moves_to[handle_index(handle)]) : 0;
}

static int compare_words(const void *a, const void *b)
{
    const uint64_t *one = a, *other = b;
    return *one < *other ? -1 : *one > *other;
}

static int compare_readers(const void *a, const void *b)
{
    const struct value *one = a, *other = b;
    return one->extra < other->extra ? -1 : one->extra > other->extra;
}

static void exchange_lists(struct world *w, const uint32_t *moves_to, uint64_t **list)
{
    const struct entity *entities = parts_raw_entities(&w->raw);
    for (uint64_t lists = *(*list)++; lists > 0; lists--) {
        uint64_t head = *(*list)++, count = (uint32_t)head;
        for (uint64_t k = 0; k < count; k++)
            (*list)[k] = moves_to[(*list)[k]];
        if (!kind_is(entities[head >> 32].kind, KIND_FIRST_COME))
            qsort(*list, (size_t)count, sizeof **list, compare_words);
        *list += count;
    }
    for (uint64_t count = *(*list)++; count > 0; count--, ++*list)
        **list = moves_to[**list];
}

void alike_exchange(struct world *w, const uint32_t *moves_to)
{
    struct state *header = (struct state *)w->raw.at;
    struct entity *entities = parts_raw_entities(&w->raw);
    uint64_t *rest = parts_raw_lists(&w->raw);
    header->gil_owner = moved(moves_to, header->gil_owner);
    exchange_lists(w, moves_to, &rest);
    struct value *values = (struct value *)rest;
    for (uint32_t i = 0; i < header->entity_count; i++) {
        struct entity *e = &entities[i];
        e->owner = moved(moves_to, e->owner);
        bool readers = kind_rows[e->kind].holder.by == HELD_READERS;
        for (uint32_t k = 0; readers && k < e->users; k++)
            values[k].extra = moved(moves_to, values[k].extra);
        for (uint32_t k = 0; kind_is(e->kind, KIND_OWN_LIST) && k < e->users; k++)
            waiting_among(values, e, k)->extra =
                moved(moves_to, waiting_among(values, e, k)->extra);
        if (readers && e->users > 1)
            qsort(values, e->users, sizeof *values, compare_readers);
        values += e->extent.capacity;
    }
}

/* The shared part in which the threads have changed places. */
static uint32_t exchange(struct world *w, uint32_t part, const struct order *o)
{
    struct shared_head head = *parts_shared_head(w, part);
    parts_unpack_shared(w, part);
    alike_exchange(w, o->moves_to);
    return parts_pack_shared(w, head);
}

static bool refers_to_moved(const struct world *w, uint32_t part, const struct order *o)
{
    const struct shared_head *head = parts_shared_head(w, part);
    const uint64_t *rows = (const uint64_t *)head + SHARED_HEAD;
    for (uint32_t i = 0; i < head->holders + head->queued; i++)
        if (o->moves_to[(uint32_t)rows[i]] != (uint32_t)rows[i])
            return true;
    return false;
}

static uint32_t exchanged(struct world *w, uint32_t part, uint32_t threads, const struct order *o)
{
    if (!refers_to_moved(w, part, o))
        return part;
    uint64_t key[1 + MOST / 4];
    uint32_t words = 1 + (threads + 3) / 4;
    memset(key, 0, words * sizeof *key);
    key[0] = part;
    for (uint32_t i = 0; i < threads; i++)
        key[1 + i / 4] |= (uint64_t)o->moves_to[i] << (i % 4 * 16);
    bool fresh;
    uint32_t number = store_put(&w->exchanges, key, words, &fresh);
    if (number == STORE_NONE)
        return exchange(w, part, o);
    if (number >= w->exchange_capacity) {
        w->exchange_capacity = w->exchange_capacity ? w->exchange_capacity * 2 : 256;
        w->exchange_results =
            memory_resize(w->exchange_results, w->exchange_capacity * sizeof *w->exchange_results);
    }
    if (fresh)
        w->exchange_results[number] = exchange(w, part, o);
    return w->exchange_results[number];
}

static bool has_group(const struct identity *ids, uint32_t threads)
{
    for (uint32_t i = 1; i < threads; i++)
        for (uint32_t k = i + 1; ids[i].alike && k < threads; k++)
            if (ids[k].alike == ids[i].alike)
                return true;
    return false;
}

/* Whether two threads are alike at all; looked up once for each part of names. */
static bool any_alike(struct world *w, uint32_t part, uint32_t threads)
{
    enum { UNKNOWN = 0, NONE, SOME };
    if (part >= w->group_capacity) {
        uint32_t old = w->group_capacity;
        w->group_capacity = part * 2 + 64;
        w->groups = memory_resize(w->groups, w->group_capacity);
        memset(w->groups + old, UNKNOWN, w->group_capacity - old);
    }
    if (w->groups[part] == UNKNOWN)
        w->groups[part] = has_group(parts_identities(w, part), threads) ? SOME : NONE;
    return w->groups[part] == SOME;
}

void world_canonical(struct world *w, struct situation *s)
{
    if (rotation_canonical(w, s, &(uint32_t){0}))
        return;
    if (!w->options.symmetry || s->threads > MOST ||
        !any_alike(w, s->parts[SITUATION_NAMES], s->threads))
        return;
    const struct identity *ids = parts_identities(w, s->parts[SITUATION_NAMES]);
    struct order o; /* large: what is used of it is filled in here */
    uint32_t parts[MOST];
    o.moved = false;
    find_signs(w, s, &o);
    if (!joins_find(w, s, o.turn, o.by))
        return;
    for (uint32_t i = 0; i < s->threads; i++)
        o.moves_to[i] = i;
    for (uint32_t i = 1; i < s->threads; i++) {
        bool first = ids[i].alike != 0;
        for (uint32_t k = 1; k < i && first; k++)
            first = !of_a_group(ids, &o, k, i);
        if (first)
            order_group(w, s, ids, i, &o);
    }
    if (!o.moved)
        return;
    s->parts[SITUATION_SHARED] = exchanged(w, s->parts[SITUATION_SHARED], s->threads, &o);
    memcpy(parts, s->parts + SITUATION_THREADS, s->threads * sizeof *parts);
    for (uint32_t i = 0; i < s->threads; i++)
        s->parts[SITUATION_THREADS + o.moves_to[i]] = parts[i];
}

/* Whether changing their places leaves the situation as it is: alike, with the same part, referred
 * to by nothing that is shared. What is known of whom a thread has joined (joins.c) hangs on who it
 * is. */
static bool is_double(const struct world *w, const struct situation *s, const struct order *o,
                      uint32_t a, uint32_t b)
{
    uint32_t part = s->parts[SITUATION_THREADS + a];
    return s->parts[SITUATION_THREADS + b] == part && !o->sign[a] && !o->sign[b] &&
           o->by[a] == o->by[b] && note_of(w, s, a)->op != OP_JOIN;
}

void world_doubles(struct world *w, const struct situation *s, uint32_t *double_of)
{
    memset(double_of, 0xFF, s->threads * sizeof *double_of);
    if (!w->options.symmetry || s->threads > MOST ||
        !any_alike(w, s->parts[SITUATION_NAMES], s->threads))
        return;
    const struct identity *ids = parts_identities(w, s->parts[SITUATION_NAMES]);
    struct order o;
    find_signs(w, s, &o);
    if (!joins_find(w, s, o.turn, o.by))
        return;
    for (uint32_t i = 1; i < s->threads; i++)
        for (uint32_t k = i; ids[i].alike && k-- > 0 && i - k <= DOUBLES_BACK;)
            if (ids[k].alike == ids[i].alike) {
                double_of[i] = is_double(w, s, &o, k, i) ? k : NO_DOUBLE;
                break;
            }
}

uint64_t world_alike_key(struct world *w, const struct situation *s, uint32_t thread)
{
    const struct identity *id = &parts_identities(w, s->parts[SITUATION_NAMES])[thread];
    if (w->rotation.count) {
        situation_copy(&w->turned, s);
        if (rotation_canonical(w, &w->turned, &thread))
            return handle_of(thread);
    }
    if (!w->options.symmetry || !id->alike)
        return handle_of(thread);
    return (uint64_t)id->alike << 32 | s->parts[SITUATION_THREADS + thread];
}

void alike_free(struct world *w)
{
    store_free(&w->exchanges);
    free(w->exchange_results);
    joins_free(w);
    free(w->groups);
}
