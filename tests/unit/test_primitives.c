/* test_primitives.c - unit tests of src/core: what every primitive does, by programs that run on a
 * bare machine (bare.h). The threads take turns there, on a virtual clock. */
#include "bare.h"
#include "core/kinds.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(locks, .timeout = 60);
TestSuite(waiting, .timeout = 60);
TestSuite(queues, .timeout = 60);
TestSuite(barriers, .timeout = 60);
TestSuite(threads, .timeout = 60);
TestSuite(unwinding, .timeout = 60);
TestSuite(orders, .timeout = 60);
TestSuite(timing, .timeout = 60);
TestSuite(invariants, .timeout = 60);

static void expect(const char *program, const char *wanted)
{
    char *output = bare_run(program, &(struct bare_options){0});
    cr_expect_str_eq(output, wanted, "\n---- %s\n---- printed\n%s---- wanted\n%s", program, output,
                     wanted);
    free(output);
}

/* What is expected whoever goes next. */
static void expect_always(const char *program, const char *wanted)
{
    expect(program, wanted);
    for (uint64_t seed = 1; seed <= 50; seed++) {
        char *output = bare_run(program, &(struct bare_options){.random = true, .seed = seed});
        cr_expect_str_eq(output, wanted, "\n---- %s\n---- seed %d printed\n%s---- wanted\n%s",
                         program, (int)seed, output, wanted);
        bool differs = strcmp(output, wanted) != 0;
        free(output);
        if (differs)
            break;
    }
}

/* ---- Locks ----------------------------------------------------------------------------------- */

/* Whatever can be acquired is not free for ever, a kind that is new too: a second thread, or a
 * second time, does not get it once all there is was taken. */
Test(locks, of_every_kind_can_be_taken)
{
    for (unsigned kind = 0; kind < ENTITY_KINDS; kind++) {
        struct buffer program = {0};
        if (!kind_takes(kind, OPERATION_ACQUIRE))
            continue;
        buffer_printf(
            &program,
            "%s x%s\nspawn a { i = 0; repeat 3 { tryacquire x; i += 1 }; yield }\njoin a\n"
            "free = tryacquire x; print free\n",
            kind_rows[kind].word, kind_rows[kind].number.needs ? " 2" : "");
        expect(buffer_text(&program), "main: false\n");
        buffer_free(&program);
    }
}

Test(locks, keep_others_out)
{
    expect_always(
        "shared n = 0\nmutex m\n"
        "for i in 1..3 { spawn { repeat 5 { with m { n = n + 1 } } } }\njoin all\nprint n",
        "main: 15\n");
    expect_always("shared n = 0\nrlock m\ndefine up() { with m { n += 1 } }\n"
                  "for i in 1..3 { spawn { repeat 5 { with m { up() } } } }\njoin all\nprint n",
                  "main: 15\n");
    expect_always(
        "shared n = 0\nsemaphore m\n"
        "for i in 1..3 { spawn { repeat 5 { lock m; n += 1; unlock m } } }\njoin all\nprint n",
        "main: 15\n");
    expect_always(
        "shared inside = 0\nshared most = 0\nmutex m\nsemaphore s 2\n"
        "define go() { with s { with m { inside += 1; if inside > most { most = inside } }\n"
        "sleep 1s\n with m { inside -= 1 } } }\n"
        "for i in 1..5 { spawn go() }\njoin all\nprint most, now",
        "main: 2 3s\n");
}

Test(locks, mutex_has_one_holder)
{
    expect("mutex m\nlock m\nlock m", "stuck: main\n");
    expect("mutex m\nunlock m", "main failed: nobody holds m, so there is nothing to release\n");
    expect("mutex m\nlock m\nspawn t { unlock m }\njoin t",
           "t failed: m is held by main, not by t; only its holder can release it\n");
    expect("mutex m\nlock m\nok = tryacquire m\nprint ok, owner(m)", "main: false main\n");
    expect("mutex m\nlock m\nok = lock m for 2s\nprint ok, now", "main: false 2s\n");
    expect("mutex m\nok = lock m for 0\nprint ok, now", "main: true 0s\n");
    expect("mutex m\nok = lock m for -1", "main failed: a time limit cannot be negative\n");
    expect("mutex m\nrelease m 2", "main failed: only a semaphore can be released several times at "
                                   "once\n");
}

