/* test_session_control.c - unit tests of the lab's own commands: schedules, clocks, steps, saving
 * and loading, what is asked of the screen. */
#include "sitting.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(control, .timeout = 100);

/* ---- Steps ----------------------------------------------------------------------------------- */

Test(control, step_says_what_was_done)
{
    struct sitting t = sit();
    type_lines(&t, "schedule manual\nmutex m\nshared x = 3\n"
                   "spawn alice { lock m; x = x + 1; unlock m }\nspawn bob { lock m }");
    forget(&t);
    type(&t, "step alice");
    expect(&t, "> step alice\n* alice acquires m\n");
    type(&t, "step alice 2");
    expect(&t, "> step alice 2\n* alice reads x = 3\n* alice writes x = 4\n");
    type(&t, "step bob");
    expect(&t, "> step bob\n* bob waits for the mutex m\n* m is held by alice\n"
               "* alice can go on, when it is let to: step alice. Its next step: releases m\n");
    type(&t, "step");
    expect(&t, "> step\n* alice releases m\n");
    type(&t, "step 5");
    expect(&t, "> step 5\n* bob acquires m\n* bob ended and still holds m; nobody else can take it "
               "now\n");
    type(&t, "step");
    expect(&t, "> step\n* nobody can do a step now; `threads` tells why\n");
    type(&t, "step alice");
    expect(&t, "> step alice\n* alice has ended\n");
    type(&t, "step zoe");
    expect(&t, "> step zoe\n! there is no thread called zoe; make one first: spawn zoe\n");
    type(&t, "step 3 4");
    expect(&t, "> step 3 4\n! write: step, step THREAD, step N or step THREAD N\n");
    type(&t, "spawn \"A b\" { print 1; print 2 }");
    forget(&t);
    type(&t, "step \"A b\" 2");
    expect(&t, "> step \"A b\" 2\nA b: 1\n* A b prints\nA b: 2\n* A b prints\n");
    type(&t, "step alice bob");
    expect(&t, "> step alice bob\n! write: step, step THREAD, step N or step THREAD N\n");
    leave(&t);
}

Test(control, under_manual_main_runs_without_step)
{
    struct sitting t = sit();
    type_lines(&t, "schedule manual\nspawn alice\nalice: print 1");
    forget(&t);
    type(&t, "print 2");
    expect(&t, "> print 2\nmain: 2\n");
    type(&t, "step alice");
    expect(&t, "> step alice\nalice: 1\n* alice prints\n");
    leave(&t);
}

Test(control, undo_and_redo_go_back_and_on)
{
    struct sitting t = sit();
    type_lines(&t, "schedule manual\nshared x = 0\nspawn t { x = 1; x = 2 }\nstep t\nstep t");
    forget(&t);
    type(&t, "undo");
    expect(&t, "> undo\n* 1 step taken back: t writes x = 2\n");
    type(&t, "objects");
    expect(&t, "> objects\n* shared  x  1\n");
    type_lines(&t, "undo\nredo\nobjects");
    expect_part(&t, "* shared  x  1\n");
    type(&t, "schedule free");
    forget(&t);
    type(&t, "undo");
    expect(
        &t,
        "> undo\n! `undo` works under `schedule manual` and while the lab is paused: it takes back "
        "steps of threads; an object goes by: drop NAME\n");
    type(&t, "undo x");
    expect(&t, "> undo x\n! write: undo, or: undo N\n");
    leave(&t);
}

/* A step is told as `step` told it, and not by the command that it is a part of. */
Test(control, undo_tells_the_part_of_a_command_that_it_takes_back)
{
    struct sitting t = sit();
    type_lines(&t, "schedule manual\nshared x = 24\nspawn t { x = x + 1; print x }");
    forget(&t);
    type_lines(&t, "step t\nundo\nredo\nstep t\nundo\nredo\nstep t\nundo\nundo 2");
    expect(&t, "> step t\n* t reads x = 24\n> undo\n* 1 step taken back: t reads x = 24\n"
               "> redo\n* 1 step done again: t reads x = 24\n> step t\n* t writes x = 25\n"
               "> undo\n* 1 step taken back: t writes x = 25\n> redo\n* 1 step done again: "
               "t writes x = 25\n> step t\n* t reads x = 25\n> undo\n* 1 step taken back: "
               "t reads x = 25\n> undo 2\n* 2 steps taken back, from `x = x + 1` of t on\n");
    leave(&t);
}

