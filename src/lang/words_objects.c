/* words_objects.c - the words that make synchronisation objects; those that use them are in
 * words_operations.c. See words.h. */
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
     .completes = {COMPLETES_NEW_NAME, COMPLETES_NEW_NAME, COMPLETES_TAKING(CARRY)}},
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
};

const size_t words_objects_count = sizeof words_objects / sizeof *words_objects;
