/* python_variable.c - assignments and declarations, of objects too. See python_inside.h. */
#include "export/python_inside.h"

#include <string.h>

/* ---- Assignments ----------------------------------------------------------------------------- */

/* What nobody else can change: it does not matter when it is read. */
static bool is_settled(struct python *p, const struct node *node)
{
    if (node->kind == NODE_INTEGER)
        return true;
    if (node->kind == NODE_VARIABLE) {
        const struct variable *v = model_variable(p->model, p->unit, node->text);
        return v && v->unit;
    }
    return node->kind == NODE_BINARY && is_settled(p, node->binary.left) &&
           is_settled(p, node->binary.right) && node->binary.does != OPERATOR_DIVIDE &&
           node->binary.does != OPERATOR_REMAINDER;
}

static void put_target(struct python *p, const struct variable *v, const struct node *target,
                       struct buffer *out)
{
    buffer_puts(out, python_variable(p, v));
    if (target->kind == NODE_ELEMENT) {
        buffer_puts(out, "[");
        python_index(p, target->element.index, out);
        buffer_puts(out, "]");
    } else if (!v->unit && v->made->made == WORD_LOCAL) {
        buffer_puts(out, ".value");
    } else if (!v->unit && !python_is_boxed(v)) {
        python_assigns(p, python_variable(p, v));
    }
}

/* `from`: the value, as text; NULL: as the node has it. */
static void assign_plain(struct python *p, const struct node *node, const struct variable *v,
                         const char *from)
{
    const struct node *target = node->assign.target;
    struct buffer place = {0}, value = {0};
    put_target(p, v, target, &place);
    if (from)
        buffer_puts(&value, from);
    else
        python_value_for(p, target->kind == NODE_VARIABLE ? v : NULL, node->assign.value, &value);
    if (!python_is_boxed(v)) {
        target_line(&p->target, "%s = %s", buffer_text(&place), buffer_text(&value));
    } else if (target->kind == NODE_VARIABLE || is_settled(p, target->element.index)) {
        target_line(&p->target, "%s.set(%s)", buffer_text(&place), buffer_text(&value));
    } else {
        const char *first = target_name(&p->target, " value");
        target_line(&p->target, "%s = %s", first, buffer_text(&value));
        target_line(&p->target, "%s.set(%s)", buffer_text(&place), first);
    }
    buffer_free(&place);
    buffer_free(&value);
}

/* An update of a boxed variable: one step. */
static void update(struct python *p, const struct node *node, const struct variable *v,
                   const char *place)
{
    enum operator_id does = node->assign.does;
    struct traits old = v->value, by = model_traits(p->model, p->unit, node->assign.value);
    struct buffer value = {0}, sum = {0};
    if (v->made->made != WORD_ATOMIC) { /* a read and a write */
        buffer_printf(&sum, "%s.get()", place);
        python_expression(p, node->assign.value, BINDS_SUM + 1, &value);
        struct buffer result = {0};
        python_operate(p, node, does, old, by, buffer_text(&sum), buffer_text(&value), BINDS_ANYHOW,
                       &result);
        target_line(&p->target, "%s.set(%s)", place, buffer_text(&result));
        buffer_free(&result);
    } else {
        const char *name = target_name(&p->target, " old");
        bool settled = is_settled(p, node->assign.value) || node->assign.value->kind == NODE_TEXT;
        bool adds = does == OPERATOR_ADD && settled;
        python_expression(p, node->assign.value, BINDS_PRODUCT + 1, &value);
        if (!settled) {
            target_line(&p->target, "%s = %s", target_name(&p->target, " value"),
                        buffer_text(&value));
            buffer_clear(&value);
            buffer_puts(&value, target_name(&p->target, " value"));
        }
        python_operate(p, node, does, old, by, name, buffer_text(&value), BINDS_ANYHOW, &sum);
        if (adds && strncmp(buffer_text(&sum), "int64", 5) != 0)
            target_line(&p->target, "%s.add(%s)", place, buffer_text(&value));
        else
            target_line(&p->target, "%s.update(lambda %s: %s)", place, name, buffer_text(&sum));
    }
    buffer_free(&sum);
    buffer_free(&value);
}

