/* step.c - one step of one thread: whether it is enabled, and doing it. See step.h.
 *
 * A step is the visible instruction that the thread is at and all local ones behind it. A thread
 * that runs always stands at a visible instruction between steps. */
#include "core/instructions.h"
#include "core/machine.h"

#include "base/memory.h"
#include "core/limits.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- The machine ----------------------------------------------------------------------------- */

void machine_init(struct machine *m, struct program *program, uint64_t seed, uint32_t max_threads)
{
    *m = (struct machine){.program = program};
    m->state = state_new(seed, max_threads ? max_threads : LIMIT_THREADS_ALIVE);
    uint32_t name = name_intern(program->texts, "main", 4);
    uint32_t entity = state_add_entities(&m->state, 1);
    uint32_t thread = state_add_thread(&m->state);
    struct entity *e = state_entity(m->state, entity);
    e->kind = ENTITY_THREAD;
    e->name = name;
    e->link = thread;
    state_bind(&m->state, name, entity + 1);
    struct thread *t = state_thread(m->state, thread);
    t->status = THREAD_IDLE;
    t->name = name;
    t->entity = entity + 1;
    t->number = m->state->threads_made++;
    t->random = (seed + 1) * 0x9E3779B97F4A7C15u;
    t->flags = FLAG_MAIN | FLAG_PUPPET | FLAG_STARTED;
    m->state->alive = m->state->required = 1;
    frame_begin(m, thread, 0);
}

void machine_free(struct machine *m)
{
    state_free(m->state);
    free(m->changes);
    free(m->accesses);
    buffer_free(&m->scratch);
    *m = (struct machine){0};
}

void machine_changed(struct machine *m, enum change_kind kind, uint32_t index)
{
    MEMORY_ROOM_FOR_ONE(m->changes, m->change_count, m->change_capacity);
    m->changes[m->change_count++] = (struct change){kind, index};
}

bool machine_fail_scratch(struct machine *m)
{
    uint32_t text =
        text_intern_message(m->program->texts, buffer_text(&m->scratch), m->scratch.length);
    m->error = text == TEXT_TOO_MUCH ? 0 : text;
    m->error_kind = PENDING_ERROR;
    return false;
}

static bool fail_with(struct machine *m, const char *format, va_list args)
{
    struct buffer message = {0};
    buffer_vprintf(&message, format, args);
    buffer_clear(&m->scratch);
    buffer_add(&m->scratch, message.bytes, message.length);
    buffer_free(&message);
    return machine_fail_scratch(m);
}

bool machine_fail(struct machine *m, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    bool done = fail_with(m, format, args);
    va_end(args);
    return done;
}

bool machine_fail_limit(struct machine *m, const char *limit, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    m->limit = limit;
    bool done = fail_with(m, format, args);
    va_end(args);
    return done;
}

bool machine_has_room(struct machine *m, uint64_t values)
{
    uint64_t most = m->most_bytes ? m->most_bytes : LIMIT_STATE_BYTES;
    if (state_bytes_with(m->state, values) <= most)
        return true;
    return machine_fail_limit(m, "memory of a run",
                              "all variables, objects and threads together would take more than "
                              "%" PRIu64 " MiB (thrum run --limit-memory=MIB allows more)",
                              most >> 20);
}

bool machine_text(struct machine *m, const char *bytes, size_t length, uint32_t *text)
{
    *text = text_intern_string(m->program->texts, bytes, length);
    if (*text != TEXT_TOO_MUCH)
        return true;
    if (length > LIMIT_TEXT_BYTES)
        return machine_fail_limit(m, "length of a text", "a string can have at most %d bytes",
                                  LIMIT_TEXT_BYTES);
    return machine_fail_limit(
        m, "room for texts",
        "all strings together take more than %d MiB; only a new run has room again",
        LIMIT_TEXTS_BYTES >> 20);
}

void machine_notice(struct machine *m, uint32_t thread, enum notice notice, uint32_t name,
                    uint32_t element)
{
    struct event e = {.kind = EVENT_NOTICE,
                      .thread = thread,
                      .pc = m->event.pc,
                      .name = name,
                      .element = element,
                      .notice = notice};
    if (m->sink)
        m->sink(m->sink_context, &e);
}

