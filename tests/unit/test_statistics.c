/* test_statistics.c - unit tests of src/watch's statistics: counted by hand, and over programs
 * whether times add up to lives and takings to the steps that take. */
#include "watch/statistics.h"

#include "../driven.h"
#include "../scripts.h"
#include "core/instructions.h"
#include "core/waiting.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(statistics, .timeout = 120);

#define SECOND INT64_C(1000000000)

enum { MOST_STEPS = 2000 };

struct run {
    struct driven driven;
    struct record *record;
    struct statistics statistics;
    uint64_t taken; /* by what the machine told */
};

static void hear(void *context, const struct event *e)
{
    struct run *run = context;
    record_hear(run->record, &run->driven.drive, e);
    const char *verb = e->kind == EVENT_STEP ? program_opcode_verb((enum program_opcode)e->op) : "";
    bool takes = strncmp(verb, "acquires", 8) == 0 || strcmp(verb, "enters") == 0;
    takes |= e->op == OP_WAIT_RESUME && e->object == ENTITY_RWLOCK; /* whose turn it was */
    run->taken += takes && e->outcome == OUTCOME_DONE;
}

static struct moment now(const struct run *run)
{
    return (struct moment){run->driven.drive.machine.state->now, UINT32_MAX};
}

static bool run_text(struct run *run, const char *text, uint64_t seed, uint64_t most)
{
    *run = (struct run){.record = record_new(most)};
    bool begins = driven_begin(
        &run->driven, text, &(struct driven_options){.seed = seed, .sink = hear, .context = run});
    if (begins)
        driven_go(&run->driven, MOST_STEPS);
    if (begins)
        statistics_make(run->record, now(run), &run->statistics);
    return begins;
}

static void end(struct run *run)
{
    statistics_free(&run->statistics);
    driven_end(&run->driven);
    record_free(run->record);
}

static const char *name_of(const struct run *run, uint32_t name)
{
    return name_bytes(run->driven.program->texts, name);
}

static const struct statistics_object *object(const struct run *run, const char *name)
{
    for (size_t i = 0; i < run->statistics.object_count; i++)
        if (strcmp(name_of(run, run->statistics.objects[i].name), name) == 0)
            return &run->statistics.objects[i];
    cr_assert(false, "no object %s", name);
    return NULL;
}

static const struct statistics_thread *thread(const struct run *run, const char *name)
{
    for (size_t i = 0; i < run->statistics.thread_count; i++) {
        const struct statistics_thread *t = &run->statistics.threads[i];
        if (strcmp(name_of(run, record_thread(run->record, t->thread)->name), name) == 0)
            return t;
    }
    cr_assert(false, "no thread %s", name);
    return NULL;
}

/* ---- By hand --------------------------------------------------------------------------------- */

/* alice has m from 0 to 2, bob waits from 0 on and has it from 2 to 5, carol comes at 1 and waits
 * until 5, dave comes at 1.5 and gives up at 3. */
Test(statistics, of_a_convoy)
{
    struct run run;
    cr_assert(run_text(&run,
                       "mutex m\n"
                       "spawn alice { with m { sleep 2 } }\n"
                       "spawn bob { with m { sleep 3 } }\n"
                       "spawn carol { sleep 1; with m { work 1 } }\n"
                       "spawn dave { sleep 1.5; acquire m for 1.5 }\n"
                       "join all\n",
                       0, 0));
    const struct statistics_object *m = object(&run, "m");
    cr_expect_eq(m->taken, 3);
    cr_expect_eq(m->waits, 3);
    cr_expect_eq(m->longest, 4 * SECOND);
    cr_expect_eq(m->longest_by, thread(&run, "carol")->thread);
    cr_expect_eq(m->waited, 2 * SECOND + 4 * SECOND + SECOND * 3 / 2);
    cr_expect_eq(m->queue, 3);
    cr_expect_eq(thread(&run, "carol")->at[SPAN_SLEEPS], SECOND);
    cr_expect_eq(thread(&run, "carol")->at[SPAN_WAITS], 4 * SECOND);
    cr_expect_eq(thread(&run, "carol")->at[SPAN_WORKS], SECOND);
    cr_expect_eq(thread(&run, "carol")->life, 6 * SECOND);
    cr_expect_eq(thread(&run, "main")->at[SPAN_WAITS], 6 * SECOND);
    end(&run);
}

