/* test_session.c - unit tests of the session: what is typed, what it answers, who gets which
 * command, in which order. */
#include "sitting.h"

#include "base/memory.h"
#include "lang/words.h"
#include "lang/commands.h"
#include "shell/keyboard.h"
#include "shell/lines.h"
#include "shell/session_events.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(session, .timeout = 100);

Test(session, main_runs_what_has_no_prefix)
{
    struct sitting t = sit();
    type(&t, "print 1; print \"two\"");
    expect(&t, "> print 1; print \"two\"\nmain: 1\nmain: two\n");
    type(&t, "log warning \"so\"");
    expect(&t, "> log warning \"so\"\n[WARNING] (main) (-) so\n");
    type(&t, "define f(a) { log info a; return a + 1 }");
    type(&t, "print f(1)");
    expect(&t, "> define f(a) { log info a; return a + 1 }\n> print f(1)\n"
               "[INFO] (main) (f) 1\nmain: 2\n");
    leave(&t);
}

Test(session, text_with_line_breaks_and_controls_is_shown_safely)
{
    struct sitting t = sit();
    type(&t, "print \"one\\ntwo\\tthree\"");
    expect(&t, "> print \"one\\ntwo\\tthree\"\nmain: one\nmain: two^Ithree\n");
    type(&t, "repeat 2 {\n  print 1\n}");
    expect(&t, "> repeat 2 {\n>   print 1\n> }\nmain: 1\nmain: 1\n");
    leave(&t);
}

Test(session, orders_go_to_those_they_name)
{
    struct sitting t = sit();
    type_lines(&t, "spawn alice bob\nalice: print 1\nalice, bob: print me\nall: print 3");
    expect(&t, "> spawn alice bob\n> alice: print 1\nalice: 1\n> alice, bob: print me\n"
               "bob: bob\nalice: alice\n> all: print 3\nbob: 3\nalice: 3\n");
    type(&t, "who = \"bob\"");
    forget(&t);
    type(&t, "who: print me");
    expect(&t, "> who: print me\nbob: bob\n");
    type(&t, "(\"al\" + \"ice\"): print me");
    wait_for(&t, "alice: ");
    expect(&t, "> (\"al\" + \"ice\"): print me\nalice: alice\n");
    type(&t, "main: print me");
    expect(&t, "> main: print me\nmain: main\n");
    leave(&t);
}

Test(session, orders_reach_others_while_main_is_blocked)
{
    struct sitting t = sit();
    type_lines(&t, "spawn alice\nevent go\nwait go");
    forget(&t);
    type(&t, "print 1");
    expect(&t, "> print 1\n* main waits for the event go, and this command stands in line behind "
               "that; Ctrl-C ends the wait and drops what stands behind it\n");
    type(&t, "print 2");
    expect(&t, "> print 2\n");
    type(&t, "alice: set go");
    wait_for(&t, "main: 2");
    expect(&t, "> alice: set go\nmain: 1\nmain: 2\n");
    leave(&t);
}

Test(session, what_one_input_queues_behind_its_own_wait_is_not_pointed_out)
{
    struct sitting t = sit();
    type_lines(&t, "spawn alice\nevent go");
    forget(&t);
    type(&t, "wait go; print 1");
    expect(&t, "> wait go; print 1\n");
    type(&t, "print 2");
    expect_part(&t, "this command stands in line behind");
    leave(&t);
}

Test(session, an_order_without_its_colon_is_recognised)
{
    struct sitting t = sit();
    type(&t, "spawn bob");
    forget(&t);
    type(&t, "bob print 1");
    expect(&t, "> bob print 1\n! here that is written: bob: print 1\n"
               "* bob is a thread; a colon stands between it and its order\n");
    type(&t, "ben print 1");
    expect(&t, "> ben print 1\n! unknown command 'ben'\n!   ben print 1\n!   ^\n");
    leave(&t);
}

