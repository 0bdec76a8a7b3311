/* c_optional.c - variables that may hold none. In C such a one has a flag beside it, `has_x`; text
 * is a pointer, which may be NULL. See c_inside.h. */
#include "export/c_inside.h"

#include "base/memory.h"

#include <string.h>

/* ---- Which ----------------------------------------------------------------------------------- */

bool c_is_optional(const struct variable *v)
{
    return v && v->unit && !v->array && !c_is_handle(v) && v->binding == SCOPE_ASSIGNED &&
           (v->value.types & TYPE_NONE);
}

/* Of the value, if there is one. */
struct traits c_of_value(struct traits t)
{
    t.types &= ~(unsigned)TYPE_NONE;
    return t;
}

static bool is_text(const struct variable *v)
{
    return c_of_value(v->value).types == TYPE_TEXT;
}

const struct variable *c_optional(struct c *c, const struct node *node)
{
    const struct variable *v =
        node->kind == NODE_VARIABLE ? model_variable(c->model, c->unit, node->text) : NULL;
    return c_is_optional(v) ? v : NULL;
}

struct traits c_traits(struct c *c, const struct node *node)
{
    struct traits t = model_traits(c->model, c->unit, node);
    const struct variable *v =
        node->kind == NODE_VARIABLE ? model_variable(c->model, c->unit, node->text) : NULL;
    if (v && v->textual && c_is_handle(v))
        t.types = TYPE_TEXT; /* its name */
    return c_optional(c, node) ? c_of_value(t) : t;
}

/* NULL: text has none. */
const char *c_flag(struct c *c, const struct variable *v)
{
    struct buffer name = {0};
    if (is_text(v))
        return NULL;
    buffer_printf(&name, "has %s", c_variable(c, v));
    const char *flag = target_name(&c->target, buffer_text(&name));
    buffer_free(&name);
    return flag;
}

/* Which unit's it is, as a key. */
static void put_key(struct c *c, const struct variable *v, struct buffer *out)
{
    buffer_printf(out, "%zu %s", c_unit_number(c, c->unit), c_flag(c, v));
}

static void note_read(struct c *c, const struct variable *v)
{
    struct buffer key = {0};
    put_key(c, v, &key);
    names_add(&c->flags, buffer_text(&key));
    buffer_free(&key);
}

const char *c_flag_read(struct c *c, const struct variable *v)
{
    if (c_flag(c, v))
        note_read(c, v);
    return c_flag(c, v);
}

/* The flag, where anybody reads it, as the draft before has found; else NULL. */
const char *c_flag_set(struct c *c, const struct variable *v)
{
    struct buffer key = {0};
    if (is_text(v))
        return NULL;
    put_key(c, v, &key);
    bool read = names_have(&c->flags, buffer_text(&key));
    buffer_free(&key);
    return read ? c_flag(c, v) : NULL;
}

/* ---- What is known --------------------------------------------------------------------------- */

static void know(struct c *c, const struct variable *v)
{
    MEMORY_ROOM_FOR_ONE(c->present, c->present_count, c->present_capacity);
    c->present[c->present_count++] = v;
}

void c_learn_present(struct c *c, const struct variable *v)
{
    know(c, v);
}

bool c_is_present(const struct c *c, const struct variable *v)
{
    for (size_t i = 0; i < c->present_count; i++)
        if (c->present[i] == v)
            return true;
    return false;
}

/* NULL: of all. */
void c_forget_known(struct c *c, const struct variable *v)
{
    for (size_t i = 0; i < c->present_count; i++)
        if (!v || c->present[i] == v)
            c->present[i] = NULL;
}

void c_learn(struct c *c, const struct node *condition, bool holds)
{
    const struct node *n = condition;
    if (n->kind == NODE_NOT) {
        c_learn(c, n->operand, !holds);
        return;
    }
    if (n->kind != NODE_BINARY)
        return;
    const struct node *left = n->binary.left, *right = n->binary.right;
    enum operator_id does = n->binary.does;
    if (does == (holds ? OPERATOR_AND : OPERATOR_OR)) {
        c_learn(c, left, holds);
        c_learn(c, right, holds);
    } else if (does == OPERATOR_EQUAL || does == OPERATOR_UNEQUAL) {
        const struct node *other = right->kind == NODE_NONE ? left : right;
        const struct variable *v = c_optional(c, right->kind == NODE_NONE ? left : right);
        bool differs = (does == OPERATOR_UNEQUAL) == holds;
        if (v && (right->kind == NODE_NONE || left->kind == NODE_NONE) && differs)
            know(c, v);
        v = c_optional(c, left);
        if (v && other != left && right->kind != NODE_NONE && !differs && !c_optional(c, right))
            know(c, v);
    }
}

static void find_set(void *context, const struct node *node)
{
    struct c *c = context;
    const char *name = node->kind == NODE_ASSIGN && node->assign.target->kind == NODE_VARIABLE
                           ? node->assign.target->text
                       : node->kind == NODE_DECLARE ? node->declare.name
                                                    : NULL;
    const struct variable *v = name ? model_variable(c->model, c->unit, name) : NULL;
    if (v)
        c_forget_known(c, v);
    tree_each_child(node, find_set, c);
}

void c_forget_set(struct c *c, const struct node *block)
{
    find_set(c, block);
}

/* ---- Reading --------------------------------------------------------------------------------- */

void c_put_optional(struct c *c, const struct variable *v, struct buffer *out)
{
    const char *name = c_variable(c, v);
    if (c_is_present(c, v)) {
        buffer_puts(out, name);
        return;
    }
    c_need(c, is_text(v) ? "present_text" : "present");
    c->fails++;
    if (is_text(v))
        buffer_printf(out, "present_text(%s)", name);
    else
        buffer_printf(out, "present(%s, %s)", c_flag_read(c, v), name);
}

