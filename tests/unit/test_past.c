/* test_past.c - unit tests of what a lab keeps of its past: that any state can be made again,
 * byte for byte, whatever came from outside; undo and looking back on live threads. */
#include "run/history.h"

#include "../programs/random_program.h"
#include "../scripts.h"
#include "base/buffer.h"
#include "run/lab_inside.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(past, .timeout = 240);

/* A schedule and a clock. */
struct regime {
    enum schedule_kind schedule;
    enum clock_kind clock;
    uint64_t seed;
};

static const struct regime regimes[] = {
    {SCHEDULE_FREE, CLOCK_KIND_REAL, 1},         {SCHEDULE_FREE, CLOCK_KIND_VIRTUAL, 2},
    {SCHEDULE_RANDOM, CLOCK_KIND_VIRTUAL, 3},    {SCHEDULE_RANDOM, CLOCK_KIND_REAL, 4},
    {SCHEDULE_ROUND_ROBIN, CLOCK_KIND_TIMES, 5},
};

enum { REGIMES = sizeof regimes / sizeof *regimes, ROUNDS = 12, MOST_KEPT = 64 };

/* ---- A lab that is looked at now and then ---------------------------------------------------- */

/* What the lab was, and where. */
struct kept {
    struct history_place place;
    struct state *state;
};

struct looked {
    struct lab *lab;
    const char *name;
    uint64_t seed;
    struct kept kept[MOST_KEPT];
    size_t count;
    uint64_t most_steps;
    unsigned compared;
};

/* The front end is what stops a program without end. */
static bool enough(struct lab *lab, const struct machine *m, void *context)
{
    (void)m;
    return lab_steps(lab) >= ((struct looked *)context)->most_steps;
}

static void expect_made(struct looked *l, struct history_place place, const struct state *was)
{
    struct drive past;
    history_make(l->lab, place, &past, NULL);
    struct state *made = past.machine.state;
    made->now = was->now; /* the clock goes on by itself */
    if (!state_equals(made, was))
        cr_assert_fail("%s, seed %d: another state at %zu, %zu, step %d of %d", l->name,
                       (int)l->seed, place.stretch, place.entry, (int)past.steps,
                       (int)lab_steps(l->lab));
    l->compared++;
    drive_free(&past);
}

static void look(struct lab *lab, struct machine *m, void *looked)
{
    struct looked *l = looked;
    struct history_place here = lab->history->here;
    expect_made(l, here, m->state);
    if (l->count < MOST_KEPT)
        l->kept[l->count++] = (struct kept){here, state_copy(m->state)};
}

static void look_again(struct lab *lab, struct machine *m, void *looked)
{
    struct looked *l = looked;
    (void)lab, (void)m;
    for (size_t i = 0; i < l->count; i++)
        expect_made(l, l->kept[i].place, l->kept[i].state);
}

/* A walk through all of it, in which each step is shown once behind and, but for the first, before.
 */
struct toured {
    struct looked *looked;
    uint64_t behind, before; /* how many were shown */
    uint64_t first;
};

enum { COMPARE_EVERY = 97 };

static void see_behind(void *context, const struct drive *past)
{
    struct toured *t = context;
    struct looked *l = t->looked;
    cr_assert_eq(past->steps, t->first + t->behind, "%s", l->name);
    if (t->behind++ % COMPARE_EVERY == 0) {
        struct history_place place = history_place_of_step(l->lab->history, past->steps);
        expect_made(l, place, past->machine.state);
    }
}

static void see_before(void *context, const struct drive *past, uint32_t thread)
{
    struct toured *t = context;
    cr_assert_eq(past->steps, t->first + t->before, "%s", t->looked->name);
    cr_assert(step_enabled(&past->machine, thread), "%s", t->looked->name);
    t->before++;
}

static void tour(struct lab *lab, struct machine *m, void *looked)
{
    struct looked *l = looked;
    uint64_t steps = lab_steps(lab), oldest = lab_oldest_step(lab);
    struct toured t = {.looked = l, .first = oldest < steps / 3 ? steps / 3 : oldest};
    cr_assert(history_tour(
        lab, t.first,
        &(struct history_tour){.behind = see_behind, .before = see_before, .context = &t}));
    cr_assert_eq(t.behind, steps - t.first + 1, "%s", l->name);
    cr_assert_eq(t.before, steps - t.first, "%s", l->name);
    (void)m;
}

