/* objects.c - see objects.h. */
#include "watch/objects.h"

#include "base/utf8.h"
#include "core/drive.h"
#include "watch/words.h"

#include <inttypes.h>

enum { NAMES_SHOWN = 4, VALUES_SHOWN = 12, MOST_COUNTED = 100000 };

bool objects_shows(const struct machine *m, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    enum kind_shown_how how = kind_rows[e->kind].shown.how;
    if (how == SHOWN_WHILE_HELD)
        return e->owner != 0;
    bool beneath = kind_takes(e->kind, OPERATION_CARRY) && e->link; /* a condition's own */
    return how != SHOWN_NOT && !beneath;
}

void objects_add_kind(const struct machine *m, uint32_t entity, struct buffer *out)
{
    buffer_puts(out, kind_rows[state_entity(m->state, entity)->kind].shown.kind);
}

/* ---- Who waits ------------------------------------------------------------------------------- */

/* Those in the list of an event, a condition or a barrier. */
static size_t listed(const struct machine *m, const struct entity *e, uint32_t *threads,
                     size_t most)
{
    size_t count = 0;
    for (uint32_t at = e->first_waiter; at && count < MOST_COUNTED;
         at = state_thread(m->state, handle_index(at))->next_waiter) {
        if (count < most)
            threads[count] = handle_index(at);
        count++;
    }
    for (uint32_t k = 0; kind_is(e->kind, KIND_OWN_LIST) && k < e->users; k++) {
        uint32_t thread = state_waiting_at(m->state, e, k);
        if (k > 0 && state_waiting_at(m->state, e, k - 1) == thread)
            continue; /* a select that would send, too */
        if (count < most)
            threads[count] = thread;
        count++;
    }
    return count;
}

static bool add_waiters(const struct drive *d, uint32_t entity, struct buffer *out)
{
    const struct machine *m = &d->machine;
    uint32_t threads[NAMES_SHOWN];
    const struct entity *e = state_entity(m->state, entity);
    size_t count = drive_line(d, entity, threads, NAMES_SHOWN);
    if (count == 0)
        count = listed(m, e, threads, NAMES_SHOWN);
    if (count == 0)
        return false;
    buffer_puts(out, out->length ? " · " : "");
    words_add_threads(m, threads, count < NAMES_SHOWN ? count : NAMES_SHOWN, count, out);
    buffer_puts(out, count == 1 ? " waits" : " wait");
    return true;
}

/* ---- What it holds --------------------------------------------------------------------------- */

static void add_value(const struct machine *m, struct value v, struct buffer *out)
{
    struct buffer text = {0};
    value_add_text(m->program, v, &text);
    if (v.kind == VALUE_TEXT)
        buffer_putc(out, '"');
    utf8_add_visible(out, buffer_text(&text), text.length < 60 ? text.length : 60, "");
    if (v.kind == VALUE_TEXT)
        buffer_puts(out, text.length > 60 ? "...\"" : "\"");
    buffer_free(&text);
}

static void add_values(const struct machine *m, const struct entity *e, int64_t count,
                       struct buffer *out)
{
    for (int64_t i = 0; i < count && i < VALUES_SHOWN; i++) {
        buffer_puts(out, i ? " " : "");
        add_value(m, state_values(m->state, e)[i], out);
    }
    if (count > VALUES_SHOWN)
        buffer_printf(out, " ... %" PRId64 " in all", count);
}

/* A thread-local variable: the values side by side. */
static void add_locals(const struct machine *m, const struct entity *e, struct buffer *out)
{
    unsigned shown = 0, more = 0;
    for (uint32_t i = 0; i < e->extent.capacity && i < m->state->thread_count; i++) {
        struct value v = state_values(m->state, e)[i];
        if (v.kind == VALUE_UNSET || state_thread(m->state, i)->status == THREAD_FREE)
            continue;
        if (shown == VALUES_SHOWN) {
            more++;
            continue;
        }
        buffer_puts(out, shown++ ? " · " : "");
        machine_add_thread_name(m, i, out);
        buffer_puts(out, ": ");
        add_value(m, v, out);
    }
    if (more)
        buffer_printf(out, " · and %u more", more);
    if (!shown)
        buffer_puts(out, "nobody has set it");
    if (e->value.kind != VALUE_UNSET) {
        buffer_puts(out, " · to begin with ");
        add_value(m, e->value, out);
    }
}

