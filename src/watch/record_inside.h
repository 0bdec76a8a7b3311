/* record_inside.h - the record's own data, for its two files: what is written down (record.c), and
 * where it lies (record_entries.c). */
#ifndef THRUM_WATCH_RECORD_INSIDE_H
#define THRUM_WATCH_RECORD_INSIDE_H

#include "watch/record.h"

/* Threads that are let go and have not gone on: so many are looked at. Of more than these the step
 * that let them go first is named, which did so too. */
enum { FREED_LOOKED_AT = 64 };

struct record {
    /* Rings that grow: what has the number n lies at n modulo the capacity, a power of two. */
    struct record_entry *entries;
    uint64_t capacity;
    uint64_t most; /* of these so many are kept */
    uint64_t first, end;
    uint64_t known;                 /* entries behind `end` up to here were undone */
    struct record_details *details; /* of some entries, in their order; none has the number 0 */
    uint32_t detail_capacity, first_detail, end_detail;

    bool went; /* the run has gone back or forth, and everybody is looked at anew */
    struct record_thread *threads; /* by number */
    uint32_t thread_count, thread_capacity;
    uint32_t *places; /* by slot: where in `threads` who was met there last stood; 1 + index */
    uint32_t place_capacity;
    struct freed {
        uint32_t number, slot;
    } freed[FREED_LOOKED_AT];
    size_t freed_count;
    uint64_t told; /* entries before it have been told with their step, or their part of one */
    /* Where a thread was let go once more before it went on: by which step before, by which since.
     * In the order of the steps in which that was; of those that are gone only some are kept. */
    struct again {
        uint32_t number, step, before, since;
    } * again;
    uint32_t again_count, again_capacity;
    uint64_t gone_to; /* the step behind which the record ends since it went back or forth */
    uint64_t changes; /* of the driver, when they were last looked at */
};

static inline struct record_entry *entries_at(const struct record *r, uint64_t number)
{
    return &r->entries[number & (r->capacity - 1)];
}
/* Room for one more at the end; what was undone is gone. */
struct record_entry *entries_append(struct record *r);
/* The details of the entry that was appended last; their number. */
uint32_t entries_add_details(struct record *r, const struct record_details *details);
/* The first entry in [from, to) that is of this step or a later one; `to` where there is none. */
uint64_t entries_find(const struct record *r, uint64_t from, uint64_t to, uint64_t step);
/* It ends before this entry, which is known, as all before it that are not gone. */
void entries_end_at(struct record *r, uint64_t end);
void entries_clear(struct record *r);
void entries_free(struct record *r);
/* The copy gets rings of its own; what was undone is not in them. */
void entries_copy(const struct record *r, struct record *copy);

#endif
