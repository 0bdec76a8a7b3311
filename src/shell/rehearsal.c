/* rehearsal.c - see rehearsal.h. */
#include "shell/rehearsal.h"

#include "base/memory.h"
#include "core/schedule.h"
#include "explore/challenge.h"
#include "run/history.h"
#include "task/check.h"
#include "shell/session_explore.h"
#include "shell/session_inside.h"
#include "shell/session_trust.h"
#include "shell/session_words.h"

#include <stdlib.h>

void rehearsal_begin(struct session *s, const struct lesson *lesson)
{
    session_use_lesson(s, lesson);
}

static void count_steps(struct lab *lab, struct machine *m, void *steps)
{
    (void)m;
    *(uint64_t *)steps = lab_steps(lab);
}

uint64_t rehearsal_steps(struct session *s)
{
    uint64_t steps;
    lab_do(s->lab, count_steps, &steps);
    return steps;
}

/* What follows one another of a thread is a segment: the last is not written yet. */
struct ordering {
    struct buffer *order;
    struct segment last;
    uint32_t name; /* the thread's, in it */
    uint32_t told; /* what puppets were told last, behind the last step: its unit */
    uint64_t steps;
};

static void end_segment(struct ordering *o)
{
    if (!o->last.steps)
        return;
    buffer_puts(o->order, o->order->length ? " " : "");
    schedule_segment_text(&o->last, o->order);
    free(o->last.thread);
    o->last = (struct segment){0};
}

static void add_step(void *context, const struct drive *past, uint32_t thread)
{
    struct ordering *o = context;
    uint32_t name = state_thread(past->machine.state, thread)->name;
    if (!o->last.steps || name != o->name) {
        end_segment(o);
        o->last.thread = memory_copy(name_bytes(past->machine.program->texts, name));
        o->name = name;
    }
    o->last.steps++;
    o->steps++;
    o->told = 0;
}

/* `all: ...` tells each puppet the same, in one step. */
static void add_telling(void *context, const struct drive *past, const struct event *e)
{
    struct ordering *o = context;
    if (e->kind != EVENT_ORDERED || e->thread == STATE_MAIN || e->unit == o->told)
        return;
    add_step(o, past, STATE_MAIN);
    o->told = e->unit;
}

static void pass(void *context, const struct drive *past)
{
    (void)context, (void)past;
}

static void read_order(struct lab *lab, struct machine *m, void *telling)
{
    struct telling *t = telling;
    struct ordering o = {.order = &t->out};
    const struct history_tour tour = {
        .behind = pass, .before = add_step, .heard = add_telling, .context = &o};
    (void)m;
    t->failed = lab_oldest_step(lab) != 0 || !history_tour(lab, 0, &tour);
    t->number = o.steps;
    end_segment(&o);
}

bool rehearsal_add_order(struct session *s, struct buffer *order, uint64_t *steps)
{
    struct telling t = {.session = s};
    lab_do(s->lab, read_order, &t);
    buffer_add(order, t.out.bytes, t.out.length);
    buffer_free(&t.out);
    *steps = t.number;
    return !t.failed;
}

static void read_gil(struct lab *lab, struct machine *m, void *on)
{
    (void)lab;
    *(bool *)on = m->state->gil_on;
}

bool rehearsal_has_gil(struct session *s)
{
    bool on;
    lab_do(s->lab, read_gil, &on);
    return on;
}

static void read_time(struct lab *lab, struct machine *m, void *now)
{
    (void)m;
    *(int64_t *)now = lab_now(lab);
}

int64_t rehearsal_time(struct session *s, double *factor)
{
    int64_t now;
    lab_do(s->lab, read_time, &now);
    *factor = s->chosen.clock_factor;
    return now;
}

static void set_lingering(struct lab *lab, struct machine *m, void *telling)
{
    struct telling *t = telling;
    (void)lab, (void)m;
    t->session->feed.gate.lingers_until = (int64_t)t->number;
}

void rehearsal_linger(struct session *s, int64_t until)
{
    struct telling t = {.session = s, .number = (uint64_t)until};
    lab_do(s->lab, set_lingering, &t);
}

