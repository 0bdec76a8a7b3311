/* test_session_messages.c - unit tests of the session: what it says of mistakes, of what is left
 * behind and lost, and of deadlocks. */
#include "sitting.h"

#include "shell/lines.h"
#include "shell/session_events.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(session_messages, .timeout = 100);

/* ---- Messages -------------------------------------------------------------------------------- */

Test(session_messages, a_syntax_error_is_shown_under_the_command_with_a_caret)
{
    struct sitting t = sit();
    type(&t, "lok m");
    expect(&t, "> lok m\n! unknown command 'lok'; did you mean 'lock'?\n!   lok m\n!   ^\n");
    type_lines(&t, "define f() { }\nspawn t f");
    expect(&t, "> define f() { }\n> spawn t f\n! f is a function: a thread that runs it is made "
               "with parentheses, as in: spawn t f()\n!   spawn t f\n!           ^\n");
    leave(&t);
}

Test(session_messages, names_that_nothing_bears_get_a_suggestion)
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
    type(&t, "acquire s 2");
    expect(&t, "> acquire s 2\n! main: acquire s 2: there is no semaphore called s; make one "
               "first: semaphore s N\n");
    type_lines(&t, "semaphore seats 3");
    forget(&t);
    type(&t, "release seat 2");
    expect(&t, "> release seat 2\n! main: release seat 2: there is no semaphore called seat; did "
               "you mean seats?\n");
    type(&t, "wait");
    expect(&t, "> wait\n! `wait go` waits for an event, a condition, a barrier or a latch called "
               "go; for threads it is `join all`, or `join alice` for one, and for a time `sleep "
               "2s`\n");
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

Test(session_messages, a_failed_order_names_the_thread_the_command_and_the_reason)
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

Test(session_messages, locking_a_mutex_twice_is_reported_at_once_with_the_way_out)
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

Test(session_messages, unlocking_behind_a_blocked_main_is_pointed_out)
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

Test(session_messages, what_was_never_started_is_pointed_out)
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

Test(session_messages, threads_with_a_body_take_no_orders)
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

Test(session_messages, a_private_variable_is_pointed_out_once_for_each_name)
{
    struct sitting t = sit();
    type(&t, "x = 1");
    expect(&t, "> x = 1\n* x is a private variable of main; for one that all threads see, write: "
               "shared x = ...\n");
    type(&t, "x = 2");
    expect(&t, "> x = 2\n");
    leave(&t);
}

Test(session_messages, a_notification_that_nobody_hears_is_told_once_unless_it_was_ordered)
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

Test(session_messages, what_a_thread_leaves_behind_is_told)
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

Test(session_messages, who_cancels_or_kills_too_late_is_told)
{
    struct sitting t = sit();
    type_lines(&t, "spawn bob { print 1 }\nspawn al\ntimer t 1s { print 2 }\nstart t\nsleep 2s");
    forget(&t);
    type_lines(&t, "kill bob\nal: cancel bob\ncancel t");
    expect(&t, "> kill bob\n* main kills bob, which has ended already\n"
               "> al: cancel bob\n* al cancels bob, which has ended already\n"
               "> cancel t\n* main cancels t, which has gone off already\n");
    type(&t, "spawn eve { kill bob }"); /* a program may do so all the time */
    expect(&t, "> spawn eve { kill bob }\n");
    leave(&t);
}

Test(session_messages, thousands_of_ends_do_not_flood_the_transcript)
{
    struct sitting t = sit_free();
    type(&t, "event e");
    type(&t, "for i in 1..1000 { spawn \"t{i}\" { wait e } }");
    size_t lines = t.lines;
    type(&t, "for i in 1..1000 { kill \"t{i}\" }");
    cr_expect_lt(t.lines - lines, 60);
    leave(&t);
}

/* ---- Deadlocks ------------------------------------------------------------------------------- */

Test(session_messages, a_ring_is_named_while_others_go_on)
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

Test(session_messages, a_lab_that_nobody_can_help_is_told)
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
Test(session_messages, that_nobody_can_go_on_is_not_told_when_it_is_over)
{
    struct sitting t = sit();
    type_lines(&t, "event go\nspawn t { wait go; yield }\nschedule manual\nset go\njoin t");
    forget(&t);
    lines_ask_lab(t.session, NULL, 0, watcher_tell_stuck);
    turn(&t);
    expect(&t, "");
    leave(&t);
}

Test(session_messages, who_takes_orders_can_help)
{
    struct sitting t = sit();
    type_lines(&t, "event a\nspawn alice\nwait a");
    settle(&t);
    cr_expect_null(strstr(buffer_text(&t.text), "nobody"));
    leave(&t);
}
