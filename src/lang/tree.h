/* tree.h - what the parser makes of a text: a tree of nodes, owned by `struct tree` and freed with
 * it.
 *
 *     struct tree *t = parser_parse(&source, &options, &diagnostics);
 *     for (const struct node *n = tree_root(t)->block.first; n; n = n->next) ...
 *     tree_free(t);
 *
 * Lists are chains over `next`. Text in nodes is NUL-terminated UTF-8 without NUL inside and lives
 * as long as the tree. Synonyms, order of options and spelling are gone: `unlock m` is
 * WORD_RELEASE. No tree is handed out for a text with errors, so that every part the comments below
 * do not call optional is there. How deep nodes nest is limited (TREE_HEIGHT), so that walking them
 * recursively is safe. Immutable once handed out; no locks. */
#ifndef THRUM_LANG_TREE_H
#define THRUM_LANG_TREE_H

#include "base/buffer.h"
#include "lang/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TREE_NESTING = 200, /* blocks, parentheses and the like inside one another */
    TREE_HEIGHT = 1000, /* nodes of one expression on top of each other: 1 + 1 + ... counts */
};

enum node_kind {
    /* ---- expressions: what has a value ---- */
    NODE_INTEGER,  /* integer */
    NODE_DURATION, /* integer: nanoseconds, may be negative */
    NODE_BOOLEAN,  /* boolean */
    NODE_NONE,
    NODE_TEXT,     /* text: a string without interpolation */
    NODE_TEMPLATE, /* list: NODE_TEXT and expressions in turn, to be joined as text */
    NODE_ME,
    NODE_NOW,
    NODE_VARIABLE, /* text: a bare name in an expression (variable, whole array, or an object's
                      name) */
    NODE_ELEMENT,  /* element: NAME[INDEX] in an expression */
    NODE_CALL,     /* call: of a defined function; also a command, and a BODY */
    NODE_BUILTIN,  /* builtin: of a built-in function; also a command */
    NODE_NEGATE,   /* operand */
    NODE_NOT,      /* operand; in a condition or right side it may be a NODE_OPERATION */
    NODE_BINARY,   /* binary */
    NODE_NAME,     /* name: of a thread or object, where a name stands */

    /* ---- commands ---- */
    NODE_OPERATION,    /* operation: one word, a name, options; as a value where it has one */
    NODE_BLOCK,        /* block: a list of commands; also the root */
    NODE_ORDER,        /* order: NAMES: COMMAND */
    NODE_OBJECTS,      /* objects: mutex a b c; timer t 3s { } */
    NODE_OBJECT,       /* object: one of these */
    NODE_DECLARE,      /* declare: shared, atomic, local, private */
    NODE_ASSIGN,       /* assign */
    NODE_SPAWN,        /* spawn: `thread` and `spawn` */
    NODE_DEFINE,       /* define */
    NODE_PARAMETER,    /* text */
    NODE_DAEMON,       /* daemon: NAME on|off */
    NODE_RENAME,       /* rename */
    NODE_PRINT,        /* list: the values */
    NODE_LOG,          /* log */
    NODE_IF,           /* branch list: `if`, then each `else if`, then `else` */
    NODE_BRANCH,       /* branch: condition NULL for `else` */
    NODE_WHILE,        /* branch */
    NODE_REPEAT,       /* branch: the condition is the number of turns */
    NODE_FOR_RANGE,    /* loop: low, high */
    NODE_FOR_LIST,     /* loop: values */
    NODE_FOR_THREADS,  /* loop: neither */
    NODE_FOR_RECEIVED, /* loop: channel */
    NODE_SELECT,       /* list: of NODE_CASE */
    NODE_CASE,         /* choice: does NULL: where nothing else can go on */
    NODE_BREAK,
    NODE_CONTINUE,
    NODE_RETURN,    /* operand, optional */
    NODE_RAISE,     /* operand, optional: alone it raises the caught error again */
    NODE_TRY,       /* attempt */
    NODE_ASSERT,    /* claim */
    NODE_INVARIANT, /* claim */
    NODE_CRITICAL,  /* guard */
    NODE_WITH,      /* guard */
    NODE_ONCE,      /* guard: `once o { }` */
    NODE_ATOMIC,    /* guard without a name: `atomic { }` */

