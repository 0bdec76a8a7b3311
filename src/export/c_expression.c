/* c_expression.c - values: operators, in their order. See c_inside.h. */
#include "export/c_inside.h"

#include <inttypes.h>
#include <string.h>

/* ---- Operators ------------------------------------------------------------------------------- */

static const char *const signs[] = {
    [OPERATOR_EQUAL] = "==",   [OPERATOR_UNEQUAL] = "!=",  [OPERATOR_LESS] = "<",
    [OPERATOR_AT_MOST] = "<=", [OPERATOR_MORE] = ">",      [OPERATOR_AT_LEAST] = ">=",
    [OPERATOR_ADD] = "+",      [OPERATOR_SUBTRACT] = "-",  [OPERATOR_MULTIPLY] = "*",
    [OPERATOR_DIVIDE] = "/",   [OPERATOR_REMAINDER] = "%", [OPERATOR_BAND] = "&",
    [OPERATOR_BOR] = "|",      [OPERATOR_BXOR] = "^",      [OPERATOR_LEFT] = "<<",
    [OPERATOR_RIGHT] = ">>",
};

static int binds(enum operator_id does)
{
    return does >= OPERATOR_MULTIPLY ? BINDS_PRODUCT
           : does >= OPERATOR_ADD    ? BINDS_SUM
           : does >= OPERATOR_LESS   ? BINDS_COMPARED
                                     : BINDS_EQUAL;
}

/* Whether thrum does this with the types without an error, always. */
static bool agree(enum operator_id does, struct traits a, struct traits b)
{
    unsigned one = TYPE_INTEGER, two = TYPE_DURATION, text = TYPE_TEXT;
    if (!a.types || !b.types) /* there never is a value */
        return ((a.types | b.types) & ~(one | two)) == 0;
    if (does == OPERATOR_EQUAL || does == OPERATOR_UNEQUAL)
        return a.types == b.types && c_type(a) && a.types != TYPE_NAME;
    bool same = a.types == b.types && (a.types == one || a.types == two);
    if (does < OPERATOR_ADD || does == OPERATOR_ADD)
        return same || (a.types == text && b.types == text);
    if (does == OPERATOR_SUBTRACT)
        return same;
    if (does == OPERATOR_MULTIPLY)
        return (a.types == one && b.types == one) || (a.types == one && b.types == two) ||
               (a.types == two && b.types == one);
    if (does == OPERATOR_REMAINDER)
        return same && a.types == one;
    return same || (a.types == two && b.types == one);
}

static void operate_on_text(struct c *c, enum operator_id does, const char *a, const char *b,
                            int around, struct buffer *out)
{
    if (does == OPERATOR_ADD) {
        c_need(c, "text");
        buffer_printf(out, "text(\"%%s%%s\", %s, %s)", a, b);
        return;
    }
    bool apart = around > binds(does);
    c_header(c, "string.h");
    buffer_printf(out, "%sstrcmp(%s, %s) %s 0%s", apart ? "(" : "", a, b, signs[does],
                  apart ? ")" : "");
}

static void operate_on_bits(struct c *c, enum operator_id does, struct traits left, const char *a,
                            const char *b, const struct node *by, int around, struct buffer *out)
{
    bool shifts = does == OPERATOR_LEFT || does == OPERATOR_RIGHT;
    if (shifts && !c_shifts_safely(does, left, by)) {
        const char *helper = does == OPERATOR_LEFT ? "shift_left" : "shift_right";
        c_need(c, helper);
        c->fails++;
        buffer_printf(out, "%s(%s, %s)", helper, a, b);
        return;
    }
    bool apart = around > BINDS_ANYHOW; /* how tightly they bind nobody remembers */
    buffer_printf(out, "%s%s %s %s%s", apart ? "(" : "", a, signs[does], b, apart ? ")" : "");
}

