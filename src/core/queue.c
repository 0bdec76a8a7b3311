/* queue.c - queues, first in, first out; the items lie at the start of the entity's extent. */
#include "core/machine.h"

#include "core/limits.h"

#include <string.h>

static int64_t room_in(const struct entity *e)
{
    return (e->initial ? e->initial : LIMIT_QUEUE_LENGTH) - e->count;
}

bool queue_enabled(const struct machine *m, uint32_t thread, struct instruction i,
                   struct readiness *r)
{
    uint32_t entity = machine_wanted(m, thread, i);
    if (entity == NO_ENTITY || state_entity(m->state, entity)->kind != ENTITY_QUEUE)
        return true;
    const struct entity *e = state_entity(m->state, entity);
    bool can =
        i.op == OP_GET ? e->count > 0 : room_in(e) > 0 || e->initial == 0; /* a full one without a
                                                                              bound: an error */
    return can || machine_waits(r, entity);
}

/* Who puts or gets has waited long enough. */
static bool take(struct machine *m, uint32_t thread, struct instruction i, uint32_t *entity)
{
    if (!machine_take(m, thread, i, WANTED_QUEUE, entity))
        return false;
    timing_set_deadline(m, thread, NO_DEADLINE);
    return true;
}

bool queue_put(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!take(m, thread, i, &entity))
        return false;
    struct value item = machine_pop(m, thread);
    struct entity *e = state_entity(m->state, entity);
    bool fits = room_in(e) > 0;
    m->event.outcome = fits ? OUTCOME_DONE : OUTCOME_IN_VAIN;
    if (!fits && e->initial == 0)
        return machine_fail(m, FAILURE_QUEUE_LENGTH, {argument_number(LIMIT_QUEUE_LENGTH)});
    uint32_t wanted = entity_room(e->count + 1);
    if (fits && wanted > e->extent.capacity && !machine_has_room(m, wanted))
        return false;
    if (fits) {
        state_resize_entity(&m->state, entity, entity_room(e->count + 1));
        e = state_entity(m->state, entity);
        state_values(m->state, e)[e->count++] = item;
        m->event.value = item;
        machine_touch(m, entity);
    }
    machine_result(m, thread, i, value_boolean(fits));
    return true;
}

bool queue_get(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!take(m, thread, i, &entity))
        return false;
    struct entity *e = state_entity(m->state, entity);
    struct value item = value_none();
    m->event.outcome = e->count > 0 ? OUTCOME_DONE : OUTCOME_IN_VAIN;
    if (e->count > 0) {
        struct value *items = state_values(m->state, e);
        item = items[0];
        e->count--;
        memmove(items, items + 1, (size_t)e->count * sizeof *items);
        items[e->count] = (struct value){0};
        state_resize_entity(&m->state, entity, entity_room(e->count));
        m->event.value = item;
        machine_touch(m, entity);
    }
    machine_result(m, thread, i, item);
    return true;
}
