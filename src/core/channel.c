/* channel.c - channels, as Go's: a value goes from who sends it to who receives it, through room
 * for `initial` values; with room for none it is handed over, and whoever comes first waits for the
 * other. Who waits is served first come, first served, and nobody who comes later is quicker.
 *
 * Behind the `count` values in it lie those who wait (state_waiting_at): what a sender sends is
 * there already, so that who receives it need not look at another's stack. Who is let go is out of
 * the list, marked (`wake`), and finds what it got in its `result`. */
#include "core/limits.h"
#include "core/machine.h"

#include <string.h>

enum { OPEN = 0, CLOSED = STATUS_CLOSED, OPEN_TO_SEND = 2 /* and threads wait to send */ };

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

/* ---- What lies in it ------------------------------------------------------------------------- */

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
    if (!machine_has_room(m, state_extent_growth(e->extent, wanted)))
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
}

/* Out of the list in which it waits; of those at which a select waits, out of all. */
static void forget(struct machine *m, uint32_t thread)
{
    struct thread *t = state_thread(m->state, thread);
    uint32_t waits_on = t->waits_on;
    /* It stands at OP_WAIT_RESUME, or is doing that. */
    uint32_t resumes = m->program->code[t->pc].op == OP_WAIT_RESUME ? t->pc : t->pc - 1;
    bool several = waits_on && m->program->code[resumes - 1].op == OP_SELECT;
    t->waits_on = 0;
    if (waits_on && !several)
        forget_at(m, thread, handle_index(waits_on));
    for (uint32_t i = 0; several && i < m->state->entity_count; i++)
        if (kind_is(state_entity(m->state, i)->kind, KIND_OWN_LIST))
            forget_at(m, thread, i);
}

bool channel_lists(const struct machine *m, uint32_t entity, uint32_t thread)
{
    const struct entity *e = state_entity(m->state, entity);
    bool found = false;
    for (uint32_t k = 0; kind_is(e->kind, KIND_OWN_LIST) && k < e->users; k++)
        found |= state_waiting_at(m->state, e, k) == thread;
    return found;
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
    (void)entity, (void)killed;
    forget(m, thread);
    state_thread(m->state, thread)->result = (struct value){0};
}

void channel_give_up(struct machine *m, uint32_t thread)
{
    uint32_t waits_on = state_thread(m->state, thread)->waits_on;
    bool at_channel =
        waits_on && kind_is(state_entity(m->state, handle_index(waits_on))->kind, KIND_OWN_LIST);
    if (at_channel && machine_must_unwind(m, thread))
        forget(m, thread);
}

/* ---- Who waits ------------------------------------------------------------------------------- */

/* The first who waits to send, or to receive. */
static bool first_waiting(const struct machine *m, uint32_t entity, bool to_send, uint32_t *k)
{
    const struct entity *e = state_entity(m->state, entity);
    for (*k = 0; *k < e->users; ++*k)
        if (sends(waiting_at(m, e, *k)) == to_send)
            return true;
    return false;
}

/* On its stack is left where it was met, at which of a select's cases, and whether that sends. */
static void let_go(struct machine *m, uint32_t entity, uint32_t k, enum wake wake,
                   struct value result)
{
    struct value waiting = *waiting_at(m, state_entity(m->state, entity), k);
    uint32_t thread = handle_index(waiting.extra);
    forget(m, thread);
    struct thread *t = state_thread(m->state, thread);
    struct value *met = &state_stack(m->state, thread)[t->top - 1];
    met->extra = handle_of(entity);
    met->number = waiting.number;
    t->wake = (uint8_t)wake;
    t->result = result;
    machine_changed(m, CHANGE_THREAD, thread);
}

