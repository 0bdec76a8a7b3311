/* statuses.h - what thrum ends with, as the command-line page has it. options.c says it in words.
 */
#ifndef THRUM_SCRIPT_STATUSES_H
#define THRUM_SCRIPT_STATUSES_H

/* thrum run */
enum run_status {
    RUN_FINE = 0,
    RUN_FAILED = 1,   /* a thread failed */
    RUN_UNUSABLE = 2, /* wrong use, unreadable file, syntax error: nothing was run; or a schedule
                         that could not be followed */
    RUN_DEADLOCK = 3,
    RUN_LIMIT = 4,
};

/* thrum explore; what a finding ends it with is its kind's (explore_kind_status). */
enum explore_status {
    EXPLORE_FINE = 0,
    EXPLORE_UNUSABLE = 2,
    EXPLORE_AT_LIMIT = 6,
    EXPLORE_INTERRUPTED = 130,
};

/* thrum lesson, thrum lessons */
enum lesson_status {
    LESSON_GOOD = 0,
    LESSON_BAD = 1, /* of --test: something is not as it promises */
    LESSON_UNUSABLE = 2,
};

/* thrum fmt */
enum fmt_status {
    FMT_DONE = 0,
    FMT_WOULD_CHANGE = 1, /* of --check */
    FMT_UNUSABLE = 2,
};

#endif
