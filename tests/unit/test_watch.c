/* test_watch.c - unit tests of src/watch, over the driver alone: who waits for whom, what is said
 * of it and of rings, and whether anything goes on by itself. */
#include "../scripts.h"
#include "core/drive.h"
#include "core/waiting.h"
#include "shell/hand_over.h"
#include "watch/alarms.h"
#include "watch/deadlock.h"
#include "watch/next.h"
#include "watch/ring.h"
#include "watch/rest.h"
#include "watch/words.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <string.h>

TestSuite(watch, .timeout = 60);

static const struct drive_hooks no_hooks = {0};

static void begin(struct drive *d, const char *text)
{
    struct program *p = program_new();
    uint32_t unit = script_compile(p, "test", text);
    cr_assert_neq(unit, 0, "%s", text);
    *d = (struct drive){.hooks = &no_hooks};
    machine_init(&d->machine, p, 0, 0);
    d->machine.state->timeless = 1;
    drive_begin(d);
    schedule_start(&d->schedule, SCHEDULE_ROUND_ROBIN, 0);
    machine_start_main(&d->machine, unit);
    drive_apply_changes(d);
}

static void run(struct drive *d, unsigned most)
{
    uint32_t thread;
    while (most-- && drive_step(d, &thread) == DRIVE_STEPPED)
        ;
}

static void end(struct drive *d)
{
    struct program *p = d->machine.program;
    drive_free(d);
    program_free(p);
}

static uint32_t thread_called(const struct machine *m, const char *name)
{
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        if (strcmp(name_bytes(m->program->texts, state_thread(m->state, i)->name), name) == 0)
            return i;
    return NO_THREAD;
}

/* Empties the buffer. */
static void expect(struct buffer *got, const char *wanted)
{
    cr_assert_str_eq(buffer_text(got), wanted);
    buffer_clear(got);
}

static const char RING[] = "mutex m1 m2\n"
                           "spawn alice { lock m1; yield; lock m2 }\n"
                           "spawn bob { lock m2; yield; lock m1 }\n"
                           "join all\n";

Test(watch, whom_a_thread_waits_for)
{
    struct drive d;
    uint32_t whom[2] = {NO_THREAD, NO_THREAD};
    begin(&d, RING);
    run(&d, 1000);
    const struct machine *m = &d.machine;
    uint32_t alice = thread_called(m, "alice"), bob = thread_called(m, "bob");
    cr_assert_eq(waiting_for(m, STATE_MAIN, whom, 2), 2);
    cr_assert(whom[0] == alice && whom[1] == bob);
    cr_assert_eq(waiting_for(m, STATE_MAIN, whom, 0), 2);
    cr_assert_eq(waiting_for(m, alice, whom, 2), 1);
    cr_assert_eq(whom[0], bob);
    cr_assert_eq(deadlock_ring(m, alice, whom, 2), 2);
    cr_assert(!deadlock_in_ring(m, STATE_MAIN));
    end(&d);
}

Test(watch, all_who_wait_in_words)
{
    struct drive d;
    struct buffer out = {0};
    static const struct words_list all = {"", "; ", 3, false}, some = {"", "; ", 1, false};
    begin(&d, RING);
    run(&d, 1000);
    cr_assert_eq(words_add_waits(&d.machine, &all, &out), 3);
    expect(&out, "main joins all, and waits for alice, bob; alice waits for m2, held by bob; "
                 "bob waits for m1, held by alice");
    cr_assert_eq(words_add_waits(&d.machine, &some, &out), 3);
    expect(&out, "main joins all, and waits for alice, bob");
    buffer_free(&out);
    end(&d);
}

/* ---- What the next step would be ------------------------------------------------------------- */

