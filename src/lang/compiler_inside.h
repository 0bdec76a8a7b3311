/* compiler_inside.h - what the compiler's files share; nobody else includes it.
 *
 * A struct compiler makes one unit: its code is collected in a buffer of its own and appended to
 * the program when it is complete, because the units of bodies and orders in it are compiled
 * meanwhile. Jumps go to labels until then.
 *
 * After an error (`all->failed`) the rest is still compiled, to find more errors, and thrown away.
 */
#ifndef THRUM_LANG_COMPILER_INSIDE_H
#define THRUM_LANG_COMPILER_INSIDE_H

#include "lang/compiler.h"
#include "lang/scope.h"

enum {
    MOST_INSTRUCTIONS = 1 << 23, /* of one text; copies of `finally` in `finally` multiply */
    MOST_NAMED_SLOTS = 4000,     /* what the operands of instructions on names can hold */
    MOST_VALUES = 255,           /* arguments, captured values: what an operand can hold */
    MOST_LISTED = 10000,         /* values in `for x in A, B, C` */
};

/* One text being compiled. */
struct compilation {
    struct program *program;
    struct diagnostics *found;
    uint32_t source;
    uint32_t emitted; /* instructions so far, in all units */
    bool failed;
};

struct slot_use {
    uint32_t name; /* for the panes; 0: hidden */
    bool pooled;   /* free once its block is left; else it is its name's for good */
    bool used;
};

/* What is around the command that is being compiled, from the innermost out. Those but loops have
 * code of their own that runs however they are left. */
enum context_kind {
    CONTEXT_LOOP,
    CONTEXT_WITH,
    CONTEXT_ONCE,
    CONTEXT_CRITICAL,
    CONTEXT_ATOMIC,
    CONTEXT_CATCH,      /* the part of `try` whose errors are caught */
    CONTEXT_HANDLER,    /* the block of `catch` */
    CONTEXT_FINALLY,    /* what is in front of `finally`, caught or not */
    CONTEXT_IN_FINALLY, /* a copy of the block of `finally` */
};

/* Where a thread or an object was named that is needed again later: evaluated once. */
struct kept_name {
    unsigned operand; /* OPERAND_NAMED or 0 */
    int32_t name;     /* OPERAND_NAMED: the name */
    uint32_t slot;    /* else: a hidden slot with the designator */
};

struct segment {
    enum range_kind kind;
    uint32_t first, end;
};

struct context {
    enum context_kind kind;
    struct context *outer;
    const struct scope_block *blocks; /* what is in scope around it */
    unsigned atomic;                  /* atomic blocks around it */
    uint32_t slot;                    /* loop: the loop's; others: the pair for what is pending */
    uint32_t on_break, on_continue;   /* loop: labels */
    uint32_t name_slot;               /* handler: the error's name, or NO_SLOT */
    struct kept_name kept;            /* with, once, critical */
    const struct node *finally;       /* CONTEXT_FINALLY: the block */
    /* The instructions that its range covers: all between its begin and its end but for the code
     * that leaves it. */
    bool ranged, open;
    enum range_kind range;
    uint32_t handler; /* label */
    uint32_t opened;  /* begin of the segment that is open */
    struct segment *segments;
    uint32_t segment_count, segment_capacity;
};

#define NO_SLOT UINT32_MAX

struct compiler {
    struct compilation *all;
    struct program *program;      /* all->program */
    const struct compiler *maker; /* of the unit that the body, order stands in; else NULL */
    enum unit_kind kind;
    uint32_t name; /* of a function */
    struct instruction *code;
    uint32_t *origin_of;
    uint32_t code_count, code_capacity;
    uint32_t *labels; /* their instructions */
    uint32_t label_count, label_capacity;
    struct range *ranges; /* instructions relative to the code; the handler is a label */
    uint32_t range_count, range_capacity;
    uint32_t origin; /* of what is emitted now */
    struct slot_use *slots;
    uint32_t slot_count, slot_capacity;
    uint32_t slot_end; /* one more than the highest slot in use, ever */
    uint32_t *taken;   /* every pooled slot that was taken, in turn */
    uint32_t taken_count, taken_capacity;
    uint32_t parameters;
    uint32_t *captures; /* see struct unit */
    uint32_t capture_count, capture_capacity;
    struct scope scope; /* its names' slots are in it */
    struct context *context;
    unsigned atomic;       /* atomic blocks around what is being compiled */
    bool returns_to_label; /* a barrier's body, or one that repeats: where `return` goes */
    uint32_t return_label;
};