/* Into the list of one channel, as a select's case of that number; `item` is what it sends. */
static bool list(struct machine *m, uint32_t thread, uint32_t entity, uint32_t number, bool to_send,
                 struct value item)
{
    struct entity *e = state_entity(m->state, entity);
    struct value *place = insert(m, entity, length_of(e), WAITING_VALUES);
    if (!place)
        return false;
    place[0] = (struct value){.kind = VALUE_INTEGER,
                              .extra = handle_of(thread),
                              .number = (int64_t)number << 1 | to_send};
    place[1] = item;
    e = state_entity(m->state, entity);
    e->users++;
    settle_status(m, e);
    return true;
}

/* It waits now, at this channel first of all. */
static bool begin_to_wait(struct machine *m, uint32_t thread, uint32_t entity)
{
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

/* ---- Sending --------------------------------------------------------------------------------- */

/* Whether it need not wait: somebody receives it, or there is room. A closed channel refuses it. */
static bool can_send(const struct machine *m, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    uint32_t receiver;
    return e->status == CLOSED || e->count < e->initial ||
           first_waiting(m, entity, false, &receiver);
}

static bool send(struct machine *m, uint32_t entity, struct value item)
{
    const struct entity *e = state_entity(m->state, entity);
    uint32_t receiver;
    m->event.value = item;
    if (e->status == CLOSED)
        return machine_fail(m, FAILURE_SENDS_TO_CLOSED, {argument_entity(m->state, entity)});
    if (first_waiting(m, entity, false, &receiver)) {
        let_go(m, entity, receiver, WAKE_RELEASED, item);
        return true;
    }
    struct value *place = insert(m, entity, (uint32_t)e->count, 1);
    if (!place)
        return false;
    *place = item;
    state_entity(m->state, entity)->count++;
    return true;
}

bool channel_send(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_TAKING(SEND), &entity))
        return false;
    struct value item = m->event.value = machine_pop(m, thread);
    bool can = can_send(m, entity);
    if (can && !send(m, entity, item))
        return false;
    if (!can && state_thread(m->state, thread)->deadline > machine_now(m))
        return list(m, thread, entity, 0, true, item) && begin_to_wait(m, thread, entity);
    m->event.outcome = can ? OUTCOME_DONE : OUTCOME_IN_VAIN;
    return over(m, thread, i, value_boolean(can));
}

/* ---- Receiving ------------------------------------------------------------------------------- */

/* Whether the instruction is `for x from`, which takes a queue, too. */
static bool till_closed(struct instruction i)
{
    return i.a >> OPERAND_SHIFT;
}

/* What a receiver gets of a channel that is closed and empty: none; in `for x from ch`, which ends
 * then, no value at all. */
