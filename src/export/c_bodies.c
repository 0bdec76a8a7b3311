/* c_bodies.c - the functions of the program, and those that bodies become: what each is given, and
 * how it takes that. See c_inside.h. */
#include "export/c_inside.h"

#include "base/memory.h"
#include "export/bodies.h"

#include <string.h>

/* ---- Names ----------------------------------------------------------------------------------- */

static const char *name_of(struct c *c, struct unit *u)
{
    struct buffer name = {0};
    if (u->kind == MODEL_FUNCTION)
        return target_name(&c->target, u->node->define.name);
    if (u->target)
        return u->target;
    buffer_puts(&name, "run_");
    bodies_add_stem(u->kind == MODEL_BODY && u->node->kind == NODE_SPAWN ? u->node->spawn.names
                                                                         : u->node->object.name,
                    "worker", &name);
    u->target = memory_copy(target_fresh(&c->target, buffer_text(&name)));
    buffer_free(&name);
    return u->target;
}

/* A function that only threads run is their body itself. */
static bool is_thread(struct c *c, const struct unit *u)
{
    if (!c->plain || u->kind != MODEL_FUNCTION)
        return c->plain && u->kind == MODEL_BODY;
    return plain_threads_only(c->model, c->plain, u->node->define.name);
}

bool c_in_thread(struct c *c)
{
    return is_thread(c, c->unit);
}

const char *c_body_name(struct c *c, struct unit *u)
{
    struct buffer name = {0};
    if (u->kind != MODEL_FUNCTION || is_thread(c, u))
        return name_of(c, u);
    buffer_printf(&name, "run %s", u->node->define.name);
    const char *own = target_name(&c->target, buffer_text(&name));
    buffer_free(&name);
    return own;
}

const char *c_function(struct c *c, struct unit *u)
{
    const char *name = name_of(c, u);
    if (!names_have(&c->defined, name))
        names_add(&c->prototypes, name);
    return name;
}

/* ---- What a body is given -------------------------------------------------------------------- */

static const struct variable *taken(struct c *c, const struct unit *u, size_t i)
{
    const struct scope_name *n = &u->scope.names[i];
    const struct variable *v = n->slot ? c->model->variables[n->slot - 1] : NULL;
    if (!v || v->unit != u)
        return NULL;
    enum bodies_taken t = bodies_take(c->model, c->looks, u, v);
    if (t == TAKEN_PERHAPS)
        c_refuse(c, u->node,
                 "whether '%s' has a value yet that is taken along only the run can tell; set it "
                 "before the thread is made, on every way there",
                 v->name);
    if (t == TAKEN && v->array)
        c_refuse(c, u->node, "a private array that a thread takes along; declare it shared");
    return t == TAKEN ? v : NULL;
}

static void add_along(struct c *c, struct handed *h, const struct node *node,
                      const struct variable *v)
{
    if (h->count == MOST_ALONG)
        c_refuse(c, node, "a body that is given so many values; put some into shared variables");
    else
        h->items[h->count++] = v;
}

/* Of the threads that run this body: how many, and the one. */
static unsigned threads_of(const struct c *c, const struct unit *u, const struct plain_thread **one)
{
    unsigned count = 0;
    for (size_t i = 0; c->plain && i < c->plain->count; i++) {
        const struct plain_thread *t = &c->plain->items[i];
        const struct node *body = t->spawn->spawn.body;
        bool runs =
            !t->puppet && u->kind == MODEL_FUNCTION
                ? body->kind == NODE_CALL && strcmp(body->call.name, u->node->define.name) == 0
                : t->spawn == u->node;
        if (runs) {
            *one = t;
            count += t->loop ? 2 : 1;
        }
    }
    return count;
}

