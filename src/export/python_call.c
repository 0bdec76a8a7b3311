/* python_call.c - calls, of functions and built-in ones. See python_inside.h. */
#include "export/python_inside.h"

#include <string.h>

/* ---- Calls ----------------------------------------------------------------------------------- */

static bool is_object(struct python *p, const struct node *node)
{
    if (node->kind == NODE_VARIABLE)
        return !model_variable(p->model, p->unit, node->text);
    return node->kind == NODE_ELEMENT && !model_variable(p->model, p->unit, node->element.name);
}

void python_value_for(struct python *p, const struct variable *v, const struct node *node,
                      struct buffer *out)
{
    const struct variable *from =
        node->kind == NODE_VARIABLE ? model_variable(p->model, p->unit, node->text) : NULL;
    if (!v || !model_is_handle(v)) {
        if (node->kind == NODE_OPERATION)
            python_operation(p, node, true, out);
        else
            python_expression(p, node, BINDS_ANYHOW, out);
    } else if (from) {
        buffer_puts(out, python_variable(p, from));
    } else if (is_object(p, node) && node->kind == NODE_VARIABLE) {
        buffer_puts(out, target_name(&p->target, node->text));
    } else if (is_object(p, node)) {
        buffer_printf(out, "%s[", target_name(&p->target, node->element.name));
        python_index(p, node->element.index, out);
        buffer_puts(out, "]");
    } else {
        python_expression(p, node, BINDS_ANYHOW, out);
    }
}

void python_call(struct python *p, const struct node *node, struct buffer *out)
{
    const struct unit *f = model_function(p->model, node->call.name);
    const struct node *parameter = f ? f->node->define.parameters : NULL;
    buffer_printf(out, "%s(", target_name(&p->target, node->call.name));
    for (const struct node *n = node->call.arguments; n; n = n->next) {
        const struct variable *v = parameter ? model_variable(p->model, f, parameter->text) : NULL;
        python_value_for(p, v, n, out);
        if (n->next)
            buffer_puts(out, ", ");
        parameter = parameter ? parameter->next : NULL;
    }
    buffer_puts(out, ")");
}

/* What is done under the variable's lock, with values that have been found before. */
static void change(struct python *p, const struct node *node, struct buffer *out)
{
    const struct node *n = node->builtin.arguments->next;
    enum operator_id does = model_modifies_by(node->builtin.function);
    buffer_puts(out, ".update(lambda old, ");
    buffer_puts(out, does == OPERATOR_NOTHING ? "expected=" : "bits=");
    python_expression(p, n, BINDS_ANYHOW, out);
    if (does == OPERATOR_NOTHING) {
        buffer_puts(out, ", new=");
        python_expression(p, n->next, BINDS_ANYHOW, out);
        buffer_puts(out, ": new if old == expected else old)");
        return;
    }
    struct traits old = model_traits(p->model, p->unit, node->builtin.arguments),
                  by = model_traits(p->model, p->unit, n);
    buffer_puts(out, ": ");
    python_operate(p, node, does, old, by, "old", "bits", BINDS_ANYHOW, out);
    buffer_puts(out, ")");
}

/* cas, add, swap and the like. */
static void modify(struct python *p, const struct node *node, struct buffer *out)
{
    const struct node *target = node->builtin.arguments, *n = target->next;
    const char *name = target->kind == NODE_ELEMENT ? target->element.name : target->text;
    const struct variable *v = model_variable(p->model, p->unit, name);
    if (!v || v->unit || !python_is_boxed(v)) {
        target_refuse(&p->target, node, "cannot be Python: which variable '%s' is", name);
        return;
    }
    buffer_puts(out, python_variable(p, v));
    if (target->kind == NODE_ELEMENT) {
        buffer_puts(out, "[");
        python_index(p, target->element.index, out);
        buffer_puts(out, "]");
    }
    if (node->builtin.function >= WORD_COMPARE) {
        change(p, node, out);
        return;
    }
    buffer_puts(out, node->builtin.function == WORD_CAS   ? ".compare_and_swap("
                     : node->builtin.function == WORD_ADD ? ".add("
                                                          : ".swap(");
    for (; n; n = n->next) {
        python_expression(p, n, BINDS_ANYHOW, out);
        buffer_puts(out, n->next ? ", " : ")");
    }
}

static void random_number(struct python *p, const struct node *node, struct buffer *out)
{
    const struct node *low = node->builtin.arguments;
    p->imports[IMPORT_RANDOM] = true;
    buffer_puts(out, "random.randint(");
    python_expression(p, low, BINDS_ANYHOW, out);
    buffer_puts(out, ", ");
    python_expression(p, low->next, BINDS_ANYHOW, out);
    buffer_puts(out, ")");
}

