/* semaphore.c - semaphores and bounded semaphores; acquiring one is in mutex.c with all locks.
 *
 * Several are acquired as by java.util.concurrent.Semaphore that is not fair: all at once or none,
 * and whoever finds enough takes it, also one that came later and wants fewer. So one that wants
 * many may wait for ever while others come and go. */
#include "core/machine.h"
#include "core/waiting.h"

int64_t semaphore_wanted(const struct machine *m, uint32_t thread)
{
    struct instruction i = m->program->code[state_thread(m->state, thread)->pc];
    if (i.op != OP_ACQUIRE || !(i.a & OPERAND_COUNT))
        return 1;
    struct value count = machine_peek(m, thread, i.a & OPERAND_NAMED ? 0 : 1);
    return count.kind == VALUE_INTEGER && count.number > 0 ? count.number : 0;
}

bool semaphore_take(struct machine *m, uint32_t entity, int64_t count)
{
    struct entity *e = state_entity(m->state, entity);
    if (e->count < count)
        return false;
    e->count -= count;
    machine_touch(m, entity);
    return true;
}

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
