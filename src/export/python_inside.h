/* python_inside.h - what python*.c share.
 *
 * python.c lays out the file; python_command.c, python_variable.c and python_threads.c write
 * commands, python_expression.c, python_call.c and python_object.c expressions and operations;
 * python_helpers.c has the helpers. */
#ifndef THRUM_EXPORT_PYTHON_INSIDE_H
#define THRUM_EXPORT_PYTHON_INSIDE_H

#include "export/looks.h"
#include "export/model.h"
#include "export/target.h"

#include <stdbool.h>

/* What may stand above the program, in this order. */
enum helper {
    HELPER_START,
    HELPER_UNITS,
    HELPER_MICROSECOND,
    HELPER_MILLISECOND,
    HELPER_SECOND,
    HELPER_FAILURES,
    HELPER_DAEMONS,
    HELPER_TEXT,
    HELPER_SECONDS,
    HELPER_NOW,
    HELPER_SAY,
    HELPER_LOG,
    HELPER_INT64,
    HELPER_DIVIDE,
    HELPER_REMAINDER,
    HELPER_SAME,
    HELPER_TRUTH,
    HELPER_AT,
    HELPER_COPY,
    HELPER_TIMEOUT,
    HELPER_BURN,
    HELPER_SPIN,
    HELPER_FETCH,
    HELPER_ATOMIC,
    HELPER_FUTEX,
    HELPER_MUTEX,
    HELPER_RLOCK,
    HELPER_RWLOCK,
    HELPER_RWLOCK_IN_TURN,
    HELPER_SEMAPHORE,
    HELPER_LOOSE,
    HELPER_LATCH,
    HELPER_ONCE,
    HELPER_CRITICAL,
    HELPER_CHANNEL,
    HELPER_CLOSABLE,
    HELPER_RESULT_WITHIN,
    HELPER_GET,
    HELPER_PEEK,
    HELPER_PUT,
    HELPER_START_THREAD,
    HELPER_JOINED,
    HELPER_OTHERS,
    HELPER_JOIN_ALL,
    HELPER_REPEATING,
    HELPER_RESULT,
    HELPER_PUPPET,
    HELPER_JOIN_PUPPETS, /* the same, where there are puppets */
    HELPERS
};

enum import {
    IMPORT_ATEXIT,
    IMPORT_COLLECTIONS,
    IMPORT_FUTURES,
    IMPORT_CONTEXTLIB,
    IMPORT_ITERTOOLS,
    IMPORT_OS,
    IMPORT_QUEUE,
    IMPORT_RANDOM,
    IMPORT_SYS,
    IMPORT_THREADING,
    IMPORT_TIME,
    IMPORT_URLLIB,
    IMPORTS
};

/* How tightly an expression holds together, from the loosest. */
enum {
    BINDS_ANYHOW,
    BINDS_OR,
    BINDS_AND,
    BINDS_NOT,
    BINDS_COMPARED,
    BINDS_BOR,
    BINDS_BXOR,
    BINDS_BAND,
    BINDS_SHIFT,
    BINDS_SUM,
    BINDS_PRODUCT,
    BINDS_SIGN,
    BINDS_ALL,
};

struct python {
    struct target target;
    struct model *model;
    struct looks *looks;
    struct unit *unit; /* whose code is being written */
    const struct node *root;
    const char **words; /* what no name may be */
    bool helpers[HELPERS], imports[IMPORTS];
    bool atomic_lock, thread_numbers; /* objects of the file's own that are used */
    bool nested_atomics;              /* under that lock they take it once more */
    /* What is known of the whole program before anything is written. */
    bool counts_semaphores;   /* they are taken several at a time, or asked how they stand */
    bool turns_readers;       /* an rwlock prefers somebody, or a reader becomes its writer */
    bool closes_queues;       /* some are closed, or gone through until they are */
    bool keeps_rlocks;        /* some may still be held by a thread that has ended */
    bool futexes;             /* threads sleep at atomic variables */
    unsigned starts;          /* so many commands start a thread that was made before */
    bool starts_elsewhere;    /* one of them is not main's own */
    bool starts_repeatedly;   /* and may be done several times */
    bool overflowing_atomics; /* one of them may leave what an integer holds */
    unsigned loop_count;      /* around what is being written, in its unit */
    size_t wide_break;        /* in the Thread(...) made last: where a line may end, or 0 */
    unsigned nested_blocks;   /* the same, with all blocks of which Python takes only some */
    const char **globals;     /* names that the unit assigns though they are the file's */
    size_t global_count, global_capacity;
    const char **sections; /* the names of critical sections */
    size_t section_count, section_capacity;
    bool fails;                            /* a thread may, as far as is known */
    bool threads_by_name, objects_by_name; /* some are looked up by text */
    const struct node *asks, *asks_too;    /* the code of two units that look up threads so */
    bool main_by_name;                     /* that may be main's */
    bool results;                          /* `result(T)` is asked */
    bool joins_within, joins_some;         /* some `join all` has a limit, or leaves daemons out */
    bool waits_for_puppets;
    bool cancels_unstarted; /* timers may be cancelled before they have been started */
};