static void operate(struct c *c, const struct node *at, enum operator_id does, struct traits left,
                    struct traits right, const char *a, const char *b, const struct node *by,
                    int around, struct buffer *out)
{
    static const char *const checked[] = {[OPERATOR_ADD] = "add",
                                          [OPERATOR_SUBTRACT] = "subtract",
                                          [OPERATOR_MULTIPLY] = "multiply",
                                          [OPERATOR_DIVIDE] = "divide",
                                          [OPERATOR_REMAINDER] = "rest_of"};
    if (does >= OPERATOR_BAND && (left.types | right.types) == TYPE_INTEGER) {
        operate_on_bits(c, does, left, a, b, by, around, out);
    } else if (!agree(does, left, right)) {
        c_refuse_operands(c, at, left, right);
    } else if (left.types == TYPE_TEXT) {
        operate_on_text(c, does, a, b, around, out);
    } else if (c_may_fail(does, left, right, by)) {
        c_need(c, checked[does]);
        c->fails++;
        buffer_printf(out, "%s(%s, %s)", checked[does], a, b);
    } else {
        bool apart = around > binds(does);
        buffer_printf(out, "%s%s %s %s%s", apart ? "(" : "", a, signs[does], b, apart ? ")" : "");
    }
}

void c_operate(struct c *c, const struct node *at, enum operator_id does, struct traits left,
               struct traits right, const char *a, const char *b, int around, struct buffer *out)
{
    operate(c, at, does, left, right, a, b, at->kind == NODE_ASSIGN ? at->assign.value : NULL,
            around, out);
}

/* What stands on the right of `and` is evaluated only if it has to be. */
static void logic(struct c *c, const struct node *node, int around, struct buffer *out)
{
    bool and = node->binary.does == OPERATOR_AND;
    int own = and? BINDS_AND : BINDS_OR;
    struct buffer left = {0}, right = {0}, before = {0}, *lines = c->target.out;
    c_condition(c, node->binary.left, own, &left);
    c->target.out = &before;
    c->target.indentation++;
    c_condition(c, node->binary.right, own, &right);
    c->target.indentation--;
    c->target.out = lines;
    if (before.length) {
        struct buffer both = {0};
        c_temporary(c, "bool", "holds", buffer_text(&left), &both);
        target_line(&c->target, and? "if (%s) {" : "if (!%s) {", buffer_text(&both));
        buffer_add(lines, buffer_text(&before), before.length);
        c->target.indentation++;
        target_line(&c->target, "%s = %s;", buffer_text(&both), buffer_text(&right));
        c->target.indentation--;
        target_line(&c->target, "}");
        buffer_puts(out, buffer_text(&both));
        buffer_free(&both);
    } else {
        /* gcc warns of `a && b || c` without them */
        bool apart = around > own || (and&&around == BINDS_OR);
        buffer_printf(out, "%s%s %s %s%s", apart ? "(" : "", buffer_text(&left), and? "&&" : "||",
                      buffer_text(&right), apart ? ")" : "");
    }
    buffer_free(&left);
    buffer_free(&right);
    buffer_free(&before);
}

static bool is_number(struct c *c, const struct node *n)
{
    if (n->kind == NODE_NEGATE)
        return is_number(c, n->operand);
    if (n->kind == NODE_BINARY)
        return n->binary.does >= OPERATOR_ADD && is_number(c, n->binary.left) &&
               is_number(c, n->binary.right);
    return c_is_int(c, n);
}

/* A literal is an `int`: where both are, the left one is made as large as thrum's. */
static void widen(struct c *c, const struct node *left, const struct node *right, struct buffer *a)
{
    if (c_is_int(c, left) && is_number(c, right))
        c_widen(a);
}

