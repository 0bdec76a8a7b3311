/* facts.h - what can be known of a program's code before any of it runs.
 *
 * Which code can be reached from a state at all; whether there is something in it that cannot be
 * explored; what steps depend on nothing but their thread and what all threads share; what threads
 * can be told apart by. Made once for a search. */
#ifndef THRUM_EXPLORE_FACTS_H
#define THRUM_EXPLORE_FACTS_H

#include "core/step.h"

struct facts {
    const struct program *program;
    uint8_t *reached;     /* by unit: it may be run */
    uint8_t *alone;       /* by unit: its local work, and that of all it calls, looks at no other
                             thread */
    uint8_t *named;       /* by name: a thread of this name is spoken to by it */
    uint32_t named_count; /* names below */
    bool random;          /* `random` is drawn */
    bool tells_apart;     /* threads can be told apart in ways that names alone do not show */
    bool absolute;        /* instants are kept in values: virtual time cannot be counted from now */
    bool joins_alike;     /* who is joined by name is not told apart by that */
    bool atomic_looks;    /* an atomic block or an invariant looks at other threads */
    uint32_t refused;     /* the instruction that cannot be explored, or 0 */
    const char *reason;   /* and why, after its words */
};

/* `untimed`: instants may be printed and nothing else. `joins_alike`: who is joined by name need
 * not be told apart by that, if nobody speaks to a thread by name otherwise, or joins all. */
void facts_gather(struct facts *f, const struct machine *m, bool untimed, bool joins_alike);
void facts_free(struct facts *f);

/* Who waits in lists. */
enum facts_waiters {
    FACTS_WAITERS = 1, /* somebody */
    FACTS_QUEUED = 2,  /* in that of a reader-writer lock */
};
/* Whether a step at this instruction looks at no other thread than its own, as long as those wait
 * in lists. */
bool facts_step_alone(const struct facts *f, uint32_t pc, unsigned waiters);

/* How many values an instruction of an expression takes from the stack, of which it pushes one; -1:
 * it is none. */
int facts_takes(struct instruction i);
/* The instruction behind which what `pc` and those before it push begins; 0: it is no simple
 * expression. */
uint32_t facts_before_expression(const struct program *p, uint32_t pc);
/* Whether a text may name an element of an array, "fork[1]", which other code names otherwise. */
bool facts_has_index(const struct program *p, int64_t text);

#endif
