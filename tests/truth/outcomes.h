/* outcomes.h - every outcome that a small program can have: what is printed, in which order, and
 * how it ends; by looking at each of its states, with the core's steps alone and nothing clever.
 *
 *     struct outcomes o;
 *     if (outcomes_of(&o, text, 20000)) ... o.lines.lines, each "0 main: 1\n" with line ends as \n
 *     outcomes_free(&o);
 *
 * An outcome begins with its end: 0, 1 (a thread failed) or "hangs" (nobody can go on any more, or
 * it never ends). What is printed under a name that a daemon may have is no part of it. Time is
 * untimed, as the oracle's. */
#ifndef THRUM_TESTS_TRUTH_OUTCOMES_H
#define THRUM_TESTS_TRUTH_OUTCOMES_H

#include "../programs/oracle.h"

#include <stdbool.h>
#include <stdint.h>

struct outcomes {
    struct oracle_lines lines;
    struct oracle_lines later;   /* what may come instead where daemons do not stop at the very
                                    moment at which the program is over, which only thrum's do */
    struct oracle_lines daemons; /* the names of those that print */
    bool races;                  /* two threads' next steps race somewhere, then too */
};

/* False where there are more states than that, or it waits for the world outside. */
bool outcomes_of(struct outcomes *o, const char *text, uint32_t most_states);
void outcomes_free(struct outcomes *o);

/* What a run under this seed comes to, as an outcome of that model; malloc'd. */
char *outcomes_of_seed(const struct outcomes *model, const char *text, uint64_t seed);

#endif
