/* image.c - what the machine's block was like in the situation that is loaded, so that after a step
 * only that is taken apart anew in which there is another byte. Links between waiters and the like,
 * which belong to no part, may differ: that costs time alone.
 *
 * All of the block before its arrays and its heap (core/state.h) is kept, at the same places. */
#include "explore/world_inside.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void image_free(struct world *w)
{
    free(w->image.block);
}

size_t image_bytes(const struct world *w)
{
    return w->image.capacity;
}

void image_begin(struct world *w)
{
    const struct state *now = w->machine.state, *then = w->image.block;
    w->image.fits = then && now->binding_capacity == then->binding_capacity &&
                    now->entity_capacity == then->entity_capacity &&
                    now->thread_capacity == then->thread_capacity;
}

void image_end(struct world *w)
{
    const struct state *now = w->machine.state;
    if (w->image.fits)
        return;
    if (w->image.capacity < now->arrays) {
        w->image.capacity = (size_t)now->arrays;
        w->image.block = memory_resize(w->image.block, w->image.capacity);
    }
    memcpy(w->image.block, now, (size_t)now->arrays);
    w->image.fits = true;
}

static void *at(const struct state *block, const void *place, const struct world *w)
{
    return (char *)block + ((const char *)place - (const char *)w->machine.state);
}

static bool is_same(const struct world *w, const void *place, size_t bytes)
{
    return memcmp(at(w->image.block, place, w), place, bytes) == 0;
}

static void keep(struct world *w, const void *place, size_t bytes)
{
    memcpy(at(w->image.block, place, w), place, bytes);
}

bool image_has_front(const struct world *w)
{
    const struct state *s = w->machine.state;
    return w->image.fits && is_same(w, s, sizeof *s) &&
           is_same(w, state_bindings(w->machine.state), s->binding_capacity * sizeof(uint32_t));
}

void image_keep_front(struct world *w)
{
    struct state *s = w->machine.state;
    if (!w->image.fits)
        return;
    keep(w, s, sizeof *s);
    keep(w, state_bindings(s), s->binding_capacity * sizeof(uint32_t));
}

bool image_has_entities(const struct world *w, uint32_t first, uint32_t count)
{
    return w->image.fits &&
           is_same(w, state_entity(w->machine.state, first), count * sizeof(struct entity));
}

void image_keep_entities(struct world *w, uint32_t first, uint32_t count)
{
    if (w->image.fits)
        keep(w, state_entity(w->machine.state, first), count * sizeof(struct entity));
}

/* What a thread has in the heap is not looked at. */
bool image_has_thread(const struct world *w, uint32_t thread)
{
    const struct state *s = w->machine.state;
    const struct thread *t = state_thread(s, thread);
    return w->image.fits && is_same(w, t, sizeof *t) && !t->stack_extent.capacity &&
           !t->order_extent.capacity && !s->array_count &&
           is_same(w, state_stack(s, thread), t->top * sizeof(struct value));
}

void image_keep_thread(struct world *w, uint32_t thread)
{
    const struct thread *t = state_thread(w->machine.state, thread);
    if (!w->image.fits)
        return;
    keep(w, t, sizeof *t);
    if (!t->stack_extent.capacity)
        keep(w, state_stack(w->machine.state, thread), t->top * sizeof(struct value));
}
