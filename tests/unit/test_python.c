/* test_python.c - unit tests of programs as Python: what stands where, and what is refused. Whether
 * they do the same is for tests/truth. */
#include "export/looks.h"
#include "export/model.h"
#include "export/program.h"
#include "lang/script.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(python, .timeout = 60);

static char *translated(const char *text, struct diagnostics *found)
{
    struct source source = {"a.thr", text, strlen(text)};
    struct buffer out = {0};
    bool good = program_translate(program_find("python"), &source, &out, found);
    cr_expect_eq(good, found->errors == 0, "%s", text);
    return buffer_take(&out);
}

/* `has` stands in it; `not`, where it is given, does not. */
static void expect(const char *text, const char *has, const char * not )
{
    struct diagnostics found = {0};
    char *python = translated(text, &found);
    cr_expect_eq(found.errors, 0, "%s: %s", text, found.count ? found.items[0].message : "");
    cr_expect_not_null(strstr(python, has), "%s\nhas no\n%s\n%s", text, has, python);
    if (not )
        cr_expect_null(strstr(python, not ), "%s\nhas\n%s\n%s", text, not, python);
    free(python);
    diagnostics_free(&found);
}

static void refuse(const char *text, size_t line, const char *why)
{
    struct diagnostics found = {0};
    struct source source = {"a.thr", text, strlen(text)};
    char *python = translated(text, &found);
    cr_expect_str_eq(python, "", "%s", text);
    cr_assert(found.errors > 0, "%s", text);
    cr_expect_eq(source_position(&source, found.items[0].begin).line, line, "%s", text);
    cr_expect_not_null(strstr(found.items[0].message, why), "%s: %s", text, found.items[0].message);
    free(python);
    diagnostics_free(&found);
}

Test(python, a_mutex_is_a_lock_where_only_its_holder_can_release_it)
{
    expect("mutex m\nspawn a { with m { } }", "m = threading.Lock()", "class Mutex");
    expect("mutex m\nspawn a { lock m; yield; unlock m }", "threading.Lock()", "class Mutex");
    expect("mutex m\nspawn a { lock m; try { yield } finally { unlock m } }", "threading.Lock()",
           "class Mutex");
    expect("mutex m\nshared x = 0\ndefine f() { lock m; if x == 1 { unlock m; return }; unlock m }",
           "threading.Lock()", "class Mutex");
    expect("mutex m\nspawn a { if trylock m { unlock m } }", "threading.Lock()", "class Mutex");
    expect("mutex m\nspawn a { unlock m }", "m = Mutex()", NULL);
    expect("mutex m\nspawn a { with m { unlock m } }", "m = Mutex()", NULL);
    expect("mutex m\nspawn a { acquire m for 1s; release m }", "m = Mutex()", NULL);
    expect("mutex m\nspawn a { lock m; while true { unlock m } }", "m = Mutex()", NULL);
    expect("mutex m\ncondition c on m\nspawn a { notify c }", "m = Mutex()", NULL);
    expect("mutex m\ncondition c on m\nspawn a { lock m; notify c; unlock m }",
           "c = threading.Condition(m)", "class Mutex");
    expect("mutex fork[2]\ndefine f(i) { lock fork[i]; i = 1; unlock fork[i] }",
           "fork = [Mutex() for _ in range(2)]", NULL);
    expect("mutex fork[2]\ndefine f(i) { lock fork[i]; unlock fork[i] }",
           "fork = [threading.Lock() for _ in range(2)]", NULL);
}

Test(python, helpers_stand_there_where_they_are_used)
{
    expect("x = 7 / 2", "x = 7 // 2", "def divide");
    expect("x = -7 / 2", "x = divide(-7, 2)", NULL);
    expect("x = -7 % 2", "x = remainder(-7, 2)", NULL);
    expect("shared x = 0\nrepeat 2 { x += 1 }", "x += 1", "def int64");
    expect("shared x = 1\nrepeat 2 { x *= 3 }", "x = int64(x * 3)", "def divide");
    expect("shared x = 0\nx = 9223372036854775807\nx += 1", "x = int64(x + 1)", NULL);
    expect("print 1, \"a\"", "say(1, \"a\")", "def text");
    expect("print true", "say(text(True))", NULL);
    expect("print 250ms", "say(seconds(250 * MILLISECOND))", NULL);
    expect("sleep 250ms", "time.sleep(0.25)", "MILLISECOND");
    expect("shared a[2] = 0\ni = 1\nprint a[i]", "a[i]", "def at");
    expect("shared a[2] = 0\ni = 0 - 1\nprint a[i]", "a[at(i)]", NULL);
    expect("x = 1 == true", "same(1, True)", NULL);
    expect("x = choose(0, 1) == 1", "random.randint(0, 1) == 1", "def same");
}

