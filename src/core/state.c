/* state.c - see state.h. */
#include "core/state.h"

#include "base/memory.h"
#include "core/limits.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Room for `count` items: nothing, or a power of two of at least `least`. */
static uint32_t room(uint32_t count, uint32_t least)
{
    uint32_t capacity = least;
    while (capacity < count)
        capacity *= 2;
    return count == 0 ? 0 : capacity;
}

enum {
    LEAST_BINDINGS = 64,
    LEAST_ENTITIES = 16,
    LEAST_THREADS = 8,
    LEAST_ARRAYS = 4,
    LEAST_HEAP = 64
};

/* The sizes that decide the layout. */
struct shape {
    uint32_t bindings, entities, threads, arrays, heap;
};

static uint64_t lay_out(struct state *s, struct shape shape)
{
    uint64_t at = sizeof(struct state);
    s->stacks = at;
    at += (uint64_t)shape.threads * STATE_STACK_INLINE * sizeof(struct value);
    s->threads = at;
    at += (uint64_t)shape.threads * sizeof(struct thread);
    s->entities = at;
    at += (uint64_t)shape.entities * sizeof(struct entity);
    s->bindings = at;
    at += (uint64_t)shape.bindings * sizeof(uint32_t);
    s->arrays = at;
    at += (uint64_t)shape.arrays * sizeof(struct array);
    s->heap = at;
    at += (uint64_t)shape.heap * sizeof(struct value);
    s->binding_capacity = shape.bindings;
    s->entity_capacity = shape.entities;
    s->thread_capacity = shape.threads;
    s->array_capacity = shape.arrays;
    s->heap_capacity = shape.heap;
    return at;
}

static_assert(offsetof(struct state, locals) + sizeof(uint32_t) == sizeof(struct state) &&
                  sizeof(struct state) % sizeof(uint64_t) == 0,
              "a state is whole words, without a byte that belongs to no field");

