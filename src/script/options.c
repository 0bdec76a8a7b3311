/* options.c - see options.h. */
#include "script/options.h"

#include "base/buffer.h"
#include "script/statuses.h"

#include <stddef.h>

static const struct argp_option lab_options[] = {
    {"plain", OPTION_PLAIN, NULL, 0,
     "line by line instead of a full screen: for screen readers, logs and pipes", 0},
    {0},
};

static const struct exit_status lab_statuses[] = {
    {0, "the lab was left"},
    {1, "its output could not be written, line by line"},
    {2,
     "wrong use, or, where nobody sits at a terminal, a FILE or an input that cannot be read, or "
     "is no script and no lesson"},
    {0, NULL},
};

const struct option_call options_lab = {
    .name = "thrum",
    .arguments = "[FILE]",
    .summary = "Opens the lab: a prompt at which you start threads, give them orders and see what "
               "each of them does. FILE is a script, which is loaded and run first, or a lesson "
               "(.md), which is played.",
    .rest = "'thrum run FILE' runs a script without the lab; 'thrum run --help' tells its options. "
            "In the lab, 'help' lists all commands.",
    .options = lab_options,
    .statuses = lab_statuses,
};

/* How a script is run. */
#define WHO_AND_WHEN                                                                               \
    {"schedule",                                                                                   \
     OPTION_SCHEDULE,                                                                              \
     "WHICH",                                                                                      \
     0,                                                                                            \
     "who goes next: free (the system decides), random, round-robin, segments such as "            \
     "'main*6 alice*2 bob', or @FILE, a file with segments; one that cannot be followed to its "   \
     "end "                                                                                        \
     "is an error",                                                                                \
     0},                                                                                           \
        {"clock",                                                                                  \
         OPTION_CLOCK,                                                                             \
         "WHICH",                                                                                  \
         0,                                                                                        \
         "how time passes: real, virtual, or xN, N times as fast as real",                         \
         0},                                                                                       \
        {"seed",                                                                                   \
         OPTION_SEED,                                                                              \
         "N",                                                                                      \
         0,                                                                                        \
         "where random numbers start; alone it means --schedule=random --clock=virtual, and the "  \
         "same N "                                                                                 \
         "then gives the same output",                                                             \
         0},
#define BOUNDS                                                                                     \
    {"limit-memory",                                                                               \
     OPTION_LIMIT_MEMORY,                                                                          \
     "MIB",                                                                                        \
     0,                                                                                            \
     "let all variables, objects and threads take no more: 1 or more, 1024 if left out",           \
     0},                                                                                           \
        {"max-threads", OPTION_MAX_THREADS, "N", 0, "how many threads may be alive at once", 0},

static const struct argp_option run_options[] = {
    WHO_AND_WHEN{"trace", OPTION_TRACE, "FILE", OPTION_ARG_OPTIONAL,
                 "write a line per step to FILE, or to standard error", 0},
    {"limit", OPTION_LIMIT, "DURATION", 0, "end the run after so much real time, such as 10s", 0},
    {"raw", OPTION_RAW, NULL, 0, "print the texts alone, without the threads' names", 0},
    {"stats", OPTION_STATS, NULL, 0,
     "say at the end how many steps and threads there were, the time and the seed", 0},
    {"watch", OPTION_WATCH, NULL, 0,
     "warn of data races, of variables touched without the lock that guards them, and of locks "
     "taken in two orders, as far as the run shows them; the exit status stays",
     0},
    BOUNDS{0},
};

static const struct exit_status run_statuses[] = {
    {RUN_FINE, "the script ended and nothing failed"},
    {RUN_FAILED, "a thread failed"},
    {RUN_UNUSABLE, "wrong use, a file that cannot be read or written, a syntax error, "
                   "a schedule that cannot be followed, or no memory or threads to run it with"},
    {RUN_DEADLOCK, "deadlock: somebody waits, and nobody can ever go on"},
    {RUN_LIMIT, "the time given by --limit ran out"},
    {0, NULL},
};

const struct option_call options_run = {
    .name = "thrum run",
    .arguments = "FILE",
    .summary = "Runs a script to its end without the lab; '-' is standard input. What its threads "
               "print goes to standard output, what goes wrong to standard error.",
    .options = run_options,
    .statuses = run_statuses,
};

static const struct argp_option export_options[] = {
    {"to", OPTION_TO, "KIND", 0,
     "what is written: cast, a recording for asciinema; html, one page that needs nothing else, in "
     "which a browser steps through "
     "the run; svg, a picture for slides; text, the columns; trace, which Perfetto "
     "(ui.perfetto.dev) and chrome://tracing open",
     0},
    {"view", OPTION_VIEW, "WHICH", 0,
     "what svg draws: columns, a row for each step (the default), or timeline", 0},
    {"output", OPTION_OUTPUT, "FILE", 0,
     "write it to FILE, whole or not at all; else it goes to standard output", 0},
    WHO_AND_WHEN{"limit", OPTION_LIMIT, "DURATION", 0,
                 "end the run after so much real time, such as 10s", 0},
    BOUNDS{0},
};

static const struct exit_status export_statuses[] = {
    {0, "the run was written, whatever came of it"},
    {2, "wrong use, a script that cannot be read or run, or a file that cannot be written"},
    {0, NULL},
};

