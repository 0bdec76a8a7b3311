/* session_words.c - words about threads, for the panes and for `why`: what each does and why,
 * times, counts, lists of names. With the monitor held. */
#include "shell/session_words.h"

#include "base/url.h"
#include "base/utf8.h"
#include "core/failure.h"
#include "core/waiting.h"
#include "shell/session_events.h"

#include <inttypes.h>
#include <string.h>

/* ---- Words ------------------------------------------------------------------------------------
 */

const char *view_word(enum thread_look look)
{
    static const char *const words[LOOK_COUNT] = {
        [LOOK_NEW] = "new",         [LOOK_READY] = "ready",
        [LOOK_RUNNING] = "running", [LOOK_SLEEPING] = "sleeping",
        [LOOK_WAITING] = "waiting", [LOOK_IO] = "io",
        [LOOK_IDLE] = "idle",       [LOOK_DONE] = "done",
        [LOOK_FAILED] = "failed",   [LOOK_CANCELLED] = "cancelled",
        [LOOK_KILLED] = "killed",
    };
    return words[look];
}

void view_add_time(int64_t nanoseconds, struct buffer *out)
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

void view_add_time_left(int64_t nanoseconds, struct buffer *out)
{
    int64_t up = nanoseconds < INT64_MAX - 100000000 ? nanoseconds + 99999999 : nanoseconds;
    view_add_time(up, out);
}

void view_add_threads(const struct machine *m, const uint32_t *threads, size_t shown, size_t all,
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

bool view_is_bare(const char *name)
{
    size_t length = strcspn(name, "[");
    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                      (unsigned char)c >= 0x80;
        bool inner = (c >= '0' && c <= '9') || c == '-' || c == '.';
        if (!letter && !(inner && i > 0 && (i + 1 < length || (c >= '0' && c <= '9'))))
            return false;
    }
    return length > 0;
}

void view_add_typed_name(const struct machine *m, uint32_t thread, struct buffer *out)
{
    bool bare = view_is_bare(name_bytes(m->program->texts, state_thread(m->state, thread)->name));
    buffer_puts(out, bare ? "" : "\"");
    machine_add_thread_name(m, thread, out);
    buffer_puts(out, bare ? "" : "\"");
}

uint32_t view_find_thread(const struct machine *m, const char *name)
{
    struct texts *texts = m->program->texts;
    uint32_t text = text_intern(texts, name, strlen(name));
    if (text == TEXT_TOO_MUCH)
        return NO_THREAD;
    /* Elements of an array of timers bear no name of their own. */
    for (uint32_t i = 0; strchr(name, '[') && i < m->state->thread_count; i++)
        if (state_thread(m->state, i)->status != THREAD_FREE &&
            state_thread(m->state, i)->name == text_known_name(texts, text))
            return i;
    uint32_t known = text_known_name(texts, text);
    uint32_t bound = known ? state_lookup(m->state, known) : 0;
    if (!bound)
        return NO_THREAD;
    const struct entity *e = state_entity(m->state, bound - 1);
    return e->kind == ENTITY_THREAD || e->kind == ENTITY_TIMER ? e->link : NO_THREAD;
}

void view_add_no_thread(const struct machine *m, const char *name, struct buffer *out)
{
    struct texts *texts = m->program->texts;
    uint32_t text = text_intern(texts, name, strlen(name));
    uint32_t known = text_known_name(texts, text);
    uint32_t bound = known ? state_lookup(m->state, known) : 0;
    if (bound) {
        utf8_add_visible(out, name, strlen(name), "");
        enum entity_kind kind = (enum entity_kind)state_entity(m->state, bound - 1)->kind;
        buffer_printf(out, " is %s %s, not a thread", entity_kind_article(kind),
                      entity_kind_name(kind));
        return;
    }
    struct failure unknown = {
        FAILURE_UNKNOWN_TO_BE_MADE,
        {argument_wanted(WANTED_THREAD), argument_designator(value_text(text))}};
    watcher_add_failure(m, &unknown, out);
}

/* ---- One thread -------------------------------------------------------------------------------
 */

static enum thread_look ended_look(enum thread_status status)
{
    switch (status) {
    case THREAD_FAILED:
        return LOOK_FAILED;
    case THREAD_CANCELLED:
        return LOOK_CANCELLED;
    case THREAD_KILLED:
        return LOOK_KILLED;
    default:
        return LOOK_DONE;
    }
}

