/* test_compiler.c - unit tests of src/lang's compiler: programs run on a bare machine (bare.h), and
 * what they print is compared. Primitives are in test_primitives.c. */
#include "bare.h"

#include "lang/compiler.h"
#include "lang/parser.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(values, .timeout = 60);
TestSuite(scope, .timeout = 60);
TestSuite(arrays, .timeout = 60);
TestSuite(control, .timeout = 60);
TestSuite(leaving, .timeout = 60);
TestSuite(steps, .timeout = 60);
TestSuite(prompt, .timeout = 60);
TestSuite(refused, .timeout = 60);
TestSuite(code, .timeout = 60);

static void expect(const char *program, const char *wanted)
{
    char *output = bare_run(program, &(struct bare_options){0});
    cr_expect_str_eq(output, wanted, "\n---- %s\n---- printed\n%s---- wanted\n%s", program, output,
                     wanted);
    free(output);
}

static void expect_typed(const char *lines, const char *wanted)
{
    char *output = bare_type(lines, &(struct bare_options){0});
    cr_expect_str_eq(output, wanted, "\n---- %s\n---- printed\n%s---- wanted\n%s", lines, output,
                     wanted);
    free(output);
}

/* ---- Values -------------------------------------------------------------------------------------
 */

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
    expect("mutex m\nprint len(m)", "main failed: len takes an array, a string or a queue\n");
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

/* ---- Scope --------------------------------------------------------------------------------------
 */

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

/* ---- Arrays -------------------------------------------------------------------------------------
 */

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

/* ---- Control ------------------------------------------------------------------------------------
 */

Test(control, branches)
{
    const char *program = "define f(n) { if n < 0 { return \"less\" } else if n == 0 { return "
                          "\"zero\" } else { return \"more\" } }\nprint f(-1), f(0), f(1)";
    expect(program, "main: less zero more\n");
}

Test(control, loops)
{
    expect("i = 0\nwhile i < 5 { i += 1; if i == 2 { continue }\n if i == 4 { break }\n print i }",
           "main: 1\nmain: 3\n");
    expect("repeat 2 { print \"r\" }\nrepeat 0 { print \"never\" }", "main: r\nmain: r\n");
    expect("for i in 2..3 { print i }\nfor i in 3..2 { print i }\nfor i in -1..-1 { print i }",
           "main: 2\nmain: 3\nmain: -1\n");
    expect("for x in 1, \"b\", none, 2s { print x }", "main: 1\nmain: b\nmain: none\nmain: 2s\n");
    expect("repeat 2 { for x in 1, 2 { if x == 2 { break }\n print x } }", "main: 1\nmain: 1\n");
    expect("repeat 2 { repeat 3 { break }\n print \"o\" }", "main: o\nmain: o\n");
    expect("spawn a b\nrepeat 2 { for t in threads { if t == \"b\" { break }\n print t } }",
           "main: a\nmain: a\n");
    expect("repeat -1 { }", "main failed: repeat takes an integer of 0 or more\n");
    expect("for i in 1..\"x\" { }",
           "main failed: a range A..B goes from an integer to an integer\n");
    expect("for i in 9223372036854775806..9223372036854775807 { print i }",
           "main: 9223372036854775806\nmain: 9223372036854775807\n");
}

Test(control, functions)
{
    expect("print f(2)\ndefine f(n) { if n == 0 { return \"end\" }\n return f(n - 1) }",
           "main: end\n");
    expect("define f() { }\nprint f()", "main: none\n");
    expect("define f() { return }\nf()\nprint f()", "main: none\n");
    expect("define f(a) { }\nf(1, 2)", "main failed: f takes 1 value, but got 2\n");
    expect("define f(n) { return f(n + 1) }\nf(0)",
           "main failed: calls inside calls are 1000 deep; does a function call itself without "
           "end?\n");
    expect("define s(n) { m = n\n if n == 0 { return 0 }\n k = s(n - 1)\n return k + m }\n"
           "print s(900)",
           "main: 405450\n");
    expect("print 1\nreturn\nprint 2", "main: 1\n");
    expect("spawn t { return 5 }\njoin t\nprint result(t)", "main: 5\n");
    expect("define f(n) { return n * 2 }\nspawn t f(4)\njoin t\nprint result(t)", "main: 8\n");
}

