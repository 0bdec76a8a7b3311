/* monotonic.h - the time since some instant, by a clock that nobody sets. */
#ifndef THRUM_BASE_MONOTONIC_H
#define THRUM_BASE_MONOTONIC_H

#include <stdint.h>

int64_t monotonic_nanoseconds(void);
int64_t monotonic_milliseconds(void);

#endif
