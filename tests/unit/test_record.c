/* test_record.c - unit tests of src/watch's record: over programs, every release that it names is
 * held against who could step before and after; bounds; undo. */
#include "watch/record.h"

#include "../driven.h"
#include "../scripts.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(record, .timeout = 120);

enum { MOST_STEPS = 3000, MOST_THREADS = 256 };

/* A run without pthreads, and its record. `enabled_by` is found by looking at everybody behind each
 * step: the step that made a thread able to go on, which could not; 0: none. */
struct run {
    struct driven driven;
    struct record *record;
    bool enabled[MOST_THREADS];
    bool timed[MOST_THREADS]; /* its time has come since it could not */
    uint64_t enabled_by[MOST_THREADS];
    uint64_t releases;
};

static void hear(void *context, const struct event *e)
{
    struct run *run = context;
    if (e->kind == EVENT_GOES_ON && e->cause == CAUSE_TIME)
        run->timed[e->thread] = true;
    record_hear(run->record, &run->driven.drive, e);
}

static bool begin(struct run *run, const char *text, uint64_t seed, uint64_t most)
{
    *run = (struct run){.record = record_new(most)};
    return driven_begin(&run->driven, text,
                        &(struct driven_options){.seed = seed, .sink = hear, .context = run});
}

static void end(struct run *run)
{
    driven_end(&run->driven);
    record_free(run->record);
}

static void look_at_all(struct run *run)
{
    const struct machine *m = &run->driven.drive.machine;
    for (uint32_t i = 0; i < m->state->thread_count && i < MOST_THREADS; i++) {
        bool enabled = step_enabled(m, i);
        if (enabled && !run->enabled[i])
            run->enabled_by[i] = run->timed[i] ? 0 : run->driven.drive.steps;
        if (!enabled) {
            run->enabled_by[i] = 0;
            run->timed[i] = false;
        }
        run->enabled[i] = enabled;
    }
}

static bool step(struct run *run)
{
    uint32_t thread;
    return drive_step(&run->driven.drive, &thread) == DRIVE_STEPPED &&
           run->driven.drive.steps < MOST_STEPS;
}

/* Whether its entry before this one is that it was blocked: it had been its turn, in vain. */
static bool had_waited(const struct record *r, const struct record_entry *e)
{
    uint64_t n = record_find_step(r, e->step);
    while (record_entry(r, n) != e)
        n++;
    n = record_previous(r, n);
    return n != record_end(r) && record_entry(r, n)->kind == RECORD_BLOCKED;
}

/* Of the step that has just been done: a thread that had waited was let go by the step that the
 * record names, and no other is named. A thread whose turn did not come while it could not go on
 * has not waited. */
static void check_last(struct run *run, const char *name, const uint64_t *enabled_by,
                       const bool *enabled)
{
    const struct record_entry *e = record_step(run->record, run->driven.drive.steps);
    if (!e)
        return; /* it unwound */
    uint32_t slot = record_thread(run->record, e->thread)->slot;
    if (slot >= MOST_THREADS)
        return;
    uint64_t expected = enabled[slot] ? enabled_by[slot] : 0;
    if (e->let_go || had_waited(run->record, e))
        cr_assert_eq(e->let_go, expected, "%s: step %d of thread %d names %d, made possible by %d",
                     name, (int)e->step, (int)e->thread, (int)e->let_go, (int)expected);
    run->releases += e->let_go > 0;
}

static uint64_t follow(const char *name, const char *text, uint64_t seed)
{
    struct run run;
    uint64_t releases = 0;
    if (begin(&run, text, seed, 0)) {
        uint64_t enabled_by[MOST_THREADS] = {0};
        bool enabled[MOST_THREADS] = {0};
        look_at_all(&run);
        do {
            /* A thread that goes on for the second time since was not let go anew. */
            memcpy(enabled_by, run.enabled_by, sizeof enabled_by);
            memcpy(enabled, run.enabled, sizeof enabled);
            if (!step(&run))
                break;
            check_last(&run, name, enabled_by, enabled);
            const struct record_entry *e = record_step(run.record, run.driven.drive.steps);
            if (e) {
                uint32_t slot = record_thread(run.record, e->thread)->slot;
                if (slot < MOST_THREADS)
                    run.enabled_by[slot] = 0;
            }
            look_at_all(&run);
        } while (true);
        releases = run.releases;
    }
    end(&run);
    return releases;
}

static void follow_in_orders(const char *name, const char *text, void *releases)
{
    for (uint64_t seed = 0; seed <= 5; seed++)
        *(uint64_t *)releases += follow(name, text, seed);
}

