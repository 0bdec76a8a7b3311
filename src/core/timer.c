/* timer.c - timers: a thread that begins once a time has passed after its start, and where it
 * repeats again and again, as Java's scheduleAtFixedRate has it.
 *
 * Such a one goes off each time as long after it had to go off before, however long its body took:
 * it does not drift. It never runs beside itself; where its body takes longer, it goes off once
 * right behind it, and what it has missed besides is left out, as by Go's ticker. The body's
 * private variables are kept from one time to the next. While it is cancelled (TIMER_NO_MORE) or
 * once its body has failed, it goes off no more.
 *
 * FLAG_ARMED says that it waits to go off, at the instruction that its body begins with. */
#include "core/machine.h"

static struct entity *timer_of(const struct state *s, uint32_t thread)
{
    return state_entity(s, handle_index(state_thread(s, thread)->entity));
}

static int64_t after(int64_t from, int64_t delay)
{
    return from > 0 && delay > NO_DEADLINE - 1 - from ? NO_DEADLINE - 1 : from + delay;
}

static void arm(struct machine *m, uint32_t thread, int64_t instant)
{
    struct thread *t = state_thread(m->state, thread);
    t->flags |= FLAG_ARMED;
    t->deadline = instant;
    if (timer_of(m->state, thread)->status == TIMER_EVERY)
        t->due = instant;
}

void timer_arm(struct machine *m, uint32_t thread, int64_t from)
{
    arm(m, thread, after(from, timer_of(m->state, thread)->initial));
}

/* It had to go off now at the latest; without clock times, at any time, that is now. */
void timer_go_off(struct machine *m, uint32_t thread)
{
    struct thread *t = state_thread(m->state, thread);
    t->flags &= (uint16_t)~FLAG_ARMED;
    t->deadline = NO_DEADLINE;
    if (t->due > m->state->now)
        t->due = m->state->now;
}

bool timer_stop(struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    if (t->status != THREAD_RUNNING || !(t->flags & FLAG_TIMER) ||
        timer_of(m->state, thread)->status != TIMER_EVERY)
        return false;
    timer_of(m->state, thread)->status = TIMER_NO_MORE;
    return true;
}

bool timer_begin_is_step(const struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    return state_thread(m->state, thread)->flags & FLAG_ARMED;
}

bool timer_begin(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)m, (void)thread, (void)i;
    return true;
}

bool timer_again(struct machine *m, uint32_t thread, struct instruction i)
{
    struct thread *t = state_thread(m->state, thread);
    const struct entity *e = timer_of(m->state, thread);
    if (e->status != TIMER_EVERY) {
        thread_end(m, thread, THREAD_CANCELLED, value_none());
        return true;
    }
    int64_t now = machine_now(m), next = after(t->due, e->initial);
    if (next < now)
        next += (now - next) / e->initial * e->initial;
    t->pc = (uint32_t)i.b;
    t->flags &= (uint16_t)~FLAG_ACTED;
    arm(m, thread, next);
    machine_changed(m, CHANGE_THREAD, thread);
    return true;
}

/* Of what it has missed only the last is ever made up for. */
int64_t timer_due_from(const struct state *s, uint32_t thread, int64_t now)
{
    const struct thread *t = state_thread(s, thread);
    if (t->status != THREAD_RUNNING || !(t->flags & FLAG_TIMER) || !t->entity ||
        timer_of(s, thread)->status == TIMER_ONCE)
        return 0;
    int64_t every = timer_of(s, thread)->initial, late = now - t->due;
    return late < 2 * every ? -late : -(every + late % every);
}
