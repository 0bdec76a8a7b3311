/* explore.h - every order in which the steps of a program can come, from a state on.
 *
 *     struct explore_options options = explore_options_default();
 *     struct explore_result *r = explore_run(&machine, &options);
 *     if (r->refusal) ... it cannot be explored, and says why
 *     switch (r->verdict) ...
 *     explore_free(r);
 *
 * The machine is read and not changed, but texts are added to its program: code that explores
 * beside a lab that goes on gives it a copy of both (program_copy, state_copy). The search runs in
 * the calling thread, and with a helper partly beside it; another thread may set `cancel`. No
 * locks.
 *
 * Two searches are made. The first visits every state, as few as the reductions allow, and finds
 * what is wrong; the second looks for the order of steps that shows it with the fewest preemptions,
 * then the fewest steps. */
#ifndef THRUM_EXPLORE_EXPLORE_H
#define THRUM_EXPLORE_EXPLORE_H

#include "core/step.h"

#include <stdatomic.h>

enum explore_time {
    EXPLORE_UNTIMED, /* a sleep lasts any time, a time-out may strike at any moment */
    EXPLORE_VIRTUAL, /* deadlines come in their order; the clock moves when nobody can step */
};

enum explore_verdict { EXPLORE_PROVED, EXPLORE_REFUTED, EXPLORE_BOUNDED };

enum explore_kind {
    EXPLORE_ASSERTION,
    EXPLORE_INVARIANT,
    EXPLORE_CRITICAL,
    EXPLORE_ERROR,
    EXPLORE_DEADLOCK,
    EXPLORE_ENDLESS,
    EXPLORE_RACE,
    EXPLORE_KINDS
};

/* How far it has come. */
struct explore_progress {
    const char *doing; /* behind the first search: "counting schedules"; NULL: it goes on */
    uint64_t states,
        open;     /* met; of these those whose moves were not made: the least that is left */
    double share; /* of the tree that it goes through, how much lies behind it, if all branches were
                     as large: 0..1. The first one met is larger than the others, which mostly come
                     to what is known, so that it is the least that is done; 0: not known */
};

/* Somebody who does something beside: on another processor. */
struct explore_helper {
    /* Begins to call the function; NULL: that cannot be now. */
    void *(*begin)(void (*function)(void *context), void *context);
    /* Waits until it has returned. */
    void (*finish)(void *help);
    uint64_t from_states; /* a search that has come to so many is worth the trouble */
};

enum { EXPLORE_MOST_ORDERS = 100 };

struct explore_options {
    uint32_t script; /* the unit of a script that main begins; 0: from the machine as it stands */
    enum explore_time time;
    bool spurious;         /* conditions may wake without a notify */
    bool first_only;       /* stop at the first finding */
    bool all;              /* stop at no number of states behind the first finding */
    bool full;             /* who tells the findings leaves no step out */
    bool symmetry;         /* threads that run the same code count as one another */
    bool rotation;         /* with symmetry: so do turns of a circle of threads */
    bool forget;           /* private variables that nobody reads any more are no difference */
    bool persistent;       /* steps that nobody else can notice are not interleaved */
    uint32_t orders;       /* so many that come to their end are told, to look at; 0: none */
    uint64_t limit_states; /* 0: none */
    uint64_t limit_memory; /* bytes; 0: none */
    int64_t limit_time;    /* nanoseconds, for all that is done together; 0: none */
    uint32_t jobs;         /* things that may go on at a time; 0: as many as there are processors */
    const struct explore_helper *helper; /* for the second; NULL: one after the other */
    /* Called now and then, at most ten times a second; one call at a time, though not always by the
     * thread that called explore_run, where there is a helper. */
    void (*progress)(void *context, const struct explore_progress *progress);
    void *context;
    atomic_bool *cancel; /* set: stop, and say what is known; or NULL */
};

/* One step of a schedule. */
struct explore_step {
    char *thread;
    char *printed;      /* what it printed, visible and shortened; or NULL */
    uint32_t error;     /* what went wrong in it: a failure (core/failure.h); or 0 */
    bool fails;         /* that ended the thread, or its order: nothing caught it */
    struct event event; /* what it did, as EVENT_STEP tells it; op OP_COUNT: nothing visible */
    char how;           /* ' ' a step; '!' its time runs out; '~' it wakes by itself; '=' choice */
    int64_t choice;
};

