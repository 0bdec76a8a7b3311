/* why.c - see why.h. */
#include "watch/why.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "core/drive.h"
#include "core/failure.h"
#include "core/waiting.h"
#include "watch/deadlock.h"
#include "watch/ring.h"
#include "watch/words.h"

#include <inttypes.h>
#include <stdlib.h>

enum { LONGEST_CHAIN = 12, NAMES_SHOWN = 4 };

static void add_name(const struct machine *m, uint32_t thread, struct buffer *out)
{
    machine_add_thread_name(m, thread, out);
}

static void add_time_waited(const struct drive *d, uint32_t thread, struct buffer *out)
{
    int64_t waited = d->machine.state->now - drive_waits_since(d, thread);
    if (waited < WORDS_WORTH_TELLING)
        return;
    buffer_puts(out, ", for ");
    words_add_time(waited, out);
}

static void add_limit(const struct machine *m, const struct readiness *r, struct buffer *out)
{
    if (r->deadline == NO_DEADLINE)
        return;
    buffer_puts(out, "; it gives up in ");
    words_add_time_left(r->deadline - m->state->now, out);
}

/* ---- What would let it go on ----------------------------------------------------------------- */

/* Nobody in particular holds what is waited for: what has to happen. */
static void add_what_is_missing(const struct machine *m, uint32_t thread, uint32_t entity,
                                struct buffer *out)
{
    const struct entity *e = state_entity(m->state, entity);
    int64_t lacks = semaphore_wanted(m, thread) - e->count;
    const char *missing = kind_rows[e->kind].waiter.missing;
    struct buffer name = {0};
    machine_add_entity_name(m, entity, &name);
    if (!*missing)
        missing = "{name} is free now: it goes on as soon as its turn comes";
    kind_add_text(
        missing, kind_form(e),
        &(struct kind_values){
            .name = buffer_text(&name), .count = e->count, .of = e->initial, .lacks = lacks},
        out);
    buffer_putc(out, '\n');
    buffer_free(&name);
}

/* The holder could let it go, but has ended. */
static void add_lost(const struct machine *m, uint32_t holder, const struct readiness *r,
                     struct buffer *out)
{
    add_name(m, holder, out);
    buffer_printf(out, " %s and still holds ", machine_ended_how(m, holder));
    machine_add_entity_name(m, handle_index(r->object), out);
    buffer_puts(out, ": nobody can release it any more; `restart` begins anew\n");
}

static void add_idle_holder(const struct machine *m, uint32_t holder, const struct readiness *r,
                            struct buffer *out)
{
    const struct entity *e = state_entity(m->state, handle_index(r->object));
    const char *lets_go = kind_rows[e->kind].holder.lets_go;
    add_name(m, holder, out);
    buffer_puts(out, holder == STATE_MAIN ? " has nothing to do" : " is idle and takes orders");
    if (!*lets_go) {
        buffer_putc(out, '\n');
        return;
    }
    buffer_puts(out, "; it can let go: ");
    if (holder != STATE_MAIN) {
        words_add_typed_name(m, holder, out);
        buffer_puts(out, ": ");
    }
    buffer_printf(out, "%s ", lets_go);
    machine_add_entity_name(m, handle_index(r->object), out);
    buffer_putc(out, '\n');
}

/* The way out for a thread in a ring or at the end of its own rope. */
static void add_way_out(const struct machine *m, uint32_t thread, struct buffer *out)
{
    bool stays = words_add_ender(m, thread, out);
    buffer_puts(out, thread == STATE_MAIN ? " ends main's wait"
                     : stays              ? " ends the wait"
                                          : " ends the thread");
}

/* ---- Links ----------------------------------------------------------------------------------- */

static void add_wait(const struct drive *d, uint32_t thread, const struct readiness *r,
                     struct buffer *out)
{
    const struct machine *m = &d->machine;
    uint32_t waiters = drive_waiters(d, thread);
    add_name(m, thread, out);
    buffer_putc(out, ' ');
    machine_add_wait(m, thread, true, out);
    add_time_waited(d, thread, out);
    if (r->kind == WAITS_FOR_OBJECT && waiters > 1)
        buffer_printf(out, ", as one of %" PRIu32 " who wait", waiters);
    add_limit(m, r, out);
    buffer_putc(out, '\n');
}