/* An array that main and t have in common until one of them writes. */
Test(control, undo_goes_back_over_the_first_write_to_a_copy)
{
    struct sitting t = sit();
    type_lines(&t, "schedule manual\nprivate p[100] = 1\n"
                   "spawn t { yield; p[0] = 2; yield; print p[0], p[99] }\nstep t\nundo\nredo");
    forget(&t);
    type(&t, "print p[0]");
    expect(&t, "> print p[0]\nmain: 1\n");
    type_lines(&t, "undo\nundo\np[0] = 5\nstep t\nundo\nstep t\nstep t");
    forget(&t);
    type_lines(&t, "step t\nprint p[0]");
    expect(&t, "> step t\nt: 2 1\n* t prints\n> print p[0]\nmain: 5\n");
    leave(&t);
}

/* Main goes on by itself under `manual`: what it was told is taken back with what it did. */
Test(control, undo_takes_back_what_main_was_told)
{
    struct sitting t = sit();
    type_lines(&t, "schedule manual\nspawn t { print 1 }\nspawn u { print 2 }");
    forget(&t);
    type_lines(&t, "undo\nthreads");
    expect(&t, "> undo\n* 1 step of main taken back: `spawn u`\n> threads\n* main  idle\n* t     "
               "ready  next: "
               "prints \"1\"\n");
    type_lines(&t, "redo\nundo 2\nthreads");
    expect(&t, "> redo\n* 1 step of main done again: `spawn u`\n> undo 2\n* 2 steps taken back, "
               "from `spawn t` of main on\n> threads\n* "
               "main  idle\n");
    type_lines(&t, "undo\nredo 2\nstep u");
    expect(&t, "> undo\n* there is nothing to take back\n> redo 2\n* 2 steps done again, from "
               "`spawn t` of main on\n"
               "> step u\nu: 2\n* u prints\n");
    leave(&t);
}

/* `shared n = 0` is no step, and yet something that main was told. */
Test(control, undo_takes_back_what_took_no_step)
{
    struct sitting t = sit();
    type_lines(&t, "schedule manual\nshared n = 0\nspawn t { n += 1 }");
    forget(&t);
    type_lines(&t, "undo 2\nobjects\nundo");
    expect(&t, "> undo 2\n* 2 steps taken back, from `shared n = 0` of main on\n> objects\n* there "
               "are no objects yet; make one: mutex m, event e, shared x = 1\n> undo\n* there is "
               "nothing to take back\n");
    type_lines(&t, "redo\nobjects\nredo");
    expect(&t, "> redo\n* 1 step of main done again: `shared n = 0`\n> objects\n* shared  n  0\n> "
               "redo\n* 1 step of main done again: `spawn t`\n");
    leave(&t);
}

/* What a thread comes to that means nothing yet is looked up by its next step, and is made by then.
 */
Test(control, what_is_not_there_yet_is_looked_up_by_a_step_of_its_own)
{
    struct sitting t = sit();
    type_lines(&t,
               "schedule manual\nspawn a { print 0; g(); print 2 }\nspawn b { yield; print x }\n"
               "step a\nstep b");
    type_lines(&t, "define g() { print 1 }\nshared x = 3");
    forget(&t);
    type_lines(&t, "step a\nstep a\nstep b");
    expect(&t, "> step a\n* a calls g\n> step a\na: 1\n* a prints\n> step b\n* b reads x = 3\n");
    leave(&t);
}

/* ... and so is the step of another thread that let main go on. */
Test(control, undo_takes_back_what_let_main_go_on)
{
    struct sitting t = sit();
    type_lines(&t,
               "schedule manual\nevent go\nspawn t { set go; print 1 }\nwait go\nprint 2\nstep t");
    forget(&t);
    type_lines(&t, "undo\nthreads");
    expect_part(&t, "> threads\n* main  waiting  waits for go · 1 order queued: print 2\n"
                    "* t     ready    next: sets go\n");
    leave(&t);
}

