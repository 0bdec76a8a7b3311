/* test_compiler_values.c - unit tests of src/lang's compiler: values, names and arrays, in programs
 * run on a bare machine (bare.h). */
#include "bare.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(values, .timeout = 60);
TestSuite(scope, .timeout = 60);
TestSuite(arrays, .timeout = 60);

static void expect(const char *program, const char *wanted)
{
    char *output = bare_run(program, &(struct bare_options){0});
    cr_expect_str_eq(output, wanted, "\n---- %s\n---- printed\n%s---- wanted\n%s", program, output,
                     wanted);
    free(output);
}

/* ---- Values ---------------------------------------------------------------------------------- */

Test(values, operators_bind_and_calculate)
{
    expect("print 1 + 2 * 3, (1 + 2) * 3, -5 / 2, -5 % 2, 7 - 2 - 1", "main: 7 9 -2 -1 4\n");
    expect("print 1 < 2, \"a\" < \"b\", 2s >= 2s, 1 == \"1\", none == none, true != false",
           "main: true true true false true true\n");
    expect("print not true, not 1 == 2, true and false or true", "main: false true true\n");
    expect("print \"a\" + \"b\", 1.5s * 2, 3 * 2s, 3s / 2, 3s / 500ms, 2s - 3s, -(2s)",
           "main: ab 3s 6s 1.5s 6 -1s -2s\n");
    expect("print", "main: \n");
}

Test(values, errors_of_expressions)
{
    expect("print 1 / 0", "main failed: division by zero\n");
    expect("print 9223372036854775807 + 1",
           "main failed: the result is too large for an integer\n");
    expect("print 1 < \"a\"", "main failed: < cannot take an integer and a string\n");
    expect("print 1 and true", "main failed: and, or takes true or false, not an integer\n");
    expect("print false or 2", "main failed: and, or takes true or false, not an integer\n");
    expect("if 1 { }", "main failed: a condition must be true or false, but this is 1\n");
    expect("print -\"a\"", "main failed: - cannot take a string\n");
}

Test(values, and_and_or_stop_early)
{
    expect("define t(n) { print n; return true }\n"
           "define f(n) { print n; return false }\n"
           "print f(1) and t(2), t(3) or f(4), t(5) and f(6), f(7) or t(8)\n",
           "main: 1\nmain: 3\nmain: 5\nmain: 6\nmain: 7\nmain: 8\nmain: false true false true\n");
}

Test(values, evaluation_goes_from_left_to_right)
{
    expect("shared a[3] = 0\n"
           "define v(n) { print n; return n }\n"
           "x = v(1) + v(2) * v(3)\n"
           "a[v(4)] = v(1)\n",
           "main: 1\nmain: 2\nmain: 3\nmain: 1\nmain: 4\n"
           "main failed: there is no element 4: the array has the elements 0 to 2\n");
    expect("queue q[2] 3\nsemaphore s[2] 0\nevent e[2]\n"
           "define v(n) { print n; return n }\n"
           "put q[v(1)] v(2) for v(3)\n"
           "release s[v(0)] v(5)\n"
           "ok = wait e[v(1)] for v(0)\n"
           "a = get q[1]\n"
           "print a, value(s[0]), ok",
           "main: 1\nmain: 2\nmain: 3\nmain: 0\nmain: 5\nmain: 1\nmain: 0\nmain: 2 5 false\n");
}

Test(values, strings_are_put_together)
{
    expect("x = 3\nprint \"{x} of {x + 1}: {\"in {x}\"}\\{\\}\", \"b\"",
           "main: 3 of 4: in 3{} b\n");
    expect("x = 3\nprint \"{x} of {x + 1}\"", "main: 3 of 4\n");
    expect("log info \"a {1}\", 2\nlog error none", "main info: a 1 2\nmain error: none\n");
    expect("x = \"a\"\nmutex \"m {x}\"\nlock \"m a\"\nprint owner(\"m {x}\")", "main: main\n");
}

Test(values, built_ins)
{
    expect("print me, now, time(), active(), len(\"abc\"), state(main), alive(main), daemon(main)",
           "main: main 0s 00:00:00 1 3 running true false\n");
    expect("sleep 75s\nprint now, time()", "main: 75s 00:01:15\n");
    expect("shared s = \"four\"\nshared a[5] = 0\nqueue q\nput q 1\nlocal l = \"ab\"\n"
           "print len(s), len(a), len(q), len(l)",
           "main: 4 5 1 2\n");
    expect("print len(nothing)",
           "main failed: nothing has no value here: set it first (nothing = 0), or declare it for "
           "all threads (shared nothing = 0)\n");
    expect("mutex m\nprint len(m)",
           "main failed: len takes an array, a string, a queue or a channel\n");
    expect("shared x = 5\natomic y = 1\natomic a[2] = 0\n"
           "print cas(x, 5, 6), cas(x, 5, 7), x, add(y, 2), y, swap(a[1], 9), a[1]\n",
           "main: true false 6 1 3 0 9\n");
    expect("x = 5\nprint add(x, 1)", "main failed: cas, add and swap take a shared or atomic "
                                     "variable\n");
    expect("x = random(3, 3)\ny = choose(4, 4)\nprint x, y", "main: 3 4\n");
    expect("mutex m\nprint m, \"{m}!\"", "main: m m!\n");
}

