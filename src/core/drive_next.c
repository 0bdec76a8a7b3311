/* drive_next.c - who goes next, and where a virtual clock goes on. See drive.h. */
#include "core/drive.h"
#include "core/machine.h"

#include <string.h>

static void tell(struct drive *d, enum drive_news news)
{
    if (d->hooks->tell)
        d->hooks->tell(d->context, news);
}

/* ---- Time ------------------------------------------------------------------------------------ */

int64_t drive_now(struct drive *d)
{
    return machine_now(&d->machine);
}

void drive_expire(struct drive *d)
{
    int64_t now = drive_now(d);
    d->cause = CAUSE_TIME;
    while (d->heap_count && d->heap_deadline[0] <= now) {
        uint32_t thread = d->heap[0];
        deadlines_remove(d, thread);
        drive_settle(d, thread);
    }
    d->cause = CAUSE_OUTSIDE;
}

static void move_virtual_clock(struct drive *d, int64_t to)
{
    if (to > d->machine.state->now)
        d->machine.state->now = to;
    spin_moved(d);
    drive_expire(d);
}

/* A virtual clock jumps to the next deadline. */
static bool jump(struct drive *d)
{
    if (!drive_is_virtual(d) || d->paused || d->heap_count == 0 ||
        schedule_is_untimed(&d->schedule))
        return false;
    move_virtual_clock(d, d->heap_deadline[0]);
    return true;
}

/* ---- Who is next ----------------------------------------------------------------------------- */

static uint32_t find_thread(const struct drive *d, const char *name)
{
    for (uint32_t i = 0; i < d->machine.state->thread_count; i++)
        if (state_thread(d->machine.state, i)->status == THREAD_RUNNING &&
            strcmp(name_bytes(d->machine.program->texts, state_thread(d->machine.state, i)->name),
                   name) == 0)
            return i;
    return NO_THREAD;
}

/* Its sleep or its wait ends now, as the schedule says; a virtual clock tells when. False where
 * that cannot be. */
static bool end_wait(struct drive *d, uint32_t thread, const struct segment *g)
{
    struct thread *t = state_thread(d->machine.state, thread);
    bool ended =
        g->wakes ? machine_wake_spuriously(&d->machine, thread) : t->deadline != NO_DEADLINE;
    if (!ended)
        return false;
    bool jumps = !g->wakes && drive_is_virtual(d) && !d->schedule.untimed;
    if (jumps)
        move_virtual_clock(d, t->deadline);
    if (!g->wakes && (g->times_out || !jumps)) /* what ran out of time is not notified any more */
        t->deadline = d->machine.state->now - g->times_out;
    if (d->hooks->wait_ended)
        d->hooks->wait_ended(d->context, thread, g->wakes);
    return true;
}

/* Whether the step of a thread that can go on is what the schedule says of it: one that chooses
 * that number, one whose wait has run out of time. */
static bool is_as_written(const struct drive *d, uint32_t thread, const struct segment *g)
{
    const struct machine *m = &d->machine;
    const struct thread *t = state_thread(m->state, thread);
    int64_t low, high;
    if (g->chooses)
        return machine_choices(m, thread, &low, &high) && low <= g->choice && g->choice <= high;
    return !g->times_out || (t->deadline != NO_DEADLINE && t->deadline <= m->state->now);
}

/* What is due cannot be done: the schedule ends here, or goes on behind it. */
static bool leaves_schedule(struct drive *d)
{
    struct schedule *s = &d->schedule;
    s->left = s->strict;
    if (s->left)
        tell(d, DRIVE_LEFT);
    return s->left;
}

/* Where the kernel and a clock on the wall decide, there is nothing to hold. */
static bool gate_is_closed(struct drive *d)
{
    bool decides = drive_chooses(d) || drive_is_virtual(d);
    bool closed = decides && d->hooks->gate && d->hooks->gate(d->context);
    if (closed && !d->gated)
        tell(d, DRIVE_GATED);
    d->gated = closed;
    return closed;
}

/* The thread of the recorded segment that is due; but not before main has begun, when nobody can
 * step. */
static uint32_t recorded(struct drive *d)
{
    struct schedule *s = &d->schedule;
    bool begun = d->runnable.count || d->outside || d->heap_count;
    bool ends = begun && s->place.segment < s->segment_count;
    while (begun && !s->left && s->place.segment < s->segment_count) {
        const struct segment *g = &s->segments[s->place.segment];
        uint32_t thread = find_thread(d, g->thread);
        bool ended = false;
        if (thread != NO_THREAD && !step_enabled(&d->machine, thread)) {
            ended = end_wait(d, thread, g);
            drive_settle(d, thread);
        }
        /* Waking by itself is no step, nor is giving up a condition whose lock another has; going
         * on is one, which a later segment says. */
        bool can =
            thread != NO_THREAD && !g->wakes &&
            (step_enabled(&d->machine, thread) || d->standings[thread].kind == WAITS_OUTSIDE);
        can = can && (!s->strict || is_as_written(d, thread, g));
        if (!can && !ended && leaves_schedule(d))
            break;
        if (!can) {
            s->place = (struct schedule_place){.segment = s->place.segment + 1};
            continue;
        }
        d->machine.choice_forced = g->chooses;
        d->machine.choice = g->choice;
        if (++s->place.taken == g->steps)
            s->place = (struct schedule_place){.segment = s->place.segment + 1};
        s->last = thread;
        return thread;
    }
    /* Its last segment was no step: what comes now is not its own any more. */
    if (s->left || (ends && gate_is_closed(d)))
        return NO_THREAD;
    return schedule_choose(s, &d->runnable);
}

