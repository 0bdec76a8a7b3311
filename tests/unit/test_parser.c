/* test_parser.c - unit tests of the parser: what a text becomes, as parenthesised text, and each
 * message for what is no text of the language. */
#include "lang/parser.h"

#include "parsed.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(parser, .timeout = 60);

struct pair {
    const char *text, *expected;
};

#define NO_METHODS                                                                                 \
    "there are no methods and no fields here: a command comes first, then what it acts on"

static void check(const struct pair *pairs, size_t count, bool prompt)
{
    for (size_t i = 0; i < count; i++) {
        char *result = parsed(pairs[i].text, prompt);
        cr_expect_str_eq(result, pairs[i].expected, "%s\n  gives    %s\n  expected %s",
                         pairs[i].text, result, pairs[i].expected);
        free(result);
    }
}

#define CHECK(pairs) check(pairs, sizeof pairs / sizeof *pairs, false)
#define CHECK_PROMPT(pairs) check(pairs, sizeof pairs / sizeof *pairs, true)

/* ---- What is right --------------------------------------------------------------------------- */

Test(parser, expressions_bind_as_the_language_page_says)
{
    static const struct pair pairs[] = {
        {"x = 1 + 2 * 3 - 4 % 5", "(= x (- (+ 1 (* 2 3)) (% 4 5)))"},
        {"x = (1 + 2) * 3", "(= x (* (+ 1 2) 3))"},
        {"x = a - b - c", "(= x (- (- a b) c))"},
        {"x = a or b and not c == d", "(= x (or a (and b (not (== c d)))))"},
        {"x = not not a", "(= x (not (not a)))"},
        {"x = not a and b", "(= x (and (not a) b))"},
        {"x = a < b + 1 or c >= d", "(= x (or (< a (+ b 1)) (>= c d)))"},
        {"x = a == b != c", "(= x (!= (== a b) c))"},
        {"x = -a * -b", "(= x (* (- a) (- b)))"},
        {"x = --3", "(= x (- -3))"},
        {"x = a-1", "(= x (- a 1))"},
        {"x = -9223372036854775808", "(= x -9223372036854775808)"},
        {"x = -1.5s", "(= x -1500000000ns)"},
        {"x = true and false != none", "(= x (and true (!= false none)))"},
        {"x = me + now", "(= x (+ me now))"},
        {"x = f(1, g(), a[i + 1]) + time()",
         "(= x (+ (call f 1 (call g) a[(+ i 1)]) (builtin time)))"},
        {"x = f(1,\n  2)", "(= x (call f 1 2))"},
        {"x = (1 + # one\n 2)", "(= x (+ 1 2))"},
        {"x = value + result(t) + result", "(= x (+ (+ value (builtin result 't)) result))"},
        {"x = daemon(t)", "(= x (builtin daemon 't))"},
        {"print cas(x, 1, 2), add(a[1], 2), swap(x, y)",
         "(print (builtin cas x 1 2) (builtin add a[1] 2) (builtin swap x y))"},
        {"print alive(Thread-1), locked(fork[i]), isset(\"e{i}\"), state(me), owner((\"a\" + 1))",
         "(print (builtin alive 'Thread-1) (builtin locked 'fork[i]) (builtin isset '(text \"e\" "
         "i)) "
         "(builtin state 'me) (builtin owner '(+ \"a\" 1)))"},
        {"print alive(\"t\" + i), len(x)", "(print (builtin alive '(+ \"t\" i)) (builtin len x))"},
        {"print active(), random(1, 6), choose(0, n)",
         "(print (builtin active) (builtin random 1 6) (builtin choose 0 n))"},
    };
    CHECK(pairs);
}

Test(parser, strings_hold_expressions_that_hold_strings)
{
    static const struct pair pairs[] = {
        {"print \"\"", "(print \"\")"},
        {"print \"a\\n\\\"\\\\\\{}\"", "(print \"a\\n\\\"\\\\{}\")"},
        {"print \"{i} of {n}\"", "(print (text i \" of \" n))"},
        {"print \"{i}\"", "(print (text i))"},
        {"print \"a{f(\"b{c + \"d\"}\", (1))}e\"",
         "(print (text \"a\" (call f (text \"b\" (+ c \"d\")) 1) \"e\"))"},
        {"print (\"a{\"{1}\"}\")", "(print (text \"a\" (text 1)))"},
        {"print \"# no comment; {1}\" # one", "(print (text \"# no comment; \" 1))"},
        {"print \"\xC3\xA4\"", "(print \"\xC3\xA4\")"},
    };
    CHECK(pairs);
}

