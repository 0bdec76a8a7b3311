/* record_entries.c - where the entries of the record lie, and what is read of them: see record.h.
 *
 * Most entries are as large as a line of the processor's cache, and need be no larger: what few of
 * them have to say beside that lies in a ring of its own. */
#include "watch/record_inside.h"

#include "base/memory.h"

#include <stdlib.h>

enum { LEAST_ENTRIES = 256, LEAST_DETAILS = 64 };

_Static_assert(sizeof(struct record_entry) == 64, "an entry fills a line of the cache");

void entries_clear(struct record *r)
{
    r->first = r->end = r->known = 0;
    r->first_detail = r->end_detail = 1;
}

void entries_free(struct record *r)
{
    free(r->entries);
    free(r->details);
}

void entries_copy(const struct record *r, struct record *copy)
{
    copy->entries = r->capacity ? memory_new((size_t)r->capacity * sizeof *r->entries) : NULL;
    copy->details = r->detail_capacity ? memory_new(r->detail_capacity * sizeof *r->details) : NULL;
    for (uint64_t n = r->first; n < r->end; n++)
        *entries_at(copy, n) = *entries_at(r, n);
    for (uint32_t n = r->first_detail; n != r->end_detail; n++)
        copy->details[n & (r->detail_capacity - 1)] = r->details[n & (r->detail_capacity - 1)];
    copy->known = r->end;
}

/* ---- Entries --------------------------------------------------------------------------------- */

static bool has_details(const struct record_entry *e)
{
    return e->kind != RECORD_BLOCKED && e->details;
}

/* Until it has come round once every entry lies where its number says, and stays there. */
static void grow(struct record *r)
{
    uint64_t capacity = r->capacity ? r->capacity * 2 : LEAST_ENTRIES;
    struct record_entry *entries = r->entries;
    size_t bytes = (size_t)capacity * sizeof *entries;
    if (r->end <= r->capacity) {
        r->entries = memory_resize(entries, bytes);
    } else {
        r->entries = memory_new(bytes);
        for (uint64_t n = r->first; n < r->end; n++)
            r->entries[n & (capacity - 1)] = entries[n & (r->capacity - 1)];
        free(entries);
    }
    r->capacity = capacity;
}

static void drop_first(struct record *r)
{
    const struct record_entry *e = entries_at(r, r->first++);
    if (has_details(e))
        r->first_detail = e->details + 1;
}

void record_set_most(struct record *r, uint64_t most)
{
    r->most = most ? most : RECORD_ENTRIES;
    while (r->end - r->first > r->most)
        drop_first(r);
}

struct record_entry *entries_append(struct record *r)
{
    if (r->end - r->first >= r->most)
        drop_first(r);
    else if (r->end - r->first == r->capacity)
        grow(r);
    r->known = r->end + 1;
    return entries_at(r, r->end++);
}

void entries_end_at(struct record *r, uint64_t end)
{
    r->end = end;
    while (end > r->first && !has_details(entries_at(r, end - 1)))
        end--;
    r->end_detail = end > r->first ? entries_at(r, end - 1)->details + 1 : r->first_detail;
}

/* ---- Details --------------------------------------------------------------------------------- */

static void grow_details(struct record *r)
{
    uint32_t capacity = r->detail_capacity ? r->detail_capacity * 2 : LEAST_DETAILS;
    struct record_details *details = memory_new(capacity * sizeof *details);
    for (uint32_t n = r->first_detail; n != r->end_detail; n++)
        details[n & (capacity - 1)] = r->details[n & (r->detail_capacity - 1)];
    free(r->details);
    r->details = details;
    r->detail_capacity = capacity;
}

uint32_t entries_add_details(struct record *r, const struct record_details *details)
{
    if (r->end_detail == 0) /* they have come round */
        r->end_detail = 1;
    if (r->end_detail - r->first_detail >= r->detail_capacity)
        grow_details(r);
    r->details[r->end_detail & (r->detail_capacity - 1)] = *details;
    return r->end_detail++;
}

const struct record_details *record_details(const struct record *r, const struct record_entry *e)
{
    static const struct record_details none;
    return has_details(e) ? &r->details[e->details & (r->detail_capacity - 1)] : &none;
}

/* ---- Reading --------------------------------------------------------------------------------- */

uint64_t record_first(const struct record *r)
{
    return r->first;
}

uint64_t record_end(const struct record *r)
{
    return r->end;
}

uint64_t record_gone(const struct record *r)
{
    return r->first;
}

const struct record_entry *record_entry(const struct record *r, uint64_t number)
{
    return number >= r->first && number < r->end ? entries_at(r, number) : NULL;
}

uint64_t record_steps_gone(const struct record *r)
{
    return r->first && r->first < r->end ? entries_at(r, r->first)->step - 1 : 0;
}

uint64_t record_last_step(const struct record *r)
{
    return r->end > r->first ? entries_at(r, r->end - 1)->step : 0;
}

uint64_t entries_find(const struct record *r, uint64_t from, uint64_t to, uint64_t step)
{
    while (from < to) {
        uint64_t middle = from + (to - from) / 2;
        if (entries_at(r, middle)->step < step)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

uint64_t record_find_step(const struct record *r, uint64_t step)
{
    return entries_find(r, r->first, r->end, step);
}

static const struct record_entry *step_from(const struct record *r, uint64_t n, uint64_t step)
{
    for (; n < r->end && entries_at(r, n)->step == step; n++)
        if (entries_at(r, n)->kind == RECORD_STEP)
            return entries_at(r, n);
    return NULL;
}

const struct record_entry *record_step(const struct record *r, uint64_t step)
{
    return step_from(r, record_find_step(r, step), step);
}

/* That step is mostly one of the last, each of which mostly has one entry: backwards from here, by
 * strides that double. */
const struct record_entry *record_let_go_by(const struct record *r, uint64_t number)
{
    const struct record_entry *e = entries_at(r, number);
    uint64_t to = number, stride = e->step - e->let_go + 1;
    if (!e->let_go)
        return NULL;
    while (to - r->first > stride && entries_at(r, to - stride)->step >= e->let_go) {
        to -= stride;
        stride *= 2;
    }
    uint64_t from = to - r->first > stride ? to - stride : r->first;
    return step_from(r, entries_find(r, from, to, e->let_go), e->let_go);
}

uint64_t record_previous(const struct record *r, uint64_t number)
{
    uint32_t back = entries_at(r, number)->previous;
    return back && back <= number - r->first ? number - back : r->end;
}