Test(python, threads_have_their_names_and_take_along_what_they_use)
{
    expect("spawn \"r-{1}\" { print 1 }", "name=f\"r-{1}\"", NULL);
    expect("for i in 1..3 { spawn \"r{i}\" { print i } }", "args=(i,)", NULL);
    expect("define f(a, b) { print a, b }\nspawn t f(1, \"x\")",
           "threading.Thread(target=f, name=\"t\", args=(1, \"x\")).start()", NULL);
    expect("spawn a { yield }\njoin a",
           "    a = threading.Thread(target=run_a, name=\"a\")\n    a.start()\n    a.join()\n",
           NULL);
    expect("shared x = 0\nspawn a { print x }\nx = 1", "def run_a():\n    say(x)", "args=");
    expect("for i in 1..2 { spawn \"t{i}\" { yield } }\njoin \"t1\"", "threads[\"t1\"].join()",
           NULL);
    expect("spawn a b c { yield }",
           "for name in (\"a\", \"b\", \"c\"):\n        threading.Thread(target=run_a, name=name)",
           NULL);
    expect("spawn a { yield }\nfor t in threads { join t }", "for t in others():", NULL);
    expect("spawn a b c { yield }\njoin b", "name=\"b\"", "for name");
    expect("spawn a-b { yield }\nfor x in \"b\" { join \"a-{x}\" }",
           "    threads[\"a-b\"] = threading.Thread(target=run_a_b, name=\"a-b\")\n"
           "    threads[\"a-b\"].start()\n",
           NULL);
    expect("timer late 1s { yield }\nspawn a-1 { yield }\nfor i in 1..1 { join \"a-{i}\" }",
           "    threads[\"late\"].name = \"late\"\n", "    late.name");
    expect("spawn daemon d { yield }", "daemon=True).start()", NULL);
    expect("spawn p\njoin all", "            if is_busy(t) and t is not", "timeout is None");
    expect("spawn p\njoin all for 1s", "        if end is not None and", "daemons=");
    expect("spawn p\njoin all but daemons", "            and (daemons or not t.daemon)]\n",
           "end = ");
    expect("spawn a { yield }\njoin all", "    while remaining := others():\n", "daemons");
    expect("spawn a { yield }\njoin all but daemons", "def join_all(daemons=True):\n", "timeout");
    expect("spawn p\nok = join p for 1s\nprint ok", "ok = p.join(1)", "joined");
}