Test(parser, names_may_be_words_strings_and_expressions)
{
    static const struct pair pairs[] = {
        {"join Thread-1", "(join 'Thread-1)"},
        {"join all but daemons for 2", "(join all but daemons for 2)"},
        {"join Crawler-www.example.org for 2", "(join 'Crawler-www.example.org for 2)"},
        {"join \"Auditor-product_id={i}\"", "(join '(text \"Auditor-product_id=\" i))"},
        {"join \"a b\"", "(join '\"a b\")"},
        {"lock (\"t\" + i)", "(acquire '(+ \"t\" i))"},
        {"lock(m)", "(acquire '(m))"},
        {"lock fork[(i + 1) % 5]", "(acquire 'fork[(% (+ i 1) 5)])"},
        {"rename me worker", "(rename 'me 'worker)"},
        {"start value", "(start 'value)"},
    };
    CHECK(pairs);
}

Test(parser, synonyms_are_gone)
{
    static const struct pair pairs[] = {
        {"lock m; acquire m", "(acquire 'm) (acquire 'm)"},
        {"unlock m; release m 3", "(release 'm) (release 'm 3)"},
        {"trylock m", "(tryacquire 'm)"},
        {"signal c; notify c n + 1", "(notify 'c) (notify 'c (+ n 1))"},
        {"notify all c; broadcast c; signal all c", "(broadcast 'c) (broadcast 'c) (broadcast 'c)"},
    };
    CHECK(pairs);
}

Test(parser, operations_with_all_their_options)
{
    static const struct pair pairs[] = {
        {"acquire m for 2s; rdlock w for 1; wrlock w for d",
         "(acquire 'm for 2000000000ns) (rdlock 'w for 1) (wrlock 'w for d)"},
        {"tryacquire m; tryrdlock w; trywrlock w", "(tryacquire 'm) (tryrdlock 'w) (trywrlock 'w)"},
        {"set e; clear e; wait e; abort b; reset b; drop m",
         "(set 'e) (clear 'e) (wait 'e) (abort 'b) (reset 'b) (drop 'm)"},
        {"wait c until x > 3 and y for 2s", "(wait 'c until (and (> x 3) y) for 2000000000ns)"},
        {"wait c for 2s until x", "(wait 'c until x for 2000000000ns)"},
        {"put q a + 1 for 0.5; tryput q \"x\"",
         "(put 'q (+ a 1) for 500000000ns) (tryput 'q \"x\")"},
        {"get q; x = get q for 2; x = tryget q", "(get 'q) (= x (get 'q for 2)) (= x (tryget 'q))"},
        {"start t; cancel t; kill t; join t for 1s; join all; join all for 2",
         "(start 't) (cancel 't) (kill 't) (join 't for 1000000000ns) (join all) (join all for 2)"},
        {"yield; sleep 2; work 10ms; work n * 2 items; io d",
         "(yield) (sleep 2) (work 10000000ns) (work (* n 2) items) (io d)"},
        {"daemon t on; daemon \"t\" off; rename a b-1",
         "(daemon on 't) (daemon off '\"t\") (rename 'a 'b-1)"},
        {"x = ask \"who? \"; x = ask", "(= x (ask \"who? \")) (= x (ask))"},
        {"fetch url; n = fetch \"http://{h}/\" to h + \".html\"",
         "(fetch url) (= n (fetch (text \"http://\" h \"/\") to (+ h \".html\")))"},
        {"print; print 1, \"a\", x; log info; log error \"a\", b",
         "(print) (print 1 \"a\" x) (log info) (log error \"a\" b)"},
    };
    CHECK(pairs);
}

