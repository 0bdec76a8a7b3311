/* rwlock.c - reader-writer locks, and whom they prefer.
 *
 * `owner` is the writer; the extent holds the readers in the order of threads, one value each:
 * extra is the thread + 1, number how often it reads; `users` counts them. `status` is whom it
 * prefers (enum rwlock_manner):
 *
 *     readers    as glibc's by default: readers enter whenever no writer holds, so writers may
 *                starve. Who has to wait stands before its step, as with every lock
 *     writers    as glibc's PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP: no reader enters while a
 *                writer waits, so readers may starve
 *     fair       in the order of arrival, as Java's ReentrantReadWriteLock(true)
 *
 * Where writers are preferred, or nobody, it matters who came first: beginning to wait is a step,
 * after which the thread is in the list of waiters; what each of them wishes stands beside its wait
 * (wait.c). Who lets go hands the lock to those whose turn it is: nobody can come between. A reader
 * that wants to write is in the list too, whomever the lock prefers. */
#include "core/machine.h"
#include "core/waiting.h"

#include <string.h>

/* What a thread in the list wants. */
enum wish { TO_READ, TO_WRITE, TO_UPGRADE };

/* ---- Readers --------------------------------------------------------------------------------- */

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

static void remove_reader(struct machine *m, uint32_t thread, uint32_t entity)
{
    uint32_t at = reader_place(m, thread, entity);
    struct entity *e = state_entity(m->state, entity);
    struct value *readers = state_values(m->state, e);
    e->users--;
    memmove(readers + at, readers + at + 1, (e->users - at) * sizeof *readers);
    readers[e->users] = (struct value){0};
    state_resize_entity(&m->state, entity, entity_room(state_entity(m->state, entity)->users));
    state_thread(m->state, thread)->held--;
}

static void make_writer(struct machine *m, uint32_t thread, uint32_t entity)
{
    struct entity *e = state_entity(m->state, entity);
    e->owner = handle_of(thread);
    e->count = 1;
    state_thread(m->state, thread)->held++;
}

static void remove_writer(struct machine *m, uint32_t thread, uint32_t entity)
{
    struct entity *e = state_entity(m->state, entity);
    e->owner = 0;
    e->count = 0;
    state_thread(m->state, thread)->held--;
}

/* ---- Waiters --------------------------------------------------------------------------------- */

static enum wish wish_of(const struct machine *m, uint32_t waiter)
{
    const struct thread *t = state_thread(m->state, waiter);
    return (enum wish)state_stack(m->state, waiter)[t->top - 1].number;
}

/* The first in the list from `at` on that does not want to read, or that wants to upgrade; 0. */
static uint32_t next_writer(const struct machine *m, uint32_t at, bool upgrades)
{
    while (at && (upgrades ? wish_of(m, handle_index(at)) != TO_UPGRADE
                           : wish_of(m, handle_index(at)) == TO_READ))
        at = state_thread(m->state, handle_index(at))->next_waiter;
    return at;
}

/* Whether the lock lets the thread have at once what it wants. */
static bool can_enter(const struct machine *m, uint32_t entity, enum wish wish)
{
    const struct entity *e = state_entity(m->state, entity);
    if (e->owner || (wish == TO_WRITE && e->users))
        return false;
    return wish == TO_WRITE || e->status == RWLOCK_PREFERS_READERS ||
           !next_writer(m, e->first_waiter, false);
}

static void enter(struct machine *m, uint32_t thread, uint32_t entity, enum wish wish)
{
    if (wish == TO_UPGRADE)
        remove_reader(m, thread, entity);
    if (wish == TO_READ)
        add_reader(m, thread, entity);
    else
        make_writer(m, thread, entity);
}

static void hand_to(struct machine *m, uint32_t waiter, uint32_t entity)
{
    enum wish wish = wish_of(m, waiter);
    state_stop_waiting(m->state, waiter);
    enter(m, waiter, entity, wish);
    state_thread(m->state, waiter)->wake = WAKE_RELEASED;
    machine_changed(m, CHANGE_THREAD, waiter);
}

/* Whose turn it is; 0 where it is nobody's. */
static uint32_t next_to_enter(const struct machine *m, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    uint32_t first = e->first_waiter, upgrader = next_writer(m, first, true);
    if (e->owner || !first)
        return 0;
    if (upgrader && e->users == 1)
        return upgrader;
    uint32_t writer = next_writer(m, first, false);
    if (!writer || (e->status == RWLOCK_IS_FAIR && writer != first))
        return first;
    return writer != upgrader && e->users == 0 ? writer : 0;
}

/* Somebody has left, or waits no longer. */
static void hand_on(struct machine *m, uint32_t entity)
{
    uint32_t next;
    while ((next = next_to_enter(m, entity)))
        hand_to(m, handle_index(next), entity);
}

/* The writer goes on as a reader. */
static void become_reader(struct machine *m, uint32_t thread, uint32_t entity)
{
    remove_writer(m, thread, entity);
    add_reader(m, thread, entity);
    machine_touch(m, entity);
    hand_on(m, entity);
}

/* ---- Taking it ------------------------------------------------------------------------------- */

bool rwlock_free(const struct machine *m, uint32_t thread, enum program_opcode op, uint32_t entity)
{
    (void)thread;
    const struct entity *e = state_entity(m->state, entity);
    if (e->kind != ENTITY_RWLOCK || e->status != RWLOCK_PREFERS_READERS || op == OP_UPGRADE)
        return true; /* the wrong kind: the step raises the error; or it begins to wait */
    return e->owner == 0 && (op == OP_RDLOCK || e->users == 0);
}

