/* test_session_explore.c - `explore` and `replay` at the prompt. */
#include "sitting.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

TestSuite(explore, .timeout = 60);

/* In place of the C library's: while `no_room` is set there are no more descriptors. */
static bool no_room;

int pipe(int ends[2])
{
    if (no_room) {
        errno = EMFILE;
        return -1;
    }
    return (int)syscall(SYS_pipe2, ends, 0);
}

/* Two threads that lose an update, not one step of them done. */
static struct sitting two_counters(void)
{
    struct sitting t = sit();
    type_lines(&t, "schedule manual\nshared n = 0\nspawn a { n += 1 }\nspawn b { n += 1 }");
    forget(&t);
    return t;
}

static void explore(struct sitting *t, const char *command, const char *end)
{
    type(t, command);
    wait_for(t, end);
}

Test(explore, finds_a_race_from_the_lab_as_it_stands)
{
    struct sitting t = two_counters();
    explore(&t, "explore", "`replay` brings");
    expect_part(&t, "* the lab: REFUTED: there is an order of steps that goes wrong\n");
    leave(&t);
}

Test(explore, proves_what_cannot_go_wrong_from_here)
{
    struct sitting t = two_counters();
    type_lines(&t, "step a 2"); /* what is left is one thread */
    forget(&t);
    explore(&t, "explore", "spurious wake-ups");
    expect_part(&t, "* the lab: PROVED");
    leave(&t);
}

Test(explore, orders_that_end_well_are_replayed)
{
    struct sitting t = sit();
    type_lines(&t, "schedule manual\natomic n = 0\ndefine f() { private y = n; n = y + 1 }\n"
                   "spawn a f()\nspawn b f()");
    forget(&t);
    explore(&t, "explore", "spurious wake-ups");
    type(&t, "replay");
    expect_part(&t, "`explore --orders=3` shows orders in which all goes well");
    explore(&t, "explore --orders=2", "`replay 2` to the second");
    expect_part(&t, "2. an order to the end: n is 1 in the end");
    forget(&t);
    type(&t, "replay 3");
    expect_part(&t, "write: replay, or replay N with N from 1 to 2");
    type(&t, "replay 2");
    expect_part(&t,
                "* number 2 of 2 of the last `explore`, of the lab: an order to the end: n is 1 "
                "in the end, b is first at n\n* paused before the first of its 4 steps");
    type_lines(&t, "resume\nprint n");
    wait_for(&t, "main: 1");
    explore(&t, "explore --orders=many", "--orders takes a number from 1 to 100, not 'many'");
    leave(&t);
}

Test(explore, orders_that_wait_in_puppets_count)
{
    struct sitting t = sit();
    type_lines(&t, "schedule manual\nmutex m1 m2\nspawn alice\nspawn bob\n"
                   "alice: { with m1 { with m2 { } } }\nbob: { with m2 { with m1 { } } }");
    forget(&t);
    explore(&t, "explore", "`replay` brings");
    expect_part(&t, "deadlock: ");
    type_lines(&t, "replay\nresume\nthreads");
    expect_part(&t, "deadlock: alice -> m2 -> bob -> m1 -> alice");
    leave(&t);
}

Test(explore, replay_of_what_is_so_already)
{
    struct sitting t = sit();
    type_lines(&t, "mutex m\nlock m\nlock m");
    explore(&t, "explore", "spurious wake-ups");
    forget(&t);
    type(&t, "replay");
    expect(&t, "> replay\n* number 1 of 1 of the last `explore`, of the lab: deadlock: main waits "
               "for itself, for ever\n* paused where the lab was explored: it is so from the "
               "beginning, and no "
               "step leads there\n");
    leave(&t);
}

Test(explore, an_invariant_that_is_broken_already_is_named)
{
    struct sitting t = sit();
    type_lines(&t, "atomic x = 0\ninvariant x < 2\nx = 2");
    forget(&t);
    explore(&t, "explore", "spurious wake-ups");
    expect_part(&t,
                "1. invariant: `invariant x < 2` (prompt:1:1) is broken before the first step\n");
    leave(&t);
}

#define REPLAYED(what)                                                                             \
    "* that was the last step: " what "\n* `undo` (F7) takes it back, `replay` begins once more\n"

