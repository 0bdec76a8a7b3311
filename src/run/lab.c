/* lab.c - who may go on: after every step this file puts those concerned where they belong (into an
 * object's line, among the deadlines, among the runnable) and decides who is next. See lab.h. */
#include "run/lab_inside.h"

#include "base/memory.h"
#include "core/limits.h"

#include <string.h>
#include <unistd.h>

struct runner *lab_runner(struct lab *lab, uint32_t thread)
{
    if (thread >= lab->runner_capacity) {
        uint32_t capacity = lab->runner_capacity ? lab->runner_capacity : 64;
        while (capacity <= thread)
            capacity *= 2;
        lab->runners = memory_resize(lab->runners, capacity * sizeof *lab->runners);
        memset(lab->runners + lab->runner_capacity, 0,
               (capacity - lab->runner_capacity) * sizeof *lab->runners);
        lab->runner_capacity = capacity;
    }
    return &lab->runners[thread];
}

void lab_tell(struct lab *lab, unsigned news)
{
    monitor_lock(&lab->monitor);
    bool fresh = news & ~lab->news;
    lab->news |= news;
    monitor_unlock(&lab->monitor);
    uint64_t one = 1;
    if (fresh && write(lab->fd, &one, sizeof one) < 0)
        return; /* the counter is full: it is readable already */
}

void lab_wake(struct lab *lab)
{
    lab_tell(lab, LAB_WOKEN);
}

/* ---- Lines -------------------------------------------------------------------------------------
 */

static struct line *line_of(struct lab *lab, uint32_t object)
{
    if (object == LINE_OF_ALL)
        return &lab->all;
    uint32_t entity = object - 1;
    if (entity >= lab->line_capacity) {
        uint32_t capacity = lab->line_capacity ? lab->line_capacity : 64;
        while (capacity <= entity)
            capacity *= 2;
        lab->lines = memory_resize(lab->lines, capacity * sizeof *lab->lines);
        memset(lab->lines + lab->line_capacity, 0,
               (capacity - lab->line_capacity) * sizeof *lab->lines);
        lab->line_capacity = capacity;
    }
    return &lab->lines[entity];
}

static void leave_line(struct lab *lab, uint32_t thread)
{
    struct runner *r = &lab->runners[thread];
    if (!r->object)
        return;
    struct line *line = line_of(lab, r->object);
    if (r->previous)
        lab->runners[r->previous - 1].next = r->next;
    else
        line->first = r->next;
    if (r->next)
        lab->runners[r->next - 1].previous = r->previous;
    else
        line->last = r->previous;
    line->count--;
    r->object = r->next = r->previous = 0;
}

/* At the end; who was let go for this object and lost it to another gets his place back. */
static void enter_line(struct lab *lab, uint32_t thread, uint32_t object)
{
    struct line *line = line_of(lab, object);
    struct runner *r = &lab->runners[thread];
    bool front = r->woken_for == object;
    r->object = object;
    r->previous = front ? 0 : line->last;
    r->next = front ? line->first : 0;
    if (r->previous)
        lab->runners[r->previous - 1].next = thread + 1;
    else
        line->first = thread + 1;
    if (r->next)
        lab->runners[r->next - 1].previous = thread + 1;
    else
        line->last = thread + 1;
    line->count++;
    r->woken_for = 0;
}

/* ---- Settling ----------------------------------------------------------------------------------
 */

/* Under `free` a thread that may go on alone gets the baton as soon as it is passed. Where several
 * may go on at once they are woken and race for it, as the kernel has it; of thousands only the
 * first few race: the rest stand in line asleep, so that they are not woken twice. */
enum { MOST_WAKING = 8 };

static void tell_rest(struct lab *lab, struct runner *r)
{
    if (!r->watched)
        return;
    r->watched = false;
    lab_tell(lab, LAB_RESTED);
}

