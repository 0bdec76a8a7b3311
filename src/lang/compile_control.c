/* compile_control.c - if, loops, and what raises, catches and tidies up: try, with, once, critical,
 * atomic. */
#include "lang/compiler_inside.h"

/* ---- Branches -------------------------------------------------------------------------------- */

void compile_if(struct compiler *c, const struct node *node)
{
    uint32_t end = label_new(c);
    for (const struct node *n = node->list; n; n = n->next) {
        uint32_t next = label_new(c);
        if (n->branch.condition) {
            uint32_t outer = origin_set(c, n->begin, n->branch.body->begin);
            compile_value(c, n->branch.condition);
            emit_jump(c, OP_JUMP_IF_FALSE, next);
            c->origin = outer;
        }
        compile_block(c, n->branch.body);
        if (n->next)
            emit_jump(c, OP_JUMP, end);
        label_here(c, next);
    }
    label_here(c, end);
}

/* ---- Loops ----------------------------------------------------------------------------------- */

/* The hidden slots that say how far a loop has come; count 0 for `while`. */
struct progress {
    uint32_t slot, count;
    uint32_t values;          /* for x in A, B, C */
    struct kept_name channel; /* for x from ch */
};

static struct progress begin_repeat(struct compiler *c, const struct node *node)
{
    struct progress p = {.slot = slot_take(c, 0, 1), .count = 1};
    compile_expression(c, node->branch.condition);
    emit_slot(c, OP_REPEAT_START, p.slot);
    return p;
}

static struct progress begin_range(struct compiler *c, const struct node *node)
{
    struct progress p = {.slot = slot_take(c, 0, 2), .count = 2};
    compile_expression(c, node->loop.low);
    compile_expression(c, node->loop.high);
    emit_slot(c, OP_RANGE_START, p.slot);
    return p;
}

static struct progress begin_list(struct compiler *c, const struct node *node)
{
    struct progress p = {0};
    for (const struct node *n = node->loop.values; n; n = n->next)
        p.values++;
    if (p.values > MOST_LISTED) {
        compiler_fail(c, node, "a list has at most %d values", MOST_LISTED);
        return p;
    }
    p.count = p.values + 1;
    p.slot = slot_take(c, 0, p.count);
    emit_slot(c, OP_SLOT_CLEAR, p.slot);
    uint32_t slot = p.slot;
    for (const struct node *n = node->loop.values; n; n = n->next) {
        compile_expression(c, n);
        emit_slot(c, OP_SLOT_STORE, ++slot);
    }
    return p;
}

static struct progress begin_threads(struct compiler *c)
{
    struct progress p = {.slot = slot_take(c, 0, 2), .count = 2};
    emit_slot(c, OP_SLOT_CLEAR, p.slot);
    emit_slot(c, OP_THREADS, p.slot + 1);
    return p;
}

static struct progress begin_loop(struct compiler *c, const struct node *node)
{
    switch (node->kind) {
    case NODE_REPEAT:
        return begin_repeat(c, node);
    case NODE_FOR_RANGE:
        return begin_range(c, node);
    case NODE_FOR_LIST:
        return begin_list(c, node);
    case NODE_FOR_THREADS:
        return begin_threads(c);
    case NODE_FOR_RECEIVED:
        compile_refuse_in_atomic(c, node, "for ... from");
        return (struct progress){.channel = kept_take(c, node->loop.channel)};
    default:
        return (struct progress){0};
    }
}

/* Pushes whether there is a further turn, and under it the loop's value where it has one. */
static void next_turn(struct compiler *c, const struct node *node, const struct progress *p)
{
    const unsigned till_closed = 1 << OPERAND_SHIFT;
    switch (node->kind) {
    case NODE_REPEAT:
        emit_slot(c, OP_REPEAT_NEXT, p->slot);
        break;
    case NODE_FOR_RANGE:
        emit_slot(c, OP_RANGE_NEXT, p->slot);
        break;
    case NODE_FOR_LIST:
        emit(c, OP_LIST_NEXT, p->values, (int32_t)p->slot);
        break;
    case NODE_FOR_THREADS:
        emit_slot(c, OP_ARRAY_NEXT, p->slot);
        break;
    case NODE_FOR_RECEIVED:
        kept_emit(c, &p->channel, OP_RECEIVE, till_closed);
        emit(c, OP_WAIT_RESUME, till_closed, 0);
        emit(c, OP_RECEIVED, 0, 0);
        break;
    default:
        compile_value(c, node->branch.condition);
    }
}

