/* test_newcomers.c - what newcomers type is answered with the line that does it here; and every
 * advice, typed in turn, is taken. The tables in tests/newcomers tell what was typed. */
#include "advice.h"
#include "newcomers.h"

#include "shell/glossary.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

TestSuite(newcomers, .timeout = 110);

/* ---- The tables ------------------------------------------------------------------------------ */

/* Such a line is not answered with one that does it here; behind it stands why. */
static const char unanswered[] = "(deliberately not answered: ";

struct score {
    size_t lines, good, bad_advice;
};

/* Line by line, as a terminal without pasting sends them. */
static void type_apart(struct sitting *t, const char *input)
{
    struct buffer text = {0};
    while (*input) {
        size_t length = strcspn(input, "\n");
        buffer_puts(&text, text.length ? "\n" : "");
        buffer_add(&text, input, length);
        input += length + (input[length] == '\n');
        if (!session_input_complete(t->session, buffer_text(&text)))
            continue;
        type(t, buffer_text(&text));
        buffer_clear(&text);
    }
    buffer_free(&text);
    session_enter(t->session);
    settle(t);
}

static void type_row(const char *input, const char *wanted, bool apart, struct score *score)
{
    struct sitting t = sit_again();
    if (apart) {
        type_apart(&t, input);
    } else {
        type(&t, input);
    }
    bool good = is_answered(buffer_text(&t.text), wanted);
    const char *why = behind(wanted, unanswered);
    if (why) { /* then nothing may be said that is wrong */
        cr_expect(!strstr(buffer_text(&t.text), "here that is written"), "%s", input);
        cr_expect(strlen(why) > 10, "%s: why not?", input);
        good = true;
    }
    score->lines++;
    score->good += good;
    if (!good)
        fprintf(stderr, "wanted %s of:\n%s\n", wanted, buffer_text(&t.text));
    try_all_advice(input, buffer_text(&t.text), &score->bad_advice);
    rise(&t, !strchr(input, '\n') && is_only_told(buffer_text(&t.text)));
}

static void type_in_both_ways(void *context, const char *input, const char *wanted)
{
    struct score *score = context;
    type_row(input, wanted, false, score);
    if (strchr(input, '\n'))
        type_row(input, wanted, true, score);
}

static struct score type_table(const char *name)
{
    struct score score = {0};
    newcomers_each(name, type_in_both_ways, &score);
    leave_spare();
    return score;
}

Test(newcomers, the_first_hour_is_answered)
{
    struct score score = type_table("first-lines.tsv");
    cr_assert_geq(score.lines, 130);
    cr_expect_eq(score.good, score.lines, "%zu of %zu are answered", score.good, score.lines);
    cr_expect_eq(score.bad_advice, 0, "%zu advices are refused", score.bad_advice);
}

/* The lock of a condition is another object than the one that was made before it. */
Test(newcomers, who_holds_the_conditions_lock_is_advised_no_second_one)
{
    struct sitting t = sit();
    type_lines(&t, "mutex other\nmutex m\ncondition c on m\nlock m");
    forget(&t);
    type(&t, "c.notify_all()");
    expect(&t, "> c.notify_all()\n! here that is written: broadcast c\n");
    type_lines(&t, "unlock m\nlock other");
    forget(&t);
    type(&t, "c.notify_all()");
    expect_part(&t, "! here that is written: with c { broadcast c }\n");
    leave(&t);
}

/* What a line takes before it notifies is asked of the very lock that the condition is on; and the
 * advice, typed in a lab that is as it was, is neither refused nor leaves main waiting. */