static void put_there(struct c *c, const struct variable *v, bool there, struct buffer *out)
{
    if (is_text(v))
        buffer_printf(out, there ? "%s != NULL" : "%s == NULL", c_variable(c, v));
    else
        buffer_printf(out, "%s%s", there ? "" : "!", c_flag_read(c, v));
}

/* `x == none`, which asks only the flag. */
bool c_compares_none(struct c *c, const struct node *node)
{
    const struct node *left = node->binary.left, *right = node->binary.right;
    return (left->kind == NODE_NONE && c_optional(c, right)) ||
           (right->kind == NODE_NONE && c_optional(c, left));
}

/* `x == none`, `x == 1` of an x that may be none; false: neither side is such. */
bool c_compare_optional(struct c *c, const struct node *node, int around, struct buffer *out)
{
    const struct node *left = node->binary.left, *right = node->binary.right;
    const struct variable *a = c_optional(c, left), *b = c_optional(c, right);
    bool equal = node->binary.does == OPERATOR_EQUAL;
    bool none = left->kind == NODE_NONE || right->kind == NODE_NONE;
    if ((!equal && node->binary.does != OPERATOR_UNEQUAL) || (!a && !b))
        return false;
    if ((!a || c_is_present(c, a)) && (!b || c_is_present(c, b)) && !none)
        return false;
    const struct variable *v = a ? a : b;
    const struct node *other = a ? right : left;
    if ((v && !c_has_value(c, v)) || (a && b) ||
        (!none && (c_effect(c, other) == EFFECT_STEPS ||
                   c_traits(c, other).types != c_of_value(v->value).types))) {
        c_refuse(c, node, "what may be none compared with what takes steps, or may be none, too");
        return true;
    }
    if (none) {
        bool apart = is_text(v) && around > BINDS_EQUAL;
        buffer_puts(out, apart ? "(" : "");
        put_there(c, v, !equal, out);
        buffer_puts(out, apart ? ")" : "");
        return true;
    }
    struct buffer value = {0};
    bool apart = around > (equal ? BINDS_AND : BINDS_OR) || (equal && around == BINDS_OR);
    c_expression(c, other, BINDS_SUM, &value);
    buffer_puts(out, apart ? "(" : "");
    put_there(c, v, equal, out);
    buffer_puts(out, equal ? " && " : " || ");
    if (is_text(v)) {
        c_header(c, "string.h");
        buffer_printf(out, "strcmp(%s, %s) %s 0", c_variable(c, v), buffer_text(&value),
                      equal ? "==" : "!=");
    } else {
        buffer_printf(out, "%s %s %s", c_variable(c, v), equal ? "==" : "!=", buffer_text(&value));
    }
    buffer_puts(out, apart ? ")" : "");
    buffer_free(&value);
    return true;
}

/* As text, or "none". */
void c_shown(struct c *c, const struct variable *v, struct buffer *out)
{
    const char *name = c_variable(c, v);
    put_there(c, v, true, out);
    buffer_puts(out, " ? ");
    switch (c_of_value(v->value).types) {
    case TYPE_TEXT:
        buffer_puts(out, name);
        break;
    case TYPE_BOOLEAN:
        buffer_printf(out, "%s ? \"true\" : \"false\"", name);
        break;
    case TYPE_DURATION:
        c_need(c, "seconds");
        buffer_printf(out, "seconds(%s)", name);
        break;
    default:
        c_need(c, "text");
        c_header(c, "inttypes.h");
        buffer_printf(out, "text(\"%%\" PRId64, %s)", name);
    }
    buffer_puts(out, " : \"none\"");
}

/* ---- Types in words -------------------------------------------------------------------------- */

/* "is an integer", "may be text or none" */
static void put_types(struct traits t, struct buffer *out)
{
    static const struct {
        unsigned type;
        const char *name;
    } all[] = {{TYPE_INTEGER, "an integer"},  {TYPE_TEXT, "text"},   {TYPE_BOOLEAN, "a boolean"},
               {TYPE_DURATION, "a duration"}, {TYPE_NAME, "a name"}, {TYPE_NONE, "none"}};
    unsigned left = t.types;
    buffer_puts(out, left & (left - 1) ? "may be " : "is ");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!(left & all[i].type))
            continue;
        buffer_puts(out, left == t.types ? "" : left == all[i].type ? " or " : ", ");
        buffer_puts(out, all[i].name);
        left &= ~all[i].type;
    }
    buffer_puts(out, t.types ? "" : "nothing that is known");
}

void c_refuse_types(struct c *c, const struct node *node, const char *what, struct traits t,
                    const char *instead)
{
    struct buffer types = {0};
    put_types(t, &types);
    c_refuse(c, node, "%s %s, %s", what, buffer_text(&types), instead);
    buffer_free(&types);
    c->told_types = true;
}

void c_refuse_variable(struct c *c, const struct node *node, const struct variable *v)
{
    struct buffer name = {0};
    buffer_printf(&name, "'%s'", v->name);
    c_refuse_types(c, node, buffer_text(&name), v->value,
                   v->value.types & TYPE_NONE
                       ? "and a variable of C's has one type; let it always have a value"
                       : "and a variable of C's has one type; take another for the other type");
    buffer_free(&name);
}

void c_refuse_operands(struct c *c, const struct node *at, struct traits left, struct traits right)
{
    struct buffer what = {0};
    if (c->told_types)
        return;
    buffer_puts(&what, "the left side ");
    put_types(left, &what);
    buffer_puts(&what, " and the right side");
    c_refuse_types(c, at, buffer_text(&what), right,
                   "and no operator of C's takes both; let them be of one type");
    buffer_free(&what);
}
