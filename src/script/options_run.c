/* options_run.c - how a script is run, explored, exported, laid out: see options.h. */
#include "script/options.h"

#include "script/statuses.h"

#include <stddef.h>

/* How a script is run. */
#define WHO_AND_WHEN                                                                               \
    {"schedule", OPTION_SCHEDULE, "WHICH", false,                                                  \
     "who goes next: free (the system decides), random, round-robin, segments such as "            \
     "'main*6 alice*2 bob', or @FILE, a file with segments; one that cannot be followed to its "   \
     "end "                                                                                        \
     "is an error"},                                                                               \
        {"clock", OPTION_CLOCK, "WHICH", false,                                                    \
         "how time passes: real, virtual, or xN, N times as fast as real"},                        \
        {"seed", OPTION_SEED, "N", false,                                                          \
         "where random numbers start; alone it means --schedule=random --clock=virtual, and the "  \
         "same N "                                                                                 \
         "then gives the same output"},
static const struct option_row run_options[] = {
    WHO_AND_WHEN{"trace", OPTION_TRACE, "FILE", true,
                 "write a line per step to FILE, or to standard error; '-' is standard output"},
    {"limit", OPTION_LIMIT, "DURATION", false, "end the run after so much real time, such as 10s"},
    {"record", OPTION_RECORD, "FILE", false,
     "record what is printed and told, as it comes, into FILE, for 'asciinema play', and tell it "
     "in words in FILE.txt"},
    {"raw", OPTION_RAW, NULL, false, "print the texts alone, without the threads' names"},
    {"stats", OPTION_STATS, NULL, false,
     "say at the end how many steps and threads there were, the time and the seed"},
    {"watch", OPTION_WATCH, NULL, false,
     "warn of data races, of variables touched without the lock that guards them, and of locks "
     "taken in two orders, as far as the run shows them; the exit status stays"},
    {"spoken", OPTION_SPOKEN, NULL, false,
     "say it in sentences, without signs, tables and pictures: for screen readers; ACCESSIBLE=1 in "
     "the environment means the same"},
    OPTION_ROWS_BOUNDS,
    {0},
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
    .word = "run",
    .line = "run a script to its end without the lab",
    .takes = TAKES_SCRIPT,
    .arguments = "FILE",
    .summary = "Runs a script to its end without the lab; '-' is standard input. What its threads "
               "print goes to standard output, what goes wrong to standard error.",
    .options = run_options,
    .statuses = run_statuses,
};

static const struct option_row export_options[] = {
    {"to", OPTION_TO, "KIND", false,
     "what is written: c, not a run but the program itself, as C11 with POSIX threads; cast, a "
     "recording for asciinema; html, one page that needs nothing else, in "
     "which a browser steps through "
     "the run and, where thrum was built with its core for pages, goes another way from any step; "
     "python, the same for Python 3.9 or later; svg, a picture "
     "for slides; text, the columns; trace, which Perfetto "
     "(ui.perfetto.dev) and chrome://tracing open"},
    {"view", OPTION_VIEW, "WHICH", false,
     "what svg draws: columns, a row for each step (the default), or timeline"},
    {"output", OPTION_OUTPUT, "FILE", false,
     "write it to FILE, whole or not at all, in place of what was there; else, or to '-', it goes "
     "to standard output"},
    WHO_AND_WHEN{"limit", OPTION_LIMIT, "DURATION", false,
                 "end the run after so much real time, such as 10s"},
    OPTION_ROWS_BOUNDS,
    {0},
};

static const struct exit_status export_statuses[] = {
    {0, "the run was written, whatever came of it"},
    {2, "wrong use, a script that cannot be read or run, or a file that cannot be written"},
    {0, NULL},
};

const struct option_call options_export = {
    .word = "export",
    .line = "run a script and write the run as a page, a picture, a trace",
    .takes = TAKES_SCRIPT,
    .arguments = "FILE",
    .summary = "Runs a script as 'thrum run' does, and writes what happened for another program to "
               "show; '-' is standard input. What the threads print stands in what is written, "
               "what goes wrong is told on standard error too. A run that can be repeated "
               "(--seed=N) gives the same bytes each time.",
    .options = export_options,
    .statuses = export_statuses,
};

