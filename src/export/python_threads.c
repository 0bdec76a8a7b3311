/* python_threads.c - threads, timers, puppets and their orders; the functions that bodies become.
 * See python_inside.h. */
#include "export/python_inside.h"

#include "base/memory.h"

#include <string.h>

/* ---- What a body takes along ----------------------------------------------------------------- */

struct mention {
    const char *name;
    bool found;
};

/* Where the name is that of a loop in it, the loop is another's. */
static void find_mention(void *context, const struct node *node)
{
    struct mention *m = context;
    bool hides = (node->kind == NODE_FOR_RANGE || node->kind == NODE_FOR_LIST ||
                  node->kind == NODE_FOR_THREADS) &&
                 strcmp(node->loop.variable, m->name) == 0;
    if (hides)
        return;
    m->found |=
        (node->kind == NODE_VARIABLE && strcmp(node->text, m->name) == 0) ||
        (node->kind == NODE_ELEMENT && strcmp(node->element.name, m->name) == 0) ||
        (node->kind == NODE_NAME && node->name.bare && strcmp(node->name.bare, m->name) == 0);
    tree_each_child(node, find_mention, m);
}

static bool mentions(const struct node *node, const char *name)
{
    struct mention m = {.name = name};
    find_mention(&m, node);
    return m.found;
}

static bool sets(const struct node *n, const char *name)
{
    if (n->kind == NODE_ASSIGN && n->assign.does == OPERATOR_NOTHING)
        return n->assign.target->kind == NODE_VARIABLE &&
               strcmp(n->assign.target->text, name) == 0 && !mentions(n->assign.value, name);
    return n->kind == NODE_DECLARE && strcmp(n->declare.name, name) == 0;
}

/* Whether the code may want the value that it begins with. */
static bool wants(const struct node *code, const char *name)
{
    const struct node *n = code->kind == NODE_BLOCK ? code->block.first : code;
    for (; n; n = code->kind == NODE_BLOCK ? n->next : NULL) {
        if (sets(n, name))
            return false;
        if (mentions(n, name))
            return true;
    }
    return false;
}

struct before {
    const struct node *place;
    const char *name;
    bool certainly, perhaps;
};

/* What assigns it in front of the place: in a block around it, or elsewhere. */
static void find_before(void *context, const struct node *node)
{
    struct before *b = context;
    if (node->begin >= b->place->begin || node->kind == NODE_DEFINE || node->kind == NODE_SPAWN ||
        node->kind == NODE_ORDER || node->kind == NODE_OBJECTS)
        return;
    if (node->kind == NODE_BLOCK && node->end >= b->place->end)
        for (const struct node *n = node->block.first; n; n = n->next)
            b->certainly |= n->end <= b->place->begin && sets(n, b->name);
    b->perhaps |= sets(node, b->name);
    tree_each_child(node, find_before, b);
}

static bool is_taken_along(struct python *p, const struct unit *u, const struct variable *v)
{
    struct before b = {.place = u->node, .name = v->name};
    const struct scope_made *made;
    if (scope_meaning(&u->scope, &p->model->made, v->name, &made) != SCOPE_MEANS_PRIVATE)
        return false;
    if (v->binding != SCOPE_CAPTURED || !v->source || !wants(u->code, v->name))
        return false;
    if (v->source->binding != SCOPE_ASSIGNED)
        return true;
    find_before(&b, u->maker->code);
    bool repeated = !looks_once(p->looks, u->node);
    if (!b.certainly && (b.perhaps || repeated))
        target_refuse(&p->target, u->node,
                      "cannot be Python: whether '%s' has a value yet that is taken along only the "
                      "run can tell",
                      v->name);
    return b.certainly;
}

static const struct variable *taken(struct python *p, const struct unit *u, size_t i)
{
    const struct scope_name *n = &u->scope.names[i];
    const struct variable *v = n->slot ? p->model->variables[n->slot - 1] : NULL;
    return v && v->unit == u && is_taken_along(p, u, v) ? v : NULL;
}

static const char *parameter_name(struct python *p, const struct variable *v)
{
    return python_variable(p, v);
}

static void put_parameters(struct python *p, const struct unit *u, struct buffer *out)
{
    for (size_t i = 0; i < u->scope.count; i++)
        if (taken(p, u, i))
            buffer_printf(out, "%s%s", out->length ? ", " : "", parameter_name(p, taken(p, u, i)));
}

