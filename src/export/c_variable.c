/* c_variable.c - variables: their types, where they are declared, assignments. See c_inside.h. */
#include "export/c_inside.h"

#include "base/memory.h"
#include "export/bodies.h"

#include <inttypes.h>
#include <string.h>

/* ---- Types ----------------------------------------------------------------------------------- */

const char *c_type(struct traits t)
{
    switch (t.types) {
    case 0: /* there never is a value */
    case TYPE_INTEGER:
    case TYPE_DURATION:
        return "int64_t";
    case TYPE_BOOLEAN:
        return "bool";
    case TYPE_TEXT:
    case TYPE_NAME:
        return "const char *";
    default:
        return NULL;
    }
}

void c_declaration(const char *type, const char *name, struct buffer *out)
{
    bool pointer = type[strlen(type) - 1] == '*';
    buffer_printf(out, "%s%s%s", type, pointer ? "" : " ", name);
}

bool c_is_handle(const struct variable *v)
{
    bool told = v->named && v->textual && v->value.types == TYPE_NAME && !v->array &&
                v->kind != WORD_NOTHING && v->kind != WORD_TIMER && v->kind != WORD_CONDITION &&
                v->kind != WORD_BARRIER && !v->several_kinds;
    return told || model_is_handle(v);
}

const char *c_variable_type(struct c *c, const struct variable *v)
{
    const char *type = c_type(c_is_optional(v) ? c_of_value(v->value) : v->value);
    if (v->array || !c_is_handle(v)) {
        if (type && strcmp(type, "bool") == 0)
            c_header(c, "stdbool.h");
        c_header(c, "inttypes.h");
        return type;
    }
    if (v->several_kinds || v->kind == WORD_NOTHING)
        return NULL;
    type = c_object_type(c, v->kind, NULL);
    return type ? type : NULL;
}

#define GIVEN "given->"

/* What a timer that repeats takes along it changes in place, and so has it the next time. */
static bool is_kept(struct c *c, const struct variable *v)
{
    return v->unit && bodies_repeats(v->unit) &&
           bodies_take(c->model, c->looks, v->unit, v) == TAKEN;
}

const char *c_variable(struct c *c, const struct variable *v)
{
    struct variable *known = (struct variable *)v;
    if (!known->target) {
        struct buffer place = {0};
        buffer_printf(&place, "%s%s", is_kept(c, v) ? GIVEN : "",
                      v->shadows ? target_fresh(&c->target, v->name)
                                 : target_name(&c->target, v->name));
        known->target = buffer_take(&place);
    }
    return known->target;
}

const char *c_member(struct c *c, const struct variable *v)
{
    const char *place = c_variable(c, v);
    return is_kept(c, v) ? place + strlen(GIVEN) : place;
}

static const char *checked_type(struct c *c, const struct variable *v, const struct node *node)
{
    const char *type = c_variable_type(c, v);
    if (!type)
        c_refuse_variable(c, node, v);
    return type ? type : "int64_t";
}

/* ---- Where a private variable is declared ---------------------------------------------------- */

struct extent {
    struct c *c;
    const struct variable *v;
    uint32_t begin, end;
    unsigned reads;
};

static void extend(struct extent *e, const struct node *node)
{
    if (node->begin < e->begin)
        e->begin = node->begin;
    if (node->end > e->end)
        e->end = node->end;
}

static const char *bare_name(const struct node *node)
{
    switch (node->kind) {
    case NODE_VARIABLE:
        return node->text;
    case NODE_ELEMENT:
        return node->element.name;
    case NODE_NAME:
        return node->name.bare;
    case NODE_DECLARE:
        return node->declare.name;
    default:
        return NULL;
    }
}

static void see_mention(void *context, struct unit *u, const struct node *node)
{
    struct extent *e = context;
    const char *name = bare_name(node);
    if (node->kind == NODE_ASSIGN && node->assign.target->kind == NODE_VARIABLE &&
        node->assign.does == OPERATOR_NOTHING &&
        model_variable(e->c->model, u, node->assign.target->text) == e->v)
        e->reads--; /* its target is seen, too */
    if (!name || model_variable(e->c->model, u, name) != e->v)
        return;
    e->reads += node->kind != NODE_DECLARE;
    extend(e, node);
}

