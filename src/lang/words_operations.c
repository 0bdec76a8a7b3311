/* words_operations.c - the words that use synchronisation objects. See words.h. */
#include "lang/words_inside.h"

const struct word words_operations[] = {
    {.id = WORD_ACQUIRE,
     .name = "acquire",
     .class = WORD_OPERATES,
     .usage = "acquire LOCK [for DURATION]\n"
              "acquire SEMAPHORE K [for DURATION]",
     .help = "Takes a lock or a place of a semaphore, or K of them, and waits while it is taken.",
     .explanation =
         "With for DURATION it gives up after that time; its value is then false, otherwise "
         "true. What you acquire you have to release, also when something goes wrong in "
         "between: with does that for you. K places are taken all at once or none, as in Java: who "
         "wants fewer may pass by one that waits for many, for whom nothing is put aside. lock is "
         "the same word.",
     .example = "mutex m\n"
                "if acquire m for 1s { print \"got it\"; release m }\n",
     .output = "main: got it\n",
     .completes = {COMPLETES_TAKING(ACQUIRE), COMPLETES_VALUE}},
    {.id = WORD_TRYACQUIRE,
     .name = "tryacquire",
     .class = WORD_OPERATES,
     .usage = "tryacquire LOCK\n"
              "tryacquire SEMAPHORE K",
     .help = "Takes a lock if it is free and never waits: true if it got it.",
     .explanation =
         "Of use where there is something else to do in the meantime, or where waiting could "
         "end in a deadlock. Of a semaphore it takes K places or none.",
     .example = "mutex m\n"
                "spawn t { lock m; sleep 2s; unlock m }\n"
                "sleep 1s\n"
                "if tryacquire m { print \"free\" } else { print \"taken\" }\n",
     .output = "main: taken\n",
     .completes = {COMPLETES_TAKING(ACQUIRE), COMPLETES_VALUE}},
    {.id = WORD_RELEASE,
     .name = "release",
     .class = WORD_OPERATES,
     .usage = "release LOCK\n"
              "release SEMAPHORE [K]",
     .help = "Gives a lock back, or a semaphore K places (1 if left out).",
     .explanation =
         "A lock that is released is free for anybody: one that waits is woken, but a thread "
         "that comes along at the right moment may be quicker. unlock is the same word.",
     .example = "semaphore s 0\n"
                "spawn t { acquire s; print \"let in\" }\n"
                "sleep 1s\n"
                "release s\n",
     .output = "t: let in\n",
     .frees = true,
     .completes = {COMPLETES_TAKING(RELEASE), COMPLETES_VALUE}},
    {.id = WORD_RDLOCK,
     .name = "rdlock",
     .class = WORD_OPERATES,
     .usage = "rdlock RWLOCK [for DURATION]",
     .help = "Takes a reader-writer lock for reading, beside other readers.",
     .explanation = "It waits while somebody writes. Give it back with release.",
     .example = "rwlock w\n"
                "if rdlock w for 1s { print \"reading\"; release w }\n",
     .output = "main: reading\n",
     .completes = {COMPLETES_TAKING(RDLOCK)}},
    {.id = WORD_WRLOCK,
     .name = "wrlock",
     .class = WORD_OPERATES,
     .usage = "wrlock RWLOCK [for DURATION]",
     .help = "Takes a reader-writer lock for writing, alone.",
     .explanation = "It waits until every reader and writer has left. Give it back with release.",
     .example = "rwlock w\n"
                "spawn reader { rdlock w; sleep 2s; release w }\n"
                "sleep 1s\n"
                "if wrlock w for 500ms { print \"alone\" } else { print \"somebody reads\" }\n",
     .output = "main: somebody reads\n",
     .completes = {COMPLETES_TAKING(RDLOCK)}},
    {.id = WORD_TRYRDLOCK,
     .name = "tryrdlock",
     .class = WORD_OPERATES,
     .usage = "tryrdlock RWLOCK",
     .help = "Takes a reader-writer lock for reading if nobody writes, and never waits.",
     .explanation = "Its value is true if it got the lock.",
     .example = "rwlock w\n"
                "spawn writer { wrlock w; sleep 2s; release w }\n"
                "sleep 1s\n"
                "if tryrdlock w { print \"reading\" } else { print \"somebody writes\" }\n",
     .output = "main: somebody writes\n",
     .completes = {COMPLETES_TAKING(RDLOCK)}},
    {.id = WORD_TRYWRLOCK,
     .name = "trywrlock",
     .class = WORD_OPERATES,
     .usage = "trywrlock RWLOCK",
     .help = "Takes a reader-writer lock for writing if nobody holds it, and never waits.",
     .explanation = "Its value is true if it got the lock.",
     .example = "rwlock w\n"
                "if trywrlock w { print \"alone\"; release w }\n",
     .output = "main: alone\n",
     .completes = {COMPLETES_TAKING(RDLOCK)}},
    {.id = WORD_UPGRADE,
     .name = "upgrade",
     .class = WORD_OPERATES,
     .usage = "upgrade RWLOCK [for DURATION]",
     .help = "Makes a thread that reads the writer of a reader-writer lock.",
     .explanation =
         "It waits until all other readers have left, and nobody writes in between, so what it has "
         "read still holds. Of two readers that ask the second gets an error: each would wait for "
         "the other. Where time runs out it goes on reading, and the value is false.",
     .example = "rwlock w\n"
                "rdlock w\n"
                "upgrade w\n"
                "print owner(w)\n"
                "release w\n",
     .output = "main: main\n",
     .completes = {COMPLETES_TAKING(RDLOCK)}},
    {.id = WORD_DOWNGRADE,
     .name = "downgrade",
     .class = WORD_OPERATES,
     .usage = "downgrade RWLOCK",
     .help = "Makes the writer of a reader-writer lock one of its readers.",
     .explanation = "Others may read beside it from then on, but nobody writes in between.",
     .example = "rwlock w\n"
                "wrlock w\n"
                "spawn t { rdlock w; print \"reads too\"; release w }\n"
                "downgrade w\n"
                "join t\n"
                "release w\n",
     .output = "t: reads too\n",
     .frees = true,
     .completes = {COMPLETES_TAKING(RDLOCK)}},
    {.id = WORD_SET,
     .name = "set",
     .class = WORD_OPERATES,
     .usage = "set EVENT",
     .help = "Sets an event: all who wait for it go on.",
     .explanation =
         "It stays set, so who waits for it later goes straight on, until it is cleared.",
     .example = "event go\n"
                "set go\n"
                "wait go\n"
                "print \"no need to wait\"\n",
     .output = "main: no need to wait\n",
     .frees = true,
     .completes = {COMPLETES_TAKING(SET)}},
    {.id = WORD_CLEAR,
     .name = "clear",
     .class = WORD_OPERATES,
     .usage = "clear EVENT",
     .help = "Takes an event back, so that threads wait for it again.",
     .explanation = "Those whom set has let go already are not held up by it. Without an event, at "
                    "the prompt, it clears the transcript, as `cls` does.",
     .example = "event go\n"
                "set go\n"
                "clear go\n"
                "print isset(go)\n",
     .output = "main: false\n",
     .completes = {COMPLETES_TAKING(SET)}},
    {.id = WORD_WAIT,
     .name = "wait",
     .class = WORD_OPERATES,
     .usage = "wait EVENT [for DURATION]\n"
              "wait CONDITION [until EXPR] [for DURATION]\n"
              "wait BARRIER [for DURATION]\n"
              "wait LATCH [for DURATION]",
     .help = "Waits for an event or a latch, at a condition or at a barrier.",
     .explanation =
         "An event: until it is set. A condition: until somebody notifies; you have to hold "
         "its lock, and with until it waits until EXPR is true. A barrier: until enough "
         "threads are there; its value is your place, counted from 0. A latch: until it has been "
         "counted down to 0. Where time runs out the "
         "value is false; at a barrier that is an error.",
     .example = "event go\n"
                "ok = wait go for 2s\n"
                "print ok, now\n",
     .output = "main: false 2s\n",
     .completes = {COMPLETES_TAKING(WAIT)}},
    {.id = WORD_COUNTDOWN,
     .name = "countdown",
     .class = WORD_OPERATES,
     .usage = "countdown LATCH [K]",
     .help = "Counts a latch down by 1, or by K; at 0 all who wait for it go on.",
     .explanation =
         "Nobody has to wait in order to count down, and any thread may. Below 0 it cannot be "
         "counted: that is an error, for somebody has counted once too often.",
     .example = "latch l 3\n"
                "countdown l\n"
                "countdown l 2\n"
                "wait l\n"
                "print value(l)\n",
     .output = "main: 0\n",
     .frees = true,
     .completes = {COMPLETES_TAKING(COUNTDOWN), COMPLETES_VALUE}},
    {.id = WORD_NOTIFY,
     .name = "notify",
     .class = WORD_OPERATES,
     .usage = "notify CONDITION [K]\n"
              "notify all CONDITION",
     .help = "Wakes the thread that has waited longest at a condition, or the first K.",
     .explanation =
         "You have to hold the condition's lock, unless it is loose. A notification is not kept: "
         "if nobody waits, "
         "it is lost. So change something first, and let the others look at that. Whoever is "
         "cancelled before it goes on leaves its notification to the next who waits. signal is "
         "the same word.",
     .example = "condition c\n"
                "shared ready = false\n"
                "spawn t { with c { wait c until ready; print \"ready\" } }\n"
                "with c { ready = true; notify c }\n",
     .output = "t: ready\n",
     .frees = true,
     .completes = {COMPLETES_TAKING(NOTIFY), COMPLETES_VALUE}},
    {.id = WORD_BROADCAST,
     .name = "broadcast",
     .class = WORD_OPERATES,
     .usage = "broadcast CONDITION",
     .help = "Wakes all who wait at a condition.",
     .explanation = "You have to hold its lock, unless it is loose; they take it one after "
                    "another. Use it when more "
                    "than one of them may have something to do; notify all is the same.",
     .example = "condition c\n"
                "shared open = false\n"
                "shared inside = 0\n"
                "define enter() { with c { wait c until open; inside += 1 } }\n"
                "spawn a enter()\n"
                "spawn b enter()\n"
                "sleep 1s\n"
                "with c { open = true; broadcast c }\n"
                "join a; join b\n"
                "print inside\n",
     .output = "main: 2\n",
     .frees = true,
     .completes = {COMPLETES_TAKING(NOTIFY)}},
    {.id = WORD_ABORT,
     .name = "abort",
     .class = WORD_OPERATES,
     .usage = "abort BARRIER",
     .help = "Breaks a barrier: who waits there, or comes later, gets an error.",
     .explanation =
         "Of use when one of the threads cannot come any more, so that the others do not wait "
         "for ever. reset mends it.",
     .example = "barrier b 2\n"
                "spawn t { try { wait b } catch { print \"nobody comes\" } }\n"
                "sleep 1s\n"
                "abort b\n",
     .output = "t: nobody comes\n",
     .frees = true,
     .completes = {COMPLETES_TAKING(RESET)}},
    {.id = WORD_RESET,
     .name = "reset",
     .class = WORD_OPERATES,
     .usage = "reset BARRIER",
     .help = "Mends a barrier and makes it empty; who waits there gets an error.",
     .explanation = "After it the barrier works as if it were new.",
     .example = "barrier b 2\n"
                "abort b\n"
                "print broken(b)\n"
                "reset b\n"
                "print broken(b)\n",
     .output = "main: true\n"
               "main: false\n",
     .frees = true,
     .completes = {COMPLETES_TAKING(RESET)}},
    {.id = WORD_PUT,
     .name = "put",
     .class = WORD_OPERATES,
     .usage = "put QUEUE VALUE [for DURATION]",
     .help = "Adds a value at the end of a queue, and waits while the queue is full.",
     .explanation = "Its value is true, or false where the time ran out.",
     .example = "queue q 1\n"
                "put q \"first\"\n"
                "if put q \"second\" for 1s { print \"in\" } else { print \"full\" }\n",
     .output = "main: full\n",
     .frees = true,
     .completes = {COMPLETES_TAKING(PUT), COMPLETES_VALUE}},
    {.id = WORD_TRYPUT,
     .name = "tryput",
     .class = WORD_OPERATES,
     .usage = "tryput QUEUE VALUE",
     .help = "Adds a value to a queue if there is room, and never waits.",
     .explanation = "Its value is true if there was room.",
     .example = "queue q 1\n"
                "put q \"first\"\n"
                "if tryput q \"second\" { print \"in\" } else { print \"full\" }\n",
     .output = "main: full\n",
     .frees = true,
     .completes = {COMPLETES_TAKING(PUT), COMPLETES_VALUE}},
    {.id = WORD_GET,
     .name = "get",
     .class = WORD_OPERATES,
     .usage = "NAME = get QUEUE [for DURATION]",
     .help = "Takes the first value out of a queue, and waits while it is empty.",
     .explanation =
         "Where the time runs out its value is none. As a command of its own it throws the "
         "value away.",
     .example = "queue q\n"
                "x = get q for 1s\n"
                "print x, now\n",
     .output = "main: none 1s\n",
     .completes = {COMPLETES_TAKING(PUT)}},
    {.id = WORD_TRYGET,
     .name = "tryget",
     .class = WORD_OPERATES,
     .usage = "NAME = tryget QUEUE",
     .help = "Takes the first value out of a queue, or none if it is empty, and never waits.",
     .explanation = "If none itself may be in the queue, look at len(q) to tell the two apart.",
     .example = "queue q\n"
                "put q 5\n"
                "a = tryget q\n"
                "b = tryget q\n"
                "print a, b\n",
     .output = "main: 5 none\n",
     .completes = {COMPLETES_TAKING(PUT)}},
    {.id = WORD_PEEK,
     .name = "peek",
     .class = WORD_OPERATES,
     .usage = "NAME = peek QUEUE",
     .help = "The first value in a queue, or none if it is empty; it stays there.",
     .explanation =
         "It never waits. By the time that somebody gets it another thread may have been quicker: "
         "what is to be looked at and taken in one go needs a lock around both.",
     .example = "queue q\n"
                "put q 5\n"
                "a = peek q\n"
                "b = get q\n"
                "c = peek q\n"
                "print a, b, c\n",
     .output = "main: 5 5 none\n",
     .completes = {COMPLETES_TAKING(PUT)}},
    {.id = WORD_SEND,
     .name = "send",
     .class = WORD_OPERATES,
     .usage = "send CHANNEL VALUE [for DURATION]",
     .help = "Sends a value to a channel, and waits until it is received or has room in it.",
     .explanation =
         "Its value is true, or false where the time ran out; nothing was sent then. Sending to a "
         "channel that is closed is an error, also for who waits to send while it is closed.",
     .example = "channel ch\n"
                "spawn t { x = receive ch; print x }\n"
                "send ch \"hello\"\n"
                "if send ch \"again\" for 1s { print \"sent\" } else { print \"nobody there\" }\n",
     .output = "t: hello\n"
               "main: nobody there\n",
     .frees = true,
     .completes = {COMPLETES_TAKING(SEND), COMPLETES_VALUE}},
    {.id = WORD_RECEIVE,
     .name = "receive",
     .class = WORD_OPERATES,
     .usage = "NAME = receive CHANNEL [for DURATION]",
     .help = "Takes the next value of a channel, and waits until there is one.",
     .explanation =
         "Of a channel that is closed it gives what still lies in it, and then none, at once. Its "
         "value is none also where the time runs out. As a command of its own it throws the value "
         "away.",
     .example = "channel ch 2\n"
                "send ch 5\n"
                "close ch\n"
                "a = receive ch\n"
                "b = receive ch\n"
                "print a, b\n",
     .output = "main: 5 none\n",
     .frees = true,
     .completes = {COMPLETES_TAKING(SEND)}},
    {.id = WORD_CLOSE,
     .name = "close",
     .class = WORD_OPERATES,
     .usage = "close CHANNEL\nclose QUEUE",
     .help = "Says that nothing more will be sent to a channel or put into a queue: who waits for "
             "it goes on.",
     .explanation =
         "What lies in it can still be received or got. Threads that wait to receive or to get "
         "then have none, and for x from ends. Only who sends should close: sending to it or "
         "putting into it later is an error, also for who waits to, and so is closing it twice.",
     .example = "channel ch\n"
                "spawn t { x = receive ch; print x }\n"
                "sleep 1s\n"
                "close ch\n",
     .output = "t: none\n",
     .frees = true,
     .completes = {COMPLETES_TAKING(CLOSE)}},
    {.id = WORD_AWAIT,
     .name = "await",
     .class = WORD_OPERATES,
     .usage = "NAME = await FUTURE [for DURATION]",
     .help = "Waits until a future is there, and gives its value.",
     .explanation = "Of one that failed it raises the error, which catch can catch. Its value is "
                    "none where the time runs out. A future can be awaited by many, and as often "
                    "as one likes.",
     .example = "future f\n"
                "spawn t { fail f \"no tea\" }\n"
                "try { x = await f } catch why { print why }\n",
     .output = "main: no tea\n",
     .completes = {COMPLETES_TAKING(AWAIT)}},
    {.id = WORD_RESOLVE,
     .name = "resolve",
     .class = WORD_OPERATES,
     .usage = "resolve FUTURE VALUE",
     .help = "Gives a future its value: all who await it go on with that.",
     .explanation = "A future that has its value, or has failed, cannot be resolved again.",
     .example = "future f\n"
                "spawn a { x = await f; print x }\n"
                "sleep 1s\n"
                "resolve f \"hello\"\n",
     .output = "a: hello\n",
     .frees = true,
     .completes = {COMPLETES_TAKING(AWAIT), COMPLETES_VALUE}},
    {.id = WORD_FAIL,
     .name = "fail",
     .class = WORD_OPERATES,
     .usage = "fail FUTURE VALUE",
     .help = "Says that a future will have no value: who awaits it gets this error.",
     .explanation =
         "It is raised where they await it, as by raise. A future that has its value, or "
         "has failed, cannot fail again.",
     .example = "future f\n"
                "fail f \"out of order\"\n"
                "try { x = await f } catch why { print why }\n",
     .output = "main: out of order\n",
     .frees = true,
     .completes = {COMPLETES_TAKING(AWAIT), COMPLETES_VALUE}},
    {.id = WORD_FUTEX,
     .name = "futex",
     .class = WORD_OPERATES,
     .usage = "futex wait ATOMIC VALUE [for DURATION]\n"
              "futex wake ATOMIC [N]",
     .help = "Waits at an atomic variable as long as nobody wakes it; wakes N who wait at one.",
     .explanation =
         "It is what locks are built of on Linux. futex wait looks whether the variable has this "
         "value and begins to wait in one step; where it has another it does not wait at all. Its "
         "value is true where it was woken, false where it did not wait or its time ran out. futex "
         "wake says how many it woke, 1 if N is left out, first come first served.",
     .example = "atomic door = 0\n"
                "spawn t { futex wait door 0; print \"door is\", door }\n"
                "sleep 1s\n"
                "door = 1\n"
                "n = futex wake door 1\n"
                "print n\n"
                "join t\n"
                "futex wait door 0\n",
     .output = "main: 1\n"
               "t: door is 1\n",
     .frees = true,
     .completes = {COMPLETES_NEW_NAME, COMPLETES_TAKING(FUTEX), COMPLETES_VALUE}},
    {.id = WORD_DROP,
     .name = "drop",
     .class = WORD_OPERATES,
     .usage = "drop NAME",
     .help = "Removes an object; its name is free again.",
     .explanation = "An object that is held, or that somebody waits for, is not removed.",
     .example = "mutex m\n"
                "drop m\n"
                "event m\n"
                "print isset(m)\n",
     .output = "main: false\n",
     .completes = {COMPLETES_TAKING(WAITING)}},
    {.id = WORD_LOCK,
     .name = "lock",
     .class = WORD_OPERATES,
     .canonical = WORD_ACQUIRE,
     .usage = "lock LOCK [for DURATION]",
     .help = "The same as acquire: takes a lock, and waits while it is taken.",
     .explanation = "See acquire.",
     .example = "mutex m\n"
                "lock m\n"
                "print owner(m)\n"
                "unlock m\n",
     .output = "main: main\n",
     .completes = {COMPLETES_TAKING(ACQUIRE), COMPLETES_VALUE}},
    {.id = WORD_UNLOCK,
     .name = "unlock",
     .class = WORD_OPERATES,
     .canonical = WORD_RELEASE,
     .usage = "unlock LOCK\n"
              "unlock SEMAPHORE [K]",
     .help = "The same as release: gives a lock back.",
     .explanation = "See release.",
     .example = "mutex m\n"
                "lock m\n"
                "unlock m\n"
                "print locked(m)\n",
     .output = "main: false\n",
     .completes = {COMPLETES_TAKING(RELEASE), COMPLETES_VALUE}},
    {.id = WORD_TRYLOCK,
     .name = "trylock",
     .class = WORD_OPERATES,
     .canonical = WORD_TRYACQUIRE,
     .usage = "trylock LOCK",
     .help = "The same as tryacquire: takes a lock if it is free, and never waits.",
     .explanation = "See tryacquire.",
     .example = "mutex m\n"
                "if trylock m { print \"got it\"; unlock m }\n",
     .output = "main: got it\n",
     .completes = {COMPLETES_TAKING(ACQUIRE)}},
    {.id = WORD_SIGNAL,
     .name = "signal",
     .class = WORD_OPERATES,
     .canonical = WORD_NOTIFY,
     .usage = "signal CONDITION [K]",
     .help = "The same as notify: wakes one who waits at a condition.",
     .explanation = "See notify.",
     .example = "condition c\n"
                "shared ready = false\n"
                "spawn t { with c { wait c until ready; print \"ready\" } }\n"
                "with c { ready = true; signal c }\n",
     .output = "t: ready\n",
     .completes = {COMPLETES_TAKING(NOTIFY), COMPLETES_VALUE}},
};

const size_t words_operations_count = sizeof words_operations / sizeof *words_operations;