/* As the pane has it: a timer is one until it has gone off or never will. */
Test(control, threads_says_who_is_a_timer)
{
    struct sitting t = sit();
    type_lines(&t, "schedule manual\nspawn busy { print 2 }\ntimer late 5s { print 1 }");
    forget(&t);
    type_lines(&t, "threads");
    expect_part(&t, "* late  new    timer · not started · goes off 5.0 s after its start\n");
    type_lines(&t, "start late\nthreads");
    expect_part(&t, "* late  sleeping  timer · goes off in 5.0 s\n");
    type_lines(&t, "cancel late\nthreads");
    expect_part(&t, "* late  cancelled\n");
    leave(&t);
}

Test(control, pause_stops_everybody_until_resume)
{
    struct sitting t = sit_free();
    type(&t, "pause");
    forget(&t);
    type(&t, "print 1");
    expect(&t, "> print 1\n");
    type(&t, "pause");
    expect(&t, "> pause\n* the lab is paused already\n");
    type(&t, "step");
    expect(&t, "> step\nmain: 1\n* main prints\n");
    type(&t, "print 2");
    forget(&t);
    type(&t, "resume");
    wait_for(&t, "main: 2\n");
    type(&t, "step");
    expect(&t, "> resume\n* going on\nmain: 2\n> step\n* paused first; `resume` goes on\n"
               "* nobody can do a step now; `threads` tells why\n");
    leave(&t);
}

Test(control, trace_tells_every_step_while_it_is_on)
{
    struct sitting t = sit();
    type_lines(&t, "shared x = 1\nsleep 2\ntrace on");
    forget(&t);
    type(&t, "x += 1");
    expect(&t, "> x += 1\n* 2.000000 main reads x = 1\n* 2.000000 main writes x = 2\n");
    type_lines(&t, "mutex m\nlock m\nok = tryacquire m");
    expect_part(&t, "* 2.000000 main acquires m\n> ok = tryacquire m\n"
                    "* 2.000000 main does not get m\n");
    type_lines(&t, "trace off\nx += 1");
    expect(&t, "> trace off\n> x += 1\n");
    type(&t, "trace");
    expect(&t, "> trace\n! write: trace on, or: trace off\n");
    leave(&t);
}

Test(control, settings_answer_and_refuse)
{
    struct sitting t = sit();
    type(&t, "schedule fifo");
    expect(&t, "> schedule fifo\n! the forms are: schedule free, schedule random [SEED], schedule "
               "round-robin, schedule manual\n");
    type_lines(&t, "clock x10\ngil on\nrandom seed 7\nschedule random 3");
    expect(&t, "> clock x10\n* the lab's clock goes at another speed\n> gil on\n"
               "* `work` needs the interpreter lock: one thread works at a time\n"
               "> random seed 7\n* random numbers begin anew\n"
               "> schedule random 3\n* one step at a time, of a thread drawn by lot\n");
    leave(&t);
}

Test(control, the_same_seed_gives_the_same_numbers)
{
    struct sitting t = sit();
    type_lines(&t, "random seed 7\nspawn a\na: print random(1, 1000000)");
    char *first = strdup(strstr(buffer_text(&t.text), "\na: "));
    forget(&t);
    type_lines(&t, "restart\nrandom seed 7\nspawn a\na: print random(1, 1000000)");
    cr_expect_str_eq(strstr(buffer_text(&t.text), "\na: "), first);
    free(first);
    leave(&t);
}

Test(control, interrupt_is_for_puppets)
{
    struct sitting t = sit();
    type_lines(&t, "event e\nspawn a\na: wait e\na: print 1\nspawn b { wait e }");
    forget(&t);
    type(&t, "interrupt a");
    expect(&t, "> interrupt a\n* a is interrupted; 1 order behind it is dropped\n");
    type(&t, "interrupt a");
    expect(&t, "> interrupt a\n* a does nothing that could be interrupted\n");
    type(&t, "interrupt b");
    expect(&t, "> interrupt b\n"
               "! b runs a body of its own and takes no orders; `cancel` ends it\n");
    type(&t, "interrupt");
    expect(&t, "> interrupt\n! write: interrupt THREAD\n");
    leave(&t);
}

