/* drive_copy.c - a driver once more, on its own: see drive.h. */
#include "core/drive.h"

#include "base/memory.h"

#include <string.h>

static const struct drive_hooks nobody = {.carry = NULL};

static void *copy_of(const void *items, size_t count, size_t bytes)
{
    if (!count)
        return NULL;
    return memcpy(memory_new(count * bytes), items, count * bytes);
}

size_t drive_bytes(const struct drive *d)
{
    return (size_t)d->machine.state->size + d->standing_capacity * sizeof *d->standings +
           d->line_capacity * sizeof *d->lines +
           d->heap_count * (sizeof *d->heap + sizeof *d->heap_deadline);
}

void drive_copy(const struct drive *from, struct drive *to)
{
    const struct machine *m = &from->machine;
    *to = *from;
    to->hooks = &nobody;
    to->context = NULL;
    to->machine = (struct machine){
        .program = m->program, .state = state_copy(m->state), .most_bytes = m->most_bytes};
    to->schedule.segments = NULL;
    to->schedule.segment_count = 0;
    to->runnable = thread_set_copy(&from->runnable);
    to->standings = copy_of(from->standings, from->standing_capacity, sizeof *from->standings);
    to->lines = copy_of(from->lines, from->line_capacity, sizeof *from->lines);
    to->heap = copy_of(from->heap, from->heap_count, sizeof *from->heap);
    to->heap_deadline = copy_of(from->heap_deadline, from->heap_count, sizeof *from->heap_deadline);
    to->heap_capacity = from->heap_count;
    to->at_instant = 0;
    to->spin_state = NULL;
    to->spin_stepped = (struct thread_set){0};
}