Test(session, only_a_block_goes_on_with_another_line)
{
    static const struct {
        const char *text, *prompt; /* "": it is whole */
    } inputs[] = {
        {"print(\"x\"", ""},
        {"x = a[1", ""},
        {"spawn t {", "{ of line 1 > "},
        {"spawn t {\n  while true {", "{ of line 2 > "},
        {"spawn t {\n  while true {\n  }", "{ of line 1 > "},
        {"spawn t {\n  print(1", ""},
        {"spawn t {\n}", ""},
    };
    struct sitting t = sit();
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        const char *prompt = session_input_open(t.session, inputs[i].text);
        cr_expect_str_eq(prompt, inputs[i].prompt, "%s", inputs[i].text);
        cr_expect_eq(session_input_complete(t.session, inputs[i].text), !inputs[i].prompt[0]);
    }
    type(&t, "print(\"x\"");
    expect(&t, "> print(\"x\"\n! this '(' is not closed: a ')' is missing\n!   print(\"x\"\n"
               "!        ^\n");
    type(&t, "print(1 +\n  1)"); /* pasted: the line's end is not the text's */
    expect(&t, "> print(1 +\n>   1)\nmain: 2\n");
    leave(&t);
}

/* Typed line by line, as a reader of `help` would. */
Test(session, examples_with_times_print_what_help_says)
{
    unsigned timed = 0;
    for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++) {
        const struct word *w = word_get((enum word_id)id);
        if (!word_example_is_timed(w))
            continue;
        struct sitting t = sit_free();
        struct buffer command = {0};
        buffer_printf(&command, "help %s", w->name);
        type(&t, buffer_text(&command));
        expect_part(&t, "* which prints (times: after `clock virtual` and `restart`):\n");
        t.calm = true;
        type_lines(&t, "clock virtual\nrestart");
        forget(&t);
        type_lines(&t, w->example);
        char *output = strdup(w->output);
        for (char *line = strtok(output, "\n"); line; line = strtok(NULL, "\n"))
            cr_expect(strstr(buffer_text(&t.text), line), "%s: %s", w->name, buffer_text(&t.text));
        free(output);
        buffer_free(&command);
        leave(&t);
        timed++;
    }
    cr_expect_gt(timed, 8);
}

Test(session, a_result_that_nobody_takes_is_told)
{
    static const struct {
        const char *command, *told; /* "": what came is what was asked for */
    } cases[] = {
        {"a: trylock m", "* a: trylock m: true\n"},
        {"b: trylock m", "* b: trylock m: false\n"},
        {"b: lock m for 1s", "* b: lock m for 1s: false, for its time has run out\n"},
        {"lock m2 for 1s", ""},
        {"wait go for 1s", "* main: wait go for 1s: false, for its time has run out\n"},
        {"tryput q 7", "* main: tryput q 7: true\n"},
        {"a: tryput q 8", "* a: tryput q 8: false\n"},
        {"get q", "* main: get q: 7\n"},
        {"a: tryget q", "* a: tryget q: none\n"},
        {"wait one", ""}, /* the place at a barrier */
        {"join a for 1s", ""},
        {"x = trylock m", ""},
        {"if trylock m { }", ""},
        {"spawn c { trylock m }", ""},
    };
    struct sitting t = sit();
    type_lines(&t, "mutex m m2\nqueue q 1\nevent go\nbarrier one 1\nspawn a b\nprivate x = 0");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer expected = {0};
        buffer_printf(&expected, "> %s\n%s", cases[i].command, cases[i].told);
        forget(&t);
        type(&t, cases[i].command);
        expect(&t, buffer_text(&expected));
        buffer_free(&expected);
    }
    leave(&t);
}

Test(session, ctrl_c_says_that_what_is_being_typed_is_dropped)
{
    struct sitting t = sit();
    cr_expect(session_drop_input(t.session, "spawn t {\n  print 1\n"));
    cr_expect(session_drop_input(t.session, "print 1"));
    cr_expect_not(session_drop_input(t.session, " \n"));
    settle(&t);
    expect(&t, "* the 2 lines are dropped; nothing of them has run\n"
               "* the line is dropped; nothing of it has run\n");
    type_lines(&t, "event go\nwait go");
    forget(&t);
    cr_expect(session_drop_input(t.session, "prin"));
    settle(&t);
    expect(&t, "* the line is dropped; nothing of it has run; Ctrl-C again ends main's command\n");
    session_interrupt(t.session);
    settle(&t);
    expect(&t, "* main's command is interrupted\n");
    leave(&t);
}

