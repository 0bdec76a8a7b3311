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
    struct record_entry *entries; /* entry n lies at n modulo capacity */
    uint64_t capacity, most;
    uint64_t first, end;
    uint64_t known; /* entries behind `end` up to here were undone */
    bool went;      /* the run has gone back or forth, and everybody is looked at anew */
    struct record_thread *threads; /* by number */
    uint32_t thread_count, thread_capacity;
    uint32_t freed[FREED_LOOKED_AT]; /* numbers of threads */
    size_t freed_count;
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
    return &r->entries[number % r->capacity];
}

static void resize(struct record *r, uint64_t capacity)
{
    struct record_entry *entries = memory_resize(NULL, (size_t)capacity * sizeof *entries);
    uint64_t kept = r->end - r->first < capacity ? r->end - r->first : capacity;
    for (uint64_t n = r->end - kept; n < r->end; n++)
        entries[n % capacity] = *place(r, n);
    free(r->entries);
    r->entries = entries;
    r->capacity = capacity;
    r->first = r->end - kept;
    r->known = r->end;
}

void record_set_most(struct record *r, uint64_t most)
{
    r->most = most ? most : RECORD_ENTRIES;
    if (r->capacity > r->most)
        resize(r, r->most);
}

static struct record_entry *append(struct record *r)
{
    if (r->end - r->first == r->capacity && r->capacity < r->most) {
        uint64_t capacity = r->capacity ? r->capacity * 2 : LEAST_ENTRIES;
        resize(r, capacity < r->most ? capacity : r->most);
    }
    if (r->end - r->first == r->capacity)
        r->first++;
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

/* The thread of an event, as it is called now. */
static struct record_thread *meet(struct record *r, const struct machine *m, uint32_t slot)
{
    const struct thread *t = state_thread(m->state, slot);
    struct record_thread *known = thread_of(r, t->number);
    known->slot = slot;
    known->name = t->name;
    known->daemon = t->flags & FLAG_DAEMON;
    return known;
}

/* ---- Who was let go -------------------------------------------------------------------------- */

static void forget_freed(struct record *r, uint32_t number)
{
    for (size_t i = 0; i < r->freed_count; i++)
        if (r->freed[i] == number) {
            r->freed[i] = r->freed[--r->freed_count];
            return;
        }
}

static void list_freed(struct record *r, uint32_t number)
{
    forget_freed(r, number);
    if (r->freed_count < FREED_LOOKED_AT)
        r->freed[r->freed_count++] = number;
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
        list_freed(r, t->number);
}

/* Its wait is over because its time is, and nobody has ended it. */
static bool ended_by_time(const struct machine *m, uint32_t slot)
{
    const struct thread *t = state_thread(m->state, slot);
    return m->program->code[t->pc].op == OP_WAIT_RESUME && !t->wake && t->deadline <= m->state->now;
}

/* A thread has done its step: others that were let go may have lost what they were let go for
 * (which need not be what the step names: a condition's waiter takes its lock), or be let go once
 * more. */
static void look_at_freed(struct record *r, const struct machine *m, uint32_t thread, uint64_t step)
{
    for (size_t i = 0; i < r->freed_count; i++) {
        struct record_thread *t = find_thread(r, r->freed[i]);
        if (!t || t->slot == thread)
            continue;
        if (!step_enabled(m, t->slot)) {
            t->stale = true;
        } else if (t->stale) {
            t->stale = false;
            t->let_go = ended_by_time(m, t->slot) ? 0 : (uint32_t)step;
        }
    }
}

/* It has begun to wait by a step: nobody need look at it before it is let go. */
static void begin_wait(struct record *r, const struct machine *m, struct record_thread *t)
{
    if (step_enabled(m, t->slot))
        return;
    t->freed = t->stale = true;
    t->let_go = 0;
    list_freed(r, t->number);
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
static uint32_t take_let_go(struct record *r, struct record_thread *t, uint32_t number)
{
    uint32_t let_go = t->freed ? t->let_go : 0;
    if (t->freed)
        forget_freed(r, number);
    t->freed = false;
    t->waits_for = 0;
    return let_go;
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
    uint32_t number = number_of(m, e->thread);
    if (kind == RECORD_BLOCKED && (r->went || is_blocked_still(r, t, e))) {
        if (t->freed && !r->went)
            take_let_go(r, t, number);
        t->waits_for = e->entity;
        return;
    }
    r->went = false;
    struct record_entry entry = {
        .time = m->state->now, .thread = number, .pc = e->pc, .step = (uint32_t)step, .kind = kind};
    describe(m, e, &entry);
    if (kind == RECORD_STEP || kind == RECORD_BLOCKED)
        entry.let_go = take_let_go(r, t, number);
    if (kind == RECORD_BLOCKED)
        t->waits_for = e->entity;
    t->ended = t->ended || kind == RECORD_ENDED;
    uint64_t back = t->last ? r->end + 1 - t->last : 0;
    entry.previous = back <= UINT32_MAX ? (uint32_t)back : 0;
    *append(r) = entry;
    t->last = r->end;
    if (kind == RECORD_BLOCKED) {
        t->blocked = entry;
        t->blocked_at = t->last;
    }
    if (!t->first)
        t->first = r->end;
    if (kind == RECORD_STEP && r->freed_count)
        look_at_freed(r, m, e->thread, step);
    if (kind == RECORD_STEP && entry.outcome == OUTCOME_WAITS)
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
