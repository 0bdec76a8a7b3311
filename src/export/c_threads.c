/* c_threads.c - threads, and the functions that bodies become. See c_inside.h. */
#include "export/c_inside.h"

#include "base/memory.h"
#include "export/bodies.h"

#include <string.h>

/* ---- Functions ------------------------------------------------------------------------------- */

/* The readable part of a name: r of "r{i}", racer of what stands in `racer`. */
static void put_stem(const struct node *name, struct buffer *out)
{
    if (name && name->name.bare)
        buffer_puts(out, name->name.bare);
    else if (name &&
             (name->name.computed->kind == NODE_TEXT || name->name.computed->kind == NODE_VARIABLE))
        buffer_puts(out, name->name.computed->text);
    else if (name && name->name.computed->kind == NODE_TEMPLATE &&
             name->name.computed->list->kind == NODE_TEXT)
        buffer_puts(out, name->name.computed->list->text);
    else
        buffer_puts(out, "thread");
}

static const char *name_of(struct c *c, struct unit *u)
{
    struct buffer name = {0};
    if (u->kind == MODEL_FUNCTION)
        return target_name(&c->target, u->node->define.name);
    if (u->target)
        return u->target;
    buffer_puts(&name, "run_");
    put_stem(u->kind == MODEL_BODY && u->node->kind == NODE_SPAWN ? u->node->spawn.names
                                                                  : u->node->object.name,
             &name);
    u->target = memory_copy(target_fresh(&c->target, buffer_text(&name)));
    buffer_free(&name);
    return u->target;
}

const char *c_function(struct c *c, struct unit *u)
{
    const char *name = name_of(c, u);
    if (!names_have(&c->defined, name))
        names_add(&c->prototypes, name);
    return name;
}

static const struct variable *taken(struct c *c, const struct unit *u, size_t i)
{
    const struct scope_name *n = &u->scope.names[i];
    const struct variable *v = n->slot ? c->model->variables[n->slot - 1] : NULL;
    if (!v || v->unit != u)
        return NULL;
    enum bodies_taken t = bodies_take(c->model, c->looks, u, v);
    if (t == TAKEN_PERHAPS)
        c_refuse(c, u->node,
                 "whether '%s' has a value yet that is taken along only the run can "
                 "tell",
                 v->name);
    if (t == TAKEN && v->array)
        c_refuse(c, u->node, "an array that is taken along");
    return t == TAKEN ? v : NULL;
}

static bool takes_any(struct c *c, const struct unit *u)
{
    for (size_t i = 0; i < u->scope.count; i++)
        if (taken(c, u, i))
            return true;
    return false;
}

static const char *parameter_type(struct c *c, const struct variable *v, const struct node *node)
{
    const char *type = c_variable_type(c, v);
    if (!type && v->value.types)
        c_refuse(c, node, "'%s' may be of several types, or none, and a variable of C's has one",
                 v->name);
    return type ? type : "int64_t";
}

/* struct NAME_values, with what the body takes along. */
static void put_values(struct c *c, struct unit *u)
{
    struct buffer line = {0};
    target_line(&c->target, "struct %s_values {", name_of(c, u));
    for (size_t i = 0; i < u->scope.count; i++) {
        const struct variable *v = taken(c, u, i);
        if (!v)
            continue;
        buffer_clear(&line);
        c_declaration(parameter_type(c, v, u->node), c_variable(c, v), &line);
        target_line(&c->target, "    %s;", buffer_text(&line));
    }
    target_line(&c->target, "};");
    target_line(&c->target, "%s", "");
    buffer_free(&line);
}

static void unpack(struct c *c, struct unit *u)
{
    struct buffer line = {0};
    target_line(&c->target, "struct %s_values *given = values;", name_of(c, u));
    for (size_t i = 0; i < u->scope.count; i++) {
        const struct variable *v = taken(c, u, i);
        if (!v)
            continue;
        buffer_clear(&line);
        c_declaration(parameter_type(c, v, u->node), c_variable(c, v), &line);
        target_line(&c->target, "%s = given->%s;", buffer_text(&line), c_variable(c, v));
        names_add(&c->declared, c_variable(c, v));
        c_note_assigned(c, v);
    }
    buffer_free(&line);
}

struct search {
    const char *name;
    bool found;
};

