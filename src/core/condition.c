/* condition.c - conditions, as CPython's threading.Condition: waiting gives up the lock at every
 * level; waiters are notified first come, first served; there are no spurious wake-ups. Whoever's
 * time has run out is passed over by notify, still takes the lock back, and reports the time-out. A
 * loose one may be notified without its lock, as POSIX's pthread_cond_signal.
 */
#include "core/machine.h"

uint32_t condition_lock(const struct machine *m, uint32_t condition)
{
    return state_entity(m->state, condition)->link;
}

bool condition_gave_up(const struct machine *m, const struct thread *t)
{
    return t->wake == WAKE_NOT && t->deadline < m->state->now;
}

static bool holds(const struct machine *m, uint32_t thread, uint32_t condition)
{
    return state_entity(m->state, condition_lock(m, condition))->owner == handle_of(thread);
}

static bool check_held(struct machine *m, uint32_t thread, uint32_t condition)
{
    if (holds(m, thread, condition))
        return true;
    return machine_fail(m, FAILURE_CONDITION_WITHOUT_LOCK,
                        {argument_thread(m->state, thread),
                         argument_entity(m->state, condition_lock(m, condition))});
}

/* The step says which lock the wait gives up or takes back. */
static void tell_lock(struct machine *m, uint32_t condition)
{
    const struct entity *lock = state_entity(m->state, condition_lock(m, condition));
    bool own = lock->link == handle_of(condition);
    m->event.other = own ? 0 : lock->name;
    m->event.other_element = own ? 0 : lock->element;
}

bool condition_wait(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity,
                    bool *over)
{
    (void)i, (void)over;
    if (!check_held(m, thread, entity))
        return false;
    tell_lock(m, entity);
    wait_in_list(m, thread, entity, mutex_give_up(m, thread, condition_lock(m, entity)));
    return true;
}

bool condition_resume(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity)
{
    struct thread *t = state_thread(m->state, thread);
    bool notified = t->wake != WAKE_NOT;
    state_stop_waiting(m->state, thread);
    t->wake = WAKE_NOT;
    t->deadline = NO_DEADLINE;
    mutex_take_back(m, thread, condition_lock(m, entity), machine_pop(m, thread).number);
    tell_lock(m, entity);
    m->event.outcome = notified ? OUTCOME_DONE : OUTCOME_IN_VAIN;
    machine_result(m, thread, i, value_boolean(notified));
    return true;
}

/* Marks the first `count` waiters whose time has not run out and that are not about to unwind;
 * returns how many there were. */
static int64_t notify(struct machine *m, uint32_t entity, int64_t count)
{
    int64_t done = 0;
    uint32_t waiter = state_entity(m->state, entity)->first_waiter;
    while (waiter && done < count) {
        struct thread *t = state_thread(m->state, handle_index(waiter));
        uint32_t next = t->next_waiter;
        if (!condition_gave_up(m, t) && !machine_must_unwind(m, handle_index(waiter))) {
            state_stop_waiting(m->state, handle_index(waiter));
            t->wake = WAKE_RELEASED;
            machine_changed(m, CHANGE_THREAD, handle_index(waiter));
            done++;
        }
        waiter = next;
    }
    return done;
}

/* The lock is taken back first. */
void condition_leave(struct machine *m, uint32_t thread, uint32_t entity, bool killed)
{
    if (killed) /* what it held is lost */
        return;
    state_stop_waiting(m->state, thread);
    mutex_take_back(m, thread, condition_lock(m, entity), machine_peek(m, thread, 0).number);
}

/* A notification that it got goes to another that waits, as POSIX asks: at once, or that one would
 * wait until this one has its lock back. */
void condition_hand_on(struct machine *m, uint32_t thread)
{
    struct thread *t = state_thread(m->state, thread);
    bool resumes = t->status == THREAD_RUNNING && !(t->flags & FLAG_ARMED) &&
                   m->program->code[t->pc].op == OP_WAIT_RESUME;
    if (!resumes || t->wake != WAKE_RELEASED || !machine_must_unwind(m, thread))
        return;
    uint32_t entity = handle_index(machine_peek(m, thread, 0).extra);
    if (state_entity(m->state, entity)->kind != ENTITY_CONDITION)
        return;
    t->wake = WAKE_NOT;
    notify(m, entity, 1);
}

/* Others may make it, or what it stands on, until `wait ... until` looks. */
bool condition_is_step(const struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity = machine_find(m, thread, i, 0);
    return entity == NO_ENTITY || state_entity(m->state, entity)->kind != ENTITY_CONDITION ||
           state_entity(m->state, condition_lock(m, entity))->owner != handle_of(thread);
}

bool condition_check(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    return machine_take(m, thread, i, WANTED_CONDITION, &entity) && check_held(m, thread, entity);
}

/* As many as `count` says. */
static bool notify_some(struct machine *m, uint32_t thread, uint32_t entity, struct value count)
{
    if (count.kind != VALUE_INTEGER || count.number < 1)
        return machine_fail(m, FAILURE_NOTIFY_COUNT);
    bool loose = state_entity(m->state, entity)->status == CONDITION_LOOSE;
    if (!loose && !holds(m, thread, entity))
        return machine_fail(m, FAILURE_NOTIFIES_WITHOUT_LOCK,
                            {argument_thread(m->state, thread),
                             argument_entity(m->state, condition_lock(m, entity)),
                             argument_entity(m->state, entity)});
    machine_now(m);
    m->event.count = notify(m, entity, count.number);
    if (m->event.count == 0)
        machine_notice(m, thread, NOTICE_NOBODY, m->event.name, m->event.element);
    return true;
}

bool condition_notify(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_CONDITION, &entity))
        return false;
    struct value count = i.a & OPERAND_COUNT ? machine_pop(m, thread) : value_integer(1);
    return notify_some(m, thread, entity, count);
}

bool condition_broadcast(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    return machine_take(m, thread, i, WANTED_CONDITION, &entity) &&
           notify_some(m, thread, entity, value_integer(INT64_MAX));
}
