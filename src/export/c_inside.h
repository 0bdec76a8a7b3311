/* c_inside.h - what c*.c share.
 *
 * c.c lays out the file; c_bodies.c writes functions, c_command.c, c_variable.c, c_leave.c,
 * c_threads.c and c_plain.c write commands,
 * c_expression.c, c_print.c, c_call.c, c_object.c, c_operation.c, c_rwlock.c, c_channel.c and
 * c_wait.c expressions and operations;
 * c_helpers.c has the helpers. What an expression needs done before it is written as lines at once,
 * in front of the line in which the expression will stand.
 *
 * Whatever is not known to be right is refused: a kind, word or node without a row here is. */
#ifndef THRUM_EXPORT_C_INSIDE_H
#define THRUM_EXPORT_C_INSIDE_H

#include "export/looks.h"
#include "export/model.h"
#include "export/plain_threads.h"
#include "export/target.h"

#include <stdbool.h>

/* How tightly an expression holds together, from the loosest. */
enum {
    BINDS_ANYHOW,
    BINDS_CHOICE,
    BINDS_OR,
    BINDS_AND,
    BINDS_EQUAL,
    BINDS_COMPARED,
    BINDS_SUM,
    BINDS_PRODUCT,
    BINDS_SIGN,
    BINDS_ALL,
};

/* What evaluating an expression has to do with what other threads, and the rest of the line, do. */
enum effect {
    EFFECT_NONE,
    EFFECT_READS, /* plain variables of all threads */
    EFFECT_STEPS, /* more than that: it may change something, fail or wait */
};

struct names {
    const char **items;
    size_t count, capacity;
};

/* A `with` or the like around the place that is being written. */
struct inside {
    const char *release; /* the line that leaves it */
    unsigned loops;      /* around it, in the unit */
};
enum { MOST_INSIDE = 64 };

struct c {
    struct target target;
    struct model *model;
    struct looks *looks;
    struct unit *unit; /* whose code is being written */
    const struct node *root;
    const struct node *block; /* in it, the innermost block */
    struct names headers, helpers, sections;
    struct names prototypes, call_prototypes, defined; /* of the draft */
    struct names spawned;                              /* functions that are bodies of threads */
    struct names early_values; /* functions whose values are wanted above them */
    bool *failing; /* of each unit, by its number: it may fail; as the last draft found it */
    size_t units;
    unsigned fails; /* places that may fail, so far */
    bool *speaking; /* likewise: it, or what it calls, uses the thread's name */
    unsigned speaks;
    uint32_t *marks; /* where blocks begin that may be left by an error, as drafts found it */
    size_t mark_count, mark_capacity;
    bool late_starts;                       /* a helper has to look */
    bool makes_apart;                       /* some threads are made before they are started */
    bool told_types;                        /* that something is not of one type */
    bool owned;                             /* some mutex knows its owner */
    bool strong;                            /* semaphores are more than sem_t */
    bool one_step;                          /* an atomic block's lock is used */
    bool numbered;                          /* Thread-1, ... */
    bool tells_names;                       /* of objects that variables hold */
    bool rather_not;                        /* threads cannot be plain, as a draft found */
    struct plain_threads *plain;            /* NULL: they are not */
    struct names flags;                     /* that are read, with their unit */
    struct names texts;                     /* names of threads that have none */
    const struct node *loops[TREE_NESTING]; /* around what is being written, in its unit */
    const char *loop_turns[TREE_NESTING];   /* the variable that counts each one's turns, or NULL */
    unsigned loop_count;
    struct inside inside[MOST_INSIDE];
    unsigned inside_count;
    struct names locals;              /* c_local's, of the unit */
    struct names declared;            /* variables of the unit that are */
    const struct variable **assigned; /* those that have a value for certain at this place */
    size_t assigned_count, assigned_capacity;
    const struct variable **present; /* those that may be none and are not at this place */
    size_t present_count, present_capacity;
    const struct variable *unread; /* it is being declared, and nobody reads it */
    struct buffer functions;       /* of the draft before */
    struct buffer top;             /* declarations above the unit's code */
};