static void start_main(struct lab *lab, struct machine *m, void *unit)
{
    (void)m;
    lab_start_main(lab, *(uint32_t *)unit);
}

static void answer(struct lab *lab)
{
    char *question = lab_question(lab);
    if (question)
        lab_answer(lab, "42");
    free(question);
}

/* With the lab held still: under `free` a program may go on for ever. */
static void pause_lab(struct lab *lab, struct machine *m, void *argument)
{
    (void)m, (void)argument;
    lab_pause(lab, true);
}

static void open_looked(struct looked *l, const char *name, const char *text,
                        const struct regime *r, uint64_t most_steps)
{
    struct program *program = program_new();
    uint32_t unit = script_compile(program, "test", text);
    cr_assert_neq(unit, 0, "%s does not compile", name);
    *l = (struct looked){.name = name, .seed = r->seed, .most_steps = most_steps};
    l->lab = lab_new(&(struct lab_options){.schedule = r->schedule,
                                           .clock = r->clock,
                                           .factor = 50,
                                           .seed = r->seed,
                                           .program = program,
                                           .keeps_history = true,
                                           .gate = enough,
                                           .gate_context = l});
    lab_do(l->lab, start_main, &unit);
}

static void close_looked(struct looked *l)
{
    lab_do(l->lab, pause_lab, NULL);
    lab_do(l->lab, look, l);
    lab_do(l->lab, look_again, l);
    lab_do(l->lab, tour, l);
    for (size_t i = 0; i < l->count; i++)
        state_free(l->kept[i].state);
    lab_free(l->lab);
}

/* Runs it for a while and looks in between, at whatever steps that may be. */
static void run(const char *name, const char *text, const struct regime *r)
{
    struct looked l;
    unsigned news = 0;
    open_looked(&l, name, text, r, 3000);
    for (int round = 0; round < ROUNDS && !(news & (LAB_OVER | LAB_STUCK | LAB_GATED)); round++) {
        lab_do(l.lab, look, &l);
        answer(l.lab);
        news |= lab_news(l.lab);
    }
    close_looked(&l);
}

/* ---- Every state again ----------------------------------------------------------------------- */

static bool is_for_here(const char *text)
{
    struct program *p = program_new();
    bool compiles = script_compile(p, "test", text) != 0;
    program_free(p);
    return compiles && !strstr(text, "fetch");
}

static void run_in_regimes(const char *name, const char *text, void *count)
{
    if (!is_for_here(text))
        return;
    for (size_t r = 0; r < REGIMES; r++)
        run(name, text, &regimes[r]);
    ++*(unsigned *)count;
}

static unsigned run_all(const char *pattern)
{
    unsigned count = 0;
    scripts_each(pattern, run_in_regimes, &count);
    return count;
}

Test(past, makes_every_state_of_right_programs)
{
    cr_assert_gt(run_all("tests/programs/right/*.thr"), 50);
}

Test(past, makes_every_state_of_wrong_programs)
{
    cr_assert_gt(run_all("tests/programs/wrong/*.thr"), 50);
}

Test(past, makes_every_state_of_random_programs)
{
    for (uint64_t number = 1; number <= 150; number++) {
        struct buffer text = {0};
        char name[40];
        random_program(number, &text);
        snprintf(name, sizeof name, "random program %d", (int)number);
        for (size_t r = 0; r < REGIMES; r++)
            run(name, buffer_text(&text), &regimes[r]);
        buffer_free(&text);
    }
}

