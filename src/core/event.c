/* event.c - events: set, clear. A waiter that `set` found waiting is let go even if `clear` follows
 * at once, because it is marked and taken out of the list (wait.c has the list). */
#include "core/machine.h"

bool event_wait(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity,
                bool *over)
{
    *over = wait_unless(m, thread, i, entity, state_entity(m->state, entity)->status);
    return true;
}

bool event_set(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_EVENT, &entity))
        return false;
    state_entity(m->state, entity)->status = true;
    wait_release_all(m, entity, WAKE_RELEASED);
    return true;
}

bool event_clear(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_EVENT, &entity))
        return false;
    state_entity(m->state, entity)->status = false;
    return true;
}
