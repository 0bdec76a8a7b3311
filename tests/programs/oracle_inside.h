/* oracle_inside.h - what the files of the oracle share. */
#ifndef THRUM_TESTS_ORACLE_INSIDE_H
#define THRUM_TESTS_ORACLE_INSIDE_H

#include "oracle.h"

#include "core/step.h"

void oracle_add_line(struct oracle_lines *set, const char *line);

/* Adds the variables on which two threads' next steps race in the machine's state. */
void oracle_find_races(const struct machine *m, struct oracle_lines *races);

/* A script's body of main, or 0 with errors. */
uint32_t oracle_compile(struct program *program, const char *text, struct buffer *errors);
/* Gives large private arrays the one form that depends on their elements alone. */
void oracle_settle_arrays(struct state **state);
/* Whether an invariant is broken: a schedule ends there, before the thread has unwound. */
bool oracle_invariant_broke(const struct state *state);
/* Whether the event is another failure that a schedule ends at. */
bool oracle_is_failure(const struct machine *m, const struct event *e, enum oracle_kind *kind);
/* Whether a thread that cannot go on can run out of time: not when it was let go and only waits for
 * its condition's lock. */
bool oracle_can_time_out(const struct machine *m, uint32_t thread, struct readiness r);
/* Whether a thread that is no daemon waits, over others, for itself. */
bool oracle_has_ring(const struct machine *m);
/* Adds who waits for what: "main joins t1, t1 waits for m". */
void oracle_tell_waits(const struct machine *m, struct oracle_lines *stuck);
/* Adds how the variables are: "x=1 y=2". */
void oracle_tell_end(const struct machine *m, struct oracle_lines *ends);

/* Adds the checks that no instruction of was done: `done`, by instruction. */
void oracle_find_unreached(const struct program *p, const unsigned char *done,
                           struct oracle_lines *lines);

/* Of an edge that is no step of a thread; the latter: a waiter wakes, which need not come. */
enum { ORACLE_NOBODY = 0xFFFF, ORACLE_WAKES = 0xFFFE };
static inline bool oracle_is_step(uint16_t by)
{
    return by != ORACLE_NOBODY && by != ORACLE_WAKES;
}

/* The graph of the states: what counting, `endless` and preemptions need of it. */
struct oracle_graph {
    uint32_t count;        /* states; the first is where the program begins */
    uint32_t *first_edge;  /* per state, and one more: its edges lie from here to the next one's */
    uint32_t *targets;     /* per edge */
    uint16_t *by;          /* per edge: the thread << 1, +1 if it gives way by this step;
                              ORACLE_NOBODY, ORACLE_WAKES */
    unsigned char *last;   /* per state: a schedule ends here */
    unsigned char *locked; /* per state: a deadlock */
    unsigned char
        *failure;    /* per state: 1 + enum oracle_kind where it is behind a failure; else 0 */
    uint32_t *ready; /* per state: 1 << thread of each that can step */
};

/* How many ways lead from the first state to a last one, in decimal; "unboundedly many" where a
 * state can be reached again. */
void oracle_count(const struct oracle_graph *g, char *text, size_t room);
/* Per state: 1 if no last one and no deadlock can be reached from it. The caller frees it. */
unsigned char *oracle_hopeless(const struct oracle_graph *g);
/* Marks each state to which a way leads back on which all have stepped that can step in it: there
 * nothing but time can change anything. Whether one is marked that was not. */
bool oracle_mark_spins(const struct oracle_graph *g, unsigned char *spins);
/* The lowest cost of each kind of finding but races. */
void oracle_find_costs(const struct oracle_graph *g, const unsigned char *hopeless,
                       struct oracle_cost costs[ORACLE_KINDS]);

#endif
