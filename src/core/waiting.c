/* waiting.c - see waiting.h. */
#include "core/waiting.h"

#include "core/machine.h"

bool machine_waits_for(const struct machine *m, uint32_t thread, uint32_t entity)
{
    struct readiness r = step_readiness(m, thread);
    return readiness_waits(&r) &&
           (r.object == handle_of(entity) || channel_lists(m, entity, thread));
}

bool machine_joins_but_daemons(const struct machine *m, uint32_t thread)
{
    struct instruction i = m->program->code[state_thread(m->state, thread)->pc];
    return i.op == OP_JOIN_ALL && i.a >> OPERAND_SHIFT;
}

bool machine_joins_daemons(const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    bool itself = t->flags & FLAG_DAEMON;
    return step_readiness(m, thread).kind == WAITS_FOR_ALL &&
           !machine_joins_but_daemons(m, thread) && m->state->busy_daemons > itself;
}

bool readiness_queues(const struct machine *m, const struct readiness *r)
{
    return r->kind == WAITS_IN_LIST &&
           kind_rows[state_entity(m->state, handle_index(r->object))->kind].holder.by ==
               HELD_READERS;
}

/* Those whose end `join all` still waits for. */
static size_t add_others(const struct machine *m, uint32_t thread, uint32_t *threads, size_t most)
{
    bool but_daemons = machine_joins_but_daemons(m, thread);
    size_t count = 0;
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        const struct thread *t = state_thread(m->state, i);
        if (i == thread || t->status != THREAD_RUNNING || (but_daemons && t->flags & FLAG_DAEMON))
            continue;
        if (count < most)
            threads[count] = i;
        count++;
    }
    return count;
}

size_t waiting_for(const struct machine *m, uint32_t thread, uint32_t *threads, size_t most)
{
    struct readiness r = step_readiness(m, thread);
    if (r.kind == WAITS_FOR_ALL)
        return add_others(m, thread, threads, most);
    if (r.object == 0)
        return 0;
    if (r.kind == WAITS_FOR_THREAD) {
        if (most > 0)
            threads[0] = state_entity(m->state, handle_index(r.object))->link;
        return 1;
    }
    uint32_t entity = handle_index(r.object);
    if (readiness_queues(m, &r))
        return rwlock_waits_for(m, thread, entity, threads, most);
    return r.kind == WAITS_FOR_OBJECT ? machine_holders(m, entity, threads, most) : 0;
}