static const struct next_case {
    const char *program, *next; /* of the thread t */
    unsigned steps;             /* that there were: the one that made it, and its own */
} NEXT[] = {
    /* Written by hand from the language page. */
    {"shared x = 4\nspawn t { x += 1 }\njoin t", "reads x", 1},
    {"shared x = 4\nspawn t { x += 1 }\njoin t", "writes x = 5, having read 4", 2},
    {"shared x = 4\nspawn t { x = x + 1 }\njoin t", "writes x = 5", 2},
    {"shared a[3] = 4\nspawn t { a[1 + 1] -= 6 }\njoin t", "reads a[2]", 1},
    {"shared a[3] = 4\nspawn t { a[1 + 1] -= 6 }\njoin t", "writes a[2] = -2, having read 4", 2},
    {"shared s = \"a\"\nspawn t { s += \"b\" }\njoin t", "writes s = \"ab\", having read a", 2},
    {"atomic x = 4\nspawn t { x += 1 }\njoin t", "changes x from 4 to 5", 1},
    {"atomic x = 4\nspawn t { x = x + 1 }\njoin t", "reads x", 1},
    {"shared x = 4\nspawn t { y = swap(x, 6) }\njoin t", "changes x from 4 to 6 (swap)", 1},
    {"shared x = 4\nspawn t { x = 1 / 0 }\njoin t", "", 1}, /* local: it has failed by now */
    {"shared x = 0\nspawn t { x = 1 / x }\njoin t", "reads x", 1},
    {"shared x = true\nspawn t { x += 1 }\njoin t",
     "fails at `x += 1`: + cannot take a boolean and an integer", 2},
    {"mutex m\nspawn t { lock m }\njoin t", "acquires m", 1},
    {"mutex m\nspawn t { unlock m }\njoin t",
     "fails at `unlock m`: nobody holds m, so there is nothing to release", 1},
    {"mutex m\nlock m\nspawn t { ok = trylock m }\njoin t", "does not get m", 1},
    {"shared x = 4\nspawn t { print x, 2s }\njoin t", "prints \"4 2s\"", 2},
    {"spawn t { print \"\\n\" }\njoin t", "prints \"^J\"", 1},
    {"barrier b 1\nspawn t { wait b }\njoin t", "comes to b as the last of 1, at place 0", 1},
    {"event e\nspawn t { wait e }\njoin t", "waits for e, which is not set", 1},
    {"spawn t { for i in 1..3 { } }\njoin t", "takes a turn of its loop", 1},
    {"spawn t { spawn u { } }\njoin t", "spawns u", 1},
};

/* It is what the step then tells, nothing of the lab is touched by asking, and asking again adds
 * nothing to the program. */
Test(watch, the_next_step_is_told_before_it_is_done)
{
    for (size_t i = 0; i < sizeof NEXT / sizeof *NEXT; i++) {
        struct drive d;
        struct buffer out = {0};
        begin(&d, NEXT[i].program);
        const struct machine *m = &d.machine;
        uint32_t t = NO_THREAD, stepped;
        for (unsigned steps = 0; steps < NEXT[i].steps;) {
            cr_assert_eq(drive_step(&d, &stepped), DRIVE_STEPPED);
            t = thread_called(m, "t");
            steps += t == NO_THREAD ? 0 : stepped == t || steps == 0;
        }
        if (!*NEXT[i].next) {
            cr_expect(!step_enabled(m, t));
            end(&d);
            continue;
        }
        struct state *before = state_copy(m->state);
        next_add(m, t, NEXT_EXACT, &out);
        uint32_t names = names_count(m->program->texts);
        expect(&out, NEXT[i].next);
        next_add(m, t, NEXT_EXACT, &out);
        cr_expect_eq(names_count(m->program->texts), names);
        cr_expect(state_equals(before, m->state), "%s", NEXT[i].program);
        state_free(before);
        buffer_free(&out);
        end(&d);
    }
}

/* Of a lab that is large the command alone is told: a view of it costs no copies of megabytes. */
Test(watch, the_next_step_in_a_large_lab_is_its_command)
{
    struct drive d;
    struct buffer out = {0};
    begin(&d, "shared x = 4\nshared big[200000] = 1\nspawn t { x += 1 }\njoin t");
    run(&d, 1);
    cr_expect_eq(next_affordable(&d.machine, 1), NEXT_EXACT);
    cr_expect_eq(next_affordable(&d.machine, 40), NEXT_COMMAND);
    cr_expect_eq(next_affordable(&d.machine, 0), NEXT_EXACT);
    next_add(&d.machine, thread_called(&d.machine, "t"), NEXT_COMMAND, &out);
    expect(&out, "x += 1");
    buffer_free(&out);
    end(&d);
}

/* What the thread's ring looks like, in a program whose main waits at its end. */
static void expect_ring(const char *program, const char *thread, const char *wanted)
{
    struct drive d;
    struct buffer out = {0};
    begin(&d, program);
    run(&d, 1000);
    ring_add_drawing(&d.machine, thread_called(&d.machine, thread), "", &out);
    expect(&out, wanted);
    buffer_free(&out);
    end(&d);
}

Test(watch, a_ring_is_drawn_with_what_lies_between)
{
    expect_ring(RING, "alice",
                "alice --wants--> m2 --held by--> bob\nbob   --wants--> m1 --held by--> alice\n");
    expect_ring(RING, "main", "");
    expect_ring("mutex m\nlock m\nlock m", "main", "");
    expect_ring("rwlock gate\nonce o\nspawn alexander { rdlock gate; yield; once o { } }\n"
                "spawn b { once o { yield; wrlock gate } }\njoin all",
                "b",
                "b         --wants------> gate --held by--> alexander\n"
                "alexander --waits for--> o    --run by---> b\n");
    expect_ring("mutex m\nlock m\nspawn a { lock m }\njoin a", "a",
                "a    --wants--> m --held by--> main\nmain --joins--> a\n");
}

