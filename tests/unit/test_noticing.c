/* test_noticing.c - unit tests of src/watch's looking back: clocks against plain arrays, and what
 * is noticed of small programs that go in an order written here. */
#include "../scripts.h"
#include "core/drive.h"
#include "watch/clocks.h"
#include "watch/noticing.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(noticing, .timeout = 60);

/* ---- Clocks ---------------------------------------------------------------------------------- */

enum { CLOCKS = 8, THREADS = 700, ROUNDS = 20000 };

Test(noticing, clocks_are_as_arrays)
{
    static uint64_t plain[CLOCKS][THREADS];
    struct clock_tree *trees[CLOCKS] = {0};
    uint32_t random = 1;
    memset(plain, 0, sizeof plain);
    for (int round = 0; round < ROUNDS; round++) {
        random = random * 1664525 + 1013904223;
        uint32_t c = random >> 8 & 7, other = random >> 11 & 7, deed = random >> 14 & 7;
        uint32_t thread = (random >> 17) % (random >> 30 ? THREADS : 20);
        if (deed < 4) {
            plain[c][thread] += deed;
            trees[c] = clocks_with(trees[c], thread, plain[c][thread]);
        } else if (deed < 6) {
            for (int i = 0; i < THREADS; i++)
                if (plain[c][i] < plain[other][i])
                    plain[c][i] = plain[other][i];
            trees[c] = clocks_joined(trees[c], trees[other]);
        } else if (deed == 6) {
            struct clock_tree *old = trees[c];
            trees[c] = clocks_share(trees[other]);
            clocks_release(old);
            memcpy(plain[c], plain[other], sizeof plain[c]);
        } else {
            uint32_t first = 0, found;
            while (first < THREADS && plain[c][first] <= plain[other][first])
                first++;
            bool beyond = clocks_beyond(trees[c], trees[other], &found);
            cr_assert_eq(beyond, first < THREADS);
            if (beyond)
                cr_assert_eq(found, first);
        }
        cr_assert_eq(clocks_at(trees[c], thread), plain[c][thread]);
    }
    for (int c = 0; c < CLOCKS; c++) {
        for (uint32_t i = 0; i < THREADS; i++)
            cr_assert_eq(clocks_at(trees[c], i), plain[c][i]);
        clocks_release(trees[c]);
    }
}

/* ---- Programs -------------------------------------------------------------------------------- */

/* What was told, a line each: "race x". */
static void hear(void *told, const struct machine *m, const struct noticed *n)
{
    buffer_printf(told, "%s ", noticing_words[n->kind]);
    machine_add_entity_name(m, n->entity, told);
    buffer_putc(told, '\n');
}

struct program_run {
    const char *order; /* segments */
    const char *text;
    const char *told;
};

static void expect(const struct program_run *r)
{
    static const struct drive_hooks hooks = {0};
    struct program *program = program_new();
    uint32_t unit = script_compile(program, "test", r->text), thread;
    cr_assert_neq(unit, 0, "%s", r->text);
    struct buffer told = {0};
    struct noticing *n = noticing_new("explore", hear, &told);
    struct drive d = {.hooks = &hooks};
    char why[160];
    machine_init(&d.machine, program, 0, 0);
    d.machine.state->timeless = 1;
    drive_begin(&d);
    schedule_start(&d.schedule, SCHEDULE_ROUND_ROBIN, 1);
    if (r->order)
        cr_assert(schedule_read_segments(&d.schedule, r->order, why, sizeof why), "%s", why);
    noticing_follow(n, &d.machine, true);
    machine_start_main(&d.machine, unit);
    drive_apply_changes(&d);
    for (int steps = 0; steps < 500 && drive_step(&d, &thread) == DRIVE_STEPPED;)
        steps++;
    cr_expect_str_eq(buffer_text(&told), r->told, "%s\n%s", r->order, r->text);
    drive_free(&d);
    noticing_free(n);
    buffer_free(&told);
    program_free(program);
}

