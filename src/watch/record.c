/* record.c - see record.h. What is kept per thread beside the entries is what the next entry of it
 * will say: whether it has been let go, and by which step.
 *
 * A thread that was let go may find what it wanted taken, and be let go again later, without the
 * driver's having looked at it in between: runnable threads are looked at when it is their turn. So
 * that the step that is named is the last one that made the other possible, each step is followed
 * by a look at those that were let go and have not gone on (look_at_freed). */
#include "watch/record_inside.h"

#include "base/memory.h"
#include "core/drive.h"
#include "core/waiting.h"

#include <stdlib.h>
#include <string.h>

struct record *record_new(uint64_t most)
{
    struct record *r = memory_zeroed(1, sizeof *r);
    record_clear(r);
    record_set_most(r, most);
    return r;
}

void record_free(struct record *r)
{
    if (!r)
        return;
    entries_free(r);
    free(r->threads);
    free(r->places);
    free(r->again);
    free(r);
}

/* What was let go again in steps that are undone and will not be done once more. */
static void forget_undone(const struct record *r, struct record *of)
{
    if (r->known == r->end)
        return;
    while (of->again_count && of->again[of->again_count - 1].step > r->gone_to)
        of->again_count--;
    for (uint32_t i = 0; i < of->thread_count; i++)
        of->threads[i].known = of->threads[i].let_go;
}

struct record *record_copy(const struct record *r)
{
    struct record *copy = memory_new(sizeof *copy);
    *copy = *r;
    entries_copy(r, copy);
    copy->threads = NULL;
    copy->places = NULL;
    copy->again = NULL;
    if (r->thread_capacity) {
        copy->threads = memory_new(r->thread_capacity * sizeof *copy->threads);
        memcpy(copy->threads, r->threads, r->thread_count * sizeof *copy->threads);
    }
    if (r->place_capacity) {
        copy->places = memory_new(r->place_capacity * sizeof *copy->places);
        memcpy(copy->places, r->places, r->place_capacity * sizeof *copy->places);
    }
    if (r->again_count) {
        copy->again_capacity = r->again_count;
        copy->again = memory_new(r->again_count * sizeof *copy->again);
        memcpy(copy->again, r->again, r->again_count * sizeof *copy->again);
    }
    forget_undone(r, copy);
    return copy;
}

