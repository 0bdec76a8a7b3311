/* test_apart.c - what is done beside the search comes to the same as what is done behind it. */
#include "../beside.h"
#include "../scripts.h"
#include "bare.h"
#include "base/memory.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(apart, .timeout = 100);

static const char philosophers[] =
    "private n = 4\nmutex fork[n]\n"
    "define dine(first, second) { with fork[first] { with fork[second] { } } }\n"
    "for i in 0..n - 1 { spawn \"p{i}\" dine(i, (i + 1) % n) }\n";

static const char apart[] = "shared x[4] = 0\nmutex m\n"
                            "define f(i) { x[i] = 1; x[i] = 2; x[i] = 3; with m { x[i] = 4 } }\n"
                            "for i in 0..3 { spawn \"t{i}\" f(i) }\n";

static const char alike[] =
    "semaphore s 2\nmutex m\n"
    "define f() { acquire s; with m { }; release s }\n"
    "for i in 0..3 { spawn \"t{i}\" f() }\nfor i in 0..3 { join \"t{i}\" }\n";

static struct explore_result *explore_text(const char *text, struct explore_options options)
{
    struct machine m;
    struct program *program = program_new();
    machine_init(&m, program, 0, 0);
    options.script = script_compile(program, "test", text);
    cr_assert_neq(options.script, 0, "%s", text);
    struct explore_result *r = explore_run(&m, &options);
    cr_assert_null(r->refusal, "%s", r->refusal ? r->refusal : "");
    machine_free(&m);
    program_free(program);
    return r;
}

static const char *or_none(const char *text)
{
    return text ? text : "none";
}

/* With this helper it comes to what it comes to without one. Whether schedules were counted. */
static bool same_with(const char *text, struct explore_options options,
                      const struct explore_helper *helper)
{
    struct explore_result *alone = explore_text(text, options);
    options.helper = helper;
    struct explore_result *helped = explore_text(text, options);
    cr_expect_eq(helped->verdict, alone->verdict);
    cr_expect_eq(helped->states, alone->states);
    cr_expect_eq(helped->moves, alone->moves);
    cr_expect_eq(helped->unbounded, alone->unbounded);
    cr_expect_str_eq(or_none(helped->limit), or_none(alone->limit));
    cr_expect_str_eq(or_none(helped->schedules), or_none(alone->schedules), "%lu bytes",
                     (unsigned long)options.limit_memory);
    cr_assert_eq(helped->finding_count, alone->finding_count);
    for (size_t i = 0; i < alone->finding_count; i++) {
        cr_expect_str_eq(or_none(helped->findings[i].schedule),
                         or_none(alone->findings[i].schedule));
        cr_expect_str_eq(helped->findings[i].message, alone->findings[i].message);
        cr_expect_eq(helped->findings[i].fewest, alone->findings[i].fewest);
    }
    bool counted = alone->schedules;
    explore_free(alone);
    explore_free(helped);
    return counted;
}

Test(apart, beside_is_as_behind)
{
    cr_expect(same_with(philosophers, explore_options_default(), &beside));
    cr_expect(same_with(apart, explore_options_default(), &beside));
    cr_expect(same_with(alike, explore_options_default(), &beside));
}

Test(apart, where_memory_is_short_it_is_done_behind)
{
    bool any = false, all = true;
    for (uint64_t bytes = (uint64_t)1 << 17; bytes < (uint64_t)1 << 23; bytes += bytes / 4) {
        struct explore_options options = explore_options_default();
        options.limit_memory = bytes;
        bool counted = same_with(apart, options, &beside);
        any |= counted;
        all &= counted;
    }
    cr_expect(any && !all, "limits on both sides of what it takes");
}

static void *never(void (*function)(void *context), void *context)
{
    (void)function, (void)context;
    return NULL;
}

Test(apart, without_a_thread_for_it_it_is_done_behind)
{
    static const struct explore_helper nobody = {never, NULL, 0};
    cr_expect(same_with(apart, explore_options_default(), &nobody));
}

/* Begins late: when it is waited for. */
struct late {
    void (*function)(void *context);
    void *context;
};

static void *put_off(void (*function)(void *context), void *context)
{
    struct late *late = memory_zeroed(1, sizeof *late);
    *late = (struct late){function, context};
    return late;
}

static void make_up(void *help)
{
    struct late *late = help;
    late->function(late->context);
    free(late);
}

Test(apart, it_may_begin_as_late_as_it_likes)
{
    static const struct explore_helper slow = {put_off, make_up, 0};
    cr_expect(same_with(philosophers, explore_options_default(), &slow));
    cr_expect(same_with(apart, explore_options_default(), &slow));
}

static void call_off(void *context, const struct explore_progress *progress)
{
    (void)progress;
    atomic_store((atomic_bool *)context, true);
}

/* 3 to the 30th states: it ends only because it is called off, whoever does what then. */
Test(apart, it_is_called_off)
{
    atomic_bool cancel = false;
    struct explore_options options = explore_options_default();
    options.helper = &beside;
    options.progress = call_off;
    options.context = options.cancel = &cancel;
    struct explore_result *r =
        explore_text("shared x = 0\nmutex m[30]\ndefine f(i) { lock m[i]; x = i; unlock m[i] }\n"
                     "for i in 0..29 { spawn \"t{i}\" f(i) }\n",
                     options);
    cr_expect(r->cancelled);
    explore_free(r);
}
