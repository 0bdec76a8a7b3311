/* invariant.c - invariants: expressions that are evaluated after each step, and expressions that
 * are asked for from outside. A step that leaves an invariant false fails by it. */
#include "core/instructions.h"
#include "core/machine.h"

#include <stdlib.h>
#include <string.h>

/* ---- Evaluating ------------------------------------------------------------------------------ */

/* What an expression has read, each once. */
enum { MOST_SEEN = 8 };
struct sight {
    struct event seen[MOST_SEEN];
    size_t count;
};

static void take_sight(const struct machine *m, struct sight *s)
{
    const struct event *e = &m->event;
    if (e->value.kind == VALUE_UNSET || s->count == MOST_SEEN)
        return;
    for (size_t i = 0; i < s->count; i++)
        if (s->seen[i].name == e->name && s->seen[i].element == e->element &&
            s->seen[i].op == e->op)
            return;
    s->seen[s->count++] = *e;
}

/* Runs the code of an expression whose parameters are on the thread's stack; true if that leaves a
 * value there and raises no error. `sight` gets what it reads, or is NULL. */
static bool run_expression(struct machine *m, uint32_t thread, uint32_t unit, uint32_t parameters,
                           struct sight *sight)
{
    bool watches = m->watches, follows = m->follows;
    m->watches = m->follows = false; /* an invariant is no access of the step's */
    m->operations = 0;
    state_thread(m->state, thread)->status = THREAD_RUNNING;
    state_thread(m->state, thread)->depth = 0;
    bool ok = frame_call(m, thread, unit, parameters);
    m->atomic = 1;
    while (ok) {
        struct thread *t = state_thread(m->state, thread);
        struct instruction i = m->program->code[t->pc];
        if (i.op == OP_END && t->depth == 1)
            break;
        if (sight)
            m->event = (struct event){.op = i.op, .pc = t->pc};
        if (m->executed)
            m->executed[t->pc] = 1;
        t->pc++;
        if (instruction_blocks(i))
            ok = machine_fail(m, FAILURE_INVARIANT_WAITS);
        else
            ok = !step_over_limit(m) && instruction_row(i)->run(m, thread, i);
        if (sight && ok)
            take_sight(m, sight);
    }
    m->atomic = 0;
    m->watches = watches;
    m->follows = follows;
    return ok;
}

/* Evaluates on the stack of the thread whose step it was, then puts everything back. */
static bool evaluate(struct machine *m, uint32_t thread, uint32_t unit, bool has_message,
                     struct value *result, uint32_t *message, struct sight *sight)
{
    struct thread saved = *state_thread(m->state, thread);
    struct event event = m->event;
    bool ok = run_expression(m, thread, unit, 0, sight);
    m->event = event;
    bool holds = ok && machine_peek(m, thread, 0).kind == VALUE_BOOLEAN;
    *result = holds ? machine_pop(m, thread) : value_none();
    *message = TEXT_TOO_MUCH;
    if (holds && has_message) {
        buffer_clear(&m->scratch);
        value_add_text(m->program, machine_pop(m, thread), &m->scratch);
        if (!machine_text(m, buffer_text(&m->scratch), m->scratch.length, message))
            *message = TEXT_TOO_MUCH;
    }
    if (state_thread(m->state, thread)->top > saved.top)
        frame_cut(m, thread, saved.top);
    struct thread *t = state_thread(m->state, thread);
    saved.stack_extent = t->stack_extent;
    saved.order_extent = t->order_extent; /* what lies behind the stack has moved with it */
    *t = saved;
    state_resize_stack(&m->state, thread, saved.top);
    return ok;
}

bool machine_evaluate(const struct machine *m, uint32_t unit, const struct value *parameters,
                      uint32_t count, struct value *result)
{
    struct machine copy = {.program = m->program,
                           .state = state_copy(m->state),
                           .time_of_day = m->time_of_day,
                           .clock_context = m->clock_context};
    uint32_t thread = state_add_thread(&copy.state);
    frame_begin(&copy, thread, 0);
    for (uint32_t i = 0; i < count; i++)
        machine_push(&copy, thread, parameters[i]);
    bool ok = run_expression(&copy, thread, unit, count, NULL);
    if (ok)
        *result = machine_pop(&copy, thread);
    machine_free(&copy);
    return ok;
}

/* ---- Breaking -------------------------------------------------------------------------------- */

/* The step was the last of the thread, or of the order it ran: that ended by it, and failed. */
static void fail_ended(struct machine *m, uint32_t thread, uint32_t failure)
{
    struct thread *t = state_thread(m->state, thread);
    struct event e = {.kind = EVENT_ORDER_FAILED,
                      .thread = thread,
                      .pc = m->event.pc,
                      .status = THREAD_FAILED,
                      .failure = failure};
    if (t->status > THREAD_DONE)
        return;
    if (t->status == THREAD_DONE) {
        e.kind = EVENT_ENDED;
        t->status = THREAD_FAILED;
        t->result = value_failure(failure);
    }
    if (m->sink)
        m->sink(m->sink_context, &e);
}