void compile_loop(struct compiler *c, const struct node *node)
{
    bool named = node->kind == NODE_FOR_RANGE || node->kind == NODE_FOR_LIST ||
                 node->kind == NODE_FOR_THREADS || node->kind == NODE_FOR_RECEIVED;
    struct context loop = {.on_break = label_new(c), .on_continue = label_new(c)};
    uint32_t turn = label_new(c);
    struct progress progress = begin_loop(c, node);
    loop.slot = slot_take(c, 0, 1);
    emit_slot(c, OP_LOOP_ENTER, loop.slot);
    context_push(c, &loop, CONTEXT_LOOP);
    struct scope_block block;
    uint32_t slot = NO_SLOT;
    label_here(c, turn);
    next_turn(c, node, &progress);
    emit_jump(c, OP_JUMP_IF_FALSE, loop.on_break);
    if (named) {
        slot = slot_take(c, compiler_name(c, node->loop.variable), 1);
        emit_slot(c, OP_SLOT_STORE, slot);
        names_enter(c, &block, node->loop.variable, slot);
    }
    compile_block(c, named ? node->loop.body : node->branch.body);
    if (named)
        scope_leave(&c->scope);
    label_here(c, loop.on_continue);
    emit_slot(c, OP_LOOP_TURN, loop.slot);
    emit_jump(c, OP_JUMP, turn);
    context_pop(c, &loop);
    label_here(c, loop.on_break);
    emit_slot(c, OP_LOOP_LEAVE, loop.slot);
    slot_free(c, loop.slot, 1);
    if (named)
        slot_drop(c, slot, 1);
    slot_drop(c, progress.slot, progress.count);
    if (node->kind == NODE_FOR_RECEIVED)
        kept_drop(c, &progress.channel);
}

/* ---- Errors ---------------------------------------------------------------------------------- */

void compile_raise(struct compiler *c, const struct node *node)
{
    if (node->operand) {
        compile_expression(c, node->operand);
        emit(c, OP_RAISE, 0, 0);
        return;
    }
    const struct context *x = c->context;
    while (x && x->kind != CONTEXT_HANDLER)
        x = x->outer;
    if (x)
        emit_slot(c, OP_RERAISE, x->slot);
    else
        compiler_fail(c, node, "'raise' alone raises a caught error again, inside 'catch' only");
}

/* try and catch, without finally. */
static void compile_catch(struct compiler *c, const struct node *node)
{
    struct context protected = {.slot = slot_take(c, 0, 2), .handler = label_new(c)};
    struct context handler = {.slot = protected.slot, .name_slot = NO_SLOT};
    struct scope_block block;
    uint32_t end = label_new(c), mark = slot_mark(c);
    context_push_range(c, &protected, CONTEXT_CATCH, RANGE_CATCH);
    compile_block(c, node->attempt.body);
    context_pop(c, &protected);
    emit_jump(c, OP_JUMP, end);
    label_here(c, protected.handler);
    slot_clear_since(c, mark);
    context_push(c, &handler, CONTEXT_HANDLER);
    if (node->attempt.variable) {
        handler.name_slot = slot_take(c, compiler_name(c, node->attempt.variable), 1);
        emit_slot(c, OP_CATCH_TEXT, handler.slot);
        emit_slot(c, OP_SLOT_STORE, handler.name_slot);
        names_enter(c, &block, node->attempt.variable, handler.name_slot);
    }
    compile_block(c, node->attempt.handler);
    if (node->attempt.variable)
        scope_leave(&c->scope);
    context_leave(c, &handler);
    context_pop(c, &handler);
    if (node->attempt.variable)
        slot_free(c, handler.name_slot, 1);
    slot_free(c, handler.slot, 2);
    label_here(c, end);
}