Test(control, errors_are_caught)
{
    expect("try { raise \"a\"\n print 1 } catch e { print e }\nprint 2", "main: a\nmain: 2\n");
    expect("try { raise 5s } catch e { print e, len(e) }", "main: 5s 2\n");
    expect("try { try { raise \"a\" } catch { print 1\n raise } } catch e { print e }",
           "main: 1\nmain: a\n");
    expect("try { try { raise \"a\" } catch e { raise \"b{e}\" } } catch e { print e }",
           "main: ba\n");
    expect("define f() { raise \"deep\" }\ntry { f() } catch e { print e }", "main: deep\n");
    expect("define f() { try { raise \"x\" } catch { raise } }\ntry { f() } catch e { print e }",
           "main: x\n");
    expect(
        "repeat 2 { try { raise \"a\" } catch e { try { raise \"b\" } catch f { print e, f } } }",
        "main: a b\nmain: a b\n");
    expect("try { assert 1 == 2 } catch e { print e }\nassert true\nassert 1 == 2, \"m{1}\"",
           "main: the assertion failed\nmain failed: the assertion failed: m1\n");
    expect("raise \"end\"\nprint 1", "main failed: end\n");
    expect("spawn t { raise \"x\" }\njoin t\nprint state(t), result(t)",
           "t failed: x\nmain: failed none\n");
}

/* ---- Leaving blocks
 * ------------------------------------------------------------------------------ */

Test(leaving, finally_runs_however_it_is_left)
{
    expect("try { print 1 } finally { print 2 }", "main: 1\nmain: 2\n");
    expect("try { try { raise \"a\" } finally { print 2 } } catch e { print e }",
           "main: 2\nmain: a\n");
    expect("define f() { try { return 1 } finally { print 2 } }\nprint f()", "main: 2\nmain: 1\n");
    expect("for i in 1..3 { try { if i == 1 { continue }\n break } finally { print i } }",
           "main: 1\nmain: 2\n");
    expect("try { raise \"a\" } catch e { print e } finally { print 2 }", "main: a\nmain: 2\n");
    expect(
        "try { try { raise \"a\" } catch e { raise \"b\" } finally { print 2 } } catch e { print "
        "e }",
        "main: 2\nmain: b\n");
    expect("define f() { try { raise \"a\" } catch { return 1 } finally { print 2 } }\nprint f()",
           "main: 2\nmain: 1\n");
}

Test(leaving, finally_itself_may_leave)
{
    expect("define f() { try { return 1 } finally { return 2 } }\nprint f()", "main: 2\n");
    expect("define f() { try { raise \"a\" } finally { return 2 } }\nprint f()", "main: 2\n");
    expect("while true { try { raise \"a\" } finally { break } }\nprint 3", "main: 3\n");
    expect("define f() { while true { try { return 5 } finally { break } }\n return 6 }\nprint f()",
           "main: 6\n");
    expect("try { try { raise \"a\" } finally { raise \"b\" } } catch e { print e }", "main: b\n");
    expect("define f() { try { return 1 } finally { raise \"b\" } }\n"
           "try { f() } catch e { print e }",
           "main: b\n");
    expect("try { try { print 1 } finally { print 2\n raise \"once\" } } catch e { print e }",
           "main: 1\nmain: 2\nmain: once\n");
    expect(
        "try { print 1 } finally { try { raise \"in\" } catch e { print e } finally { print 2 } }",
        "main: 1\nmain: in\nmain: 2\n");
}

Test(leaving, names_in_finally_are_those_around_it)
{
    expect("shared i = 9\nrepeat 1 { try { for i in 1..2 { return } } finally { print i } }",
           "main: 9\n");
    expect(
        "i = 9\nfor x in 1, 2 { try { for i in 5..6 { spawn t { print i }\n join t\n raise \"e\" } "
        "} catch i { print i } finally { print i } }",
        "t: 5\nmain: e\nmain: 9\nt: 5\nmain: e\nmain: 9\n");
}