/* The variable that it takes along and in which the name stands. */
static const struct variable *naming(struct c *c, const struct handed *h, const struct node *name)
{
    const char *bare = name->name.bare                              ? name->name.bare
                       : name->name.computed->kind == NODE_VARIABLE ? name->name.computed->text
                                                                    : NULL;
    for (size_t i = 0; bare && i < h->count; i++)
        if (strcmp(h->items[i]->name, bare) == 0 && h->items[i]->value.types == TYPE_TEXT &&
            !c_is_handle(h->items[i]))
            return h->items[i];
    (void)c;
    return NULL;
}

static bool is_pointer(struct c *c, const struct variable *v)
{
    const char *type = c_variable_type(c, v);
    return type && type[strlen(type) - 1] == '*';
}

void c_handed(struct c *c, struct unit *u, struct handed *h)
{
    const struct plain_thread *one = NULL;
    unsigned threads = threads_of(c, u, &one);
    *h = (struct handed){.how = HAND_NOTHING};
    if (u->kind == MODEL_FUNCTION)
        for (const struct node *n = u->node->define.parameters; n; n = n->next)
            add_along(c, h, n, model_variable(c->model, u, n->text));
    for (size_t i = 0; u->kind != MODEL_FUNCTION && i < u->scope.count; i++) {
        const struct variable *v = taken(c, u, i);
        if (v)
            add_along(c, h, u->node, v);
    }
    h->how = h->count ? HAND_VALUES : HAND_NOTHING;
    if (!c->plain || !threads)
        return;
    bool speaks = c->speaking[c_unit_number(c, u)];
    if (speaks && threads == 1)
        h->known = c_plain_name(c, one);
    else if (speaks && u->kind != MODEL_FUNCTION && one->name && !one->text)
        h->naming = naming(c, h, one->name);
    h->me = speaks && !h->known && !h->naming;
    if (h->count == 1 && !h->me && is_pointer(c, h->items[0]))
        h->how = HAND_ONE;
    else if (!h->count && h->me)
        h->how = HAND_NAME;
}

static const char *parameter_type(struct c *c, const struct variable *v, const struct node *node)
{
    const char *type = c_variable_type(c, v);
    if (!type && v->value.types)
        c_refuse_variable(c, node, v);
    return type ? type : "int64_t";
}

void c_put_values_of(struct c *c, struct unit *u)
{
    struct buffer line = {0};
    struct handed h;
    c_handed(c, u, &h);
    target_line(&c->target, "struct %s_values {", c_body_name(c, u));
    if (h.me)
        target_line(&c->target, "    const char *me;");
    for (size_t i = 0; i < h.count; i++) {
        buffer_clear(&line);
        c_declaration(parameter_type(c, h.items[i], u->node), c_member(c, h.items[i]), &line);
        target_line(&c->target, "    %s;", buffer_text(&line));
    }
    target_line(&c->target, "};");
    target_line(&c->target, "%s", "");
    buffer_free(&line);
}

/* The variables of its own, from what it is given. */
static void unpack(struct c *c, struct unit *u, const struct handed *h)
{
    struct buffer line = {0};
    bool kept = bodies_repeats(u);
    if (h->how == HAND_VALUES)
        target_line(&c->target, "struct %s_values *given = values;%s", c_body_name(c, u),
                    kept ? " // and kept from one time to the next" : "");
    else if (h->how == HAND_NOTHING)
        target_line(&c->target, "(void)values;");
    if (h->known) {
        c_string(h->known, false, &line);
        target_line(&c->target, "me = %s;", buffer_text(&line));
    } else if (h->me) {
        target_line(&c->target, h->how == HAND_NAME ? "me = values;" : "me = given->me;");
    }
    for (size_t i = 0; i < h->count; i++) {
        const char *name = c_variable(c, h->items[i]);
        buffer_clear(&line);
        c_declaration(parameter_type(c, h->items[i], u->node), name, &line);
        if (h->how == HAND_ONE)
            target_line(&c->target, "%s = values;", buffer_text(&line));
        else if (!kept)
            target_line(&c->target, "%s = given->%s;", buffer_text(&line), name);
        if (h->naming == h->items[i])
            target_line(&c->target, "me = %s;", name);
        else if (!kept && !c_is_read(c, h->items[i]))
            target_line(&c->target, "(void)%s;", name);
        names_add(&c->declared, name);
        c_note_assigned(c, h->items[i]);
    }
    buffer_free(&line);
}

