/* test_spans.c - unit tests of src/watch's spans and of the timeline that they make: what threads
 * were at, counted by hand, and over programs whether a thread's spans make up its life. */
#include "watch/timeline.h"

#include "../driven.h"
#include "../scripts.h"
#include "core/waiting.h"

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

/* ---- Who held it ----------------------------------------------------------------------------- */

enum { MOST_WAITS = 20000, MOST_HOLDERS = 8 };

/* That a thread waited for an object behind a step, and who held that then. */
struct waited {
    uint32_t thread;
    struct moment at;
    uint32_t holders[MOST_HOLDERS];
    size_t count;
};

static size_t look_at_waits(const struct run *run, uint32_t step, struct waited *waits, size_t most)
{
    const struct machine *m = &run->driven.drive.machine;
    size_t count = 0;
    for (uint32_t t = 0; t < m->state->thread_count && count < most; t++) {
        if (step_readiness(m, t).kind != WAITS_FOR_OBJECT)
            continue;
        struct waited *w = &waits[count++];
        *w = (struct waited){.thread = state_thread(m->state, t)->number,
                             .at = {m->state->now, step}};
        w->count = waiting_for(m, t, w->holders, MOST_HOLDERS);
        for (size_t i = 0; i < w->count && i < MOST_HOLDERS; i++)
            w->holders[i] = state_thread(m->state, w->holders[i])->number;
    }
    return count;
}

static bool held_then(const struct waited *w, uint32_t holder)
{
    for (size_t i = 0; i < w->count && i < MOST_HOLDERS; i++)
        if (w->holders[i] + 1 == holder)
            return true;
    return w->count > MOST_HOLDERS;
}

/* Of all waits of a run; returns how many of those for what was held are told whose it was. */
static void check_holders(const char *name, const char *text, void *counts)
{
    static struct waited waits[MOST_WAITS];
    size_t *told_of = counts;
    for (uint64_t seed = 1; seed < 4; seed++) {
        struct run run = {.record = record_new(0)};
        size_t count = 0;
        if (driven_begin(&run.driven, text,
                         &(struct driven_options){.seed = seed, .sink = hear, .context = &run}))
            for (uint32_t step = 1; step < 300; step++) {
                driven_go(&run.driven, step);
                if (run.driven.drive.steps == step)
                    count += look_at_waits(&run, step, waits + count, MOST_WAITS - count);
            }
        for (size_t i = 0; i < count; i++) {
            struct spans s;
            struct span span;
            spans_begin(&s, run.record, waits[i].thread, waits[i].at, waits[i].at.time);
            if (!spans_previous(&s, &span) || span.kind != SPAN_WAITS)
                continue;
            uint32_t holder = spans_holder(run.record, &span, waits[i].at);
            cr_assert(!holder || held_then(&waits[i], holder),
                      "%s: behind step %u thread %u is told to wait for %u", name, waits[i].at.step,
                      waits[i].thread, holder - 1);
            told_of[0] += waits[i].count > 0;
            told_of[1] += holder > 0;
        }
        end(&run);
    }
}

Test(spans, name_who_held_what_is_waited_for)
{
    size_t counts[2] = {0};
    scripts_each("tests/programs/right/*.thr", check_holders, counts);
    scripts_each("tests/programs/wrong/*.thr", check_holders, counts);
    cr_expect_gt(counts[0], 1000);
    cr_expect_geq(counts[1] * 10, counts[0] * 9, "of %zu it is told of %zu", counts[0], counts[1]);
}

/* ---- The timeline ---------------------------------------------------------------------------- */

TestSuite(timeline, .timeout = 60);

/* The picture of a run, with room for all its threads. */
static void draw(const struct run *run, const struct timeline_choice *choice, bool by_steps,
                 int width, struct timeline_picture *p)
{
    timeline_draw(&(struct timeline_request){.record = run->record,
                                             .machine = &run->driven.drive.machine,
                                             .choice = choice,
                                             .until = now(run),
                                             .stands = now(run),
                                             .by_steps = by_steps,
                                             .width = width,
                                             .rows = 40},
                  p);
}