static void find_extent(struct extent *e)
{
    struct unit *own = (struct unit *)e->v->unit;
    model_each(e->c->model, own, see_mention, e);
    for (size_t i = 0; i < e->c->model->count; i++) {
        const struct variable *copy = e->c->model->variables[i];
        if (copy->source == e->v &&
            bodies_take(e->c->model, e->c->looks, copy->unit, copy) != NOT_TAKEN) {
            extend(e, copy->unit->node);
            e->reads++;
        }
    }
}

bool c_is_read(struct c *c, const struct variable *v)
{
    struct extent e = {.c = c, .v = v, .begin = UINT32_MAX};
    find_extent(&e);
    return e.reads > 0;
}

bool c_stays_inside(struct c *c, const struct variable *v, const struct node *block)
{
    struct extent e = {.c = c, .v = v, .begin = UINT32_MAX};
    find_extent(&e);
    return e.begin >= block->begin && e.end <= block->end;
}

static bool is_known(const struct c *c, const struct variable *v)
{
    for (size_t i = 0; i < c->assigned_count; i++)
        if (c->assigned[i] == v)
            return true;
    return false;
}

void c_note_assigned(struct c *c, const struct variable *v)
{
    if (is_known(c, v))
        return;
    MEMORY_ROOM_FOR_ONE(c->assigned, c->assigned_count, c->assigned_capacity);
    c->assigned[c->assigned_count++] = v;
}

bool c_has_value(struct c *c, const struct variable *v)
{
    bool given = !v->unit || v->binding == SCOPE_PARAMETER || v->binding == SCOPE_BLOCK;
    return given || is_known(c, v);
}

/* At its first assignment where that can be, else above all: then a line of `top`. True: the line
 * that is being written declares it. */
static bool declares_here(struct c *c, const struct variable *v, const struct node *node)
{
    struct extent e = {.c = c, .v = v, .begin = UINT32_MAX};
    const char *name = c_variable(c, v);
    if (v->binding == SCOPE_PARAMETER || v->binding == SCOPE_BLOCK ||
        names_have(&c->declared, name))
        return false;
    names_add(&c->declared, name);
    find_extent(&e);
    bool here = c->block && e.begin >= node->begin && e.end <= c->block->end;
    if (here) {
        c->unread = e.reads == 0 ? v : NULL;
        return true;
    }
    buffer_puts(&c->top, "    ");
    c_declaration(checked_type(c, v, node), name, &c->top);
    buffer_puts(&c->top, " = 0;\n");
    if (c_is_optional(v) && c_flag_set(c, v)) {
        c_header(c, "stdbool.h");
        buffer_printf(&c->top, "    bool %s = false;\n", c_flag(c, v));
    }
    if (e.reads == 0)
        buffer_printf(&c->top, "    (void)%s;\n", name);
    return false;
}

/* A variable that nobody reads would be warned of. */
static void put_unread(struct c *c)
{
    if (c->unread)
        target_line(&c->target, "(void)%s;", c_variable(c, c->unread));
    c->unread = NULL;
}

/* ---- Values ---------------------------------------------------------------------------------- */

static bool is_object(struct c *c, const struct node *node)
{
    if (node->kind == NODE_VARIABLE)
        return !model_variable(c->model, c->unit, node->text);
    return node->kind == NODE_ELEMENT && !model_variable(c->model, c->unit, node->element.name);
}

static void object_as_value(struct c *c, const struct node *node, struct buffer *out)
{
    const char *name = node->kind == NODE_VARIABLE ? node->text : node->element.name;
    const struct scope_made *made = scope_made_find(&c->model->made, name);
    if (!made || made->kind != SCOPE_OBJECT || made->mixed || made->made == WORD_TIMER ||
        (made->made == WORD_CONDITION)) {
        c_refuse(c, node, "'%s' handed over", name);
        return;
    }
    buffer_printf(out, "&%s", target_name(&c->target, name));
    if (node->kind == NODE_ELEMENT) {
        buffer_puts(out, "[");
        c_index(c, node->element.index, made->size, out);
        buffer_puts(out, "]");
    }
}

