/* parts.c - states taken apart into rows of words, and put together again.
 *
 * A row is packed: for every 64 words a mask of those that are not zero, then these. What a part
 * leaves out (offsets, links between waiters, names) follows from the other parts. */
#include "explore/world_inside.h"

#include "base/memory.h"
#include "core/frame.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- Words ----------------------------------------------------------------------------------- */

uint64_t *parts_add_words(struct words *w, uint32_t count)
{
    if (w->count + count > w->capacity) {
        w->capacity = (w->count + count) * 2 + 64;
        w->at = memory_resize(w->at, w->capacity * sizeof *w->at);
    }
    uint64_t *place = w->at + w->count;
    w->count += count;
    return place;
}

void parts_push_word(struct words *w, uint64_t word)
{
    *parts_add_words(w, 1) = word;
}

void parts_pack(const struct words *raw, struct words *row)
{
    uint32_t masks = (raw->count + 63) / 64, old = row->count;
    uint64_t *at = parts_add_words(row, 1 + masks + raw->count); /* the most that it can be */
    *at++ = raw->count;
    for (uint32_t begin = 0; begin < raw->count; begin += 64) {
        uint32_t count = raw->count - begin < 64 ? raw->count - begin : 64;
        const uint64_t *words = raw->at + begin;
        uint64_t mask = 0, *mask_at = at++;
        for (uint32_t i = 0; i < count; i++) {
            *at = words[i];
            at += words[i] != 0;
            mask |= (uint64_t)(words[i] != 0) << i;
        }
        *mask_at = mask;
    }
    row->count = old + (uint32_t)(at - (row->at + old));
}

void parts_unpack_more(const uint64_t *row, struct words *raw)
{
    uint32_t count = (uint32_t)*row++;
    uint64_t *words = parts_add_words(raw, count);
    memset(words, 0, count * sizeof *words);
    for (uint32_t begin = 0; begin < count; begin += 64)
        for (uint64_t mask = *row++; mask; mask &= mask - 1)
            words[begin + (uint32_t)__builtin_ctzll(mask)] = *row++;
}

void parts_unpack(const uint64_t *row, struct words *raw)
{
    raw->count = 0;
    parts_unpack_more(row, raw);
}

void situation_room(struct situation *s, uint32_t threads)
{
    uint32_t wanted = (SITUATION_THREADS + threads + 1) & ~1u;
    if (wanted + 2 > s->capacity) {
        s->capacity = wanted + 2;
        s->parts = memory_resize(s->parts, (wanted + 2) * sizeof *s->parts);
    }
    s->parts[wanted - 1] = 0;
    s->threads = threads;
}

void situation_copy(struct situation *to, const struct situation *from)
{
    situation_room(to, from->threads);
    memcpy(to->parts, from->parts, situation_words(from) * sizeof(uint64_t));
}

void situation_load(struct situation *s, const struct world *w, const uint64_t *row, uint32_t words)
{
    if (s->capacity < words * 2 + 2) {
        s->capacity = words * 2 + 2;
        s->parts = memory_resize(s->parts, s->capacity * sizeof *s->parts);
    }
    memcpy(s->parts, row, words * sizeof *row);
    s->threads = world_threads(w, s);
}

void situation_free(struct situation *s)
{
    free(s->parts);
    *s = (struct situation){0};
}

enum {
    THREAD_WORDS = sizeof(struct thread) / sizeof(uint64_t),
    ENTITY_WORDS = sizeof(struct entity) / sizeof(uint64_t),
    STATE_WORDS = sizeof(struct state) / sizeof(uint64_t),
    VALUE_WORDS = sizeof(struct value) / sizeof(uint64_t),
};
static_assert(sizeof(struct thread) % sizeof(uint64_t) == 0, "a thread is whole words");
static_assert(sizeof(struct entity) % sizeof(uint64_t) == 0, "an entity is whole words");

/* ---- Taking apart ---------------------------------------------------------------------------- */

static bool stack_is_alone(const struct world *w, uint32_t thread)
{
    struct frame f = frame_innermost(&w->machine, thread);
    do {
        if (!w->facts.alone[f.unit])
            return false;
    } while (frame_outwards(&w->machine, thread, &f));
    return true;
}