static void read_lingering(struct lab *lab, struct machine *m, void *telling)
{
    struct telling *t = telling;
    t->number = !awaiting_gate(lab, m, &t->session->feed.gate);
}

bool rehearsal_lingers(struct session *s)
{
    struct telling t = {.session = s};
    lab_do(s->lab, read_lingering, &t);
    return t.number;
}

static void set_task(struct lab *lab, struct machine *m, void *telling)
{
    struct telling *t = telling;
    struct watcher *w = &t->session->watcher;
    check_free(w->check);
    w->check = t->argument ? check_new(t->argument, m->program) : NULL;
    t->number = lab_steps(lab);
    settings_settle_stepping(t->session, lab);
}

uint64_t rehearsal_set_task(struct session *s, const char *check)
{
    struct telling t = {.session = s, .argument = check};
    lab_do(s->lab, set_task, &t);
    return t.number;
}

static void look(struct lab *lab, struct machine *m, void *telling)
{
    struct telling *t = telling;
    const struct check *check = t->session->watcher.check;
    uint64_t steps = lab_steps(lab);
    /* They are fewer where it has begun anew. */
    t->number = check && check_holds(check, m, steps < t->number ? steps : steps - t->number);
}

bool rehearsal_task_holds(struct session *s, uint64_t steps_before)
{
    struct telling t = {.session = s, .number = steps_before};
    lab_do(s->lab, look, &t);
    return t.number;
}

/* For the gate. */
static bool holds_now(void *session, struct lab *lab, const struct machine *m)
{
    const struct session *s = session;
    uint64_t steps = lab_steps(lab), before = s->feed.gate.steps_before;
    return s->watcher.check &&
           check_holds(s->watcher.check, m, steps < before ? steps : steps - before);
}

static void watch(struct lab *lab, struct machine *m, void *telling)
{
    struct telling *t = telling;
    struct feed_gate *gate = &t->session->feed.gate;
    (void)lab, (void)m;
    gate->holds = holds_now;
    gate->session = t->session;
    gate->steps_before = t->number;
    gate->held = false;
}

void rehearsal_watch_task(struct session *s, uint64_t steps_before)
{
    struct telling t = {.session = s, .number = steps_before};
    lab_do(s->lab, watch, &t);
}

static void read_held(struct lab *lab, struct machine *m, void *telling)
{
    struct telling *t = telling;
    (void)lab, (void)m;
    t->number = t->session->feed.gate.held;
}

bool rehearsal_task_held(struct session *s)
{
    struct telling t = {.session = s};
    lab_do(s->lab, read_held, &t);
    return t.number;
}

struct challenge *rehearsal_challenge(struct session *s, const char *finding, struct buffer *why)
{
    return session_open_challenge(s, finding, why);
}

static void find_thread(struct lab *lab, struct machine *m, void *telling)
{
    struct telling *t = telling;
    (void)lab;
    t->number = session_find_thread(m, t->argument);
}

static uint32_t thread_named(struct session *s, const char *name)
{
    struct telling t = {.argument = name};
    lab_do(s->lab, find_thread, &t);
    return (uint32_t)t.number;
}

/* Takes one segment of a schedule: the thread's steps. False if that cannot be. */
static bool follow_segment(struct session *s, struct challenge *c, const struct segment *segment)
{
    uint32_t thread = thread_named(s, segment->thread);
    bool good = thread != NO_THREAD;
    for (uint64_t i = 0; i < segment->steps && good; i++)
        good = challenge_step(c, thread);
    return good;
}

bool rehearsal_order_wins(struct session *s, struct challenge *c, const char *order)
{
    struct schedule schedule = {0};
    char why[160];
    bool good = schedule_read_segments(&schedule, order, why, sizeof why);
    for (size_t i = 0; i < schedule.segment_count && good; i++)
        good = follow_segment(s, c, &schedule.segments[i]);
    schedule_free(&schedule);
    return good && challenge_standing(c) == CHALLENGE_WON;
}
