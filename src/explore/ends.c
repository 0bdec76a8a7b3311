/* ends.c - see ends.h. */
#include "explore/ends.h"

#include "base/memory.h"
#include "explore/search.h"

#include <stdlib.h>

static void make_room(struct ends *e, uint32_t states)
{
    if (states <= e->capacity)
        return;
    e->capacity = states + states / 4 + 64;
    e->numbers = memory_resize(e->numbers, e->capacity * sizeof *e->numbers);
}

void ends_enter(struct ends *e, struct visit *stack, size_t depth)
{
    struct visit *v = &stack[depth - 1];
    v->number = v->low = e->numbers ? e->next++ : (uint32_t)(depth - 1);
    v->open = e->open_count;
    v->ends = false;
    if (!e->numbers)
        return;
    make_room(e, v->state + 1);
    e->numbers[v->state] = v->number;
}

void ends_meet(struct ends *e, struct visit *stack, size_t depth, uint32_t state, uint32_t states)
{
    struct visit *v = &stack[depth - 1];
    if (!e->numbers) { /* all that were left are closed, so their numbers may come again */
        make_room(e, states);
        for (size_t i = 0; i < depth; i++)
            e->numbers[stack[i].state] = stack[i].number;
        e->next = (uint32_t)depth;
    }
    if (e->numbers[state] < v->low)
        v->low = e->numbers[state];
}

static void close(struct ends *e, uint32_t state, bool ends)
{
    e->marks[state] &= (uint8_t)~MARK_OPEN;
    if (ends)
        e->marks[state] |= MARK_CAN_END;
}

/* It and all that are open since it was come to lead to one another. */
static void close_all(struct ends *e, const struct visit *v)
{
    while (e->open_count > v->open)
        close(e, e->open[--e->open_count], v->ends);
    close(e, v->state, v->ends);
    e->any_endless |= !v->ends;
}

void ends_leave(struct ends *e, struct visit *stack, size_t depth)
{
    struct visit *v = &stack[depth - 1];
    v->ends |= (e->marks[v->state] & (MARK_END | MARK_WRONG)) != 0;
    if (v->low == v->number) {
        close_all(e, v);
    } else {
        MEMORY_ROOM_FOR_ONE(e->open, e->open_count, e->open_capacity);
        e->open[e->open_count++] = v->state;
        e->marks[v->state] |= MARK_OPEN;
    }
    if (depth == 1)
        return;
    struct visit *below = v - 1;
    below->ends |= v->ends;
    if (v->low < below->low)
        below->low = v->low;
}

size_t ends_bytes(const struct ends *e)
{
    return e->capacity * sizeof *e->numbers + e->open_capacity * sizeof *e->open;
}

void ends_free(struct ends *e)
{
    free(e->numbers);
    free(e->open);
    *e = (struct ends){0};
}
