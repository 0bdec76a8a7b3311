/* agree.h - whether src/explore and the oracle say the same of a program, with every combination of
 * the reductions, in every kind of time. */
#ifndef THRUM_TESTS_AGREE_H
#define THRUM_TESTS_AGREE_H

#include <stdbool.h>
#include <stdint.h>

/* True if they agree, or the program has more states than `most`. `tells`: each disagreement is
 * printed as a comment of TAP: one of findings, of the variables that race, of the number of
 * schedules, of the states without reductions, of the states in which the program is over; or a
 * schedule that does not show, step by step, what it is said to show. */
bool agree(const char *text, uint64_t most, bool tells);

#endif
