/* explore_progress.h - how far a search has come and how long it may still take, in words: for a
 * terminal's last line and the lab's status line. Nothing of it belongs into a result. */
#ifndef THRUM_SCRIPT_EXPLORE_PROGRESS_H
#define THRUM_SCRIPT_EXPLORE_PROGRESS_H

#include "base/buffer.h"
#include "explore/explore.h"

/* A search that takes longer than this, in nanoseconds, says how far it is. */
#define EXPLORE_PROGRESS_AFTER 1000000000

/* "1,234,567 states, 412,000 a second; 3 s to 2 min left": of a search that began so many
 * nanoseconds ago. The first is for what is met but not done with yet, at the pace so far; the last
 * for what would be left if all branches were as large, which they hardly ever are. */
void explore_progress_add(const struct explore_progress *p, int64_t nanoseconds,
                          struct buffer *out);

#endif