static void find_use(void *context, const struct node *node)
{
    struct search *s = context;
    s->found |=
        (node->kind == NODE_VARIABLE && strcmp(node->text, s->name) == 0) ||
        (node->kind == NODE_ELEMENT && strcmp(node->element.name, s->name) == 0) ||
        (node->kind == NODE_NAME && node->name.bare && strcmp(node->name.bare, s->name) == 0);
    tree_each_child(node, find_use, s);
}

static void put_parameters(struct c *c, struct unit *u, struct buffer *out)
{
    for (const struct node *n = u->node->define.parameters; n; n = n->next) {
        const struct variable *v = model_variable(c->model, u, n->text);
        buffer_puts(out, out->length ? ", " : "");
        c_declaration(parameter_type(c, v, n), c_variable(c, v), out);
    }
    if (!out->length)
        buffer_puts(out, "void");
}

static void put_unused(struct c *c, struct unit *u)
{
    for (const struct node *n = u->node->define.parameters; n; n = n->next) {
        struct search s = {.name = n->text};
        find_use(&s, u->code);
        if (!s.found)
            target_line(&c->target, "(void)%s;",
                        c_variable(c, model_variable(c->model, u, n->text)));
    }
}

static void put_head_line(struct c *c, struct unit *u, struct buffer *line)
{
    struct buffer parameters = {0}, name = {0};
    const char *type = "void", *own = name_of(c, u);
    bool function = u->kind == MODEL_FUNCTION;
    if (function && (u->result.types & ~(unsigned)TYPE_NONE)) {
        type = c_type(u->result);
        if (!type || !model_always_returns(u->code))
            c_refuse(c, u->node, "a function that returns values of several types, or none");
        type = type ? type : "int64_t";
    }
    if (function)
        put_parameters(c, u, &parameters);
    buffer_printf(&name, "%s(%s)", own, function ? buffer_text(&parameters) : "void *values");
    buffer_puts(line, "static ");
    c_declaration(type, buffer_text(&name), line);
    buffer_free(&parameters);
    buffer_free(&name);
}

void c_put_prototype(struct c *c, struct unit *u)
{
    struct buffer line = {0};
    put_head_line(c, u, &line);
    target_line(&c->target, "%s;", buffer_text(&line));
    buffer_free(&line);
}

void c_begin_unit(struct c *c, struct unit *u)
{
    c->unit = u;
    c->block = u->code;
    c->loop_count = c->inside_count = 0;
    c->assigned_count = 0;
    c->unread = NULL;
    for (size_t i = 0; i < c->locals.count; i++)
        target_release(&c->target, c->locals.items[i]);
    names_clear(&c->locals);
    names_clear(&c->declared);
    buffer_clear(&c->top);
}

void c_put_function(struct c *c, struct unit *u)
{
    struct buffer line = {0}, body = {0}, *out = c->target.out;
    unsigned before = c->fails;
    bool takes = u->kind != MODEL_FUNCTION && takes_any(c, u);
    c_begin_unit(c, u);
    names_add(&c->defined, name_of(c, u));
    if (takes && !names_have(&c->early_values, u->target))
        put_values(c, u);
    put_head_line(c, u, &line);
    target_line(&c->target, "%s", buffer_text(&line));
    target_line(&c->target, "{");
    if (u->code->kind == NODE_BLOCK)
        target_trailing(&c->target, u->code->begin);
    c->target.indentation = 1;
    if (u->kind == MODEL_FUNCTION)
        put_unused(c, u);
    else if (takes)
        unpack(c, u);
    else
        target_line(&c->target, "(void)values;");
    c->target.out = &body;
    c_block_here(c, u->code);
    c->target.out = out;
    c->target.indentation = 0;
    buffer_add(out, buffer_text(&c->top), c->top.length);
    buffer_add(out, buffer_text(&body), body.length);
    target_line(&c->target, "}");
    c->failing[c_unit_number(c, u)] = c->fails != before;
    buffer_free(&line);
    buffer_free(&body);
}

/* ---- Functions that are bodies --------------------------------------------------------------- */

/* run_f, which calls f. */
static const char *call_function(struct c *c, const struct unit *f)
{
    struct buffer name = {0};
    buffer_printf(&name, "run %s", f->node->define.name);
    const char *own = target_name(&c->target, buffer_text(&name));
    buffer_free(&name);
    return own;
}