void lab_set_runnable(struct lab *lab, uint32_t thread, bool runnable)
{
    struct runner *r = lab_runner(lab, thread);
    thread_set_put(&lab->runnable, thread, runnable);
    if (runnable) {
        if (!r->worker && !worker_start(lab, thread))
            return;
        MEMORY_ROOM_FOR_ONE(lab->fresh, lab->fresh_count, lab->fresh_capacity);
        lab->fresh[lab->fresh_count++] = thread;
        return;
    }
    tell_rest(lab, r);
    if (!r->worker)
        return;
    monitor_lock(&lab->monitor);
    r->worker->ready = false;
    monitor_unlock(&lab->monitor);
}

/* With monitor.mutex. */
static void let_compete(struct lab *lab, struct worker *w)
{
    bool asleep = !w->ready && !w->turn.granted;
    w->ready = true;
    if (!asleep || !lab->competes)
        return;
    if (lab->fresh_count == 1 || lab->waking >= MOST_WAKING) {
        monitor_request(&lab->monitor, &w->turn);
        return;
    }
    lab->waking += !w->waking;
    w->waking = true;
    pthread_cond_signal(&w->turn.wake);
}

void lab_tell_runnable(struct lab *lab)
{
    if (lab->fresh_count == 0)
        return;
    monitor_lock(&lab->monitor);
    for (size_t i = 0; i < lab->fresh_count; i++) {
        struct worker *w = lab->runners[lab->fresh[i]].worker;
        if (w && thread_set_has(&lab->runnable, lab->fresh[i]))
            let_compete(lab, w);
    }
    lab->fresh_count = 0;
    monitor_unlock(&lab->monitor);
}

static void tell_blocked(struct lab *lab, uint32_t thread, struct readiness now)
{
    bool waits = now.kind == WAITS_FOR_OBJECT || now.kind == WAITS_IN_LIST ||
                 now.kind == WAITS_FOR_THREAD || now.kind == WAITS_FOR_ALL;
    if (!waits || now.deadline != NO_DEADLINE || !lab->machine.sink)
        return;
    struct event e = {.kind = EVENT_BLOCKED,
                      .thread = thread,
                      .pc = state_thread(lab->machine.state, thread)->pc};
    lab->machine.sink(lab->machine.sink_context, &e);
}

/* What a thread does outside is given up, because it is cancelled or interrupted. */
static void hurry(struct lab *lab, uint32_t thread)
{
    struct worker *w = lab->runners[thread].worker;
    if (!w)
        return;
    monitor_lock(&lab->monitor);
    atomic_store_explicit(&w->hurried, true, memory_order_relaxed);
    pthread_cond_signal(&w->turn.wake);
    monitor_unlock(&lab->monitor);
}

void lab_settle(struct lab *lab, uint32_t thread)
{
    struct runner *r = lab_runner(lab, thread);
    struct readiness now = step_readiness(&lab->machine, thread);
    if (r->outside) {
        if (now.kind == READY)
            hurry(lab, thread);
        return; /* it comes by itself */
    }
    bool runnable = now.kind == READY || now.kind == WAITS_OUTSIDE;
    uint32_t object = now.kind == WAITS_FOR_OBJECT || now.kind == WAITS_FOR_THREAD ? now.object
                      : now.kind == WAITS_FOR_ALL                                  ? LINE_OF_ALL
                                                                                   : 0;
    bool changed = r->kind != now.kind || r->object != object;
    if (r->object != object) {
        leave_line(lab, thread);
        if (object)
            enter_line(lab, thread, object);
    }
    if (now.deadline == NO_DEADLINE)
        deadline_remove(lab, thread);
    else
        deadline_put(lab, thread, now.deadline);
    r->kind = (uint8_t)now.kind;
    if (runnable != thread_set_has(&lab->runnable, thread) || (runnable && !r->worker))
        lab_set_runnable(lab, thread, runnable);
    if (changed && !runnable) {
        lab->runners[thread].since = lab->machine.state->now;
        tell_blocked(lab, thread, now);
    }
}

/* Threads in an entity's line may be enabled now. Under `free` one is let go, since the others will
 * mostly find it taken; when that one has stepped, the line is looked at again. */
