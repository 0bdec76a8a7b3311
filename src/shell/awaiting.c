/* awaiting.c - see awaiting.h. */
#include "shell/awaiting.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "shell/session_end.h"
#include "shell/session_inside.h"

#include <stdlib.h>

/* Whether the thread is done with what was handed to it, or cannot go on by itself now. */
static bool rests(struct lab *lab, const struct machine *m, struct awaited a)
{
    if (a.thread >= m->state->thread_count)
        return true;
    const struct thread *t = state_thread(m->state, a.thread);
    if (t->status != THREAD_RUNNING || t->orders_done >= a.ticket)
        return true;
    enum readiness_kind kind = step_readiness(m, a.thread).kind;
    if (kind == WAITS_OUTSIDE) {
        enum program_opcode op = machine_outside(m, a.thread).op;
        return op == OP_FETCH || (op == OP_ASK && lab_asks(lab, a.thread));
    }
    if (kind != READY)
        return kind != WORKS;
    if (lab_paused(lab))
        return true;
    return lab_schedule(lab)->kind == SCHEDULE_MANUAL && a.thread != STATE_MAIN;
}

void awaiting_look(struct lab *lab, struct machine *m, void *argument)
{
    struct session *s = argument;
    size_t left = 0;
    s->feed.awaits_steps = s->feed.awaits_steps && lab_stepping(lab);
    for (size_t i = 0; i < s->feed.awaited_count; i++)
        if (!rests(lab, m, s->feed.awaited[i]))
            s->feed.awaited[left++] = s->feed.awaited[i];
    s->feed.awaited_count = left;
    for (size_t i = 0; i < left; i++)
        lab_watch(lab, s->feed.awaited[i].thread);
}

bool session_goes_on(struct lab *lab, const struct machine *m)
{
    bool waits = false, daemon_goes_on = false;
    if (lab_paused(lab))
        return false;
    bool clock_stands = session_clock_stands(lab, m);
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        const struct thread *t = state_thread(m->state, i);
        if (t->status != THREAD_RUNNING)
            continue;
        struct readiness r = step_readiness(m, i);
        bool goes = r.kind == READY || r.kind == WAITS_OUTSIDE || r.kind == WORKS ||
                    (r.deadline != NO_DEADLINE && !clock_stands);
        if (goes && i != STATE_MAIN && lab_schedule(lab)->kind == SCHEDULE_MANUAL)
            goes = false;
        if (goes && !(t->flags & FLAG_DAEMON))
            return true;
        daemon_goes_on = daemon_goes_on || goes;
        waits = waits || (!goes && !(t->flags & FLAG_DAEMON));
    }
    return waits && daemon_goes_on;
}

/* ---- The gate ---------------------------------------------------------------------------------
 */

bool session_gate(struct lab *lab, const struct machine *m, void *context)
{
    const struct feed_gate *gate = context;
    if ((!gate->more && !gate->exact) || lab_schedule(lab)->granted)
        return false;
    for (size_t i = 0; i < gate->count; i++)
        if (!rests(lab, m, gate->awaited[i]))
            return false;
    return gate->more || !session_goes_on(lab, m);
}

void awaiting_settle_gate(struct lab *lab, struct machine *m, void *argument)
{
    struct session *s = argument;
    (void)lab, (void)m;
    s->feed.gate.count = 0;
    for (size_t i = 0; i < s->feed.awaited_count; i++) {
        MEMORY_ROOM_FOR_ONE(s->feed.gate.awaited, s->feed.gate.count, s->feed.gate.capacity);
        s->feed.gate.awaited[s->feed.gate.count++] = s->feed.awaited[i];
    }
    s->feed.gate.more = s->feed.first < s->feed.count;
}

void session_take_question(struct session *s)
{
    free(s->question);
    s->question = lab_question(s->lab);
    if (!s->question || !s->circumstances.brings_back)
        return;
    /* Nobody sees it being asked. */
    lab_answer(s->lab, NULL);
    free(s->question);
    s->question = lab_question(s->lab);
}

void session_look_if_settled(struct session *s)
{
    if (s->feed.settled)
        return;
    lab_do(s->lab, awaiting_look, s);
    s->feed.settled = s->feed.awaited_count == 0 && !s->feed.awaits_steps;
    session_take_question(s);
}

void session_await_steps(struct session *s)
{
    s->feed.awaits_steps = true;
    s->feed.settled = false;
    s->feed.handed = monotonic_milliseconds();
}

void session_await_nobody(struct session *s)
{
    s->feed.awaited_count = 0;
    s->feed.awaits_steps = false;
    s->feed.settled = true;
}

void session_await_main(struct session *s)
{
    s->feed.awaited_count = 0;
    MEMORY_ROOM_FOR_ONE(s->feed.awaited, s->feed.awaited_count, s->feed.awaited_capacity);
    s->feed.awaited[s->feed.awaited_count++] = (struct awaited){STATE_MAIN, UINT32_MAX};
    s->feed.settled = false;
    s->feed.handed = monotonic_milliseconds();
}

void session_settle_gate(struct session *s, bool handed)
{
    bool more = s->feed.first < s->feed.count;
    if (handed || s->feed.gate.more != more)
        lab_do(s->lab, awaiting_settle_gate, s);
}