Test(leaving, the_lock_of_with_is_released)
{
    expect("mutex m\nwith m { print locked(m) }\nprint locked(m)", "main: true\nmain: false\n");
    expect("mutex m\ntry { with m { raise \"x\" } } catch { }\nprint locked(m)", "main: false\n");
    expect("mutex m\ndefine f() { with m { return locked(m) } }\nprint f(), locked(m)",
           "main: true false\n");
    expect("mutex m\nfor i in 1..3 { with m { if i == 1 { continue }\n break } }\nprint locked(m)",
           "main: false\n");
    expect("rlock r\nwith r { with r { print locked(r) } }\nprint locked(r)",
           "main: true\nmain: false\n");
    expect(
        "mutex m n\ndefine f() { with m { try { with n { return 1 } } finally { print locked(m), "
        "locked(n) } } }\nprint f(), locked(m)",
        "main: true false\nmain: 1 false\n");
    expect("semaphore s 1\nwith s { print value(s) }\nprint value(s)", "main: 0\nmain: 1\n");
    expect("condition c\nwith c { print owner(c) }\nprint owner(c)", "main: main\nmain: none\n");
    expect("rwlock w\nwith rdlock w { with rdlock w { print locked(w), owner(w) } }\n"
           "with wrlock w { print owner(w) }\nprint locked(w)",
           "main: true none\nmain: main\nmain: false\n");
    expect("mutex a b\nx = \"a\"\nwith x { x = \"b\" }\nprint locked(a), locked(b)",
           "main: false false\n");
    expect("mutex m[2]\nfor i in 0..1 { with m[i] { print locked(m[0]), locked(m[1]) } }\n"
           "print locked(m[0])",
           "main: true false\nmain: false true\nmain: false\n");
    expect("with nothing { print 1 }",
           "main failed: there is no lock called nothing; make one first: mutex nothing\n");
}

Test(leaving, an_error_in_the_way_out_does_not_run_it_again)
{
    expect("mutex m\ntry { with m { unlock m } } catch e { print e }\nprint locked(m)",
           "main: nobody holds m, so there is nothing to release\nmain: false\n");
    expect(
        "mutex m\ntry { repeat 1 { with m { try { break } finally { raise \"f\" } } } } catch e { "
        "print e, locked(m) }",
        "main: f false\n");
    expect("try { repeat 1 { try { try { break } finally { print 1 } } finally { raise \"g\" } } } "
           "catch e { print e }",
           "main: 1\nmain: g\n");
    expect("repeat 1 { try { try { break } finally { print 1 } } catch { print \"no\" } finally { "
           "print 2 } }",
           "main: 1\nmain: 2\n");
    /* What leaves the outer block is outside of the inner one's catch. */
    expect(
        "define f() { try { try { return 1 } catch { print \"no\" } } finally { raise \"out\" } }\n"
        "try { f() } catch e { print e }",
        "main: out\n");
}

Test(leaving, once_and_critical)
{
    expect("once o\nrepeat 3 { once o { print 1 } }", "main: 1\n");
    expect(
        "once o\ntry { once o { raise \"x\" } } catch { }\nonce o { print 2 }\nonce o { print 3 }",
        "main: 2\n");
    expect("once o\ndefine f() { once o { return 1 }\n return 2 }\nprint f(), f()", "main: 1 2\n");
    expect("once o\nrepeat 2 { once o { break } }\nonce o { print \"never\" }\nprint 1",
           "main: 1\n");
    expect("repeat 2 { critical c { print 1 } }\ntry { critical c { raise \"x\" } } catch { }\n"
           "critical c { print 2 }",
           "main: 1\nmain: 1\nmain: 2\n");
    expect("define f() { critical c { return 1 } }\nprint f(), f()", "main: 1 1\n");
    expect("critical c { spawn t { critical c { print \"no\" } }\n join t }",
           "t failed: two at once in the critical section c: main is inside and t enters\n");
    expect("for c in \"x\", \"y\" { critical c { spawn t { critical y { print 1 } }\n join t } }",
           "t: 1\nt failed: two at once in the critical section y: main is inside and t enters\n");
}

Test(leaving, atomic_blocks)
{
    expect("shared a = 0\ndefine f() { atomic { a += 1\n return a } }\nprint f(), f()",
           "main: 1 2\n");
    expect(
        "shared a = 0\nwhile true { atomic { a += 1\n if a == 3 { break } } }\nsleep 1s\nprint a",
        "main: 3\n");
    expect("mutex m\ndefine f() { lock m }\natomic { f() }",
           "main failed: an atomic block cannot wait: `lock m` is not allowed in it\n");
    expect("mutex m\natomic { ok = tryacquire m }\nprint ok", "main: true\n");
    expect("atomic { while true { } }",
           "main failed: more than 10000 operations without a step: an atomic block has to end\n");
    expect("try { atomic { raise \"x\" } } catch e { sleep 1s; print e }", "main: x\n");
}

/* ---- Steps --------------------------------------------------------------------------------------
 */

