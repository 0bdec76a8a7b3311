/* left_out.h - what an export has no room for, in words, which stand in it; nothing where that is
 * nothing. */
#ifndef THRUM_EXPORT_LEFT_OUT_H
#define THRUM_EXPORT_LEFT_OUT_H

#include "watch/columns.h"

/* "12 more threads", "the first 200 steps are left out"; behind what stands there already, apart
 * from it. */
void export_add_more_threads(size_t threads, struct buffer *out);
void export_add_left_out(uint64_t steps, struct buffer *out);
/* How many steps there were before the first row of these columns. */
uint64_t export_steps_before(const struct record *r, const struct columns *c);

#endif