Test(parser, operations_stand_for_their_value)
{
    static const struct pair pairs[] = {
        {"if acquire m for 2s { } else { }",
         "(if (when (acquire 'm for 2000000000ns) {}) (else {}))"},
        {"if not trylock m { }", "(if (when (not (tryacquire 'm)) {}))"},
        {"while not not wait go for 1 { }", "(while (not (not (wait 'go for 1))) {})"},
        {"ok = wait go for 1s; a[i] = get q; x += get q",
         "(= ok (wait 'go for 1000000000ns)) (= a[i] (get 'q)) (+= x (get 'q))"},
        {"ok = not join t for 1", "(= ok (not (join 't for 1)))"},
        {"private x = get q; place = wait b", "(private x (get 'q)) (= place (wait 'b))"},
        {"if wait c until x { }", "(if (when (wait 'c until x) {}))"},
    };
    CHECK(pairs);
}

Test(parser, variables)
{
    static const struct pair pairs[] = {
        {"shared x = 0; shared a[3] = none", "(shared x 0) (shared a[3] none)"},
        {"atomic x = 0; atomic a[n] = 1; atomic { x += 1 }",
         "(atomic x 0) (atomic a[n] 1) (atomic {(+= x 1)})"},
        {"local d; local d = 1", "(local d) (local d 1)"},
        {"private x = 1; private b[2 * n] = 0", "(private x 1) (private b[(* 2 n)] 0)"},
        {"x += 1; x -= 2; x *= 3; x /= 4; x %= 5; a[0] += 1",
         "(+= x 1) (-= x 2) (*= x 3) (/= x 4) (%= x 5) (+= a[0] 1)"},
        {"x-=1", "(-= x 1)"},
        {"value = 1; items = 2; threads = 3; step = 4; on = 5",
         "(= value 1) (= items 2) (= threads 3) (= step 4) (= on 5)"},
    };
    CHECK(pairs);
}

Test(parser, objects)
{
    static const struct pair pairs[] = {
        {"mutex a b-1 \"c d\"", "(mutex 'a 'b-1 '\"c d\")"},
        {"mutex fork[5]; event ready steady", "(mutex 'fork[5]) (event 'ready 'steady)"},
        {"rlock r; rwlock w; once o", "(rlock 'r) (rwlock 'w) (once 'o)"},
        {"semaphore s; semaphore s 3; bounded b[2] 1",
         "(semaphore 's) (semaphore ('s 3)) (bounded ('b[2] 1))"},
        {"semaphore a b c 2 d", "(semaphore 'a 'b ('c 2) 'd)"},
        {"semaphore s n", "(semaphore 's 'n)"},
        {"n = 2; semaphore s n t; queue q n * 2",
         "(= n 2) (semaphore ('s n) 't) (queue ('q (* n 2)))"},
        {"semaphore s known", "(semaphore ('s known))"},
        {"semaphore s n * 2; queue q f(1) r -1",
         "(semaphore ('s (* n 2))) (queue ('q (call f 1)) ('r -1))"},
        {"semaphore s (k) (\"t\" + i)", "(semaphore ('s k) '(+ \"t\" i))"},
        {"semaphore fork[5] 1", "(semaphore ('fork[5] 1))"},
        {"queue q r", "(queue 'q 'r)"},
        {"condition c; condition a b on m d on k e",
         "(condition 'c) (condition ('a on 'm) ('b on 'm) ('d on 'k) 'e)"},
        {"barrier b 3; barrier b n { x = 1 }; barrier b 2 f(1)",
         "(barrier ('b 3)) (barrier ('b n {(= x 1)})) (barrier ('b 2 (call f 1)))"},
        {"timer t 3s { print 1 }; timer \"t\" 0.5 f(); timer t[2] d { }",
         "(timer ('t 3000000000ns {(print 1)})) (timer ('\"t\" 500000000ns (call f))) (timer "
         "('t[2] d {}))"},
        {"once o { print 1 }; once o p", "(once 'o {(print 1)}) (once 'o 'p)"},
    };
    CHECK(pairs);
}

Test(parser, threads_and_functions)
{
    static const struct pair pairs[] = {
        {"spawn; spawn a; spawn daemon; spawn daemon a b",
         "(spawn) (spawn 'a) (spawn daemon) (spawn daemon 'a 'b)"},
        {"spawn { print 1 }; spawn t f(1, 2); spawn f()",
         "(spawn {(print 1)}) (spawn 't (call f 1 2)) (spawn (call f))"},
        {"spawn (r) { }; spawn \"r{i}\" { }; spawn a (\"b\") f()",
         "(spawn '(r) {}) (spawn '(text \"r\" i) {}) (spawn 'a '\"b\" (call f))"},
        {"thread t { }; thread daemon Thread-7 f(); thread",
         "(thread 't {}) (thread daemon 'Thread-7 (call f)) (thread)"},
        {"define f() { }; define g(a, b) { return a + b }; f(); g(1, 2)",
         "(define f () {}) (define g (a b) {(return (+ a b))}) (call f) (call g 1 2)"},
        {"define f(a,\n b) {\n return\n}", "(define f (a b) {(return)})"},
        {"add(x, 1); done()", "(builtin add x 1) (call done)"},
    };
    CHECK(pairs);
}

