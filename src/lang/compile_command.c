/* compile_command.c - commands that are neither declarations nor control: operations on threads and
 * objects, output, assignments; and which function compiles which command. */
#include "lang/compiler_inside.h"

#include <string.h>

/* ---- Operations ------------------------------------------------------------------------------ */

void compile_refuse_in_atomic(struct compiler *c, const struct node *node, const char *word)
{
    if (c->atomic)
        compiler_fail(c, node, "an atomic block is one step and cannot wait: '%s' is not for it",
                      word);
}

enum shape {
    SHAPE_NONE,
    SHAPE_NAME,   /* start t */
    SHAPE_TAKE,   /* acquire m [for D]: has a value */
    SHAPE_COUNT,  /* release s [K] */
    SHAPE_PUT,    /* put q EXPR [for D]: has a value */
    SHAPE_GIVE,   /* resolve f EXPR */
    SHAPE_FUTEX,  /* futex wait v EXPR [for D], futex wake v [EXPR]: has a value */
    SHAPE_WAIT,   /* wait e [until EXPR] [for D]: has a value */
    SHAPE_JOIN,   /* join t [for D], join all [for D]: has a value */
    SHAPE_PAUSE,  /* sleep D */
    SHAPE_ASK,    /* ask [EXPR]: has a value */
    SHAPE_FETCH,  /* fetch EXPR [to EXPR]: has a value */
    SHAPE_SIMPLE, /* yield */
};

struct operation {
    enum shape shape;
    enum program_opcode op, begin; /* begin: SHAPE_PAUSE */
    unsigned a;
    bool waits;   /* not for atomic blocks */
    bool resumes; /* OP_WAIT_RESUME comes behind it */
};

