/* test_trace.c - unit tests of src/export's trace: it is read back, and what it says is held
 * against the record and the state. */
#include "export/trace.h"

#include "../scripts.h"
#include "core/machine.h"
#include "film_run.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

TestSuite(trace, .timeout = 120);

enum { MOST_TRACKS = 4096, FIRST_OBJECT = 1 << 24 };

/* A track as it is read: what is open on it, and how long its states last. */
struct track {
    int depth;
    int64_t opened[3]; /* when */
    const char *names[3];
    int64_t life, states;
    bool began;
};

struct reading {
    struct track threads[MOST_TRACKS], objects[MOST_TRACKS];
    int64_t last; /* of all events */
    uint64_t steps, arrows_begun, arrows_ended;
};

static char *write_trace(const struct film_run *run)
{
    char *bytes = NULL;
    size_t length;
    FILE *file = open_memstream(&bytes, &length);
    cr_assert(trace_write(run->film, &run->driven.drive.machine, file));
    fclose(file);
    return bytes;
}

static json_t *parse(const char *text, const char *name)
{
    json_error_t error;
    json_t *trace = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(trace, "%s: line %d: %s", name, error.line, error.text);
    return trace;
}

static const char *string_of(const json_t *event, const char *key)
{
    const char *text = json_string_value(json_object_get(event, key));
    return text ? text : "";
}

/* An integer of its args; -1: it has none so called. */
static int64_t exactly(const json_t *event, const char *key)
{
    const json_t *value = json_object_get(json_object_get(event, "args"), key);
    return value ? json_integer_value(value) : -1;
}

/* In nanoseconds, of which a double holds those of a few months. */
static int64_t time_of(const json_t *event)
{
    return (int64_t)(json_number_value(json_object_get(event, "ts")) * 1000 + 0.5);
}

static struct track *track_of(struct reading *r, const json_t *event)
{
    json_int_t number = json_integer_value(json_object_get(event, "tid"));
    bool object = number >= FIRST_OBJECT;
    number -= object ? FIRST_OBJECT : 0;
    cr_assert(number >= 0 && number < MOST_TRACKS);
    return object ? &r->objects[number] : &r->threads[number];
}

static void read_begin(struct track *t, const json_t *event, const char *name)
{
    cr_assert_lt(t->depth, 2, "%s", name);
    cr_assert_null(json_object_get(event, "args"), "%s: speedscope takes them for its name", name);
    t->names[t->depth] = string_of(event, "name");
    t->opened[t->depth++] = time_of(event);
    t->began = true;
}

static void read_end(struct track *t, const json_t *event, const char *name)
{
    cr_assert_gt(t->depth, 0, "%s: nothing is open", name);
    int64_t lasted = time_of(event) - t->opened[--t->depth];
    cr_assert_str_eq(string_of(event, "name"), t->names[t->depth], "%s: speedscope", name);
    cr_assert_eq(exactly(event, "from"), t->opened[t->depth], "%s", name);
    cr_assert_gt(lasted, 0, "%s: readers put what follows into a slice of no length", name);
    if (t->depth == 1)
        t->states += lasted;
    else
        t->life += lasted;
}

static void read_event(struct reading *r, const json_t *event, const char *name)
{
    const char *phase = string_of(event, "ph");
    if (*phase == 'M')
        return;
    struct track *t = track_of(r, event);
    if (*phase == 's' || *phase == 'f') {
        /* Who reads it looks for the slice that it lies on. */
        cr_assert_gt(t->depth, 0, "%s: an arrow on nothing", name);
        *(*phase == 's' ? &r->arrows_begun : &r->arrows_ended) += 1;
        return;
    }
    cr_assert(*phase == 'B' || exactly(event, "ns") == time_of(event), "%s", name);
    r->last = time_of(event) > r->last ? time_of(event) : r->last;
    if (*phase == 'B')
        read_begin(t, event, name);
    else if (*phase == 'E')
        read_end(t, event, name);
    else
        r->steps += *phase == 'i';
}

static void check_run(const char *name, const char *text, uint64_t seed)
{
    struct film_run run;
    static struct reading r;
    memset(&r, 0, sizeof r);
    if (film_run(&run, text, seed, 3000)) {
        char *bytes = write_trace(&run);
        json_t *trace = parse(bytes, name), *event;
        size_t i;
        json_array_foreach(json_object_get(trace, "traceEvents"), i, event)
            read_event(&r, event, name);
        for (size_t k = 0; k < MOST_TRACKS; k++) {
            cr_assert_eq(r.threads[k].depth, 0, "%s: a slice without an end", name);
            cr_assert_eq(r.objects[k].depth, 0, "%s: a slice without an end", name);
            cr_assert_eq(r.threads[k].life, r.threads[k].states, "%s: thread %zu", name, k);
        }
        cr_assert_eq(r.arrows_begun, r.arrows_ended, "%s", name);
        cr_assert(r.last <= run.driven.drive.machine.state->now);
        /* Main, the first track, lasts from the beginning to its end. */
        if (state_thread(run.driven.drive.machine.state, STATE_MAIN)->status == THREAD_RUNNING)
            cr_assert_eq(r.threads[1].life, run.driven.drive.machine.state->now, "%s", name);
        json_decref(trace);
        free(bytes);
    }
    film_run_end(&run);
}