static void note_thread(struct world *w, uint32_t part, uint32_t thread, bool arrays)
{
    const struct thread *t = state_thread(w->machine.state, thread);
    while (part >= w->note_capacity) {
        w->note_capacity = w->note_capacity ? w->note_capacity * 2 : 64;
        w->notes = memory_resize(w->notes, w->note_capacity * sizeof *w->notes);
    }
    struct thread_note *n = &w->notes[part];
    *n = (struct thread_note){.status = t->status,
                              .daemon = t->flags & FLAG_DAEMON,
                              .puppet = t->flags & FLAG_PUPPET,
                              .acts_on_heap =
                                  t->stack_extent.capacity || t->order_extent.capacity || arrays};
    if (t->status != THREAD_RUNNING)
        return;
    n->pc = t->pc;
    n->op = w->machine.program->code[t->pc].op;
    n->unwinds = t->flags & (FLAG_CANCEL | FLAG_INTERRUPT);
    n->alone = stack_is_alone(w, thread);
    if (w->options.persistent) {
        n->step = footprint_of_step(&w->footprints, &w->machine, thread);
        n->future = footprint_of_future(&w->footprints, &w->machine, thread);
    }
    if (n->op == OP_JOIN && !(t->flags & FLAG_ARMED))
        n->joins = state_stack(w->machine.state, thread)[t->top - 1].extra;
    n->joins_by_name = n->op == OP_JOIN && !(t->flags & FLAG_ARMED) && n->joins == 0;
}

static uint32_t take_thread(struct world *w, uint32_t thread)
{
    const struct state *s = w->machine.state;
    const struct thread *t = state_thread(s, thread);
    w->raw.count = w->row.count = 0;
    bool arrays = false;
    struct thread copy = *t;
    copy.name = copy.entity = copy.number = 0;
    copy.next_waiter = copy.previous_waiter = copy.next_gil = 0;
    copy.stack_extent.offset = copy.order_extent.offset = 0;
    if (!w->facts.random)
        copy.random = 0;
    memcpy(parts_add_words(&w->raw, THREAD_WORDS), &copy, sizeof copy);
    if (t->top) {
        uint64_t *values = parts_add_words(&w->raw, t->top * VALUE_WORDS);
        memcpy(values, state_stack(s, thread), t->top * sizeof(struct value));
        if (w->options.forget)
            liveness_forget(&w->liveness, &w->machine, thread, (struct value *)values);
        if (s->array_count)
            arrays = arrays_take(w, (struct value *)values, t->top);
    }
    uint32_t orders = t->order_extent.capacity;
    if (orders)
        memcpy(parts_add_words(&w->raw, orders * VALUE_WORDS),
               state_heap(s) + t->order_extent.offset, orders * sizeof(struct value));
    parts_pack(&w->raw, &w->row);
    bool fresh;
    uint32_t part = store_put(&w->threads, w->row.at, w->row.count, &fresh);
    if (fresh)
        note_thread(w, part, thread, arrays);
    image_keep_thread(w, thread);
    return part;
}

uint32_t parts_take_names(struct world *w)
{
    const struct state *s = w->machine.state;
    w->row.count = 0;
    parts_push_word(&w->row, s->thread_count);
    for (uint32_t i = 0; i < s->thread_count; i++)
        memcpy(parts_add_words(&w->row, sizeof(struct identity) / sizeof(uint64_t)),
               &w->identities[i], sizeof(struct identity));
    bool fresh;
    return store_put(&w->names, w->row.at, w->row.count, &fresh);
}

