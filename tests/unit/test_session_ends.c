/* test_session_ends.c - unit tests of the session: how it begins anew and ends, questions, and what
 * a flood of output costs. */
#include "sitting.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

TestSuite(session_ends, .timeout = 100);

/* ---- The commands that begin and end --------------------------------------------------------- */

Test(session_ends, restart_keeps_functions_and_restart_all_does_not)
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

Test(session_ends, a_function_that_is_missing_is_made_with_as_many_parameters)
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

Test(session_ends, who_prints_a_word_is_told_of_quotes)
{
    struct sitting t = sit();
    type(&t, "spawn t { print hello }");
    expect(&t, "> spawn t { print hello }\n! t failed: print hello: hello has no value here: set "
               "it first (hello = 0), or declare it for all threads (shared hello = 0); a text "
               "stands in quotes: \"hello\"\n");
    leave(&t);
}

Test(session_ends, quit_ends_the_session_from_every_state)
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

Test(session_ends, the_end_of_input_lets_end_first_what_was_typed_where_that_is_wanted)
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

Test(session_ends, the_end_of_input_waits_for_no_clock_that_stands, .timeout = 60)
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

Test(session_ends, the_end_of_input_says_what_is_left, .timeout = 60)
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

Test(session_ends, a_question_is_asked_and_answered)
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

Test(session_ends, ctrl_c_at_a_question_is_for_whoever_asks)
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

/* ---- Floods ---------------------------------------------------------------------------------- */

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

Test(session_ends, printing_without_end_costs_neither_memory_nor_the_prompt)
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
