/* arrays.c - large private arrays (core/state.h), taken out of states and put back.
 *
 * Two situations are the same where threads have the same elements, whichever of them share an
 * array in the machine and whatever its number is there. So the parts of threads refer to
 * contents: each is kept once, in w->arrays, and its number stands in the slot. In a machine that
 * is put together whoever has the same contents shares them. */
#include "explore/world_inside.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { VALUE_WORDS = sizeof(struct value) / sizeof(uint64_t) };

static void numbering_clear(struct numbering *n)
{
    if (n->capacity)
        memset(n->of, 0, n->capacity * sizeof *n->of);
}

/* The place of what is numbered; zero if it has not been given yet. */
static uint32_t *numbering_at(struct numbering *n, uint32_t index)
{
    if (index >= n->capacity) {
        uint32_t old = n->capacity;
        n->capacity = index * 2 + 16;
        n->of = memory_resize(n->of, n->capacity * sizeof *n->of);
        memset(n->of + old, 0, (n->capacity - old) * sizeof *n->of);
    }
    return &n->of[index];
}

void arrays_free(struct world *w)
{
    store_free(&w->arrays);
    free(w->array_numbers.of);
    free(w->array_places.of);
    w->array_numbers = w->array_places = (struct numbering){0};
}

/* The number of an array's contents; w->row is free for it. */
static uint32_t number_of(struct world *w, uint32_t array)
{
    uint32_t *number = numbering_at(&w->array_numbers, array);
    if (*number)
        return handle_index(*number);
    const struct state *s = w->machine.state;
    struct words elements = {.at = (uint64_t *)state_elements(s, array),
                             .count = state_array(s, array)->length * VALUE_WORDS};
    bool fresh;
    w->row.count = 0;
    parts_pack(&elements, &w->row);
    uint32_t contents = store_put(&w->arrays, w->row.at, w->row.count, &fresh);
    w->row.count = 0;
    *number = handle_of(contents);
    return contents;
}

void arrays_begin(struct world *w)
{
    numbering_clear(&w->array_numbers);
}

bool arrays_take(struct world *w, struct value *stack, uint32_t count)
{
    bool any = false;
    for (uint32_t i = 0; i < count; i++) {
        if (stack[i].kind != VALUE_LARGE_ARRAY)
            continue;
        stack[i].number = number_of(w, (uint32_t)stack[i].number);
        any = true;
    }
    return any;
}

/* The array with the contents that the value has the number of: one that is there, or a new one. */
static void load_array(struct world *w, uint32_t thread, uint32_t at)
{
    struct value v = state_stack(w->machine.state, thread)[at];
    uint32_t *place = numbering_at(&w->array_places, (uint32_t)v.number), count;
    if (*place) {
        state_array(w->machine.state, handle_index(*place))->users++;
    } else {
        *place = handle_of(state_add_array(&w->machine.state, v.extra));
        parts_unpack(store_get(&w->arrays, (uint32_t)v.number, &count), &w->row);
        memcpy(state_elements(w->machine.state, handle_index(*place)), w->row.at,
               v.extra * sizeof v);
    }
    state_stack(w->machine.state, thread)[at].number = handle_index(*place);
}

void arrays_load(struct world *w)
{
    if (!w->arrays.count)
        return;
    numbering_clear(&w->array_places);
    for (uint32_t i = 0; i < w->machine.state->thread_count; i++)
        for (uint32_t k = 0; k < state_thread(w->machine.state, i)->top; k++)
            if (state_stack(w->machine.state, i)[k].kind == VALUE_LARGE_ARRAY)
                load_array(w, i, k);
}
