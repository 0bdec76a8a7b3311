/* words_threads.c - the words for threads and functions. See words.h. */
#include "lang/words_inside.h"

const struct word words_threads[] = {
    {.id = WORD_THREAD,
     .name = "thread",
     .class = WORD_DECLARES,
     .usage = "thread [daemon] [NAME] [BODY]",
     .help = "Makes a thread that does not run yet; start lets it go.",
     .explanation =
         "A thread is a sequence of commands that runs beside the others. The body, a block or "
         "a call of a function, is what it does. Without a body it is a puppet: it waits for "
         "your orders, as in alice: lock m.",
     .example = "thread t { print \"running\" }\n"
                "print state(t)\n"
                "start t\n"
                "join t\n"
                "print state(t)\n",
     .output = "main: new\n"
               "t: running\n"
               "main: done\n",
     .completes = {COMPLETES_NEW_NAME, COMPLETES_BODY}},
    {.id = WORD_SPAWN,
     .name = "spawn",
     .class = WORD_DECLARES,
     .usage = "spawn [daemon] [NAME ...] [BODY]",
     .help = "Makes a thread and starts it at once.",
     .explanation =
         "From then on it runs beside yours, and nobody can tell which of the two is faster. "
         "The body is a block or a call of a function. Without a name it is Thread-1, Thread-2 "
         "and so on; without a body it is a puppet that waits for orders, as in alice: lock m.",
     .example = "spawn t { print \"I am\", me }\n"
                "join t\n"
                "print \"t has ended\"\n",
     .output = "t: I am t\n"
               "main: t has ended\n",
     .completes = {COMPLETES_NEW_NAME, COMPLETES_BODY}},
    {.id = WORD_START,
     .name = "start",
     .class = WORD_OPERATES,
     .usage = "start NAME",
     .help = "Starts a thread or a timer that has been made and not started yet.",
     .explanation = "Each can be started once only.",
     .example = "thread t { print \"started\" }\n"
                "start t\n",
     .output = "t: started\n",
     .completes = {COMPLETES_STARTABLE}},
    {.id = WORD_JOIN,
     .name = "join",
     .class = WORD_OPERATES,
     .usage = "join NAME [for DURATION]\n"
              "join all [but daemons] [for DURATION]",
     .help = "Waits until a thread has ended.",
     .explanation =
         "Of a puppet it waits until the orders given so far are done. join all waits for "
         "every other thread and timer that was started, daemons too, which a program's end does "
         "not wait for; join all but daemons leaves them out. With for DURATION its value is false "
         "where the time ran out.",
     .example = "spawn t { sleep 2s }\n"
                "join t\n"
                "print now\n",
     .output = "main: 2s\n",
     .completes = {COMPLETES_JOINABLE}},
    {.id = WORD_CANCEL,
     .name = "cancel",
     .class = WORD_OPERATES,
     .usage = "cancel NAME",
     .help = "Stops a timer before it goes off, or asks a thread to end.",
     .explanation =
         "A running thread ends at the next place where it could wait; what it has to clean up "
         "(with, finally) is done. A thread or timer that was not started never runs; a timer "
         "that has gone off is left alone, as in Python.",
     .example = "timer t 3s { print \"too late\" }\n"
                "start t\n"
                "cancel t\n"
                "print state(t)\n",
     .output = "main: cancelled\n",
     .completes = {COMPLETES_CANCELLABLE}},
    {.id = WORD_KILL,
     .name = "kill",
     .class = WORD_OPERATES,
     .usage = "kill NAME",
     .help = "Stops a thread where it stands, without cleaning up.",
     .explanation =
         "What it held stays held, so those who wait for that wait for ever: a way to see what "
         "goes wrong, not a way to end a thread. cancel is kinder.",
     .example = "mutex m\n"
                "spawn t { lock m; sleep 10s; unlock m }\n"
                "sleep 1s\n"
                "kill t\n"
                "print state(t), locked(m)\n",
     .output = "main: killed true\n",
     .completes = {COMPLETES_CANCELLABLE}},
    {.id = WORD_DAEMON,
     .name = "daemon",
     .class = WORD_OPERATES,
     .usage = "daemon NAME on\n"
              "daemon NAME off\n"
              "daemon(NAME)",
     .help = "Makes a thread that is not started yet a daemon, or asks whether one is.",
     .explanation =
         "The program waits at its end for every thread but the daemons; those it stops "
         "wherever they are. spawn daemon makes one at once, and threads that a daemon makes "
         "are daemons.",
     .example = "spawn daemon d { while true { sleep 1s; print \"tick\" } }\n"
                "sleep 2500ms\n"
                "print daemon(d)\n",
     .output = "d: tick\n"
               "d: tick\n"
               "main: true\n",
     .completes = {COMPLETES_STARTABLE, COMPLETES_ON_OFF}},
    {.id = WORD_RENAME,
     .name = "rename",
     .class = WORD_OPERATES,
     .usage = "rename OLD NEW",
     .help = "Gives a thread another name.",
     .explanation =
         "The old name is free again. The name is only a label; the thread goes on as it was.",
     .example = "spawn t { sleep 1s; print \"I am\", me }\n"
                "rename t worker\n"
                "join worker\n",
     .output = "worker: I am worker\n",
     .completes = {COMPLETES_THREAD, COMPLETES_NEW_NAME}},
    {.id = WORD_FENCE,
     .name = "fence",
     .class = WORD_OPERATES,
     .usage = "fence",
     .help = "A memory fence, which changes nothing here: every thread sees every step at once.",
     .explanation =
         "Elsewhere compilers and processors put reads and writes in another order, and a fence "
         "keeps them in theirs. Here steps follow one another, in the order in which the commands "
         "stand, so it is a step that does nothing. It does not make a plain variable safe: two "
         "threads that use it still race.",
     .example = "shared data = 0\n"
                "atomic ready = false\n"
                "spawn t { while not ready { yield }; fence; print data }\n"
                "data = 7\n"
                "fence\n"
                "ready = true\n",
     .output = "t: 7\n",
     .completes = {COMPLETES_NOTHING}},
    {.id = WORD_YIELD,
     .name = "yield",
     .class = WORD_OPERATES,
     .usage = "yield",
     .help = "Gives way: another thread that is ready may go first.",
     .explanation = "It is only a hint, and never replaces waiting for what you need.",
     .example = "yield\n"
                "print \"on we go\"\n",
     .output = "main: on we go\n"},
    {.id = WORD_SLEEP,
     .name = "sleep",
     .class = WORD_OPERATES,
     .usage = "sleep DURATION",
     .help = "Does nothing for some time; other threads run meanwhile.",
     .explanation =
         "A plain number counts seconds. To sleep \"long enough\" for another thread to be ready "
         "is no way to wait for it: use an event, a join or a condition.",
     .example = "sleep 2s\n"
                "print now\n",
     .output = "main: 2s\n",
     .completes = {COMPLETES_DURATION}},
    {.id = WORD_WORK,
     .name = "work",
     .class = WORD_OPERATES,
     .usage = "work DURATION\n"
              "work N items",
     .help = "Keeps the processor busy, as a long calculation would.",
     .explanation = "Unlike sleep it needs a processor all the time. N items are N small units of "
                    "work.",
     .example = "work 500ms\n"
                "print now\n",
     .output = "main: 0.5s\n",
     .completes = {COMPLETES_DURATION}},
    {.id = WORD_IO,
     .name = "io",
     .class = WORD_OPERATES,
     .usage = "io DURATION",
     .help = "Waits as for a disk or a network: the thread is in state io.",
     .explanation =
         "Meanwhile the processor is free for other threads, and so is the interpreter lock if "
         "the lab has one.",
     .example = "io 3s\n"
                "print now\n",
     .output = "main: 3s\n",
     .completes = {COMPLETES_DURATION}},
    {.id = WORD_DEFINE,
     .name = "define",
     .class = WORD_DECLARES,
     .usage = "define NAME(A, B, ...) { ... }",
     .help = "Makes a function.",
     .explanation =
         "Call it as NAME(1, 2), as a command, in an expression or as the body of a thread. "
         "Its variables are its own; return hands a value back.",
     .example = "define square(n) { return n * n }\n"
                "print square(7)\n",
     .output = "main: 49\n",
     .completes = {COMPLETES_NEW_NAME}},
};

const size_t words_threads_count = sizeof words_threads / sizeof *words_threads;
