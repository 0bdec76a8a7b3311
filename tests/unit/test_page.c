/* test_page.c - unit tests of src/export's page: its data are read back and held against a run that
 * is driven apart, its markup against what names try. What a browser makes of it is in
 * tests/export/browser.test. */
#include "export/page.h"

#include "../driven.h"
#include "../scripts.h"
#include "base/memory.h"
#include "export/page_past.h"
#include "run/lab.h"
#include "watch/objects.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

TestSuite(page, .timeout = 240);

/* ---- A run on live threads, as it is exported ------------------------------------------------ */

struct exported {
    struct lab *lab;
    struct film *film;
    uint64_t most_steps; /* the front end is what stops a program without end */
    bool untimed;
    char *html;
    json_t *data;
};

static void hear(void *context, const struct event *e)
{
    struct exported *x = context;
    if (x->lab)
        film_hear(x->film, lab_drive(x->lab), e);
}

static bool enough(struct lab *lab, const struct machine *m, void *context)
{
    (void)m;
    return lab_steps(lab) >= ((struct exported *)context)->most_steps;
}

static void start_main(struct lab *lab, struct machine *m, void *unit)
{
    (void)m;
    lab_start_main(lab, *(uint32_t *)unit);
}

static void write_page(struct lab *lab, struct machine *m, void *context)
{
    struct exported *x = context;
    struct export_run run = {
        .film = x->film, .machine = m, .lab = lab, .name = "test.thr", .untimed = x->untimed};
    size_t length;
    FILE *file = open_memstream(&x->html, &length);
    cr_assert(page_write(&run, file));
    fclose(file);
}

static json_t *read_data(const char *html)
{
    static const char before[] = "<script type=application/json id=data>";
    const char *begin = strstr(html, before);
    cr_assert_not_null(begin);
    begin += strlen(before);
    json_error_t error;
    json_t *data = json_loadb(begin, (size_t)(strstr(begin, "</script>") - begin),
                              JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(data, "%s", error.text);
    return data;
}

static void run_script_text(struct exported *x, const char *text, uint64_t seed, bool keeps)
{
    struct program *program = program_new();
    uint32_t unit = script_compile(program, "test.thr", text);
    cr_assert_neq(unit, 0, "%s", text);
    x->film = film_new();
    x->most_steps = x->most_steps ? x->most_steps : UINT64_MAX;
    x->lab = lab_new(&(struct lab_options){.schedule = SCHEDULE_RANDOM,
                                           .clock = CLOCK_KIND_VIRTUAL,
                                           .factor = 1,
                                           .seed = seed,
                                           .program = program,
                                           .traces = true,
                                           .keeps_history = keeps,
                                           .sink = hear,
                                           .sink_context = x,
                                           .gate = enough,
                                           .gate_context = x});
    lab_do(x->lab, start_main, &unit);
    struct pollfd fd = {.fd = lab_fd(x->lab), .events = POLLIN};
    while (!(lab_news(x->lab) & (LAB_OVER | LAB_STUCK | LAB_GATED)))
        cr_assert_gt(poll(&fd, 1, 100000), 0);
}

static void write_it(struct exported *x)
{
    lab_do(x->lab, write_page, x);
    x->data = strstr(x->html, "id=data>") ? read_data(x->html) : NULL;
}

static void begin(struct exported *x, const char *text, uint64_t seed)
{
    run_script_text(x, text, seed, true);
    write_it(x);
}

static void end(struct exported *x)
{
    json_decref(x->data);
    lab_free(x->lab);
    film_free(x->film);
    free(x->html);
    *x = (struct exported){0};
}

static const json_t *list(const json_t *data, const char *key)
{
    return json_object_get(data, key);
}

static long number(const json_t *array, size_t index)
{
    return (long)json_integer_value(json_array_get(array, index));
}

/* How many steps are done at the first stop. */
static uint64_t first_step(const json_t *data)
{
    return (uint64_t)json_integer_value(json_object_get(data, "first"));
}

static const char *text_of(const json_t *array, size_t index)
{
    return json_string_value(json_array_get(array, index));
}

static size_t count_of(const char *text, const char *what)
{
    size_t count = 0;
    for (const char *at = strstr(text, what); at; at = strstr(at + 1, what))
        count++;
    return count;
}

/* ---- What was when --------------------------------------------------------------------------- */

enum { MOST = 512, STOP_CHANGES = 2 };

/* As the page's reader keeps it: what each is at a stop. */
struct now {
    long cells[MOST], values[MOST], places[MOST];
};

static void take(const json_t *stop, size_t at, long *is)
{
    const json_t *changes = json_array_get(stop, at);
    for (size_t i = 0; i + 1 < json_array_size(changes); i += 2)
        is[number(changes, i)] = number(changes, i + 1);
}

static void take_stop(const json_t *stop, struct now *now)
{
    take(stop, STOP_CHANGES, now->cells);
    take(stop, STOP_CHANGES + 1, now->values);
    take(stop, STOP_CHANGES + 2, now->places);
}

static long find_object(const json_t *objects, const char *kind, const char *name)
{
    for (size_t i = 0; i < json_array_size(objects); i++)
        if (strcmp(text_of(json_array_get(objects, i), 0), kind) == 0 &&
            strcmp(text_of(json_array_get(objects, i), 1), name) == 0)
            return (long)i;
    return -1;
}

static void expect_objects(const json_t *data, const struct now *now, const struct drive *d)
{
    struct buffer kind = {0}, name = {0}, value = {0};
    long shown = 0, there = 0;
    for (uint32_t i = 0; i < d->machine.state->entity_count; i++) {
        if (!objects_shows(&d->machine, i))
            continue;
        buffer_clear(&kind), buffer_clear(&name), buffer_clear(&value);
        objects_add_kind(&d->machine, i, &kind);
        machine_add_entity_name(&d->machine, i, &name);
        objects_add_value(d, i, &value);
        long object = find_object(list(data, "objects"), buffer_text(&kind), buffer_text(&name));
        cr_assert_geq(object, 0, "%s", buffer_text(&name));
        cr_assert_geq(now->values[object], 0);
        const char *is = text_of(list(data, "values"), (size_t)now->values[object]);
        cr_assert_str_eq(is, buffer_text(&value), "%s at step %d is %s, not %s", buffer_text(&name),
                         (int)d->steps, is, buffer_text(&value));
        shown++;
    }
    for (size_t i = 0; i < json_array_size(list(data, "objects")); i++)
        there += now->values[i] >= 0;
    cr_assert_eq(there, shown);
    buffer_free(&kind), buffer_free(&name), buffer_free(&value);
}

/* -1: none, or several that bear the name one after another. */
static long find_thread(const json_t *threads, const char *name)
{
    long found = -1;
    for (size_t i = 0; i < json_array_size(threads); i++) {
        if (strcmp(text_of(threads, i), name) != 0)
            continue;
        if (found >= 0)
            return -1;
        found = (long)i;
    }
    return found;
}

static void expect_threads(const json_t *data, const struct now *now, const struct drive *d)
{
    const struct machine *m = &d->machine;
    struct buffer name = {0};
    int compared = 0;
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        if (state_thread(m->state, i)->status == THREAD_FREE)
            continue;
        buffer_clear(&name);
        machine_add_thread_name(m, i, &name);
        long thread = find_thread(list(data, "threads"), buffer_text(&name));
        if (thread < 0)
            continue;
        compared++;
        const json_t *cell = json_array_get(list(data, "cells"), (size_t)now->cells[thread]);
        cr_assert_str_eq(text_of(list(data, "states"), (size_t)number(cell, 0)),
                         machine_state_word(m, i), "%s at step %d", buffer_text(&name),
                         (int)d->steps);
        cr_assert_eq(json_array_size(cell) == 3, step_enabled(m, i));
    }
    cr_assert_gt(compared, 0);
    buffer_free(&name);
}

