/* words.c - see words.h. */
#include "watch/words.h"

#include "base/memory.h"
#include "base/url.h"
#include "base/utf8.h"
#include "core/drive.h"
#include "core/failure.h"
#include "core/waiting.h"
#include "watch/deadlock.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_SHOWN = 4, ORDERS_SHOWN = 3 };

/* ---- Times, names ---------------------------------------------------------------------------- */

void words_add_time(int64_t nanoseconds, struct buffer *out)
{
    int64_t tenths = nanoseconds / 100000000, seconds = tenths / 10;
    if (nanoseconds < 0)
        nanoseconds = tenths = seconds = 0;
    if (seconds < 60)
        buffer_printf(out, "%" PRId64 ".%" PRId64 " s", seconds, tenths % 10);
    else if (seconds < 3600)
        buffer_printf(out, "%" PRId64 " min %" PRId64 " s", seconds / 60, seconds % 60);
    else
        buffer_printf(out, "%" PRId64 " h %" PRId64 " min", seconds / 3600, seconds / 60 % 60);
}

void words_add_time_left(int64_t nanoseconds, struct buffer *out)
{
    int64_t up = nanoseconds < INT64_MAX - 100000000 ? nanoseconds + 99999999 : nanoseconds;
    words_add_time(up, out);
}

void words_add_threads(const struct machine *m, const uint32_t *threads, size_t shown, size_t all,
                       struct buffer *out)
{
    for (size_t i = 0; i < shown; i++) {
        bool last = i + 1 == shown && shown == all;
        buffer_puts(out, i == 0 ? "" : last ? " and " : ", ");
        machine_add_thread_name(m, threads[i], out);
    }
    if (all > shown) {
        buffer_puts(out, " and ");
        buffer_put_number(out, all - shown);
        buffer_puts(out, " more");
    }
}

/* A puppet goes on behind an order that failed, so that the record alone has it. */
static void mark_failed_orders(const struct machine *m, const struct record *r, bool *failed)
{
    for (uint64_t n = record_first(r); n < record_end(r); n++) {
        const struct record_entry *e = record_entry(r, n);
        if (e->kind != RECORD_ORDER_FAILED || e->outcome != THREAD_FAILED)
            continue;
        const struct record_thread *t = record_thread(r, e->thread);
        bool there = t && t->slot < m->state->thread_count &&
                     state_thread(m->state, t->slot)->number == t->number;
        if (there)
            failed[t->slot] = true;
    }
}

bool words_add_failed(const struct machine *m, const struct record *r, size_t shown,
                      struct buffer *out)
{
    uint32_t *threads = memory_new((m->state->thread_count + 1) * sizeof *threads);
    bool *failed = memory_zeroed(m->state->thread_count + 1, sizeof *failed);
    size_t count = 0;
    mark_failed_orders(m, r, failed);
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        if (failed[i] || state_thread(m->state, i)->status == THREAD_FAILED)
            threads[count++] = i;
    words_add_threads(m, threads, count < shown ? count : shown, count, out);
    free(threads);
    free(failed);
    return count > 0;
}

void words_add_typed_name(const struct machine *m, uint32_t thread, struct buffer *out)
{
    bool bare = name_is_bare(name_bytes(m->program->texts, state_thread(m->state, thread)->name));
    buffer_puts(out, bare ? "" : "\"");
    machine_add_thread_name(m, thread, out);
    buffer_puts(out, bare ? "" : "\"");
}

/* ---- What a thread is at --------------------------------------------------------------------- */

static void add_left(const struct machine *m, const struct readiness *r, const char *before,
                     struct buffer *out)
{
    if (r->deadline == NO_DEADLINE)
        return;
    buffer_puts(out, before);
    words_add_time_left(r->deadline - m->state->now, out);
}

static void add_holder(const struct machine *m, uint32_t entity, struct buffer *out)
{
    uint32_t holders[2];
    size_t count = machine_holders(m, entity, holders, 2);
    if (count == 0)
        return;
    buffer_printf(out, " · %s ", kind_rows[state_entity(m->state, entity)->kind].holder.held);
    words_add_threads(m, holders, count < 2 ? count : 2, count, out);
}