static void recheck(struct lab *lab, uint32_t entity)
{
    if (entity >= lab->line_capacity || !lab->lines[entity].first)
        return;
    bool one = !lab_chooses(lab) &&
               state_entity(lab->machine.state, entity)->kind != ENTITY_THREAD &&
               state_entity(lab->machine.state, entity)->kind != ENTITY_TIMER;
    uint32_t at = lab->lines[entity].first;
    while (at) {
        uint32_t thread = at - 1;
        at = lab->runners[thread].next;
        if (!step_enabled(&lab->machine, thread))
            continue;
        lab_settle(lab, thread);
        if (one) {
            lab->runners[thread].woken_for = entity + 1;
            break;
        }
    }
}

static void recheck_all_joiners(struct lab *lab)
{
    if (lab->machine.state->busy - lab->machine.state->busy_daemons > 1)
        return;
    uint32_t at = lab->all.first;
    while (at) {
        uint32_t thread = at - 1;
        at = lab->runners[thread].next;
        lab_settle(lab, thread);
    }
}

static void dismiss(struct lab *lab, uint32_t thread)
{
    struct runner *r = lab_runner(lab, thread);
    leave_line(lab, thread);
    deadline_remove(lab, thread);
    thread_set_put(&lab->runnable, thread, false);
    struct worker *w = r->worker;
    uint32_t woken_for = r->woken_for;
    tell_rest(lab, r);
    if (r->outside)
        lab->outside--;
    lab->runners[thread] = (struct runner){0};
    if (w)
        worker_dismiss(lab, w);
    if (lab->chosen == thread)
        lab->chosen = NO_THREAD;
    if (woken_for)
        recheck(lab, woken_for - 1);
}

void lab_apply_changes(struct lab *lab)
{
    struct machine *m = &lab->machine;
    for (size_t i = 0; i < m->change_count; i++) {
        struct change c = m->changes[i];
        switch (c.kind) {
        case CHANGE_THREAD:
            lab_settle(lab, c.index);
            break;
        case CHANGE_ENTITY:
            recheck(lab, c.index);
            break;
        case CHANGE_STARTED:
            if (!(state_thread(m->state, c.index)->flags & FLAG_ARMED))
                worker_start(lab, c.index);
            break;
        case CHANGE_ENDED:
            dismiss(lab, c.index);
            break;
        case CHANGE_BUSY:
            recheck_all_joiners(lab);
            break;
        }
    }
    m->change_count = 0;
}

/* ---- Time --------------------------------------------------------------------------------------
 */

int64_t lab_now(struct lab *lab)
{
    if (lab->clock.kind != CLOCK_VIRTUAL) {
        int64_t now = clock_now(&lab->clock);
        if (now > lab->machine.state->now)
            lab->machine.state->now = now;
    }
    return lab->machine.state->now;
}

void lab_expire(struct lab *lab)
{
    int64_t now = lab_now(lab);
    while (lab->heap_count && lab->heap_deadline[0] <= now) {
        uint32_t thread = lab->heap[0];
        deadline_remove(lab, thread);
        lab_settle(lab, thread);
    }
}

static void move_virtual_clock(struct lab *lab, int64_t to)
{
    if (to > lab->machine.state->now)
        lab->machine.state->now = to;
    spin_moved(lab);
    lab_expire(lab);
}

/* A virtual clock jumps to the next deadline. */
static bool jump(struct lab *lab)
{
    if (lab->clock.kind != CLOCK_VIRTUAL || lab->paused || lab->heap_count == 0 ||
        schedule_is_untimed(&lab->schedule))
        return false;
    move_virtual_clock(lab, lab->heap_deadline[0]);
    return true;
}

/* ---- Who is next -------------------------------------------------------------------------------
 */

static uint32_t find_thread(const struct lab *lab, const char *name)
{
    for (uint32_t i = 0; i < lab->machine.state->thread_count; i++)
        if (state_thread(lab->machine.state, i)->status == THREAD_RUNNING &&
            strcmp(name_bytes(lab->program->texts, state_thread(lab->machine.state, i)->name),
                   name) == 0)
            return i;
    return NO_THREAD;
}

