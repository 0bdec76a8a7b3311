/* test_session_spoken.c - unit tests of spoken mode: what a session says to who cannot see a
 * screen, over every feature; what it tells by itself; silence. */
#include "sitting_lesson.h"

#include "base/spoken.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(session_spoken, .timeout = 100);

/* Its own clock, on which every look is due. */
static int64_t now;

static int64_t clock_of_test(void)
{
    return now += 60;
}

static struct sitting speak_on(bool exact)
{
    struct session_options options = {
        .seed = 1, .spoken = true, .exact = exact, .clock = clock_of_test};
    struct sitting t = {.session = session_open(&options)};
    settle(&t);
    return t;
}

/* A new lab on a virtual clock, one thread at a time. */
static struct sitting speak(void)
{
    struct sitting t = speak_on(false);
    type(&t, "clock virtual; schedule round-robin; restart");
    t.calm = true;
    forget(&t);
    return t;
}

/* Every line but what threads printed and what was typed. */
static void expect_plain(const struct sitting *t, const char *said_to)
{
    const char *text = buffer_text(&t->text);
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
        size_t length = strcspn(line, "\n");
        bool of_lab = line[0] == '*' || line[0] == '!' || line[0] == '|';
        cr_expect(!of_lab || spoken_is_plain(line, length), "%s: %.*s", said_to, (int)length, line);
        cr_expect(!of_lab || !strstr(line, "  ") || strstr(line, "  ") > line + length,
                  "blanks as in a table, %s: %.*s", said_to, (int)length, line);
    }
}

/* ---- Every feature --------------------------------------------------------------------------- */

Test(session_spoken, no_feature_says_a_sign)
{
    static const char *const inputs[] = {
        "mutex m1; mutex m2; shared x = 3; shared s = \"a b\"; event e; condition c on m1",
        "semaphore sem 2; barrier b 2; queue q 3; rwlock rw; local mine = 1; atomic n = 0",
        "timer later(3s) { print 7 }; start later",
        "channel ch; channel chb 2; spawn rec { for v from ch { print v } }; send ch 1; send chb 2",
        "spawn sender { send ch 3; send ch 4 }; why rec; close chb; close ch",
        "queue qc 1; put qc 1; x = peek qc; close qc; get qc; get qc; bor(n, 5); n <<= 2; fence",
        "spawn alice; spawn bob; alice: lock m1; bob: lock m2; alice: lock m2",
        "spawn t { sleep 2; x += 1; atomic { x += 1; x += 1 }; print \"hi there\" }",
        "alice: mine = 5; bob: put q 1",
        "threads",
        "objects",
        "variables",
        "why alice",
        "bob: lock m1",
        "why bob",
        "columns",
        "columns alice bob",
        "columns since 3",
        "timeline",
        "timeline in",
        "timeline left 3",
        "timeline at 1s",
        "timeline first",
        "timeline all",
        "statistics",
        "statistics m1",
        "source",
        "spawn f { x = 1 / 0 }",
        "back 4",
        "threads",
        "objects",
        "timeline",
        "columns",
        "forth",
        "now",
        "explore",
        "interrupt bob",
        "quiet race",
        "quiet none",
        "help",
        "help mutex",
        "help view",
        "help keys",
        "help glossary",
        "help deadlock",
        "help spoken",
        "lessons",
        "goal",
        "export svg /nowhere/at/all",
        "show python",
        "show c",
        "show everything",
        "save /nowhere/at/all",
        "load /nowhere/at/all",
        "trace on",
        "x += 1",
        "trace off",
        "foo m",
        "acquir m1",
        "x +",
        "print \"a",
        "with m1 { foo",
        "view both",
        "view sideways",
        "theme light",
        "step 0",
        "replay",
        "m1.acquire()",
        "undo",
        "redo",
        "pause",
        "resume",
        "finish",
        "restart",
        "mutex a; mutex b; schedule manual",
        "spawn t { with a { with b { } } }; spawn u { with b { with a { } } }",
        "explore",
        "replay",
        "columns",
        "source",
        "step",
        "timeline",
        "resume",
        "threads",
        "repeat",
    };
    struct sitting t = speak();
    wait_for(&t, "");
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        bool explores = strncmp(inputs[i], "explore", 7) == 0;
        type(&t, inputs[i]);
        if (explores)
            wait_for(&t, "This covers");
        expect_plain(&t, inputs[i]);
        forget(&t);
    }
    leave(&t);
}