static void check_program(const char *name, const char *text, void *context)
{
    (void)context;
    for (uint64_t seed = 1; seed <= 3; seed++)
        check_run(name, text, seed);
}

Test(trace, slices_nest_and_add_up_in_right_programs)
{
    scripts_each("tests/programs/right/*.thr", check_program, NULL);
}

Test(trace, slices_nest_and_add_up_in_wrong_programs)
{
    scripts_each("tests/programs/wrong/*.thr", check_program, NULL);
}

/* The names of the slices on a track, in their order, with a line for each. */
static void add_slices(const json_t *trace, json_int_t track, const char *phase, struct buffer *out)
{
    size_t i;
    json_t *event;
    json_array_foreach(json_object_get(trace, "traceEvents"), i,
                       event) if (json_integer_value(json_object_get(event, "tid")) == track &&
                                  strcmp(string_of(event, "ph"), phase) == 0)
        buffer_printf(out, "%s %lld\n", string_of(event, "name"), (long long)time_of(event));
}

/* Alice holds m while she sleeps; bob waits for it. */
static const char two[] = "mutex m\n"
                          "spawn alice { with m { sleep 5ms } }\n"
                          "join alice for 1ms\n"
                          "spawn bob { with m { } }\n"
                          "join all\n";

static json_t *trace_of(const char *text)
{
    struct film_run run;
    cr_assert(film_run(&run, text, 1, 1000));
    char *bytes = write_trace(&run);
    json_t *trace = parse(bytes, "trace");
    free(bytes);
    film_run_end(&run);
    return trace;
}

static void expect_slices(const json_t *trace, json_int_t track, const char *expected)
{
    struct buffer slices = {0};
    add_slices(trace, track, "B", &slices);
    cr_assert_str_eq(buffer_text(&slices), expected);
    buffer_free(&slices);
}

Test(trace, says_who_waits_for_what_and_who_holds_it)
{
    json_t *trace = trace_of(two);
    expect_slices(trace, 2, "alice 0\nsleeps 0\n");
    expect_slices(trace, 3, "bob 1000000\nwaits for m, held by alice 1000000\n");
    expect_slices(trace, FIRST_OBJECT, "held by alice 0\n");
    json_decref(trace);
}

/* A lock that goes back without an instruction of its own: the thread is cancelled. */
Test(trace, sees_a_lock_given_back_by_who_is_cancelled)
{
    json_t *trace = trace_of("mutex m\nspawn a { with m { sleep 1s } }\nsleep 1ms\ncancel a\n"
                             "sleep 1ms\nlock m\nsleep 1ms\nunlock m\n");
    expect_slices(trace, FIRST_OBJECT, "held by a 0\nheld by main 2000000\n");
    struct buffer ends = {0};
    add_slices(trace, FIRST_OBJECT, "E", &ends);
    cr_assert_str_eq(buffer_text(&ends), "held by a 1000000\nheld by main 3000000\n");
    buffer_free(&ends);
    json_decref(trace);
}

Test(trace, tells_who_gives_up_a_lock_to_wait_for_a_condition)
{
    json_t *trace = trace_of("condition c\nspawn a { with c { wait c } }\nsleep 1ms\n"
                             "with c { notify c; sleep 1ms }\njoin a\n");
    expect_slices(trace, FIRST_OBJECT, "held by main 1000000\n");
    json_decref(trace);
}

Test(trace, has_the_readers_of_a_lock_on_one_track)
{
    json_t *trace = trace_of("rwlock rw\nspawn a { rdlock rw; sleep 2ms; release rw }\nsleep 1ms\n"
                             "spawn b { rdlock rw; sleep 2ms; release rw }\njoin all\n");
    expect_slices(trace, FIRST_OBJECT, "held by a 0\nheld by a, b 1000000\nheld by b 2000000\n");
    json_decref(trace);
}

Test(trace, keeps_hostile_names_as_text)
{
    static const char *const names[] = {
        "<script>alert(1)</script>",
        "quote ' here",
        "\xe7\xba\xbf\xe7\xa8\x8b",
        "e\xcc\x81",
        "0123456789012345678901234567890123456789012345678901234567890123",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct buffer text = {0}, slices = {0}, expected = {0};
        buffer_printf(&text, "spawn \"%s\" { sleep 1ms }\njoin all\n", names[i]);
        json_t *trace = trace_of(buffer_text(&text));
        add_slices(trace, 2, "B", &slices);
        buffer_printf(&expected, "%s 0\nsleeps 0\n", names[i]);
        cr_assert_str_eq(buffer_text(&slices), buffer_text(&expected));
        json_decref(trace);
        buffer_free(&text);
        buffer_free(&slices);
        buffer_free(&expected);
    }
}

