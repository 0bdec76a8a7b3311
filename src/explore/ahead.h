/* ahead.h - what a thread has still before it in its code.
 *
 * Read from the code alone: a way that it never takes counts too, what orders may come does not.
 * Nothing is kept. */
#ifndef THRUM_EXPLORE_AHEAD_H
#define THRUM_EXPLORE_AHEAD_H

#include "core/step.h"

/* Where the thread may yet release what bears this name: the first such place; 0: nowhere. */
uint32_t ahead_release(const struct machine *m, uint32_t thread, uint32_t name);
/* Whether its code leads to its end at all: `while true` without a way out does not. */
bool ahead_ends(const struct machine *m, uint32_t thread);

#endif