static void binary(struct c *c, const struct node *node, int around, struct buffer *out)
{
    enum operator_id does = node->binary.does;
    if (does == OPERATOR_AND || does == OPERATOR_OR) {
        logic(c, node, around, out);
        return;
    }
    if (c_compare_optional(c, node, around, out))
        return;
    const struct node *sides[2] = {node->binary.left, node->binary.right};
    struct traits x = c_traits(c, sides[0]), y = c_traits(c, sides[1]);
    bool called = x.types == TYPE_TEXT || c_may_fail(does, x, y, sides[1]);
    /* comparisons of comparisons are put in brackets, as gcc wants */
    int own = does < OPERATOR_ADD ? BINDS_SUM : binds(does);
    int arounds[2] = {called ? BINDS_ANYHOW : own,
                      called ? BINDS_ANYHOW : own + (does >= OPERATOR_ADD)};
    if (does >= OPERATOR_BAND && !called)
        arounds[0] = arounds[1] = BINDS_SIGN;
    struct buffer operands[2] = {{0}, {0}};
    c_in_order(c, sides, 2, arounds, operands);
    if (does < OPERATOR_ADD && c_type(x) &&
        strcmp(buffer_text(&operands[0]), buffer_text(&operands[1])) == 0) {
        struct buffer name = {0}; /* what is compared with itself is warned of */
        c_temporary(c, c_type(x), "value", buffer_text(&operands[0]), &name);
        buffer_free(&operands[0]);
        operands[0] = name;
    }
    if (does >= OPERATOR_ADD)
        widen(c, sides[0], sides[1], &operands[0]);
    operate(c, node, does, x, y, buffer_text(&operands[0]), buffer_text(&operands[1]), sides[1],
            around, out);
    buffer_free(&operands[0]);
    buffer_free(&operands[1]);
}

static void negate(struct c *c, const struct node *node, int around, struct buffer *out)
{
    struct traits t = c_traits(c, node->operand);
    if (t.types != TYPE_INTEGER && t.types != TYPE_DURATION)
        c_refuse(c, node, "the negative of what may be no number");
    if (t.bits >= BITS_MOST && t.negative) {
        c_need(c, "subtract");
        c->fails++;
        buffer_puts(out, "subtract(0, ");
        c_expression(c, node->operand, BINDS_ANYHOW, out);
        buffer_puts(out, ")");
        return;
    }
    buffer_puts(out, around > BINDS_SIGN ? "(-" : "-");
    c_expression(c, node->operand, BINDS_ALL, out);
    buffer_puts(out, around > BINDS_SIGN ? ")" : "");
}

void c_condition(struct c *c, const struct node *node, int around, struct buffer *out)
{
    if (c_traits(c, node).types & ~(unsigned)TYPE_BOOLEAN)
        c_refuse_types(c, node, "this condition", c_traits(c, node),
                       "and has to be true or false; compare it with something");
    c_expression(c, node, around, out);
}

/* ---- Durations and indices ------------------------------------------------------------------- */

static void duration(struct c *c, int64_t nanoseconds, int around, struct buffer *out)
{
    static const struct {
        int64_t size;
        const char *name;
    } units[] = {{1000000000, "SECOND"}, {1000000, "MILLISECOND"}, {1000, "MICROSECOND"}};
    for (size_t i = 0; nanoseconds && i < sizeof units / sizeof *units; i++) {
        if (nanoseconds % units[i].size)
            continue;
        bool one = nanoseconds == units[i].size, apart = around > BINDS_PRODUCT && !one;
        c_need(c, units[i].name);
        if (one)
            buffer_puts(out, units[i].name);
        else
            buffer_printf(out, "%s%" PRId64 " * %s%s", apart ? "(" : "",
                          nanoseconds / units[i].size, units[i].name, apart ? ")" : "");
        return;
    }
    buffer_printf(out, nanoseconds == INT64_MIN ? "INT64_MIN" : "INT64_C(%" PRId64 ")",
                  nanoseconds);
}

