/* test_session_exact.c - sessions in which the same input makes the same run (session_options). */
#include "sitting.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(exact, .timeout = 60);

static struct sitting sit_exactly(void)
{
    struct session_options options = {.seed = 1, .exact = true};
    struct sitting t = {.session = session_open(&options)};
    settle(&t);
    forget(&t);
    return t;
}

/* Types and waits until nothing goes on by itself. */
static void play(struct sitting *t, const char *text)
{
    session_input(t->session, text);
    while (!session_rests(t->session))
        turn(t);
    settle(t);
}

Test(exact, no_time_passes_between_the_commands_of_an_input)
{
    struct sitting t = sit_exactly();
    play(&t, "spawn a { sleep 1; print now }\nspawn b { sleep 1; print now }\nsleep 5\nprint now");
    expect_part(&t, "a: 1s\n");
    play(&t, "timer late 1 { print \"too late\" }\nstart late; cancel late\nsleep 2\nprint now");
    cr_assert(!strstr(buffer_text(&t.text), ": too late"), "%s", buffer_text(&t.text));
    expect_part(&t, "main: 7s\n");
    leave(&t);
}

Test(exact, daemons_stand_still_once_everybody_else_rests)
{
    struct sitting t = sit_exactly();
    play(&t, "spawn daemon d { while true { sleep 1; print now } }\nsleep 2.5");
    expect_part(&t, "d: 2s\n");
    play(&t, "print now");
    expect(&t, "> print now\nmain: 2.5s\n");
    play(&t, "sleep 1");
    expect(&t, "> sleep 1\nd: 3s\n");
    leave(&t);
}

Test(exact, a_command_is_handed_over_only_when_the_last_rests)
{
    struct sitting t = sit_exactly();
    play(&t, "shared n = 0; spawn bob\nrepeat 20000 { n += 1 }\nbob: print n\nwork 3\nprint now");
    expect_part(&t, "bob: 20000\nmain: 3s\n");
    leave(&t);
}

Test(exact, the_clock_and_the_schedule_stay_independent_of_the_machine)
{
    struct sitting t = sit_exactly();
    play(&t, "clock real; schedule free; clock x10\nsleep 3600\nprint now");
    expect_part(&t, "main: 3600s\n");
    leave(&t);
}

static char *racers(void)
{
    struct sitting t = sit_exactly();
    play(&t,
         "shared n = 0\nfor i in 1..4 { spawn \"r{i}\" { repeat 50 { n += 1; if n % 7 == 0 { print "
         "me, n } } } }\nspawn daemon d { while true { n += 1; sleep 0.1 } }\njoin r1; print n");
    char *text = buffer_take(&t.text);
    leave(&t);
    return text;
}

Test(exact, the_same_input_gives_the_same_bytes)
{
    char *first = racers();
    for (int i = 0; i < 10; i++) {
        char *again = racers();
        cr_assert_str_eq(first, again);
        free(again);
    }
    free(first);
}

Test(exact, dropping_what_is_queued_opens_the_gate)
{
    struct sitting t = sit_exactly();
    session_input(t.session, "event e\nspawn bob { sleep 1; print \"bob\" }\nwait e\nprint 2");
    settle(&t);
    session_interrupt(t.session);
    while (!session_rests(t.session))
        turn(&t);
    settle(&t);
    expect_part(&t, "bob: bob\n");
    leave(&t);
}