enum thread_look view_look(const struct machine *m, const struct lab *lab, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    if (t->status >= THREAD_DONE)
        return ended_look((enum thread_status)t->status);
    struct readiness r = step_readiness(m, thread);
    switch (r.kind) {
    case READY:
        /* Under `free` whoever can go goes, as the system lets them. */
        return lab_schedule(lab)->kind == SCHEDULE_FREE && !lab_paused(lab) ? LOOK_RUNNING
                                                                            : LOOK_READY;
    case NOT_STARTED:
        return LOOK_NEW;
    case IDLE:
        return LOOK_IDLE;
    case SLEEPS:
        return LOOK_SLEEPING;
    case DOES_IO:
        return LOOK_IO;
    case WORKS:
        return t->flags & FLAG_GIL_QUEUED ? LOOK_READY : LOOK_RUNNING;
    case WAITS_OUTSIDE:
        return m->program->code[t->pc].op == OP_WORK ? LOOK_RUNNING : LOOK_IO;
    default:
        return LOOK_WAITING;
    }
}

static void add_left(const struct machine *m, const struct readiness *r, const char *before,
                     struct buffer *out)
{
    if (r->deadline == NO_DEADLINE)
        return;
    buffer_puts(out, before);
    view_add_time_left(r->deadline - m->state->now, out);
}

static void add_holder(const struct machine *m, uint32_t entity, struct buffer *out)
{
    uint32_t holders[2];
    size_t count = machine_holders(m, entity, holders, 2);
    if (count == 0)
        return;
    buffer_printf(out, " · %s ", kind_rows[state_entity(m->state, entity)->kind].holder.held);
    view_add_threads(m, holders, count < 2 ? count : 2, count, out);
}

static void add_wait(struct lab *lab, const struct machine *m, uint32_t thread,
                     const struct readiness *r, struct buffer *out)
{
    uint32_t waiters = lab_waiters(lab, thread);
    const struct entity *e = r->object ? state_entity(m->state, r->object - 1) : NULL;
    const char *all = machine_joins_but_daemons(m, thread) ? "joins all but daemons" : "joins all";
    buffer_puts(out, r->kind == WAITS_FOR_ALL      ? all
                     : r->kind == WAITS_FOR_THREAD ? "joins "
                                                   : "waits for ");
    if (e)
        machine_add_entity_name(m, r->object - 1, out);
    if (r->kind == WAITS_FOR_OBJECT) {
        add_holder(m, r->object - 1, out);
        if (waiters > 1) /* who comes next is nobody's turn: no place in a line */
            buffer_printf(out, " · one of %" PRIu32 " who wait", waiters);
    } else if (r->kind == WAITS_IN_LIST && e && *kind_rows[e->kind].shown.stands) {
        struct kind_values values = {.count = e->count, .of = e->initial};
        buffer_puts(out, " · ");
        kind_add_text(kind_rows[e->kind].shown.stands, kind_form(e), &values, out);
    }
    int64_t waited = m->state->now - lab_waits_since(lab, thread);
    if (waited >= WORTH_TELLING) {
        buffer_puts(out, " · ");
        view_add_time(waited, out);
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

static void add_next_step(const struct machine *m, uint32_t thread, struct buffer *out)
{
    buffer_puts(out, "next: ");
    program_quote(m->program, machine_next_pc(m, thread), out);
}

static void add_new(const struct machine *m, uint32_t thread, struct buffer *out)
{
    const struct thread *t = state_thread(m->state, thread);
    buffer_puts(out, "not started");
    if (t->flags & FLAG_TIMER && t->entity) {
        buffer_puts(out, " · goes off ");
        view_add_time(state_entity(m->state, t->entity - 1)->initial, out);
        buffer_puts(out, " after its start");
    }
}

void view_add_reason(struct lab *lab, const struct machine *m, uint32_t thread, struct buffer *out)
{
    const struct thread *t = state_thread(m->state, thread);
    struct readiness r = step_readiness(m, thread);
    switch (r.kind) {
    case READY:
        if (lab_paused(lab) || lab_schedule(lab)->kind == SCHEDULE_MANUAL)
            add_next_step(m, thread, out);
        break;
    case NOT_STARTED:
        add_new(m, thread, out);
        break;
    case NOT_ALIVE:
        if (t->status == THREAD_FAILED)
            failure_add_visible(m->program, (uint32_t)t->result.number, out);
        if (t->held)
            buffer_puts(out, out->length ? " · still holds a lock" : "still holds a lock");
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
        add_wait(lab, m, thread, &r, out);
    }
    if (t->orders)
        buffer_printf(out, "%s%u order%s queued", out->length ? " · " : "", t->orders,
                      t->orders == 1 ? "" : "s");
}
