/* deadlines.c - the threads that sleep or wait with a time limit, earliest first: a binary heap
 * whose members know their place, so that a cancelled timer leaves it at once. */
#include "base/memory.h"
#include "core/drive.h"

static void place(struct drive *d, uint32_t at, uint32_t thread, int64_t deadline)
{
    d->heap[at] = thread;
    d->heap_deadline[at] = deadline;
    d->standings[thread].heap = handle_of(at);
}

/* Equal deadlines go by thread, so that the order is the same in every run. */
static bool earlier(const struct drive *d, int64_t deadline, uint32_t thread, uint32_t than)
{
    int64_t other = d->heap_deadline[than];
    return deadline < other || (deadline == other && thread < d->heap[than]);
}

static void rise(struct drive *d, uint32_t at, uint32_t thread, int64_t deadline)
{
    while (at > 0 && earlier(d, deadline, thread, (at - 1) / 2)) {
        uint32_t parent = (at - 1) / 2;
        place(d, at, d->heap[parent], d->heap_deadline[parent]);
        at = parent;
    }
    place(d, at, thread, deadline);
}

static void sink(struct drive *d, uint32_t at, uint32_t thread, int64_t deadline)
{
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= d->heap_count)
            break;
        if (child + 1 < d->heap_count &&
            earlier(d, d->heap_deadline[child + 1], d->heap[child + 1], child))
            child++;
        if (earlier(d, deadline, thread, child))
            break;
        place(d, at, d->heap[child], d->heap_deadline[child]);
        at = child;
    }
    place(d, at, thread, deadline);
}

static void set_alarm(struct drive *d)
{
    if (d->hooks->alarm)
        d->hooks->alarm(d->context, drive_deadline(d));
}

void deadlines_remove(struct drive *d, uint32_t thread)
{
    uint32_t at = d->standings[thread].heap;
    if (at == 0)
        return;
    at--;
    d->standings[thread].heap = 0;
    uint32_t last = --d->heap_count;
    if (at != last) {
        uint32_t moved = d->heap[last];
        int64_t deadline = d->heap_deadline[last];
        if (at > 0 && earlier(d, deadline, moved, (at - 1) / 2))
            rise(d, at, moved, deadline);
        else
            sink(d, at, moved, deadline);
    }
    if (at == 0)
        set_alarm(d);
}

void deadlines_put(struct drive *d, uint32_t thread, int64_t deadline)
{
    uint32_t at = d->standings[thread].heap;
    if (at && d->heap_deadline[at - 1] == deadline)
        return;
    deadlines_remove(d, thread);
    if (d->heap_count == d->heap_capacity) {
        d->heap_capacity = d->heap_capacity ? d->heap_capacity * 2 : 64;
        d->heap = memory_resize(d->heap, d->heap_capacity * sizeof *d->heap);
        d->heap_deadline =
            memory_resize(d->heap_deadline, d->heap_capacity * sizeof *d->heap_deadline);
    }
    rise(d, d->heap_count++, thread, deadline);
    if (d->heap[0] == thread)
        set_alarm(d);
}
