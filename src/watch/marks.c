/* marks.c - see marks.h. */
#include "watch/marks.h"

#include "base/memory.h"
#include "watch/words.h"

#include <stdlib.h>
#include <string.h>

/* Of an array so many elements are looked at: more are never shown. */
enum { MOST_VALUES = 4096 };

static uint64_t mix(uint64_t print, uint64_t with)
{
    print = (print ^ with) * UINT64_C(0x9E3779B97F4A7C15);
    return print ^ print >> 29;
}

static uint64_t mix_value(uint64_t print, struct value v)
{
    return mix(mix(mix(print, v.kind), v.extra), (uint64_t)v.number);
}

static struct thread_print print_of_thread(const struct drive *d, uint32_t thread)
{
    const struct state *s = d->machine.state;
    const struct thread *t = state_thread(s, thread);
    struct readiness r = step_readiness(&d->machine, thread);
    struct thread_print print = {.shown = mix(1, t->status)};
    print.shown = mix(mix(print.shown, t->number), t->name);
    print.shown = mix(mix(print.shown, r.kind), r.object);
    print.shown = mix(mix(print.shown, t->held), t->orders);
    print.shown = mix(print.shown, t->flags & (FLAG_DAEMON | FLAG_CANCEL | FLAG_INTERRUPT));
    if (t->status != THREAD_RUNNING) /* it is nowhere */
        return print;
    print.place = mix(mix(2, t->pc), t->depth);
    for (uint32_t i = 0; i < t->top && i < MOST_VALUES; i++)
        print.place = mix_value(print.place, state_stack(s, thread)[i]);
    return print;
}

static uint64_t print_of_object(const struct drive *d, uint32_t entity)
{
    const struct state *s = d->machine.state;
    const struct entity *e = state_entity(s, entity);
    uint64_t print = mix(mix(mix(3, e->kind), e->name), e->element);
    print = mix(mix(mix(print, e->status), e->owner), e->users);
    print = mix(mix(mix(print, (uint64_t)e->count), (uint64_t)e->initial), e->link);
    print = mix(mix(print, e->first_waiter), e->last_waiter);
    print = mix_value(print, e->value); /* who waits for a lock is marked as a thread */
    for (uint32_t i = 0; i < e->extent.capacity && i < MOST_VALUES; i++)
        print = mix_value(print, state_values(s, e)[i]);
    return print;
}

void marks_take(struct marks *marks, const struct drive *d)
{
    const struct state *s = d->machine.state;
    if (marks->thread_capacity < s->thread_count) {
        marks->thread_capacity = (size_t)s->thread_count * 2;
        marks->threads =
            memory_resize(marks->threads, marks->thread_capacity * sizeof *marks->threads);
    }
    if (marks->object_capacity < s->entity_count) {
        marks->object_capacity = (size_t)s->entity_count * 2;
        marks->objects =
            memory_resize(marks->objects, marks->object_capacity * sizeof *marks->objects);
    }
    marks->thread_count = s->thread_count;
    marks->object_count = s->entity_count;
    marks->steps = d->steps;
    marks->taken = true;
    for (uint32_t i = 0; i < s->thread_count; i++)
        marks->threads[i] = print_of_thread(d, i);
    for (uint32_t i = 0; i < s->entity_count; i++)
        marks->objects[i] = print_of_object(d, i);
}

bool marks_thread_changed(const struct marks *marks, const struct drive *d, uint32_t thread)
{
    if (!marks->taken || thread >= marks->thread_count)
        return marks->taken;
    struct thread_print now = print_of_thread(d, thread);
    const struct thread_print *then = &marks->threads[thread];
    return now.shown != then->shown || (words_stand(d) && now.place != then->place);
}

bool marks_object_changed(const struct marks *marks, const struct drive *d, uint32_t entity)
{
    if (!marks->taken || entity >= marks->object_count)
        return marks->taken;
    return print_of_object(d, entity) != marks->objects[entity];
}

bool marks_step_is_new(const struct marks *marks, uint64_t step)
{
    return marks->taken && step > marks->steps;
}

void marks_free(struct marks *marks)
{
    free(marks->threads);
    free(marks->objects);
    *marks = (struct marks){0};
}

void marks_copy(const struct marks *from, struct marks *to)
{
    marks_free(to);
    *to = *from;
    to->thread_capacity = from->thread_count;
    to->object_capacity = from->object_count;
    to->threads = NULL;
    to->objects = NULL;
    if (from->thread_count) {
        to->threads = memory_new(from->thread_count * sizeof *to->threads);
        memcpy(to->threads, from->threads, from->thread_count * sizeof *to->threads);
    }
    if (from->object_count) {
        to->objects = memory_new(from->object_count * sizeof *to->objects);
        memcpy(to->objects, from->objects, from->object_count * sizeof *to->objects);
    }
}
