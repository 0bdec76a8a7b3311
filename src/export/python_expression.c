/* python_expression.c - values. See python_inside.h. */
#include "export/python_inside.h"

#include <inttypes.h>
#include <string.h>

/* ---- Variables ------------------------------------------------------------------------------- */

bool python_is_boxed(const struct variable *v)
{
    return !v->unit && (v->made->made == WORD_ATOMIC || v->modified);
}

const char *python_variable(struct python *p, const struct variable *v)
{
    struct variable *own = (struct variable *)v;
    if (!v->shadows)
        return target_name(&p->target, v->name);
    if (!own->target) {
        struct buffer copy = {0};
        buffer_puts(&copy, target_fresh(&p->target, v->name));
        own->target = buffer_take(&copy);
    }
    return own->target;
}

void python_index(struct python *p, const struct node *index, struct buffer *out)
{
    struct traits t = model_traits(p->model, p->unit, index);
    if (t.types & ~(unsigned)TYPE_INTEGER)
        target_refuse(&p->target, index, "cannot be Python: an index that may be no number");
    if (t.negative) {
        python_need(p, HELPER_AT);
        buffer_puts(out, "at(");
    }
    python_expression(p, index, BINDS_ANYHOW, out);
    if (t.negative)
        buffer_puts(out, ")");
}

static void put_variable(struct python *p, const struct variable *v, struct buffer *out)
{
    buffer_puts(out, python_variable(p, v));
    if (!v->unit && v->made->made == WORD_LOCAL)
        buffer_puts(out, ".value");
    else if (python_is_boxed(v))
        buffer_puts(out, ".get()");
}

static void variable(struct python *p, const struct node *node, struct buffer *out)
{
    const struct variable *v = model_variable(p->model, p->unit, node->text);
    if (!v && !model_made(p->model, p->unit, node->text))
        target_refuse(&p->target, node,
                      "cannot be Python: whether there is something of the name '%s' here, without "
                      "which it is an error in thrum, only the run can tell",
                      node->text);
    else if (!v)
        python_string(node->text, false, out);
    else if (v->array)
        target_refuse(&p->target, node,
                      "cannot be Python: an array as a value, '%s'; hand over single elements, or "
                      "name it in the function",
                      node->text);
    else if (model_is_handle(v))
        target_refuse(&p->target, node,
                      "cannot be Python: '%s' holds a thread or an object, whose name is used as "
                      "text here",
                      node->text);
    else
        put_variable(p, v, out);
}

static void element(struct python *p, const struct node *node, struct buffer *out)
{
    const struct variable *v = model_variable(p->model, p->unit, node->element.name);
    if (!v) { /* of an array of objects: its name */
        buffer_printf(out, "f\"%s[{", node->element.name);
        python_expression(p, node->element.index, BINDS_ANYHOW, out);
        buffer_puts(out, "}]\"");
        return;
    }
    if (!v->array) {
        target_refuse(&p->target, node, "cannot be Python: '%s' may be the name of an array",
                      node->element.name);
        return;
    }
    buffer_printf(out, "%s[", python_variable(p, v));
    python_index(p, node->element.index, out);
    buffer_puts(out, python_is_boxed(v) ? "].get()" : "]");
}

/* ---- Text ------------------------------------------------------------------------------------ */

void python_string(const char *text, bool braces, struct buffer *out)
{
    if (!braces)
        buffer_putc(out, '"');
    for (const char *c = text; *c; c++) {
        if (*c == '"' || *c == '\\')
            buffer_printf(out, "\\%c", *c);
        else if (*c == '\n')
            buffer_puts(out, "\\n");
        else if (*c == '\t')
            buffer_puts(out, "\\t");
        else if ((unsigned char)*c < ' ' || *c == 127)
            buffer_printf(out, "\\x%02x", (unsigned)(unsigned char)*c);
        else if (braces && (*c == '{' || *c == '}'))
            buffer_printf(out, "%c%c", *c, *c);
        else
            buffer_putc(out, *c);
    }
    if (!braces)
        buffer_putc(out, '"');
}

