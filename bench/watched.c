/* watched.c - what it costs to look on: nanoseconds of processor time a step, of a run that nobody
 * hears, and of the same run with each of those that a session has listening, one at a time and all
 * together. And how long it takes to look back, and to go back.
 *
 *     bench/watched [ROUNDS]
 *
 * All are measured in turns, so that a change of the machine's pace meets all; a figure is the
 * median. Behind it stands what that is to the run that nobody hears. It never fails on a time. */
#include "core/drive.h"
#include "run/lab.h"
#include "watch/noticing.h"
#include "watch/record.h"

#include "../tests/scripts.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { LOOKS = 200 };

/* Who listens; bits. */
enum ear { TOLD = 1, RECORDED = 2, KEPT = 4, NOTICED = 8 };

static const struct way {
    const char *name;
    unsigned ears;
} ways[] = {
    {"nobody hears", 0},
    {"told to who lets it pass", TOLD},
    {"the record", TOLD | RECORDED},
    {"the history", KEPT},
    {"noticing", NOTICED},
    {"all of these", TOLD | RECORDED | KEPT | NOTICED},
};
enum { WAY_COUNT = sizeof ways / sizeof *ways };

static const struct work {
    const char *name;
    const char *text;
} works[] = {
    {"a free lock", "mutex m\nrepeat 500000 { acquire m; release m }\n"},
    {"4 threads at one lock", "mutex m; shared x = 0\n"
                              "repeat 4 { spawn { repeat 60000 { with m { x += 1 } } } }\n"
                              "join all\n"},
    {"variables", "shared x = 0; shared a[16] = 0\n"
                  "for i in 1..100000 { x += 1; a[i % 16] = x; a[(i + 1) % 16] += 1 }\n"},
    {"semaphores, in turns", "semaphore a 0; semaphore b 0\n"
                             "spawn p { repeat 20000 { release a; acquire b } }\n"
                             "spawn q { repeat 20000 { acquire a; release b } }\n"
                             "join all\n"},
};
enum { WORK_COUNT = sizeof works / sizeof *works };

/* ---- A run ----------------------------------------------------------------------------------- */

struct run {
    struct lab *lab;
    const char *text;
    unsigned ears;
    struct record *record;
    struct noticing *noticing;
    uint64_t steps;
};

static void hear(void *context, const struct event *e)
{
    struct run *run = context;
    if (run->record && run->lab)
        record_hear(run->record, lab_drive(run->lab), e);
}

static void start(struct lab *lab, struct machine *m, void *context)
{
    struct run *run = context;
    uint32_t unit = script_compile(m->program, "bench", run->text);
    if (!unit)
        exit(1);
    if (run->noticing)
        noticing_follow(run->noticing, m, true);
    lab_start_main(lab, unit);
}

static void count(struct lab *lab, struct machine *m, void *context)
{
    (void)m;
    ((struct run *)context)->steps = lab_steps(lab);
}

static void begin(struct run *run, enum schedule_kind schedule, enum clock_kind clock)
{
    if (run->ears & RECORDED)
        run->record = record_new(0);
    if (run->ears & NOTICED)
        run->noticing = noticing_new("explore", NULL, NULL);
    run->lab = lab_new(&(struct lab_options){.schedule = schedule,
                                             .clock = clock,
                                             .seed = 1,
                                             .traces = run->ears & TOLD,
                                             .keeps_history = run->ears & KEPT,
                                             .sink = run->ears & TOLD ? hear : NULL,
                                             .sink_context = run});
    if (!run->lab)
        exit(1);
    lab_do(run->lab, start, run);
}

static void await(struct run *run, unsigned news)
{
    struct pollfd fd = {.fd = lab_fd(run->lab), .events = POLLIN};
    while (!(lab_news(run->lab) & news))
        poll(&fd, 1, -1);
    lab_do(run->lab, count, run);
}

static void end(struct run *run)
{
    lab_free(run->lab);
    record_free(run->record);
    noticing_free(run->noticing);
}