bool c_call_function_is_early(struct c *c, struct unit *u)
{
    return u->kind == MODEL_FUNCTION && names_have(&c->call_prototypes, call_function(c, u));
}

bool c_call_values_are_early(struct c *c, struct unit *u)
{
    return u->kind == MODEL_FUNCTION && names_have(&c->early_values, call_function(c, u));
}

void c_put_call_prototype(struct c *c, struct unit *u)
{
    target_line(&c->target, "static void %s(void *values);", call_function(c, u));
}

static void put_call_values(struct c *c, struct unit *u)
{
    struct buffer line = {0};
    target_line(&c->target, "struct %s_values {", call_function(c, u));
    for (const struct node *n = u->node->define.parameters; n; n = n->next) {
        const struct variable *v = model_variable(c->model, u, n->text);
        buffer_clear(&line);
        c_declaration(parameter_type(c, v, n), c_variable(c, v), &line);
        target_line(&c->target, "    %s;", buffer_text(&line));
    }
    target_line(&c->target, "};");
    buffer_free(&line);
}

void c_put_values_of(struct c *c, struct unit *u)
{
    if (u->kind == MODEL_FUNCTION)
        put_call_values(c, u);
    else
        put_values(c, u);
}

void c_put_call_function(struct c *c, struct unit *u)
{
    const char *name = call_function(c, u),
               *function = target_name(&c->target, u->node->define.name);
    struct buffer values = {0};
    if (!names_have(&c->spawned, name))
        return;
    for (const struct node *n = u->node->define.parameters; n; n = n->next)
        buffer_printf(&values, "%sgiven->%s", values.length ? ", " : "",
                      c_variable(c, model_variable(c->model, u, n->text)));
    target_line(&c->target, "%s", "");
    if (values.length && !c_call_values_are_early(c, u)) {
        put_call_values(c, u);
        target_line(&c->target, "%s", "");
    }
    names_add(&c->defined, name);
    target_line(&c->target, "static void %s(void *values)", name);
    target_line(&c->target, "{");
    if (values.length)
        target_line(&c->target, "    struct %s_values *given = values;", name);
    else
        target_line(&c->target, "    (void)values;");
    target_line(&c->target, "    %s(%s);", function, buffer_text(&values));
    target_line(&c->target, "}");
    buffer_free(&values);
}

/* What follows stands in a line of its own, further in. */
static void new_line(const struct c *c, struct buffer *out)
{
    if (out->length && out->bytes[out->length - 1] == ' ')
        buffer_cut(out, out->length - 1);
    buffer_putc(out, '\n');
    for (unsigned i = 0; i < 4 * (c->target.indentation + 2); i++)
        buffer_putc(out, ' ');
}

/* `run_f, &(struct run_f_values){.n = 1}, sizeof(struct run_f_values)` */
void c_put_call_body(struct c *c, const struct node *call, struct buffer *out)
{
    struct unit *f = model_function(c->model, call->call.name);
    const struct node *p = f ? f->node->define.parameters : NULL;
    if (!f) {
        c_refuse(c, call, "a call of '%s'", call->call.name);
        return;
    }
    const char *name = call_function(c, f);
    names_add(&c->spawned, name);
    bool defined = names_have(&c->defined, name);
    if (!defined)
        names_add(&c->call_prototypes, name);
    if (p && !defined)
        names_add(&c->early_values, name);
    buffer_printf(out, "%s, ", name);
    if (!p) {
        buffer_puts(out, "NULL, 0");
        return;
    }
    new_line(c, out);
    buffer_printf(out, "&(struct %s_values){", name);
    for (const struct node *n = call->call.arguments; n && p; n = n->next, p = p->next) {
        const struct variable *v = model_variable(c->model, f, p->text);
        if (c_effect(c, n) == EFFECT_STEPS && call->call.arguments->next)
            c_refuse(c, n, "values of a thread that it takes steps to find");
        buffer_printf(out, "%s.%s = ", n == call->call.arguments ? "" : ", ", c_variable(c, v));
        c_value_for(c, v, n, BINDS_ANYHOW, out);
    }
    buffer_printf(out, "}, sizeof(struct %s_values)", name);
}

/* ---- Threads --------------------------------------------------------------------------------- */

static bool is_timer(const struct scope_made *made)
{
    return made && made->kind == SCOPE_OBJECT && made->made == WORD_TIMER && !made->mixed &&
           !made->size;
}

