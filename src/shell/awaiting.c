/* awaiting.c - see awaiting.h. */
#include "shell/awaiting.h"

#include "base/memory.h"
#include "base/monotonic.h"
#include "shell/session_inside.h"
#include "watch/rest.h"

#include <stdlib.h>

/* Whether the thread is done with what was handed to it, or cannot go on by itself now. */
static bool rests(struct lab *lab, const struct machine *m, struct awaited a)
{
    if (a.thread >= m->state->thread_count)
        return true;
    const struct thread *t = state_thread(m->state, a.thread);
    if (t->status != THREAD_RUNNING || t->orders_done >= a.ticket)
        return true;
    switch (rest_motion(m, a.thread)) {
    case REST_STEPS:
        return !rest_lets_go(lab_drive(lab), a.thread);
    case REST_WORKS:
        return false;
    case REST_ABROAD:
        return machine_outside(m, a.thread).op == OP_FETCH || lab_asks(lab, a.thread);
    default:
        return true;
    }
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

/* ---- The gate -------------------------------------------------------------------------------- */

/* Whether the next that happens by itself does so before that time. */
static bool lingers(const struct feed_gate *gate, const struct drive *d, const struct machine *m)
{
    if (d->paused || m->state->now >= gate->lingers_until)
        return false;
    bool clock_stands = rest_clock_stands(d);
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        enum rest_motion motion = rest_motion(m, i);
        bool goes = motion == REST_WORKS || (motion == REST_STEPS && rest_lets_go(d, i));
        bool is_due = motion == REST_TIMED && !clock_stands &&
                      step_readiness(m, i).deadline < gate->lingers_until;
        if (goes || is_due)
            return true;
    }
    return false;
}

bool awaiting_gate(struct lab *lab, const struct machine *m, void *context)
{
    struct feed_gate *gate = context;
    if (gate->holds && !gate->held)
        gate->held = gate->holds(gate->session, lab, m);
    if ((!gate->more && !gate->exact) || lab_schedule(lab)->granted)
        return false;
    for (size_t i = 0; i < gate->count; i++)
        if (!rests(lab, m, gate->awaited[i]))
            return false;
    const struct drive *d = lab_drive(lab);
    return gate->more || (!rest_goes_on(d) && !lingers(gate, d, m));
}

static bool more_comes(const struct session *s)
{
    return s->feed.first < s->feed.count || s->feed.more_comes;
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
    s->feed.gate.more = more_comes(s);
}

void awaiting_take_question(struct session *s)
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

void awaiting_look_if_settled(struct session *s)
{
    if (s->feed.settled)
        return;
    lab_do(s->lab, awaiting_look, s);
    s->feed.settled = s->feed.awaited_count == 0 && !s->feed.awaits_steps;
    awaiting_take_question(s);
}

void awaiting_steps(struct session *s)
{
    s->feed.awaits_steps = true;
    s->feed.settled = false;
    s->feed.handed = monotonic_milliseconds();
}

void awaiting_nobody(struct session *s)
{
    s->feed.awaited_count = 0;
    s->feed.awaits_steps = false;
    s->feed.settled = true;
}

void awaiting_main(struct session *s)
{
    s->feed.awaited_count = 0;
    MEMORY_ROOM_FOR_ONE(s->feed.awaited, s->feed.awaited_count, s->feed.awaited_capacity);
    s->feed.awaited[s->feed.awaited_count++] = (struct awaited){STATE_MAIN, UINT32_MAX};
    s->feed.settled = false;
    s->feed.handed = monotonic_milliseconds();
}

void awaiting_tell_gate(struct session *s, bool handed)
{
    if (handed || s->feed.gate.more != more_comes(s))
        lab_do(s->lab, awaiting_settle_gate, s);
}
