/* test_drive.c - unit tests of src/core's driver: by itself, in one thread, it makes the very steps
 * that the lab makes with a pthread for each thread, event for event. */
#include "core/drive.h"

#include "../scripts.h"
#include "base/buffer.h"
#include "run/lab.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

TestSuite(drive, .timeout = 240);

enum { MOST_STEPS = 2000 }; /* of programs without end */

/* What happened in a run, a line an event. */
struct story {
    struct buffer text;
    unsigned steps;
};

static void take_event(void *context, const struct event *e)
{
    struct story *s = context;
    s->steps += e->kind == EVENT_STEP;
    if (s->steps <= MOST_STEPS)
        buffer_printf(&s->text, "%d %u %u %u %.*s\n", (int)e->kind, e->thread, e->pc, e->failure,
                      (int)e->length, e->text ? e->text : "");
}

/* ---- The lab --------------------------------------------------------------------------------- */

static bool enough(struct lab *lab, const struct machine *m, void *context)
{
    (void)lab, (void)m;
    return ((struct story *)context)->steps >= MOST_STEPS;
}

static void start_main(struct lab *lab, struct machine *m, void *unit)
{
    (void)m;
    lab_start_main(lab, *(uint32_t *)unit);
}

/* `one_for_all`: see struct lab_options. */
static void run_in_lab(struct story *s, const char *text, enum schedule_kind kind, uint64_t seed,
                       bool one_for_all)
{
    struct program *program = program_new();
    uint32_t unit = script_compile(program, "test", text);
    struct lab *lab = lab_new(&(struct lab_options){.schedule = kind,
                                                    .clock = CLOCK_KIND_VIRTUAL,
                                                    .seed = seed,
                                                    .program = program,
                                                    .traces = true,
                                                    .sink = take_event,
                                                    .sink_context = s,
                                                    .gate = enough,
                                                    .gate_context = s,
                                                    .one_for_all = one_for_all});
    lab_do(lab, start_main, &unit);
    unsigned news = 0;
    while (!(news & (LAB_OVER | LAB_STUCK | LAB_GATED))) {
        struct pollfd fd = {.fd = lab_fd(lab), .events = POLLIN};
        poll(&fd, 1, -1);
        news |= lab_news(lab);
    }
    lab_free(lab);
}

/* ---- The driver alone ------------------------------------------------------------------------ */

static bool enough_driven(void *context)
{
    return ((struct story *)context)->steps >= MOST_STEPS;
}

static const struct drive_hooks hooks = {.gate = enough_driven};

static void run_driven(struct story *s, const char *text, enum schedule_kind kind, uint64_t seed)
{
    struct program *program = program_new();
    uint32_t unit = script_compile(program, "test", text), thread;
    struct drive d = {.hooks = &hooks, .context = s};
    machine_init(&d.machine, program, seed, 0);
    d.machine.state->timeless = 1;
    d.machine.traces = true;
    d.machine.sink = take_event;
    d.machine.sink_context = s;
    drive_begin(&d);
    schedule_start(&d.schedule, kind, seed);
    machine_start_main(&d.machine, unit);
    drive_apply_changes(&d);
    drive_settle_over(&d);
    while (drive_step(&d, &thread) == DRIVE_STEPPED)
        ;
    drive_free(&d);
    program_free(program);
}

/* ---- Both ------------------------------------------------------------------------------------ */

static bool is_for_here(const char *text)
{
    struct program *p = program_new();
    bool compiles = script_compile(p, "test", text) != 0;
    program_free(p);
    return compiles && !strstr(text, "ask") && !strstr(text, "fetch");
}

static void compare(const char *name, const char *text, enum schedule_kind kind, uint64_t seed)
{
    struct story lab = {0}, one = {0}, driven = {0};
    run_in_lab(&lab, text, kind, seed, false);
    run_in_lab(&one, text, kind, seed, true);
    run_driven(&driven, text, kind, seed);
    cr_assert_gt(driven.text.length, 0, "%s", name);
    cr_assert_str_eq(buffer_text(&driven.text), buffer_text(&lab.text), "%s, seed %d", name,
                     (int)seed);
    cr_assert_str_eq(buffer_text(&one.text), buffer_text(&lab.text), "%s, seed %d, one for all",
                     name, (int)seed);
    buffer_free(&lab.text);
    buffer_free(&one.text);
    buffer_free(&driven.text);
}

static void compare_orders(const char *name, const char *text, void *compared)
{
    if (!is_for_here(text))
        return;
    compare(name, text, SCHEDULE_ROUND_ROBIN, 0);
    for (uint64_t seed = 1; seed <= 3; seed++)
        compare(name, text, SCHEDULE_RANDOM, seed);
    ++*(unsigned *)compared;
}

static unsigned compare_all(const char *pattern)
{
    unsigned compared = 0;
    scripts_each(pattern, compare_orders, &compared);
    return compared;
}