static void result(struct python *p, const struct node *node, struct buffer *out)
{
    const struct node *name = node->builtin.arguments;
    if (!thread_names_joined(looks_names(p->looks), p->unit, node, name))
        target_refuse(&p->target, node,
                      "cannot be Python: the result of a thread that may not have ended there, "
                      "which it does a moment after its last step; join it before, in the same "
                      "block");
    python_named(p, name, true, out);
    buffer_puts(out, ".result");
}

static void length(struct python *p, const struct node *node, struct buffer *out)
{
    const struct node *of = node->builtin.arguments;
    const struct variable *v =
        of->kind == NODE_VARIABLE ? model_variable(p->model, p->unit, of->text) : NULL;
    const struct scope_made *made =
        of->kind == NODE_VARIABLE ? model_made(p->model, p->unit, of->text) : NULL;
    if (made && made->made == WORD_QUEUE && !made->size) {
        buffer_printf(out, "%s.qsize()", target_name(&p->target, of->text));
        return;
    }
    if (v ? !v->array && v->value.types != TYPE_TEXT
          : !made && model_traits(p->model, p->unit, of).types != TYPE_TEXT)
        target_refuse(&p->target, node, "cannot be Python: the length of what is not known");
    buffer_puts(out, "len(");
    if (v && v->array)
        buffer_puts(out, python_variable(p, v));
    else if (made)
        buffer_puts(out, target_name(&p->target, of->text));
    else
        python_expression(p, of, BINDS_ANYHOW, out);
    buffer_puts(out, ")");
}

static void value(struct python *p, const struct node *node, struct buffer *out)
{
    enum word_id kind = python_kind(p, node->builtin.arguments);
    if (kind != WORD_LATCH && kind != WORD_SEMAPHORE && kind != WORD_BOUNDED)
        target_refuse(&p->target, node, "cannot be Python: whose value this is");
    python_named(p, node->builtin.arguments, false, out);
    buffer_puts(out, ".value()");
}

static void waiting(struct python *p, const struct node *node, struct buffer *out)
{
    enum word_id kind = python_kind(p, node->builtin.arguments);
    bool counts = kind == WORD_SEMAPHORE || kind == WORD_BOUNDED || kind == WORD_CHANNEL;
    if (kind != WORD_BARRIER && !counts)
        target_refuse(&p->target, node,
                      "cannot be Python: it does not tell how many threads wait for an object; "
                      "count them in a variable");
    python_named(p, node->builtin.arguments, false, out);
    buffer_puts(out, counts ? ".waiting()" : ".n_waiting");
}

static void locked(struct python *p, const struct node *node, struct buffer *out)
{
    if (python_kind(p, node->builtin.arguments) != WORD_MUTEX)
        target_refuse(
            &p->target, node,
            "cannot be Python: whether this is locked it does not tell; note that in a variable");
    python_named(p, node->builtin.arguments, false, out);
    buffer_puts(out, ".locked()");
}

void python_builtin(struct python *p, const struct node *node, struct buffer *out)
{
    const struct node *first = node->builtin.arguments;
    switch (node->builtin.function) {
    case WORD_TIME:
        p->imports[IMPORT_TIME] = true;
        buffer_puts(out, "time.strftime(\"%H:%M:%S\")");
        break;
    case WORD_DAEMON:
        python_named(p, first, true, out);
        buffer_puts(out, ".daemon");
        break;
    case WORD_RESULT:
        result(p, node, out);
        break;
    case WORD_ISSET:
        python_named(p, first, false, out);
        buffer_puts(out, ".is_set()");
        break;
    case WORD_LOCKED:
        locked(p, node, out);
        break;
    case WORD_VALUE:
        value(p, node, out);
        break;
    case WORD_BROKEN:
        python_named(p, first, false, out);
        buffer_puts(out, ".broken");
        break;
    case WORD_WAITING:
        waiting(p, node, out);
        break;
    case WORD_LEN:
        length(p, node, out);
        break;
    case WORD_RANDOM:
    case WORD_CHOOSE:
        random_number(p, node, out);
        break;
    case WORD_CAS:
    case WORD_ADD:
    case WORD_SWAP:
    case WORD_COMPARE:
    case WORD_BAND:
    case WORD_BOR:
    case WORD_BXOR:
        modify(p, node, out);
        break;
    case WORD_ALIVE:
    case WORD_ACTIVE:
        target_refuse(&p->target, node,
                      "cannot be Python: '%s', for a thread is alive there for a moment after its "
                      "last step; join it, or note in a shared variable that its work is done",
                      word_get(node->builtin.function)->name);
        break;
    default:
        target_refuse(&p->target, node,
                      "cannot be Python: nothing there tells '%s'; note that in a variable",
                      word_get(node->builtin.function)->name);
    }
}