Test(locks, rlock_counts)
{
    expect(
        "rlock r\nlock r\nlock r\nunlock r\nprint locked(r), owner(r)\nunlock r\nprint locked(r)",
        "main: true main\nmain: false\n");
    expect(
        "rlock r\nlock r\nlock r\nspawn t { lock r; print \"in\" }\nsleep 1s\nunlock r\nsleep 1s\n"
        "print now\nunlock r\njoin t",
        "main: 2s\nt: in\n");
}

Test(locks, semaphores_count)
{
    expect("semaphore s 2\nacquire s\nprint value(s), locked(s)\nacquire s\nprint locked(s)\n"
           "release s 3\nprint value(s)",
           "main: 1 false\nmain: true\nmain: 3\n");
    expect(
        "semaphore s 0\nspawn a { acquire s; print \"a\" }\nsleep 1s\nprint waiting(s)\nrelease s\n"
        "join a",
        "main: 1\na: a\n");
    expect("bounded s 1\nacquire s\nrelease s\nrelease s",
           "main failed: s would be released past its bound of 1: somebody releases it more often "
           "than it was acquired\n");
    expect("bounded s 2\nacquire s\ntry { release s 2 } catch { print value(s) }", "main: 1\n");
    expect("semaphore s -1", "main failed: a semaphore starts with a count of 0 or more, not -1\n");
    expect("semaphore s\ntry { release s 0 } catch e { print e, value(s) }",
           "main: release takes a count of 1 or more 1\n");
    expect("semaphore s 3\nprint owner(s)", "main failed: s is a semaphore, not a lock that has an "
                                            "owner\n");
}

Test(locks, rwlocks)
{
    expect(
        "rwlock w\nrdlock w\nspawn r { rdlock w; print \"reads\"; release w }\n"
        "spawn x { wrlock w; print \"writes\"; release w }\nsleep 1s\nprint waiting(w)\nrelease w\n"
        "join all",
        "r: reads\nmain: 1\nx: writes\n");
    expect("rwlock w\nwrlock w\nok = tryrdlock w\nspawn t { ok = trywrlock w; print ok }\njoin t\n"
           "print ok",
           "t: false\nmain: false\n");
    expect("rwlock w\nrdlock w\nrdlock w\nrelease w\nprint locked(w)\nrelease w\nprint locked(w)",
           "main: true\nmain: false\n");
    expect("rwlock w\nrdlock w\nwrlock w", "stuck: main\n");
    expect("rwlock w\nrelease w",
           "main failed: main holds w neither for reading nor for writing\n");
    expect("rwlock w\nlock w", "main failed: w is an rwlock, not a lock; use rdlock or wrlock\n");
}

Test(locks, deadlock)
{
    expect("mutex a b\nspawn t { with a { sleep 1s; with b { } } }\n"
           "spawn u { with b { sleep 1s; with a { } } }\njoin all",
           "stuck: main t u\n");
}

Test(locks, names_of_the_wrong_kind)
{
    expect("spawn alice\nlock alice", "main failed: alice is a thread, not a lock\n");
    expect("event e\nlock e", "main failed: e is an event, not a lock\n");
    expect("event e\nacquire e 2", "main failed: e is an event, not a semaphore\n");
    expect("acquire (\"se\" + \"at\") 2",
           "main failed: there is no semaphore called seat; make one "
           "first: semaphore seat N\n");
    expect("release (\"se\" + \"at\") 2",
           "main failed: there is no semaphore called seat; make one "
           "first: semaphore seat N\n");
    expect("mutex m\nset m", "main failed: m is a mutex, not an event\n");
    expect("mutex m\nmutex m", "main failed: the name m is in use: it is a mutex already\n");
    expect("mutex m\nspawn m", "main failed: the name m is in use: it is a mutex already\n");
    expect("join nobody", "main failed: there is no thread or timer called nobody; make one first: "
                          "spawn nobody\n");
    expect("mutex m\nlock m\ndrop m", "main failed: m is held by main; release it first\n");
    expect("mutex m\ncondition c on m\ntry { drop m } catch e { print e }\ndrop c\ndrop m\nmutex m",
           "main: m is the lock of a condition; drop the condition first\n");
    expect("try { wait nothing for 1s } catch { }\nevent e\nwait e", "stuck: main\n");
}