Test(noticing, tells_what_nothing_orders)
{
    static const struct program_run runs[] = {
        {"main*2 a b", "shared x = 0; spawn a { x = 1 }; spawn b { x = 2 }", "race x\n"},
        {"main*2 b a", "shared x = 0; spawn a { x = 1 }; spawn b { n = x }", "race x\n"},
        /* What is read alone, an atomic variable, each its own element: no race. */
        {"main*2 a b", "shared x = 0; spawn a { n = x }; spawn b { n = x }", ""},
        {"main*2 a b", "atomic x = 0; spawn a { x = 1 }; spawn b { x = 2 }", ""},
        {"main*2 a b", "shared x[2] = 0; spawn a { x[0] = 1 }; spawn b { x[1] = 2 }", ""},
        {"main*2 a b", "shared x = 0; spawn a { atomic { x = 1 } }; spawn b { atomic { x = 2 } }",
         ""},
        {"main*2 a b", "shared x = 0; spawn a { atomic { x = 1 } }; spawn b { x = 2 }", "race x\n"},
        /* Several read at once, one writes behind them. */
        {"main*3 a b c", "shared x = 0; spawn a { n = x }; spawn b { n = x }; spawn c { x = 1 }",
         "race x\n"},
        /* Once for a variable. */
        {"main*2 a*4 b*4", "shared x = 0; spawn a { x += 1; x += 1 }; spawn b { x += 1; x += 1 }",
         "race x\n"},
        /* Starting does not come before what was done since. */
        {"main a main*2", "shared x = 0; spawn a { x = 1 }; x = 5; join a", "race x\n"},
        {"main*2 a main", "shared x = 0; spawn a { x = 1 }; x = 5; join a", "race x\n"},
        /* Sleeping is no order. */
        {NULL, "shared x = 0; spawn a { x = 1 }; sleep 1s; x = 2", "race x\n"},
    };
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        expect(&runs[i]);
}

Test(noticing, tells_nothing_of_what_something_orders)
{
    static const char *const texts[] = {
        "shared x = 0; spawn a { x = 1 }; join a; x = 2",
        "shared x = 0; x = 1; spawn a { x = 2 }",
        "shared x = 0; spawn a { x = 1 }; join all; x = 2",
        "shared x = 0; event e; spawn a { x = 1; set e }; wait e; x = 2",
        "shared x = 0; semaphore s 0; spawn a { x = 1; release s }; acquire s; x = 2",
        "shared x = 0; queue q; spawn a { x = 1; put q 1 }; n = get q; x = 2",
        "shared x = 0; latch l 1; spawn a { x = 1; countdown l }; wait l; x = 2",
        "shared x = 0; channel ch; spawn a { x = 1; send ch 1 }; n = receive ch; x = 2",
        "shared x = 0; channel ch; spawn a { n = receive ch; x = 1 }; x = 2; send ch 1",
        "shared x = 0; channel ch; spawn a { x = 1; close ch }; n = receive ch; x = 2",
        "shared x = 0; barrier b 2; spawn a { x = 1; wait b }; wait b; x = 2",
        "shared x = 0; atomic f = 0; spawn a { x = 1; f = 1 }; while f == 0 { yield }; x = 2",
        "shared x = 0; condition c; shared ok = false; "
        "spawn a { x = 1; with c { ok = true; notify c } }; with c { wait c until ok }; x = 2",
        "shared x = 0; once o; spawn a { once o { x += 1 } }; once o { x += 1 }; n = x",
        "shared x = 0; rwlock w; spawn a { with wrlock w { x = 1 } }; with rdlock w { n = x }",
        "shared x = 0; spawn a { x = 1 }; while alive(a) { yield }; x = 2",
        "shared x = 0; thread p; start p; x = 1; p: x = 2",
        "shared x = 0; thread p; start p; p: x = 2; join p; x = 3",
        "shared x = 0; timer t 1s { x = 1 }; x = 2; start t; join t; x = 3",
        "shared x = 0; event e; spawn a { try { wait e } finally { x = 2 } }; yield; x = 1; "
        "cancel a; join a",
        "shared x = 0; mutex m; spawn a { with m { x += 1 } }; spawn b { with m { x += 1 } }; "
        "join all; print x",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect(&(struct program_run){NULL, texts[i], ""});
}

Test(noticing, tells_orders_of_locks_that_can_strike)
{
#define TWO "mutex m; mutex n; mutex o; "
    static const struct program_run runs[] = {
        {"main*2 a*4 b*4",
         TWO "spawn a { with m { with n { } } }; spawn b { with n { with m { } } }", "order m\n"},
        /* Under a common outer lock, by one thread, behind a join, with a try: nothing can. */
        {"main*2 a*6 b*6",
         TWO "spawn a { with o { with m { with n { } } } }; "
             "spawn b { with o { with n { with m { } } } }",
         ""},
        {"main a*8", TWO "spawn a { with m { with n { } }; with n { with m { } } }", ""},
        {NULL, TWO "spawn a { with m { with n { } } }; join a; with n { with m { } }", ""},
        {"main*2 a*4 b*4",
         TWO "spawn a { with m { with n { } } }; spawn b { with n { ok = trylock m } }", ""},
    };
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        expect(&runs[i]);
}
