/* failing.h - a malloc of the test's own in front of the C library's, so that memory fails where it
 * is told to. */
#ifndef THRUM_TESTS_MEMORY_FAILING_H
#define THRUM_TESTS_MEMORY_FAILING_H

#include <stdbool.h>

/* From now on allocations are counted anew: number `at` gets NULL, and all from number `from` on
 * do; 0: none. False where malloc cannot be replaced: under a C library other than glibc, and under
 * the sanitizers, which have one themselves. */
bool failing_begin(long at, long from);
/* How many there were since then. */
long failing_calls(void);

#endif