/* ---- Events, conditions ---------------------------------------------------------------------- */

Test(waiting, events)
{
    expect("event e\nspawn t { wait e; print \"go\" }\nsleep 1s\nset e\njoin t\nprint isset(e)",
           "t: go\nmain: true\n");
    expect("event e\nspawn t { wait e; print \"go\" }\nsleep 1s\nset e\nclear e\njoin t\nwait e "
           "for 1s",
           "t: go\n");
    expect("event e\nok = wait e for 1s\nprint ok, now\nset e\nok = wait e for 1s\nprint ok, now",
           "main: false 1s\nmain: true 1s\n");
    expect("event e\nspawn t { sleep 1s; set e }\nok = wait e for 2s\nprint ok, now",
           "main: true 1s\n");
    expect("event e[2]\nset e[1]\nprint isset(e[0]), isset(e[1])", "main: false true\n");
}

Test(waiting, what_is_due_at_one_instant_is_up_to_the_schedule)
{
    bool found[2] = {false, false};
    for (uint64_t seed = 1; seed <= 50; seed++) {
        char *output = bare_run("mutex m\nlock m\nspawn t { ok = acquire m for 1s; print ok }\n"
                                "sleep 1s\nunlock m\njoin t",
                                &(struct bare_options){.random = true, .seed = seed});
        found[strcmp(output, "t: true\n") == 0] = true;
        free(output);
    }
    cr_expect(found[0] && found[1]);
}

Test(waiting, conditions)
{
    expect_always("mutex m\ncondition c on m\nshared full = false\n"
                  "spawn t { with c { while not full { wait c }\n print \"full\" } }\n"
                  "with m { full = true; notify c }\njoin t\nprint locked(m)",
                  "t: full\nmain: false\n");
    expect("condition c\nwait c",
           "main failed: main waits for a condition without holding its lock; acquire c first\n");
    expect("mutex m\ncondition c on m\nnotify c",
           "main failed: main notifies a condition without holding its lock; acquire m first, or "
           "make it loose: condition c on LOCK loose\n");
    expect("condition c\nlock c\nlock c\nspawn t { with c { notify c } }\nwait c\nprint owner(c)\n"
           "unlock c\nprint owner(c)\nunlock c\nprint owner(c)",
           "main: main\nmain: main\nmain: none\n");
    expect("condition c\nwith c { ok = wait c for 2s; print ok, now, owner(c) }",
           "main: false 2s main\n");
    expect("condition c\nwith c { try { notify c 0 } catch e { print e } }",
           "main: notify takes a count of 1 or more\n");
}

Test(waiting, first_come_first_notified)
{
    expect(
        "condition c\nfor i in 1..4 { spawn \"t{i}\" { with c { wait c; print i } }\n sleep 1s }\n"
        "with c { notify c }\nsleep 1s\nwith c { notify c 2 }\nsleep 1s\nwith c { broadcast c }\n"
        "join all",
        "t1: 1\nt2: 2\nt3: 3\nt4: 4\n");
    expect("condition c\nfor i in 1..3 { spawn \"t{i}\" { with c { ok = wait c for (4 - i) * 1s; "
           "print "
           "i, ok } } }\nsleep 1500ms\nwith c { notify all c }\njoin all",
           "t3: 3 false\nt1: 1 true\nt2: 2 true\n");
}

Test(waiting, a_time_out_still_takes_the_lock_back)
{
    expect("mutex m\ncondition c on m\nspawn t { with c { ok = wait c for 1s; print ok, now } }\n"
           "yield; yield; yield\nlock m\nsleep 5s\nprint \"held\"\nunlock m\njoin t",
           "main: held\nt: false 5s\n");
}

