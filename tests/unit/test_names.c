/* test_names.c - unit tests of the check that a script makes what it names. */
#include "lang/names.h"
#include "lang/parser.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(names, .timeout = 60);

static bool exists(void *context, const char *name)
{
    return strcmp(name, context) == 0;
}

/* What the check says, as LINE:COLUMN SENTENCE, one a line; "" if all is well. */
static char *said_of(const char *text)
{
    static char before[] = "before";
    struct source source = {.name = "a.thr", .text = text, .length = strlen(text)};
    struct parser_options options = {0};
    struct names_options names = {.exists = exists, .context = before};
    struct diagnostics found = {0};
    struct buffer out = {0};
    struct tree *tree = parser_parse(&source, &options, &found);
    cr_expect_not_null(tree, "%s", text);
    if (tree)
        cr_expect_eq(names_check(tree, &names, &found), found.errors == 0);
    for (size_t i = 0; i < found.count; i++) {
        struct position at = source_position(&source, found.items[i].begin);
        buffer_printf(&out, "%s%zu:%zu ", i ? "\n" : "", at.line, at.column);
        diagnostic_sentence(&out, &found.items[i]);
    }
    tree_free(tree);
    diagnostics_free(&found);
    return buffer_take(&out);
}

struct pair {
    const char *text, *expected;
};

#define CHECK(pairs)                                                                               \
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {                                    \
        char *said = said_of(pairs[i].text);                                                       \
        cr_expect_str_eq(said, pairs[i].expected, "%s\n  says     %s\n  expected %s",              \
                         pairs[i].text, said, pairs[i].expected);                                  \
        free(said);                                                                                \
    }

Test(names, what_is_made_anywhere_is_known)
{
    static const struct pair pairs[] = {
        {"define f() { lock m; print x, a[1] }\nmutex m\nshared x = 0\nprivate a[2] = 0\nf()", ""},
        {"for i in 1..3 { print i }; try { } catch e { print e }; define f(p) { print p }", ""},
        {"x = 1; local d; d += 1; atomic n = 0; print x, d, n", ""},
        {"join main; print main; lock before; print before; before()", ""},
        {"mutex fork[5]; lock fork[1]; print fork[2]", ""},
        {"spawn a; rename a b; join b; join a; a: yield; all: yield", ""},
        {"mutex m; condition c on m; with c { wait c }", ""},
        {"once o; once o { }; critical anything { }", ""},
        {"mutex m; define f(x) { lock x }; f(m)", ""},
        {"join \"not a bare name\"; print alive(\"nor this\")", ""},
    };
    CHECK(pairs);
}

Test(names, names_put_together_at_run_time_are_known_by_their_pattern)
{
    static const struct pair pairs[] = {
        {"for i in 1..3 { spawn \"t{i}\" }; join t1; print t2", ""},
        {"for i in 1..3 { spawn \"t{i}\" }; join u1",
         "1:38 nothing in this script makes 'u1'; it is made by: spawn u1"},
        {"for i in 1..3 { spawn (\"t\" + i + \"-x\") }; join t1-x; join t-x",
         "1:59 nothing in this script makes 't-x'; it is made by: spawn t-x"},
        {"for r in \"rabbit\", \"cow\" { spawn r { } }; join cow; join (rabbit); join horse",
         "1:73 nothing in this script makes 'horse'; it is made by: spawn horse"},
        {"r = \"t{1}\"; spawn r; join t5", ""},
        {"define f(r) { spawn r }; f(\"a\"); join a; join anything", ""},
        {"define f(r) { spawn r }; f(\"a\"); print anything",
         "1:40 nothing in this script makes or assigns 'anything'"},
        {"r = ask; mutex (r); lock anything", ""},
        {"spawn; spawn { }; join Thread-1; join Thread-2; join Fred-1",
         "1:54 nothing in this script makes 'Fred-1'; it is made by: spawn Fred-1"},
        {"for i in 1..2 { mutex \"{i}{i}\" }; lock anything", ""},
    };
    CHECK(pairs);
}

Test(names, what_nothing_makes_is_an_error)
{
    static const struct pair pairs[] = {
        {"shared count = 0; print cuont",
         "1:25 nothing in this script makes or assigns 'cuont'; did you mean 'count'?"},
        {"mutex door; lock dor", "1:18 nothing in this script makes 'dor'; did you mean 'door'?"},
        {"lock m", "1:6 nothing in this script makes 'm'; it is made by: mutex m"},
        {"set e", "1:5 nothing in this script makes 'e'; it is made by: event e"},
        {"put q 1", "1:5 nothing in this script makes 'q'; it is made by: queue q"},
        {"abort b", "1:7 nothing in this script makes 'b'; it is made by: barrier b N"},
        {"start t", "1:7 nothing in this script makes 't'; it is made by: thread t"},
        {"with rdlock w { }", "1:13 nothing in this script makes 'w'; it is made by: rwlock w"},
        {"alice: yield", "1:1 nothing in this script makes 'alice'; it is made by: spawn alice"},
        {"condition c on k", "1:16 nothing in this script makes 'k'; it is made by: mutex k"},
        {"print locked(k), value(k)",
         "1:14 nothing in this script makes 'k'; it is made by: mutex k"},
        {"print x, x, x; print y", "1:7 nothing in this script makes or assigns 'x'\n"
                                   "1:22 nothing in this script makes or assigns 'y'"},
        {"a[1] = 2", "1:1 nothing in this script makes or assigns 'a'"},
        {"x = treu", "1:5 nothing in this script makes or assigns 'treu'; did you mean 'true'?"},
        {"print time", "1:7 'time' is a function; it is written: time()"},
        {"print \"{a}\"", "1:9 nothing in this script makes or assigns 'a'"},
    };
    CHECK(pairs);
}

Test(names, functions_are_known_exactly)
{
    static const struct pair pairs[] = {
        {"define f(a, b) { }; f(1)", "1:21 'f' takes 2 values, not 1"},
        {"define f(a) { }; spawn t f()", "1:26 'f' takes 1 value, not 0"},
        {"define f() { }; spawn t f",
         "1:25 'f' is a function; as a body it is written with parentheses: f()"},
        {"define f() { }; thread f",
         "1:24 'f' is a function; as a body it is written with parentheses: f()"},
        {"define f() { }\ndefine f(a) { }", "2:1 the function 'f' is defined twice"},
        {"define work_on() { }; wrok_on()",
         "1:23 no function 'wrok_on' is defined in this script; did you mean 'work_on'?"},
        {"define f() { }; x = f",
         "1:21 'f' is a function; a call is written with parentheses: f()"},
        {"define f() { }; lock f", "1:22 'f' is a function, not a thread or an object"},
        {"acquir(m)\nmutex m",
         "1:1 no function 'acquir' is defined in this script; did you mean 'acquire'?"},
    };
    CHECK(pairs);
}
