/* semaphore.c - semaphores and bounded semaphores; acquiring one is in mutex.c with all locks. */
#include "core/machine.h"

#include <inttypes.h>

bool semaphore_release(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity,
                       int64_t count)
{
    (void)thread;
    (void)i;
    struct entity *e = state_entity(m->state, entity);
    char name[96];
    machine_entity_text(m, entity, name);
    int64_t sum;
    if (__builtin_add_overflow(e->count, count, &sum))
        return machine_fail(m, "%s cannot count that far", name);
    if (e->kind == ENTITY_BOUNDED && sum > e->initial)
        return machine_fail(m,
                            "%s would be released past its bound of %" PRId64
                            ": somebody releases it more often than it was acquired",
                            name, e->initial);
    e->count = sum;
    machine_touch(m, entity);
    return true;
}
