/* test_c.c - unit tests of programs as C: what stands where, and what is refused. That it compiles
 * and does the same is for tests/truth. */
#include "export/program.h"
#include "lang/script.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(c, .timeout = 60);

static char *translated(const char *text, struct diagnostics *found)
{
    struct source source = {"a.thr", text, strlen(text)};
    struct buffer out = {0};
    bool good = program_translate(program_find("c"), &source, &out, found);
    cr_expect_eq(good, found->errors == 0, "%s", text);
    return buffer_take(&out);
}

/* `has` stands in it; `not`, where it is given, does not. */
static void expect(const char *text, const char *has, const char * not )
{
    struct diagnostics found = {0};
    char *c = translated(text, &found);
    cr_expect_eq(found.errors, 0, "%s: %s", text, found.count ? found.items[0].message : "");
    cr_expect_not_null(strstr(c, has), "%s\nhas no\n%s\n%s", text, has, c);
    if (not )
        cr_expect_null(strstr(c, not ), "%s\nhas\n%s\n%s", text, not, c);
    free(c);
    diagnostics_free(&found);
}

static void refuse(const char *text, size_t line, const char *why)
{
    struct diagnostics found = {0};
    struct source source = {"a.thr", text, strlen(text)};
    char *c = translated(text, &found);
    cr_expect_str_eq(c, "", "%s", text);
    cr_assert(found.errors > 0, "%s", text);
    cr_expect_eq(source_position(&source, found.items[0].begin).line, line, "%s", text);
    cr_expect_not_null(strstr(found.items[0].message, why), "%s: %s", text, found.items[0].message);
    free(c);
    diagnostics_free(&found);
}

Test(c, a_mutex_knows_its_owner_where_another_may_release_it)
{
    expect("mutex m\nspawn a { with m { yield } }",
           "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;", "fail(");
    expect("mutex m\nspawn a { lock m; unlock m }", "    pthread_mutex_lock(&m);\n", "ERRORCHECK");
    expect("mutex m\nspawn a { unlock m }",
           "static pthread_mutex_t m = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;", NULL);
    expect("mutex m\nspawn a { unlock m }", "    mutex_unlock(&m);\n", NULL);
    expect("rlock r\nspawn a { with r { with r { yield } } }",
           "PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP", NULL);
    expect("mutex fork[5]\ndefine f(i) { with fork[(i + 1) % 5] { yield } }\nspawn a f(2)",
           "static pthread_mutex_t fork_[5] = {[0 ... 4] = PTHREAD_MUTEX_INITIALIZER};", NULL);
    expect("mutex m\nspawn a { if lock m for 1s { unlock m } }",
           "if (mutex_lock_for(&m, SECOND)) {", NULL);
}

Test(c, helpers_stand_there_where_they_are_used)
{
    expect("x = 7 / 2\nprint x", "int64_t x = INT64_C(7) / 2;", "divide(");
    expect("y = choose(0, 2)\nprint 7 / y", "divide(7, y)", NULL);
    expect("x = -7 % 2\nprint x", "int64_t x = INT64_C(-7) % 2;", "rest_of(");
    expect("shared x = 0\nrepeat 2 { x += 1 }", "x++;", "add(");
    expect("shared x = 1\nrepeat 2 { x *= 3 }\nprint x", "x = multiply(x, 3);", NULL);
    expect("shared x = 9223372036854775807\nx += 1", "x = add(x, 1);", NULL);
    expect("print 1, \"a\", true", "say(\"1 a true\");", "seconds");
    expect("print -(-9223372036854775807)", "subtract(0, -9223372036854775807)", "INT64_C(sub");
    expect("atomic a = 0\nfutex wake a 3", "futex_wake", "struct timespec");
    expect("print 250ms", "seconds(250 * MILLISECOND)", NULL);
    expect("sleep 250ms", "sleep_for(250 * MILLISECOND);", "say(");
    expect("sleep 2", "sleep_for(2 * SECOND);", NULL);
    expect("shared a[2] = 0\ni = choose(0, 2)\nprint a[i]", "a[at(i, 2)]", NULL);
    expect("shared a[2] = 0\nfor i in 0..1 { a[i] = i }", "a[i] = i;", " at(");
}

Test(c, operands_come_in_their_order)
{
    expect("shared x = 0\ndefine f(n) { x += n; return x }\nprint f(1) - f(2)",
           "int64_t value = f(1);\n    say(\"%\" PRId64, value - f(2));", NULL);
    expect("shared x = 0\ndefine f(n) { x += n; return n }\nprint x, f(1)",
           "int64_t value = x;\n    say(\"%\" PRId64 \" %\" PRId64, value, f(1));", NULL);
    expect("atomic a = 0\natomic b = 0\nspawn t { if a == 1 and b == 1 { yield } }",
           "if (a == 1 && b == 1) {", NULL);
    expect("atomic a = 0\nshared z[2] = 0\nn = 0\nz[n % 2] = swap(a, 1)", "atomic_exchange(&a, 1)",
           NULL);
}