/* Who the machine's threads are now; those that are new get what they are alike by. */
static void update_identities(struct world *w, const struct situation *s)
{
    const struct state *state = w->machine.state;
    while (state->thread_count > w->identity_capacity) {
        uint32_t old = w->identity_capacity;
        w->identity_capacity = old ? old * 2 : 16;
        w->identities = memory_resize(w->identities, w->identity_capacity * sizeof *w->identities);
        memset(w->identities + old, 0, (w->identity_capacity - old) * sizeof *w->identities);
    }
    for (uint32_t i = 0; i < w->identity_capacity; i++) {
        struct identity *id = &w->identities[i];
        if (i >= state->thread_count || state_thread(state, i)->status == THREAD_FREE) {
            *id = (struct identity){0};
            continue;
        }
        const struct thread *t = state_thread(state, i);
        bool same = id->number == t->number && id->entity != 0;
        bool named = t->name < w->facts.named_count && w->facts.named[t->name];
        bool hidden = w->options.symmetry && i != STATE_MAIN && !named;
        if (!same)
            id->alike = hidden ? handle_of(s->parts[SITUATION_THREADS + i]) : 0;
        id->name = t->name;
        id->entity = t->entity;
        id->number = t->number;
    }
}

void parts_take_after(struct world *w, const struct situation *from, uint32_t thread,
                      struct situation *s)
{
    situation_copy(s, from);
    arrays_begin(w);
    image_begin(w);
    s->parts[SITUATION_THREADS + thread] = take_thread(w, thread);
    s->parts[SITUATION_SHARED] = parts_take_shared(w);
    image_end(w);
}

void parts_take(struct world *w, struct situation *s)
{
    uint32_t threads = w->machine.state->thread_count;
    situation_room(s, threads);
    arrays_begin(w);
    image_begin(w);
    for (uint32_t i = 0; i < threads; i++)
        s->parts[SITUATION_THREADS + i] = i < w->loaded.threads && image_has_thread(w, i)
                                              ? w->loaded.parts[SITUATION_THREADS + i]
                                              : take_thread(w, i);
    s->parts[SITUATION_SHARED] = parts_take_shared(w);
    image_end(w);
    update_identities(w, s);
    s->parts[SITUATION_NAMES] = parts_take_names(w);
}

/* ---- Putting together ------------------------------------------------------------------------ */

const struct identity *parts_identities(const struct world *w, uint32_t part)
{
    uint32_t count;
    return (const struct identity *)(store_get(&w->names, part, &count) + 1);
}

/* The threads' parts tell how much of the heap they take, before the block is made. */
static uint32_t heap_of_threads(struct world *w, const struct situation *s)
{
    uint32_t used = 0;
    for (uint32_t i = 0; i < s->threads; i++) {
        uint32_t part = s->parts[SITUATION_THREADS + i], count;
        if (!w->notes[part].acts_on_heap)
            continue;
        parts_unpack(store_get(&w->threads, part, &count), &w->row);
        const struct thread *t = (const struct thread *)w->row.at;
        used += t->stack_extent.capacity + t->order_extent.capacity;
    }
    return used;
}

static void load_thread(struct world *w, uint32_t thread, uint32_t part, const struct identity *id,
                        uint32_t *heap)
{
    struct state *s = w->machine.state;
    uint32_t count;
    parts_unpack(store_get(&w->threads, part, &count), &w->row);
    const uint64_t *words = w->row.at + THREAD_WORDS;
    struct thread *t = state_thread(s, thread);
    memcpy(t, w->row.at, sizeof *t);
    t->name = id->name;
    t->entity = id->entity;
    t->number = id->number;
    if (t->stack_extent.capacity) {
        t->stack_extent.offset = *heap;
        *heap += t->stack_extent.capacity;
    }
    if (t->top)
        memcpy(state_stack(s, thread), words, t->top * sizeof(struct value));
    words += t->top * VALUE_WORDS;
    if (t->order_extent.capacity) {
        t->order_extent.offset = *heap;
        memcpy(state_heap(s) + *heap, words, t->order_extent.capacity * sizeof(struct value));
        *heap += t->order_extent.capacity;
    }
}

uint32_t parts_put_thread(struct world *w, const struct situation *s, uint32_t thread)
{
    bool fresh;
    uint32_t heap = 0;
    w->row.count = 0;
    parts_pack(&w->raw, &w->row);
    uint32_t part = store_put(&w->threads, w->row.at, w->row.count, &fresh);
    if (!fresh || part == STORE_NONE)
        return part;
    parts_load(w, s);
    load_thread(w, thread, part, &parts_identities(w, s->parts[SITUATION_NAMES])[thread], &heap);
    note_thread(w, part, thread, false);
    w->is_loaded = false; /* it is in no situation now */
    return part;
}