/* ---- Units (compiler.c) ---------------------------------------------------------------------- */

/* A compiler for a unit; `maker` may be NULL. Ended by compiler_finish. */
struct compiler compiler_begin(struct compilation *all, enum unit_kind kind,
                               const struct compiler *maker);
/* Appends the unit to the program, frees what the compiler holds; returns the unit, 0 after errors.
 */
uint32_t compiler_finish(struct compiler *c);
/* Adds an error about the node. */
void compiler_fail(struct compiler *c, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

uint32_t emit(struct compiler *c, enum program_opcode op, unsigned a, int32_t b);
void emit_slot(struct compiler *c, enum program_opcode op, uint32_t slot);
void emit_constant(struct compiler *c, struct value value);
void emit_text(struct compiler *c, const char *text);
uint32_t label_new(struct compiler *c);
void label_here(struct compiler *c, uint32_t label);
void emit_jump(struct compiler *c, enum program_opcode op, uint32_t label);
/* Instructions come from this piece of the text from now on; returns what to set c->origin to in
 * the end. */
uint32_t origin_set(struct compiler *c, uint32_t begin, uint32_t end);
/* The same: they do this part of the command that they come from. */
uint32_t origin_set_part(struct compiler *c, const struct node *part);

uint32_t compiler_name(struct compiler *c, const char *text);
/* `count` slots in a row that are free; `name`: for the panes. */
uint32_t slot_take(struct compiler *c, uint32_t name, uint32_t count);
void slot_free(struct compiler *c, uint32_t slot, uint32_t count);
/* Unsets the slots and frees them. */
void slot_drop(struct compiler *c, uint32_t slot, uint32_t count);
/* How many slots were taken so far; later all taken since can be unset. */
uint32_t slot_mark(const struct compiler *c);
void slot_clear_since(struct compiler *c, uint32_t mark);

/* ---- Names (compile_names.c) ----------------------------------------------------------------- */

/* What a bare name stands for here. */
struct place {
    bool found;  /* it has a private slot */
    bool direct; /* and nothing else can be meant */
    uint32_t slot;
};

struct place place_of(const struct compiler *c, const char *name);
/* The operand `a` of instructions on names. */
unsigned place_operand(const struct place *place);
/* From here on the name is that of a block's variable in this slot, until scope_leave. */
void names_enter(struct compiler *c, struct scope_block *block, const char *name, uint32_t slot);
/* Lays out the slots of a unit: a function's parameters, what the body captures of its maker's
 * variables, and the names that it assigns. */
void names_of_function(struct compiler *c, const struct node *define);
void names_of_body(struct compiler *c, const struct node *body);
void names_of_script(struct compiler *c, const struct node *root);
void names_of_evaluation(struct compiler *c, const char *const *parameters, size_t count);
/* The same for an order; pushes nothing. Captured are the names of the giver's blocks:
 * c->captures are slots of the order, `given` gets the giver's slots (MOST_VALUES of them). */
void names_of_order(struct compiler *c, const struct node *command, uint32_t *given);
/* Gives every name that an order anywhere in the text assigns its place among those that orders
 * share. */
void names_of_all_orders(struct compilation *all, const struct node *root);

/* ---- Expressions (compile_expression.c) ------------------------------------------------------ */

/* Pushes the value. */
void compile_expression(struct compiler *c, const struct node *node);
/* Pushes the value of an expression, an operation, or `not` on one. */
void compile_value(struct compiler *c, const struct node *node);
/* Pushes each value of the list; returns how many. */
uint32_t compile_list(struct compiler *c, const struct node *first);
/* Pushes the pieces of a string; returns how many. */
uint32_t compile_pieces(struct compiler *c, const struct node *text);
enum program_operator compile_operator(enum operator_id does);
/* Pops the value into what the name stands for. */
void compile_store(struct compiler *c, const char *name);
/* Pushes a name's designator unless it is OPERAND_NAMED, which is returned with *b the name. */
unsigned compile_name(struct compiler *c, const struct node *name, int32_t *b);
/* The same, but always pushes. */
void compile_name_pushed(struct compiler *c, const struct node *name);
/* Pushes a name without its index: the name of what is made. */
void compile_new_name(struct compiler *c, const struct node *name);
/* What NAME_TEXT pushes: the text in a private variable, or the name. */
void compile_name_text_of(struct compiler *c, const char *name);
/* Evaluates a name now for use later; kept_drop unsets and frees it. */
struct kept_name kept_take(struct compiler *c, const struct node *name);
/* Pushes it if need be and emits the instruction. */
void kept_emit(struct compiler *c, const struct kept_name *kept, enum program_opcode op,
               unsigned a);
void kept_push(struct compiler *c, const struct kept_name *kept);
void kept_drop(struct compiler *c, const struct kept_name *kept);

/* ---- Commands (compile_command.c) ------------------------------------------------------------ */

void compile_command(struct compiler *c, const struct node *node);
/* A NODE_BLOCK, or one command. */
void compile_block(struct compiler *c, const struct node *node);
/* An operation; its value, where it has one, is pushed if `wanted`. */
void compile_operation(struct compiler *c, const struct node *node, bool wanted);
/* Adds an error if the command stands in an atomic block. */
void compile_refuse_in_atomic(struct compiler *c, const struct node *node, const char *word);

/* ---- Control (compile_control.c, compile_leave.c) -------------------------------------------- */

void compile_if(struct compiler *c, const struct node *node);
/* while, repeat, for */
void compile_select(struct compiler *c, const struct node *node);
void compile_loop(struct compiler *c, const struct node *node);
void compile_break(struct compiler *c, const struct node *node);
void compile_return(struct compiler *c, const struct node *node);
void compile_raise(struct compiler *c, const struct node *node);
void compile_try(struct compiler *c, const struct node *node);
/* with, once, critical, atomic */
void compile_guard(struct compiler *c, const struct node *node);

/* From here on the context is around what is compiled. Of those with a range the handler and the
 * pair of slots are given. */
void context_push(struct compiler *c, struct context *context, enum context_kind kind);
void context_push_range(struct compiler *c, struct context *context, enum context_kind kind,
                        enum range_kind range);
/* The instruction `at` is the one that enters it. */
void context_entered(struct context *context, uint32_t at);
/* Ends the segment that is open. */
void context_close(struct compiler *c, struct context *context);
/* Takes it away, and adds its ranges to the unit. */
void context_pop(struct compiler *c, struct context *context);
/* A copy of the block of `finally`; `pair`: what is pending in this copy, or NO_SLOT. */
void compile_finally(struct compiler *c, const struct node *block, uint32_t pair);
/* The code that leaves a context that is whole. */
void context_leave(struct compiler *c, struct context *context);

/* ---- Declarations (compile_declare.c) -------------------------------------------------------- */

void compile_declare(struct compiler *c, const struct node *node);
void compile_objects(struct compiler *c, const struct node *node);
void compile_spawn(struct compiler *c, const struct node *node);
void compile_define(struct compiler *c, const struct node *node);
void compile_given_order(struct compiler *c, const struct node *node);
void compile_invariant(struct compiler *c, const struct node *node);
uint32_t compile_order_unit(struct compilation *all, const struct compiler *giver,
                            const struct node *command, uint32_t *given, uint32_t *given_count);

#endif