Test(session, interrupting_main_ends_its_wait_and_drops_its_commands)
{
    struct sitting t = sit();
    type_lines(&t, "event go\nwait go\nprint 1\nprint 2");
    forget(&t);
    session_interrupt(t.session);
    settle(&t);
    expect(&t, "* main's command is interrupted; 2 commands behind it are dropped\n");
    type(&t, "print 3");
    expect(&t, "> print 3\nmain: 3\n");
    session_interrupt(t.session);
    settle(&t);
    expect(&t, "* main does nothing that could be interrupted; `quit` leaves\n");
    leave(&t);
}

Test(session, the_next_command_is_handed_over_while_the_last_still_runs)
{
    struct sitting t = sit_free();
    type(&t, "shared stop = false");
    /* `while` never rests; the second command has to come after at most 50 ms all the same. */
    type(&t, "spawn alice");
    session_input(t.session, "alice: while not stop { }; stop = true");
    wait_for(&t, "* main runs this, not alice");
    settle(&t);
    type(&t, "join alice; print stop");
    expect_part(&t, "main: true\n");
    leave(&t);
}

Test(session, a_second_command_behind_an_order_is_pointed_out)
{
    struct sitting t = sit();
    type_lines(&t, "spawn alice\nmutex m\nlock m");
    forget(&t);
    type(&t, "alice: print 1; print 2");
    expect(&t, "> alice: print 1; print 2\n"
               "* main runs this, not alice: an order is one command; for several write "
               "alice: { ...; ... }\n"
               "*   alice: print 1; print 2\n*                   ^\nalice: 1\nmain: 2\n");
    leave(&t);
}

/* ---- Messages ---------------------------------------------------------------------------------
 */

Test(session, a_syntax_error_is_shown_under_the_command_with_a_caret)
{
    struct sitting t = sit();
    type(&t, "lok m");
    expect(&t, "> lok m\n! unknown command 'lok'; did you mean 'lock'?\n!   lok m\n!   ^\n");
    type_lines(&t, "define f() { }\nspawn t f");
    expect(&t, "> define f() { }\n> spawn t f\n! f is a function: a thread that runs it is made "
               "with parentheses, as in: spawn t f()\n!   spawn t f\n!           ^\n");
    leave(&t);
}

Test(session, names_that_nothing_bears_get_a_suggestion)
{
    struct sitting t = sit();
    type(&t, "lock mm");
    expect(&t, "> lock mm\n"
               "! main: lock mm: there is no lock called mm; make one first: mutex mm\n");
    type_lines(&t, "mutex m\nevent gone\nspawn alice");
    forget(&t);
    type(&t, "lock mm");
    expect(&t, "> lock mm\n! main: lock mm: there is no lock called mm; did you mean m?\n");
    type(&t, "set gon");
    expect(&t, "> set gon\n! main: set gon: there is no event called gon; did you mean gone?\n");
    type(&t, "alise: lock m");
    expect(&t, "> alise: lock m\n! there is no thread called alise; did you mean alice?\n");
    type(&t, "m: print 1");
    expect(&t, "> m: print 1\n! m is a mutex, not a thread\n");
    type(&t, "zack: print 1");
    expect(&t, "> zack: print 1\n"
               "! there is no thread called zack; make one first: spawn zack\n");
    type(&t, "why alise");
    expect(&t, "> why alise\n! there is no thread called alise; did you mean alice?\n");
    leave(&t);
}