/* Whether a variable of the file's has the thread that bears this name, always. */
bool c_thread_is_kept(struct c *c, const char *name)
{
    const struct scope_made *made = scope_made_find(&c->model->made, name);
    bool thread = made && (made->kind == SCOPE_THREAD || is_timer(made));
    return thread && made->node && made->times == 1 && !made->mixed && !made->early &&
           bodies_uses(c->model, name) > 1;
}

void c_thread(struct c *c, const struct node *name, struct buffer *out)
{
    const char *text = model_name_text(c->model, c->unit, name);
    const struct variable *v = model_name_in(c->model, c->unit, name);
    if (name->name.index) {
        c_refuse(c, name, "an element of an array of threads");
    } else if (text && strcmp(text, "main") == 0) {
        c_refuse(c, name, "main, which lives until the program ends");
    } else if (text && c_thread_is_kept(c, text)) {
        buffer_puts(out, target_name(&c->target, text));
    } else {
        c_need(c, "thread_named");
        buffer_puts(out, "thread_named(");
        c_name_text(c, name, text, v, out);
        buffer_puts(out, ")");
    }
}

/* The text of a name, as an expression. */
void c_name_text(struct c *c, const struct node *name, const char *text, const struct variable *v,
                 struct buffer *out)
{
    if (text) {
        c_string(text, false, out);
    } else if (v && !v->array && (v->value.types == TYPE_TEXT) && c_has_value(c, v)) {
        buffer_puts(out, c_variable(c, v));
    } else if (v || !name->name.computed ||
               model_traits(c->model, c->unit, name->name.computed).types != TYPE_TEXT) {
        c_refuse(c, name, "a name that is no text, or handed over");
    } else {
        c_expression(c, name->name.computed, BINDS_ANYHOW, out);
    }
}

/* `run_r, &(struct run_r_values){.i = i}, sizeof(struct run_r_values)` */
static void put_body(struct c *c, struct unit *u, struct buffer *out)
{
    const char *function = c_function(c, u);
    bool any = false;
    buffer_printf(out, "%s, ", function);
    for (size_t i = 0; i < u->scope.count; i++) {
        const struct variable *v = taken(c, u, i);
        if (!v)
            continue;
        if (!c_has_value(c, v->source))
            c_refuse(c, u->node,
                     "whether '%s' has a value yet that is taken along only the run "
                     "can tell",
                     v->name);
        if (any)
            buffer_puts(out, ", ");
        else
            new_line(c, out), buffer_printf(out, "&(struct %s_values){", function);
        any = true;
        buffer_printf(out, ".%s = %s", c_variable(c, v), c_variable(c, v->source));
    }
    if (any) {
        buffer_printf(out, "}, sizeof(struct %s_values)", function);
        if (!names_have(&c->defined, function))
            names_add(&c->early_values, function);
    } else {
        buffer_puts(out, "NULL, 0");
    }
}

static void put_thread(struct c *c, const struct node *node, const struct node *name,
                       struct buffer *out)
{
    struct unit *u = model_unit(c->model, node);
    const char *text = name ? model_name_text(c->model, c->unit, name) : NULL;
    const char *helper = !node->spawn.started ? "make_thread"
                         : node->spawn.daemon ? "spawn_daemon"
                                              : "spawn";
    if (!node->spawn.started && node->spawn.daemon)
        c_need(c, "set_daemon");
    c_need(c, helper);
    buffer_printf(out, "%s(", helper);
    if (name) {
        if (name->name.index)
            c_refuse(c, name, "an element of an array of threads");
        c_name_text(c, name, text, model_name_in(c->model, c->unit, name), out);
    } else {
        c_need(c, "text");
        c_header(c, "stdatomic.h");
        c->numbered = true;
        buffer_printf(out, "text(\"Thread-%%d\", ++%s)", target_name(&c->target, " thread_number"));
    }
    buffer_puts(out, ", ");
    if (u)
        put_body(c, u, out);
    else
        c_put_call_body(c, node->spawn.body, out);
    buffer_puts(out, ")");
}