Test(parser, control)
{
    static const struct pair pairs[] = {
        {"if a { } else if b { } else if c { } else { }",
         "(if (when a {}) (when b {}) (when c {}) (else {}))"},
        {"if (a) {\n x = 1\n} else {\n x = 2\n}", "(if (when a {(= x 1)}) (else {(= x 2)}))"},
        {"while a < 3 { break; continue }", "(while (< a 3) {(break) (continue)})"},
        {"repeat n + 1 { repeat 2 { } }", "(repeat (+ n 1) {(repeat 2 {})})"},
        {"for i in 1..8 { }; for i in a + 1..f(b) { }",
         "(for i 1 .. 8 {}) (for i (+ a 1) .. (call f b) {})"},
        {"for x in \"a\", 2, c { }; for x in a { }", "(for x \"a\" 2 c {}) (for x a {})"},
        {"for t in threads { join t }; for t in threads, a { }",
         "(for t threads {(join 't)}) (for t threads a {})"},
        {"try { } catch { raise } finally { }", "(try {} catch {(raise)} finally {})"},
        {"try { raise \"a\" } catch error { }; try { } finally { }",
         "(try {(raise \"a\")} catch error {}) (try {} finally {})"},
        {"assert a; assert a == 1, \"b\"; invariant a, b",
         "(assert a) (assert (== a 1) \"b\") (invariant a b)"},
        {"critical bridge { }; with m { }; with rdlock w { }; with wrlock w[1] { }",
         "(critical 'bridge {}) (with 'm {}) (with rdlock 'w {}) (with wrlock 'w[1] {})"},
        {"return; return 1", "(return) (return 1)"},
        {"spawn t { while true { return 3 } }", "(spawn 't {(while true {(return 3)})})"},
        {";;\n;spawn t {;; x = 1;; }\n\n", "(spawn 't {(= x 1)})"},
    };
    CHECK(pairs);
}

Test(parser, orders)
{
    static const struct pair pairs[] = {
        {"alice: lock m", "(order 'alice (acquire 'm))"},
        {"alice, Thread-1 , \"b\", (c): wait go",
         "(order 'alice 'Thread-1 '\"b\" '(c) (wait 'go))"},
        {"all: { lock m; sleep 1s }", "(order all {(acquire 'm) (sleep 1000000000ns)})"},
        {"a.b-c: x = 1", "(order 'a.b-c (= x 1))"},
        {"next: print 1; step, b: yield", "(order 'next (print 1)) (order 'step 'b (yield))"},
        {"alice: for i in 1..2 { break }", "(order 'alice (for i 1 .. 2 {(break)}))"},
        {"alice: lock m; bob: unlock m", "(order 'alice (acquire 'm)) (order 'bob (release 'm))"},
        {"alice: { lock m }; unlock m", "(order 'alice {(acquire 'm)}) (release 'm)"},
        {"alice: lock m\nunlock m", "(order 'alice (acquire 'm)) (release 'm)"},
    };
    CHECK(pairs);
}

Test(parser, points_out_that_an_order_is_one_command)
{
    static const struct pair pairs[] = {
        {"alice: lock m; unlock m", "1:16 notice: main runs this, not alice: an order is one "
                                    "command; for several write alice: { "
                                    "...; ... } (order 'alice (acquire 'm)) (release 'm)"},
        {"all: yield ; yield; yield", "1:14 notice: main runs this, not all: an order is one "
                                      "command; for several write all: { ...; "
                                      "... } (order all (yield)) (yield) (yield)"},
        {"define f() { a, b : yield; yield }",
         "1:28 notice: the thread that gives the order runs this, not a, b: an order is one "
         "command; for "
         "several write a, b: { ...; ... } (define f () {(order 'a 'b (yield)) (yield)})"},
    };
    CHECK(pairs);
}

