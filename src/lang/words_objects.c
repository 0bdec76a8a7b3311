/* words_objects.c - the words that make synchronisation objects and use them. See words.h. */
#include "lang/words_inside.h"

const struct word words_objects[] = {
    {.id = WORD_MUTEX,
     .name = "mutex",
     .class = WORD_DECLARES,
     .usage = "mutex NAME ...\n"
              "mutex NAME[N]",
     .help = "Makes a lock that one thread at a time can hold.",
     .explanation =
         "Mutex is short for mutual exclusion. A thread that acquires it while another holds "
         "it waits until it is released. Use one mutex for everything that belongs together, "
         "and let every thread that touches it hold the mutex. Only its holder can release it, "
         "and acquiring it twice blocks for ever: see rlock.",
     .example = "mutex m\n"
                "shared count = 0\n"
                "define add_up() { repeat 100 { with m { count = count + 1 } } }\n"
                "spawn a add_up()\n"
                "spawn b add_up()\n"
                "join a; join b\n"
                "print count\n",
     .output = "main: 200\n",
     .completes = {COMPLETES_NEW_NAME}},
    {.id = WORD_RLOCK,
     .name = "rlock",
     .class = WORD_DECLARES,
     .usage = "rlock NAME ...\n"
              "rlock NAME[N]",
     .help = "Makes a lock that its holder may acquire again (a re-entrant lock).",
     .explanation =
         "It counts: what was acquired three times has to be released three times before "
         "another thread gets it. Of use where a function that takes a lock calls another one "
         "that takes it too.",
     .example = "rlock r\n"
                "lock r; lock r\n"
                "print locked(r), owner(r)\n"
                "unlock r; unlock r\n"
                "print locked(r)\n",
     .output = "main: true main\n"
               "main: false\n",
     .completes = {COMPLETES_NEW_NAME}},
    {.id = WORD_RWLOCK,
     .name = "rwlock",
     .class = WORD_DECLARES,
     .usage = "rwlock NAME ... [prefer readers]\n"
              "rwlock NAME ... prefer writers\n"
              "rwlock NAME ... fair\n"
              "rwlock NAME[N]",
     .help = "Makes a lock that many readers or one writer can hold.",
     .explanation =
         "Reading together does no harm, writing does. Readers take it with rdlock and enter "
         "whenever nobody writes; a writer takes it with wrlock and is alone. Where readers "
         "keep coming a writer may wait long. With prefer writers no reader enters while a writer "
         "waits; with fair they enter in the order in which they came, as in Java. With either of "
         "these two a thread that reads and asks to read once more may come to wait for a writer, "
         "which waits for it.",
     .example = "rwlock w\n"
                "rdlock w\n"
                "spawn t { rdlock w; print \"two read at once\"; release w }\n"
                "join t\n"
                "release w\n",
     .output = "t: two read at once\n",
     .completes = {COMPLETES_NEW_NAME}},
    {.id = WORD_SEMAPHORE,
     .name = "semaphore",
     .class = WORD_DECLARES,
     .usage = "semaphore NAME [N] ...",
     .help = "Makes a counter of free places: acquire takes one or waits for one, release gives "
             "one back.",
     .explanation =
         "With N places at most N threads are inside at once; without N it is 1. Nobody owns a "
         "semaphore: any thread may release it, also one that never acquired, so that it can "
         "serve as a signal too. acquire seats 3 takes three at once.",
     .example = "semaphore seats 2\n"
                "acquire seats\n"
                "print value(seats)\n"
                "release seats\n"
                "print value(seats)\n",
     .output = "main: 1\n"
               "main: 2\n",
     .completes = {COMPLETES_NEW_NAME, COMPLETES_VALUE}},
    {.id = WORD_BOUNDED,
     .name = "bounded",
     .class = WORD_DECLARES,
     .usage = "bounded NAME [N] ...",
     .help = "Makes a semaphore that notices when it is released too often.",
     .explanation =
         "A plain semaphore grows with every release, so one release too many lets in one "
         "thread too many, silently. A bounded one never grows past its N: the release that "
         "would is an error.",
     .example = "bounded seats 1\n"
                "try { release seats } catch { print \"one release too many\" }\n",
     .output = "main: one release too many\n",
     .completes = {COMPLETES_NEW_NAME, COMPLETES_VALUE}},
    {.id = WORD_EVENT,
     .name = "event",
     .class = WORD_DECLARES,
     .usage = "event NAME ...\n"
              "event NAME[N]",
     .help = "Makes a flag that threads can wait for until somebody sets it.",
     .explanation =
         "It is off at first. Those who wait for it go on together once it is set, in no "
         "certain order, and who comes later does not wait at all until it is cleared.",
     .example = "event go\n"
                "spawn runner { wait go; print \"off I run\" }\n"
                "sleep 1s\n"
                "print \"go!\"\n"
                "set go\n",
     .output = "main: go!\n"
               "runner: off I run\n",
     .completes = {COMPLETES_NEW_NAME}},
    {.id = WORD_CONDITION,
     .name = "condition",
     .class = WORD_DECLARES,
     .usage = "condition NAME ... [on LOCK [loose]]",
     .help = "Makes a place to wait, with a lock, until something that others change has come "
             "true.",
     .explanation =
         "A thread holds the lock, looks, and if it does not like what it sees, waits: that "
         "gives the lock up and takes it back when it is woken. Who changes something holds "
         "the lock and notifies. After waking look again, because another thread may have been "
         "quicker: wait c until EXPR does so by itself. Without on LOCK it has a re-entrant "
         "lock of its own. With loose it may be notified without its lock, as in C++ or Go.",
     .example = "condition arrived\n"
                "shared parcels = 0\n"
                "spawn reader { with arrived { wait arrived until parcels > 0; print \"got\", "
                "parcels } }\n"
                "with arrived { parcels = 3; notify arrived }\n",
     .output = "reader: got 3\n",
     .completes = {COMPLETES_NEW_NAME}},
    {.id = WORD_BARRIER,
     .name = "barrier",
     .class = WORD_DECLARES,
     .usage = "barrier NAME N [BODY]",
     .help = "Makes a meeting point: threads wait there until N have come, then all go on.",
     .explanation =
         "It works again for the next N. With a BODY, the last one to arrive runs it before "
         "anybody goes on. If one of them gives up, the barrier is broken and the others get "
         "an error, because they would wait in vain.",
     .example = "barrier b 2 { print \"both are here\" }\n"
                "spawn other { wait b }\n"
                "sleep 1s\n"
                "wait b\n",
     .output = "main: both are here\n",
     .completes = {COMPLETES_NEW_NAME, COMPLETES_VALUE, COMPLETES_BODY}},
    {.id = WORD_LATCH,
     .name = "latch",
     .class = WORD_DECLARES,
     .usage = "latch NAME N",
     .help = "Makes a counter that threads wait for: at 0 all go on, and it stays at 0.",
     .explanation =
         "Those who have to do something first count it down, and need not wait themselves; a "
         "barrier lets nobody go on before all are there, and begins anew. A latch is used once: "
         "it cannot be counted up again.",
     .example = "latch ready 2\n"
                "spawn waiter { wait ready; print \"both are ready\" }\n"
                "spawn a { countdown ready }\n"
                "spawn b { countdown ready }\n",
     .output = "waiter: both are ready\n",
     .completes = {COMPLETES_NEW_NAME, COMPLETES_VALUE}},
    {.id = WORD_QUEUE,
     .name = "queue",
     .class = WORD_DECLARES,
     .usage = "queue NAME [N] ...",
     .help = "Makes a line of values: put adds one at its end, get takes the first or waits for "
             "one.",
     .explanation =
         "The safest way for threads to work together: hand a value over and do not touch it "
         "again. With N at most N values wait in it, and put waits while it is full.",
     .example = "queue q\n"
                "spawn maker { put q 1; put q 2 }\n"
                "x = get q\n"
                "y = get q\n"
                "print x, y\n",
     .output = "main: 1 2\n",
     .completes = {COMPLETES_NEW_NAME, COMPLETES_VALUE}},
    {.id = WORD_CHANNEL,
     .name = "channel",
     .class = WORD_DECLARES,
     .free_name = true,
     .usage = "channel NAME [N] ...\n"
              "channel NAME[K]",
     .help = "Makes a channel, as Go has them: what one thread sends another receives.",
     .explanation =
         "Without N nothing lies in it: who sends waits until somebody receives, and the value "
         "goes from hand to hand. With N so many values find room in it, and a sender waits only "
         "while it is full. Who waits is served first come, first served. close says that nothing "
         "more will come; for x from NAME { } takes all that does.",
     .example = "channel ch\n"
                "spawn maker { send ch 1; send ch 2; close ch }\n"
                "for x from ch { print x }\n"
                "print \"no more\"\n",
     .output = "main: 1\n"
               "main: 2\n"
               "main: no more\n",
     .completes = {COMPLETES_NEW_NAME, COMPLETES_VALUE}},
    {.id = WORD_TIMER,
     .name = "timer",
     .class = WORD_DECLARES,
     .usage = "timer NAME DURATION BODY\n"
              "timer NAME every DURATION BODY",
     .help = "Makes something that happens once, or again and again, some time after it is "
             "started.",
     .explanation =
         "Nothing happens before start NAME. When the time has passed, the body runs in a "
         "thread of the timer's name. Until then cancel stops it. With every it goes off again and "
         "again until it is cancelled, each time as long after it had to the last time; it never "
         "runs beside itself: what it misses while its body runs is made up for once, right behind "
         "it. A program waits for one that is started: cancel it, or make it a daemon: daemon NAME "
         "on.",
     .example = "timer t 3s { print \"three seconds are over\" }\n"
                "start t\n"
                "join t\n"
                "print now\n",
     .output = "t: three seconds are over\n"
               "main: 3s\n",
     .completes = {COMPLETES_NEW_NAME, COMPLETES_DURATION, COMPLETES_BODY}},
    {.id = WORD_FUTURE,
     .name = "future",
     .class = WORD_DECLARES,
     .free_name = true,
     .usage = "future NAME ...\n"
              "future NAME[K]",
     .help = "Makes a future: a result that one thread will have and others wait for.",
     .explanation = "resolve gives it its value, fail an error instead, once and for all. await "
                    "waits until it is there; who comes later has it at once. It is C++'s promise "
                    "and its future in one, Java's CompletableFuture, Python's Future.",
     .example = "future answer\n"
                "spawn thinker { sleep 1s; resolve answer 42 }\n"
                "x = await answer\n"
                "print x\n",
     .output = "main: 42\n",
     .completes = {COMPLETES_NEW_NAME}},
    {.id = WORD_ONCE,
     .name = "once",
     .class = WORD_DECLARES,
     .usage = "once NAME ...\n"
              "once NAME { ... }",
     .help = "Makes something that is done only once, however many threads ask for it.",
     .explanation =
         "once NAME makes it; once NAME { ... } runs the block if nobody has yet. A thread "
         "that comes while another is still in the block waits until that one is done. Left by "
         "an error it counts as not done.",
     .example = "once o\n"
                "define set_up() { once o { print \"set up\" } }\n"
                "set_up()\n"
                "set_up()\n",
     .output = "main: set up\n",
     .completes = {COMPLETES_NEW_NAME, COMPLETES_BODY}},
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
     .usage = "release LOCK [K]",
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
     .free_name = true,
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
     .free_name = true,
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
     .free_name = true,
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
     .free_name = true,
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
     .free_name = true,
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
     .free_name = true,
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
     .free_name = true,
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
     .free_name = true,
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
     .free_name = true,
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
     .free_name = true,
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
     .usage = "unlock LOCK [K]",
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

const size_t words_objects_count = sizeof words_objects / sizeof *words_objects;
