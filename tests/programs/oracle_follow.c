/* oracle_follow.c - does a schedule show what it is said to show: see oracle_follow in oracle.h. */
#include "oracle_inside.h"

#include <stdlib.h>
#include <string.h>

struct follower {
    struct oracle_options options;
    struct machine machine;
    bool failed;
    enum oracle_kind kind; /* of the failure */
};

static void take_event(void *context, const struct event *e)
{
    struct follower *f = context;
    if (!f->failed && oracle_is_failure(&f->machine, e, &f->kind))
        f->failed = true;
}

static void note_broken_invariant(struct follower *f)
{
    if (oracle_invariant_broke(f->machine.state)) {
        f->failed = true;
        f->kind = ORACLE_INVARIANT;
    }
}

static uint32_t thread_called(const struct machine *m, const char *name)
{
    uint32_t found = UINT32_MAX;
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        const struct thread *t = state_thread(m->state, i);
        bool alive = t->status == THREAD_RUNNING;
        if (alive && strcmp(name_bytes(m->program->texts, t->name), name) == 0)
            found = i;
    }
    return found;
}

/* The clock moves on to where the next deadline is over, though somebody may be able to step;
 * false: there is none. */
static bool pass_deadline(struct machine *m)
{
    int64_t next = NO_DEADLINE;
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        struct readiness r = step_readiness(m, i);
        next = r.deadline < next ? r.deadline : next;
    }
    if (next != NO_DEADLINE)
        m->state->now = next;
    return next != NO_DEADLINE;
}

/* Whether `thread` can step, or somebody else where the others may not spin. */
static bool may_step(const struct machine *m, uint32_t thread, bool spins)
{
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        if ((i == thread || !spins) && step_readiness(m, i).kind == READY)
            return true;
    return false;
}

/* Virtual time moves on while nobody can step; for `thread` until it can, if the others may spin.
 */
static void move_clock(struct machine *m, uint32_t thread, bool spins)
{
    while (!may_step(m, thread, spins) && pass_deadline(m))
        ;
}

/* Gets the thread ready for its step; false if it has none of that kind. */
static bool prepare(struct follower *f, uint32_t thread, const struct oracle_step *step)
{
    struct machine *m = &f->machine;
    struct thread *t = state_thread(m->state, thread);
    struct readiness r = step_readiness(m, thread);
    bool passes = r.kind == SLEEPS || r.kind == DOES_IO || r.kind == WORKS;
    m->choice_forced = step->how == '=';
    m->choice = step->choice;
    if (f->options.virtual_time) {
        move_clock(m, thread, f->options.spins);
        return step_enabled(m, thread);
    }
    if (step->how == '!') {
        if (!oracle_can_time_out(m, thread, r))
            return false;
        t->deadline = m->state->now - 1;
    } else if (passes && r.deadline != NO_DEADLINE)
        t->deadline = m->state->now;
    else if (r.kind != READY)
        return false;
    return true;
}

static bool wake(struct machine *m, uint32_t thread)
{
    uint32_t on = state_thread(m->state, thread)->waits_on;
    unsigned kind = on ? state_entity(m->state, on - 1)->kind : ENTITY_FREE;
    if ((kind != ENTITY_CONDITION && kind != ENTITY_ATOMIC) ||
        step_readiness(m, thread).kind != WAITS_IN_LIST)
        return false;
    state_stop_waiting(m->state, thread);
    state_thread(m->state, thread)->wake = WAKE_ITSELF;
    return true;
}

/* One step; what is wrong with it, or NULL. */
static const char *follow(struct follower *f, const struct oracle_step *step)
{
    struct machine *m = &f->machine;
    uint32_t thread = thread_called(m, step->thread);
    if (f->failed || machine_over(m))
        return "it goes on behind its end";
    if (thread == UINT32_MAX)
        return "it names a thread that is not there";
    if (step->how == '~')
        return wake(m, thread) ? NULL : "it wakes who does not wait for a condition";
    if (!prepare(f, thread, step))
        return "it lets a thread step that cannot";
    if (step_enabled(m, thread))
        step_run(m, thread);
    else if (step->how != '!')
        return "it lets a thread step that cannot";
    m->change_count = 0;
    note_broken_invariant(f);
    return NULL;
}

/* In virtual time the clock has moved on as far as it can by then. */
static bool can_go_on(const struct follower *f, uint32_t thread)
{
    const struct machine *m = &f->machine;
    struct readiness r = step_readiness(m, thread);
    if (f->options.virtual_time)
        return r.kind == READY;
    bool passes = r.kind == SLEEPS || r.kind == DOES_IO || r.kind == WORKS;
    return r.kind == READY || (passes && r.deadline != NO_DEADLINE) ||
           oracle_can_time_out(m, thread, r);
}

static bool can_anybody_go_on(const struct follower *f)
{
    for (uint32_t i = 0; i < f->machine.state->thread_count; i++)
        if (can_go_on(f, i))
            return true;
    return false;
}

/* Whether it is a deadlock, now or, where all who can step may only spin, when time has passed. */
static bool comes_to_deadlock(struct follower *f)
{
    struct machine *m = &f->machine;
    if (f->options.virtual_time)
        move_clock(m, UINT32_MAX, false);
    while (!oracle_has_ring(m) && can_anybody_go_on(f))
        if (!f->options.virtual_time || !f->options.spins || !pass_deadline(m))
            return false;
    return true;
}

static const char *judge(struct follower *f, enum oracle_kind kind)
{
    struct machine *m = &f->machine;
    switch (kind) {
    case ORACLE_DEADLOCK:
        if (f->failed || machine_over(m))
            return "it ends, and not with a deadlock";
        return comes_to_deadlock(f) ? NULL : "somebody can go on";
    case ORACLE_ENDLESS:
        return f->failed || machine_over(m) ? "it ends" : NULL;
    case ORACLE_RACE:
        return NULL;
    default:
        return f->failed && f->kind == kind ? NULL : "it does not fail so";
    }
}

const char *oracle_follow(const char *text, const struct oracle_step *steps, size_t count,
                          enum oracle_kind kind, const char *variable,
                          const struct oracle_options *options)
{
    struct program *program = program_new();
    struct buffer errors = {0};
    struct follower f = {.options = *options};
    const char *wrong = NULL;
    uint32_t unit = oracle_compile(program, text, &errors);
    machine_init(&f.machine, program, 0, 0);
    f.machine.state->timeless = 1;
    f.machine.sink = take_event;
    f.machine.sink_context = &f;
    if (unit)
        machine_start_main(&f.machine, unit);
    else
        wrong = "the script has errors";
    struct oracle_lines races = {0};
    if (kind == ORACLE_RACE && count < 2)
        wrong = "a race needs two steps";
    for (size_t i = 0; i < count && !wrong; i++) {
        if (kind == ORACLE_RACE && i + 2 == count)
            oracle_find_races(&f.machine, &races);
        /* The first of two accesses that race can be the end. */
        if (kind != ORACLE_RACE || i + 1 < count || !f.failed)
            wrong = follow(&f, &steps[i]);
    }
    if (unit)
        note_broken_invariant(&f);
    if (!wrong)
        wrong = judge(&f, kind);
    if (!wrong && kind == ORACLE_RACE && !oracle_has_line(&races, variable))
        wrong = "its last two steps do not race so";
    oracle_free_lines(&races);
    machine_free(&f.machine);
    program_free(program);
    buffer_free(&errors);
    return wrong;
}