void c_duration(struct c *c, const struct node *node, struct buffer *out)
{
    struct traits t = c_traits(c, node);
    bool counts = t.types == TYPE_INTEGER;
    int64_t most = INT64_MAX / 1000000000;
    if (t.types != TYPE_INTEGER && t.types != TYPE_DURATION) {
        c_refuse(c, node, "a time that may be no duration");
    } else if (node->kind == NODE_INTEGER && node->integer >= 0 && node->integer <= most) {
        duration(c, node->integer * 1000000000, BINDS_ANYHOW, out);
    } else if (counts && t.bits > 30) {
        c_refuse(
            c, node,
            "a number of seconds that may be too large for a duration; write a duration, as 2s");
    } else {
        if (t.negative) {
            c_need(c, "limit");
            c->fails++;
        }
        buffer_puts(out, t.negative ? "limit(" : "");
        c_expression(c, node, counts ? BINDS_PRODUCT : BINDS_ANYHOW, out);
        if (counts)
            c_need(c, "SECOND");
        buffer_puts(out, counts ? " * SECOND" : "");
        buffer_puts(out, t.negative ? ")" : "");
    }
}

struct assigned {
    const char *name;
    bool found;
};

static void find_assignment(void *context, const struct node *node)
{
    struct assigned *a = context;
    if (node->kind == NODE_ASSIGN && node->assign.target->kind == NODE_VARIABLE)
        a->found |= strcmp(node->assign.target->text, a->name) == 0;
    if (node->kind == NODE_DECLARE)
        a->found |= strcmp(node->declare.name, a->name) == 0;
    tree_each_child(node, find_assignment, a);
}

/* Whether the index is that of a loop whose turns all are. */
static bool counts_within(struct c *c, const struct node *index, int64_t size)
{
    for (unsigned i = c->loop_count; i-- > 0;) {
        const struct node *l = c->loops[i];
        struct assigned a = {.name = index->text};
        if ((l->kind != NODE_FOR_RANGE && l->kind != NODE_FOR_LIST) ||
            strcmp(l->loop.variable, index->text) != 0)
            continue;
        find_assignment(&a, l->loop.body);
        return l->kind == NODE_FOR_RANGE && !a.found && l->loop.low->kind == NODE_INTEGER &&
               l->loop.low->integer >= 0 && l->loop.high->kind == NODE_INTEGER &&
               l->loop.high->integer < size;
    }
    return false;
}

bool c_fits(struct c *c, const struct node *index, int64_t size)
{
    if (index->kind == NODE_INTEGER)
        return index->integer >= 0 && index->integer < size;
    if (index->kind == NODE_VARIABLE && counts_within(c, index, size))
        return true;
    if (index->kind == NODE_BINARY && index->binary.does == OPERATOR_REMAINDER) {
        const struct node *by = index->binary.right;
        return by->kind == NODE_INTEGER && by->integer > 0 && by->integer <= size &&
               !c_traits(c, index->binary.left).negative;
    }
    return !c_traits(c, index).negative && model_most_of(c->model, c->unit, index) < size;
}

void c_index(struct c *c, const struct node *index, const struct node *size, struct buffer *out)
{
    if (c_traits(c, index).types != TYPE_INTEGER) {
        c_refuse(c, index, "an index that may be no number");
    } else if (size && size->kind == NODE_INTEGER && c_fits(c, index, size->integer)) {
        c_expression(c, index, BINDS_ANYHOW, out);
    } else if (size && size->kind == NODE_INTEGER) {
        c_need(c, "at");
        c->fails++;
        buffer_puts(out, "at(");
        c_expression(c, index, BINDS_ANYHOW, out);
        buffer_printf(out, ", %" PRId64 ")", size->integer);
    } else {
        c_refuse(c, index, "an index of an array whose length is not known beforehand");
    }
}

/* ---- Expressions ----------------------------------------------------------------------------- */

static void integer(int64_t number, int around, struct buffer *out)
{
    if (number == INT64_MIN)
        buffer_puts(out, "INT64_MIN");
    else
        buffer_printf(out, number < 0 && around >= BINDS_SIGN ? "(%" PRId64 ")" : "%" PRId64,
                      number);
}

