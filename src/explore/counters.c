/* counters.c - counters that only grow, put back to where the same situation was before: how many
 * orders a puppet was given, how many threads were made. Nobody sees them; only joins compare. */
#include "explore/world_inside.h"

#include <stdlib.h>

/* What a thread that is at `join` waits for: the number of a thread + 1, and orders. */
static struct value *pending_join(const struct world *w, uint32_t thread)
{
    const struct thread *t = state_thread(w->machine.state, thread);
    bool joins = t->status == THREAD_RUNNING && !(t->flags & FLAG_ARMED) &&
                 w->machine.program->code[t->pc].op == OP_JOIN;
    struct value *top = state_stack(w->machine.state, thread) + t->top - 1;
    return joins && top->extra ? top : NULL;
}

/* Joins wait for so many more orders to be done as there were still to do. */
static void shift_joins(struct world *w, uint32_t number, int64_t done)
{
    for (uint32_t i = 0; i < w->machine.state->thread_count; i++) {
        struct value *wanted = pending_join(w, i);
        if (wanted && wanted->extra == handle_of(number))
            wanted->number = wanted->number > done ? wanted->number - done : 0;
    }
}

static void settle_orders(struct world *w)
{
    for (uint32_t i = 0; i < w->machine.state->thread_count; i++) {
        struct thread *t = state_thread(w->machine.state, i);
        if (!t->orders_done)
            continue;
        shift_joins(w, t->number, t->orders_done);
        t->orders_given -= t->orders_done;
        t->orders_done = 0;
    }
}

/* How many threads there are that were made before this one. */
static uint32_t rank_of(const struct state *s, uint32_t number)
{
    uint32_t rank = 0;
    for (uint32_t i = 0; i < s->thread_count; i++) {
        const struct thread *t = state_thread(s, i);
        rank += t->status != THREAD_FREE && t->number < number;
    }
    return rank;
}

/* Joins of a thread that is forgotten end at once: they refer to nobody. */
static void renumber_joins(struct world *w)
{
    const struct state *s = w->machine.state;
    for (uint32_t i = 0; i < s->thread_count; i++) {
        struct value *wanted = pending_join(w, i);
        bool found = false;
        for (uint32_t k = 0; wanted && k < s->thread_count; k++)
            found |= state_thread(s, k)->status != THREAD_FREE &&
                     handle_of(state_thread(s, k)->number) == wanted->extra;
        if (wanted)
            wanted->extra = found ? handle_of(rank_of(s, handle_index(wanted->extra))) : UINT32_MAX;
    }
}

static void settle_numbers(struct world *w)
{
    enum { MOST = 256 };
    struct state *s = w->machine.state;
    uint32_t threads = s->thread_count - s->threads_free, ranks[MOST];
    if (s->threads_made == threads || s->thread_count > MOST || w->facts.random)
        return;
    renumber_joins(w);
    for (uint32_t i = 0; i < s->thread_count; i++)
        ranks[i] = rank_of(s, state_thread(s, i)->number);
    for (uint32_t i = 0; i < s->thread_count; i++) {
        struct thread *t = state_thread(s, i);
        if (t->status == THREAD_FREE)
            continue;
        if (i < w->identity_capacity && w->identities[i].number == t->number)
            w->identities[i].number = ranks[i];
        else if (i < w->identity_capacity)
            w->identities[i].entity = 0; /* another had this place */
        t->number = ranks[i];
    }
    s->threads_made = threads;
}

void counters_settle(struct world *w)
{
    if (!w->options.forget)
        return;
    settle_orders(w);
    settle_numbers(w);
}