Test(waiting, until)
{
    expect_always("condition c\nshared n = 0\n"
                  "spawn t { with c { wait c until n == 3; print n } }\n"
                  "for i in 1..3 { with c { n += 1; notify c } }\njoin t",
                  "t: 3\n");
    expect("condition c\nshared n = 0\n"
           "spawn t { repeat 3 { sleep 1s; with c { notify c } } }\n"
           "with c { ok = wait c until n == 3 for 2500ms; print ok, now }",
           "main: false 2.5s\n");
    expect("condition c\nshared n = 0\nspawn t { sleep 1s; with c { n = 1; notify c } }\n"
           "with c { if wait c until n == 1 for 2s { print \"yes\", now } }",
           "main: yes 1s\n");
    /* What counts in the end is whether it holds. */
    expect("condition c\nshared n = 0\nspawn t { sleep 1s; n = 1 }\n"
           "with c { ok = wait c until n == 1 for 2s; print ok, now }",
           "main: true 2s\n");
    expect("condition c\nwith c { ok = wait c until true; print ok }", "main: true\n");
    expect("condition c\nwait c until true",
           "main failed: main waits for a condition without holding its lock; acquire c first\n");
    expect("event e\nwait e until true", "main failed: e is an event, not a condition\n");
}

/* ---- Queues, timers
 * ------------------------------------------------------------------------------ */

Test(queues, first_in_first_out)
{
    expect_always("queue q 2\nspawn p { for i in 1..5 { put q i }\n put q none }\n"
                  "while true { x = get q; if x == none { break }\n print x }",
                  "main: 1\nmain: 2\nmain: 3\nmain: 4\nmain: 5\n");
    expect_always(
        "queue q\nshared sum = 0\nmutex m\n"
        "for i in 1..2 { spawn \"c{i}\" { while true { x = get q; if x == none { break }\n "
        "with m { sum += x } } } }\n"
        "for i in 1..10 { put q i }\nput q none; put q none\njoin all\nprint sum, len(q)",
        "main: 55 0\n");
}

Test(queues, limits)
{
    expect(
        "queue q 1\nok = put q 1\nprint ok\nok = put q 2 for 1s\nprint ok, now\nok = tryput q 3\n"
        "print ok\nx = tryget q\ny = tryget q\nz = get q for 1s\nprint x, y, z, now",
        "main: true\nmain: false 1s\nmain: false\nmain: 1 none none 2s\n");
    expect("queue q 0",
           "main failed: a queue has room for 1 to 65536 items; without a number it has "
           "no bound, not 0\n");
    expect("queue q\nget q", "stuck: main\n");
}

Test(queues, timers)
{
    expect("timer t 2s { print me, now }\nstart t\nprint state(t)\njoin t\nprint state(t), now",
           "main: sleeping\nt: t 2s\nmain: done 2s\n");
    expect("define f(n) { print n }\ntimer t 1s f(3)\nstart t\njoin t", "t: 3\n");
    expect("timer t 2s { print 1 }\nstart t\nsleep 1s\ncancel t\njoin t\nprint state(t), now",
           "main: cancelled 1s\n");
    expect("timer t 2s { print 1 }\ncancel t\nstart t\nprint state(t)", "main: cancelled\n");
    expect("timer t 1s { print 1 }\nstart t\nstart t",
           "main failed: t has been started already; a timer can be started only once\nt: 1\n");
    expect("timer t[3] 1s { print me }\nstart t[1]\njoin t[1]\nprint state(t[0])",
           "t[1]: t[1]\nmain: new\n");
    expect("timer t 1s { print 1 }\njoin t",
           "main failed: t has not been started: start t first\n");
    expect("timer t -1s { }", "main failed: a timer takes a duration of 0 or more, such as 3s\n");
}

/* ---- Barriers
 * ------------------------------------------------------------------------------------ */

Test(barriers, let_all_go_together)
{
    expect_always("barrier b 3\natomic n = 0\natomic places = 0\natomic early = 0\n"
                  "for i in 1..3 { spawn { n += 1; p = wait b; places += p * p\n"
                  "if n != 3 { early += 1 } } }\njoin all\nprint places, early",
                  "main: 5 0\n");
}

