/* test_check.c - unit tests of what tells that a task is done, on a bare machine. */
#include "bare.h"
#include "base/memory.h"
#include "task/check.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(check, .timeout = 60);

/* Checks that hear what happens on a machine. */
struct ears {
    struct check *checks[64];
    size_t count;
    void (*sink)(void *context, const struct event *event);
    struct bare *bare;
};

static void hear(void *context, const struct event *e)
{
    struct ears *ears = context;
    for (size_t i = 0; i < ears->count; i++)
        check_hear(ears->checks[i], &ears->bare->machine, e);
    ears->sink(ears->bare, e);
}

static struct ears listen(struct bare *b)
{
    return (struct ears){.sink = b->machine.sink, .bare = b};
}

static void put_on(struct ears *ears)
{
    ears->bare->machine.sink = hear;
    ears->bare->machine.sink_context = ears;
    ears->bare->machine.traces = true;
}

static struct check *add_check(struct ears *ears, const char *expression)
{
    struct check *c = check_new(expression, ears->bare->program);
    cr_assert_not_null(c, "%s", expression);
    cr_assert(ears->count < sizeof ears->checks / sizeof *ears->checks);
    return ears->checks[ears->count++] = c;
}

static void end_ears(struct ears *ears)
{
    for (size_t i = 0; i < ears->count; i++)
        check_free(ears->checks[i]);
}

static bool holds(struct bare *b, const struct check *c, const char *expression, uint64_t steps)
{
    size_t changes = b->machine.change_count;
    struct state *before = state_copy(b->machine.state);
    bool first = check_holds(c, &b->machine, steps);
    /* Looking changes nothing, and gives the same again. */
    cr_expect_eq(first, check_holds(c, &b->machine, steps), "%s", expression);
    cr_expect(state_equals(before, b->machine.state), "%s", expression);
    cr_expect_eq(b->machine.change_count, changes);
    state_free(before);
    return first;
}

struct claim {
    const char *expression;
    bool expected;
};

/* The script as far as it goes, and what then holds. */
static void expect_claims(const char *script, const struct claim *claims, size_t count)
{
    struct bare b;
    uint64_t steps = 0;
    cr_assert(bare_begin(&b, script, &(struct bare_options){0}), "%s", buffer_text(&b.output));
    struct ears ears = listen(&b);
    for (size_t i = 0; i < count; i++)
        add_check(&ears, claims[i].expression);
    put_on(&ears);
    while (steps < 1000 && !machine_over(&b.machine) && bare_step(&b))
        steps++;
    for (size_t i = 0; i < count; i++) {
        struct buffer missing = {0};
        bool held = holds(&b, ears.checks[i], claims[i].expression, steps);
        cr_expect_eq(held, claims[i].expected, "%s\n%s", script, claims[i].expression);
        check_add_missing(ears.checks[i], &b.machine, steps, &missing);
        cr_expect_eq(missing.length == 0, held, "%s\n%s: %s", script, claims[i].expression,
                     buffer_text(&missing));
        buffer_free(&missing);
    }
    end_ears(&ears);
    bare_end(&b);
}

#define CLAIMS(script, ...)                                                                        \
    do {                                                                                           \
        static const struct claim claims[] = {__VA_ARGS__};                                        \
        expect_claims(script, claims, sizeof claims / sizeof *claims);                             \
    } while (0)

Test(check, looks_at_objects_and_variables)
{
    CLAIMS("mutex m; shared x = 3; shared a[2] = 7; event e; semaphore s 2; lock m; acquire s\n"
           "spawn alice { lock m }; wait e",
           {"locked(m)", true}, {"owner(m) == \"main\"", true}, {"owner(m) == main", true},
           {"value(s) == 1 and not isset(e)", true}, {"x == 3 and a[1] == 7", true},
           {"x == 4 or len(a) == 3", false}, {"waiting(m) == 1", true}, {"waiting(e) == 1", true},
           {"alive(alice) and alive(main)", true}, {"state(alice) == \"waiting\"", true},
           {"now == 0s", true}, {"\"{x}\" == \"3\"", true});
}

Test(check, line_breaks_and_comments)
{
    CLAIMS("shared x = 1; shared y = 2", {"x == 1\n  and\ny\n== 2", true},
           {"x == 2 # no\n or # yes\n y == 2 # end", true}, {"(x\n== 1)", true});
}