static struct value nothing_more(struct instruction i)
{
    return till_closed(i) ? (struct value){0} : value_none();
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

static bool can_receive(const struct machine *m, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    uint32_t sender;
    return e->status == CLOSED || e->count > 0 || first_waiting(m, entity, true, &sender);
}

bool channel_receive_enabled(const struct machine *m, uint32_t thread, struct instruction i,
                             struct readiness *r)
{
    return !till_closed(i) || queue_enabled(m, thread, i, r);
}

bool channel_receive(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    struct value item;
    if (!machine_take(m, thread, i, till_closed(i) ? WANTED_TAKING(CLOSE) : WANTED_TAKING(SEND),
                      &entity))
        return false;
    if (state_entity(m->state, entity)->kind == ENTITY_QUEUE)
        return over(m, thread, i, queue_take(m, entity, &item) ? item : nothing_more(i));
    if (receive(m, entity, &item)) {
        m->event.value = item;
        return over(m, thread, i, item);
    }
    if (state_entity(m->state, entity)->status == CLOSED) {
        m->event.outcome = OUTCOME_CLOSED;
        return over(m, thread, i, nothing_more(i));
    }
    if (state_thread(m->state, thread)->deadline > machine_now(m))
        return list(m, thread, entity, 0, false, value_none()) && begin_to_wait(m, thread, entity);
    m->event.outcome = OUTCOME_IN_VAIN;
    return over(m, thread, i, value_none());
}

/* ---- select ---------------------------------------------------------------------------------- */

enum { CASE_VALUES = 3, ELSE = -1 /* or its time has run out */ };

struct choice {
    struct machine *m;
    uint32_t count;
    struct offer {
        uint32_t entity;
        bool sends;
        struct value item;
    } cases[LIMIT_SELECT_CASES];
};

static bool can_go(const struct machine *m, const struct offer *o)
{
    return o->sends ? can_send(m, o->entity) : can_receive(m, o->entity);
}

static uint32_t count_ready(const struct machine *m, const struct choice *c)
{
    uint32_t ready = 0;
    for (uint32_t k = 0; k < c->count; k++)
        ready += can_go(m, &c->cases[k]);
    return ready;
}

/* Its cases, which lie on the stack as DES item sends, as far as they name channels. */
static bool look_at_cases(const struct machine *m, uint32_t thread, struct instruction i,
                          struct choice *c)
{
    c->count = (uint32_t)i.b / CASE_VALUES;
    for (uint32_t k = 0; k < c->count; k++) {
        uint32_t down = (c->count - 1 - k) * CASE_VALUES;
        uint32_t entity = machine_designated(m, machine_peek(m, thread, down + 2));
        if (entity == NO_ENTITY ||
            !kind_takes(state_entity(m->state, entity)->kind, OPERATION_SEND))
            return false;
        c->cases[k] = (struct offer){entity, machine_peek(m, thread, down).number,
                                     machine_peek(m, thread, down + 1)};
    }
    return true;
}

bool machine_choices(const struct machine *m, uint32_t thread, int64_t *low, int64_t *high)
{
    struct instruction i = m->program->code[state_thread(m->state, thread)->pc];
    struct choice c;
    if (i.op == OP_CHOOSE) {
        struct value from = machine_peek(m, thread, 1), to = machine_peek(m, thread, 0);
        *low = from.number;
        *high = to.number;
        return from.kind == VALUE_INTEGER && to.kind == VALUE_INTEGER && *low <= *high;
    }
    if (i.op != OP_SELECT || !look_at_cases(m, thread, i, &c))
        return false;
    *low = 0;
    *high = (int64_t)count_ready(m, &c) - 1;
    return *high > 0;
}

/* Pops the cases; an error unless all are channels. */
static bool take_cases(struct machine *m, uint32_t thread, struct instruction i, struct choice *c)
{
    const struct instruction on_stack = {0};
    c->count = (uint32_t)i.b / CASE_VALUES;
    for (uint32_t k = c->count; k-- > 0;) {
        c->cases[k].sends = machine_pop(m, thread).number;
        c->cases[k].item = machine_pop(m, thread);
        if (!machine_take(m, thread, on_stack, WANTED_TAKING(SEND), &c->cases[k].entity))
            return false;
    }
    return true;
}

/* A random number below this one. */
static uint32_t drawn(struct machine *m, uint32_t thread, uint32_t below)
{
    const struct instruction none = {0};
    machine_push(m, thread, value_integer(0));
    machine_push(m, thread, value_integer(below - 1));
    expression_random(m, thread, none);
    return (uint32_t)machine_pop(m, thread).number;
}

/* One of those that can go, of which there are `ready`. */
static uint32_t chosen(struct machine *m, uint32_t thread, const struct choice *c, uint32_t ready)
{
    uint32_t skip = 0, k = 0;
    if (ready > 1 && m->choice_forced && m->choice >= 0 && m->choice < ready)
        skip = (uint32_t)m->choice;
    else if (ready > 1)
        skip = drawn(m, thread, ready);
    for (;; k++)
        if (can_go(m, &c->cases[k]) && skip-- == 0)
            return k;
}

static bool go(struct machine *m, uint32_t thread, const struct offer *o)
{
    struct value item;
    machine_about(m, state_entity(m->state, o->entity));
    m->event.count = o->sends;
    if (o->sends)
        return send(m, o->entity, o->item);
    bool received = receive(m, o->entity, &item);
    m->event.outcome = received ? OUTCOME_DONE : OUTCOME_CLOSED;
    if (received)
        m->event.value = item;
    state_thread(m->state, thread)->result = received ? item : value_none();
    return true;
}

static bool wait_at_all(struct machine *m, uint32_t thread, const struct choice *c)
{
    for (uint32_t k = 0; k < c->count; k++)
        if (!list(m, thread, c->cases[k].entity, k, c->cases[k].sends, c->cases[k].item)) {
            for (uint32_t j = 0; j < k; j++)
                forget_at(m, thread, c->cases[j].entity);
            return false;
        }
    return begin_to_wait(m, thread, c->cases[0].entity);
}

bool channel_select(struct machine *m, uint32_t thread, struct instruction i)
{
    struct choice c;
    if (!take_cases(m, thread, i, &c))
        return false;
    uint32_t ready = count_ready(m, &c);
    if (ready > 0) {
        uint32_t k = chosen(m, thread, &c, ready);
        return go(m, thread, &c.cases[k]) && over(m, thread, i, value_integer(k));
    }
    if (!(i.a & OPERAND_TRY) && state_thread(m->state, thread)->deadline > machine_now(m))
        return wait_at_all(m, thread, &c);
    m->event.outcome = OUTCOME_IN_VAIN;
    return over(m, thread, i, value_integer(ELSE));
}

/* What it has received comes under the number of its case. */
bool channel_selected(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    struct thread *t = state_thread(m->state, thread);
    struct value received = t->result.kind == VALUE_UNSET ? value_none() : t->result;
    t->result = (struct value){0};
    struct value number = machine_pop(m, thread);
    machine_push(m, thread, received);
    machine_push(m, thread, number);
    return true;
}

/* ---- Going on -------------------------------------------------------------------------------- */

/* What the operation gives that waited, and found in its `result` what it got. */
static struct value outcome_of(const struct machine *m, struct instruction i, enum wake wake,
                               struct value result, struct value waited)
{
    switch (m->program->code[m->event.pc - 1].op) {
    case OP_SEND:
        return value_boolean(wake != WAKE_NOT);
    case OP_SELECT:
        return value_integer(wake == WAKE_NOT ? ELSE : waited.number >> 1);
    default:
        return wake != WAKE_NOT && result.kind == VALUE_UNSET ? nothing_more(i)
               : wake == WAKE_NOT                             ? value_none()
                                                              : result;
    }
}

bool channel_resume(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity)
{
    struct thread *t = state_thread(m->state, thread);
    enum wake wake = t->wake;
    struct value result = t->result;
    bool selects = m->program->code[m->event.pc - 1].op == OP_SELECT;
    t->wake = WAKE_NOT;
    t->result = selects && wake == WAKE_RELEASED ? result : (struct value){0};
    t->deadline = NO_DEADLINE;
    forget(m, thread);
    struct value waited = machine_pop(m, thread);
    if (wake == WAKE_BROKEN)
        return machine_fail(m, FAILURE_CLOSED_BEFORE_SENT,
                            {argument_entity(m->state, entity), argument_thread(m->state, thread)});
    bool closed = wake != WAKE_NOT && result.kind == VALUE_UNSET;
    m->event.outcome = wake == WAKE_NOT ? OUTCOME_IN_VAIN : closed ? OUTCOME_CLOSED : OUTCOME_DONE;
    m->event.value = result;
    m->event.count = waited.number & 1; /* of a select */
    machine_result(m, thread, i, outcome_of(m, i, wake, result, waited));
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

/* ---- close: of queues, too ------------------------------------------------------------------- */

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
    if (!kind_is(state_entity(m->state, entity)->kind, KIND_OWN_LIST))
        machine_touch(m, entity);
    return true;
}