void c_value_for(struct c *c, const struct variable *v, const struct node *node, int around,
                 struct buffer *out)
{
    const struct variable *from =
        node->kind == NODE_VARIABLE ? model_variable(c->model, c->unit, node->text) : NULL;
    if (v && !v->array && c_is_handle(v) && from && !c_has_value(c, from))
        c_refuse(c, node,
                 "whether '%s' has a value yet only the run can tell; set it at the beginning",
                 from->name);
    else if (v && !v->array && c_is_handle(v) && from)
        buffer_puts(out, c_variable(c, from));
    else if (v && !v->array && c_is_handle(v) && is_object(c, node))
        object_as_value(c, node, out);
    else if (v && c_is_handle(v))
        c_refuse(c, node, "a thread or object that is no name here");
    else
        c_expression(c, node, around, out);
}

/* ---- Assignments ----------------------------------------------------------------------------- */

static void put_target(struct c *c, const struct variable *v, const char *index, struct buffer *out)
{
    buffer_puts(out, c_variable(c, v));
    if (index)
        buffer_printf(out, "[%s]", index);
}

static const struct node *size_of(const struct variable *v)
{
    return v->made ? v->made->size : NULL;
}

/* The right side, then the index: both in text. */
static void value_and_index(struct c *c, const struct variable *v, const struct node *node,
                            int around, struct buffer *value, struct buffer *index)
{
    const struct node *target = node->assign.target;
    c_value_for(c, target->kind == NODE_ELEMENT ? NULL : v, node->assign.value, around, value);
    if (target->kind != NODE_ELEMENT)
        return;
    const struct node *i = target->element.index;
    bool first = c_effect(c, node->assign.value) == EFFECT_STEPS &&
                 (c_effect(c, i) != EFFECT_NONE || c_effect(c, target) == EFFECT_STEPS);
    const char *type = c_type(c_traits(c, node->assign.value));
    if (first && type) {
        struct buffer name = {0};
        c_temporary(c, type, "value", buffer_text(value), &name);
        buffer_clear(value);
        buffer_puts(value, buffer_text(&name));
        buffer_free(&name);
    }
    c_index(c, i, size_of(v), index);
}

/* A variable that may be none gets a value, or that, as `there` says. */
static void assign_optional(struct c *c, const struct node *node, const struct variable *v,
                            const char *value, const char *there)
{
    struct buffer line = {0};
    const char *flag = c_flag(c, v), *type = checked_type(c, v, node), *name = c_variable(c, v);
    bool here = declares_here(c, v, node);
    if (here)
        c_declaration(type, name, &line);
    else
        buffer_puts(&line, name);
    if (!flag && strcmp(there, "true") != 0 && strcmp(value, name) != 0)
        target_line(&c->target, "%s = %s ? %s : NULL;", buffer_text(&line), there, value);
    else if (strcmp(value, name) != 0)
        target_line(&c->target, "%s = %s;", buffer_text(&line), value);
    if (c_flag_set(c, v)) {
        c_header(c, "stdbool.h");
        target_line(&c->target, "%s%s = %s;", here ? "bool " : "", flag, there);
    }
    put_unread(c);
    c_note_assigned(c, v);
    c_forget_known(c, v);
    buffer_free(&line);
}

/* An operation that puts a value into the variable, or none. */
static void assign_taken(struct c *c, const struct node *node, const struct variable *v)
{
    struct buffer line = {0}, call = {0};
    const char *flag = c_flag(c, v), *type = checked_type(c, v, node), *name = c_variable(c, v);
    bool here = declares_here(c, v, node);
    if (c_item_type(c) && strcmp(type, c_item_type(c)) != 0)
        c_refuse(c, node, "a value of one of several types, or none; let all be of one type");
    if (here)
        c_declaration(type, name, &line);
    else
        buffer_puts(&line, name);
    if (here || !flag)
        target_line(&c->target, "%s = %s;", buffer_text(&line), flag ? "0" : "NULL");
    c_take_perhaps(c, node->assign.value, name, &call);
    if (c_flag_set(c, v)) {
        c_header(c, "stdbool.h");
        target_line(&c->target, "%s%s = %s;", here ? "bool " : "", flag, buffer_text(&call));
    } else {
        target_line(&c->target, "%s;", buffer_text(&call));
    }
    put_unread(c);
    c_note_assigned(c, v);
    c_forget_known(c, v);
    buffer_free(&line);
    buffer_free(&call);
}