/* A thread's row; NULL: it has none. */
static const char *row(const struct run *run, const struct timeline_picture *p, const char *name)
{
    for (size_t i = 0; i < p->row_count; i++)
        if (p->rows[i].thread == number_of(run, name))
            return p->rows[i].text;
    return NULL;
}

Test(timeline, has_a_sign_for_each_second)
{
    struct run run;
    struct timeline_picture p;
    struct timeline_choice choice = {.zoom = SECOND};
    cr_assert(run_text(&run, convoy, 0, 0));
    draw(&run, &choice, false, 40, &p);
    cr_assert_eq(p.columns.count, 7);
    cr_expect_str_eq(row(&run, &p, "alice"), "■z×   │", "a line goes by");
    cr_expect_str_eq(row(&run, &p, "bob"), "z■└zz■×", "let go in the third");
    cr_expect_str_eq(row(&run, &p, "main"), "■:::::×");
    timeline_drawn_free(&p);
    /* Less room: the end stays in view; or it begins where it is told to. */
    draw(&run, &choice, false, 4, &p);
    cr_expect_str_eq(row(&run, &p, "bob"), "zz■×");
    cr_expect_null(row(&run, &p, "alice"), "it had ended before");
    timeline_drawn_free(&p);
    choice.stays = true;
    choice.from = (struct moment){SECOND, 0};
    draw(&run, &choice, false, 3, &p);
    cr_expect_str_eq(row(&run, &p, "bob"), "■└z");
    cr_expect(p.columns.more);
    timeline_drawn_free(&p);
    end(&run);
}

