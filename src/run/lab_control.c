/* lab_control.c - the lab's own thread, which runs the clock and what front ends ask for; and what
 * they can ask for: schedules, clocks, pausing, beginning anew. See lab.h. */
#include "run/history.h"
#include "run/kernel.h"
#include "run/lab_inside.h"

#include "base/granted.h"
#include "base/memory.h"
#include "core/limits.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- The lab's own thread -------------------------------------------------------------------- */

static int64_t read_clock(void *context)
{
    struct lab *lab = context;
    int64_t now = clock_now(&lab->clock);
    history_reads(lab, ENTRY_READING, now);
    return now;
}

const char *lab_instant_text(int64_t now, char text[16])
{
    strftime(text, 16, "%H:%M:%S",
             &(struct tm){.tm_hour = (int)(now / 3600000000000 % 24),
                          .tm_min = (int)(now / 60000000000 % 60),
                          .tm_sec = (int)(now / 1000000000 % 60)});
    return text;
}

const char *lab_day_text(time_t seconds, char text[16])
{
    struct tm broken_down;
    localtime_r(&seconds, &broken_down);
    strftime(text, 16, "%H:%M:%S", &broken_down);
    return text;
}

static const char *time_of_day(void *context, int64_t now, char text[16])
{
    struct lab *lab = context;
    if (lab->clock.kind == CLOCK_KIND_VIRTUAL)
        return lab_instant_text(now, text);
    time_t seconds = clock_day(&lab->clock, now);
    history_reads(lab, ENTRY_DAY, (int64_t)seconds);
    return lab_day_text(seconds, text);
}

/* What workers and the lab's thread read under the mutex. */
static void publish(struct lab *lab)
{
    lab->competes = !drive_chooses(&lab->drive);
    lab->clock_runs = lab->clock.kind != CLOCK_KIND_VIRTUAL && !lab->drive.paused;
    lab->alarm = drive_deadline(&lab->drive);
}

/* With the mutex, which it gives up meanwhile: waits until there is something to do; false at the
 * end. */
static bool await_work(struct lab *lab)
{
    for (;;) {
        if (lab->requests)
            return true;
        if (lab->ends)
            return false;
        if (!lab->clock_runs || lab->alarm == NO_DEADLINE) {
            monitor_wait(&lab->monitor, &lab->turn.wake);
            continue;
        }
        int64_t when = clock_when(&lab->clock, lab->alarm);
        if (clock_now(&lab->clock) >= lab->alarm)
            return true;
        monitor_wait_until(&lab->monitor, &lab->turn.wake, when);
    }
}

/* With the baton. */
static void serve(struct lab *lab, struct request *requests)
{
    drive_expire(&lab->drive);
    for (struct request *r = requests; r; r = r->next) {
        r->function(lab, &lab->drive.machine, r->argument);
        drive_apply_changes(&lab->drive);
    }
    drive_expire(&lab->drive);
    lab_next(lab);
}

static void *lab_main(void *argument)
{
    struct lab *lab = argument;
    kernel_name_thread("thrum lab");
    monitor_lock(&lab->monitor);
    while (await_work(lab)) {
        monitor_request_urgent(&lab->monitor, &lab->turn);
        monitor_await(&lab->monitor, &lab->turn);
        struct request *requests = lab->requests;
        lab->requests = NULL;
        lab->last_request = &lab->requests;
        monitor_unlock(&lab->monitor);
        serve(lab, requests);
        monitor_lock(&lab->monitor);
        publish(lab);
        for (struct request *r = requests, *next; r; r = next) {
            next = r->next; /* the request is its maker's again as soon as it is done */
            r->done = true;
        }
        if (requests)
            pthread_cond_broadcast(&lab->request_done);
        lab_pass(lab, &lab->turn);
    }
    monitor_unlock(&lab->monitor);
    return NULL;
}

void lab_do(struct lab *lab, void (*function)(struct lab *, struct machine *, void *),
            void *argument)
{
    struct request r = {.function = function, .argument = argument};
    monitor_lock(&lab->monitor);
    *lab->last_request = &r;
    lab->last_request = &r.next;
    pthread_cond_signal(&lab->turn.wake);
    while (!r.done)
        monitor_wait(&lab->monitor, &lab->request_done);
    monitor_unlock(&lab->monitor);
}

/* ---- Beginning and ending -------------------------------------------------------------------- */

