/* test_session_control.c - unit tests of the lab's own commands: schedules, clocks, steps, saving
 * and loading, what is asked of the screen. */
#include "sitting.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(control, .timeout = 100);

/* ---- Steps ------------------------------------------------------------------------------------
 */

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
    expect(&t, "> undo\n* 1 step of t taken back: `x = 2`\n");
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

/* ---- Saving and loading -----------------------------------------------------------------------
 */

static char folder[64];

static void enter_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/thrum-control-XXXXXX");
    cr_assert(mkdtemp(folder) && chdir(folder) == 0);
}

static void leave_folder(void)
{
    unlink("a.thr");
    rmdir("d");
    cr_expect(chdir("/") == 0);
    cr_expect(rmdir(folder) == 0, "%s is not empty", folder);
}

static char *content_of(const char *file)
{
    struct buffer text = {0};
    char bytes[4096];
    FILE *f = fopen(file, "r");
    cr_assert(f);
    size_t count;
    while ((count = fread(bytes, 1, sizeof bytes, f)) > 0)
        buffer_add(&text, bytes, count);
    fclose(f);
    return buffer_take(&text);
}

static void write_file(const char *file, const char *bytes, size_t length)
{
    FILE *f = fopen(file, "w");
    cr_assert(f && fwrite(bytes, 1, length, f) == length && fclose(f) == 0);
}

Test(control, save_writes_a_script_that_runs, .init = enter_folder, .fini = leave_folder)
{
    struct sitting t = sit();
    type_lines(&t, "gil off\nspawn alice; mutex m # the lock");
    type(&t, "alice: {\n  lock m\n}");
    type_lines(&t, "threads\nlock mm\nlok m\nschedule random 3\npause\nresume\nprint 1");
    forget(&t);
    type(&t, "save a.thr");
    expect(&t,
           "> save a.thr\n* saved to a.thr; `thrum run a.thr` runs it\n"
           "* left out, as comments: 4 commands that failed, were interrupted, or that a script "
           "cannot hold, such as `pause` and `step`\n");
    char *script = content_of("a.thr");
    cr_expect_str_eq(
        script,
        "# Typed at the prompt of thrum. Run it with: thrum run FILE\n\n"
        "gil off\nspawn alice\nmutex m\n"
        "alice: {\n  lock m\n}\njoin alice for 50ms\n# lock mm\n# schedule random 3\n# pause\n"
        "# resume\nprint 1\n");
    free(script);
    leave(&t);
}

/* The ring comes of the order in which they were told; a script's main would not wait for them. */
Test(control, a_saved_deadlock_of_orders_comes_again, .init = enter_folder, .fini = leave_folder)
{
    static const char saved[] =
        "# Typed at the prompt of thrum. Run it with: thrum run FILE\n\n"
        "mutex m1 m2\nspawn alice bob\nalice: lock m1\njoin alice for 50ms\n"
        "bob: lock m2\njoin bob for 50ms\nalice: lock m2\n"
        "join alice for 50ms\nbob: lock m1\n";
    struct sitting t = sit();
    type_lines(&t, "mutex m1 m2\nspawn alice bob\nalice: lock m1\nbob: lock m2\nalice: lock m2\n"
                   "bob: lock m1\nsave a.thr");
    expect_part(&t, "* saved to a.thr; `thrum run a.thr` runs it\n");
    char *script = content_of("a.thr");
    cr_expect_str_eq(script, saved);
    free(script);
    type_lines(&t, "restart\nload a.thr");
    expect_part(&t, "! deadlock: bob -> m1 -> alice -> m2 -> bob");
    type(&t, "save a.thr"); /* and the joins are not doubled */
    script = content_of("a.thr");
    cr_expect_str_eq(script, saved);
    free(script);
    leave(&t);
}