/* As it was at 1 s: nobody but alice has had it, and two wait, who go on waiting. */
Test(statistics, of_what_was_until_then)
{
    struct run run;
    struct statistics s;
    cr_assert(run_text(&run,
                       "mutex m\n"
                       "spawn alice { with m { sleep 2 } }\n"
                       "spawn bob { with m { sleep 3 } }\n"
                       "join all\n",
                       0, 0));
    statistics_make(run.record, (struct moment){SECOND, UINT32_MAX}, &s);
    cr_assert_eq(s.object_count, 1);
    cr_expect_eq(s.objects[0].taken, 1);
    cr_expect_eq(s.objects[0].waits, 1);
    cr_expect_eq(s.objects[0].longest, SECOND);
    cr_expect_eq(s.objects[0].queue, 1);
    statistics_free(&s);
    end(&run);
}

/* Handed from one to the next at one instant: one goes, another comes, and never two wait. */
Test(statistics, of_a_queue_in_which_one_goes_as_another_comes)
{
    struct run run;
    cr_assert(run_text(&run,
                       "semaphore s 0\n"
                       "spawn alice { acquire s; acquire s }\n"
                       "sleep 1\nrelease s\nsleep 1\nrelease s\njoin all\n",
                       0, 0));
    cr_expect_eq(object(&run, "s")->taken, 2);
    cr_expect_eq(object(&run, "s")->waits, 2);
    cr_expect_eq(object(&run, "s")->queue, 1);
    end(&run);
}

/* Of two who wait as long it is the one that was made first; a condition's waiters count, too. */
Test(statistics, of_those_who_wait_for_a_condition)
{
    struct run run;
    cr_assert(run_text(&run,
                       "mutex m; condition c on m\n"
                       "spawn alice { with c { wait c } }\n"
                       "spawn bob { with c { wait c } }\n"
                       "sleep 2\n"
                       "with c { broadcast c }\n"
                       "join all\n",
                       0, 0));
    const struct statistics_object *c = object(&run, "c");
    cr_expect_eq(c->taken, 3); /* with its lock */
    cr_expect_eq(c->waits, 2);
    cr_expect_eq(c->longest, 2 * SECOND);
    cr_expect_eq(c->longest_by, thread(&run, "alice")->thread);
    cr_expect_eq(c->waited, 4 * SECOND);
    cr_expect_eq(c->queue, 2);
    end(&run);
}

Test(statistics, of_nothing)
{
    struct record *r = record_new(0);
    struct statistics s;
    statistics_make(r, (struct moment){0, 0}, &s);
    cr_expect_eq(s.object_count, 0);
    cr_expect_eq(s.thread_count, 0);
    statistics_free(&s);
    record_free(r);
}

/* ---- Over programs --------------------------------------------------------------------------- */

/* When a thread was started, and when it ended or the run did. */
static int64_t life_of(const struct run *run, uint32_t number)
{
    const struct record_thread *t = record_thread(run->record, number);
    const struct record_entry *first = record_entry(run->record, t->first - 1);
    const struct record_entry *last = record_entry(run->record, t->last - 1);
    int64_t from = first->let_go ? spans_step(run->record, first->let_go).time : first->time;
    return (t->ended ? last->time : now(run).time) - from;
}

static void check(const char *name, const char *text, void *unused)
{
    (void)unused;
    for (uint64_t seed = 0; seed < 3; seed++) {
        struct run run;
        uint64_t taken = 0;
        if (!run_text(&run, text, seed, 0)) {
            end(&run);
            continue;
        }
        for (size_t i = 0; i < run.statistics.object_count; i++) {
            const struct statistics_object *o = &run.statistics.objects[i];
            taken += o->taken;
            cr_assert(o->longest <= o->waited && o->queue <= o->waits, "%s", name);
            cr_assert(!o->waits == !o->queue, "%s: %s", name, name_of(&run, o->name));
        }
        cr_assert_eq(taken, run.taken, "%s: %d taken, not %d", name, (int)taken, (int)run.taken);
        for (size_t i = 0; i < run.statistics.thread_count; i++) {
            const struct statistics_thread *t = &run.statistics.threads[i];
            int64_t sum = 0;
            for (int k = 0; k < SPAN_COUNT; k++)
                sum += t->at[k];
            cr_assert_eq(sum, t->life, "%s", name);
            if (record_thread(run.record, t->thread)->last)
                cr_assert_eq(sum, life_of(&run, t->thread), "%s: thread %u", name, t->thread);
        }
        end(&run);
    }
}

Test(statistics, add_up_in_right_programs)
{
    scripts_each("tests/programs/right/*.thr", check, NULL);
}

Test(statistics, add_up_in_wrong_programs)
{
    scripts_each("tests/programs/wrong/*.thr", check, NULL);
}
