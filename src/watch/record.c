/* record.c - see record.h. A ring that grows to its bound. What is kept per thread beside the
 * entries is what the next entry of it will say: whether it has been let go, and by which step.
 *
 * A thread that was let go may find what it wanted taken, and be let go again later, without the
 * driver's having looked at it in between: runnable threads are looked at when it is their turn. So
 * that the step that is named is the last one that made the other possible, each step is followed
 * by a look at those that were let go and have not gone on (look_at_freed). */
#include "watch/record.h"

#include "base/memory.h"
#include "core/drive.h"
#include "core/waiting.h"

#include <stdlib.h>
#include <string.h>

/* Threads that are let go and have not gone on: so many are looked at. Of more than these the step
 * that let them go first is named, which did so too. */
enum { FREED_LOOKED_AT = 64, LEAST_ENTRIES = 256 };

struct record {
    struct record_entry *entries; /* entry n lies at n modulo capacity, a power of two */
    uint64_t capacity;
    uint64_t most; /* of these so many are kept */
    uint64_t first, end;
    uint64_t known; /* entries behind `end` up to here were undone */
    bool went;      /* the run has gone back or forth, and everybody is looked at anew */
    struct record_thread *threads; /* by number */
    uint32_t thread_count, thread_capacity;
    uint32_t *places; /* by slot: where in `threads` who was met there last stood; 1 + index */
    uint32_t place_capacity;
    struct freed {
        uint32_t number, slot;
    } freed[FREED_LOOKED_AT];
    size_t freed_count;
    uint64_t changes; /* of the driver, when they were last looked at */
};

struct record *record_new(uint64_t most)
{
    struct record *r = memory_zeroed(1, sizeof *r);
    r->most = most ? most : RECORD_ENTRIES;
    return r;
}

void record_free(struct record *r)
{
    if (!r)
        return;
    free(r->entries);
    free(r->threads);
    free(r->places);
    free(r);
}

void record_clear(struct record *r)
{
    r->first = r->end = r->known = 0;
    r->thread_count = 0;
    r->freed_count = 0;
    r->went = false;
}

/* ---- The ring -------------------------------------------------------------------------------- */

static struct record_entry *place(const struct record *r, uint64_t number)
{
    return &r->entries[number & (r->capacity - 1)];
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

void record_set_most(struct record *r, uint64_t most)
{
    r->most = most ? most : RECORD_ENTRIES;
    if (r->end - r->first > r->most)
        r->first = r->end - r->most;
}

static struct record_entry *append(struct record *r)
{
    if (r->end - r->first >= r->most)
        r->first++;
    else if (r->end - r->first == r->capacity)
        grow(r);
    r->known = r->end + 1;
    return place(r, r->end++);
}

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
    return number >= r->first && number < r->end ? place(r, number) : NULL;
}

uint64_t record_steps_gone(const struct record *r)
{
    return r->first && r->first < r->end ? place(r, r->first)->step - 1 : 0;
}

uint64_t record_last_step(const struct record *r)
{
    return r->end > r->first ? place(r, r->end - 1)->step : 0;
}