Test(drive, goes_as_the_lab_through_right_programs)
{
    cr_assert_gt(compare_all("tests/programs/right/*.thr"), 50);
}

Test(drive, goes_as_the_lab_through_wrong_programs)
{
    cr_assert_gt(compare_all("tests/programs/wrong/*.thr"), 50);
}

/* Where the system keeps nobody on a processor the steps are done by whoever has the baton: handing
 * over at each step would be as many switches as steps. */
Test(drive, is_not_handed_over_at_each_step_by_one_for_all)
{
    static const char text[] = "shared x = 0\n"
                               "for i in 1..8 { spawn { repeat 100 { x = x + 1 } } }\n"
                               "join all\n";
    enum { FEW_SWITCHES = 300 }; /* eight threads begin and end; there are 1,600 steps */
    struct story s = {0};
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    run_in_lab(&s, text, SCHEDULE_RANDOM, 1, true);
    getrusage(RUSAGE_SELF, &after);
    cr_assert_gt(s.steps, 1600);
    cr_assert_lt(after.ru_nvcsw - before.ru_nvcsw, FEW_SWITCHES);
    buffer_free(&s.text);
}

/* ---- Steps in a row -------------------------------------------------------------------------- */

enum { IN_A_ROW = 7 };

static int64_t stopped_clock(void *context)
{
    return *(int64_t *)context;
}

/* What steps say though nobody follows them. Who waits is told by who looks whose turn it is. */
static void take_said(void *context, const struct event *e)
{
    if (e->kind == EVENT_BLOCKED)
        return;
    buffer_printf(context, "%d %u %u %u %u %.*s\n", (int)e->kind, e->thread, e->pc, e->name,
                  e->failure, (int)e->length, e->text ? e->text : "");
}

struct side {
    struct program *program;
    struct drive drive;
    struct buffer said;
    int64_t now;
};

static void begin_side(struct side *s, const char *text)
{
    static const struct drive_hooks none;
    *s = (struct side){.program = program_new()};
    uint32_t unit = script_compile(s->program, "test", text);
    s->drive.hooks = &none;
    struct machine *m = &s->drive.machine;
    machine_init(m, s->program, 1, 0);
    m->state->timeless = 1;
    m->read_clock = stopped_clock;
    m->clock_context = &s->now;
    m->sink = take_said;
    m->sink_context = &s->said;
    drive_begin(&s->drive);
    schedule_start(&s->drive.schedule, SCHEDULE_FREE, 1);
    machine_start_main(m, unit);
    drive_apply_changes(&s->drive);
}

static void end_side(struct side *s)
{
    drive_free(&s->drive);
    program_free(s->program);
    buffer_free(&s->said);
}

/* The next that can step, behind `thread`; NO_THREAD: nobody, now or later. */
static uint32_t next_ready(struct side *s, uint32_t thread)
{
    struct drive *d = &s->drive;
    while (!d->over) {
        while (d->runnable.count) {
            thread = thread_set_next(&d->runnable, thread + 1);
            if (thread == NO_THREAD)
                thread = thread_set_next(&d->runnable, 0);
            if (step_enabled(&d->machine, thread))
                return thread;
            drive_settle(d, thread);
        }
        if (!d->runnable.count && !d->heap_count)
            break;
        if (!d->runnable.count)
            s->now = drive_deadline(d);
        drive_expire(d);
    }
    return NO_THREAD;
}

static void step_singly(struct side *s, uint32_t thread, uint32_t count)
{
    for (; count; count--) {
        cr_assert(step_enabled(&s->drive.machine, thread));
        step_run(&s->drive.machine, thread);
        drive_after_step(&s->drive, thread);
    }
}

/* The same steps one by one, and as many in a row as concern nobody else: the same states, numbers
 * of steps, and words. */
static void compare_rows(const char *name, const char *text, void *most)
{
    if (!is_for_here(text))
        return;
    const atomic_bool stop = false;
    struct side rows, single;
    begin_side(&rows, text);
    begin_side(&single, text);
    uint32_t thread = NO_THREAD;
    while (rows.drive.steps < MOST_STEPS && (thread = next_ready(&rows, thread)) != NO_THREAD) {
        uint32_t count = drive_run_on(&rows.drive, thread, IN_A_ROW, &stop);
        cr_assert(count >= 1 && count <= IN_A_ROW, "%s", name);
        *(uint32_t *)most = count > *(uint32_t *)most ? count : *(uint32_t *)most;
        single.now = rows.now;
        drive_expire(&single.drive);
        step_singly(&single, thread, count);
        cr_assert(state_equals(rows.drive.machine.state, single.drive.machine.state), "%s", name);
        cr_assert_eq(rows.drive.steps, single.drive.steps, "%s", name);
        cr_assert_str_eq(buffer_text(&rows.said), buffer_text(&single.said), "%s", name);
    }
    cr_assert_eq(rows.drive.over, single.drive.over, "%s", name);
    end_side(&rows);
    end_side(&single);
}

