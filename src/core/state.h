/* state.h - everything that a run can change, as one block of plain data.
 *
 * The block holds no pointer: tables lie at offsets, what refers to something does so by index. A
 * state is copied with memcpy, compared with memcmp (of `size` bytes), hashed over its bytes. The
 * layout follows from the logical state and not from how it came about: tables have the next power
 * of two of what they hold, the heap holds the large arrays and then the variable parts of threads
 * and of entities in the order of their indices, and what is free is zero.
 *
 *     struct state | stacks | threads | entities | bindings | arrays | heap
 *
 * What takes most and grows with each thread comes first, so that growing moves it least.
 *
 * - bindings: per name the entity that bears it (uint32_t, 0: none)
 * - entities: everything that has a name: variables, locks, events, ..., threads
 * - threads:  per thread its position, status and what it waits for
 * - stacks:   per thread the first STATE_STACK_INLINE values of its stack; a stack that outgrows
 * them moves to the heap as a whole
 * - arrays:   per large private array where it lies in the heap, and how many slots of threads have
 *             it
 * - heap:     values: large private arrays, outgrown stacks, orders, arrays, queues, captured
 *             variables
 *
 * Large private arrays. A private array of more than STATE_ARRAY_IN_FRAME elements lies in the heap
 * and not in its thread's frame: its slot has a number, VALUE_LARGE_ARRAY. A copy of it, in a body
 * or by `b = a`, is the same number once more; a thread that writes to an array that more than one
 * slot has gets a number and elements of its own first (core/array.c). So what an array takes is
 * taken once for all that only read it, and nothing but `users` tells that it is shared. They are
 * part of this block, and not texts of the program, because texts are never freed: a loop that
 * writes and spawns would fill the memory with contents that nobody has any more. Numbers are given
 * like those of threads and entities, the lowest free one. Who shares with whom follows from the
 * steps, not from the contents: two states that differ in nothing else, or in the numbers, mean the
 * same, but are not the same bytes. Code that asks whether two states mean the same
 * (explore/arrays.c, tests/programs/oracle.c) looks at the contents; code that looks at bytes alone
 * (core/spin.c) may only take equal states for different.
 *
 * Functions that may grow the block take `struct state **` and may move it: pointers into it are
 * then void. The caller holds the lab's monitor, or owns the state. */
#ifndef THRUM_CORE_STATE_H
#define THRUM_CORE_STATE_H

#include "core/handle.h"
#include "core/kinds.h"
#include "core/value.h"

#include <stddef.h>
#include <stdint.h>

/* A piece of the heap. */
struct extent {
    uint32_t offset;   /* in values from the heap's start; 0 with no capacity */
    uint32_t capacity; /* values; 0 or a power of two */
};

enum { STATE_ARRAY_IN_FRAME = 64 };

/* A large private array. */
struct array {
    struct extent extent;
    uint32_t length;
    uint32_t users; /* slots that have it; 0: the number is free */
};

/* Threads and entities are referred to by handles (handle.h), so that 0 means none. */
struct entity {
    uint8_t kind;     /* enum entity_kind */
    uint8_t status;   /* event: set; barrier: 1 broken, 2 its body runs; once: 1 running, 2 done;
                         invariant: 1 broken; timer: enum timer_manner;
                         condition: enum condition_manner; rwlock: enum rwlock_manner;
                         channel: 1 closed, 2 open and threads wait to send */
    uint16_t guest;   /* barrier: guest code gave it its body (guest.c) */
    uint32_t name;    /* what it is called; an element of an array bears the array's */
    uint32_t element; /* 1 + its index in an array of objects, 0 if it stands alone */
    uint32_t owner;   /* the thread that holds it (lock, once, critical section); condition: none */
    int64_t count;    /* rlock, mutex: depth; rwlock: writer's depth; semaphore: what is left;
                         barrier: how many have arrived; queue, channel: length; waiting condition: how
                         many */
    int64_t initial;  /* semaphore: count at first; barrier: parties; queue: capacity, 0 unbounded;
                         channel: room for so many; array: length; timer: nanoseconds */
    uint32_t first_waiter, last_waiter; /* threads in the entity's list of waiters: event, barrier
                         (by thread index), condition (first come first) */
    uint32_t link;  /* condition: its lock; condition's own lock: the condition; thread, timer: the
                       thread; function, invariant, barrier: the unit; array of objects: its first
                       element */
    uint32_t users; /* lock: how many conditions use it; rwlock: how many threads read it;
                       invariant: the next one; channel: how many wait at it */
    struct extent extent; /* array, queue: values; local: per thread; barrier: the captured
                         variables of its body; rwlock: its readers, VALUE_INTEGER with extra:
                         thread + 1; channel: its values, then who waits (state_waiting_at) */
    struct value value;   /* variable */
};