static const struct operation operations[WORD_COUNT] = {
    [WORD_START] = {SHAPE_NAME, .op = OP_START},
    [WORD_CANCEL] = {SHAPE_NAME, .op = OP_CANCEL},
    [WORD_KILL] = {SHAPE_NAME, .op = OP_KILL},
    [WORD_DROP] = {SHAPE_NAME, .op = OP_DROP},
    [WORD_SET] = {SHAPE_NAME, .op = OP_SET},
    [WORD_CLEAR] = {SHAPE_NAME, .op = OP_CLEAR},
    [WORD_ABORT] = {SHAPE_NAME, .op = OP_ABORT},
    [WORD_RESET] = {SHAPE_NAME, .op = OP_RESET},
    [WORD_BROADCAST] = {SHAPE_NAME, .op = OP_BROADCAST},
    [WORD_ACQUIRE] = {SHAPE_TAKE, .op = OP_ACQUIRE, .waits = true},
    [WORD_TRYACQUIRE] = {SHAPE_TAKE, .op = OP_ACQUIRE, .a = OPERAND_TRY},
    [WORD_RDLOCK] = {SHAPE_TAKE, .op = OP_RDLOCK, .waits = true, .resumes = true},
    [WORD_TRYRDLOCK] = {SHAPE_TAKE, .op = OP_RDLOCK, .a = OPERAND_TRY, .resumes = true},
    [WORD_WRLOCK] = {SHAPE_TAKE, .op = OP_WRLOCK, .waits = true, .resumes = true},
    [WORD_TRYWRLOCK] = {SHAPE_TAKE, .op = OP_WRLOCK, .a = OPERAND_TRY, .resumes = true},
    [WORD_UPGRADE] = {SHAPE_TAKE, .op = OP_UPGRADE, .waits = true, .resumes = true},
    [WORD_DOWNGRADE] = {SHAPE_NAME, .op = OP_DOWNGRADE},
    [WORD_GET] = {SHAPE_TAKE, .op = OP_GET, .waits = true},
    [WORD_TRYGET] = {SHAPE_TAKE, .op = OP_GET, .a = OPERAND_TRY},
    [WORD_PEEK] = {SHAPE_TAKE, .op = OP_PEEK, .a = OPERAND_TRY},
    [WORD_PUT] = {SHAPE_PUT, .op = OP_PUT, .waits = true},
    [WORD_TRYPUT] = {SHAPE_PUT, .op = OP_PUT, .a = OPERAND_TRY},
    [WORD_SEND] = {SHAPE_PUT, .op = OP_SEND, .waits = true, .resumes = true},
    [WORD_RECEIVE] = {SHAPE_TAKE, .op = OP_RECEIVE, .waits = true, .resumes = true},
    [WORD_AWAIT] = {SHAPE_TAKE, .op = OP_AWAIT, .waits = true, .resumes = true},
    [WORD_RESOLVE] = {SHAPE_GIVE, .op = OP_RESOLVE},
    [WORD_FAIL] = {SHAPE_GIVE, .op = OP_RESOLVE, .a = 1 << OPERAND_SHIFT},
    [WORD_FUTEX] = {SHAPE_FUTEX},
    [WORD_CLOSE] = {SHAPE_NAME, .op = OP_CLOSE},
    [WORD_RELEASE] = {SHAPE_COUNT, .op = OP_RELEASE},
    [WORD_COUNTDOWN] = {SHAPE_COUNT, .op = OP_COUNTDOWN},
    [WORD_NOTIFY] = {SHAPE_COUNT, .op = OP_NOTIFY},
    [WORD_WAIT] = {SHAPE_WAIT, .op = OP_WAIT, .waits = true},
    [WORD_JOIN] = {SHAPE_JOIN, .op = OP_JOIN, .waits = true},
    [WORD_SLEEP] = {SHAPE_PAUSE, .op = OP_SLEEP, .begin = OP_SLEEP_BEGIN, .waits = true},
    [WORD_IO] = {SHAPE_PAUSE, .op = OP_IO, .begin = OP_IO_BEGIN, .waits = true},
    [WORD_WORK] = {SHAPE_PAUSE, .op = OP_WORK, .begin = OP_WORK_BEGIN, .waits = true},
    [WORD_ASK] = {SHAPE_ASK, .op = OP_ASK, .waits = true},
    [WORD_FETCH] = {SHAPE_FETCH, .op = OP_FETCH, .waits = true},
    [WORD_YIELD] = {SHAPE_SIMPLE, .op = OP_YIELD},
    [WORD_FENCE] = {SHAPE_SIMPLE, .op = OP_FENCE},
};

/* The last local instruction before the one that may wait. */
static void compile_limit(struct compiler *c, const struct node *limit)
{
    if (!limit)
        return;
    compile_expression(c, limit);
    emit(c, OP_DEADLINE, 0, 0);
}

static void emit_blocking(struct compiler *c, const struct operation *o, unsigned a, int32_t b)
{
    emit(c, o->op, o->a | a, b);
    if (o->resumes)
        emit(c, OP_WAIT_RESUME, o->a | a, b);
}

/* Pushes the value under the name's designator, but evaluates the name first. */
static unsigned compile_under_name(struct compiler *c, const struct node *name,
                                   const struct node *value, int32_t *b)
{
    if (name->name.bare && !name->name.index) {
        compile_expression(c, value);
        return compile_name(c, name, b);
    }
    struct kept_name kept = kept_take(c, name);
    compile_expression(c, value);
    kept_push(c, &kept);
    kept_drop(c, &kept);
    *b = 0;
    return 0;
}

/* A name, with a count under it if there is one. */
static unsigned compile_counted(struct compiler *c, const struct node *node, int32_t *b)
{
    return node->operation.value ? OPERAND_COUNT | compile_under_name(c, node->operation.name,
                                                                      node->operation.value, b)
                                 : compile_name(c, node->operation.name, b);
}

static void compile_count(struct compiler *c, const struct node *node, const struct operation *o)
{
    int32_t b;
    unsigned a = compile_counted(c, node, &b);
    emit(c, o->op, a, b);
}