Test(control, restart_works_from_a_deadlock_of_many)
{
    struct sitting t = sit_free();
    type_lines(&t, "mutex m\nlock m\nfor i in 1..1000 { spawn \"t{i}\" { lock m } }\nrestart");
    forget(&t);
    type_lines(&t, "mutex m\nlock m\nprint owner(m)");
    expect(&t, "> mutex m\n> lock m\n> print owner(m)\nmain: main\n");
    leave(&t);
}

Test(control, restart_works_while_a_thread_prints_without_end)
{
    struct sitting t = sit_free();
    struct line line;
    type(&t, "spawn t { while true { print 1 } }");
    for (int i = 0; i < 100000; i++)
        session_next_line(t.session, &line);
    session_input(t.session, "restart");
    wait_for(&t, "the lab begins anew");
    settle(&t);
    forget(&t);
    type(&t, "print 2");
    expect(&t, "> print 2\nmain: 2\n");
    leave(&t);
}

/* ---- A full lab ------------------------------------------------------------------------------ */

#define FULL                                                                                       \
    "all variables, objects and threads together would take more than 1 MiB; `drop NAME` and "     \
    "`kill T` make room, `restart` empties the lab, and `thrum --limit-memory=MIB` opens one "     \
    "that may take more\n"

/* What fills it: values, objects, locks of conditions, threads. */
static const char *const fillings[] = {
    "queue q; while true { put q 1 }",
    "for i in 1..100000 { mutex (\"m{i}\") }",
    "for i in 1..100000 { queue (\"q{i}\"); put (\"q{i}\") 1 }",
    "for i in 1..100000 { condition (\"c{i}\") }",
    "for i in 1..100000 { critical (\"s{i}\") { } }",
    "for i in 1..100000 { spawn (\"t{i}\") { wait go } }",
};

/* Whoever waits takes orders still, can be killed and cancelled; all can be seen, and room made. */
static void expect_to_obey(struct sitting *t)
{
    for (int i = 0; i < 300; i++)
        session_input(t->session, "awaits: print \"behind\"");
    settle(t);
    cr_expect_eq(strstr(buffer_text(&t->text), "! "), NULL, "%s", buffer_text(&t->text));
    forget(t);
    type(t, "print now > 0s");
    expect_part(t, "main: true\n");
    type(t, "kill asleep");
    expect_part(t, "asleep was killed");
    type(t, "cancel awaits");
    expect_part(t, "awaits was cancelled");
    type(t, "why filler");
    expect_part(t, "filler is idle");
    type_lines(t, "drop little");
    forget(t);
    type(t, "shared less[2000] = 1");
    expect(t, "> shared less[2000] = 1\n");
    type(t, "spawn asleep");
    expect(t, "> spawn asleep\n");
}

Test(control, a_full_lab_takes_orders)
{
    for (size_t i = 0; i < sizeof fillings / sizeof *fillings; i++) {
        struct sitting t = sit_within(1 << 20);
        struct buffer order = {0};
        type_lines(&t, "event go\nspawn asleep { wait go }\nspawn awaits\nawaits: wait go\n"
                       "spawn filler\nshared little[4096] = 1");
        buffer_printf(&order, "filler: { %s }", fillings[i]);
        session_input(t.session, buffer_text(&order));
        wait_for(&t, FULL);
        settle(&t);
        forget(&t);
        expect_to_obey(&t);
        buffer_free(&order);
        leave(&t);
    }
}

Test(control, finish_waits_for_those_that_are_no_daemons)
{
    struct sitting t = sit_free();
    type_lines(&t, "event e\nspawn t { wait e; print \"last\" }\nspawn puppet\n"
                   "spawn daemon d { while true { sleep 1 } }\ntimer x 1s { print 1 }");
    forget(&t);
    type(&t, "finish");
    wait_for(&t, "never started");
    expect(&t, "> finish\n* main has ended; the program waits for the threads that are no daemons\n"
               "* never started: x\n");
    type(&t, "finish");
    expect(&t, "> finish\n! main has ended already; `restart` begins anew\n");
    type_lines(&t, "cancel t\nrestart");
    leave(&t);
}

