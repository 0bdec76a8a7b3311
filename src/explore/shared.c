/* shared.c - what all threads share, taken out of the machine and put into it, piece by piece
 * (pieces.c): only those that are not as they were. */
#include "explore/world_inside.h"

#include <string.h>

enum {
    ENTITY_WORDS = sizeof(struct entity) / sizeof(uint64_t),
    STATE_WORDS = sizeof(struct state) / sizeof(uint64_t),
    VALUE_WORDS = sizeof(struct value) / sizeof(uint64_t),
};

/* ---- Taking apart ---------------------------------------------------------------------------- */

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

static void add_front(const struct state *s, struct words *raw)
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

static void add_entities(const struct state *s, uint32_t first, uint32_t count, struct words *raw)
{
    for (uint32_t i = first; i < first + count; i++) {
        struct entity copy = *state_entity(s, i);
        copy.first_waiter = copy.last_waiter = copy.extent.offset = 0;
        memcpy(parts_add_words(raw, ENTITY_WORDS), &copy, sizeof copy);
    }
}

/* The lists of waiters, then what lies in the heap. */
static void add_rest(const struct state *s, struct words *raw)
{
    uint32_t at = raw->count, lists = 0, values = 0;
    parts_push_word(raw, 0);
    for (uint32_t i = 0; i < s->entity_count; i++) {
        const struct entity *e = state_entity(s, i);
        values += e->extent.capacity;
        if (!e->first_waiter)
            continue;
        add_waiters(s, i, raw);
        lists++;
    }
    raw->at[at] = lists;
    add_gil_queue(s, raw);
    for (uint32_t i = 0; values && i < s->entity_count; i++) {
        const struct entity *e = state_entity(s, i);
        if (e->extent.capacity)
            memcpy(parts_add_words(raw, e->extent.capacity * VALUE_WORDS), state_values(s, e),
                   e->extent.capacity * sizeof(struct value));
    }
}

static void take_front(struct world *w)
{
    if (image_has_front(w)) {
        pieces_add(w, pieces_of(w, w->loaded.parts[SITUATION_SHARED])[0]);
        return;
    }
    w->raw.count = 0;
    add_front(w->machine.state, &w->raw);
    pieces_put(w, machine_over(&w->machine), w->raw.at, w->raw.count);
    image_keep_front(w);
}

/* `before`: how many entities were cut in the same way, in the situation that is loaded. */
static void take_entities(struct world *w, uint32_t before)
{
    uint32_t entities = w->machine.state->entity_count, each = pieces_entities_each(entities);
    const uint32_t *pieces = before ? pieces_of(w, w->loaded.parts[SITUATION_SHARED]) : NULL;
    for (uint32_t first = 0, piece = 1; first < entities; first += each, piece++) {
        uint32_t end = first + each < entities ? first + each : entities;
        bool was_cut = end == (first + each < before ? first + each : before);
        if (was_cut && image_has_entities(w, first, end - first)) {
            pieces_add(w, pieces[piece]);
            continue;
        }
        w->raw.count = 0;
        add_entities(w->machine.state, first, end - first, &w->raw);
        pieces_put(w, 0, w->raw.at, w->raw.count);
        image_keep_entities(w, first, end - first);
    }
}

/* Mostly nobody waits and nothing is in the heap: that piece is made once. */
static void take_rest(struct world *w)
{
    w->raw.count = 0;
    add_rest(w->machine.state, &w->raw);
    bool none = w->raw.count == 2 && !w->raw.at[0] && !w->raw.at[1];
    if (none && w->no_rest) {
        pieces_add(w, handle_index(w->no_rest));
        return;
    }
    pieces_put(w, 0, w->raw.at, w->raw.count);
    if (none)
        w->no_rest = handle_of(w->numbers[w->number_count - 1]);
}

uint32_t parts_take_shared(struct world *w)
{
    const struct state *s = w->machine.state;
    uint32_t before = w->image.fits ? w->image.block->entity_count : 0;
    bool same_cut = pieces_entities_each(before) == pieces_entities_each(s->entity_count);
    pieces_begin(w);
    take_front(w);
    take_entities(w, same_cut ? before : 0);
    take_rest(w);
    return pieces_end(
        w, (struct shared_head){.threads = s->thread_count, .over = machine_over(&w->machine)});
}

/* ---- Putting together ------------------------------------------------------------------------ */

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

/* Behind the entities: the lists, and what these have in the heap, where they say. */
static void load_rest(struct state *s, const uint64_t *words)
{
    load_lists(s, &words);
    for (uint32_t i = 0; i < s->entity_count; i++) {
        const struct entity *e = state_entity(s, i);
        if (e->extent.capacity)
            memcpy(state_values(s, e), words, e->extent.capacity * sizeof(struct value));
        words += e->extent.capacity * VALUE_WORDS;
    }
}

uint32_t shared_heap(const struct entity *entities, uint32_t count)
{
    uint32_t used = 0;
    for (uint32_t i = 0; i < count; i++)
        used += entities[i].extent.capacity;
    return used;
}

void shared_load(struct world *w, uint32_t heap)
{
    struct state *s = w->machine.state;
    const uint64_t *bindings = w->raw.at + STATE_WORDS;
    memcpy(state_bindings(s), bindings, s->binding_capacity * sizeof(uint32_t));
    memcpy(state_entity(s, 0), parts_raw_entities(&w->raw),
           s->entity_count * sizeof(struct entity));
    for (uint32_t i = 0; i < s->entity_count; i++) {
        struct entity *e = state_entity(s, i);
        if (!e->extent.capacity)
            continue;
        e->extent.offset = heap;
        heap += e->extent.capacity;
    }
    load_rest(s, parts_raw_lists(&w->raw));
}