Test(values, random_depends_on_the_seed_and_the_thread_alone)
{
    const char *program = "define five() { s = \"\"\n repeat 5 { s = s + \"{random(0, 99)} \" }\n "
                          "return s }\n"
                          "print five()\nspawn t { print five() }\njoin t\n";
    char *first = bare_run(program, &(struct bare_options){.seed = 1});
    char *again = bare_run(program, &(struct bare_options){.seed = 1});
    char *other = bare_run(program, &(struct bare_options){.seed = 2});
    cr_expect_str_eq(first, again);
    cr_expect_str_neq(first, other);
    cr_expect_str_neq(strchr(first, ' '), strstr(first, "t: ") + 2);
    free(first);
    free(again);
    free(other);
}

/* ---- Scope ----------------------------------------------------------------------------------- */

Test(scope, an_undeclared_name_is_private)
{
    expect("x = 1\nspawn t { x = x + 1; print x }\njoin t\nprint x", "t: 2\nmain: 1\n");
    expect("define f() { x = 2; return x }\nx = 1\nprint f(), x", "main: 2 1\n");
    expect("define f() { return x }\nx = 1\nprint f()",
           "main failed: x has no value here: set it first (x = 0), or declare it for all threads "
           "(shared x = 0)\n");
    expect("shared x = 1\ndefine f() { x = 2 }\nf()\nprint x", "main: 2\n");
    char *output = bare_run("x = 1\nx = 2\n", &(struct bare_options){.notices = true});
    cr_expect_str_eq(output, "main: x is private\n");
    free(output);
}

Test(scope, private_hides_what_is_shared)
{
    expect("shared x = 1\nspawn t { private x = 5; x += 1; print x }\njoin t\nprint x",
           "t: 6\nmain: 1\n");
    expect("x = 7\nshared x = 1\nx += 1\nspawn t { x += 1 }\njoin t\nprint x", "main: 3\n");
    expect("shared x = 1\nspawn t { x = 2; private x = 3; x = 4 }\njoin t\nprint x", "main: 2\n");
}

Test(scope, names_of_loops_end_with_them)
{
    expect("for i in 1..2 { for i in 8..9 { print i }\n print i }\nprint i",
           "main: 8\nmain: 9\nmain: 1\nmain: 8\nmain: 9\nmain: 2\n"
           "main failed: i has no value here: set it first (i = 0), or declare it for all threads "
           "(shared i = 0); a text stands in quotes: \"i\"\n");
    expect("i = 5\nfor i in 1..1 { i += 10; print i }\nprint i", "main: 11\nmain: 5\n");
    expect("e = 1\ntry { raise \"x\" } catch e { print e }\nprint e", "main: x\nmain: 1\n");
    expect("shared i = 3\nfor i in 1..1 { spawn t { print i }\n join t }\nprint i",
           "t: 1\nmain: 3\n");
}

Test(scope, a_body_gets_a_copy)
{
    expect("for i in 1..8 { spawn \"r{i}\" { print i } }\njoin all",
           "r1: 1\nr2: 2\nr3: 3\nr4: 4\nr5: 5\nr6: 6\nr7: 7\nr8: 8\n");
    expect("x = 1\ny = 2\nspawn a { spawn b { print x, y; y = 9 }\n join b\n print y }\njoin a",
           "b: 1 2\na: 2\n");
    expect("private a[2] = 1\nspawn t { a[0] = 5; print a[0], a[1] }\njoin t\nprint a[0]",
           "t: 5 1\nmain: 1\n");
    expect("define f(p) { q = p + 1; spawn t { print p, q; p = 0 }\n join t\n print p }\nf(1)",
           "t: 1 2\nmain: 1\n");
    expect("x = 1\nthread t { print x }\nx = 2\nstart t\njoin t", "t: 1\n");
    expect("x = 3\ntimer t 1s { print x }\nx = 4\nstart t\njoin t", "t: 3\n");
    expect("try { raise \"why\" } catch e { spawn t { print e }\n join t }", "t: why\n");
}

