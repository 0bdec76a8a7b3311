/* priority.c - see priority.h. */
#include "explore/priority.h"

#include "base/memory.h"

#include <stdlib.h>

void priority_put(struct priority *p, uint64_t cost, uint32_t node)
{
    MEMORY_ROOM_FOR_ONE(p->heap, p->count, p->capacity);
    size_t at = p->count++;
    for (; at > 0 && p->heap[(at - 1) / 2].cost > cost; at = (at - 1) / 2)
        p->heap[at] = p->heap[(at - 1) / 2];
    p->heap[at] = (struct priority_entry){cost, node};
}

struct priority_entry priority_take(struct priority *p)
{
    struct priority_entry first = p->heap[0], last = p->heap[--p->count];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= p->count)
            break;
        if (child + 1 < p->count && p->heap[child + 1].cost < p->heap[child].cost)
            child++;
        if (p->heap[child].cost >= last.cost)
            break;
        p->heap[at] = p->heap[child];
        at = child;
    }
    p->heap[at] = last;
    return first;
}

void priority_free(struct priority *p)
{
    free(p->heap);
    *p = (struct priority){0};
}