void python_taken_along(struct python *p, const struct unit *u, struct buffer *out)
{
    for (size_t i = 0; i < u->scope.count; i++) {
        const struct variable *v = taken(p, u, i);
        if (v)
            buffer_printf(out, "%s%s%s", out->length ? ", " : "", python_variable(p, v->source),
                          v->array ? ".copy()" : "");
    }
}

/* ---- The functions --------------------------------------------------------------------------- */

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

const char *python_function(struct python *p, struct unit *u)
{
    struct buffer name = {0};
    if (u->kind == MODEL_FUNCTION)
        return target_name(&p->target, u->node->define.name);
    if (u->target)
        return u->target;
    buffer_puts(&name, u->kind == MODEL_ORDER ? "order_" : "run_");
    put_stem(u->kind == MODEL_ORDER                                 ? u->node->order.names
             : u->kind == MODEL_BODY && u->node->kind == NODE_SPAWN ? u->node->spawn.names
                                                                    : u->node->object.name,
             &name);
    u->target = memory_copy(target_fresh(&p->target, buffer_text(&name)));
    buffer_free(&name);
    return u->target;
}

static void put_definition(struct python *p, struct unit *u, struct buffer *line)
{
    struct buffer parameters = {0};
    if (u->kind == MODEL_FUNCTION)
        for (const struct node *n = u->node->define.parameters; n; n = n->next)
            buffer_printf(&parameters, "%s%s", parameters.length ? ", " : "",
                          python_variable(p, model_variable(p->model, u, n->text)));
    else
        put_parameters(p, u, &parameters);
    buffer_printf(line, "def %s(%s):", python_function(p, u), buffer_text(&parameters));
    buffer_free(&parameters);
}

void python_put_function(struct python *p, struct unit *u)
{
    struct buffer line = {0}, body = {0}, *out = p->target.out;
    p->unit = u;
    p->global_count = p->loop_count = 0;
    put_definition(p, u, &line);
    target_line(&p->target, "%s", buffer_text(&line));
    if (u->code->kind == NODE_BLOCK)
        target_trailing(&p->target, u->code->begin);
    p->target.out = &body;
    python_block(p, u->code);
    p->target.out = out;
    p->target.indentation++;
    python_put_globals(p);
    p->target.indentation--;
    buffer_add(out, buffer_text(&body), body.length);
    buffer_free(&body);
    buffer_free(&line);
}

/* ---- Is the name free? ----------------------------------------------------------------------- */

static bool joins(struct python *p, const struct node *n, const struct node *name)
{
    const struct node *other =
        n->kind == NODE_OPERATION && n->operation.word == WORD_JOIN && !n->operation.limit
            ? n->operation.name
            : NULL;
    return other && other->end - other->begin == name->end - name->begin &&
           memcmp(p->target.source->text + other->begin, p->target.source->text + name->begin,
                  name->end - name->begin) == 0;
}

/* In thrum it is an error to make a thread whose name is in use. Where the name says which turn of
 * each loop around it is, or the thread is joined before the loop comes round, it is not. */
static void look_at_name(struct python *p, const struct node *node, const struct node *name)
{
    const char *text = model_name_text(p->model, p->unit, name);
    const struct scope_made *made = text ? scope_made_find(&p->model->made, text) : NULL;
    bool once = p->unit->kind == MODEL_MAIN ||
                (p->unit->kind == MODEL_BODY && looks_once(p->looks, p->unit->node));
    bool free = once && (!made || made->times == 1);
    for (unsigned i = 0; i < p->loop_count; i++) {
        const struct node *l = p->loops[i];
        bool named = l->kind == NODE_FOR_RANGE || l->kind == NODE_FOR_LIST;
        free &= named && mentions(name, l->loop.variable);
    }
    for (const struct node *n = node->next; n && !free && once; n = n->next)
        free = joins(p, n, name);
    if (!free)
        target_refuse(&p->target, node,
                      "cannot be Python: whether the thread's name is free, without which it is an "
                      "error in thrum, cannot be seen beforehand");
}

/* ---- Threads --------------------------------------------------------------------------------- */

struct count {
    const char *name;
    unsigned times;
};