/* Clocks, answers, work on a processor, time limits, cancelling who is outside, private arrays. */
static const char outside[] =
    "mutex m\nshared n = 0\ntimer late 20ms { n += 1 }\nstart late\n"
    "spawn asks { answer = ask \"how many? \"\n n += 1\n print answer, time() }\n"
    "spawn works { repeat 200 { work 20us\n n += 1 } }\n"
    "spawn daemon reads { while true { x = now\n sleep 1us\n print time(), x } }\n"
    "spawn limited { repeat 50 { ok = lock m for 10us\n if ok { unlock m } } }\n"
    "spawn holds { repeat 50 { lock m\n sleep 15us\n unlock m } }\n"
    "spawn lost { work 5ms }\nkill lost\n"
    "print n, choose(1, 9), random(1, 9)\n";

Test(past, makes_what_came_from_outside)
{
    for (uint64_t seed = 1; seed <= 3; seed++)
        for (size_t r = 0; r < REGIMES; r++) {
            struct looked l;
            unsigned news = 0;
            open_looked(&l, "outside", outside, &regimes[r], 20000);
            while (!(news & (LAB_OVER | LAB_STUCK | LAB_GATED))) {
                struct pollfd fd = {.fd = lab_fd(l.lab), .events = POLLIN};
                poll(&fd, 1, 5);
                lab_do(l.lab, look, &l);
                answer(l.lab);
                news |= lab_news(l.lab);
            }
            close_looked(&l);
        }
}

/* ---- Looking and going back ------------------------------------------------------------------ */

static const char counting[] = "mutex m\nshared n = 0\n"
                               "repeat 3 { spawn { repeat 40 { with m { n += 1 } } } }\n";

static void look_at_each_step(struct lab *lab, struct machine *m, void *looked)
{
    struct looked *l = looked;
    uint64_t steps = lab_steps(lab);
    uint32_t who[2];
    cr_assert_eq(lab_oldest_step(lab), 0);
    cr_assert_eq(lab_steps_done(lab, 0, NULL, 0), steps);
    for (uint64_t step = 0; step < steps; step++) {
        cr_assert(lab_look_back(lab, step));
        cr_assert(lab_looks_back(lab));
        cr_assert_eq(lab_shown_step(lab), step);
        /* The thread that did the next step could do it there. */
        cr_assert_eq(lab_steps_done(lab, (size_t)step, who, 1), steps);
        cr_assert(step_enabled(&lab_shown(lab)->machine, who[0]), "step %d", (int)step);
        l->compared++;
    }
    cr_assert(lab_look_back(lab, steps));
    cr_assert_not(lab_looks_back(lab));
    cr_assert_eq(lab_shown(lab), lab_drive(lab));
    cr_assert_eq(lab_machine(lab), m);
}

static void await(struct looked *l, unsigned wanted)
{
    unsigned news = 0;
    while (!(news & wanted)) {
        struct pollfd fd = {.fd = lab_fd(l->lab), .events = POLLIN};
        poll(&fd, 1, -1);
        news |= lab_news(l->lab);
    }
}

Test(past, shows_every_step)
{
    for (size_t r = 0; r < REGIMES; r++) {
        struct looked l;
        open_looked(&l, "counting", counting, &regimes[r], UINT64_MAX);
        await(&l, LAB_OVER);
        lab_do(l.lab, look_at_each_step, &l);
        cr_assert_gt(l.compared, 400);
        close_looked(&l);
    }
}

/* There and back again by random strides: each time it is the state that it was. */
static void wander(struct lab *lab, struct machine *m, void *looked)
{
    struct looked *l = looked;
    uint64_t draw = l->seed, steps = lab_steps(lab);
    struct state *end = state_copy(m->state);
    for (int i = 0; i < 60; i++) {
        draw = draw * 6364136223846793005u + 1442695040888963407u;
        uint64_t count = 1 + (draw >> 33) % (i % 3 ? 9 : 900), before = lab_steps(lab);
        bool back = draw >> 63;
        uint64_t went = back ? lab_undo(lab, count) : lab_redo(lab, count);
        cr_assert_eq(lab_steps(lab), back ? before - went : before + went);
        cr_assert_eq(went, back ? (before < count ? before : count)
                                : (steps - before < count ? steps - before : count));
        expect_made(l, lab->history->here, m->state);
    }
    lab_redo(lab, UINT64_MAX);
    end->now = m->state->now;
    cr_assert_eq(lab_steps(lab), steps);
    cr_assert(state_equals(end, m->state));
    state_free(end);
}