enum thread_status {
    THREAD_FREE = 0, /* the slot is not in use */
    THREAD_NEW,      /* not started */
    THREAD_RUNNING,  /* started; ready, waiting, sleeping: see step_readiness */
    THREAD_IDLE,     /* a puppet without orders */
    THREAD_DONE,
    THREAD_FAILED,
    THREAD_CANCELLED,
    THREAD_KILLED,
};

enum thread_flag {
    FLAG_DAEMON = 1,
    FLAG_PUPPET = 2, /* takes orders */
    FLAG_TIMER = 4,
    FLAG_AUTOMATIC = 8,  /* named Thread-N by the lab */
    FLAG_CANCEL = 16,    /* unwinds at its next cancellation point */
    FLAG_INTERRUPT = 32, /* unwinds at its next step */
    FLAG_ACTED = 64,     /* has had a step since the loop's turn or the call began */
    FLAG_COMPLETED =
        128,            /* what it did outside (work, io, ask, fetch) is over; `outside` holds it */
    FLAG_WORKING = 512, /* waits for or holds the interpreter lock, or burns time */
    FLAG_MAIN = 1024,
    FLAG_GIL_QUEUED = 2048, /* waits for the interpreter lock */
    FLAG_FINISH = 4096,     /* main ends when it is idle */
    FLAG_ARMED = 8192,      /* a started timer that has not fired */
    FLAG_STARTED = 16384,
    FLAG_GUEST = 32768, /* guest code made it, or gave the order that it runs (guest.c) */
};

/* Why a waiter of an event, a condition or a barrier may go on. */
enum wake {
    WAKE_NOT = 0,
    WAKE_RELEASED,
    WAKE_BROKEN, /* its barrier broke or was reset */
    WAKE_ITSELF, /* it woke without having been notified */
};

#define NO_DEADLINE INT64_MAX

struct thread {
    uint8_t status; /* enum thread_status */
    uint8_t wake;   /* enum wake */
    uint16_t flags; /* enum thread_flag */
    uint32_t name;
    uint32_t entity;   /* bears its name; 0 once the name was taken by another */
    uint32_t number;   /* counts threads as they are made; seeds `random` */
    uint32_t pc;       /* the next instruction: a visible one while the thread runs */
    uint32_t unit;     /* of the innermost frame */
    uint32_t base;     /* its first slot on the stack */
    uint32_t top;      /* values on the stack */
    uint32_t depth;    /* calls */
    uint32_t held;     /* locks, reader locks, critical sections, onces that it holds */
    uint32_t waits_on; /* the entity in whose list of waiters it is, a list of its own too */
    uint32_t next_waiter, previous_waiter;
    uint32_t orders; /* waiting in `order_extent`, as values */
    uint32_t orders_given, orders_done;
    uint32_t next_gil;          /* next thread in the queue for the interpreter lock */
    uint32_t bottom_slots;      /* slots of its outermost frame; a puppet's grow over its orders */
    int64_t deadline;           /* instant at which it stops waiting or sleeping, or NO_DEADLINE */
    int64_t due;                /* a timer that repeats: when it had to go off, the last time */
    int64_t remaining;          /* work: nanoseconds still to be burnt */
    uint64_t random;            /* state of its random numbers */
    struct extent stack_extent; /* the whole stack once it has outgrown its inline part */
    struct extent order_extent; /* orders: VALUE_INTEGER (unit, with a bit of orders.c; extra:
                                   captured), then the captured */
    struct value result; /* what its body returned; the error's text if it failed; what it did
                            outside, while FLAG_COMPLETED */
};