Test(barriers, body)
{
    expect("shared n = 0\nbarrier b 2 { n += 1; print \"round {n}\" }\n"
           "spawn t { repeat 2 { wait b } }\nrepeat 2 { wait b }\njoin t\nprint n",
           "main: round 1\nt: round 2\nmain: 2\n");
    expect(
        "define f(a, b) { print a, b }\nx = 4\nbarrier b 1 f(x + 1, \"y\")\nx = 9\nwait b\nwait b",
        "main: 5 y\nmain: 5 y\n");
    expect("k = 4\nbarrier b 1 { print k; k = 5; if k == 5 { return }\n print \"no\" }\nk = 6\n"
           "p = wait b\nwait b\nprint p, k",
           "main: 4\nmain: 4\nmain: 0 6\n");
    expect("mutex m\nbarrier b 1 { with m { return } }\nwait b\nprint broken(b), locked(m)",
           "main: false false\n");
    expect(
        "define f() { sleep 1s }\nbarrier b 2 f()\nspawn t { wait b; print now }\nwait b\njoin t",
        "t: 1s\n");
}

Test(barriers, break)
{
    expect("barrier b 2\nok = wait b for 1s",
           "main failed: the wait at b ran out of time; the barrier "
           "is broken now\n");
    expect("barrier b 2\ntry { wait b for 0 } catch { print broken(b), waiting(b) }\n"
           "try { wait b } catch e { print e }\nreset b\nspawn t { wait b }\np = wait b\nprint p",
           "main: true 0\nmain: the barrier b is broken; reset b makes it work again\nmain: 1\n");
    expect("barrier b 2\nspawn t { wait b }\nsleep 1s\nabort b\njoin t\nprint broken(b)",
           "t failed: the barrier b was broken or reset while t waited\nmain: true\n");
    expect("barrier b 2\nspawn t { wait b }\nsleep 1s\nreset b\njoin t\nprint broken(b)",
           "t failed: the barrier b was broken or reset while t waited\nmain: false\n");
    expect("barrier b 2 { raise \"body\" }\nspawn t { wait b }\nsleep 1s\n"
           "try { wait b } catch e { print e }\njoin t\nprint broken(b)",
           "t failed: the barrier b was broken or reset while t waited\nmain: body\nmain: true\n");
    expect("barrier b 2\nspawn t { wait b }\nsleep 1s\ncancel t\njoin t\nprint state(t), broken(b)",
           "main: cancelled true\n");
    expect("barrier b 2\nspawn t { wait b }\nsleep 1s\nkill t\nspawn u { wait b }\nsleep 1s\n"
           "print waiting(b)\nwait b\njoin u",
           "main: 1\n");
    expect("barrier b 0", "main failed: a barrier waits for 1 thread or more, not 0\n");
}

/* ---- Threads
 * ------------------------------------------------------------------------------------- */

Test(threads, begin_and_end)
{
    expect("thread t { print 1 }\nprint state(t)\nstart t\njoin t\nprint state(t), alive(t)",
           "main: new\nt: 1\nmain: done false\n");
    expect("spawn { print me }\nspawn { print me }\njoin all",
           "Thread-1: Thread-1\nThread-2: Thread-2\n");
    expect("spawn a b { print me }\njoin a; join b", "a: a\nb: b\n");
    expect("thread t { }\nstart t\nstart t",
           "main failed: t has been started already; a thread can be started only once\n");
    expect("thread t { }\njoin t", "main failed: t has not been started: start t first\n");
    expect("join main",
           "main failed: main cannot join itself: it would wait for its own end for ever\n");
    expect("spawn t { sleep 5s }\nok = join t for 1s\nprint ok, now\nok = join t\nprint ok, "
           "now\njoin t",
           "main: false 1s\nmain: true 5s\n");
    expect("spawn t { }\njoin t\nspawn t { return 2 }\njoin t\nprint result(t)", "main: 2\n");
    expect(
        "spawn t { sleep 1s }\nspawn t",
        "main failed: there is a thread t already, and it has not ended; choose another name, or "
        "end it first\n");
    expect("spawn t { sleep 1s }\nprint result(t)",
           "main failed: t has not ended: join it before you ask for its result\n");
    expect("spawn t { sleep 1s }\nok = join all for 500ms\nprint ok\nok = join all\nprint ok, now",
           "main: false\nmain: true 1s\n");
}