static uint64_t follow_all(const char *pattern)
{
    uint64_t releases = 0;
    scripts_each(pattern, follow_in_orders, &releases);
    return releases;
}

Test(record, names_who_let_whom_go_in_right_programs)
{
    cr_assert_gt(follow_all("tests/programs/right/*.thr"), 1000);
}

Test(record, names_who_let_whom_go_in_wrong_programs)
{
    cr_assert_gt(follow_all("tests/programs/wrong/*.thr"), 1000);
}

/* ---- Bounds ---------------------------------------------------------------------------------- */

static void run_to_the_end(struct run *run, const char *text, uint64_t most)
{
    cr_assert(begin(run, text, 0, most));
    while (step(run))
        ;
}

/* What an atomic block does comes behind the entry that says that it runs. */
Test(record, names_the_atomic_block_that_let_go)
{
    const char *text = "mutex m; semaphore s 1; shared x = 0\n"
                       "repeat 3 { spawn { repeat 4 {\n"
                       "    acquire m; yield; atomic { x += 1; release m; x += 1 }\n"
                       "    acquire s; atomic { release s; x += 1 }\n"
                       "} } }\n"
                       "join all\n";
    uint64_t releases = 0;
    for (uint64_t seed = 0; seed < 100; seed++)
        releases += follow("atomic blocks", text, seed);
    cr_expect_gt(releases, 500, "%d", (int)releases);
}

Test(record, keeps_the_newest_where_there_is_room_for_few)
{
    static const char *const text = "shared x = 0\nrepeat 50 { x += 1 }\n";
    struct run whole, few;
    run_to_the_end(&whole, text, 0);
    run_to_the_end(&few, text, 16);
    const struct record *all = whole.record, *r = few.record;
    cr_assert_eq(record_first(all), 0);
    cr_assert_eq(record_gone(all), 0);
    cr_assert_eq(record_end(r), record_end(all));
    cr_assert_eq(record_end(r) - record_first(r), 16);
    cr_assert_eq(record_gone(r), record_end(all) - 16);
    for (uint64_t n = record_first(r); n < record_end(r); n++)
        cr_assert_eq(record_entry(r, n)->step, record_entry(all, n)->step);
    cr_assert_null(record_entry(r, record_first(r) - 1));
    cr_assert_null(record_entry(r, record_end(r)));
    cr_assert_null(record_step(r, 1));
    cr_assert_eq(record_step(r, record_last_step(r))->value.number, 50);
    cr_assert_eq(record_steps_gone(r), record_entry(r, record_first(r))->step - 1);
    end(&whole);
    end(&few);
}

Test(record, keeps_the_newest_where_the_bound_is_lowered)
{
    struct run run;
    run_to_the_end(&run, "shared x = 0\nrepeat 50 { x += 1 }\n", 0);
    uint64_t last = record_last_step(run.record);
    record_set_most(run.record, 5);
    cr_assert_eq(record_end(run.record) - record_first(run.record), 5);
    cr_assert_eq(record_last_step(run.record), last);
    end(&run);
}

/* A thread's entries hang together, oldest last. */
Test(record, goes_back_along_a_thread)
{
    struct run run;
    run_to_the_end(&run,
                   "mutex m\nspawn a { with m { yield; yield } }\nspawn b { with m { yield } }\n"
                   "join all\n",
                   0);
    cr_assert_eq(record_thread_count(run.record), 3);
    for (uint32_t number = 0; number < 3; number++) {
        const struct record_thread *t = record_thread(run.record, number);
        uint64_t count = 0, expected = 0;
        cr_assert_eq(t, record_thread_at(run.record, number));
        for (uint64_t n = t->last - 1; n != record_end(run.record);
             n = record_previous(run.record, n), count++)
            cr_assert_eq(record_entry(run.record, n)->thread, number);
        for (uint64_t n = 0; n < record_end(run.record); n++)
            expected += record_entry(run.record, n)->thread == number;
        cr_assert_eq(count, expected);
        cr_assert(t->ended || number == 0);
    }
    end(&run);
}

