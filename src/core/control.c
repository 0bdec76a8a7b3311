/* control.c - frames (frame.h), unwinding, loops, critical sections. */
#include "core/machine.h"

#include "core/limits.h"

#include <inttypes.h>
#include <string.h>

/* ---- Frames ---------------------------------------------------------------------------------- */

uint32_t frame_floor(const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    return t->base + frame_slots(m, t) + FRAME_RECORDS + frame_record(m, thread)[1].extra;
}

void frame_cut(struct machine *m, uint32_t thread, uint32_t top)
{
    struct thread *t = state_thread(m->state, thread);
    if (m->state->array_count && t->top > top) {
        array_release(m, thread, top, t->top);
        t = state_thread(m->state, thread);
    }
    if (t->top > top)
        memset(state_stack(m->state, thread) + top, 0, (t->top - top) * sizeof(struct value));
    t->top = top;
}

void frame_clear(struct machine *m, uint32_t thread)
{
    frame_cut(m, thread, frame_floor(m, thread));
}

/* Unset values up to the slots' end, then the two records. */
static void finish_frame(struct machine *m, uint32_t thread, uint32_t base, uint32_t slots,
                         struct value record)
{
    while (state_thread(m->state, thread)->top < base + slots)
        machine_push(m, thread, (struct value){0});
    machine_push(m, thread, record);
    machine_push(m, thread, (struct value){.kind = VALUE_FRAME});
}

void frame_begin(struct machine *m, uint32_t thread, uint32_t unit)
{
    const struct unit *u = &m->program->units[unit];
    struct thread *t = state_thread(m->state, thread);
    t->unit = unit;
    t->pc = u->first;
    t->base = t->depth = 0;
    t->bottom_slots = u->slots;
    finish_frame(m, thread, 0, u->slots, (struct value){.kind = VALUE_FRAME});
}

void frame_widen(struct machine *m, uint32_t thread, uint32_t slots)
{
    uint32_t old = state_thread(m->state, thread)->bottom_slots;
    if (slots <= old)
        return;
    uint32_t more = slots - old;
    for (uint32_t i = 0; i < more; i++)
        machine_push(m, thread, (struct value){0});
    struct thread *t = state_thread(m->state, thread);
    struct value *stack = state_stack(m->state, thread);
    memmove(stack + slots, stack + old, (t->top - slots) * sizeof *stack);
    memset(stack + old, 0, more * sizeof *stack);
    for (uint32_t i = 0; i < old; i++)
        if (stack[i].kind == VALUE_ARRAY)
            stack[i].number += more;
    t->bottom_slots = slots;
}

bool frame_call(struct machine *m, uint32_t thread, uint32_t unit, uint32_t arguments)
{
    struct thread *t = state_thread(m->state, thread);
    const struct unit *u = &m->program->units[unit];
    if (t->depth == LIMIT_CALL_DEPTH)
        return machine_fail(m, FAILURE_CALL_DEPTH, {argument_number(LIMIT_CALL_DEPTH)});
    if (t->top + u->slots > LIMIT_STACK_VALUES)
        return machine_fail(m, FAILURE_PRIVATE_ROOM);
    uint32_t wanted = t->top + u->slots + FRAME_RECORDS;
    /* A stack that grows moves as a whole, to twice its room. */
    if (wanted > state_stack_room(m->state, thread) && !machine_has_room(m, 2 * (uint64_t)wanted))
        return false;
    struct value record = frame_record_of_call(t);
    uint32_t base = t->top - arguments;
    t->base = base;
    t->unit = unit;
    t->pc = u->first;
    t->depth++;
    finish_frame(m, thread, base, u->slots, record);
    return true;
}

/* Drops the innermost frame; the caller goes on behind its call. */
static void pop_frame(struct machine *m, uint32_t thread)
{
    struct frame f = frame_innermost(m, thread);
    frame_outwards(m, thread, &f);
    frame_cut(m, thread, state_thread(m->state, thread)->base);
    struct thread *t = state_thread(m->state, thread);
    t->unit = f.unit;
    t->base = f.base;
    t->pc = f.pc;
    t->depth = f.depth;
}

void frame_capture(struct machine *m, uint32_t from, uint32_t to, uint32_t unit)
{
    const struct unit *u = &m->program->units[unit];
    for (uint32_t i = 0; i < u->capture_count; i++) {
        uint32_t slot = m->program->captures[u->captures + i];
        struct thread *maker = state_thread(m->state, from);
        if (slot >= frame_slots(m, maker))
            continue; /* an order's name that this puppet has not met yet */
        struct value v = *machine_slot(m, from, slot);
        uint32_t target = u->parameters + i;
        if (value_is_array(v))
            array_give(m, from, slot, to, target);
        else
            *machine_slot(m, to, target) = v;
    }
}

