/* explore_steps.h - the steps of a finding, by thread, a line each. */
#ifndef THRUM_SCRIPT_EXPLORE_STEPS_H
#define THRUM_SCRIPT_EXPLORE_STEPS_H

#include "base/buffer.h"
#include "explore/explore.h"

/* Long runs of one thread are shortened: what is left out has been done again later in the same
 * run, and what of it others could notice is counted. */
void explore_steps_add(const struct explore_finding *f, const struct machine *m,
                       struct buffer *out);

#endif