/* Its sleep or its wait ends now, as the schedule says; a virtual clock tells when. False where
 * that cannot be. */
static bool end_wait(struct lab *lab, uint32_t thread, const struct segment *g)
{
    struct thread *t = state_thread(lab->machine.state, thread);
    bool ended =
        g->wakes ? machine_wake_spuriously(&lab->machine, thread) : t->deadline != NO_DEADLINE;
    if (!ended)
        return false;
    bool jumps = !g->wakes && lab->clock.kind == CLOCK_VIRTUAL && !lab->schedule.untimed;
    if (jumps)
        move_virtual_clock(lab, t->deadline);
    if (!g->wakes && (g->times_out || !jumps)) /* what ran out of time is not notified any more */
        t->deadline = lab->machine.state->now - g->times_out;
    if (lab->history)
        history_wait_ends(lab, thread, g->wakes);
    return true;
}

/* What is due cannot be done: the schedule ends here, or goes on behind it. */
static bool leaves_schedule(struct lab *lab)
{
    struct schedule *s = &lab->schedule;
    s->left = s->strict;
    if (s->left)
        lab_tell(lab, LAB_LEFT);
    return s->left;
}

/* Where the kernel and a clock on the wall decide, there is nothing to hold. */
static bool gate_is_closed(struct lab *lab)
{
    bool decides = lab_chooses(lab) || lab->clock.kind == CLOCK_VIRTUAL;
    bool closed = lab->gate && decides && lab->gate(lab, &lab->machine, lab->gate_context);
    if (closed && !lab->gated)
        lab_tell(lab, LAB_GATED);
    lab->gated = closed;
    return closed;
}

/* The thread of the recorded segment that is due; but not before main has begun, when nobody can
 * step. */
static uint32_t recorded(struct lab *lab)
{
    struct schedule *s = &lab->schedule;
    bool begun = lab->runnable.count || lab->outside || lab->heap_count;
    bool ends = begun && s->place.segment < s->segment_count;
    while (begun && !s->left && s->place.segment < s->segment_count) {
        const struct segment *g = &s->segments[s->place.segment];
        uint32_t thread = find_thread(lab, g->thread);
        bool ended = false;
        if (thread != NO_THREAD && !step_enabled(&lab->machine, thread)) {
            ended = end_wait(lab, thread, g);
            lab_settle(lab, thread);
        }
        /* Waking by itself is no step, nor is giving up a condition whose lock another has; going
         * on is one, which a later segment says. */
        bool can =
            thread != NO_THREAD && !g->wakes &&
            (step_enabled(&lab->machine, thread) || lab->runners[thread].kind == WAITS_OUTSIDE);
        if (!can && !ended && leaves_schedule(lab))
            break;
        if (!can) {
            s->place = (struct schedule_place){.segment = s->place.segment + 1};
            continue;
        }
        lab->machine.choice_forced = g->chooses;
        lab->machine.choice = g->choice;
        if (++s->place.taken == g->steps)
            s->place = (struct schedule_place){.segment = s->place.segment + 1};
        s->last = thread;
        return thread;
    }
    /* Its last segment was no step: what comes now is not its own any more. */
    if (s->left || (ends && gate_is_closed(lab)))
        return NO_THREAD;
    return schedule_choose(s, &lab->runnable);
}

/* Main runs what is typed at the prompt without `step`; others as they are granted. */
static uint32_t manual(struct lab *lab)
{
    struct schedule *s = &lab->schedule;
    bool prompt = state_thread(lab->machine.state, STATE_MAIN)->flags & FLAG_PUPPET;
    if (!lab->paused && prompt && thread_set_has(&lab->runnable, STATE_MAIN))
        return STATE_MAIN;
    if (s->granted == 0)
        return NO_THREAD;
    uint32_t thread = s->granted_to;
    if (thread == NO_THREAD)
        thread = s->kind == SCHEDULE_SEGMENTS ? recorded(lab) : schedule_choose(s, &lab->runnable);
    else if (!thread_set_has(&lab->runnable, thread))
        thread = NO_THREAD;
    if (thread == NO_THREAD)
        s->granted = 0;
    else
        s->granted--;
    return thread;
}

