/* test_spans.c - unit tests of src/watch's spans and of the timeline that they make: what threads
 * were at, counted by hand, and over programs whether a thread's spans make up its life. */
#include "watch/timeline.h"

#include "../driven.h"
#include "../scripts.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(spans, .timeout = 120);

#define SECOND INT64_C(1000000000)

enum { MOST_STEPS = 2000, MOST_SPANS = 4096 };

struct run {
    struct driven driven;
    struct record *record;
};

static void hear(void *context, const struct event *e)
{
    struct run *run = context;
    record_hear(run->record, &run->driven.drive, e);
}

/* A script to its end, or to where nobody can go on. */
static bool run_text(struct run *run, const char *text, uint64_t seed, uint64_t most)
{
    *run = (struct run){.record = record_new(most)};
    bool begins = driven_begin(
        &run->driven, text, &(struct driven_options){.seed = seed, .sink = hear, .context = run});
    if (begins)
        driven_go(&run->driven, MOST_STEPS);
    return begins;
}

static void end(struct run *run)
{
    driven_end(&run->driven);
    record_free(run->record);
}

static struct moment now(const struct run *run)
{
    return (struct moment){run->driven.drive.machine.state->now, UINT32_MAX};
}

static uint32_t number_of(const struct run *run, const char *name)
{
    const struct record *r = run->record;
    for (uint32_t i = 0; i < record_thread_count(r); i++)
        if (strcmp(name_bytes(run->driven.program->texts, record_thread_at(r, i)->name), name) == 0)
            return record_thread_at(r, i)->number;
    cr_assert(false, "no thread %s", name);
    return 0;
}

/* The thread's spans, oldest first, in words: "runs 0-0 waits(m by bob) 0-2 ...". */
static const char *told(const struct run *run, const char *name, struct buffer *out)
{
    static struct span spans[MOST_SPANS];
    size_t count = 0;
    struct spans s;
    spans_begin(&s, run->record, number_of(run, name), now(run), 0);
    while (count < MOST_SPANS && spans_previous(&s, &spans[count]))
        count++;
    buffer_clear(out);
    while (count-- > 0) {
        const struct span *span = &spans[count];
        if (span->kind == SPAN_RUNS && span->from.time == span->to.time)
            continue; /* in no time */
        buffer_printf(out, "%s%s", out->length ? ", " : "", span_word(span->kind));
        if (span->name)
            buffer_printf(out, " %s", name_bytes(run->driven.program->texts, span->name));
        if (span->holder)
            buffer_printf(out, " by %s",
                          name_bytes(run->driven.program->texts,
                                     record_thread(run->record, span->holder - 1)->name));
        buffer_printf(out, " %g-%g", (double)span->from.time / 1e9, (double)span->to.time / 1e9);
    }
    return buffer_text(out);
}

/* ---- By hand --------------------------------------------------------------------------------- */

static void expect(const char *text, const char *name, const char *expected)
{
    struct run run;
    struct buffer out = {0};
    cr_assert(run_text(&run, text, 0, 0), "%s", text);
    cr_expect_str_eq(told(&run, name, &out), expected, "%s of:\n%s\nis: %s\nnot: %s", name, text,
                     buffer_text(&out), expected);
    buffer_free(&out);
    end(&run);
}

static const char convoy[] = "mutex m\n"
                             "spawn alice { with m { sleep 2 } }\n"
                             "spawn bob { sleep 1; with m { sleep 3 }; work 1 }\n"
                             "join all\n";

Test(spans, of_a_lock_that_is_held)
{
    expect(convoy, "alice", "sleeps 0-2, ended 2-6");
    expect(convoy, "bob", "sleeps 0-1, waits m by alice 1-2, sleeps 2-5, works 5-6, ended 6-6");
}

Test(spans, of_a_wait_whose_time_runs_out)
{
    static const char text[] = "event e\n"
                               "spawn alice { wait e for 2; io 1 }\n"
                               "join alice\n";
    expect(text, "alice", "waits e 0-2, does io 2-3, ended 3-3");
    expect(text, "main", "waits alice by alice 0-3, ended 3-3");
}

Test(spans, of_a_condition_are_two_waits)
{
    expect("mutex m\ncondition c on m\n"
           "spawn alice { with m { wait c } }\n"
           "spawn bob { sleep 1; with m { notify c; sleep 2 } }\n"
           "join all\n",
           "alice", "waits c 0-1, waits m by bob 1-3, ended 3-3");
}

