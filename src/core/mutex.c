/* mutex.c - mutexes and re-entrant locks, and which lock an `acquire` means.
 *
 * A mutex is one of POSIX's error-checking kind: only its holder releases it; a thread that
 * acquires it twice waits for ever (the lab reports that). A released lock becomes free and anybody
 * may take it next.
 */
#include "core/machine.h"
#include "core/waiting.h"

#include "core/limits.h"

/* The lock behind a condition, or the entity itself. */
static uint32_t lock_behind(const struct machine *m, uint32_t entity)
{
    unsigned kind = state_entity(m->state, entity)->kind;
    return kind_rows[kind].holder.by == HELD_ITS_LOCK ? condition_lock(m, entity) : entity;
}

bool mutex_free(const struct machine *m, uint32_t lock)
{
    return state_entity(m->state, lock)->owner == 0;
}

/* Whether acquiring is possible now; of a condition it is asked of its lock. */
static inline bool is_free(const struct machine *m, uint32_t thread, struct instruction i,
                           uint32_t lock)
{
    const struct entity *e = state_entity(m->state, lock);
    bool counted = KIND(e->kind) & KINDS_TAKING(SEVERAL);
    if (i.a & OPERAND_COUNT && !counted)
        return true; /* the step raises the error */
    switch (e->kind) {
    case ENTITY_MUTEX:
        return e->owner == 0;
    case ENTITY_RLOCK:
        return e->owner == 0 || e->owner == handle_of(thread);
    case ENTITY_SEMAPHORE:
    case ENTITY_BOUNDED:
        return e->count >= semaphore_wanted(m, thread);
    case ENTITY_RWLOCK:
        return i.op == OP_ACQUIRE || rwlock_free(m, thread, i.op, lock);
    default:
        return true; /* the wrong kind: the step raises the error */
    }
}

bool lock_enabled(const struct machine *m, uint32_t thread, struct instruction i,
                  struct readiness *r)
{
    uint32_t entity = machine_wanted(m, thread, i);
    if (entity == NO_ENTITY)
        return true;
    uint32_t lock = lock_behind(m, entity);
    return is_free(m, thread, i, lock) || machine_waits(r, lock);
}

/* How many of a semaphore. */
static bool take_count(struct machine *m, uint32_t thread, bool counted, int64_t *count)
{
    struct value v = machine_pop(m, thread);
    if (!counted)
        return machine_fail(m, FAILURE_ACQUIRED_SEVERAL);
    if (v.kind != VALUE_INTEGER || v.number < 1)
        return machine_fail(m, FAILURE_ACQUIRE_COUNT);
    m->event.count = *count = v.number;
    return true;
}

bool lock_acquire(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, i.a & OPERAND_COUNT ? WANTED_SEVERAL_OF : WANTED_LOCK, &entity))
        return false;
    timing_set_deadline(m, thread, NO_DEADLINE);
    entity = lock_behind(m, entity);
    struct entity *e = state_entity(m->state, entity);
    bool counted = KIND(e->kind) & KINDS_TAKING(SEVERAL);
    int64_t count = 1;
    if (i.a & OPERAND_COUNT && !take_count(m, thread, counted, &count))
        return false;
    bool free = counted ? semaphore_take(m, entity, count) : is_free(m, thread, i, entity);
    if (free && !counted) {
        state_thread(m->state, thread)->held += e->owner == 0;
        e->owner = handle_of(thread);
        e->count++;
    }
    m->event.outcome = free ? OUTCOME_DONE : OUTCOME_IN_VAIN;
    machine_result(m, thread, i, value_boolean(free));
    return true;
}

static bool fail_not_holder(struct machine *m, uint32_t thread, uint32_t lock)
{
    const struct entity *e = state_entity(m->state, lock);
    if (e->owner == 0)
        return machine_fail(m, FAILURE_NOTHING_TO_RELEASE, {argument_entity(m->state, lock)});
    return machine_fail(m, FAILURE_NOT_HOLDER,
                        {argument_entity(m->state, lock),
                         argument_thread(m->state, handle_index(e->owner)),
                         argument_thread(m->state, thread)});
}

static bool release_mutex(struct machine *m, uint32_t thread, uint32_t lock)
{
    struct entity *e = state_entity(m->state, lock);
    if (e->owner != handle_of(thread))
        return fail_not_holder(m, thread, lock);
    if (--e->count > 0)
        return true;
    e->owner = 0;
    state_thread(m->state, thread)->held--;
    machine_touch(m, lock);
    return true;
}

bool lock_release(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    enum wanted wanted = i.a & OPERAND_COUNT ? WANTED_SEVERAL_BACK : WANTED_RELEASABLE;
    if (!machine_take(m, thread, i, wanted, &entity))
        return false;
    struct value count = value_integer(1);
    if (i.a & OPERAND_COUNT)
        count = machine_pop(m, thread);
    entity = lock_behind(m, entity);
    enum entity_kind kind = state_entity(m->state, entity)->kind;
    if (kind == ENTITY_SEMAPHORE || kind == ENTITY_BOUNDED) {
        if (count.kind != VALUE_INTEGER || count.number < 1)
            return machine_fail(m, FAILURE_RELEASE_COUNT);
        m->event.count = count.number;
        return semaphore_release(m, thread, i, entity, count.number);
    }
    if (i.a & OPERAND_COUNT)
        return machine_fail(m, FAILURE_RELEASED_SEVERAL_TIMES);
    return kind == ENTITY_RWLOCK ? rwlock_release(m, thread, entity)
                                 : release_mutex(m, thread, entity);
}

int64_t mutex_give_up(struct machine *m, uint32_t thread, uint32_t lock)
{
    struct entity *e = state_entity(m->state, lock);
    int64_t levels = e->count;
    e->count = 0;
    e->owner = 0;
    state_thread(m->state, thread)->held--;
    machine_touch(m, lock);
    return levels;
}

void mutex_take_back(struct machine *m, uint32_t thread, uint32_t lock, int64_t levels)
{
    struct entity *e = state_entity(m->state, lock);
    assert(e->owner == 0);
    e->owner = handle_of(thread);
    e->count = levels;
    state_thread(m->state, thread)->held++;
}
