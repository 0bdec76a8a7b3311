/* test_session_past.c - unit tests of looking at the lab as it was: back, forth, now. */
#include "sitting.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(looking, .timeout = 100);

#define WAY_BACK                                                                                   \
    "* `threads` and `objects` show the lab as it was then, while it goes on; Enter or `now` "     \
    "returns\n"

/* The bars: what is looked at, the hint under the prompt. */
static void expect_bars(struct sitting *t, const char *past, const char *hint)
{
    struct view_request request = {0};
    struct view view = {0};
    session_view(t->session, &request, &view);
    cr_expect_str_eq(view.past, past);
    cr_expect_str_eq(view.hint, hint);
    view_free(&view);
}

static void make_three_steps(struct sitting *t)
{
    type_lines(t, "mutex m\nshared x = 0\nspawn alice\nalice: lock m\nx = 1");
    forget(t);
}

Test(looking, back_shows_what_was_and_changes_nothing)
{
    struct sitting t = sit();
    make_three_steps(&t);
    type(&t, "back");
    expect(&t, "> back\n* the past: step 2 of 3: alice acquires m\n" WAY_BACK);
    expect_bars(&t, "the past: step 2 of 3", "the past: step 2 of 3 · Enter or `now` returns");
    type(&t, "objects");
    expect(&t, "> objects\n* the past: step 2 of 3\n* mutex   m  held by alice\n* shared  x  0\n");
    type(&t, "back");
    expect(&t, "> back\n* the past: step 1 of 3: main spawns alice\n");
    type(&t, "objects");
    expect(&t, "> objects\n* the past: step 1 of 3\n* mutex   m  free\n* shared  x  0\n");
    type(&t, "why alice");
    expect(&t, "> why alice\n* the past: step 1 of 3\n* alice can go on: it waits for nothing. Its "
               "next step: lock m\n");
    type(&t, "forth 5");
    expect(&t, "> forth 5\n* now again, after step 3\n");
    expect_bars(&t, "", "");
    type(&t, "objects");
    expect(&t, "> objects\n* mutex   m  held by alice\n* shared  x  1\n");
    leave(&t);
}

/* On the way back everybody is looked at anew, also where the lock was free still: the arrow from
 * who let it go is there again behind redo. */
Test(looking, redo_keeps_who_let_whom_go)
{
    struct sitting t = sit();
    type_lines(&t,
               "schedule manual\nmutex m\nspawn a { lock m; yield; unlock m }\n"
               "spawn b { lock m; unlock m }\nstep a\nstep b\nstep a 2\nundo 3\nredo 3\nstep b");
    forget(&t);
    type(&t, "columns");
    expect_part(&t, "unlock m \u2192 b");
    leave(&t);
}

Test(looking, back_ends_at_the_beginning_and_forth_at_now)
{
    struct sitting t = sit();
    type(&t, "back");
    expect(&t, "> back\n* no step has been done yet\n");
    type(&t, "forth");
    expect(&t, "> forth\n* this is how the lab is now; `back` shows how it was\n");
    make_three_steps(&t);
    type(&t, "back 3");
    expect(&t, "> back 3\n* the past: before the first of 3 steps\n" WAY_BACK);
    type(&t, "back");
    expect(&t, "> back\n* that is the beginning: nothing was done before\n");
    type(&t, "forth 2");
    expect(&t, "> forth 2\n* the past: step 2 of 3: alice acquires m\n");
    type(&t, "back 99");
    expect(&t,
           "> back 99\n* the past: before the first of 3 steps\n* that is the beginning: nothing "
           "was done before\n");
    type(&t, "forth 3");
    expect(&t, "> forth 3\n* now again, after step 3\n");
    type(&t, "back x");
    expect(&t, "> back x\n! write: back [N]\n");
    type(&t, "back 0");
    expect(&t, "> back 0\n! write: back [N]\n");
    leave(&t);
}