Test(spans, of_a_puppet_begin_and_end_with_its_orders)
{
    expect("spawn alice\nsleep 1\nalice: sleep 2\nsleep 5\n", "alice",
           "idle 0-1, sleeps 1-3, idle 3-6, ended 6-6");
}

/* ---- Over programs --------------------------------------------------------------------------- */

static void check_life(const struct run *run, const char *name, uint32_t number)
{
    struct spans s;
    struct span span;
    struct moment at = now(run);
    bool first = true;
    spans_begin(&s, run->record, number, at, 0);
    while (spans_previous(&s, &span)) {
        cr_assert_eq(moment_compare(span.to, at), 0, "%s: thread %u: a gap at %g", name, number,
                     (double)at.time / 1e9);
        cr_assert(moment_compare(span.from, span.to) <= 0, "%s: thread %u", name, number);
        cr_assert(first || !span.open, "%s: thread %u", name, number);
        at = span.from;
        first = false;
    }
    uint64_t gone = record_gone(run->record);
    if (gone) {
        cr_assert_not(first, "%s: thread %u has no span", name, number);
        return;
    }
    uint64_t n = record_thread(run->record, number)->first - 1;
    const struct record_entry *e = record_entry(run->record, n);
    struct moment birth =
        e->let_go ? spans_step(run->record, e->let_go) : (struct moment){e->time, e->step};
    cr_assert_eq(moment_compare(at, birth), 0,
                 "%s: thread %u begins at %g, step %u, not %u (%u, %d)", name, number,
                 (double)at.time / 1e9, at.step, birth.step, e->step, e->kind);
}

/* Of a thread's steps each is in one of its spans. */
static void check_steps(const struct run *run, const char *name, uint32_t number)
{
    uint64_t steps = 0, told_steps = 0;
    struct spans s;
    struct span span;
    for (uint64_t n = record_first(run->record); n < record_end(run->record); n++)
        steps += record_entry(run->record, n)->thread == number &&
                 record_entry(run->record, n)->kind == RECORD_STEP;
    spans_begin(&s, run->record, number, now(run), 0);
    while (spans_previous(&s, &span))
        told_steps += span.steps;
    cr_assert_eq(steps, told_steps, "%s: thread %u: %d of %d steps", name, number, (int)told_steps,
                 (int)steps);
}

static void check_lives(const char *name, const char *text, void *most)
{
    for (uint64_t seed = 0; seed < 3; seed++) {
        struct run run;
        if (run_text(&run, text, seed, *(uint64_t *)most))
            for (uint32_t t = 0; t < record_thread_count(run.record); t++) {
                uint32_t number = record_thread_at(run.record, t)->number;
                check_life(&run, name, number);
                check_steps(&run, name, number);
            }
        end(&run);
    }
}

static void check_all(const char *pattern, uint64_t most)
{
    scripts_each(pattern, check_lives, &most);
}

Test(spans, make_up_a_life_in_right_programs)
{
    check_all("tests/programs/right/*.thr", 0);
}

Test(spans, make_up_a_life_in_wrong_programs)
{
    check_all("tests/programs/wrong/*.thr", 0);
}

Test(spans, make_up_what_is_left_where_the_record_overflowed)
{
    check_all("tests/programs/right/*.thr", 12);
}

/* A wait that is older than all that the record has. */
Test(spans, of_a_wait_that_the_record_has_gone_past)
{
    struct run run;
    struct buffer out = {0};
    cr_assert(run_text(&run,
                       "mutex m\nlock m\nspawn alice { lock m }\nsleep 1\n"
                       "repeat 100 { yield }\nsleep 1\n",
                       0, 8));
    cr_expect_str_eq(told(&run, "alice", &out), "waits m by main 0-2");
    buffer_free(&out);
    end(&run);
}

/* ---- The timeline ---------------------------------------------------------------------------- */

TestSuite(timeline, .timeout = 60);

static const char *row(const struct run *run, const struct timeline *t, const char *name,
                       struct buffer *out)
{
    buffer_clear(out);
    timeline_add_row(t, number_of(run, name), out);
    return buffer_text(out);
}