const struct option_call options_export = {
    .name = "thrum export",
    .arguments = "FILE",
    .summary = "Runs a script as 'thrum run' does, and writes what happened for another program to "
               "show; '-' is standard input. What the threads print stands in what is written, "
               "what goes wrong is told on standard error too. A run that can be repeated "
               "(--seed=N) gives the same bytes each time.",
    .options = export_options,
    .statuses = export_statuses,
};

static const struct argp_option explore_options[] = {
    {"time", OPTION_TIME, "WHICH", 0,
     "untimed: a sleep may last any time, and a time-out may strike at any moment (the default); "
     "virtual: deadlines come in the order of the clock",
     0},
    {"spurious", OPTION_SPURIOUS, NULL, 0, "conditions may wake without a notify", 0},
    {"findings", OPTION_FINDINGS, "WHICH", 0,
     "all: everything that can go wrong (the default); first: stop at the first", 0},
    {"seed", OPTION_SEED, "N", 0, "where the numbers of random() start; 0 if left out", 0},
    {"limit-states", OPTION_LIMIT_STATES, "N", 0, "look at no more states", 0},
    {"limit-time", OPTION_LIMIT_TIME, "DURATION", 0, "search no longer, such as 10s", 0},
    {"limit-memory", OPTION_LIMIT_MEMORY, "MIB", 0,
     "use no more memory for states: 1 or more, 1024 if left out", 0},
    {"no-reduction", OPTION_NO_REDUCTION, NULL, 0, "look at every state by itself, for comparison",
     0},
    {"full", OPTION_FULL, NULL, 0, "list every step of an order, however long it is", 0},
    {"json", OPTION_JSON, NULL, 0, "write the result for programs", 0},
    {"html", OPTION_HTML, "FILE", 0,
     "write the run that shows what was found, the first of several, into FILE: a page through "
     "which "
     "a browser steps, with what could have been done instead at each step; where nothing was "
     "found "
     "FILE is not written",
     0},
    {0},
};

static const struct exit_status explore_statuses[] = {
    {EXPLORE_FINE, "proved: no order of steps goes wrong"},
    {1, "an assertion, an invariant or a critical section can break, or an error come up"},
    {EXPLORE_UNUSABLE, "wrong use, a file that cannot be read, a syntax error, or something in "
                       "the script that cannot be explored"},
    {3, "a deadlock, or a program that cannot end any more"},
    {5, "a race on a plain variable"},
    {EXPLORE_AT_LIMIT, "bounded: a limit was reached, and nothing was found so far"},
    {EXPLORE_INTERRUPTED, "interrupted, and nothing was found so far"},
    {0, NULL},
};

const struct option_call options_explore = {
    .name = "thrum explore",
    .arguments = "FILE",
    .summary = "Looks at every order in which the steps of a script can come: proves that none "
               "goes wrong, or shows the simplest one that does; '-' is standard input.",
    .options = explore_options,
    .statuses = explore_statuses,
};

static const struct argp_option lesson_options[] = {
    {"plain", OPTION_PLAIN, NULL, 0,
     "line by line instead of a full screen: for screen readers, logs and pipes", 0},
    {"test", OPTION_TEST, NULL, 0,
     "play each FILE by itself and tell what is not as it promises: outputs, tasks, "
     "verdicts, challenges",
     0},
    {"new", OPTION_NEW, "NAME", 0, "write the first draft of a lesson into the file NAME.md", 0},
    {"verbose", OPTION_VERBOSE, NULL, 0, "with --test: show all that is played", 0},
    {0},
};

static const struct exit_status lesson_statuses[] = {
    {LESSON_GOOD, "the lesson was left, or every FILE is good"},
    {LESSON_BAD, "something in a FILE is not as it promises"},
    {LESSON_UNUSABLE, "wrong use, or a FILE that cannot be read or is no lesson"},
    {0, NULL},
};

const struct option_call options_lesson = {
    .name = "thrum lesson",
    .arguments = "[LESSON|FILE...]",
    .summary = "Opens the lab and plays a lesson in it: LESSON is its number or its name as 'thrum "
               "lessons' lists them, or a Markdown file. With --test, plays every FILE without the "
               "lab.",
    .options = lesson_options,
    .statuses = lesson_statuses,
};

static const struct argp_option no_options[] = {{0}};

const struct option_call options_lessons = {
    .name = "thrum lessons",
    .arguments = "",
    .summary = "Lists the lessons and how far you are in each.",
    .options = no_options,
};

const struct option_call *const options_calls[] = {
    &options_lab,    &options_run, &options_export, &options_explore, &options_lessons,
    &options_lesson, NULL,
};

char *options_doc(const struct option_call *call)
{
    struct buffer doc = {0};
    buffer_puts(&doc, call->summary);
    buffer_putc(&doc, '\v'); /* argp puts the options here */
    if (call->rest)
        buffer_puts(&doc, call->rest);
    if (call->statuses)
        buffer_puts(&doc, "Exit status:\n");
    for (const struct exit_status *s = call->statuses; s && s->meaning; s++)
        buffer_printf(&doc, "  %d  %s\n", s->status, s->meaning);
    return buffer_take(&doc);
}
