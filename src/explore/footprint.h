/* footprint.h - what code may touch: its next step, and all that can follow it.
 *
 * Computed from the code alone and always too much rather than too little: names stand for what is
 * bound to them, an array for all of its elements. Two threads of which neither's next step meets
 * the other's future do not have to be interleaved here (persist.c). */
#ifndef THRUM_EXPLORE_FOOTPRINT_H
#define THRUM_EXPLORE_FOOTPRINT_H

#include "explore/claims.h"

enum footprint_flag {
    FOOTPRINT_SPAWNS = 1,   /* makes or starts a thread */
    FOOTPRINT_ENDS = 2,     /* ends one */
    FOOTPRINT_LOOKS = 4,    /* is about the lives of others: join all, active() */
    FOOTPRINT_SEES = 8,     /* sees where other threads stand: state(), waiting() */
    FOOTPRINT_DAEMONS = 16, /* may make a daemon, which lives only as long as others do */
    FOOTPRINT_CALLS = 32,   /* looks a function up */
    FOOTPRINT_DEFINES = 64, /* may give one, or another, to its name */
    FOOTPRINT_BEARER = 128, /* looks which thread bears a name: it stays so when that has ended */
};

struct footprint {
    uint64_t reads, writes; /* a bit per name, of threads too, and per element of an array; several
                               may share one. The highest: all that has to do with conditions and
                               their locks */
    uint64_t own_bit;       /* of the name below */
    unsigned flags;
    uint32_t own; /* the name that the thread itself bears, which nobody else does: not said above;
                     or 0 */
    struct claims claims; /* locks, semaphores, queues: what these say is not said above */
};

static inline void footprint_add(struct footprint *to, struct footprint what)
{
    to->reads |= what.reads;
    to->writes |= what.writes;
    to->flags |= what.flags;
    claims_add(&to->claims, what.claims);
}

/* Whether the order of a step that is enabled and of what another thread may do can matter. */
bool footprint_meets(struct footprint step, struct footprint other);
/* Whether what another thread may do can enable a step that is not. */
bool footprint_enables(struct footprint step, struct footprint other);

struct footprints {
    const struct facts *facts;
    struct claimed claimed;
    struct footprint_bits *bits; /* by name, of those that there are now */
    uint32_t bit_count;
    uint64_t watched;          /* what invariants read: who writes it reads all of it */
    struct footprint *futures; /* by instruction: it and all that can come after it in its unit */
    struct footprint *tails;   /* by instruction: local work from there to the next visible one */
    bool conditions;           /* there are some */
    bool selects;              /* a thread may wait at several channels at once */
    uint64_t made;             /* bits of the names that threads are given by bare words */
    bool usable;               /* nothing is in the program that this cannot tell of */
};

void footprints_make(struct footprints *f, const struct facts *facts, const struct machine *m);
void footprints_free(struct footprints *f);
/* Of a thread of the machine, which runs: its next step with the local work behind it, and all that
 * it may ever do, the threads that it makes included. Its own name, which is in use until it ends,
 * is in neither: they are the same for all threads that stand at the same place. */
struct footprint footprint_of_step(const struct footprints *f, const struct machine *m,
                                   uint32_t thread);
struct footprint footprint_of_future(const struct footprints *f, const struct machine *m,
                                     uint32_t thread);
/* Says whose name the thread bears that does the step, or all that may follow. */
void footprint_bear(const struct footprints *f, struct footprint *what, uint32_t name);
/* Whether the instruction may read or write a plain variable. */
bool footprint_accesses(enum program_opcode op);

#endif