/* Enter, `now`, and whatever is done to the lab; what only looks does not. */
Test(looking, what_is_done_is_done_now)
{
    struct sitting t = sit();
    make_three_steps(&t);
    type_lines(&t, "back 2\nthreads\nhelp mutex\nwhy main");
    forget(&t);
    expect_bars(&t, "the past: step 1 of 3", "the past: step 1 of 3 · Enter or `now` returns");
    session_enter(t.session);
    settle(&t);
    expect(&t, "* now again, after step 3\n");
    expect_bars(&t, "", "");
    type(&t, "back 2");
    forget(&t);
    type(&t, "now");
    expect(&t, "> now\n* now again, after step 3\n");
    type(&t, "now");
    expect(&t, "> now\n* the lab is shown as it is now; its clock is shown by: print now\n");
    type(&t, "back 3");
    forget(&t);
    type(&t, "x += 1");
    expect(&t, "> x += 1\n* back to now: this is done to the lab as it is\n");
    type(&t, "print x");
    expect(&t, "> print x\nmain: 2\n");
    type_lines(&t, "back 3\nclock virtual");
    expect_part(&t, "> clock virtual\n* back to now: this is done to the lab as it is\n");
    leave(&t);
}

Test(looking, the_past_ends_where_the_lab_begins_anew)
{
    struct sitting t = sit();
    make_three_steps(&t);
    type_lines(&t, "back 2\nrestart");
    forget(&t);
    expect_bars(&t, "", "");
    type(&t, "back");
    expect(&t, "> back\n* no step has been done yet\n");
    leave(&t);
}

/* The run goes on, and N counts from where one looks. */
Test(looking, the_run_goes_on_meanwhile)
{
    struct sitting t = sit_free();
    type_lines(&t, "shared x = 0\nevent go\nx = 1\nspawn t { wait go; x = 2; x = 3 }\nback 2");
    expect_part(&t, "* the past: step 1 of 3: main writes x = 1\n");
    type(&t, "objects");
    expect_part(&t, "* shared  x   1\n");
    type_lines(&t, "set go\nwait go\njoin t\nback 100\nforth");
    expect_part(&t, "* the past: step 1 of ");
    leave(&t);
}

/* Undo is of the lab as it is, whatever is looked at; and then that is how it is. */
Test(looking, undo_goes_there_for_real)
{
    struct sitting t = sit();
    type_lines(&t,
               "schedule manual\nshared x = 0\nspawn t { x = 1; x = 2; x = 3 }\nstep t 3\nback 2");
    expect_part(&t, "* the past: step 2 of 4: t writes x = 1\n");
    type(&t, "undo");
    expect(&t, "> undo\n* back to now: this is done to the lab as it is\n* 1 step taken back: "
               "t writes x = 3\n");
    type(&t, "back");
    expect(&t, "> back\n* the past: step 2 of 3: t writes x = 1\n" WAY_BACK);
    type(&t, "redo");
    expect(&t, "> redo\n* back to now: this is done to the lab as it is\n* 1 step done again: "
               "t writes x = 3\n");
    type(&t, "back");
    expect(&t, "> back\n* the past: step 3 of 4: t writes x = 2\n" WAY_BACK);
    leave(&t);
}

/* A pause comes too late for what has just gone wrong: undo goes back before it. */
Test(looking, undo_goes_back_before_the_pause)
{
    struct sitting t = sit();
    type_lines(&t, "shared x = 0\nspawn t { x = 1; x = 2 }\njoin t\npause");
    forget(&t);
    type_lines(&t, "undo 2\nobjects");
    expect_part(&t, "* shared  x  1\n");
    type_lines(&t, "redo\nobjects");
    expect_part(&t, "* shared  x  2\n");
    leave(&t);
}

/* Since when somebody waits and who stands in line are as they were. */
Test(looking, waits_are_as_they_were)
{
    struct sitting t = sit();
    type_lines(&t, "mutex m\nspawn a b c\na: lock m\nb: lock m\nsleep 2s\nc: lock m\nsleep 3s\n"
                   "a: unlock m\nshared x = 0\nx = 1");
    forget(&t);
    type_lines(&t, "back 3\nthreads");
    expect_part(&t, "* the past: step 6 of 9\n* main  idle\n* a     ready    holds m\n"
                    "* b     waiting  waits for m · held by a · one of 2 who wait · 5.0 s\n"
                    "* c     waiting  waits for m · held by a · one of 2 who wait · 3.0 s\n");
    type(&t, "objects");
    expect_part(&t, "* mutex  m  held by a · b and c wait\n");
    leave(&t);
}