static bool any_acts_on_heap(const struct world *w, const struct situation *s)
{
    for (uint32_t i = 0; i < s->threads; i++)
        if (w->notes[s->parts[SITUATION_THREADS + i]].acts_on_heap)
            return true;
    return false;
}

/* Only threads' parts differ, and none of them lies in the heap. */
static bool differs_in_threads(const struct world *w, const struct situation *s)
{
    if (!w->is_loaded || s->threads != w->loaded.threads ||
        s->parts[SITUATION_SHARED] != w->loaded.parts[SITUATION_SHARED] ||
        s->parts[SITUATION_NAMES] != w->loaded.parts[SITUATION_NAMES])
        return false;
    for (uint32_t i = SITUATION_THREADS; i < SITUATION_THREADS + s->threads; i++)
        if (s->parts[i] != w->loaded.parts[i] &&
            (w->notes[s->parts[i]].acts_on_heap || w->notes[w->loaded.parts[i]].acts_on_heap))
            return false;
    return true;
}

static void load_threads_alone(struct world *w, const struct situation *s)
{
    const struct identity *ids = parts_identities(w, s->parts[SITUATION_NAMES]);
    for (uint32_t i = 0; i < s->threads; i++) {
        uint32_t part = s->parts[SITUATION_THREADS + i], heap = 0;
        if (part == w->loaded.parts[SITUATION_THREADS + i])
            continue;
        struct thread *t = state_thread(w->machine.state, i);
        struct thread links = *t;
        memset(state_stack(w->machine.state, i), 0, links.top * sizeof(struct value));
        load_thread(w, i, part, &ids[i], &heap);
        t->next_waiter = links.next_waiter;
        t->previous_waiter = links.previous_waiter;
        t->next_gil = links.next_gil;
        image_keep_thread(w, i);
    }
}

/* Whether the block can be changed into another situation, in which as many threads bear the same
 * names, and none of either has anything in the heap; done where it is so. */
static bool load_changes(struct world *w, const struct situation *s)
{
    if (!w->is_loaded || s->threads != w->loaded.threads ||
        s->parts[SITUATION_NAMES] != w->loaded.parts[SITUATION_NAMES] ||
        any_acts_on_heap(w, &w->loaded) || any_acts_on_heap(w, s) ||
        !shared_load_changes(w, s->parts[SITUATION_SHARED]))
        return false;
    load_threads_alone(w, s);
    return true;
}

static void load_all(struct world *w, const struct situation *s)
{
    parts_unpack_shared(w, s->parts[SITUATION_SHARED]);
    const struct state *header = (const struct state *)w->raw.at;
    uint32_t threads_heap = heap_of_threads(w, s), heap = 0;
    state_assemble(&w->machine.state, header,
                   threads_heap + shared_heap(parts_raw_entities(&w->raw), header->entity_count));
    const struct identity *ids = parts_identities(w, s->parts[SITUATION_NAMES]);
    for (uint32_t i = 0; i < s->threads; i++)
        load_thread(w, i, s->parts[SITUATION_THREADS + i], &ids[i], &heap);
    shared_load(w, heap);
    arrays_load(w);
    if (s->threads > w->identity_capacity) {
        w->identity_capacity = s->threads * 2;
        w->identities = memory_resize(w->identities, w->identity_capacity * sizeof *w->identities);
    }
    memset(w->identities, 0, w->identity_capacity * sizeof *w->identities);
    memcpy(w->identities, ids, s->threads * sizeof *ids);
    w->image.fits = false;
    image_end(w);
}

void parts_load(struct world *w, const struct situation *s)
{
    if (differs_in_threads(w, s))
        load_threads_alone(w, s);
    else if (!load_changes(w, s))
        load_all(w, s);
    situation_copy(&w->loaded, s);
    w->is_loaded = true;
}