Test(session_spoken, panes_are_told_as_sentences)
{
    struct sitting t = speak();
    type_lines(&t, "mutex m\nspawn alice\nspawn bob\nalice: lock m\nbob: lock m");
    forget(&t);
    type(&t, "threads");
    expect(&t, "> threads\n* main, idle\n* alice, idle, holds m\n"
               "* bob, waits for m, held by alice\n");
    type(&t, "objects");
    expect(&t, "> objects\n* mutex, m, held by alice, bob waits\n");
    type(&t, "source bob");
    expect(&t, "> source bob\n* bob, bob: lock m, waits for m, held by alice\n");
    leave(&t);
}

Test(session_spoken, columns_and_timeline_are_told_step_by_step)
{
    struct sitting t = speak();
    type(&t, "mutex m");
    type(&t, "spawn a { lock m; sleep 2; unlock m }; spawn b { lock m }; join all");
    forget(&t);
    type(&t, "columns a b");
    expect_part(&t, "a: lock m\n");
    type(&t, "columns a b");
    expect_part(&t, "* b waits for m, held by a\n");
    type(&t, "columns a b");
    expect_part(&t, "a: unlock m, lets b go\n");
    type(&t, "timeline");
    expect_part(&t, "waits for m, held by a; at 2.0 s, ");
    leave(&t);
}

/* A table puts side by side what has been heard step by step; there it is nothing new. */
Test(session_spoken, steps_that_were_heard_are_not_told_again, .init = lessons_begin,
     .fini = lessons_end)
{
    write_lesson("03-third.md",
                 "# 3 Third\n\n## One\n\n```thrum schedule=manual\nshared x = 0\n"
                 "spawn ann { x += 5 }\n```\n\n"
                 "```thrum pace=key view=columns\nstep ann\nstep ann\n```\n\n"
                 "```thrum fresh view=columns\nspawn ben { print 1 }\n```\n\nThe end.\n");
    struct session_options options = {
        .seed = 1, .spoken = true, .clock = clock_of_test, .lesson = "3"};
    struct sitting t = {.session = session_open(&options)};
    settle(&t);
    type(&t, "next");
    wait_for(&t, "step ann");
    type(&t, "next");
    wait_for(&t, "spawn ben");
    expect_part(&t, "* ann writes x = 5\n");
    cr_expect_null(strstr(buffer_text(&t.text), "columns"), "%s", buffer_text(&t.text));
    type(&t, "next");
    wait_for(&t, "The end.");
    expect_part(&t, "> columns\n");
    leave(&t);
}

Test(session_spoken, a_deadlock_is_a_sentence_and_is_told_once)
{
    struct sitting t = speak();
    type_lines(&t, "mutex m1\nmutex m2\nspawn alice\nspawn bob\nalice: lock m1\nbob: lock m2");
    type(&t, "alice: lock m2");
    forget(&t);
    type(&t, "bob: lock m1");
    turn(&t);
    expect(&t, "> bob: lock m1\n! deadlock: bob waits for m1, held by alice; "
               "alice waits for m2, held by bob\n");
    leave(&t);
}

Test(session_spoken, an_error_names_the_word_and_draws_no_mark)
{
    struct sitting t = speak();
    type(&t, "acquir m");
    expect_part(&t, "! unknown command 'acquir'; did you mean 'acquire'?\n");
    type(&t, "mutex m\nx +");
    expect_part(&t, "; at the word x; in line 2\n");
    type(&t, "view normal");
    forget(&t);
    type(&t, "foo m");
    expect(&t, "> foo m\n! unknown command 'foo'\n!   foo m\n!   ^\n");
    leave(&t);
}