Test(drive, steps_in_a_row_are_those_done_singly)
{
    uint32_t most = 0;
    scripts_each("tests/programs/right/*.thr", compare_rows, &most);
    scripts_each("tests/programs/wrong/*.thr", compare_rows, &most);
    scripts_each("examples/*.thr", compare_rows, &most);
    cr_assert_eq(most, IN_A_ROW, "some steps were done in a row");
}

Test(drive, steps_in_a_row_end_where_they_are_to_stop)
{
    const atomic_bool stop = true;
    struct side s;
    begin_side(&s, "shared x = 0\nrepeat 9 { x += 1 }\n");
    cr_assert_eq(drive_run_on(&s.drive, 0, IN_A_ROW, &stop), 1);
    cr_assert_eq(s.drive.steps, 1);
    end_side(&s);
}

/* ---- What else can happen -------------------------------------------------------------------- */

/* Those let go for an object that another got first are runnable until it is their turn, and the
 * draw is among them too. */
Test(drive, goes_as_the_lab_where_many_lose_a_race)
{
    const char *text = "mutex m\nshared x = 0\n"
                       "repeat 40 { spawn { repeat 5 { lock m; x += 1; unlock m; yield } } }\n"
                       "join all\nprint x\n";
    for (uint64_t seed = 1; seed <= 10; seed++)
        compare("a race", text, SCHEDULE_RANDOM, seed);
}

/* A clock that jumps, a spin that has no period, time limits, a timer that is cancelled. */
Test(drive, goes_as_the_lab_through_time)
{
    const char *text = "shared n = 0\nevent go\n"
                       "timer t 2s { n += 1; set go }\nstart t\n"
                       "timer u 3s { n += 100 }\nstart u\n"
                       "spawn spins { i = 0\n while not isset(go) { i += 1 } }\n"
                       "spawn waits { ok = wait go for 1s; print ok; wait go; cancel u }\n"
                       "spawn naps { sleep 1500ms; print now }\n"
                       "join all\nprint n, now\n";
    for (uint64_t seed = 1; seed <= 10; seed++)
        compare("time", text, SCHEDULE_RANDOM, seed);
    compare("time", text, SCHEDULE_ROUND_ROBIN, 0);
}

/* A recorded schedule that ends a wait, and one that cannot be followed: where is known. */
Test(drive, follows_a_recorded_schedule_as_far_as_it_goes)
{
    struct program *program = program_new();
    struct drive d = {.hooks = &(struct drive_hooks){0}};
    uint32_t thread, who[8];
    unsigned steps = 0;
    char why[64];
    uint32_t unit = script_compile(program, "test",
                                   "event go\nspawn a { wait go for 5s; print 1 }\n"
                                   "spawn b { print 2 }\njoin all\n");
    machine_init(&d.machine, program, 0, 0);
    d.machine.state->timeless = 1;
    drive_begin(&d);
    cr_assert(schedule_read_segments(&d.schedule, "main*2 a a! b*3", why, sizeof why));
    d.schedule.strict = true;
    machine_start_main(&d.machine, unit);
    drive_apply_changes(&d);
    while (drive_step(&d, &thread) == DRIVE_STEPPED && steps < 8)
        who[steps++] = thread;
    cr_assert(d.schedule.left);
    cr_assert_eq(d.schedule.place.segment, 3);
    cr_assert_eq(d.schedule.place.taken, 1, "b has one step");
    cr_assert_eq(steps, 5);
    cr_assert(who[0] == 0 && who[1] == 0 && who[2] == 1 && who[3] == 1 && who[4] == 2);
    cr_assert_eq(d.machine.state->now, 5000000000);
    drive_free(&d);
    program_free(program);
}

/* Of thousands the n-th is found as counting would find it. */
Test(drive, draws_from_a_set_of_thousands)
{
    enum { THREADS = 5000 };
    static bool in[THREADS];
    struct thread_set set = {0};
    uint64_t random = 1;
    for (uint32_t i = 1; i <= 40000; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        uint32_t thread = (uint32_t)(random >> 33) % THREADS;
        in[thread] = random >> 63;
        thread_set_put(&set, thread, in[thread]);
        if (i == 20000) {
            thread_set_clear(&set);
            memset(in, 0, sizeof in);
        }
        if (i % 1000)
            continue;
        struct thread_set copy = thread_set_copy(&set);
        uint32_t rank = 0;
        for (uint32_t k = 0; k < THREADS; k++)
            if (in[k])
                cr_assert_eq(thread_set_ranked(&copy, rank++), k);
        cr_assert_eq(rank, set.count);
        cr_assert_eq(rank, copy.count);
        thread_set_free(&copy);
    }
    thread_set_free(&set);
}