static const struct option_row explore_options[] = {
    {"time", OPTION_TIME, "WHICH", false,
     "how long a sleep lasts: untimed, any time, and a time-out may strike at any moment (the "
     "default); virtual, deadlines come in the order of the clock"},
    {"spurious", OPTION_SPURIOUS, NULL, false, "conditions may wake without a notify"},
    {"findings", OPTION_FINDINGS, "WHICH", false,
     "what is looked for: all, everything that can go wrong; first, stop at the first. Left out: "
     "all, but no further than 500,000 states behind the first"},
    {"orders", OPTION_ORDERS, "N", false,
     "show N orders of steps that come to their end, 1 to 100, which differ as much as any that "
     "are met: in what comes of them, in who comes first, in how often a thread is left"},
    {"seed", OPTION_SEED, "N", false, "where the numbers of random() start; 0 if left out"},
    {"limit-states", OPTION_LIMIT_STATES, "N", false,
     "search no more states; where nothing was found in them go on with the orders without a "
     "preemption, with one, and so on, for as long again"},
    {"limit-time", OPTION_LIMIT_TIME, "DURATION", false,
     "take no longer, such as 10s: three quarters are for the search, one is for explaining what "
     "was found, or for the orders with few preemptions where that is nothing"},
    {"limit-memory", OPTION_LIMIT_MEMORY, "MIB", false,
     "use no more memory for states: 1 or more; 1024 if left out. A quarter of what a container or "
     "a server grants is never passed"},
    {"jobs", OPTION_JOBS, "N", false,
     "do no more than N things at a time, 1 to 1000: beside the search and the explaining a second "
     "thread counts the schedules; what comes of it is the same. Left out: as many as there are "
     "processors"},
    {"no-reduction", OPTION_NO_REDUCTION, NULL, false,
     "look at every state by itself, for comparison"},
    {"full", OPTION_FULL, NULL, false, "list every step of an order, however long it is"},
    {"json", OPTION_JSON, NULL, false, "write the result for programs"},
    {"spoken", OPTION_SPOKEN, NULL, false,
     "say it in sentences, without signs, tables and pictures: for screen readers; ACCESSIBLE=1 in "
     "the environment means the same"},
    {"html", OPTION_HTML, "FILE", false,
     "write the run that shows what was found, the first of several, into FILE: a page through "
     "which "
     "a browser steps, with what could have been done instead at each step, which can be done "
     "there "
     "where thrum was built with its core for pages; where nothing was found "
     "FILE is not written"},
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
    .word = "explore",
    .line = "look at every order in which the steps of a script can come",
    .takes = TAKES_SCRIPT,
    .arguments = "FILE",
    .summary = "Looks at every order in which the steps of a script can come: proves that none "
               "goes wrong, or shows the simplest one that does; and names the checks that none "
               "of them comes to. '-' is standard input.",
    .options = explore_options,
    .statuses = explore_statuses,
};

static const struct option_row fmt_options[] = {
    {"check", OPTION_CHECK, NULL, false, "write nothing; name the files that would change"},
    {"lesson", OPTION_LESSON, NULL, false, "what comes from standard input is a lesson"},
    {0},
};

static const struct exit_status fmt_statuses[] = {
    {FMT_DONE, "every FILE is laid out"},
    {FMT_WOULD_CHANGE, "with --check: a FILE would change"},
    {FMT_UNUSABLE, "wrong use, or a FILE that cannot be read or written, or has errors"},
    {0, NULL},
};

const struct option_call options_fmt = {
    .word = "fmt",
    .line = "lay out scripts, and the blocks of lessons",
    .takes = TAKES_SCRIPT | TAKES_LESSON_FILE,
    .arguments = "FILE...",
    .summary = "Gives scripts, and the blocks of commands in lessons (.md), one layout, in place: "
               "four blanks for each block around, one blank where one belongs. Comments, where "
               "lines end and one empty line between commands stay, and the program stays the "
               "same. '-' is standard input, laid out to standard output. A FILE with errors is "
               "left as it is.",
    .options = fmt_options,
    .statuses = fmt_statuses,
};