void compile_try(struct compiler *c, const struct node *node)
{
    const struct node *finally = node->attempt.finally;
    if (!finally) {
        compile_catch(c, node);
        return;
    }
    struct context protected = {.slot = slot_take(c, 0, 2), .handler = label_new(c)};
    uint32_t end = label_new(c), mark = slot_mark(c);
    protected.finally = finally;
    context_push_range(c, &protected, CONTEXT_FINALLY, RANGE_CLEANUP);
    if (node->attempt.handler)
        compile_catch(c, node);
    else
        compile_block(c, node->attempt.body);
    context_pop(c, &protected);
    compile_finally(c, finally, NO_SLOT);
    emit_jump(c, OP_JUMP, end);
    label_here(c, protected.handler);
    slot_clear_since(c, mark);
    compile_finally(c, finally, protected.slot);
    emit_slot(c, OP_RERAISE, protected.slot);
    slot_free(c, protected.slot, 2);
    label_here(c, end);
}

/* ---- with, once, critical, atomic ------------------------------------------------------------ */

static void compile_atomic(struct compiler *c, const struct node *node)
{
    struct context atomic = {0};
    emit(c, OP_ATOMIC_BEGIN, 0, 0);
    context_push(c, &atomic, CONTEXT_ATOMIC);
    c->atomic++;
    compile_block(c, node->guard.body);
    context_pop(c, &atomic);
    context_leave(c, &atomic);
}

static enum program_opcode entering(const struct node *node)
{
    if (node->kind == NODE_ONCE)
        return OP_ONCE_ENTER;
    if (node->kind == NODE_CRITICAL)
        return OP_CRITICAL_ENTER;
    return node->guard.mode == WORD_RDLOCK   ? OP_RDLOCK
           : node->guard.mode == WORD_WRLOCK ? OP_WRLOCK
                                             : OP_ACQUIRE;
}

void compile_guard(struct compiler *c, const struct node *node)
{
    static const struct {
        const char *word;
        enum context_kind context;
        enum program_opcode fail; /* what an error that leaves it does */
    } guards[] = {
        [NODE_WITH] = {"with", CONTEXT_WITH, OP_RELEASE},
        [NODE_ONCE] = {"once", CONTEXT_ONCE, OP_ONCE_ABANDON},
        [NODE_CRITICAL] = {"critical", CONTEXT_CRITICAL, OP_CRITICAL_LEAVE},
    };
    if (node->kind == NODE_ATOMIC) {
        compile_atomic(c, node);
        return;
    }
    if (node->kind != NODE_CRITICAL)
        compile_refuse_in_atomic(c, node, guards[node->kind].word);
    else if (node->guard.name->name.index)
        compiler_fail(c, node, "there are no arrays of critical sections; name them \"c{i}\"");
    uint32_t end = label_new(c);
    struct context guard = {.slot = slot_take(c, 0, 2), .handler = label_new(c)};
    guard.kept = kept_take(c, node->guard.name);
    kept_emit(c, &guard.kept, entering(node), node->kind == NODE_WITH ? OPERAND_DISCARD : 0);
    uint32_t enters = c->code_count - 1;
    if (node->kind == NODE_WITH && node->guard.mode != WORD_ACQUIRE)
        emit(c, OP_WAIT_RESUME, OPERAND_DISCARD | guard.kept.operand, guard.kept.name);
    uint32_t entered = c->code_count;
    if (node->kind == NODE_ONCE)
        emit_jump(c, OP_JUMP_IF_FALSE, end);
    context_push_range(c, &guard, guards[node->kind].context, RANGE_CLEANUP);
    for (uint32_t at = enters; at < entered; at++)
        context_entered(&guard, at);
    compile_block(c, node->guard.body);
    context_leave(c, &guard);
    context_pop(c, &guard);
    emit_jump(c, OP_JUMP, end);
    label_here(c, guard.handler);
    kept_emit(c, &guard.kept, guards[node->kind].fail, 0);
    emit_slot(c, OP_RERAISE, guard.slot);
    label_here(c, end);
    kept_drop(c, &guard.kept);
    slot_free(c, guard.slot, 2);
}