Test(explore, replay_goes_there_and_back)
{
    struct sitting t = two_counters();
    explore(&t, "explore", "`replay` brings");
    type_lines(&t, "step a 2\nstep b 2"); /* somewhere else by now */
    forget(&t);
    type(&t, "replay");
    expect_part(&t, "paused before the first of its 3 steps: a*2 b\n");
    type_lines(&t, "step\nstep");
    expect(&t, "> step\n* step 1 of 3: a reads n = 0\n> step\n* step 2 of 3: a writes n = 1\n");
    type_lines(&t, "undo\nstep\nstep\nundo 3\nstep 3");
    expect(&t,
           "> undo\n* 1 step taken back: a writes n = 1\n"
           "> step\n* step 2 of 3: a writes n = 1\n"
           "> step\n* step 3 of 3: b reads n = 1\n" REPLAYED(
               "race: nothing keeps two threads "
               "from touching n at once") "> undo 3\n* 3 steps taken back, from `n += 1` of a on\n"
                                          "> step 3\n* step 1 of 3: a reads n = 0\n* step 2 of 3: "
                                          "a writes n = 1\n"
                                          "* step 3 of 3: b reads n = 1\n" REPLAYED(
                                              "race: nothing keeps two threads from "
                                              "touching n at once"));
    leave(&t);
}

/* Its steps are counted from where it begins, whatever the lab has done before and since. */
Test(explore, replay_counts_its_own_steps)
{
    struct sitting t = two_counters();
    type_lines(&t, "step a");
    explore(&t, "explore", "`replay` brings");
    type_lines(&t, "step b 2\ncolumns since 4\nreplay");
    forget(&t);
    type(&t, "columns");
    expect(&t, "> columns\n"
               "*     time step main                  a                     b\n"
               "*    0.000    1                       n = 1\n"
               "*                                     ends\n"
               "*             2                                             reads n = 1\n"
               "* all of this is still to come\n");
    type_lines(&t, "step\nback\nback");
    expect(&t, "> step\n* step 1 of 2: a writes n = 1\n"
               "> back\n* the past: before the first of 1 step\n"
               "* `threads` and `objects` show the lab as it was then, while it goes on; Enter or "
               "`now` returns\n"
               "> back\n* that is the beginning: nothing was done before\n");
    leave(&t);
}

/* What is typed in the middle waits for the end of the order. */
Test(explore, replay_goes_before_what_is_typed)
{
    struct sitting t = two_counters();
    explore(&t, "explore", "`replay` brings");
    type_lines(&t, "replay\nstep");
    forget(&t);
    type(&t, "n = 7");
    expect(&t, "> n = 7\n* the replay goes first: this is done behind the 2 steps that are left of "
               "it; `resume` does all\n");
    type_lines(&t, "step\nstep");
    expect_part(&t, "* step 3 of 3: b reads n = 1\n");
    leave(&t);
}

/* What was done otherwise and undone is done again so: nothing of the finding has come about. */
Test(explore, redo_of_another_order_is_that_order)
{
    struct sitting t = two_counters();
    struct view view = {0};
    explore(&t, "explore", "`replay` brings");
    type_lines(&t, "replay\nstep b 2\nstep a\nundo 3");
    session_view(t.session, &(struct view_request){0}, &view);
    cr_expect_str_eq(view.schedule, "replay: step 0 of 3 done");
    view_free(&view);
    forget(&t);
    type(&t, "redo 3");
    expect(&t, "> redo 3\n* 3 steps done again, from `n += 1` of b on\n");
    session_view(t.session, &(struct view_request){0}, &view);
    cr_expect_str_eq(view.schedule, "recorded");
    view_free(&view);
    /* Behind another first step what was undone is no more, and the order can be kept to. */
    type_lines(&t, "undo 9\nstep\nstep");
    forget(&t);
    type(&t, "step");
    expect_part(&t, "* step 3 of 3: b reads n = 1\n* that was the last step: ");
    leave(&t);
}

