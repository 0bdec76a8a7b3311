/* options.h - what thrum can be called with, in one table: main.c reads the command line by it, and
 * --help and the manual page are made from the same rows.
 *
 *     char *doc = options_doc(&options_run);
 *     struct argp argp = {options_run.options, take_option, options_run.arguments, doc};
 *     argp_parse(&argp, count, arguments, 0, NULL, &input);
 *
 * Constant data; no locks. */
#ifndef THRUM_SCRIPT_OPTIONS_H
#define THRUM_SCRIPT_OPTIONS_H

#include <argp.h>

/* The options' keys, for the function that takes them. */
enum option_key {
    OPTION_SCHEDULE = 256, /* above every letter: hardly one has a short form */
    OPTION_CLOCK,
    OPTION_SEED,
    OPTION_TRACE,
    OPTION_LIMIT,
    OPTION_RAW,
    OPTION_STATS,
    OPTION_WATCH,
    OPTION_MAX_THREADS,
    OPTION_PLAIN,
    OPTION_TIME,
    OPTION_SPURIOUS,
    OPTION_LIMIT_STATES,
    OPTION_LIMIT_TIME,
    OPTION_LIMIT_MEMORY,
    OPTION_NO_REDUCTION,
    OPTION_FINDINGS,
    OPTION_FULL,
    OPTION_JSON,
    OPTION_HTML,
    OPTION_TEST,
    OPTION_NEW,
    OPTION_VERBOSE,
    OPTION_TO,
    OPTION_VIEW,
    OPTION_OUTPUT = 'o',
};

struct exit_status {
    int status;          /* what the process ends with */
    const char *meaning; /* no sentence: "a thread failed" */
};

/* One way of calling thrum. */
struct option_call {
    const char *name;                   /* "thrum run" */
    const char *arguments;              /* what follows the options: "FILE" */
    const char *summary;                /* a sentence or two */
    const char *rest;                   /* what is said behind the options, or NULL */
    const struct argp_option *options;  /* ended by a row of zeros */
    const struct exit_status *statuses; /* ended by a row without meaning; NULL: 0, and 2 for wrong
                                           use */
};

extern const struct option_call options_lab, options_run, options_explore, options_lesson,
    options_lessons, options_export;
/* All of them, in the order of the manual; NULL behind the last. */
extern const struct option_call *const options_calls[];

/* What --help says around the options, as argp wants it; malloc'd. */
char *options_doc(const struct option_call *call);

#endif
