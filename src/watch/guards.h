/* guards.h - locks and what they guard, as far as a run shows it: a variable that several threads
 * touched under one lock is touched without it; two locks are taken in one order and in the other.
 * Nothing has gone wrong then, but can.
 *
 *     guards_accesses(&g, &learned, m, thread, step, found, context);   // with the locks before
 *     guards_locks(&g, &hard, m, thread, step, found, context);         // the locks behind the
 * step
 *
 * Whether something can come about at all is asked of two pasts that locks alone do not order: of
 * one that learns what is read under a lock (PAST_LOCKS_TELL), and of one that does not
 * (PAST_LOCKS_MEAN_NOTHING). Guarded by the monitor. */
#ifndef THRUM_WATCH_GUARDS_H
#define THRUM_WATCH_GUARDS_H

#include "watch/past.h"

enum { GUARD_LOCKS = 4, GUARD_TOUCHES = 4 };

/* Of a variable. */
struct guarded {
    uint32_t locks[GUARD_LOCKS]; /* 1 + those under which it was touched every time */
    uint32_t lock_count;
    bool several; /* threads touched it under these */
    bool done;    /* it has no such lock, or that it was touched without was told */
    bool written;
    struct stamp bare;                   /* the last touch under no lock */
    struct stamp touches[GUARD_TOUCHES]; /* the last ones under them, a thread each */
};

/* A lock that a thread holds. */
struct held_lock {
    uint32_t lock, pc;
};

struct holder {
    struct held_lock *locks;
    size_t count, capacity;
};

enum { ORDER_GATES = 8 };

/* That a lock was taken while another was held. */
struct lock_order {
    uint32_t held, held_pc;
    struct stamp taken;          /* of the taking */
    uint32_t gates[ORDER_GATES]; /* what else was held */
    uint32_t gate_count;
    bool held_reads, taken_reads; /* of a reader-writer lock: beside others */
    bool told;
};

struct lock_orders { /* by the lock that is taken */
    struct lock_order *all;
    size_t count, capacity;
};

/* What was noticed. */
struct unguarded {
    uint32_t entity, element, lock;
    struct stamp before, here;
};
struct inverted {
    uint32_t first, second; /* locks: here `second` is held and `first` taken */
    uint32_t before_held_pc, here_held_pc;
    struct stamp before, here;
};

struct guards_found {
    void (*unguarded)(void *context, const struct unguarded *u);
    void (*inverted)(void *context, const struct inverted *i);
    void *context;
};

struct guard_entity {
    struct guarded *all; /* by element */
    uint32_t count;
    bool told;
    struct lock_orders orders;
};

struct guards {
    struct guard_entity *entities;
    uint32_t entity_capacity;
    struct holder *holders; /* by thread */
    uint32_t holder_capacity;
};

void guards_free(struct guards *g);
void guards_accesses(struct guards *g, struct past *learned, const struct machine *m,
                     uint32_t thread, uint64_t step, const struct guards_found *found);
void guards_locks(struct guards *g, struct past *hard, const struct machine *m, uint32_t thread,
                  uint64_t step, const struct guards_found *found);
/* Of the variable nothing is to be said any more. */
void guards_told(struct guards *g, uint32_t entity);
void guards_forget(struct guards *g, uint32_t entity);

/* The lock of a variable, as far as it was seen; of an array, that of all its elements. */
enum guard_kind {
    GUARD_NOT_SEEN,   /* nobody has touched it, or each element has another lock */
    GUARD_WITHOUT,    /* touched without a lock */
    GUARD_BY_ONE,     /* under a lock, but by one thread alone */
    GUARD_NOT_ALWAYS, /* under a lock, but for touches that came before or behind all others */
    GUARD_ALWAYS,     /* under a lock, every time */
    GUARD_NONE,       /* by several threads, and under no lock that they have in common */
};
struct guard_seen {
    enum guard_kind kind;
    uint32_t lock; /* 1 + it; 0: none */
};
struct guard_seen guards_seen(const struct guards *g, uint32_t entity);

#endif