Test(session, a_failed_order_names_the_thread_the_command_and_the_reason)
{
    struct sitting t = sit();
    type_lines(&t, "spawn alice\nmutex m\nlock m");
    forget(&t);
    type(&t, "alice: unlock m");
    expect(&t, "> alice: unlock m\n! alice: unlock m: m is held by main, not by alice; only its "
               "holder can release it\n");
    type(&t, "spawn t { x = 1 / 0 }");
    expect(&t, "> spawn t { x = 1 / 0 }\n! t failed: x = 1 / 0: division by zero\n");
    leave(&t);
}

Test(session, locking_a_mutex_twice_is_reported_at_once_with_the_way_out)
{
    struct sitting t = sit();
    type_lines(&t, "mutex m\nlock m");
    forget(&t);
    type(&t, "lock m");
    expect(&t,
           "> lock m\n! main waits for m, which it holds itself: nobody else can release it, so "
           "it waits for ever (an rlock can be locked twice, a mutex cannot); Ctrl-C ends the "
           "wait, then: unlock m\n");
    type(&t, "unlock m");
    expect(&t, "> unlock m\n* main waits for m, held by main, and this command stands in line "
               "behind that; Ctrl-C ends the wait and drops what stands behind it\n");
    session_interrupt(t.session);
    settle(&t);
    forget(&t);
    type(&t, "unlock m; print locked(m)");
    expect(&t, "> unlock m; print locked(m)\nmain: false\n");
    type_lines(&t, "spawn alice\nalice: { lock m; lock m }");
    expect_part(&t, "`interrupt alice` ends the wait\n");
    leave(&t);
}

Test(session, unlocking_behind_a_blocked_main_is_pointed_out)
{
    struct sitting t = sit();
    type_lines(&t, "mutex m\nspawn alice\nalice: lock m\nlock m");
    forget(&t);
    type(&t, "unlock m");
    expect(&t, "> unlock m\n* main waits for m, held by alice, and this command stands in line "
               "behind that; Ctrl-C ends the wait and drops what stands behind it. Only alice "
               "can release it\n");
    leave(&t);
}

Test(session, what_was_never_started_is_pointed_out)
{
    struct sitting t = sit();
    type(&t, "timer t 3s { print \"late\" }");
    expect(&t, "> timer t 3s { print \"late\" }\n"
               "* the timer is made, but does nothing before it is started: start t\n");
    type(&t, "thread alice");
    expect(&t, "> thread alice\n");
    type(&t, "alice: print 1");
    expect(&t, "> alice: print 1\n"
               "* alice has not been started: the order waits until you type: start alice\n");
    type(&t, "join alice");
    expect(&t, "> join alice\n! main: join alice: alice has not been started: start alice first\n");
    type(&t, "finish");
    expect(&t, "> finish\n* never started: t, alice\n"
               "* the program is over; `restart` begins anew, `quit` leaves\n");
    type(&t, "print 1");
    expect(&t, "> print 1\n! main has ended and takes no more orders; `restart` begins anew\n");
    leave(&t);
}

Test(session, threads_with_a_body_take_no_orders)
{
    struct sitting t = sit();
    type_lines(&t, "event e\nspawn t { wait e }");
    forget(&t);
    type(&t, "t: print 1");
    expect(&t, "> t: print 1\n! t takes no orders, because it runs a body of its own; a thread "
               "spawned without a body does: spawn NAME\n");
    type(&t, "all: print 1");
    expect(&t,
           "> all: print 1\n! nobody takes orders: a thread spawned without a body does, as in: "
           "spawn alice\n");
    leave(&t);
}

Test(session, a_private_variable_is_pointed_out_once_for_each_name)
{
    struct sitting t = sit();
    type(&t, "x = 1");
    expect(&t, "> x = 1\n* x is a private variable of main; for one that all threads see, write: "
               "shared x = ...\n");
    type(&t, "x = 2");
    expect(&t, "> x = 2\n");
    leave(&t);
}