void record_clear(struct record *r)
{
    entries_clear(r);
    r->thread_count = 0;
    r->freed_count = 0;
    r->again_count = 0;
    r->told = 0;
    r->changes = UINT64_MAX;
    r->went = false;
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

/* Room for one more, of as many as there are entries at most. */
static void make_room_for_again(struct record *r)
{
    uint32_t gone = 0, first = r->end > r->first ? entries_at(r, r->first)->step : 0;
    if (r->again_count < r->again_capacity)
        return;
    while (gone < r->again_count && r->again[gone].step < first)
        gone++;
    if (gone < r->again_count / 2 && r->again_count >= r->most)
        gone = r->again_count / 2;
    if (gone && gone >= r->again_count / 2) {
        r->again_count -= gone;
        memmove(r->again, r->again + gone, r->again_count * sizeof *r->again);
        return;
    }
    MEMORY_ROOM_FOR_ONE(r->again, r->again_count, r->again_capacity);
}

/* By this step it is let go, or by none; it may have been by another and not have gone on. */
static void let_go(struct record *r, struct record_thread *t, uint32_t by, uint64_t step)
{
    if (t->let_go && t->let_go != by && !r->went) {
        make_room_for_again(r);
        r->again[r->again_count++] = (struct again){t->number, (uint32_t)step, t->let_go, by};
    }
    t->freed = true;
    t->stale = false;
    t->let_go = by;
    if (!r->went)
        t->known = by;
}

static void hear_goes_on(struct record *r, const struct machine *m, const struct event *e,
                         uint64_t step)
{
    struct record_thread *t = meet(r, m, e->thread);
    if (t->freed && e->cause == CAUSE_OUTSIDE)
        return; /* it was looked at again */
    let_go(r, t, e->cause == CAUSE_STEP ? (uint32_t)e->step : 0, step);
    if (t->let_go)
        list_freed(r, t);
}

/* Its wait is over because its time is, and nobody has ended it. */
static bool ended_by_time(const struct machine *m, uint32_t slot)
{
    const struct thread *t = state_thread(m->state, slot);
    return m->program->code[t->pc].op == OP_WAIT_RESUME && !t->wake && t->deadline <= m->state->now;
}

/* A thread has done its step, or a part of its atomic block: others that were let go may have lost
 * what they were let go for (which need not be what the step names: a condition's waiter takes its
 * lock), or be let go once more. What lets somebody go is told to the driver as a change, or is
 * that its time has come. */
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
            let_go(r, t, ended_by_time(m, t->slot) ? 0 : (uint32_t)step, step);
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

/* Whether it had been let go by then and had not gone on: what it was let go by comes behind its
 * last entry, which does not say so itself. */
static bool was_let_go(const struct record *r, const struct record_thread *t, uint64_t step)
{
    if (!t->let_go || t->let_go > step || t->ended)
        return false;
    if (!t->last)
        return true;
    const struct record_entry *last = entries_at(r, t->last - 1);
    bool says = last->kind == RECORD_STEP || last->kind == RECORD_BLOCKED;
    return last->step < t->let_go || (last->step == t->let_go && !says);
}

/* What the threads' next entries will say, as it was at the end, behind this step. */
static void settle_thread(struct record *r, struct record_thread *t, uint64_t step)
{
    t->let_go = t->known;
    while (t->last > r->end) {
        uint32_t back = entries_at(r, t->last - 1)->previous;
        t->last = back && t->last - back > r->first ? t->last - back : 0;
    }
    t->ended = t->last && entries_at(r, t->last - 1)->kind == RECORD_ENDED;
    t->freed = was_let_go(r, t, step);
    t->stale = false;
    t->waits_for = 0;
    if (!t->last)
        t->first = 0;
    else if (entries_at(r, t->last - 1)->kind == RECORD_BLOCKED)
        t->waits_for = entries_at(r, t->last - 1)->entity;
}

/* By which step each was let go the last time, where that was not the first time. */
static void settle_again(struct record *r, uint64_t step)
{
    for (uint32_t i = r->again_count; i > 0 && r->again[i - 1].step > step; i--) {
        struct record_thread *t = thread_of(r, r->again[i - 1].number);
        if (t->let_go == r->again[i - 1].since) {
            t->let_go = r->again[i - 1].before;
            t->freed = t->let_go <= step;
        }
    }
}

/* Those that have been let go, or wait, are looked at from here on as they were before. */
static void look_at_freed_anew(struct record *r, const struct drive *d)
{
    const struct machine *m = &d->machine;
    r->changes = d->changes + m->change_count;
    for (uint32_t i = 0; i < r->thread_count; i++) {
        struct record_thread *t = &r->threads[i];
        if (!t->freed)
            continue;
        struct readiness now = step_readiness(m, t->slot);
        t->stale = now.kind != READY;
        t->stale_until = now.deadline;
        list_freed(r, t);
    }
}

/* The record ends behind this step. What is cut off stays until something else happens, so that
 * redo can go on to a later step by the same call. */
static void go_to(struct record *r, const struct drive *d, uint64_t step)
{
    uint64_t end = entries_find(r, r->first, r->known, step + 1);
    r->went = true;
    r->gone_to = step;
    r->freed_count = 0;
    if (end > r->end)
        for (uint64_t n = r->end; n < end; n++) {
            struct record_thread *t = thread_of(r, entries_at(r, n)->thread);
            t->last = n + 1;
            t->first = t->first ? t->first : n + 1;
        }
    entries_end_at(r, end);
    r->told = r->end;
    for (uint32_t i = 0; i < r->thread_count; i++)
        settle_thread(r, &r->threads[i], step);
    /* What is undone tells by what those that wait had been let go. */
    for (uint64_t n = r->known; n > end; n--) {
        const struct record_entry *e = entries_at(r, n - 1);
        struct record_thread *t = thread_of(r, e->thread);
        if (e->kind != RECORD_STEP && e->kind != RECORD_BLOCKED)
            continue;
        t->freed = e->let_go && e->let_go <= step;
        t->let_go = e->let_go;
    }
    settle_again(r, step);
    look_at_freed_anew(r, d);
}

/* ---- Hearing --------------------------------------------------------------------------------- */

/* Whether it is blocked as it was before, so that there is nothing new to be written down: it was
 * let go, and another was quicker; or the driver has looked at everybody again. */
static bool is_blocked_still(const struct record *r, const struct record_thread *t,
                             const struct event *e)
{
    if (!t->last || t->last <= r->first)
        return false;
    const struct record_entry *last = entries_at(r, t->last - 1);
    return last->kind == RECORD_BLOCKED && last->pc == e->pc && last->outcome == e->reason &&
           last->entity == e->entity;
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
    entry->entity = e->entity;
    entry->deadline = e->deadline;
    if (e->entity) {
        const struct entity *waited = state_entity(m->state, e->entity - 1);
        entry->name = waited->name;
        entry->element = waited->element;
        entry->object = waited->kind;
    }
    if (waiting_for(m, e->thread, &holder, 1) > 0)
        entry->holder = number_of(m, holder) + 1;
}

static bool kind_of(const struct event *e, uint8_t *kind)
{
    switch (e->kind) {
    case EVENT_STEP:
        *kind = RECORD_STEP;
        return true;
    case EVENT_WITHIN:
        *kind = RECORD_WITHIN;
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

/* All of it but what record_hear knows better. */
static void describe(struct record *r, const struct machine *m, const struct event *e,
                     struct record_entry *entry)
{
    entry->value = e->value;
    entry->name = e->name;
    entry->element = e->element;
    entry->failure = e->kind == EVENT_ORDERED ? e->unit : e->failure;
    entry->details = 0;
    entry->op = (uint8_t)e->op;
    entry->object = (uint8_t)e->object;
    entry->outcome = (uint8_t)(e->kind == EVENT_STEP || e->kind == EVENT_WITHIN ? e->outcome
                               : e->kind == EVENT_NOTICE                        ? (int)e->notice
                                                                                : e->status);
    if (e->kind == EVENT_BLOCKED)
        describe_wait(m, e, entry);
    else if ((e->kind == EVENT_STEP || e->kind == EVENT_WITHIN) &&
             (e->count || e->old.kind || e->other))
        entry->details =
            entries_add_details(r, &(struct record_details){.old = e->old,
                                                            .count = e->count,
                                                            .of = e->of,
                                                            .other = e->other,
                                                            .other_element = e->other_element});
}

/* The thread goes on, or waits for something else now: by what it was let go is said. */
static uint32_t take_let_go(struct record *r, struct record_thread *t)
{
    uint32_t by = t->freed ? t->let_go : 0;
    if (t->freed)
        forget_freed(r, t->number);
    t->freed = false;
    t->waits_for = 0;
    return by;
}

/* The entry that was appended last moves before those of other threads that came about in the same
 * step, or in the same part of an atomic block, and the record is told so: a thread that is made
 * begins, one that is killed ends, while that is done which is told once it is done. Its number,
 * where it stands now. */
static uint64_t move_before_others(struct record *r, uint64_t step, uint32_t thread)
{
    uint64_t at = r->end - 1;
    for (; at > r->first && at > r->told; at--) {
        const struct record_entry *other = entries_at(r, at - 1);
        if (other->step != step || other->thread == thread)
            break;
    }
    for (uint64_t n = r->end - 1; n > at; n--) {
        struct record_entry *moved = entries_at(r, n);
        *moved = *entries_at(r, n - 1);
        struct record_thread *t = find_thread(r, moved->thread);
        moved->previous += moved->previous && n - 1 - moved->previous < at;
        t->last += t->last == n;
        t->first += t->first == n;
        t->blocked_at += t->blocked_at == n;
    }
    return at;
}

static void write_down(struct record *r, const struct machine *m, const struct event *e,
                       uint8_t kind, uint64_t step, struct record_thread *t)
{
    forget_undone(r, r);
    struct record_entry *entry = entries_append(r);
    uint64_t number = r->end - 1;
    if (kind == RECORD_STEP || kind == RECORD_WITHIN) {
        number = move_before_others(r, step, t->number);
        entry = entries_at(r, number);
        r->told = r->end;
    }
    uint64_t back = t->last ? number + 1 - t->last : 0;
    entry->kind = kind;
    describe(r, m, e, entry);
    entry->time = m->state->now;
    entry->thread = t->number;
    entry->pc = e->pc;
    entry->step = (uint32_t)step;
    entry->let_go = 0;
    if (kind == RECORD_STEP || kind == RECORD_BLOCKED) {
        entry->let_go = take_let_go(r, t);
        t->let_go = t->known = 0; /* which is said */
    }
    entry->previous = back <= UINT32_MAX ? (uint32_t)back : 0;
    t->last = number + 1;
    if (!t->first)
        t->first = number + 1;
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
        hear_goes_on(r, m, e, step);
    if (e->kind == EVENT_WENT)
        go_to(r, d, e->step);
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
    if (kind != RECORD_STEP && kind != RECORD_WITHIN)
        return;
    if (r->freed_count)
        look_at_freed(r, d, e->thread, step);
    if (kind == RECORD_STEP && e->outcome == OUTCOME_WAITS)
        begin_wait(r, m, t);
}

/* ---- Reading --------------------------------------------------------------------------------- */

struct event record_event(const struct record *r, const struct record_entry *e)
{
    const struct record_details *more = record_details(r, e);
    return (struct event){.kind = EVENT_STEP,
                          .pc = e->pc,
                          .op = e->op,
                          .name = e->name,
                          .element = e->element,
                          .value = e->value,
                          .old = more->old,
                          .outcome = e->outcome,
                          .object = e->object,
                          .count = more->count,
                          .of = more->of,
                          .other = more->other,
                          .other_element = more->other_element,
                          .failure = e->failure};
}