/* An invariant that does not hold: its text and place, its message, and what it saw. */
struct breach {
    uint32_t unit;
    bool fresh, evaluated;
    uint32_t message; /* a text; TEXT_TOO_MUCH if none */
    uint32_t error;   /* why it cannot be evaluated: a failure */
    struct sight sight;
};

/* What it has seen: "x = 2, y = 3". */
static uint32_t text_of_sight(struct machine *m, const struct breach *b)
{
    buffer_clear(&m->scratch);
    for (size_t i = 0; i < b->sight.count; i++) {
        buffer_puts(&m->scratch, i ? ", " : "");
        machine_add_seen(m, &b->sight.seen[i], &m->scratch);
    }
    uint32_t text =
        text_intern_message(m->program->texts, buffer_text(&m->scratch), m->scratch.length);
    return text == TEXT_TOO_MUCH ? 0 : text;
}

/* Of one that is fresh the failure tells text and place. */
static uint32_t failure_of(struct machine *m, const struct breach *b)
{
    static const enum failure_code broken[] = {FAILURE_BROKEN, FAILURE_BROKEN_SEEN,
                                               FAILURE_BROKEN_SAYS};
    static const enum failure_code fresh[] = {FAILURE_NEVER_HELD, FAILURE_NEVER_HELD_SEEN,
                                              FAILURE_NEVER_HELD_SAYS};
    struct failure f = {0};
    unsigned count = 0, texts = 0;
    if (!b->fresh)
        f.with[count++] = argument_pc(m->program->units[b->unit].first);
    if (!b->evaluated) {
        f.code = b->fresh ? FAILURE_NEVER_EVALUATED : FAILURE_NOT_EVALUATED;
        f.with[count] = argument_failure(b->error);
        return failure_intern(m->program, &f);
    }
    if (b->message != TEXT_TOO_MUCH)
        f.with[count + texts++] = argument_text(b->message);
    if (b->sight.count)
        f.with[count + texts++] = argument_text(text_of_sight(m, b));
    f.code = b->fresh ? fresh[texts] : broken[texts];
    return failure_intern(m->program, &f);
}

/* `over`: what the thread ran is over, and it may be at its next order. */
static void fail_invariant(struct machine *m, uint32_t thread, bool over, const struct breach *b)
{
    uint32_t failure = failure_of(m, b);
    m->broken = b->unit;
    m->breach = failure;
    if (over) {
        fail_ended(m, thread, failure);
        return;
    }
    /* It may be in another frame than the one that the step was in. */
    m->error_origin = handle_of(m->event.pc);
    machine_unwind(m, thread, state_thread(m->state, thread)->pc - 1, PENDING_FATAL, failure);
}

/* Evaluates it once more, for what it sees. */
static void tell_breach(struct machine *m, uint32_t thread, bool over, const struct entity *e,
                        struct breach *b)
{
    struct value holds;
    uint32_t message;
    b->unit = e->link;
    b->error = m->error;
    if (b->evaluated)
        evaluate(m, thread, e->link, e->count, &holds, &message, &b->sight);
    fail_invariant(m, thread, over, b);
}

void invariants_check(struct machine *m, uint32_t thread, uint32_t pc, uint32_t orders, bool fresh)
{
    const struct thread *t = state_thread(m->state, thread);
    bool over = t->status != THREAD_RUNNING || t->orders_done != orders;
    uint32_t at = m->state->first_invariant;
    bool told = false;
    while (at) {
        struct entity *e = state_entity(m->state, handle_index(at));
        uint32_t next = e->users, message;
        struct value holds;
        bool evaluated = evaluate(m, thread, e->link, e->count, &holds, &message, NULL);
        e = state_entity(m->state, handle_index(at));
        bool broken = !evaluated || holds.kind != VALUE_BOOLEAN || !holds.number;
        bool was_broken = e->status;
        e->status = broken;
        m->event.pc = fresh ? m->program->units[e->link].first : pc;
        if (broken && !was_broken && !told) {
            struct entity copy = *e; /* evaluating may move it */
            struct breach b = {.fresh = fresh, .evaluated = evaluated, .message = message};
            tell_breach(m, thread, over, &copy, &b);
        }
        told |= broken && !was_broken;
        at = next;
    }
}

/* ---- Declaring ------------------------------------------------------------------------------- */

bool invariant_declare(struct machine *m, uint32_t thread, struct instruction i)
{
    if (thread != STATE_MAIN)
        return machine_fail(m, FAILURE_INVARIANT_NOT_MAIN);
    uint32_t entity = state_add_entities(&m->state, 1);
    if (entity == NO_ENTITY)
        return machine_fail(m, FAILURE_OBJECTS);
    struct entity *e = state_entity(m->state, entity);
    e->kind = ENTITY_INVARIANT;
    e->link = (uint32_t)i.b;
    e->count = i.a;
    e->users = m->state->first_invariant;
    m->state->first_invariant = handle_of(entity);
    return true;
}
