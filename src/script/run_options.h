/* run_options.h - how a script is run: what the command line says, then what the script itself
 * does. */
#ifndef THRUM_SCRIPT_RUN_OPTIONS_H
#define THRUM_SCRIPT_RUN_OPTIONS_H

#include "lang/tree.h"
#include "core/drive.h"
#include "run/clock.h"

#include <stdbool.h>
#include <stdint.h>

struct lab;
struct recording;

/* Who hears the run beside the one who prints; with the monitor held. */
struct run_watcher {
    void (*hear)(void *context, const struct drive *d, const struct event *e);
    /* Nobody steps any more. */
    void (*over)(void *context, struct lab *lab, const struct machine *m);
    void *context;
    bool looks_back; /* the lab is to keep its history */
};

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
    const char *trace_file; /* NULL: standard error; "-": standard output */
    int64_t limit;          /* nanoseconds of real time; 0: none */
    uint64_t limit_memory;  /* bytes; 0: the machine's own limit */
    bool raw, stats, watch;
    bool spoken;                       /* what is told is for who hears it */
    int64_t (*hears_by)(void);         /* by which he waits, in milliseconds; NULL: the system's */
    uint32_t max_threads;              /* 0: the machine's own limit */
    bool quiet;                        /* what threads print is not written */
    struct recording *recording;       /* what is written goes into it too; NULL: nowhere */
    const struct run_watcher *watcher; /* NULL: nobody */
};

/* What holds where nothing is said. */
struct run_options run_options_default(void);
/* Adds what the script's settings say and the command line does not, and draws a seed where nobody
 * gave one. `gil`: becomes true where a setting says so. */
void run_options_settle(struct run_options *o, const struct tree *tree, bool *gil);

#endif