/* ---- Putting in what differs ----------------------------------------------------------------- */

/* The pieces that are wanted, those that are there, how many entities each has. */
struct other_pieces {
    const uint32_t *wanted, *there;
    uint32_t count, each;
    const uint64_t *words; /* of those that differ, one behind the other */
};

static bool differs(const struct other_pieces *c, uint32_t piece)
{
    return c->wanted[piece] != c->there[piece];
}

/* The entities of a piece, which is one of entities. */
static uint32_t entities_of(const struct other_pieces *c, const struct state *s, uint32_t piece,
                            uint32_t *first)
{
    *first = (piece - 1) * c->each;
    return s->entity_count - *first < c->each ? s->entity_count - *first : c->each;
}

/* Whether the block can stay as it is laid out: nothing takes more or less of the heap, in which
 * there is nothing else. */
static bool fits(const struct state *now, const struct other_pieces *c)
{
    const uint64_t *words = c->words;
    if (differs(c, 0)) {
        const struct state *front = (const struct state *)words;
        if (now->binding_capacity != front->binding_capacity ||
            now->entity_capacity != front->entity_capacity ||
            now->thread_capacity != front->thread_capacity ||
            now->entity_count != front->entity_count)
            return false;
        words += STATE_WORDS + front->binding_capacity / 2;
    }
    for (uint32_t piece = 1; piece < c->count - 1; piece++) {
        uint32_t first, count = differs(c, piece) ? entities_of(c, now, piece, &first) : 0;
        for (uint32_t i = 0; i < count; i++, words += ENTITY_WORDS)
            if (((const struct entity *)words)->extent.capacity !=
                state_entity(now, first + i)->extent.capacity)
                return false;
    }
    return now->heap_used == shared_heap(state_entity(now, 0), now->entity_count);
}

static const uint64_t *put_front(struct state *s, const uint64_t *words)
{
    struct state front = *s;
    memcpy(s, words, sizeof *s);
    s->size = front.size;
    s->bindings = front.bindings;
    s->entities = front.entities;
    s->threads = front.threads;
    s->stacks = front.stacks;
    s->arrays = front.arrays;
    s->array_capacity = front.array_capacity;
    s->heap = front.heap;
    s->heap_capacity = front.heap_capacity;
    s->heap_used = front.heap_used;
    s->gil_first = front.gil_first;
    s->gil_last = front.gil_last;
    memcpy(state_bindings(s), words + STATE_WORDS, s->binding_capacity * sizeof(uint32_t));
    return words + STATE_WORDS + s->binding_capacity / 2;
}

static const uint64_t *put_entities(struct state *s, uint32_t first, uint32_t count,
                                    const uint64_t *words)
{
    for (uint32_t i = 0; i < count; i++, words += ENTITY_WORDS) {
        struct entity *e = state_entity(s, first + i), links = *e;
        memcpy(e, words, sizeof *e);
        e->first_waiter = links.first_waiter;
        e->last_waiter = links.last_waiter;
        e->extent.offset = links.extent.offset;
    }
    return words;
}

static void put_rest(struct state *s, const uint64_t *words)
{
    s->gil_first = s->gil_last = 0;
    for (uint32_t i = 0; i < s->entity_count; i++)
        state_entity(s, i)->first_waiter = state_entity(s, i)->last_waiter = 0;
    for (uint32_t i = 0; i < s->thread_count; i++) {
        struct thread *t = state_thread(s, i);
        t->next_waiter = t->previous_waiter = t->next_gil = 0;
    }
    load_rest(s, words);
}

/* The links that lists are made of lie in entities and threads. */
static void keep_links(struct world *w)
{
    image_keep_front(w);
    image_keep_entities(w, 0, w->machine.state->entity_count);
    for (uint32_t i = 0; i < w->machine.state->thread_count; i++)
        image_keep_thread(w, i);
}

static void put_pieces(struct world *w, const struct other_pieces *c)
{
    struct state *s = w->machine.state;
    const uint64_t *words = c->words;
    if (differs(c, 0)) {
        words = put_front(s, words);
        image_keep_front(w);
    }
    for (uint32_t piece = 1; piece < c->count - 1; piece++) {
        uint32_t first, count = differs(c, piece) ? entities_of(c, s, piece, &first) : 0;
        if (!count)
            continue;
        words = put_entities(s, first, count, words);
        image_keep_entities(w, first, count);
    }
    if (!differs(c, c->count - 1))
        return;
    put_rest(s, words);
    keep_links(w);
}

bool shared_load_changes(struct world *w, uint32_t part)
{
    const struct state *now = w->machine.state;
    uint32_t there = w->loaded.parts[SITUATION_SHARED];
    struct other_pieces c = {.wanted = pieces_of(w, part),
                             .there = pieces_of(w, there),
                             .count = pieces_count(w, part),
                             .each = pieces_entities_each(now->entity_count)};
    if (c.count != pieces_count(w, there) || now->array_count)
        return false;
    w->raw.count = 0;
    for (uint32_t i = 0; i < c.count; i++)
        if (differs(&c, i))
            pieces_unpack(w, c.wanted[i]);
    c.words = w->raw.at;
    if (!fits(now, &c))
        return false;
    put_pieces(w, &c);
    return true;
}