/* The first entry in [from, to) that is of this step or a later one. */
static uint64_t find(const struct record *r, uint64_t from, uint64_t to, uint64_t step)
{
    while (from < to) {
        uint64_t middle = from + (to - from) / 2;
        if (place(r, middle)->step < step)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

uint64_t record_find_step(const struct record *r, uint64_t step)
{
    return find(r, r->first, r->end, step);
}

const struct record_entry *record_step(const struct record *r, uint64_t step)
{
    for (uint64_t n = record_find_step(r, step); n < r->end && place(r, n)->step == step; n++)
        if (place(r, n)->kind == RECORD_STEP)
            return place(r, n);
    return NULL;
}

uint64_t record_previous(const struct record *r, uint64_t number)
{
    uint32_t back = place(r, number)->previous;
    return back && back <= number - r->first ? number - back : r->end;
}

/* ---- Threads --------------------------------------------------------------------------------- */

/* Where the thread of this number stands, or would stand. */
static uint32_t index_of(const struct record *r, uint32_t number)
{
    uint32_t from = 0, to = r->thread_count;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (r->threads[middle].number < number)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static struct record_thread *find_thread(const struct record *r, uint32_t number)
{
    uint32_t index = index_of(r, number);
    bool there = index < r->thread_count && r->threads[index].number == number;
    return there ? &r->threads[index] : NULL;
}

/* Forgets those that have ended and of which no entry is left. */
static void make_room(struct record *r)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < r->thread_count; i++)
        if (!r->threads[i].ended || r->threads[i].last > r->first)
            r->threads[kept++] = r->threads[i];
    r->thread_count = kept;
    if (kept > r->thread_capacity / 2 || !r->thread_capacity) {
        r->thread_capacity = r->thread_capacity ? r->thread_capacity * 2 : 16;
        r->threads = memory_resize(r->threads, r->thread_capacity * sizeof *r->threads);
    }
}

static struct record_thread *thread_of(struct record *r, uint32_t number)
{
    struct record_thread *known = find_thread(r, number);
    if (known)
        return known;
    if (r->thread_count == r->thread_capacity)
        make_room(r);
    uint32_t index = index_of(r, number);
    memmove(&r->threads[index + 1], &r->threads[index],
            (r->thread_count++ - index) * sizeof *r->threads);
    r->threads[index] = (struct record_thread){.number = number};
    return &r->threads[index];
}

uint32_t record_thread_count(const struct record *r)
{
    return r->thread_count;
}

const struct record_thread *record_thread_at(const struct record *r, uint32_t index)
{
    return &r->threads[index];
}

const struct record_thread *record_thread(const struct record *r, uint32_t number)
{
    return find_thread(r, number);
}

/* Where it is in the slot: mostly who was met there last; NULL where it is not known. */
static struct record_thread *find_in(const struct record *r, uint32_t slot, uint32_t number)
{
    uint32_t place = slot < r->place_capacity ? r->places[slot] : 0;
    if (place && place <= r->thread_count && r->threads[place - 1].number == number)
        return &r->threads[place - 1];
    return find_thread(r, number);
}

/* The thread of an event, as it is called now. */
static struct record_thread *meet(struct record *r, const struct machine *m, uint32_t slot)
{
    const struct thread *t = state_thread(m->state, slot);
    struct record_thread *known = find_in(r, slot, t->number);
    if (!known)
        known = thread_of(r, t->number);
    MEMORY_ROOM_AT(r->places, slot, r->place_capacity);
    r->places[slot] = (uint32_t)(known - r->threads) + 1;
    known->slot = slot;
    known->name = t->name;
    known->daemon = t->flags & FLAG_DAEMON;
    return known;
}

/* ---- Who was let go -------------------------------------------------------------------------- */

static void forget_freed(struct record *r, uint32_t number)
{
    for (size_t i = 0; i < r->freed_count; i++)
        if (r->freed[i].number == number) {
            r->freed[i] = r->freed[--r->freed_count];
            return;
        }
}

static void list_freed(struct record *r, const struct record_thread *t)
{
    forget_freed(r, t->number);
    if (r->freed_count < FREED_LOOKED_AT)
        r->freed[r->freed_count++] = (struct freed){t->number, t->slot};
}

static void hear_goes_on(struct record *r, const struct machine *m, const struct event *e)
{
    struct record_thread *t = meet(r, m, e->thread);
    if (t->freed && e->cause == CAUSE_OUTSIDE)
        return; /* it was looked at again */
    t->freed = true;
    t->stale = false;
    t->let_go = e->cause == CAUSE_STEP ? (uint32_t)e->step : 0;
    if (t->let_go)
        list_freed(r, t);
}

/* Its wait is over because its time is, and nobody has ended it. */
static bool ended_by_time(const struct machine *m, uint32_t slot)
{
    const struct thread *t = state_thread(m->state, slot);
    return m->program->code[t->pc].op == OP_WAIT_RESUME && !t->wake && t->deadline <= m->state->now;
}

/* A thread has done its step: others that were let go may have lost what they were let go for
 * (which need not be what the step names: a condition's waiter takes its lock), or be let go once
 * more. What lets somebody go is told to the driver as a change, or is that its time has come. */
static void look_at_freed(struct record *r, const struct drive *d, uint32_t thread, uint64_t step)
{
    const struct machine *m = &d->machine;
    uint64_t changes = d->changes + m->change_count;
    bool changed = changes != r->changes;
    r->changes = changes;
    for (size_t i = 0; i < r->freed_count; i++) {
        struct record_thread *t = find_in(r, r->freed[i].slot, r->freed[i].number);
        if (!t || t->slot == thread)
            continue;
        if (t->stale && !changed && t->stale_until > m->state->now)
            continue;
        struct readiness now = step_readiness(m, t->slot);
        if (now.kind != READY) {
            t->stale = true;
            t->stale_until = now.deadline;
        } else if (t->stale) {
            t->stale = false;
            t->let_go = ended_by_time(m, t->slot) ? 0 : (uint32_t)step;
        }
    }
}

/* It has begun to wait by a step: nobody need look at it before it is let go. */
static void begin_wait(struct record *r, const struct machine *m, struct record_thread *t)
{
    struct readiness now = step_readiness(m, t->slot);
    if (now.kind == READY)
        return;
    t->freed = t->stale = true;
    t->stale_until = now.deadline;
    t->let_go = 0;
    list_freed(r, t);
}

/* ---- Undo ------------------------------------------------------------------------------------ */

/* What the threads' next entries will say, as it was at the end. */
static void settle_thread(struct record *r, struct record_thread *t)
{
    while (t->last > r->end) {
        uint32_t back = place(r, t->last - 1)->previous;
        t->last = back && t->last - back > r->first ? t->last - back : 0;
    }
    t->ended = t->last && place(r, t->last - 1)->kind == RECORD_ENDED;
    t->freed = t->stale = false;
    t->waits_for = 0;
    if (!t->last)
        t->first = 0;
    else if (place(r, t->last - 1)->kind == RECORD_BLOCKED)
        t->waits_for = (uint32_t)place(r, t->last - 1)->count;
}

/* The record ends behind this step. What is cut off stays until something else happens, so that
 * redo can go on to a later step by the same call. */
static void go_to(struct record *r, uint64_t step)
{
    uint64_t end = find(r, r->first, r->known, step + 1);
    r->went = true;
    r->freed_count = 0;
    if (end > r->end)
        for (uint64_t n = r->end; n < end; n++) {
            struct record_thread *t = thread_of(r, place(r, n)->thread);
            t->last = n + 1;
            t->first = t->first ? t->first : n + 1;
        }
    r->end = end;
    for (uint32_t i = 0; i < r->thread_count; i++)
        settle_thread(r, &r->threads[i]);
    /* What is undone tells by what those that wait had been let go. */
    for (uint64_t n = r->known; n > end; n--) {
        const struct record_entry *e = place(r, n - 1);
        struct record_thread *t = thread_of(r, e->thread);
        if (e->kind != RECORD_STEP && e->kind != RECORD_BLOCKED)
            continue;
        t->freed = e->let_go && e->let_go <= step;
        t->let_go = e->let_go;
    }
}

/* ---- Hearing --------------------------------------------------------------------------------- */

/* Whether it is blocked as it was before, so that there is nothing new to be written down: it was
 * let go, and another was quicker; or the driver has looked at everybody again. */
static bool is_blocked_still(const struct record *r, const struct record_thread *t,
                             const struct event *e)
{
    if (!t->last || t->last <= r->first)
        return false;
    const struct record_entry *last = place(r, t->last - 1);
    return last->kind == RECORD_BLOCKED && last->pc == e->pc && last->outcome == e->reason &&
           last->count == e->entity;
}

static uint32_t number_of(const struct machine *m, uint32_t slot)
{
    return state_thread(m->state, slot)->number;
}

static void describe_wait(const struct machine *m, const struct event *e,
                          struct record_entry *entry)
{
    uint32_t holder;
    entry->outcome = (uint8_t)e->reason;
    entry->count = e->entity;
    entry->of = e->deadline;
    if (e->entity) {
        const struct entity *waited = state_entity(m->state, e->entity - 1);
        entry->name = waited->name;
        entry->element = waited->element;
        entry->object = waited->kind;
    }
    if (waiting_for(m, e->thread, &holder, 1) > 0)
        entry->other = number_of(m, holder) + 1;
}

static bool kind_of(const struct event *e, uint8_t *kind)
{
    switch (e->kind) {
    case EVENT_STEP:
        *kind = RECORD_STEP;
        return true;
    case EVENT_RAISED:
        *kind = RECORD_RAISED;
        return true;
    case EVENT_BEGINS:
        *kind = RECORD_BEGINS;
        return true;
    case EVENT_BLOCKED:
        *kind = RECORD_BLOCKED;
        return true;
    case EVENT_ENDED:
        *kind = RECORD_ENDED;
        return true;
    case EVENT_ORDERED:
        *kind = RECORD_ORDERED;
        return true;
    case EVENT_ORDER_FAILED:
        *kind = RECORD_ORDER_FAILED;
        return true;
    case EVENT_NOTICE:
        *kind = RECORD_NOTICE;
        return true;
    case EVENT_GOES_ON:
    case EVENT_WENT:
    case EVENT_PRINT: /* the step says it */
    case EVENT_LOG:
    case EVENT_OVER:
        return false;
    }
    return false;
}

static void describe(const struct machine *m, const struct event *e, struct record_entry *entry)
{
    entry->value = e->value;
    entry->old = e->old;
    entry->count = e->count;
    entry->of = e->of;
    entry->name = e->name;
    entry->element = e->element;
    entry->other = e->other;
    entry->other_element = e->other_element;
    entry->failure = e->failure;
    entry->unit = e->unit;
    entry->op = (uint8_t)e->op;
    entry->object = (uint8_t)e->object;
    entry->outcome = (uint8_t)(e->kind == EVENT_STEP     ? e->outcome
                               : e->kind == EVENT_NOTICE ? (int)e->notice
                                                         : e->status);
    if (e->kind == EVENT_BLOCKED)
        describe_wait(m, e, entry);
}

/* The thread goes on, or waits for something else now: by what it was let go is said. */
static uint32_t take_let_go(struct record *r, struct record_thread *t)
{
    uint32_t let_go = t->freed ? t->let_go : 0;
    if (t->freed)
        forget_freed(r, t->number);
    t->freed = false;
    t->waits_for = 0;
    return let_go;
}

static void write_down(struct record *r, const struct machine *m, const struct event *e,
                       uint8_t kind, uint64_t step, struct record_thread *t)
{
    struct record_entry *entry = append(r);
    uint64_t back = t->last ? r->end - t->last : 0;
    describe(m, e, entry);
    entry->time = m->state->now;
    entry->thread = t->number;
    entry->pc = e->pc;
    entry->step = (uint32_t)step;
    entry->kind = kind;
    entry->let_go = kind == RECORD_STEP || kind == RECORD_BLOCKED ? take_let_go(r, t) : 0;
    entry->previous = back <= UINT32_MAX ? (uint32_t)back : 0;
    t->last = r->end;
    if (!t->first)
        t->first = r->end;
    t->ended = t->ended || kind == RECORD_ENDED;
    if (kind == RECORD_BLOCKED) {
        t->waits_for = e->entity;
        t->blocked = *entry;
        t->blocked_at = t->last;
    }
}

void record_hear(struct record *r, const struct drive *d, const struct event *e)
{
    const struct machine *m = &d->machine;
    uint8_t kind;
    uint64_t step = d->steps + (m->current != 0);
    if (e->kind == EVENT_GOES_ON)
        hear_goes_on(r, m, e);
    if (e->kind == EVENT_WENT)
        go_to(r, e->step);
    bool is_there =
        e->kind != EVENT_BLOCKED || (e->reason != NOT_STARTED && e->reason != NOT_ALIVE);
    if (!kind_of(e, &kind) || !is_there)
        return;
    struct record_thread *t = meet(r, m, e->thread);
    if (kind == RECORD_BLOCKED && (r->went || is_blocked_still(r, t, e))) {
        if (t->freed && !r->went)
            take_let_go(r, t);
        t->waits_for = e->entity;
        return;
    }
    r->went = false;
    write_down(r, m, e, kind, step, t);
    if (kind != RECORD_STEP)
        return;
    if (r->freed_count)
        look_at_freed(r, d, e->thread, step);
    if (e->outcome == OUTCOME_WAITS)
        begin_wait(r, m, t);
}

/* ---- Reading --------------------------------------------------------------------------------- */

struct event record_event(const struct record_entry *e)
{
    return (struct event){.kind = EVENT_STEP,
                          .pc = e->pc,
                          .op = e->op,
                          .name = e->name,
                          .element = e->element,
                          .value = e->value,
                          .old = e->old,
                          .outcome = e->outcome,
                          .object = e->object,
                          .count = e->count,
                          .of = e->of,
                          .other = e->other,
                          .other_element = e->other_element,
                          .failure = e->failure};
}