void machine_notice_result(struct machine *m, uint32_t thread, struct value v)
{
    const struct thread *t = state_thread(m->state, thread);
    struct event e = {.kind = EVENT_NOTICE,
                      .thread = thread,
                      .pc = m->event.pc,
                      .value = v,
                      .notice = NOTICE_RESULT};
    if (m->sink && t->depth == 0 && m->program->units[t->unit].kind == UNIT_ORDER)
        m->sink(m->sink_context, &e);
}

int64_t machine_now(struct machine *m)
{
    if (m->read_clock) {
        int64_t now = m->read_clock(m->clock_context);
        if (now > m->state->now)
            m->state->now = now;
    }
    return m->state->now;
}

void machine_grow_stack(struct machine *m, uint32_t thread)
{
    state_resize_stack(&m->state, thread, state_thread(m->state, thread)->top + 1);
}

/* ---- What is a step -------------------------------------------------------------------------- */

static bool depends(const struct machine *m, uint32_t thread, struct instruction i)
{
    const struct thread *t = state_thread(m->state, thread);
    if (i.op == OP_LOOP_TURN)
        return !(t->flags & FLAG_ACTED);
    if (i.op == OP_RETURN)
        return t->depth > 0 && !(t->flags & FLAG_ACTED);
    return variable_visible(m, thread, i) || machine_lacks(m, thread, i);
}

static inline bool visible(const struct machine *m, uint32_t thread, struct instruction i)
{
    enum visibility v = instruction_rows[i.op].visibility;
    return v == LOCAL ? false : v == DEPENDS ? depends(m, thread, i) : true;
}

static bool blocks(struct instruction i)
{
    return instruction_rows[i.op].visibility == BLOCKS && !(i.a & OPERAND_TRY);
}

/* An operation that takes `for`, or sleep, io, ask, fetch: where a cancelled thread unwinds. */
static bool cancellation_point(struct instruction i)
{
    return blocks(i) && i.op != OP_SPAWN && i.op != OP_WORK;
}

bool machine_must_unwind(const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    if (t->flags & FLAG_INTERRUPT)
        return true;
    return (t->flags & FLAG_CANCEL) && cancellation_point(m->program->code[t->pc]) &&
           !frame_in_finally(m, thread);
}

/* ---- Enabled --------------------------------------------------------------------------------- */

/* Instructions on an object: whether it can be had; a designator that means nothing is an error to
 * be raised, and so enabled. */
static bool object_enabled(const struct machine *m, uint32_t thread, struct instruction i,
                           struct readiness *r)
{
    const struct thread *t = state_thread(m->state, thread);
    if ((i.a & OPERAND_TRY) || t->deadline <= m->state->now)
        return true;
    uint32_t entity = machine_find(m, thread, i, 0);
    if (entity == NO_ENTITY)
        return true;
    bool enabled;
    if (i.op == OP_PUT || i.op == OP_GET)
        enabled = queue_enabled(m, i, entity);
    else if (i.op == OP_ONCE_ENTER)
        enabled = once_enabled(m, entity);
    else
        enabled = lock_enabled(m, thread, i, entity);
    if (enabled)
        return true;
    if (state_entity(m->state, entity)->kind == ENTITY_CONDITION)
        entity = condition_lock(m, entity);
    r->kind = WAITS_FOR_OBJECT;
    r->object = entity + 1;
    return false;
}

static void operation_readiness(const struct machine *m, uint32_t thread, struct instruction i,
                                struct readiness *r)
{
    switch (i.op) {
    case OP_ACQUIRE:
    case OP_RDLOCK:
    case OP_WRLOCK:
    case OP_PUT:
    case OP_GET:
    case OP_ONCE_ENTER:
        object_enabled(m, thread, i, r);
        break;
    case OP_WAIT:
        wait_enabled(m, thread, i, r);
        break;
    case OP_JOIN:
    case OP_JOIN_ALL:
        threads_join_enabled(m, thread, i, r);
        break;
    case OP_SPAWN:
        break;
    default:
        timing_readiness(m, thread, i, r);
    }
}