/* What is done, and what is to come, stands in the columns; the place on the status line. */
Test(explore, replay_has_a_place)
{
    struct sitting t = two_counters();
    struct view view = {0};
    explore(&t, "explore", "`replay` brings");
    type_lines(&t, "replay\nstep");
    forget(&t);
    type(&t, "columns");
    expect(&t, "> columns\n"
               "*     time step main                  a                     b\n"
               "*    0.000 ►  1                       reads n = 0\n"
               "*             2                       n = 1\n"
               "*                                     ends\n"
               "*             3                                             reads n = 1\n");
    session_view(t.session, &(struct view_request){0}, &view);
    cr_expect_str_eq(view.schedule, "replay: step 1 of 3 done");
    view_free(&view);
    /* Where b goes first it is another order, until that is taken back. */
    type(&t, "step b");
    expect(&t, "> step b\n* here the lab leaves the order that was found, before step 2 of 3; "
               "`undo` leads back to it, `replay` to its beginning\n* b reads n = 0\n");
    session_view(t.session, &(struct view_request){0}, &view);
    cr_expect_str_eq(view.schedule, "recorded");
    view_free(&view);
    type_lines(&t, "undo\nstep");
    expect(&t,
           "> undo\n* 1 step taken back: b reads n = 0\n> step\n* step 2 of 3: a writes n = 1\n");
    type(&t, "resume");
    expect_part(&t, "* step 3 of 3: b reads n = 1\n");
    leave(&t);
}

Test(explore, an_order_is_void_once_the_lab_begins_anew)
{
    struct sitting t = two_counters();
    explore(&t, "explore", "`replay` brings");
    type(&t, "restart");
    forget(&t);
    type(&t, "replay");
    expect(&t, "> replay\n! the lab has begun anew since it was explored; `explore` again\n");
    leave(&t);
}

Test(explore, says_what_is_wrong_with_a_command)
{
    struct sitting t = sit();
    type_lines(&t, "replay\nexplore stop\nexplore --time=soon\nexplore fast\nexplore --seed=3\n"
                   "explore --spurious=1\nexplore --time");
    expect(&t,
           "> replay\n! nothing was explored yet: `explore` looks for an order that goes wrong\n"
           "> explore stop\n! nothing is being explored\n"
           "> explore --time=soon\n! --time takes untimed or virtual, not 'soon'\n"
           "> explore fast\n! explore has no option 'fast'; `thrum explore --help` lists them\n"
           "> explore --seed=3\n! --seed is for the command line alone\n"
           "> explore --spurious=1\n! --spurious takes no value\n"
           "> explore --time\n! --time=WHICH is how that is written\n");
    leave(&t);
}

Test(explore, replay_says_what_was_not_found)
{
    struct sitting t = sit();
    explore(&t, "explore", "nothing to run");
    cr_expect_null(strstr(buffer_text(&t.text), "explore last")); /* there is nothing to offer */
    forget(&t);
    type(&t, "replay");
    expect(&t, "> replay\n! there is nothing to replay: when `explore` looked, nothing was left to "
               "run\n");
    type_lines(&t, "schedule manual\nshared n = 0\nspawn a { n += 1 }");
    explore(&t, "explore", "spurious wake-ups");
    forget(&t);
    type(&t, "replay");
    expect(&t, "> replay\n! there is nothing to replay: `explore` found nothing wrong with the "
               "lab; `explore --orders=3` shows orders in which all goes well\n");
    leave(&t);
}

Test(explore, what_was_explored_stays_when_nothing_is_left)
{
    struct sitting t = two_counters();
    explore(&t, "explore", "`replay` brings");
    type_lines(&t, "step a 2\nstep b 2");
    explore(&t, "explore", "nothing to run");
    forget(&t);
    type(&t, "replay");
    expect_part(&t, "paused before the first of its 3 steps: a*2 b\n");
    leave(&t);
}

/* A deadlock that needs an order which round-robin does not take. */
static const char script[] = "mutex m1 m2\nspawn a { with m1 { with m2 { } } }\n"
                             "join a\nspawn b { with m2 { with m1 { } } }\n"
                             "spawn c { with m1 { with m2 { } } }\n";

static char *write_script(void)
{
    static char name[] = "/tmp/thrum-XXXXXX.thr";
    int fd = mkstemps(name, 4);
    cr_assert(fd >= 0 && write(fd, script, sizeof script - 1) == (ssize_t)sizeof script - 1);
    close(fd);
    return name;
}