Test(c, a_loop_that_only_looks_at_a_plain_variable_says_what_that_is_in_c)
{
    const char *spins = "shared x = 0\nspawn a { x = 1 }\nwhile x == 0 { }";
    expect(spins, "    // A data race: where a compiler optimizes, it may look at x only once",
           NULL);
    expect(spins, "never ends.\n    while (x == 0) {\n", NULL);
    expect("shared x = 0\nspawn a { x = 1 }\nwhile x == 0 { yield }", "while (x == 0)", "race");
    expect("atomic x = 0\nspawn a { x = 1 }\nwhile x == 0 { }", "while (x == 0)", "race");
}

Test(c, variables_are_declared_where_they_begin)
{
    expect("spawn a { n = 1; print n }", "    int64_t n = 1;\n", "n = 0");
    expect("spawn a { if choose(0, 1) == 1 { n = 1 } else { n = 2 }; print n }",
           "    int64_t n = 0;\n    if (random_between(0, 1) == 1) {\n        n = 1;\n", NULL);
    expect("mutex m\nspawn a { ok = trylock m }", "(void)ok;", NULL);
    expect("shared x = 0\nn = 1\nspawn a { if x == 1 { n = swap(x, 1) } }",
           "given->n;\n    (void)n;\n", NULL);
    expect("shared x = 0\ndefine f(n) { n = swap(x, 1) }\nf(2)", "(void)n;", NULL);
    expect("shared x = 0\nn = 1\nspawn a { n = swap(x, n) }", "n = __atomic_exchange_n(&x, n",
           "(void)n");
    refuse("spawn a { if choose(0, 1) == 1 { n = 1 }; print n }", 1, "has a value yet");
    refuse("x = 1\nx = \"a\"\nprint x", 1, "has one type");
}

Test(c, threads_have_their_names_and_take_along_what_they_use)
{
    const char *several = "for i in 1..3 { spawn \"r{i}\" { print i } }\nspawn a { join \"r1\" }";
    expect(several, "spawn(text(\"r%\" PRId64, i), run_r,", NULL);
    expect(several, "&(struct run_r_values){.i = i}, sizeof(struct run_r_values));", NULL);
    expect("define f(a) { print a }\nspawn t f(1)\njoin t\njoin t", "join(t);", NULL);
    expect("for i in 1..2 { spawn \"t{i}\" { yield } }\njoin \"t1\"", "join(thread_named(\"t1\"));",
           NULL);
    expect("timer t 2s { print 1 }\nstart t\ncancel t",
           "t = make_timer(\"t\", 2 * SECOND, run_t, NULL, 0);", NULL);
    expect("timer t 2s { print 1 }\nstart t\ncancel t", "cancel_timer(t);", NULL);
    expect("define f(n) { repeat n { yield } }\ndefine g(n) { repeat n { f(n) } }\ng(1)",
           "    for (int64_t turn = 0; turn < n; turn++) {\n        f(n);\n", "turn_");
    expect("spawn daemon d { yield }\njoin d\njoin d", "spawn_daemon(\"d\", run_d, NULL, 0);",
           NULL);
}

Test(c, threads_are_plain_where_that_cannot_matter)
{
    expect("spawn a { yield }\njoin a",
           "    if (pthread_create(&a, NULL, run_a, NULL) != 0)\n        abort();\n    "
           "pthread_join(a, NULL);\n"
           "    return EXIT_SUCCESS;\n",
           "me =");
    expect("spawn a { print 1 }",
           "    (void)values;\n    me = \"a\";\n    say(\"1\");\n    return NULL;\n", "finish");
    expect("define f(n) { print n }\nspawn a f(1)\nspawn b f(2)",
           "    struct f_values b_values = {.me = \"b\", .n = 2};\n"
           "    if (pthread_create(&b, NULL, f, &b_values) != 0)\n        abort();\n",
           "run_f");
    expect("define f(n) { print n }\nspawn a f(1)\nf(2)", "static void *run_f(void *values)", NULL);
    expect("mutex m\ndefine f(l) { with l { yield } }\nspawn a f(m)\nspawn b f(m)",
           "pthread_create(&b, NULL, f, &m) != 0", NULL);
    expect(
        "for i in 1..3 { spawn \"r{i}\" { print i } }",
        "    pthread_t r_threads[3];\n    struct run_r_values r_values[3];\n"
        "    for (int64_t i = 1; i <= 3; i++) {\n"
        "        r_values[i - 1] = (struct run_r_values){.me = text(\"r%\" PRId64, i), .i = i};\n"
        "        if (pthread_create(&r_threads[i - 1], NULL, run_r, &r_values[i - 1]) != 0)\n      "
        "      abort();\n    }\n"
        "    for (int i_ = 0; i_ < 3; i_++)\n        pthread_join(r_threads[i_], NULL);\n",
        NULL);
    expect("for x in \"a\", \"b\" { spawn (x) { print 1 } }\nfor x in \"a\", \"b\" { join x }",
           "        pthread_join(x_threads[turn_], NULL);\n", "thread_named");
    expect("repeat 2 { spawn { print 1 } }", "text(\"Thread-%d\", (int)(turn) + 1)", NULL);
    expect("thread a { yield }\nstart a\njoin a",
           "    if (pthread_create(&a, NULL, run_a, NULL) != 0)\n", "start_thread");
    /* what finds threads by their names stands there only where somebody does */
    expect("spawn a { yield }\njoin a\njoin a", "start_thread(", "older");
    expect("spawn daemon d { yield }\nspawn a { yield }\njoin a\njoin a",
           "    if (!t->daemon)\n        running++;", "running_daemons");
    expect("spawn daemon d { yield }\nspawn a { yield }\njoin a\njoin a\njoin all",
           "running + running_daemons", NULL);
    expect("spawn a { raise \"no\" }", "    return failed ? EXIT_FAILURE : EXIT_SUCCESS;\n",
           "strcmp(me");
    expect("spawn daemon d { while true { sleep 1 } }", "pthread_create(&d,", "pthread_join");
}

