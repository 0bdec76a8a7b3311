/* oracle.h - what is true of a small program over all its schedules, found by looking at each of
 * its states: no reduction, nothing clever, and nothing of src/explore.
 *
 *     struct oracle o;
 *     if (oracle_ask(&o, text, &(struct oracle_options){.most_states = 100000})) ... o.kinds,
 * o.states, o.schedules else fputs(buffer_text(&o.errors), stderr); oracle_free(&o);
 *
 * It drives the core's step_readiness and step_run over states that are compared byte for byte.
 * Time is untimed: a sleep may last any time, a time-out may strike whenever the operation cannot
 * go on. What it takes a schedule to be:
 *
 * - A step of a thread that is ready; of one that sleeps, does io, works or is a started timer too.
 *   `choose` is one step per value.
 * - A time-out of a thread that cannot go on and said `for`: its time is over, and it steps at once
 *   if it then can. It cannot where a condition's lock is held by another: then the time-out
 *   is a step by itself, and who notifies meanwhile passes the thread over.
 * - Where asked for, a waiter of a condition that wakes by itself. It may but need not: a state out
 *   of which only that leads is a deadlock, and what never ends without it never ends.
 * - It ends where the program is over, with the first thread or order that fails, or where nothing
 *   of the above is possible but that a waiter wakes by itself. */
#ifndef THRUM_TESTS_ORACLE_H
#define THRUM_TESTS_ORACLE_H

#include "base/buffer.h"
#include "core/program.h"

#include <stdbool.h>
#include <stdint.h>

enum oracle_kind {
    ORACLE_ASSERTION,
    ORACLE_INVARIANT,
    ORACLE_CRITICAL,
    ORACLE_ERROR,
    ORACLE_DEADLOCK,
    ORACLE_ENDLESS,
    ORACLE_RACE,
    ORACLE_KINDS
};

/* Of a schedule: preemptions, then steps. A preemption is leaving a thread that could step, unless
 * its last step was a yield, a sleep, io or work. */
struct oracle_cost {
    uint32_t preemptions, steps;
};

/* A set of lines, sorted. */
struct oracle_lines {
    char **lines;
    uint32_t count, capacity;
};

bool oracle_has_line(const struct oracle_lines *set, const char *line);

struct oracle {
    bool bounded;        /* there are more states than were allowed; the rest is a part */
    uint32_t kinds;      /* of findings: 1 << enum oracle_kind */
    uint64_t states;     /* that can be reached; the last ones of schedules included */
    char schedules[128]; /* how many, in decimal, or "unboundedly many" */
    struct oracle_cost costs[ORACLE_KINDS]; /* the lowest with which a kind of finding is reached;
                                               not of races */
    struct oracle_lines races;              /* the variables and elements: "x", "a[1]" */
    struct oracle_lines unreached;          /* oracle_add_unreached */
    struct oracle_lines failures;           /* "assertion: t1: the assertion failed" */
    struct oracle_lines stuck; /* "main joins t1, t1 waits for m", one for each deadlock */
    struct oracle_lines ends;  /* "x=1 y=2", one for each way the variables can be in the end */
    struct buffer errors;      /* why it cannot be asked */
};

struct oracle_options {
    uint64_t most_states; /* looks no further behind so many */
    bool virtual_time;    /* deadlines stay in order, and the clock moves when nothing else can, or
                             when all who can step only spin */
    bool spins;           /* oracle_follow: the latter may be so, and is not looked at closely */
    bool spurious;        /* a condition's waiter may wake by itself, which is a step of its own */
};

/* Adds a check to which no schedule comes, by the instruction that explore tells: "catch at 15",
 * the byte at which its command begins. */
void oracle_add_unreached(const struct program *p, const char *kind, uint32_t pc,
                          struct oracle_lines *lines);
void oracle_free_lines(struct oracle_lines *set);

/* Asks about a script. False where it has errors, or waits for the world outside. */
bool oracle_ask(struct oracle *o, const char *text, const struct oracle_options *options);
void oracle_free(struct oracle *o);

/* One step of a schedule. */
struct oracle_step {
    const char *thread; /* its name */
    char how; /* ' ' a step; '!' its time runs out; '~' it wakes by itself; '=' it chooses */
    int64_t choice;
};

/* Follows a schedule of a script step by step. NULL if each step is possible and the last ones show
 * what is said: it fails so, nobody can go on or some wait in a ring, the last two race on
 * `variable`; for `endless` only that the program is not over. Else what is wrong, in words. */
const char *oracle_follow(const char *text, const struct oracle_step *steps, size_t count,
                          enum oracle_kind kind, const char *variable,
                          const struct oracle_options *options);

/* "assertion", "race", ... */
const char *oracle_kind_name(enum oracle_kind kind);
/* "deadlock race", in the order of the kinds; "none" of none. */
void oracle_add_kinds(uint32_t kinds, struct buffer *out);
/* The exit status that `thrum explore` has for these findings. */
int oracle_status(uint32_t kinds);

#endif
