/* options.h - what thrum can be called with, in one table: main.c reads the command line by it, and
 * --help and the manual page are made from the same rows.
 *
 *     struct argp argp = options_argp(&options_run, take_option);
 *     argp_parse(&argp, count, arguments, 0, NULL, &input);
 *
 * Constant data; no locks. */
#ifndef THRUM_SHELL_OPTIONS_H
#define THRUM_SHELL_OPTIONS_H

#include <argp.h>

/* The options' keys, for the function that takes them. */
enum option_key {
    OPTION_SCHEDULE = 256, /* above every letter: there are no short options */
    OPTION_CLOCK,
    OPTION_SEED,
    OPTION_TRACE,
    OPTION_LIMIT,
    OPTION_RAW,
    OPTION_STATS,
    OPTION_MAX_THREADS,
    OPTION_PLAIN,
};

/* One way of calling thrum. */
struct option_call {
    const char *name;                  /* "thrum run" */
    const char *arguments;             /* what follows the options: "FILE" */
    const char *summary;               /* a sentence or two */
    const char *rest;                  /* what is said behind the options, or NULL */
    const struct argp_option *options; /* ended by a row of zeros */
};

extern const struct option_call options_lab, options_run;

struct exit_status {
    int status;          /* what the process ends with */
    const char *meaning; /* no sentence: "a thread failed" */
};

/* Those of `thrum run`, ended by a row whose meaning is NULL. */
extern const struct exit_status options_exit_statuses[];

/* The call as argp wants it; `take` gets the keys above and the arguments. Points into the table.
 */
struct argp options_argp(const struct option_call *call, argp_parser_t take);

#endif