enum { STATE_STACK_INLINE = 24 };

struct state {
    uint64_t size; /* bytes of the whole block, this struct included */
    uint64_t seed; /* of the run */
    int64_t now;   /* the lab's clock, nanoseconds */
    /* Offsets in bytes from the start of the block. */
    uint64_t bindings, entities, threads, stacks, arrays, heap;
    uint32_t binding_capacity, entity_capacity, thread_capacity, array_capacity, heap_capacity;
    uint32_t entity_count; /* entities in use lie below */
    uint32_t thread_count; /* threads in use lie below */
    uint32_t array_count;  /* arrays in use lie below */
    uint32_t heap_used;
    uint32_t entities_free;   /* ENTITY_FREE among those below entity_count */
    uint32_t threads_free;    /* THREAD_FREE among those below thread_count */
    uint32_t arrays_free;     /* without users among those below array_count */
    uint32_t threads_made;    /* for numbers */
    uint32_t names_made;      /* for Thread-N */
    uint32_t alive;           /* started and not ended: main, puppets, timers included */
    uint32_t busy;            /* started, not ended and not idle; for `join all` */
    uint32_t busy_daemons;    /* the daemons among those; for `join all but daemons` */
    uint32_t required;        /* alive and no daemon, main included: the program lasts so long */
    uint32_t ended_automatic; /* ended threads with a name of the lab's; the oldest are forgotten */
    uint32_t first_invariant; /* list of the invariants, linked by entity.users */
    uint32_t gil_on, gil_owner, gil_first, gil_last; /* interpreter lock: holder and queue */
    uint32_t main_done;
    uint32_t max_threads; /* alive at once */
    uint32_t timeless;    /* 1: work takes virtual time; 0: it is done outside (real clock) */
    uint32_t locals;      /* thread-local variables there are */
};

/* Thread 0 is main. */
enum { STATE_MAIN = 0 };

struct state *state_new(uint64_t seed, uint32_t max_threads);
struct state *state_copy(const struct state *s);
/* Whether they are the same, byte for byte. */
bool state_equals(const struct state *a, const struct state *b);
void state_free(struct state *s);

static inline uint32_t *state_bindings(struct state *s)
{
    return (uint32_t *)((char *)s + s->bindings);
}
static inline struct entity *state_entity(const struct state *s, uint32_t index)
{
    return (struct entity *)((char *)s + s->entities) + index;
}
/* Which form of its kind's texts holds of it. */
static inline unsigned kind_form(const struct entity *e)
{
    enum kind_form form = kind_rows[e->kind].shown.form;
    return form == FORM_BY_STATUS ? e->status : form == FORM_BY_COUNT && e->count;
}
static inline struct thread *state_thread(const struct state *s, uint32_t index)
{
    return (struct thread *)((char *)s + s->threads) + index;
}
static inline struct array *state_array(const struct state *s, uint32_t index)
{
    return (struct array *)((char *)s + s->arrays) + index;
}
static inline struct value *state_heap(const struct state *s)
{
    return (struct value *)((char *)s + s->heap);
}
/* The values of a thread's stack, from its bottom. */
static inline struct value *state_stack(const struct state *s, uint32_t thread)
{
    const struct thread *t = state_thread(s, thread);
    if (t->stack_extent.capacity)
        return state_heap(s) + t->stack_extent.offset;
    return (struct value *)((char *)s + s->stacks) + (size_t)thread * STATE_STACK_INLINE;
}
static inline struct value *state_values(const struct state *s, const struct entity *e)
{
    return state_heap(s) + e->extent.offset;
}
/* Who waits at one that keeps its own list (KIND_OWN_LIST): behind its `count` values `users` times
 * so many, first come first: the thread + 1 as `extra`, its number odd where it sends; then what it
 * sends. */