/* ---- The screen ------------------------------------------------------------------------------ */

static void expect_order(struct sitting *t, enum screen_order wanted, const char *argument)
{
    enum screen_order order;
    const char *given;
    cr_assert(session_next_screen_order(t->session, &order, &given));
    cr_expect_eq(order, wanted);
    cr_expect_str_eq(given, argument);
}

Test(control, the_screen_is_asked_by_orders)
{
    struct sitting t = sit();
    enum screen_order order;
    const char *argument;
    type_lines(&t, "view both\nview only main\nview all\nview find a b\nview mouse on\n"
                   "view save s.txt\nview large\nview normal\ntheme light\ncls\nclear; print "
                   "1\nevent e; clear e");
    expect_order(&t, SCREEN_PANES, "both");
    expect_order(&t, SCREEN_ONLY, "main");
    expect_order(&t, SCREEN_ONLY, "");
    expect_order(&t, SCREEN_FIND, "a b");
    expect_order(&t, SCREEN_MOUSE, "on");
    expect_order(&t, SCREEN_SAVE, "s.txt");
    expect_order(&t, SCREEN_LARGE, "large");
    expect_order(&t, SCREEN_LARGE, "normal");
    expect_order(&t, SCREEN_THEME, "light");
    expect_order(&t, SCREEN_CLEAR, "");
    expect_order(&t, SCREEN_CLEAR, "");
    cr_expect_not(session_next_screen_order(t.session, &order, &argument));
    forget(&t);
    session_screen_answer(t.session, true, "it could not be written");
    settle(&t);
    expect(&t, "! it could not be written\n");
    type_lines(&t, "view only zoe\ntheme pink");
    expect(&t, "> view only zoe\n! there is no thread called zoe; make one first: spawn zoe\n"
               "> theme pink\n"
               "! write: theme dark, or: theme light, or: theme contrast, or: theme none\n");
    cr_expect_not(session_next_screen_order(t.session, &order, &argument));
    leave(&t);
}

/* ---- Completion ------------------------------------------------------------------------------ */

static char folder[64];

static void enter_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/thrum-control-XXXXXX");
    cr_assert(mkdtemp(folder) && chdir(folder) == 0 && mkdir("d", 0700) == 0);
    int fd = open("a.thr", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    cr_assert(fd >= 0 && close(fd) == 0);
}

static void leave_folder(void)
{
    cr_expect(unlink("a.thr") == 0 && rmdir("d") == 0 && chdir("/") == 0 && rmdir(folder) == 0);
}

static void expect_completion(struct sitting *t, const char *text, size_t start,
                              const char *expected)
{
    struct buffer found = {0};
    size_t begin;
    char **items = session_complete(t->session, text, strlen(text), &begin);
    for (size_t i = 0; items && items[i]; i++) {
        buffer_printf(&found, "%s%s", i ? " " : "", items[i]);
        free(items[i]);
    }
    free(items);
    cr_expect_str_eq(buffer_text(&found), expected, "%s gives %s", text, buffer_text(&found));
    cr_expect_eq(begin, start, "%s: %zu", text, begin);
    buffer_free(&found);
}