Test(parser, lab_commands_at_the_prompt)
{
    static const struct pair pairs[] = {
        {"threads", "(lab threads \"\")"},
        {"step alice 3 ; lock m", "(lab step \"alice 3\") (acquire 'm)"},
        {"save \"a;b.thr\" # x", "(lab save \"\\\"a;b.thr\\\"\")"},
        {"load a#b", "(lab load \"a#b\")"},
        {"help lock; help {", "(lab help \"lock\") (lab help \"{\")"},
        {"schedule anything; random seed 7", "(lab schedule \"anything\") (lab random \"seed 7\")"},
        {"step = 1; step(2); step[1] = 2", "(= step 1) (call step 2) (= step[1] 2)"},
        {"step (\"t\" + i) 2", "(lab step \"(\\\"t\\\" + i) 2\")"},
        {"restart\nlock m", "(lab restart \"\") (acquire 'm)"},
        {"alice: lock m; threads", "(order 'alice (acquire 'm)) (lab threads \"\")"},
        {"spawn t { threads }", "1:11 'threads' is a lab command: it is not for threads and cannot "
                                "stand in a body or an order"},
        {"alice: restart",
         "1:8 'restart' is a lab command: it is not for threads and cannot stand in a "
         "body or an order"},
    };
    CHECK_PROMPT(pairs);
}

Test(parser, lab_commands_in_a_script)
{
    static const struct pair pairs[] = {
        {"# top\nschedule random 7; clock x10\ngil on; random seed 1; yield",
         "(setting schedule \"random 7\") (setting clock \"x10\") (setting gil \"on\") (setting "
         "random "
         "\"seed 1\") (yield)"},
        {"restart", "1:1 'restart' is a lab command: it works at the prompt only"},
        {"finish # now", "1:1 'finish' is a lab command: it works at the prompt only"},
        {"repeat 2 { threads }", "1:12 'threads' is a lab command: it is not for threads and "
                                 "cannot stand in a body or an order"},
        {"yield; clock real",
         "1:8 'clock' stands at the top of a script, before its first command"},
        {"repeat 2 { gil on }", "1:12 'gil' is a lab command: it cannot stand in a body"},
        {"schedule frea", "1:1 the forms are: schedule free, schedule random [SEED], schedule "
                          "round-robin, schedule manual"},
        {"next (1); step = 2", "(call next 1) (= step 2)"},
    };
    CHECK(pairs);
}

/* ---- What is wrong --------------------------------------------------------------------------- */

Test(parser, names_the_nearest_word)
{
    static const struct pair pairs[] = {
        {"lok m", "1:1 unknown command 'lok'; did you mean 'lock'?"},
        {"restrat", "1:1 unknown command 'restrat'"}, /* no command of the lab in a script */
        {"schedul free", "1:1 unknown command 'schedul'; did you mean 'schedule'?"},
        {"aquire m", "1:1 unknown command 'aquire'; did you mean 'acquire'?"},
        {"SPAWN t", "1:1 unknown command 'SPAWN'; did you mean 'spawn'?"},
        {"frobnicate m", "1:1 unknown command 'frobnicate'"},
        {"log inof 1",
         "1:5 'inof' is no level; expected debug, info, warning or error; did you mean "
         "'info'?"},
    };
    CHECK(pairs);
}

#define VALUE_ALONE "a value alone is no command; 'print' shows it, '=' stores it"
#define USE_EQUAL "'=' assigns; use '==' to compare"

