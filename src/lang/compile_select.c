/* compile_select.c - select: what its cases send is evaluated first, then one of them goes on. */
#include "lang/compiler_inside.h"

static const struct node *operation_of(const struct node *one)
{
    const struct node *does = one->choice.does;
    return does && does->kind == NODE_ASSIGN ? does->assign.value : does;
}

/* DES item sends, for OP_SELECT. */
static void compile_offer(struct compiler *c, const struct node *operation)
{
    bool sends = operation->operation.word == WORD_SEND;
    compile_name_pushed(c, operation->operation.name);
    if (sends)
        compile_expression(c, operation->operation.value);
    else
        emit_constant(c, value_none());
    emit_constant(c, value_boolean(sends));
}

/* The received value lies on the stack. */
static void compile_received(struct compiler *c, const struct node *does)
{
    const struct node *target = does->kind == NODE_ASSIGN ? does->assign.target : NULL;
    if (!target) {
        emit(c, OP_POP, 0, 0);
    } else if (target->kind == NODE_ELEMENT) {
        compile_name_text_of(c, target->element.name);
        compile_expression(c, target->element.index);
        emit(c, OP_INDEX_STORE, 0, 0);
    } else {
        compile_store(c, target->text);
    }
}

/* The number of the case that went on lies on the stack over what it has received. */
static void compile_case(struct compiler *c, const struct node *one, int64_t number, uint32_t end)
{
    uint32_t next = label_new(c);
    emit(c, OP_DUPLICATE, 0, 0);
    emit_constant(c, value_integer(number));
    emit(c, OP_BINARY, BINARY_EQUAL, 0);
    emit_jump(c, OP_JUMP_IF_FALSE, next);
    emit(c, OP_POP, 0, 0);
    compile_received(c, one->choice.does);
    compile_block(c, one->choice.body);
    emit_jump(c, OP_JUMP, end);
    label_here(c, next);
}

void compile_select(struct compiler *c, const struct node *node)
{
    const struct node *other = NULL;
    uint32_t end = label_new(c);
    int32_t cases = 0;
    compile_refuse_in_atomic(c, node, "select");
    for (const struct node *one = node->list; one; one = one->next) {
        if (one->choice.does)
            compile_offer(c, operation_of(one)), cases++;
        else
            other = one;
    }
    bool waits = !other || other->choice.after;
    if (other && other->choice.after) {
        compile_expression(c, other->choice.after);
        emit(c, OP_DEADLINE, 0, 0);
    }
    emit(c, OP_SELECT, waits ? 0 : OPERAND_TRY, 3 * cases);
    emit(c, OP_WAIT_RESUME, waits ? 0 : OPERAND_TRY, 0);
    emit(c, OP_SELECTED, 0, 0);
    int64_t number = 0;
    for (const struct node *one = node->list; one; one = one->next)
        if (one->choice.does)
            compile_case(c, one, number++, end);
    emit(c, OP_POP, 0, 0);
    emit(c, OP_POP, 0, 0);
    if (other)
        compile_block(c, other->choice.body);
    label_here(c, end);
}
