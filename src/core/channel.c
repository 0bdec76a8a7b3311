/* channel.c - channels, as Go's: a value goes from who sends it to who receives it, through room
 * for `initial` values; with room for none it is handed over, and whoever comes first waits for the
 * other. Who waits is served first come, first served, and nobody who comes later is quicker.
 *
 * Behind the `count` values in it lie those who wait (state_waiting_at): what a sender sends is
 * there already, so that who receives it need not look at another's stack. Who is let go is out of
 * the list, marked (`wake`), and finds what it got in its `result`. */
#include "core/machine.h"

#include <string.h>

enum { OPEN = 0, CLOSED = 1, OPEN_TO_SEND = 2 /* and threads wait to send */ };

static uint32_t length_of(const struct entity *e)
{
    return (uint32_t)e->count + WAITING_VALUES * e->users;
}

static struct value *waiting_at(const struct machine *m, const struct entity *e, uint32_t k)
{
    return waiting_among(state_values(m->state, e), e, k);
}

static bool sends(const struct value *waiting)
{
    return waiting->number & 1;
}

/* ---- What lies in it --------------------------------------------------------------------------
 */

/* Its status says which way those look who wait. */
static void settle_status(struct machine *m, struct entity *e)
{
    if (e->status == CLOSED)
        return;
    e->status = OPEN;
    for (uint32_t k = 0; k < e->users; k++)
        if (sends(waiting_at(m, e, k)))
            e->status = OPEN_TO_SEND;
}

/* Makes room for values at a place in its extent; false with an error raised. */
static struct value *insert(struct machine *m, uint32_t entity, uint32_t at, uint32_t count)
{
    const struct entity *e = state_entity(m->state, entity);
    uint32_t length = length_of(e), wanted = entity_room(length + count);
    if (wanted > e->extent.capacity && !machine_has_room(m, wanted))
        return NULL;
    state_resize_entity(&m->state, entity, wanted);
    struct value *values = state_values(m->state, state_entity(m->state, entity));
    memmove(values + at + count, values + at, (length - at) * sizeof *values);
    return values + at;
}

static void take_out(struct machine *m, uint32_t entity, uint32_t at, uint32_t count)
{
    struct value *values = state_values(m->state, state_entity(m->state, entity));
    uint32_t left = length_of(state_entity(m->state, entity)) - at - count;
    memmove(values + at, values + at + count, left * sizeof *values);
    memset(values + at + left, 0, count * sizeof *values);
    state_resize_entity(&m->state, entity, entity_room(at + left));
}

static void take_out_waiting(struct machine *m, uint32_t entity, uint32_t k)
{
    struct entity *e = state_entity(m->state, entity);
    take_out(m, entity, (uint32_t)e->count + WAITING_VALUES * k, WAITING_VALUES);
    e = state_entity(m->state, entity);
    e->users--;
    settle_status(m, e);
}

static void forget_at(struct machine *m, uint32_t thread, uint32_t entity)
{
    for (uint32_t k = state_entity(m->state, entity)->users; k-- > 0;)
        if (waiting_at(m, state_entity(m->state, entity), k)->extra == handle_of(thread))
            take_out_waiting(m, entity, k);
    state_thread(m->state, thread)->waits_on = 0;
}

bool channel_met(const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    if (t->wake == WAKE_NOT || m->program->code[t->pc].op != OP_WAIT_RESUME)
        return false;
    uint32_t entity = handle_index(machine_peek(m, thread, 0).extra);
    return kind_is(state_entity(m->state, entity)->kind, KIND_OWN_LIST);
}

void channel_leave(struct machine *m, uint32_t thread, uint32_t entity, bool killed)
{
    (void)killed;
    forget_at(m, thread, entity);
    state_thread(m->state, thread)->result = (struct value){0};
}

/* ---- Who waits --------------------------------------------------------------------------------
 */

/* The first who waits to send, or to receive, and is not about to unwind. */
static bool first_waiting(const struct machine *m, uint32_t entity, bool to_send, uint32_t *k)
{
    const struct entity *e = state_entity(m->state, entity);
    for (*k = 0; *k < e->users; ++*k) {
        const struct value *waiting = waiting_at(m, e, *k);
        if (sends(waiting) == to_send && !machine_must_unwind(m, handle_index(waiting->extra)))
            return true;
    }
    return false;
}

static void let_go(struct machine *m, uint32_t entity, uint32_t k, enum wake wake,
                   struct value result)
{
    uint32_t thread = handle_index(waiting_at(m, state_entity(m->state, entity), k)->extra);
    forget_at(m, thread, entity);
    struct thread *t = state_thread(m->state, thread);
    t->wake = (uint8_t)wake;
    t->result = result;
    machine_changed(m, CHANGE_THREAD, thread);
}

/* Into the list; `item` is what it sends. */
static bool begin_to_wait(struct machine *m, uint32_t thread, uint32_t entity, bool to_send,
                          struct value item)
{
    struct entity *e = state_entity(m->state, entity);
    struct value *place = insert(m, entity, length_of(e), WAITING_VALUES);
    if (!place)
        return false;
    place[0] = (struct value){
        .kind = VALUE_INTEGER, .extra = handle_of(thread), .number = to_send ? 1 : 0};
    place[1] = item;
    e = state_entity(m->state, entity);
    e->users++;
    settle_status(m, e);
    state_thread(m->state, thread)->waits_on = handle_of(entity);
    m->event.outcome = OUTCOME_WAITS;
    machine_push(m, thread, (struct value){.kind = VALUE_INTEGER, .extra = handle_of(entity)});
    return true;
}

