/* latch.c - latches, as Java's CountDownLatch and C++'s std::latch: threads wait until it has been
 * counted down to 0, and at 0 it stays, so that nobody ever waits for it again.
 *
 * `count` is what is left; threads that wait are in the list of waiters (wait.c). */
#include "core/machine.h"

bool latch_wait(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity,
                bool *over)
{
    int64_t left = state_entity(m->state, entity)->count;
    m->event.count = left;
    *over = wait_unless(m, thread, i, entity, left == 0);
    return true;
}

bool latch_countdown(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_TAKING(COUNTDOWN), &entity))
        return false;
    struct value count = value_integer(1);
    if (i.a & OPERAND_COUNT)
        count = machine_pop(m, thread);
    if (count.kind != VALUE_INTEGER || count.number < 1)
        return machine_fail(m, FAILURE_COUNTDOWN_COUNT);
    struct entity *e = state_entity(m->state, entity);
    if (count.number > e->count)
        return machine_fail(m, FAILURE_BELOW_ZERO,
                            {argument_entity(m->state, entity), argument_number(e->count),
                             argument_number(count.number)});
    e->count -= count.number;
    m->event.value = value_integer(e->count);
    if (e->count == 0)
        wait_release_all(m, entity, WAKE_RELEASED);
    return true;
}