void python_printed(struct python *p, const struct node *node, struct buffer *out)
{
    struct traits t = model_traits(p->model, p->unit, node);
    const char *helper = NULL;
    if (t.types == TYPE_DURATION) {
        python_need(p, HELPER_SECONDS);
        helper = "seconds(";
    } else if (t.types & TYPE_DURATION) {
        target_refuse(&p->target, node,
                      "cannot be Python: this may be a duration or something "
                      "else, and Python has no durations");
    } else if (t.types & (TYPE_BOOLEAN | TYPE_NONE)) {
        python_need(p, HELPER_TEXT);
        helper = "text(";
    }
    if (helper)
        buffer_puts(out, helper);
    python_expression(p, node, BINDS_ANYHOW, out);
    if (helper)
        buffer_puts(out, ")");
}

/* Before 3.12 what stands in braces may have neither the string's own quotes nor a backslash. */
static bool fits_in_braces(const char *text)
{
    return !strpbrk(text, "\"\\'{}#") && *text;
}

static void template(struct python *p, const struct node *node, struct buffer *out)
{
    struct buffer f = {0}, format = {0}, values = {0}, value = {0};
    bool fits = true;
    for (const struct node *n = node->list; n; n = n->next) {
        if (n->kind == NODE_TEXT) {
            python_string(n->text, true, &f);
            python_string(n->text, true, &format);
            continue;
        }
        buffer_clear(&value);
        python_printed(p, n, &value);
        fits &= fits_in_braces(buffer_text(&value));
        buffer_printf(&f, "{%s}", buffer_text(&value));
        buffer_puts(&format, "{}");
        buffer_printf(&values, "%s%s", values.length ? ", " : "", buffer_text(&value));
    }
    if (fits)
        buffer_printf(out, "f\"%s\"", buffer_text(&f));
    else
        buffer_printf(out, "\"%s\".format(%s)", buffer_text(&format), buffer_text(&values));
    buffer_free(&f);
    buffer_free(&format);
    buffer_free(&values);
    buffer_free(&value);
}

/* ---- Durations ------------------------------------------------------------------------------- */

/* In the largest unit in which it is a whole number. */
static void duration(struct python *p, int64_t nanoseconds, int around, struct buffer *out)
{
    static const struct {
        int64_t size;
        enum helper helper;
        const char *name;
    } units[] = {{1000000000, HELPER_SECOND, "SECOND"},
                 {1000000, HELPER_MILLISECOND, "MILLISECOND"},
                 {1000, HELPER_MICROSECOND, "MICROSECOND"}};
    for (size_t i = 0; nanoseconds && i < sizeof units / sizeof *units; i++) {
        if (nanoseconds % units[i].size)
            continue;
        bool one = nanoseconds == units[i].size, apart = around > BINDS_PRODUCT && !one;
        python_need(p, units[i].helper);
        if (one) {
            buffer_puts(out, units[i].name);
            return;
        }
        buffer_printf(out, "%s%" PRId64 " * %s%s", apart ? "(" : "", nanoseconds / units[i].size,
                      units[i].name, apart ? ")" : "");
        return;
    }
    buffer_printf(out, "%" PRId64, nanoseconds);
}

void python_seconds(struct python *p, const struct node *node, struct buffer *out)
{
    struct traits t = model_traits(p->model, p->unit, node);
    if (node->kind == NODE_INTEGER && node->integer >= 0) {
        buffer_printf(out, "%" PRId64, node->integer);
        return;
    }
    if (node->kind == NODE_DURATION && node->integer >= 0) {
        buffer_printf(out, "%" PRId64, node->integer / 1000000000);
        if (node->integer % 1000000000) {
            buffer_printf(out, ".%09" PRId64, node->integer % 1000000000);
            while (out->bytes[out->length - 1] == '0')
                buffer_cut(out, out->length - 1);
        }
        return;
    }
    if (t.types != TYPE_INTEGER && t.types != TYPE_DURATION && t.types)
        target_refuse(
            &p->target, node,
            "cannot be Python: whether this is a number of seconds or a duration only the "
            "run can tell, and Python has no durations");
    if (t.negative)
        python_need(p, HELPER_TIMEOUT);
    if (t.negative)
        buffer_puts(out, "timeout(");
    python_expression(p, node, t.types == TYPE_DURATION ? BINDS_PRODUCT : BINDS_ANYHOW, out);
    if (t.types == TYPE_DURATION) {
        python_need(p, HELPER_SECOND);
        buffer_puts(out, " / SECOND");
    }
    if (t.negative)
        buffer_puts(out, ")");
}

