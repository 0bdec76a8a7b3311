/* test_session.c - unit tests of the session: what is typed, who gets which command, in which
 * order, and how it is interrupted. */
#include "sitting.h"

#include <criterion/criterion.h>
#include <string.h>

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
    expect(&t, "> print(\"x\"\n! here that is written: print \"x\"\n");
    type(&t, "print(1 +");
    expect_part(&t, "! this '(' is not closed: a ')' is missing\n");
    type(&t, "print(1 +\n  1)"); /* pasted: the line's end is not the text's */
    expect(&t, "> print(1 +\n>   1)\nmain: 2\n");
    leave(&t);
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