Test(session, a_notification_that_nobody_hears_is_told_once_unless_it_was_ordered)
{
    struct sitting t = sit();
    const char *told = "notified c, but nobody waits for it: the notification is lost\n";
    type_lines(&t, "condition c\nspawn t { repeat 3 { with c { notify c } } }");
    size_t lines = t.lines;
    expect_part(&t, told);
    type(&t, "spawn u { with c { notify c } }");
    expect(&t, "> spawn u { with c { notify c } }\n");
    cr_expect_eq(t.lines, lines + 1);
    type(&t, "with c { notify c }");
    expect_part(&t, told);
    type(&t, "with c { notify c }");
    expect_part(&t, told);
    leave(&t);
}

Test(session, what_a_thread_leaves_behind_is_told)
{
    struct sitting t = sit();
    type_lines(&t, "mutex m\ncondition c\nspawn t { lock m }");
    expect_part(&t, "* t ended and still holds m; nobody else can take it now\n");
    type(&t, "with c { notify c }");
    expect(&t, "> with c { notify c }\n"
               "* main notified c, but nobody waits for it: the notification is lost\n");
    type_lines(&t, "event e\nspawn u { wait e }\ncancel u\nspawn v { wait e }\nkill v");
    expect(&t, "> event e\n> spawn u { wait e }\n> cancel u\n* u was cancelled\n"
               "> spawn v { wait e }\n> kill v\n* v was killed: it stopped where it was\n");
    leave(&t);
}

Test(session, thousands_of_ends_do_not_flood_the_transcript)
{
    struct sitting t = sit_free();
    type(&t, "event e");
    type(&t, "for i in 1..1000 { spawn \"t{i}\" { wait e } }");
    size_t lines = t.lines;
    type(&t, "for i in 1..1000 { kill \"t{i}\" }");
    cr_expect_lt(t.lines - lines, 60);
    leave(&t);
}

/* ---- Deadlocks --------------------------------------------------------------------------------
 */

Test(session, a_ring_is_named_while_others_go_on)
{
    struct sitting t = sit();
    struct view_request request = {0};
    struct view view = {0};
    type_lines(&t, "mutex m1 m2\nspawn alice bob\nalice: lock m1\nbob: lock m2\nalice: lock m2");
    forget(&t);
    type(&t, "bob: lock m1");
    expect(&t,
           "> bob: lock m1\n! deadlock: bob -> m1 -> alice -> m2 -> bob: each waits for what the "
           "next one holds\n"
           "!   bob   --wants--> m1 --held by--> alice\n"
           "!   alice --wants--> m2 --held by--> bob\n");
    session_view(t.session, &request, &view);
    cr_expect_str_eq(view.alarm, "deadlock: bob -> m1 -> alice -> m2 -> bob");
    type(&t, "print 1");
    expect(&t, "> print 1\nmain: 1\n");
    type(&t, "why alice");
    expect(&t, "> why alice\n* alice waits for the mutex m2\n* m2 is held by bob\n"
               "* bob waits for the mutex m1\n* m1 is held by alice\n"
               "* this is a ring, which never opens by itself: alice -> m2 -> bob -> m1 -> alice; "
               "`interrupt alice` ends the wait\n"
               "*   alice --wants--> m2 --held by--> bob\n"
               "*   bob   --wants--> m1 --held by--> alice\n");
    type(&t, "interrupt bob");
    expect(&t, "> interrupt bob\n* bob is interrupted\n");
    session_view(t.session, &request, &view);
    cr_expect_str_eq(view.alarm, "");
    view_free(&view);
    leave(&t);
}

Test(session, a_lab_that_nobody_can_help_is_told)
{
    struct sitting t = sit();
    type_lines(&t, "event a b\nspawn t { wait a; set b }");
    forget(&t);
    type(&t, "wait b");
    wait_for(&t, "nobody can go on");
    expect(&t, "> wait b\n! nobody can go on: main waits for the event b; t waits for the event a. "
               "Ctrl-C ends main's command; `restart` begins anew\n");
    leave(&t);
}

/* The news that nobody can go on comes late where orders follow one another quickly. */
Test(session, that_nobody_can_go_on_is_not_told_when_it_is_over)
{
    struct sitting t = sit();
    type_lines(&t, "event go\nspawn t { wait go; yield }\nschedule manual\nset go\njoin t");
    forget(&t);
    lines_ask_lab(t.session, NULL, 0, watcher_tell_stuck);
    turn(&t);
    expect(&t, "");
    leave(&t);
}