/* ---- Operators ------------------------------------------------------------------------------- */

static void in_call(const char *function, const char *a, const char *b, struct buffer *out)
{
    buffer_printf(out, "%s(%s, %s)", function, a, b);
}

static struct traits after(enum operator_id does, struct traits a, struct traits b);

/* Whether Python would do something with these types where thrum has an error. */
static bool are_mixed_up(enum operator_id does, unsigned a, unsigned b)
{
    unsigned both = a | b;
    if (does >= OPERATOR_LESS && does <= OPERATOR_AT_LEAST)
        return (both & TYPE_BOOLEAN) || ((both & TYPE_INTEGER) && (both & TYPE_DURATION));
    if (does < OPERATOR_ADD)
        return false;
    if (both & (TYPE_BOOLEAN | TYPE_NAME))
        return true;
    if (does >= OPERATOR_BAND)
        return both & ~(unsigned)TYPE_INTEGER;
    if (does == OPERATOR_ADD || does == OPERATOR_SUBTRACT)
        return (both & TYPE_INTEGER) && (both & TYPE_DURATION);
    return (both & TYPE_TEXT) ||
           ((a & TYPE_NUMBERS) == TYPE_NUMBERS || (b & TYPE_NUMBERS) == TYPE_NUMBERS);
}

static struct traits after(enum operator_id does, struct traits a, struct traits b)
{
    struct traits t = {.bits = a.bits > b.bits ? a.bits : b.bits};
    if (does == OPERATOR_ADD || does == OPERATOR_SUBTRACT)
        t.bits += 1;
    else if (does == OPERATOR_MULTIPLY)
        t.bits = a.bits + b.bits;
    else if (does == OPERATOR_LEFT)
        t.bits = a.bits + BITS_MOST;
    else if (does == OPERATOR_DIVIDE) /* the smallest by -1 is larger than the largest */
        t.bits = a.bits + (a.bits >= BITS_MOST && b.negative);
    else
        t.bits = a.bits;
    unsigned smaller = a.bits < b.bits ? a.bits : b.bits;
    if (smaller <= BITS_SMALL && t.bits <= BITS_COUNTED + 1 && does != OPERATOR_MULTIPLY)
        t.bits = BITS_COUNTED;
    return t;
}

static int binds_of(enum operator_id does)
{
    switch (does) {
    case OPERATOR_BOR:
        return BINDS_BOR;
    case OPERATOR_BXOR:
        return BINDS_BXOR;
    case OPERATOR_BAND:
        return BINDS_BAND;
    case OPERATOR_LEFT:
    case OPERATOR_RIGHT:
        return BINDS_SHIFT;
    default:
        return does >= OPERATOR_MULTIPLY ? BINDS_PRODUCT
               : does >= OPERATOR_ADD    ? BINDS_SUM
                                         : BINDS_COMPARED;
    }
}

/* `<<` alone of those that work on bits leaves 64 of them. */
static bool never_overflows(enum operator_id does)
{
    return does == OPERATOR_REMAINDER || (does >= OPERATOR_BAND && does != OPERATOR_LEFT);
}

/* A shift, in an expression or an assignment, by what may be too much or negative. */
static bool shifts_unknown(enum operator_id does, const struct node *at)
{
    const struct node *right = at->kind == NODE_ASSIGN ? at->assign.value : at->binary.right;
    return (does == OPERATOR_LEFT || does == OPERATOR_RIGHT) &&
           (right->kind != NODE_INTEGER || right->integer < 0 || right->integer > 63);
}