static void init_machine(struct lab *lab, uint32_t max_threads)
{
    struct machine old = lab->drive.machine;
    machine_init(&lab->drive.machine, lab->program, lab->seed, max_threads);
    lab->drive.machine.most_bytes = old.most_bytes;
    lab->drive.machine.sink = old.sink;
    lab->drive.machine.sink_context = old.sink_context;
    lab->drive.machine.traces = old.traces;
    lab->drive.machine.clock_context = lab;
    lab->drive.machine.time_of_day = time_of_day;
    lab->drive.machine.read_clock = lab->clock.kind == CLOCK_KIND_VIRTUAL ? NULL : read_clock;
    lab->drive.machine.state->timeless = lab->clock.kind == CLOCK_KIND_VIRTUAL;
}

static void start_first_worker(struct lab *lab, struct machine *m, void *argument)
{
    (void)m;
    *(bool *)argument = worker_start(lab, STATE_MAIN);
    drive_settle(&lab->drive, STATE_MAIN);
    history_begin(lab);
}

/* Once its thread has ended, or was never there. */
static void free_all(struct lab *lab)
{
    drive_free(&lab->drive);
    program_free(lab->program);
    free(lab->runners);
    free(lab->fresh);
    worker_free_unused(lab);
    free(lab->folder);
    free(lab->scratch);
    leave_free(&lab->leave);
    turn_destroy(&lab->turn);
    pthread_cond_destroy(&lab->request_done);
    pthread_cond_destroy(&lab->worker_gone);
    monitor_destroy(&lab->monitor);
    waker_close(&lab->waker);
    free(lab);
}

/* Where the system grants little, a thread that wants too much shall fail, and not the program be
 * ended; the block of the state is there twice while it grows. */
static uint64_t most_bytes(const struct lab_options *options)
{
    uint64_t granted = granted_memory("") / 2;
    if (options->most_bytes || !granted || granted >= LIMIT_STATE_BYTES)
        return options->most_bytes;
    return granted;
}

struct lab *lab_new(const struct lab_options *options)
{
    struct lab *lab = memory_zeroed(1, sizeof *lab);
    monitor_init(&lab->monitor);
    turn_init(&lab->turn);
    pthread_cond_init(&lab->request_done, NULL);
    pthread_cond_init(&lab->worker_gone, NULL);
    lab->last_request = &lab->requests;
    lab->last_question = &lab->first_question;
    lab->drive.hooks = &lab_hooks;
    lab->drive.context = lab;
    lab->processor = -1;
    lab->one_for_all = options->one_for_all || kernel_choose_processor(-1) < 0;
    lab->seed = options->seed;
    lab->program = options->program ? options->program : program_new();
    bool opened = waker_open(&lab->waker);
    schedule_start(&lab->drive.schedule, options->schedule, options->seed);
    clock_start(&lab->clock, options->clock,
                options->clock == CLOCK_KIND_TIMES ? options->factor : 1);
    lab->quantum = (uint64_t)lab->clock.real_base;
    lab->drive.machine.traces = options->traces;
    lab->drive.machine.most_bytes = most_bytes(options);
    lab->keeps_history = options->keeps_history;
    lab->gate = options->gate;
    lab->gate_context = options->gate_context;
    init_machine(lab, options->max_threads);
    drive_begin(&lab->drive);
    publish(lab);
    bool complete = false;
    if (!opened || pthread_create(&lab->thread, NULL, lab_main, lab) != 0) {
        free_all(lab);
        return NULL;
    }
    if (drive_chooses(&lab->drive))
        worker_bind_all(lab);
    lab_do(lab, start_first_worker, &complete);
    if (!complete) {
        lab_free(lab);
        return NULL;
    }
    lab->drive.machine.sink = options->sink;
    lab->drive.machine.sink_context = options->sink_context;
    return lab;
}

/* Sends every worker away and waits until they are gone. */
static void dismiss_all(struct lab *lab)
{
    for (uint32_t i = 0; i < lab->runner_capacity; i++)
        if (lab->runners[i].worker)
            worker_dismiss(lab, lab->runners[i].worker);
    if (lab->runner_capacity)
        memset(lab->runners, 0, lab->runner_capacity * sizeof *lab->runners);
    drive_forget(&lab->drive);
    lab->fresh_count = 0;
    /* Workers take the baton to pass it on before they go. */
    monitor_lock(&lab->monitor);
    monitor_thaw(&lab->monitor, NULL);
    lab_pass(lab, &lab->turn);
    while (lab->workers)
        monitor_wait(&lab->monitor, &lab->worker_gone);
    monitor_request_urgent(&lab->monitor, &lab->turn);
    monitor_await(&lab->monitor, &lab->turn);
    monitor_unlock(&lab->monitor);
}

