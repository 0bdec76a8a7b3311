/* python_threads.c - threads, timers, puppets and their orders; the functions that bodies become.
 * See python_inside.h. */
#include "export/python_inside.h"

#include "base/memory.h"
#include "export/bodies.h"
#include "export/thread_names.h"

#include <string.h>

enum {
    ROW_LEAST = 3, /* so many threads are worth a loop */
    WIDEST = 99,   /* columns of a line that makes one */
};

/* ---- What a body takes along ----------------------------------------------------------------- */

static bool is_taken_along(struct python *p, const struct unit *u, const struct variable *v)
{
    enum bodies_taken taken = bodies_take(p->model, p->looks, u, v);
    if (taken == TAKEN_PERHAPS)
        target_refuse(&p->target, u->node,
                      "cannot be Python: whether '%s' has a value yet that is taken along only the "
                      "run can tell; set it before the thread is made, on every way there",
                      v->name);
    return taken == TAKEN;
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

const char *python_function(struct python *p, struct unit *u)
{
    struct buffer name = {0};
    if (u->kind == MODEL_FUNCTION)
        return target_name(&p->target, u->node->define.name);
    if (u->target)
        return u->target;
    buffer_puts(&name, u->kind == MODEL_ORDER ? "order_" : "run_");
    bodies_add_stem(u->kind == MODEL_ORDER                                 ? u->node->order.names
                    : u->kind == MODEL_BODY && u->node->kind == NODE_SPAWN ? u->node->spawn.names
                                                                           : u->node->object.name,
                    "thread", &name);
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

/* ---- Threads --------------------------------------------------------------------------------- */

bool python_is_puppet(struct python *p, const struct node *name)
{
    const char *text = model_name_text(p->model, p->unit, name);
    const struct scope_made *made = text ? scope_made_find(&p->model->made, text) : NULL;
    return made && made->kind == SCOPE_THREAD && made->node && !made->node->spawn.body;
}

/* Whether a variable of the name holds it; else it is looked up by its text alone. */
static bool is_bound(struct python *p, const char *text, bool by_name)
{
    return !by_name || bodies_uses(p->model, text) > 1;
}

void python_kept(struct python *p, const struct node *name, bool thread, struct buffer *out)
{
    const char *text = model_name_text(p->model, p->unit, name);
    bool by_name = thread ? p->threads_by_name : p->objects_by_name;
    if (text && is_bound(p, text, by_name)) {
        buffer_printf(out, "%s = ", target_name(&p->target, text));
        if (bodies_used_elsewhere(p->model, p->unit, text))
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
    p->wide_break = count ? out->length + 1 : 0;
    if (count)
        buffer_printf(out, ", args=(%s%s)", buffer_text(&values), count == 1 ? "," : "");
    buffer_free(&values);
}

/* A whole Thread(...); `called`: what says its name, where the node does not. */
static void put_thread(struct python *p, const struct node *node, const struct node *name,
                       const char *called, struct buffer *out)
{
    const struct node *body = node->spawn.body;
    struct unit *u = model_unit(p->model, node);
    buffer_printf(out, "%s(target=%s, name=", p->results ? "ResultThread" : "threading.Thread",
                  u ? python_function(p, u) : target_name(&p->target, body->call.name));
    if (called) {
        buffer_puts(out, called);
    } else if (name) {
        python_name_text(p, name, out);
    } else {
        p->thread_numbers = true;
        p->imports[IMPORT_ITERTOOLS] = true;
        buffer_printf(out, "f\"Thread-{next(%s)}\"", target_name(&p->target, " thread_numbers"));
    }
    put_arguments(p, body, u, out);
    if (node->spawn.daemon) {
        python_need(p, HELPER_DAEMONS);
        buffer_puts(out, ", daemon=True");
    }
    buffer_puts(out, ")");
}

/* A line that makes a thread; where it is too long its arguments stand in the next, or next two. */
static void put_line(struct python *p, const char *kept, const char *made, const char *behind)
{
    const char *open = strchr(made, '(');
    size_t indent = p->target.indentation * 4;
    const char *rest = p->wide_break ? made + p->wide_break : NULL;
    if (indent + strlen(kept) + strlen(made) + strlen(behind) <= WIDEST || !open)
        target_line(&p->target, "%s%s%s", kept, made, behind);
    else if (indent + 4 + strlen(open + 1) + strlen(behind) <= WIDEST || !rest)
        target_line(&p->target, "%s%.*s\n%*s%s%s", kept, (int)(open + 1 - made), made,
                    (int)indent + 4, "", open + 1, behind);
    else
        target_line(&p->target, "%s%.*s\n%*s%.*s\n%*s%s%s", kept, (int)(open + 1 - made), made,
                    (int)indent + 4, "", (int)(rest - (open + 1)), open + 1, (int)indent + 4, "",
                    rest + 1, behind);
}

static void put_puppet(struct python *p, const struct node *node, const struct node *name,
                       struct buffer *out)
{
    python_need(p, HELPER_PUPPET);
    p->wide_break = 0;
    if (node->spawn.daemon || !node->spawn.started || !model_name_text(p->model, p->unit, name))
        target_refuse(&p->target, node,
                      "cannot be Python: a puppet that is a daemon, not started, "
                      "or whose name is put together");
    buffer_puts(out, "Puppet(");
    python_name_text(p, name, out);
    buffer_puts(out, ")");
}

/* Whether other code than this unit's looks for threads of the name. */
static bool others_look(struct python *p, const char *text)
{
    return (text && bodies_used_elsewhere(p->model, p->unit, text)) || p->asks_too ||
           (p->asks && p->asks != p->unit->code);
}

/* In thrum a thread is made, started and found by its name in one step. Who looks between finds one
 * that does not run: as if there were none yet, but for a name that another had before. */
static void check_name(struct python *p, const struct node *node, const struct node *name)
{
    struct buffer why = {0};
    struct name_used used = bodies_name_use(p->looks, p->unit, node, name);
    bodies_put_name_use(used, p->target.source, &why);
    if (used.use != NAME_IS_FREE)
        target_refuse(&p->target, name ? name : node, "cannot be Python: %s", buffer_text(&why));
    else if (name && node->spawn.started &&
             others_look(p, model_name_text(p->model, p->unit, name)) &&
             (!bodies_once(p->looks, p->unit) ||
              thread_names_again(looks_names(p->looks), node, name)))
        target_refuse(&p->target, name,
                      "cannot be Python: another thread may look for this name just when it is "
                      "taken for the second time; give each thread a name that no other has");
    buffer_free(&why);
}

static void spawn_one(struct python *p, const struct node *node, const struct node *name)
{
    struct buffer made = {0}, kept = {0};
    const char *text = name ? model_name_text(p->model, p->unit, name) : NULL;
    check_name(p, node, name);
    if (node->spawn.body)
        put_thread(p, node, name, NULL, &made);
    else
        put_puppet(p, node, name, &made);
    bool used = (text && bodies_uses(p->model, text) > 1) || !node->spawn.started;
    if (name && (used || p->threads_by_name)) {
        if (p->threads_by_name || text) {
            python_kept(p, name, true, &kept);
            put_line(p, buffer_text(&kept), buffer_text(&made), "");
        }
        buffer_clear(&made);
        if (text && is_bound(p, text, p->threads_by_name))
            buffer_puts(&made, target_name(&p->target, text));
        else {
            buffer_printf(&made, "%s[", target_name(&p->target, " threads"));
            python_name_text(p, name, &made);
            buffer_puts(&made, "]");
        }
    }
    if (node->spawn.started)
        put_line(p, "", buffer_text(&made), ".start()");
    buffer_free(&made);
    buffer_free(&kept);
}

/* Several that nobody refers to by their names: a loop makes them. Their arguments have to be the
 * same each time. */
static bool is_row(struct python *p, const struct node *node)
{
    unsigned count = 0;
    if (!node->spawn.body || !node->spawn.started || p->threads_by_name)
        return false;
    if (node->spawn.body->kind == NODE_CALL)
        for (const struct node *n = node->spawn.body->call.arguments; n; n = n->next)
            if (n->kind != NODE_INTEGER && n->kind != NODE_TEXT && n->kind != NODE_DURATION)
                return false;
    for (const struct node *n = node->spawn.names; n; n = n->next, count++) {
        const char *text = model_name_text(p->model, p->unit, n);
        if (!text || bodies_uses(p->model, text) > 1 ||
            bodies_name_use(p->looks, p->unit, node, n).use != NAME_IS_FREE)
            return false;
    }
    return count >= ROW_LEAST;
}

static void spawn_row(struct python *p, const struct node *node)
{
    struct buffer names = {0}, made = {0};
    const char *name = target_name(&p->target, " name");
    for (const struct node *n = node->spawn.names; n; n = n->next) {
        python_name_text(p, n, &names);
        buffer_puts(&names, n->next ? ", " : "");
    }
    put_thread(p, node, NULL, name, &made);
    target_line(&p->target, "for %s in (%s):", name, buffer_text(&names));
    target_line(&p->target, "    %s.start()", buffer_text(&made));
    buffer_free(&names);
    buffer_free(&made);
}

void python_spawn(struct python *p, const struct node *node)
{
    if (is_row(p, node)) {
        spawn_row(p, node);
        return;
    }
    if (!node->spawn.names && (!node->spawn.body || !node->spawn.started)) {
        target_refuse(&p->target, node,
                      "cannot be Python: a thread without a name that is to be ordered or started; "
                      "give it one");
        return;
    }
    if (!node->spawn.names)
        spawn_one(p, node, NULL);
    for (const struct node *n = node->spawn.names; n; n = n->next)
        spawn_one(p, node, n);
}

static bool has_own_variables(struct python *p, const struct unit *u)
{
    for (size_t i = 0; u && i < u->scope.count; i++) {
        const struct variable *v = model_variable(p->model, u, u->scope.names[i].name);
        if (v && v->unit == u)
            return true;
    }
    return false;
}

void python_timer(struct python *p, const struct node *object)
{
    struct buffer made = {0}, kept = {0};
    struct unit *u = model_unit(p->model, object);
    const struct node *body = object->object.body;
    const char *text = model_name_text(p->model, p->unit, object->object.name);
    if (!text || object->object.name->name.index || !looks_once(p->looks, object) || p->results) {
        target_refuse(&p->target, object,
                      "cannot be Python: a timer that is one of several, or made several times; "
                      "give each a line of its own");
        return;
    }
    bool repeats = object->object.manner == TIMER_EVERY;
    if (repeats && (object->object.delay->kind != NODE_DURATION ||
                    object->object.delay->integer <= 0 || has_own_variables(p, u)))
        target_refuse(&p->target, object,
                      "cannot be Python: a timer that repeats after a time that is computed, or "
                      "whose body has variables, which it would keep from one time to the next");
    if (repeats)
        python_need(p, HELPER_REPEATING);
    buffer_puts(&made, repeats ? "RepeatingTimer(" : "threading.Timer(");
    python_seconds(p, object->object.delay, &made);
    buffer_printf(&made, ", %s",
                  u ? python_function(p, u) : target_name(&p->target, body->call.name));
    put_arguments(p, body, u, &made);
    buffer_puts(&made, ")");
    python_kept(p, object->object.name, true, &kept);
    target_line(&p->target, "%s%s", buffer_text(&kept), buffer_text(&made));
    if (is_bound(p, text, p->threads_by_name))
        target_line(&p->target, "%s.name = \"%s\"", target_name(&p->target, text), text);
    else
        target_line(&p->target, "%s[\"%s\"].name = \"%s\"", target_name(&p->target, " threads"),
                    text, text);
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
                      "cannot be Python: orders in loops, branches and threads, or to all; write "
                      "them one by one in main");
        return;
    }
    const struct scope_made *made;
    for (size_t i = 0; i < u->scope.count; i++)
        if (scope_meaning(&u->scope, &p->model->made, u->scope.names[i].name, &made) ==
            SCOPE_MEANS_PRIVATE)
            target_refuse(&p->target, node,
                          "cannot be Python: '%s', which the puppet keeps over all its orders; "
                          "make it shared",
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