/* It is over at once: OP_WAIT_RESUME behind it is left out. */
static bool over(struct machine *m, uint32_t thread, struct instruction i, struct value result)
{
    timing_set_deadline(m, thread, NO_DEADLINE);
    machine_result(m, thread, i, result);
    state_thread(m->state, thread)->pc++;
    return true;
}

/* ---- Sending ----------------------------------------------------------------------------------
 */

bool channel_send(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity, receiver;
    if (!machine_take(m, thread, i, WANTED_TAKING(SEND), &entity))
        return false;
    struct value item = m->event.value = machine_pop(m, thread);
    struct entity *e = state_entity(m->state, entity);
    if (e->status == CLOSED)
        return machine_fail(m, FAILURE_SENDS_TO_CLOSED, {argument_entity(m->state, entity)});
    if (first_waiting(m, entity, false, &receiver)) {
        let_go(m, entity, receiver, WAKE_RELEASED, item);
        return over(m, thread, i, value_boolean(true));
    }
    if (e->count < e->initial) {
        struct value *place = insert(m, entity, (uint32_t)e->count, 1);
        if (!place)
            return false;
        *place = item;
        state_entity(m->state, entity)->count++;
        return over(m, thread, i, value_boolean(true));
    }
    if (state_thread(m->state, thread)->deadline > machine_now(m))
        return begin_to_wait(m, thread, entity, true, item);
    m->event.outcome = OUTCOME_IN_VAIN;
    return over(m, thread, i, value_boolean(false));
}

/* ---- Receiving --------------------------------------------------------------------------------
 */

/* What a receiver gets of a channel that is closed and empty: none; in `for x from ch`, which ends
 * then, no value at all. */
static struct value nothing_more(struct instruction i)
{
    return i.a >> OPERAND_SHIFT ? (struct value){0} : value_none();
}

/* The first value in it, or the one that the first sender waits with; a sender that waits for room
 * has it then. */
static bool receive(struct machine *m, uint32_t entity, struct value *item)
{
    struct entity *e = state_entity(m->state, entity);
    uint32_t sender;
    bool waits = first_waiting(m, entity, true, &sender);
    struct value sent = waits ? waiting_at(m, e, sender)[1] : value_none();
    if (e->count == 0 && !waits)
        return false;
    *item = e->count ? *state_values(m->state, e) : sent;
    if (e->count && waits) {
        struct value *values = state_values(m->state, e);
        memmove(values, values + 1, ((size_t)e->count - 1) * sizeof *values);
        values[e->count - 1] = sent;
    } else if (e->count) {
        take_out(m, entity, 0, 1);
        state_entity(m->state, entity)->count--;
    }
    if (waits)
        let_go(m, entity, sender, WAKE_RELEASED, sent);
    return true;
}

bool channel_receive(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    struct value item;
    if (!machine_take(m, thread, i, WANTED_TAKING(SEND), &entity))
        return false;
    if (receive(m, entity, &item)) {
        m->event.value = item;
        return over(m, thread, i, item);
    }
    if (state_entity(m->state, entity)->status == CLOSED) {
        m->event.outcome = OUTCOME_CLOSED;
        return over(m, thread, i, nothing_more(i));
    }
    if (state_thread(m->state, thread)->deadline > machine_now(m))
        return begin_to_wait(m, thread, entity, false, value_none());
    m->event.outcome = OUTCOME_IN_VAIN;
    return over(m, thread, i, value_none());
}

/* ---- Going on ---------------------------------------------------------------------------------
 */

bool channel_resume(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity)
{
    struct thread *t = state_thread(m->state, thread);
    enum wake wake = t->wake;
    struct value result = t->result;
    bool sent = m->program->code[m->event.pc - 1].op == OP_SEND;
    t->wake = WAKE_NOT;
    t->result = (struct value){0};
    t->deadline = NO_DEADLINE;
    forget_at(m, thread, entity);
    machine_pop(m, thread);
    if (wake == WAKE_BROKEN)
        return machine_fail(m, FAILURE_CLOSED_BEFORE_SENT,
                            {argument_entity(m->state, entity), argument_thread(m->state, thread)});
    bool closed = wake != WAKE_NOT && result.kind == VALUE_UNSET;
    m->event.outcome = wake == WAKE_NOT ? OUTCOME_IN_VAIN : closed ? OUTCOME_CLOSED : OUTCOME_DONE;
    m->event.value = result;
    if (sent)
        result = value_boolean(wake != WAKE_NOT);
    else if (wake == WAKE_NOT)
        result = value_none();
    else if (closed)
        result = nothing_more(i);
    machine_result(m, thread, i, result);
    return true;
}

bool channel_received(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    bool more = machine_peek(m, thread, 0).kind != VALUE_UNSET;
    if (!more)
        machine_pop(m, thread);
    machine_push(m, thread, value_boolean(more));
    return true;
}

/* ---- close ------------------------------------------------------------------------------------
 */

bool channel_close(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_TAKING(CLOSE), &entity))
        return false;
    if (state_entity(m->state, entity)->status == CLOSED)
        return machine_fail(m, FAILURE_CLOSED_ALREADY, {argument_entity(m->state, entity)});
    uint32_t k;
    while (first_waiting(m, entity, false, &k))
        let_go(m, entity, k, WAKE_RELEASED, (struct value){0});
    while (first_waiting(m, entity, true, &k))
        let_go(m, entity, k, WAKE_BROKEN, (struct value){0});
    state_entity(m->state, entity)->status = CLOSED;
    return true;
}