Test(threads, the_end_of_the_program)
{
    expect("spawn t { sleep 5s; print now }", "t: 5s\n");
    expect("spawn daemon d { sleep 5s; print now }\nsleep 1s", "");
    expect("spawn daemon d { spawn e { sleep 5s; print now }\n print daemon(e) }\njoin d",
           "d: true\n");
    expect("thread t { print daemon(t) }\ndaemon t on\nstart t\njoin t\ndaemon t off",
           "t: true\nmain failed: t has been started: a thread becomes a daemon before its start "
           "only\n");
    expect("spawn t { join main; print state(main) }", "t: done\n");
    expect("timer t 3s { print now }\nstart t", "t: 3s\n");
}

Test(threads, renamed)
{
    expect("spawn t { sleep 1s; print me }\nrename t u\njoin u\nspawn t { print me }\njoin t",
           "u: u\nt: t\n");
    expect("mutex m\nspawn t { sleep 1s }\nrename t m",
           "main failed: the name m is in use: it is a mutex already\n");
    expect("rename main x", "main failed: main cannot be renamed\n");
    /* A join waits for the thread that it meant. */
    expect("spawn t { sleep 1s }\nspawn j { join t; print now }\nsleep 100ms\nrename t u\n"
           "spawn t { sleep 9s }\njoin j",
           "j: 1s\n");
    expect("spawn t { sleep 1s }\nspawn j { ok = join t; print ok, now }\nsleep 1s\n"
           "while alive(t) { yield }\nspawn t { sleep 9s }\njoin j",
           "j: true 1s\n");
}

Test(threads, killed)
{
    expect(
        "mutex m\nspawn t { try { with m { sleep 9s } } finally { print 1 } }\nsleep 1s\nkill t\n"
        "join t\nprint state(t), owner(m), now",
        "main: killed t 1s\n");
    expect("kill main", "main failed: main cannot be killed; Ctrl-C interrupts its command\n");
    expect("spawn t { kill t; print 1 }\njoin t\nprint state(t)", "main: killed\n");
    expect("once o\nspawn t { once o { sleep 9s } }\nsleep 1s\nkill t\nonce o { }",
           "stuck: main\n");
    expect("condition c\nspawn t { with c { wait c } }\nspawn u { with c { wait c; print 1 } }\n"
           "sleep 1s\nkill t\nwith c { notify c }\njoin u",
           "u: 1\n");
}

/* ---- Cancellation and interruption
 * ---------------------------------------------------------------- */

Test(unwinding, cancellation_runs_with_and_finally)
{
    expect(
        "mutex m\nspawn t { try { with m { sleep 9s } } catch { print \"no\" } finally { print "
        "locked(m); sleep 1s; print now } }\nsleep 1s\ncancel t\njoin t\nprint state(t), locked(m)",
        "t: false\nt: 2s\nmain: cancelled false\n");
    expect(
        "condition c\nspawn t { with c { try { wait c } finally { print owner(c) } } }\nsleep 1s\n"
        "cancel t\njoin t\nprint state(t), locked(c)",
        "t: t\nmain: cancelled false\n");
    expect("spawn t { print 1; x = 0\n while x < 3 { x += 1; yield }\n print 2; io 1s; print 3 }\n"
           "yield; cancel t\njoin t\nprint state(t)",
           "t: 1\nt: 2\nmain: cancelled\n");
    expect("event e\nset e\nspawn t { yield; yield; wait e; print 1 }\ncancel t\njoin t", "");
    expect("mutex m\nspawn t { yield; yield; ok = tryacquire m; print ok }\ncancel t\njoin t",
           "t: true\n");
    expect(
        "once o\nspawn t { once o { sleep 9s } }\nsleep 1s\ncancel t\njoin t\nonce o { print 1 }",
        "main: 1\n");
    expect("define f() { with m { sleep 9s } }\nmutex m\nspawn t { try { f() } finally { print "
           "locked(m) } }\nsleep 1s\ncancel t\njoin t",
           "t: false\n");
    expect("cancel main", "main failed: main cannot be cancelled; Ctrl-C interrupts its command\n");
    expect("spawn t { }\njoin t\ncancel t\nprint state(t)", "main: done\n");
}

