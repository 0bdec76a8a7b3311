/* once.c - once: the first to arrive runs the block, the others wait until it is done. Left by an
 * error or cancellation it counts as not run; a thread killed in it leaves it running for ever. */
#include "core/machine.h"

enum { FRESH = 0, RUNNING = 1, DONE = 2 };

bool once_enabled(const struct machine *m, uint32_t thread, struct instruction i,
                  struct readiness *r)
{
    uint32_t entity = machine_wanted(m, thread, i);
    if (entity == NO_ENTITY)
        return true;
    const struct entity *e = state_entity(m->state, entity);
    return e->kind != ENTITY_ONCE || e->status != RUNNING || machine_waits(r, entity);
}

bool once_enter(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_ONCE, &entity))
        return false;
    struct entity *e = state_entity(m->state, entity);
    bool runs = e->status == FRESH;
    if (runs) {
        e->status = RUNNING;
        e->owner = handle_of(thread);
        state_thread(m->state, thread)->held++;
    }
    m->event.outcome = runs ? OUTCOME_DONE : OUTCOME_IN_VAIN;
    machine_push(m, thread, value_boolean(runs));
    return true;
}

static bool leave(struct machine *m, uint32_t thread, struct instruction i, uint8_t status)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_ONCE, &entity))
        return false;
    struct entity *e = state_entity(m->state, entity);
    if (e->owner != handle_of(thread))
        return true; /* it found the block done, and that it looked broke an invariant */
    e->status = status;
    e->owner = 0;
    state_thread(m->state, thread)->held--;
    machine_touch(m, entity);
    return true;
}

bool once_leave(struct machine *m, uint32_t thread, struct instruction i)
{
    return leave(m, thread, i, DONE);
}

bool once_abandon(struct machine *m, uint32_t thread, struct instruction i)
{
    return leave(m, thread, i, FRESH);
}