/* Who has lost what it could go on for waits, though the driver finds that out only when it is its
 * turn. */
static void settle_all(const struct drive *from, struct drive *settled)
{
    drive_copy(from, settled);
    settled->paused = true; /* whoever can go on is looked at at once */
    uint32_t thread = thread_set_next(&settled->runnable, 0);
    for (; thread != NO_THREAD; thread = thread_set_next(&settled->runnable, thread + 1))
        drive_settle(settled, thread);
}

/* The same run with nothing but the driver, step by step. */
static void expect_run(const char *name, const char *text, uint64_t seed)
{
    struct exported x = {.most_steps = 400};
    struct driven driven;
    struct now now;
    memset(&now, -1, sizeof now);
    begin(&x, text, seed);
    const json_t *stops = list(x.data, "stops");
    cr_assert_eq(first_step(x.data), 0);
    cr_assert(driven_begin(&driven, text, &(struct driven_options){.seed = seed}));
    cr_assert_eq(json_array_size(stops), lab_steps(x.lab) + 1, "%s", name);
    for (size_t i = 0; i < json_array_size(stops); i++) {
        const json_t *stop = json_array_get(stops, i);
        driven_go(&driven, i);
        take_stop(stop, &now);
        cr_assert_eq(driven.drive.steps, i, "%s", name);
        struct drive settled;
        settle_all(&driven.drive, &settled);
        expect_objects(x.data, &now, &settled);
        expect_threads(x.data, &now, &settled);
        drive_free(&settled);
    }
    driven_end(&driven);
    end(&x);
}