static void assign_perhaps(struct c *c, const struct node *node, const struct variable *v)
{
    const struct node *from = node->assign.value;
    const struct variable *other = c_optional(c, from);
    struct buffer value = {0};
    if (other && other != v && !c_is_present(c, other) && c_has_value(c, other)) {
        if (checked_type(c, v, node) != checked_type(c, other, node))
            c_refuse(c, node, "a value of one of several types, or none; let all be of one type");
        assign_optional(c, node, v, c_variable(c, other),
                        c_flag_read(c, other) ? c_flag(c, other) : "true");
    } else if (from->kind == NODE_NONE) {
        assign_optional(c, node, v, c_flag(c, v) ? "0" : "NULL", c_flag(c, v) ? "false" : "true");
    } else if (c_gives_perhaps(c, from)) {
        assign_taken(c, node, v);
    } else {
        c_header(c, "stdbool.h");
        c_value_for(c, v, from, BINDS_ANYHOW, &value);
        assign_optional(c, node, v, buffer_text(&value), "true");
        c_learn_present(c, v);
    }
    buffer_free(&value);
}

void c_assign_text(struct c *c, const struct node *node, const char *value, const char *there)
{
    const struct variable *v = node->assign.target->kind == NODE_VARIABLE
                                   ? model_variable(c->model, c->unit, node->assign.target->text)
                                   : NULL;
    struct buffer line = {0};
    if (!v || !v->unit || v->array || node->assign.does != OPERATOR_NOTHING) {
        c_refuse(c, node, "what is received into what is no variable of the thread's own");
    } else if (c_is_optional(v)) {
        assign_optional(c, node, v, value, there);
    } else {
        const char *type = checked_type(c, v, node);
        if (declares_here(c, v, node))
            c_declaration(type, c_variable(c, v), &line);
        else
            buffer_puts(&line, c_variable(c, v));
        target_line(&c->target, "%s = %s;", buffer_text(&line), value);
        put_unread(c);
        c_note_assigned(c, v);
    }
    buffer_free(&line);
}

/* What is assigned to itself is read and written all the same, but compilers warn of it. */
static void take_apart(struct c *c, const struct variable *v, const struct node *node,
                       const char *place, struct buffer *value)
{
    struct buffer name = {0};
    if (strcmp(place, buffer_text(value)) != 0)
        return;
    c_temporary(c, checked_type(c, v, node), "value", place, &name);
    buffer_free(value);
    *value = name;
}

static void assign_plain(struct c *c, const struct node *node, const struct variable *v)
{
    if (node->assign.target->kind == NODE_VARIABLE && c_is_optional(v)) {
        assign_perhaps(c, node, v);
        return;
    }

    struct buffer value = {0}, index = {0}, place = {0}, line = {0};
    bool element = node->assign.target->kind == NODE_ELEMENT;
    value_and_index(c, v, node, BINDS_ANYHOW, &value, &index);
    if (v->unit && !element && declares_here(c, v, node)) {
        c_declaration(checked_type(c, v, node), c_variable(c, v), &line);
    } else {
        put_target(c, v, element ? buffer_text(&index) : NULL, &place);
        buffer_puts(&line, buffer_text(&place));
        take_apart(c, v, node, buffer_text(&place), &value);
    }
    checked_type(c, v, node);
    target_line(&c->target, "%s = %s;", buffer_text(&line), buffer_text(&value));
    put_unread(c);
    if (v->unit && !element)
        c_note_assigned(c, v);
    buffer_free(&value);
    buffer_free(&index);
    buffer_free(&place);
    buffer_free(&line);
}