Test(parser, helps_beginners)
{
    static const struct pair pairs[] = {
        {"if x = 3 { }", "1:6 " USE_EQUAL},
        {"while (x = 3) { }", "1:10 " USE_EQUAL},
        {"wait c until x = 3", "1:16 " USE_EQUAL},
        {"assert x = 3", "1:10 " USE_EQUAL},
        {"lock", "1:5 'lock' needs a name; expected lock LOCK [for DURATION]"},
        {"wait\n", "1:5 'wait' needs a name; expected wait EVENT [for DURATION]"},
        {"sleep", "1:6 'sleep' needs a value; expected sleep DURATION"},
        {"lock m for",
         "1:11 'for' needs a duration, as in for 2s; expected lock LOCK [for DURATION]"},
        {"x == 3", "1:1 " VALUE_ALONE},
        {"1 + 2", "1:1 " VALUE_ALONE},
        {"now", "1:1 " VALUE_ALONE},
        {"not x", "1:1 " VALUE_ALONE},
        {"spawn t {\n lock m", "1:9 this '{' is never closed: a '}' is missing"},
        {"}", "1:1 there is no '{' that this '}' closes"},
        {"if a { }\nelse { }",
         "2:1 'else' stands on the line of the '}' before it: } else { ... }"},
        {"try { }\ncatch e { }",
         "1:8 the line ends too early; expected catch { } or finally { } on the line of the '}'\n"
         "2:1 'catch' stands on the line of the '}' before it: } catch { ... }"},
        {"while true\n{\n}", "2:1 this '{' has to stand on the line of its command, at the end"},
        {"{ print 1 }",
         "1:1 a block stands behind a command, as in spawn t { ... } or alice: { ... }"},
        {"spawn t print \"x\"",
         "1:9 'spawn' needs a body here; expected a block in { } or a call, f()"},
        {"timer t 3s", "1:11 'timer' needs a body here; expected a block in { } or a call, f()"},
        {"timer t 3s f", "1:12 a body that is a function is written with parentheses: f()"},
        {"timer t",
         "1:8 'timer' needs the time after which it goes off; expected timer NAME DURATION BODY"},
        {"barrier b",
         "1:10 'barrier' needs the number of threads it waits for; expected barrier NAME N "
         "[BODY]"},
        {"spawn t add(x, 1)",
         "1:9 a body that calls a built-in function has to be a block: { add(x, 1) }"},
        {"with m for 2s { }",
         "1:8 'with' takes no 'for'; write: if acquire m for 2s { try { ... } finally "
         "{ release m } }"},
        {"with lock m { }", "1:6 'with' acquires and releases by itself: with m { ... }"},
        {"with a, b { }", "1:7 'with' takes one lock; put one 'with' inside the other"},
        {"mutex a, b", "1:8 names are separated by blanks: mutex a b c"},
        {"spawn a, b", "1:8 names are separated by blanks: spawn a b c"},
        {"spawn t daemon", "1:9 'daemon' stands before the name: spawn daemon NAME"},
        {"shared x", "1:9 'shared' gives a variable its first value: shared x = 0"},
        {"shared", "1:7 'shared' needs a variable; expected shared NAME = VALUE"},
        {"alice:\n",
         "1:7 the order is missing; expected a command behind the ':', or several in { }"},
        {"alice: bob: yield",
         "1:8 an order cannot be ordered; for several threads write alice, bob: COMMAND"},
        {"print a < b < c",
         "1:13 compare two values at a time and join with 'and': a < b and b < c"},
        {"x = 1 + get q",
         "1:9 'get' may wait, so it stands alone: as a command, as a whole condition, or "
         "as in x = get ..."},
        {"if acquire m and x { }",
         "1:14 an operation that may wait stands alone; put its value into a "
         "variable first: ok = acquire m"},
        {"print \"abc", "1:7 the text has no closing quote on its line"},
        {"print \"a {} b\"", "1:10 no expression stands between '{' and '}'; a plain brace is \\{"},
        {"print \"a \\q\"", "1:10 a backslash stands before n, t, \", \\ or { only"},
        {"while = 3", "1:1 'while' is a word of the language and cannot be a name; 'while1' can"},
        {"mutex all", "1:7 'all' is a word of the language and cannot be a name; 'all1' can"},
        {"define len(a) { }",
         "1:8 'len' is a built-in function and cannot be defined anew; 'len1' can"},
        {"spawn t { define f() { } }",
         "1:11 a function is defined at the top level, outside every block"},
        {"break", "1:1 'break' stands outside of every loop"},
        {"repeat 2 { spawn { continue } }", "1:20 'continue' stands outside of every loop"},
        {"raise",
         "1:1 'raise' alone raises a caught error again, inside 'catch' only; a new one is: raise "
         "\"what is wrong\""},
        {"repeat { }", "1:8 'repeat' needs a number of turns; for ever is: while true { }"},
        {"tryacquire m for 1s", "1:14 'tryacquire' takes no 'for': it does not wait for anybody"},
        {"lock 1a", "1:6 a name cannot begin with a digit"},
        {"spawn w[3]",
         "1:7 threads have no arrays; make them in a loop: for i in 1..8 { spawn \"t{i}\" }"},
        {"random(1)", "1:1 'random' takes 2 values, not 1; expected random(LOW, HIGH)"},
        {"cas(1, 2, 3)", "1:5 'cas' changes a variable; expected the name of a variable first"},
        {"print a b",
         "1:9 unexpected 'b'; expected ',' between two values, or the end of the command"},
        {"yield yield", "1:7 unexpected 'yield'; expected ';' or a new line after the command"},
    };
    CHECK(pairs);
}

