/* futex.c - the beginning of every lock on Linux, futex(2): a thread waits at an atomic variable as
 * long as nobody wakes it, and begins to only if the variable has a value that it names, which is
 * looked at and decided in one step; so no wake-up can come between. Who waits is woken first come,
 * first served. It knows nothing of what the variable means: that is the program's to say. */
#include "core/machine.h"

bool futex_wait(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_TAKING(FUTEX), &entity))
        return false;
    struct value expected = machine_pop(m, thread);
    const struct value *value = &state_entity(m->state, entity)->value;
    m->event.value = *value;
    bool waits = value_same(*value, expected);
    if (waits && state_thread(m->state, thread)->deadline > machine_now(m)) {
        wait_in_list(m, thread, entity, 0);
        return true;
    }
    timing_set_deadline(m, thread, NO_DEADLINE);
    m->event.outcome = waits ? OUTCOME_IN_VAIN : OUTCOME_DONE;
    machine_result(m, thread, i, value_boolean(false));
    state_thread(m->state, thread)->pc++;
    return true;
}

bool futex_wake(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity, waiter;
    if (!machine_take(m, thread, i, WANTED_TAKING(FUTEX), &entity))
        return false;
    struct value count = machine_pop(m, thread);
    if (count.kind != VALUE_INTEGER || count.number < 1)
        return machine_fail(m, FAILURE_WAKE_COUNT);
    int64_t woken = 0;
    waiter = state_entity(m->state, entity)->first_waiter;
    while (waiter && woken < count.number) {
        struct thread *t = state_thread(m->state, handle_index(waiter));
        uint32_t next = t->next_waiter;
        if (!machine_must_unwind(m, handle_index(waiter))) {
            state_stop_waiting(m->state, handle_index(waiter));
            t->wake = WAKE_RELEASED;
            machine_changed(m, CHANGE_THREAD, handle_index(waiter));
            woken++;
        }
        waiter = next;
    }
    m->event.count = woken;
    machine_result(m, thread, i, value_integer(woken));
    return true;
}