static void compile_join(struct compiler *c, const struct node *node, unsigned discard)
{
    if (node->operation.name) {
        compile_name_pushed(c, node->operation.name);
        emit(c, OP_JOIN_BEGIN, 0, 0);
    }
    compile_limit(c, node->operation.limit);
    unsigned but_daemons = node->operation.but_daemons ? 1u << OPERAND_SHIFT : 0;
    emit(c, node->operation.name ? OP_JOIN : OP_JOIN_ALL, discard | but_daemons, 0);
}

static void emit_wait(struct compiler *c, const struct kept_name *kept, unsigned a)
{
    if (kept->slot != NO_SLOT)
        emit_slot(c, OP_SLOT_LOAD, kept->slot);
    emit(c, OP_WAIT, a | kept->operand, kept->name);
    emit(c, OP_WAIT_RESUME, a | kept->operand, kept->name);
}

/* wait c until EXPR [for D], as CPython's wait_for: the time limit begins once, and what counts
 * when it has run out is EXPR. */
static void compile_until(struct compiler *c, const struct node *node, bool wanted)
{
    const unsigned condition_only = 1 << OPERAND_SHIFT;
    const struct node *limit = node->operation.limit;
    uint32_t again = label_new(c), holds = label_new(c), end = label_new(c);
    struct kept_name kept = kept_take(c, node->operation.name);
    uint32_t instant = limit ? slot_take(c, 0, 1) : NO_SLOT;
    if (limit) {
        compile_expression(c, limit);
        emit_slot(c, OP_DEADLINE_SAVE, instant);
    }
    kept_emit(c, &kept, OP_UNTIL_CHECK, 0);
    label_here(c, again);
    compile_expression(c, node->operation.until);
    emit_jump(c, OP_JUMP_IF_TRUE, holds);
    if (limit) {
        emit_slot(c, OP_DEADLINE_FROM, instant);
        emit_wait(c, &kept, condition_only);
        emit_jump(c, OP_JUMP_IF_TRUE, again);
        compile_expression(c, node->operation.until);
        emit(c, OP_CHECK_BOOLEAN, 0, 0);
    } else {
        emit_wait(c, &kept, condition_only | OPERAND_DISCARD);
        emit_jump(c, OP_JUMP, again);
    }
    if (limit)
        emit_jump(c, OP_JUMP, end);
    label_here(c, holds);
    emit_constant(c, value_boolean(true));
    label_here(c, end);
    if (!wanted)
        emit(c, OP_POP, 0, 0);
    if (limit)
        slot_drop(c, instant, 1);
    kept_drop(c, &kept);
}

static void compile_wait(struct compiler *c, const struct node *node, bool wanted)
{
    unsigned a = wanted ? 0 : OPERAND_DISCARD;
    int32_t b;
    if (node->operation.until) {
        compile_until(c, node, wanted);
        return;
    }
    a |= compile_name(c, node->operation.name, &b);
    compile_limit(c, node->operation.limit);
    emit(c, OP_WAIT, a, b);
    emit(c, OP_WAIT_RESUME, a, b);
}

static void compile_outside(struct compiler *c, const struct node *node, const struct operation *o,
                            bool wanted)
{
    if (node->operation.value)
        compile_expression(c, node->operation.value);
    else
        emit_text(c, "");
    if (node->operation.target)
        compile_expression(c, node->operation.target);
    emit(c, o->op, node->operation.target != NULL, 0);
    if (!wanted)
        emit(c, OP_POP, 0, 0);
}

static void compile_futex(struct compiler *c, const struct node *node, unsigned discard)
{
    static const struct operation wait = {.op = OP_FUTEX_WAIT, .resumes = true};
    static const struct node one = {.kind = NODE_INTEGER, .integer = 1};
    const struct node *value = node->operation.value ? node->operation.value : &one;
    int32_t b;
    unsigned a = compile_under_name(c, node->operation.name, value, &b);
    if (node->operation.wakes) {
        emit(c, OP_FUTEX_WAKE, a | discard, b);
        return;
    }
    compile_refuse_in_atomic(c, node, "futex");
    compile_limit(c, node->operation.limit);
    emit_blocking(c, &wait, a | discard, b);
}