Test(check, what_is_not_there_makes_it_false)
{
    CLAIMS("shared x = 1; private p = 1; local l; spawn t", {"locked(m)", false},
           {"nothing == none", false}, {"not locked(m)", false}, {"x == 1 or locked(m)", true},
           {"locked(x)", false}, {"x / 0 == 1", false}, {"x", false}, {"p == 1", false},
           {"l == none", false}, {"result(main) == 1", false}, {"failed(nobody)", false},
           {"not failed(nobody)", false}, {"locked(m) or true", false});
}

Test(check, printed)
{
    CLAIMS("print \"a b\"; log warning \"warned\"; shared fact_0 = 5", {"printed(\"a b\")", true},
           {"printed(\"a\") and not printed(\"c\")", true}, {"printed(\"warned\")", true},
           {"printed(\"arn\")", false}, {"printed(\"A B\")", true},
           {"printed(\"c\") or printed(\"b\") and printed(\"a\")", true},
           {"fact_0 == 5 and printed(\"a b\")", true}, {"fact_0 == 5 and printed(\"c\")", false});
}

Test(check, failed)
{
    CLAIMS("spawn t { raise \"x\" }; spawn u { }; spawn { raise 1 }\n"
           "spawn \"a b\" { raise 2 }\n"
           "try { join all } catch e { }",
           {"failed(t)", true}, {"failed(u)", false}, {"failed(Thread-1)", true},
           {"failed(\"t\") and not failed ( # who\n u )", true}, {"failed(\"a b\")", true},
           {"failed(main)", false}, {"\"{failed(t)}\" == \"true\"", true},
           {"failed(\"{\"t\"}\")", true});
}

Test(check, steps)
{
    CLAIMS("shared steps = 99; yield; yield; yield", {"steps > 2", true}, {"steps > 90", false},
           {"steps + 0 * steps == steps", true});
}

Test(check, deadlocked_in_a_ring)
{
    static const char ring[] = "mutex m; mutex n; event e\n"
                               "spawn alice { lock m; wait e; lock n }\n"
                               "spawn bob { lock n; set e; lock m }\n";
    struct buffer script = {0};
    CLAIMS("mutex m; lock m; spawn alice { lock m }; while true { yield }", {"deadlocked", false});
    buffer_printf(&script, "%sspawn carol { while true { yield } }; while true { yield }", ring);
    CLAIMS(buffer_text(&script), {"deadlocked", true}, {"not deadlocked", false},
           {"deadlocked and locked(m)", true});
    buffer_free(&script);
    CLAIMS("mutex m; lock m; lock m", {"deadlocked", true});
}

Test(check, deadlocked_because_nobody_can_go_on)
{
    CLAIMS("event e; spawn alice { wait e }; join alice", {"deadlocked", true});
    CLAIMS("event e; wait e for 1s; while true { yield }", {"deadlocked", false});
    /* Who waits for the lab's user, for time or for what is outside may go on. */
    CLAIMS("event e; spawn bob; wait e", {"deadlocked", false});
    CLAIMS("event e; spawn daemon alice { wait e }", {"deadlocked", false});
    CLAIMS("event e; thread bob { set e }; wait e", {"deadlocked", true});
}

/* Those that doc/lessons.md names. */
Test(check, every_word_of_a_deed_is_known)
{
    static const char words[] =
        "join lock acquire rdlock wrlock unlock release wait set clear notify broadcast abort "
        "reset put get start spawn cancel kill daemon rename yield sleep work io print log ask "
        "fetch cas add swap read write fire";
    struct program *p = program_new();
    char *copy = memory_copy(words), *rest = copy, *word;
    while ((word = strtok_r(rest, " ", &rest))) {
        struct buffer text = {0};
        buffer_printf(&text, "did(\"%s\", any, x)", word);
        struct check *c = check_new(buffer_text(&text), p);
        cr_expect_not_null(c, "%s", word);
        check_free(c);
        buffer_free(&text);
    }
    free(copy);
    program_free(p);
}