Test(control, save_says_what_will_come_otherwise, .init = enter_folder, .fini = leave_folder)
{
    struct sitting t = sit();
    type_lines(&t, "event go\nspawn \"A b\" late\nwait go\nlate: set go\n\"A b\", late: print 1\n"
                   "late: wait go for 5s\nclear go\nlate: wait go\nlate: print 2");
    session_input(t.session, "interrupt late");
    settle(&t);
    forget(&t);
    type(&t, "save a.thr");
    expect(&t,
           "> save a.thr\n* saved to a.thr; `thrum run a.thr` runs it\n"
           "* left out, as comments: 3 commands that failed, were interrupted, or that a script "
           "cannot hold, such as `pause` and `step`\n"
           "* typed while main waited: 1 command; in the script main gives it only once it goes "
           "on\n");
    char *script = content_of("a.thr");
    cr_expect_str_eq(script,
                     "# Typed at the prompt of thrum. Run it with: thrum run FILE\n\n"
                     "event go\nspawn \"A b\" late\nwait go\n"
                     "# main was waiting when this was typed; here it comes once main goes on:\n"
                     "late: set go\njoin late for 50ms\n\"A b\", late: print 1\n"
                     "join \"A b\" for 50ms; join late for 50ms\nlate: wait go for 5s\n"
                     "join late for 50ms\nclear go\n# late: wait go\n# late: print 2\n"
                     "# interrupt late\n");
    free(script);
    leave(&t);
}

Test(control, what_was_saved_can_be_loaded, .init = enter_folder, .fini = leave_folder)
{
    struct sitting t = sit();
    type(&t, "define f(a) {\n  return a + 1\n}");
    type_lines(&t, "schedule round-robin\nshared x = f(1)\nprint x\nsave a.thr\n"
                   "restart all");
    forget(&t);
    type(&t, "load a.thr");
    expect(&t, "> load a.thr\n> define f(a) {\n>   return a + 1\n> }\n> shared x = f(1)\n> print "
               "x\nmain: 2\n");
    leave(&t);
}

Test(control, after_restart_the_journal_has_functions_only, .init = enter_folder,
     .fini = leave_folder)
{
    struct sitting t = sit();
    type_lines(&t, "define f() { print 1 }\nmutex m\nrestart\nmutex k\nsave a.thr");
    char *script = content_of("a.thr");
    cr_expect_str_eq(script, "# Typed at the prompt of thrum. Run it with: thrum run FILE\n\n"
                             "define f() { print 1 }\nmutex k\n");
    free(script);
    leave(&t);
}

Test(control, what_is_saved_after_restart_runs_or_says_what_is_missing, .init = enter_folder,
     .fini = leave_folder)
{
    struct sitting t = sit();
    type_lines(&t, "mutex m\ndefine f() { with m { print 1 } }\nrestart\nshared n = 0");
    forget(&t);
    type(&t, "save a.thr");
    expect(&t, "> save a.thr\n* saved to a.thr; `thrum run a.thr` runs it\n"
               "* left out, as a comment: f, from before `restart`; what such functions use is not "
               "all there any more, and nothing calls it\n");
    char *script = content_of("a.thr");
    cr_expect_str_eq(script, "# Typed at the prompt of thrum. Run it with: thrum run FILE\n\n"
                             "# define f() { with m { print 1 } }\nshared n = 0\n");
    free(script);
    /* What is called has to stay. */
    type(&t, "spawn a { try { f() } catch { } }");
    forget(&t);
    type(&t, "save a.thr");
    expect(&t, "> save a.thr\n* saved to a.thr; but it does not run as it stands:\n"
               "* thrum: a.thr:3:19: nothing in this script makes 'm'; it is made by: mutex m\n"
               "*   define f() { with m { print 1 } }\n"
               "*                     ^\n");
    type_lines(&t, "mutex m");
    forget(&t);
    type(&t, "save a.thr");
    expect(&t, "> save a.thr\n* saved to a.thr; `thrum run a.thr` runs it\n");
    leave(&t);
}

Test(control, a_save_that_fails_leaves_the_old_file, .init = enter_folder, .fini = leave_folder)
{
    struct sitting t = sit();
    write_file("a.thr", "old\n", 4);
    mkdir("d", 0700);
    type(&t, "save d");
    expect(&t, "> save d\n! cannot save to d: it is a directory\n");
    type(&t, "save none/a.thr");
    expect(&t, "> save none/a.thr\n"
               "! cannot save to none/a.thr: No such file or directory; nothing was changed\n");
    cr_assert(mkfifo("pipe", 0600) == 0);
    type(&t, "save pipe");
    expect(&t, "> save pipe\n! cannot save to pipe: it is no ordinary file\n");
    unlink("pipe");
    type(&t, "save");
    expect(&t, "> save\n! write: save FILE (a name with blanks in quotes)\n");
    /* No room for a single byte: as on a full disk. */
    struct rlimit limit, none;
    getrlimit(RLIMIT_FSIZE, &limit);
    none = (struct rlimit){.rlim_cur = 0, .rlim_max = limit.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &none);
    type(&t, "save a.thr");
    setrlimit(RLIMIT_FSIZE, &limit);
    expect(&t, "> save a.thr\n! cannot save to a.thr: File too large; nothing was changed\n");
    char *script = content_of("a.thr");
    cr_expect_str_eq(script, "old\n");
    free(script);
    leave(&t);
}

