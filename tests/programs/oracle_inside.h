/* oracle_inside.h - what the files of the oracle share. */
#ifndef THRUM_TESTS_ORACLE_INSIDE_H
#define THRUM_TESTS_ORACLE_INSIDE_H

#include "oracle.h"

#include "core/step.h"

void oracle_add_line(struct oracle_lines *set, const char *line);

/* Adds the variables on which two threads' next steps race in the machine's state. */
void oracle_find_races(const struct machine *m, struct oracle_lines *races);

/* The graph of the states: what counting and `endless` need of it. */
struct oracle_graph {
    uint32_t count;         /* states; the first is where the program begins */
    uint32_t *first_edge;   /* per state, and one more: its edges lie from here to the next one's */
    uint32_t *targets;      /* per edge */
    unsigned char *last;    /* per state: a schedule ends here */
    unsigned char *excused; /* per state: it is no state of an endless program, whatever follows */
};

/* How many ways lead from the first state to a last one, in decimal; "unboundedly many" where a
 * state can be reached again. */
void oracle_count(const struct oracle_graph *g, char *text, size_t room);
/* Whether there is a state from which no last or excused one can be reached. */
bool oracle_endless(const struct oracle_graph *g);

#endif
