/* lab.c - what the lab's driver (core/drive.h) asks of threads that are pthreads: that a worker is
 * there, is told that it may step, gets the baton, goes. See lab.h. */
#include "run/history.h"
#include "run/lab_inside.h"

#include "base/memory.h"

#include <stddef.h>

struct runner *lab_runner(struct lab *lab, uint32_t thread)
{
    MEMORY_ROOM_AT(lab->runners, thread, lab->runner_capacity);
    return &lab->runners[thread];
}

void lab_tell(struct lab *lab, unsigned news)
{
    monitor_lock(&lab->monitor);
    bool fresh = news & ~lab->news;
    lab->news |= news;
    monitor_unlock(&lab->monitor);
    if (fresh)
        waker_wake(&lab->waker);
}

void lab_wake(struct lab *lab)
{
    lab_tell(lab, LAB_WOKEN);
}

/* ---- Workers that may step ------------------------------------------------------------------- */

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
        if (w && thread_set_has(&lab->drive.runnable, lab->fresh[i]))
            let_compete(lab, w);
    }
    lab->fresh_count = 0;
    monitor_unlock(&lab->monitor);
}

/* ---- What the driver wants (struct drive_hooks) ---------------------------------------------- */

static bool carry(void *context, uint32_t thread)
{
    return worker_start(context, thread);
}

