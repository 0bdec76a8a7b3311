/* test_shorten.c - orders that are known are made easier, and others drawn. */
#include "../scripts.h"
#include "base/memory.h"
#include "explore/play.h"
#include "explore/walks.h"
#include "explore/way.h"

#include <criterion/criterion.h>
#include <stdlib.h>

TestSuite(shorten, .timeout = 100);

/* A search that has come to its end. */
struct looked {
    struct program *program;
    struct machine machine;
    struct world_options world;
    struct explore_options options;
    struct explore_result result;
    struct search search;
};

static void look(struct looked *l, const char *text, uint64_t limit_states)
{
    *l = (struct looked){.program = program_new(), .options = explore_options_default()};
    machine_init(&l->machine, l->program, 0, 0);
    l->options.limit_states = limit_states;
    l->world = (struct world_options){.script = script_compile(l->program, "test", text),
                                      .untimed = true,
                                      .symmetry = true,
                                      .persistent = true,
                                      .forget = true};
    cr_assert_neq(l->world.script, 0, "%s", text);
    l->search = (struct search){.machine = &l->machine,
                                .world_options = &l->world,
                                .options = &l->options,
                                .result = &l->result};
    l->search.world = world_new(&l->machine, &l->world, &(struct buffer){0});
    search_run(&l->search);
}

static void leave(struct looked *l)
{
    world_free(l->search.world);
    search_free(&l->search);
    machine_free(&l->machine);
    program_free(l->program);
}

static const struct target *target_of(const struct looked *l, enum explore_kind kind)
{
    for (size_t i = 0; i < l->search.targets.count; i++)
        if (l->search.targets.all[i].kind == kind)
            return &l->search.targets.all[i];
    return NULL;
}

/* It comes to the target, with its last move and as often leaving a thread as it says. */
static void expect_to_come(struct looked *l, const struct target *target, const struct order *order)
{
    struct play p;
    play_begin(&p, &l->search, l->search.world, target, order->count + 1);
    for (size_t i = 0; i < order->count && !p.over; i++) {
        cr_assert(play_can(&p, order->moves[i]));
        play_move(&p, order->moves[i]);
    }
    cr_expect(p.again);
    cr_expect_eq(p.count, order->count);
    cr_expect_eq(p.preemptions, order->preemptions);
    play_free(&p);
}

/* The way of the search to a target of this kind, made easier. */
static void expect_shortened(const char *text, enum explore_kind kind, uint32_t preemptions,
                             size_t count)
{
    struct looked l;
    uint64_t work = 500000;
    look(&l, text, 0);
    const struct target *target = target_of(&l, kind);
    cr_assert_not_null(target, "%s", text);
    struct order order = way_order(&l.search, target);
    if (!order.moves)
        walks_to(&l.search, target, &order, &work);
    cr_assert_not_null(order.moves, "%s", text);
    expect_to_come(&l, target, &order);
    shorten(&l.search, target, &order, &work);
    expect_to_come(&l, target, &order);
    cr_expect_eq(order.preemptions, preemptions, "%u in %s", order.preemptions, text);
    cr_expect_eq(order.count, count, "%zu in %s", order.count, text);
    free(order.moves);
    leave(&l);
}

Test(shorten, what_is_not_needed_is_left_out_and_switches_are_taken_back)
{
    expect_shortened("mutex m[4]\n"
                     "define f(i) { lock m[i % 4]; lock m[(i + 1 + i / 4) % 4];\n"
                     "  unlock m[(i + 1 + i / 4) % 4]; unlock m[i % 4] }\n"
                     "for i in 0..7 { spawn \"t{i}\" f(i) }\n",
                     EXPLORE_DEADLOCK, 1, 10);
    expect_shortened("atomic x = 0\ninvariant x <= 4\n"
                     "define f() { repeat 2 { x += 1; x -= 1 } }\n"
                     "for i in 1..6 { spawn \"t{i}\" f() }\n",
                     EXPLORE_INVARIANT, 4, 11);
    expect_shortened("shared x = 0\nshared y = 0\n"
                     "define f() { repeat 2 { x += 1; y += 1 } }\n"
                     "for i in 1..5 { spawn \"t{i}\" f() }\n",
                     EXPLORE_RACE, 0, 8);
}

Test(shorten, an_order_to_an_assertion_at_the_end_stays_whole)
{
    expect_shortened("shared x = 0\nsemaphore s 1\n"
                     "define f() { private y = 0; with s { y = x }; with s { x = y + 1 } }\n"
                     "for i in 1..3 { spawn \"t{i}\" f() }\njoin all\nassert x == 3\n",
                     EXPLORE_ASSERTION, 1, 23);
}

Test(shorten, walks_meet_what_many_orders_have)
{
    struct looked l;
    look(&l,
         "mutex fork[11]\n"
         "define dine(i) { while true { lock fork[i]; lock fork[(i + 1) % 11];\n"
         "  unlock fork[(i + 1) % 11]; unlock fork[i] } }\n"
         "for i in 0..10 { spawn \"p{i}\" dine(i) }\n",
         1000);
    cr_assert_eq(l.search.targets.count, 0);
    cr_expect(walks_look(&l.search));
    const struct target *target = target_of(&l, EXPLORE_DEADLOCK);
    cr_assert_not_null(target);
    struct order order = {target->moves, target->count, target->preemptions};
    expect_to_come(&l, target, &order);
    leave(&l);
}

Test(shorten, walks_meet_where_no_end_can_be_come_to)
{
    struct looked l;
    struct order order = {0};
    uint64_t work = 100000;
    look(&l, "atomic go = 0\nspawn a { while go == 0 { } }\nspawn b { if go == 1 { go = 1 } }\n",
         0);
    cr_assert(l.search.ends.any_endless);
    const struct target *target = targets_add(&l.search.targets, EXPLORE_ENDLESS, 0);
    walks_to(&l.search, target, &order, &work);
    cr_assert_not_null(order.moves);
    expect_to_come(&l, target, &order);
    free(order.moves);
    leave(&l);
}