bool control_array_make(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value length = machine_pop(m, thread), init = machine_pop(m, thread);
    if (length.kind != VALUE_INTEGER || length.number < 1 || length.number > LIMIT_ARRAY_LENGTH)
        return machine_fail(m, FAILURE_ARRAY_LENGTH, {argument_number(LIMIT_ARRAY_LENGTH)});
    return array_make(m, thread, (uint32_t)i.b, (uint32_t)length.number, init);
}

/* Whether the thread that asks sees number k in a loop over the threads: it leaves out itself, so
 * that to join each of them, as the loop is for, waits for all the others. */
static bool seen_from(const struct machine *m, uint32_t thread, uint32_t k)
{
    const struct thread *t = state_thread(m->state, k);
    return k != thread && (t->status == THREAD_RUNNING || t->status == THREAD_IDLE);
}

bool control_threads(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t slot = (uint32_t)i.b, count = 0;
    for (uint32_t k = 0; k < m->state->thread_count; k++)
        count += seen_from(m, thread, k);
    if (!array_make(m, thread, slot, count, value_none()))
        return false;
    struct value *place = array_own_elements(m, thread, slot);
    for (uint32_t k = 0; k < m->state->thread_count; k++) {
        if (seen_from(m, thread, k))
            *place++ = value_text(name_to_text(m->program->texts, state_thread(m->state, k)->name));
    }
    return true;
}

/* ---- Unwinding ------------------------------------------------------------------------------- */

static bool handles(const struct range *r, enum pending_kind kind)
{
    switch (r->kind) {
    case RANGE_CATCH:
        return kind == PENDING_ERROR;
    case RANGE_CLEANUP:
        return true;
    case RANGE_ENTERING:
        return kind == PENDING_FATAL;
    case RANGE_LEAVING:
        return kind == PENDING_CANCEL || kind == PENDING_INTERRUPT;
    default:
        return false;
    }
}

static const struct range *handler_for(const struct machine *m, const struct unit *u, uint32_t pc,
                                       enum pending_kind kind)
{
    for (uint32_t i = 0; i < u->range_count; i++) {
        const struct range *r = &m->program->ranges[u->ranges + i];
        if (pc >= r->first && pc < r->end && handles(r, kind))
            return r;
    }
    return NULL;
}

/* Nothing in the thread handles what is pending. */
static void unwound(struct machine *m, uint32_t thread, uint32_t pc, enum pending_kind kind,
                    uint32_t failure)
{
    struct thread *t = state_thread(m->state, thread);
    m->event.pc = pc;
    if (kind == PENDING_CANCEL) {
        thread_end(m, thread, THREAD_CANCELLED, value_none());
        return;
    }
    if (m->program->units[t->unit].kind != UNIT_ORDER) {
        thread_end(m, thread, THREAD_FAILED, value_failure(failure));
        return;
    }
    struct event e = {.kind = EVENT_ORDER_FAILED,
                      .thread = thread,
                      .pc = pc,
                      .status = kind == PENDING_INTERRUPT ? THREAD_CANCELLED : THREAD_FAILED,
                      .failure = failure};
    if (m->sink)
        m->sink(m->sink_context, &e);
    orders_next(m, thread);
}

void machine_unwind(struct machine *m, uint32_t thread, uint32_t pc, enum pending_kind kind,
                    uint32_t failure)
{
    /* Where it happened, for the message: further in, if it was caught and raised again. */
    uint32_t origin = m->error_origin ? handle_index(m->error_origin) : pc;
    m->error_origin = 0;
    m->operations = 0;
    m->atomic = 0;
    state_thread(m->state, thread)->deadline =
        NO_DEADLINE; /* of the wait that did not come about */
    for (;;) {
        const struct thread *t = state_thread(m->state, thread);
        const struct unit *u = &m->program->units[t->unit];
        const struct range *r = handler_for(m, u, pc, kind);
        if (r) {
            frame_clear(m, thread);
            *machine_slot(m, thread, r->slot) =
                (struct value){.kind = VALUE_INTEGER, .extra = origin, .number = kind};
            *machine_slot(m, thread, r->slot + 1) = value_failure(failure);
            state_thread(m->state, thread)->pc = r->handler;
            return;
        }
        if (u->kind == UNIT_BARRIER)
            barrier_body_failed(m, thread);
        if (t->depth == 0)
            break;
        pop_frame(m, thread);
        pc = state_thread(m->state, thread)->pc - 1;
    }
    unwound(m, thread, origin, kind, failure);
}

bool frame_in_finally(const struct machine *m, uint32_t thread)
{
    struct frame f = frame_innermost(m, thread);
    do {
        const struct unit *u = &m->program->units[f.unit];
        for (uint32_t i = 0; i < u->range_count; i++) {
            const struct range *r = &m->program->ranges[u->ranges + i];
            if (r->kind == RANGE_FINALLY && f.at >= r->first && f.at < r->end)
                return true;
        }
    } while (frame_outwards(m, thread, &f));
    return false;
}

