/* scope.h - what is bound where: which names of a text are private to which of its code, and what
 * it makes for all threads. For whoever turns code into something else: the compiler, the
 * exporters.
 *
 *     struct scope main, body;
 *     scope_of_script(&main, tree_root(tree));
 *     scope_of_body(&body, &main, node->spawn.body);
 *     const struct scope_name *n = scope_find(&body, "i");
 *     if (n && n->binding == SCOPE_CAPTURED) ... the body begins with a copy of its maker's `i`
 *     scope_free(&body), scope_free(&main);
 *
 * A scope is the private names of one piece of code: main's part of a script, a function, the body
 * of a thread, a timer or a barrier, an order. What has a scope of its own in it (bodies,
 * functions, orders) is left out of it. Whoever walks the code enters and leaves the blocks of
 * loops and `catch`, whose names hide others.
 *
 * A name that code assigns is its own unless something of that name is made for all threads: which
 * of the two a step sees when it runs. Those that can be told beforehand scope_meaning tells. The
 * texts of names belong to the tree, which has to outlive the scope. No locks. */
#ifndef THRUM_LANG_SCOPE_H
#define THRUM_LANG_SCOPE_H

#include "lang/tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Names, each once, in the order in which they first stand in the text. */
struct scope_list {
    const char **items;
    size_t count, capacity;
};

/* The names that the code assigns or declares private. */
struct scope_list scope_assigned(const struct node *code);
/* Every bare name in the code that could be a variable, in bodies and orders in it too. */
struct scope_list scope_used(const struct node *code);
/* The names that orders anywhere in the code assign: a puppet, and main at the prompt, keeps what
 * it has under them over all its orders. */
struct scope_list scope_kept(const struct node *code);
void scope_list_free(struct scope_list *list);

/* ---- Private names --------------------------------------------------------------------------- */

enum scope_binding {
    SCOPE_PARAMETER, /* of the function, or given to the expression */
    SCOPE_BLOCK,     /* of a loop or a `catch` around this place */
    SCOPE_CAPTURED,  /* a body: a copy of what its maker has under the name when it makes it.
                        An order: a copy of the giver's block name or the like */
    SCOPE_KEPT,      /* an order: what the thread keeps over all its orders */
    SCOPE_ASSIGNED,  /* in this code, somewhere */
};

struct scope_name {
    const char *name;
    enum scope_binding binding;
    bool alone;    /* nothing else can be meant by it. Else, while it has no value here, it means
                      what is made for all under this name: see scope_made_find */
    bool declared; /* by `private`, there or where it was captured: a value of its own from then on
                    */
    uint32_t slot; /* the caller's: the compiler's place for it; 0 to begin with */
    const struct scope_name *maker; /* SCOPE_CAPTURED: the name whose value is copied */
};

struct scope_block {
    struct scope_name name;
    const struct scope_block *outer;
};

struct scope {
    struct scope_name *names; /* each once: parameters, captured and kept ones, assigned ones, each
                                 of these in the order of the text */
    size_t count, capacity;
    size_t *sorted; /* indices of names, by their bytes */
    const struct scope_block
        *blocks;            /* around the place that is looked at, from the innermost out */
    struct scope_list used; /* a body, an order: scope_used of it */
};

void scope_of_script(struct scope *scope, const struct node *root);
void scope_of_function(struct scope *scope, const struct node *define);
/* An expression by itself; the texts have to outlive the scope. */
void scope_of_expression(struct scope *scope, const char *const *parameters, size_t count);
/* A NODE_BLOCK; of the maker, the blocks around the place where the body stands are asked too. The
 * maker has to outlive it and may not move. */
void scope_of_body(struct scope *scope, const struct scope *maker, const struct node *body);
/* The command of an order. `giver` may be NULL; `is_kept` says whether a thread keeps a value under
 * this name over its orders: where all of them are in one text, whether scope_kept of it has the
 * name. */
void scope_of_order(struct scope *scope, const struct scope *giver, const struct node *command,
                    bool (*is_kept)(void *context, const char *name), void *context);
void scope_free(struct scope *scope);

/* From here on the name is the block's, until scope_leave; the struct is the caller's. */
void scope_enter(struct scope *scope, struct scope_block *block, const char *name);
void scope_leave(struct scope *scope);

/* What the name is here, or NULL: it is nothing private. */
const struct scope_name *scope_find(const struct scope *scope, const char *name);

/* ---- What is made for all threads ------------------------------------------------------------ */

enum scope_kind {
    SCOPE_VARIABLE, /* node: NODE_DECLARE, which is not private */
    SCOPE_OBJECT,   /* node: NODE_OBJECT, `made` its kind */
    SCOPE_THREAD,   /* node: NODE_SPAWN; NULL: main */
    SCOPE_FUNCTION, /* node: NODE_DEFINE */
};

struct scope_made {
    const char *name;
    enum scope_kind kind;
    enum word_id made;       /* SCOPE_VARIABLE: its storage; SCOPE_OBJECT: WORD_MUTEX ... */
    const struct node *size; /* of an array, or NULL */
    const struct node *node; /* the first that makes it */
    unsigned times;          /* how often the text makes something under this name */
    bool mixed;              /* and not always the same: another kind, or an array and none */
    bool early;              /* perhaps something uses the name before it is made: it is not made by
                                a command of the script's own that always runs, or the name, or a call
                                of what has it in it, stands before that */
};

/* What a text makes under names that can be read off it: bare ones, and strings with nothing to be
 * computed in them. `main` is among them. In the order of the text. */
struct scope_made_list {
    struct scope_made *items;
    size_t count, capacity;
};

struct scope_made_list scope_made(const struct node *root);
const struct scope_made *scope_made_find(const struct scope_made_list *list, const char *name);
void scope_made_free(struct scope_made_list *list);

/* What a bare name stands for, in an expression or where a thread or an object is named. */
enum scope_meaning {
    SCOPE_MEANS_PRIVATE, /* the value of a private variable; where something is named, the text in
                            it is the name */
    SCOPE_MEANS_MADE,    /* what is made for all under it: *made */
    SCOPE_MEANS_EITHER,  /* which of the two only the run can tell: `private x` besides `shared x`,
                            or an assignment that may come before `shared x` */
    SCOPE_MEANS_TEXT,    /* neither: the name of what is made under a computed name */
};

enum scope_meaning scope_meaning(const struct scope *scope, const struct scope_made_list *list,
                                 const char *name, const struct scope_made **made);

#endif
