/* c_try.c - errors that are caught: a `try` is a place that is kept (setjmp), to which whatever
 * fails in its block goes back (longjmp), and gives back on its way what `with` and the like hold.
 * See c_inside.h.
 *
 * A variable of the function's own that changes in the block has no certain value behind it, which
 * is C's rule: so it may not be used there. */
#include "export/c_inside.h"

#include <string.h>

/* ---- What cannot be -------------------------------------------------------------------------- */

struct changes {
    struct c *c;
    const struct node *block;
};

static void check(struct changes *w, const struct node *node, const char *name)
{
    const struct variable *v = name ? model_variable(w->c->model, w->c->unit, name) : NULL;
    if (v && v->unit && v->binding != SCOPE_BLOCK &&
        (v->binding == SCOPE_PARAMETER || v->source || !c_stays_inside(w->c, v, w->block)))
        c_refuse(w->c, node,
                 "'%s' changes in a `try` and is used behind it, where C does not know its value; "
                 "make it shared",
                 v->name);
}

static const char *named(const struct node *target)
{
    return !target                         ? NULL
           : target->kind == NODE_VARIABLE ? target->text
           : target->kind == NODE_ELEMENT  ? target->element.name
                                           : NULL;
}

static void see_change(void *context, const struct node *node)
{
    struct changes *w = context;
    if (node->kind == NODE_ASSIGN)
        check(w, node, named(node->assign.target));
    if (node->kind == NODE_BUILTIN && model_modifies_by(node->builtin.function) != OPERATOR_NOTHING)
        check(w, node, named(node->builtin.arguments));
    if (node->kind == NODE_DECLARE)
        check(w, node, node->declare.name);
    if (node->kind == NODE_SELECT)
        c_refuse(w->c, node, "`select` in a `try`, of whose variables C would not know the values");
    if (node->kind != NODE_SPAWN && node->kind != NODE_OBJECT)
        tree_each_child(node, see_change, w);
}

static void see_way_out(void *context, const struct node *node)
{
    struct c *c = context;
    if (node->kind == NODE_RETURN || node->kind == NODE_BREAK || node->kind == NODE_CONTINUE)
        c_refuse(c, node, "a way out that passes `finally`; leave behind the `try`");
    if (node->kind != NODE_SPAWN && node->kind != NODE_OBJECT)
        tree_each_child(node, see_way_out, c);
}

/* ---- Blocks ---------------------------------------------------------------------------------- */

/* What has a value for certain, and is there, counts no longer than its block. */
struct known {
    size_t assigned, present;
};

static struct known known(const struct c *c)
{
    return (struct known){c->assigned_count, c->present_count};
}

static void know(struct c *c, struct known before)
{
    c->assigned_count = before.assigned;
    c->present_count = before.present;
}

/* `struct attempt TRIED;` and its beginning, up to the block's. */
static const char *begin(struct c *c)
{
    const char *attempt = c_local(c, "tried");
    c_need(c, "attempt");
    target_line(&c->target, "struct attempt %s;", attempt);
    target_line(&c->target, "begin_attempt(&%s);", attempt);
    target_line(&c->target, "if (setjmp(%s.place) == 0) {", attempt);
    c->target.indentation++;
    return attempt;
}

static void put_body(struct c *c, const struct node *body)
{
    struct buffer inside = {0};
    struct known before = known(c);
    struct changes w = {c, body};
    tree_each_child(body, see_change, &w);
    c_write_inside(c, body, "end_attempt()", &inside);
    buffer_add(c->target.out, buffer_text(&inside), inside.length);
    if (!c_leaves(body))
        target_line(&c->target, "end_attempt();");
    know(c, before);
    c_forget_set(c, body);
    buffer_free(&inside);
}

static void find_use(void *context, const struct node *node)
{
    const char **name = context;
    if (*name && node->kind == NODE_VARIABLE && strcmp(node->text, *name) == 0)
        *name = NULL;
    tree_each_child(node, find_use, name);
}

/* The error's text is what C says of it. */
static void put_error(struct c *c, const struct node *node)
{
    const char *unused = node->attempt.variable;
    const struct variable *v = model_variable(c->model, c->unit, node->attempt.variable);
    find_use(&unused, node->attempt.handler);
    if (unused)
        return;
    c_need(c, "text");
    target_line(&c->target, "const char *%s = text(\"%%s\", error);", c_variable(c, v));
    target_notice(&c->target, node, "the text of an error is C's own in '%s'",
                  node->attempt.variable);
}

static void put_handler(struct c *c, const struct node *node)
{
    struct scope_block block;
    struct known before = known(c);
    const char *name = node->attempt.variable;
    if (!node->attempt.handler->block.first) {
        c->target.indentation--;
        target_line(&c->target, "}");
        return;
    }
    c->target.indentation--;
    target_line(&c->target, "} else {");
    c->target.indentation++;
    if (name) {
        model_enter(c->model, c->unit, &block, name, node);
        put_error(c, node);
    }
    c_block_here(c, node->attempt.handler);
    if (name)
        scope_leave(&c->unit->scope);
    know(c, before);
    c_forget_set(c, node->attempt.handler);
    c->target.indentation--;
    target_line(&c->target, "}");
}

static void put_caught(struct c *c, const struct node *node)
{
    begin(c);
    put_body(c, node->attempt.body);
    put_handler(c, node);
}

/* What failed fails again behind it. */
static void put_finally(struct c *c, const struct node *node)
{
    const char *why = c_local(c, "why");
    struct known before = known(c);
    see_way_out(c, node->attempt.body);
    if (node->attempt.handler)
        see_way_out(c, node->attempt.handler);
    c_need(c, "text");
    target_line(&c->target, "const char *%s = NULL;", why);
    begin(c);
    if (node->attempt.handler) {
        struct changes w = {c, node->attempt.handler};
        tree_each_child(node->attempt.handler, see_change, &w);
        put_caught(c, node);
        target_line(&c->target, "end_attempt();");
    } else {
        put_body(c, node->attempt.body);
    }
    c->target.indentation--;
    target_line(&c->target, "} else {");
    target_line(&c->target, "    %s = text(\"%%s\", error);", why);
    target_line(&c->target, "}");
    know(c, before);
    c_block_here(c, node->attempt.finally);
    if (c_leaves(node->attempt.finally))
        c_refuse(c, node, "a `finally` that leaves; let it come to its end");
    target_line(&c->target, "if (%s)", why);
    target_line(&c->target, "    fail(\"%%s\", %s);", why);
}

/* Nothing in it fails. */
static void put_plain(struct c *c, const struct node *node)
{
    if (node->attempt.finally)
        see_way_out(c, node->attempt.body);
    c_block_here(c, node->attempt.body);
    if (node->attempt.finally)
        c_block_here(c, node->attempt.finally);
}

/* Whether it can fail is known behind it, and so the draft before has found it. */
void c_try(struct c *c, const struct node *node)
{
    unsigned before = c->fails;
    if (!c_is_marked(c, node->attempt.body))
        put_plain(c, node);
    else if (node->attempt.finally)
        put_finally(c, node);
    else
        put_caught(c, node);
    if (c->fails != before)
        c_mark(c, node->attempt.body);
}