/* On the virtual clock most of what a thread is at takes no time at all. */
Test(trace, has_no_slices_of_what_takes_no_time)
{
    json_t *trace = trace_of("mutex m\nspawn a { lock m; yield; unlock m; sleep 1ms }\n"
                             "lock m\nunlock m\nspawn b { yield }\njoin all\nsleep 1ms\n");
    expect_slices(trace, 2, "a 0\nsleeps 0\n");
    expect_slices(trace, 3, "");
    expect_slices(trace, FIRST_OBJECT, "");
    json_decref(trace);
}

/* Who waits and is let go at the same instant. */
Test(trace, has_waits_of_no_length_as_points)
{
    json_t *trace = trace_of("spawn a { yield; sleep 1ms }\nspawn b { join a for 0.5ms; event e }\n"
                             "join b\njoin b\njoin a\n");
    expect_slices(trace, 1, "main 0\nwaits for b 0\nwaits for a 500000\n");
    json_decref(trace);
    trace =
        trace_of("event e\nspawn a { repeat 30 { yield }; set e; sleep 1ms }\nwait e\njoin a\n");
    expect_slices(trace, 1, "main 0\nwaits for a 0\n");
    struct buffer points = {0};
    add_slices(trace, 1, "i", &points);
    cr_assert_not_null(strstr(buffer_text(&points), "waits for e 0\n"), "%s", buffer_text(&points));
    buffer_free(&points);
    json_decref(trace);
}

/* The texts of what a thread has printed, a line each. */
static void add_texts(const json_t *trace, json_int_t track, struct buffer *out)
{
    size_t i;
    json_t *event;
    json_array_foreach(json_object_get(trace, "traceEvents"), i, event)
    {
        const char *text = string_of(json_object_get(event, "args"), "text");
        if (json_integer_value(json_object_get(event, "tid")) == track && text[0])
            buffer_printf(out, "%s = %s\n", string_of(event, "name"), text);
    }
}

static void expect_texts(const json_t *trace, json_int_t track, const char *expected)
{
    struct buffer texts = {0};
    add_texts(trace, track, &texts);
    cr_assert_str_eq(buffer_text(&texts), expected);
    buffer_free(&texts);
}

Test(trace, has_what_threads_print)
{
    json_t *trace = trace_of("shared x = 3\nspawn a { sleep 1ms; print \"a\", x }\n"
                             "print \"hello\", 3 + 4\nlog warning \"low\"\nprint x\njoin a\n");
    expect_texts(trace, 1, "prints: hello 7 = hello 7\nlogs warning: low = low\nprints: 3 = 3\n");
    expect_texts(trace, 2, "prints: a 3 = a 3\n");
    json_decref(trace);
}

Test(trace, has_what_a_block_in_one_step_prints)
{
    json_t *trace = trace_of("print 1\natomic { print 2; print 3 }\nprint 4\n");
    expect_texts(trace, 1, "prints: 1 = 1\nprints: 2 = 2\nprints: 3 = 3\nprints: 4 = 4\n");
    json_decref(trace);
}

Test(trace, keeps_hostile_texts_as_text)
{
    json_t *trace = trace_of("print \"\\\"},\\{\\\\\\nx\\ty <script> \xe7\xba\xbf\"\n");
    expect_texts(trace, 1,
                 "prints: \"},{\\^Jx^Iy <script> \xe7\xba\xbf = "
                 "\"},{\\\nx\ty <script> \xe7\xba\xbf\n");
    json_decref(trace);
}

Test(trace, the_same_run_gives_the_same_bytes)
{
    struct film_run a, b;
    cr_assert(film_run(&a, two, 7, 1000) && film_run(&b, two, 7, 1000));
    char *left = write_trace(&a), *right = write_trace(&b);
    cr_assert_str_eq(left, right);
    free(left);
    free(right);
    film_run_end(&a);
    film_run_end(&b);
}

Test(trace, says_what_is_left_out_of_a_long_run)
{
    struct film_run run;
    cr_assert(film_run(&run, "shared x = 0\nrepeat 100 { x += 1 }\n", 1, 1000));
    record_set_most(run.film->record, 21);
    char *bytes = write_trace(&run);
    json_t *trace = parse(bytes, "long");
    cr_assert_not_null(strstr(bytes, " steps are left out"));
    json_decref(trace);
    free(bytes);
    film_run_end(&run);
}

Test(trace, says_that_it_cannot_be_written)
{
    struct film_run run;
    cr_assert(film_run(&run, two, 7, 1000));
    FILE *full = fopen("/dev/full", "w");
    cr_assert_not_null(full);
    setvbuf(full, NULL, _IONBF, 0);
    cr_assert(!trace_write(run.film, &run.driven.drive.machine, full));
    fclose(full);
    film_run_end(&run);
}
