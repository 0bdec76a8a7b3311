/* priority.h - a priority queue: who costs least comes first. A binary heap; of those that cost the
 * same any may come first, the same one in every run. */
#ifndef THRUM_EXPLORE_PRIORITY_H
#define THRUM_EXPLORE_PRIORITY_H

#include <stddef.h>
#include <stdint.h>

struct priority_entry {
    uint64_t cost;
    uint32_t node; /* the caller's number */
};

/* Empty when it is all zeros. */
struct priority {
    struct priority_entry *heap; /* heap[0] costs least */
    size_t count, capacity;
};

void priority_put(struct priority *p, uint64_t cost, uint32_t node);

/* Takes out who costs least; there must be one. */
struct priority_entry priority_take(struct priority *p);

/* Gives its memory back; it is empty then. */
void priority_free(struct priority *p);

#endif
