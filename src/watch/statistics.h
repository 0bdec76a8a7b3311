/* statistics.h - what a run comes to in numbers, read off its record: of each object how often it
 * was taken and waited for, the longest wait and whose it was, the longest queue; of each thread
 * how long it was at what.
 *
 *     struct statistics s;
 *     statistics_make(record, now, &s);
 *     for (size_t i = 0; i < s.object_count; i++)
 *         look_at(s.objects[i].taken);
 *     statistics_free(&s);
 *
 * A pure function of the record up to a moment; of what is gone from it nothing is counted. It goes
 * through all of it. Guarded as the record is. */
#ifndef THRUM_WATCH_STATISTICS_H
#define THRUM_WATCH_STATISTICS_H

#include "watch/spans.h"

/* One name, with its index: another object that has the same name later counts as the same. */
struct statistics_object {
    uint32_t name, element;
    uint8_t object;          /* enum entity_kind */
    uint64_t taken;          /* steps that acquired it, also for reading; that entered it */
    uint64_t waits;          /* how often somebody waited for it */
    int64_t longest, waited; /* nanoseconds: the longest of these, all together */
    uint32_t longest_by;     /* the number of the thread that waited longest */
    uint64_t queue;          /* how many waited at the same time, at most */
};

struct statistics_thread {
    uint32_t thread;        /* its number */
    int64_t at[SPAN_COUNT]; /* nanoseconds; SPAN_ENDED: 0 */
    int64_t life;           /* their sum: since it was started, or the record begins */
    uint64_t steps;
};

struct statistics {
    struct statistics_object *objects; /* in the order in which they came */
    size_t object_count, object_capacity;
    struct statistics_thread *threads; /* in the order of the record */
    size_t thread_count;
};

void statistics_make(const struct record *r, struct moment until, struct statistics *s);
void statistics_free(struct statistics *s);
/* Whether a step takes its object: lock, with, acquire, rdlock, wrlock, once, critical. */
bool statistics_takes(const struct record_entry *e);

#endif