static void end_all(struct lab *lab, struct machine *m, void *argument)
{
    (void)m;
    (void)argument;
    lab->drive.machine.sink = NULL;
    lab->drive.over = true;
    lab_look_at_now(lab);
    history_end(lab);
    dismiss_all(lab);
}

void lab_free(struct lab *lab)
{
    if (!lab)
        return;
    lab_do(lab, end_all, NULL);
    monitor_lock(&lab->monitor);
    lab->ends = true;
    pthread_cond_signal(&lab->turn.wake);
    monitor_unlock(&lab->monitor);
    pthread_join(lab->thread, NULL);
    free_all(lab);
}

/* Binds the functions of the old state in the new one. */
static void keep_functions(struct lab *lab, const struct state *old)
{
    struct machine *m = &lab->drive.machine;
    for (uint32_t i = 0; i < old->entity_count; i++) {
        const struct entity *e = state_entity(old, i);
        if (e->kind != ENTITY_FUNCTION)
            continue;
        uint32_t entity = state_add_entities(&m->state, 1);
        *state_entity(m->state, entity) =
            (struct entity){.kind = ENTITY_FUNCTION, .name = e->name, .link = e->link};
        state_bind(&m->state, e->name, handle_of(entity));
    }
}

void lab_restart(struct lab *lab, bool functions)
{
    uint32_t max_threads = lab->drive.machine.state->max_threads;
    bool gil = lab->drive.machine.state->gil_on;
    lab_look_at_now(lab);
    history_end(lab);
    dismiss_all(lab);
    struct machine old = lab->drive.machine;
    clock_change(&lab->clock, lab->clock.kind, lab->clock.factor, 0);
    schedule_start(&lab->drive.schedule,
                   lab->drive.schedule.kind == SCHEDULE_SEGMENTS ? SCHEDULE_ROUND_ROBIN
                                                                 : lab->drive.schedule.kind,
                   lab->seed);
    init_machine(lab, max_threads);
    machine_set_gil(&lab->drive.machine, gil);
    if (functions)
        keep_functions(lab, old.state);
    machine_follow(&lab->drive.machine, old.follow, old.follow_context);
    machine_tell_follower(&lab->drive.machine, FOLLOW_ANEW);
    machine_free(&old);
    if (!lab->keeps_texts)
        texts_forget(lab->program->texts);
    drive_begin(&lab->drive);
    worker_start(lab, STATE_MAIN);
    drive_settle(&lab->drive, STATE_MAIN);
    history_begin(lab);
}

/* ---- News ------------------------------------------------------------------------------------ */

int lab_fd(const struct lab *lab)
{
    return waker_fd(&lab->waker);
}

unsigned lab_news(struct lab *lab)
{
    monitor_lock(&lab->monitor);
    waker_settle(&lab->waker);
    unsigned news = lab->news;
    lab->news = 0;
    monitor_unlock(&lab->monitor);
    return news;
}

/* ---- What front ends ask for ----------------------------------------------------------------- */

bool lab_order(struct lab *lab, uint32_t thread, uint32_t unit, struct buffer *why)
{
    history_will(lab);
    bool given = machine_order(&lab->drive.machine, thread, unit, why);
    if (given)
        history_did(lab, (struct entry){.kind = ENTRY_ORDER, .thread = thread, .value = unit});
    else
        history_did_not(lab);
    drive_apply_changes(&lab->drive);
    return given;
}

void lab_start_main(struct lab *lab, uint32_t unit)
{
    lab_now(lab);
    history_will(lab);
    machine_start_main(&lab->drive.machine, unit);
    history_did(lab, (struct entry){.kind = ENTRY_MAIN, .value = unit});
    drive_apply_changes(&lab->drive);
    drive_settle_over(&lab->drive);
}

uint32_t lab_interrupt(struct lab *lab, uint32_t thread)
{
    history_will(lab);
    uint32_t dropped = machine_interrupt(&lab->drive.machine, thread);
    history_did(lab, (struct entry){.kind = ENTRY_INTERRUPT, .thread = thread});
    drive_apply_changes(&lab->drive);
    return dropped;
}

bool lab_finish(struct lab *lab)
{
    history_will(lab);
    bool finished = machine_finish_main(&lab->drive.machine);
    history_did(lab, (struct entry){.kind = ENTRY_FINISH});
    drive_apply_changes(&lab->drive);
    drive_settle_over(&lab->drive);
    return finished;
}

