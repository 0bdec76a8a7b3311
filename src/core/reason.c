/* reason.c - what a thread waits for, in words: the one place for deadlocks, for what a command
 * stands behind, and for findings. Its subject, the thread, stands before it. */
#include "core/machine.h"

#include "base/utf8.h"

enum { NAMES_SHOWN = 3 };

const char *machine_ended_how(const struct machine *m, uint32_t thread)
{
    static const char *const ways[] = {
        [THREAD_DONE] = "has ended",
        [THREAD_FAILED] = "has failed",
        [THREAD_CANCELLED] = "was cancelled",
        [THREAD_KILLED] = "was killed",
    };
    unsigned status = state_thread(m->state, thread)->status;
    return status >= THREAD_DONE ? ways[status] : "";
}

/* Who has ended cannot let go any more. */
static void add_thread(const struct machine *m, uint32_t thread, struct buffer *out)
{
    const char *how = machine_ended_how(m, thread);
    machine_add_thread_name(m, thread, out);
    if (*how)
        buffer_printf(out, ", which %s", how);
}

static void add_holders(const struct machine *m, uint32_t entity, struct buffer *out)
{
    uint32_t holders[NAMES_SHOWN];
    size_t count = machine_holders(m, entity, holders, NAMES_SHOWN);
    for (size_t i = 0; i < count && i < NAMES_SHOWN; i++) {
        buffer_puts(out, i == 0 ? ", held by " : ", ");
        add_thread(m, holders[i], out);
    }
    if (count > NAMES_SHOWN)
        buffer_printf(out, " and %zu more", count - NAMES_SHOWN);
}

static void add_kind_text(const char *text, const struct entity *e, struct buffer *out)
{
    struct kind_values values = {.count = e->count, .of = e->initial};
    kind_add_text(text, kind_form(e), &values, out);
}

static void add_object(const struct machine *m, uint32_t entity, struct buffer *out)
{
    const struct entity *e = state_entity(m->state, entity);
    const struct kind_row *row = &kind_rows[e->kind];
    buffer_printf(out, "waits for the %s ", row->name);
    machine_add_entity_name(m, entity, out);
    if (row->holder.by == HELD_RUNNER) {
        if (state_thread(m->state, e->owner - 1)->status >= THREAD_DONE)
            buffer_puts(out, ", left unfinished by ");
        else
            buffer_printf(out, ", which is %s ", row->holder.is_held);
        add_thread(m, e->owner - 1, out);
    } else {
        add_kind_text(row->waiter.turn, e, out);
    }
}

/* Where whoever holds it can let go, that one is told and not what it is. */
static bool is_lock(const struct entity *e)
{
    return *kind_rows[e->kind].holder.lets_go;
}

bool machine_joins_but_daemons(const struct machine *m, uint32_t thread)
{
    struct instruction i = m->program->code[state_thread(m->state, thread)->pc];
    return i.op == OP_JOIN_ALL && i.a >> OPERAND_SHIFT;
}

/* Those whose end `join all` still waits for. */
static void add_others(const struct machine *m, uint32_t thread, struct buffer *out)
{
    bool but_daemons = machine_joins_but_daemons(m, thread);
    size_t count = 0;
    buffer_puts(out, but_daemons ? "joins all but daemons" : "joins all");
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        const struct thread *t = state_thread(m->state, i);
        bool daemon = t->flags & FLAG_DAEMON;
        if (i == thread || t->status != THREAD_RUNNING || (daemon && but_daemons))
            continue;
        if (count++ >= NAMES_SHOWN)
            continue;
        buffer_puts(out, count == 1 ? ", and waits for " : ", ");
        machine_add_thread_name(m, i, out);
        buffer_puts(out, daemon ? " (a daemon)" : "");
    }
    if (count > NAMES_SHOWN)
        buffer_printf(out, " and %zu more", count - NAMES_SHOWN);
}

bool machine_joins_daemons(const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    bool itself = t->flags & FLAG_DAEMON;
    return step_readiness(m, thread).kind == WAITS_FOR_ALL &&
           !machine_joins_but_daemons(m, thread) && m->state->busy_daemons > itself;
}

void machine_add_reason(const struct machine *m, uint32_t thread, struct buffer *out)
{
    struct readiness r = step_readiness(m, thread);
    const struct entity *e = r.object ? state_entity(m->state, r.object - 1) : NULL;
    switch (r.kind) {
    case WAITS_FOR_OBJECT:
        if (!is_lock(e)) {
            add_object(m, r.object - 1, out);
            break;
        }
        buffer_puts(out, "waits for ");
        machine_add_entity_name(m, r.object - 1, out);
        add_holders(m, r.object - 1, out);
        break;
    case WAITS_IN_LIST:
        buffer_printf(out, "waits for the %s ", kind_rows[e->kind].name);
        machine_add_entity_name(m, r.object - 1, out);
        add_kind_text(kind_rows[e->kind].waiter.listed, e, out);
        break;
    case WAITS_FOR_THREAD:
        buffer_puts(out, "joins ");
        machine_add_entity_name(m, r.object - 1, out);
        break;
    case WAITS_FOR_ALL:
        add_others(m, thread, out);
        break;
    default:
        break;
    }
}