static void assign_compound(struct python *p, const struct node *node, const struct variable *v)
{
    static const char *const signs[] = {
        [OPERATOR_ADD] = "+=",     [OPERATOR_SUBTRACT] = "-=",  [OPERATOR_MULTIPLY] = "*=",
        [OPERATOR_DIVIDE] = "//=", [OPERATOR_REMAINDER] = "%=", [OPERATOR_LEFT] = "<<=",
        [OPERATOR_RIGHT] = ">>="};
    struct buffer place = {0}, value = {0}, whole = {0}, plain = {0};
    put_target(p, v, node->assign.target, &place);
    if (python_is_boxed(v)) {
        update(p, node, v, buffer_text(&place));
    } else {
        struct traits by = model_traits(p->model, p->unit, node->assign.value);
        python_expression(p, node->assign.value, BINDS_PRODUCT + 1, &value);
        python_operate(p, node, node->assign.does, v->value, by, buffer_text(&place),
                       buffer_text(&value), BINDS_ANYHOW, &whole);
        buffer_clear(&value);
        python_expression(p, node->assign.value, BINDS_ANYHOW, &value);
        bool helped = strncmp(buffer_text(&whole), "int64(", 6) == 0 ||
                      strncmp(buffer_text(&whole), "divide(", 7) == 0 ||
                      strncmp(buffer_text(&whole), "remainder(", 10) == 0;
        if (helped && node->assign.target->kind == NODE_ELEMENT &&
            !is_settled(p, node->assign.target->element.index))
            target_refuse(&p->target, node,
                          "cannot be Python: the index is evaluated twice where it overflows");
        if (helped)
            target_line(&p->target, "%s = %s", buffer_text(&place), buffer_text(&whole));
        else
            target_line(&p->target, "%s %s %s", buffer_text(&place), signs[node->assign.does],
                        buffer_text(&value));
    }
    buffer_free(&plain);
    buffer_free(&whole);
    buffer_free(&place);
    buffer_free(&value);
}

/* b = a, of whole arrays: copied element by element. */
static bool copy_array(struct python *p, const struct node *node, const struct variable *to)
{
    const struct node *value = node->assign.value;
    const struct variable *from =
        value->kind == NODE_VARIABLE ? model_variable(p->model, p->unit, value->text) : NULL;
    if (!to || !to->array || node->assign.target->kind != NODE_VARIABLE ||
        node->assign.does != OPERATOR_NOTHING || !from || !from->array || python_is_boxed(to) ||
        python_is_boxed(from))
        return false;
    python_need(p, HELPER_COPY);
    target_line(&p->target, "copy(%s, %s)", python_variable(p, to), python_variable(p, from));
    return true;
}

static void assign(struct python *p, const struct node *node, const char *from)
{
    const struct node *target = node->assign.target;
    const char *name = target->kind == NODE_ELEMENT ? target->element.name : target->text;
    const struct variable *v = model_variable(p->model, p->unit, name);
    if (!from && copy_array(p, node, v))
        return;
    if (!v || (target->kind == NODE_ELEMENT) != v->array) {
        target_refuse(&p->target, node, "cannot be Python: what '%s' is here, or a whole array",
                      name);
        return;
    }
    if (node->assign.does == OPERATOR_NOTHING)
        assign_plain(p, node, v, from);
    else
        assign_compound(p, node, v);
}

void python_assign(struct python *p, const struct node *node)
{
    assign(p, node, NULL);
}

void python_assign_text(struct python *p, const struct node *node, const char *value)
{
    assign(p, node, value);
}

/* ---- Declarations ---------------------------------------------------------------------------- */

static void declare_local(struct python *p, const struct node *node, const char *name)
{
    struct buffer value = {0};
    if (!node->declare.value) {
        target_line(&p->target, "%s = threading.local()", name);
        return;
    }
    if (!python_is_hoisted(p, node))
        target_refuse(&p->target, node,
                      "cannot be Python: a thread-local variable that begins with what is "
                      "computed; write out what it begins with");
    python_expression(p, node->declare.value, BINDS_ANYHOW, &value);
    struct buffer class = {0};
    buffer_puts(&class, name);
    if (class.length && class.bytes[0] >= 'a' && class.bytes[0] <= 'z')
        class.bytes[0] = (char)(class.bytes[0] - 'a' + 'A');
    const char *own = target_fresh(&p->target, buffer_text(&class));
    target_line(&p->target, "class %s(threading.local):", own);
    target_line(&p->target, "    value = %s  # of each thread, to begin with", buffer_text(&value));
    target_line(&p->target, "%s", "");
    target_line(&p->target, "%s", "");
    target_line(&p->target, "%s = %s()", name, own);
    buffer_free(&class);
    buffer_free(&value);
}

