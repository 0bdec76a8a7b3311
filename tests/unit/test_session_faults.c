/* test_session_faults.c - unit tests of what must never take the prompt away: threads without end,
 * work without end, recursion without end, pastes of a thousand lines, under every schedule. */
#include "sitting.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(faults, .timeout = 110);

static const char *const schedules[] = {"free", "random 3", "round-robin", "manual"};

enum { SCHEDULES = sizeof schedules / sizeof *schedules };

/* Types what never ends for main; then the prompt has to answer, Ctrl-C to work, restart too. */
static void expect_alive_after(const char *input)
{
    for (size_t i = 0; i < SCHEDULES; i++) {
        struct sitting t = sit_free();
        struct buffer schedule = {0};
        buffer_printf(&schedule, "schedule %s", schedules[i]);
        type(&t, buffer_text(&schedule));
        buffer_free(&schedule);
        session_input(t.session, input);
        session_input(t.session, "help why");
        wait_for(&t, "why THREAD");
        session_interrupt(t.session);
        settle(&t);
        forget(&t);
        type(&t, "print 2");
        wait_for(&t, "main: 2\n");
        type(&t, "restart");
        wait_for(&t, "the lab begins anew");
        leave(&t);
    }
}

Test(faults, a_loop_without_end)
{
    expect_alive_after("while true { }");
}

Test(faults, printing_without_end)
{
    expect_alive_after("while true { print \"x\" }");
}

Test(faults, work_without_end)
{
    expect_alive_after("work 1000000s");
}

Test(faults, an_atomic_block_without_end)
{
    struct sitting t = sit_free();
    type(&t, "atomic { while true { } }");
    wait_for(&t, "operations");
    forget(&t);
    type(&t, "print 1");
    wait_for(&t, "main: 1\n");
    leave(&t);
}

Test(faults, recursion_without_end)
{
    struct sitting t = sit_free();
    type_lines(&t, "define f() { f() }\nf()");
    wait_for(&t, "calls");
    forget(&t);
    type(&t, "print 1");
    wait_for(&t, "main: 1\n");
    leave(&t);
}

Test(faults, threads_without_end)
{
    for (size_t i = 0; i < SCHEDULES; i++) {
        struct session_options options = {.seed = 1, .max_threads = 200};
        struct sitting t = {.session = session_open(&options)};
        struct buffer schedule = {0};
        buffer_printf(&schedule, "schedule %s", schedules[i]);
        type(&t, buffer_text(&schedule));
        buffer_free(&schedule);
        type(&t, "while true { spawn }");
        wait_for(&t, "no more than 200 threads may be alive at once");
        forget(&t);
        type(&t, "print active()");
        wait_for(&t, "main: 200\n");
        leave(&t);
    }
}

Test(faults, a_paste_of_a_thousand_lines_comes_out_in_order)
{
    struct sitting t = sit_free();
    struct buffer paste = {0}, expected = {0};
    for (int i = 0; i < 1000; i++)
        buffer_printf(&paste, "%sprint %d", i ? "\n" : "", i);
    for (int i = 0; i < 1000; i++)
        buffer_printf(&expected, "> print %d\n", i);
    for (int i = 0; i < 1000; i++)
        buffer_printf(&expected, "main: %d\n", i);
    type(&t, buffer_text(&paste));
    expect(&t, buffer_text(&expected));
    buffer_free(&paste);
    buffer_free(&expected);
    leave(&t);
}

/* Whoever is waited for in vain is not waited for a thousand times. */
Test(faults, a_thousand_lines_behind_a_loop_are_handed_over_soon)
{
    struct sitting t = sit_free();
    struct buffer paste = {0};
    buffer_puts(&paste, "while true { }\n");
    for (int i = 0; i < 1000; i++)
        buffer_puts(&paste, "print 1\n");
    buffer_puts(&paste, "help why");
    session_input(t.session, buffer_text(&paste));
    wait_for(&t, "why THREAD");
    forget(&t);
    session_interrupt(t.session);
    wait_for(&t, "1000 commands behind it are dropped");
    buffer_free(&paste);
    leave(&t);
}

Test(faults, more_orders_than_a_thread_takes)
{
    struct sitting t = sit_free();
    struct buffer paste = {0};
    type_lines(&t, "event e\nwait e");
    for (int i = 0; i < 10010; i++)
        buffer_puts(&paste, "print 1\n");
    session_input(t.session, buffer_text(&paste));
    wait_for(&t, "main has 10000 orders waiting; it takes no more");
    buffer_free(&paste);
    leave(&t);
}

Test(faults, deep_nesting_and_long_lines_are_refused_in_words)
{
    struct sitting t = sit_free();
    struct buffer text = {0};
    for (int i = 0; i < 5000; i++)
        buffer_puts(&text, "if true { ");
    for (int i = 0; i < 5000; i++)
        buffer_putc(&text, '}');
    type(&t, buffer_text(&text));
    cr_expect(strstr(buffer_text(&t.text), "\n! "), "%.200s", buffer_text(&t.text));
    forget(&t);
    buffer_clear(&text);
    buffer_puts(&text, "print \"");
    for (int i = 0; i < 100000; i++)
        buffer_puts(&text, "0123456789");
    buffer_puts(&text, "\"");
    type(&t, buffer_text(&text));
    wait_for(&t, "main: 0123456789");
    buffer_free(&text);
    leave(&t);
}