struct explore_finding {
    enum explore_kind kind;
    char *message;  /* a sentence or several, without a final newline */
    char *brief;    /* the same without what its kind says already; NULL: nothing of it */
    char **threads; /* concerned, by name */
    size_t thread_count;
    char **objects;
    size_t object_count;
    size_t more;        /* of a race: other pairs of commands that race there, as far as was seen */
    uint32_t pc;        /* where, as an instruction of the program; 0: nowhere in particular */
    uint32_t invariant; /* where the invariant begins that was broken; 0: none was */
    char *blame;    /* by which of its preemptions it goes wrong, as a sentence; NULL: not told */
    char *remedy;   /* that a lock would help, and where, as was tried; NULL: not told */
    char *schedule; /* segments; NULL: memory did not suffice to find one */
    bool fewest;    /* no schedule has fewer preemptions, or as many and fewer steps */
    uint32_t preemptions; /* from the first to the second access of a race does not count */
    struct explore_step *steps;
    size_t step_count;
    char *ending; /* explore_ending of the state behind the schedule */
};

struct explore_warning {
    const char *kind; /* "held", "notify", "order" */
    char *message;
    char *thread, *object;
    uint32_t pc;
};

/* What looks whether all is well, or deals with what is not. */
enum explore_check {
    EXPLORE_CHECK_ASSERTION,
    EXPLORE_CHECK_INVARIANT,
    EXPLORE_CHECK_CRITICAL,
    EXPLORE_CHECK_CATCH,
};

/* One to which no schedule came that was looked at. */
struct explore_unreached {
    enum explore_check kind;
    uint32_t pc; /* an instruction of its command; of a catch, of its `try` */
};

/* Schedules are counted among all states; where there are more than these, and than those that the
 * reductions leave, they are not. */
enum { EXPLORE_ALWAYS_COUNTED = 5000 };

struct explore_result {
    char *refusal; /* why it cannot be explored, with the place; or NULL */
    enum explore_verdict verdict;
    bool nothing_to_run;
    const char *limit; /* BOUNDED: what was reached ("states", "memory", "call depth"); or NULL */
    uint32_t covered;  /* BOUNDED: every order with fewer preemptions was looked at, and in none is
                          there a deadlock, a failure or a race */
    bool cancelled;
    bool stopped_early; /* at the first finding, as was asked */
    uint64_t states, moves;
    uint64_t ends;             /* states in which the program is over */
    bool unbounded;            /* there are loops, and so unboundedly many schedules */
    char *schedules;           /* how many there are, in digits; NULL: not counted */
    bool symmetry, persistent; /* reductions that had something to reduce */
    bool random;               /* `random` was drawn, and its seed is fixed */
    bool sleeps;               /* something takes time or a time limit */
    struct explore_finding *findings;
    size_t finding_count;
    /* Orders that come to their end, which differ: their kind is EXPLORE_KINDS. */
    struct explore_finding *orders;
    size_t order_count;
    bool orders_cut; /* a limit was reached before all were looked at among which they are chosen */
    struct explore_warning *warnings;
    size_t warning_count;
    struct explore_unreached *unreached; /* in the order of the code */
    size_t unreached_count;
    bool checked;        /* an assertion, an invariant or a critical section was come to */
    int64_t nanoseconds; /* of the first search */
};

/* What holds where nothing is asked for. */
struct explore_options explore_options_default(void);
struct explore_result *explore_run(const struct machine *machine,
                                   const struct explore_options *options);
void explore_free(struct explore_result *r);

/* What can be gone through step by step, counted from 1: the findings, then the orders that come to
 * their end. NULL behind the last. */
const struct explore_finding *explore_order(const struct explore_result *r, size_t number);

/* "assertion", "deadlock", ... */
const char *explore_kind_name(enum explore_kind kind);
/* "assertion", "invariant", "critical", "catch". */
const char *explore_check_name(enum explore_check kind);
/* The kind of this name; EXPLORE_KINDS where there is none. */
enum explore_kind explore_kind_find(const char *name);
/* 1, 3 or 5. */
int explore_kind_status(enum explore_kind kind);
/* Who is where: equal for two machines that run the same program and are in the same situation,
 * whatever their clocks say. */
void explore_ending(const struct machine *m, struct buffer *out);

#endif