Test(session, who_takes_orders_can_help)
{
    struct sitting t = sit();
    type_lines(&t, "event a\nspawn alice\nwait a");
    settle(&t);
    cr_expect_null(strstr(buffer_text(&t.text), "nobody"));
    leave(&t);
}

/* ---- The commands that begin and end ----------------------------------------------------------
 */

Test(session, restart_keeps_functions_and_restart_all_does_not)
{
    struct sitting t = sit();
    type_lines(&t, "define f() { print \"f\" }\nmutex m\nlock m\nlock m");
    forget(&t);
    type(&t, "restart");
    expect(&t, "> restart\n* the lab begins anew; these functions are kept: f\n");
    type_lines(&t, "f()\nmutex m\nlock m");
    expect(&t, "> f()\nmain: f\n> mutex m\n> lock m\n");
    type_lines(&t, "restart all\nf()");
    expect(&t, "> restart all\n* the lab begins anew\n> f()\n"
               "! main: f(): there is no function called f; make one first: define f() { ... }\n");
    leave(&t);
}

Test(session, a_function_that_is_missing_is_made_with_as_many_parameters)
{
    struct sitting t = sit();
    type(&t, "f(1, 2)");
    expect(&t, "> f(1, 2)\n! main: f(1, 2): there is no function called f; make one first: define "
               "f(a, b) { ... }\n");
    type(&t, "spawn t g(1)");
    expect(&t, "> spawn t g(1)\n! main: spawn t g(1): there is no function called g; make one "
               "first: define g(a) { ... }\n");
    leave(&t);
}

Test(session, who_prints_a_word_is_told_of_quotes)
{
    struct sitting t = sit();
    type(&t, "spawn t { print hello }");
    expect(&t, "> spawn t { print hello }\n! t failed: print hello: hello has no value here: set "
               "it first (hello = 0), or declare it for all threads (shared hello = 0); a text "
               "stands in quotes: \"hello\"\n");
    leave(&t);
}

Test(session, quit_ends_the_session_from_every_state)
{
    static const char *const states[] = {"print 1",        "mutex m; lock m; lock m",
                                         "pause; print 1", "schedule manual",
                                         "sleep 1000s",    "while true { }",
                                         "io 1000s",       "finish",
                                         "x = ask \"?\"",  "repeat 1000000000 { print 1 }"};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        struct sitting t = sit_free();
        session_input(t.session, states[i]);
        session_input(t.session, "quit");
        while (!session_over(t.session, NULL))
            turn(&t);
        leave(&t);
    }
}

Test(session, the_end_of_input_lets_end_first_what_was_typed_where_that_is_wanted)
{
    struct session_options options = {.seed = 1, .finish_first = true};
    struct sitting t = {.session = session_open(&options)};
    session_input(t.session, "sleep 0.2; print \"slept\"");
    session_end_of_input(t.session);
    while (!session_over(t.session, NULL))
        turn(&t);
    expect_part(&t, "main: slept\n");
    leave(&t);
    t = (struct sitting){.session = session_open(&options)};
    session_input(t.session, "event e; wait e; print 1");
    session_end_of_input(t.session);
    while (!session_over(t.session, NULL))
        turn(&t);
    leave(&t);
    t = sit_free();
    session_input(t.session, "sleep 1000s");
    session_end_of_input(t.session);
    cr_expect(session_over(t.session, NULL));
    leave(&t);
}

Test(session, the_end_of_input_waits_for_no_clock_that_stands, .timeout = 60)
{
    struct session_options options = {.seed = 1, .finish_first = true};
    struct sitting t = {.session = session_open(&options)};
    session_input(t.session, "clock virtual; schedule manual; spawn ann { print 1 }; sleep 1");
    session_end_of_input(t.session);
    while (!session_over(t.session, NULL))
        turn(&t);
    expect_part(&t, "* the input has ended while main waits for its time: under `schedule manual` "
                    "the virtual clock stands still as long as another thread can do a step\n");
    leave(&t);
    /* Where nobody else can step it jumps. */
    t = (struct sitting){.session = session_open(&options)};
    session_input(t.session, "clock virtual; schedule manual; spawn ann; sleep 1; print \"woke\"");
    session_end_of_input(t.session);
    while (!session_over(t.session, NULL))
        turn(&t);
    expect_part(&t, "main: woke\n");
    leave(&t);
}

