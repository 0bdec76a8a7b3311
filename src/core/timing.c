/* timing.c - deadlines, sleep, io, and work with the interpreter lock.
 *
 * A thread that sleeps, works or waits with a time limit has a deadline; its step comes when that
 * is due. On a virtual clock work is a deadline too; else it is burnt outside the machine and
 * reported with machine_complete. With `gil on` work needs the interpreter lock: a thread that has
 * it works for at most GIL_SLICE, then goes to the end of the queue if somebody waits. */
#include "core/machine.h"

#include <string.h>

enum { NANOSECONDS = 1000000000, ITEM = 1000 };

static bool take_duration(struct machine *m, struct value v, enum phrase what, int64_t *nanoseconds)
{
    *nanoseconds = 0;
    if (v.kind == VALUE_INTEGER) {
        if (__builtin_mul_overflow(v.number, (int64_t)NANOSECONDS, nanoseconds))
            return machine_fail(m, FAILURE_DURATION_TOO_LONG, {argument_phrase(what)});
    } else if (v.kind == VALUE_DURATION) {
        *nanoseconds = v.number;
    } else {
        return machine_fail(m, FAILURE_NOT_DURATION, {argument_phrase(what)});
    }
    if (*nanoseconds < 0)
        return machine_fail(m, FAILURE_DURATION_NEGATIVE, {argument_phrase(what)});
    return true;
}

/* now + d, or the last instant there is. */
static int64_t instant_after(int64_t now, int64_t d)
{
    int64_t instant;
    if (__builtin_add_overflow(now, d, &instant) || instant == NO_DEADLINE)
        return NO_DEADLINE - 1;
    return instant;
}

/* ---- The interpreter lock -------------------------------------------------------------------- */

static int64_t slice(const struct state *s, const struct thread *t)
{
    bool limited = s->gil_on && !(t->flags & FLAG_GIL_QUEUED);
    return limited && t->remaining > GIL_SLICE ? GIL_SLICE : t->remaining;
}

static void begin_slice(struct machine *m, uint32_t thread)
{
    struct thread *t = state_thread(m->state, thread);
    if (m->state->timeless)
        t->deadline = instant_after(machine_now(m), slice(m->state, t));
    machine_changed(m, CHANGE_THREAD, thread);
}

static void pass_gil(struct machine *m)
{
    struct state *s = m->state;
    s->gil_owner = s->gil_first;
    if (!s->gil_owner)
        return;
    uint32_t next = handle_index(s->gil_owner);
    struct thread *t = state_thread(s, next);
    s->gil_first = t->next_gil;
    if (!s->gil_first)
        s->gil_last = 0;
    t->next_gil = 0;
    t->flags &= (uint16_t)~FLAG_GIL_QUEUED;
    begin_slice(m, next);
}

static void queue_for_gil(struct machine *m, uint32_t thread)
{
    struct state *s = m->state;
    struct thread *t = state_thread(s, thread);
    t->flags |= FLAG_GIL_QUEUED;
    t->deadline = NO_DEADLINE;
    if (s->gil_last)
        state_thread(s, handle_index(s->gil_last))->next_gil = handle_of(thread);
    else
        s->gil_first = handle_of(thread);
    s->gil_last = handle_of(thread);
}

static void leave_gil_queue(struct machine *m, uint32_t thread)
{
    struct state *s = m->state;
    uint32_t before = 0, at = s->gil_first;
    while (at && at != handle_of(thread))
        before = at, at = state_thread(s, handle_index(at))->next_gil;
    if (!at)
        return;
    struct thread *t = state_thread(s, thread);
    if (before)
        state_thread(s, handle_index(before))->next_gil = t->next_gil;
    else
        s->gil_first = t->next_gil;
    if (s->gil_last == handle_of(thread))
        s->gil_last = before;
    t->next_gil = 0;
    t->flags &= (uint16_t)~FLAG_GIL_QUEUED;
}

void timing_leave_work(struct machine *m, uint32_t thread)
{
    struct thread *t = state_thread(m->state, thread);
    if (!(t->flags & FLAG_WORKING))
        return;
    t->flags &= (uint16_t) ~(FLAG_WORKING | FLAG_COMPLETED);
    t->remaining = 0;
    t->deadline = NO_DEADLINE;
    if (t->flags & FLAG_GIL_QUEUED)
        leave_gil_queue(m, thread);
    else if (m->state->gil_owner == handle_of(thread))
        pass_gil(m);
}

void machine_set_gil(struct machine *m, bool on)
{
    m->state->gil_on = on;
    while (!on && m->state->gil_first)
        pass_gil(m);
    if (!on)
        m->state->gil_owner = 0;
}

static bool begin_work(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value v = machine_pop(m, thread);
    int64_t amount;
    if (i.a) {
        if (v.kind != VALUE_INTEGER || v.number < 0)
            return machine_fail(m, FAILURE_WORK_ITEMS);
        amount = v.number;
        if (m->state->timeless && __builtin_mul_overflow(amount, (int64_t)ITEM, &amount))
            return machine_fail(m, FAILURE_TOO_MUCH_WORK);
    } else if (!take_duration(m, v, PHRASE_WORK, &amount)) {
        return false;
    }
    struct thread *t = state_thread(m->state, thread);
    t->remaining = amount;
    t->flags |= FLAG_WORKING;
    if (m->state->gil_on && m->state->gil_owner) {
        queue_for_gil(m, thread);
        return true;
    }
    if (m->state->gil_on)
        m->state->gil_owner = handle_of(thread);
    begin_slice(m, thread);
    return true;
}