Test(scope, a_name_that_is_private_names_what_its_text_says)
{
    expect("for r in \"rabbit\", \"cow\" { spawn r { print me } }\njoin all",
           "rabbit: rabbit\ncow: cow\n");
    expect("define phil(l, r) { lock l; lock r; print owner(l), locked(r); unlock r; unlock l }\n"
           "mutex f1 f2\nspawn p phil(f1, f2)\njoin p\nprint locked(f1)",
           "p: p true\nmain: false\n");
    expect("mutex m\nx = \"m\"\nlock x\nprint locked(m)", "main: true\n");
    expect("mutex m\nx = 5\nlock x", "main failed: a name was expected here, but this is 5\n");
    expect("spawn a\nfor t in threads { print t }", "main: a\n");
    expect("for q in \"q1\", \"q2\" { queue q\n put q q }\nx = get q2\nprint x", "main: q2\n");
}

Test(scope, thread_local)
{
    expect("local d\nd = 1\nspawn t { d = 2; d += 1; print d }\njoin t\nprint d",
           "t: 3\nmain: 1\n");
    expect("local d = 5\nspawn t { print d; d = 6 }\njoin t\nprint d", "t: 5\nmain: 5\n");
    expect("local d\nspawn t { print d }\njoin t",
           "t failed: d is thread-local and has no value in t yet: set it first, d = 0\n");
}

/* ---- Arrays ---------------------------------------------------------------------------------- */

Test(arrays, elements)
{
    expect("shared a[3] = 1\na[0] = 5\na[1] += 6\na[2] *= 3\nprint a[0], a[1], a[2]",
           "main: 5 7 3\n");
    expect("private a[3] = 1\na[0] = 5\na[1] += 6\nprint a[0], a[1], a[2], len(a)",
           "main: 5 7 1 3\n");
    expect("shared a[3] = 1\ndefine last(b) { return b[len(b) - 1] }\nprint a, last(a)",
           "main: a 1\n");
    expect("private a[2] = 0\nprint a[2]",
           "main failed: there is no element 2: the array has the elements 0 to 1\n");
    expect("shared a[0] = 1", "main failed: an array has between 1 and 1000000 elements\n");
    expect("mutex m[3]\ni = 2\nlock m[(i + 1) % 3]\nprint owner(m[0]), locked(m[1]), m[2]",
           "main: main false m[2]\n");
    expect("mutex m[3]\nlock m[3]", "main failed: m has the elements 0 to 2, not 3\n");
}

Test(arrays, are_copied_element_by_element)
{
    expect("shared a[3] = 4\nprivate b[3] = 0\na[1] = 5\nb = a\na[1] = 6\n"
           "print b[0], b[1], b[2]",
           "main: 4 5 4\n");
    expect("shared a[2] = 4\nprivate b[2] = 9\na = b\nb[0] = 1\nprint a[0], a[1]", "main: 9 9\n");
    expect("private a[100000] = 1\nprivate b[100000] = 2\na = b\nb[5] = 3\nprint a[5], a[99999]",
           "main: 2 2\n");
    expect("shared a[20000] = 1\nprivate b[20000] = 2\nb = a\nprint b[0], b[19999]", "main: 1 1\n");
    expect("shared a[2] = 0\nshared b[3] = 0\na = b",
           "main failed: an array of 3 cannot be copied to one of 2\n");
    expect("private b[3] = 0\nx = b", "main failed: b is an array: say which element, b[0]\n");
    expect("shared a[2] = 1\nshared b[2] = 2\nx = \"a\"\ny = \"b\"\nx = y\nprint x, a[0]",
           "main: b 1\n");
    expect("shared x = 1\ny = x\nx = y\nprint x, y", "main: 1 1\n");
}

Test(arrays, are_no_names)
{
    expect("private a[2] = 1\ntry { with a { } } catch e { print e }\n"
           "try { barrier a 1 { } } catch e { print e }\nprint a[1]",
           "main: a name was expected here, but this is an array\n"
           "main: a name was expected here, but this is an array\nmain: 1\n");
}

Test(arrays, private_ones_move_when_another_goes)
{
    expect("private a[3] = 1\nprivate b[3] = 2\nprivate a[5] = 3\nprivate b[1] = 4\n"
           "print a[4], b[0], len(a), len(b)",
           "main: 3 4 5 1\n");
    expect("spawn s\nprivate a[3] = 1\nfor t in threads { private b[2] = 7; private a[1] = 5 }\n"
           "print a[0], len(a), b[1]",
           "main: 5 1 7\n");
    expect("define f(n) { private a[3] = n\n if n > 0 { f(n - 1) }\n return a[2] }\nprint f(3)",
           "main: 3\n");
}
