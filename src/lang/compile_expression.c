/* compile_expression.c - expressions, and names where a thread or an object is named. */
#include "lang/compiler_inside.h"

#include <string.h>

/* ---- Names ----------------------------------------------------------------------------------- */

void compile_name_text_of(struct compiler *c, const char *name)
{
    struct place place = place_of(c, name);
    if (place.direct)
        emit_slot(c, OP_SLOT_LOAD, place.slot);
    else if (place.found)
        emit(c, OP_NAME_TEXT, place_operand(&place), (int32_t)compiler_name(c, name));
    else
        emit_text(c, name);
}

void compile_new_name(struct compiler *c, const struct node *name)
{
    if (name->name.bare) {
        compile_name_text_of(c, name->name.bare);
        return;
    }
    compile_expression(c, name->name.computed);
    if (!tree_is_text(name->name.computed))
        emit(c, OP_CHECK_NAME, 0, 0);
}

void compile_name_pushed(struct compiler *c, const struct node *name)
{
    compile_new_name(c, name);
    if (name->name.index) {
        compile_expression(c, name->name.index);
        emit(c, OP_ELEMENT, 0, 0);
    }
}

unsigned compile_name(struct compiler *c, const struct node *name, int32_t *b)
{
    *b = 0;
    if (name->name.bare && !name->name.index && !place_of(c, name->name.bare).found) {
        *b = (int32_t)compiler_name(c, name->name.bare);
        return OPERAND_NAMED;
    }
    compile_name_pushed(c, name);
    return 0;
}

struct kept_name kept_take(struct compiler *c, const struct node *name)
{
    struct kept_name kept = {.slot = NO_SLOT};
    kept.operand = compile_name(c, name, &kept.name);
    if (kept.operand == 0) {
        /* A private array must not get into a second slot. */
        emit(c, OP_CHECK_NAME, 0, 0);
        kept.slot = slot_take(c, 0, 1);
        emit_slot(c, OP_SLOT_STORE, kept.slot);
    }
    return kept;
}

void kept_push(struct compiler *c, const struct kept_name *kept)
{
    if (kept->slot != NO_SLOT)
        emit_slot(c, OP_SLOT_LOAD, kept->slot);
    else
        emit_constant(c, value_text(name_to_text(c->program->texts, (uint32_t)kept->name)));
}

void kept_emit(struct compiler *c, const struct kept_name *kept, enum program_opcode op, unsigned a)
{
    if (kept->slot != NO_SLOT)
        emit_slot(c, OP_SLOT_LOAD, kept->slot);
    emit(c, op, a | kept->operand, kept->name);
}

void kept_drop(struct compiler *c, const struct kept_name *kept)
{
    if (kept->slot != NO_SLOT)
        slot_drop(c, kept->slot, 1);
}

/* ---- Variables ------------------------------------------------------------------------------- */

static void load(struct compiler *c, const char *name)
{
    struct place place = place_of(c, name);
    if (place.direct)
        emit_slot(c, OP_SLOT_LOAD, place.slot);
    else
        emit(c, OP_NAME_LOAD, place_operand(&place), (int32_t)compiler_name(c, name));
}

void compile_store(struct compiler *c, const char *name)
{
    struct place place = place_of(c, name);
    if (place.direct)
        emit_slot(c, OP_SLOT_STORE, place.slot);
    else
        emit(c, OP_NAME_STORE, place_operand(&place), (int32_t)compiler_name(c, name));
}

/* ---- Operators ------------------------------------------------------------------------------- */

/* and, or: the right side is not evaluated where the left one decides. */
static void compile_logic(struct compiler *c, const struct node *node)
{
    uint32_t end = label_new(c);
    compile_expression(c, node->binary.left);
    emit(c, OP_CHECK_BOOLEAN, 0, 0);
    emit(c, OP_DUPLICATE, 0, 0);
    emit_jump(c, node->binary.does == OPERATOR_AND ? OP_JUMP_IF_FALSE : OP_JUMP_IF_TRUE, end);
    emit(c, OP_POP, 0, 0);
    compile_expression(c, node->binary.right);
    emit(c, OP_CHECK_BOOLEAN, 0, 0);
    label_here(c, end);
}