/* ---- Functions ------------------------------------------------------------------------------- */

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
    for (const struct node *n = u->node->define.parameters; n; n = n->next)
        if (!c_is_read(c, model_variable(c->model, u, n->text)))
            target_line(&c->target, "(void)%s;",
                        c_variable(c, model_variable(c->model, u, n->text)));
}

static void refuse_end(struct c *c, const struct unit *u)
{
    c->told_types = true; /* what its value is used for follows from that */
    c_refuse(
        c, u->node,
        "'%s' returns a value, and may come to its end without `return`, which gives none; let "
        "it end with one",
        u->node->define.name);
}

static void put_head_line(struct c *c, struct unit *u, struct buffer *line)
{
    struct buffer parameters = {0}, name = {0};
    const char *type = "void", *own = name_of(c, u);
    bool function = u->kind == MODEL_FUNCTION && !is_thread(c, u);
    if (is_thread(c, u))
        type = "void *";
    if (function && (u->result.types & ~(unsigned)TYPE_NONE)) {
        type = c_type(u->result);
        if (!type)
            c_refuse_types(c, u->node, "what this function returns", u->result,
                           "and it has one type in C; let each `return` give the same");
        else if (!model_always_returns(u->code))
            refuse_end(c, u);
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
    c->assigned_count = c->present_count = 0;
    c->unread = NULL;
    for (size_t i = 0; i < c->locals.count; i++)
        target_release(&c->target, c->locals.items[i]);
    names_clear(&c->locals);
    names_clear(&c->declared);
    buffer_clear(&c->top);
}

static bool ends_by_return(const struct node *block)
{
    const struct node *last = block->kind == NODE_BLOCK ? block->block.first : block;
    while (last && last->next)
        last = last->next;
    return last && (last->kind == NODE_RETURN || last->kind == NODE_RAISE);
}

void c_put_function(struct c *c, struct unit *u)
{
    struct buffer line = {0}, body = {0}, *out = c->target.out;
    struct handed h = {.how = HAND_NOTHING};
    unsigned before = c->fails, spoken = c->speaks;
    bool given = u->kind != MODEL_FUNCTION || is_thread(c, u);
    if (given)
        c_handed(c, u, &h);
    c_begin_unit(c, u);
    names_add(&c->defined, name_of(c, u));
    if (given && h.how == HAND_VALUES && !names_have(&c->early_values, name_of(c, u)))
        c_put_values_of(c, u);
    put_head_line(c, u, &line);
    target_line(&c->target, "%s", buffer_text(&line));
    target_line(&c->target, "{");
    if (u->code->kind == NODE_BLOCK)
        target_trailing(&c->target, u->code->begin);
    c->target.indentation = 1;
    if (given)
        unpack(c, u, &h);
    else
        put_unused(c, u);
    c->target.out = &body;
    c_block_here(c, u->code);
    if (is_thread(c, u) && !ends_by_return(u->code))
        target_line(&c->target, "return NULL;");
    c->target.out = out;
    c->target.indentation = 0;
    buffer_add(out, buffer_text(&c->top), c->top.length);
    buffer_add(out, buffer_text(&body), body.length);
    target_line(&c->target, "}");
    c->failing[c_unit_number(c, u)] = c->fails != before;
    c->speaking[c_unit_number(c, u)] = c->fails != before || c->speaks != spoken;
    buffer_free(&line);
    buffer_free(&body);
}

/* ---- Puppets --------------------------------------------------------------------------------- */

static void put_order(struct c *c, const struct plain_thread *t, const struct node *order)
{
    struct unit *u = model_unit(c->model, order);
    struct handed h;
    unsigned fails = c->fails, spoken = c->speaks;
    c->unit = u;
    c->block = u->code;
    c_handed(c, u, &h);
    if (h.count)
        c_refuse(c, order, "an order that takes variables of main's along; make them shared");
    target_line(&c->target, "sem_wait(&%s);", c_orders(c, t, "orders"));
    c_block_here(c, u->code);
    if (t->reports)
        target_line(&c->target, "sem_post(&%s);", c_orders(c, t, "done"));
    if (c->fails != fails)
        c_refuse(c, order,
                 "an order that may be an error, which ends the order and not the thread; give the "
                 "thread a body");
    c->speaking[c_unit_number(c, u)] |= c->speaks != spoken;
}

/* One function for all that the puppet is ordered, in turn. */
void c_put_puppet(struct c *c, const struct plain_thread *t)
{
    struct buffer body = {0}, name = {0}, *out = c->target.out;
    size_t index = (size_t)(t - c->plain->items);
    bool speaks = false;
    c_begin_unit(c, c->model->units);
    c->target.indentation = 1;
    c->target.out = &body;
    for (size_t i = 0; i < c->plain->order_count; i++)
        if (c->plain->orders[i].thread == index && !c->plain->orders[i].joins) {
            const struct node *order = c->plain->orders[i].node;
            put_order(c, t, order);
            speaks |= c->speaking[c_unit_number(c, model_unit(c->model, order))];
        }
    c->target.out = out;
    c->target.indentation = 0;
    c_string(t->text, false, &name);
    target_line(&c->target, "%s", "");
    target_line(&c->target, "static void *%s(void *values)", c_puppet(c, t));
    target_line(&c->target, "{");
    target_line(&c->target, "    (void)values;");
    if (speaks)
        target_line(&c->target, "    me = %s;", buffer_text(&name));
    buffer_add(out, buffer_text(&c->top), c->top.length);
    buffer_add(out, buffer_text(&body), body.length);
    target_line(&c->target, "    return NULL;");
    target_line(&c->target, "}");
    buffer_free(&body);
    buffer_free(&name);
}

/* ---- Functions that are bodies, and called besides ------------------------------------------- */

bool c_call_function_is_early(struct c *c, struct unit *u)
{
    return u->kind == MODEL_FUNCTION && names_have(&c->call_prototypes, c_body_name(c, u));
}

bool c_call_values_are_early(struct c *c, struct unit *u)
{
    return u->kind == MODEL_FUNCTION && names_have(&c->early_values, c_body_name(c, u));
}

static void put_call_head(struct c *c, struct unit *u, const char *end)
{
    target_line(&c->target, "static void %s%s(void *values)%s", c->plain ? "*" : "",
                c_body_name(c, u), end);
}

void c_put_call_prototype(struct c *c, struct unit *u)
{
    put_call_head(c, u, ";");
}

void c_put_call_function(struct c *c, struct unit *u)
{
    const char *name = c_body_name(c, u), *function = name_of(c, u);
    struct buffer values = {0};
    struct handed h;
    if (!names_have(&c->spawned, name) || is_thread(c, u))
        return;
    c_handed(c, u, &h);
    for (size_t i = 0; i < h.count; i++)
        buffer_printf(&values, h.how == HAND_ONE ? "values" : "%sgiven->%s", i ? ", " : "",
                      c_variable(c, h.items[i]));
    target_line(&c->target, "%s", "");
    if (h.how == HAND_VALUES && !c_call_values_are_early(c, u))
        c_put_values_of(c, u);
    names_add(&c->defined, name);
    put_call_head(c, u, "");
    target_line(&c->target, "{");
    c->target.indentation = 1;
    h.count = 0;
    unpack(c, u, &h);
    target_line(&c->target, "%s(%s);", function, buffer_text(&values));
    if (c->plain)
        target_line(&c->target, "return NULL;");
    c->target.indentation = 0;
    target_line(&c->target, "}");
    buffer_free(&values);
}
