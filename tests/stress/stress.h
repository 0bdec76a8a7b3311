/* stress.h - what the stress programs share: a lab that runs a program given as text, on real
 * pthreads, and waiting for its news. They print TAP and run under the thread sanitizer. */
#ifndef THRUM_TESTS_STRESS_STRESS_H
#define THRUM_TESTS_STRESS_STRESS_H

#include "run/lab.h"

#include <stdbool.h>
#include <stdint.h>

/* A lab, and what its threads printed. */
struct stressed {
    struct lab *lab;
    int64_t last_printed; /* the last integer that was printed; guarded by the monitor */
    unsigned prints, failures;
};

/* Opens a lab; the program does not run yet. */
void stress_open(struct stressed *s, enum schedule_kind schedule, enum clock_kind clock,
                 uint64_t seed);
/* Compiles the program and starts main with it. Fails the test where it does not compile. */
void stress_start(struct stressed *s, const char *program);
/* Waits for any of the news; true if it came before the deadline of a minute. */
bool stress_await(struct stressed *s, unsigned news);
void stress_close(struct stressed *s);
/* All in one: true if the program came to its end. */
bool stress_run(struct stressed *s, const char *program, enum schedule_kind schedule,
                enum clock_kind clock, uint64_t seed);

#endif