static uint32_t pick(struct lab *lab)
{
    if (lab->paused || lab->schedule.kind == SCHEDULE_MANUAL)
        return manual(lab);
    if (lab->schedule.kind == SCHEDULE_SEGMENTS)
        return recorded(lab);
    return schedule_choose(&lab->schedule, &lab->runnable);
}

static bool can_go(struct lab *lab, uint32_t thread)
{
    enum readiness_kind kind = step_readiness(&lab->machine, thread).kind;
    return kind == READY || kind == WAITS_OUTSIDE;
}

static void choose(struct lab *lab)
{
    for (;;) {
        uint32_t thread = pick(lab);
        if (thread == NO_THREAD) {
            lab->chosen = NO_THREAD;
            bool idle = lab->runnable.count == 0 && lab->outside == 0;
            if (!idle || lab->gated || !jump(lab))
                return;
        } else if (can_go(lab, thread)) {
            lab->chosen = thread;
            return;
        } else {
            lab_settle(lab, thread);
        }
    }
}

bool lab_is_stuck(const struct lab *lab)
{
    bool still = lab->runnable.count == 0 && lab->outside == 0 && lab->heap_count == 0;
    return still && lab->machine.state->busy > 0 && !lab->over;
}

static void check_stuck(struct lab *lab)
{
    bool stuck = lab_is_stuck(lab);
    bool fresh = stuck && !lab->told_stuck;
    lab->told_stuck = stuck;
    if (fresh)
        lab_tell(lab, LAB_STUCK);
}

void lab_next(struct lab *lab)
{
    lab_tell_runnable(lab);
    if (lab->runnable.count)
        lab->told_stuck = false;
    if (lab_chooses(lab)) {
        if (lab->chosen != NO_THREAD &&
            (lab->runners[lab->chosen].outside || can_go(lab, lab->chosen)))
            return;
        lab->chosen = NO_THREAD;
        if (gate_is_closed(lab))
            return;
        choose(lab);
    } else {
        lab->chosen = NO_THREAD;
        if (gate_is_closed(lab))
            return;
        while (lab->runnable.count == 0 && lab->outside == 0 && jump(lab))
            ;
    }
    lab_tell_runnable(lab);
    if (lab->runnable.count == 0)
        check_stuck(lab);
}

static struct turn *chosen_turn(struct lab *lab)
{
    bool waits = lab->chosen != NO_THREAD && !lab->runners[lab->chosen].outside &&
                 lab->runners[lab->chosen].worker;
    return waits ? &lab->runners[lab->chosen].worker->turn : NULL;
}

void lab_pass(struct lab *lab, struct turn *holder)
{
    monitor_pass(&lab->monitor, holder, chosen_turn(lab));
}

void lab_hold(struct lab *lab)
{
    monitor_lock(&lab->monitor);
    monitor_freeze(&lab->monitor);
    monitor_unlock(&lab->monitor);
}

void lab_let_go(struct lab *lab)
{
    monitor_lock(&lab->monitor);
    /* While it is held by nobody, nobody changes who was chosen. */
    monitor_thaw(&lab->monitor, lab->monitor.held ? NULL : chosen_turn(lab));
    monitor_unlock(&lab->monitor);
}

void lab_settle_over(struct lab *lab)
{
    if (!machine_over(&lab->machine) || lab->over)
        return;
    lab->over = true;
    if (lab->machine.sink)
        lab->machine.sink(lab->machine.sink_context, &(struct event){.kind = EVENT_OVER});
    machine_stop_all(&lab->machine);
    lab_apply_changes(lab);
    lab_tell(lab, LAB_OVER);
}

void lab_after_step(struct lab *lab, uint32_t thread)
{
    lab->steps++;
    if (lab->history)
        history_step(lab, thread);
    lab->machine.choice_forced = false;
    if (lab->machine.change_count)
        lab_apply_changes(lab);
    struct runner *r = &lab->runners[thread];
    if (r->woken_for) {
        uint32_t entity = r->woken_for - 1;
        r->woken_for = 0;
        recheck(lab, entity);
    }
    if (lab->clock.kind == CLOCK_VIRTUAL)
        spin_step(lab, thread);
    if (lab->machine.state->main_done)
        lab_settle_over(lab);
    lab_tell_runnable(lab);
}