struct readiness step_readiness(const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    struct readiness r = {.kind = READY, .deadline = NO_DEADLINE};
    if (t->status != THREAD_RUNNING) {
        r.kind = t->status == THREAD_NEW    ? NOT_STARTED
                 : t->status == THREAD_IDLE ? IDLE
                                            : NOT_ALIVE;
        return r;
    }
    if (t->flags & FLAG_ARMED) {
        if (t->deadline > m->state->now) {
            r.kind = SLEEPS;
            r.deadline = t->deadline;
        }
        return r;
    }
    struct instruction i = m->program->code[t->pc];
    if (instruction_rows[i.op].visibility != BLOCKS)
        return r;
    if (i.op == OP_WAIT_RESUME)
        wait_resume_enabled(m, thread, &r);
    else if (!machine_must_unwind(m, thread))
        operation_readiness(m, thread, i, &r);
    /* A wait for the lock after a condition's time-out has no end of its own. */
    if (r.kind != READY && t->deadline > m->state->now)
        r.deadline = t->deadline;
    return r;
}

bool machine_waits_for(const struct machine *m, uint32_t thread, uint32_t entity)
{
    struct readiness r = step_readiness(m, thread);
    return r.object == entity + 1 &&
           (r.kind == WAITS_FOR_OBJECT || r.kind == WAITS_IN_LIST || r.kind == WAITS_FOR_THREAD);
}

static void raise_at(struct machine *m, uint32_t thread, uint32_t pc)
{
    machine_unwind(m, thread, pc, (enum pending_kind)m->error_kind, m->error);
}

static void fail_over_limit(struct machine *m)
{
    machine_fail(m, "more than %d operations without a step: %s", LIMIT_LOCAL_OPERATIONS,
                 m->atomic ? "an atomic block has to end" : "this expression is too long");
}

static bool over_limit(struct machine *m)
{
    if (++m->operations <= LIMIT_LOCAL_OPERATIONS)
        return false;
    fail_over_limit(m);
    return true;
}

/* An instruction that may be a step: true if it is done here, as local work or in an atomic block.
 */
static bool belongs_here(struct machine *m, uint32_t thread, struct instruction i)
{
    return m->atomic ? true : !visible(m, thread, i);
}

static bool refuse_to_wait(struct machine *m, uint32_t pc)
{
    buffer_clear(&m->scratch);
    buffer_puts(&m->scratch, "an atomic block cannot wait: `");
    program_quote(m->program, pc, &m->scratch);
    buffer_puts(&m->scratch, "` is not allowed in it");
    return machine_fail_scratch(m);
}

/* An error of the local work; what only carries on an older one is not told again. */
static void tell_raised(struct machine *m, uint32_t thread, uint32_t pc)
{
    if (!m->traces || !m->sink || m->error_origin)
        return;
    struct event e = {.kind = EVENT_RAISED,
                      .thread = thread,
                      .pc = pc,
                      .text = text_bytes(m->program->texts, m->error),
                      .length = text_length(m->program->texts, m->error)};
    m->sink(m->sink_context, &e);
}

/* Up to the thread's next visible instruction, or to the end of the atomic block it is in. */
static void run_local_work(struct machine *m, uint32_t thread, bool atomic_alone)
{
    const struct instruction *code = m->program->code;
    struct thread *t;
    while ((t = state_thread(m->state, thread))->status == THREAD_RUNNING) {
        uint32_t pc = t->pc;
        const struct instruction_row *row = &instruction_rows[code[pc].op];
        bool refused = false;
        if (row->visibility != LOCAL) {
            if (!belongs_here(m, thread, code[pc]))
                break;
            refused = m->atomic && blocks(code[pc]);
        }
        t->pc = pc + 1;
        m->event.pc = pc;
        if (++m->operations > LIMIT_LOCAL_OPERATIONS) {
            fail_over_limit(m);
            tell_raised(m, thread, pc);
            raise_at(m, thread, pc);
        } else if (!(refused ? refuse_to_wait(m, pc) : row->run(m, thread, code[pc]))) {
            tell_raised(m, thread, m->event.pc);
            raise_at(m, thread, m->event.pc);
        }
        if (atomic_alone && m->atomic == 0)
            break;
    }
    t = state_thread(m->state, thread);
    if (t->stack_extent.capacity && t->top <= t->stack_extent.capacity / 2)
        state_resize_stack(&m->state, thread, t->top);
}