static const char *name_of(const struct node *node)
{
    if (node->kind == NODE_VARIABLE)
        return node->text;
    if (node->kind == NODE_ELEMENT)
        return node->element.name;
    if (node->kind != NODE_NAME)
        return NULL;
    if (node->name.bare)
        return node->name.bare;
    return node->name.computed->kind == NODE_TEXT ? node->name.computed->text : NULL;
}

static void count_uses(void *context, const struct node *node)
{
    struct count *c = context;
    const char *name = name_of(node);
    c->times += name && strcmp(name, c->name) == 0;
    tree_each_child(node, count_uses, c);
}

/* Besides where it is made. */
static bool is_used(struct python *p, const char *name)
{
    struct count c = {.name = name};
    count_uses(&c, p->root);
    return c.times > 1;
}

static void count_here(void *context, struct unit *u, const struct node *node)
{
    struct count *c = context;
    const char *name = name_of(node);
    (void)u;
    c->times += name && strcmp(name, c->name) == 0;
}

/* In other code than that which is being written. */
static bool is_used_elsewhere(struct python *p, const char *name)
{
    struct count c = {.name = name};
    for (struct unit *u = p->model->units; u; u = u->next)
        if (u != p->unit)
            model_each(p->model, u, count_here, &c);
    return c.times > 0;
}

bool python_is_puppet(struct python *p, const struct node *name)
{
    const char *text = model_name_text(p->model, p->unit, name);
    const struct scope_made *made = text ? scope_made_find(&p->model->made, text) : NULL;
    return made && made->kind == SCOPE_THREAD && made->node && !made->node->spawn.body;
}

void python_kept(struct python *p, const struct node *name, bool thread, struct buffer *out)
{
    const char *text = model_name_text(p->model, p->unit, name);
    bool by_name = thread ? p->threads_by_name : p->objects_by_name;
    if (text) {
        buffer_printf(out, "%s = ", target_name(&p->target, text));
        if (is_used_elsewhere(p, text))
            python_assigns(p, target_name(&p->target, text));
    }
    if (by_name || !text) {
        if (thread)
            p->threads_by_name = true;
        else
            p->objects_by_name = true;
        buffer_printf(out, "%s[", target_name(&p->target, thread ? " threads" : " objects"));
        python_name_text(p, name, out);
        buffer_puts(out, "] = ");
    }
}

static void put_arguments(struct python *p, const struct node *body, struct unit *u,
                          struct buffer *out)
{
    struct buffer values = {0};
    unsigned count = 0;
    if (u) {
        python_taken_along(p, u, &values);
        for (size_t i = 0; i < u->scope.count; i++)
            count += taken(p, u, i) != NULL;
    } else {
        const struct unit *f = model_function(p->model, body->call.name);
        const struct node *parameter = f ? f->node->define.parameters : NULL;
        for (const struct node *n = body->call.arguments; n; n = n->next, count++) {
            const struct variable *v =
                parameter ? model_variable(p->model, f, parameter->text) : NULL;
            buffer_puts(&values, count ? ", " : "");
            python_value_for(p, v, n, &values);
            parameter = parameter ? parameter->next : NULL;
        }
    }
    if (count)
        buffer_printf(out, ", args=(%s%s)", buffer_text(&values), count == 1 ? "," : "");
    buffer_free(&values);
}

/* Everything between the parentheses of Thread(...). */
static void put_thread(struct python *p, const struct node *node, const struct node *name,
                       struct buffer *out)
{
    const struct node *body = node->spawn.body;
    struct unit *u = model_unit(p->model, node);
    buffer_printf(out, "%s(target=%s, name=", p->results ? "ResultThread" : "threading.Thread",
                  u ? python_function(p, u) : target_name(&p->target, body->call.name));
    if (name) {
        python_name_text(p, name, out);
    } else {
        p->thread_numbers = true;
        p->imports[IMPORT_ITERTOOLS] = true;
        buffer_printf(out, "f'Thread-{next(%s)}'", target_name(&p->target, " thread_numbers"));
    }
    put_arguments(p, body, u, out);
    if (node->spawn.daemon) {
        python_need(p, HELPER_DAEMONS);
        buffer_puts(out, ", daemon=True");
    }
    buffer_puts(out, ")");
}

static void put_puppet(struct python *p, const struct node *node, const struct node *name,
                       struct buffer *out)
{
    python_need(p, HELPER_PUPPET);
    if (node->spawn.daemon || !node->spawn.started || !model_name_text(p->model, p->unit, name))
        target_refuse(&p->target, node,
                      "cannot be Python: a puppet that is a daemon, not started, "
                      "or whose name is put together");
    buffer_puts(out, "Puppet(");
    python_name_text(p, name, out);
    buffer_puts(out, ")");
}