/* All workers learn whether they compete for the monitor or wait to be chosen. */
static void change_regime(struct lab *lab)
{
    lab->drive.chosen = NO_THREAD;
    monitor_lock(&lab->monitor);
    publish(lab);
    for (uint32_t i = 0; i < lab->runner_capacity; i++) {
        struct worker *w = lab->runners[i].worker;
        if (!w)
            continue;
        /* A worker that comes back stands in line whatever is chosen, though by undo its thread may
         * not be outside any more. */
        if (!lab->competes && !w->abroad)
            monitor_withdraw(&lab->monitor, &w->turn);
        else if (w->ready)
            pthread_cond_signal(&w->turn.wake);
    }
    monitor_unlock(&lab->monitor);
    if (!lab->one_for_all && lab->bound != drive_chooses(&lab->drive))
        worker_bind_all(lab);
}

void lab_use_schedule(struct lab *lab, enum schedule_kind kind, uint64_t seed)
{
    schedule_start(&lab->drive.schedule, kind, seed);
    change_regime(lab);
}

bool lab_use_segments(struct lab *lab, const char *text, char *why, size_t size)
{
    if (!schedule_read_segments(&lab->drive.schedule, text, why, size))
        return false;
    lab->drive.schedule.strict = true;
    change_regime(lab);
    return true;
}

void lab_use_untimed(struct lab *lab)
{
    lab->drive.schedule.untimed = true;
}

void lab_use_clock(struct lab *lab, enum clock_kind kind, double factor)
{
    int64_t now = lab_now(lab);
    clock_change(&lab->clock, kind, factor, now);
    lab->drive.machine.read_clock = kind == CLOCK_KIND_VIRTUAL ? NULL : read_clock;
    lab->drive.machine.state->timeless = kind == CLOCK_KIND_VIRTUAL;
    change_regime(lab);
}

void lab_use_seed(struct lab *lab, uint64_t seed)
{
    history_will(lab);
    lab->seed = lab->drive.machine.state->seed = seed;
    history_did(lab, (struct entry){.kind = ENTRY_SEED, .value = (int64_t)seed});
    if (lab->drive.schedule.kind == SCHEDULE_RANDOM)
        lab_use_schedule(lab, SCHEDULE_RANDOM, seed);
}

void lab_use_lesson(struct lab *lab, const struct lab_lesson *lesson)
{
    free(lab->folder);
    free(lab->scratch);
    lab->folder = lesson ? memory_copy(lesson->folder) : NULL;
    lab->scratch = lesson && lesson->scratch ? memory_copy(lesson->scratch) : NULL;
    lab->alone = lesson && lesson->alone;
    monitor_lock(&lab->monitor);
    if (lesson)
        leave_for(&lab->leave, lab->scratch);
    monitor_unlock(&lab->monitor);
}

void lab_use_gil(struct lab *lab, bool on)
{
    history_will(lab);
    machine_set_gil(&lab->drive.machine, on);
    history_did(lab, (struct entry){.kind = ENTRY_GIL, .value = on});
    drive_apply_changes(&lab->drive);
}

void lab_pause(struct lab *lab, bool paused)
{
    if (lab->drive.paused == paused)
        return;
    lab_now(lab);
    clock_pause(&lab->clock, paused);
    lab->drive.paused = paused;
    lab->drive.schedule.granted = 0;
    change_regime(lab);
}

bool lab_replay(struct lab *lab, const struct state *from, const char *segments, char *why,
                size_t size)
{
    lab_look_at_now(lab);
    if (!schedule_read_segments(&lab->drive.schedule, segments, why, size)) {
        lab_use_schedule(lab, SCHEDULE_ROUND_ROBIN, 0);
        return false;
    }
    lab_pause(lab, true);
    history_end(lab);
    lab->drive.steps = 0;
    lab_restore(lab, state_copy(from));
    lab->drive.machine.state->timeless = lab->clock.kind == CLOCK_KIND_VIRTUAL;
    change_regime(lab);
    history_begin(lab);
    return true;
}

bool lab_step(struct lab *lab, uint32_t thread, uint64_t count)
{
    if (lab->drive.schedule.kind != SCHEDULE_MANUAL)
        lab_pause(lab, true);
    return drive_grant(&lab->drive, thread, count);
}

bool lab_stepping(const struct lab *lab)
{
    return drive_stepping(&lab->drive);
}