/* How many steps the program takes, its output aside. */
static void expect_steps(const char *program, unsigned wanted)
{
    struct bare b;
    unsigned count = 0;
    cr_assert(bare_begin(&b, program, &(struct bare_options){0}), "%s", buffer_text(&b.output));
    while (!machine_over(&b.machine) && bare_step(&b))
        count++;
    cr_expect_eq(count, wanted, "\n---- %s\n%u steps, not %u\n%s", program, count, wanted,
                 buffer_text(&b.output));
    bare_end(&b);
}

Test(steps, variables)
{
    expect_steps("x = 1\nx = x + 1\nx += 1\ny = me", 0);
    expect_steps("shared x = 1", 0);
    expect_steps("shared x = 1\nx = 2", 1);
    expect_steps("shared x = 1\nx = x + 1", 2);
    expect_steps("shared x = 1\nx += 1", 2);
    expect_steps("atomic x = 1\nx += 1", 1);
    expect_steps("atomic x = 1\nx = x + 1", 2);
    expect_steps("shared x = 1\nif x == x { }", 2);
    expect_steps("shared a[2] = 1\na[0] = 2\na[0] += 1\ny = a[a[1]]", 5);
    expect_steps("atomic a[2] = 1\na[0] += 1", 1);
    expect_steps("local d = 1\nd += d", 0);
    expect_steps("shared x = 1\natomic { x += 1; x += 1 }", 1);
    expect_steps("shared x = 1\ny = cas(x, 1, 2)", 1);
    expect_steps("shared a[3] = 1\nprivate b[3] = 2\na = b\nb = a", 6);
}

Test(steps, operations)
{
    expect_steps("mutex m\nlock m\nunlock m", 2);
    expect_steps("mutex m\nwith m { }", 2);
    expect_steps("event e\nset e\nwait e", 2);
    expect_steps("event e\nok = wait e for 1s", 2);
    expect_steps("barrier b 1\nwait b", 1);
    expect_steps("queue q\nput q 1\nx = get q\nx = tryget q", 3);
    expect_steps("sleep 1s\nwork 1s\nio 1s\nyield", 4);
    expect_steps("print 1\nlog info 2\nx = choose(1, 2)\ny = random(1, 2)", 3);
    expect_steps("spawn t { }\njoin t", 2);
    expect_steps("thread t { }\nstart t\njoin t", 2);
    expect_steps("critical c { }", 2);
    expect_steps("x = active()\ny = state(main)\nz = now", 2);
    expect_steps("condition c\nwith c { ok = wait c until true }", 2);
}

Test(steps, turns_and_calls_without_any_other)
{
    expect_steps("for i in 1..5 { }", 5);
    expect_steps("for i in 1..5 { x = i }", 5);
    expect_steps("for i in 1..5 { yield }", 5);
    expect_steps("for i in 1..5 { if i % 2 == 0 { yield } }", 5);
    expect_steps("for i in 1..3 { for j in 1..2 { } }", 6);
    expect_steps("shared x = 0\nwhile x < 2 { x += 1 }", 7);
    expect_steps("define f() { }\nf()\nf()", 2);
    expect_steps("define f() { yield }\nf()", 1);
    expect_steps("define f() { }\ndefine g() { f() }\ng()", 1);
    expect_steps("define f() { while true { return } }\nf()", 1);
    expect_steps("define f() { while true { yield\n return } }\nf()", 1);
    expect_steps("while true { try { raise 1 } catch { break } }", 0);
}

Test(steps, updates_are_lost_between_them)
{
    expect("shared x = 0\nevent go\nspawn a { wait go; x = x + 1 }\nspawn b { wait go; x += 1 }\n"
           "yield\nset go\njoin all\nprint x",
           "main: 1\n");
    expect("atomic x = 0\nspawn a { x += 1 }\nspawn b { x += 1 }\njoin all\nprint x", "main: 2\n");
    expect("shared x = 0\nspawn a { atomic { x += 1 } }\nspawn b { atomic { x += 1 } }\njoin all\n"
           "print x",
           "main: 2\n");
}

/* ---- The prompt
 * ---------------------------------------------------------------------------------- */

Test(prompt, main_keeps_its_variables)
{
    expect_typed("x = 5\nx += 1; print x\nspawn t { print x; x = 1 }\nprint x",
                 "main: 6\nt: 6\nmain: 6\n");
    expect_typed("x = 5\nshared x = 7\nx += 1\nspawn t { print x }", "t: 8\n");
    expect_typed("private a[2] = 1\na[1] = 5\nprivate b[2] = 7\nb = a\nprint a[0], b[1]",
                 "main: 1 5\n");
    expect_typed("for i in 1..2 { print i }\nprint i",
                 "main: 1\nmain: 2\nmain stopped: i has no value here: set it first (i = 0), or "
                 "declare it for all threads (shared i = 0); a text stands in quotes: \"i\"\n");
    expect_typed("define f(n) { return n + 1 }\nprint f(f(1))", "main: 3\n");
    expect_typed("for k in 1..3 { x = k }\nprint x", "main: 3\n");
}

