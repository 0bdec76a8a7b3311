/* test_check.c - unit tests of what tells that a task is done, on a bare machine. */
#include "bare.h"
#include "lesson/check.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(check, .timeout = 60);

static bool printed(void *context, const char *text)
{
    const struct bare *b = context;
    return strstr(buffer_text(&b->output), text) != NULL;
}

static bool holds(struct bare *b, const char *expression, uint64_t steps)
{
    struct check_facts facts = {.printed = printed, .context = b, .steps = steps};
    struct check *c = check_new(expression, b->program);
    cr_assert_not_null(c, "%s", expression);
    size_t changes = b->machine.change_count;
    struct state *before = state_copy(b->machine.state);
    bool first = check_holds(c, &b->machine, &facts);
    /* Looking changes nothing, and gives the same again. */
    cr_expect_eq(first, check_holds(c, &b->machine, &facts), "%s", expression);
    cr_expect(state_equals(before, b->machine.state), "%s", expression);
    cr_expect_eq(b->machine.change_count, changes);
    state_free(before);
    check_free(c);
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
    while (steps < 1000 && !machine_over(&b.machine) && bare_step(&b))
        steps++;
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(holds(&b, claims[i].expression, steps), claims[i].expected, "%s\n%s", script,
                     claims[i].expression);
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
    CLAIMS("print \"a b\"; log warning \"warned\"; shared printed_0 = 5",
           {"printed(\"a b\")", true}, {"printed(\"a\") and not printed(\"c\")", true},
           {"printed(\"warned\")", true},
           {"printed(\"c\") or printed(\"b\") and printed(\"a\")", true},
           {"printed_0 == 5 and printed(\"a b\")", true},
           {"printed_0 == 5 and printed(\"c\")", false});
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

Test(check, a_check_that_is_none)
{
    struct program *p = program_new();
    cr_expect_null(check_new("", p));
    cr_expect_null(check_new("x = 1", p));
    cr_expect_null(check_new("printed(x)", p));
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
    CLAIMS("print \"ab\"", {"true", true});
    struct bare b;
    cr_assert(bare_begin(&b, "print \"ab\"", &(struct bare_options){0}));
    cr_expect_not(holds(&b, buffer_text(&text), 0));
    bare_step(&b);
    cr_expect(holds(&b, buffer_text(&text), 0));
    bare_end(&b);
    buffer_free(&text);
}