static void spawn_one(struct python *p, const struct node *node, const struct node *name)
{
    struct buffer made = {0}, kept = {0};
    const char *text = name ? model_name_text(p->model, p->unit, name) : NULL;
    if (name)
        look_at_name(p, node, name);
    if (node->spawn.body)
        put_thread(p, node, name, &made);
    else
        put_puppet(p, node, name, &made);
    bool used = (text && is_used(p, text)) || !node->spawn.started;
    if (name && (used || p->threads_by_name)) {
        if (p->threads_by_name || text) {
            python_kept(p, name, true, &kept);
            target_line(&p->target, "%s%s", buffer_text(&kept), buffer_text(&made));
        }
        buffer_clear(&made);
        if (text)
            buffer_puts(&made, target_name(&p->target, text));
        else {
            buffer_printf(&made, "%s[", target_name(&p->target, " threads"));
            python_name_text(p, name, &made);
            buffer_puts(&made, "]");
        }
    }
    if (node->spawn.started)
        target_line(&p->target, "%s.start()", buffer_text(&made));
    buffer_free(&made);
    buffer_free(&kept);
}

void python_spawn(struct python *p, const struct node *node)
{
    if (!node->spawn.names && (!node->spawn.body || !node->spawn.started)) {
        target_refuse(&p->target, node,
                      "cannot be Python: a thread without a name that is to be "
                      "ordered or started");
        return;
    }
    if (!node->spawn.names)
        spawn_one(p, node, NULL);
    for (const struct node *n = node->spawn.names; n; n = n->next)
        spawn_one(p, node, n);
}

void python_timer(struct python *p, const struct node *object)
{
    struct buffer made = {0}, kept = {0};
    struct unit *u = model_unit(p->model, object);
    const struct node *body = object->object.body;
    const char *text = model_name_text(p->model, p->unit, object->object.name);
    if (!text || object->object.name->name.index || !looks_once(p->looks, object) || p->results) {
        target_refuse(&p->target, object,
                      "cannot be Python: a timer that is one of several, or made several times");
        return;
    }
    if (object->object.manner == TIMER_EVERY) {
        target_refuse(&p->target, object,
                      "cannot be Python: a timer that repeats; threading.Timer goes off once (a "
                      "thread with a loop that sleeps can be)");
        return;
    }
    buffer_puts(&made, "threading.Timer(");
    python_seconds(p, object->object.delay, &made);
    buffer_printf(&made, ", %s",
                  u ? python_function(p, u) : target_name(&p->target, body->call.name));
    put_arguments(p, body, u, &made);
    buffer_puts(&made, ")");
    python_kept(p, object->object.name, true, &kept);
    target_line(&p->target, "%s%s", buffer_text(&kept), buffer_text(&made));
    target_line(&p->target, "%s.name = \"%s\"", target_name(&p->target, text), text);
    buffer_free(&made);
    buffer_free(&kept);
}

/* ---- Orders ---------------------------------------------------------------------------------- */

void python_order(struct python *p, const struct node *node)
{
    struct unit *u = model_unit(p->model, node);
    struct buffer values = {0};
    if (p->unit->kind != MODEL_MAIN || p->loop_count || p->target.indentation > 1 ||
        !node->order.names) {
        target_refuse(&p->target, node,
                      "cannot be Python: orders in loops, branches and threads, or to all");
        return;
    }
    const struct scope_made *made;
    for (size_t i = 0; i < u->scope.count; i++)
        if (scope_meaning(&u->scope, &p->model->made, u->scope.names[i].name, &made) ==
            SCOPE_MEANS_PRIVATE)
            target_refuse(&p->target, node,
                          "cannot be Python: '%s', which the puppet keeps over all its orders",
                          u->scope.names[i].name);
    for (const struct node *n = node->order.names; n; n = n->next) {
        struct buffer name = {0};
        if (!python_is_puppet(p, n))
            target_refuse(&p->target, node, "cannot be Python: whether this is a puppet");
        python_named(p, n, true, &name);
        target_line(&p->target, "%s.orders.put(%s)", buffer_text(&name), python_function(p, u));
        buffer_free(&name);
    }
    buffer_free(&values);
}
