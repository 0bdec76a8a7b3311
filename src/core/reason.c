/* reason.c - what a thread waits for, in words: the one place for deadlocks, for what a command
 * stands behind, and for findings. Its subject, the thread, stands before it. */
#include "core/machine.h"
#include "core/waiting.h"

#include <inttypes.h>

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

/* What an object lacks that is no lock. */
static void add_lack(const struct machine *m, const struct entity *e, struct buffer *out)
{
    const struct kind_row *row = &kind_rows[e->kind];
    if (row->holder.by == HELD_RUNNER) {
        if (state_thread(m->state, handle_index(e->owner))->status >= THREAD_DONE)
            buffer_puts(out, ", left unfinished by ");
        else
            buffer_printf(out, ", which is %s ", row->holder.is_held);
        add_thread(m, handle_index(e->owner), out);
    } else {
        add_kind_text(row->waiter.turn, e, out);
    }
}

/* Where the thread that holds it can let go, that one is told and not what it is. */
static bool is_lock(const struct entity *e)
{
    return *kind_rows[e->kind].holder.lets_go;
}

/* Those whose end `join all` still waits for. */
static void add_others(const struct machine *m, uint32_t thread, struct buffer *out)
{
    uint32_t others[NAMES_SHOWN];
    size_t count = waiting_for(m, thread, others, NAMES_SHOWN);
    for (size_t i = 0; i < count && i < NAMES_SHOWN; i++) {
        buffer_puts(out, i == 0 ? ", and waits for " : ", ");
        machine_add_thread_name(m, others[i], out);
        buffer_puts(out,
                    state_thread(m->state, others[i])->flags & FLAG_DAEMON ? " (a daemon)" : "");
    }
    if (count > NAMES_SHOWN)
        buffer_printf(out, " and %zu more", count - NAMES_SHOWN);
}

/* Those that wait for it too, and get it first. */
static void add_earlier(const struct machine *m, uint32_t thread, uint32_t entity,
                        struct buffer *out)
{
    uint32_t others[NAMES_SHOWN];
    size_t count = waiting_for(m, thread, others, NAMES_SHOWN), shown = 0;
    for (size_t i = 0; i < count && i < NAMES_SHOWN; i++) {
        if (machine_holds(m, others[i], entity))
            continue;
        buffer_puts(out, shown++ == 0 ? "; before it comes " : ", ");
        add_thread(m, others[i], out);
    }
}

static bool waits_in_select(const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    return m->program->code[t->pc].op == OP_WAIT_RESUME &&
           m->program->code[t->pc - 1].op == OP_SELECT;
}

/* The channels at which the thread waits in a select; false where it does not. */
static bool add_selected(const struct machine *m, uint32_t thread, struct buffer *out)
{
    if (!waits_in_select(m, thread))
        return false;
    uint32_t last = NO_ENTITY;
    bool any = false;
    for (uint32_t i = 0; i < m->state->entity_count; i++) {
        if (!channel_lists(m, i, thread))
            continue;
        if (last != NO_ENTITY) {
            buffer_puts(out, any ? ", " : "");
            machine_add_entity_name(m, last, out);
            any = true;
        }
        last = i;
    }
    buffer_puts(out, any ? " or " : "");
    if (last != NO_ENTITY)
        machine_add_entity_name(m, last, out);
    return last != NO_ENTITY;
}

void machine_add_wait(const struct machine *m, uint32_t thread, bool with_kind, struct buffer *out)
{
    struct readiness r = step_readiness(m, thread);
    if (!readiness_waits(&r))
        return;
    if (r.kind == WAITS_FOR_ALL)
        buffer_puts(out,
                    machine_joins_but_daemons(m, thread) ? "joins all but daemons" : "joins all");
    else
        buffer_puts(out, r.kind == WAITS_FOR_THREAD ? "joins " : "waits for ");
    if (semaphore_wanted(m, thread) > 1)
        buffer_printf(out, "%" PRId64 " of ", semaphore_wanted(m, thread));
    if (!r.object || (r.kind == WAITS_IN_LIST && add_selected(m, thread, out)))
        return;
    if (with_kind && r.kind != WAITS_FOR_THREAD)
        buffer_printf(out, "the %s ",
                      kind_rows[state_entity(m->state, handle_index(r.object))->kind].name);
    machine_add_entity_name(m, handle_index(r.object), out);
}

void machine_add_reason(const struct machine *m, uint32_t thread, struct buffer *out)
{
    struct readiness r = step_readiness(m, thread);
    const struct entity *e = r.object ? state_entity(m->state, handle_index(r.object)) : NULL;
    bool queues = readiness_queues(m, &r);
    bool for_lock = (r.kind == WAITS_FOR_OBJECT && is_lock(e)) || queues;
    machine_add_wait(m, thread, !for_lock, out);
    if (for_lock)
        add_holders(m, handle_index(r.object), out);
    else if (r.kind == WAITS_FOR_OBJECT)
        add_lack(m, e, out);
    if (queues)
        add_earlier(m, thread, handle_index(r.object), out);
    else if (r.kind == WAITS_IN_LIST && !waits_in_select(m, thread))
        add_kind_text(kind_rows[e->kind].waiter.listed, e, out);
    else if (r.kind == WAITS_FOR_ALL)
        add_others(m, thread, out);
}
