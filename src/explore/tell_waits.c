/* tell_waits.c - deadlocks in words: who waits for whom; of the semaphores that are waited for how
 * far they are counted down, who took the last, and who could give one back. */
#include "explore/tell_inside.h"

#include "base/memory.h"
#include "core/waiting.h"
#include "explore/ahead.h"
#include "explore/ring.h"

#include <inttypes.h>
#include <stdlib.h>

enum { MOST_SEMAPHORES = 8, MOST_RELEASERS = 4 };

void tell_add_wait(struct teller *t, const struct machine *m, uint32_t thread, struct buffer *out)
{
    const struct thread *waiter = state_thread(m->state, thread);
    uint32_t object = t->view.outlooks[thread].object;
    tell_add_thread(t, thread);
    if (object && t->view.outlooks[thread].kind != WAITS_FOR_THREAD)
        tell_add_object(t, m, handle_index(object), 0);
    machine_add_thread_name(m, thread, out);
    buffer_putc(out, ' ');
    machine_add_reason(m, thread, out);
    buffer_putc(out, ' ');
    tell_add_code(m, waiter->pc, out);
}

/* "alice, bob and carl". */
static void add_names(const struct machine *m, const uint32_t *threads, size_t count,
                      const char *last, struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        buffer_puts(out, i == 0 ? "" : i + 1 == count ? last : ", ");
        machine_add_thread_name(m, threads[i], out);
    }
}

/* The ring that the target is about, if it is one. */
static bool tell_ring(struct teller *t, const struct machine *m, uint64_t key, struct buffer *out)
{
    struct ring ring;
    if (!ring_with_key(t->search->world, &t->view, key, &ring))
        return false;
    t->finding->pc = machine_next_pc(m, ring.threads[0]);
    buffer_puts(out, "deadlock: ");
    add_names(m, ring.threads, ring.count, " and ", out);
    buffer_puts(out, ring.count == 1 ? " waits for itself, for ever:"
                                     : " wait for one another, for ever:");
    for (uint32_t i = 0; i < ring.count; i++) {
        buffer_puts(out, "\n  ");
        tell_add_wait(t, m, ring.threads[i], out);
    }
    return true;
}

/* ---- Semaphores ------------------------------------------------------------------------------ */

static bool is_semaphore(const struct entity *e)
{
    return kind_takes(e->kind, OPERATION_SEVERAL);
}

/* The semaphore that a thread waits for; UINT32_MAX. */
static uint32_t waited_semaphore(const struct teller *t, const struct machine *m, uint32_t thread)
{
    const struct outlook *o = &t->view.outlooks[thread];
    if (o->kind != WAITS_FOR_OBJECT || !o->object)
        return UINT32_MAX;
    return is_semaphore(state_entity(m->state, handle_index(o->object))) ? handle_index(o->object)
                                                                         : UINT32_MAX;
}

static void add_last_taker(const struct teller *t, const struct machine *m, const struct entity *e,
                           struct buffer *out)
{
    const struct explore_finding *f = t->finding;
    for (size_t i = f->step_count; i-- > 0;) {
        const struct event *step = &f->steps[i].event;
        if (step->op != OP_ACQUIRE || step->outcome != OUTCOME_DONE || step->name != e->name ||
            step->element != e->element)
            continue;
        buffer_printf(out, "; %s was the last to acquire it ", f->steps[i].thread);
        tell_add_code(m, step->pc, out);
        return;
    }
    buffer_puts(out, "; nobody has acquired it");
}

static void add_releasers(const struct teller *t, const struct machine *m, const struct entity *e,
                          struct buffer *out)
{
    uint32_t threads[MOST_RELEASERS];
    size_t count = 0;
    if (e->element)
        return; /* which one a release means is known only when it comes */
    for (uint32_t i = 0; i < t->at.threads; i++) {
        if (!world_alive(t->search->world, &t->at, i) || !ahead_release(m, i, e->name))
            continue;
        if (count < MOST_RELEASERS)
            threads[count] = i;
        count++;
    }
    if (count == 0) {
        buffer_puts(out, "; nobody who is left releases it");
    } else if (count > MOST_RELEASERS) {
        buffer_printf(out, "; %zu threads could release it, and all of them wait", count);
    } else {
        buffer_puts(out, "; ");
        add_names(m, threads, count, " or ", out);
        buffer_puts(out, count == 1 ? " could release it, but waits itself"
                                    : " could release it, but they wait too");
    }
}

/* The values of those that nobody waits for. */
static void add_other_semaphores(const struct machine *m, const uint32_t *told, size_t count,
                                 struct buffer *out)
{
    unsigned shown = 0;
    for (uint32_t i = 0; i < m->state->entity_count && shown < MOST_SEMAPHORES; i++) {
        const struct entity *e = state_entity(m->state, i);
        bool was_told = !is_semaphore(e);
        for (size_t k = 0; k < count; k++)
            was_told |= told[k] == i;
        if (was_told)
            continue;
        buffer_puts(out, shown++ ? ", " : "\n  ");
        machine_add_entity_name(m, i, out);
        buffer_printf(out, " is at %" PRId64, e->count);
    }
}