static void add_holder(const struct machine *m, uint32_t entity, struct buffer *out)
{
    uint32_t holders[NAMES_SHOWN];
    const struct entity *e = state_entity(m->state, entity);
    size_t count = machine_holders(m, entity, holders, NAMES_SHOWN);
    if (e->kind == ENTITY_RWLOCK && e->status != RWLOCK_PREFERS_READERS)
        buffer_printf(out, "%s: ", kind_manner(ENTITY_RWLOCK, e->status));
    if (count == 0) {
        buffer_puts(out, "free");
        return;
    }
    const struct kind_holder *holder = &kind_rows[e->kind].holder;
    bool readers = holder->by == HELD_READERS;
    const char *held = e->owner ? "written by" : "read by";
    buffer_printf(out, "%s ", readers ? held : holder->held);
    words_add_threads(m, holders, count < NAMES_SHOWN ? count : NAMES_SHOWN, count, out);
    if (!readers && e->count > 1)
        buffer_printf(out, " %" PRId64 " times", e->count);
}

static void add_timer(const struct drive *d, const struct entity *e, struct buffer *out)
{
    const struct machine *m = &d->machine;
    const struct thread *t = state_thread(m->state, e->link);
    bool goes_on = e->status == TIMER_EVERY && t->status == THREAD_RUNNING;
    if (goes_on) {
        buffer_puts(out, "every ");
        words_add_time(e->initial, out);
        buffer_puts(out, " · ");
    }
    if (t->status == THREAD_NEW || (t->flags & FLAG_ARMED)) {
        size_t before = out->length;
        words_add_cell(d, e->link, NEXT_EXACT, out);
        buffer_puts(out, out->length == before ? "its time has come" : "");
    } else
        buffer_puts(out, goes_on                         ? "runs"
                         : t->status == THREAD_RUNNING   ? "went off · runs"
                         : t->status == THREAD_CANCELLED ? "cancelled"
                         : t->status == THREAD_FAILED    ? "went off · failed"
                         : t->status == THREAD_KILLED    ? "killed"
                                                         : "went off · done");
}

static void add_items(const struct machine *m, const struct entity *e, struct buffer *out)
{
    bool hands_over = kind_takes(e->kind, OPERATION_SEND) && !e->initial;
    if (hands_over)
        buffer_puts(out, "hands over");
    else if (e->initial)
        buffer_printf(out, "%" PRId64 " of %" PRId64, e->count, e->initial);
    else
        buffer_printf(out, "%" PRId64, e->count);
    buffer_puts(out, e->count ? ": " : e->initial || hands_over ? "" : " items");
    add_values(m, e, e->count, out);
    if (kind_takes(e->kind, OPERATION_CLOSE) && e->status == 1)
        buffer_puts(out, " · closed");
}

/* A condition: the lock that it stands on. */
static void add_lock(const struct machine *m, uint32_t entity, struct buffer *out)
{
    uint32_t lock = state_entity(m->state, entity)->link;
    if (state_entity(m->state, lock)->link != handle_of(entity)) {
        buffer_puts(out, "on ");
        machine_add_entity_name(m, lock, out);
        if (state_entity(m->state, entity)->status == CONDITION_LOOSE)
            buffer_printf(out, ", %s", kind_manner(ENTITY_CONDITION, CONDITION_LOOSE));
        buffer_puts(out, ": ");
    }
    add_holder(m, lock, out);
}

static void add_text(const struct machine *m, const struct entity *e, struct buffer *out)
{
    const struct kind_row *row = &kind_rows[e->kind];
    struct kind_values values = {.count = e->count, .of = e->initial};
    if (row->holder.by == HELD_RUNNER && e->owner) {
        buffer_printf(out, "%s ", row->holder.held);
        machine_add_thread_name(m, handle_index(e->owner), out);
        return;
    }
    kind_add_text(row->shown.stands, kind_form(e), &values, out);
    kind_add_text(row->shown.states, kind_form(e), &values, out);
}

static void add_result(const struct machine *m, const struct entity *e, struct buffer *out)
{
    add_text(m, e, out);
    if (!e->status)
        return;
    buffer_puts(out, ": ");
    add_value(m, e->value, out);
}

bool objects_add_value(const struct drive *d, uint32_t entity, struct buffer *out)
{
    const struct machine *m = &d->machine;
    const struct entity *e = state_entity(m->state, entity);
    switch (kind_rows[e->kind].shown.how) {
    case SHOWN_VALUE:
        add_value(m, e->value, out);
        return kind_takes(e->kind, OPERATION_FUTEX) && add_waiters(d, entity, out);
    case SHOWN_VALUES:
        add_values(m, e, e->initial, out);
        return false;
    case SHOWN_LOCALS:
        add_locals(m, e, out);
        return false;
    case SHOWN_TEXT:
        add_text(m, e, out);
        break;
    case SHOWN_RESULT:
        add_result(m, e, out);
        break;
    case SHOWN_LOCK:
        add_lock(m, entity, out);
        break;
    case SHOWN_ITEMS:
        add_items(m, e, out);
        break;
    case SHOWN_TIMER:
        add_timer(d, e, out);
        break;
    case SHOWN_HOLDERS:
    case SHOWN_WHILE_HELD:
    case SHOWN_NOT:
        add_holder(m, entity, out);
    }
    return add_waiters(d, entity, out);
}
