/* deadlines.c - the threads that sleep or wait with a time limit, earliest first: a binary heap
 * whose members know their place, so that a cancelled timer leaves it at once. */
#include "base/memory.h"
#include "run/lab_inside.h"

static void place(struct lab *lab, uint32_t at, uint32_t thread, int64_t deadline)
{
    lab->heap[at] = thread;
    lab->heap_deadline[at] = deadline;
    lab->runners[thread].heap = at + 1;
}

/* Equal deadlines go by thread, so that the order is the same in every run. */
static bool earlier(const struct lab *lab, int64_t deadline, uint32_t thread, uint32_t than)
{
    int64_t other = lab->heap_deadline[than];
    return deadline < other || (deadline == other && thread < lab->heap[than]);
}

static void rise(struct lab *lab, uint32_t at, uint32_t thread, int64_t deadline)
{
    while (at > 0 && earlier(lab, deadline, thread, (at - 1) / 2)) {
        uint32_t parent = (at - 1) / 2;
        place(lab, at, lab->heap[parent], lab->heap_deadline[parent]);
        at = parent;
    }
    place(lab, at, thread, deadline);
}

static void sink(struct lab *lab, uint32_t at, uint32_t thread, int64_t deadline)
{
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= lab->heap_count)
            break;
        if (child + 1 < lab->heap_count &&
            earlier(lab, lab->heap_deadline[child + 1], lab->heap[child + 1], child))
            child++;
        if (earlier(lab, deadline, thread, child))
            break;
        place(lab, at, lab->heap[child], lab->heap_deadline[child]);
        at = child;
    }
    place(lab, at, thread, deadline);
}

/* Tells the lab's thread when it has to wake next, if that is earlier than it thinks. */
static void set_alarm(struct lab *lab)
{
    int64_t first = lab->heap_count ? lab->heap_deadline[0] : NO_DEADLINE;
    monitor_lock(&lab->monitor);
    bool earlier_now = first < lab->alarm;
    lab->alarm = first;
    if (earlier_now && lab->clock_runs)
        pthread_cond_signal(&lab->turn.wake);
    monitor_unlock(&lab->monitor);
}

void deadline_remove(struct lab *lab, uint32_t thread)
{
    uint32_t at = lab->runners[thread].heap;
    if (at == 0)
        return;
    at--;
    lab->runners[thread].heap = 0;
    uint32_t last = --lab->heap_count;
    if (at != last) {
        uint32_t moved = lab->heap[last];
        int64_t deadline = lab->heap_deadline[last];
        if (at > 0 && earlier(lab, deadline, moved, (at - 1) / 2))
            rise(lab, at, moved, deadline);
        else
            sink(lab, at, moved, deadline);
    }
    if (at == 0)
        set_alarm(lab);
}

void deadline_put(struct lab *lab, uint32_t thread, int64_t deadline)
{
    uint32_t at = lab->runners[thread].heap;
    if (at && lab->heap_deadline[at - 1] == deadline)
        return;
    deadline_remove(lab, thread);
    if (lab->heap_count == lab->heap_capacity) {
        lab->heap_capacity = lab->heap_capacity ? lab->heap_capacity * 2 : 64;
        lab->heap = memory_resize(lab->heap, lab->heap_capacity * sizeof *lab->heap);
        lab->heap_deadline =
            memory_resize(lab->heap_deadline, lab->heap_capacity * sizeof *lab->heap_deadline);
    }
    rise(lab, lab->heap_count++, thread, deadline);
    if (lab->heap[0] == thread)
        set_alarm(lab);
}