void python_operate(struct python *p, const struct node *at, enum operator_id does,
                    struct traits left, struct traits right, const char *a, const char *b,
                    int around, struct buffer *out)
{
    static const char *const signs[] = {
        [OPERATOR_EQUAL] = "==",   [OPERATOR_UNEQUAL] = "!=",  [OPERATOR_LESS] = "<",
        [OPERATOR_AT_MOST] = "<=", [OPERATOR_MORE] = ">",      [OPERATOR_AT_LEAST] = ">=",
        [OPERATOR_ADD] = "+",      [OPERATOR_SUBTRACT] = "-",  [OPERATOR_MULTIPLY] = "*",
        [OPERATOR_DIVIDE] = "//",  [OPERATOR_REMAINDER] = "%", [OPERATOR_BAND] = "&",
        [OPERATOR_BOR] = "|",      [OPERATOR_BXOR] = "^",      [OPERATOR_LEFT] = "<<",
        [OPERATOR_RIGHT] = ">>",
    };
    bool divides = does == OPERATOR_DIVIDE || does == OPERATOR_REMAINDER;
    bool overflows = does >= OPERATOR_ADD && (left.types | right.types) & TYPE_NUMBERS &&
                     !never_overflows(does) && after(does, left, right).bits > BITS_MOST;
    int binds = binds_of(does);
    if (shifts_unknown(does, at))
        target_refuse(&p->target, at,
                      "cannot be Python: a shift by a number that is not written out, and Python "
                      "has no error where it is more than 63; write it out");
    if (are_mixed_up(does, left.types, right.types))
        target_refuse(&p->target, at,
                      "cannot be Python: with values of these types Python would go on where thrum "
                      "has an error; let both sides be of one type");
    if (overflows)
        python_need(p, HELPER_INT64);
    if (overflows)
        buffer_puts(out, "int64(");
    if (divides && (left.negative || right.negative)) {
        python_need(p, does == OPERATOR_DIVIDE ? HELPER_DIVIDE : HELPER_REMAINDER);
        in_call(does == OPERATOR_DIVIDE ? "divide" : "remainder", a, b, out);
    } else {
        bool apart = around > binds && !overflows;
        buffer_printf(out, "%s%s %s %s%s", apart ? "(" : "", a, signs[does], b, apart ? ")" : "");
    }
    if (overflows)
        buffer_puts(out, ")");
}

static bool is_one(unsigned types)
{
    return (types & (types - 1)) == 0;
}

/* == between types that are not the same is false; in Python True is 1. */
static bool compare_types(struct python *p, const struct node *node, struct traits a,
                          struct traits b, const char *left, const char *right, int around,
                          struct buffer *out)
{
    bool not = node->binary.does == OPERATOR_UNEQUAL, apart = not &&around > BINDS_NOT;
    unsigned both = a.types | b.types;
    bool confused = ((both & TYPE_BOOLEAN) && (both & TYPE_INTEGER)) ||
                    ((both & TYPE_DURATION) && !is_one(both));
    if (!confused)
        return false;
    if (both & TYPE_DURATION)
        target_refuse(&p->target, node,
                      "cannot be Python: a duration is compared with what may "
                      "be none, and Python has no durations");
    python_need(p, HELPER_SAME);
    buffer_puts(out, apart ? "(not " : not ? "not " : "");
    in_call("same", left, right, out);
    buffer_puts(out, apart ? ")" : "");
    return true;
}

static void logic(struct python *p, const struct node *node, int around, struct buffer *out)
{
    bool and = node->binary.does == OPERATOR_AND;
    int binds = and? BINDS_AND : BINDS_OR;
    if (around > binds)
        buffer_puts(out, "(");
    python_condition(p, node->binary.left, binds, out);
    buffer_puts(out, and? " and " : " or ");
    python_condition(p, node->binary.right, binds + 1, out);
    if (around > binds)
        buffer_puts(out, ")");
}

static void compare_with_none(struct python *p, const struct node *node, int around,
                              struct buffer *out)
{
    const struct node *left = node->binary.left, *right = node->binary.right;
    if (around > BINDS_COMPARED)
        buffer_puts(out, "(");
    python_expression(p, left->kind == NODE_NONE ? right : left, BINDS_COMPARED + 1, out);
    buffer_puts(out, node->binary.does == OPERATOR_EQUAL ? " is None" : " is not None");
    if (around > BINDS_COMPARED)
        buffer_puts(out, ")");
}