/* ---- Instructions ---------------------------------------------------------------------------- */

bool control_return(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    struct value v = machine_pop(m, thread);
    struct thread *t = state_thread(m->state, thread);
    if (t->depth > 0) {
        bool wanted = m->program->units[t->unit].kind != UNIT_BARRIER;
        pop_frame(m, thread);
        state_thread(m->state, thread)->flags |= FLAG_ACTED;
        if (wanted)
            machine_push(m, thread, v);
    } else if (m->program->units[t->unit].kind == UNIT_ORDER) {
        orders_next(m, thread);
    } else {
        thread_end(m, thread, THREAD_DONE, v);
    }
    return true;
}

bool control_turn_is_step(const struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    return !(state_thread(m->state, thread)->flags & FLAG_ACTED);
}

bool control_return_is_step(const struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    const struct thread *t = state_thread(m->state, thread);
    return t->depth > 0 && !(t->flags & FLAG_ACTED);
}

bool control_loop_turn(struct machine *m, uint32_t thread, struct instruction i)
{
    state_thread(m->state, thread)->flags &= (uint16_t)~FLAG_ACTED;
    *machine_slot(m, thread, (uint32_t)i.b) = value_boolean(true);
    return true;
}

bool control_loop_leave(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value *saved = machine_slot(m, thread, (uint32_t)i.b);
    if (saved->number)
        state_thread(m->state, thread)->flags |= FLAG_ACTED;
    *saved = (struct value){0};
    return true;
}

bool control_loop_enter(struct machine *m, uint32_t thread, struct instruction i)
{
    struct thread *t = state_thread(m->state, thread);
    *machine_slot(m, thread, (uint32_t)i.b) = value_boolean(t->flags & FLAG_ACTED);
    t->flags &= (uint16_t)~FLAG_ACTED;
    return true;
}

static inline bool jump_if(struct machine *m, uint32_t thread, struct instruction i, bool when)
{
    struct value v = machine_pop(m, thread);
    if (v.kind != VALUE_BOOLEAN)
        return machine_fail(m, FAILURE_CONDITION_NOT_BOOLEAN, {argument_value(v)});
    if (v.number == when)
        state_thread(m->state, thread)->pc = (uint32_t)i.b;
    return true;
}

bool control_jump(struct machine *m, uint32_t thread, struct instruction i)
{
    state_thread(m->state, thread)->pc = (uint32_t)i.b;
    return true;
}

bool control_jump_if_false(struct machine *m, uint32_t thread, struct instruction i)
{
    return jump_if(m, thread, i, false);
}

bool control_jump_if_true(struct machine *m, uint32_t thread, struct instruction i)
{
    return jump_if(m, thread, i, true);
}

bool control_range_start(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t slot = (uint32_t)i.b;
    struct value last = machine_pop(m, thread), first = machine_pop(m, thread);
    if (first.kind != VALUE_INTEGER || last.kind != VALUE_INTEGER)
        return machine_fail(m, FAILURE_RANGE_BOUNDS);
    *machine_slot(m, thread, slot) = first;
    *machine_slot(m, thread, slot + 1) = last;
    return true;
}

bool control_range_next(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value *next = machine_slot(m, thread, (uint32_t)i.b);
    struct value v = next[0];
    bool more = v.kind == VALUE_INTEGER && v.number <= next[1].number;
    if (more && v.number == next[1].number)
        next[0] = next[1] = (struct value){0};
    else if (more)
        next[0].number++;
    else
        next[0] = next[1] = (struct value){0};
    if (more)
        machine_push(m, thread, v);
    machine_push(m, thread, value_boolean(more));
    return true;
}

bool control_repeat_start(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value count = machine_pop(m, thread);
    if (count.kind != VALUE_INTEGER || count.number < 0)
        return machine_fail(m, FAILURE_REPEAT_COUNT);
    *machine_slot(m, thread, (uint32_t)i.b) = count;
    return true;
}

bool control_repeat_next(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value *left = machine_slot(m, thread, (uint32_t)i.b);
    bool more = left->number > 0;
    if (more)
        left->number--;
    else
        *left = (struct value){0};
    machine_push(m, thread, value_boolean(more));
    return true;
}

bool control_list_next(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value *list = machine_slot(m, thread, (uint32_t)i.b);
    int64_t at = list[0].number;
    bool more = at < i.a;
    struct value v = more ? list[1 + at] : (struct value){0};
    if (more)
        list[0] = value_integer(at + 1);
    else
        memset(list, 0, (1u + i.a) * sizeof *list);
    if (more)
        machine_push(m, thread, v);
    machine_push(m, thread, value_boolean(more));
    return true;
}

