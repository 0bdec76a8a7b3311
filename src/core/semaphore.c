/* semaphore.c - semaphores and bounded semaphores; acquiring one is in mutex.c with all locks. */
#include "core/machine.h"

bool semaphore_release(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity,
                       int64_t count)
{
    (void)thread;
    (void)i;
    struct entity *e = state_entity(m->state, entity);
    int64_t sum;
    if (__builtin_add_overflow(e->count, count, &sum))
        return machine_fail(m, FAILURE_COUNTS_TOO_FAR, {argument_entity(m->state, entity)});
    if (e->kind == ENTITY_BOUNDED && sum > e->initial)
        return machine_fail(m, FAILURE_PAST_BOUND,
                            {argument_entity(m->state, entity), argument_number(e->initial)});
    e->count = sum;
    machine_touch(m, entity);
    return true;
}