Test(explore, what_was_loaded_is_explored_from_its_beginning)
{
    struct sitting t = sit();
    struct buffer load = {0};
    char *file = write_script();
    const char *name = strrchr(file, '/') + 1;
    buffer_printf(&load, "load %s", file);
    type(&t, buffer_text(&load));
    explore(&t, "explore", "nothing to run");
    wait_for(&t, "`explore last` looks at ");
    cr_expect(strstr(buffer_text(&t.text), name));
    for (int i = 0; i < 2; i++) {
        forget(&t);
        explore(&t, "explore last", "`replay` brings");
        cr_expect(strstr(buffer_text(&t.text), ".thr: REFUTED"));
        cr_expect(strstr(buffer_text(&t.text), "deadlock: "));
        type(&t, "restart"); /* what a program does does not depend on the lab */
    }
    type(&t, "replay");
    expect_part(&t, "* the lab begins anew with thrum-");
    type_lines(&t, "step 99");
    expect_part(&t, "* step 1 of 10: main spawns a\n");
    type(&t, "print 1");
    expect_part(&t, "! main has ended and takes no more orders; `restart` begins anew\n");
    type(&t, "threads");
    cr_expect(strstr(buffer_text(&t.text), "* b     waiting"), "%s", buffer_text(&t.text));
    cr_expect(strstr(buffer_text(&t.text), "* c     waiting"), "%s", buffer_text(&t.text));
    forget(&t);
    type_lines(&t, "undo 99\nprint 1");
    expect_part(&t, "as a script does, and takes no commands; `restart` begins anew\n");
    type_lines(&t, "restart\nprint 2");
    expect_part(&t, "main: 2\n");
    unlink(file);
    buffer_free(&load);
    leave(&t);
}

Test(explore, what_was_typed_is_explored_from_its_beginning)
{
    struct sitting t = sit();
    type_lines(
        &t, "define more(k) { n += k }\nrestart\nshared n = 0\nspawn a more(1)\nspawn b more(2)");
    explore(&t, "explore",
            "`explore last` looks at what was typed since the lab began from its "
            "beginning");
    explore(&t, "explore last --findings=first", "`replay` brings");
    expect_part(&t, "* what was typed: REFUTED");
    type(&t, "restart");
    forget(&t);
    type(&t, "explore last");
    expect(&t, "> explore last\n! nothing was typed or loaded yet that could be explored\n");
    leave(&t);
}

/* Far too many states to be seen in this test's time. */
static struct sitting endless_counters(void)
{
    struct sitting t = sit();
    type_lines(&t, "schedule manual\natomic a = 0\natomic b = 0\natomic c = 0\n"
                   "spawn one { while true { a += 1; b += 1 } }\n"
                   "spawn two { while true { b += 1; c += 1 } }\n"
                   "spawn three { while true { c += 1; a += 1 } }");
    forget(&t);
    return t;
}

Test(explore, the_prompt_stays_alive_meanwhile)
{
    struct sitting t = endless_counters();
    explore(&t, "explore", "exploring goes on beside the lab");
    type_lines(&t, "print 6 * 7\nexplore");
    expect_part(&t, "main: 42\n> explore\n! the lab is being explored already");
    session_interrupt(t.session);
    settle(&t);
    expect_part(&t,
                "main does nothing that could be interrupted; `explore stop` ends the exploring");
    explore(&t, "explore stop", "interrupted");
    expect_part(&t, "Some orders of steps were looked at");
    leave(&t);
}

Test(explore, leaving_ends_it)
{
    struct sitting t = endless_counters();
    type(&t, "explore");
    leave(&t);
}

/* Time-outs, choices: what is not told by who steps alone. */
Test(explore, replay_times_out_and_chooses_as_it_was_found_and_undo_knows)
{
    struct sitting t = sit_free();
    type_lines(&t, "event e\nschedule manual\n"
                   "spawn s { if wait e for 60m { } else { assert choose(1, 3) < 3, \"three\" } }");
    forget(&t);
    explore(&t, "explore", "`replay` brings");
    type(&t, "replay");
    expect_part(&t, "paused before the first of its 3 steps: s s! s=3\n");
    for (int i = 0; i < 2; i++) {
        type(&t, "step 3");
        expect(&t, "> step 3\n* step 1 of 3: s waits for e, which is not set\n"
                   "* step 2 of 3: s gives up waiting for e: its time has run out\n"
                   "* step 3 of 3: s chooses 3\n"
                   "! s failed: assert choose(1, 3) < 3, \"three\": the assertion failed: "
                   "three\n" REPLAYED("assertion: s fails at `assert choose(1, 3) < 3, \"three\"` "
                                      "(prompt:1:40): the assertion failed: three"));
        type(&t, "undo 2");
        expect(&t, "> undo 2\n* 2 steps taken back, from `if wait e for 60m` of s on\n");
        type(&t, "redo 2");
        expect(&t, "> redo 2\n* 2 steps done again, from `if wait e for 60m` of s on\n" REPLAYED(
                       "assertion: s fails at `assert choose(1, 3) < 3, \"three\"` "
                       "(prompt:1:40): the assertion failed: three"));
        type(&t, "threads");
        expect_part(&t, "* s     failed");
        type(&t, "undo 3");
        forget(&t);
    }
    leave(&t);
}