/* Who waits for it too and gets it first, where that is what the thread waits for. */
static bool add_earlier(const struct machine *m, uint32_t thread, const struct readiness *r,
                        struct buffer *out)
{
    uint32_t others[2];
    if (!readiness_queues(m, r))
        return false;
    size_t count = waiting_for(m, thread, others, 2);
    if (!count || machine_holds(m, others[0], handle_index(r->object)))
        return false;
    buffer_puts(out, " · behind ");
    words_add_threads(m, others, count < 2 ? count : 2, count, out);
    return true;
}

static void add_wait(const struct drive *d, uint32_t thread, const struct readiness *r,
                     struct buffer *out)
{
    const struct machine *m = &d->machine;
    uint32_t waiters = drive_waiters(d, thread);
    const struct entity *e = r->object ? state_entity(m->state, handle_index(r->object)) : NULL;
    machine_add_wait(m, thread, false, out);
    if (r->kind == WAITS_FOR_OBJECT || readiness_queues(m, r)) {
        if (!add_earlier(m, thread, r, out))
            add_holder(m, handle_index(r->object), out);
        if (waiters > 1) /* which comes next is not settled: no place in a line */
            buffer_printf(out, " · one of %" PRIu32 " who wait", waiters);
    } else if (r->kind == WAITS_IN_LIST && e && *kind_rows[e->kind].shown.stands) {
        struct kind_values values = {.count = e->count, .of = e->initial};
        buffer_puts(out, " · ");
        kind_add_text(kind_rows[e->kind].shown.stands, kind_form(e), &values, out);
    }
    int64_t waited = m->state->now - drive_waits_since(d, thread);
    if (waited >= WORDS_WORTH_TELLING) {
        buffer_puts(out, " · ");
        words_add_time(waited, out);
    }
    add_left(m, r, " · gives up in ", out);
}

static void add_outside(const struct machine *m, uint32_t thread, struct buffer *out)
{
    struct outside o = machine_outside(m, thread);
    const char *text = text_bytes(m->program->texts, o.text);
    if (o.op == OP_WORK) {
        buffer_puts(out, "works");
    } else {
        buffer_puts(out, o.op == OP_ASK ? "asks " : "fetches ");
        struct buffer shown = {0};
        url_add_without_password(&shown, text, strlen(text));
        utf8_add_visible(out, buffer_text(&shown), shown.length < 60 ? shown.length : 60, "");
        buffer_free(&shown);
    }
}

static void add_new(const struct machine *m, uint32_t thread, struct buffer *out)
{
    const struct thread *t = state_thread(m->state, thread);
    buffer_puts(out, "not started");
    if (t->flags & FLAG_TIMER && t->entity) {
        const struct entity *e = state_entity(m->state, handle_index(t->entity));
        bool repeats = e->status == TIMER_EVERY;
        buffer_puts(out, repeats ? " · goes off every " : " · goes off ");
        words_add_time(e->initial, out);
        buffer_puts(out, repeats ? "" : " after its start");
    }
}

void words_add_held(const struct machine *m, uint32_t thread, struct buffer *out)
{
    unsigned count = 0;
    for (uint32_t i = 0; i < m->state->entity_count; i++) {
        if (!machine_holds(m, thread, i) || ++count > NAMES_SHOWN)
            continue;
        const struct entity *e = state_entity(m->state, i);
        bool beneath = kind_takes(e->kind, OPERATION_CARRY) && e->link; /* a condition's own */
        buffer_puts(out, count > 1 ? ", " : "");
        machine_add_entity_name(m, beneath ? handle_index(e->link) : i, out);
    }
    if (count > NAMES_SHOWN)
        buffer_printf(out, " and %u more", count - NAMES_SHOWN);
}

/* What nobody else can have as long as it does. */
static void add_held(const struct machine *m, uint32_t thread, struct buffer *out)
{
    const struct thread *t = state_thread(m->state, thread);
    if (!t->held)
        return;
    buffer_puts(out, out->length ? " · " : "");
    buffer_puts(out, t->status >= THREAD_DONE ? "still holds " : "holds ");
    words_add_held(m, thread, out);
}

static void add_orders(const struct machine *m, uint32_t thread, struct buffer *out)
{
    uint32_t units[ORDERS_SHOWN];
    size_t count = machine_orders(m, thread, units, ORDERS_SHOWN);
    if (!count)
        return;
    buffer_puts(out, out->length ? " · " : "");
    buffer_put_number(out, count);
    buffer_puts(out, count == 1 ? " order queued: " : " orders queued: ");
    for (size_t i = 0; i < count && i < ORDERS_SHOWN; i++) {
        buffer_puts(out, i ? "; " : "");
        program_quote(m->program, m->program->units[units[i]].first, out);
    }
    buffer_puts(out, count > ORDERS_SHOWN ? "; ..." : "");
}

