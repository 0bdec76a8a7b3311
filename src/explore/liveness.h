/* liveness.h - which private variables are still read: what is in the others makes no difference.
 *
 * The classic analysis, backwards over the code of each unit. It knows the first 64 slots of a
 * unit; the rest, private arrays, and what puppets keep over their orders count as read. */
#ifndef THRUM_EXPLORE_LIVENESS_H
#define THRUM_EXPLORE_LIVENESS_H

#include "explore/facts.h"

struct liveness {
    uint64_t *live; /* by instruction: the slots that are read from there on */
};

void liveness_make(struct liveness *l, const struct facts *facts);
void liveness_free(struct liveness *l);
/* Puts 0 for what nobody reads any more into the stack of a thread of the machine: `stack` is a
 * copy of its values. That a variable has a value at all stays as it is. */
void liveness_forget(const struct liveness *l, const struct machine *m, uint32_t thread,
                     struct value *stack);

/* Bits of the slots that the instruction reads, of the first 64. */
uint64_t liveness_slots_read(const struct program *p, struct instruction i);

#endif
