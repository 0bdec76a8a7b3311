/* step.c - one step of one thread: whether it is enabled, and doing it. See step.h.
 *
 * A step is the visible instruction that the thread is at and all local ones behind it. A thread
 * that runs always stands at a visible instruction between steps. */
#include "core/instructions.h"
#include "core/machine.h"

#include "core/limits.h"

/* ---- What is a step -------------------------------------------------------------------------- */

static inline bool visible(const struct machine *m, uint32_t thread, struct instruction i)
{
    const struct instruction_row *row = instruction_row(i);
    return row->is_step ? row->is_step(m, thread, i) : row->step != STEP_LOCAL;
}

/* An operation that takes `for`, or sleep, io, ask, fetch: where a cancelled thread unwinds. */
static bool cancellation_point(struct instruction i)
{
    return instruction_row(i)->step == STEP_BLOCKS && !(i.a & OPERAND_TRY);
}

/* Who is cancelled once it has been let go at a channel has what it waited for, and goes through
 * with that: what it received would be lost. */
static inline bool must_unwind(const struct machine *m, const struct thread *t, uint32_t thread)
{
    if (!(t->flags & (FLAG_INTERRUPT | FLAG_CANCEL)))
        return false;
    return (t->flags & FLAG_INTERRUPT) || (cancellation_point(m->program->code[t->pc]) &&
                                           !frame_in_finally(m, thread) && !channel_met(m, thread));
}

bool machine_must_unwind(const struct machine *m, uint32_t thread)
{
    return must_unwind(m, state_thread(m->state, thread), thread);
}

/* ---- Enabled --------------------------------------------------------------------------------- */

uint32_t machine_wanted(const struct machine *m, uint32_t thread, struct instruction i)
{
    if ((i.a & OPERAND_TRY) || state_thread(m->state, thread)->deadline <= m->state->now)
        return NO_ENTITY;
    return machine_find(m, thread, i, 0);
}

bool machine_waits(struct readiness *r, uint32_t entity)
{
    r->kind = WAITS_FOR_OBJECT;
    r->object = handle_of(entity);
    return false;
}

static inline struct readiness readiness(const struct machine *m, uint32_t thread)
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
    const struct instruction *i = &m->program->code[t->pc];
    const struct instruction_row *row = &instruction_rows[i->op];
    if (!row->enabled)
        return r;
    /* Who unwinds does so at once; but a condition's waiter has to have its lock again. */
    if (i->op == OP_WAIT_RESUME || !must_unwind(m, t, thread))
        row->enabled(m, thread, *i, &r);
    /* A condition's waiter that was notified, or is to unwind, waits for the lock without an end.
     */
    bool for_lock = i->op == OP_WAIT_RESUME && r.kind == WAITS_FOR_OBJECT;
    if (r.kind != READY && !for_lock && t->deadline > m->state->now)
        r.deadline = t->deadline;
    return r;
}

struct readiness step_readiness(const struct machine *m, uint32_t thread)
{
    return readiness(m, thread);
}

static void raise_at(struct machine *m, uint32_t thread, uint32_t pc)
{
    if (m->follows) /* it may be for what is not there, or is there too early */
        touches_add(m, TOUCH_LOOKS_ALL, 0);
    machine_unwind(m, thread, pc, (enum pending_kind)m->error_kind, m->error);
}

__attribute__((noinline, cold)) static void fail_over_limit(struct machine *m)
{
    machine_fail(m, m->atomic ? FAILURE_ATOMIC_TOO_LONG : FAILURE_EXPRESSION_TOO_LONG,
                 {argument_number(LIMIT_LOCAL_OPERATIONS)});
}

bool step_over_limit(struct machine *m)
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

__attribute__((noinline, cold)) static bool refuse_to_wait(struct machine *m, uint32_t pc)
{
    return machine_fail(m, FAILURE_ATOMIC_WAITS, {argument_pc(pc)});
}

/* An error of the local work; what only carries on an older one is not told again. */
static void tell_raised(struct machine *m, uint32_t thread, uint32_t pc)
{
    if (!m->traces || !m->sink || m->error_origin)
        return;
    struct event e = {.kind = EVENT_RAISED, .thread = thread, .pc = pc, .failure = m->error};
    m->sink(m->sink_context, &e);
}

/* For those who want to know of each instruction. */
static inline void note_instruction(struct machine *m, uint32_t pc)
{
    if (m->executed)
        m->executed[pc] = 1;
    if (m->follows)
        touches_instruction(m, m->program->code[pc]);
}

/* Apart from the rest, which is done for every instruction. */
__attribute__((noinline, cold)) static void fail_locally(struct machine *m, uint32_t thread,
                                                         uint32_t pc)
{
    tell_raised(m, thread, pc);
    raise_at(m, thread, pc);
}

/* One instruction of the local work; false where it is a step of its own. `noted`: somebody wants
 * to know of each; known to the compiler: nothing is asked where nobody does. */
__attribute__((always_inline)) static inline bool
run_instruction(struct machine *m, uint32_t thread, struct thread *t, const bool noted)
{
    uint32_t pc = t->pc;
    const struct instruction *i = &m->program->code[pc];
    const struct instruction_row *row = &instruction_rows[i->op];
    bool refused = false, within = false;
    if (row->step != STEP_LOCAL) {
        if (!belongs_here(m, thread, *i))
            return false;
        refused = m->atomic && instruction_blocks(*i);
        within = m->traces && i->op != OP_ATOMIC_BEGIN && visible(m, thread, *i);
        if (within)
            m->event = (struct event){.kind = EVENT_WITHIN, .thread = thread, .op = i->op};
    }
    t->pc = pc + 1;
    m->event.pc = pc;
    if (noted)
        note_instruction(m, pc);
    if (step_over_limit(m)) {
        fail_locally(m, thread, pc);
    } else if (!(refused ? refuse_to_wait(m, pc) : row->run(m, thread, *i))) {
        assert(refused || row->fails != FAILS_NEVER);
        fail_locally(m, thread, m->event.pc);
    } else if (within && m->sink) {
        m->sink(m->sink_context, &m->event);
    }
    return true;
}

