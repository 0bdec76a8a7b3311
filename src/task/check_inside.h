/* check_inside.h - a check's own data, for the files that make it up:
 *
 *     check.c        reading, compiling, evaluating
 *     facts.c        what the threads did since the task was set: printed("..."), did("...", ...)
 *     check_words.c  what is still missing, in words */
#ifndef THRUM_TASK_CHECK_INSIDE_H
#define THRUM_TASK_CHECK_INSIDE_H

#include "task/check.h"

#include "lang/tree.h"

enum fact_kind {
    FACT_PRINTED, /* whether a line with the text was printed */
    FACT_DID,     /* whether a thread has done what the word says */
    FACT_TIMES,   /* how often */
    FACT_DOERS,   /* how many threads have */
    FACT_SLEPT,   /* how long a thread slept; or two at the same time */
    FACT_WORKED,  /* how many items were worked off */
    FACT_WAITS,   /* whether a thread waits for an object or a thread, now */
    FACT_KIND,    /* what something is: "timer" */
    FACT_DELAY,   /* after how long a timer goes off */
    FACT_OWN,     /* the value that a thread-local variable has for a thread */
};

/* A name in a fact. */
struct fact_name {
    char *text;       /* owned; NULL: anybody, anything */
    uint32_t name;    /* in the program's texts */
    uint32_t element; /* 1 + index; 0: it stands alone */
};

#define NOBODY UINT32_MAX /* no thread */

struct deed_row;

/* What is known of a fact so far. */
struct fact_tally {
    int64_t count;       /* lines, deeds, nanoseconds, items, doers */
    int64_t begun[2];    /* FACT_SLEPT: since when `who` and `what` sleep; -1: they do not */
    uint32_t bearers[2]; /* of `who` and `what`, when this last changed: 1 + a thread's number */
};

struct fact {
    enum fact_kind kind;
    const struct node *call; /* where it stands in the check */
    char *text;              /* what is printed; the word of a deed; NULL: none */
    const struct deed_row *deed;
    struct fact_name who, what; /* the thread; the object, or the second thread */
    char *when_text;            /* of FACT_PRINTED: what has to be true then; NULL: nothing */
    struct check *when;
    struct fact_tally tally;
    uint32_t *doers; /* FACT_DOERS: the numbers of those who are counted, and of those who were */
    size_t doer_capacity;
};

/* A change of what is known of a fact, to be taken back by `undo`. */
struct fact_change {
    uint64_t position;
    size_t fact;
    struct fact_tally before, after;
};

/* One of the claims that `and` puts together. */
struct clause {
    const struct node *node;
    uint32_t unit;
    uint32_t left; /* unit of what a comparison compares; 0: none */
};

/* The work that a thread has begun last. */
struct begun_work {
    uint32_t thread; /* its number */
    int64_t items;
};

struct check {
    struct source source; /* its text is owned */
    struct tree *tree;
    struct clause *clauses;
    size_t clause_count, clause_capacity;
    bool deadlocked; /* the word is in it */
    struct fact *facts;
    size_t fact_count, fact_capacity;
    uint64_t position; /* steps heard since it began, less those taken back */
    struct fact_change *changes;
    size_t change_count, change_capacity;
    size_t changes_done; /* those behind are taken back */
    struct begun_work *work;
    size_t work_count, work_capacity;
    struct check **claims; /* NULL: always true */
    size_t claim_count, claim_capacity;
};

/* facts.c: whether a call in a check is one of a fact, and which. */
bool fact_find(const char *word, enum fact_kind *kind);
/* How it is written. */
const char *fact_form(enum fact_kind kind);
void fact_names(struct nearest *n);
/* Reads the call; NULL, or what is wrong with it. `when`: the condition of printed, or NULL. */
const char *fact_read(struct fact *f, const struct node *call, const struct source *source,
                      const struct node **when);
void fact_free(struct fact *f);
/* Its value now; false where something that it names does not exist. */
bool fact_value(const struct fact *f, const struct machine *m, struct value *value);
/* What is called so now, 1 + entity, or 0; and the thread that is, or NOBODY. */
uint32_t fact_entity(const struct machine *m, const struct fact_name *name);
uint32_t fact_thread(const struct machine *m, const struct fact_name *name);

/* check.c: whether the claim is true now; and the value of a unit. */
bool check_clause(const struct check *c, const struct clause *clause, const struct machine *m,
                  uint64_t steps);
bool check_value(const struct check *c, uint32_t unit, const struct machine *m, uint64_t steps,
                 struct value *value);

#endif