/* Everything that was said of `text` typed into a pipe that then ends. */
static void expect_at_the_end_of_input(const char *text, const char *said)
{
    struct session_options options = {.seed = 1, .finish_first = true};
    struct sitting t = {.session = session_open(&options)};
    session_input(t.session, text);
    session_end_of_input(t.session);
    while (!session_over(t.session, NULL))
        turn(&t);
    if (said)
        expect_part(&t, said);
    else
        cr_assert_not(strstr(buffer_text(&t.text), "the input has ended"), "%s",
                      buffer_text(&t.text));
    leave(&t);
}

Test(session, the_end_of_input_says_what_is_left, .timeout = 60)
{
    expect_at_the_end_of_input(
        "pause; sleep 1; print 2",
        "* the input has ended while the lab is paused: main sleeps, with 1 command behind that\n");
    expect_at_the_end_of_input("pause; spawn t { print 1 }",
                               "* the input has ended while the lab is paused: main could go on\n");
    expect_at_the_end_of_input(
        "schedule manual; spawn t { print 1 }; spawn u; u: print 2; u: print 3",
        "* the input has ended under `schedule manual`: t could go on; u "
        "could go on, with 1 command behind that\n");
    expect_at_the_end_of_input("mutex m; lock m; spawn t { lock m }",
                               "* the input has ended: t waits for m, held by main\n");
    /* It was told already, or nothing is left. */
    expect_at_the_end_of_input("event e; wait e", NULL);
    expect_at_the_end_of_input("spawn t; t: print 1", NULL);
    expect_at_the_end_of_input("spawn daemon d { while true { sleep 1 } }", NULL);
}

Test(session, a_question_is_asked_and_answered)
{
    struct sitting t = sit_free();
    session_input(t.session, "x = ask \"your name? \"");
    while (!session_question(t.session))
        turn(&t);
    cr_expect_str_eq(session_question(t.session), "your name? ");
    session_answer(t.session, "Ada");
    cr_expect_null(session_question(t.session));
    settle(&t);
    expect_part(&t, "> your name? Ada\n");
    type(&t, "print x");
    expect_part(&t, "main: Ada\n");
    session_input(t.session, "y = ask \"more? \"");
    while (!session_question(t.session))
        turn(&t);
    session_answer(t.session, NULL);
    wait_for(&t, "! main: y = ask \"more? \": the input has ended");
    leave(&t);
}

Test(session, ctrl_c_at_a_question_is_for_whoever_asks)
{
    struct sitting t = sit_free();
    type(&t, "spawn alice");
    session_input(t.session, "alice: { x = ask \"your name? \" }");
    while (!session_question(t.session))
        turn(&t);
    session_interrupt(t.session);
    wait_for(&t, "* alice is interrupted");
    while (session_question(t.session))
        turn(&t);
    session_input(t.session, "spawn bob { x = ask \"yours? \" }");
    while (!session_question(t.session))
        turn(&t);
    session_interrupt(t.session);
    wait_for(&t, "* bob gets no answer");
    wait_for(&t, "the input has ended");
    leave(&t);
}

/* ---- Floods -----------------------------------------------------------------------------------
 */

static size_t resident_kilobytes(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long size, resident = 0;
    if (file && fscanf(file, "%lu %lu", &size, &resident) != 2)
        resident = 0;
    if (file)
        fclose(file);
    return resident * (size_t)sysconf(_SC_PAGESIZE) / 1024;
}