static void binary(struct python *p, const struct node *node, int around, struct buffer *out)
{
    enum operator_id does = node->binary.does;
    const struct node *left = node->binary.left, *right = node->binary.right;
    struct buffer a = {0}, b = {0};
    if (does == OPERATOR_AND || does == OPERATOR_OR) {
        logic(p, node, around, out);
        return;
    }
    if ((does == OPERATOR_EQUAL || does == OPERATOR_UNEQUAL) &&
        (left->kind == NODE_NONE || right->kind == NODE_NONE)) {
        compare_with_none(p, node, around, out);
        return;
    }
    struct traits x = model_traits(p->model, p->unit, left),
                  y = model_traits(p->model, p->unit, right);
    bool called =
        (does == OPERATOR_DIVIDE || does == OPERATOR_REMAINDER) && (x.negative || y.negative);
    int binds = called ? BINDS_ANYHOW : does >= OPERATOR_ADD ? binds_of(does) : BINDS_COMPARED + 1;
    python_expression(p, left, binds, &a);
    python_expression(p, right, called ? BINDS_ANYHOW : binds + (does >= OPERATOR_ADD), &b);
    if (does > OPERATOR_UNEQUAL ||
        !compare_types(p, node, x, y, buffer_text(&a), buffer_text(&b), around, out))
        python_operate(p, node, does, x, y, buffer_text(&a), buffer_text(&b), around, out);
    buffer_free(&a);
    buffer_free(&b);
}

static void negate(struct python *p, const struct node *node, int around, struct buffer *out)
{
    struct traits t = model_traits(p->model, p->unit, node->operand);
    bool overflows = t.bits >= BITS_MOST && t.negative;
    if (t.types & ~(unsigned)TYPE_NUMBERS)
        target_refuse(&p->target, node, "cannot be Python: the negative of what may be no number");
    if (overflows)
        python_need(p, HELPER_INT64);
    buffer_puts(out, overflows ? "int64(-" : around > BINDS_SIGN ? "(-" : "-");
    python_expression(p, node->operand, BINDS_SIGN, out);
    if (overflows || around > BINDS_SIGN)
        buffer_puts(out, ")");
}

void python_condition(struct python *p, const struct node *node, int around, struct buffer *out)
{
    struct traits t = model_traits(p->model, p->unit, node);
    if (!(t.types & ~(unsigned)TYPE_BOOLEAN)) {
        python_expression(p, node, around, out);
        return;
    }
    python_need(p, HELPER_TRUTH);
    buffer_puts(out, "truth(");
    python_expression(p, node, BINDS_ANYHOW, out);
    buffer_puts(out, ")");
}

/* ---- Expressions ----------------------------------------------------------------------------- */

void python_expression(struct python *p, const struct node *node, int around, struct buffer *out)
{
    switch (node->kind) {
    case NODE_INTEGER:
        buffer_printf(out, node->integer < 0 && around > BINDS_SIGN ? "(%" PRId64 ")" : "%" PRId64,
                      node->integer);
        break;
    case NODE_DURATION:
        duration(p, node->integer, around, out);
        break;
    case NODE_BOOLEAN:
        buffer_puts(out, node->boolean ? "True" : "False");
        break;
    case NODE_NONE:
        buffer_puts(out, "None");
        break;
    case NODE_TEXT:
        python_string(node->text, false, out);
        break;
    case NODE_TEMPLATE:
        template(p, node, out);
        break;
    case NODE_ME:
        buffer_puts(out, "threading.current_thread().name");
        break;
    case NODE_NOW:
        python_need(p, HELPER_NOW);
        buffer_puts(out, "now()");
        break;
    case NODE_VARIABLE:
        variable(p, node, out);
        break;
    case NODE_ELEMENT:
        element(p, node, out);
        break;
    case NODE_CALL:
        python_call(p, node, out);
        break;
    case NODE_BUILTIN:
        python_builtin(p, node, out);
        break;
    case NODE_NEGATE:
        negate(p, node, around, out);
        break;
    case NODE_NOT:
        buffer_puts(out, around > BINDS_NOT ? "(not " : "not ");
        python_condition(p, node->operand, BINDS_NOT, out);
        buffer_puts(out, around > BINDS_NOT ? ")" : "");
        break;
    case NODE_BINARY:
        binary(p, node, around, out);
        break;
    case NODE_OPERATION:
        python_operation(p, node, true, out);
        break;
    default:
        target_refuse(&p->target, node, "cannot be Python");
    }
}