Test(c, threads_are_more_than_plain_where_it_can_matter)
{
    static const char *const texts[] = {
        "spawn a { yield }\nif join a for 1s { yield }",
        "spawn a { yield }\njoin a\njoin a",
        "spawn a { yield }\nspawn b { join a }",
        "spawn a { spawn b { yield } }",
        "spawn a { yield }\nif choose(0, 1) == 1 { join a }",
        "n = choose(1, 2)\nfor i in 1..n { spawn \"r{i}\" { yield } }",
        "for i in 1..3 { if i == 2 { break }; spawn \"r{i}\" { yield } }",
        "spawn a { yield }\nif choose(0, 1) == 1 { return }\njoin a",
        "spawn a { yield }\nassert choose(0, 1) == 1\njoin a",
        "for i in 1..2 { spawn \"r{i}\" { yield } }\njoin all\nspawn r1 { yield }",
        "timer t 1s { yield }\nstart t",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect(texts[i], "finish(void)", "pthread_join");
}

Test(c, names_that_c_cannot_bear_are_mended)
{
    expect("shared int = 1\nprint int", "static int64_t int_ = 1;", NULL);
    expect("shared main1 = 1\nshared printf = 2\nprint main1, printf", "printf_ = 2", NULL);
    expect("mutex a-b a.b\nlock a-b\nlock a.b\nunlock a.b\nunlock a-b",
           "pthread_mutex_lock(&a_b);\n    pthread_mutex_lock(&a_b_);", NULL);
    expect("shared linux = 1\nprint linux", "linux_", NULL);
    expect("spawn \"it's {1} \\\\x\" { print me }", "\"it's 1 \\\\x\"", NULL);
}

Test(c, the_end_of_a_with_looks_whether_its_lock_may_have_been_given_back)
{
    static const char *const locks[] = {"mutex g", "rlock g", "mutex g[2]", "rlock g[2]"};
    for (size_t i = 0; i < sizeof locks / sizeof *locks; i++) {
        const char *name = i < 2 ? "g" : "g[1]";
        char back[80], kept[80];
        snprintf(back, sizeof back, "%s\nwith %s { unlock %s; yield }", locks[i], name, name);
        snprintf(kept, sizeof kept, "%s\nwith %s { yield }", locks[i], name);
        expect(back, "unlock_guarded_checked, &g", NULL);
        expect(kept, "    pthread_mutex_unlock(&g", "mutex_lock(pthread_mutex_t");
    }
    expect("mutex m\ncondition c on m\nwith c { unlock m; yield }", "unlock_guarded_checked, &m",
           NULL);
}

Test(c, names_that_thrum_refuses_are_refused)
{
    refuse("spawn \"a \\\"b\\\"\" { yield }", 1, "a name that thrum refuses");
    refuse("yield\nfor i in 1..2 { spawn \"t[{i}\" { yield } }", 2, "a name that thrum refuses");
    expect("spawn \"it's %d\" { print me }", "\"it's %d\"", NULL);
    expect("shared EOF = 1\nshared EINVAL = 2\nprint EOF + EINVAL", "EOF_ + EINVAL_", NULL);
}

Test(c, text_is_the_same_text)
{
    expect("print \"a%d \\{b} \\\"c\\\" \\\\ \\n\\t\"", "say(\"a%%d {b} \\\"c\\\" \\\\ \\n\\t\");",
           NULL);
    expect("x = \"5%\"\nprint x", "const char *x = \"5%\";\n    say(\"%s\", x);", NULL);
    expect("print \"what?\?! \xc3\xa4\"", "what?\\?! \xc3\xa4", NULL);
    expect("print \"\"", "say(\"%s\", \"\");", NULL);
    expect("x = \"a\"\nif x == \"b\" { print 1 }", "strcmp(x, \"b\") == 0", NULL);
}

Test(c, comments_stay_where_they_stood)
{
    expect("# first\nshared x = 0 # behind\n# before f\ndefine f() { # head\n  # in it\n  x = "
           "1\n}\nf()\n",
           "// first\nstatic int64_t x = 0;  // behind\n", NULL);
    expect("define f() { # head\n  # in it\n  yield\n  # last\n}\nf()",
           "{  // head\n    // in it\n    sched_yield();\n    // last\n}", NULL);
}

Test(c, what_is_left_is_left_on_each_way_out)
{
    expect("mutex m\nshared x = 0\ndefine f() { with m { return x } }\nprint f()",
           "    pthread_mutex_lock(&m);\n    int64_t result = x;\n    pthread_mutex_unlock(&m);\n"
           "    return result;\n",
           NULL);
    expect("mutex m\nwhile true { with m { break } }",
           "        pthread_mutex_lock(&m);\n        pthread_mutex_unlock(&m);\n        break;\n",
           NULL);
    expect("mutex m\nspawn a { with m { raise \"no\" } }", "enter(&inside, unlock_guarded, &m);",
           NULL);
}

Test(c, conditions_wait_in_a_loop_or_in_a_list)
{
    expect("mutex m\ncondition c on m\nshared x = 0\nspawn a { with m { wait c until x == 1 } }\n"
           "with m { x = 1; broadcast c }",
           "    while (x != 1)\n        pthread_cond_wait(&c, &m);\n", "condition_wait");
    expect("mutex m\ncondition c on m\nspawn a { with m { wait c } }",
           "condition_wait(&c, &m, FOREVER);", "pthread_cond_wait(&c");
    expect("mutex m\ncondition c on m\nshared x = 0\n"
           "spawn a { with m { while x == 0 { wait c } } }\nwith m { x = 1; broadcast c }",
           "    while (x == 0) {\n        pthread_cond_wait(&c, &m);\n    }\n", "condition_wait");
}

Test(c, what_may_be_none_has_a_flag)
{
    expect("queue q\nput q 1\nx = get q for 1s\nif x != none { print x + 1 }",
           "    int64_t x = 0;\n    bool has_x = queue_get(&q, &x, SECOND);\n"
           "    if (has_x) {\n        say(\"%\" PRId64, x + 1);\n",
           "present(");
    expect("queue q\nput q 1\nx = tryget q\nprint x", "has_x ? text(\"%\" PRId64, x) : \"none\"",
           NULL);
    expect("queue q\nput q 1\nx = peek q\nprint x + 1", "present(has_x, x) + 1", NULL);
    expect("queue q\nput q 1\nx = tryget q\nif x == 1 { yield }", "if (has_x && x == 1) {", NULL);
    expect("queue q\nput q \"a\"\nx = tryget q\nif x == none { return }\nprint x",
           "    if (x == NULL) {\n        return EXIT_SUCCESS;\n    }\n    say(\"%s\", x);\n",
           "present_text");
    expect("queue q\nput q 1\nx = tryget q\nwhile x != none { print x + 1; x = tryget q }",
           "        has_x = queue_get(&q, &x, 0);\n", "present(");
}

Test(c, values_are_handed_from_thread_to_thread)
{
    expect("channel c\nspawn a { send c 1 }\nx = receive c\nprint x",
           "    int64_t x = channel_take(&c);\n", "channel is closed");
    expect("channel c 2\nsend c 1\nclose c\nfor x from c { print x }",
           "    for (int64_t x = 0; channel_receive(&c, &x, FOREVER);) {\n", NULL);
    expect("channel a b\nspawn t { send a 1 }\n"
           "select { case x = receive a { print x } case send b 2 { } else { yield } }",
           "    struct offer offers[] = {{.channel = &a}, {.channel = &b, .sends = true, .value = "
           "2}};\n"
           "    int chosen = channel_select(offers, 2, 0);\n    if (chosen == 0) {\n"
           "        int64_t x = offers[0].value;\n",
           NULL);
    expect("queue q\nput q 1\nclose q\nfor x from q { print x }",
           "    for (int64_t x = 0; queue_get(&q, &x, FOREVER);) {\n", NULL);
    expect("future f\nspawn a { resolve f 4 }\nx = await f\nprint x",
           "    int64_t x = future_await(&f);\n", "f->error)");
    expect("atomic v = 0\nspawn a { futex wait v 0 }\nfutex wake v 1",
           "    futex_wait(&v, 0, FOREVER);\n", NULL);
}

Test(c, a_puppet_is_a_function_of_its_orders)
{
    const char *two = "mutex m\nspawn p\np: lock m\np: { print 1; unlock m }";
    expect(two,
           "    me = \"p\";\n    sem_wait(&p_orders);\n    pthread_mutex_lock(&m);\n"
           "    sem_wait(&p_orders);\n    say(\"1\");\n    pthread_mutex_unlock(&m);\n"
           "    return NULL;\n",
           "mutex_unlock(pthread");
    expect(two, "    sem_post(&p_orders);  // p: lock m\n", "p_done");
    expect("spawn p\np: yield\njoin p\np: yield\njoin p",
           "    sem_wait(&p_done);\n    sem_post(&p_orders);  // p: yield\n"
           "    pthread_join(p, NULL);\n",
           NULL);
    expect("spawn p q\nall: yield\njoin all", "sem_post(&q_orders);\n    pthread_join(p, NULL);\n",
           NULL);
}

Test(c, reader_writer_locks_prefer_whom_they_do)
{
    expect("rwlock w\nspawn a { rdlock w; release w }",
           "    pthread_rwlock_rdlock(&w);\n    pthread_rwlock_unlock(&w);\n", "EDEADLK");
    expect(
        "rwlock w\nspawn a { rdlock w; rdlock w; release w; release w }\nwith wrlock w { yield }",
        "    read_lock(&w);\n", NULL);
    expect("rwlock w prefer writers\nspawn a { with wrlock w { yield } }",
           "w = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;", NULL);
    expect("rwlock w fair\nspawn a { with wrlock w { yield } }",
           "    fair_write(&w);\n    sched_yield();\n    fair_unlock(&w);\n", NULL);
    expect("rwlock w\nspawn a { if trywrlock w { release w } }",
           "if (pthread_rwlock_trywrlock(&w) == 0) {", NULL);
    expect("rwlock w\nspawn a { if rdlock w for 1s { release w } }",
           "if (read_lock_for(&w, SECOND)) {", NULL);
}

Test(c, conditions_for_a_time_and_without_their_lock)
{
    expect("mutex m\ncondition c on m loose\nshared x = 0\n"
           "spawn a { with m { while x == 0 { wait c } } }\nwith m { x = 1 }\nnotify c",
           "    pthread_mutex_unlock(&m);\n    pthread_cond_signal(&c);\n", NULL);
    expect("mutex m\ncondition c on m\nshared x = 0\n"
           "spawn a { with m { ok = wait c until x == 1 for 1s; print ok } }",
           "    struct timespec end = after(SECOND);\n    bool in_time = true;\n"
           "    while (x != 1 && in_time)\n"
           "        in_time = pthread_cond_clockwait(&c, &m, CLOCK_MONOTONIC, &end) == 0;\n"
           "    bool ok = x == 1;\n",
           NULL);
}

Test(c, bits_and_updates_in_one_step)
{
    expect("x = 5\nprint x band 3 == 1", "(x & 3) == 1", NULL);
    expect("x = choose(0, 3)\nprint 1 << x", "shift_left(1, x)", NULL);
    expect("x = choose(0, 3)\nprint x << 2", "x << 2", "shift_left");
    expect("atomic f = 0\nprint bor(f, 2)", "atomic_fetch_or(&f, 2)", NULL);
    expect("atomic f = 0\nprint compare(f, 0, 2)", "compare_exchange(&f, 0, 2)", NULL);
    expect("atomic f = false\nprint cas(f, false, true)", "compare_and_swap_flag(&f, false, true)",
           NULL);
    expect("atomic f = 9223372036854775807\nf += 1", "    add_atomically(&f, 1);\n", NULL);
    expect("fence", "    atomic_thread_fence(memory_order_seq_cst);\n", NULL);
}

Test(c, barriers_that_may_break)
{
    expect("barrier b 2\nspawn a { wait b }\nwait b", "    pthread_barrier_wait(&b);\n", "broken");
    expect("barrier b 2\nspawn a { wait b for 1s }\nwait b", "    barrier_pass(&b, SECOND);\n",
           "barrier_wait");
    expect("barrier b 2\nspawn a { wait b }\nabort b", "    barrier_abort(&b);\n", NULL);
    expect("barrier b 1 { assert choose(0, 1) == 1 }\nwait b", "    barrier_pass(&b, FOREVER);\n",
           NULL);
}

Test(c, objects_tell_their_names)
{
    expect("mutex m n\ndefine f(l) { with l { print l } }\nspawn a f(m)\nspawn b f(n)",
           "    say(\"%s\", name_of(l));\n", NULL);
}

Test(c, timers_that_repeat)
{
    expect("timer t every 1s { print 1 }\nstart t\nsleep 3s\ncancel t",
           "make_repeating_timer(\"t\", SECOND, run_t, NULL, 0);", NULL);
    /* one thread, which keeps what it takes along; so does no timer that goes off once */
    const char *keeps = "k = 1\ntimer t every 1s { k += 1; print k; spawn { print k } }\nstart t";
    expect(keeps, "    given->k++;\n    say(\"%\" PRId64, given->k);\n",
           "int64_t k = given->k;\n    k++");
    expect(keeps, "given = values; // and kept from one time to the next\n", NULL);
    expect(keeps, "&(struct run_worker_values){.k = given->k}", NULL);
    expect(keeps, "&(struct run_t_values){.k = k}", NULL);
    expect("k = \"a\"\ntimer t every 1s { if k == \"aa\" { return }; k = \"{k}a\" }\nstart t",
           "given->k = text(\"%sa\", given->k);", NULL);
    expect("k = 1\ntimer t 1s { k += 1; print k }\nstart t",
           "    struct run_t_values *given = values;\n    int64_t k = given->k;\n    k++;\n", NULL);
    refuse("shared n = 0\ntimer t every 1s { n += 1; if n == 1 { v = 5 }; print v }\nstart t", 2,
           "whether 'v' has a value yet");
}

Test(c, what_ends_a_once_stands_there_where_an_end_is_reached)
{
    expect("once o\ntry { once o { raise \"x\" } } catch e { print e }",
           "enter(&inside, once_guarded, &o);", "once_finish");
    expect("once o\nspawn a { once o { raise \"x\" } }", "once_guarded", "once_end");
    expect("once o\nshared n = 0\ntry { once o { if n == 0 { raise \"x\" } } } catch { }",
           "static void once_finish(", "once_end");
    expect("once o\ndefine f() { once o { return 3 }; return 4 }\nprint f()",
           "static void once_end(", "once_finish");
}

Test(c, what_is_put_together_of_literals_is_as_wide_as_any_number)
{
    expect("shared a[3] = 0\nprint len(a)", "say(\"%\" PRId64, INT64_C(3));", NULL);
    expect("shared a[3] = 0\nprint len(a) * 2, 2 * len(a), -len(a)",
           "INT64_C(3) * 2, INT64_C(2) * 3, INT64_C(-3));", NULL);
    expect("shared a[3] = 0\nraise \"x {len(a)}\"", "fail(\"x %\" PRId64, INT64_C(3));", NULL);
    expect("shared a[3] = 0\nspawn \"t{len(a)}\" { yield }", "text(\"t%\" PRId64, INT64_C(3))",
           NULL);
    expect("print -(-5)", "(int64_t)-(-5)", NULL);
    expect("x = -(100000) * 100000\nprint x", "INT64_C(-100000) * 100000", NULL);
    expect("print -9223372036854775808 / 2", "INT64_MIN / 2", "INT64_C(");
    expect("shared a[3] = 0\nfor i in 0..len(a) - 1 { a[i] = len(a) }",
           "for (int64_t i = 0; i < 3; i++) {\n        a[at(i, 3)] = 3;\n", "INT64_C");
}

Test(c, an_object_that_is_handed_over_has_to_be_there)
{
    refuse("mutex a\nshared n = 0\ndefine f(m) { with m { yield } }\n"
           "spawn { if n == 0 { l = a }; f(l) }",
           4, "whether 'l' has a value yet");
}

Test(c, objects_handed_to_functions_are_handed_over_themselves)
{
    expect("mutex m1 m2\ndefine f(a, b) { lock a; lock b; unlock b; unlock a }\nspawn t f(m1, m2)",
           "    pthread_mutex_t *a = given->a;\n    pthread_mutex_t *b = given->b;\n", NULL);
}

/* Whether it is free only a join can tell: a thread ends a moment after its last step. */
Test(c, a_thread_whose_name_may_be_in_use_is_refused)
{
    expect("for i in 2..3 { spawn \"t{i}\" { yield } }\nspawn t1 { yield }", "pthread_create(&t1",
           NULL);
    refuse("for i in 1..3 { spawn \"t{i}\" { yield } }\nspawn t1 { yield }", 2, "from line 1");
    refuse("for i in 1..4 { spawn \"t{i % 2}\" { yield } }", 1, "several threads of one name");
    refuse("event e\nspawn t { set e }\nwait e\nspawn t { yield }", 4, "from line 2");
    refuse("repeat 3 { spawn t { } }", 1, "several threads of one name");
    refuse("for i in 1..3 { spawn \"t{i}\" { yield } }\nmutex t1", 1, "what line 2 makes");
    refuse("spawn { yield }\nspawn \"Thread-2\" { yield }", 1, "a thread without a name");
}

Test(c, what_cannot_be_c_is_refused_by_line_and_reason)
{
    refuse("yield\nspawn a { yield }\ncancel a", 3, "'cancel'");
    refuse("spawn a { yield }\nkill a", 2, "'kill', which stops a thread where it is");
    refuse("spawn a { yield }\nprint alive(a)", 2, "'alive', for a POSIX thread lives on");
    refuse("spawn a { yield }\nif join a for 0s { yield }", 2, "may be 0");
    refuse("spawn a { yield }\njoin all for 1s - 1s", 2, "may be 0");
    refuse("mutex m\nprint owner(m)", 2, "'owner', for a POSIX mutex does not tell");
    refuse("mutex m\ndrop m", 2, "'drop', for");
    refuse("spawn a { yield }\nprint state(a)", 2, "'state', for POSIX threads do not tell");
    refuse("n = 0\ntry { n = 1; raise \"a\" } catch { print n }", 2, "changes in a `try`");
    refuse("shared x = 0\nspawn a { atomic { x += 1 } }\nprint x", 2, "outside of atomic blocks");
    refuse("spawn t { yield }\nthread t { yield }\nstart t", 2, "the name of one from line 1");
    refuse("barrier b 2\nreset b", 2, "'reset'");
    refuse("x = 1\nx = \"a\"\nprint x", 1, "'x' may be an integer or text, and a variable");
    refuse("define f(n) { if n > 0 { return 1 } }\nx = f(1)\nprint x", 1,
           "'f' returns a value, and may come to its end without `return`");
    refuse("shared a = 0\nspawn t { atomic { a += 1 } }\njoin all\nprint a", 2, "in line 4");
    refuse("for i in 1..9 { if i == 5 { i = 9 }; print i }", 1, "whose variable 'i' is assigned");
    refuse("if true { x = 1 }\nshared x = 0\nx = 2", 1, "private here");
    refuse("mutex m\ncondition c on m loose\nspawn a { with m { wait c } }", 2, "without its lock");
    refuse("rwlock w fair\nok = tryrdlock w", 2, "a fair lock");
    refuse("rwlock w\nrelease w", 2, "reader-writer lock is held");
    refuse("spawn p\np: raise \"no\"", 2, "an order that may be an error");
    refuse("spawn p\nrepeat 2 { p: yield }", 1, "a thread that takes orders");
    refuse("shared x = 0\nx = true\nx = x + 1", 1, "has one type");
    refuse("mutex m\nacquire m 2", 2, "no semaphore");
    refuse("channel c 1\nsend c 1\nsend c \"a\"", 2,
           "an item of the queues, channels and futures may be an integer or text");
}

Test(c, an_invariant_is_left_out_and_that_is_said)
{
    struct diagnostics found = {0};
    char *c = translated("shared x = 0\ninvariant x == 0", &found);
    cr_expect_eq(found.errors, 0);
    cr_expect_eq(found.count, 1);
    cr_expect_not_null(strstr(c, "// invariant x == 0"));
    free(c);
    diagnostics_free(&found);
}

/* ---- As a teacher would write it ------------------------------------------------------------- */

Test(c, a_line_holds_no_more_than_it_needs)
{
    expect("mutex m\nspawn a { if not trylock m { yield } else { unlock m } }",
           "if (pthread_mutex_trylock(&m) != 0) {", "!pthread");
    expect("mutex m\nspawn a { if not acquire m for 1s { yield } else { release m } }",
           "if (!mutex_lock_for(&m, SECOND)) {", NULL);
    expect("shared x = 0\nx = x", "int64_t value = x;\n    x = value;\n", "x = x;");
    expect("shared begin = 0s\nbegin = now", "static int64_t begin = 0;\n", "INT64_C(0)");
    expect("sleep 1s", "#define SECOND INT64_C(1000000000)\n\n", "MILLISECOND");
    expect("sleep 20ms", "sleep_for(20 * MILLISECOND);", "#define SECOND");
    expect("shared begin = now\nprint (now - begin) / 1s", ") / SECOND", "1 * SECOND");
}

Test(c, who_reads_where_nobody_writes_takes_the_plain_lock)
{
#define READS "rwlock w\nspawn a { with rdlock w { sleep 1s; with rdlock w { } } }"
    expect(READS, "    pthread_rwlock_rdlock(&w);\n", "read_lock(");
    expect(READS "\nwith wrlock w { yield }", "    read_lock(&w);\n", NULL);
}

Test(c, who_fails_alone_ends_the_program_and_the_comment_says_so)
{
    expect("shared x = 0\nassert x == 0",
           "    if (x != 0) {\n        fail(\"assert x == 0\");\n    }\n", "stays held");
    expect("shared x = 0\nassert x == 0", "// Says what is wrong, and ends the program.\n", NULL);
    expect("spawn a { assert choose(0, 1) == 0 }\njoin a", "What it holds stays held.\n",
           "ends the program");
}

static size_t widest(const char *text)
{
    size_t most = 0;
    for (size_t length; *text; text += length + (text[length] == '\n')) {
        length = strcspn(text, "\n");
        most = length > most ? length : most;
    }
    return most;
}

Test(c, threads_with_long_names_are_made_in_lines_that_are_not_too_wide)
{
    static const char script[] =
        "define audit(product, price, amount) { print product, price, amount }\n"
        "for p in 0..8 { spawn \"Auditor-of-the-shop id={p}\" audit(p, p + 1, p + 2) }\n"
        "spawn carlos_the_buyer juan_the_buyer mike_the_buyer sarah_the_buyer anna_the_buyer "
        "audit(1, 2, 3)";
    struct diagnostics found = {0};
    char *c = translated(script, &found);
    cr_expect_not_null(strstr(c, "pthread_t Auditor_of_the_shop_id_threads[9], "), "%s", c);
    cr_expect(widest(c) <= 100, "%zu columns:\n%s", widest(c), c);
    free(c);
    diagnostics_free(&found);
}

Test(c, what_is_written_out_is_handed_to_a_plain_thread_whenever_it_starts)
{
#define SHOW "define f(n) { print n }\n"
    expect(SHOW "thread a f(1)\nyield\nstart a",
           "    struct f_values a_values = {.n = 1};\n"
           "    if (pthread_create(&a, NULL, f, &a_values) != 0)\n",
           "make_thread");
    expect(SHOW "spawn daemon a f(1s)", "    static struct f_values a_values = {.n = SECOND};\n",
           "spawn_daemon");
    expect(SHOW "spawn a f(1)", "    struct f_values a_values", "static struct f_values");
    expect(SHOW "shared x = 1\nthread a f(x)\nx = 2\nstart a", "make_thread(", NULL);
    expect(SHOW "shared x = 1\nspawn daemon a f(x)", "spawn_daemon(", NULL);
    expect(SHOW "thread a f(1)\nyield\nif now > 1s { start a }", "make_thread(", NULL);
    expect("mutex m\ndefine f(n) { with n { print n } }\nspawn daemon a f(m)\nacquire m\nrelease m",
           "spawn_daemon(", NULL);
}

Test(c, what_is_set_before_any_thread_runs_is_read_where_it_stands)
{
#define TOLD "\nprint (now - begin) / 1s\n"
    expect("shared begin = 0s\nbegin = now\nspawn a { yield }" TOLD, "(now() - begin) / SECOND",
           "value = now()");
    expect("shared begin = 0s\nthread a { yield }\nbegin = now\nstart a" TOLD,
           "(now() - begin) / SECOND", "value = now()");
    expect("shared begin = 0s\nspawn a { yield }\nbegin = now" TOLD, "value = now();\n", NULL);
    expect("shared begin = 0s\nbegin = now\nspawn a { begin = now }" TOLD, "value = now();\n",
           NULL);
    expect("shared begin = 0s\ndefine f() { begin = now }\nf()" TOLD, "value = now();\n", NULL);
    expect("shared begin = 0s\nrepeat 2 { begin = now; spawn { yield } }" TOLD, "value = now();\n",
           NULL);
    expect("atomic begin = 0s\nbegin = now" TOLD, "value = now();\n", NULL);
    expect("shared begin[1] = 0s\nspawn a { yield }\nprint (now - begin[0]) / 1s",
           "value = now();\n", NULL);
}

Test(c, what_is_rounded_has_the_room_that_it_had)
{
    expect("print now / 100ms * 100ms", "now() / (100 * MILLISECOND) * (100 * MILLISECOND)",
           "multiply(");
    expect("print now / 100ms * 60m", "multiply(", NULL);
    expect("define f(x) { print x / 2 * 2 }\nf(9223372036854775807)\nf(-9223372036854775807 - 1)",
           "multiply(x / 2, 2)", NULL);
    expect("define f(x) { print x / 4096 * 1024 }\nf(9223372036854775807)\n"
           "f(-9223372036854775807 - 1)",
           "x / 4096 * 1024", "multiply(");
    expect("define f(x, y) { print x / y * 100 }\nf(9223372036854775807, 100)", "multiply(", NULL);
}

Test(c, what_is_started_once_has_no_error_for_the_second_time)
{
#define BOMB "timer bomb 1s { print 1 }\n"
    expect(BOMB "start bomb", "    start_thread(bomb);\n", "fail");
    expect(BOMB "start bomb\nsleep 1s\ncancel bomb", "    exit(EXIT_SUCCESS);\n", "fail");
    expect(BOMB "start bomb\nstart bomb", "has been started already", NULL);
    expect(BOMB "repeat 2 { start bomb }", "has been started already", NULL);
    expect(BOMB "define f() { start bomb }\nf()\nf()", "has been started already", NULL);
    expect(BOMB "channel c 2\nsend c 1\nclose c\nfor x from c { start bomb }",
           "has been started already", NULL);
    expect(BOMB "timer again every 1s { start bomb }\nstart again", "has been started already",
           NULL);
    expect(BOMB "spawn a b { start bomb }", "has been started already", NULL);
    expect(BOMB "spawn a { start bomb }\nspawn b { start bomb }", "has been started already", NULL);
    expect("spawn t { sleep 1s }\nstart t\njoin t for 1s", "has been started already", NULL);
}

Test(c, a_loop_from_0_on_says_how_many_there_are)
{
    expect("shared a[9] = 0\nfor i in 0..8 { a[i] = i }", "    for (int64_t i = 0; i < 9; i++) {\n",
           NULL);
    expect("for i in 1..8 { print i }", "    for (int64_t i = 1; i <= 8; i++) {\n", NULL);
    expect("for i in 0..1000000 { print i }", "i <= 1000000; i++", NULL);
}

Test(c, an_index_that_has_an_element_for_certain_is_not_looked_at)
{
#define A "shared a[9] = 0\n"
    expect("mutex fork[3]\ndefine dine(i) {\nfirst = i\nsecond = (i + 1) % 3\n"
           "if second < first { first = second; second = i }\n"
           "acquire fork[first]\nacquire fork[second]\nrelease fork[second]\n"
           "release fork[first]\n}\nfor i in 0..2 { spawn \"p{i}\" dine(i) }",
           "    pthread_mutex_lock(&fork_[second]);\n", "[at(");
    expect(A "spawn t { p = random(0, 8)\nprint a[p] }", "a[p]", "[at(");
    expect(A "spawn t { p = random(0, 9)\nprint a[p] }", "a[at(p, 9)]", NULL);
    expect(A "spawn t { p = random(-1, 8)\nprint a[p] }", "a[at(p, 9)]", NULL);
    expect(A "x = 8\nx += 1\nprint a[x]", "a[at(x, 9)]", NULL);
    expect(A "x = 8\nx = x + 1\nprint a[x]", "a[at(x, 9)]", NULL);
    expect(A "x = 8\ny = x\nspawn t { print a[y] }", "a[y]", "[at(");
    expect(A "x = 8\ny = x\nx = 9\nspawn t { print a[y] }", "a[at(y, 9)]", NULL);
    expect(A "define f(i) { print a[i] }\nf(2)\nspawn t f(8)", "a[i]", "[at(");
    expect(A "define f(i) { print a[i] }\nf(2)\nspawn t f(9)", "a[at(i, 9)]", NULL);
    expect(A "define f(i) { print a[i] }\nf(2)\nf(-1)", "a[at(i, 9)]", NULL);
    expect(A "atomic x = 1\nspawn t { add(x, 9) }\nprint a[x]", "a[at(x, 9)]", NULL);
    expect(A "atomic x = 1\nspawn t { swap(x, 9) }\nprint a[x]", "a[at(x, 9)]", NULL);
    expect(A "shared b[2] = 9\nx = b[0]\nprint a[x]", "a[at(x, 9)]", NULL);
    expect(A "for i in 1, 8 { print a[i] }", "a[i]", "[at(");
    expect(A "for i in 1, 9 { print a[i] }", "a[at(i, 9)]", NULL);
    expect(A "define f(n) { for i in 0..n { print a[i] } }\nf(8)", "a[i]", "[at(");
    expect(A "define f(n) { for i in 0..n { print a[i] } }\nf(9)", "a[at(i, 9)]", NULL);
    expect(A "channel c 1\nsend c 9\nclose c\nfor i from c { print a[i] }", "a[at(i, 9)]", NULL);
    expect(A "channel c 1\nsend c 9\ni = receive c\nprint a[i]", "a[at(i, 9)]", NULL);
}

Test(c, of_threads_that_are_never_started_nothing_stands_there_that_nobody_uses)
{
    expect("thread a { print 1 }", "    make_thread(\"a\", run_a, NULL, 0);\n", "end_thread");
    expect("thread a { print 1 }", "    finish();\n", "*self");
}