/* ---- What it tells by itself ----------------------------------------------------------------- */

Test(session_spoken, what_threads_come_to_is_told_in_a_sentence_each)
{
    struct sitting t = speak();
    type(&t, "mutex m");
    forget(&t);
    type(&t, "spawn alice; spawn bob");
    expect(&t, "> spawn alice; spawn bob\n* alice is idle\n* bob is idle\n");
    type(&t, "alice: lock m");
    expect(&t, "> alice: lock m\n* alice holds m\n");
    type(&t, "bob: lock m");
    expect(&t, "> bob: lock m\n* bob waits for m, held by alice\n");
    type(&t, "alice: unlock m");
    expect(&t, "> alice: unlock m\n* alice holds nothing\n* bob is idle, and holds m\n");
    type(&t, "spawn t { print 1 }");
    expect_part(&t, "t: 1\n* t has ended\n");
    type(&t, "spawn f { foo() }");
    turn(&t);
    cr_expect_null(strstr(buffer_text(&t.text), "f has"), "%s", buffer_text(&t.text));
    leave(&t);
}

Test(session_spoken, what_several_come_to_is_one_sentence)
{
    struct sitting t = speak();
    type(&t, "schedule manual; event e");
    forget(&t);
    type(&t, "spawn a b c { wait e }");
    expect(&t, "> spawn a b c { wait e }\n* a, b and c are ready\n");
    type(&t, "schedule round-robin");
    turn(&t);
    expect_part(&t, "* a, b and c wait for the event e\n");
    forget(&t);
    type(&t, "set e");
    turn(&t);
    expect_part(&t, "* a, b and c have ended\n");
    leave(&t);
}

Test(session_spoken, many_changes_are_counted)
{
    struct sitting t = speak();
    type(&t, "for i in 1..20 { spawn { sleep 1 } }");
    expect_part(&t, "* Thread-1, Thread-2, Thread-3, Thread-4 and 16 more ");
    type(&t, "for i in 1..20 { spawn \"t{i}\" { event \"own{i}\"; wait \"own{i}\" } }");
    expect_part(&t, "* and 12 more have changed; `threads` tells how all stand\n");
    leave(&t);
}

Test(session_spoken, a_ring_is_not_drawn)
{
    struct sitting t = speak();
    type_lines(&t, "mutex m1\nmutex m2\nspawn alice\nspawn bob\nalice: lock m1\nbob: lock m2");
    type_lines(&t, "alice: lock m2\nbob: lock m1");
    forget(&t);
    type(&t, "why alice");
    expect_part(&t, "this is a ring, which never opens by itself: alice, m2, bob, m1, alice; "
                    "`interrupt alice` ends the wait\n");
    cr_expect_null(strstr(buffer_text(&t.text), "wants"), "%s", buffer_text(&t.text));
    leave(&t);
}

Test(session_spoken, quiet_and_verbose_choose_among_three_levels)
{
    struct sitting t = speak();
    type(&t, "event e; shared x = 1");
    forget(&t);
    type(&t, "set e; x = 2");
    expect(&t, "> set e; x = 2\n");
    type(&t, "verbose");
    expect_part(&t, "* verbose: ");
    turn(&t);
    forget(&t);
    type(&t, "clear e; x = 3");
    turn(&t);
    expect_part(&t, "* x: 3\n");
    type(&t, "quiet");
    expect_part(&t, "* as usual: ");
    type(&t, "quiet");
    expect_part(&t, "* quiet: ");
    type(&t, "spawn alice; alice: wait e");
    turn(&t);
    expect(&t, "> spawn alice; alice: wait e\n");
    type(&t, "verbose");
    turn(&t);
    cr_expect_null(strstr(buffer_text(&t.text), "alice"), "what was not told is over");
    type(&t, "quiet all");
    expect_part(&t, "* not told: race");
    leave(&t);
}

