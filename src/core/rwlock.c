/* rwlock.c - reader-writer locks: readers enter whenever no writer holds, so writers may starve.
 *
 * `owner` is the writer; the extent holds the readers in the order of threads, one value each:
 * extra is the thread + 1, number how often it reads; `users` counts them. */
#include "core/machine.h"

#include <string.h>

/* Where a thread stands, or would stand, among the readers: the first that does not come before. */
static uint32_t reader_place(const struct machine *m, uint32_t thread, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    const struct value *readers = state_values(m->state, e);
    uint32_t at = e->users;
    while (at > 0 && readers[at - 1].extra > thread)
        at--;
    return at;
}

static bool reads(const struct machine *m, uint32_t thread, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    uint32_t at = reader_place(m, thread, entity);
    return at < e->users && state_values(m->state, e)[at].extra == handle_of(thread);
}

bool rwlock_held_by(const struct machine *m, uint32_t thread, uint32_t entity)
{
    return state_entity(m->state, entity)->owner == handle_of(thread) || reads(m, thread, entity);
}

bool rwlock_free(const struct machine *m, uint32_t thread, enum program_opcode op, uint32_t entity)
{
    (void)thread;
    const struct entity *e = state_entity(m->state, entity);
    if (e->kind != ENTITY_RWLOCK)
        return true;
    return e->owner == 0 && (op == OP_RDLOCK || e->users == 0);
}

static void add_reader(struct machine *m, uint32_t thread, uint32_t entity)
{
    uint32_t at = reader_place(m, thread, entity);
    if (reads(m, thread, entity)) {
        state_values(m->state, state_entity(m->state, entity))[at].number++;
        return;
    }
    state_resize_entity(&m->state, entity,
                        entity_room((int64_t)state_entity(m->state, entity)->users + 1));
    struct entity *e = state_entity(m->state, entity);
    struct value *readers = state_values(m->state, e);
    memmove(readers + at + 1, readers + at, (e->users - at) * sizeof *readers);
    readers[at] = (struct value){.kind = VALUE_INTEGER, .extra = handle_of(thread), .number = 1};
    e->users++;
    state_thread(m->state, thread)->held++;
}

bool rwlock_acquire(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_RWLOCK, &entity))
        return false;
    timing_set_deadline(m, thread, NO_DEADLINE);
    bool free = rwlock_free(m, thread, i.op, entity);
    if (free && i.op == OP_RDLOCK) {
        add_reader(m, thread, entity);
        machine_touch(m, entity); /* further readers may follow */
    } else if (free) {
        struct entity *e = state_entity(m->state, entity);
        e->owner = handle_of(thread);
        e->count = 1;
        state_thread(m->state, thread)->held++;
    }
    m->event.outcome = free ? OUTCOME_DONE : OUTCOME_IN_VAIN;
    machine_result(m, thread, i, value_boolean(free));
    return true;
}

bool rwlock_release(struct machine *m, uint32_t thread, uint32_t entity)
{
    struct entity *e = state_entity(m->state, entity);
    if (e->owner == handle_of(thread)) {
        e->owner = 0;
        e->count = 0;
        state_thread(m->state, thread)->held--;
        machine_touch(m, entity);
        return true;
    }
    if (!reads(m, thread, entity)) {
        return machine_fail(m, FAILURE_NEITHER_READS_NOR_WRITES,
                            {argument_thread(m->state, thread), argument_entity(m->state, entity)});
    }
    uint32_t at = reader_place(m, thread, entity);
    struct value *readers = state_values(m->state, e);
    if (--readers[at].number > 0)
        return true;
    e->users--;
    memmove(readers + at, readers + at + 1, (e->users - at) * sizeof *readers);
    readers[e->users] = (struct value){0};
    state_resize_entity(&m->state, entity, entity_room(state_entity(m->state, entity)->users));
    state_thread(m->state, thread)->held--;
    machine_touch(m, entity);
    return true;
}