void compile_operation(struct compiler *c, const struct node *node, bool wanted)
{
    const struct operation *o = &operations[node->operation.word];
    unsigned discard = wanted ? 0 : OPERAND_DISCARD, a;
    int32_t b;
    if (o->waits)
        compile_refuse_in_atomic(c, node, word_get(node->operation.word)->name);
    switch (o->shape) {
    case SHAPE_NAME:
        a = compile_name(c, node->operation.name, &b);
        emit(c, o->op, a, b);
        break;
    case SHAPE_TAKE:
        a = compile_counted(c, node, &b);
        compile_limit(c, node->operation.limit);
        emit_blocking(c, o, a | discard, b);
        break;
    case SHAPE_COUNT:
        compile_count(c, node, o);
        break;
    case SHAPE_PUT:
        a = compile_under_name(c, node->operation.name, node->operation.value, &b);
        compile_limit(c, node->operation.limit);
        emit_blocking(c, o, a | discard, b);
        break;
    case SHAPE_GIVE:
        a = compile_under_name(c, node->operation.name, node->operation.value, &b);
        emit(c, o->op, o->a | a, b);
        break;
    case SHAPE_FUTEX:
        compile_futex(c, node, discard);
        break;
    case SHAPE_WAIT:
        compile_wait(c, node, wanted);
        break;
    case SHAPE_JOIN:
        compile_join(c, node, discard);
        break;
    case SHAPE_PAUSE:
        compile_expression(c, node->operation.value);
        emit(c, o->begin, node->operation.items, 0);
        emit(c, o->op, node->operation.items, 0);
        break;
    case SHAPE_ASK:
    case SHAPE_FETCH:
        compile_outside(c, node, o, wanted);
        break;
    case SHAPE_SIMPLE:
        emit(c, o->op, 0, 0);
        break;
    case SHAPE_NONE:
        compiler_fail(c, node, "'%s' is no operation", word_get(node->operation.word)->name);
    }
}

/* ---- Assignments ----------------------------------------------------------------------------- */

static void compile_base(struct compiler *c, const char *name)
{
    struct place place = place_of(c, name);
    emit(c, OP_NAME_BASE, place_operand(&place), (int32_t)compiler_name(c, name));
}

/* b = a, where both may turn out to be arrays. */
static void compile_copy(struct compiler *c, const char *target, const char *source)
{
    uint32_t plain = label_new(c), next = label_new(c), end = label_new(c);
    uint32_t range = slot_take(c, 0, 2), index = slot_take(c, 0, 1);
    struct place place = place_of(c, source);
    compile_base(c, target);
    compile_base(c, source);
    emit_jump(c, OP_ARRAYS, plain);
    emit_slot(c, OP_RANGE_START, range);
    label_here(c, next);
    emit_slot(c, OP_RANGE_NEXT, range);
    emit_jump(c, OP_JUMP_IF_FALSE, end);
    emit_slot(c, OP_SLOT_STORE, index);
    compile_base(c, source);
    emit_slot(c, OP_SLOT_LOAD, index);
    emit(c, OP_INDEX_LOAD, 0, 0);
    compile_base(c, target);
    emit_slot(c, OP_SLOT_LOAD, index);
    emit(c, OP_INDEX_STORE, 0, 0);
    emit_slot(c, OP_SLOT_CLEAR, index);
    emit_jump(c, OP_JUMP, next);
    label_here(c, plain);
    emit(c, OP_NAME_LOAD, place_operand(&place), (int32_t)compiler_name(c, source));
    compile_store(c, target);
    label_here(c, end);
    slot_free(c, range, 2);
    slot_free(c, index, 1);
}

