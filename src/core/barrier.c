/* barrier.c - barriers, as CPython's threading.Barrier: the last of N to arrive runs the body, if
 * there is one, before anybody goes on; a time-out, an error in the body, a cancelled waiter or
 * `abort` breaks the barrier for all; `reset` makes it work again.
 *
 * `count` threads have arrived, those but the last are in the list of waiters. Who is let go is
 * marked and out of the list, so that the next round cannot trap anybody. */
#include "core/machine.h"

enum { WHOLE = 0, BROKEN = 1, BODY_RUNS = 2 };

static bool fail_broken(struct machine *m, uint32_t entity)
{
    return machine_fail(m, FAILURE_BARRIER_BROKEN, {argument_entity(m->state, entity)});
}

void barrier_break(struct machine *m, uint32_t entity)
{
    struct entity *e = state_entity(m->state, entity);
    e->status = BROKEN;
    e->count = 0;
    wait_release_all(m, entity, WAKE_BROKEN);
    machine_touch(m, entity);
}

static void trip(struct machine *m, uint32_t entity)
{
    struct entity *e = state_entity(m->state, entity);
    e->status = WHOLE;
    e->count = 0;
    wait_release_all(m, entity, WAKE_RELEASED);
    machine_touch(m, entity);
}

/* The last to arrive runs the body: a call whose first slots are the barrier's captured values. */
static bool run_body(struct machine *m, uint32_t thread, uint32_t entity)
{
    struct entity *e = state_entity(m->state, entity);
    uint32_t unit = e->link;
    const struct unit *u = &m->program->units[unit];
    e->status = BODY_RUNS;
    state_thread(m->state, thread)->pc++; /* behind WAIT_RESUME */
    for (uint32_t k = 0; k < u->parameters; k++)
        machine_push(m, thread, state_values(m->state, state_entity(m->state, entity))[k]);
    if (!frame_call(m, thread, unit, u->parameters)) {
        barrier_break(m, entity);
        return false;
    }
    for (uint32_t k = 0; k < u->capture_count; k++)
        *machine_slot(m, thread, u->parameters + k) =
            state_values(m->state, state_entity(m->state, entity))[u->parameters + k];
    /* The record's second value remembers which barrier it is. */
    struct thread *t = state_thread(m->state, thread);
    state_stack(m->state, thread)[t->base + u->slots + 1].number = entity;
    return true;
}

bool barrier_wait(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity,
                  bool *over)
{
    struct entity *e = state_entity(m->state, entity);
    struct thread *t = state_thread(m->state, thread);
    if (e->status == BROKEN)
        return fail_broken(m, entity);
    int64_t place = e->count;
    bool late = e->status == BODY_RUNS; /* here only because its time is up */
    if (place + 1 == e->initial && !late) {
        timing_set_deadline(m, thread, NO_DEADLINE);
        m->event.value = value_integer(place);
        m->event.outcome = OUTCOME_LAST;
        m->event.count = m->event.of = e->initial;
        e->count++;
        bool has_body = e->link;
        machine_result(m, thread, i, value_integer(place));
        if (has_body)
            return run_body(m, thread, entity);
        *over = true;
        trip(m, entity);
        return true;
    }
    if (late || t->deadline <= machine_now(m)) {
        timing_set_deadline(m, thread, NO_DEADLINE);
        barrier_break(m, entity);
        return machine_fail(m, FAILURE_BARRIER_TIME_OUT, {argument_entity(m->state, entity)});
    }
    e->count++;
    m->event.value = value_integer(place);
    m->event.count = e->count;
    m->event.of = e->initial;
    wait_in_list(m, thread, entity, place);
    return true;
}

void barrier_leave(struct machine *m, uint32_t thread, uint32_t entity, bool killed)
{
    if (killed) { /* it needs somebody else then */
        state_entity(m->state, entity)->count--;
    } else if (state_thread(m->state, thread)->wake == WAKE_NOT) {
        state_stop_waiting(m->state, thread);
        barrier_break(m, entity);
    }
}

bool barrier_resume(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity)
{
    struct thread *t = state_thread(m->state, thread);
    enum wake wake = t->wake;
    int64_t place = machine_pop(m, thread).number;
    state_stop_waiting(m->state, thread);
    t->wake = WAKE_NOT;
    t->deadline = NO_DEADLINE;
    if (wake == WAKE_BROKEN)
        return machine_fail(m, FAILURE_BARRIER_BROKE,
                            {argument_entity(m->state, entity), argument_thread(m->state, thread)});
    if (wake == WAKE_NOT) {
        barrier_break(m, entity);
        return machine_fail(m, FAILURE_BARRIER_TIME_OUT, {argument_entity(m->state, entity)});
    }
    m->event.value = value_integer(place);
    machine_result(m, thread, i, value_integer(place));
    return true;
}

/* Which barrier's body the innermost frame is. */
static uint32_t body_of(const struct machine *m, uint32_t thread)
{
    return frame_barrier(frame_record(m, thread));
}

void barrier_body_failed(struct machine *m, uint32_t thread)
{
    uint32_t entity = body_of(m, thread);
    if (state_entity(m->state, entity)->kind == ENTITY_BARRIER &&
        state_entity(m->state, entity)->status == BODY_RUNS)
        barrier_break(m, entity);
}

/* DES v1..vn --  */
bool barrier_body(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t unit = (uint32_t)i.b, entity;
    const struct unit *u = &m->program->units[unit];
    struct value values[256];
    for (uint32_t k = u->parameters; k > 0; k--)
        values[k - 1] = machine_pop(m, thread);
    bool guest = machine_is_guest(m, thread);
    struct instruction on_stack = {0};
    if (!machine_take(m, thread, on_stack, WANTED_BARRIER, &entity))
        return false;
    uint32_t count = u->parameters + u->capture_count;
    if (!machine_has_room(m, state_extent_growth(state_entity(m->state, entity)->extent, count)))
        return false;
    state_resize_entity(&m->state, entity, count);
    struct entity *e = state_entity(m->state, entity);
    e->link = unit;
    e->guest = guest;
    struct value *kept = state_values(m->state, e);
    for (uint32_t k = 0; k < u->parameters; k++)
        kept[k] = values[k];
    for (uint32_t k = 0; k < u->capture_count; k++) {
        uint32_t slot = m->program->captures[u->captures + k];
        struct value v = {0};
        if (slot < frame_slots(m, state_thread(m->state, thread)))
            v = *machine_slot(m, thread, slot);
        if (!value_is_array(v))
            kept[u->parameters + k] = v;
    }
    return true;
}

/* The end of its body. */
bool barrier_trip(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    uint32_t entity = body_of(m, thread);
    machine_about(m, state_entity(m->state, entity));
    if (state_entity(m->state, entity)->status != BODY_RUNS)
        return fail_broken(m, entity);
    trip(m, entity);
    return true;
}

static bool break_it(struct machine *m, uint32_t thread, struct instruction i, uint32_t *entity)
{
    if (!machine_take(m, thread, i, WANTED_BARRIER, entity))
        return false;
    barrier_break(m, *entity);
    return true;
}

bool barrier_abort(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    return break_it(m, thread, i, &entity);
}

bool barrier_reset(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!break_it(m, thread, i, &entity))
        return false;
    state_entity(m->state, entity)->status = WHOLE;
    return true;
}