__attribute__((always_inline)) static inline void
run_instructions(struct machine *m, uint32_t thread, bool atomic_alone, const bool noted)
{
    struct thread *t;
    while ((t = state_thread(m->state, thread))->status == THREAD_RUNNING)
        if (!run_instruction(m, thread, t, noted) || (atomic_alone && m->atomic == 0))
            break;
    t = state_thread(m->state, thread);
    if (t->stack_extent.capacity && t->top <= t->stack_extent.capacity / 2)
        state_resize_stack(&m->state, thread, t->top);
}

/* Up to the thread's next visible instruction, or to the end of the atomic block it is in. */
static void run_local_work(struct machine *m, uint32_t thread, bool atomic_alone)
{
    if (m->follows || m->executed)
        run_instructions(m, thread, atomic_alone, true);
    else
        run_instructions(m, thread, atomic_alone, false);
}

void machine_advance(struct machine *m, uint32_t thread)
{
    if (m->current == handle_of(thread)) {
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
    m->event.failure = m->error;
    tell_step(m);
}

static void fire_timer(struct machine *m, uint32_t thread)
{
    struct thread *t = state_thread(m->state, thread);
    timer_go_off(m, thread);
    m->event.name = t->name;
    m->event.op = OP_START;
    m->event.outcome = OUTCOME_FIRED;
    tell_step(m);
}

static void begin_unwinding(struct machine *m, uint32_t thread, struct instruction i, uint32_t pc)
{
    struct thread *t = state_thread(m->state, thread);
    bool interrupted = t->flags & FLAG_INTERRUPT;
    if (m->follows) {
        touches_add(m, TOUCH_LOOKS_ALL, 0);
        touches_add(m, TOUCH_CHANGES_ALL, 0);
    }
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

__attribute__((always_inline)) static inline void do_instruction(struct machine *m, uint32_t thread,
                                                                 const bool heard)
{
    struct thread *t = state_thread(m->state, thread);
    uint32_t pc = t->pc;
    const struct instruction *i = &m->program->code[pc];
    const struct instruction_row *row = &instruction_rows[i->op];
    if (heard) {
        m->event = machine_no_event;
        m->event.kind = EVENT_STEP;
        m->event.thread = thread;
        m->event.op = i->op;
    }
    m->event.pc = pc;
    m->operations = 0;
    m->atomic = 0;
    m->current = handle_of(thread);
    m->broken = 0;
    if (t->flags & FLAG_ARMED) {
        fire_timer(m, thread);
    } else if (must_unwind(m, t, thread)) {
        begin_unwinding(m, thread, *i, pc);
    } else {
        t->pc = pc + 1;
        t->flags |= FLAG_ACTED;
        if (heard)
            note_instruction(m, pc);
        bool done = row->run(m, thread, *i);
        if (done && heard) {
            tell_step(m);
        } else if (!done) {
            assert(row->fails != FAILS_NEVER);
            tell_refused(m);
            raise_at(m, thread, m->event.pc);
        }
    }
}

void step_run_instruction(struct machine *m, uint32_t thread)
{
    do_instruction(m, thread, true);
}

/* Whether there is no local work: it stands at a step again, as mostly behind a lock's. */
static inline bool stands_at_step(const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    struct instruction i = m->program->code[t->pc];
    return t->status == THREAD_RUNNING && !t->stack_extent.capacity && !m->atomic &&
           instruction_row(i)->step != STEP_LOCAL && visible(m, thread, i);
}

/* `heard`: somebody is told of each step, or may be; known to the compiler, as in run_instructions.
 */
__attribute__((always_inline)) static inline void run_step(struct machine *m, uint32_t thread,
                                                           const bool heard)
{
    const struct thread *t = state_thread(m->state, thread);
    uint32_t pc = t->pc, orders = t->orders_done, invariants = m->state->first_invariant;
    do_instruction(m, thread, heard);
    if (m->atomic)
        run_local_work(m, thread, true);
    /* What the step has changed for others is there now, so that an invariant that it breaks is an
     * error like any other of this instruction. One that the local work declares is looked at after
     * it. */
    if (invariants)
        invariants_check(m, thread, pc, orders, false);
    if (!heard)
        run_instructions(m, thread, false, false);
    else if (!stands_at_step(m, thread))
        run_local_work(m, thread, false);
    if (m->state->first_invariant != invariants) {
        invariants_check(m, thread, pc, orders, true);
        machine_advance(m, thread);
    }
    m->current = 0;
    if (heard && m->follow)
        m->follow(m->follow_context, m, thread);
}

void step_run(struct machine *m, uint32_t thread)
{
    run_step(m, thread, true);
}

bool step_is_heard(const struct machine *m)
{
    return m->traces || m->follows || m->follow || m->executed || m->watches;
}

uint32_t step_run_on(struct machine *m, uint32_t thread, uint32_t most, const atomic_bool *stop,
                     bool (*goes_on)(void *context), void *context)
{
    uint32_t count = 0;
    do {
        run_step(m, thread, false);
        count++;
    } while (count < most && (!m->change_count || goes_on(context)) &&
             !atomic_load_explicit(stop, memory_order_relaxed) &&
             readiness(m, thread).kind == READY);
    return count;
}