static void assign_compound(struct c *c, const struct node *node, const struct variable *v)
{
    static const char *const signs[] = {
        [OPERATOR_ADD] = "+=",    [OPERATOR_SUBTRACT] = "-=",  [OPERATOR_MULTIPLY] = "*=",
        [OPERATOR_DIVIDE] = "/=", [OPERATOR_REMAINDER] = "%=", [OPERATOR_LEFT] = "<<=",
        [OPERATOR_RIGHT] = ">>=", [OPERATOR_BAND] = "&=",      [OPERATOR_BOR] = "|=",
        [OPERATOR_BXOR] = "^="};
    struct buffer value = {0}, index = {0}, place = {0}, whole = {0};
    struct traits by = c_traits(c, node->assign.value);
    bool element = node->assign.target->kind == NODE_ELEMENT;
    bool atomic = !v->unit && v->made->made == WORD_ATOMIC;
    unsigned fails = c->fails;
    bool done = false;
    if (!v->unit && c_effect(c, node->assign.value) == EFFECT_STEPS && !atomic)
        c_refuse(c, node,
                 "a variable of all threads that is changed by what takes steps itself; put that "
                 "into a variable first");
    if (v->unit && !element && !c_has_value(c, v))
        c_refuse(c, node,
                 "whether '%s' has a value yet only the run can tell; set it at the beginning",
                 v->name);
    value_and_index(c, v, node, BINDS_PRODUCT + 1, &value, &index);
    put_target(c, v, element ? buffer_text(&index) : NULL, &place);
    unsigned before = c->fails;
    c_operate(c, node, node->assign.does, v->value, by, buffer_text(&place), buffer_text(&value),
              BINDS_ANYHOW, &whole);
    bool checked = c->fails != before || by.types == TYPE_TEXT;
    if (atomic && checked && node->assign.does == OPERATOR_ADD && by.types == TYPE_INTEGER &&
        v->value.types == TYPE_INTEGER) {
        c_need(c, "add_atomically");
        target_line(&c->target, "add_atomically(&%s, %s);", buffer_text(&place),
                    buffer_text(&value));
        checked = atomic = false;
        done = true;
    }
    if (atomic && (checked || by.types == TYPE_TEXT))
        c_refuse(c, node,
                 "an update of an atomic variable that may be an error half way, as by an "
                 "overflow; put the new value together first");
    if (checked && element && before != fails)
        c_refuse(
            c, node,
            "an index that it takes steps to find, in an update; put it into a variable first");
    if (checked) {
        target_line(&c->target, "%s = %s;", buffer_text(&place), buffer_text(&whole));
    } else if (!done) {
        bool one = node->assign.value->kind == NODE_INTEGER && node->assign.value->integer == 1;
        if (one && node->assign.does == OPERATOR_ADD)
            target_line(&c->target, "%s++;", buffer_text(&place));
        else if (one && node->assign.does == OPERATOR_SUBTRACT)
            target_line(&c->target, "%s--;", buffer_text(&place));
        else
            target_line(&c->target, "%s %s %s;", buffer_text(&place), signs[node->assign.does],
                        buffer_text(&value));
    }
    buffer_free(&value);
    buffer_free(&index);
    buffer_free(&place);
    buffer_free(&whole);
}

void c_assign(struct c *c, const struct node *node)
{
    const struct node *target = node->assign.target;
    const char *name = target->kind == NODE_ELEMENT ? target->element.name : target->text;
    const struct variable *v = model_variable(c->model, c->unit, name);
    if (!v || (target->kind == NODE_ELEMENT) != v->array || v->binding == SCOPE_KEPT) {
        c_refuse(c, node, "what '%s' is here, or a whole array", name);
        return;
    }
    if (node->assign.does == OPERATOR_NOTHING)
        assign_plain(c, node, v);
    else
        assign_compound(c, node, v);
}

/* ---- Declarations ---------------------------------------------------------------------------- */

