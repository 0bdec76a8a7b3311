/* words_control.c - control, output and input. See words.h. */
#include "lang/words_inside.h"

const struct word words_control[] = {
    {.id = WORD_IF,
     .name = "if",
     .class = WORD_CONTROLS,
     .usage = "if EXPR { ... } [else if EXPR { ... }] [else { ... }]",
     .help = "Runs a block if a condition is true.",
     .explanation = "The condition may be an operation that waits: if acquire m for 2s { ... }.",
     .example = "x = 3\n"
                "if x > 2 { print \"more\" } else { print \"not more\" }\n",
     .output = "main: more\n"},
    {.id = WORD_ELSE,
     .name = "else",
     .class = WORD_CONTROLS,
     .usage = "} else { ... }\n"
              "} else if EXPR { ... }",
     .help = "What to do if the condition was false; it stands on the line of the } before it.",
     .explanation = "See if.",
     .example = "if 1 > 2 { print \"no\" } else { print \"yes\" }\n",
     .output = "main: yes\n"},
    {.id = WORD_WHILE,
     .name = "while",
     .class = WORD_CONTROLS,
     .usage = "while EXPR { ... }",
     .help = "Runs a block again and again as long as a condition is true.",
     .explanation =
         "The condition is looked at before each turn. Waiting for another thread in such a "
         "loop burns the processor: see event, join and condition.",
     .example = "x = 1\n"
                "while x < 100 { x = x * 2 }\n"
                "print x\n",
     .output = "main: 128\n"},
    {.id = WORD_REPEAT,
     .name = "repeat",
     .class = WORD_CONTROLS,
     .usage = "repeat N { ... }",
     .help = "Runs a block N times.",
     .explanation = "If N is 0 or less, not at all.",
     .example = "n = 0\n"
                "repeat 5 { n += 2 }\n"
                "print n\n",
     .output = "main: 10\n",
     .completes = {COMPLETES_VALUE}},
    {.id = WORD_FOR,
     .name = "for",
     .class = WORD_CONTROLS,
     .usage = "for NAME in LOW..HIGH { ... }\n"
              "for NAME in A, B, ... { ... }\n"
              "for NAME in threads { ... }\n"
              "for NAME from CHANNEL { ... }\n"
              "OPERATION for DURATION",
     .help = "Runs a block once for each value; behind an operation it says how long to wait at "
             "most.",
     .explanation =
         "Both ends of a range belong to it; 3..2 is empty. The name is private to the block.",
     .example = "for i in 1..3 { print i }\n"
                "event go\n"
                "ok = wait go for 2s\n"
                "print ok\n",
     .output = "main: 1\n"
               "main: 2\n"
               "main: 3\n"
               "main: false\n",
     .completes = {COMPLETES_NEW_NAME}},
    {.id = WORD_IN,
     .name = "in",
     .class = WORD_CONTROLS,
     .usage = "for NAME in ...",
     .help = "Stands between the name and the values of a for loop.",
     .explanation = "See for.",
     .example = "for animal in \"rabbit\", \"cow\" { print animal }\n",
     .output = "main: rabbit\n"
               "main: cow\n"},
    {.id = WORD_UNTIL,
     .name = "until",
     .class = WORD_CONTROLS,
     .usage = "wait CONDITION until EXPR [for DURATION]",
     .help = "Goes on waiting at a condition until something is true.",
     .explanation =
         "It looks first, and after every notification again, always holding the lock: what "
         "while not EXPR { wait c } does.",
     .example = "condition c\n"
                "shared n = 0\n"
                "spawn t { repeat 3 { with c { n += 1; notify c } } }\n"
                "with c { wait c until n == 3 }\n"
                "print n\n",
     .output = "main: 3\n"},
    {.id = WORD_ALL,
     .name = "all",
     .class = WORD_CONTROLS,
     .usage = "all: COMMAND\n"
              "join all [but daemons]\n"
              "notify all CONDITION",
     .help = "Stands for every puppet, every thread or every waiter.",
     .explanation =
         "all: orders all puppets, join all waits for all other threads that were started "
         "(join all but daemons: for those that are no daemons), "
         "notify all wakes all who wait.",
     .example = "spawn a { sleep 1s }; spawn b { sleep 2s }\n"
                "join all\n"
                "print now\n",
     .output = "main: 2s\n"},
    {.id = WORD_BREAK,
     .name = "break",
     .class = WORD_CONTROLS,
     .usage = "break",
     .help = "Leaves the innermost loop.",
     .explanation = "What has to be cleaned up on the way (with, finally) is done.",
     .example = "for i in 1..10 { if i == 3 { break }; print i }\n",
     .output = "main: 1\n"
               "main: 2\n"},
    {.id = WORD_CONTINUE,
     .name = "continue",
     .class = WORD_CONTROLS,
     .usage = "continue",
     .help = "Goes on with the next turn of the innermost loop.",
     .explanation = "What follows it in the block is left out for this turn.",
     .example = "for i in 1..3 { if i == 2 { continue }; print i }\n",
     .output = "main: 1\n"
               "main: 3\n"},
    {.id = WORD_RETURN,
     .name = "return",
     .class = WORD_CONTROLS,
     .usage = "return [EXPR]",
     .help = "Leaves a function, with a value if one is given.",
     .explanation =
         "In the body of a thread it ends the thread, and result(T) is the value. At the top "
         "level of a script it ends main.",
     .example = "define double(n) { return 2 * n }\n"
                "print double(21)\n",
     .output = "main: 42\n",
     .completes = {COMPLETES_VALUE}},
    {.id = WORD_RAISE,
     .name = "raise",
     .class = WORD_CONTROLS,
     .usage = "raise EXPR\n"
              "raise",
     .help = "Raises an error; alone, inside catch, it raises the caught one again.",
     .explanation =
         "The error leaves block after block until a try catches it. If nobody does, the "
         "thread has failed; the others go on.",
     .example = "try { raise \"no more paper\" } catch e { print e }\n",
     .output = "main: no more paper\n",
     .completes = {COMPLETES_VALUE}},
    {.id = WORD_TRY,
     .name = "try",
     .class = WORD_CONTROLS,
     .usage = "try { ... } [catch [NAME] { ... }] [finally { ... }]",
     .help = "Runs a block and catches its errors.",
     .explanation =
         "If something in the block goes wrong, the rest of it is left out and the catch block "
         "runs; NAME is the error as text. The finally block runs in any case, at the end.",
     .example =
         "try { print 1 / 0 } catch { print \"that does not work\" } finally { print \"done\" }\n",
     .output = "main: that does not work\n"
               "main: done\n"},
    {.id = WORD_CATCH,
     .name = "catch",
     .class = WORD_CONTROLS,
     .usage = "} catch [NAME] { ... }",
     .help = "What to do when an error came out of a try block; it stands on the line of the } "
             "before it.",
     .explanation = "See try.",
     .example = "try { raise \"oops\" } catch e { print \"caught:\", e }\n",
     .output = "main: caught: oops\n",
     .completes = {COMPLETES_NEW_NAME}},
    {.id = WORD_FINALLY,
     .name = "finally",
     .class = WORD_CONTROLS,
     .usage = "} finally { ... }",
     .help = "What to do at the end of a try block in any case; it stands on the line of the } "
             "before it.",
     .explanation =
         "It runs after the end, after an error, after a return, break or cancel: the place to "
         "give back what you took.",
     .example = "mutex m\n"
                "lock m\n"
                "try { print \"working\" } finally { unlock m }\n"
                "print locked(m)\n",
     .output = "main: working\n"
               "main: false\n"},
    {.id = WORD_ASSERT,
     .name = "assert",
     .class = WORD_CONTROLS,
     .usage = "assert EXPR [, TEXT]",
     .help = "Says what has to be true here; if it is not, that is an error.",
     .explanation =
         "It writes down what you rely on, so that a run in which it does not hold says so at "
         "once, and not much later and elsewhere.",
     .example = "x = 2 + 2\n"
                "assert x == 4, \"sums\"\n"
                "print \"still true\"\n",
     .output = "main: still true\n",
     .completes = {COMPLETES_VALUE}},
    {.id = WORD_CRITICAL,
     .name = "critical",
     .class = WORD_CONTROLS,
     .usage = "critical NAME { ... }",
     .help = "Marks a block in which one thread at a time may be; a second one gets an error.",
     .explanation =
         "It does not keep anybody out, it only notices: a check that your locks do what they "
         "should.",
     .example = "mutex m\n"
                "define cross() { with m { critical bridge { sleep 1s } } }\n"
                "spawn a cross()\n"
                "spawn b cross()\n"
                "join a; join b\n"
                "print now\n",
     .output = "main: 2s\n",
     .completes = {COMPLETES_NEW_NAME}},
    {.id = WORD_INVARIANT,
     .name = "invariant",
     .class = WORD_CONTROLS,
     .usage = "invariant EXPR [, TEXT]",
     .help = "Says what has to be true from now on, after every step of any thread.",
     .explanation = "The thread whose step makes it false fails. Only main can declare it.",
     .example = "shared a = 5\n"
                "shared b = 5\n"
                "invariant a + b == 10, \"money gets lost\"\n"
                "atomic { a -= 1; b += 1 }\n"
                "print a, b\n",
     .output = "main: 4 6\n",
     .completes = {COMPLETES_VALUE}},
    {.id = WORD_WITH,
     .name = "with",
     .class = WORD_CONTROLS,
     .usage = "with LOCK { ... }\n"
              "with rdlock RWLOCK { ... }\n"
              "with wrlock RWLOCK { ... }",
     .help = "Acquires a lock, runs a block and releases the lock, however the block is left.",
     .explanation =
         "The best way to use a lock: it cannot be forgotten, neither after an error nor after "
         "a return.",
     .example = "mutex m\n"
                "try { with m { raise \"something is wrong\" } } catch { print locked(m) }\n",
     .output = "main: false\n",
     .completes = {COMPLETES_TAKING(ACQUIRE)}},
    {.id = WORD_PRINT,
     .name = "print",
     .class = WORD_OUTPUTS,
     .usage = "print A, B, ...",
     .help = "Writes values, joined by blanks, as one line.",
     .explanation = "The line is marked with the name of the thread that wrote it.",
     .example = "n = 3\n"
                "print \"n is\", n\n"
                "print \"twice {n} is {2 * n}\"\n",
     .output = "main: n is 3\n"
               "main: twice 3 is 6\n",
     .completes = {COMPLETES_VALUE}},
    {.id = WORD_LOG,
     .name = "log",
     .class = WORD_OUTPUTS,
     .usage = "log debug A, B, ...\n"
              "log info A, B, ...\n"
              "log warning A, B, ...\n"
              "log error A, B, ...",
     .help = "Writes values with a level, the thread's name and the function's.",
     .explanation =
         "The levels are debug, info, warning and error. Outside every function a dash stands in "
         "for the function's name.",
     .example = "log info \"ready\"\n"
                "define f() { log warning \"inside\" }\n"
                "f()\n",
     .output = "[INFO] (main) (-) ready\n"
               "[WARNING] (main) (f) inside\n",
     .completes = {COMPLETES_LEVEL, COMPLETES_VALUE}},
    {.id = WORD_ASK,
     .name = "ask",
     .class = WORD_OUTPUTS,
     .usage = "NAME = ask \"prompt\"",
     .help = "Reads a line from the user.",
     .explanation =
         "The thread waits meanwhile, the others go on. At the end of the input it raises an "
         "error.",
     .example =
         "try { name = ask \"Who are you? \"; print name } catch { print \"nobody answered\" }\n",
     .output = "main: nobody answered\n",
     .completes = {COMPLETES_VALUE}},
    {.id = WORD_FETCH,
     .name = "fetch",
     .class = WORD_OUTPUTS,
     .usage = "NAME = fetch URL [to FILE]",
     .help = "Gets a page from the web or a file: URL; its value is the number of bytes.",
     .explanation =
         "With to FILE it is also saved there. The thread is in state io meanwhile, and the "
         "others go on. file:NAME without a slash in front is looked for in the folder of the "
         "open lesson, or else in the working directory. It gets at most 256 MiB, and within ten "
         "minutes. What a lesson fetches by itself it saves in a folder of its own, and it asks "
         "you "
         "first before it goes to the web.",
     .example = "try { n = fetch \"file:///there/is/no/such/page\"; print n } catch { print \"not "
                "found\" }\n",
     .output = "main: not found\n",
     .completes = {COMPLETES_VALUE, COMPLETES_FILE}},
    {.id = WORD_SELECT,
     .name = "select",
     .class = WORD_CONTROLS,
     .usage = "select { case NAME = receive CHANNEL { ... } case send CHANNEL VALUE { ... } }\n"
              "select { ... case after DURATION { ... } }\n"
              "select { ... else { ... } }",
     .help = "Does one of several sends and receives: whichever can go on first.",
     .explanation =
         "Of several that can go on the schedule chooses, and explore looks at each. Where none "
         "can, it waits at all of them at once; with case after for so long at most, with else not "
         "at all. The values that would be sent are evaluated first, all of them. A channel that "
         "is "
         "closed can be received from, which gives none.",
     .example = "channel a; channel b; channel done\n"
                "spawn one { send a 1 }\n"
                "spawn two { send b 2 }\n"
                "sum = 0\n"
                "repeat 2 {\n"
                "    select {\n"
                "        case x = receive a { sum += x }\n"
                "        case x = receive b { sum += x }\n"
                "    }\n"
                "}\n"
                "print sum\n",
     .output = "main: 3\n"},
};

const size_t words_control_count = sizeof words_control / sizeof *words_control;