Test(unwinding, nobody_is_cancelled_in_finally)
{
    expect("event e\nspawn t { try { sleep 1s } finally { ok = wait e for 2s; print ok, now } }\n"
           "sleep 500ms\ncancel t\nsleep 500ms\ncancel t\njoin t\nprint state(t), now",
           "t: false 2.5s\nmain: cancelled 2.5s\n");
    expect("define f() { sleep 1s; print now }\n"
           "spawn t { try { } finally { f() }\n sleep 1s; print 2 }\nyield; cancel t\njoin t",
           "t: 1s\n");
}

/* Types the commands for a puppet called p, which is interrupted in front of its `at`th step. */
static char *interrupted(const char *before, const char *order, unsigned at)
{
    struct bare b;
    struct buffer text = {0};
    buffer_printf(&text, "%s\nspawn p\np: { %s }\nevent never\nwait never", before, order);
    cr_assert(bare_begin(&b, buffer_text(&text), &(struct bare_options){0}), "%s",
              buffer_text(&b.output));
    uint32_t p = 1;
    while (state_thread(b.machine.state, STATE_MAIN)->waits_on == 0 ||
           state_thread(b.machine.state, p)->number != 1)
        if (step_enabled(&b.machine, STATE_MAIN))
            step_run(&b.machine, STATE_MAIN);
        else
            break;
    while (at-- > 0)
        step_run(&b.machine, p);
    machine_interrupt(&b.machine, p);
    while (step_enabled(&b.machine, p))
        step_run(&b.machine, p);
    bare_finish(&b);
    buffer_free(&text);
    char *output = buffer_take(&b.output);
    bare_end(&b);
    return output;
}

Test(unwinding, an_interrupted_order_releases_what_it_holds)
{
    for (unsigned at = 1; at < 4; at++) {
        char *output = interrupted("mutex m", "with m { yield; yield }\n print 1", at);
        cr_expect_str_eq(output, "p stopped: \nstuck: main\n", "at %u: %s", at, output);
        free(output);
    }
    char *output = interrupted("mutex m",
                               "try { with m { print 1; sleep 9s } } catch { print 2 } "
                               "finally { print locked(m) }\n print 3",
                               2);
    cr_expect_str_eq(output, "p: 1\np: false\np stopped: \nstuck: main\n");
    free(output);
}

/* ---- Orders
 * -------------------------------------------------------------------------------------- */

Test(orders, queue_at_puppets)
{
    expect("spawn a\na: sleep 1s\na: print now\njoin a\nprint now", "a: 1s\nmain: 1s\n");
    expect("mutex m\nspawn a b\na: lock m\njoin a\nb: { lock m; print now; unlock m }\nsleep 1s\n"
           "a: unlock m\njoin b",
           "b: 1s\n");
    expect("spawn a\nfor i in 1..3 { a: print i }\njoin a\nprint \"joined\"",
           "a: 1\na: 2\na: 3\nmain: joined\n");
    expect("spawn a b\nall: print me\njoin all", "a: a\nb: b\n");
    expect("spawn a\na: { x = 1 }\na: { x += 1; print x }\njoin a", "a: 2\n");
    expect("spawn a\na: raise \"x\"\na: print 2\njoin a\nprint state(a)",
           "a stopped: x\na: 2\nmain: idle\n");
    expect("spawn a\nfor i in 1..2 { a: { spawn \"s{i}\" { print i }\n join \"s{i}\" } }\njoin a",
           "s1: 1\ns2: 2\n");
    expect("define f(p) { a: print p, me }\nspawn a\nf(5)\njoin a", "a: 5 a\n");
    expect("spawn a\nfor n in \"a\" { n: print n }\njoin a", "a: a\n");
    expect("thread a\na: print 1\na: { print 2 }\nprint state(a)\nstart a\njoin a",
           "main: new\na: 1\na: 2\n");
    expect("spawn a\na: return\na: print 1\njoin a", "a: 1\n");
}

