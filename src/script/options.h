/* options.h - what thrum can be called with, in one table: src/calls reads the command line by it,
 * and --help, the manual page and completion in shells are made from the same rows.
 *
 * The rows themselves are in options.c (the lab), options_run.c (scripts) and options_lesson.c
 * (lessons).
 *
 * Constant data; no locks. */
#ifndef THRUM_SCRIPT_OPTIONS_H
#define THRUM_SCRIPT_OPTIONS_H

#include <stdbool.h>

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
    OPTION_LANGUAGE,
    OPTION_SPOKEN,
    OPTION_TIME,
    OPTION_SPURIOUS,
    OPTION_LIMIT_STATES,
    OPTION_LIMIT_TIME,
    OPTION_LIMIT_MEMORY,
    OPTION_NO_REDUCTION,
    OPTION_FINDINGS,
    OPTION_ORDERS,
    OPTION_FULL,
    OPTION_JOBS,
    OPTION_JSON,
    OPTION_HTML,
    OPTION_TEST,
    OPTION_NEW,
    OPTION_VERBOSE,
    OPTION_TO,
    OPTION_VIEW,
    OPTION_SPEED,
    OPTION_CHECK,
    OPTION_RECORD,
    OPTION_NAME,
    OPTION_AUTO,
    OPTION_NAMES,
    OPTION_LESSON,
    OPTION_CSV,
    OPTION_POINTS,
    OPTION_GIFT,
    OPTION_PRINT,
    OPTION_NO_ANSWERS,
    OPTION_PAGES,
    OPTION_HELP,
    OPTION_USAGE,
    OPTION_OUTPUT = 'o',
    OPTION_VERSION = 'V',
};

struct option_row {
    const char *name;  /* behind the two hyphens; NULL in the row behind the last */
    int key;           /* enum option_key; where it is a letter, that is its short form */
    const char *value; /* what stands for its value: "FILE"; NULL: it has none */
    bool may_lack;     /* the value can be left out */
    const char *help;  /* no sentence */
};

/* What a lab may take, scripted or not. */
#define OPTION_ROWS_BOUNDS                                                                         \
    {"limit-memory", OPTION_LIMIT_MEMORY, "MIB", false,                                            \
     "let all variables, objects and threads take no more: 1 or more; 1024 if left out, or "       \
     "half of what a container or a server grants"},                                               \
    {                                                                                              \
        "max-threads", OPTION_MAX_THREADS, "N", false, "how many threads may be alive at once"     \
    }

/* The rows of how a lab is shown. */
#define OPTION_ROWS_FRONT_END                                                                      \
    {"plain", OPTION_PLAIN, NULL, false,                                                           \
     "line by line instead of a full screen: for logs and pipes"},                                 \
    {                                                                                              \
        "spoken", OPTION_SPOKEN, NULL, false,                                                      \
            "line by line in sentences, without signs, tables and pictures: for screen readers; "  \
            "ACCESSIBLE=1 in the environment means the same"                                       \
    }

/* The row of an option that all have who show lessons. */
#define OPTION_ROW_LANGUAGE                                                                        \
    {                                                                                              \
        "language", OPTION_LANGUAGE, "LANG", false,                                                \
            "show lessons in this language, such as de or en; if left out, in that of the "        \
            "locale. What "                                                                        \
            "is not translated is in English"                                                      \
    }

/* What may stand as an argument, or as an option's value: what completion offers there. */
enum option_takes {
    TAKES_FILE = 1,
    TAKES_SCRIPT = 2,          /* a file .thr */
    TAKES_LESSON_FILE = 4,     /* a file .md */
    TAKES_LESSON = 8,          /* a lesson's number or name */
    TAKES_FILE_BEHIND_AT = 16, /* @FILE */
    TAKES_HAND_IN = 32,        /* a file .handin */
};

/* An option's value, the same wherever the option is. */
struct option_value {
    int key;            /* enum option_key */
    const char *words;  /* "real virtual", those that there are; NULL: none */
    unsigned takes;     /* enum option_takes, what it may be beside these; 0: nothing to offer */
    unsigned arguments; /* enum option_takes: with it the call's arguments may be these too */
};

struct exit_status {
    int status;          /* what the process ends with */
    const char *meaning; /* no sentence: "a thread failed" */
};

/* One way of calling thrum. */
struct option_call {
    const char *word;                   /* behind `thrum`: "run"; "": none, it opens the lab */
    const char *line;                   /* no sentence: "run a script to its end" */
    unsigned takes;                     /* enum option_takes, of the arguments */
    const char *arguments;              /* what follows the options: "FILE" */
    const char *summary;                /* a sentence or two */
    const char *rest;                   /* what is said behind the options, or NULL */
    const struct option_row *options;   /* ended by a row of zeros */
    const struct exit_status *statuses; /* ended by a row without meaning; NULL: 0, and 2 for wrong
                                           use */
};

extern const struct option_call options_lab, options_run, options_explore, options_lesson,
    options_lessons, options_export, options_present, options_notes, options_hand_in, options_fmt,
    options_class;
/* All of them, the lab first, in the order of the manual; NULL behind the last. */
extern const struct option_call *const options_calls[];
/* The options that each of them has beside its own; ended as theirs are. */
extern const struct option_row options_everywhere[];

/* "thrum run". */
struct buffer;
void options_add_name(const struct option_call *call, struct buffer *out);
/* Never NULL: of an option whose value is nothing to be completed a row of zeros. */
const struct option_value *options_value(int key);

#endif