Test(newcomers, a_line_is_advised_to_take_a_lock_once)
{
    static const char on_m[] = "mutex m; condition c on m; shared x = 1",
                      own[] = "mutex m; condition c; shared x = 1",
                      held[] = "mutex m; condition c on m; shared x = 1; lock m",
                      array[] = "mutex m; condition cs[2] on m",
                      loose[] = "mutex m; condition c on m loose; shared x = 1",
                      two[] = "mutex m; mutex n; condition c on m; condition d on n; shared x = 1";
    static const struct {
        const char *state, *typed, *advice;
    } rows[] = {
        {on_m, "c.acquire(); c.notify_all(); c.release()", "acquire c; broadcast c; release c"},
        {on_m, "pthread_mutex_lock(&m); pthread_cond_signal(&c); pthread_mutex_unlock(&m);",
         "lock m; signal c; unlock m"},
        {on_m, "m.acquire(); x = 2; c.notify(); m.release()",
         "acquire m; x = 2; notify c; release m"},
        {own, "pthread_mutex_lock(&m); pthread_cond_signal(&c); pthread_mutex_unlock(&m);",
         "lock m; with c { signal c }; unlock m"},
        {own, "c.acquire(); c.notify(); c.release()", "acquire c; notify c; release c"},
        {on_m, "m.lock(); m.unlock(); c.notify_all();", "lock m; unlock m; with c { broadcast c }"},
        {on_m, "lock_guard<mutex> g(m); c.notify_all();", "with m { broadcast c }"},
        {own, "lock_guard<mutex> g(m); c.notify_all();", "with m { with c { broadcast c } }"},
        {own, "with m:\n    c.notify_all()", "with m { with c { broadcast c } }"},
        {on_m, "with m:\n    c.notify_all()", "with m { broadcast c }"},
        {on_m, "with c:\n    c.notify_all()\nc.notify()",
         "with c { broadcast c }; with c { notify c }"},
        {held, "c.notify_all(); m.unlock(); c.notify_all();",
         "broadcast c; unlock m; with c { broadcast c }"},
        {held, "notifyAll()", "broadcast c"},
        {on_m, "if (m.try_lock()) { c.notify_one(); m.unlock(); }",
         "if trylock m { notify c; unlock m }"},
        /* it may be held still: an error would tell if not, a second lock would not */
        {on_m, "m.lock(); if (x == 0) { m.unlock(); } c.notify_all(); m.unlock();",
         "lock m; if x == 0 { unlock m }; broadcast c; unlock m"},
        {on_m, "m.lock(); try { c.notify_all(); } finally { m.unlock(); }",
         "with m { broadcast c }"},
        {on_m,
         "pthread_mutex_lock(&m); while (x == 0) pthread_cond_wait(&c, &m); x = 0; "
         "pthread_mutex_unlock(&m);",
         "lock m; while x == 0 { wait c }; x = 0; unlock m"},
        {on_m, "c.notify(); while (x == 0) { pthread_cond_wait(&c, &m); } x = 0; c.notify_all();",
         "with c { notify c }; with c { while x == 0 { wait c }; x = 0 }; with c { broadcast c }"},
        {on_m, "for (int i = 0; i < 2; i++) { m.lock(); c.notify(); m.unlock(); }",
         "for i in 1..2 { lock m; notify c; unlock m }"},
        {two, "n.lock(); c.notify(); d.notify(); n.unlock();",
         "lock n; with c { notify c }; notify d; unlock n"},
        {"mutex m", "c2 = threading.Condition(m); m.acquire(); c2.notify(); m.release()",
         "condition c2 on m; acquire m; notify c2; release m"},
        {array, "m.lock(); cs[1].notify_all(); m.unlock()", "lock m; broadcast cs[1]; unlock m"},
        {array, "cs[1].notify_all()", "with cs[1] { broadcast cs[1] }"},
        /* of a loose condition only who waits holds the lock */
        {loose, "pthread_cond_signal(&c);", "signal c"},
        {loose, "{ std::lock_guard<std::mutex> g(m); x = 2; } c.notify_one();",
         "with m { x = 2 }; notify c"},
        {loose, "c.Broadcast()", "broadcast c"},
        {loose, "pthread_mutex_lock(&m); x = 2; pthread_mutex_unlock(&m); pthread_cond_signal(&c);",
         "lock m; x = 2; unlock m; signal c"},
        /* what another thread does is not done by who makes it */
        {on_m, "m.acquire(); Thread(target=lambda: c.notify()).start(); m.release()",
         "acquire m; spawn { with c { notify c } }; release m"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer told = {0};
        buffer_printf(&told, "! here that is written: %s\n", rows[i].advice);
        struct sitting t = sit_free(), fresh = sit_free();
        type(&t, rows[i].state);
        type(&t, rows[i].typed);
        expect_part(&t, buffer_text(&told));
        type(&fresh, rows[i].state);
        type(&fresh, rows[i].advice);
        cr_expect(goes_on(&fresh), "main waits: %s", buffer_text(&fresh.text));
        cr_expect_null(strstr(buffer_text(&fresh.text), "! "), "%s", buffer_text(&fresh.text));
        leave(&t);
        leave(&fresh);
        buffer_free(&told);
    }
}

/* A lock has no waiting place: a condition on it is made, and its lock is taken once. */
Test(newcomers, a_monitor_is_advised_to_take_its_lock_once)
{
    static const char advice[] = "lock m; broadcast m_changed; unlock m";
    struct sitting t = sit_free(), fresh = sit_free();
    type(&t, "mutex m");
    type(&t, "m.lock(); m.notifyAll(); m.unlock();");
    expect_part(&t, "! here that is written: lock m; broadcast m_changed; unlock m\n"
                    "* first: condition m_changed on m\n");
    type(&fresh, "mutex m; condition m_changed on m");
    type(&fresh, advice);
    cr_expect(goes_on(&fresh), "main waits: %s", buffer_text(&fresh.text));
    cr_expect_null(strstr(buffer_text(&fresh.text), "! "), "%s", buffer_text(&fresh.text));
    leave(&t);
    leave(&fresh);
}

Test(newcomers, more_habits_are_answered)
{
    find_lessons();
    struct score score = type_table("more-lines.tsv");
    cr_assert_geq(score.lines, 300);
    cr_expect_eq(score.good, score.lines, "%zu of %zu are answered", score.good, score.lines);
    cr_expect_eq(score.bad_advice, 0, "%zu advices are refused", score.bad_advice);
}

/* They were written down before anybody looked how they are answered. */
Test(newcomers, what_was_typed_blind_is_answered)
{
    find_lessons();
    struct score score = type_table("blind-lines.tsv");
    cr_assert_geq(score.lines, 200);
    cr_expect_eq(score.good, score.lines, "%zu of %zu are answered", score.good, score.lines);
    cr_expect_eq(score.bad_advice, 0, "%zu advices are refused", score.bad_advice);
}

/* A later hour's, in the same way; and the kinds of those that were answered badly then. */
Test(newcomers, what_was_typed_blind_again_is_answered)
{
    find_lessons();
    struct score score = type_table("fresh-lines.tsv");
    cr_assert_geq(score.lines, 99);
    cr_expect_eq(score.good, score.lines, "%zu of %zu are answered", score.good, score.lines);
    cr_expect_eq(score.bad_advice, 0, "%zu advices are refused", score.bad_advice);
}

Test(newcomers, a_glossary_tells_the_words)
{
    static const struct {
        const char *typed, *part;
    } helps[] = {{"help deadlock", "wait for one another in a ring"},
                 {"help race", "who is quicker"},
                 {"help Races", "who is quicker"},
                 {"help critical section", "Commands that only one thread"},
                 {"help happens-before", "in every run"},
                 {"help PROVED", "every interleaving"},
                 {"help refuted", "replay"},
                 {"help puppets", "without a body"},
                 {"help mutexes", "help mutex:"},
                 {"help locking", "help lock:"},
                 {"help glossary", "starvation"},
                 {"deadlock", "here that is written: help deadlock"}};
    struct sitting t = in_force();
    for (size_t i = 0; i < sizeof helps / sizeof *helps; i++) {
        type(&t, helps[i].typed);
        expect_part(&t, helps[i].part);
    }
    leave(&t);
    cr_assert(glossary_at(29), "it has 30 words");
    for (size_t i = 0; glossary_at(i + 1); i++)
        cr_expect(strcasecmp(glossary_at(i)->name, glossary_at(i + 1)->name) < 0,
                  "%s stands behind", glossary_at(i)->name);
    size_t bad = 0;
    for (size_t i = 0; glossary_at(i); i++)
        try_advice(glossary_at(i)->name, NULL, glossary_at(i)->see, &bad);
    cr_expect_eq(bad, 0);
}

Test(newcomers, a_word_of_its_own_is_no_misspelling)
{
    static const char *const inputs[] = {"stop zed", "close zed",  "go zed", "spin zed",
                                         "Foo",      "int z = ()", "bar"};
    struct sitting t = in_force();
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        type(&t, inputs[i]);
        cr_expect_null(strstr(buffer_text(&t.text), "did you mean"), "%s", buffer_text(&t.text));
        forget(&t);
    }
    type(&t, "lok m");
    expect_part(&t, "did you mean 'lock'");
    type(&t, "lok m");
    expect_part(&t, "the line would be: lock m\n");
    type(&t, "lok alice"); /* which would be refused too */
    cr_expect_null(strstr(buffer_text(&t.text), "the line would be"), "%s", buffer_text(&t.text));
    forget(&t);
    type(&t, "t print 1"); /* a timer takes no orders */
    cr_expect_null(strstr(buffer_text(&t.text), "colon"), "%s", buffer_text(&t.text));
    leave(&t);
}