Test(orders, who_takes_none)
{
    expect("spawn t { sleep 1s }\nt: print 1",
           "main failed: t takes no orders, because it runs a body of its own; a thread spawned "
           "without a body does: spawn NAME\n");
    expect("nobody: print 1",
           "main failed: there is no thread called nobody; make one first: spawn nobody\n");
    expect("spawn a\nkill a\na: print 1", "main failed: a has ended and takes no more orders\n");
    expect("mutex m\nm: print 1", "main failed: m is a mutex, not a thread\n");
}

Test(orders, puppets_end_with_the_program)
{
    expect("spawn a\na: { sleep 2s; print now }", "a: 2s\n");
    expect("spawn a\ncancel a\njoin a\nprint state(a)", "main: cancelled\n");
    expect("spawn a\na: sleep 9s\nyield\ncancel a\njoin a\nprint state(a), now",
           "main: cancelled 0s\n");
}

/* ---- Time
 * ---------------------------------------------------------------------------------------- */

Test(timing, sleep_work_io)
{
    expect("sleep 1s\nwork 2s\nio 500ms\nprint now\nwork 5 items\nsleep 0.5\nsleep 2\nprint now",
           "main: 3.5s\nmain: 6.000005s\n");
    expect("sleep -1", "main failed: sleep cannot be negative\n");
    expect("sleep \"a\"", "main failed: sleep takes a duration, such as 2s, 250ms or 0.5\n");
    expect("spawn a { sleep 3s; print 1 }\nspawn b { sleep 1s; print 2 }\njoin all\nprint now",
           "b: 2\na: 1\nmain: 3s\n");
    expect("spawn a { sleep 1s; print state(b), state(c), state(d), state(e) }\nspawn b { io 2s }\n"
           "event v\nspawn c { wait v for 2s }\nspawn d\nthread e { }\njoin a",
           "a: io waiting idle new\n");
}

Test(timing, asked_and_fetched)
{
    expect("x = ask \"name? \"\nprint x\ny = ask\nprint y", "main: name? \nmain: \n");
    expect("try { n = fetch \"http://a.example\" } catch e { print e }\nask \"x\"\n"
           "fetch \"http://b.example\" to \"f\"",
           "main: there is no network here\nmain failed: there is no network here\n");
}

/* ---- Invariants
 * ---------------------------------------------------------------------------------- */

Test(invariants, fail_the_thread_that_breaks_them)
{
    expect("shared a = 0\nshared b = 0\ninvariant a == b\nspawn t { try { a += 1 } catch { print "
           "\"no\" "
           "} finally { print \"tidy\" } }\njoin t\nprint state(t)",
           "t: tidy\nt failed: this step breaks `invariant a == b` (test:3:1): a = 1, b = 0\nmain: "
           "failed\n");
    expect("shared a = 0\ninvariant a < 2, \"a is {a}\"\natomic { a = 5; a = 1 }\na = 3\nprint 1",
           "main failed: this step breaks `invariant a < 2, \"a is {a}\"` (test:2:1): a is 3 (a = "
           "3)\n");
    expect("shared a = 0\nmutex m\ninvariant a < 2\ndefine f() { a = 2 }\n"
           "spawn t { with m { f() } }\njoin t\nprint locked(m)",
           "t failed: this step breaks `invariant a < 2` (test:3:1): a = 2\nmain: false\n");
    expect(
        "shared a = 0\ninvariant nothing == a\na = 1",
        "main failed: the invariant cannot be evaluated: nothing has no value here: set it first "
        "(nothing = 0), or declare it for all threads (shared nothing = 0)\n");
    expect("spawn t { invariant true }\njoin t", "t failed: only main declares invariants\n");
    expect("shared a = 0\ndefine low() { return a < 2 }\ninvariant low()\na = 1\na = 2",
           "main failed: this step breaks `invariant low()` (test:3:1): a = 2\n");
}