/* And on from there, another way. */
static void go_back_half(struct lab *lab, struct machine *m, void *looked)
{
    struct looked *l = looked;
    (void)m;
    while (l->count)
        state_free(l->kept[--l->count].state);
    lab_undo(lab, lab_steps(lab) / 2);
    lab_pause(lab, false);
}

Test(past, undo_goes_through_what_ran_by_itself)
{
    for (size_t r = 0; r < REGIMES; r++) {
        struct looked l;
        open_looked(&l, "counting", counting, &regimes[r], UINT64_MAX);
        await(&l, LAB_OVER);
        lab_do(l.lab, pause_lab, NULL);
        lab_do(l.lab, wander, &l);
        lab_do(l.lab, go_back_half, &l);
        await(&l, LAB_OVER);
        close_looked(&l);
    }
}

/* Whoever is outside when the lab is taken back is not there any more, or is there anew. */
Test(past, undo_takes_back_who_is_outside)
{
    const char *text =
        "spawn a { while true { x = ask \"a? \"\n print x } }\nspawn w { work 600s }\n"
        "shared n = 0\nrepeat 100 { n += 1 }\n";
    struct looked l;
    open_looked(&l, "outside", text, &regimes[0], UINT64_MAX);
    await(&l, LAB_QUESTION);
    for (int i = 0; i < 20; i++) {
        lab_do(l.lab, pause_lab, NULL);
        lab_do(l.lab, look, &l);
        lab_do(l.lab, go_back_half, &l);
        await(&l, LAB_QUESTION);
        answer(l.lab);
    }
    close_looked(&l);
}

static void expect_bounded(struct lab *lab, struct machine *m, void *looked)
{
    (void)m, (void)looked;
    const struct history *h = lab->history;
    uint64_t oldest = lab_oldest_step(lab);
    uint32_t who[2] = {0, 0};
    cr_assert_leq(h->entries, HISTORY_MOST_ENTRIES + 2 * HISTORY_LEAST_STRETCH);
    cr_assert_gt(h->entries, HISTORY_MOST_ENTRIES / 2);
    cr_assert_gt(oldest, 0);
    cr_assert_not(lab_look_back(lab, oldest - 1));
    cr_assert(lab_look_back(lab, oldest));
    cr_assert_eq(lab_shown_step(lab), oldest);
    lab_steps_done(lab, (size_t)oldest - 1, who, 2);
    cr_assert_eq(who[0], NO_THREAD);
    cr_assert_neq(who[1], NO_THREAD);
}

Test(past, forgets_the_oldest)
{
    struct looked l;
    open_looked(&l, "long", "shared n = 0\nspawn { while true { n += 1 } }\n",
                &(struct regime){SCHEDULE_RANDOM, CLOCK_KIND_VIRTUAL, 1},
                HISTORY_MOST_ENTRIES * 3 / 2);
    await(&l, LAB_GATED);
    lab_do(l.lab, expect_bounded, &l);
    close_looked(&l);
}

static void expect_none(struct lab *lab, struct machine *m, void *looked)
{
    (void)m, (void)looked;
    cr_assert_gt(lab_steps(lab), 0);
    cr_assert_eq(lab_oldest_step(lab), lab_steps(lab));
    cr_assert_eq(lab_undo(lab, 1), 0);
}

/* What is too large to be copied is not kept, and what comes behind it is. */
Test(past, leaves_out_what_is_too_large)
{
    const char *text = "shared a[1000000] = 0\nshared b[1000000] = 0\nshared c[1000000] = 0\n"
                       "shared d[1000000] = 0\nshared e[1000000] = 0\n"
                       "a[0] = 1\na[1] = 2\nrepeat 3000 { yield }\n";
    struct looked l;
    open_looked(&l, "large", text, &(struct regime){SCHEDULE_RANDOM, CLOCK_KIND_VIRTUAL, 1},
                UINT64_MAX);
    await(&l, LAB_OVER);
    lab_do(l.lab, pause_lab, NULL);
    lab_do(l.lab, expect_none, NULL);
    lab_free(l.lab);
}
