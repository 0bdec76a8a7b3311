/* worker.c - the pthread of a thread: it takes the monitor when its thread may step, runs steps,
 * and parks on its own condition variable when its thread cannot step or was not chosen. Where one
 * thread goes at a time and the system keeps nobody on a processor, it runs the steps of those that
 * are chosen after its own as well. */
#include "run/history.h"
#include "run/kernel.h"
#include "run/lab_inside.h"
#include "run/outlet.h"
#include "run/pool.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    MANY = 256,             /* workers: see kernel_expect_many */
    SHORTEST_QUANTUM = 200, /* steps that `free` keeps the monitor while others want it */
    QUANTUM_SPREAD = 1800,
};

/* ---- Running steps --------------------------------------------------------------------------- */

/* It may have been renamed since. */
static void show_name(struct worker *w)
{
    const struct lab *lab = w->lab;
    uint32_t name = state_thread(lab->drive.machine.state, w->thread)->name;
    if (name == w->named)
        return;
    kernel_name_thread(name_bytes(lab->program->texts, name));
    w->named = name;
}

/* How long this turn lasts where others want the monitor: between any two steps it may go over. */
static uint32_t quantum(struct lab *lab)
{
    lab->quantum = lab->quantum * 6364136223846793005u + 1442695040888963407u;
    return SHORTEST_QUANTUM + (uint32_t)(lab->quantum >> 33) % QUANTUM_SPREAD;
}

static bool hurried(struct lab *lab)
{
    return atomic_load_explicit(&lab->monitor.hurry, memory_order_relaxed);
}

/* Whether nobody looks at single steps: neither the sink nor the history, and no schedule chooses
 * who goes next. */
static bool is_unheard(const struct lab *lab)
{
    return !lab->history && !drive_chooses(&lab->drive) && lab->clock.kind != CLOCK_KIND_VIRTUAL &&
           !step_is_heard(&lab->drive.machine);
}

/* One step of a thread that is READY; at most `most` where they are unheard. Returns how many. */
static uint32_t do_steps(struct lab *lab, uint32_t thread, uint32_t most)
{
    struct machine *m = &lab->drive.machine;
    if (is_unheard(lab)) {
        uint32_t count = drive_run_on(&lab->drive, thread, most, &lab->monitor.hurry);
        lab_tell_runnable(lab);
        return count;
    }
    if (m->traces && lab->clock.kind != CLOCK_KIND_VIRTUAL)
        lab_now(lab);
    if (lab->history)
        history_will(lab);
    step_run(m, thread);
    lab_after_step(lab, thread);
    return 1;
}

/* With the baton: steps until the thread cannot go on or it is another's turn. */
static void run_steps(struct worker *w)
{
    struct lab *lab = w->lab;
    struct machine *m = &lab->drive.machine;
    uint32_t left = quantum(lab);
    while (!atomic_load_explicit(&w->exits, memory_order_relaxed)) {
        enum readiness_kind kind = step_readiness(m, w->thread).kind;
        if (kind == WAITS_OUTSIDE) {
            outside_run(w);
            if (drive_chooses(&lab->drive) && lab->drive.chosen != w->thread)
                break;
            continue;
        }
        if (kind != READY) {
            drive_settle(&lab->drive, w->thread);
            break;
        }
        uint32_t count = do_steps(lab, w->thread, left);
        if (lab->drive.over)
            break;
        if (drive_chooses(&lab->drive)) {
            lab->drive.chosen = NO_THREAD;
            lab_next(lab);
            if (lab->drive.chosen != w->thread || hurried(lab) || monitor_wanted(&lab->monitor))
                break;
        } else if (hurried(lab)) {
            break;
        } else if (monitor_wanted(&lab->monitor)) {
            left -= count;
            if (left > 0)
                continue;
            if (lab_look_along_line(lab))
                break;
            left = quantum(lab);
        }
    }
}

/* With the baton, where one thread goes at a time: the steps of all threads, as they are chosen,
 * until somebody else wants the baton or a thread has to go outside, which its own worker does.
 * Handing over at each step costs ten times as much, and a hundred times where the system wakes the
 * next one on another processor. */
static void run_chosen(struct worker *w)
{
    struct lab *lab = w->lab;
    uint32_t thread = w->thread;
    while (thread != NO_THREAD && !atomic_load_explicit(&w->exits, memory_order_relaxed)) {
        enum readiness_kind kind = step_readiness(&lab->drive.machine, thread).kind;
        if (kind == WAITS_OUTSIDE) {
            if (thread != w->thread)
                return;
            outside_run(w);
            if (!drive_chooses(&lab->drive))
                return;
        } else if (kind == READY) {
            do_steps(lab, thread, 1);
            if (lab->drive.over)
                return;
            lab->drive.chosen = NO_THREAD;
        } else {
            drive_settle(&lab->drive, thread);
        }
        lab_next(lab);
        thread = lab->drive.chosen;
        if (hurried(lab) || monitor_wanted(&lab->monitor))
            return;
    }
}

