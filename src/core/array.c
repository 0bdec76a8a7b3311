/* array.c - private arrays.
 *
 * A small one lies in its thread's frame, behind the slots (control.c), and is copied when a body
 * captures it. A large one lies in the state's heap, and several slots may have it (state.h, "Large
 * private arrays"): a copy is one user more, and a thread that writes to what others have too gets
 * elements of its own first. That may fail for want of room, as making one may. */
#include "core/frame.h"
#include "core/machine.h"

#include "core/limits.h"

#include <string.h>

static bool is_large(uint32_t length)
{
    return length > STATE_ARRAY_IN_FRAME;
}

void array_release(struct machine *m, uint32_t thread, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++) {
        struct value v = state_stack(m->state, thread)[i];
        if (v.kind != VALUE_LARGE_ARRAY)
            continue;
        state_stack(m->state, thread)[i] = (struct value){0};
        state_release_array(&m->state, (uint32_t)v.number);
    }
}

/* Takes a small array out of the innermost frame; what lies behind it moves up. */
static void close_gap(struct machine *m, uint32_t thread, struct value array)
{
    struct thread *t = state_thread(m->state, thread);
    struct value *frame = state_stack(m->state, thread) + t->base;
    uint32_t start = (uint32_t)array.number, end = start + array.extra;
    memmove(frame + start, frame + end, (t->top - t->base - end) * sizeof *frame);
    for (uint32_t i = 0; i < frame_slots(m, t); i++)
        if (frame[i].kind == VALUE_ARRAY && frame[i].number > array.number)
            frame[i].number -= array.extra;
    frame_record(m, thread)[1].extra -= array.extra;
    frame_cut(m, thread, t->top - array.extra);
}

void array_free(struct machine *m, uint32_t thread, uint32_t slot)
{
    struct value *place = machine_slot(m, thread, slot);
    struct value array = *place;
    *place = (struct value){0};
    if (array.kind == VALUE_ARRAY)
        close_gap(m, thread, array);
    else if (array.kind == VALUE_LARGE_ARRAY)
        state_release_array(&m->state, (uint32_t)array.number);
}

/* Elements of the large arrays that a thread has; each counts, whatever other thread has it. */
static uint64_t large_elements(const struct machine *m, uint32_t thread)
{
    const struct value *stack = state_stack(m->state, thread);
    uint64_t elements = 0;
    for (uint32_t i = 0; m->state->array_count && i < state_thread(m->state, thread)->top; i++)
        elements += stack[i].kind == VALUE_LARGE_ARRAY ? stack[i].extra : 0;
    return elements;
}

static void make_large(struct machine *m, uint32_t thread, uint32_t slot, uint32_t length,
                       struct value init)
{
    uint32_t array = state_add_array(&m->state, length);
    struct value *elements = state_elements(m->state, array);
    for (uint32_t i = 0; i < length; i++)
        elements[i] = init;
    *machine_slot(m, thread, slot) =
        (struct value){.kind = VALUE_LARGE_ARRAY, .extra = length, .number = array};
}

static void make_small(struct machine *m, uint32_t thread, uint32_t slot, uint32_t length,
                       struct value init)
{
    const struct thread *t = state_thread(m->state, thread);
    assert(t->top == frame_floor(m, thread));
    uint32_t start = t->top - t->base;
    for (uint32_t i = 0; i < length; i++)
        machine_push(m, thread, init);
    frame_record(m, thread)[1].extra += length;
    *machine_slot(m, thread, slot) =
        (struct value){.kind = VALUE_ARRAY, .extra = length, .number = start};
}

bool array_make(struct machine *m, uint32_t thread, uint32_t slot, uint32_t length,
                struct value init)
{
    array_free(m, thread, slot);
    uint32_t wanted = state_thread(m->state, thread)->top + length;
    if (wanted + large_elements(m, thread) > LIMIT_STACK_VALUES)
        return machine_fail(m, FAILURE_PRIVATE_ROOM);
    if (is_large(length)) {
        if (!machine_has_room(m, state_array_room(length)))
            return false;
        make_large(m, thread, slot, length, init);
        return true;
    }
    /* A stack that grows moves as a whole, to twice its room. */
    if (wanted > state_stack_room(m->state, thread) && !machine_has_room(m, 2 * (uint64_t)wanted))
        return false;
    make_small(m, thread, slot, length, init);
    return true;
}

const struct value *array_elements(const struct machine *m, uint32_t thread, uint32_t slot)
{
    struct value array = *machine_slot(m, thread, slot);
    return array.kind == VALUE_LARGE_ARRAY ? state_elements(m->state, (uint32_t)array.number)
                                           : machine_slot(m, thread, (uint32_t)array.number);
}

/* The slot gets a copy that nobody else has. */
static bool unshare(struct machine *m, uint32_t thread, uint32_t slot)
{
    struct value array = *machine_slot(m, thread, slot);
    if (!machine_has_room(m, state_array_room(array.extra)))
        return false;
    uint32_t own = state_add_array(&m->state, array.extra);
    memcpy(state_elements(m->state, own), state_elements(m->state, (uint32_t)array.number),
           array.extra * sizeof(struct value));
    state_release_array(&m->state, (uint32_t)array.number);
    machine_slot(m, thread, slot)->number = own;
    return true;
}

struct value *array_own_elements(struct machine *m, uint32_t thread, uint32_t slot)
{
    struct value array = *machine_slot(m, thread, slot);
    if (array.kind == VALUE_ARRAY)
        return machine_slot(m, thread, (uint32_t)array.number);
    if (state_array(m->state, (uint32_t)array.number)->users > 1 && !unshare(m, thread, slot))
        return NULL;
    return state_elements(m->state, (uint32_t)machine_slot(m, thread, slot)->number);
}

void array_copy(struct machine *m, uint32_t thread, uint32_t to, uint32_t from)
{
    struct value target = *machine_slot(m, thread, to), source = *machine_slot(m, thread, from);
    if (source.kind == VALUE_LARGE_ARRAY) {
        state_array(m->state, (uint32_t)source.number)->users++;
        *machine_slot(m, thread, to) = source;
        state_release_array(&m->state, (uint32_t)target.number);
        return;
    }
    struct value *frame = machine_slot(m, thread, 0);
    memmove(frame + target.number, frame + source.number, source.extra * sizeof *frame);
}

void array_give(struct machine *m, uint32_t from, uint32_t slot, uint32_t to, uint32_t target)
{
    struct value array = *machine_slot(m, from, slot);
    if (array.kind == VALUE_LARGE_ARRAY) {
        state_array(m->state, (uint32_t)array.number)->users++;
        *machine_slot(m, to, target) = array;
    } else if (array_make(m, to, target, array.extra, value_none())) {
        memcpy(array_own_elements(m, to, target), array_elements(m, from, slot),
               array.extra * sizeof(struct value));
    }
}