enum program_operator compile_operator(enum operator_id does)
{
    static const enum program_operator operators[] = {
        [OPERATOR_EQUAL] = BINARY_EQUAL,
        [OPERATOR_UNEQUAL] = BINARY_UNEQUAL,
        [OPERATOR_LESS] = BINARY_LESS,
        [OPERATOR_AT_MOST] = BINARY_LESS_EQUAL,
        [OPERATOR_MORE] = BINARY_GREATER,
        [OPERATOR_AT_LEAST] = BINARY_GREATER_EQUAL,
        [OPERATOR_ADD] = BINARY_ADD,
        [OPERATOR_SUBTRACT] = BINARY_SUBTRACT,
        [OPERATOR_MULTIPLY] = BINARY_MULTIPLY,
        [OPERATOR_DIVIDE] = BINARY_DIVIDE,
        [OPERATOR_REMAINDER] = BINARY_REMAINDER,
        [OPERATOR_BAND] = BINARY_BAND,
        [OPERATOR_BOR] = BINARY_BOR,
        [OPERATOR_BXOR] = BINARY_BXOR,
        [OPERATOR_LEFT] = BINARY_SHIFT_LEFT,
        [OPERATOR_RIGHT] = BINARY_SHIFT_RIGHT,
    };
    return operators[does];
}

static void compile_binary(struct compiler *c, const struct node *node)
{
    if (node->binary.does == OPERATOR_AND || node->binary.does == OPERATOR_OR) {
        compile_logic(c, node);
        return;
    }
    compile_expression(c, node->binary.left);
    compile_expression(c, node->binary.right);
    emit(c, OP_BINARY, compile_operator(node->binary.does), 0);
}

/* ---- Calls ----------------------------------------------------------------------------------- */

static void compile_call(struct compiler *c, const struct node *node)
{
    uint32_t count = compile_list(c, node->call.arguments);
    if (count > MOST_VALUES)
        compiler_fail(c, node, "a function takes at most %d values", MOST_VALUES);
    emit(c, OP_CALL, count, (int32_t)compiler_name(c, node->call.name));
}

static void compile_length(struct compiler *c, const struct node *of)
{
    struct place place = {0};
    if (of->kind == NODE_VARIABLE)
        place = place_of(c, of->text);
    if (of->kind == NODE_VARIABLE && !place.direct) {
        emit(c, OP_LENGTH, place_operand(&place), (int32_t)compiler_name(c, of->text));
        return;
    }
    compile_expression(c, of);
    emit(c, OP_LENGTH, 0, 0);
}

/* cas and the like: the variable, then the values. */
static void compile_modify(struct compiler *c, const struct node *arguments, unsigned which)
{
    unsigned a = which << OPERAND_SHIFT;
    int32_t b = 0;
    if (arguments->kind == NODE_ELEMENT) {
        compile_name_text_of(c, arguments->element.name);
        compile_expression(c, arguments->element.index);
        emit(c, OP_ELEMENT, 0, 0);
    } else if (place_of(c, arguments->text).found) {
        compile_name_text_of(c, arguments->text);
    } else {
        a |= OPERAND_NAMED;
        b = (int32_t)compiler_name(c, arguments->text);
    }
    compile_list(c, arguments->next);
    emit(c, OP_MODIFY, a, b);
}

enum builtin_form { FORM_NONE, FORM_VALUES, FORM_OBSERVE, FORM_MODIFY, FORM_LENGTH };

