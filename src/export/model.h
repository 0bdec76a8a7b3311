/* model.h - a program as exporters to other languages see it: its units of code, the variables in
 * them, and what is known of each beforehand.
 *
 *     struct model *m = model_new(tree_root(tree));
 *     for (struct unit *u = m->units; u; u = u->next) ...
 *     const struct variable *v = model_variable(m, u, "x");
 *     model_free(m);
 *
 * Types and sizes are found without regard to order, so what is known holds at every moment of
 * every run: an integer that is said to have at most 62 bits never has more. The tree has to
 * outlive the model. No locks. */
#ifndef THRUM_EXPORT_MODEL_H
#define THRUM_EXPORT_MODEL_H

#include "lang/scope.h"
#include "lang/tree.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    TYPE_INTEGER = 1,
    TYPE_TEXT = 2,
    TYPE_BOOLEAN = 4,
    TYPE_DURATION = 8,
    TYPE_NONE = 16,
    TYPE_NAME = 32, /* the name of a thread or an object, written as such: `f(fork1)` */
    TYPE_NUMBERS = TYPE_INTEGER | TYPE_DURATION,

    BITS_COUNTED = 60, /* no run counts further than so many bits in small steps */
    BITS_SMALL = 10,   /* the steps */
    BITS_MOST = 63,    /* what a thrum integer holds, its sign aside */
};

/* What a value can be. */
struct traits {
    unsigned types;
    unsigned bits; /* an integer or a duration: of its magnitude, at most; more than BITS_MOST: it
                      could leave what an integer holds */
    bool negative; /* it may be */
};

struct variable {
    const char *name;
    const struct unit *unit;       /* whose it is; NULL: there for all threads */
    const struct scope_made *made; /* for all: what makes it */
    const struct node *block;      /* the loop or `try` to whose block it belongs, or NULL */
    enum scope_binding binding;    /* of a unit's */
    bool array;
    bool shadows;  /* another private variable of the unit has the same name outside of the block */
    bool modified; /* by cas, add or swap */
    bool early;    /* shared, and set by main alone before anything else runs (set_early.h) */
    bool other;    /* something else than `now` or 0 is put into it */
    int64_t most;  /* no integer in it is larger; of an array: nothing is known */
    bool named;    /* the text in it says which thread or object is meant, somewhere */
    bool textual;  /* and it is used as text, too, or may hold text that is put together */
    struct traits value; /* of an array: its elements */
    enum word_id kind;   /* of the objects that it may hold the names of; WORD_NOTHING: none is
                            known */
    bool several_kinds;  /* of various ones, or of threads */
    const struct variable *source; /* captured: the maker's that is copied */
    char *target;                  /* its name in the other language; the exporter's */
};

/* Which code. Those of bodies and orders stand in another unit's. */
enum model_unit {
    MODEL_MAIN,
    MODEL_FUNCTION,
    MODEL_BODY,    /* of a thread or a timer */
    MODEL_BARRIER, /* of a barrier */
    MODEL_ORDER,
};

struct unit {
    enum model_unit kind;
    const struct node *node;  /* the root, the NODE_DEFINE, NODE_SPAWN, NODE_OBJECT, NODE_ORDER */
    const struct node *code;  /* the block, or an order's command */
    const struct unit *maker; /* in which it stands; NULL: main, functions */
    struct scope scope;       /* a name's slot is its variable's number + 1 */
    struct traits result;     /* what a function, or a body, returns */
    char *target;             /* the exporter's */
    struct unit *next;        /* in the order of the text, main first */
};

/* x's value goes to `to`. */
struct flow {
    struct variable *from, *to;
};

struct model {
    const struct node *root;
    struct scope_made_list made;
    struct scope_list kept;
    struct unit *units;
    struct variable **variables;
    size_t count, capacity;
    struct traits items;         /* what queues, channels and futures hold, all together */
    struct traits *items_of;     /* what each of `made` does, as far as it is named there */
    struct traits items_unnamed; /* what is put where only the run can tell */
    bool closes;                 /* a queue or a channel is closed */
    struct flow *flows;
    size_t flow_count, flow_capacity;
};

struct model *model_new(const struct node *root);
void model_free(struct model *m);

/* The unit of this body, order or function. */
struct unit *model_unit(const struct model *m, const struct node *node);
struct unit *model_function(const struct model *m, const char *name);
/* What a name is at this place, which is that of the unit's scope; NULL: no variable. */
struct variable *model_variable(const struct model *m, const struct unit *u, const char *name);
/* The thread, object or function that a bare name stands for here, or NULL. */
const struct scope_made *model_made(const struct model *m, const struct unit *u, const char *name);
struct variable *model_shared(const struct model *m, const char *name);
/* Whether a bare name where a thread or an object is named stands for the text in a variable: then
 * that, else NULL. */
struct variable *model_name_in(const struct model *m, const struct unit *u,
                               const struct node *name);
/* The name's text, where it is known: bare and no variable's, or a string. */
const char *model_name_text(const struct model *m, const struct unit *u, const struct node *name);
/* The lock of a condition that is made with one, else the name itself. */
const struct node *model_lock_of(const struct model *m, const struct unit *u,
                                 const struct node *name);
/* Whether thrum has an error as soon as something is given the name, as far as that is known. */
bool model_name_is_refused(const struct model *m, const struct unit *u, const struct node *name);
/* Whether the variable holds threads or objects themselves, where the other language can. */
bool model_is_handle(const struct variable *v);
/* What the expression, or operation, can come to at this place. */
struct traits model_traits(const struct model *m, const struct unit *u, const struct node *node);
/* No integer that the expression comes to is larger. */
int64_t model_most_of(const struct model *m, const struct unit *u, const struct node *node);
/* Whether the time is written out, and longer than none. */
bool model_lasts(const struct node *time);
/* What the queue, channel or future holds that is named. */
struct traits model_items(const struct model *m, const struct unit *u, const struct node *name);
/* The operator with which a function changes its variable; OPERATOR_NOTHING: with none. */
enum operator_id model_modifies_by(enum word_id function);

/* Whether what comes behind the block is never reached: it returns, or raises, or goes on for ever.
 */
bool model_always_returns(const struct node *block);
/* What an operator makes of two values. */
struct traits model_arithmetic(enum operator_id does, struct traits a, struct traits b);

/* The loop's or handler's own name is known from here on, until scope_leave. */
void model_enter(struct model *m, struct unit *u, struct scope_block *block, const char *name,
                 const struct node *node);
/* Calls `each` for every node of the unit's code, those that hold others first, with what is in
 * scope there; bodies, orders and functions in it are seen as nodes and not gone into, but for the
 * names, numbers and arguments in front of them. */
void model_each(struct model *m, struct unit *u,
                void (*each)(void *context, struct unit *u, const struct node *node),
                void *context);

#endif