void python_declare(struct python *p, const struct node *node)
{
    enum word_id storage = node->declare.storage;
    const struct variable *v = storage == WORD_PRIVATE
                                   ? model_variable(p->model, p->unit, node->declare.name)
                                   : model_shared(p->model, node->declare.name);
    const char *name = python_variable(p, v);
    struct buffer value = {0}, size = {0};
    if (storage == WORD_LOCAL) {
        declare_local(p, node, name);
        return;
    }
    if (storage != WORD_PRIVATE && !looks_once(p->looks, node))
        target_refuse(&p->target, node,
                      "cannot be Python: '%s' is declared where it may be in use already, which is "
                      "no error there; declare it once, at the top of the script",
                      node->declare.name);
    python_value_for(p, v, node->declare.value, &value);
    if (node->declare.size) {
        if (model_traits(p->model, p->unit, node->declare.size).negative)
            target_refuse(&p->target, node,
                          "cannot be Python: an array whose length may be no "
                          "length, which is no error there");
        python_expression(p, node->declare.size, BINDS_PRODUCT + 1, &size);
    }
    bool under_lock = storage == WORD_ATOMIC && looks_inside_atomic(p->looks, v);
    if (under_lock) {
        p->nested_atomics = true;
        buffer_printf(&value, ", %s", target_name(&p->target, " one_step"));
    }
    const char *box = storage != WORD_PRIVATE && python_is_futex(p, v) ? "Futex" : "Atomic";
    if (!node->declare.size && python_is_boxed(v))
        target_line(&p->target, "%s = %s(%s)", name, box, buffer_text(&value));
    else if (!node->declare.size)
        target_line(&p->target, "%s = %s", name, buffer_text(&value));
    else if (python_is_boxed(v))
        target_line(&p->target, "%s = [%s(%s) for _ in range(%s)]", name, box, buffer_text(&value),
                    buffer_text(&size));
    else
        target_line(&p->target, "%s = [%s] * %s", name, buffer_text(&value), buffer_text(&size));
    if (!v->unit && p->unit && !python_is_hoisted(p, node))
        python_assigns(p, name);
    if (python_is_boxed(v))
        python_need(p, box[0] == 'F' ? HELPER_FUTEX : HELPER_ATOMIC);
    buffer_free(&value);
    buffer_free(&size);
}

void python_objects(struct python *p, const struct node *node)
{
    for (const struct node *n = node->objects.objects; n; n = n->next) {
        struct buffer line = {0}, made = {0};
        const struct node *size = n->object.name->name.index;
        if (node->objects.made == WORD_TIMER) {
            python_timer(p, n);
            continue;
        }
        if (!looks_once(p->looks, node))
            target_refuse(&p->target, node,
                          "cannot be Python: an object that may be there already when it is made, "
                          "which is no error there; make it once, at the top of the script");
        python_make(p, n, node->objects.made, &made);
        if (size) {
            if (model_traits(p->model, p->unit, size).negative)
                target_refuse(&p->target, n,
                              "cannot be Python: an array whose length may be no "
                              "length, which is no error there");
            if (!model_name_text(p->model, p->unit, n->object.name) || p->objects_by_name)
                target_refuse(&p->target, n,
                              "cannot be Python: an array of objects that are looked up by name");
            struct buffer list = {0};
            buffer_printf(&list, "[%s for _ in range(", buffer_text(&made));
            python_expression(p, size, BINDS_ANYHOW, &list);
            buffer_puts(&list, ")]");
            buffer_clear(&made);
            buffer_puts(&made, buffer_text(&list));
            buffer_free(&list);
        }
        python_check_name(p, n->object.name);
        python_kept(p, n->object.name, false, &line);
        target_line(&p->target, "%s%s", buffer_text(&line), buffer_text(&made));
        buffer_free(&line);
        buffer_free(&made);
    }
}