Test(control, completion_knows_what_fits, .init = enter_folder, .fini = leave_folder)
{
    struct sitting t = sit();
    type_lines(&t,
               "mutex m1 m2\nrwlock w\nsemaphore s\nevent go\ncondition c\nqueue q\nbarrier b 2\n"
               "spawn alice\nspawn Thread-x\nspawn t { wait go }\nthread new1\n"
               "timer tick 1s { }\nspawn old { }\nshared count = 1\ndefine func() { }\nmine = 1");
    expect_completion(&t, "tryl", 0, "trylock");
    expect_completion(&t, "why a", 4, "alice");
    expect_completion(&t, "sch", 0, "schedule");
    expect_completion(&t, "rwlock w f", 9, "fair");
    expect_completion(&t, "futex ", 6, "wait wake");
    expect_completion(&t, "timer t e", 8, "every exchange");
    expect_completion(&t, "rwlock w pref", 9, "prefer readers prefer writers");
    expect_completion(&t, "condition cc o", 13, "on");
    expect_completion(&t, "condition cc on m1 l", 19, "loose");
    expect_completion(&t, "x = compa", 4, "compare");
    expect_completion(&t, "ali", 0, "alice:");
    expect_completion(&t, "func", 0, "func(");
    expect_completion(&t, "acquire ", 8, "c m1 m2 s");
    expect_completion(&t, "lock m", 5, "m1 m2");
    expect_completion(&t, "unlock ", 7, "c m1 m2 s w");
    expect_completion(&t, "rdlock ", 7, "w");
    expect_completion(&t, "alice: lock m", 12, "m1 m2");
    expect_completion(&t, "print 1; set ", 13, "go");
    expect_completion(&t, "if true { wait ", 15, "b c go");
    expect_completion(&t, "get ", 4, "q");
    expect_completion(&t, "start ", 6, "new1 tick");
    expect_completion(&t, "join ", 5, "Thread-x alice all all but daemons main old t");
    expect_completion(&t, "join Thread-", 5, "Thread-x");
    expect_completion(&t, "interrupt a", 10, "alice");
    expect_completion(&t, "print cou", 6, "count");
    expect_completion(&t, "x = cou", 4, "count");
    expect_completion(&t, "print m", 6, "me mine");
    expect_completion(&t, "log w", 4, "warning");
    expect_completion(&t, "schedule r", 9, "random round-robin");
    expect_completion(&t, "help mut", 5, "mutex mutual-exclusion");
    expect_completion(&t, "help thr", 5, "thread thread-safe threads");
    expect_completion(&t, "load ", 5, "a.thr d/");
    expect_completion(&t, "load a.", 5, "a.thr");
    expect_completion(&t, "print \"lo", 7, "");
    expect_completion(&t, "zzz", 0, "");
    leave(&t);
}

Test(control, completion_knows_what_comes_next_in_a_command)
{
    struct sitting t = sit();
    type_lines(&t, "mutex m\nsemaphore s 3\nevent go\ncondition c on m\nrwlock w\nqueue q\n"
                   "mutex fork[2]\nshared count = 1\nspawn alice\ndefine f() { }");
    expect_completion(&t, "lock m ", 7, "for");
    expect_completion(&t, "acquire fork[(1 + 1) % 2] ", 26, "for");
    expect_completion(&t, "acquire s ", 10, "count f( for");
    expect_completion(&t, "acquire s 2 ", 12, "for");
    expect_completion(&t, "lock new ", 9, "count f( for");
    expect_completion(&t, "lock m for ", 11, "count f(");
    expect_completion(&t, "lock m for 2s ", 14, "");
    expect_completion(&t, "unlock m ", 9, "");
    expect_completion(&t, "unlock s ", 9, "count f(");
    expect_completion(&t, "wait go ", 8, "for");
    expect_completion(&t, "wait c ", 7, "for until");
    expect_completion(&t, "wait c until count > 1 f", 23, "for");
    expect_completion(&t, "notify ", 7, "all c");
    expect_completion(&t, "notify all ", 11, "c");
    expect_completion(&t, "join alice ", 11, "for");
    expect_completion(&t, "join all ", 9, "but daemons for");
    expect_completion(&t, "put q count ", 12, "for");
    expect_completion(&t, "with m ", 7, "{");
    expect_completion(&t, "with rdlock ", 12, "w");
    expect_completion(&t, "repeat 3 ", 9, "{");
    expect_completion(&t, "for i ", 6, "from in in threads");
    expect_completion(&t, "spawn bob ", 10, "f( {");
    expect_completion(&t, "shared x ", 9, "=");
    expect_completion(&t, "condition d ", 12, "on");
    expect_completion(&t, "condition d on ", 15, "fork m");
    expect_completion(&t, "x = ge", 4, "get");
    expect_completion(&t, "x = get q ", 10, "for");
    expect_completion(&t, "if acq", 3, "acquire");
    expect_completion(&t, "if not lock m ", 14, "for");
    expect_completion(&t, "alice: wait go f", 15, "for");
    expect_completion(&t, "try { } cat", 8, "catch");
    expect_completion(&t, "daemon alice ", 13, "off on");
    leave(&t);
}