Test(timeline, has_a_sign_for_each_second)
{
    struct run run;
    struct buffer out = {0};
    struct timeline t;
    struct timeline_choice choice = {.zoom = SECOND};
    cr_assert(run_text(&run, convoy, 0, 0));
    timeline_begin(&t, run.record, &choice, now(&run), false, 40);
    cr_assert_eq(t.count, 7);
    cr_expect_str_eq(row(&run, &t, "alice", &out), "■z×    ");
    cr_expect_str_eq(row(&run, &t, "bob", &out), "z■■zz■×");
    cr_expect_str_eq(row(&run, &t, "main", &out), "■:::::×");
    timeline_free(&t);
    /* Less room: the end stays in view; or it begins where it is told to. */
    timeline_begin(&t, run.record, &choice, now(&run), false, 4);
    cr_expect_str_eq(row(&run, &t, "bob", &out), "zz■×");
    cr_expect_not(timeline_add_row(&t, number_of(&run, "alice"), &out), "it had ended before");
    timeline_free(&t);
    choice.stays = true;
    choice.from = SECOND;
    timeline_begin(&t, run.record, &choice, now(&run), false, 3);
    cr_expect_str_eq(row(&run, &t, "bob", &out), "■■z");
    timeline_free(&t);
    buffer_free(&out);
    end(&run);
}

Test(timeline, shows_all_where_no_zoom_was_chosen)
{
    struct run run;
    struct timeline t;
    cr_assert(run_text(&run, convoy, 0, 0));
    timeline_begin(&t, run.record, &(struct timeline_choice){0}, now(&run), false, 40);
    cr_expect_eq(t.zoom, SECOND / 5, "30 columns; with 0.1 s they were 60");
    cr_expect_eq(t.starts[0].time, 0);
    timeline_free(&t);
    end(&run);
}

/* All at one instant: each step has a column of its own, in which one thread has a sign for it. */
Test(timeline, spreads_out_what_happens_at_one_instant)
{
    static const char *const names[] = {"main", "alice", "bob"};
    struct run run;
    struct timeline t;
    struct buffer rows[3] = {{0}, {0}, {0}};
    const char *at[3];
    cr_assert(run_text(&run,
                       "spawn alice { yield; yield; yield }\nspawn bob { yield; yield }\n"
                       "join all\n",
                       3, 0));
    timeline_begin(&t, run.record, &(struct timeline_choice){0}, now(&run), true, 60);
    for (int i = 0; i < 3; i++)
        at[i] = row(&run, &t, names[i], &rows[i]);
    cr_assert_geq((uint64_t)t.count, record_last_step(run.record));
    for (int column = 0; column < t.count; column++) {
        int steps = 0;
        for (int i = 0; i < 3; i++) {
            size_t length = (unsigned char)at[i][0] >= 0xE0   ? 3
                            : (unsigned char)at[i][0] >= 0xC0 ? 2
                                                              : 1;
            steps += strncmp(at[i], "■", length) == 0 || strncmp(at[i], "×", length) == 0;
            at[i] += length;
        }
        cr_expect_leq(steps, 1, "column %d", column);
        cr_expect(steps || column < t.count - (int)record_last_step(run.record), "column %d",
                  column);
    }
    for (int i = 0; i < 3; i++)
        buffer_free(&rows[i]);
    timeline_free(&t);
    end(&run);
}

Test(timeline, zooms_from_a_microsecond_to_a_minute)
{
    cr_expect_eq(timeline_zoom(1000, true), 1000);
    cr_expect_eq(timeline_zoom(1000, false), 2000);
    cr_expect_eq(timeline_zoom(SECOND, true), SECOND / 2);
    cr_expect_eq(timeline_zoom(60 * SECOND, false), 60 * SECOND);
    cr_expect_eq(timeline_zoom(60 * SECOND, true), 20 * SECOND);
}

/* What lies beyond all that there is, and no record at all. */
Test(timeline, has_nothing_where_nothing_was)
{
    struct run run;
    struct timeline t;
    struct record *nothing = record_new(0);
    struct timeline_choice choice = {.from = 100 * SECOND, .stays = true};
    cr_assert(run_text(&run, convoy, 0, 0));
    for (int by_steps = 0; by_steps < 2; by_steps++) {
        timeline_begin(&t, run.record, &choice, now(&run), by_steps, 40);
        cr_expect_eq(t.count, 0);
        timeline_free(&t);
        timeline_begin(&t, nothing, &(struct timeline_choice){0}, (struct moment){0, 0}, by_steps,
                       40);
        cr_expect_not(timeline_add_row(&t, 0, &(struct buffer){0}));
        timeline_free(&t);
    }
    record_free(nothing);
    end(&run);
}
