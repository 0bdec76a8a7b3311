/* c_threads.c - threads that are more than pthread_create's. See c_inside.h. */
#include "export/c_inside.h"

#include "export/bodies.h"

#include <string.h>

/* ---- What a thread runs ---------------------------------------------------------------------- */

/* What follows stands in a line of its own, further in. */
static void new_line(const struct c *c, struct buffer *out)
{
    if (out->length && out->bytes[out->length - 1] == ' ')
        buffer_cut(out, out->length - 1);
    buffer_putc(out, '\n');
    for (unsigned i = 0; i < 4 * (c->target.indentation + 2); i++)
        buffer_putc(out, ' ');
}

/* What ends values that began there: their size, in a line of its own where they are long. */
static void put_size(struct c *c, const char *name, size_t begin, struct buffer *out)
{
    buffer_puts(out, "}, ");
    if (out->length - begin + strlen(name) > 60)
        new_line(c, out);
    buffer_printf(out, "sizeof(struct %s_values)", name);
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
    const char *name = c_body_name(c, f);
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
    size_t begin = out->length;
    buffer_printf(out, "&(struct %s_values){", name);
    for (const struct node *n = call->call.arguments; n && p; n = n->next, p = p->next) {
        const struct variable *v = model_variable(c->model, f, p->text);
        if (c_effect(c, n) == EFFECT_STEPS && call->call.arguments->next)
            c_refuse(
                c, n,
                "values of a thread that it takes steps to find; put them into variables first");
        buffer_printf(out, "%s.%s = ", n == call->call.arguments ? "" : ", ", c_variable(c, v));
        c_value_for(c, v, n, BINDS_ANYHOW, out);
    }
    put_size(c, name, begin, out);
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
    if (c->plain)
        return false;
    bool thread = made && (made->kind == SCOPE_THREAD || is_timer(made));
    return thread && made->node && made->times == 1 && !made->mixed && !made->early &&
           bodies_uses(c->model, name) > 1;
}

void c_thread(struct c *c, const struct node *name, struct buffer *out)
{
    const char *text = model_name_text(c->model, c->unit, name);
    const struct variable *v = model_name_in(c->model, c->unit, name);
    if (name->name.index) {
        c_refuse(
            c, name,
            "an element of an array of threads; give each thread a name of its own, as \"t{i}\"");
    } else if (text && strcmp(text, "main") == 0) {
        c_refuse(c, name, "main, which lives until the program ends; ask for another thread");
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
    } else if (v || !name->name.computed || c_traits(c, name->name.computed).types != TYPE_TEXT) {
        c_refuse(c, name,
                 "a name that may be something else than text, or is handed over; put it together "
                 "here, as in \"t{i}\"");
    } else {
        c_expression(c, name->name.computed, BINDS_ANYHOW, out);
    }
}

void c_put_taken(struct c *c, const struct unit *u, const struct variable *v, struct buffer *out)
{
    if (!c_has_value(c, v->source))
        c_refuse(c, u->node,
                 "whether '%s' has a value yet that is taken along only the run can tell; set it "
                 "before the thread is made, on every way there",
                 v->name);
    buffer_puts(out, c_variable(c, v->source));
}

/* `run_r, &(struct run_r_values){.i = i}, sizeof(struct run_r_values)` */
static void put_body(struct c *c, struct unit *u, struct buffer *out)
{
    const char *function = c_function(c, u);
    struct handed h;
    c_handed(c, u, &h);
    buffer_printf(out, "%s, ", function);
    if (h.count) {
        new_line(c, out);
        size_t begin = out->length;
        buffer_printf(out, "&(struct %s_values){", function);
        for (size_t i = 0; i < h.count; i++) {
            buffer_printf(out, "%s.%s = ", i ? ", " : "", c_member(c, h.items[i]));
            c_put_taken(c, u, h.items[i], out);
        }
        put_size(c, function, begin, out);
        if (!names_have(&c->defined, function))
            names_add(&c->early_values, function);
    } else {
        buffer_puts(out, "NULL, 0");
    }
}

