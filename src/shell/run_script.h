/* run_script.h - `thrum run FILE`: a script from its first line to its end, without the lab's
 * screen.
 *
 * Prints go to standard output in the order of the steps, what went wrong to standard error; the
 * return value is the exit status of the command-line page. */
#ifndef THRUM_SHELL_RUN_SCRIPT_H
#define THRUM_SHELL_RUN_SCRIPT_H

#include "run/clock.h"
#include "core/schedule.h"

#include <stdbool.h>
#include <stdint.h>

/* What the command line says; what it leaves open the script's top may say. */
struct run_options {
    const char *file; /* "-": standard input */
    bool has_schedule;
    enum schedule_kind schedule;
    char *segments; /* of SCHEDULE_SEGMENTS, malloc'd */
    bool has_clock;
    enum clock_kind clock;
    double factor;
    bool has_seed;
    uint64_t seed;
    bool trace;
    const char *trace_file; /* NULL: standard error */
    int64_t limit;          /* nanoseconds of real time; 0: none */
    uint64_t limit_memory;  /* bytes; 0: the machine's own limit */
    bool raw, stats;
    uint32_t max_threads; /* 0: the machine's own limit */
};

enum run_status {
    RUN_FINE = 0,
    RUN_FAILED = 1,   /* a thread failed */
    RUN_UNUSABLE = 2, /* wrong use, unreadable file, syntax error: nothing was run; or a schedule
                         that could not be followed */
    RUN_DEADLOCK = 3,
    RUN_LIMIT = 4,
};

/* To be called while there is one thread, with signals as the process got them. */
int run_script(const struct run_options *options);

#endif
