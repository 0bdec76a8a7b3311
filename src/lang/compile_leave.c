/* compile_leave.c - leaving blocks: by their end, by `break`, `continue` and `return`, from the
 * inside out; and which instructions the ranges of a block cover.
 *
 * What leaves a block is not covered by it: an error in a `finally` must not run it again. Where
 * several blocks are left at once, the code that leaves an outer one is not covered by those inside
 * of it either. The instruction that releases what `with` holds is covered in a way of its own
 * (RANGE_LEAVING): a thread that is interrupted in front of it has to release, but where it fails
 * it is not done once more. */
#include "lang/compiler_inside.h"

#include "base/memory.h"

#include <stdlib.h>

/* ---- Contexts -------------------------------------------------------------------------------- */

void context_push(struct compiler *c, struct context *context, enum context_kind kind)
{
    context->kind = kind;
    context->outer = c->context;
    context->blocks = c->scope.blocks;
    context->atomic = c->atomic;
    c->context = context;
}

static void context_open(struct compiler *c, struct context *context)
{
    context->open = context->ranged;
    context->opened = c->code_count;
}

void context_push_range(struct compiler *c, struct context *context, enum context_kind kind,
                        enum range_kind range)
{
    context_push(c, context, kind);
    context->ranged = true;
    context->range = range;
    context_open(c, context);
}

static void add_segment(struct context *context, enum range_kind kind, uint32_t first, uint32_t end)
{
    MEMORY_ROOM_FOR_ONE(context->segments, context->segment_count, context->segment_capacity);
    context->segments[context->segment_count++] = (struct segment){kind, first, end};
}

void context_close(struct compiler *c, struct context *context)
{
    if (context->open && context->opened < c->code_count)
        add_segment(context, context->range, context->opened, c->code_count);
    context->open = false;
}

void context_pop(struct compiler *c, struct context *context)
{
    context_close(c, context);
    for (uint32_t i = 0; i < context->segment_count; i++) {
        MEMORY_ROOM_FOR_ONE(c->ranges, c->range_count, c->range_capacity);
        c->ranges[c->range_count++] = (struct range){.kind = context->segments[i].kind,
                                                     .first = context->segments[i].first,
                                                     .end = context->segments[i].end,
                                                     .handler = context->handler,
                                                     .slot = context->slot};
    }
    free(context->segments);
    context->segments = NULL;
    c->context = context->outer;
    c->atomic = context->atomic;
}

/* ---- The code that leaves -------------------------------------------------------------------- */

void compile_finally(struct compiler *c, const struct node *block, uint32_t pair)
{
    struct context copy = {.slot = pair};
    context_push_range(c, &copy, CONTEXT_IN_FINALLY, RANGE_FINALLY);
    compile_block(c, block);
    context_pop(c, &copy);
}

static void clear_pair(struct compiler *c, uint32_t slot)
{
    emit_slot(c, OP_SLOT_CLEAR, slot);
    emit_slot(c, OP_SLOT_CLEAR, slot + 1);
}

void context_entered(struct context *context, uint32_t at)
{
    add_segment(context, RANGE_ENTERING, at, at + 1);
}

/* The instruction that leaves what `with`, `once` or `critical` has entered. */
static void leave_guard(struct compiler *c, struct context *context, enum program_opcode op)
{
    if (context->kept.slot != NO_SLOT)
        emit_slot(c, OP_SLOT_LOAD, context->kept.slot);
    context_close(c, context);
    emit(c, op, context->kept.operand, context->kept.name);
    add_segment(context, RANGE_LEAVING, c->code_count - 1, c->code_count);
}

static void clear_kept(struct compiler *c, const struct context *context)
{
    if (context->kept.slot != NO_SLOT)
        emit_slot(c, OP_SLOT_CLEAR, context->kept.slot);
}

