/* oracle_arrays.c - large private arrays (core/state.h) in one form, whoever shares them.
 *
 * Whether two threads with the same elements share an array, and its number, tell only how a state
 * came about. In the form that is kept those that are equal are one, numbered in the order of the
 * slots that have them. */
#include "oracle_inside.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct contents {
    uint32_t length, users;
    struct value *elements;
};

struct all_contents {
    struct contents *at;
    uint32_t count, capacity;
};

/* The number of the same contents, which have one user more. */
static uint32_t number_of(struct all_contents *all, const struct value *elements, uint32_t length)
{
    size_t bytes = length * sizeof *elements;
    for (uint32_t i = 0; i < all->count; i++) {
        struct contents *c = &all->at[i];
        if (c->length == length && memcmp(c->elements, elements, bytes) == 0) {
            c->users++;
            return i;
        }
    }
    MEMORY_ROOM_FOR_ONE(all->at, all->count, all->capacity);
    struct contents *c = &all->at[all->count];
    *c = (struct contents){.length = length, .users = 1, .elements = memory_new(bytes)};
    memcpy(c->elements, elements, bytes);
    return all->count++;
}

static void give_up_all(struct state **s)
{
    while ((*s)->array_count) /* the last one has users */
        state_release_array(s, (*s)->array_count - 1);
}

void oracle_settle_arrays(struct state **s)
{
    struct all_contents all = {0};
    for (uint32_t i = 0; (*s)->array_count && i < (*s)->thread_count; i++) {
        struct value *stack = state_stack(*s, i);
        for (uint32_t k = 0; k < state_thread(*s, i)->top; k++)
            if (stack[k].kind == VALUE_LARGE_ARRAY)
                stack[k].number =
                    number_of(&all, state_elements(*s, (uint32_t)stack[k].number), stack[k].extra);
    }
    give_up_all(s);
    for (uint32_t i = 0; i < all.count; i++) {
        struct contents *c = &all.at[i];
        uint32_t array = state_add_array(s, c->length);
        memcpy(state_elements(*s, array), c->elements, c->length * sizeof *c->elements);
        state_array(*s, array)->users = c->users;
        free(c->elements);
    }
    free(all.at);
}