Test(page, has_what_was_at_each_step)
{
    static const char *const programs[] = {
        "shared count = 0\nmutex m\nspawn alice { repeat 5 { count += 1 } }\n"
        "spawn bob { with m { count += 1 } }\nlock m\nunlock m\njoin all\nprint count\n",
        "shared a[3] = 7\nqueue q 2\nsemaphore s 1\nbarrier b 2\nlocal mine = 1\n"
        "spawn p { for i in 1, 2, 3 { put q i }\n wait b }\n"
        "spawn c { repeat 3 { a[1] = get q }\n mine = 2\n wait b }\nacquire s\nrelease s\njoin "
        "all\n",
        "mutex one two\nspawn alice { lock one\n lock two }\nspawn bob { lock two\n lock one }\n",
        "mutex m\nlock m\nunlock m\ndrop m\nevent m\nset m\n",
    };
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        for (uint64_t seed = 1; seed <= 8; seed++)
            expect_run("a program", programs[i], seed);
}

static bool has_one_name_each(const char *text)
{
    static const char *const without[] = {"fetch", "ask", "rename", "work", "sleep", "for "};
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        if (strstr(text, without[i]))
            return false;
    return true;
}

static void expect_small(const char *name, const char *text, void *count)
{
    struct program *p = program_new();
    bool compiles = script_compile(p, "test", text) != 0;
    program_free(p);
    if (!compiles || !has_one_name_each(text))
        return;
    expect_run(name, text, 1);
    ++*(int *)count;
}

Test(page, has_what_was_in_the_programs_of_the_tests)
{
    int count = 0;
    scripts_each("tests/programs/wrong/*.thr", expect_small, &count);
    cr_assert_gt(count, 30);
}

/* ---- What could have been otherwise ---------------------------------------------------------- */

Test(page, tells_who_could_go_once_the_clock_has_moved)
{
    struct exported x = {0};
    begin(&x, "spawn a { sleep 1ms }\nspawn b { sleep 1ms }\n", 1);
    const json_t *stops = list(x.data, "stops"), *cells = list(x.data, "cells");
    int both = 0;
    for (size_t i = 0; i < json_array_size(stops); i++) {
        const json_t *ahead = json_array_get(json_array_get(stops, i), STOP_CHANGES + 3);
        both += json_array_size(ahead) == 4;
        for (size_t k = 1; k < json_array_size(ahead); k += 2)
            cr_assert_str_eq(text_of(json_array_get(cells, (size_t)number(ahead, k)), 1),
                             "next: has slept and goes on");
    }
    cr_assert_eq(both, 1);
    end(&x);
}

/* ---- The table ------------------------------------------------------------------------------- */

Test(page, has_a_row_for_each_step)
{
    struct exported x = {0};
    begin(&x, "mutex m\nspawn a { with m { sleep 1ms } }\nspawn b { with m { sleep 1ms } }\n", 3);
    char id[40];
    for (uint64_t step = 1; step <= lab_steps(x.lab); step++) {
        snprintf(id, sizeof id, "<tr id=\"step=%d\"><th scope=row>%d<td>", (int)step, (int)step);
        cr_assert_eq(count_of(x.html, id), 1, "%s", id);
    }
    cr_assert_eq(count_of(x.html, "<th scope=col>main"), 1);
    cr_assert_eq(count_of(x.html, " → b"), 1, "who is let go is named");
    end(&x);
}

/* ---- Names ----------------------------------------------------------------------------------- */