/* What no pointer reaches cannot be had either, and memory.h says so. */
static size_t allocatable(uint64_t bytes)
{
    return bytes < SIZE_MAX ? (size_t)bytes : SIZE_MAX;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Where the tables begin, in their order, and where the last one ends. */
enum { TABLES = 6 };
struct bounds {
    uint64_t at[TABLES + 1];
};

static struct bounds bounds_of(const struct state *s)
{
    return (struct bounds){
        {s->stacks, s->threads, s->entities, s->bindings, s->arrays, s->heap, s->size}};
}

/* Table i goes to its new place in the block, and what it has there beyond its old length is zero.
 */
static void move_table(struct state *s, const struct bounds *from, const struct bounds *to, int i)
{
    uint64_t room = to->at[i + 1] - to->at[i];
    uint64_t kept = least(from->at[i + 1] - from->at[i], room);
    char *place = (char *)s + to->at[i];
    memmove(place, (const char *)s + from->at[i], (size_t)kept);
    memset(place + kept, 0, (size_t)(room - kept));
}

/* Gives the block the shape asked for; no table may grow while another shrinks. A large block that
 * grows in place, or is moved by its pages, costs a fraction of a new one: these are never touched
 * again. */
static void reshape(struct state **state, struct shape shape)
{
    struct state *s = *state, header = *s;
    header.size = lay_out(&header, shape);
    const struct bounds from = bounds_of(s), to = bounds_of(&header);
    bool grows = header.size >= s->size;
    for (int i = 0; i < TABLES; i++)
        assert(grows ? to.at[i] >= from.at[i] : to.at[i] <= from.at[i]);
    if (grows)
        s = memory_resize(s, allocatable(header.size));
    for (int i = 0; i < TABLES; i++)
        move_table(s, &from, &to, grows ? TABLES - 1 - i : i);
    *s = header;
    *state = grows ? s : memory_resize(s, allocatable(header.size));
}

static struct shape shape_of(const struct state *s)
{
    return (struct shape){s->binding_capacity, s->entity_capacity, s->thread_capacity,
                          s->array_capacity, s->heap_capacity};
}

struct state *state_new(uint64_t seed, uint32_t max_threads)
{
    struct state header = {.seed = seed, .max_threads = max_threads};
    struct shape shape = {LEAST_BINDINGS, LEAST_ENTITIES, LEAST_THREADS, 0, 0};
    uint64_t size = lay_out(&header, shape);
    struct state *s = memory_zeroed(1, allocatable(size));
    *s = header;
    s->size = size;
    return s;
}

/* Puts zero where something is in use; the rest is zero already. */
static void wipe(struct state *s)
{
    for (uint32_t i = 0; i < s->thread_count; i++)
        if (!state_thread(s, i)->stack_extent.capacity)
            memset(state_stack(s, i), 0, state_thread(s, i)->top * sizeof(struct value));
    memset(state_bindings(s), 0, s->binding_capacity * sizeof(uint32_t));
    memset(state_entity(s, 0), 0, s->entity_count * sizeof(struct entity));
    memset(state_thread(s, 0), 0, s->thread_count * sizeof(struct thread));
    if (s->array_count)
        memset(state_array(s, 0), 0, s->array_count * sizeof(struct array));
    memset(state_heap(s), 0, s->heap_used * sizeof(struct value));
}

void state_assemble(struct state **state, const struct state *header, uint32_t heap_used)
{
    struct state fresh = *header;
    struct shape shape = shape_of(header);
    shape.heap = room(heap_used, LEAST_HEAP);
    uint64_t size = lay_out(&fresh, shape);
    bool fits = (*state)->size == size;
    if (fits)
        wipe(*state); /* by its old layout, which may be another */
    else
        free(*state);
    if (!fits)
        *state = memory_zeroed(1, allocatable(size));
    fresh.size = size;
    fresh.heap_used = heap_used;
    **state = fresh;
}

struct state *state_copy(const struct state *s)
{
    size_t size = (size_t)s->size; /* it is in memory, so it fits */
    struct state *copy = memory_new(size);
    memcpy(copy, s, size);
    return copy;
}

bool state_equals(const struct state *a, const struct state *b)
{
    return a->size == b->size && memcmp(a, b, (size_t)a->size) == 0;
}

void state_free(struct state *s)
{
    free(s);
}

void state_bind(struct state **state, uint32_t name, uint32_t handle)
{
    struct state *s = *state;
    if (name >= s->binding_capacity) {
        if (!handle)
            return;
        struct shape shape = shape_of(s);
        shape.bindings = room(name + 1, LEAST_BINDINGS);
        reshape(state, shape);
        s = *state;
    }
    state_bindings(s)[name] = handle;
    if (handle || s->binding_capacity == LEAST_BINDINGS || name < s->binding_capacity / 2)
        return;
    /* The upper half may be empty now. */
    uint32_t highest = s->binding_capacity - 1;
    while (highest && !state_bindings(s)[highest])
        highest--;
    struct shape shape = shape_of(s);
    shape.bindings = room(highest + 1, LEAST_BINDINGS);
    if (shape.bindings != s->binding_capacity)
        reshape(state, shape);
}

/* ---- The heap -------------------------------------------------------------------------------- */

/* The extents of the heap in their order: the large arrays', for every thread its stack and its
 * orders, then the entities'. Returns NULL behind the last. */
static struct extent *extent_at(struct state *s, uint64_t order)
{
    if (order < s->array_count)
        return &state_array(s, (uint32_t)order)->extent;
    order -= s->array_count;
    uint64_t thread = order / 2;
    if (thread < s->thread_count)
        return order % 2 ? &state_thread(s, (uint32_t)thread)->order_extent
                         : &state_thread(s, (uint32_t)thread)->stack_extent;
    uint64_t entity = order - 2 * (uint64_t)s->thread_count;
    return entity < s->entity_count ? &state_entity(s, (uint32_t)entity)->extent : NULL;
}

/* Where in that order a thread's stack stands; its orders are behind it. */
static uint64_t order_of_thread(const struct state *s, uint32_t thread)
{
    return s->array_count + 2 * (uint64_t)thread;
}

/* Where the extents from `order` on begin. */
static uint32_t heap_position(struct state *s, uint64_t order)
{
    while (order > 0) {
        const struct extent *e = extent_at(s, --order);
        if (e->capacity)
            return e->offset + e->capacity;
    }
    return 0;
}

/* Gives the extent at `order` the capacity asked for: those behind it move. */
static void resize_extent(struct state **state, uint64_t order, uint32_t capacity)
{
    struct state *s = *state;
    struct extent *e = extent_at(s, order);
    uint32_t old = e->capacity;
    if (old == capacity)
        return;
    uint32_t offset = old ? e->offset : heap_position(s, order);
    uint32_t used = s->heap_used - old + capacity;
    if (used > s->heap_capacity) {
        struct shape shape = shape_of(s);
        shape.heap = room(used, LEAST_HEAP);
        reshape(state, shape);
        s = *state;
        e = extent_at(s, order);
    }
    struct value *heap = state_heap(s);
    uint32_t behind = s->heap_used - offset - old;
    memmove(heap + offset + capacity, heap + offset + old, behind * sizeof *heap);
    if (capacity > old)
        memset(heap + offset + old, 0, (capacity - old) * sizeof *heap);
    else
        memset(heap + used, 0, (old - capacity) * sizeof *heap);
    e->offset = capacity ? offset : 0;
    e->capacity = capacity;
    s->heap_used = used;
    if (behind) {
        struct extent *later;
        while ((later = extent_at(s, ++order)))
            if (later->capacity)
                later->offset = later->offset - old + capacity;
    }
    if (room(used, LEAST_HEAP) < s->heap_capacity) {
        struct shape shape = shape_of(s);
        shape.heap = room(used, LEAST_HEAP);
        reshape(state, shape);
    }
}

void state_resize_entity(struct state **s, uint32_t entity, uint32_t values)
{
    resize_extent(s, order_of_thread(*s, (*s)->thread_count) + entity, room(values, 2));
}

void state_resize_orders(struct state **s, uint32_t thread, uint32_t values)
{
    resize_extent(s, order_of_thread(*s, thread) + 1, room(values, 2));
}

void state_resize_stack(struct state **state, uint32_t thread, uint32_t values)
{
    struct state *s = *state;
    struct thread *t = state_thread(s, thread);
    uint32_t old = t->stack_extent.capacity;
    uint32_t capacity = values > STATE_STACK_INLINE ? room(values, 2 * STATE_STACK_INLINE) : 0;
    if (capacity == old)
        return;
    struct value *in_line =
        (struct value *)((char *)s + s->stacks) + (size_t)thread * STATE_STACK_INLINE;
    if (capacity == 0) {
        memcpy(in_line, state_heap(s) + t->stack_extent.offset,
               STATE_STACK_INLINE * sizeof *in_line);
        resize_extent(state, order_of_thread(s, thread), 0);
        return;
    }
    resize_extent(state, order_of_thread(s, thread), capacity);
    if (old == 0) {
        s = *state;
        in_line = (struct value *)((char *)s + s->stacks) + (size_t)thread * STATE_STACK_INLINE;
        memcpy(state_stack(s, thread), in_line, STATE_STACK_INLINE * sizeof *in_line);
        memset(in_line, 0, STATE_STACK_INLINE * sizeof *in_line);
    }
}

/* ---- Large private arrays -------------------------------------------------------------------- */

uint32_t state_array_room(uint32_t length)
{
    return room(length, 2);
}

uint32_t state_extent_growth(struct extent extent, uint32_t values)
{
    uint32_t wanted = room(values, 2);
    return wanted > extent.capacity ? wanted - extent.capacity : 0;
}

static void set_array_count(struct state **state, uint32_t count)
{
    struct shape shape = shape_of(*state);
    shape.arrays = room(count, LEAST_ARRAYS);
    if (shape.arrays != (*state)->array_capacity)
        reshape(state, shape);
    (*state)->array_count = count;
}

uint32_t state_add_array(struct state **state, uint32_t length)
{
    struct state *s = *state;
    uint32_t array = s->array_count;
    if (s->arrays_free) {
        array = 0;
        while (state_array(s, array)->users)
            array++;
        s->arrays_free--;
    } else {
        set_array_count(state, array + 1);
    }
    *state_array(*state, array) = (struct array){.length = length, .users = 1};
    resize_extent(state, array, state_array_room(length));
    return array;
}

void state_release_array(struct state **state, uint32_t array)
{
    struct state *s = *state;
    assert(array < s->array_count && state_array(s, array)->users > 0);
    if (--state_array(s, array)->users)
        return;
    resize_extent(state, array, 0);
    s = *state;
    *state_array(s, array) = (struct array){0};
    s->arrays_free++;
    uint32_t count = s->array_count;
    while (count && state_array(s, count - 1)->users == 0)
        count--;
    s->arrays_free -= s->array_count - count;
    set_array_count(state, count);
}

/* ---- Entities and threads -------------------------------------------------------------------- */

static void set_entity_count(struct state **state, uint32_t count)
{
    struct shape shape = shape_of(*state);
    shape.entities = room(count, LEAST_ENTITIES);
    if (count == 0)
        shape.entities = LEAST_ENTITIES;
    if (shape.entities != (*state)->entity_capacity)
        reshape(state, shape);
    (*state)->entity_count = count;
}

/* Where so many free ones lie in a row; behind all that are in use where they do not. */
static uint32_t first_of_free(const struct state *s, uint32_t count)
{
    if (s->entities_free < count)
        return s->entity_count;
    uint32_t run = 0;
    for (uint32_t i = 0; i < s->entity_count; i++) {
        run = state_entity(s, i)->kind == ENTITY_FREE ? run + 1 : 0;
        if (run == count)
            return i + 1 - count;
    }
    return s->entity_count;
}

uint32_t state_add_entities(struct state **state, uint32_t count)
{
    struct state *s = *state;
    if (s->entity_count - s->entities_free + count > LIMIT_OBJECTS)
        return UINT32_MAX;
    uint32_t first = first_of_free(s, count);
    if (first == s->entity_count)
        set_entity_count(state, first + count);
    else
        s->entities_free -= count;
    return first;
}

void state_drop_entity(struct state **state, uint32_t entity)
{
    state_resize_entity(state, entity, 0);
    struct state *s = *state;
    memset(state_entity(s, entity), 0, sizeof(struct entity));
    s->entities_free++;
    uint32_t count = s->entity_count;
    while (count && state_entity(s, count - 1)->kind == ENTITY_FREE)
        count--;
    s->entities_free -= s->entity_count - count;
    set_entity_count(state, count);
}

static void set_thread_count(struct state **state, uint32_t count)
{
    struct shape shape = shape_of(*state);
    shape.threads = room(count, LEAST_THREADS);
    if (count == 0)
        shape.threads = LEAST_THREADS;
    if (shape.threads != (*state)->thread_capacity)
        reshape(state, shape);
    (*state)->thread_count = count;
}

uint32_t state_add_thread(struct state **state)
{
    struct state *s = *state;
    uint32_t thread = s->thread_count;
    if (s->threads_free) {
        thread = 0;
        while (state_thread(s, thread)->status != THREAD_FREE)
            thread++;
        s->threads_free--;
    } else {
        set_thread_count(state, thread + 1);
    }
    state_thread(*state, thread)->deadline = NO_DEADLINE;
    return thread;
}

void state_drop_thread(struct state **state, uint32_t thread)
{
    assert(state_thread(*state, thread)->waits_on == 0);
    state_resize_stack(state, thread, 0);
    state_resize_orders(state, thread, 0);
    struct state *s = *state;
    memset(state_stack(s, thread), 0, STATE_STACK_INLINE * sizeof(struct value));
    memset(state_thread(s, thread), 0, sizeof(struct thread));
    s->threads_free++;
    uint32_t count = s->thread_count;
    while (count && state_thread(s, count - 1)->status == THREAD_FREE)
        count--;
    s->threads_free -= s->thread_count - count;
    set_thread_count(state, count);
}

/* ---- What growing would take ----------------------------------------------------------------- */

/* A table's capacity with so much in it; none shrinks for what comes into another. */
static uint32_t grown(uint64_t count, uint32_t capacity, uint32_t least_room)
{
    return count <= capacity ? capacity : room((uint32_t)count, least_room);
}

uint64_t state_bytes_with(const struct state *s, struct state_growth growth)
{
    struct state header = *s;
    struct shape shape = shape_of(s);
    uint64_t used = s->heap_used + growth.values;
    if (used > STATE_MOST_VALUES)
        return UINT64_MAX;
    /* A single one finds a place wherever one is free. */
    bool fits = growth.entities <= 1 ? growth.entities <= s->entities_free
                                     : first_of_free(s, growth.entities) < s->entity_count;
    /* More than there may be are refused by who adds them. */
    if (!fits)
        shape.entities = grown(least((uint64_t)s->entity_count + growth.entities, LIMIT_OBJECTS),
                               shape.entities, LEAST_ENTITIES);
    if (growth.threads > s->threads_free)
        shape.threads = grown((uint64_t)s->thread_count + growth.threads - s->threads_free,
                              shape.threads, LEAST_THREADS);
    shape.bindings =
        grown(growth.name ? (uint64_t)growth.name + 1 : 0, shape.bindings, LEAST_BINDINGS);
    shape.heap = grown(used, shape.heap, LEAST_HEAP);
    return lay_out(&header, shape);
}

/* ---- Waiters --------------------------------------------------------------------------------- */

void state_wait_on(struct state *s, uint32_t thread, uint32_t entity)
{
    struct entity *e = state_entity(s, entity);
    struct thread *t = state_thread(s, thread);
    assert(t->waits_on == 0);
    uint32_t before = e->last_waiter;
    /* Threads mostly arrive in order, so the place is found from the end. */
    if (!kind_is(e->kind, KIND_FIRST_COME))
        while (before && handle_index(before) > thread)
            before = state_thread(s, handle_index(before))->previous_waiter;
    uint32_t after = before ? state_thread(s, handle_index(before))->next_waiter : e->first_waiter;
    t->waits_on = handle_of(entity);
    t->previous_waiter = before;
    t->next_waiter = after;
    if (before)
        state_thread(s, handle_index(before))->next_waiter = handle_of(thread);
    else
        e->first_waiter = handle_of(thread);
    if (after)
        state_thread(s, handle_index(after))->previous_waiter = handle_of(thread);
    else
        e->last_waiter = handle_of(thread);
}

void state_stop_waiting(struct state *s, uint32_t thread)
{
    struct thread *t = state_thread(s, thread);
    if (!t->waits_on)
        return;
    struct entity *e = state_entity(s, handle_index(t->waits_on));
    if (t->previous_waiter)
        state_thread(s, handle_index(t->previous_waiter))->next_waiter = t->next_waiter;
    else
        e->first_waiter = t->next_waiter;
    if (t->next_waiter)
        state_thread(s, handle_index(t->next_waiter))->previous_waiter = t->previous_waiter;
    else
        e->last_waiter = t->previous_waiter;
    t->waits_on = t->next_waiter = t->previous_waiter = 0;
}
