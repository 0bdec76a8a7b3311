/* words_values.c - values, operators, built-in functions, and the words of one place only. See
 * words.h. */
#include "lang/words_inside.h"

const struct word words_values[] = {
    {.id = WORD_TRUE,
     .name = "true",
     .class = WORD_VALUE_OR_OPERATOR,
     .usage = "true",
     .help = "One of the two answers to a question.",
     .explanation = "Conditions are true or false, and nothing else can stand there.",
     .example = "print 1 < 2, true and false\n",
     .output = "main: true false\n"},
    {.id = WORD_FALSE,
     .name = "false",
     .class = WORD_VALUE_OR_OPERATOR,
     .usage = "false",
     .help = "One of the two answers to a question.",
     .explanation = "Conditions are true or false, and nothing else can stand there.",
     .example = "print 2 < 1, not false\n",
     .output = "main: false true\n"},
    {.id = WORD_NONE,
     .name = "none",
     .class = WORD_VALUE_OR_OPERATOR,
     .usage = "none",
     .help = "No value at all.",
     .explanation = "What get gives where the time ran out, and owner where nobody holds the lock.",
     .example = "mutex m\n"
                "print owner(m) == none\n",
     .output = "main: true\n"},
    {.id = WORD_ME,
     .name = "me",
     .class = WORD_VALUE_OR_OPERATOR,
     .usage = "me",
     .help = "The name of the thread that asks, as text.",
     .explanation = "In a function it is the thread that called it.",
     .example = "spawn alice { print \"I am\", me }\n"
                "join alice\n"
                "print \"I am\", me\n",
     .output = "alice: I am alice\n"
               "main: I am main\n"},
    {.id = WORD_NOW,
     .name = "now",
     .class = WORD_VALUE_OR_OPERATOR,
     .usage = "now",
     .help = "The time since the lab started, by the lab's clock.",
     .explanation =
         "A duration: subtract two of them to measure. On the virtual clock steps take no time "
         "and waiting is exact.",
     .example = "begin = now\n"
                "sleep 1500ms\n"
                "print now - begin\n",
     .output = "main: 1.5s\n"},
    {.id = WORD_AND,
     .name = "and",
     .class = WORD_VALUE_OR_OPERATOR,
     .usage = "A and B",
     .help = "True if both conditions are true.",
     .explanation = "If the first is false the second is not looked at.",
     .example = "x = 5\n"
                "print x > 1 and x < 10\n",
     .output = "main: true\n"},
    {.id = WORD_OR,
     .name = "or",
     .class = WORD_VALUE_OR_OPERATOR,
     .usage = "A or B",
     .help = "True if at least one of two conditions is true.",
     .explanation = "If the first is true the second is not looked at.",
     .example = "x = 5\n"
                "print x < 1 or x == 5\n",
     .output = "main: true\n"},
    {.id = WORD_NOT,
     .name = "not",
     .class = WORD_VALUE_OR_OPERATOR,
     .usage = "not A",
     .help = "True if a condition is false.",
     .explanation =
         "It may also stand before an operation that waits: if not acquire m for 1s { ... }.",
     .example = "event go\n"
                "print not isset(go)\n",
     .output = "main: true\n"},
    {.id = WORD_TIME,
     .name = "time",
     .class = WORD_BUILTIN,
     .usage = "time()",
     .help = "The time of day as text.",
     .explanation = "On the virtual clock the day starts with the lab; a clock xN makes it go N "
                    "times as fast.",
     .example = "sleep 75s\n"
                "print time()\n",
     .output = "main: 00:01:15\n"},
    {.id = WORD_ALIVE,
     .name = "alive",
     .class = WORD_BUILTIN,
     .usage = "alive(THREAD)",
     .help = "Whether a thread has been started and has not ended.",
     .explanation = "Between asking and acting it may end: to be sure that it has ended, join it.",
     .example = "spawn t { sleep 1s }\n"
                "print alive(t)\n"
                "join t\n"
                "print alive(t)\n",
     .output = "main: true\n"
               "main: false\n",
     .completes = {COMPLETES_THREAD}},
    {.id = WORD_STATE,
     .name = "state",
     .class = WORD_BUILTIN,
     .usage = "state(THREAD)",
     .help = "What a thread is doing, in one word.",
     .explanation = "The words are new, ready, running, sleeping, waiting, io, idle, done, failed, "
                    "cancelled and killed.",
     .example = "spawn t { sleep 2s }\n"
                "sleep 1s\n"
                "print state(t)\n",
     .output = "main: sleeping\n",
     .completes = {COMPLETES_THREAD}},
    {.id = WORD_RESULT,
     .name = "result",
     .class = WORD_BUILTIN,
     .usage = "result(THREAD)",
     .help = "What the body of an ended thread returned.",
     .explanation =
         "It is none for a thread that failed or returned nothing, and an error while the "
         "thread runs: join it first.",
     .example = "spawn t { return 6 * 7 }\n"
                "join t\n"
                "print result(t)\n",
     .output = "main: 42\n",
     .completes = {COMPLETES_THREAD}},
    {.id = WORD_ISSET,
     .name = "isset",
     .class = WORD_BUILTIN,
     .usage = "isset(EVENT)",
     .help = "Whether an event is set.",
     .explanation = "Looking is not waiting: by the time you act it may have changed.",
     .example = "event go\n"
                "print isset(go)\n"
                "set go\n"
                "print isset(go)\n",
     .output = "main: false\n"
               "main: true\n",
     .completes = {COMPLETES_TAKING(SET)}},
    {.id = WORD_LOCKED,
     .name = "locked",
     .class = WORD_BUILTIN,
     .usage = "locked(LOCK)",
     .help = "Whether somebody holds a lock.",
     .explanation =
         "Looking is not locking: by the time you act it may have changed. tryacquire does "
         "both at once.",
     .example = "mutex m\n"
                "with m { print locked(m) }\n"
                "print locked(m)\n",
     .output = "main: true\n"
               "main: false\n",
     .completes = {COMPLETES_TAKING(ACQUIRE)}},
    {.id = WORD_OWNER,
     .name = "owner",
     .class = WORD_BUILTIN,
     .usage = "owner(LOCK)",
     .help = "The name of the thread that holds a lock, or none.",
     .explanation = "See locked.",
     .example = "mutex m\n"
                "with m { print owner(m) }\n"
                "print owner(m)\n",
     .output = "main: main\n"
               "main: none\n",
     .completes = {COMPLETES_TAKING(ACQUIRE)}},
    {.id = WORD_VALUE,
     .name = "value",
     .class = WORD_BUILTIN,
     .usage = "value(SEMAPHORE)\n"
              "value(LATCH)",
     .help = "How many places of a semaphore are free, or how far a latch is from 0.",
     .explanation = "Looking is not taking: tryacquire does both at once.",
     .example = "semaphore s 3\n"
                "acquire s\n"
                "print value(s)\n",
     .output = "main: 2\n",
     .completes = {COMPLETES_TAKING(VALUE)}},
    {.id = WORD_BROKEN,
     .name = "broken",
     .class = WORD_BUILTIN,
     .usage = "broken(BARRIER)",
     .help = "Whether a barrier is broken.",
     .explanation = "It breaks when somebody gives up waiting there or aborts it; reset mends it.",
     .example = "barrier b 2\n"
                "print broken(b)\n"
                "abort b\n"
                "print broken(b)\n",
     .output = "main: false\n"
               "main: true\n",
     .completes = {COMPLETES_TAKING(RESET)}},
    {.id = WORD_WAITING,
     .name = "waiting",
     .class = WORD_BUILTIN,
     .usage = "waiting(OBJECT)",
     .help = "How many threads cannot go on because of an object.",
     .explanation = "It works for everything one can wait for.",
     .example = "event go\n"
                "spawn a { wait go }\n"
                "spawn b { wait go }\n"
                "sleep 1s\n"
                "print waiting(go)\n"
                "set go\n",
     .output = "main: 2\n",
     .completes = {COMPLETES_TAKING(WAITING)}},
    {.id = WORD_LEN,
     .name = "len",
     .class = WORD_BUILTIN,
     .usage = "len(ARRAY)\n"
              "len(TEXT)\n"
              "len(QUEUE)",
     .help = "How long an array, a text or a queue is.",
     .explanation = "Of a text it counts characters, of a queue the values that wait in it.",
     .example = "private a[5] = 0\n"
                "queue q\n"
                "put q \"x\"\n"
                "print len(a), len(\"tea\"), len(q)\n",
     .output = "main: 5 3 1\n",
     .completes = {COMPLETES_TAKING(READ)}},
    {.id = WORD_ACTIVE,
     .name = "active",
     .class = WORD_BUILTIN,
     .usage = "active()",
     .help = "How many threads are alive.",
     .explanation = "main and timers that were started count too.",
     .example = "spawn t { sleep 1s }\n"
                "print active()\n"
                "join t\n"
                "print active()\n",
     .output = "main: 2\n"
               "main: 1\n"},
    {.id = WORD_RANDOM,
     .name = "random",
     .class = WORD_BUILTIN,
     .usage = "random(LOW, HIGH)",
     .help = "A random number from LOW to HIGH, both included.",
     .explanation =
         "Each thread has its own sequence, which follows from the seed of the run: the same "
         "seed gives the same numbers.",
     .example = "x = random(1, 6)\n"
                "print x >= 1 and x <= 6\n",
     .output = "main: true\n",
     .completes = {COMPLETES_VALUE, COMPLETES_VALUE}},
    {.id = WORD_CHOOSE,
     .name = "choose",
     .class = WORD_BUILTIN,
     .usage = "choose(LOW, HIGH)",
     .help = "A number from LOW to HIGH, both included, which the schedule may choose.",
     .explanation =
         "Use it to say \"whatever comes in\". It is drawn as random does, unless the schedule of "
         "thrum run says which number it is to be, as in bob=2.",
     .example = "x = choose(1, 3)\n"
                "print x >= 1 and x <= 3\n",
     .output = "main: true\n",
     .completes = {COMPLETES_VALUE, COMPLETES_VALUE}},
    {.id = WORD_CAS,
     .name = "cas",
     .class = WORD_BUILTIN,
     .usage = "cas(VARIABLE, OLD, NEW)",
     .help = "Compare and swap: writes NEW if the variable is OLD, in one step; true if it was.",
     .explanation =
         "The building block of programs without locks: read, compute, and write only if "
         "nobody else was quicker; otherwise try again. The variable has to be atomic: on a shared "
         "one that others read beside, it is a race.",
     .example = "atomic x = 5\n"
                "print cas(x, 5, 6)\n"
                "print cas(x, 5, 7)\n"
                "print x\n",
     .output = "main: true\n"
               "main: false\n"
               "main: 6\n",
     .completes = {COMPLETES_TAKING(READ), COMPLETES_VALUE, COMPLETES_VALUE}},
    {.id = WORD_ADD,
     .name = "add",
     .class = WORD_BUILTIN,
     .usage = "add(VARIABLE, N)",
     .help = "Adds N to a variable in one step; its value is the old one.",
     .explanation = "Unlike x = x + N, no other thread can come in between, so no update is lost.",
     .example = "atomic x = 5\n"
                "print add(x, 2)\n"
                "print x\n",
     .output = "main: 5\n"
               "main: 7\n",
     .completes = {COMPLETES_TAKING(READ), COMPLETES_VALUE}},
    {.id = WORD_SWAP,
     .name = "swap",
     .class = WORD_BUILTIN,
     .usage = "swap(VARIABLE, VALUE)",
     .help = "Writes a value and hands back the old one, in one step.",
     .explanation =
         "Of several threads that swap the same variable each gets a different old value: so "
         "one of them can be chosen.",
     .example = "atomic x = 5\n"
                "print swap(x, 9)\n"
                "print x\n",
     .output = "main: 5\n"
               "main: 9\n",
     .completes = {COMPLETES_TAKING(READ), COMPLETES_VALUE}},
    {.id = WORD_EXCHANGE,
     .name = "exchange",
     .class = WORD_BUILTIN,
     .canonical = WORD_SWAP,
     .usage = "exchange(VARIABLE, VALUE)",
     .help = "The same as swap: writes a value and hands back the old one, in one step.",
     .explanation = "See swap.",
     .example = "atomic x = 5\n"
                "print exchange(x, 9)\n"
                "print x\n",
     .output = "main: 5\n"
               "main: 9\n",
     .completes = {COMPLETES_TAKING(READ), COMPLETES_VALUE}},
    {.id = WORD_COMPARE,
     .name = "compare",
     .class = WORD_BUILTIN,
     .usage = "compare(VARIABLE, OLD, NEW)",
     .help = "Writes NEW if the variable is OLD, in one step; its value is what was there.",
     .explanation =
         "The same as cas, whose value says only whether it wrote. This one did if its value is "
         "OLD; if not you have what somebody else has written, and need not read it again.",
     .example = "atomic x = 5\n"
                "print compare(x, 5, 6)\n"
                "print compare(x, 5, 7)\n"
                "print x\n",
     .output = "main: 5\n"
               "main: 6\n"
               "main: 6\n",
     .completes = {COMPLETES_TAKING(READ), COMPLETES_VALUE, COMPLETES_VALUE}},
    {.id = WORD_BAND,
     .name = "band",
     .class = WORD_BUILTIN,
     .usage = "A band B\nband(VARIABLE, N)",
     .help = "The bits that both numbers have. As a function it leaves a variable only these, in "
             "one step.",
     .explanation =
         "The function's value is what was there before, as of add. Numbers have 64 bits, of which "
         "the highest is the sign. band binds tighter than bxor, that tighter than bor, and all of "
         "them tighter than == and <; looser than << and >>, and these looser than + and -.",
     .example = "print 12 band 10\n"
                "atomic flags = 7\n"
                "print band(flags, 5), flags\n",
     .output = "main: 8\n"
               "main: 7 5\n",
     .completes = {COMPLETES_TAKING(READ), COMPLETES_VALUE}},
    {.id = WORD_BOR,
     .name = "bor",
     .class = WORD_BUILTIN,
     .usage = "A bor B\nbor(VARIABLE, N)",
     .help = "The bits that one of two numbers has. As a function it adds them to a variable, in "
             "one step.",
     .explanation = "The function's value is what was there before: so it tells whether a flag "
                    "was set already. See band.",
     .example = "print 12 bor 10\n"
                "atomic flags = 1\n"
                "print bor(flags, 1 << 2), flags\n",
     .output = "main: 14\n"
               "main: 1 5\n",
     .completes = {COMPLETES_TAKING(READ), COMPLETES_VALUE}},
    {.id = WORD_BXOR,
     .name = "bxor",
     .class = WORD_BUILTIN,
     .usage = "A bxor B\nbxor(VARIABLE, N)",
     .help = "The bits that just one of two numbers has. As a function it turns these bits of a "
             "variable over, in one step.",
     .explanation = "The function's value is what was there before. See band.",
     .example = "print 12 bxor 10\n"
                "atomic flags = 1\n"
                "print bxor(flags, 3), flags\n",
     .output = "main: 6\n"
               "main: 1 2\n",
     .completes = {COMPLETES_TAKING(READ), COMPLETES_VALUE}},
    {.id = WORD_ON,
     .name = "on",
     .class = WORD_IN_PLACE,
     .usage = "condition NAME on LOCK\n"
              "daemon NAME on",
     .help = "Says which lock a condition stands on, or that a thread is to be a daemon.",
     .explanation = "Everywhere else it is free as a name.",
     .example = "mutex m\n"
                "condition c on m\n"
                "with c { print owner(m) }\n",
     .output = "main: main\n"},
    {.id = WORD_OFF,
     .name = "off",
     .class = WORD_IN_PLACE,
     .usage = "daemon NAME off",
     .help = "Says that a thread is not to be a daemon.",
     .explanation = "Everywhere else it is free as a name.",
     .example = "thread daemon t { print \"to the end\" }\n"
                "daemon t off\n"
                "start t\n",
     .output = "t: to the end\n"},
    {.id = WORD_TO,
     .name = "to",
     .class = WORD_IN_PLACE,
     .usage = "fetch URL to FILE",
     .help = "Says into which file a page is saved.",
     .explanation = "Everywhere else it is free as a name.",
     .example = "try { fetch \"file:///there/is/no/such/page\" to \"page.html\" } catch { print "
                "\"nothing saved\" }\n",
     .output = "main: nothing saved\n"},
    {.id = WORD_FROM,
     .name = "from",
     .class = WORD_IN_PLACE,
     .usage = "for NAME from CHANNEL { ... }\nfor NAME from QUEUE { ... }",
     .help = "Stands between the name of a for loop and the channel or queue that it takes from.",
     .explanation =
         "The loop ends once the channel or queue is closed and empty. Everywhere else it is free "
         "as a name.",
     .example = "channel ch 2\n"
                "send ch 1; send ch 2\n"
                "close ch\n"
                "for x from ch { print x }\n",
     .output = "main: 1\n"
               "main: 2\n"},
    {.id = WORD_CASE,
     .name = "case",
     .class = WORD_IN_PLACE,
     .usage = "case NAME = receive CHANNEL { ... }\n"
              "case send CHANNEL VALUE { ... }\n"
              "case after DURATION { ... }",
     .help = "Begins one of the ways in which a select can go on.",
     .explanation = "See select. Everywhere else it is free as a name.",
     .example = "channel ch 1\n"
                "select { case send ch 1 { print \"sent\" } }\n"
                "select { case x = receive ch { print x } }\n",
     .output = "main: sent\n"
               "main: 1\n"},
    {.id = WORD_AFTER,
     .name = "after",
     .class = WORD_IN_PLACE,
     .usage = "case after DURATION { ... }",
     .help = "Says what a select does when none of its channels was ready for so long.",
     .explanation = "See select. Everywhere else it is free as a name.",
     .example = "channel ch\n"
                "select { case x = receive ch { print x }; case after 2s { print \"nothing\" } }\n",
     .output = "main: nothing\n"},
    {.id = WORD_EVERY,
     .name = "every",
     .class = WORD_IN_PLACE,
     .usage = "timer NAME every DURATION BODY",
     .help = "Stands before a timer's time where it is to go off again and again.",
     .explanation = "Everywhere else it is free as a name.",
     .example = "timer tick every 1s { print now; if now == 3s { cancel tick } }\n"
                "start tick\n",
     .output = "tick: 1s\n"
               "tick: 2s\n"
               "tick: 3s\n"},
    {.id = WORD_WAKE,
     .name = "wake",
     .class = WORD_IN_PLACE,
     .usage = "futex wake ATOMIC [N]",
     .help = "Stands behind futex where those who wait at an atomic variable are to go on.",
     .explanation = "Everywhere else it is free as a name.",
     .example = "atomic v = 0\n"
                "n = futex wake v 3\n"
                "print n, \"waited there\"\n",
     .output = "main: 0 waited there\n"},
    {.id = WORD_ITEMS,
     .name = "items",
     .class = WORD_IN_PLACE,
     .usage = "work N items",
     .help = "Says that a number counts small units of work, not seconds.",
     .explanation = "Everywhere else it is free as a name.",
     .example = "work 1000 items\n"
                "print \"done\"\n",
     .output = "main: done\n"},
    {.id = WORD_THREADS,
     .name = "threads",
     .class = WORD_IN_PLACE,
     .usage = "for NAME in threads { ... }",
     .help = "The names of all other threads that are alive, for a loop.",
     .explanation = "Everywhere else in a script it is free as a name; at the prompt it lists the "
                    "threads.",
     .example = "atomic n = 0\n"
                "spawn cook { n += 1 }\n"
                "spawn waiter { n += 1 }\n"
                "for t in threads { join t }\n"
                "print n\n",
     .output = "main: 2\n"},
    {.id = WORD_PREFER,
     .name = "prefer",
     .class = WORD_IN_PLACE,
     .usage = "rwlock NAME prefer writers\n"
              "rwlock NAME prefer readers",
     .help = "Says whom a reader-writer lock prefers.",
     .explanation =
         "Readers, which is so without it too: they enter whenever nobody writes, and writers may "
         "wait for ever. Writers: no reader enters while one waits. Everywhere else it is free as "
         "a name.",
     .example = "rwlock w prefer writers\n"
                "rdlock w\n"
                "spawn writer { wrlock w; print \"writes\"; release w }\n"
                "sleep 1s\n"
                "if tryrdlock w { print \"reads\" } else { print \"a writer waits\" }\n"
                "release w\n",
     .output = "main: a writer waits\n"
               "writer: writes\n"},
    {.id = WORD_FAIR,
     .name = "fair",
     .class = WORD_IN_PLACE,
     .usage = "rwlock NAME fair",
     .help = "Says that a reader-writer lock is taken in the order of arrival.",
     .explanation =
         "Nobody starves: who came first goes first, and readers that came one behind the other "
         "go together. Everywhere else it is free as a name.",
     .example = "rwlock w fair\n"
                "wrlock w\n"
                "spawn a { rdlock w; print \"first\"; release w }\n"
                "sleep 1s\n"
                "spawn b { wrlock w; print \"second\"; release w }\n"
                "sleep 1s\n"
                "release w\n",
     .output = "a: first\n"
               "b: second\n"},
    {.id = WORD_LOOSE,
     .name = "loose",
     .class = WORD_IN_PLACE,
     .usage = "condition NAME on LOCK loose",
     .help = "Says that a condition may be notified by a thread that does not hold its lock.",
     .explanation =
         "As in POSIX, C++, Rust and Go; without it that is an error, as in Python and Java. "
         "Waiting needs the lock either way. What is notified about has to be changed under the "
         "lock all the same, or a waiter that has just looked sleeps through it: explore finds "
         "that. Everywhere else it is free as a name.",
     .example = "mutex m\n"
                "condition c on m loose\n"
                "shared ready = false\n"
                "spawn t { with m { wait c until ready; print \"ready\" } }\n"
                "with m { ready = true }\n"
                "notify c\n",
     .output = "t: ready\n"},
};

const size_t words_values_count = sizeof words_values / sizeof *words_values;