void machine_advance(struct machine *m, uint32_t thread)
{
    if (m->current == thread + 1) {
        run_local_work(m, thread, false);
        return;
    }
    /* Another thread's work within the step of this one: what the step says of itself stays. */
    struct event event = m->event;
    uint32_t operations = m->operations, atomic = m->atomic;
    m->event = (struct event){.thread = thread};
    m->operations = m->atomic = 0;
    run_local_work(m, thread, false);
    m->event = event;
    m->operations = operations;
    m->atomic = atomic;
}

/* ---- Invariants ------------------------------------------------------------------------------ */

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
        if (blocks(i))
            ok = machine_fail(m, "it would have to wait, which is not allowed in it");
        else
            ok = !over_limit(m) && instruction_rows[i.op].run(m, thread, i);
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
    struct thread *t = state_thread(m->state, thread);
    if (t->top > saved.top)
        memset(state_stack(m->state, thread) + saved.top, 0,
               (t->top - saved.top) * sizeof(struct value));
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

/* After a step of the thread at `pc`, which had done so many orders before. `fresh`: after what the
 * thread has declared, for which `pc` is not to blame. */
static void check_invariants(struct machine *m, uint32_t thread, uint32_t pc, uint32_t orders,
                             bool fresh)
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

/* ---- The step -------------------------------------------------------------------------------- */

static void tell_step(struct machine *m)
{
    if (m->traces && m->sink)
        m->sink(m->sink_context, &m->event);
}

/* What the instruction of the step has raised is the step's own; what its local work raises comes
 * behind it. */
static void tell_refused(struct machine *m)
{
    m->event.outcome = OUTCOME_REFUSED;
    m->event.text = text_bytes(m->program->texts, m->error);
    m->event.length = text_length(m->program->texts, m->error);
    tell_step(m);
}

static void fire_timer(struct machine *m, uint32_t thread)
{
    struct thread *t = state_thread(m->state, thread);
    t->flags &= (uint16_t)~FLAG_ARMED;
    t->deadline = NO_DEADLINE;
    m->event.name = t->name;
    m->event.op = OP_START;
    m->event.outcome = OUTCOME_FIRED;
    tell_step(m);
}

static void begin_unwinding(struct machine *m, uint32_t thread, struct instruction i, uint32_t pc)
{
    struct thread *t = state_thread(m->state, thread);
    bool interrupted = t->flags & FLAG_INTERRUPT;
    if (i.op == OP_WAIT_RESUME)
        wait_abandon(m, thread);
    timing_leave_work(m, thread);
    t = state_thread(m->state, thread);
    t->deadline = NO_DEADLINE;
    t->flags &= (uint16_t) ~(FLAG_INTERRUPT | FLAG_COMPLETED);
    if (!interrupted)
        t->flags &= (uint16_t)~FLAG_CANCEL;
    machine_unwind(m, thread, pc, interrupted ? PENDING_INTERRUPT : PENDING_CANCEL, 0);
}

void step_run(struct machine *m, uint32_t thread)
{
    struct thread *t = state_thread(m->state, thread);
    uint32_t pc = t->pc, orders = t->orders_done, invariants = m->state->first_invariant;
    struct instruction i = m->program->code[pc];
    m->event = (struct event){.kind = EVENT_STEP, .thread = thread, .pc = pc, .op = i.op};
    m->operations = 0;
    m->atomic = 0;
    m->current = thread + 1;
    m->broken = 0;
    if (t->flags & FLAG_ARMED) {
        fire_timer(m, thread);
    } else if (machine_must_unwind(m, thread)) {
        begin_unwinding(m, thread, i, pc);
    } else {
        t->pc = pc + 1;
        t->flags |= FLAG_ACTED;
        bool done = instruction_rows[i.op].run(m, thread, i);
        if (done) {
            tell_step(m);
        } else {
            tell_refused(m);
            raise_at(m, thread, m->event.pc);
        }
    }
    if (m->atomic)
        run_local_work(m, thread, true);
    /* What the step has changed for others is there now, so that an invariant that it breaks is an
     * error like any other of this instruction. One that the local work declares is looked at after
     * it. */
    if (invariants)
        check_invariants(m, thread, pc, orders, false);
    machine_advance(m, thread);
    if (m->state->first_invariant != invariants) {
        check_invariants(m, thread, pc, orders, true);
        machine_advance(m, thread);
    }
    m->current = 0;
}

