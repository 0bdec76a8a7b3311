/* drive.c - who can go on: after every step this file puts those concerned where they belong (into
 * an object's line, among the deadlines, among the runnable). See drive.h. */
#include "core/drive.h"

#include "base/memory.h"
#include "core/waiting.h"

#include <stdlib.h>
#include <string.h>

struct standing *drive_standing(struct drive *d, uint32_t thread)
{
    MEMORY_ROOM_AT(d->standings, thread, d->standing_capacity);
    return &d->standings[thread];
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static struct waiting_line *line_of(struct drive *d, uint32_t object)
{
    if (object == LINE_OF_ALL)
        return &d->all;
    uint32_t entity = handle_index(object);
    MEMORY_ROOM_AT(d->lines, entity, d->line_capacity);
    return &d->lines[entity];
}

static void leave_line(struct drive *d, uint32_t thread)
{
    struct standing *r = &d->standings[thread];
    if (!r->object)
        return;
    struct waiting_line *line = line_of(d, r->object);
    if (r->previous)
        d->standings[handle_index(r->previous)].next = r->next;
    else
        line->first = r->next;
    if (r->next)
        d->standings[handle_index(r->next)].previous = r->previous;
    else
        line->last = r->previous;
    line->count--;
    r->object = r->next = r->previous = 0;
}

/* At the end; a thread that was let go for this object and lost it to another gets its place back.
 */
static void enter_line(struct drive *d, uint32_t thread, uint32_t object)
{
    struct waiting_line *line = line_of(d, object);
    struct standing *r = &d->standings[thread];
    bool front = r->woken_for == object;
    r->object = object;
    r->previous = front ? 0 : line->last;
    r->next = front ? line->first : 0;
    if (r->previous)
        d->standings[handle_index(r->previous)].next = handle_of(thread);
    else
        line->first = handle_of(thread);
    if (r->next)
        d->standings[handle_index(r->next)].previous = handle_of(thread);
    else
        line->last = handle_of(thread);
    line->count++;
    r->woken_for = 0;
}

/* ---- Settling -------------------------------------------------------------------------------- */

/* Whether somebody does the thread's steps now. */
static bool carry(struct drive *d, uint32_t thread)
{
    struct standing *r = drive_standing(d, thread);
    if (!r->carried)
        r->carried = !d->hooks->carry || d->hooks->carry(d->context, thread);
    return r->carried;
}

static void set_runnable(struct drive *d, uint32_t thread, bool runnable)
{
    thread_set_put(&d->runnable, thread, runnable);
    if (runnable && !carry(d, thread))
        return;
    if (d->hooks->runnable)
        d->hooks->runnable(d->context, thread, runnable);
}

/* What is settled until the next call comes from this. */
static void because_of(struct drive *d, enum cause cause, uint64_t step)
{
    d->cause = cause;
    d->causing = step;
}

static void tell_blocked(struct drive *d, uint32_t thread, struct readiness now)
{
    struct machine *m = &d->machine;
    if (!m->sink || (!m->traces && !readiness_lasts(&now)))
        return;
    m->sink(m->sink_context, &(struct event){.kind = EVENT_BLOCKED,
                                             .thread = thread,
                                             .pc = state_thread(m->state, thread)->pc,
                                             .entity = now.object,
                                             .reason = now.kind,
                                             .deadline = now.deadline});
}

static void tell_goes_on(struct drive *d, uint32_t thread)
{
    struct machine *m = &d->machine;
    struct standing *r = &d->standings[thread];
    r->let_go_by = d->cause == CAUSE_STEP ? d->causing : 0;
    if (m->sink && m->traces)
        m->sink(m->sink_context, &(struct event){.kind = EVENT_GOES_ON,
                                                 .thread = thread,
                                                 .pc = state_thread(m->state, thread)->pc,
                                                 .cause = d->cause,
                                                 .step = r->let_go_by});
}

void drive_settle(struct drive *d, uint32_t thread)
{
    struct standing *r = drive_standing(d, thread);
    struct readiness now = step_readiness(&d->machine, thread);
    if (r->outside) {
        if (now.kind == READY && d->hooks->hurry)
            d->hooks->hurry(d->context, thread);
        return; /* it comes by itself */
    }
    bool runnable = now.kind == READY || now.kind == WAITS_OUTSIDE;
    uint32_t object = now.kind == WAITS_FOR_OBJECT || now.kind == WAITS_FOR_THREAD ? now.object
                      : now.kind == WAITS_FOR_ALL                                  ? LINE_OF_ALL
                                                                                   : 0;
    bool changed = r->kind != now.kind || r->object != object;
    if (r->object != object) {
        leave_line(d, thread);
        if (object)
            enter_line(d, thread, object);
    }
    if (now.deadline == NO_DEADLINE)
        deadlines_remove(d, thread);
    else
        deadlines_put(d, thread, now.deadline);
    r->kind = (uint8_t)now.kind;
    if (now.kind == READY && !thread_set_has(&d->runnable, thread))
        tell_goes_on(d, thread);
    if (runnable != thread_set_has(&d->runnable, thread) || (runnable && !r->carried))
        set_runnable(d, thread, runnable);
    if (changed && !runnable) {
        d->standings[thread].since = d->machine.state->now;
        tell_blocked(d, thread, now);
    }
}

/* Threads in an entity's line may be enabled now. Under `free` one is let go, since the others will
 * mostly find it taken; when that one has stepped, the line is looked at again. */
static void recheck(struct drive *d, uint32_t entity)
{
    if (entity >= d->line_capacity || !d->lines[entity].first)
        return;
    bool one = !drive_chooses(d) && state_entity(d->machine.state, entity)->kind != ENTITY_THREAD &&
               state_entity(d->machine.state, entity)->kind != ENTITY_TIMER;
    uint32_t at = d->lines[entity].first;
    while (at) {
        uint32_t thread = handle_index(at);
        at = d->standings[thread].next;
        if (!step_enabled(&d->machine, thread))
            continue;
        drive_settle(d, thread);
        if (one) {
            d->standings[thread].woken_for = handle_of(entity);
            break;
        }
    }
}

void drive_settle_all(struct drive *d)
{
    uint32_t thread = thread_set_next(&d->runnable, 0);
    for (; thread != NO_THREAD; thread = thread_set_next(&d->runnable, thread + 1))
        drive_settle(d, thread);
}

/* Of all that could go on for an object one was let go, and has stepped or ended: what let it go
 * lets the next one go. */
static void recheck_in_place_of(struct drive *d, const struct standing *was)
{
    enum cause cause = d->cause;
    uint64_t causing = d->causing;
    because_of(d, was->let_go_by ? CAUSE_STEP : CAUSE_OUTSIDE, was->let_go_by);
    recheck(d, handle_index(was->woken_for));
    because_of(d, cause, causing);
}

static void recheck_all_joiners(struct drive *d)
{
    if (d->machine.state->busy - d->machine.state->busy_daemons > 1)
        return;
    uint32_t at = d->all.first;
    while (at) {
        uint32_t thread = handle_index(at);
        at = d->standings[thread].next;
        drive_settle(d, thread);
    }
}

static void dismiss(struct drive *d, uint32_t thread)
{
    struct standing *r = drive_standing(d, thread);
    leave_line(d, thread);
    deadlines_remove(d, thread);
    thread_set_put(&d->runnable, thread, false);
    struct standing was = *r;
    if (r->outside)
        d->outside--;
    *r = (struct standing){0};
    if (d->hooks->ended)
        d->hooks->ended(d->context, thread);
    if (d->chosen == thread)
        d->chosen = NO_THREAD;
    if (was.woken_for)
        recheck_in_place_of(d, &was);
}

void drive_apply_changes(struct drive *d)
{
    struct machine *m = &d->machine;
    for (size_t i = 0; i < m->change_count; i++) {
        struct change c = m->changes[i];
        switch (c.kind) {
        case CHANGE_THREAD:
            drive_settle(d, c.index);
            break;
        case CHANGE_ENTITY:
            recheck(d, c.index);
            break;
        case CHANGE_STARTED:
            if (!(state_thread(m->state, c.index)->flags & FLAG_ARMED))
                carry(d, c.index);
            break;
        case CHANGE_ENDED:
            dismiss(d, c.index);
            break;
        case CHANGE_BUSY:
            recheck_all_joiners(d);
            break;
        }
    }
    d->changes += m->change_count;
    m->change_count = 0;
}

void drive_leave(struct drive *d, uint32_t thread)
{
    struct standing *r = drive_standing(d, thread);
    r->outside = true;
    r->kind = WAITS_OUTSIDE;
    r->since = drive_now(d);
    d->outside++;
    set_runnable(d, thread, false);
}

void drive_come_back(struct drive *d, uint32_t thread)
{
    d->standings[thread].outside = false;
    d->outside--;
    drive_settle(d, thread);
    /* Whatever it is now, the worker that carries it looks for itself. */
    set_runnable(d, thread, step_enabled(&d->machine, thread));
}

/* ---- After a step ---------------------------------------------------------------------------- */

void drive_settle_over(struct drive *d)
{
    struct machine *m = &d->machine;
    if (!machine_over(m) || d->over)
        return;
    d->over = true;
    if (m->sink)
        m->sink(m->sink_context, &(struct event){.kind = EVENT_OVER});
    machine_stop_all(m);
    drive_apply_changes(d);
    if (d->hooks->tell)
        d->hooks->tell(d->context, DRIVE_OVER);
}

void drive_settle_step(struct drive *d, uint32_t thread)
{
    d->steps++;
    d->machine.choice_forced = false;
    if (!d->machine.change_count && !d->standings[thread].woken_for)
        return; /* it concerns nobody, as most steps */
    because_of(d, CAUSE_STEP, d->steps);
    if (d->machine.change_count)
        drive_apply_changes(d);
    if (d->standings[thread].woken_for) {
        struct standing was = d->standings[thread];
        d->standings[thread].woken_for = 0;
        recheck_in_place_of(d, &was);
    }
    because_of(d, CAUSE_OUTSIDE, 0);
}

/* Where many can go on, looking at all of them after each step would take too long. */
enum { FEW = 64 };

/* Whether those that cannot step any more are told at once, and not when their turn comes. A draw
 * among those that may be able to would come out otherwise, and under `manual` a virtual clock
 * would move on before the user has chosen. */
static bool settles_at_once(const struct drive *d)
{
    if (!d->machine.traces || d->runnable.count > FEW)
        return false;
    bool follows = d->schedule.kind == SCHEDULE_SEGMENTS &&
                   d->schedule.place.segment < d->schedule.segment_count;
    bool manual = d->schedule.kind == SCHEDULE_MANUAL && !drive_is_virtual(d);
    return d->paused || follows || manual;
}

void drive_after_step(struct drive *d, uint32_t thread)
{
    drive_settle_step(d, thread);
    if (settles_at_once(d))
        drive_settle_all(d);
    if (drive_is_virtual(d))
        spin_step(d, thread);
    if (d->machine.state->main_done)
        drive_settle_over(d);
}

/* Takes back the changes of objects that nobody waits for; whether there were no others. */
static bool concerns_nobody(void *context)
{
    struct drive *d = context;
    struct machine *m = &d->machine;
    for (size_t i = 0; i < m->change_count; i++) {
        struct change c = m->changes[i];
        if (c.kind != CHANGE_ENTITY || (c.index < d->line_capacity && d->lines[c.index].first))
            return false;
    }
    d->changes += m->change_count;
    m->change_count = 0;
    return true;
}

uint32_t drive_run_on(struct drive *d, uint32_t thread, uint32_t most, const atomic_bool *stop)
{
    if (d->standings[thread].woken_for)
        most = 1;
    d->machine.choice_forced = false;
    uint32_t count = step_run_on(&d->machine, thread, most, stop, concerns_nobody, d);
    d->steps += count - 1;
    drive_after_step(d, thread);
    return count;
}

/* ---- What panes ask -------------------------------------------------------------------------- */

int64_t drive_waits_since(const struct drive *d, uint32_t thread)
{
    /* One that has just stepped and gave its turn away before it was settled begins to wait now. */
    if (thread >= d->standing_capacity || thread_set_has(&d->runnable, thread))
        return d->machine.state->now;
    return d->standings[thread].since;
}

uint32_t drive_waiters(const struct drive *d, uint32_t thread)
{
    if (thread >= d->standing_capacity || !d->standings[thread].object)
        return 0;
    uint32_t object = d->standings[thread].object;
    return object == LINE_OF_ALL ? d->all.count : d->lines[handle_index(object)].count;
}

uint32_t drive_line(const struct drive *d, uint32_t entity, uint32_t *threads, uint32_t most)
{
    if (entity >= d->line_capacity)
        return 0;
    uint32_t at = d->lines[entity].first;
    for (uint32_t i = 0; at && i < most; i++, at = d->standings[handle_index(at)].next)
        threads[i] = handle_index(at);
    return d->lines[entity].count;
}

/* ---- Beginning, ending, beginning anew ------------------------------------------------------- */

void drive_forget(struct drive *d)
{
    if (d->standing_capacity)
        memset(d->standings, 0, d->standing_capacity * sizeof *d->standings);
    if (d->line_capacity)
        memset(d->lines, 0, d->line_capacity * sizeof *d->lines);
    d->all = (struct waiting_line){0};
    d->heap_count = d->outside = 0;
    d->chosen = NO_THREAD;
    d->machine.change_count = 0;
    thread_set_clear(&d->runnable);
}

void drive_rebuild(struct drive *d)
{
    uint32_t outside = d->outside;
    drive_forget(d);
    d->outside = outside;
    because_of(d, CAUSE_OUTSIDE, 0);
    for (uint32_t i = 0; i < d->machine.state->thread_count; i++) {
        drive_standing(d, i)->since = d->machine.state->now;
        drive_settle(d, i);
        /* Whoever carries one that could step, and can step again, has to be told. */
        set_runnable(d, i, thread_set_has(&d->runnable, i));
    }
    machine_tell_follower(&d->machine, FOLLOW_UNDONE);
}

void drive_begin(struct drive *d)
{
    drive_forget(d);
    spin_moved(d);
    d->over = d->told_stuck = d->gated = false;
    d->steps = 0;
    d->burnt = 0;
    because_of(d, CAUSE_OUTSIDE, 0);
}

void drive_free(struct drive *d)
{
    machine_free(&d->machine);
    schedule_free(&d->schedule);
    thread_set_free(&d->runnable);
    thread_set_free(&d->spin_stepped);
    state_free(d->spin_state);
    free(d->standings);
    free(d->lines);
    free(d->heap);
    free(d->heap_deadline);
}