enum { WAITING_VALUES = 2 };
static inline struct value *waiting_among(struct value *values, const struct entity *e, uint32_t k)
{
    return values + (uint32_t)e->count + WAITING_VALUES * k;
}
static inline uint32_t state_waiting_at(const struct state *s, const struct entity *e, uint32_t k)
{
    return handle_index(waiting_among(state_values(s, e), e, k)->extra);
}

static inline struct value *state_elements(const struct state *s, uint32_t array)
{
    return state_heap(s) + state_array(s, array)->extent.offset;
}

/* For code that takes states apart and puts them together again (explore/): makes *s a zeroed block
 * with the fields and the room of `header` and a heap for `heap_used` values. */
void state_assemble(struct state **s, const struct state *header, uint32_t heap_used);

/* The entity that a name is bound to + 1, or 0. */
static inline uint32_t state_lookup(const struct state *s, uint32_t name)
{
    if (name >= s->binding_capacity)
        return 0;
    return ((const uint32_t *)((const char *)s + s->bindings))[name];
}
void state_bind(struct state **s, uint32_t name, uint32_t handle);
/* A zeroed entity, the lowest free one; `count` of them in a row. Returns the first one's index, or
 * UINT32_MAX where LIMIT_OBJECTS would be passed. */
uint32_t state_add_entities(struct state **s, uint32_t count);
void state_drop_entity(struct state **s, uint32_t entity);
/* A zeroed thread, the lowest free one. */
uint32_t state_add_thread(struct state **s);
void state_drop_thread(struct state **s, uint32_t thread);
/* Makes room for `values` values; what was there stays, the rest is zero. 0 gives the extent up. */
void state_resize_entity(struct state **s, uint32_t entity, uint32_t values);
void state_resize_orders(struct state **s, uint32_t thread, uint32_t values);
/* The same for a thread's stack; up to STATE_STACK_INLINE values lie inline. */
void state_resize_stack(struct state **s, uint32_t thread, uint32_t values);
/* How many values the stack has room for. */
static inline uint32_t state_stack_room(const struct state *s, uint32_t thread)
{
    uint32_t capacity = state_thread(s, thread)->stack_extent.capacity;
    return capacity ? capacity : STATE_STACK_INLINE;
}

/* A large array of zeroed elements with one user: its number. What it takes of the heap. */
uint32_t state_add_array(struct state **s, uint32_t length);
uint32_t state_array_room(uint32_t length);
/* And what an extent has to grow by that is to hold so many values; nothing where it does. */
uint32_t state_extent_growth(struct extent extent, uint32_t values);
/* One user less; without any, the array is gone. */
void state_release_array(struct state **s, uint32_t array);

/* What is to come into a state: entities in a row, threads, bindings of names up to this one,
 * values in the heap. */
struct state_growth {
    uint32_t entities, threads, name;
    uint64_t values;
};
/* A heap cannot have more: its places are 32-bit numbers. */
enum { STATE_MOST_VALUES = 1 << 30 };

/* Bytes that the block will have then: those that it has where nothing has to grow. */
uint64_t state_bytes_with(const struct state *s, struct state_growth growth);

/* The lists of waiters, in the order that the entity's kind has them in. */
void state_wait_on(struct state *s, uint32_t thread, uint32_t entity);
void state_stop_waiting(struct state *s, uint32_t thread);

#endif