static void compile_builtin(struct compiler *c, const struct node *node)
{
    static const struct {
        enum builtin_form form;
        unsigned which; /* an opcode, an observation, or which modification */
    } builtins[WORD_COUNT] = {
        [WORD_TIME] = {FORM_VALUES, OP_TIME_OF_DAY},
        [WORD_ACTIVE] = {FORM_VALUES, OP_ACTIVE},
        [WORD_RANDOM] = {FORM_VALUES, OP_RANDOM},
        [WORD_CHOOSE] = {FORM_VALUES, OP_CHOOSE},
        [WORD_ALIVE] = {FORM_OBSERVE, OBSERVE_ALIVE},
        [WORD_DAEMON] = {FORM_OBSERVE, OBSERVE_DAEMON},
        [WORD_STATE] = {FORM_OBSERVE, OBSERVE_STATE},
        [WORD_RESULT] = {FORM_OBSERVE, OBSERVE_RESULT},
        [WORD_ISSET] = {FORM_OBSERVE, OBSERVE_ISSET},
        [WORD_LOCKED] = {FORM_OBSERVE, OBSERVE_LOCKED},
        [WORD_OWNER] = {FORM_OBSERVE, OBSERVE_OWNER},
        [WORD_VALUE] = {FORM_OBSERVE, OBSERVE_VALUE},
        [WORD_BROKEN] = {FORM_OBSERVE, OBSERVE_BROKEN},
        [WORD_WAITING] = {FORM_OBSERVE, OBSERVE_WAITING},
        [WORD_CAS] = {FORM_MODIFY, MODIFY_CAS},
        [WORD_ADD] = {FORM_MODIFY, MODIFY_ADD},
        [WORD_SWAP] = {FORM_MODIFY, MODIFY_SWAP},
        [WORD_COMPARE] = {FORM_MODIFY, MODIFY_COMPARE},
        [WORD_BAND] = {FORM_MODIFY, MODIFY_BAND},
        [WORD_BOR] = {FORM_MODIFY, MODIFY_BOR},
        [WORD_BXOR] = {FORM_MODIFY, MODIFY_BXOR},
        [WORD_LEN] = {FORM_LENGTH, 0},
    };
    enum word_id word = node->builtin.function;
    const struct node *arguments = node->builtin.arguments;
    unsigned which = builtins[word].which;
    switch (builtins[word].form) {
    case FORM_VALUES:
        compile_list(c, arguments);
        emit(c, (enum program_opcode)which, 0, 0);
        break;
    case FORM_OBSERVE: {
        int32_t b;
        unsigned named = compile_name(c, arguments, &b);
        emit(c, OP_OBSERVE, which << OPERAND_SHIFT | named, b);
        break;
    }
    case FORM_MODIFY:
        compile_modify(c, arguments, which);
        break;
    case FORM_LENGTH:
        compile_length(c, arguments);
        break;
    case FORM_NONE:
        compiler_fail(c, node, "'%s' is no function", word_get(word)->name);
    }
}

/* ---- Expressions ----------------------------------------------------------------------------- */

uint32_t compile_list(struct compiler *c, const struct node *first)
{
    uint32_t count = 0;
    for (const struct node *n = first; n; n = n->next, count++)
        compile_expression(c, n);
    return count;
}

uint32_t compile_pieces(struct compiler *c, const struct node *text)
{
    if (text->kind == NODE_TEMPLATE)
        return compile_list(c, text->list);
    compile_expression(c, text);
    return 1;
}

void compile_expression(struct compiler *c, const struct node *node)
{
    uint32_t outer;
    switch (node->kind) {
    case NODE_INTEGER:
        emit_constant(c, value_integer(node->integer));
        break;
    case NODE_DURATION:
        emit_constant(c, value_duration(node->integer));
        break;
    case NODE_BOOLEAN:
        emit_constant(c, value_boolean(node->boolean));
        break;
    case NODE_NONE:
        emit_constant(c, value_none());
        break;
    case NODE_TEXT:
        emit_text(c, node->text);
        break;
    case NODE_TEMPLATE:
        emit(c, OP_TEXT_JOIN, 0, (int32_t)compile_pieces(c, node));
        break;
    case NODE_ME:
        emit(c, OP_ME, 0, 0);
        break;
    case NODE_NOW:
        emit(c, OP_NOW, 0, 0);
        break;
    case NODE_VARIABLE:
        outer = origin_set_part(c, node);
        load(c, node->text);
        c->origin = outer;
        break;
    case NODE_ELEMENT:
        compile_name_text_of(c, node->element.name);
        compile_expression(c, node->element.index);
        outer = origin_set_part(c, node);
        emit(c, OP_INDEX_LOAD, 0, 0);
        c->origin = outer;
        break;
    case NODE_CALL:
        compile_call(c, node);
        break;
    case NODE_BUILTIN:
        outer = origin_set_part(c, node);
        compile_builtin(c, node);
        c->origin = outer;
        break;
    case NODE_NEGATE:
        compile_expression(c, node->operand);
        emit(c, OP_NEGATE, 0, 0);
        break;
    case NODE_NOT:
        compile_value(c, node->operand);
        emit(c, OP_NOT, 0, 0);
        break;
    case NODE_BINARY:
        compile_binary(c, node);
        break;
    default:
        compiler_fail(c, node, "this has no value");
    }
}

void compile_value(struct compiler *c, const struct node *node)
{
    if (node->kind != NODE_OPERATION) {
        compile_expression(c, node);
        return;
    }
    uint32_t outer = origin_set_part(c, node);
    compile_operation(c, node, true);
    c->origin = outer;
}