/* Who looks at names that are wide, or bear accents, sees the arrows below one another. */
Test(watch, a_ring_is_lined_up_by_what_is_seen)
{
    setlocale(LC_ALL, "C.UTF-8");
    expect_ring("mutex m n\nspawn \"\xe6\x9d\x8e\xe5\x9b\x9b\" { lock m; yield; lock n }\n"
                "spawn \"e\xcc\x81\" { lock n; yield; lock m }\njoin all",
                "\xe6\x9d\x8e\xe5\x9b\x9b",
                "\xe6\x9d\x8e\xe5\x9b\x9b --wants--> n --held by--> e\xcc\x81\n"
                "e\xcc\x81    --wants--> m --held by--> \xe6\x9d\x8e\xe5\x9b\x9b\n");
}

Test(watch, a_ring_is_told_once_by_a_run_and_by_the_lab)
{
    struct drive d;
    struct buffer out = {0};
    struct alarms of_run = {.of = ALARMS_OF_RUN}, of_lab = {.of = ALARMS_OF_LAB};
    begin(&d, RING);
    run(&d, 1000);
    const struct machine *m = &d.machine;
    uint32_t alice = thread_called(m, "alice"), bob = thread_called(m, "bob");
    cr_assert(!alarms_look(&of_run, m, STATE_MAIN, &out));
    cr_assert(alarms_look(&of_run, m, bob, &out));
    expect(&out, "deadlock: alice -> m2 -> bob -> m1 -> alice");
    cr_assert(!alarms_look(&of_run, m, alice, &out));
    buffer_clear(&out);
    cr_assert(alarms_look(&of_lab, m, bob, &out));
    expect(&out, "deadlock: bob -> m1 -> alice -> m2 -> bob: each waits for what the next one "
                 "holds\n"
                 "  bob   --wants--> m1 --held by--> alice\n"
                 "  alice --wants--> m2 --held by--> bob");
    cr_assert(!alarms_look(&of_lab, m, alice, &out));
    cr_assert(alarms_told(&of_lab, alice) && !alarms_told(&of_lab, STATE_MAIN));
    alarms_add(&of_lab, m, &out);
    expect(&out, "deadlock: bob -> m1 -> alice -> m2 -> bob");
    alarms_free(&of_run);
    alarms_free(&of_lab);
    buffer_free(&out);
    end(&d);
}

Test(watch, rest_while_time_passes_and_for_ever)
{
    struct drive d;
    begin(&d, "mutex m\nspawn t { sleep 1s }\nlock m\nlock m\n");
    const struct machine *m = &d.machine;
    cr_assert_eq(rest_motion(m, STATE_MAIN), REST_STEPS);
    uint32_t t = NO_THREAD;
    for (unsigned i = 0; i < 100; i++) {
        t = thread_called(m, "t");
        if (t != NO_THREAD && rest_motion(m, t) == REST_TIMED &&
            rest_motion(m, STATE_MAIN) == REST_STANDS)
            break;
        run(&d, 1);
    }
    cr_assert_neq(t, NO_THREAD);
    cr_assert_eq(rest_motion(m, t), REST_TIMED);
    cr_assert(rest_goes_on(&d) && rest_anybody_moves(m) && !rest_for_ever(m));
    d.schedule.kind = SCHEDULE_MANUAL;
    cr_assert(!rest_goes_on(&d) && rest_anybody_moves(m));
    cr_assert(rest_lets_go(&d, STATE_MAIN) && !rest_lets_go(&d, t));
    d.schedule.kind = SCHEDULE_ROUND_ROBIN;
    d.paused = true;
    cr_assert(!rest_goes_on(&d) && !rest_lets_go(&d, STATE_MAIN));
    d.paused = false;
    run(&d, 100);
    cr_assert(!rest_goes_on(&d) && !rest_anybody_moves(m) && rest_for_ever(m));
    cr_assert(drive_is_stuck(&d));
    end(&d);
}

Test(watch, a_daemon_goes_on_while_somebody_waits)
{
    struct drive d;
    begin(&d, "event e\nspawn daemon d { while true { yield } }\nwait e\n");
    run(&d, 50);
    cr_assert(rest_goes_on(&d) && rest_daemon_moves(&d.machine) && !rest_for_ever(&d.machine));
    end(&d);
}

Test(watch, how_long_a_command_is_waited_for)
{
    int64_t now = monotonic_milliseconds();
    cr_assert_eq(hand_over_left(now - HAND_OVER_MS), 0);
    cr_assert_gt(hand_over_left(now + HAND_OVER_MS), 0);
    cr_assert_str_eq(HAND_OVER_IN_SCRIPTS, " for 50ms");
}