/* join all: those that it still waits for. */
static void add_all(const struct machine *m, uint32_t thread, struct buffer *out)
{
    uint32_t threads[NAMES_SHOWN];
    size_t count = waiting_for(m, thread, threads, NAMES_SHOWN);
    add_name(m, thread, out);
    buffer_putc(out, ' ');
    machine_add_wait(m, thread, true, out);
    buffer_puts(out, ", and these have not ended: ");
    words_add_threads(m, threads, count < NAMES_SHOWN ? count : NAMES_SHOWN, count, out);
    buffer_putc(out, '\n');
    if (machine_joins_daemons(m, thread))
        buffer_puts(out, "some of them are daemons: `join all` waits for these too, `join all but "
                         "daemons` does not\n");
}

static void add_time_left(const struct machine *m, uint32_t thread, const struct readiness *r,
                          const char *does, struct buffer *out)
{
    add_name(m, thread, out);
    buffer_printf(out, " %s; it goes on by itself in ", does);
    words_add_time_left(r->deadline - m->state->now, out);
    buffer_putc(out, '\n');
}

static void add_armed(const struct machine *m, uint32_t thread, const struct readiness *r,
                      struct buffer *out)
{
    add_name(m, thread, out);
    buffer_puts(out, " is a timer; it goes off in ");
    words_add_time_left(r->deadline - m->state->now, out);
    const struct entity *e =
        state_entity(m->state, handle_index(state_thread(m->state, thread)->entity));
    if (e->status == TIMER_EVERY) {
        buffer_puts(out, ", and every ");
        words_add_time(e->initial, out);
        buffer_puts(out, " from then on until: cancel ");
        words_add_typed_name(m, thread, out);
    }
    buffer_putc(out, '\n');
}

static void add_runs(const struct drive *d, uint32_t thread, struct buffer *out)
{
    const struct machine *m = &d->machine;
    bool stands = words_stand(d); /* else it has gone on by the time this is read */
    add_name(m, thread, out);
    if (d->paused) {
        buffer_puts(out, " can go on, but the lab is paused: resume, or: step ");
        words_add_typed_name(m, thread, out);
    } else if (stands) {
        buffer_puts(out, " can go on, when it is let to: step ");
        words_add_typed_name(m, thread, out);
    } else {
        buffer_puts(out, " can go on: it waits for nothing");
    }
    buffer_puts(out, ". Its next step: ");
    next_add(m, thread, stands ? NEXT_EXACT : NEXT_COMMAND, out);
    buffer_putc(out, '\n');
}

static void add_ended(const struct machine *m, uint32_t thread, struct buffer *out)
{
    const struct thread *t = state_thread(m->state, thread);
    add_name(m, thread, out);
    buffer_printf(out, " %s", machine_ended_how(m, thread));
    if (t->status == THREAD_FAILED) {
        buffer_puts(out, ", by this error: ");
        failure_add_visible(m->program, (uint32_t)t->result.number, out);
    }
    buffer_putc(out, '\n');
}

static void add_new(const struct machine *m, uint32_t thread, struct buffer *out)
{
    add_name(m, thread, out);
    buffer_puts(out, " has not been started: start ");
    words_add_typed_name(m, thread, out);
    buffer_putc(out, '\n');
}

/* A thread that waits for nobody: the end of the chain. */
static void add_end(const struct drive *d, uint32_t thread, const struct readiness *r,
                    struct buffer *out)
{
    const struct machine *m = &d->machine;
    const struct thread *t = state_thread(m->state, thread);
    switch (r->kind) {
    case NOT_STARTED:
        add_new(m, thread, out);
        break;
    case NOT_ALIVE:
        add_ended(m, thread, out);
        break;
    case IDLE:
        add_name(m, thread, out);
        buffer_puts(out, thread == STATE_MAIN ? " has nothing to do: type a command\n"
                                              : " is idle: it waits for an order, such as: ");
        if (thread != STATE_MAIN) {
            words_add_typed_name(m, thread, out);
            buffer_puts(out, ": print me\n");
        }
        break;
    case SLEEPS:
        if (t->flags & FLAG_ARMED)
            add_armed(m, thread, r, out);
        else
            add_time_left(m, thread, r, "sleeps", out);
        break;
    case DOES_IO:
        add_time_left(m, thread, r, "does io", out);
        break;
    case WORKS:
        add_name(m, thread, out);
        buffer_puts(out, t->flags & FLAG_GIL_QUEUED ? " wants the interpreter lock (gil on), which "
                                                    : " works; it goes on by itself\n");
        if (t->flags & FLAG_GIL_QUEUED && m->state->gil_owner) {
            add_name(m, handle_index(m->state->gil_owner), out);
            buffer_puts(out, " has now; it goes round by itself\n");
        }
        break;
    case WAITS_OUTSIDE:
        add_name(m, thread, out);
        buffer_puts(out, machine_outside(m, thread).op == OP_ASK ? " asks you: type the answer\n"
                         : machine_outside(m, thread).op == OP_FETCH
                             ? " fetches; it goes on once the "
                               "answer is there\n"
                             : " works; it goes on by itself\n");
        break;
    default:
        add_runs(d, thread, out);
    }
}

