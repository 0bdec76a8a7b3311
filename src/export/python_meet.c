/* python_meet.c - what is handed from thread to thread: channels, select, queues that are closed,
 * futures; and futexes. See python_inside.h. */
#include "export/python_inside.h"

#include <string.h>

static void method(struct python *p, const struct node *node, const char *name, struct buffer *out)
{
    python_named(p, node->operation.name, false, out);
    buffer_printf(out, ".%s(", name);
}

/* What is left of its arguments: what it waits for at most. */
static void finish(struct python *p, const struct node *limit, const char *before,
                   struct buffer *out)
{
    if (limit) {
        buffer_puts(out, before);
        python_seconds(p, limit, out);
    }
    buffer_puts(out, ")");
}

/* ---- Channels -------------------------------------------------------------------------------- */

void python_send(struct python *p, const struct node *node, struct buffer *out)
{
    method(p, node, "send", out);
    python_expression(p, node->operation.value, BINDS_ANYHOW, out);
    finish(p, node->operation.limit, ", ", out);
}

void python_receive(struct python *p, const struct node *node, struct buffer *out)
{
    method(p, node, "receive", out);
    finish(p, node->operation.limit, "", out);
}

static const struct node *offer_of(const struct node *branch)
{
    const struct node *does = branch->choice.does;
    return does && does->kind == NODE_ASSIGN ? does->assign.value : does;
}

static void add_offer(struct python *p, const struct node *offer, struct buffer *out)
{
    bool sends = offer->operation.word == WORD_SEND;
    buffer_puts(out, out->length ? ", " : "");
    method(p, offer, sends ? "sending" : "receiving", out);
    if (sends)
        python_expression(p, offer->operation.value, BINDS_ANYHOW, out);
    buffer_puts(out, ")");
}

static bool receives(const struct node *select)
{
    for (const struct node *n = select->list; n; n = n->next)
        if (n->choice.does && n->choice.does->kind == NODE_ASSIGN)
            return true;
    return false;
}

static void put_branch(struct python *p, const struct node *n, const char *received)
{
    p->target.indentation++;
    size_t before = p->target.out->length;
    if (n->choice.does && n->choice.does->kind == NODE_ASSIGN)
        python_assign_text(p, n->choice.does, received);
    p->target.indentation--;
    if (before == p->target.out->length || n->choice.body->block.first)
        python_block(p, n->choice.body);
}

void python_select(struct python *p, const struct node *node)
{
    struct buffer cases = {0};
    const char *which = target_name(&p->target, " which"), *received = "_";
    const struct node *otherwise = NULL;
    unsigned number = 0;
    for (const struct node *n = node->list; n; n = n->next)
        if (offer_of(n))
            add_offer(p, offer_of(n), &cases);
        else
            otherwise = n;
    if (otherwise && otherwise->choice.after) {
        buffer_puts(&cases, ", timeout=");
        python_seconds(p, otherwise->choice.after, &cases);
    } else if (otherwise) {
        buffer_puts(&cases, ", timeout=0");
    }
    if (receives(node))
        received = target_name(&p->target, " received");
    target_line(&p->target, "%s, %s = select(%s)", which, received, buffer_text(&cases));
    for (const struct node *n = node->list; n; n = n->next) {
        if (!offer_of(n))
            continue;
        if (number && !n->next && !otherwise)
            target_line(&p->target, "else:");
        else
            target_line(&p->target, "%s %s == %u:", number ? "elif" : "if", which, number);
        put_branch(p, n, received);
        number++;
    }
    if (otherwise && otherwise->choice.body->block.first) {
        target_line(&p->target, "else:");
        put_branch(p, otherwise, received);
    }
    buffer_free(&cases);
}

/* ---- Queues that are closed ------------------------------------------------------------------ */

void python_closable(struct python *p, const struct node *node, struct buffer *out)
{
    const struct node *value = node->operation.value;
    bool puts = node->operation.word == WORD_PUT || node->operation.word == WORD_TRYPUT;
    bool tries = node->operation.word == WORD_TRYPUT || node->operation.word == WORD_TRYGET;
    method(p, node, puts ? "put" : "get", out);
    if (puts)
        python_expression(p, value, BINDS_ANYHOW, out);
    if (tries)
        buffer_puts(out, puts ? ", 0" : "0");
    finish(p, node->operation.limit, puts ? ", " : "", out);
}

/* ---- Futures --------------------------------------------------------------------------------- */

void python_resolve(struct python *p, const struct node *node, struct buffer *out)
{
    bool fails = node->operation.word == WORD_FAIL;
    method(p, node, fails ? "set_exception" : "set_result", out);
    if (fails) {
        buffer_puts(out, "RuntimeError(");
        python_printed(p, node->operation.value, out);
        buffer_puts(out, ")");
    } else {
        python_expression(p, node->operation.value, BINDS_ANYHOW, out);
    }
    buffer_puts(out, ")");
}

void python_await(struct python *p, const struct node *node, struct buffer *out)
{
    if (!node->operation.limit) {
        method(p, node, "result", out);
        buffer_puts(out, ")");
        return;
    }
    python_need(p, HELPER_RESULT_WITHIN);
    buffer_puts(out, "result_within(");
    python_named(p, node->operation.name, false, out);
    finish(p, node->operation.limit, ", ", out);
}

/* ---- Futexes --------------------------------------------------------------------------------- */

bool python_is_futex(struct python *p, const struct variable *v)
{
    return !v->unit && p->futexes && v->made->made == WORD_ATOMIC;
}

void python_futex(struct python *p, const struct node *node, struct buffer *out)
{
    const struct node *name = node->operation.name, *value = node->operation.value;
    const struct variable *v =
        name->name.bare ? model_variable(p->model, p->unit, name->name.bare) : NULL;
    if (!v || !python_is_futex(p, v) || (name->name.index != NULL) != v->array) {
        target_refuse(&p->target, node, "cannot be Python: which variable a futex is at");
        return;
    }
    buffer_puts(out, python_variable(p, v));
    if (name->name.index) {
        buffer_puts(out, "[");
        python_index(p, name->name.index, out);
        buffer_puts(out, "]");
    }
    buffer_printf(out, ".%s(", node->operation.wakes ? "wake" : "wait");
    if (value)
        python_expression(p, value, BINDS_ANYHOW, out);
    if (value && !node->operation.wakes &&
        model_traits(p->model, p->unit, value).types != v->value.types)
        target_refuse(&p->target, node,
                      "cannot be Python: a futex that waits for a value of another type");
    finish(p, node->operation.limit, ", ", out);
}