static void tell_semaphores(struct teller *t, const struct machine *m, struct buffer *out)
{
    uint32_t told[MOST_SEMAPHORES];
    size_t count = 0;
    for (uint32_t i = 0; i < t->at.threads && count < MOST_SEMAPHORES; i++) {
        uint32_t semaphore = waited_semaphore(t, m, i);
        bool known = semaphore == UINT32_MAX;
        for (size_t k = 0; k < count; k++)
            known |= told[k] == semaphore;
        if (known)
            continue;
        told[count++] = semaphore;
        const struct entity *e = state_entity(m->state, semaphore);
        buffer_puts(out, "\n  ");
        machine_add_entity_name(m, semaphore, out);
        buffer_printf(out, " is at %" PRId64 ", and began at %" PRId64, e->count, e->initial);
        add_last_taker(t, m, e, out);
        add_releasers(t, m, e, out);
    }
    if (count)
        add_other_semaphores(m, told, count, out);
}

/* ---- Standstills ----------------------------------------------------------------------------- */

void tell_add_advice(const struct machine *m, uint32_t server, bool all, struct buffer *out)
{
    if (server != UINT32_MAX) {
        buffer_puts(out, "\n  If ");
        machine_add_thread_name(m, server, out);
        buffer_puts(out, " is to serve for as long as the others need it, make it a daemon (`");
        bool timer = state_thread(m->state, server)->flags & FLAG_TIMER;
        buffer_puts(out, timer ? "daemon " : "spawn daemon ...");
        if (timer) {
            machine_add_thread_name(m, server, out);
            buffer_puts(out, " on");
        }
        buffer_puts(out, "`), which the program's end does not wait for");
    }
    if (all)
        buffer_printf(out, "%s`join all` waits for daemons too, `join all but daemons` does not",
                      server != UINT32_MAX ? "; " : "\n  ");
}

/* Who waits in a loop that it never leaves, as a server does, where nobody else waits but for its
 * end; UINT32_MAX. */
static uint32_t server_alone(const struct teller *t, const struct machine *m)
{
    uint32_t server = UINT32_MAX;
    for (uint32_t i = 0; i < t->at.threads; i++) {
        enum readiness_kind kind = t->view.outlooks[i].kind;
        if (!world_alive(t->search->world, &t->at, i) ||
            state_thread(m->state, i)->flags & FLAG_DAEMON || kind == WAITS_FOR_ALL ||
            kind == WAITS_FOR_THREAD)
            continue;
        if (i == STATE_MAIN || ahead_ends(m, i))
            return UINT32_MAX;
        server = server == UINT32_MAX ? i : server;
    }
    return server;
}

/* Those who wait at one place of the program for the same as the first one there does. */
struct crowd {
    uint32_t object, waiting, told;
};

static bool is_of_crowd(const struct teller *t, const struct crowd *c, uint32_t thread)
{
    return c->waiting == 0 || c->object == t->view.outlooks[thread].object;
}

/* By place. Free it. */
static struct crowd *find_crowds(const struct teller *t, const struct machine *m)
{
    struct crowd *crowds = memory_zeroed(m->program->code_count, sizeof *crowds);
    for (uint32_t i = 0; i < t->at.threads; i++) {
        struct crowd *c = &crowds[machine_next_pc(m, i)];
        if (!world_alive(t->search->world, &t->at, i) || !is_of_crowd(t, c, i))
            continue;
        c->object = t->view.outlooks[i].object;
        c->waiting++;
    }
    return crowds;
}

/* A line for who waits; one for the many who wait as others do of whom there were lines. */
static void add_waiter(struct teller *t, const struct machine *m, struct crowd *c, uint32_t thread,
                       struct buffer *out)
{
    enum { MANY = 24, TOLD_OF_MANY = 16 };
    bool crowded = c->waiting > MANY && is_of_crowd(t, c, thread);
    c->told += crowded;
    if (!crowded || c->told <= TOLD_OF_MANY) {
        buffer_puts(out, "\n  ");
        tell_add_wait(t, m, thread, out);
        return;
    }
    tell_add_thread(t, thread);
    if (c->told < c->waiting)
        return;
    buffer_puts(out, "\n  and ");
    buffer_put_number(out, c->waiting - TOLD_OF_MANY);
    buffer_puts(out, " more wait as they do ");
    tell_add_code(m, machine_next_pc(m, thread), out);
}

static void tell_standstill(struct teller *t, const struct machine *m, struct buffer *out)
{
    struct crowd *crowds = find_crowds(t, m);
    bool all = false;
    uint32_t server = server_alone(t, m);
    buffer_puts(out, "deadlock: nobody can go on:");
    for (uint32_t i = 0; i < t->at.threads; i++) {
        if (!world_alive(t->search->world, &t->at, i))
            continue;
        if (!t->finding->pc)
            t->finding->pc = machine_next_pc(m, i);
        add_waiter(t, m, &crowds[machine_next_pc(m, i)], i, out);
        all |= machine_joins_daemons(m, i) ||
               (server != UINT32_MAX && t->view.outlooks[i].kind == WAITS_FOR_ALL &&
                !machine_joins_but_daemons(m, i));
    }
    free(crowds);
    tell_semaphores(t, m, out);
    tell_add_advice(m, server, all, out);
}

void tell_deadlock(struct teller *t, const struct machine *m, uint64_t key, struct buffer *out)
{
    if (!tell_ring(t, m, key, out))
        tell_standstill(t, m, out);
}