Test(check, a_check_that_is_none)
{
    struct program *p = program_new();
    cr_expect_null(check_new("", p));
    cr_expect_null(check_new("x = 1", p));
    cr_expect_null(check_new("printed(x)", p));
    cr_expect_null(check_new("printed(\"x\", ann, true, true)", p));
    cr_expect_null(check_new("did(join, ann)", p));
    cr_expect_null(check_new("did(\"jion\", ann)", p));
    cr_expect_null(check_new("did(\"join\", ann, ben, carl)", p));
    cr_expect_null(check_new("waits(ann)", p));
    cr_expect_null(check_new("slept(1 + 2) == 1s", p));
    cr_expect_null(check_new("printed(\"x\", cas(a, b, c))", p));
    cr_expect_null(check_new("(true", p));
    cr_expect_null(check_new("true) or (true", p));
    program_free(p);
}

Test(check, many_words)
{
    struct buffer text = {0};
    buffer_puts(&text, "true");
    for (int i = 0; i < 400; i++)
        buffer_printf(&text, " and printed(\"%s\")", i % 2 ? "a" : "b");
    struct bare b;
    cr_assert(bare_begin(&b, "print \"a b\"", &(struct bare_options){0}));
    struct ears ears = listen(&b);
    struct check *c = add_check(&ears, buffer_text(&text));
    put_on(&ears);
    cr_expect_not(holds(&b, c, "many", 0));
    bare_step(&b);
    cr_expect(holds(&b, c, "many", 0));
    end_ears(&ears);
    bare_end(&b);
    buffer_free(&text);
}

/* ---- What was done --------------------------------------------------------------------------- */

Test(check, printed_by_whom_and_when)
{
    CLAIMS("shared x = 0; spawn ann { print \"this, hi!\" }; join ann; print \"early\"; x = 1\n"
           "print \"late\"; x = 2",
           {"printed(\"hi\", ann)", true}, {"printed(\"hi\", main)", false},
           {"not printed(\"hi\", ben)", false}, {"printed(\"late\", main, x == 1)", true},
           {"printed(\"early\", x == 1)", false}, {"printed(\"late\", x == 2)", false},
           {"printed(\"hi\", alive(ann))", true},
           {"printed(\"late\", did(\"join\", main, ann))", true});
}

Test(check, did)
{
    CLAIMS(
        "mutex m; shared x = 0; atomic y = 1; queue q 1; event e; timer t 1s { x = 5 }\n"
        "spawn ann { lock m; x += 1; unlock m; put q 1; get q }\n"
        "thread ben { sleep 1s }; daemon ben on; daemon ben off; join ann; trylock m; trylock m\n"
        "tryput q 1; tryput q 2; cas(y, 0, 7); swap(y, 3); start t; join t for 10ms\n"
        "rename ben benno; x = y",
        {"did(\"lock\", ann, m) and did(\"acquire\", ann)", true},
        {"did(\"unlock\", ann, m) and did(\"release\")", true}, {"did(\"unlock\", main)", false},
        {"not did(\"unlock\", main, m)", true},
        {"did(\"join\", main, ann) and did(\"join\", any, ann)", true},
        {"did(\"join\", main, t)", false}, {"did(\"daemon\", main, benno)", false},
        {"did(\"rename\", main)", true}, {"did(\"start\", main, t)", true},
        {"did(\"start\", t, t)", false}, {"did(\"fire\", t)", true}, {"did(\"fire\", main)", false},
        {"did(\"spawn\", main, ann)", true}, {"did(\"start\", any, ann)", true},
        {"did(\"set\", any, e)", false}, {"times(\"lock\", main, m) == 1", true},
        {"times(\"put\", any, q) == 2", true}, {"times(\"write\", any, x) == 3", true},
        {"times(\"read\", ann, x) == 1", true},
        {"did(\"cas\", main, y) and did(\"swap\") and not did(\"add\")", true},
        {"doers(\"put\") == 2 and doers(\"put\", q) == 2 and doers(\"join\") == 1", true},
        {"did(\"join\", nobody)", false}, {"not did(\"join\", nobody)", false});
}

Test(check, join_all_joins_who_has_ended)
{
    CLAIMS("event never; spawn ann { sleep 1s }; spawn daemon ben { wait never }\n"
           "join all but daemons",
           {"did(\"join\", main, ann)", true}, {"did(\"join\", main, ben)", false},
           {"did(\"join\", main)", true});
}

Test(check, a_release_that_is_refused_was_not_done)
{
    CLAIMS("mutex m; lock m; spawn ann { try { unlock m } catch { } }; join ann",
           {"did(\"unlock\", any, m)", false}, {"owner(m) == \"main\"", true});
}