/* What a step makes others do comes behind it: who is made begins, who is killed ends. */
Test(record, has_a_step_before_what_it_does_to_others)
{
    struct run run;
    run_to_the_end(&run,
                   "spawn a { sleep 5s }\nspawn b { sleep 5s }\nkill a\ncancel b\n"
                   "thread c { yield }\ncancel c\nspawn d\nd: sleep 1s\njoin all\n",
                   0);
    const struct record *r = run.record;
    unsigned others = 0;
    for (uint64_t n = record_first(r); n < record_end(r); n++) {
        const struct record_entry *e = record_entry(r, n), *of = record_step(r, e->step);
        others += of && of->thread != e->thread;
        if (of)
            cr_expect_eq(record_entry(r, record_find_step(r, e->step)), of, "step %d",
                         (int)e->step);
    }
    cr_expect_geq(others, 4, "%u", others);
    for (uint32_t i = 0; i < record_thread_count(r); i++) {
        const struct record_thread *t = record_thread_at(r, i);
        uint64_t count = 0, first = 0;
        for (uint64_t n = t->last - 1; n != record_end(r); n = record_previous(r, n)) {
            cr_assert_eq(record_entry(r, n)->thread, t->number);
            first = n + 1;
            count++;
        }
        cr_expect_eq(first, t->first);
        for (uint64_t n = record_first(r); n < record_end(r); n++)
            count -= record_entry(r, n)->thread == t->number;
        cr_expect_eq(count, 0);
    }
    end(&run);
}

/* The same within an atomic block, of whose parts each is told once it is done. */
Test(record, has_a_part_of_an_atomic_block_before_what_it_does_to_others)
{
    struct run run;
    run_to_the_end(&run,
                   "shared x = 0\nspawn a { sleep 5s }\nspawn b { sleep 5s }\nsleep 1s\n"
                   "atomic { x += 1; kill a; kill b; x += 1 }\njoin all\n",
                   0);
    const struct record *r = run.record;
    unsigned ends = 0;
    for (uint64_t n = record_first(r); n < record_end(r); n++) {
        const struct record_entry *e = record_entry(r, n), *cause = record_entry(r, n - 1);
        if (e->kind != RECORD_ENDED || e->outcome != THREAD_KILLED)
            continue;
        cr_expect_eq(cause->kind, RECORD_WITHIN);
        cr_expect_eq(cause->op, OP_KILL);
        cr_expect_eq(record_entry(r, n + 1)->kind, RECORD_WITHIN);
        ends++;
    }
    cr_expect_eq(ends, 2, "%u", ends);
    end(&run);
}

/* A thread that begins many others, all of them gone again: what is kept does not grow with it. */
Test(record, forgets_threads_that_are_gone)
{
    struct run run;
    cr_assert(begin(&run, "repeat 500 { spawn { yield }; join all }\n", 0, 64));
    driven_go(&run.driven, UINT64_MAX);
    cr_assert_lt(record_thread_count(run.record), 100);
    cr_assert_null(record_thread(run.record, 1));
    cr_assert_not_null(record_thread(run.record, 500));
    end(&run);
}

/* ---- Undo ------------------------------------------------------------------------------------ */

static void go(struct run *run, uint64_t step)
{
    record_hear(run->record, &run->driven.drive, &(struct event){.kind = EVENT_WENT, .step = step});
}

/* An atomic variable's addition has what was before beside what it is; the other steps have not. */
static void check_details(const struct record *r)
{
    uint64_t additions = 0;
    for (uint64_t n = record_first(r); n < record_end(r); n++) {
        const struct record_entry *e = record_entry(r, n);
        const struct record_details *more = record_details(r, e);
        bool adds = e->kind == RECORD_STEP && e->value.kind == VALUE_INTEGER && e->value.number;
        cr_assert_eq(more->old.kind != VALUE_UNSET, adds);
        cr_assert(!adds || more->old.number + 1 == e->value.number);
        additions += adds;
    }
    cr_assert_gt(additions, 3);
}

Test(record, keeps_what_few_steps_have_to_say_as_long_as_they_are_there)
{
    static const uint64_t bounds[] = {0, 256, 100, 17};
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        struct run run;
        run_to_the_end(&run, "atomic n = 0\nrepeat 300 { n += 1; yield }\nyield\n", bounds[i]);
        check_details(run.record);
        uint64_t last = record_last_step(run.record);
        go(&run, last - 5);
        check_details(run.record);
        go(&run, last);
        check_details(run.record);
        go(&run, last - 5);
        /* Something else is done, which takes the place of what was undone. */
        for (int64_t k = 1; k < 400; k++) {
            struct event e = {.kind = EVENT_STEP};
            e.old = value_integer(k);
            e.value = value_integer(k + 1);
            record_hear(run.record, &run.driven.drive, &e);
        }
        check_details(run.record);
        end(&run);
    }
}

