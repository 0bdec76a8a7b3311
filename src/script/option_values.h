/* option_values.h - what an option's value says: numbers and durations, read strictly. */
#ifndef THRUM_SCRIPT_OPTION_VALUES_H
#define THRUM_SCRIPT_OPTION_VALUES_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

/* False with a sentence in `why` where the text is none. */
bool option_read_number(const char *option, const char *text, uint64_t least, uint64_t most,
                        uint64_t *number, struct buffer *why);
/* A duration as the language writes it, in nanoseconds: 10us 250ms 1.5s 2m; without a unit,
 * seconds. */
bool option_read_duration(const char *option, const char *text, int64_t *nanoseconds,
                          struct buffer *why);

#endif
