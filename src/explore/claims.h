/* claims.h - what steps do to locks, semaphores and queues, told so that most of them need not be
 * interleaved.
 *
 * Two threads that take one lock meet; who releases it meets nobody: while one holds the lock
 * nobody can take it, and afterwards all can do what they could. A footprint (footprint.h) alone
 * says of both that they write the lock. And the lock of a step that is still to come is told as
 * exactly as the state allows (designator.h). A. Valmari, "Stubborn sets for reduced state space
 * generation", 1991, calls these sets of steps stubborn: what is not enabled brings in what can
 * enable it, and not all that it meets.
 *
 * A queue is claimed at both of its ends: put takes the end where it puts and gives to the other,
 * where get takes. */
#ifndef THRUM_EXPLORE_CLAIMS_H
#define THRUM_EXPLORE_CLAIMS_H

#include "core/machine.h"
#include "explore/designator.h"
#include "explore/facts.h"

/* A bit per lock, or end of a queue; several may share one. */
struct claims {
    uint64_t takes;  /* one alone, as far as there are any */
    uint64_t shares; /* may be taken by several, but not while one alone has it */
    uint64_t gives;  /* so that one more can be taken; never fails for want of it, nor hinders */
    uint64_t uses;   /* anything else: no order of it and any of these is as good as another */
};

#define CLAIMS_EVERYTHING                                                                          \
    {                                                                                              \
        .takes = UINT64_MAX, .shares = UINT64_MAX, .gives = UINT64_MAX, .uses = UINT64_MAX         \
    }

static inline void claims_add(struct claims *to, struct claims what)
{
    to->takes |= what.takes;
    to->shares |= what.shares;
    to->gives |= what.gives;
    to->uses |= what.uses;
}

/* Whether the order of a step that is enabled and of what another thread may do can matter. */
static inline bool claims_meet(struct claims step, struct claims other)
{
    return step.takes & (other.takes | other.shares | other.uses) ||
           step.shares & (other.takes | other.uses) || step.gives & other.uses ||
           step.uses & (other.takes | other.shares | other.gives | other.uses);
}

/* Whether what another thread may do can enable a step that is not. */
static inline bool claims_enable(struct claims step, struct claims other)
{
    return (step.takes | step.shares | step.uses) & (other.gives | other.uses);
}

/* What a program's names mean. */
struct claimed {
    const struct facts *facts;
    struct claimed_name *names; /* by name */
    uint32_t count;
    uint64_t beneath; /* the locks that conditions give up and take again */
    bool usable;      /* no name is given to an object by an expression */
    bool upgrades;    /* reader-writer locks are upgraded or downgraded */
};

void claimed_make(struct claimed *c, const struct facts *facts, const struct machine *m);
void claimed_free(struct claimed *c);

/* What the instruction at `pc` claims; `frame` may be NULL: then whatever its variables hold. False
 * where it is none of those that claim, or that cannot be told: it writes what it names. */
bool claims_of(const struct claimed *c, uint32_t pc, const struct designator_frame *frame,
               struct claims *found);
/* The same of a thread that is at it, whose stack has what is named. */
bool claims_now(const struct claimed *c, const struct machine *m, uint32_t thread,
                struct claims *found);
/* Of a name that is given to an object or a variable, how many elements are told apart, 1 where it
 * is no array; 0: it is given to none that is known. */
uint32_t claimed_length(const struct claimed *c, uint32_t name);

#endif