Test(session, printing_without_end_costs_neither_memory_nor_the_prompt)
{
    struct sitting t = sit_free();
    struct line line;
    session_input(t.session, "repeat 1000000000 { print 1 }");
    size_t before = resident_kilobytes();
    /* The front end takes nothing for a while: the lab has to stop by itself. */
    for (int i = 0; i < 100; i++)
        session_pump(t.session);
    for (int i = 0; i < 100000; i++)
        session_next_line(t.session, &line);
    session_input(t.session, "threads");
    session_interrupt(t.session);
    wait_for(&t, "main's command is interrupted");
    settle(&t);
    forget(&t);
    type(&t, "print 2");
    expect_part(&t, "main: 2\n");
    cr_expect_lt(resident_kilobytes(), before + 64 * 1024);
    leave(&t);
}

/* ---- Help -------------------------------------------------------------------------------------
 */

Test(session, the_overview_fits_a_small_screen_and_names_every_command)
{
    struct sitting t = sit();
    type(&t, "help");
    size_t lines = 0;
    for (const char *c = buffer_text(&t.text); *c; c++)
        lines += *c == '\n';
    cr_expect_leq(lines, 17);
    for (const char *line = buffer_text(&t.text); *line; line += strcspn(line, "\n") + 1)
        cr_expect_leq(strcspn(line, "\n"), 79, "%s", line);
    for (size_t i = 0; command_at(i); i++)
        cr_expect(strstr(buffer_text(&t.text), command_at(i)->name), "%s", command_at(i)->name);
    leave(&t);
}

Test(session, the_keys_that_do_something_are_told)
{
    struct sitting t = sit();
    type(&t, "help keys");
    const struct keyboard_row *row;
    for (size_t i = 0; (row = keyboard_at(i)); i++) {
        struct buffer line = {0};
        buffer_printf(&line, "* %s ", row->key);
        bool told = strstr(buffer_text(&t.text), buffer_text(&line)) != NULL;
        cr_expect_eq(told, keyboard_offers(row), "%s", row->key);
        cr_expect_eq(keyboard_offers(row), !row->command || command_find(row->command));
        for (size_t j = 0; j < i; j++)
            cr_expect_str_neq(row->key, keyboard_at(j)->key);
        buffer_free(&line);
    }
    size_t lines = 0;
    for (const char *line = buffer_text(&t.text); *line; line += strcspn(line, "\n") + 1) {
        cr_expect_leq(strcspn(line, "\n"), 79, "%s", line);
        lines++;
    }
    cr_expect_leq(lines, 19, "with what was typed and the greeting");
    cr_expect_str_eq(keyboard_function_key(10)->command, "quit");
    cr_expect_null(keyboard_function_key(12));
    leave(&t);
}

Test(session, every_word_has_a_page)
{
    struct sitting t = sit();
    struct buffer typed = {0};
    for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++) {
        buffer_clear(&typed);
        buffer_printf(&typed, "help %s", word_get((enum word_id)id)->name);
        type(&t, buffer_text(&typed));
        cr_expect_null(strstr(buffer_text(&t.text), "! "), "%s", buffer_text(&t.text));
        expect_part(&t, "* For example:\n");
    }
    buffer_free(&typed);
    type(&t, "help mutx");
    expect(&t, "> help mutx\n! there is no word 'mutx'; did you mean 'mutex'?\n");
    leave(&t);
}

Test(session, the_example_of_every_command_works)
{
    char folder[] = "/tmp/thrum-session-XXXXXX";
    cr_assert(mkdtemp(folder) && chdir(folder) == 0);
    for (size_t i = 0; command_at(i); i++) {
        const struct command *c = command_at(i);
        struct sitting t = sit_free();
        cr_expect_str_eq(commands_words()[i], c->name);
        type_lines(&t, c->example);
        cr_expect_null(strstr(buffer_text(&t.text), "\n! "), "%s: %s", c->name,
                       buffer_text(&t.text));
        cr_expect(strstr(buffer_text(&t.text), c->name));
        cr_expect(c->usage && c->help && c->explanation);
        leave(&t);
    }
    unlink("example.thr");
    cr_expect(chdir("/") == 0 && rmdir(folder) == 0);
}
