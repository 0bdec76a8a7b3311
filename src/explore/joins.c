/* joins.c - threads that are joined one after another by their names.
 *
 * `for i in 1..5 { join "c{i}" }` waits until all five have ended; in which order they do makes no
 * difference to what comes behind it. So they may be taken for one another though each of them is
 * named: where one of them has ended before its turn comes, the loop only goes on a little later.
 *
 * That holds where a thread at such a join goes on to the others of that kind with nothing between
 * that anybody could see, and nobody can be stopped by it meanwhile: it holds no lock, and nobody
 * waits for its end. Else a ring of waits could hang on whose turn it is. Whether it is so is
 * looked at in every situation; the first in which it is not ends the search, which is done again
 * with whoever is joined told apart by name (world_joins_apart). */
#include "explore/world_inside.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static const uint64_t UNKNOWN = UINT64_MAX; /* a chain that cannot be told */

/* The thread that the join at which `thread` stands is about; its number in the state, or
 * UINT32_MAX where that is decided later, or it is not for joining so. */
static uint32_t joined_now(const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    uint32_t wanted = state_stack(m->state, thread)[t->top - 1].extra;
    for (uint32_t i = 0; wanted && i < m->state->thread_count; i++) {
        const struct thread *other = state_thread(m->state, i);
        if (other->entity && handle_of(other->number) == wanted)
            return i == thread || other->flags & FLAG_PUPPET || other->status == THREAD_NEW
                       ? UINT32_MAX
                       : i;
    }
    return UINT32_MAX;
}

/* Lets `thread` of a copy of the machine go on as if all that it joins had ended, and puts who they
 * are into w->row. */
static void follow(struct world *w, uint32_t thread)
{
    struct machine m = {.program = w->machine.program, .state = state_copy(w->machine.state)};
    uint32_t pc = state_thread(m.state, thread)->pc;
    w->row.count = 0;
    for (;;) {
        const struct thread *t = state_thread(m.state, thread);
        if (t->status != THREAD_RUNNING || t->pc != pc)
            break;
        uint32_t other = t->deadline == NO_DEADLINE ? joined_now(&m, thread) : UINT32_MAX;
        if (other == UINT32_MAX || t->flags & (FLAG_CANCEL | FLAG_INTERRUPT | FLAG_ARMED) ||
            w->row.count > m.state->thread_count) {
            w->row.count = 0;
            parts_push_word(&w->row, UNKNOWN);
            break;
        }
        parts_push_word(&w->row, other);
        if (state_thread(m.state, other)->status == THREAD_RUNNING)
            state_thread(m.state, other)->status = THREAD_DONE;
        step_run(&m, thread);
    }
    machine_free(&m);
}

/* What is known of where this thread stands, which is at a join. The next call may move it. NULL:
 * no memory is left. */
static struct chain *chain_at(struct world *w, const struct situation *s, uint32_t thread)
{
    uint64_t key = (uint64_t)s->parts[SITUATION_THREADS + thread] << 32 | s->parts[SITUATION_NAMES];
    bool fresh;
    uint32_t number = store_put(&w->chain_keys, &key, 1, &fresh);
    if (number == STORE_NONE)
        return NULL;
    if (number >= w->chain_capacity) {
        w->chain_capacity = w->chain_capacity ? w->chain_capacity * 2 : 64;
        w->chain_of = memory_resize(w->chain_of, w->chain_capacity * sizeof *w->chain_of);
    }
    struct chain *chain = &w->chain_of[number];
    if (fresh) {
        parts_load(w, s);
        follow(w, thread);
        *chain = (struct chain){.row = store_put(&w->chains, w->row.at, w->row.count, &fresh)};
    }
    return chain;
}

static bool joins(const struct world *w, const struct situation *s, uint32_t thread)
{
    const struct thread_note *n = note_of(w, s, thread);
    return n->status == THREAD_RUNNING && n->op == OP_JOIN;
}

/* The threads that it waits for one after another. */
static const uint64_t *chain_of(struct world *w, const struct situation *s, uint32_t thread,
                                uint32_t *count)
{
    const struct chain *chain = chain_at(w, s, thread);
    *count = 1;
    return chain ? store_get(&w->chains, chain->row, count) : &UNKNOWN;
}

static bool has(const struct chain_members *m, uint32_t thread)
{
    return m->bits[thread / 64] >> thread % 64 & 1;
}

/* Who it has joined when it has come to `to`: one more, if it was at that join before, and nobody
 * else's, or it comes there now. */
static struct chain_members passed_at(struct world *w, const struct situation *from, uint32_t mover,
                                      const struct situation *to, uint32_t thread)
{
    struct chain_members passed = {{0}};
    bool stays = thread < from->threads &&
                 from->parts[SITUATION_THREADS + thread] == to->parts[SITUATION_THREADS + thread];
    if (thread >= from->threads || !joins(w, from, thread) ||
        (!stays && (thread != mover || world_pc(w, from, thread) != world_pc(w, to, thread))))
        return passed;
    uint32_t count;
    const uint64_t *chain = chain_of(w, from, thread, &count);
    uint64_t first = chain[0];
    const struct chain *before = chain_at(w, from, thread);
    if (!before || first == UNKNOWN)
        return passed;
    passed = before->passed;
    if (!stays)
        passed.bits[first / 64] |= (uint64_t)1 << first % 64;
    return passed;
}

