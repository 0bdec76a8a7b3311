/* queue.c - queues, first in, first out; the items lie at the start of the entity's extent. One
 * that is closed takes no more: who gets finds what still lies in it, and then none, at once. */
#include "core/machine.h"

#include "core/limits.h"

#include <string.h>

static bool is_closed(const struct entity *e)
{
    return e->status == STATUS_CLOSED;
}

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
        is_closed(e) ||
        (i.op != OP_PUT ? e->count > 0
                        : room_in(e) > 0 || e->initial == 0 /* full without a bound: an error */);
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
    if (is_closed(e))
        return machine_fail(m, FAILURE_PUTS_INTO_CLOSED, {argument_entity(m->state, entity)});
    bool fits = room_in(e) > 0;
    m->event.outcome = fits ? OUTCOME_DONE : OUTCOME_IN_VAIN;
    if (!fits && e->initial == 0)
        return machine_fail(m, FAILURE_QUEUE_LENGTH, {argument_number(LIMIT_QUEUE_LENGTH)});
    uint32_t wanted = entity_room(e->count + 1);
    if (fits && !machine_has_room(m, state_extent_growth(e->extent, wanted)))
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

bool queue_take(struct machine *m, uint32_t entity, struct value *item)
{
    struct entity *e = state_entity(m->state, entity);
    m->event.outcome = e->count > 0   ? OUTCOME_DONE
                       : is_closed(e) ? OUTCOME_CLOSED
                                      : OUTCOME_IN_VAIN;
    if (e->count == 0)
        return false;
    struct value *items = state_values(m->state, e);
    *item = m->event.value = items[0];
    e->count--;
    memmove(items, items + 1, (size_t)e->count * sizeof *items);
    items[e->count] = (struct value){0};
    state_resize_entity(&m->state, entity, entity_room(e->count));
    machine_touch(m, entity);
    return true;
}

bool queue_get(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    struct value item = value_none();
    if (!take(m, thread, i, &entity))
        return false;
    queue_take(m, entity, &item);
    machine_result(m, thread, i, item);
    return true;
}

bool queue_peek(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!take(m, thread, i, &entity))
        return false;
    const struct entity *e = state_entity(m->state, entity);
    struct value item = e->count > 0 ? *state_values(m->state, e) : value_none();
    m->event.outcome = e->count > 0 ? OUTCOME_DONE : OUTCOME_IN_VAIN;
    if (e->count > 0)
        m->event.value = item;
    machine_result(m, thread, i, item);
    return true;
}