/* A line leads from the step that let a thread go; others that it crosses go on behind it. */
Test(timeline, draws_who_let_whom_go)
{
    struct run run;
    struct timeline_picture p;
    struct buffer then = {0};
    cr_assert(run_text(&run,
                       "mutex m\n"
                       "spawn alice { with m { sleep 20 } }\n"
                       "spawn bob { sleep 30 }\n"
                       "spawn carol { sleep 1; with m { sleep 20 } }\n"
                       "join all\n",
                       0, 0));
    struct timeline_choice choice = {.zoom = SECOND};
    draw(&run, &choice, false, 60, &p);
    cr_expect_str_eq(p.scale, "0s        10s       20s       30s        ");
    cr_expect_str_eq(row(&run, &p, "main"), "■:joins all:::::::::::::::::::::::::::::×");
    cr_expect_str_eq(row(&run, &p, "alice"), "■zzzzzzzzzzzzzzzzzzz×                   │");
    cr_expect_str_eq(row(&run, &p, "bob"), "zzzzzzzzzzzzzzzzzzzz│zzzzzzzzz×         │");
    cr_expect_str_eq(row(&run, &p, "carol"), "z■:m held by alice::└zzzzzzzzzzzzzzzzzzz×");
    struct timeline_request q = {
        .record = run.record, .machine = &run.driven.drive.machine, .choice = &choice};
    timeline_add_then(&q, &p, 10, 4, &then);
    cr_expect_str_eq(buffer_text(&then),
                     "10s · after step 5 · main waits for all · carol waits for m, "
                     "held by alice · alice sleeps · bob sleeps");
    timeline_drawn_free(&p);
    buffer_free(&then);
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

/* Columns begin at whole multiples of what one is; from wherever they are asked for. */
Test(timeline, begins_at_a_round_time)
{
    struct run run;
    struct timeline t;
    struct timeline_choice choice = {.zoom = SECOND, .stays = true, .from = {SECOND * 5 / 2, 0}};
    cr_assert(run_text(&run, convoy, 0, 0));
    timeline_begin(&t, run.record, &choice, now(&run), false, 40);
    cr_expect_eq(t.starts[0].time, 2 * SECOND);
    timeline_free(&t);
    end(&run);
}

/* All at one instant: each step has a column of its own, in which one thread has a sign for it. */
Test(timeline, spreads_out_what_happens_at_one_instant)
{
    static const char *const names[] = {"main", "alice", "bob"};
    struct run run;
    struct timeline_picture p;
    const char *at[3];
    cr_assert(run_text(&run,
                       "spawn alice { yield; yield; yield }\nspawn bob { yield; yield }\n"
                       "join all\n",
                       3, 0));
    draw(&run, &(struct timeline_choice){0}, true, 60, &p);
    for (int i = 0; i < 3; i++)
        cr_assert_not_null(at[i] = row(&run, &p, names[i]));
    cr_assert_geq((uint64_t)p.columns.count, record_last_step(run.record));
    for (int column = 0; column < p.columns.count; column++) {
        int steps = 0;
        for (int i = 0; i < 3; i++) {
            size_t length = (unsigned char)at[i][0] >= 0xE0   ? 3
                            : (unsigned char)at[i][0] >= 0xC0 ? 2
                                                              : 1;
            steps += strncmp(at[i], "■", length) == 0 || strncmp(at[i], "×", length) == 0;
            at[i] += length;
        }
        cr_expect_leq(steps, 1, "column %d", column);
        cr_expect(steps || column < p.columns.count - (int)record_last_step(run.record),
                  "column %d", column);
    }
    timeline_drawn_free(&p);
    end(&run);
}

static struct timeline_choice moved(const struct run *run, struct timeline_choice choice,
                                    bool by_steps, int width, enum timeline_move move, int by)
{
    struct timeline t;
    timeline_begin(&t, run->record, &choice, now(run), by_steps, width);
    timeline_move(&choice, &t, width, move, by);
    timeline_free(&t);
    return choice;
}

/* From the end to the beginning, a column at a time, and back: every moment comes once, in its
 * order, and is in view; behind the last one the end is followed again. */
Test(timeline, is_gone_through_column_by_column)
{
    enum { WIDTH = 12 };
    for (int by_steps = 0; by_steps < 2; by_steps++) {
        struct run run;
        struct timeline_choice choice = {.zoom = SECOND / 4};
        int left = 0, right = 0;
        cr_assert(run_text(&run, convoy, 0, 0));
        for (bool moves = true; moves; left++) {
            struct moment before = choice.points ? choice.at : now(&run);
            choice = moved(&run, choice, by_steps, WIDTH, TIMELINE_LEFT, 1);
            moves = moment_compare(choice.at, before) < 0;
            cr_assert(choice.points && choice.stays);
            cr_assert_leq(moment_compare(choice.at, before), 0);
            struct timeline t;
            timeline_begin(&t, run.record, &choice, now(&run), by_steps, WIDTH);
            int column = timeline_column(&t, choice.at);
            cr_assert(column >= 0 && column < t.count);
            cr_assert_eq(moment_compare(t.starts[column], choice.at), 0);
            timeline_free(&t);
        }
        cr_expect_eq(choice.at.time, 0);
        while (choice.points) {
            struct moment before = choice.at;
            choice = moved(&run, choice, by_steps, WIDTH, TIMELINE_RIGHT, 1);
            cr_assert(!choice.points || moment_compare(choice.at, before) > 0,
                      "%d: %g %u to %g %u from %g %u", by_steps, (double)before.time / 1e9,
                      before.step, (double)choice.at.time / 1e9, choice.at.step,
                      (double)choice.from.time / 1e9, choice.from.step);
            cr_assert_lt(right++, 1000);
        }
        cr_expect_not(choice.stays);
        cr_expect_eq(choice.zoom, SECOND / 4);
        cr_expect(left > 6 * 4 && right >= left - 2 && right <= left, "%d %d", left, right);
        end(&run);
    }
}

/* What the cursor points at stays in its column; the ends are where they are. */
Test(timeline, zooms_about_its_cursor)
{
    struct run run;
    struct timeline t;
    cr_assert(run_text(&run, convoy, 0, 0));
    struct timeline_choice choice =
        moved(&run, (struct timeline_choice){.zoom = SECOND / 2}, false, 40, TIMELINE_LEFT, 4);
    cr_expect_eq(choice.at.time, 4 * SECOND);
    choice = moved(&run, choice, false, 40, TIMELINE_IN, 0);
    cr_expect_eq(choice.zoom, SECOND / 5);
    timeline_begin(&t, run.record, &choice, now(&run), false, 40);
    cr_expect_eq(timeline_column(&t, choice.at), 8);
    cr_expect_eq(t.starts[8].time, 4 * SECOND);
    timeline_free(&t);
    choice = moved(&run, choice, false, 40, TIMELINE_FIRST, 0);
    cr_expect(choice.stays && choice.points && choice.from.time == 0);
    choice = moved(&run, choice, false, 40, TIMELINE_LAST, 0);
    cr_expect(!choice.stays && !choice.points);
    end(&run);
}

/* Zooming alone goes on following the end; what stays keeps the zoom that it was found at. */
Test(timeline, follows_until_it_is_moved)
{
    struct run run;
    struct timeline_choice choice = {.zoom = SECOND / 2};
    cr_assert(run_text(&run, convoy, 0, 0));
    choice = moved(&run, choice, false, 40, TIMELINE_IN, 0);
    cr_expect_eq(choice.zoom, SECOND / 5);
    cr_expect(!choice.stays && !choice.points);
    choice = moved(&run, (struct timeline_choice){0}, false, 40, TIMELINE_FIRST, 0);
    cr_expect(choice.stays);
    cr_expect_eq(choice.held, SECOND / 5);
    end(&run);
}

/* More threads than rows: those that do something in view have them; the others are counted. */
Test(timeline, has_rows_for_those_that_do_something)
{
    struct run run;
    struct timeline_picture p;
    struct timeline_choice choice = {.zoom = SECOND, .stays = true, .from = {2 * SECOND, 0}};
    cr_assert(run_text(&run,
                       "event go\n"
                       "for i in 1..9 { spawn \"t{i}\" { if i == 8 { sleep 3 }; wait go } }\n"
                       "sleep 5\n",
                       0, 0));
    timeline_draw(&(struct timeline_request){.record = run.record,
                                             .machine = &run.driven.drive.machine,
                                             .choice = &choice,
                                             .until = now(&run),
                                             .stands = now(&run),
                                             .width = 40,
                                             .rows = 3},
                  &p);
    cr_expect_eq(p.total, 10);
    cr_assert_eq(p.row_count, 3);
    cr_expect_not_null(row(&run, &p, "main"));
    cr_expect_not_null(row(&run, &p, "t8"));
    cr_expect_not_null(row(&run, &p, "t1"), "the first of the others");
    timeline_drawn_free(&p);
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
    struct timeline_picture p;
    struct record *nothing = record_new(0);
    struct timeline_choice choice = {.from = {100 * SECOND, 0}, .stays = true};
    cr_assert(run_text(&run, convoy, 0, 0));
    for (int by_steps = 0; by_steps < 2; by_steps++) {
        draw(&run, &choice, by_steps, 40, &p);
        cr_expect_eq(p.columns.count, 0);
        cr_expect_eq(p.row_count, 0);
        timeline_drawn_free(&p);
        timeline_draw(&(struct timeline_request){.record = nothing,
                                                 .machine = &run.driven.drive.machine,
                                                 .choice = &(struct timeline_choice){0},
                                                 .by_steps = by_steps,
                                                 .width = 40,
                                                 .rows = 40},
                      &p);
        cr_expect_eq(p.row_count, 0);
        timeline_drawn_free(&p);
    }
    record_free(nothing);
    end(&run);
}
