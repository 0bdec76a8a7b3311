/* c_effect.c - what evaluating an expression has to do with the rest of the line, and several in
 * their order. See c_inside.h. */
#include "export/c_inside.h"

#include <string.h>

/* ---- What an expression does ----------------------------------------------------------------- */

bool c_is_length(struct c *c, const struct node *n)
{
    const struct node *of =
        n->kind == NODE_BUILTIN && n->builtin.function == WORD_LEN ? n->builtin.arguments : NULL;
    const struct variable *v =
        of && of->kind == NODE_VARIABLE ? model_variable(c->model, c->unit, of->text) : NULL;
    return v && v->array && v->made && v->made->size && v->made->size->kind == NODE_INTEGER;
}

bool c_is_int(struct c *c, const struct node *n)
{
    if (n->kind == NODE_NEGATE)
        return c_is_int(c, n->operand);
    return n->kind == NODE_INTEGER || c_is_length(c, n);
}

void c_widen(struct buffer *value)
{
    const char *text = buffer_text(value);
    bool apart = *text == '(';
    const char *number = text + apart, *digits = number + (*number == '-');
    size_t length = strspn(digits, "0123456789");
    struct buffer wide = {0};
    if (length && strcmp(digits + length, apart ? ")" : "") == 0)
        buffer_printf(&wide, "INT64_C(%.*s)", (int)((size_t)(digits - number) + length), number);
    else if (strcmp(text, "INT64_MIN") == 0)
        return;
    else
        buffer_printf(&wide, "(int64_t)%s", text);
    buffer_free(value);
    *value = wide;
}

static bool divides_safely(const struct node *by)
{
    return (by->kind == NODE_INTEGER || by->kind == NODE_DURATION) && by->integer != 0 &&
           by->integer != -1;
}

/* A number of places that is known to be one, and that leaves the number in its 64 bits. */
bool c_shifts_safely(enum operator_id does, struct traits left, const struct node *by)
{
    bool known = by && by->kind == NODE_INTEGER && by->integer >= 0 && by->integer < BITS_MOST;
    return known && (does == OPERATOR_RIGHT ||
                     (!left.negative && left.bits + (unsigned)by->integer <= BITS_MOST));
}

/* An operation on numbers that may be an error. */
bool c_may_fail(enum operator_id does, struct traits left, struct traits right,
                const struct node *by)
{
    if (does == OPERATOR_LEFT || does == OPERATOR_RIGHT)
        return !c_shifts_safely(does, left, by);
    if (does >= OPERATOR_BAND)
        return false;
    if (does == OPERATOR_DIVIDE || does == OPERATOR_REMAINDER)
        return !by || !divides_safely(by);
    return does >= OPERATOR_ADD && (left.types & TYPE_NUMBERS) &&
           model_arithmetic(does, left, right).bits > BITS_MOST;
}

static enum effect more(enum effect a, enum effect b)
{
    return a > b ? a : b;
}

static enum effect effect_of_list(struct c *c, const struct node *list)
{
    enum effect e = EFFECT_NONE;
    for (; list; list = list->next)
        e = more(e, c_effect(c, list));
    return e;
}

static enum effect effect_of_variable(const struct variable *v)
{
    if (!v || v->unit)
        return EFFECT_NONE;
    return v->made->made == WORD_ATOMIC ? EFFECT_STEPS : EFFECT_READS;
}

static enum effect effect_of_binary(struct c *c, const struct node *node)
{
    const struct node *left = node->binary.left, *right = node->binary.right;
    if (c_compares_none(c, node))
        return EFFECT_NONE;
    if (c_may_fail(node->binary.does, c_traits(c, left), c_traits(c, right), right))
        return EFFECT_STEPS;
    return more(c_effect(c, left), c_effect(c, right));
}

enum effect c_effect(struct c *c, const struct node *node)
{
    const struct variable *v;
    switch (node->kind) {
    case NODE_VARIABLE:
        if (c_optional(c, node) && !c_is_present(c, c_optional(c, node)))
            return EFFECT_STEPS;
        return effect_of_variable(model_variable(c->model, c->unit, node->text));
    case NODE_ELEMENT:
        v = model_variable(c->model, c->unit, node->element.name);
        if (!v || !v->array || !v->made || !v->made->size || v->made->size->kind != NODE_INTEGER ||
            !c_fits(c, node->element.index, v->made->size->integer))
            return EFFECT_STEPS;
        return more(effect_of_variable(v), c_effect(c, node->element.index));
    case NODE_NEGATE:
        return c_traits(c, node).bits > BITS_MOST ? EFFECT_STEPS : c_effect(c, node->operand);
    case NODE_NOT:
        return c_effect(c, node->operand);
    case NODE_BINARY:
        return effect_of_binary(c, node);
    case NODE_TEMPLATE:
        return effect_of_list(c, node->list);
    case NODE_INTEGER:
    case NODE_DURATION:
    case NODE_BOOLEAN:
    case NODE_NONE:
    case NODE_TEXT:
    case NODE_ME:
        return EFFECT_NONE;
    case NODE_BUILTIN:
        return c_is_length(c, node) ? EFFECT_NONE : EFFECT_STEPS;
    default:
        return EFFECT_STEPS;
    }
}

/* ---- In their order -------------------------------------------------------------------------- */

const char *c_local(struct c *c, const char *wanted)
{
    names_add(&c->locals, target_fresh(&c->target, wanted));
    return c->locals.items[c->locals.count - 1];
}

void c_temporary(struct c *c, const char *type, const char *wanted, const char *value,
                 struct buffer *out)
{
    struct buffer line = {0};
    const char *name = c_local(c, wanted);
    c_declaration(type, name, &line);
    target_line(&c->target, "%s = %s;", buffer_text(&line), value);
    buffer_puts(out, name);
    buffer_free(&line);
}

/* What it has to do with others at this place: a variable that is set before a thread runs is the
 * same whenever it is read. */
static enum effect effect_beside(struct c *c, const struct node *node)
{
    const struct variable *v =
        node->kind == NODE_VARIABLE ? model_variable(c->model, c->unit, node->text) : NULL;
    enum effect e = c_effect(c, node);
    return e == EFFECT_READS && v && v->early && !v->modified ? EFFECT_NONE : e;
}

/* C does not say which operand comes first: all but the last that matter get a line of their own.
 */
void c_in_order(struct c *c, const struct node *const *nodes, size_t count, const int *around,
                struct buffer *outs)
{
    size_t matter = 0, steps = 0, last = 0;
    for (size_t i = 0; i < count; i++) {
        enum effect e = effect_beside(c, nodes[i]);
        matter += e != EFFECT_NONE;
        steps += e == EFFECT_STEPS;
        if (e != EFFECT_NONE)
            last = i;
    }
    for (size_t i = 0; i < count; i++) {
        bool first = steps && matter > 1 && i != last && effect_beside(c, nodes[i]) != EFFECT_NONE;
        const char *type = first ? c_type(c_traits(c, nodes[i])) : NULL;
        struct buffer value = {0};
        c_expression(c, nodes[i], type ? BINDS_ANYHOW : around[i], type ? &value : &outs[i]);
        if (type)
            c_temporary(c, type, "value", buffer_text(&value), &outs[i]);
        buffer_free(&value);
    }
}