/* ---- Figures --------------------------------------------------------------------------------- */

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *figures, size_t count)
{
    qsort(figures, count, sizeof *figures, by_size);
    return figures[count / 2];
}

static double step_costs(const struct work *work, unsigned ears)
{
    struct run run = {.text = work->text, .ears = ears};
    double begun = seconds(CLOCK_PROCESS_CPUTIME_ID);
    begin(&run, SCHEDULE_FREE, CLOCK_KIND_REAL);
    await(&run, LAB_OVER);
    double spent = seconds(CLOCK_PROCESS_CPUTIME_ID) - begun;
    end(&run);
    return spent * 1e9 / (double)run.steps;
}

static void measure_steps(size_t rounds)
{
    double *figures = malloc(WAY_COUNT * rounds * sizeof *figures);
    for (size_t w = 0; figures && w < WORK_COUNT; w++) {
        for (size_t r = 0; r < rounds; r++)
            for (size_t i = 0; i < WAY_COUNT; i++)
                figures[i * rounds + r] = step_costs(&works[w], ways[i].ears);
        printf("%s, ns of processor time a step\n", works[w].name);
        double base = median(figures, rounds);
        for (size_t i = 0; i < WAY_COUNT; i++) {
            double here = median(figures + i * rounds, rounds);
            printf("  %-26s %7.0f  %+6.0f  x %.2f\n", ways[i].name, here, here - base, here / base);
        }
    }
    free(figures);
}

/* ---- Back ------------------------------------------------------------------------------------ */

struct look {
    uint64_t step;
    double spent;
};

static void look_back(struct lab *lab, struct machine *m, void *context)
{
    (void)m;
    struct look *look = context;
    double begun = seconds(CLOCK_MONOTONIC);
    lab_look_back(lab, look->step);
    look->spent = seconds(CLOCK_MONOTONIC) - begun;
    lab_look_at_now(lab);
}

static void undo(struct lab *lab, struct machine *m, void *context)
{
    (void)m;
    struct look *look = context;
    double begun = seconds(CLOCK_MONOTONIC);
    lab_undo(lab, 1);
    look->spent = seconds(CLOCK_MONOTONIC) - begun;
}

static void pause_all(struct lab *lab, struct machine *m, void *context)
{
    (void)m;
    (void)context;
    lab_pause(lab, true);
}

static void tell_looks(const char *name, double *figures, size_t count)
{
    double middle = median(figures, count);
    printf("  %-26s %7.3f  worst %.3f\n", name, middle * 1e3, figures[count - 1] * 1e3);
}

static void measure_back(void)
{
    /* 100 threads, some 10,000 steps, and then all wait for what does not come. */
    struct run run = {.text = "mutex m; shared x = 0; event never\n"
                              "repeat 100 { spawn { repeat 24 { with m { x += 1 } }\n"
                              "                     wait never } }\n"
                              "join all\n",
                      .ears = KEPT | TOLD | RECORDED | NOTICED};
    double back[LOOKS], undone[LOOKS];
    begin(&run, SCHEDULE_RANDOM, CLOCK_KIND_VIRTUAL);
    await(&run, LAB_STUCK);
    lab_do(run.lab, pause_all, NULL);
    for (size_t i = 0; i < LOOKS; i++) {
        struct look look = {.step = run.steps * i / LOOKS};
        lab_do(run.lab, look_back, &look);
        back[i] = look.spent;
    }
    for (size_t i = 0; i < LOOKS; i++) {
        struct look look = {0};
        lab_do(run.lab, undo, &look);
        undone[i] = look.spent;
    }
    printf("100 threads, %llu steps, ms\n", (unsigned long long)run.steps);
    tell_looks("back to a step", back, LOOKS);
    tell_looks("undo", undone, LOOKS);
    end(&run);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 5;
    if (rounds < 1) {
        fprintf(stderr, "write: %s [ROUNDS]\n", argv[0]);
        return 2;
    }
    measure_steps((size_t)rounds);
    measure_back();
    return 0;
}
