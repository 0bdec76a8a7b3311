/* test_compiler_control.c - unit tests of src/lang's compiler: branches and loops, how blocks are
 * left, and what is a step, in programs run on a bare machine (bare.h). */
#include "bare.h"

#include <criterion/criterion.h>
#include <stdlib.h>

TestSuite(control, .timeout = 60);
TestSuite(leaving, .timeout = 60);
TestSuite(steps, .timeout = 60);

static void expect(const char *program, const char *wanted)
{
    char *output = bare_run(program, &(struct bare_options){0});
    cr_expect_str_eq(output, wanted, "\n---- %s\n---- printed\n%s---- wanted\n%s", program, output,
                     wanted);
    free(output);
}

/* ---- Control --------------------------------------------------------------------------------- */

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

/* ---- Steps ----------------------------------------------------------------------------------- */

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