Test(python, a_result_can_be_had_behind_a_join_alone)
{
    static const struct {
        const char *text;
        size_t refused; /* the line, or 0 */
    } cases[] = {
        {"spawn t { return 4 }\njoin t\nprint result(t)", 0},
        {"spawn t { return 4 }\njoin t\nif choose(0, 1) == 1 { repeat 2 { print result(t) } }", 0},
        {"repeat 2 { spawn t { return 4 }; join t; print result(t) }", 0},
        {"spawn a { spawn t { return 4 }; join t; print result(t) }", 0},
        {"spawn t { return 4 }\nprint result(t)\njoin t", 2},
        {"spawn t { return 4 }\nok = join t for 1s\nprint result(t)", 3},
        {"spawn t { return 4 }\nif choose(0, 1) == 1 { join t }\nprint result(t)", 3},
        {"spawn t { return 4 }\ntry { raise \"x\"; join t } catch { print result(t) }", 2},
        {"spawn t { return 4 }\njoin t\nspawn a { print result(t) }", 3},
        {"spawn t { return 4 }\nspawn a { join t }\nprint result(t)", 3},
        {"spawn t { return 4 }\njoin t\nrepeat 2 { print result(t); spawn t { return 5 } }", 3},
        {"repeat 2 { spawn t { return 4 }; print result(t); join t }", 1},
        {"spawn t\njoin t\nprint result(t)", 3},
        {"print result(main)", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (cases[i].refused)
            refuse(cases[i].text, cases[i].refused, "");
        else
            expect(cases[i].text, "t.result", NULL);
}

Test(python, names_that_python_cannot_bear_are_mended)
{
    expect("shared lambda = 1\nprint lambda", "lambda_ = 1", NULL);
    expect("mutex int\nlock int", "int_ = threading.Lock()", NULL);
    expect("mutex a-b a.b\nlock a-b\nlock a.b", "a_b.acquire()\n    a_b_.acquire()", NULL);
    expect("spawn len { yield }\njoin len", "len_.join()", "\n    len = ");
    expect("spawn \"it's {1}\" { yield }", "name=f\"it's {1}\"", NULL);
}

Test(python, text_is_the_same_text)
{
    expect("print \"a%d \\{b} \\\"c\\\" \\\\ \\n\\t\"", "say(\"a%d {b} \\\"c\\\" \\\\ \\n\\t\")",
           NULL);
    expect("x = 1\nprint \"\\{ {x} }\"", "say(f\"{{ {x} }}\")", NULL);
    expect("x = 1\nprint \"{\"a\" + \"{x}\"}\"", "\"{}\".format(\"a\" + f\"{x}\")", NULL);
}

Test(python, comments_stay_where_they_stood)
{
    expect(
        "# first\nshared x = 0 # behind\n# before f\ndefine f() { # head\n  # in it\n  x = 1\n}\n",
        "# first\nx = 0  # behind\n", NULL);
    expect("define f() { # head\n  # in it\n  yield\n  # last\n}",
           "def f():  # head\n    # in it\n    time.sleep(0)\n    # last\n", NULL);
}

Test(python, objects_handed_to_functions_are_handed_over_themselves)
{
    expect("mutex m1 m2\ndefine f(a, b) { lock a; lock b; unlock b; unlock a }\nspawn t f(m1, m2)",
           "args=(m1, m2)", "objects[");
    expect("mutex m1\ndefine f(a) { print a; lock a; unlock a }\nspawn t f(m1)",
           "objects[a].acquire()", NULL);
}

Test(python, arrays_are_copied_by_their_elements)
{
    expect("shared a[3] = 1\nprivate b[3] = 0\nb = a\nprint b[0]", "    copy(b, a)\n", NULL);
    refuse("atomic a[3] = 1\nprivate b[3] = 0\nb = a", 3, "a whole array");
}

Test(python, what_is_handed_over_is_handed_over)
{
    expect("channel c\nspawn a { send c 1 }\nx = receive c\nprint x", "x = c.receive()",
           "timeout=1");
    expect("channel c 2\nok = send c 1 for 1s", "c = Channel(2)", NULL);
    expect("channel c d\nshared x = 0\nselect { case x = receive c { print x } case send d 1 { } "
           "else { x = 2 } }",
           "    which, received = select(c.receiving(), d.sending(1), timeout=0)\n"
           "    if which == 0:\n        x = received\n        say(x)\n"
           "    elif which == 1:\n        pass\n    else:\n        x = 2\n",
           NULL);
    expect("queue q\nput q 1\nclose q\nfor x from q { print x }", "for x in q:", "queue.Queue");
    expect("queue q\nput q 1", "q = queue.Queue()", "ClosableQueue");
    expect("future f\nspawn a { resolve f 1 }\nx = await f\nfail f \"no\"",
           "f.set_exception(RuntimeError(\"no\"))", "def result_within");
    expect("future f\nx = await f for 1s", "x = result_within(f, 1)", NULL);
    expect("atomic v = 0\nfutex wait v 0 for 1s\nn = futex wake v 2", "n = v.wake(2)", NULL);
    expect("atomic v = 0\nv += 1", "v = Atomic(0)", "class Futex");
    /* of its methods those that are called */
    expect("atomic v = 0\nv += 1", "    def add(self, number):\n", "def set(");
    expect("atomic v = 0\nv = 1", "    def set(self, value):\n", "lock=None");
    expect("atomic v = 0\natomic { v += 1 }", "def __init__(self, value, lock=None):\n", "swap");
}

Test(python, objects_have_a_class_of_their_own_only_where_it_is_needed)
{
    expect("semaphore s 2\nacquire s\nrelease s", "s = threading.Semaphore(2)", "class Semaphore");
    expect("semaphore s 2\nif tryacquire s 2 { release s 2 }", "if s.acquire(2, timeout=0):", NULL);
    expect("bounded s 2\nprint value(s)", "s = Semaphore(2, most=2)", NULL);
    expect("rlock r\nspawn a { with r { yield } }", "r = threading.RLock()", "class Reentrant");
    expect("condition c\nspawn a { lock c }", "threading.Condition(ReentrantLock())", NULL);
    expect("rlock r\nspawn a { lock r }", "r = ReentrantLock()", NULL);
    expect("rwlock w\nrdlock w", "w.acquire_read()", "UPGRADE");
    expect("rwlock w fair\nrdlock w\nupgrade w\ndowngrade w", "w = ReadWriteLock(prefers=\"fair\")",
           NULL);
    expect("mutex m\ncondition c on m loose\nnotify c", "c = LooseCondition(m)", NULL);
    expect("mutex m\ncondition c on m loose\nwith m { wait c }", "m = Mutex()", NULL);
    expect("timer t every 1s { print 1 }\nstart t\ncancel t", "t = RepeatingTimer(1, run_t)", NULL);
    /* one that was cancelled before its start is waited for in vain */
    expect("timer t 1s { }\ncancel t\njoin t", "    joined(t)\n", NULL);
    expect("timer t 1s { }\nstart t\ncancel t\njoin t", "    t.join()\n", "joined");
    /* two who start it at once */
    expect("define f() { start t }\ntimer t 1s { }\nspawn f()\nspawn f()", "start_thread(t)", NULL);
    expect("timer t 1s { }\nspawn { start t }\nstart t", "start_thread(t)", NULL);
    expect("timer t 1s { }\nspawn { start t }", "    t.start()", NULL);
    expect("timer t 1s { }\nstart t", "    t.start()", "start_thread");
    expect("shared x = 0\ntimer t every 1s { x += 1 }\nstart t\ncancel t", "global x\n    x += 1",
           NULL);
}

Test(python, a_name_may_be_made_late_where_nothing_needs_it_before)
{
    expect("define f() { print 1 }\nf()\nshared x = 0\ndefine g() { x += 1 }\ng()", "x += 1", NULL);
}

Test(python, objects_are_looked_up_by_name_all_of_a_function_or_none)
{
    static const char text[] =
        "mutex m n\ndefine f(a, b) { lock a; lock b; print a }\nspawn t f(m, n)";
    expect(text, "objects[b].acquire()", "b.acquire()");
    expect(text, "args=(\"m\", \"n\")", NULL);
}

/* Where a name may be in use it is an error in thrum, and none in Python. */
Test(python, a_thread_whose_name_may_be_in_use_is_refused)
{
    static const char row[] = "for i in 1..3 { spawn \"t{i}\" { yield } }\n";
    static const struct {
        const char *behind; /* the row of threads */
        const char *why;    /* NULL: it is not refused */
    } cases[] = {
        {"spawn t1 { yield }", "the name of one from line 1"},
        {"spawn t4 { yield }", NULL},
        {"join all\nspawn t1 { yield }", NULL},
        {"join all but daemons\nspawn t1 { yield }", "the name of one from line 1"},
        {"for i in 1..3 { join \"t{i}\" }\nspawn t1 { yield }", NULL},
        {"for i in 2..3 { join \"t{i}\" }\nspawn t1 { yield }", "the name of one from line 1"},
        {"for i in 3..4 { spawn \"t{i}\" { yield } }", "the name of one from line 1"},
        {"for i in 4..5 { spawn (\"t\" + i) { yield } }", NULL},
        {"n = 5\nfor i in 4..n { spawn (\"t\" + i) { yield } }", "the name of one from line 1"},
        {"n = 5\nfor i in 4..n { spawn \"t{i}_{n}\" { yield } }", NULL},
        {"for r in \"a\", \"t2\" { spawn r { yield } }", "the name of one from line 1"},
        {"for r in \"a\", \"b\" { spawn r { yield } }", NULL},
        {"for r in \"a\", \"a\" { spawn r { yield } }", "several threads of one name"},
        {"for i in 4..7 { spawn \"u{i % 3}\" { yield } }", "several threads of one name"},
        {"for i in 4..6 { spawn \"u{i % 3}\" { yield } }", NULL},
        {"n = 5\nfor i in 1..n { spawn \"u{i % 3}\" { yield } }", "several threads of one name"},
        {"n = 5\nfor i in 1..n { for j in 1..n { spawn \"u{i}{j}\" { yield } } }",
         "several threads of one name"},
        {"n = 5\nfor i in 1..n { for j in 1..n { spawn \"u{i}-{j}\" { yield } } }", NULL},
        {"join all\nspawn w { yield }\nspawn t1 { yield }", NULL},
        {"join all\nspawn w { join t1 }\nspawn t1 { yield }", "for the second time"},
        {"join all\nspawn w { n = 1; join \"t{n}\" }\nspawn t1 { yield }", "for the second time"},
        {"join all\nspawn t1 { yield }\nn = 1\njoin \"t{n}\"", NULL},
        {"spawn w { repeat 2 { spawn u { yield }; join u } }", NULL},
        {"spawn w { repeat 2 { spawn u { yield }; join u } }\njoin u", "for the second time"},
        {"spawn { yield }", NULL},
        {"spawn { yield }\nspawn \"Thread-2\" { yield }", "a thread without a name"},
        {"mutex t2", "the name of what line 2 makes"},
        {"shared t3 = 0", "the name of what line 2 makes"},
        {"define t3() { yield }", "the name of what line 2 makes"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256];
        struct diagnostics found = {0};
        snprintf(text, sizeof text, "%s%s", row, cases[i].behind);
        free(translated(text, &found));
        cr_expect_eq(found.errors > 0, cases[i].why != NULL, "%s: %s", text,
                     found.count ? found.items[0].message : "");
        if (found.errors && cases[i].why)
            cr_expect_not_null(strstr(found.items[0].message, cases[i].why), "%s: %s", text,
                               found.items[0].message);
        diagnostics_free(&found);
    }
}

Test(python, what_cannot_be_python_is_refused_by_line_and_reason)
{
    refuse("spawn t { yield }\nspawn t { yield }\njoin t", 2, "the name of one from line 1");
    refuse("yield\nspawn a { yield }\ncancel a", 3, "cannot be cancelled");
    refuse("spawn a { yield }\nkill a", 2, "cannot be killed");
    refuse("spawn a { yield }\nprint alive(a)", 2, "'alive', for a thread is alive there");
    refuse("spawn a { yield }\nprint active()", 2, "'active', for a thread is alive there");
    refuse("spawn a { yield }\nfor t in threads { print t }", 2, "the threads that are alive");
    refuse("spawn a { yield }\nfor t in threads { join t for 1s }", 2, "that are alive");
    refuse("spawn a { yield }\nif join a for 0s { yield }", 2, "may be 0");
    refuse("shared d = 1s\nspawn a { yield }\njoin all for d", 3, "may be 0");
    refuse("shared x = 0\nspawn a { atomic { x += 1 } }\nprint x", 2, "outside of atomic blocks");
    refuse("define f() { spawn t { yield } }\nf()", 1, "several threads of one name");
    refuse("barrier b 2\nabort b", 2, "abort");
    refuse("spawn a { spawn n { yield }; join n }\nspawn b { spawn n { yield }; join n }", 1,
           "the name of one from line 2");
    refuse("timer t every 1s { n = 1; print n }", 1, "keep from one time");
    refuse("define f() { g() }\ndefine g() { f(); x += 1 }\nf()\nshared x = 0", 2, "private here");
    refuse("if true { x = 1 }\nshared x = 0\nx = 2", 1, "private here");
    refuse("define f() { x += 1 }\ndefine g() { f() }\ng()\nshared x = 0", 1, "private here");
    refuse("channel c -1", 1, "room");
    refuse("event \"a \\\"b\\\"\"", 1, "a name that thrum refuses");
    refuse("x = 1\nspawn \"a[{x}\" { yield }", 2, "a name that thrum refuses");
    refuse(
        "repeat 1 { repeat 1 { repeat 1 { repeat 1 { repeat 1 { repeat 1 { repeat 1 { repeat 1 { "
        "repeat 1 { repeat 1 { repeat 1 { repeat 1 { repeat 1 { repeat 1 { repeat 1 { repeat 1 { "
        "repeat 1 { repeat 1 {\nrepeat 1 { yield } } } } } } } } } } } } } } } } } } }",
        2, "in one another");
    refuse("shared x = 0\nx = true\nx = x + 1", 3, "these types");
    refuse("n = 1\ndefine f() { print n }\nf()", 2, "something of the name 'n'");
    refuse("spawn p\nwhile true { p: yield }", 2, "orders in loops");
}

Test(python, an_invariant_is_left_out_and_that_is_said)
{
    struct diagnostics found = {0};
    char *python = translated("shared x = 0\ninvariant x == 0", &found);
    cr_expect_eq(found.errors, 0);
    cr_expect_eq(found.count, 1);
    cr_expect_not_null(strstr(python, "# invariant x == 0"));
    free(python);
    diagnostics_free(&found);
}

/* ---- As a teacher would write it ------------------------------------------------------------- */

Test(python, only_units_that_are_used_stand_there)
{
    expect("shared x = 2s\nprint x",
           "# Durations are whole numbers of nanoseconds.\nSECOND = 1_000_000_000\n\n",
           "MILLISECOND");
    expect("shared x = 2ms\nprint x",
           "# Durations are whole numbers of nanoseconds.\nMILLISECOND = 1_000_000\n\n",
           "\nSECOND");
}

Test(python, a_puppet_notes_a_failure_only_where_there_can_be_one)
{
    expect("spawn alice\nalice: print 1", "get():\n            order()\n\n", "failures");
    expect("spawn alice\nalice: print 1", "    finally:\n        for puppet in", "task_done");
    expect("spawn alice\nalice: print 1\njoin alice", "            self.orders.task_done()\n",
           NULL);
    expect("spawn alice\nalice: print 7 / choose(0, 1)", "\nfailures = []\n", NULL);
    expect("spawn alice\nalice: print 7 / choose(0, 1)", "                failures.append(error)\n",
           "$fails");
}

Test(python, a_thread_that_is_made_in_a_wide_line_is_broken_before_what_it_is_given)
{
    expect("channel results\n"
           "define crawl(host, delay) { io delay; send results \"{host} after {delay}\" }\n"
           "spawn crawl(\"north\", 300ms)\nr = receive results\nprint r",
           "    threading.Thread(\n"
           "        target=crawl, name=f\"Thread-{next(thread_numbers)}\",\n"
           "        args=(\"north\", 300 * MILLISECOND)).start()\n",
           NULL);
}

Test(python, main_is_among_the_threads_only_where_somebody_may_ask_for_it)
{
#define HOSTS "spawn c-x { yield }\nspawn c-y { yield }\n"
    expect(HOSTS "for h in \"x\", \"y\" { join \"c-{h}\" }", "\nthreads = {}\n", "main_thread()");
    expect(HOSTS "for h in 1, 2 { join \"ma{h}n\" }", "\nthreads = {}\n", "main_thread()");
    expect(HOSTS "define f(who) { join who }\nf(\"c-x\")",
           "\nthreads = {\"main\": threading.main_thread()}\n", NULL);
    expect(HOSTS "for h in \"ain\" { join \"m{h}\" }",
           "\nthreads = {\"main\": threading.main_thread()}\n", NULL);
}

Test(python, what_is_rounded_has_the_room_that_it_had)
{
    expect("print now / 100ms * 100ms", " // (100 * MILLISECOND) * (100 * MILLISECOND)", "int64(");
    expect("print now / 100ms * 60m", "int64(", NULL);
}

Test(python, the_time_since_a_moment_is_not_below_0)
{
#define SINCE "print (now - begin) / 1s\n"
#define PLAIN "(now() - begin) // SECOND"
    expect("shared begin = 0s\nbegin = now\nspawn a { " SINCE "}", PLAIN, "divide");
    expect("begin = now\n" SINCE, PLAIN, "divide");
    expect("begin = now\nspawn a { " SINCE "}", PLAIN, "divide");
    expect("define f(begin) { " SINCE "}\nspawn a f(now)", PLAIN, "divide");
    expect("shared begin = 0s\nspawn a { yield }\nbegin = now\n" SINCE, "divide(", NULL);
    expect("shared begin = 0s\nspawn a { begin = now }\n" SINCE, "divide(", NULL);
    expect("shared begin = 1s\n" SINCE, "divide(", NULL);
    expect("begin = now\nbegin += 1s\n" SINCE, "divide(", NULL);
    expect("begin = now + 1s\n" SINCE, "divide(", NULL);
    expect("begin = now + 1s\nspawn a { " SINCE "}", "divide(", NULL);
    expect("define f(begin) { " SINCE "}\nf(now)\nf(2s)", "divide(", NULL);
    expect("for begin in 1s, 2s { " SINCE "}", "divide(", NULL);
    expect("channel c 1\nsend c 9s\nclose c\nfor begin from c { " SINCE "}", "divide(", NULL);
    expect("begin = now\nprint (begin - now) / 1s\n", "divide(", NULL);
}