static void compile_compound(struct compiler *c, const struct node *node)
{
    enum program_operator operator= compile_operator(node->assign.does);
    const struct node *target = node->assign.target;
    uint32_t outer;
    if (target->kind == NODE_ELEMENT) {
        compile_name_text_of(c, target->element.name);
        compile_expression(c, target->element.index);
        outer = origin_set_part(c, target);
        emit(c, OP_INDEX_COMPOUND_READ, 0, 0);
        c->origin = outer;
        compile_value(c, node->assign.value);
        emit(c, OP_INDEX_COMPOUND_WRITE, operator, 0);
        return;
    }
    struct place place = place_of(c, target->text);
    if (place.direct) {
        emit_slot(c, OP_SLOT_LOAD, place.slot);
        compile_value(c, node->assign.value);
        emit(c, OP_BINARY, operator, 0);
        emit_slot(c, OP_SLOT_STORE, place.slot);
        return;
    }
    int32_t name = (int32_t)compiler_name(c, target->text);
    outer = origin_set_part(c, target);
    emit(c, OP_COMPOUND_READ, place_operand(&place), name);
    c->origin = outer;
    compile_value(c, node->assign.value);
    emit(c, OP_COMPOUND_WRITE, place_operand(&place) << 4 | operator, name);
}

static void compile_assign(struct compiler *c, const struct node *node)
{
    const struct node *target = node->assign.target, *value = node->assign.value;
    if (node->assign.does != OPERATOR_NOTHING) {
        compile_compound(c, node);
    } else if (target->kind == NODE_ELEMENT) {
        compile_value(c, value);
        compile_name_text_of(c, target->element.name);
        compile_expression(c, target->element.index);
        emit(c, OP_INDEX_STORE, 0, 0);
    } else if (value->kind == NODE_VARIABLE && !place_of(c, target->text).direct &&
               !place_of(c, value->text).direct) {
        compile_copy(c, target->text, value->text);
    } else {
        compile_value(c, value);
        compile_store(c, target->text);
    }
}

/* ---- Output ---------------------------------------------------------------------------------- */

static void compile_print(struct compiler *c, const struct node *node)
{
    const struct node *only = node->list && !node->list->next ? node->list : NULL;
    if (only && only->kind == NODE_TEMPLATE) {
        /* The pieces are printed as they are, so that the line does not become a text of its own.
         */
        emit(c, OP_PRINT, 1, (int32_t)compile_pieces(c, only));
        return;
    }
    emit(c, OP_PRINT, 0, (int32_t)compile_list(c, node->list));
}

static void compile_log(struct compiler *c, const struct node *node)
{
    static const char *const levels[] = {"debug", "info", "warning", "error"};
    unsigned level = 0;
    while (strcmp(levels[level], node->log.level) != 0)
        level++;
    emit(c, OP_LOG, level, (int32_t)compile_list(c, node->log.values));
}

static void compile_assert(struct compiler *c, const struct node *node)
{
    uint32_t holds = label_new(c);
    compile_expression(c, node->claim.condition);
    emit_jump(c, OP_JUMP_IF_TRUE, holds);
    if (node->claim.message)
        compile_expression(c, node->claim.message);
    emit(c, OP_ASSERTION_FAILED, node->claim.message != NULL, 0);
    label_here(c, holds);
}

static void compile_rename(struct compiler *c, const struct node *node)
{
    compile_name_pushed(c, node->rename.old);
    compile_name_pushed(c, node->rename.new);
    emit(c, OP_RENAME, 0, 0);
}

static void compile_daemon(struct compiler *c, const struct node *node)
{
    int32_t b;
    unsigned a = compile_name(c, node->daemon.name, &b);
    emit(c, OP_DAEMON, a | (unsigned)node->daemon.on << OPERAND_SHIFT, b);
}

/* ---- Which function compiles what ------------------------------------------------------------ */