/* A slice is over; true if it was the last. */
static bool end_slice(struct machine *m, uint32_t thread)
{
    struct thread *t = state_thread(m->state, thread);
    int64_t burnt = t->flags & FLAG_COMPLETED ? t->result.number : slice(m->state, t);
    t->flags &= (uint16_t)~FLAG_COMPLETED;
    t->result = (struct value){0};
    t->remaining = burnt < t->remaining ? t->remaining - burnt : 0;
    bool over = t->remaining == 0;
    if (over) {
        timing_leave_work(m, thread);
    } else if (m->state->gil_owner == handle_of(thread) && m->state->gil_first) {
        queue_for_gil(m, thread);
        pass_gil(m);
    } else {
        begin_slice(m, thread);
    }
    return over;
}

/* ---- Instructions ---------------------------------------------------------------------------- */

static void tell_beginning(struct machine *m, uint32_t thread, struct instruction i)
{
    struct event e = {.kind = EVENT_BEGINS,
                      .thread = thread,
                      .pc = m->event.pc,
                      .op = i.op,
                      .value = machine_peek(m, thread, 0)};
    if (m->traces && m->sink)
        m->sink(m->sink_context, &e);
}

static bool begin_pause(struct machine *m, uint32_t thread, enum phrase what)
{
    int64_t d;
    if (!take_duration(m, machine_pop(m, thread), what, &d))
        return false;
    timing_set_deadline(m, thread, instant_after(machine_now(m), d));
    return true;
}

bool timing_deadline(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    return begin_pause(m, thread, PHRASE_TIME_LIMIT);
}

bool timing_deadline_save(struct machine *m, uint32_t thread, struct instruction i)
{
    int64_t d;
    if (!take_duration(m, machine_pop(m, thread), PHRASE_TIME_LIMIT, &d))
        return false;
    *machine_slot(m, thread, (uint32_t)i.b) = value_duration(instant_after(machine_now(m), d));
    return true;
}

bool timing_deadline_from(struct machine *m, uint32_t thread, struct instruction i)
{
    timing_set_deadline(m, thread, machine_slot(m, thread, (uint32_t)i.b)->number);
    return true;
}

bool timing_sleep_begin(struct machine *m, uint32_t thread, struct instruction i)
{
    tell_beginning(m, thread, i);
    return begin_pause(m, thread, PHRASE_SLEEP);
}

bool timing_io_begin(struct machine *m, uint32_t thread, struct instruction i)
{
    tell_beginning(m, thread, i);
    return begin_pause(m, thread, PHRASE_IO);
}

bool timing_work_begin(struct machine *m, uint32_t thread, struct instruction i)
{
    tell_beginning(m, thread, i);
    return begin_work(m, thread, i);
}

/* The sleep or the io is over. */
bool timing_pause_end(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    timing_set_deadline(m, thread, NO_DEADLINE);
    return true;
}

/* It comes again as long as there is work left. */
bool timing_work(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    if (!end_slice(m, thread))
        state_thread(m->state, thread)->pc--;
    return true;
}

/* What was asked for or fetched is there. */
bool timing_outside_result(struct machine *m, uint32_t thread, struct instruction i)
{
    struct thread *t = state_thread(m->state, thread);
    struct value v = t->result;
    bool failed = v.kind == VALUE_FAILURE;
    t->flags &= (uint16_t)~FLAG_COMPLETED;
    t->result = (struct value){0};
    for (uint32_t k = i.op == OP_FETCH ? 1u + i.a : 1u; k > 0; k--)
        machine_pop(m, thread);
    if (failed) {
        m->error = (uint32_t)v.number;
        m->error_kind = PENDING_ERROR;
        return false;
    }
    m->event.value = v;
    machine_push(m, thread, v);
    return true;
}

bool timing_enabled(const struct machine *m, uint32_t thread, struct instruction i,
                    struct readiness *r)
{
    const struct thread *t = state_thread(m->state, thread);
    if (t->flags & FLAG_COMPLETED)
        return true;
    if (i.op == OP_ASK || i.op == OP_FETCH || (i.op == OP_WORK && !m->state->timeless)) {
        r->kind = t->flags & FLAG_GIL_QUEUED ? WORKS : WAITS_OUTSIDE;
        return false;
    }
    if (!(t->flags & FLAG_GIL_QUEUED) && t->deadline <= m->state->now)
        return true;
    r->kind = i.op == OP_WORK ? WORKS : i.op == OP_IO ? DOES_IO : SLEEPS;
    return false;
}

void machine_complete(struct machine *m, uint32_t thread, struct value result, const char *error)
{
    struct thread *t = state_thread(m->state, thread);
    t->result = error ? value_failure(failure_outside(m->program, error)) : result;
    t->flags |= FLAG_COMPLETED;
}

struct outside machine_outside(const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    struct instruction i = m->program->code[t->pc];
    struct outside o = {.op = i.op, .file = TEXT_TOO_MUCH};
    if (i.op == OP_WORK) {
        o.items = i.a;
        /* A slice of the interpreter lock in items: about GIL_SLICE nanoseconds of them. */
        o.work = o.items && m->state->gil_on && t->remaining > GIL_SLICE / ITEM
                     ? GIL_SLICE / ITEM
                     : slice(m->state, t);
        return o;
    }
    struct value last = machine_peek(m, thread, 0);
    bool file = i.op == OP_FETCH && i.a;
    struct value first = file ? machine_peek(m, thread, 1) : last;
    o.text = first.kind == VALUE_TEXT ? (uint32_t)first.number : 0;
    if (file)
        o.file = last.kind == VALUE_TEXT ? (uint32_t)last.number : 0;
    return o;
}
