/* clocks.h - vector clocks: per thread how far what it did is known. Of 10,000 threads as of two.
 *
 *     struct clock_tree *c = clocks_with(NULL, 3, 7);       // knows thread 3 up to 7
 *     c = clocks_joined(c, other);                     // and all that `other` knows
 *     if (clocks_at(c, 3) >= stamp) ...                // it knows that
 *     clocks_release(c);
 *
 * A clock is a tree whose branches are shared by all that know the same, and counted; it is never
 * changed as long as another has it. NULL knows nothing. Plain data; the caller sees to locks. */
#ifndef THRUM_WATCH_CLOCKS_H
#define THRUM_WATCH_CLOCKS_H

#include <stdbool.h>
#include <stdint.h>

struct clock_tree;

/* One more who has it. */
struct clock_tree *clocks_share(struct clock_tree *c);
void clocks_release(struct clock_tree *c);

uint64_t clocks_at(const struct clock_tree *c, uint32_t thread);
/* The same but for one thread; takes `c`. */
struct clock_tree *clocks_with(struct clock_tree *c, uint32_t thread, uint64_t value);
/* All that either knows; takes `c`, not `other`. */
struct clock_tree *clocks_joined(struct clock_tree *c, struct clock_tree *other);
/* The first thread of which `c` knows more than `than` does; false where there is none. */
bool clocks_beyond(const struct clock_tree *c, const struct clock_tree *than, uint32_t *thread);

#endif