/* Where the part of a command ends that stands before its first block. */
static uint32_t head_end(const struct node *node)
{
    const struct node *block = NULL;
    if (node->kind == NODE_SELECT)
        return node->begin + (uint32_t)strlen("select");
    switch (node->kind) {
    case NODE_IF:
        block = node->list->branch.body;
        break;
    case NODE_WHILE:
    case NODE_REPEAT:
        block = node->branch.body;
        break;
    case NODE_FOR_RANGE:
    case NODE_FOR_LIST:
    case NODE_FOR_THREADS:
    case NODE_FOR_RECEIVED:
        block = node->loop.body;
        break;
    case NODE_TRY:
        block = node->attempt.body;
        break;
    case NODE_CRITICAL:
    case NODE_WITH:
    case NODE_ONCE:
    case NODE_ATOMIC:
        block = node->guard.body;
        break;
    case NODE_DEFINE:
        block = node->define.body;
        break;
    case NODE_SPAWN:
        block = node->spawn.body;
        break;
    case NODE_OBJECTS:
        block = node->objects.objects->object.body;
        break;
    case NODE_ORDER:
        block = node->order.command;
        break;
    default:
        break;
    }
    return block && block->kind == NODE_BLOCK ? block->begin : node->end;
}

static void compile_kind(struct compiler *c, const struct node *node)
{
    switch (node->kind) {
    case NODE_OPERATION:
        compile_operation(c, node, false);
        break;
    case NODE_CALL:
    case NODE_BUILTIN:
        compile_expression(c, node);
        emit(c, OP_POP, 0, 0);
        break;
    case NODE_ORDER:
        compile_given_order(c, node);
        break;
    case NODE_OBJECTS:
        compile_objects(c, node);
        break;
    case NODE_DECLARE:
        compile_declare(c, node);
        break;
    case NODE_ASSIGN:
        compile_assign(c, node);
        break;
    case NODE_SPAWN:
        compile_spawn(c, node);
        break;
    case NODE_DEFINE:
        compile_define(c, node);
        break;
    case NODE_DAEMON:
        compile_daemon(c, node);
        break;
    case NODE_RENAME:
        compile_rename(c, node);
        break;
    case NODE_PRINT:
        compile_print(c, node);
        break;
    case NODE_LOG:
        compile_log(c, node);
        break;
    case NODE_IF:
        compile_if(c, node);
        break;
    case NODE_WHILE:
    case NODE_REPEAT:
    case NODE_FOR_RANGE:
    case NODE_FOR_LIST:
    case NODE_FOR_THREADS:
    case NODE_FOR_RECEIVED:
        compile_loop(c, node);
        break;
    case NODE_SELECT:
        compile_select(c, node);
        break;
    case NODE_BREAK:
    case NODE_CONTINUE:
        compile_break(c, node);
        break;
    case NODE_RETURN:
        compile_return(c, node);
        break;
    case NODE_RAISE:
        compile_raise(c, node);
        break;
    case NODE_TRY:
        compile_try(c, node);
        break;
    case NODE_ASSERT:
        compile_assert(c, node);
        break;
    case NODE_INVARIANT:
        compile_invariant(c, node);
        break;
    case NODE_CRITICAL:
    case NODE_WITH:
    case NODE_ONCE:
    case NODE_ATOMIC:
        compile_guard(c, node);
        break;
    case NODE_SETTING:
        break;
    default:
        compiler_fail(c, node, "this is no command for a thread");
    }
}

void compile_command(struct compiler *c, const struct node *node)
{
    if (node->kind == NODE_BLOCK) {
        compile_block(c, node);
        return;
    }
    if (c->all->emitted >= MOST_INSTRUCTIONS)
        return;
    uint32_t outer = origin_set(c, node->begin, head_end(node));
    compile_kind(c, node);
    c->origin = outer;
}

void compile_block(struct compiler *c, const struct node *node)
{
    for (const struct node *n = node->block.first; n; n = n->next)
        compile_command(c, n);
}