/* What is advised can be typed, whatever the name. */
Test(newcomers, a_name_that_needs_quotes_gets_them)
{
    struct sitting t = sit_free();
    type(&t, "thread \"a b\"");
    expect_part(&t, "is started: start \"a b\"\n");
    type(&t, "join \"a b\"");
    expect_part(&t, "a b has not been started: start \"a b\" first");
    type(&t, "lock \"x y\"");
    expect_part(&t, "make one first: mutex \"x y\"\n");
    type(&t, "spawn \"it's\"");
    type(&t, "it's lock m");
    expect_part(&t, "as in: \"it's\": print me\n");
    type(&t, "timer \"x'y\" 1s { print 1 }");
    type(&t, "x'y print 1");
    expect_part(&t, "it is begun by: start \"x'y\"\n");
    type(&t, "thread Thread-7");
    type(&t, "join Thread-7");
    expect_part(&t, "start Thread-7 first");
    leave(&t);
}

Test(newcomers, what_is_no_language_at_all_does_no_harm)
{
    static const char *const inputs[] = {"::from_secs(2));\nh{x}",
                                         "a::",
                                         "::",
                                         "x->",
                                         "print 'a",
                                         "f\"",
                                         "wait 5",
                                         "t = [f(x) for i in range(3)",
                                         "%",
                                         "for i in",
                                         "with m, c, s:",
                                         "def (",
                                         "[[[[",
                                         "{{{{",
                                         "lambda",
                                         "<<<<"};
    struct sitting t = in_force();
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        type(&t, inputs[i]);
        session_enter(t.session);
    }
    forget(&t);
    type(&t, "print 42");
    expect_part(&t, "main: 42");
    leave(&t);
}