/* What the statement would be here is the translator's business: tests/unit/test_habits.c. */
Test(parser, refuses_what_comes_from_other_languages)
{
    static const struct pair pairs[] = {
        {"if x: \n y()", "1:5 a block stands in { }, not behind ':'"},
        {"spawn t: x()", "1:8 a body stands in { }, not behind ':'"},
        {"print True", "1:7 write 'true' for 'True'"},
        {"x = None", "1:5 write 'none' for 'None'"},
        {"print a && b", "1:9 write 'and' for '&&'"},
        {"print a || b", "1:9 write 'or' for '||'"},
        {"if !a { }", "1:4 write 'not' for '!'"},
        {"m.acquire()", "1:2 " NO_METHODS},
        {"while t.is_alive() { }", "1:8 " NO_METHODS},
        {"x, y = 1, 2", "1:6 a command assigns to one variable: write them one by one"},
        {"x = y = 1", "1:7 a command assigns to one variable; use '==' to compare"},
        {"x = [1, 2]", "1:5 an array is made by private a[N] = VALUE or shared a[N] = VALUE"},
        {"for (i = 0; i < 3; i += 1) { }",
         "1:5 'for' takes no parentheses; expected for i in 1..8 { } or for x in A, B, C { }"},
        {"x = me()", "1:7 'me' is a value; it takes no parentheses"},
        {"print 'a'", "1:7 text stands in double quotes: \"...\""},
    };
    CHECK(pairs);
}

Test(parser, goes_on_after_an_error)
{
    static const struct pair pairs[] = {
        {"lok m; lock; unlock m\nwhlie x {\n  slep 1\n  yield\n}\nprint \"{)}; lock",
         "1:1 unknown command 'lok'; did you mean 'lock'?\n"
         "1:12 'lock' needs a name; expected lock LOCK [for DURATION]\n"
         "2:1 unknown command 'whlie'; did you mean 'while'?\n"
         "3:3 unknown command 'slep'; did you mean 'sleep'?\n"
         "6:9 unexpected ')'; expected a value"},
        {"print (1 + ; 2); lock\nlock",
         "1:12 unexpected ';'; expected a value\n"
         "1:22 'lock' needs a name; expected lock LOCK [for DURATION]\n"
         "2:5 'lock' needs a name; expected lock LOCK [for DURATION]"},
        {"lock }; lock", "1:6 'lock' needs a name; expected lock LOCK [for DURATION]\n"
                         "1:6 there is no '{' that this '}' closes\n"
                         "1:13 'lock' needs a name; expected lock LOCK [for DURATION]"},
    };
    CHECK(pairs);
}

/* OPEN N times, then MIDDLE, then CLOSE N times, read; the result's first line, to be freed. */
Test(parser, nodes_know_where_they_stand)
{
    static const char text[] = "x = 1; alice: lock fork[2] for 1s # end\n";
    struct source source = {.text = text, .length = strlen(text)};
    struct parser_options options = {0};
    struct diagnostics found = {0};
    struct tree *tree = parser_parse(&source, &options, &found);
    cr_assert_not_null(tree);
    const struct node *order = tree_root(tree)->block.first->next;
    cr_expect(order->begin == 7 && order->end == 33);
    const struct node *lock = order->order.command;
    cr_expect(lock->begin == 14 && lock->end == 33);
    cr_expect(lock->operation.name->begin == 19 && lock->operation.name->end == 26);
    cr_expect(lock->operation.limit->begin == 31 && lock->operation.limit->end == 33);
    tree_free(tree);
}

Test(parser, knows_whole_inputs)
{
    cr_expect(parser_is_complete("lock m"));
    cr_expect_not(parser_is_complete("spawn t {"));
    cr_expect(parser_is_complete("spawn t {\n}"));
}
