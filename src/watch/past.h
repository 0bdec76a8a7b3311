/* past.h - of a run, which steps come before which: happens-before, as vector clocks.
 *
 *     past_begin_step(&p, thread);                 // what this thread knows is what came before
 *     if (past_knows(&p, thread, &stamp)) ...      // what bears the stamp came before this step
 *     stamp = past_stamp(&p, thread, ...);         // this step
 *     past_look(&p, m, thread), past_pass_on(&p, m, thread);   // it depends on these, these on it
 *
 * Fed once per step with what the machine says that it touched and changed (core/touches.c). There
 * are edges where what a step did depends on what another did before; so two steps of which none
 * knows of the other can be brought side by side: those that either depends on come first, in the
 * order in which they came, and each of them then does what it did. Guarded by the monitor. */
#ifndef THRUM_WATCH_PAST_H
#define THRUM_WATCH_PAST_H

#include "core/step.h"
#include "watch/clocks.h"

/* What a lock's being given back and taken says of the order of things. */
enum past_locks {
    PAST_LOCKS_ORDER, /* the one before comes before the other */
    PAST_LOCKS_TELL,  /* nothing by itself; but see past_learn */
    PAST_LOCKS_MEAN_NOTHING,
};

struct past_thread {
    struct clock_tree *known;  /* what comes before its next step, as far as it is not its own */
    struct clock_tree *orders; /* the same before its next order */
    uint64_t done;             /* so many of its stamps are behind it: others may know of them */
    uint64_t fences;           /* how many it knows of */
    uint32_t orders_done;
    bool stamped; /* the next one was given: once others know of it, it is behind it too */
    bool listed;  /* among those who have stepped */
};

struct past {
    enum past_locks locks;
    struct past_thread *threads;
    uint32_t thread_capacity;
    struct clock_tree **entities; /* what comes before whoever looks at it next */
    uint32_t entity_capacity;
    struct clock_tree *lives;      /* the same of the count of threads */
    struct clock_tree *everything; /* what has been, as far as somebody had to know all of it */
    struct clock_tree *fence; /* the same, that comes before every step behind the last fence */
    uint64_t fences;
    uint32_t *stepped; /* threads that `everything` does not know of yet */
    size_t stepped_count, stepped_capacity;
};

/* A step, or an access in it, as it is remembered. */
struct stamp {
    uint64_t clock; /* 0: there was none */
    uint64_t step;  /* counts the run's steps */
    uint32_t thread, pc;
    uint32_t name; /* of the thread, then */
};

void past_free(struct past *p);
void past_begin_step(struct past *p, uint32_t thread);
static inline bool past_knows(const struct past *p, uint32_t thread, const struct stamp *s)
{
    return s->clock == 0 || s->thread == thread ||
           clocks_at(p->threads[thread].known, s->thread) >= s->clock;
}
/* How far the thread is, for a stamp of this step. */
static inline uint64_t past_stamp(struct past *p, uint32_t thread)
{
    p->threads[thread].stamped = true;
    return p->threads[thread].done + 1;
}
/* All that the step depends on comes before it. Then: who depends on it knows of it. */
void past_look(struct past *p, const struct machine *m, uint32_t thread);
void past_pass_on(struct past *p, const struct machine *m, uint32_t thread);
/* Of a step that only touches entities: whether all of them know just what the thread does, so that
 * neither of the two would change anything. */
bool past_adds_nothing(const struct past *p, const struct machine *m, uint32_t thread);
/* The same for what is no entity, and has a clock of its own. */
void past_look_at(struct past *p, uint32_t thread, struct clock_tree *clock);
void past_pass_on_to(struct past *p, uint32_t thread, struct clock_tree **clock);
/* PAST_LOCKS_TELL: the thread, which has the lock, has seen what others did under it. */
void past_learn(struct past *p, uint32_t thread, uint32_t lock);
/* Every step so far comes before every later one. */
void past_fence(struct past *p);

/* Whether an entity is a lock: what one thread holds, so that a condition may stand on it, or
 * several readers, and gives back. */
static inline bool past_is_lock(const struct machine *m, uint32_t entity)
{
    return entity < m->state->entity_count && 1u << state_entity(m->state, entity)->kind &
                                                  (KINDS_TAKING(CARRY) | KINDS_TAKING(RDLOCK));
}

#endif