void context_leave(struct compiler *c, struct context *context)
{
    switch (context->kind) {
    case CONTEXT_LOOP:
        emit_slot(c, OP_LOOP_LEAVE, context->slot);
        break;
    case CONTEXT_WITH:
        leave_guard(c, context, OP_RELEASE);
        clear_kept(c, context);
        break;
    case CONTEXT_ONCE:
        leave_guard(c, context, OP_ONCE_LEAVE);
        clear_kept(c, context);
        break;
    case CONTEXT_CRITICAL:
        leave_guard(c, context, OP_CRITICAL_LEAVE);
        clear_kept(c, context);
        break;
    case CONTEXT_ATOMIC:
        emit(c, OP_ATOMIC_END, 0, 0);
        break;
    case CONTEXT_CATCH:
        context_close(c, context);
        break;
    case CONTEXT_HANDLER:
        if (context->name_slot != NO_SLOT)
            emit_slot(c, OP_SLOT_CLEAR, context->name_slot);
        clear_pair(c, context->slot);
        break;
    case CONTEXT_FINALLY:
        context_close(c, context);
        compile_finally(c, context->finally, NO_SLOT);
        break;
    case CONTEXT_IN_FINALLY:
        context_close(c, context);
        if (context->slot != NO_SLOT)
            clear_pair(c, context->slot);
        break;
    }
}

/* Leaves everything inside of `target`; the jump or return follows, then stay(). */
static void leave_up_to(struct compiler *c, const struct context *target)
{
    struct context *innermost = c->context;
    const struct scope_block *blocks = c->scope.blocks;
    unsigned atomic = c->atomic;
    for (struct context *x = innermost; x != target; x = x->outer) {
        /* What leaves it stands around it. */
        c->context = x->outer;
        c->scope.blocks = x->blocks;
        c->atomic = x->atomic;
        context_leave(c, x);
    }
    c->context = innermost;
    c->scope.blocks = blocks;
    c->atomic = atomic;
}

/* What is behind the jump is inside again. */
static void stay(struct compiler *c, const struct context *target)
{
    for (struct context *x = c->context; x != target; x = x->outer)
        context_open(c, x);
}

void compile_break(struct compiler *c, const struct node *node)
{
    const struct context *loop = c->context;
    while (loop && loop->kind != CONTEXT_LOOP)
        loop = loop->outer;
    if (!loop) {
        compiler_fail(c, node, "'%s' stands outside of every loop",
                      node->kind == NODE_BREAK ? "break" : "continue");
        return;
    }
    leave_up_to(c, loop);
    emit_jump(c, OP_JUMP, node->kind == NODE_BREAK ? loop->on_break : loop->on_continue);
    stay(c, loop);
}

/* Whether leaving everything runs more than what belongs to loops, so that nothing may be in hand.
 */
static bool leaves_blocks(const struct compiler *c)
{
    for (const struct context *x = c->context; x; x = x->outer)
        if (x->kind != CONTEXT_LOOP && x->kind != CONTEXT_CATCH)
            return true;
    return false;
}

void compile_return(struct compiler *c, const struct node *node)
{
    if (node->operand)
        compile_expression(c, node->operand);
    else
        emit_constant(c, value_none());
    if (c->returns_to_label) {
        /* Its value is nobody's; behind its body the barrier opens, or the timer is set again. */
        emit(c, OP_POP, 0, 0);
        leave_up_to(c, NULL);
        emit_jump(c, OP_JUMP, c->return_label);
    } else if (leaves_blocks(c)) {
        uint32_t value = slot_take(c, 0, 1);
        emit_slot(c, OP_SLOT_STORE, value);
        leave_up_to(c, NULL);
        emit_slot(c, OP_SLOT_LOAD, value);
        emit(c, OP_RETURN, 0, 0);
        slot_free(c, value, 1);
    } else {
        leave_up_to(c, NULL);
        emit(c, OP_RETURN, 0, 0);
    }
    stay(c, NULL);
}