static void put_thread(struct c *c, const struct node *node, const struct node *name, bool starts,
                       struct buffer *out)
{
    struct unit *u = model_unit(c->model, node);
    const char *text = name ? model_name_text(c->model, c->unit, name) : NULL;
    const char *helper = !starts ? "make_thread" : node->spawn.daemon ? "spawn_daemon" : "spawn";
    if (!starts && node->spawn.daemon)
        c_need(c, "set_daemon");
    c->makes_apart = c->makes_apart || !starts;
    c_need(c, helper);
    buffer_printf(out, "%s(", helper);
    if (name) {
        if (name->name.index)
            c_refuse(c, name,
                     "an element of an array of threads; give each thread a name of its own, as "
                     "\"t{i}\"");
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
        c_refuse(
            c, object,
            "a timer that is one of several, or made several times; give each a line of its own");
        return;
    }
    if (c_effect(c, object->object.delay) == EFFECT_STEPS)
        c_refuse(c, object, "a time that it takes steps to find; put it into a variable first");
    bool again = object->object.manner;
    if (again && (object->object.delay->kind != NODE_DURATION || object->object.delay->integer < 1))
        c_refuse(c, object->object.delay,
                 "a timer that repeats after what is not known beforehand; write the time out");
    c->makes_apart = true;
    c_need(c, again ? "repeating_timer" : "timer");
    c_duration(c, object->object.delay, &delay);
    if (c_thread_is_kept(c, text))
        buffer_printf(&line, "%s = ", target_name(&c->target, text));
    buffer_puts(&line, again ? "make_repeating_timer(" : "make_timer(");
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

/* In thrum a thread has ended with its last step, and its name is free at once; a POSIX thread ends
 * a moment later. Whether a name is in use then only a join tells. */
static void check_name(struct c *c, const struct node *node, const struct node *name)
{
    struct buffer why = {0};
    struct name_used used = bodies_name_use(c->looks, c->unit, node, name);
    bodies_put_name_use(used, c->target.source, &why);
    if (used.use != NAME_IS_FREE)
        c_refuse(c, name ? name : node, "%s", buffer_text(&why));
    buffer_free(&why);
}

static void spawn_one(struct c *c, const struct node *node, const struct node *name)
{
    struct buffer made = {0}, line = {0};
    const char *text = name ? model_name_text(c->model, c->unit, name) : NULL;
    check_name(c, node, name);
    bool kept = text && c_thread_is_kept(c, text);
    bool local = kept && c_thread_is_local(c, scope_made_find(&c->model->made, text));
    bool starts = node->spawn.started && (!kept || local); /* others find it as soon as it runs */
    put_thread(c, node, name, starts, &made);
    if (kept)
        buffer_printf(&line, "%s%s = ", local ? "struct thread *" : "",
                      target_name(&c->target, text));
    buffer_puts(&line, buffer_text(&made));
    target_line(&c->target, "%s;", buffer_text(&line));
    buffer_clear(&line);
    if (!starts && (node->spawn.daemon || node->spawn.started))
        c_thread(c, name, &line);
    if (!starts && node->spawn.daemon)
        target_line(&c->target, "set_daemon(%s, true);", buffer_text(&line));
    if (!starts && node->spawn.started) {
        c_need(c, "start_thread");
        target_line(&c->target, "start_thread(%s);", buffer_text(&line));
    }
    buffer_free(&made);
    buffer_free(&line);
}

void c_spawn(struct c *c, const struct node *node)
{
    if (c->plain) {
        c_plain_spawn(c, node);
        return;
    }
    if (!node->spawn.body || (!node->spawn.names && !node->spawn.started)) {
        c_refuse(c, node, "%s",
                 node->spawn.body
                     ? "a thread without a name that is not started; give it one"
                     : "a thread that takes orders, unless main gives all of them one by one, and "
                       "only makes and joins its threads; give it a body");
        return;
    }
    if (!node->spawn.names)
        spawn_one(c, node, NULL);
    for (const struct node *n = node->spawn.names; n; n = n->next)
        spawn_one(c, node, n);
}

/* ---- join ------------------------------------------------------------------------------------ */

/* Whether a thread has ended may be asked by waiting for no time at all, too. */
static void check_limit(struct c *c, const struct node *limit)
{
    if (limit && !model_lasts(limit))
        c_refuse(c, limit,
                 "a join for a time that may be 0, which asks whether the thread has ended: in C "
                 "it does so a moment after its last step; write a time above 0 out, as in 1s");
}

static void join_all(struct c *c, const struct node *node, bool wanted, struct buffer *out)
{
    bool plain = !node->operation.limit && !node->operation.but_daemons;
    if (c->unit->kind != MODEL_MAIN && !plain) {
        c_refuse(c, node,
                 "a thread that is not main and waits for some of the others, or for a limited "
                 "time; join them one by one, by their names");
    } else if (wanted && !node->operation.limit) {
        c_refuse(c, node, "the value of a wait that is always true; let the wait stand alone");
    } else if (node->operation.limit && node->operation.but_daemons) {
        c_refuse(
            c, node,
            "a wait for all but daemons for a limited time; join them one by one, by their names");
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
    if (c->plain) {
        c_plain_join(c, node);
        return;
    }
    check_limit(c, node->operation.limit);
    if (!node->operation.name) {
        join_all(c, node, wanted, out);
        return;
    }
    if (wanted && !node->operation.limit) {
        c_refuse(c, node, "the value of a wait that is always true; let the wait stand alone");
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