/* ---- c.c */
void c_refuse(struct c *c, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void names_add(struct names *names, const char *name); /* once; the text has to stay */
void names_clear(struct names *names);
bool names_have(const struct names *names, const char *name);
/* Whether the name stood in the functions of the draft before: what does not is warned of. */
bool c_is_used(const struct c *c, const char *name);
/* The block may be left by an error: so it was in a draft; so it is. */
bool c_is_marked(const struct c *c, const struct node *block);
void c_mark(struct c *c, const struct node *block);
/* Whether the name stands in this text of C's, outside of strings and comments. */
bool c_text_has(const char *text, const char *name);
/* The number of a unit in its model. */
size_t c_unit_number(const struct c *c, const struct unit *u);
/* Whether this declaration is complete above the functions. */
bool c_is_static(struct c *c, const struct node *node);
/* Whether main alone knows the thread, and makes it in a line of its own. */
bool c_thread_is_local(struct c *c, const struct scope_made *made);

/* ---- c_helpers.c */
void c_header(struct c *c, const char *header);
void c_need(struct c *c, const char *helper);
bool c_has(const struct c *c, const char *helper);
/* The include lines and the helpers that are needed. */
void c_put_head(struct c *c);
/* Every name that C or a helper has; ended by NULL, to be freed with c_words_free. */
const char **c_words(void);
void c_words_free(const char **words);

/* ---- c_effect.c */
enum effect c_effect(struct c *c, const struct node *node);
/* Several, in their order: each as an expression into its buffer; what has to come first is. */
void c_in_order(struct c *c, const struct node *const *nodes, size_t count, const int *around,
                struct buffer *outs);
/* A name for a variable of the unit's that the program has not; it can be used again in the next.
 */
const char *c_local(struct c *c, const char *wanted);
/* Puts an expression into a variable of its own, in a line, and adds that. */
void c_temporary(struct c *c, const char *type, const char *wanted, const char *value,
                 struct buffer *out);
/* How many elements an array has, where that is written out. */
bool c_is_length(struct c *c, const struct node *node);
/* What is put together of literals, and so an `int` in C; that as an int64_t. */
bool c_is_int(struct c *c, const struct node *node);
void c_widen(struct buffer *value);
/* An operation on numbers that may be an error; `by`: its right side, where that is known. */
bool c_may_fail(enum operator_id does, struct traits left, struct traits right,
                const struct node *by);
bool c_shifts_safely(enum operator_id does, struct traits left, const struct node *by);

/* ---- c_expression.c */
void c_expression(struct c *c, const struct node *node, int around, struct buffer *out);
/* A condition: of other types it is refused. */
void c_condition(struct c *c, const struct node *node, int around, struct buffer *out);
/* `left OP right`, on values that are there as text already. */
void c_operate(struct c *c, const struct node *at, enum operator_id does, struct traits left,
               struct traits right, const char *a, const char *b, int around, struct buffer *out);
/* A duration, in nanoseconds; an integer counts seconds. */
void c_duration(struct c *c, const struct node *node, struct buffer *out);
void c_index(struct c *c, const struct node *index, const struct node *size, struct buffer *out);
bool c_fits(struct c *c, const struct node *index, int64_t size);

/* ---- c_print.c */
void c_string(const char *text, bool percent, struct buffer *out);
/* A format with its values, as printf takes them, for values with blanks between them. */
void c_format(struct c *c, const struct node *values, const char *between, struct buffer *out);

/* ---- c_variable.c */
/* "int64_t", or NULL, where it is no single type of C's. */
const char *c_type(struct traits t);
const char *c_variable_type(struct c *c, const struct variable *v);
/* `TYPE NAME`. */
void c_declaration(const char *type, const char *name, struct buffer *out);
/* Whether its value is wanted anywhere: what is only set is warned of. */
bool c_is_read(struct c *c, const struct variable *v);
/* Whether nothing outside of this block has to do with it. */
bool c_stays_inside(struct c *c, const struct variable *v, const struct node *block);
const char *c_variable(struct c *c, const struct variable *v);
/* What it is called in the struct of what a body is given. */
const char *c_member(struct c *c, const struct variable *v);
/* It holds an object itself, whose name can be told (name_of). */
bool c_is_handle(const struct variable *v);
/* The variable has a value from here on; whether it has one for certain. */
void c_note_assigned(struct c *c, const struct variable *v);
bool c_has_value(struct c *c, const struct variable *v);
void c_assign(struct c *c, const struct node *node);
void c_declare(struct c *c, const struct node *node);
/* Above the functions. */
void c_put_static(struct c *c, const struct node *node);
/* What goes into a variable: a thread or object itself, where it holds such. */
void c_value_for(struct c *c, const struct variable *v, const struct node *node, int around,
                 struct buffer *out);

/* The variable gets this, if it may be none if `there` holds. */
void c_assign_text(struct c *c, const struct node *node, const char *value, const char *there);

/* ---- c_optional.c: variables that may be none */
bool c_is_optional(const struct variable *v);
struct traits c_of_value(struct traits t);
/* The variable, if the expression is such a one; else NULL. */
const struct variable *c_optional(struct c *c, const struct node *node);
/* What an expression is where there is a value. */
struct traits c_traits(struct c *c, const struct node *node);
/* The flag that says whether there is one; NULL: it is text. */
const char *c_flag(struct c *c, const struct variable *v);
const char *c_flag_read(struct c *c, const struct variable *v); /* the same, and it is read */
const char *c_flag_set(struct c *c, const struct variable *v);  /* NULL, too, if nobody reads it */
bool c_is_present(const struct c *c, const struct variable *v);
void c_learn_present(struct c *c, const struct variable *v);
/* A condition says what is there. */
void c_learn(struct c *c, const struct node *condition, bool holds);
/* Nobody knows any more; NULL: of all; those that the block assigns. */
void c_forget_known(struct c *c, const struct variable *v);
void c_forget_set(struct c *c, const struct node *block);
void c_put_optional(struct c *c, const struct variable *v, struct buffer *out);
bool c_compare_optional(struct c *c, const struct node *node, int around, struct buffer *out);
bool c_compares_none(struct c *c, const struct node *node);
void c_shown(struct c *c, const struct variable *v, struct buffer *out);
/* What may be of several types, or none, is refused: "WHAT may be an integer or text, INSTEAD".
 * What only follows from such is not told again (told_types). */
void c_refuse_types(struct c *c, const struct node *node, const char *what, struct traits t,
                    const char *instead);
void c_refuse_variable(struct c *c, const struct node *node, const struct variable *v);
void c_refuse_operands(struct c *c, const struct node *at, struct traits left, struct traits right);

/* ---- c_channel.c */
const char *c_item_type(struct c *c);
void c_put(struct c *c, const struct node *node, bool wanted, struct buffer *out);
/* Whether the operation gives a value or none. */
bool c_gives_perhaps(struct c *c, const struct node *node);
void c_take(struct c *c, const struct node *node, struct buffer *out);
void c_take_perhaps(struct c *c, const struct node *node, const char *place, struct buffer *out);
void c_take_in_vain(struct c *c, const struct node *node, struct buffer *out);
void c_close(struct c *c, const struct node *node, struct buffer *out);
void c_received_loop(struct c *c, const struct node *node, const struct variable *v,
                     struct buffer *line);
void c_select(struct c *c, const struct node *node);
bool c_futures_fail(const struct c *c);
void c_settle(struct c *c, const struct node *node, struct buffer *out);
void c_futex(struct c *c, const struct node *node, struct buffer *out);

/* ---- c_call.c */
void c_call(struct c *c, const struct node *node, struct buffer *out);
void c_builtin(struct c *c, const struct node *node, struct buffer *out);

/* ---- c_object.c */
/* Which kind of object is named; WORD_NOTHING: not known. */
enum word_id c_kind(struct c *c, const struct node *name);
/* What the object is called as an operand: `&m`, or a pointer that a variable has. */
void c_named(struct c *c, const struct node *name, struct buffer *out);
const char *c_object_type(struct c *c, enum word_id made, const char *name);
/* What stands above the functions, and in the place where it is made. */
void c_put_objects(struct c *c, const struct node *node);
void c_make_objects(struct c *c, const struct node *node);
bool c_is_plain_condition(struct c *c, const char *name);
/* Whether some barrier may break, by a time that runs out, an error or `abort`. */
bool c_barriers_break(struct c *c);
bool c_is_plain_barrier(struct c *c, const char *name);
bool c_is_sem(struct c *c);
/* How the program makes what is named; NULL: not known, or in several ways. */
const struct scope_made *c_made_of(struct c *c, const struct node *name);
/* Whether a mutex of that name, NULL: some mutex, has to know its owner. */
bool c_knows_owner(struct c *c, const char *name);

void c_put_name_of(struct c *c);

/* ---- c_operation.c */
void c_operation(struct c *c, const struct node *node, bool wanted, struct buffer *out);
/* The mutex of a condition, as an operand. */
void c_lock_of(struct c *c, const struct node *condition, struct buffer *out);

/* ---- c_rwlock.c */
bool c_any_fair(const struct c *c);
const char *c_rwlock_type(struct c *c, const char *name);
const char *c_rwlock_value(const struct node *object);
/* The functions that take and release it; `alone`: the thread has no other hold of it. */
const char *c_rwlock_take(struct c *c, const struct node *node, const struct node *name,
                          bool writes, bool alone);
const char *c_rwlock_release(struct c *c, const struct node *node, const struct node *name,
                             bool guarded);
void c_rwlock(struct c *c, const struct node *node, bool wanted, struct buffer *out);

/* ---- c_wait.c */
void c_wait(struct c *c, const struct node *node, bool wanted, struct buffer *out);
/* The opposite of a condition. */
void c_negated(struct c *c, const struct node *node, struct buffer *out);
void c_notify(struct c *c, const struct node *node, struct buffer *out);

/* ---- c_command.c */
/* The commands of a block, at one more level or at this one. */
void c_block(struct c *c, const struct node *block);
void c_block_here(struct c *c, const struct node *block);
void c_command(struct c *c, const struct node *node);
/* The line in front of a block, with the comment that stands there. */
void c_head(struct c *c, const struct node *block, const char *line);
void c_commands(struct c *c, const struct node *first, size_t from, size_t end);

/* ---- c_loop.c */
void c_while(struct c *c, const struct node *node);
void c_repeat(struct c *c, const struct node *node);
void c_for(struct c *c, const struct node *node);

/* ---- c_leave.c */
void c_with(struct c *c, const struct node *node);
void c_once(struct c *c, const struct node *node);
void c_critical(struct c *c, const struct node *node);
void c_atomic(struct c *c, const struct node *node);
/* The block, to be left by that call, into a text of its own. */
void c_write_inside(struct c *c, const struct node *body, const char *release, struct buffer *into);
bool c_leaves(const struct node *block); /* its last command does */
void c_return(struct c *c, const struct node *node);
void c_break(struct c *c, const char *word);

/* ---- c_try.c */
void c_try(struct c *c, const struct node *node);

/* ---- c_threads.c */
void c_spawn(struct c *c, const struct node *node);
/* The thread that is named, as a pointer. */
void c_thread(struct c *c, const struct node *name, struct buffer *out);
void c_timer(struct c *c, const struct node *object);
bool c_is_timer(struct c *c, const struct node *name);
void c_join(struct c *c, const struct node *node, bool wanted, struct buffer *out);
/* What stands for a body in a call: its function, and its values. */
void c_put_call_body(struct c *c, const struct node *call, struct buffer *out);
void c_name_text(struct c *c, const struct node *name, const char *text, const struct variable *v,
                 struct buffer *out);
/* What a body's variable begins with. */
void c_put_taken(struct c *c, const struct unit *u, const struct variable *v, struct buffer *out);
bool c_thread_is_kept(struct c *c, const char *name);

/* ---- c_plain.c: where c->plain is there */
const char *c_plain_name(struct c *c, const struct plain_thread *t); /* NULL: it is computed */
void c_plain_declare(struct c *c);
void c_plain_spawn(struct c *c, const struct node *node);
void c_plain_start(struct c *c, const struct node *node);
void c_plain_join(struct c *c, const struct node *node);
/* The end of main; `joins`: it waits for those that live. */
void c_plain_finish(struct c *c, bool joins);
/* A command of main's has been written, before which `fails` places could fail. */
void c_plain_look(struct c *c, const struct node *command, unsigned fails);
bool c_main_fails(const struct c *c);
bool c_threads_fail(const struct c *c);

/* The semaphore of a puppet's, "orders" or "done"; its function. */
const char *c_orders(struct c *c, const struct plain_thread *t, const char *which);
const char *c_puppet(struct c *c, const struct plain_thread *t);
void c_plain_order(struct c *c, const struct node *node);
void c_put_orders(struct c *c); /* the semaphores */

/* ---- c_bodies.c */
void c_put_puppet(struct c *c, const struct plain_thread *t);
enum { MOST_ALONG = 64 };
enum handed_how {
    HAND_NOTHING,
    HAND_NAME,   /* the thread's */
    HAND_ONE,    /* a pointer */
    HAND_VALUES, /* a struct */
};

/* What a body is given. */
struct handed {
    enum handed_how how;
    const char *known;             /* the thread's name, if it is the same always, and wanted */
    const struct variable *naming; /* what it is given is its name, too */
    bool me;                       /* its name is handed over */
    const struct variable *items[MOST_ALONG];
    size_t count;
};

void c_handed(struct c *c, struct unit *u, struct handed *h);
/* A function: its head, and with what it takes along. */
void c_put_function(struct c *c, struct unit *u);
void c_put_prototype(struct c *c, struct unit *u);
void c_begin_unit(struct c *c, struct unit *u);
const char *c_function(struct c *c, struct unit *u);
/* What threads run: a body, or what calls the function with the values handed over. */
const char *c_body_name(struct c *c, struct unit *u);
/* The code is that of a thread of pthread_create's. */
bool c_in_thread(struct c *c);
void c_put_call_function(struct c *c, struct unit *u);
void c_put_call_prototype(struct c *c, struct unit *u);
bool c_call_function_is_early(struct c *c, struct unit *u);
bool c_call_values_are_early(struct c *c, struct unit *u);
/* The struct of the values, above all functions. */
void c_put_values_of(struct c *c, struct unit *u);

#endif
