/* oracle_judge.c - what is to be said of one state: who waits for whom, and how the variables are.
 */
#include "oracle_inside.h"

#include "core/waiting.h"

#include <assert.h>

bool oracle_can_time_out(const struct machine *m, uint32_t thread, struct readiness r)
{
    const struct thread *t = state_thread(m->state, thread);
    bool in_line = t->waits_on && t->wake == WAKE_NOT &&
                   state_entity(m->state, t->waits_on - 1)->kind == ENTITY_CONDITION;
    /* Time is up, but whoever has the lock could still notify it. */
    if (r.kind == WAITS_FOR_OBJECT && in_line && t->deadline == m->state->now)
        return true;
    if (r.deadline == NO_DEADLINE)
        return false;
    bool resumes = m->program->code[state_thread(m->state, thread)->pc].op == OP_WAIT_RESUME;
    return resumes ? r.kind == WAITS_IN_LIST
                   : r.kind == WAITS_FOR_OBJECT || r.kind == WAITS_FOR_THREAD ||
                         r.kind == WAITS_FOR_ALL;
}

/* Whether `join all`, at which a thread stands, waits for the other. */
static bool joins(const struct machine *m, uint32_t thread, uint32_t other)
{
    const struct instruction *join = &m->program->code[state_thread(m->state, thread)->pc];
    const struct thread *t = state_thread(m->state, other);
    bool daemons_too = join->a >> OPERAND_SHIFT == 0;
    bool lives = t->status == THREAD_RUNNING;
    return other != thread && lives && (daemons_too || !(t->flags & FLAG_DAEMON));
}

/* For whom a thread waits without a limit in time: the holders of a lock, whom it joins, all. */
static size_t waits_for(const struct machine *m, uint32_t thread, uint32_t *threads, size_t most)
{
    struct readiness r = step_readiness(m, thread);
    if (r.deadline != NO_DEADLINE && oracle_can_time_out(m, thread, r))
        return 0;
    if (r.kind == WAITS_FOR_ALL) {
        size_t count = 0;
        for (uint32_t i = 0; i < m->state->thread_count && count < most; i++)
            if (joins(m, thread, i))
                threads[count++] = i;
        return count;
    }
    if (r.object == 0)
        return 0;
    if (r.kind == WAITS_FOR_OBJECT)
        return machine_holders(m, r.object - 1, threads, most);
    if (r.kind == WAITS_IN_LIST && state_entity(m->state, r.object - 1)->kind == ENTITY_RWLOCK)
        return waiting_for(m, thread, threads, most);
    if (r.kind != WAITS_FOR_THREAD)
        return 0;
    threads[0] = state_entity(m->state, r.object - 1)->link;
    return 1;
}

enum { MOST_THREADS = 32 };

bool oracle_has_ring(const struct machine *m)
{
    bool reaches[MOST_THREADS][MOST_THREADS] = {{0}};
    uint32_t count = m->state->thread_count, holders[MOST_THREADS];
    assert(count <= MOST_THREADS);
    for (uint32_t i = 0; i < count; i++) {
        size_t of = waits_for(m, i, holders, MOST_THREADS);
        for (size_t k = 0; k < of; k++)
            reaches[i][holders[k]] = true;
    }
    for (uint32_t over = 0; over < count; over++)
        for (uint32_t i = 0; i < count; i++)
            for (uint32_t k = 0; k < count; k++)
                reaches[i][k] |= reaches[i][over] && reaches[over][k];
    for (uint32_t i = 0; i < count; i++)
        if (reaches[i][i] && !(state_thread(m->state, i)->flags & FLAG_DAEMON))
            return true;
    return false;
}

void oracle_tell_waits(const struct machine *m, struct oracle_lines *stuck)
{
    static const char *const verbs[] = {[WAITS_FOR_OBJECT] = "waits for",
                                        [WAITS_IN_LIST] = "waits for",
                                        [WAITS_FOR_THREAD] = "joins",
                                        [WAITS_FOR_ALL] = "joins all",
                                        [WORKS] = "works"};
    struct buffer line = {0};
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        struct readiness r = step_readiness(m, i);
        bool waits = state_thread(m->state, i)->status == THREAD_RUNNING && r.kind != READY;
        if (!waits || (state_thread(m->state, i)->flags & FLAG_DAEMON))
            continue;
        buffer_puts(&line, line.length ? ", " : "");
        machine_add_thread_name(m, i, &line);
        buffer_printf(&line, " %s", verbs[r.kind]);
        buffer_puts(&line, r.object ? " " : "");
        if (r.object)
            machine_add_entity_name(m, r.object - 1, &line);
    }
    oracle_add_line(stuck, buffer_text(&line));
    buffer_free(&line);
}

static void add_value(const struct machine *m, const char *name, uint32_t element, struct value v,
                      struct buffer *line)
{
    buffer_printf(line, "%s%s", line->length ? " " : "", name);
    if (element)
        buffer_printf(line, "[%u]", element - 1);
    buffer_putc(line, '=');
    value_add_text(m->program, v, line);
}

void oracle_tell_end(const struct machine *m, struct oracle_lines *ends)
{
    struct buffer line = {0};
    for (uint32_t i = 0; i < m->state->entity_count; i++) {
        const struct entity *e = state_entity(m->state, i);
        const char *name = name_bytes(m->program->texts, e->name);
        if (e->kind == ENTITY_SHARED || e->kind == ENTITY_ATOMIC)
            add_value(m, name, 0, e->value, &line);
        else if (e->kind == ENTITY_SHARED_ARRAY || e->kind == ENTITY_ATOMIC_ARRAY)
            for (uint32_t k = 0; k < (uint32_t)e->initial; k++)
                add_value(m, name, k + 1, state_values(m->state, e)[k], &line);
    }
    oracle_add_line(ends, buffer_text(&line));
    buffer_free(&line);
}