void lab_rebuild(struct lab *lab)
{
    for (uint32_t i = 0; i < lab->runner_capacity; i++) {
        struct worker *w = lab->runners[i].worker;
        bool exists = i < lab->machine.state->thread_count &&
                      (state_thread(lab->machine.state, i)->status == THREAD_RUNNING ||
                       state_thread(lab->machine.state, i)->status == THREAD_IDLE);
        lab->runners[i] = (struct runner){.worker = exists ? w : NULL};
        if (w && !exists)
            worker_dismiss(lab, w);
    }
    if (lab->line_capacity)
        memset(lab->lines, 0, lab->line_capacity * sizeof *lab->lines);
    lab->all = (struct line){0};
    lab->heap_count = 0;
    lab->chosen = NO_THREAD;
    lab->machine.change_count = 0;
    thread_set_clear(&lab->runnable);
    for (uint32_t i = 0; i < lab->machine.state->thread_count; i++) {
        const struct thread *t = state_thread(lab->machine.state, i);
        lab_runner(lab, i)->since = lab->machine.state->now;
        if (t->status == THREAD_IDLE && !lab->runners[i].worker)
            worker_start(lab, i);
        lab_settle(lab, i);
        /* A worker that was ready and whose thread is ready again has to be told. */
        lab_set_runnable(lab, i, thread_set_has(&lab->runnable, i));
    }
}

/* ---- Questions of the panes --------------------------------------------------------------------
 */

int64_t lab_waits_since(const struct lab *lab, uint32_t thread)
{
    /* One that has just stepped and gave the baton away before it was settled begins to wait now.
     */
    if (thread >= lab->runner_capacity || thread_set_has(&lab->runnable, thread))
        return lab->machine.state->now;
    return lab->runners[thread].since;
}

uint32_t lab_waiters(const struct lab *lab, uint32_t thread)
{
    if (thread >= lab->runner_capacity || !lab->runners[thread].object)
        return 0;
    uint32_t object = lab->runners[thread].object;
    return object == LINE_OF_ALL ? lab->all.count : lab->lines[object - 1].count;
}

void lab_watch(struct lab *lab, uint32_t thread)
{
    lab_runner(lab, thread)->watched = true;
}

uint32_t lab_line(const struct lab *lab, uint32_t entity, uint32_t *threads, uint32_t most)
{
    if (entity >= lab->line_capacity)
        return 0;
    uint32_t at = lab->lines[entity].first;
    for (uint32_t i = 0; at && i < most; i++, at = lab->runners[at - 1].next)
        threads[i] = at - 1;
    return lab->lines[entity].count;
}

uint32_t lab_runnable(const struct lab *lab)
{
    return lab->runnable.count + lab->outside;
}

bool lab_lacked_room(const struct lab *lab)
{
    return lab->no_room;
}

uint64_t lab_steps(const struct lab *lab)
{
    return lab->steps;
}

int64_t lab_burnt(const struct lab *lab)
{
    return lab->burnt;
}

const struct machine *lab_machine(const struct lab *lab)
{
    return &lab->machine;
}

const struct schedule *lab_schedule(const struct lab *lab)
{
    return &lab->schedule;
}

bool lab_schedule_goes_on(const struct lab *lab)
{
    const struct schedule *s = &lab->schedule;
    if (s->kind != SCHEDULE_SEGMENTS || s->place.segment >= s->segment_count)
        return true;
    uint32_t thread = find_thread(lab, s->segments[s->place.segment].thread);
    return !s->left && thread != NO_THREAD && step_enabled(&lab->machine, thread);
}

const struct clock *lab_clock(const struct lab *lab)
{
    return &lab->clock;
}

bool lab_paused(const struct lab *lab)
{
    return lab->paused;
}
