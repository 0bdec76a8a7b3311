/* observe.c - the built-ins that look at objects and other threads. */
#include "core/machine.h"
#include "core/waiting.h"

static bool take(struct machine *m, uint32_t thread, struct instruction i, uint32_t *entity)
{
    static const enum wanted of[] = {
        [OBSERVE_ALIVE] = WANTED_THREAD_OR_TIMER, [OBSERVE_DAEMON] = WANTED_THREAD_OR_TIMER,
        [OBSERVE_STATE] = WANTED_THREAD_OR_TIMER, [OBSERVE_RESULT] = WANTED_THREAD_OR_TIMER,
        [OBSERVE_ISSET] = WANTED_EVENT,           [OBSERVE_LOCKED] = WANTED_RELEASABLE,
        [OBSERVE_OWNER] = WANTED_OWNED,           [OBSERVE_VALUE] = WANTED_SEMAPHORE,
        [OBSERVE_BROKEN] = WANTED_BARRIER,        [OBSERVE_WAITING] = WANTED_OBJECT,
    };
    enum program_observation which = i.a >> OPERAND_SHIFT;
    return machine_take(m, thread, i, of[which], entity);
}

static bool locked(const struct machine *m, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    switch (kind_rows[e->kind].holder.by) {
    case HELD_ITS_LOCK:
        return locked(m, condition_lock(m, entity));
    case HELD_NOBODY:
        return e->count == 0;
    case HELD_READERS:
        return e->owner || e->users;
    case HELD_ONE:
    case HELD_RUNNER:
        break;
    }
    return e->owner != 0;
}

static struct value owner(struct machine *m, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    if (kind_rows[e->kind].holder.by == HELD_ITS_LOCK)
        return owner(m, condition_lock(m, entity));
    if (!e->owner)
        return value_none();
    return value_text(
        name_to_text(m->program->texts, state_thread(m->state, handle_index(e->owner))->name));
}

static bool result(struct machine *m, uint32_t entity, struct value *v)
{
    const struct thread *t = state_thread(m->state, state_entity(m->state, entity)->link);
    if (t->status < THREAD_DONE)
        return machine_fail(m, FAILURE_NOT_ENDED,
                            {argument_thread(m->state, state_entity(m->state, entity)->link)});
    *v = t->status == THREAD_DONE ? t->result : value_none();
    return true;
}

/* Those in the object's own list that cannot go on yet. */
static int64_t waiting_in_list(const struct machine *m, const struct entity *e)
{
    int64_t count = 0;
    for (uint32_t at = e->first_waiter; at;) {
        const struct thread *t = state_thread(m->state, handle_index(at));
        count += t->deadline > m->state->now && !(t->flags & (FLAG_CANCEL | FLAG_INTERRUPT));
        at = t->next_waiter;
    }
    for (uint32_t k = 0; kind_is(e->kind, KIND_OWN_LIST) && k < e->users; k++) {
        uint32_t thread = state_waiting_at(m->state, e, k);
        const struct thread *t = state_thread(m->state, thread);
        if (k > 0 && state_waiting_at(m->state, e, k - 1) == thread)
            continue; /* a select that would send, too */
        count += t->deadline > m->state->now && !(t->flags & (FLAG_CANCEL | FLAG_INTERRUPT));
    }
    return count;
}

static int64_t waiting(const struct machine *m, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    int64_t count = 0;
    if (kind_rows[e->kind].waiter.waits == WAITER_LISTED)
        return waiting_in_list(m, e);
    for (uint32_t t = 0; t < m->state->thread_count; t++) {
        count += machine_waits_for(m, t, entity);
        if (e->kind == ENTITY_OBJECT_ARRAY)
            for (int64_t k = 0; k < e->initial; k++)
                count += machine_waits_for(m, t, e->link + (uint32_t)k);
    }
    return count;
}

bool observe_run(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!take(m, thread, i, &entity))
        return false;
    const struct entity *e = state_entity(m->state, entity);
    struct value v = {0};
    switch ((enum program_observation)(i.a >> OPERAND_SHIFT)) {
    case OBSERVE_ALIVE:
        v = value_boolean(state_thread(m->state, e->link)->status == THREAD_RUNNING ||
                          state_thread(m->state, e->link)->status == THREAD_IDLE);
        break;
    case OBSERVE_DAEMON:
        v = value_boolean(state_thread(m->state, e->link)->flags & FLAG_DAEMON);
        break;
    case OBSERVE_STATE: {
        const char *word = machine_state_word(m, e->link);
        uint32_t text;
        buffer_clear(&m->scratch);
        buffer_puts(&m->scratch, word);
        if (!machine_text(m, buffer_text(&m->scratch), m->scratch.length, &text))
            return false;
        v = value_text(text);
        break;
    }
    case OBSERVE_RESULT:
        if (!result(m, entity, &v))
            return false;
        break;
    case OBSERVE_ISSET:
        v = value_boolean(e->status);
        break;
    case OBSERVE_LOCKED:
        v = value_boolean(locked(m, entity));
        break;
    case OBSERVE_OWNER:
        v = owner(m, entity);
        break;
    case OBSERVE_VALUE:
        v = value_integer(e->count);
        break;
    case OBSERVE_BROKEN:
        v = value_boolean(e->status == 1);
        break;
    case OBSERVE_WAITING:
        v = value_integer(waiting(m, entity));
        break;
    }
    m->event.value = v;
    machine_push(m, thread, v);
    return true;
}