/* With monitor.mutex: waits until the worker holds the baton (true) or has to exit (false). */
static bool await_turn(struct worker *w)
{
    struct lab *lab = w->lab;
    for (;;) {
        lab->waking -= w->waking;
        w->waking = false;
        if (w->turn.granted || w->exits)
            break;
        if (w->ready && lab->competes) {
            monitor_request(&lab->monitor, &w->turn);
            if (w->turn.granted)
                break;
        }
        monitor_wait(&lab->monitor, &w->turn.wake);
    }
    return w->turn.granted;
}

/* With monitor.mutex: a worker's memory stays with the lab, because the thread that granted it the
 * baton may still be about to wake it. */
static void keep_for_reuse(struct worker *w)
{
    w->next_unused = w->lab->unused_workers;
    w->lab->unused_workers = w;
}

static struct worker *new_worker(struct lab *lab, uint32_t thread)
{
    monitor_lock(&lab->monitor);
    lab->workers++;
    if (lab->workers == MANY && !lab->expects_many) {
        lab->expects_many = true;
        kernel_expect_many();
    }
    struct worker *w = lab->unused_workers;
    if (w)
        lab->unused_workers = w->next_unused;
    monitor_unlock(&lab->monitor);
    if (w) {
        /* The condition variable stays as it is: it may be about to be signalled. */
        w->ready = w->waking = w->answered = w->abroad = w->discards = false;
        w->turn.granted = false;
        w->question = w->answer = NULL;
        w->next_question = NULL;
    } else {
        w = memory_zeroed(1, sizeof *w);
        turn_init(&w->turn);
    }
    w->lab = lab;
    w->thread = thread;
    w->named = state_thread(lab->drive.machine.state, thread)->name;
    kernel_shorten_name(w->first_name, name_bytes(lab->program->texts, w->named));
    atomic_store_explicit(&w->exits, false, memory_order_relaxed);
    atomic_store_explicit(&w->hurried, false, memory_order_relaxed);
    return w;
}

void worker_free_unused(struct lab *lab)
{
    monitor_settle(&lab->monitor);
    while (lab->unused_workers) {
        struct worker *w = lab->unused_workers;
        lab->unused_workers = w->next_unused;
        turn_destroy(&w->turn);
        free(w);
    }
}

static void worker_main(void *argument)
{
    struct worker *w = argument;
    struct lab *lab = w->lab;
    kernel_name_thread(w->first_name);
    monitor_lock(&lab->monitor);
    while (await_turn(w)) {
        monitor_unlock(&lab->monitor);
        if (!atomic_load_explicit(&w->exits, memory_order_relaxed)) {
            show_name(w);
            if (lab->one_for_all && drive_chooses(&lab->drive))
                run_chosen(w);
            else
                run_steps(w);
        }
        lab_next(lab);
        monitor_lock(&lab->monitor);
        lab_pass(lab, &w->turn);
        if (w->exits)
            break;
    }
    monitor_withdraw(&lab->monitor, &w->turn);
    lab->workers--;
    if (lab->workers == 0)
        pthread_cond_signal(&lab->worker_gone);
    free(w->question);
    free(w->answer);
    keep_for_reuse(w);
    monitor_unlock(&lab->monitor);
}

/* ---- Starting and dismissing ----------------------------------------------------------------- */

bool worker_start(struct lab *lab, uint32_t thread)
{
    struct runner *r = lab_runner(lab, thread);
    if (r->worker)
        return true;
    struct worker *w = new_worker(lab, thread);
    int processor = drive_chooses(&lab->drive) && lab->bound ? lab->processor : -1;
    if (pool_start(worker_main, w, processor, &w->pthread)) {
        r->worker = w;
        return true;
    }
    monitor_lock(&lab->monitor);
    lab->workers--;
    keep_for_reuse(w);
    monitor_unlock(&lab->monitor);
    lab->no_room = true;
    lab_fail_for_room(&lab->drive.machine, thread);
    history_did(lab, (struct entry){.kind = ENTRY_NO_ROOM, .thread = thread});
    return false;
}

void lab_fail_for_room(struct machine *m, uint32_t thread)
{
    machine_fail_thread(m, thread, OUTLET_NO_ROOM);
}

void worker_dismiss(struct lab *lab, struct worker *w)
{
    monitor_lock(&lab->monitor);
    atomic_store_explicit(&w->exits, true, memory_order_relaxed);
    pthread_cond_signal(&w->turn.wake);
    monitor_unlock(&lab->monitor);
}

/* One processor for schedules that let one thread go at a time: handing over costs a fraction there
 * of what it costs across two. */
void worker_bind_all(struct lab *lab)
{
    if (lab->one_for_all)
        return;
    lab->bound = drive_chooses(&lab->drive);
    if (lab->bound)
        lab->processor = kernel_choose_processor(lab->processor);
    for (uint32_t i = 0; i < lab->runner_capacity; i++)
        if (lab->runners[i].worker)
            kernel_keep_on(lab->runners[i].worker->pthread, lab->bound ? lab->processor : -1);
}
