/* ends.h - from which states no schedule ends, found while a depth-first search goes.
 *
 * States from which each leads to the others are left together, when the search leaves the first of
 * them that it came to; whether one of them ends all of them can tell then. R. Tarjan, "Depth-first
 * search and linear graph algorithms", 1972. So no edges have to be kept. */
#ifndef THRUM_EXPLORE_ENDS_H
#define THRUM_EXPLORE_ENDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A state that the search is in, on its stack. */
struct visit {
    uint32_t state;
    size_t first_edge, edge; /* the next to be followed */
    size_t open;             /* how many states were open when it came here */
    uint32_t number, low;    /* in the order of coming; of the first that this one leads back to */
    bool ends;               /* some schedule does, as far as is known */
};

struct ends {
    uint8_t *marks;    /* by state, the search's */
    uint32_t *numbers; /* by state, on the stack or open; NULL while no way has led back */
    uint32_t next;     /* the number of the next */
    uint32_t capacity;
    uint32_t *open; /* states that were left, of which the first that they lead back to was not */
    size_t open_count, open_capacity;
    bool any_endless;
};

/* The search has come to the last on the stack. */
void ends_enter(struct ends *e, struct visit *stack, size_t depth);
/* It has an edge to a state that is on the stack or open; there are less than `states`. */
void ends_meet(struct ends *e, struct visit *stack, size_t depth, uint32_t state, uint32_t states);
/* The search leaves the last on the stack, all of whose edges it has followed. */
void ends_leave(struct ends *e, struct visit *stack, size_t depth);
size_t ends_bytes(const struct ends *e);
void ends_free(struct ends *e);

#endif