Test(check, slept_and_worked)
{
    CLAIMS(
        "spawn ann { sleep 2s; sleep 1s }; spawn ben { sleep 500ms; io 1s; sleep 1s }\n"
        "spawn cleo { work 300 items; work 2s; work 4 items }; join all; spawn dan { sleep 1s }\n"
        "join dan; work 6 items",
        {"slept(ann) == 3s and slept(ben) == 1500ms", true}, {"slept(cleo) == 0s", true},
        {"slept(ann, ben) == 1500ms and slept(ben, ann) == 1500ms", true},
        {"slept(ann, dan) == 0s", true}, {"worked(cleo) == 304", true},
        {"worked(any) == 310 and worked(main) == 6", true}, {"slept(nobody) == 0s", false});
}

Test(check, who_bears_a_name_begins_anew)
{
    CLAIMS("spawn tea { sleep 2s; print \"one\" }; join tea\n"
           "spawn tea { sleep 1s; print \"two\" }; join tea",
           {"printed(\"two\", tea) and not printed(\"one\", tea)", true},
           {"printed(\"one\", slept(tea) == 2s) and printed(\"two\", slept(tea) == 1s)", true},
           {"slept(tea) == 1s and times(\"join\", main, tea) == 1", true});
}

Test(check, kind_delay_own_waits)
{
    CLAIMS("mutex m[2]; semaphore s 2; local l = 1; timer t 250ms { }; spawn ann; lock m[1]\n"
           "spawn cook-1 { lock m[1] }; spawn ben { l = 5; join cook-1 }; yield; yield; yield",
           {"kind(m[1]) == \"mutex\"", true},
           {"kind(s) == \"semaphore\" and kind(t) == \"timer\"", true},
           {"kind(ann) == \"puppet\" and kind(ben) == \"thread\"", true},
           {"kind(nothing) == \"timer\"", false}, {"delay(t) == 250ms", true},
           {"delay(ann) == 0s", false}, {"own(l, ben) == 5 and own(l, main) == 1", true},
           {"own(s, ben) == 5", false}, {"waits(cook-1, m[1])", true},
           {"waits(cook-1, m[0])", false}, {"waits(ben, cook-1) and not waits(ben, m[1])", true},
           {"waits(\"cook-1\", m[1])", true});
}

Test(check, what_is_undone_was_not_done)
{
    struct bare b;
    cr_assert(bare_begin(&b, "shared x = 0; x = 1; x = 2; print \"x\"; x = 3",
                         &(struct bare_options){0}));
    struct ears ears = listen(&b);
    struct check *c = add_check(&ears, "times(\"write\", any, x) == 2 and printed(\"x\")");
    put_on(&ears);
    for (int i = 0; i < 4; i++)
        bare_step(&b);
    cr_expect_not(holds(&b, c, "all four", 4));
    check_goes(c, 1, false);
    cr_expect(holds(&b, c, "the last one undone", 3));
    check_goes(c, 1, false);
    cr_expect_not(holds(&b, c, "and the print", 2));
    check_goes(c, 1, true);
    cr_expect(holds(&b, c, "again", 3));
    check_begin(c);
    cr_expect_not(holds(&b, c, "begun anew", 0));
    end_ears(&ears);
    bare_end(&b);
}

Test(check, what_is_undone_can_be_done_once_more)
{
    static const char *const claims[] = {"slept(ann) == 1s", "doers(\"write\", x) == 2",
                                         "worked(main) == 3", "printed(\"x\", slept(ann) == 1s)"};
    enum { CLAIMS_HERE = sizeof claims / sizeof *claims, MOST_STEPS = 20 };
    struct state *was[MOST_STEPS];
    struct bare b;
    size_t steps = 0;
    cr_assert(bare_begin(
        &b,
        "shared x = 0; spawn ann { sleep 1s; x = 1 }; join ann; work 3 items; x = 2; print \"x\"",
        &(struct bare_options){0}));
    struct ears ears = listen(&b);
    for (size_t i = 0; i < CLAIMS_HERE; i++)
        add_check(&ears, claims[i]);
    put_on(&ears);
    do
        was[steps] = state_copy(b.machine.state);
    while (bare_step(&b) && ++steps < MOST_STEPS);
    for (size_t back = steps; back-- > 0;) {
        for (size_t i = 0; i < CLAIMS_HERE; i++)
            check_goes(ears.checks[i], steps - back, false);
        state_free(b.machine.state);
        b.machine.state = state_copy(was[back]);
        for (size_t i = back; i < steps; i++)
            cr_assert(bare_step(&b));
        for (size_t i = 0; i < CLAIMS_HERE; i++)
            cr_expect(holds(&b, ears.checks[i], claims[i], steps), "%s, from step %zu", claims[i],
                      back);
    }
    for (size_t i = 0; i <= steps; i++)
        state_free(was[i]);
    end_ears(&ears);
    bare_end(&b);
}

