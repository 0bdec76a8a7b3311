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
    parts_push_word(row, raw->count);
    for (uint32_t begin = 0; begin < raw->count; begin += 64) {
        uint32_t end = begin + 64 < raw->count ? begin + 64 : raw->count;
        uint64_t mask = 0;
        uint32_t at = row->count;
        parts_push_word(row, 0);
        for (uint32_t i = begin; i < end; i++)
            if (raw->at[i]) {
                mask |= (uint64_t)1 << (i - begin);
                parts_push_word(row, raw->at[i]);
            }
        row->at[at] = mask;
    }
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
    return part;
}

/* The list of an entity's waiters: how many, then who. */
static void add_waiters(const struct state *s, uint32_t entity, struct words *raw)
{
    uint32_t at = raw->count, count = 0;
    parts_push_word(raw, 0);
    for (uint32_t k = state_entity(s, entity)->first_waiter; k;
         k = state_thread(s, handle_index(k))->next_waiter, count++)
        parts_push_word(raw, handle_index(k));
    raw->at[at] = (uint64_t)entity << 32 | count;
}

static void add_gil_queue(const struct state *s, struct words *raw)
{
    uint32_t at = raw->count, count = 0;
    parts_push_word(raw, 0);
    for (uint32_t k = s->gil_first; k; k = state_thread(s, handle_index(k))->next_gil, count++)
        parts_push_word(raw, handle_index(k));
    raw->at[at] = count;
}

static void add_header(const struct state *s, struct words *raw)
{
    struct state header = *s;
    header.size = header.bindings = header.entities = header.threads = header.stacks = header.heap =
        0;
    header.arrays = 0;
    header.array_capacity = header.array_count = header.arrays_free = 0;
    header.heap_capacity = header.heap_used = 0;
    header.gil_first = header.gil_last = 0;
    memcpy(parts_add_words(raw, STATE_WORDS), &header, sizeof header);
    memcpy(parts_add_words(raw, s->binding_capacity / 2), (const char *)s + s->bindings,
           s->binding_capacity * sizeof(uint32_t));
}

/* Entities, then the lists of waiters, then what lies in the heap. */
static void add_entities(const struct state *s, struct words *raw)
{
    uint32_t lists = 0;
    for (uint32_t i = 0; i < s->entity_count; i++) {
        struct entity copy = *state_entity(s, i);
        lists += copy.first_waiter != 0;
        copy.first_waiter = copy.last_waiter = copy.extent.offset = 0;
        memcpy(parts_add_words(raw, ENTITY_WORDS), &copy, sizeof copy);
    }
    parts_push_word(raw, lists);
    for (uint32_t i = 0; lists && i < s->entity_count; i++)
        if (state_entity(s, i)->first_waiter)
            add_waiters(s, i, raw);
    add_gil_queue(s, raw);
    for (uint32_t i = 0; i < s->entity_count; i++) {
        const struct entity *e = state_entity(s, i);
        if (e->extent.capacity)
            memcpy(parts_add_words(raw, e->extent.capacity * VALUE_WORDS), state_values(s, e),
                   e->extent.capacity * sizeof(struct value));
    }
}

uint32_t parts_take_shared(struct world *w)
{
    const struct state *s = w->machine.state;
    w->raw.count = 0;
    add_header(s, &w->raw);
    add_entities(s, &w->raw);
    return parts_pack_shared(
        w, (struct shared_head){.threads = s->thread_count, .over = machine_over(&w->machine)});
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
    s->parts[SITUATION_THREADS + thread] = take_thread(w, thread);
    s->parts[SITUATION_SHARED] = parts_take_shared(w);
}