Test(prompt, puppets_have_their_own)
{
    expect_typed(
        "spawn a b\na: x = 1\nb: x = 2\na, b: x += 10\na: print x\nb: print x\nprint x",
        "a: 11\nb: 12\nmain stopped: x has no value here: set it first (x = 0), or declare "
        "it for all threads (shared x = 0); a text stands in quotes: \"x\"\n");
    expect_typed("spawn a\nall: { repeat 2 { print me } }", "a: a\na: a\n");
    expect_typed("spawn a\nfor i in 1..2 { a: print i }", "a: 1\na: 2\n");
    expect_typed("spawn \"t 1\"\n\"t 1\": print me\n(\"t\" + \" 1\"): print me",
                 "t 1: t 1\nt 1: t 1\n");
    expect_typed("spawn a\na: return\na: raise \"x\"\na: print 1", "a stopped: x\na: 1\n");
    expect_typed("spawn a\na: private b[2] = 4\na: print b[1], len(b)", "a: 4 2\n");
    expect_typed("spawn t { sleep 1s }\nt: print 1",
                 "refused: t takes no orders, because it runs a body of its own; a thread spawned "
                 "without a body does: spawn NAME\n");
    expect_typed("spawn a\na: { x = 1; spawn b { print x }; join b }", "b: 1\n");
}

Test(prompt, an_error_ends_one_command)
{
    expect_typed("raise \"x\"\nprint 1", "main stopped: x\nmain: 1\n");
    expect_typed("mutex m\ntry { with m { raise \"x\" } } catch e { print e, locked(m) }\nprint 1",
                 "main: x false\nmain: 1\n");
    expect_typed("shared n = 0\ninvariant n < 2, \"n is {n}\"\nn = 1\nn = 2\nprint n",
                 "main stopped: this step breaks `invariant n < 2, \"n is {n}\"` (prompt:1:1): n "
                 "is 2 (n = 2)\nmain: 2\n");
}

/* ---- What is refused
 * ----------------------------------------------------------------------------- */

Test(refused, waiting_in_an_atomic_block)
{
    static const char *const commands[] = {
        "lock m",     "wait e",     "join t",  "sleep 1s", "x = get q", "put q 1",      "spawn t",
        "with m { }", "once o { }", "work 1s", "io 1s",    "rdlock w",  "if wait e { }"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        struct buffer program = {0};
        buffer_printf(&program, "atomic { %s }", commands[i]);
        char *output = bare_run(buffer_text(&program), &(struct bare_options){0});
        cr_expect(strstr(output, "an atomic block is one step and cannot wait"), "%s: %s",
                  commands[i], output);
        free(output);
        buffer_free(&program);
    }
    expect("atomic { thread t { sleep 1s } }\nprint 1", "main: 1\n");
}

Test(refused, with_the_place)
{
    char *output = bare_run("print 1\natomic {\n  sleep 1s\n}", &(struct bare_options){0});
    cr_expect(strstr(output, "test:3:3"), "%s", output);
    free(output);
    output = bare_run("for i in 1..2 { shared i = 1 }", &(struct bare_options){0});
    cr_expect(strstr(output, "'i' is the name of a loop"), "%s", output);
    free(output);
    output = bare_run("barrier b[2] 3 { print 1 }", &(struct bare_options){0});
    cr_expect(strstr(output, "an array of barriers cannot have a body"), "%s", output);
    free(output);
}

Test(refused, finally_in_finally_without_end)
{
    struct buffer program = {0};
    for (int i = 0; i < 60; i++)
        buffer_puts(&program, "try { } finally { ");
    for (int i = 0; i < 60; i++)
        buffer_puts(&program, "}");
    char *output = bare_run(buffer_text(&program), &(struct bare_options){0});
    cr_expect(strstr(output, "this text is too much"), "%s", output);
    free(output);
    buffer_free(&program);
}