/* Of those that a thread in `join all` waits for the one that is next in a ring with it, or is in a
 * ring itself; NO_THREAD. */
static uint32_t joined_in_ring(const struct machine *m, uint32_t thread)
{
    uint32_t ring[2] = {thread, thread}, found = NO_THREAD;
    if (deadlock_ring(m, thread, ring, 2))
        return ring[1];
    size_t most = m->state->thread_count;
    uint32_t *joined = memory_new(most * sizeof *joined);
    size_t count = deadlock_waits_for(m, thread, joined, most);
    for (size_t i = 0; i < count && found == NO_THREAD; i++)
        if (deadlock_in_ring(m, joined[i]))
            found = joined[i];
    free(joined);
    return found;
}

/* Says of a thread why it does not go on; returns the one that it waits for, or NO_THREAD. */
static uint32_t add_link(const struct drive *d, uint32_t thread, struct buffer *out)
{
    const struct machine *m = &d->machine;
    struct readiness r = step_readiness(m, thread);
    uint32_t holders[NAMES_SHOWN];
    if (r.kind == WAITS_FOR_ALL) {
        add_all(m, thread, out);
        return joined_in_ring(m, thread);
    }
    if (!readiness_waits(&r)) {
        add_end(d, thread, &r, out);
        return NO_THREAD;
    }
    add_wait(d, thread, &r, out);
    size_t count = waiting_for(m, thread, holders, NAMES_SHOWN);
    if (r.kind == WAITS_FOR_THREAD)
        return count ? holders[0] : NO_THREAD;
    if (count == 0) {
        add_what_is_missing(m, thread, handle_index(r.object), out);
        return NO_THREAD;
    }
    bool holds = machine_holds(m, holders[0], handle_index(r.object));
    if (holds) {
        machine_add_entity_name(m, handle_index(r.object), out);
        buffer_printf(
            out, " is %s ",
            kind_rows[state_entity(m->state, handle_index(r.object))->kind].holder.is_held);
    } else {
        buffer_puts(out, "before it comes ");
    }
    words_add_threads(m, holders, count < NAMES_SHOWN ? count : NAMES_SHOWN, count, out);
    buffer_putc(out, '\n');
    uint32_t holder = holders[0];
    const struct thread *t = state_thread(m->state, holder);
    if (t->status >= THREAD_DONE) {
        add_lost(m, holder, &r, out);
        return NO_THREAD;
    }
    if (t->status == THREAD_IDLE) {
        add_idle_holder(m, holder, &r, out);
        return NO_THREAD;
    }
    return holder;
}

void why_add(const struct drive *d, uint32_t thread, bool draws, struct buffer *out)
{
    const struct machine *m = &d->machine;
    unsigned char *seen = memory_zeroed(m->state->thread_count, 1);
    uint32_t at = thread;
    for (unsigned link = 0; at != NO_THREAD; link++) {
        if (seen[at]) {
            struct buffer ring = {0};
            if (words_add_ring(m, at, &ring))
                buffer_printf(out, "this is a ring, which never opens by itself: %s; ",
                              buffer_text(&ring));
            else
                buffer_puts(out, "and so on, in a ring; ");
            buffer_free(&ring);
            add_way_out(m, at, out);
            buffer_putc(out, '\n');
            if (draws)
                ring_add_drawing(m, at, "  ", out);
            break;
        }
        if (link == LONGEST_CHAIN) {
            buffer_puts(out, "and so on: `why ");
            words_add_typed_name(m, at, out);
            buffer_puts(out, "` tells the rest\n");
            break;
        }
        seen[at] = 1;
        at = add_link(d, at, out);
    }
    free(seen);
}