/* Main runs what is typed at the prompt without `step`; others as they are granted. */
static uint32_t manual(struct drive *d)
{
    struct schedule *s = &d->schedule;
    bool prompt = state_thread(d->machine.state, STATE_MAIN)->flags & FLAG_PUPPET;
    if (!d->paused && prompt && thread_set_has(&d->runnable, STATE_MAIN))
        return STATE_MAIN;
    if (s->granted == 0)
        return NO_THREAD;
    uint32_t thread = s->granted_to;
    if (thread == NO_THREAD)
        thread = s->kind == SCHEDULE_SEGMENTS ? recorded(d) : schedule_choose(s, &d->runnable);
    else if (!thread_set_has(&d->runnable, thread))
        thread = NO_THREAD;
    if (thread == NO_THREAD)
        s->granted = 0;
    else
        s->granted--;
    return thread;
}

static uint32_t pick(struct drive *d)
{
    if (d->paused || d->schedule.kind == SCHEDULE_MANUAL)
        return manual(d);
    if (d->schedule.kind == SCHEDULE_SEGMENTS)
        return recorded(d);
    return schedule_choose(&d->schedule, &d->runnable);
}

static bool can_go(struct drive *d, uint32_t thread)
{
    enum readiness_kind kind = step_readiness(&d->machine, thread).kind;
    return kind == READY || kind == WAITS_OUTSIDE;
}

static void choose(struct drive *d)
{
    for (;;) {
        uint32_t thread = pick(d);
        if (thread == NO_THREAD) {
            d->chosen = NO_THREAD;
            bool idle = d->runnable.count == 0 && d->outside == 0;
            if (!idle || d->gated || !jump(d))
                return;
        } else if (can_go(d, thread)) {
            d->chosen = thread;
            return;
        } else {
            drive_settle(d, thread);
        }
    }
}

bool drive_is_stuck(const struct drive *d)
{
    bool still = d->runnable.count == 0 && d->outside == 0 && d->heap_count == 0;
    return still && d->machine.state->busy > 0 && !d->over;
}

static void check_stuck(struct drive *d)
{
    bool stuck = drive_is_stuck(d);
    bool fresh = stuck && !d->told_stuck;
    d->told_stuck = stuck;
    if (fresh)
        tell(d, DRIVE_STUCK);
}

void drive_next(struct drive *d)
{
    if (d->runnable.count)
        d->told_stuck = false;
    if (drive_chooses(d)) {
        if (d->chosen != NO_THREAD && (d->standings[d->chosen].outside || can_go(d, d->chosen)))
            return;
        d->chosen = NO_THREAD;
        if (gate_is_closed(d))
            return;
        choose(d);
    } else {
        d->chosen = NO_THREAD;
        if (gate_is_closed(d))
            return;
        while (d->runnable.count == 0 && d->outside == 0 && jump(d))
            ;
    }
    if (d->runnable.count == 0)
        check_stuck(d);
}

enum drive_outcome drive_step(struct drive *d, uint32_t *thread)
{
    drive_next(d);
    *thread = d->chosen;
    if (d->over || *thread == NO_THREAD || d->standings[*thread].outside)
        return DRIVE_RESTS;
    if (!step_enabled(&d->machine, *thread))
        return DRIVE_OUTSIDE;
    step_run(&d->machine, *thread);
    drive_after_step(d, *thread);
    d->chosen = NO_THREAD;
    return DRIVE_STEPPED;
}

/* ---- Steps that are granted ------------------------------------------------------------------ */

/* A thread that was runnable when last looked at may not be any more. */
static void settle_runnable(struct drive *d)
{
    uint32_t thread = thread_set_next(&d->runnable, 0);
    for (; thread != NO_THREAD; thread = thread_set_next(&d->runnable, thread + 1))
        drive_settle(d, thread);
}

bool drive_grant(struct drive *d, uint32_t thread, uint64_t count)
{
    struct schedule *s = &d->schedule;
    settle_runnable(d);
    bool recorded = s->kind == SCHEDULE_SEGMENTS && s->place.segment < s->segment_count;
    if (thread == NO_THREAD ? d->runnable.count == 0 && !recorded
                            : !thread_set_has(&d->runnable, thread))
        return false;
    s->granted_to = thread;
    s->granted = count;
    return true;
}

bool drive_stepping(const struct drive *d)
{
    bool possible = d->runnable.count > 0 || d->outside > 0;
    return possible && (d->schedule.granted > 0 || d->chosen != NO_THREAD);
}

bool drive_schedule_goes_on(const struct drive *d)
{
    const struct schedule *s = &d->schedule;
    if (s->kind != SCHEDULE_SEGMENTS || s->place.segment >= s->segment_count)
        return true;
    uint32_t thread = find_thread(d, s->segments[s->place.segment].thread);
    return !s->left && thread != NO_THREAD && step_enabled(&d->machine, thread);
}