static void variable(struct c *c, const struct node *node, struct buffer *out)
{
    const struct variable *v = model_variable(c->model, c->unit, node->text);
    const struct scope_made *made = model_made(c->model, c->unit, node->text);
    if (c_is_optional(v) && c_has_value(c, v))
        c_put_optional(c, v, out);
    else if (v && !c_has_value(c, v))
        c_refuse(c, node,
                 "whether '%s' has a value yet only the run can tell; set it at the beginning",
                 v->name);
    else if (v && !v->array && !c_is_handle(v))
        buffer_puts(out, c_variable(c, v));
    else if (v && c_is_handle(v) && v->textual) {
        c->tells_names = true;
        buffer_printf(out, "name_of(%s)", c_variable(c, v));
    } else if (v)
        c_refuse(c, node,
                 "'%s' as a value, which is a whole array, a thread or an object; name it where it "
                 "is used, or hand over single elements",
                 v->name);
    else if (made)
        c_string(node->text, false, out);
    else
        c_refuse(c, node, "what '%s' is here", node->text);
}

static void element(struct c *c, const struct node *node, struct buffer *out)
{
    const struct variable *v = model_variable(c->model, c->unit, node->element.name);
    if (!v || !v->array) {
        c_refuse(c, node, "an element of '%s'", node->element.name);
        return;
    }
    buffer_printf(out, "%s[", c_variable(c, v));
    c_index(c, node->element.index, v->made ? v->made->size : NULL, out);
    buffer_puts(out, "]");
}

static void template(struct c *c, const struct node *node, struct buffer *out)
{
    c_need(c, "text");
    buffer_puts(out, "text(");
    c_format(c, node, "", out);
    buffer_puts(out, ")");
}

static void not(struct c * c, const struct node *node, struct buffer *out)
{
    const struct node *of = node->operand;
    if (of->kind == NODE_OPERATION) {
        c_negated(c, of, out);
        return;
    }
    bool compares = of->kind == NODE_BINARY && of->binary.does >= OPERATOR_EQUAL;
    buffer_puts(out, compares ? "!(" : "!");
    c_condition(c, of, compares ? BINDS_ANYHOW : BINDS_SIGN, out);
    buffer_puts(out, compares ? ")" : "");
}

void c_expression(struct c *c, const struct node *node, int around, struct buffer *out)
{
    switch (node->kind) {
    case NODE_INTEGER:
        integer(node->integer, around, out);
        break;
    case NODE_DURATION:
        duration(c, node->integer, around, out);
        break;
    case NODE_BOOLEAN:
        c_header(c, "stdbool.h");
        buffer_puts(out, node->boolean ? "true" : "false");
        break;
    case NODE_TEXT:
        c_string(node->text, false, out);
        break;
    case NODE_TEMPLATE:
        template(c, node, out);
        break;
    case NODE_ME:
        c_need(c, "me");
        buffer_puts(out, "me");
        break;
    case NODE_NOW:
        c_need(c, "now");
        buffer_puts(out, "now()");
        break;
    case NODE_VARIABLE:
        variable(c, node, out);
        break;
    case NODE_ELEMENT:
        element(c, node, out);
        break;
    case NODE_CALL:
        c_call(c, node, out);
        break;
    case NODE_BUILTIN:
        c_builtin(c, node, out);
        break;
    case NODE_NEGATE:
        negate(c, node, around, out);
        break;
    case NODE_NOT:
        not(c, node, out);
        break;
    case NODE_BINARY:
        binary(c, node, around, out);
        break;
    case NODE_OPERATION:
        c_operation(c, node, true, out);
        break;
    default:
        if (node->kind != NODE_NONE)
            c_refuse(c, node, "a value of this kind");
        else if (!c->told_types)
            c_refuse(c, node, "none as a value; write a number that stands for it");
    }
}