static bool is_zero(const struct node *value)
{
    return (value->kind == NODE_INTEGER && value->integer == 0) ||
           (value->kind == NODE_DURATION && value->integer == 0) ||
           (value->kind == NODE_BOOLEAN && !value->boolean);
}

static void declare_private(struct c *c, const struct node *node)
{
    struct variable *v = model_variable(c->model, c->unit, node->declare.name);
    struct node assignment = {.kind = NODE_ASSIGN, .begin = node->begin, .end = node->end};
    struct node target = {.kind = NODE_VARIABLE, .begin = node->begin, .end = node->end};
    if (!v || v->unit != c->unit || node->declare.size || v->array) {
        c_refuse(c, node, "an array of one thread's own; declare it shared");
        return;
    }
    target.text = node->declare.name;
    assignment.assign.target = &target;
    assignment.assign.value = node->declare.value;
    assign_plain(c, &assignment, v);
}

void c_put_static(struct c *c, const struct node *node)
{
    struct buffer line = {0}, value = {0};
    const struct variable *v = model_shared(c->model, node->declare.name);
    const char *type = checked_type(c, v, node), *name = c_variable(c, v);
    const struct node *size = node->declare.size, *first = node->declare.value;
    bool whole = c_is_static(c, node), atomic = node->declare.storage == WORD_ATOMIC;
    if (atomic && strcmp(type, "const char *") == 0)
        c_refuse(c, node, "an atomic variable of text; make it shared, with a lock around it");
    if (node->declare.storage == WORD_LOCAL && (!first || !whole))
        c_refuse(c, node,
                 "a variable of each thread that has no value to begin with, or one that is "
                 "computed; write out what it begins with");
    if (atomic)
        c_header(c, "stdatomic.h");
    buffer_puts(&line, node->declare.storage == WORD_LOCAL ? "static _Thread_local "
                       : atomic                            ? "static _Atomic "
                                                           : "static ");
    c_declaration(type, name, &line);
    if (size)
        buffer_printf(&line, "[%" PRId64 "]", size->kind == NODE_INTEGER ? size->integer : 1);
    if (!c_is_used(c, name))
        buffer_puts(&line, " __attribute__((unused))");
    if (whole && first && first->kind == NODE_DURATION && is_zero(first))
        buffer_puts(&value, "0");
    else if (whole && first)
        c_expression(c, first, BINDS_ANYHOW, &value);
    else
        buffer_puts(&value, strcmp(type, "const char *") == 0 ? "\"\"" : "0");
    if (size && whole && !is_zero(first))
        buffer_printf(&line, " = {[0 ... %" PRId64 "] = %s}", size->integer - 1,
                      buffer_text(&value));
    else if (!size)
        buffer_printf(&line, " = %s", buffer_text(&value));
    target_line(&c->target, "%s;", buffer_text(&line));
    if (size && (size->kind != NODE_INTEGER || size->integer < 1 || size->integer > 1 << 20))
        c_refuse(c, node,
                 "an array whose length is not known beforehand; write the number out here");
    buffer_free(&line);
    buffer_free(&value);
}

void c_declare(struct c *c, const struct node *node)
{
    const struct scope_made *made = scope_made_find(&c->model->made, node->declare.name);
    struct buffer value = {0};
    if (node->declare.storage == WORD_PRIVATE) {
        declare_private(c, node);
        return;
    }
    if (!made || made->mixed || made->times > 1 || made->early || c->unit->kind != MODEL_MAIN ||
        c->block != c->root) {
        c_refuse(c, node,
                 "'%s' is declared where it may be in use already; declare it once, at the top of "
                 "the script",
                 node->declare.name);
    } else if (!c_is_static(c, node)) {
        const struct variable *v = model_shared(c->model, node->declare.name);
        if (node->declare.size)
            c_refuse(c, node,
                     "an array whose elements begin with what is computed; write the value out, or "
                     "set them in a loop");
        c_value_for(c, v, node->declare.value, BINDS_ANYHOW, &value);
        target_line(&c->target, "%s = %s;", c_variable(c, v), buffer_text(&value));
    }
    buffer_free(&value);
}