/* ---- python_helpers.c */
void python_need(struct python *p, enum helper helper);
/* What no name may be: Python's own words and those of helpers, of all or of those in `needed`
 * alone; ended by NULL, to be freed by python_words_free. */
const char **python_words(const bool *needed);
void python_words_free(const char **words);
/* The import lines and the helpers that are needed by the program's own text. */
void python_put_head(struct python *p, const char *own);

/* ---- python_expression.c */
void python_expression(struct python *p, const struct node *node, int around, struct buffer *out);
/* A condition: of other types it is an error. */
void python_condition(struct python *p, const struct node *node, int around, struct buffer *out);
/* As text, for print: what Python would print otherwise is helped. */
void python_printed(struct python *p, const struct node *node, struct buffer *out);
void python_string(const char *text, bool braces, struct buffer *out);
const char *python_variable(struct python *p, const struct variable *v);
bool python_is_boxed(const struct variable *v);
/* `left OP right` on values that are there as text already, checked. */
void python_operate(struct python *p, const struct node *at, enum operator_id does,
                    struct traits left, struct traits right, const char *a, const char *b,
                    int around, struct buffer *out);
/* Adds a duration, in seconds, as a call that waits takes it. */
void python_seconds(struct python *p, const struct node *duration, struct buffer *out);
void python_index(struct python *p, const struct node *index, struct buffer *out);

/* ---- python_call.c */
/* What is handed to a variable: a thread or object itself, where the variable holds such. */
void python_value_for(struct python *p, const struct variable *v, const struct node *node,
                      struct buffer *out);
void python_call(struct python *p, const struct node *node, struct buffer *out);
void python_builtin(struct python *p, const struct node *node, struct buffer *out);

/* ---- python_object.c */
/* The thread or object that is named; `thread`: where it is looked up by its text. */
void python_named(struct python *p, const struct node *name, bool thread, struct buffer *out);
/* Refuses a name that thrum refuses as soon as something is given it. */
void python_check_name(struct python *p, const struct node *name);
/* The text of a name, as an expression. */
void python_name_text(struct python *p, const struct node *name, struct buffer *out);
/* An operation as an expression; `wanted`: its value is used. */
void python_operation(struct python *p, const struct node *node, bool wanted, struct buffer *out);
/* Which kind of object is named; WORD_NOTHING: that is not known, or not the same always. */
enum word_id python_kind(struct python *p, const struct node *name);
/* ---- python_make.c */
/* What makes an object. */
void python_make(struct python *p, const struct node *node, enum word_id made, struct buffer *out);

/* ---- python_command.c */
/* The commands of a block, at one more level; `pass` where there is none. */
void python_block(struct python *p, const struct node *block);
void python_command(struct python *p, const struct node *node);
void python_commands(struct python *p, const struct node *first, size_t from, size_t end);
/* Whether nothing but comments has been written since. */
bool python_is_empty_since(const struct buffer *out, size_t before);

/* ---- python_meet.c */
void python_send(struct python *p, const struct node *node, struct buffer *out);
void python_receive(struct python *p, const struct node *node, struct buffer *out);
void python_select(struct python *p, const struct node *node);
/* put and get, of a queue that can be closed. */
void python_closable(struct python *p, const struct node *node, struct buffer *out);
void python_resolve(struct python *p, const struct node *node, struct buffer *out);
void python_await(struct python *p, const struct node *node, struct buffer *out);
void python_futex(struct python *p, const struct node *node, struct buffer *out);
/* Whether threads may sleep at this variable. */
bool python_is_futex(struct python *p, const struct variable *v);

/* ---- python_variable.c */
/* The assignment of what this text says. */
void python_assign_text(struct python *p, const struct node *node, const char *value);
void python_assign(struct python *p, const struct node *node);
void python_declare(struct python *p, const struct node *node);
/* A critical section of this name is entered. */
void python_note_section(struct python *p, const char *text);
void python_objects(struct python *p, const struct node *node);

/* ---- python_threads.c */
void python_spawn(struct python *p, const struct node *node);
void python_timer(struct python *p, const struct node *object);
void python_order(struct python *p, const struct node *node);
/* Adds `NAME = ` and where else it is kept for a thread or object that is made here. */
void python_kept(struct python *p, const struct node *name, bool thread, struct buffer *out);
void python_put_function(struct python *p, struct unit *u);
/* The function that a body, an order or a function becomes, with its parameters. */
const char *python_function(struct python *p, struct unit *u);
/* Adds the values that it takes along, each behind a comma or at the beginning. */
void python_taken_along(struct python *p, const struct unit *u, struct buffer *out);
bool python_is_puppet(struct python *p, const struct node *name);

/* ---- python.c */
/* The unit that is being written assigns this name of the file's. */
void python_assigns(struct python *p, const char *name);
void python_put_globals(struct python *p);
/* Whether this command of the script's own is written above all functions. */
bool python_is_hoisted(struct python *p, const struct node *node);

#endif