/* The first step of one that may be in the list behind it: it has what it wants, or begins to wait,
 * or has no time for that. */
static void take_or_wait(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity,
                         enum wish wish, bool free)
{
    bool queues =
        wish == TO_UPGRADE || state_entity(m->state, entity)->status != RWLOCK_PREFERS_READERS;
    bool tries = i.a & OPERAND_TRY;
    if (!free && queues && !tries && state_thread(m->state, thread)->deadline > machine_now(m)) {
        wait_in_list(m, thread, entity, wish);
        return;
    }
    timing_set_deadline(m, thread, NO_DEADLINE);
    if (free)
        enter(m, thread, entity, wish);
    if (free && wish != TO_WRITE)
        machine_touch(m, entity); /* further readers may follow */
    m->event.outcome = free ? OUTCOME_DONE : OUTCOME_IN_VAIN;
    machine_result(m, thread, i, value_boolean(free));
    state_thread(m->state, thread)->pc++; /* over OP_WAIT_RESUME */
}

bool rwlock_acquire(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_RWLOCK, &entity))
        return false;
    enum wish wish = i.op == OP_RDLOCK ? TO_READ : TO_WRITE;
    take_or_wait(m, thread, i, entity, wish, can_enter(m, entity, wish));
    return true;
}

bool rwlock_upgrade(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_RWLOCK, &entity))
        return false;
    const struct entity *e = state_entity(m->state, entity);
    struct argument one = argument_thread(m->state, thread),
                    lock = argument_entity(m->state, entity);
    if (!reads(m, thread, entity))
        return machine_fail(m, FAILURE_UPGRADES_NOTHING, {one, lock});
    if (state_values(m->state, e)[reader_place(m, thread, entity)].number > 1)
        return machine_fail(m, FAILURE_UPGRADES_NESTED, {one, lock});
    uint32_t other = next_writer(m, e->first_waiter, true);
    if (other)
        return machine_fail(m, FAILURE_UPGRADES_SECOND,
                            {one, lock, argument_thread(m->state, handle_index(other))});
    take_or_wait(m, thread, i, entity, TO_UPGRADE, e->users == 1);
    return true;
}

bool rwlock_resume(struct machine *m, uint32_t thread, struct instruction i, uint32_t entity)
{
    bool entered = state_thread(m->state, thread)->wake != WAKE_NOT;
    wait_goes_on(m, thread, i, entity);
    if (!entered)
        hand_on(m, entity);
    return true;
}

/* Who has been let in already leaves again; one that has upgraded goes on reading. */
void rwlock_leave(struct machine *m, uint32_t thread, uint32_t entity, bool killed)
{
    enum wish wish = wish_of(m, thread);
    if (state_thread(m->state, thread)->wake == WAKE_NOT) {
        state_stop_waiting(m->state, thread);
        hand_on(m, entity);
    } else if (!killed && wish == TO_UPGRADE) {
        become_reader(m, thread, entity);
    } else if (!killed) {
        rwlock_release(m, thread, entity);
    }
}

/* ---- Giving it back -------------------------------------------------------------------------- */

bool rwlock_release(struct machine *m, uint32_t thread, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    if (e->owner != handle_of(thread) && !reads(m, thread, entity)) {
        return machine_fail(m, FAILURE_NEITHER_READS_NOR_WRITES,
                            {argument_thread(m->state, thread), argument_entity(m->state, entity)});
    }
    if (e->owner == handle_of(thread)) {
        remove_writer(m, thread, entity);
    } else {
        struct value *reader = &state_values(m->state, e)[reader_place(m, thread, entity)];
        if (--reader->number > 0)
            return true;
        remove_reader(m, thread, entity);
    }
    machine_touch(m, entity);
    hand_on(m, entity);
    return true;
}

bool rwlock_downgrade(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_RWLOCK, &entity))
        return false;
    if (state_entity(m->state, entity)->owner != handle_of(thread))
        return machine_fail(m, FAILURE_DOWNGRADES_NOTHING,
                            {argument_thread(m->state, thread), argument_entity(m->state, entity)});
    become_reader(m, thread, entity);
    return true;
}

/* ---- Who waits for whom ---------------------------------------------------------------------- */

size_t rwlock_waits_for(const struct machine *m, uint32_t thread, uint32_t entity,
                        uint32_t *threads, size_t most)
{
    const struct entity *e = state_entity(m->state, entity);
    enum wish wish = wish_of(m, thread);
    uint32_t holders = 0;
    size_t count = 0;
    if (e->owner || wish != TO_READ)
        holders = e->owner ? 1 : e->users;
    for (uint32_t k = 0; k < holders; k++) {
        uint32_t holder = e->owner ? e->owner : state_values(m->state, e)[k].extra;
        if (wish == TO_UPGRADE && holder == handle_of(thread))
            continue;
        if (count < most)
            threads[count] = handle_index(holder);
        count++;
    }
    bool before = true; /* it in the list */
    for (uint32_t at = e->first_waiter; at && wish != TO_UPGRADE;) {
        uint32_t waiter = handle_index(at);
        before = before && waiter != thread;
        enum wish other = wish_of(m, waiter);
        bool first = e->status == RWLOCK_IS_FAIR ? before
                     : wish == TO_READ           ? other != TO_READ
                                                 : before && other != TO_READ;
        if (first && waiter != thread && (wish != TO_READ || other != TO_READ)) {
            if (count < most)
                threads[count] = waiter;
            count++;
        }
        at = state_thread(m->state, waiter)->next_waiter;
    }
    return count;
}
