/* wait.c - `wait`: beginning to wait, and going on; what is different for each kind is in its row.
 *
 * Beginning puts the thread into the entity's list of waiters; what lets it go marks it (`wake`)
 * and takes it out of the list; going on is the thread's own second step. One value is on the stack
 * meanwhile: extra is the entity + 1, number a condition's levels of its lock or a barrier's place.
 */
#include "core/machine.h"

bool wait_enabled(const struct machine *m, uint32_t thread, struct instruction i,
                  struct readiness *r)
{
    uint32_t entity = machine_find(m, thread, i, 0);
    if (entity == NO_ENTITY)
        return true;
    const struct entity *e = state_entity(m->state, entity);
    /* Nobody joins a barrier while the body of its last round runs. */
    if (!kind_is(e->kind, KIND_MAY_HAVE_BODY) || e->status != 2 ||
        state_thread(m->state, thread)->deadline <= m->state->now)
        return true;
    return machine_waits(r, entity);
}

void wait_in_list(struct machine *m, uint32_t thread, uint32_t entity, int64_t kept)
{
    m->event.outcome = OUTCOME_WAITS;
    state_wait_on(m->state, thread, entity);
    machine_push(m, thread,
                 (struct value){.kind = VALUE_INTEGER, .extra = handle_of(entity), .number = kept});
}

bool wait_unless(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity,
                 bool open)
{
    if (!open && state_thread(m->state, thread)->deadline > machine_now(m)) {
        wait_in_list(m, thread, entity, 0);
        return false;
    }
    timing_set_deadline(m, thread, NO_DEADLINE);
    m->event.outcome = open ? OUTCOME_DONE : OUTCOME_IN_VAIN;
    machine_result(m, thread, i, value_boolean(open));
    return true;
}

static bool begin_to_wait(struct machine *m, uint32_t thread, struct instruction i, bool *over)
{
    bool condition_only = i.a >> OPERAND_SHIFT;
    uint32_t entity;
    *over = false;
    if (!machine_take(m, thread, i, condition_only ? WANTED_CONDITION : WANTED_WAITED, &entity))
        return false;
    return kind_rows[state_entity(m->state, entity)->kind].wait.begin(m, thread, i, entity, over);
}

/* Where there is nothing to wait for, OP_WAIT_RESUME behind it is left out. */
bool wait_run(struct machine *m, uint32_t thread, struct instruction i)
{
    bool over;
    if (!begin_to_wait(m, thread, i, &over))
        return false;
    if (over)
        state_thread(m->state, thread)->pc++;
    return true;
}

/* The entity that the thread waits or waited on: WAIT_RESUME's own, remembered beside the wait. */
static uint32_t waited_entity(const struct machine *m, uint32_t thread)
{
    return handle_index(machine_peek(m, thread, 0).extra);
}

bool wait_is_at(const struct machine *m, uint32_t thread, uint32_t entity)
{
    const struct thread *t = state_thread(m->state, thread);
    return t->status == THREAD_RUNNING && !(t->flags & FLAG_ARMED) &&
           m->program->code[t->pc].op == OP_WAIT_RESUME && waited_entity(m, thread) == entity;
}

bool wait_resume_enabled(const struct machine *m, uint32_t thread, struct instruction i,
                         struct readiness *r)
{
    (void)i;
    const struct thread *t = state_thread(m->state, thread);
    uint32_t entity = waited_entity(m, thread);
    const struct entity *e = state_entity(m->state, entity);
    bool lets_go =
        t->wake != WAKE_NOT || t->deadline <= m->state->now || machine_must_unwind(m, thread);
    if (!lets_go) {
        r->kind = WAITS_IN_LIST;
        r->object = handle_of(entity);
        r->by_itself = kind_is(e->kind, KIND_WAKES_BY_ITSELF) ? BY_ITSELF_WAKES : BY_ITSELF_NOTHING;
        return false;
    }
    if (kind_rows[e->kind].holder.by != HELD_ITS_LOCK || mutex_free(m, e->link))
        return true;
    return machine_waits(r, e->link);
}

bool wait_resume(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity = waited_entity(m, thread);
    struct entity *e = state_entity(m->state, entity);
    machine_about(m, e);
    return kind_rows[e->kind].wait.resume(m, thread, i, entity);
}

bool wait_goes_on(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity)
{
    (void)entity;
    bool released = state_thread(m->state, thread)->wake != WAKE_NOT;
    state_stop_waiting(m->state, thread);
    state_thread(m->state, thread)->wake = WAKE_NOT;
    timing_set_deadline(m, thread, NO_DEADLINE);
    machine_pop(m, thread);
    m->event.outcome = released ? OUTCOME_DONE : OUTCOME_IN_VAIN;
    machine_result(m, thread, i, value_boolean(released));
    return true;
}

void wait_abandon(struct machine *m, uint32_t thread)
{
    uint32_t entity = waited_entity(m, thread);
    const struct kind_wait *wait = &kind_rows[state_entity(m->state, entity)->kind].wait;
    if (wait->leave)
        wait->leave(m, thread, entity, false);
    state_stop_waiting(m->state, thread);
    state_thread(m->state, thread)->wake = WAKE_NOT;
}

void wait_release_all(struct machine *m, uint32_t entity, enum wake wake)
{
    uint32_t waiter;
    while ((waiter = state_entity(m->state, entity)->first_waiter)) {
        state_stop_waiting(m->state, handle_index(waiter));
        state_thread(m->state, handle_index(waiter))->wake = (uint8_t)wake;
        machine_changed(m, CHANGE_THREAD, handle_index(waiter));
    }
}

/* The row of what the thread is in the list of; NULL. */
static const struct kind_row *listed_at(const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    bool listed = t->status == THREAD_RUNNING && t->waits_on;
    return listed ? &kind_rows[state_entity(m->state, handle_index(t->waits_on))->kind] : NULL;
}

bool machine_gave_up_lock(const struct machine *m, uint32_t thread)
{
    const struct kind_row *row = listed_at(m, thread);
    return row && row->holder.by == HELD_ITS_LOCK;
}

bool machine_wake_spuriously(struct machine *m, uint32_t thread)
{
    const struct kind_row *row = listed_at(m, thread);
    if (!row || !(row->marks & KIND_WAKES_BY_ITSELF) ||
        state_thread(m->state, thread)->wake != WAKE_NOT)
        return false;
    state_stop_waiting(m->state, thread);
    state_thread(m->state, thread)->wake = WAKE_ITSELF;
    machine_changed(m, CHANGE_THREAD, thread);
    return true;
}
