/* rest.c - see rest.h. */
#include "watch/rest.h"

#include "core/drive.h"

enum rest_motion rest_motion(const struct machine *m, uint32_t thread)
{
    struct readiness r = step_readiness(m, thread);
    switch (r.kind) {
    case READY:
        return REST_STEPS;
    case WORKS:
        return REST_WORKS;
    case WAITS_OUTSIDE:
        return machine_outside(m, thread).op == OP_WORK ? REST_WORKS : REST_ABROAD;
    default:
        return r.deadline == NO_DEADLINE ? REST_STANDS : REST_TIMED;
    }
}

static bool is_manual(const struct drive *d)
{
    return d->schedule.kind == SCHEDULE_MANUAL;
}

bool rest_lets_go(const struct drive *d, uint32_t thread)
{
    return !d->paused && !(is_manual(d) && thread != STATE_MAIN);
}

bool rest_clock_stands(const struct drive *d)
{
    const struct state *s = d->machine.state;
    if (!drive_is_virtual(d) || !is_manual(d))
        return false;
    for (uint32_t i = 0; i < s->thread_count; i++)
        if (i != STATE_MAIN && state_thread(s, i)->status == THREAD_RUNNING &&
            step_enabled(&d->machine, i))
            return true;
    return false;
}

bool rest_clock_holds_main(const struct drive *d)
{
    struct readiness r = step_readiness(&d->machine, STATE_MAIN);
    return !d->paused && r.kind != READY && r.deadline != NO_DEADLINE && rest_clock_stands(d);
}

bool rest_goes_on(const struct drive *d)
{
    const struct machine *m = &d->machine;
    bool waits = false, daemon_goes_on = false, clock_stands = rest_clock_stands(d);
    for (uint32_t i = 0; !d->paused && i < m->state->thread_count; i++) {
        const struct thread *t = state_thread(m->state, i);
        if (t->status != THREAD_RUNNING)
            continue;
        enum rest_motion motion = rest_motion(m, i);
        bool daemon = t->flags & FLAG_DAEMON;
        bool goes =
            motion != REST_STANDS && !(motion == REST_TIMED && clock_stands) && rest_lets_go(d, i);
        if (goes && !daemon)
            return true;
        daemon_goes_on = daemon_goes_on || goes;
        waits = waits || !(goes || daemon);
    }
    return waits && daemon_goes_on;
}

bool rest_anybody_moves(const struct machine *m)
{
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        if (rest_motion(m, i) != REST_STANDS)
            return true;
    return false;
}

bool rest_daemon_moves(const struct machine *m)
{
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        if (state_thread(m->state, i)->flags & FLAG_DAEMON && rest_motion(m, i) != REST_STANDS)
            return true;
    return false;
}

bool rest_takes_orders(const struct machine *m)
{
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        if (state_thread(m->state, i)->status == THREAD_IDLE)
            return true;
    return false;
}

bool rest_for_ever(const struct machine *m)
{
    bool waits = false;
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        const struct thread *t = state_thread(m->state, i);
        waits |= t->status == THREAD_RUNNING && !(t->flags & FLAG_DAEMON);
    }
    return waits && !rest_anybody_moves(m) && !rest_takes_orders(m);
}