/* ---- From outside ---------------------------------------------------------------------------- */

void machine_start_main(struct machine *m, uint32_t unit)
{
    struct thread *t = state_thread(m->state, STATE_MAIN);
    t->flags &= (uint16_t)~FLAG_PUPPET;
    t->status = THREAD_RUNNING;
    threads_count_busy(m, t, 1);
    frame_clear(m, STATE_MAIN);
    memset(state_stack(m->state, STATE_MAIN), 0, t->top * sizeof(struct value));
    t->top = 0;
    frame_begin(m, STATE_MAIN, unit);
    m->event = (struct event){0};
    m->operations = 0;
    m->current = STATE_MAIN + 1;
    machine_changed(m, CHANGE_THREAD, STATE_MAIN);
    machine_advance(m, STATE_MAIN);
    if (m->state->first_invariant) {
        check_invariants(m, STATE_MAIN, 0, 0, true);
        machine_advance(m, STATE_MAIN);
    }
    m->current = 0;
}

void machine_stop_all(struct machine *m)
{
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        const struct thread *t = state_thread(m->state, i);
        if (t->status == THREAD_RUNNING || t->status == THREAD_IDLE)
            thread_end(m, i, THREAD_KILLED, value_none());
    }
}

void machine_fail_thread(struct machine *m, uint32_t thread, const char *text)
{
    uint32_t index = text_intern_message(m->program->texts, text, strlen(text));
    uint32_t pc = m->event.pc;
    m->event.pc =
        state_thread(m->state, thread)->pc; /* where it stands, and not who stepped last */
    thread_end(m, thread, THREAD_FAILED, value_text(index == TEXT_TOO_MUCH ? 0 : index));
    m->event.pc = pc;
}

bool machine_over(const struct machine *m)
{
    return m->state->main_done && m->state->required == 0;
}

uint32_t machine_next_pc(const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    return t->status == THREAD_RUNNING ? t->pc : 0;
}

const char *machine_state_word(const struct machine *m, uint32_t thread)
{
    static const char *const ended[] = {
        [THREAD_DONE] = "done",
        [THREAD_FAILED] = "failed",
        [THREAD_CANCELLED] = "cancelled",
        [THREAD_KILLED] = "killed",
    };
    const struct thread *t = state_thread(m->state, thread);
    if (t->status >= THREAD_DONE)
        return ended[t->status];
    switch (step_readiness(m, thread).kind) {
    case READY:
        return m->current == thread + 1 ? "running" : "ready";
    case NOT_STARTED:
        return "new";
    case IDLE:
        return "idle";
    case SLEEPS:
        return "sleeping";
    case DOES_IO:
        return "io";
    case WORKS:
        return t->flags & FLAG_GIL_QUEUED ? "ready" : "running";
    case WAITS_OUTSIDE:
        return m->program->code[t->pc].op == OP_WORK ? "running" : "io";
    default:
        return "waiting";
    }
}

size_t machine_holders(const struct machine *m, uint32_t entity, uint32_t *threads, size_t most)
{
    const struct entity *e = state_entity(m->state, entity);
    if (e->kind == ENTITY_CONDITION)
        return 0;
    size_t count = 0;
    if (e->owner) {
        if (most > 0)
            threads[0] = e->owner - 1;
        count = 1;
    }
    if (e->kind != ENTITY_RWLOCK)
        return count;
    for (uint32_t i = 0; i < e->users; i++, count++)
        if (count < most)
            threads[count] = state_values(m->state, e)[i].extra - 1;
    return count;
}