    /* ---- the lab's own ---- */
    NODE_SETTING, /* lab: schedule, clock, gil, random seed, at the top of a script */
    NODE_LAB,     /* lab: any other lab command, at the prompt only; the shell reads its text */
    NODE_KINDS
};

/* What NODE_BINARY does, and what NODE_ASSIGN does to the old value. */
enum operator_id {
    OPERATOR_NOTHING, /* assignment: a plain `=` */
    OPERATOR_OR,
    OPERATOR_AND,
    OPERATOR_EQUAL,
    OPERATOR_UNEQUAL,
    OPERATOR_LESS,
    OPERATOR_AT_MOST,
    OPERATOR_MORE,
    OPERATOR_AT_LEAST,
    OPERATOR_ADD,
    OPERATOR_SUBTRACT,
    OPERATOR_MULTIPLY,
    OPERATOR_DIVIDE,
    OPERATOR_REMAINDER,
    OPERATOR_BAND,
    OPERATOR_BOR,
    OPERATOR_BXOR,
    OPERATOR_LEFT, /* << */
    OPERATOR_RIGHT,
};

struct node {
    enum node_kind kind;
    uint16_t height;     /* of an expression: 1 for a leaf */
    uint32_t begin, end; /* the bytes of the source that it stands for */
    struct node *next;   /* in a list; NULL at its end */
    union {
        int64_t integer;
        bool boolean;
        const char *text;
        struct node *operand;
        struct node *list; /* first of a chain; NULL when empty */
        struct {
            struct node *left, *right;
            enum operator_id does;
            uint32_t at; /* where the operator itself stands */
        } binary;
        struct {
            const char *name;
            struct node *index;
        } element;
        struct {
            const char *name;
            struct node *arguments; /* list */
        } call;
        struct {
            enum word_id function;
            /* list. Where a thread or object is asked about (alive, daemon, state, result, isset,
             * locked, owner, value, broken, waiting) the argument is a NODE_NAME; the first of cas
             * and the like is a NODE_VARIABLE or NODE_ELEMENT; len takes any expression. Their
             * number has been checked. */
            struct node *arguments;
        } builtin;
        /* Either a bare name, which stands for the text in it where a private variable of that name
         * is in scope, or an expression whose value is the name: a string, `me`, or what stood in
         * parentheses. */
        struct {
            const char *bare;      /* or NULL */
            struct node *computed; /* or NULL */
            struct node *index;    /* of an array; where the array is made, its size; optional */
        } name;
        /* The words, and which parts they use (all others are NULL):
         *   name                   start cancel kill drop set clear abort reset close tryacquire
         * tryrdlock trywrlock tryget name, limit?           acquire rdlock wrlock get receive join
         * (name NULL: join all, and `but_daemons`) name, until?, limit?   wait name, value? release
         * notify (how many) name                   broadcast name, value, limit?    put send;
         * without limit: tryput value                  sleep io work (a duration, or with `items` a
         * number of units) value?                 ask (the prompt);  value, target?  fetch (URL,
         * file) nothing                yield With a value, and so also found as a whole condition
         * or right side: acquire tryacquire rdlock wrlock tryrdlock trywrlock wait join put tryput
         * get tryget send receive ask fetch. */
        struct {
            enum word_id word;
            bool items, but_daemons, wakes; /* futex wake */
            struct node *name, *value, *until, *limit, *target;
        } operation;
        struct {
            struct node *first;
        } block;
        struct {
            struct node *names;   /* list of NODE_NAME; NULL: `all` */
            struct node *command; /* a command or a NODE_BLOCK */
        } order;
        struct {
            enum word_id made;    /* WORD_MUTEX ... WORD_ONCE */
            struct node *objects; /* list of NODE_OBJECT */
        } objects;
        struct {
            struct node *name;  /* its index is the array's size */
            struct node *count; /* semaphore, bounded, queue: optional; barrier: the parties */
            struct node *lock;  /* condition: NODE_NAME, optional */
            unsigned manner;    /* condition, rwlock: kind_manner (core/kinds.h); timer_manner */
            struct node *delay; /* timer */
            struct node *body;  /* timer; barrier: optional; NODE_BLOCK or NODE_CALL */
        } object;
        struct {
            enum word_id storage; /* WORD_SHARED, WORD_ATOMIC, WORD_LOCAL, WORD_PRIVATE */
            const char *name;
            struct node *size;  /* of an array, optional; never for WORD_LOCAL */
            struct node *value; /* optional for WORD_LOCAL only; may be an operation */
        } declare;
        struct {
            struct node *target; /* NODE_VARIABLE or NODE_ELEMENT */
            enum operator_id does;
            struct node *value; /* an expression, a NODE_OPERATION, or a NODE_NOT on one */
        } assign;
        struct {
            bool started; /* `spawn`, not `thread` */
            bool daemon;
            struct node *names; /* list of NODE_NAME; NULL: the next Thread-N */
            struct node *body;  /* NODE_BLOCK or NODE_CALL; NULL: a puppet */
        } spawn;
        struct {
            const char *name;
            struct node *parameters; /* list of NODE_PARAMETER */
            struct node *body;
        } define;
        struct {
            struct node *name;
            bool on;
        } daemon;
        struct {
            struct node *old, *new;
        } rename;
        struct {
            const char *level; /* "debug", "info", "warning" or "error" */
            struct node *values;
        } log;
        struct {
            struct node *condition; /* may be a NODE_OPERATION, or a NODE_NOT on one */
            struct node *body;
        } branch;
        struct {
            const char *variable;
            struct node *low, *high; /* both ends belong to it */
            struct node *values;     /* list */
            struct node *channel;    /* NODE_NAME */
            struct node *body;
        } loop;
        struct {
            struct node *does;  /* a NODE_OPERATION, send or receive; NODE_ASSIGN of a receive */
            struct node *after; /* case after DURATION: that; NULL with `does` NULL: else */
            struct node *body;
        } choice;
        struct {
            struct node *body;
            struct node *handler; /* optional */
            const char *variable; /* the error's name in the handler, optional */
            struct node *finally; /* optional; one of the two is there */
        } attempt;
        struct {
            struct node *condition;
            struct node *message; /* optional */
        } claim;
        struct {
            enum word_id mode; /* WORD_ACQUIRE, or `with rdlock w`: WORD_RDLOCK, WORD_WRLOCK */
            struct node *name;
            struct node *body;
        } guard;
        struct {
            const char *word;      /* "schedule", "clock", "gil", "random"; or any lab word */
            const char *arguments; /* what stands behind it, blanks at both ends cut off */
        } lab;
    };
};

struct tree;

/* The root: a NODE_BLOCK of the whole text, or what parser_parse_expression has read. */
const struct node *tree_root(const struct tree *tree);
/* Whether a function of this name is defined in it, by a command of the block itself. */
bool tree_defines(const struct node *block, const char *name);
void tree_free(struct tree *tree);

/* Whether the expression's value can only be text. */
bool tree_is_text(const struct node *expression);
/* Calls `each` for every node right below this one, roughly in the order of the text. */
void tree_each_child(const struct node *node, void (*each)(void *context, const struct node *child),
                     void *context);

/* For code that builds a tree: an empty one; a node in it, zeroed but for kind and place; a copy of
 * text.
 */
struct tree *tree_new(void);
struct node *tree_node(struct tree *tree, enum node_kind kind, size_t begin, size_t end);
const char *tree_text(struct tree *tree, const char *text, size_t length);
void tree_set_root(struct tree *tree, struct node *root);

/* Adds the node and all below it as one line of parenthesised text, for tests and for looking at
 * it: (assign x (+ x 1)). NULL gives "-". */
void tree_print(struct buffer *out, const struct node *node);

#endif
