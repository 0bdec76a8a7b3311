/* future.c - futures, as C++'s std::promise and std::shared_future, Java's CompletableFuture,
 * Python's concurrent.futures.Future: one result, which comes at some time, or the error instead of
 * it. Who awaits it has it at once if it is there, however often; a second result is an error.
 *
 * `status` says how it stands, `value` has the result, or what the error says. */
#include "core/machine.h"

enum { PENDING, RESOLVED, FAILED };

/* What it came to: the value, or the error, raised in who awaits it. */
static bool get(struct machine *m, uint32_t thread, struct instruction i, const struct entity *e)
{
    if (e->status == FAILED)
        return machine_fail(m, FAILURE_RAISED, {argument_value(e->value)});
    m->event.outcome = e->status == RESOLVED ? OUTCOME_DONE : OUTCOME_IN_VAIN;
    struct value v = e->status == RESOLVED ? e->value : value_none();
    if (e->status == RESOLVED)
        m->event.value = v;
    machine_result(m, thread, i, v);
    return true;
}

bool future_await(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_TAKING(AWAIT), &entity))
        return false;
    const struct entity *e = state_entity(m->state, entity);
    if (e->status == PENDING && state_thread(m->state, thread)->deadline > machine_now(m)) {
        wait_in_list(m, thread, entity, 0);
        return true;
    }
    timing_set_deadline(m, thread, NO_DEADLINE);
    if (!get(m, thread, i, e))
        return false;
    state_thread(m->state, thread)->pc++;
    return true;
}

/* Let go, or its time is up; it may be there nevertheless by now, and then it has that. */
bool future_resume(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity)
{
    state_stop_waiting(m->state, thread);
    state_thread(m->state, thread)->wake = WAKE_NOT;
    timing_set_deadline(m, thread, NO_DEADLINE);
    machine_pop(m, thread);
    return get(m, thread, i, state_entity(m->state, entity));
}

bool future_resolve(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_TAKING(AWAIT), &entity))
        return false;
    struct value v = machine_pop(m, thread);
    struct entity *e = state_entity(m->state, entity);
    struct argument future = argument_entity(m->state, entity);
    if (e->status == RESOLVED)
        return machine_fail(m, FAILURE_RESOLVED_ALREADY, {future});
    if (e->status == FAILED)
        return machine_fail(m, FAILURE_FAILED_ALREADY, {future});
    e->status = i.a >> OPERAND_SHIFT ? FAILED : RESOLVED;
    e->value = m->event.value = v;
    wait_release_all(m, entity, WAKE_RELEASED);
    return true;
}
