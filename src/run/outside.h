/* outside.h - what a thread does without the monitor: work, ask, fetch. */
#ifndef THRUM_RUN_OUTSIDE_H
#define THRUM_RUN_OUTSIDE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Burns processor time of the calling thread: nanoseconds, or that many items of about a tenth of a
 * microsecond. Returns what was burnt, less than asked for once `stop` or `hurry` is set. */
int64_t outside_burn(int64_t amount, bool items, const atomic_bool *stop, const atomic_bool *hurry);

#endif