/* The first step of a thread that was let go by a step and went on some steps later. */
static const struct record_entry *late_one(const struct record *r)
{
    for (uint64_t n = record_first(r); n < record_end(r); n++) {
        const struct record_entry *e = record_entry(r, n);
        uint64_t before = record_previous(r, n);
        bool waited = before != record_end(r) && record_entry(r, before)->step < e->let_go;
        if (e->kind == RECORD_STEP && e->let_go && e->step > e->let_go + 1u && waited)
            return e;
    }
    return NULL;
}

/* Back to where a thread has just been let go, and forth again: it is still that step by which. */
Test(record, knows_behind_undo_who_was_let_go)
{
    static const char *const text = "mutex m\nspawn a { with m { yield }; yield; yield }\n"
                                    "spawn b { with m { yield }; yield; yield }\njoin all\n";
    unsigned seen = 0;
    for (uint64_t seed = 0; seed < 50; seed++) {
        struct run whole, undone;
        cr_assert(begin(&whole, text, seed, 0) && begin(&undone, text, seed, 0));
        while (step(&whole))
            ;
        const struct record_entry *late = late_one(whole.record);
        while (late && undone.driven.drive.steps + 1 < late->step)
            step(&undone);
        if (late) {
            go(&undone, late->let_go);
            step(&undone);
            const struct record_entry *again = record_step(undone.record, late->step);
            cr_assert_not_null(again);
            cr_expect_eq(again->let_go, late->let_go, "seed %d: %d, not %d", (int)seed,
                         (int)again->let_go, (int)late->let_go);
            seen++;
        }
        end(&whole);
        end(&undone);
    }
    cr_expect_gt(seen, 5, "%u", seen);
}

/* How many steps, done once more from one on, name another step that let them go than they did. */
static unsigned wrong_behind(const struct record *whole, const char *text, uint64_t seed,
                             uint64_t from)
{
    struct run run;
    unsigned wrong = 0;
    cr_assert(begin(&run, text, seed, 0));
    while (run.driven.drive.steps < from && step(&run))
        ;
    record_free(run.record);
    run.record = record_copy(whole);
    go(&run, from);
    while (step(&run))
        ;
    for (uint64_t s = from + 1; s <= record_last_step(whole); s++) {
        const struct record_entry *was = record_step(whole, s), *is = record_step(run.record, s);
        wrong += was && (!is || is->let_go != was->let_go);
    }
    end(&run);
    return wrong;
}

/* From wherever a run goes on again, who was let go once, lost it to another and was let go once
 * more goes on by the step that it did: also where that is before the second one. */
Test(record, has_the_same_arrows_wherever_it_goes_on)
{
    static const char *const texts[] = {
        "mutex m\nspawn a { repeat 2 { with m { yield } } }\nspawn b { with m { yield } }\n"
        "spawn c { with m { yield } }\njoin all\n",
        "queue q\nspawn a { x = get q }\nspawn b { x = get q; y = get q }\nrepeat 3 { put q 1 }\n"
        "join all\n",
        "mutex m; condition c m; shared turn = 0\n"
        "spawn a { with m { while turn != 1 { wait c } } }\n"
        "spawn b { with m { while turn != 2 { wait c } ; turn = 1; broadcast c } }\n"
        "with m { turn = 2; broadcast c }\njoin all\n",
    };
    for (uint64_t seed = 0; seed < 20; seed++)
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            struct run whole;
            cr_assert(begin(&whole, texts[i], seed, 0));
            while (step(&whole))
                ;
            for (uint64_t from = 1; from < record_last_step(whole.record); from++)
                cr_expect_eq(wrong_behind(whole.record, texts[i], seed, from), 0,
                             "program %d, seed %d, from step %d", (int)i, (int)seed, (int)from);
            end(&whole);
        }
}

Test(record, goes_back_and_forth)
{
    struct run run;
    run_to_the_end(
        &run, "mutex m\nspawn a { with m { yield } }\nspawn b { with m { yield } }\njoin all\n", 0);
    uint64_t last = record_last_step(run.record), end_before = record_end(run.record);
    go(&run, 4);
    cr_assert_eq(record_last_step(run.record), 4);
    go(&run, 0);
    cr_assert_eq(record_end(run.record), record_find_step(run.record, 1));
    go(&run, last);
    cr_assert_eq(record_end(run.record), end_before);
    cr_assert_eq(record_last_step(run.record), last);
    for (uint32_t number = 0; number < 3; number++)
        cr_assert_not_null(record_thread(run.record, number));
    record_clear(run.record);
    cr_assert_eq(record_end(run.record), 0);
    cr_assert_null(record_thread(run.record, 0));
    end(&run);
}