static void set_runnable(void *context, uint32_t thread, bool runnable)
{
    struct lab *lab = context;
    struct runner *r = lab_runner(lab, thread);
    if (runnable) {
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

static void dismiss(void *context, uint32_t thread)
{
    struct lab *lab = context;
    struct runner *r = lab_runner(lab, thread);
    struct worker *w = r->worker;
    tell_rest(lab, r);
    *r = (struct runner){0};
    if (w)
        worker_dismiss(lab, w);
}

static void hurry(void *context, uint32_t thread)
{
    struct lab *lab = context;
    struct worker *w = lab_runner(lab, thread)->worker;
    if (!w)
        return;
    monitor_lock(&lab->monitor);
    atomic_store_explicit(&w->hurried, true, memory_order_relaxed);
    pthread_cond_signal(&w->turn.wake);
    monitor_unlock(&lab->monitor);
}

/* Tells the lab's thread when it has to wake next, if that is earlier than it thinks. */
static void set_alarm(void *context, int64_t deadline)
{
    struct lab *lab = context;
    monitor_lock(&lab->monitor);
    bool earlier = deadline < lab->alarm;
    lab->alarm = deadline;
    if (earlier && lab->clock_runs)
        pthread_cond_signal(&lab->turn.wake);
    monitor_unlock(&lab->monitor);
}

static void record_wait(void *context, uint32_t thread, bool by_itself)
{
    struct lab *lab = context;
    history_did(lab,
                (struct entry){.kind = by_itself ? ENTRY_WAKES : ENTRY_ENDS,
                               .thread = thread,
                               .value = state_thread(lab->drive.machine.state, thread)->deadline});
}

static bool gate(void *context)
{
    struct lab *lab = context;
    return lab->gate && lab->gate(lab, &lab->drive.machine, lab->gate_context);
}

static void tell(void *context, enum drive_news news)
{
    static const unsigned as[] = {[DRIVE_OVER] = LAB_OVER,
                                  [DRIVE_STUCK] = LAB_STUCK,
                                  [DRIVE_GATED] = LAB_GATED,
                                  [DRIVE_LEFT] = LAB_LEFT};
    if (news == DRIVE_OVER)
        history_did(context, (struct entry){.kind = ENTRY_STOP});
    lab_tell(context, as[news]);
}

const struct drive_hooks lab_hooks = {
    .carry = carry,
    .runnable = set_runnable,
    .ended = dismiss,
    .hurry = hurry,
    .alarm = set_alarm,
    .wait_ended = record_wait,
    .gate = gate,
    .tell = tell,
};

/* ---- Between two steps ----------------------------------------------------------------------- */

void lab_after_step(struct lab *lab, uint32_t thread)
{
    if (lab->history)
        history_did(lab, (struct entry){.kind = ENTRY_STEP, .thread = thread});
    drive_after_step(&lab->drive, thread);
    lab_tell_runnable(lab);
}

/* Who stands first in line; NULL: nobody. */
static struct worker *first_in_line(struct lab *lab, bool *comes_anyway)
{
    monitor_lock(&lab->monitor);
    struct turn *t = lab->monitor.first;
    struct worker *w = t ? (struct worker *)((char *)t - offsetof(struct worker, turn)) : NULL;
    *comes_anyway = w && (w->abroad || w->exits);
    monitor_unlock(&lab->monitor);
    return w;
}

bool lab_look_along_line(struct lab *lab)
{
    for (;;) {
        bool comes_anyway;
        struct worker *w = first_in_line(lab, &comes_anyway);
        if (!w || comes_anyway || lab->runners[w->thread].worker != w)
            return w;
        enum readiness_kind kind = step_readiness(&lab->drive.machine, w->thread).kind;
        if (kind == READY || kind == WAITS_OUTSIDE)
            return true;
        drive_settle(&lab->drive, w->thread);
        monitor_lock(&lab->monitor);
        monitor_withdraw(&lab->monitor, &w->turn);
        monitor_unlock(&lab->monitor);
    }
}

void lab_next(struct lab *lab)
{
    lab_tell_runnable(lab);
    if (!drive_chooses(&lab->drive) && monitor_wanted(&lab->monitor))
        lab_look_along_line(lab);
    drive_next(&lab->drive);
    lab_tell_runnable(lab);
}

static struct turn *chosen_turn(struct lab *lab)
{
    bool waits = lab->drive.chosen != NO_THREAD &&
                 !lab->drive.standings[lab->drive.chosen].outside &&
                 lab->runners[lab->drive.chosen].worker;
    return waits ? &lab->runners[lab->drive.chosen].worker->turn : NULL;
}

void lab_pass(struct lab *lab, struct turn *holder)
{
    monitor_pass(&lab->monitor, holder, chosen_turn(lab));
}

void lab_settle(struct lab *lab)
{
    drive_settle_all(&lab->drive);
    lab_tell_runnable(lab);
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
    /* While it is held by nobody, nobody changes the one that was chosen. */
    monitor_thaw(&lab->monitor, lab->monitor.held ? NULL : chosen_turn(lab));
    monitor_unlock(&lab->monitor);
}

void lab_rebuild(struct lab *lab)
{
    const struct state *s = lab->drive.machine.state;
    for (uint32_t i = 0; i < lab->runner_capacity; i++) {
        struct worker *w = lab->runners[i].worker;
        if (w && drive_standing(&lab->drive, i)->outside) {
            w->discards = true;
            hurry(lab, i);
        }
        bool exists = i < s->thread_count && (state_thread(s, i)->status == THREAD_RUNNING ||
                                              state_thread(s, i)->status == THREAD_IDLE);
        lab->runners[i] = (struct runner){.worker = exists ? w : NULL};
        if (w && !exists)
            worker_dismiss(lab, w);
    }
    for (uint32_t i = 0; i < s->thread_count; i++)
        if (state_thread(s, i)->status == THREAD_IDLE)
            worker_start(lab, i);
    lab->drive.outside = 0;
    drive_rebuild(&lab->drive);
}

/* ---- Questions of the panes ------------------------------------------------------------------ */

int64_t lab_now(struct lab *lab)
{
    return drive_now(&lab->drive);
}

bool lab_is_stuck(const struct lab *lab)
{
    return drive_is_stuck(&lab->drive);
}

bool lab_schedule_goes_on(const struct lab *lab)
{
    return drive_schedule_goes_on(&lab->drive);
}

void lab_watch(struct lab *lab, uint32_t thread)
{
    lab_runner(lab, thread)->watched = true;
}

bool lab_lacked_room(const struct lab *lab)
{
    return lab->no_room;
}

uint64_t lab_steps(const struct lab *lab)
{
    return lab->drive.steps;
}

int64_t lab_burnt(const struct lab *lab)
{
    return lab->drive.burnt;
}

const struct machine *lab_machine(const struct lab *lab)
{
    return &lab->drive.machine;
}

const struct drive *lab_drive(const struct lab *lab)
{
    return &lab->drive;
}

const struct drive *lab_shown(const struct lab *lab)
{
    return lab->past ? lab->past : &lab->drive;
}

uint64_t lab_shown_step(const struct lab *lab)
{
    return lab_shown(lab)->steps;
}

bool lab_looks_back(const struct lab *lab)
{
    return lab->past;
}

const struct schedule *lab_schedule(const struct lab *lab)
{
    return &lab->drive.schedule;
}

const struct clock *lab_clock(const struct lab *lab)
{
    return &lab->clock;
}

bool lab_paused(const struct lab *lab)
{
    return lab->drive.paused;
}