Test(control, load_has_a_message_for_everything_that_is_no_script, .init = enter_folder,
     .fini = leave_folder)
{
    struct sitting t = sit();
    mkdir("d", 0700);
    type(&t, "load d");
    expect(&t, "> load d\n! cannot read d: it is a directory, not a script\n");
    type(&t, "load none.thr");
    expect(&t, "> load none.thr\n! cannot read none.thr: No such file or directory\n");
    write_file("a.thr",
               "print 1\n\x7F"
               "ELF\0\1\2",
               15);
    type(&t, "load a.thr");
    expect(&t, "> load a.thr\n"
               "! a.thr:2:1: the control character U+007F cannot stand in a script\n"
               "!   ^?ELF^@^A^B\n!   ^\n");
    write_file("a.thr", "print \"\xFF\"\n", 10);
    type(&t, "load a.thr");
    expect_part(&t, "! a.thr:1:8: ");
    write_file("a.thr", "print 1\nlock q\n", 15);
    type(&t, "load a.thr");
    expect(&t, "> load a.thr\n! a.thr:2:6: nothing in this script makes 'q'; it is made by: "
               "mutex q\n!   lock q\n!        ^\n");
    write_file("a.thr", "mutex m\nthreads\n", 16);
    type(&t, "load a.thr");
    expect(&t, "> load a.thr\n> mutex m\n> threads\n* main  idle\n");
    if (truncate("a.thr", (16 << 20) + 1) == 0)
        type(&t, "load a.thr");
    expect(&t, "> load a.thr\n"
               "! cannot read a.thr: it is longer than 16 MiB; a script is shorter\n");
    type(&t, "load");
    expect(&t, "> load\n! write: load FILE (a name with blanks in quotes)\n");
    leave(&t);
}

Test(control, a_loaded_script_can_be_stopped, .init = enter_folder, .fini = leave_folder)
{
    struct sitting t = sit_free();
    write_file("a.thr", "while true { }\nprint 1\nprint 2\n", 31);
    session_input(t.session, "load a.thr");
    session_interrupt(t.session);
    wait_for(&t, "main's command is interrupted");
    settle(&t);
    forget(&t);
    type(&t, "print 3");
    expect(&t, "> print 3\nmain: 3\n");
    leave(&t);
}

/* ---- The screen -------------------------------------------------------------------------------
 */

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
                   "view save s.txt\ntheme light\ncls\nclear; print 1\nevent e; clear e");
    expect_order(&t, SCREEN_PANES, "both");
    expect_order(&t, SCREEN_ONLY, "main");
    expect_order(&t, SCREEN_ONLY, "");
    expect_order(&t, SCREEN_FIND, "a b");
    expect_order(&t, SCREEN_MOUSE, "on");
    expect_order(&t, SCREEN_SAVE, "s.txt");
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
               "> theme pink\n! write: theme dark, or: theme light, or: theme mono\n");
    cr_expect_not(session_next_screen_order(t.session, &order, &argument));
    leave(&t);
}

/* ---- Completion -------------------------------------------------------------------------------
 */

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
    mkdir("d", 0700);
    write_file("a.thr", "", 0);
    type_lines(&t,
               "mutex m1 m2\nrwlock w\nsemaphore s\nevent go\ncondition c\nqueue q\nbarrier b 2\n"
               "spawn alice\nspawn Thread-x\nspawn t { wait go }\nthread new1\n"
               "timer tick 1s { }\nspawn old { }\nshared count = 1\ndefine func() { }\nmine = 1");
    expect_completion(&t, "tryl", 0, "trylock");
    expect_completion(&t, "why a", 4, "alice");
    expect_completion(&t, "sch", 0, "schedule");
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