Test(page, takes_no_name_for_markup)
{
    struct exported x = {0};
    begin(&x,
          "shared x = \"</script><!--\"\n"
          "spawn (\"<script>alert(1)</script>\") { print x }\n"
          "spawn (\">&amp;--\") { print \"<b>\" }\n"
          "spawn (\"漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢\") { }\n"
          "spawn (\"e\u0301e\u0301\") { }\njoin all\n",
          1);
    cr_assert_eq(count_of(x.html, "<script"), 3, "words, data, view");
    cr_assert_eq(count_of(x.html, "</script"), 3);
    cr_assert_null(strstr(x.html, "<!--"));
    cr_assert_null(strstr(x.html, "<b>\""));
    cr_assert_null(strstr(x.html, "\x1b"));
    cr_assert_not_null(strstr(x.html, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    cr_assert_geq(find_thread(list(x.data, "threads"), "<script>alert(1)</script>"), 0);
    cr_assert_geq(find_thread(list(x.data, "threads"), ">&amp;--"), 0);
    end(&x);
}

/* ---- Long runs ------------------------------------------------------------------------------- */

Test(page, is_the_same_each_time)
{
    static const char text[] = "mutex m\nshared n = 0\nrepeat 4 { spawn { with m { n += 1 } } }\n";
    struct exported x = {0}, y = {0};
    begin(&x, text, 5);
    begin(&y, text, 5);
    cr_assert_str_eq(x.html, y.html);
    end(&x);
    end(&y);
}

/* Eight threads and a lock that they quarrel over. */
Test(page, has_a_thousand_steps_in_200_kilobytes)
{
    struct exported x = {.most_steps = 1000};
    begin(
        &x,
        "mutex m\nshared n = 0\nsemaphore s 2\n"
        "repeat 8 { spawn { while true { with m { n += 1 }\n acquire s\n n = n + 2\n release s } } "
        "}\n",
        1);
    cr_assert_eq(lab_steps(x.lab), 1000);
    cr_assert_lt(strlen(x.html), 200 * 1000, "%d bytes", (int)strlen(x.html));
    end(&x);
}

Test(page, keeps_the_end_of_a_long_run_and_says_so)
{
    struct exported x = {.most_steps = 25000};
    begin(&x,
          "shared n = 0\nspawn a { while true { n += 1 } }\nspawn b { while true { n += 1 } }\n",
          1);
    const json_t *stops = list(x.data, "stops");
    cr_assert_eq(lab_steps(x.lab), 25000);
    cr_assert_eq(json_array_size(stops), PAGE_STEPS + 1);
    cr_assert_eq(first_step(x.data), 15000);
    cr_assert_eq(count_of(x.html, "<tr id="), PAGE_STEPS);
    cr_assert_not_null(strstr(x.html, "<tr id=\"step=15001\">"));
    cr_assert_null(strstr(x.html, "<tr id=\"step=15000\">"));
    cr_assert_not_null(strstr(x.html, "The first 15,000 steps are left out"));
    end(&x);
}

/* The record has lost how the waits began. */
Test(page, begins_in_the_middle_of_a_wait)
{
    struct exported x = {0};
    run_script_text(&x,
                    "mutex m\nshared n = 0\nlock m\nspawn w { lock m }\n"
                    "repeat 400 { n += 1 }\nunlock m\njoin all\n",
                    1, true);
    record_set_most(x.film->record, 100);
    write_it(&x);
    cr_assert_gt(record_gone(x.film->record), 0);
    uint64_t gone = record_steps_gone(x.film->record);
    const json_t *stops = list(x.data, "stops");
    cr_assert_eq(first_step(x.data), gone);
    cr_assert_eq(json_array_size(stops), lab_steps(x.lab) - gone + 1);
    cr_assert_not_null(strstr(x.html, "steps are left out"));
    cr_assert_not_null(strstr(x.html, "<td class=m rowspan="), "it waits all the time");
    end(&x);
}

Test(page, has_columns_for_those_who_did_something)
{
    struct exported x = {0};
    begin(&x,
          "mutex m\nlock m\nrepeat 3000 { spawn { lock m } }\n"
          "shared n = 0\nrepeat 6000 { n += 1 }\n",
          1);
    size_t threads = json_array_size(list(x.data, "threads"));
    cr_assert_geq(threads, 1);
    cr_assert_leq(threads, PAGE_COLUMNS);
    cr_assert_not_null(strstr(x.html, "more threads did nothing in these steps"));
    end(&x);
}

Test(page, has_one_column_for_all_that_are_too_many)
{
    struct exported x = {0};
    begin(&x, "shared n = 0\nrepeat 200 { spawn { n += 1 } }\njoin all\n", 1);
    size_t threads = json_array_size(list(x.data, "threads"));
    char said[64];
    snprintf(said, sizeof said, "There are columns for %zu threads;", threads);
    cr_assert(threads >= PAGE_COLUMNS && threads < PAGE_COLUMNS + 5);
    cr_assert_not_null(strstr(x.html, "<th scope=col>others"));
    cr_assert_not_null(strstr(x.html, said));
    end(&x);
}

Test(page, is_a_document_where_no_history_was_kept)
{
    struct exported x = {0};
    run_script_text(&x, "shared n = 1\nn = 2\n", 1, false);
    write_it(&x);
    cr_assert_null(x.data);
    cr_assert_not_null(strstr(x.html, "<tr id=\"step=1\">"));
    cr_assert_not_null(strstr(x.html, "is not known"));
    cr_assert_eq(count_of(x.html, "<script"), 0);
    end(&x);
}

static void write_to_full(struct lab *lab, struct machine *m, void *context)
{
    struct exported *x = context;
    struct export_run run = {.film = x->film, .machine = m, .lab = lab, .name = "test.thr"};
    FILE *file = fopen("/dev/full", "w");
    cr_assert_not_null(file);
    setvbuf(file, NULL, _IONBF, 0);
    cr_assert_not(page_write(&run, file));
    fclose(file);
}

Test(page, tells_a_full_disk)
{
    struct exported x = {0};
    run_script_text(&x, "shared n = 1\nn = 2\n", 1, true);
    lab_do(x.lab, write_to_full, &x);
    end(&x);
}
