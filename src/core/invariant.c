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
    bool watches = m->watches;
    m->watches = false; /* an invariant is no access of the step's */
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
        t->pc++;
        if (instruction_blocks(i))
            ok = machine_fail(m, "it would have to wait, which is not allowed in it");
        else
            ok = !step_over_limit(m) && instruction_row(i)->run(m, thread, i);
        if (sight && ok)
            take_sight(m, sight);
    }
    m->atomic = 0;
    m->watches = watches;
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
static void fail_ended(struct machine *m, uint32_t thread, uint32_t text)
{
    struct thread *t = state_thread(m->state, thread);
    struct event e = {.kind = EVENT_ORDER_FAILED,
                      .thread = thread,
                      .pc = m->event.pc,
                      .status = THREAD_FAILED,
                      .text = text_bytes(m->program->texts, text),
                      .length = text_length(m->program->texts, text)};
    if (t->status > THREAD_DONE)
        return;
    if (t->status == THREAD_DONE) {
        e.kind = EVENT_ENDED;
        t->status = THREAD_FAILED;
        t->result = value_text(text);
    }
    if (m->sink)
        m->sink(m->sink_context, &e);
}

/* An invariant that does not hold: its text and place, its message, and what it saw. */
struct breach {
    uint32_t unit;
    bool fresh, evaluated;
    uint32_t message, error; /* texts; message: TEXT_TOO_MUCH if none */
    struct sight sight;
};

static void add_breach(const struct machine *m, const struct breach *b, struct buffer *out)
{
    uint32_t pc = m->program->units[b->unit].first;
    if (b->fresh) { /* its text and place are those of the failure */
        buffer_puts(out, "the invariant");
    } else {
        buffer_puts(out, b->evaluated ? "this step breaks `" : "`");
        program_quote(m->program, pc, out);
        buffer_puts(out, "` (");
        program_where(m->program, pc, out);
        buffer_putc(out, ')');
    }
    buffer_puts(out, b->evaluated && b->fresh ? " is false from the start" : "");
    if (!b->evaluated)
        buffer_printf(out, " cannot be evaluated: %s", text_bytes(m->program->texts, b->error));
    else if (b->message != TEXT_TOO_MUCH)
        buffer_printf(out, ": %s", text_bytes(m->program->texts, b->message));
    for (size_t i = 0; i < b->sight.count && b->evaluated; i++) {
        buffer_puts(out, i ? ", " : b->message != TEXT_TOO_MUCH ? " (" : ": ");
        machine_add_seen(m, &b->sight.seen[i], out);
    }
    if (b->sight.count && b->evaluated && b->message != TEXT_TOO_MUCH)
        buffer_putc(out, ')');
}

/* `over`: what the thread ran is over, and it may be at its next order. */
static void fail_invariant(struct machine *m, uint32_t thread, bool over, const struct breach *b)
{
    struct buffer text = {0};
    add_breach(m, b, &text);
    uint32_t index = text_intern_message(m->program->texts, text.bytes, text.length);
    if (index == TEXT_TOO_MUCH)
        index = 0;
    buffer_free(&text);
    m->broken = b->unit;
    m->broken_text = index;
    if (over) {
        fail_ended(m, thread, index);
        return;
    }
    /* It may be in another frame than the one that the step was in. */
    m->error_origin = m->event.pc + 1;
    machine_unwind(m, thread, state_thread(m->state, thread)->pc - 1, PENDING_FATAL, index);
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
        struct entity *e = state_entity(m->state, at - 1);
        uint32_t next = e->users, message;
        struct value holds;
        bool evaluated = evaluate(m, thread, e->link, e->count, &holds, &message, NULL);
        e = state_entity(m->state, at - 1);
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
        return machine_fail(m, "only main declares invariants");
    uint32_t entity = state_add_entities(&m->state, 1);
    if (entity == NO_ENTITY)
        return machine_fail_limit(m, "number of objects", "there are too many objects");
    struct entity *e = state_entity(m->state, entity);
    e->kind = ENTITY_INVARIANT;
    e->link = (uint32_t)i.b;
    e->count = i.a;
    e->users = m->state->first_invariant;
    m->state->first_invariant = entity + 1;
    return true;
}