bool words_stand(const struct drive *d)
{
    return d->paused || d->schedule.kind == SCHEDULE_MANUAL;
}

void words_add_cell(const struct drive *d, uint32_t thread, enum next_detail next,
                    struct buffer *out)
{
    const struct machine *m = &d->machine;
    const struct thread *t = state_thread(m->state, thread);
    struct readiness r = step_readiness(m, thread);
    switch (r.kind) {
    case READY:
        if (words_stand(d)) {
            buffer_puts(out, "next: ");
            next_add(m, thread, next, out);
        }
        break;
    case NOT_STARTED:
        add_new(m, thread, out);
        break;
    case NOT_ALIVE:
        if (t->status == THREAD_FAILED)
            failure_add_visible(m->program, (uint32_t)t->result.number, out);
        break;
    case IDLE:
        break;
    case SLEEPS:
        add_left(m, &r, t->flags & FLAG_ARMED ? "goes off in " : "", out);
        buffer_puts(out, t->flags & FLAG_ARMED ? "" : " left");
        break;
    case DOES_IO:
        add_left(m, &r, "", out);
        buffer_puts(out, " left");
        break;
    case WORKS:
        buffer_puts(out, t->flags & FLAG_GIL_QUEUED ? "wants the interpreter lock" : "works");
        break;
    case WAITS_OUTSIDE:
        add_outside(m, thread, out);
        break;
    default:
        add_wait(d, thread, &r, out);
    }
    add_held(m, thread, out);
    add_orders(m, thread, out);
}

void words_add_left_at(const struct machine *m, uint32_t thread, struct buffer *out)
{
    struct readiness r = step_readiness(m, thread);
    uint32_t orders = state_thread(m->state, thread)->orders;
    machine_add_thread_name(m, thread, out);
    if (readiness_waits(&r)) {
        buffer_putc(out, ' ');
        machine_add_reason(m, thread, out);
    } else {
        buffer_puts(out, r.kind == READY             ? " could go on"
                         : r.deadline != NO_DEADLINE ? " sleeps"
                                                     : " is not done");
    }
    if (orders)
        buffer_printf(out, ", with %u command%s behind that", orders, orders == 1 ? "" : "s");
}

bool words_add_ender(const struct machine *m, uint32_t thread, struct buffer *out)
{
    bool puppet = state_thread(m->state, thread)->flags & FLAG_PUPPET;
    if (thread == STATE_MAIN) {
        buffer_puts(out, "Ctrl-C");
        return true;
    }
    buffer_puts(out, puppet ? "`interrupt " : "`cancel ");
    words_add_typed_name(m, thread, out);
    buffer_putc(out, '`');
    return puppet;
}

/* ---- Of many --------------------------------------------------------------------------------- */

bool words_add_ring(const struct machine *m, uint32_t thread, struct buffer *out)
{
    uint32_t threads = m->state->thread_count, *ring = memory_new(threads * sizeof *ring);
    size_t length = deadlock_ring(m, thread, ring, threads);
    for (size_t i = 0; i < length; i++) {
        struct readiness r = step_readiness(m, ring[i]);
        machine_add_thread_name(m, ring[i], out);
        buffer_puts(out, " -> ");
        if (r.kind != WAITS_FOR_OBJECT && !readiness_queues(m, &r))
            continue;
        machine_add_entity_name(m, handle_index(r.object), out);
        buffer_puts(out, " -> ");
    }
    if (length)
        machine_add_thread_name(m, thread, out);
    free(ring);
    return length > 0;
}

unsigned words_add_waits(const struct machine *m, const struct words_list *list, struct buffer *out)
{
    unsigned count = 0;
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        struct readiness r = step_readiness(m, i);
        if (!readiness_waits(&r) || (list->without_rings && deadlock_in_ring(m, i)) ||
            count++ >= list->most)
            continue;
        buffer_puts(out, count == 1 ? list->first : list->between);
        machine_add_thread_name(m, i, out);
        buffer_putc(out, ' ');
        machine_add_reason(m, i, out);
    }
    return count;
}