void parts_take(struct world *w, struct situation *s)
{
    uint32_t threads = w->machine.state->thread_count;
    situation_room(s, threads);
    arrays_begin(w);
    for (uint32_t i = 0; i < threads; i++)
        s->parts[SITUATION_THREADS + i] = take_thread(w, i);
    s->parts[SITUATION_SHARED] = parts_take_shared(w);
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

static void load_lists(struct state *s, const uint64_t **words)
{
    for (uint64_t lists = *(*words)++; lists > 0; lists--) {
        uint64_t head = *(*words)++;
        uint32_t entity = (uint32_t)(head >> 32), before = 0;
        struct entity *e = state_entity(s, entity);
        for (uint32_t k = 0; k < (uint32_t)head; k++) {
            uint32_t waiter = handle_of((uint32_t) * (*words)++);
            state_thread(s, handle_index(waiter))->previous_waiter = before;
            if (before)
                state_thread(s, handle_index(before))->next_waiter = waiter;
            else
                e->first_waiter = waiter;
            e->last_waiter = before = waiter;
        }
    }
    uint32_t before = 0;
    for (uint64_t count = *(*words)++; count > 0; count--) {
        uint32_t thread = handle_of((uint32_t) * (*words)++);
        if (before)
            state_thread(s, handle_index(before))->next_gil = thread;
        else
            s->gil_first = thread;
        s->gil_last = before = thread;
    }
}

static void load_entities(struct state *s, const uint64_t *words, uint32_t heap)
{
    for (uint32_t i = 0; i < s->entity_count; i++, words += ENTITY_WORDS)
        memcpy(state_entity(s, i), words, sizeof(struct entity));
    load_lists(s, &words);
    for (uint32_t i = 0; i < s->entity_count; i++) {
        struct entity *e = state_entity(s, i);
        if (!e->extent.capacity)
            continue;
        e->extent.offset = heap;
        memcpy(state_heap(s) + heap, words, e->extent.capacity * sizeof(struct value));
        heap += e->extent.capacity;
        words += e->extent.capacity * VALUE_WORDS;
    }
}

static uint32_t heap_of_entities(const uint64_t *words, uint32_t count)
{
    uint32_t used = 0;
    for (uint32_t i = 0; i < count; i++)
        used += ((const struct entity *)(words + (size_t)i * ENTITY_WORDS))->extent.capacity;
    return used;
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
    }
}

/* What is shared goes into the block as it is, whose layout is the one that is wanted. */
static void load_shared_alone(struct world *w, const uint64_t *bindings, const uint64_t *entities)
{
    struct state *s = w->machine.state;
    struct state layout = *s;
    memcpy(s, w->raw.at, sizeof *s);
    s->size = layout.size;
    s->bindings = layout.bindings;
    s->entities = layout.entities;
    s->threads = layout.threads;
    s->stacks = layout.stacks;
    s->arrays = layout.arrays;
    s->array_capacity = layout.array_capacity;
    s->heap = layout.heap;
    s->heap_capacity = layout.heap_capacity;
    s->heap_used = layout.heap_used;
    memcpy(state_bindings(s), bindings, s->binding_capacity * sizeof(uint32_t));
    for (uint32_t i = 0; i < s->thread_count; i++) {
        struct thread *t = state_thread(s, i);
        t->next_waiter = t->previous_waiter = t->next_gil = 0;
    }
    load_entities(s, entities, 0);
}

/* Whether the block has the layout of this one, and no thread of either has anything in the heap.
 */
static bool same_layout(const struct world *w, const struct situation *s,
                        const struct state *header, uint32_t heap)
{
    const struct state *now = w->machine.state;
    if (!w->is_loaded || s->threads != w->loaded.threads ||
        s->parts[SITUATION_NAMES] != w->loaded.parts[SITUATION_NAMES] || now->heap_used != heap ||
        now->binding_capacity != header->binding_capacity ||
        now->entity_capacity != header->entity_capacity ||
        now->thread_capacity != header->thread_capacity ||
        now->entity_count != header->entity_count)
        return false;
    return !any_acts_on_heap(w, &w->loaded) && !any_acts_on_heap(w, s);
}

void parts_load(struct world *w, const struct situation *s)
{
    if (differs_in_threads(w, s)) {
        load_threads_alone(w, s);
        situation_copy(&w->loaded, s);
        return;
    }
    parts_unpack_shared(w, s->parts[SITUATION_SHARED]);
    const struct state *header = (const struct state *)w->raw.at;
    const uint64_t *bindings = w->raw.at + STATE_WORDS;
    const uint64_t *entities = bindings + header->binding_capacity / 2;
    uint32_t threads_heap = heap_of_threads(w, s), heap = 0;
    uint32_t entities_heap = heap_of_entities(entities, header->entity_count);
    if (same_layout(w, s, header, entities_heap)) {
        load_shared_alone(w, bindings, entities);
        load_threads_alone(w, s);
        situation_copy(&w->loaded, s);
        return;
    }
    state_assemble(&w->machine.state, header, threads_heap + entities_heap);
    struct state *state = w->machine.state;
    memcpy(state_bindings(state), bindings, state->binding_capacity * sizeof(uint32_t));
    const struct identity *ids = parts_identities(w, s->parts[SITUATION_NAMES]);
    for (uint32_t i = 0; i < s->threads; i++)
        load_thread(w, i, s->parts[SITUATION_THREADS + i], &ids[i], &heap);
    load_entities(state, entities, heap);
    arrays_load(w);
    if (s->threads > w->identity_capacity) {
        w->identity_capacity = s->threads * 2;
        w->identities = memory_resize(w->identities, w->identity_capacity * sizeof *w->identities);
    }
    memset(w->identities, 0, w->identity_capacity * sizeof *w->identities);
    memcpy(w->identities, ids, s->threads * sizeof *ids);
    situation_copy(&w->loaded, s);
    w->is_loaded = true;
}