void c_timer(struct c *c, const struct node *object)
{
    struct buffer line = {0}, delay = {0};
    struct unit *u = model_unit(c->model, object);
    const char *text = model_name_text(c->model, c->unit, object->object.name);
    const struct scope_made *made = text ? scope_made_find(&c->model->made, text) : NULL;
    if (!is_timer(made) || made->times > 1 || !looks_once(c->looks, object)) {
        c_refuse(c, object, "a timer that is one of several, or made several times");
        return;
    }
    if (c_effect(c, object->object.delay) == EFFECT_STEPS)
        c_refuse(c, object, "a time that it takes steps to find");
    c_need(c, "timer");
    c_duration(c, object->object.delay, &delay);
    if (c_thread_is_kept(c, text))
        buffer_printf(&line, "%s = ", target_name(&c->target, text));
    buffer_puts(&line, "make_timer(");
    c_string(text, false, &line);
    buffer_printf(&line, ", %s, ", buffer_text(&delay));
    if (u)
        put_body(c, u, &line);
    else
        c_put_call_body(c, object->object.body, &line);
    target_line(&c->target, "%s);", buffer_text(&line));
    buffer_free(&delay);
    buffer_free(&line);
}

bool c_is_timer(struct c *c, const struct node *name)
{
    const char *text = model_name_text(c->model, c->unit, name);
    return is_timer(text ? scope_made_find(&c->model->made, text) : NULL);
}

static void spawn_one(struct c *c, const struct node *node, const struct node *name)
{
    struct buffer made = {0}, line = {0};
    const char *text = name ? model_name_text(c->model, c->unit, name) : NULL;
    if (name && !bodies_name_is_free(c->model, c->looks, c->target.source, c->unit, c->loops,
                                     c->loop_count, node, name)) {
        c->checks_names = true;
        c_need(c, "name_is_free");
    }
    put_thread(c, node, name, &made);
    if (text && c_thread_is_kept(c, text))
        buffer_printf(
            &line, "%s%s = ",
            c_thread_is_local(c, scope_made_find(&c->model->made, text)) ? "struct thread *" : "",
            target_name(&c->target, text));
    buffer_puts(&line, buffer_text(&made));
    target_line(&c->target, "%s;", buffer_text(&line));
    if (!node->spawn.started && node->spawn.daemon) {
        buffer_clear(&line);
        c_thread(c, name, &line);
        target_line(&c->target, "set_daemon(%s, true);", buffer_text(&line));
    }
    buffer_free(&made);
    buffer_free(&line);
}

void c_spawn(struct c *c, const struct node *node)
{
    if (!node->spawn.body || (!node->spawn.names && !node->spawn.started)) {
        c_refuse(c, node, "a thread that takes orders, or has no name to be started by");
        return;
    }
    if (!node->spawn.names)
        spawn_one(c, node, NULL);
    for (const struct node *n = node->spawn.names; n; n = n->next)
        spawn_one(c, node, n);
}

/* ---- join ------------------------------------------------------------------------------------ */

static void join_all(struct c *c, const struct node *node, bool wanted, struct buffer *out)
{
    bool plain = !node->operation.limit && !node->operation.but_daemons;
    if (c->unit->kind != MODEL_MAIN && !plain) {
        c_refuse(c, node,
                 "a thread that is not main and waits for some of the others, or for a "
                 "limited time");
    } else if (wanted && !node->operation.limit) {
        c_refuse(c, node, "the value of a wait that is always true");
    } else if (node->operation.limit && node->operation.but_daemons) {
        c_refuse(c, node, "all but daemons, for a limited time");
    } else if (node->operation.limit) {
        c_need(c, "join_all_for");
        buffer_puts(out, "join_all_for(");
        c_duration(c, node->operation.limit, out);
        buffer_puts(out, ")");
    } else {
        const char *helper = node->operation.but_daemons ? "join_all_but_daemons" : "join_all";
        c_need(c, helper);
        buffer_printf(out, "%s()", helper);
    }
}

void c_join(struct c *c, const struct node *node, bool wanted, struct buffer *out)
{
    if (!node->operation.name) {
        join_all(c, node, wanted, out);
        return;
    }
    if (wanted && !node->operation.limit) {
        c_refuse(c, node, "the value of a wait that is always true");
        return;
    }
    c_need(c, node->operation.limit ? "join_for" : "join");
    buffer_puts(out, node->operation.limit ? "join_for(" : "join(");
    c_thread(c, node->operation.name, out);
    if (node->operation.limit) {
        buffer_puts(out, ", ");
        c_duration(c, node->operation.limit, out);
    }
    buffer_puts(out, ")");
}