Test(session_spoken, without_spoken_mode_quiet_tells_and_verbose_names_the_way)
{
    struct sitting t = sit();
    type(&t, "quiet");
    expect_part(&t, "* told when the lab notices it: race");
    type(&t, "verbose");
    expect_part(&t, "view spoken");
    leave(&t);
}

Test(session_spoken, half_a_minute_of_silence_is_broken)
{
    struct sitting t = speak_on(false);
    type(&t, "spawn s { sleep 1000 }");
    while (!strstr(buffer_text(&t.text), "s sleeps"))
        turn(&t);
    forget(&t);
    now += 25000;
    turn(&t);
    expect(&t, "");
    now += 6000;
    turn(&t);
    wait_for(&t, "\n");
    expect(&t, "* still going on: s sleeps\n");
    turn(&t);
    expect(&t, "");
    leave(&t);
}

Test(session_spoken, nothing_breaks_the_silence_of_a_lab_at_rest)
{
    struct sitting t = speak();
    type(&t, "spawn alice; event e; alice: wait e");
    turn(&t);
    forget(&t);
    cr_expect_eq(session_timeout(t.session), -1, "it does not look for ever");
    now += 100000;
    turn(&t);
    expect(&t, "");
    leave(&t);
}

/* ---- Commands -------------------------------------------------------------------------------- */

Test(session_spoken, repeat_says_the_last_thing_again)
{
    struct sitting t = speak();
    type(&t, "repeat");
    forget(&t);
    type(&t, "print 5");
    forget(&t);
    type(&t, "repeat");
    expect(&t, "> repeat\nmain: 5\n");
    type(&t, "shared x = 1");
    type(&t, "repeat");
    expect_part(&t, "> repeat\nmain: 5\n");
    type(&t, "repeat 2 { print 6 }");
    expect(&t, "> repeat 2 { print 6 }\nmain: 6\nmain: 6\n");
    leave(&t);
}

Test(session_spoken, punctuation_is_said_on_request)
{
    struct sitting t = speak();
    type_lines(&t, "mutex m\nlock m\nspawn a\na: acquire m");
    type(&t, "view punctuation words");
    forget(&t);
    type(&t, "source a");
    expect(&t, "> source a\n* a, a colon acquire m, waits for m, held by main\n");
    type(&t, "view punctuation signs");
    forget(&t);
    type(&t, "source a");
    expect(&t, "> source a\n* a, a: acquire m, waits for m, held by main\n");
    leave(&t);
}

Test(session_spoken, view_normal_gives_the_signs_back)
{
    struct sitting t = speak();
    type_lines(&t, "mutex m\nlock m");
    cr_expect(session_speaks(t.session));
    type(&t, "view normal");
    cr_expect_not(session_speaks(t.session));
    enum screen_order order;
    const char *argument;
    cr_assert(session_next_screen_order(t.session, &order, &argument));
    cr_expect_eq(order, SCREEN_FRONT);
    cr_expect_str_eq(argument, "normal");
    forget(&t);
    type(&t, "threads");
    expect(&t, "> threads\n* main  idle  holds m\n");
    type(&t, "view spoken");
    cr_expect(session_speaks(t.session));
    leave(&t);
}

Test(session_spoken, prompts_are_words)
{
    struct view_request request = {0};
    struct view view = {0};
    struct sitting t = speak();
    session_view(t.session, &request, &view);
    cr_expect_str_eq(view.prompt, "main: ");
    type(&t, "event e");
    type(&t, "wait e");
    session_view(t.session, &request, &view);
    cr_expect_str_eq(view.prompt, "main, waits for e: ");
    cr_expect_str_eq(view.hint, "Ctrl-C ends main's command");
    session_interrupt(t.session);
    type(&t, "back");
    session_view(t.session, &request, &view);
    cr_expect_str_eq(view.prompt, "main, in the past: ");
    cr_expect_str_eq(view.hint, "");
    type(&t, "now");
    cr_expect_str_eq(session_input_open(t.session, "if true {"), "the block of line 1 is open: ");
    view_free(&view);
    leave(&t);
}
