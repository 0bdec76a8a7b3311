/* explore_script.h - `thrum explore FILE`: every interleaving of a script, without the lab. */
#ifndef THRUM_SCRIPT_EXPLORE_SCRIPT_H
#define THRUM_SCRIPT_EXPLORE_SCRIPT_H

#include "explore/explore.h"

struct explore_script_options {
    const char *file; /* "-": standard input */
    bool json;
    bool spoken;               /* for who hears it */
    int64_t (*hears_by)(void); /* by which he waits, in milliseconds; NULL: the system's */
    const char *html;          /* a page of what was found first goes into this file; NULL: none */
    bool has_seed;
    uint64_t seed;
    struct explore_options search; /* progress and cancel are set here */
};

/* Explores it, writes what it has found to standard output, and returns the exit status. */
int explore_script(const struct explore_script_options *options);

#endif