/* What is said to be missing after the script. */
static void expect_missing(const char *script, const char *expression, const char *words)
{
    struct bare b;
    struct buffer missing = {0};
    cr_assert(bare_begin(&b, script, &(struct bare_options){0}), "%s", buffer_text(&b.output));
    struct ears ears = listen(&b);
    struct check *c = add_check(&ears, expression);
    put_on(&ears);
    for (int i = 0; i < 1000 && bare_step(&b); i++)
        ;
    check_add_missing(c, &b.machine, 0, &missing);
    cr_expect_str_eq(buffer_text(&missing), words);
    buffer_free(&missing);
    end_ears(&ears);
    bare_end(&b);
}

Test(check, what_is_missing_in_words)
{
    static const char script[] = "mutex m n; event e; shared x = 1; semaphore s 2; local l = 0\n"
                                 "timer t 1s { }; lock m; spawn ann { lock m }; spawn ben\n"
                                 "wait e";
    static const struct {
        const char *expression, *words;
    } rows[] = {
        {"x == 1 and owner(m) == \"main\" and state(ann) == \"waiting\"", ""},
        {"x == 1 and x > 2", "x is more than 2 (now: 1)"},
        {"state(ann) == \"done\"", "ann is done (now: waiting)"},
        {"owner(m) == \"ann\" and not locked(m)", "the holder of m is ann (now: main); m is free"},
        {"isset(e) or locked(s)", "either e is set or s is taken"},
        {"(isset(e) or locked(s) or x == 3) and not (x == 1 and locked(m))",
         "either e is set or s is taken or x is 3; either x is not 1 or m is free"},
        {"not (locked(m) or isset(e))", "m is free and e is not set"},
        {"alive(carl)", "carl is alive (there is no carl yet)"},
        {"waiting(m) >= 2", "the number of those who wait for m is at least 2 (now: 1)"},
        {"printed(\"a  b\")", "somebody prints \"a  b\""},
        {"printed(\"a\", ann, isset(e) and x == 1)",
         "ann prints \"a\", at a time when e is set and x is 1"},
        {"did(\"join\", main, ann)", "main has done `join ann`"},
        {"not did(\"lock\", any, m)", "nobody has done `lock m`"},
        {"not did(\"lock\", main)", "main has not done `lock`"},
        {"slept(ann) >= 2s", "ann has slept for at least 2s (now: 0s)"},
        {"kind(ben) == \"timer\" and delay(t) == 2s",
         "ben is a timer (now: puppet); t goes off after 2s (now: 1s)"},
        {"own(l, ben) == 4", "the l of ben is 4 (now: 0)"},
        {"waits(ben, m)", "ben waits for m"},
        {"alive(carl) and state(carl) == \"done\" and alive(dan)",
         "carl is alive (there is no carl yet); carl is done; dan is alive (there is no dan yet)"},
        {"owner(n) == \"ann\" and delay(ann) == 1s",
         "the holder of n is ann (now: nobody); ann goes off after 1s"},
        {"not waits(ann, m)", "ann does not wait for m"},
        {"failed(ann) and deadlocked", "ann has failed; there is a deadlock"},
        {"times(\"print\", ann) == 1",
         "the number of times that ann has done `print` is 1 (now: 0)"},
        {"worked(any) > 5", "the items that somebody has worked off are more than 5 (now: 0)"},
        {"x + 1 == 5", "x + 1 is 5 (now: 2)"},
        {"x == 2 or\n  printed(\"b\")", "either x is 2 or somebody prints \"b\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_missing(script, rows[i].expression, rows[i].words);
}