Test(explore, last_takes_the_last_definition_of_a_function)
{
    struct sitting t = sit();
    type_lines(&t, "shared n = 0\nmutex m\ndefine f() { n += 1 }\nspawn a f()\nspawn b f()\n"
                   "define f() { with m { n += 1 } }");
    forget(&t);
    explore(&t, "explore last", "spurious wake-ups");
    expect_part(&t, "* f was defined anew: its last definition counts from the beginning\n"
                    "* what was typed: PROVED");
    type_lines(&t, "restart\nshared n = 0\nmutex m\nspawn a f()");
    forget(&t);
    explore(&t, "explore last", "spurious wake-ups");
    cr_expect_null(strstr(buffer_text(&t.text), "defined anew"), "%s", buffer_text(&t.text));
    expect_part(&t, "PROVED");
    leave(&t);
}

/* Nobody would hear of its end otherwise. */
Test(explore, no_room_to_wait_for_it_is_said)
{
    struct sitting t = two_counters();
    no_room = true;
    type(&t, "explore");
    expect(&t,
           "> explore\n! the system has no room for another thread (see ulimit -u, -v and -n)\n");
    type(&t, "explore last");
    expect(&t, "> explore last\n! the system has no room for another thread (see ulimit -u, -v and "
               "-n)\n");
    no_room = false;
    explore(&t, "explore", "`replay` brings");
    leave(&t);
}

/* What was refused did nothing: without it the lab is as it was. */
Test(explore, last_leaves_out_what_failed_at_once)
{
    struct sitting t = sit();
    type_lines(&t, "lock zz\nexplore last");
    expect_part(&t, "! nothing was typed or loaded yet that could be explored\n");
    type_lines(&t, "mutex m\nshared n = 0\nunlock m\nprint n + y\nmutex n\nspawn p\np: lock zz\n"
                   "spawn a { with m { n += 1 } }\nspawn b { with m { n += 1 } }");
    forget(&t);
    explore(&t, "explore last", "spurious wake-ups");
    expect_part(&t, "* left out, as it failed when it was typed: lock zz\n"
                    "* left out, as it failed when it was typed: unlock m\n"
                    "* left out, as it failed when it was typed: print n + y\n"
                    "* left out, as it failed when it was typed: mutex n\n"
                    "* left out, as it failed when it was typed: p: lock zz\n"
                    "* what was typed: PROVED");
    leave(&t);
}

/* What may have done something first is in it, and an assertion is what one wants to know of. */
Test(explore, last_has_what_failed_after_it_did_something)
{
    struct sitting t = sit();
    type_lines(&t,
               "shared n = 0\ndefine f() { n += 1; raise \"odd\" }\nspawn a { n += 1 }\njoin a\n"
               "assert n == 2\nf()");
    forget(&t);
    explore(&t, "explore last", "`replay` brings");
    expect_part(&t, "* who does this ends there if it fails, as it did when it was typed: assert n "
                    "== 2\n"
                    "* who does this ends there if it fails, as it did when it was typed: f()\n"
                    "* what was typed: REFUTED: there is an order of steps that goes wrong\n"
                    "* \n"
                    "* 1. assertion: main fails at `assert n == 2` (what was typed:5:1)");
    leave(&t);
}

Test(explore, last_leaves_out_functions_from_before_the_beginning_that_nothing_calls)
{
    struct sitting t = sit();
    type_lines(&t, "mutex m\ndefine low() { with m { print 1 } }\ndefine high() { low() }\n"
                   "define more(x) { return x + 1 }\nspawn a high()\nrestart\n"
                   "spawn b { print more(1) }");
    forget(&t);
    explore(&t, "explore last", "spurious wake-ups");
    expect_part(&t, "* what was typed: PROVED");
    type_lines(&t, "mutex m\nspawn c high()");
    forget(&t);
    explore(&t, "explore last", "spurious wake-ups");
    expect_part(&t, "* what was typed: PROVED");
    leave(&t);
}