void joins_note(struct world *w, const struct situation *from, uint32_t mover,
                const struct situation *to)
{
    if (!w->facts.joins_alike || to->threads > ALIKE_MOST)
        return;
    bool same_names = from->parts[SITUATION_NAMES] == to->parts[SITUATION_NAMES];
    for (uint32_t i = 0; i < to->threads; i++) {
        if (!joins(w, to, i) ||
            (same_names && i < from->threads &&
             from->parts[SITUATION_THREADS + i] == to->parts[SITUATION_THREADS + i]))
            continue;
        struct chain_members passed = passed_at(w, from, mover, to, i);
        struct chain *chain = chain_at(w, to, i);
        for (size_t k = 0; chain && k < sizeof passed.bits / sizeof *passed.bits; k++)
            chain->passed.bits[k] =
                passed.bits[k] & (chain->come_to ? chain->passed.bits[k] : UINT64_MAX);
        if (chain)
            chain->come_to = true;
    }
}

static bool has_another(const struct situation *s, const struct identity *ids, uint32_t thread)
{
    for (uint32_t i = 0; i < s->threads; i++)
        if (i != thread && ids[i].alike && ids[i].alike == ids[thread].alike)
            return true;
    return false;
}

static bool holds_something(const struct world *w, const struct situation *s, uint32_t thread)
{
    uint32_t count;
    const uint64_t *holders = world_holders(w, s, &count);
    for (uint32_t i = 0; i < count; i++)
        if ((uint32_t)holders[i] == thread)
            return true;
    return false;
}

static bool is_joined(struct world *w, const struct situation *s, uint32_t thread)
{
    for (uint32_t i = 0; i < s->threads; i++) {
        uint32_t count;
        const uint64_t *chain = joins(w, s, i) ? chain_of(w, s, i, &count) : NULL;
        for (uint32_t k = 0; chain && k < count; k++)
            if (chain[k] == thread)
                return true;
    }
    return false;
}

/* Whether one that is alike with a member of the chain is none, nor has been. It may have ended:
 * had it been taken for another, that one might run now. */
static bool leaves_out(const struct world *w, const struct situation *s, const bool *inside,
                       const struct chain_members *passed)
{
    const struct identity *ids = parts_identities(w, s->parts[SITUATION_NAMES]);
    for (uint32_t i = 0; i < s->threads; i++)
        for (uint32_t k = 0; k < s->threads && !inside[i] && !has(passed, i); k++)
            if (inside[k] && ids[i].alike && ids[i].alike == ids[k].alike)
                return true;
    return false;
}

enum { MOST_JOINING = 6, JOINING_BASE = ALIKE_MOST + 1 }; /* so many fit into a number */

/* Notes whom the thread joins, if they may be taken for others; false where that cannot be. */
static bool take_chain(struct world *w, const struct situation *s, uint32_t thread,
                       uint32_t joining, uint32_t *turn, uint64_t *by)
{
    const struct identity *ids = parts_identities(w, s->parts[SITUATION_NAMES]);
    bool inside[ALIKE_MOST] = {false};
    uint32_t count;
    const uint64_t *chain = chain_of(w, s, thread, &count);
    bool alike = chain[0] == UNKNOWN, known = !alike;
    const struct chain_members passed =
        known ? chain_at(w, s, thread)->passed : (struct chain_members){{0}};
    for (uint32_t i = 0; i < count && known; i++) {
        uint32_t other = (uint32_t)chain[i];
        known = !inside[other] && note_of(w, s, other)->status >= THREAD_RUNNING;
        inside[other] = true;
        alike |= has_another(s, ids, other);
        turn[other] = turn[other] ? turn[other] : i + 1;
        by[other] = by[other] * JOINING_BASE + handle_of(thread);
    }
    return !alike || (known && joining < MOST_JOINING && !holds_something(w, s, thread) &&
                      !leaves_out(w, s, inside, &passed) && !is_joined(w, s, thread));
}

bool joins_find(struct world *w, const struct situation *s, uint32_t *turn, uint64_t *by)
{
    uint32_t joining = 0;
    memset(turn, 0, s->threads * sizeof *turn);
    memset(by, 0, s->threads * sizeof *by);
    for (uint32_t i = 0; i < s->threads && w->facts.joins_alike && !w->joins_apart; i++)
        if (joins(w, s, i))
            w->joins_apart = !take_chain(w, s, i, joining++, turn, by);
    return !w->joins_apart;
}

void joins_free(struct world *w)
{
    store_free(&w->chain_keys);
    store_free(&w->chains);
    free(w->chain_of);
}