bool control_array_next(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t slot = (uint32_t)i.b;
    struct value *list = machine_slot(m, thread, slot);
    int64_t at = list[0].number;
    bool more = at < list[1].extra;
    if (more) {
        struct value v = array_elements(m, thread, slot + 1)[at];
        list[0] = value_integer(at + 1);
        machine_push(m, thread, v);
    } else {
        list[0] = (struct value){0};
        array_free(m, thread, slot + 1);
    }
    machine_push(m, thread, value_boolean(more));
    return true;
}

bool control_call_is_step(const struct machine *m, uint32_t thread, struct instruction i)
{
    (void)thread;
    return machine_lacks_function(m, (uint32_t)i.b);
}

bool control_call(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t unit;
    if (!machine_take_function(m, thread, (uint32_t)i.b, i.a, &unit))
        return false;
    state_thread(m->state, thread)->flags &= (uint16_t)~FLAG_ACTED;
    /* How deep calls go has a limit of its own, and each is a step at the latest when it returns.
     */
    if (!m->atomic)
        m->operations = 0;
    return frame_call(m, thread, unit, i.a);
}

bool control_raise(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    return machine_fail(m, FAILURE_RAISED, {argument_value(machine_pop(m, thread))});
}

bool control_assertion_failed(struct machine *m, uint32_t thread, struct instruction i)
{
    if (!i.a)
        return machine_fail(m, FAILURE_ASSERTION);
    return machine_fail(m, FAILURE_ASSERTION_SAYS, {argument_value(machine_pop(m, thread))});
}

/* What was caught, as the program sees it: in words. */
bool control_catch_text(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value failure = *machine_slot(m, thread, (uint32_t)i.b + 1);
    buffer_clear(&m->scratch);
    failure_add_words(m->program, (uint32_t)failure.number, &m->scratch);
    uint32_t text =
        text_intern_message(m->program->texts, buffer_text(&m->scratch), m->scratch.length);
    machine_push(m, thread, value_text(text == TEXT_TOO_MUCH ? 0 : text));
    return true;
}

bool control_reraise(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t slot = (uint32_t)i.b;
    struct value kind = *machine_slot(m, thread, slot);
    m->error = (uint32_t)machine_slot(m, thread, slot + 1)->number;
    m->error_kind = (uint32_t)kind.number;
    m->error_origin = handle_of(kind.extra);
    return false;
}

bool control_atomic_begin(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)thread, (void)i;
    m->atomic++;
    return true;
}

bool control_atomic_end(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)thread, (void)i;
    if (m->atomic)
        m->atomic--;
    return true;
}

static bool take_name(struct machine *m, uint32_t thread, struct instruction i, uint32_t *name)
{
    if (!machine_take_name(m, thread, i, name))
        return false;
    uint32_t bound = state_lookup(m->state, *name);
    m->event.name = *name;
    if (bound)
        machine_about(m, state_entity(m->state, handle_index(bound)));
    return true;
}

/* The critical section that a name stands for: made where nothing bears it. */
static bool take_critical(struct machine *m, uint32_t thread, uint32_t name, uint32_t *entity)
{
    if (!state_lookup(m->state, name)) {
        if (!machine_has_room_for(m, (struct state_growth){.entities = 1, .name = name}))
            return false;
        *entity = state_add_entities(&m->state, 1);
        if (*entity == NO_ENTITY)
            return machine_fail(m, FAILURE_OBJECTS);
        state_entity(m->state, *entity)->kind = ENTITY_CRITICAL;
        state_entity(m->state, *entity)->name = name;
        state_bind(&m->state, name, handle_of(*entity));
    }
    struct instruction named = {.a = OPERAND_NAMED, .b = (int32_t)name};
    return machine_take(m, thread, named, WANTED_CRITICAL, entity);
}

bool control_critical_enter(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t name, entity;
    if (!take_name(m, thread, i, &name) || !take_critical(m, thread, name, &entity))
        return false;
    struct entity *e = state_entity(m->state, entity);
    if (e->owner)
        return machine_fail(m, FAILURE_TWO_AT_ONCE,
                            {argument_name(name), argument_thread(m->state, handle_index(e->owner)),
                             argument_thread(m->state, thread)});
    e->owner = handle_of(thread);
    state_thread(m->state, thread)->held++;
    return true;
}

bool control_critical_leave(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t name;
    if (!take_name(m, thread, i, &name))
        return false;
    uint32_t bound = state_lookup(m->state, name);
    struct entity *e = bound ? state_entity(m->state, handle_index(bound)) : NULL;
    if (e && e->kind == ENTITY_CRITICAL && e->owner == handle_of(thread)) {
        e->owner = 0;
        state_thread(m->state, thread)->held--;
    }
    return true;
}
