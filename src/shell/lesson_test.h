/* lesson_test.h - plays lessons by themselves and tells what is not as they promise: what their
 * blocks print, what their tasks ask for before and after the answer, what `explore` finds.
 *
 * Each section is played in a lab of its own, on a virtual clock and with a schedule of a seed, so
 * that a lesson is good on every machine or on none. */
#ifndef THRUM_SHELL_LESSON_TEST_H
#define THRUM_SHELL_LESSON_TEST_H

#include <stdbool.h>
#include <stddef.h>

/* Plays the files; a line for each on standard output, what is wrong on standard error with file
 * and line. `verbose`: all that is played goes to standard output too. Returns the smallest status
 * that is not 0, or 0. */
int lesson_test(const char *const *files, size_t count, bool verbose);

#endif
