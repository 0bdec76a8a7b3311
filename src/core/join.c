/* join.c - waiting for the end of a thread, of all, or for what a puppet was ordered so far. */
#include "core/machine.h"

static bool due(const struct machine *m, const struct thread *t)
{
    return t->deadline <= m->state->now;
}

/* The thread or timer that a designator names at this moment; NULL where it names none. */
static const struct thread *bearer_of(const struct machine *m, struct value designator)
{
    uint32_t entity = machine_designated(m, designator);
    if (entity == NO_ENTITY || !(KIND(state_entity(m->state, entity)->kind) & KINDS_THREADS))
        return NULL;
    return state_thread(m->state, state_entity(m->state, entity)->link);
}

/* What a join waits for that begins now. */
static void note_joined(const struct thread *t, struct value *wanted)
{
    wanted->extra = handle_of(t->number);
    wanted->number = t->orders_given;
}

/* The thread with this number, for as long as it is known; NULL behind that. */
static const struct thread *numbered_thread(const struct machine *m, uint32_t number)
{
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        const struct thread *t = state_thread(m->state, i);
        if (t->status != THREAD_FREE && t->number == number)
            return t;
    }
    return NULL;
}

/* Who a join is about. As it begins it notes the thread that it names (`wanted.extra` - 1 is its
 * number), so that it follows one that is renamed. Whom the name means is decided when its step
 * comes: where it named nobody then, or where that thread has ended and left its name to another
 * since, it is the one that bears the name now. NULL where the thread has ended and was forgotten.
 */
static const struct thread *joined_thread(const struct machine *m, struct value designator,
                                          struct value *wanted)
{
    const struct thread *bearer = bearer_of(m, designator);
    if (bearer && handle_of(bearer->number) == wanted->extra)
        return bearer;
    const struct thread *noted =
        wanted->extra ? numbered_thread(m, handle_index(wanted->extra)) : NULL;
    if (!bearer || (noted && noted->entity))
        return noted;
    note_joined(bearer, wanted);
    return bearer;
}

/* Whether what a join waits for has happened. */
static bool is_over(const struct thread *t, struct value wanted)
{
    return !t || t->status >= THREAD_DONE ||
           ((t->flags & FLAG_PUPPET) && t->orders_done >= wanted.number);
}

/* Whether no thread is left that `join all` of this one waits for. */
static bool others_ended(const struct machine *m, const struct thread *self, struct instruction i)
{
    bool but_daemons = i.a >> OPERAND_SHIFT;
    uint32_t left_out = but_daemons ? m->state->busy_daemons : 0;
    bool itself = !(but_daemons && self->flags & FLAG_DAEMON); /* it is among those that are left */
    return m->state->busy - left_out <= itself;
}

bool join_enabled(const struct machine *m, uint32_t thread, struct instruction i,
                  struct readiness *r)
{
    const struct thread *self = state_thread(m->state, thread);
    if (i.op == OP_JOIN_ALL) {
        if (others_ended(m, self, i) || due(m, self))
            return true;
        r->kind = WAITS_FOR_ALL;
        return false;
    }
    struct value wanted = machine_peek(m, thread, 0), designator = machine_peek(m, thread, 1);
    const struct thread *t = joined_thread(m, designator, &wanted);
    if (due(m, self) || !t)
        return true; /* where it is no thread the step raises the error */
    if (t == self || is_over(t, wanted) || t->status == THREAD_NEW)
        return true;
    r->kind = WAITS_FOR_THREAD;
    r->object = t->entity;
    return false;
}

uint32_t machine_joined_by_name(const struct machine *m, uint32_t thread)
{
    uint32_t entity = machine_designated(m, machine_peek(m, thread, 1));
    return bearer_of(m, machine_peek(m, thread, 1)) ? state_entity(m->state, entity)->link
                                                    : UINT32_MAX;
}

bool join_run(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value wanted = machine_pop(m, thread), designator = machine_peek(m, thread, 0);
    const struct thread *t = joined_thread(m, designator, &wanted);
    uint32_t entity;
    if (m->follows && !(t && t->entity)) /* it has left its name to another, or is forgotten */
        touches_add(m, TOUCH_LOOKS_ALL, 0);
    if (wanted.extra)
        machine_pop(m, thread);
    else if (!machine_take(m, thread, i, WANTED_THREAD_OR_TIMER, &entity))
        return false;
    m->event.object = ENTITY_THREAD;
    if (designator.kind == VALUE_TEXT) /* what it was called: it may be gone */
        m->event.name = text_known_name(m->program->texts, (uint32_t)designator.number);
    if (t && t->entity) {
        machine_about(m, state_entity(m->state, handle_index(t->entity)));
    }
    if (t == state_thread(m->state, thread))
        return machine_fail(m, FAILURE_JOINS_ITSELF, {argument_name(t->name)});
    if (t && t->status == THREAD_NEW)
        return machine_fail(m, FAILURE_JOINS_NEW, {argument_name(t->name)});
    bool ended = is_over(t, wanted);
    m->event.outcome = ended ? OUTCOME_DONE : OUTCOME_IN_VAIN;
    timing_set_deadline(m, thread, NO_DEADLINE);
    machine_result(m, thread, i, value_boolean(ended));
    return true;
}

bool join_begin(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    struct value wanted = value_integer(0);
    const struct thread *t = bearer_of(m, machine_peek(m, thread, 0));
    if (t)
        note_joined(t, &wanted);
    if (t && m->follows)
        touches_entity(m, handle_index(t->entity));
    machine_push(m, thread, wanted);
    return true;
}

bool join_all(struct machine *m, uint32_t thread, struct instruction i)
{
    bool all = others_ended(m, state_thread(m->state, thread), i);
    m->event.outcome = all ? OUTCOME_DONE : OUTCOME_IN_VAIN;
    timing_set_deadline(m, thread, NO_DEADLINE);
    machine_result(m, thread, i, value_boolean(all));
    return true;
}