Test(refused, orders_that_take_along_too_much)
{
    struct buffer program = {0};
    buffer_puts(&program, "define f(");
    for (int i = 0; i < 255; i++)
        buffer_printf(&program, "%sp%d", i ? ", " : "", i);
    buffer_puts(&program, ") { for q in 1..1 { alice: print q");
    for (int i = 0; i < 255; i++)
        buffer_printf(&program, ", p%d", i);
    buffer_puts(&program, " } }");
    char *output = bare_run(buffer_text(&program), &(struct bare_options){0});
    cr_expect(strstr(output, "takes along at most 255 values"), "%s", output);
    free(output);
    buffer_free(&program);
}

/* ---- Code
 * ---------------------------------------------------------------------------------------- */

static void quote_of(struct bare *b, enum program_opcode op, struct buffer *out)
{
    buffer_clear(out);
    for (uint32_t i = 0; i < b->program->code_count; i++)
        if (b->program->code[i].op == op) {
            program_quote(b->program, i, out);
            buffer_putc(out, '|');
            program_where(b->program, i, out);
            return;
        }
}

Test(code, instructions_know_their_command)
{
    struct bare b;
    struct buffer text = {0};
    cr_assert(
        bare_begin(&b,
                   "for i in 1..2 {\n  print \"a {i}\", 2 # no\n}\nspawn t { lock m }\n"
                   "if wait e for 1s { set e } else if get q { }\nmutex m\nevent e\nqueue q\n",
                   &(struct bare_options){0}));
    quote_of(&b, OP_PRINT, &text);
    cr_expect_str_eq(buffer_text(&text), "print \"a {i}\", 2|test:2:3");
    quote_of(&b, OP_LOOP_TURN, &text);
    cr_expect_str_eq(buffer_text(&text), "for i in 1..2|test:1:1");
    quote_of(&b, OP_SPAWN, &text);
    cr_expect_str_eq(buffer_text(&text), "spawn t|test:4:1");
    quote_of(&b, OP_ACQUIRE, &text);
    cr_expect_str_eq(buffer_text(&text), "lock m|test:4:11");
    quote_of(&b, OP_WAIT, &text);
    cr_expect_str_eq(buffer_text(&text), "if wait e for 1s|test:5:1");
    quote_of(&b, OP_GET, &text);
    cr_expect_str_eq(buffer_text(&text), "else if get q|test:5:28");
    buffer_free(&text);
    bare_end(&b);
}

Test(code, slots_have_names)
{
    struct bare b;
    cr_assert(bare_begin(&b, "define f(a) { b = a\n for i in 1..2 { } }\nf(1)",
                         &(struct bare_options){0}));
    const struct unit *u = &b.program->units[1];
    cr_assert_eq(u->kind, UNIT_FUNCTION);
    cr_assert_eq(u->parameters, 1);
    const uint32_t *names = b.program->slot_names + u->slot_names;
    cr_expect_str_eq(name_bytes(b.program->texts, names[0]), "a");
    cr_expect_str_eq(name_bytes(b.program->texts, names[1]), "b");
    bool found = false;
    for (uint32_t i = 2; i < u->slots; i++)
        found |= names[i] && strcmp(name_bytes(b.program->texts, names[i]), "i") == 0;
    cr_expect(found);
    bare_end(&b);
}

Test(code, orders_are_split_from_whom_they_are_for)
{
    static const struct {
        const char *text;
        enum addressee_kind kind;
        const char *first;
    } cases[] = {
        {"lock m", ADDRESSEE_MAIN, NULL},
        {"all: lock m", ADDRESSEE_ALL, NULL},
        {"a, b: lock m", ADDRESSEE_NAMED, "a"},
        {"\"x y\": lock m", ADDRESSEE_NAMED, "x y"},
        {"\"x{1}\": lock m", ADDRESSEE_COMPUTED, NULL},
        {"(\"t\" + 1): { }", ADDRESSEE_COMPUTED, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct source source = {.text = cases[i].text, .length = strlen(cases[i].text)};
        struct diagnostics found = {0};
        struct tree *tree = parser_parse(&source, &(struct parser_options){.prompt = true}, &found);
        cr_assert(tree, "%s", cases[i].text);
        struct addressee a = compile_addressee(tree_root(tree)->block.first);
        cr_expect_eq(a.kind, cases[i].kind, "%s", cases[i].text);
        cr_expect_eq(a.command->kind == NODE_ORDER, a.kind == ADDRESSEE_COMPUTED);
        if (cases[i].first)
            cr_expect_str_eq(compile_name_text(a.names), cases[i].first);
        tree_free(tree);
        diagnostics_free(&found);
    }
}
