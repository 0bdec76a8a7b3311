/* test_challenge.c - unit tests of challenges: how far a failure is, from every place on the way.
 */
#include "explore/challenge.h"

#include "bare.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(challenge, .timeout = 60);

static struct bare bare;
static struct buffer why;

/* The program up to where main can go no further; then the challenge from there. */
static struct challenge *open_challenge(const char *program, enum explore_kind kind)
{
    cr_assert(bare_begin(&bare, program, &(struct bare_options){0}), "%s",
              buffer_text(&bare.output));
    while (step_enabled(&bare.machine, STATE_MAIN))
        step_run(&bare.machine, STATE_MAIN);
    return challenge_open(&bare.machine, kind, &why);
}

static void close_challenge(struct challenge *c)
{
    challenge_close(c);
    bare_end(&bare);
    buffer_free(&why);
}

static uint32_t thread_called(const char *name)
{
    for (uint32_t i = 0; i < bare.machine.state->thread_count; i++)
        if (strcmp(name_bytes(bare.program->texts, state_thread(bare.machine.state, i)->name),
                   name) == 0)
            return i;
    cr_assert_fail("no thread called %s", name);
    return 0;
}

static void step(struct challenge *c, const char *name)
{
    cr_assert(challenge_step(c, thread_called(name)), "%s", name);
}

static void expect_left(const struct challenge *c, uint64_t left)
{
    uint32_t thread;
    cr_expect_eq(challenge_standing(c), CHALLENGE_OPEN);
    cr_expect_eq(challenge_left(c, &thread), left);
}

/* `join all` keeps main from ending, which would take the puppets with it. */
#define TWO_LOCKS                                                                                  \
    "mutex m1 m2\nspawn alice { with m1 { with m2 { } } }\n"                                       \
    "spawn bob { with m2 { with m1 { } } }\njoin all"

Test(challenge, two_steps_make_a_deadlock_of_two_locks)
{
    struct challenge *c = open_challenge(TWO_LOCKS, EXPLORE_DEADLOCK);
    cr_assert(c, "%s", buffer_text(&why));
    cr_expect_eq(challenge_best(c), 2);
    expect_left(c, 2);
    step(c, "alice");
    expect_left(c, 1);
    step(c, "bob");
    cr_expect_eq(challenge_standing(c), CHALLENGE_WON);
    cr_expect_eq(challenge_taken(c), 2);
    cr_expect_not(challenge_step(c, thread_called("alice")), "nobody can go on");
    close_challenge(c);
}

Test(challenge, it_can_be_lost_and_taken_back)
{
    struct challenge *c = open_challenge(TWO_LOCKS, EXPLORE_DEADLOCK);
    step(c, "alice");
    step(c, "alice");
    cr_expect_eq(challenge_standing(c), CHALLENGE_LOST);
    cr_expect_not(challenge_step(c, thread_called("bob")), "bob waits for m2");
    challenge_back(c, 1);
    expect_left(c, 1);
    challenge_back(c, 100);
    expect_left(c, 2);
    cr_expect_eq(challenge_taken(c), 0);
    close_challenge(c);
}

Test(challenge, following_the_hints_wins_in_the_fewest_steps)
{
    struct challenge *c = open_challenge("shared n = 0\nspawn a { n += 1; print n }\n"
                                         "spawn b { n += 1; print n }\njoin a\njoin b\n"
                                         "assert n == 2",
                                         EXPLORE_ASSERTION);
    cr_assert(c, "%s", buffer_text(&why));
    while (challenge_standing(c) == CHALLENGE_OPEN) {
        uint32_t thread;
        challenge_left(c, &thread);
        cr_assert(challenge_step(c, thread));
    }
    cr_expect_eq(challenge_standing(c), CHALLENGE_WON);
    /* Both read and write, in any order but one behind the other, read again and print; what main
     * does behind them counts for nothing. */
    cr_expect_eq(challenge_best(c), 8);
    cr_expect_eq(challenge_taken(c), 8);
    close_challenge(c);
}

Test(challenge, another_failure_than_the_one_wanted_loses)
{
    struct challenge *c = open_challenge("shared n = 0\n"
                                         "spawn a { if n == 0 { raise \"no\" }; assert n == 2 }\n"
                                         "spawn b { n = 1 }\njoin all",
                                         EXPLORE_ASSERTION);
    cr_assert(c, "%s", buffer_text(&why));
    cr_expect_eq(challenge_best(c), 3);
    step(c, "a");
    cr_expect_eq(challenge_standing(c), CHALLENGE_LOST);
    close_challenge(c);
}

Test(challenge, a_spin_on_what_never_comes_is_endless)
{
    struct challenge *c = open_challenge("atomic ready = false\nevent seen\n"
                                         "spawn a { if not isset(seen) { while not ready { } } }\n"
                                         "spawn b { set seen }\njoin all",
                                         EXPLORE_ENDLESS);
    cr_assert(c, "%s", buffer_text(&why));
    cr_expect_eq(challenge_best(c), 1);
    step(c, "b");
    cr_expect_eq(challenge_standing(c), CHALLENGE_LOST);
    challenge_back(c, 1);
    step(c, "a");
    cr_expect_eq(challenge_standing(c), CHALLENGE_WON);
    close_challenge(c);
}

static void refuse(const char *program, enum explore_kind kind, const char *reason)
{
    struct challenge *c = open_challenge(program, kind);
    cr_expect_null(c);
    cr_expect_str_eq(buffer_text(&why), reason);
    close_challenge(c);
}

Test(challenge, what_cannot_be_one_is_refused)
{
    refuse("mutex m\nspawn a { with m { } }\nspawn b { with m { } }\njoin all", EXPLORE_DEADLOCK,
           "main goes by itself in a challenge, and then no order leads to it (deadlock)");
    refuse(
        "spawn a { sleep 1; raise \"no\" }\njoin all", EXPLORE_ERROR,
        "in a challenge nobody may sleep, work, wait with a time limit or choose, but this does: "
        "a");
    refuse(
        "event e\nspawn a { if wait e for 1 { raise \"no\" } }\nspawn b { set e }\njoin all",
        EXPLORE_ERROR,
        "in a challenge nobody may sleep, work, wait with a time limit or choose, but this does: "
        "a");
    refuse("shared n = 0\nspawn a { while true { n += 1 } }\njoin all", EXPLORE_ERROR,
           "there are too many orders of steps for a challenge");
}
