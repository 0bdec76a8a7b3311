/* model.c - units and variables. What values can be is in model_traits.c. See model.h. */
#include "export/model.h"

#include "base/memory.h"
#include "export/model_inside.h"
#include "export/set_early.h"

#include <stdlib.h>
#include <string.h>

/* ---- Variables ------------------------------------------------------------------------------- */

static struct variable *add_variable(struct model *m, struct variable variable)
{
    struct variable *v = memory_zeroed(1, sizeof *v);
    *v = variable;
    MEMORY_ROOM_FOR_ONE(m->variables, m->count, m->capacity);
    m->variables[m->count++] = v;
    return v;
}

static void add_names(struct model *m, struct unit *u)
{
    for (size_t i = 0; i < u->scope.count; i++) {
        struct scope_name *n = &u->scope.names[i];
        struct variable v = {.name = n->name, .unit = u, .binding = n->binding};
        if (n->binding == SCOPE_CAPTURED && n->maker->slot)
            v.source = m->variables[n->maker->slot - 1];
        if (v.source)
            v.array = v.source->array;
        add_variable(m, v);
        n->slot = (uint32_t)m->count;
    }
}

static void add_made(struct model *m)
{
    for (size_t i = 0; i < m->made.count; i++) {
        const struct scope_made *made = &m->made.items[i];
        if (made->kind == SCOPE_VARIABLE)
            add_variable(m,
                         (struct variable){.name = made->name, .made = made, .array = made->size});
    }
}

struct variable *model_shared(const struct model *m, const char *name)
{
    for (size_t i = 0; i < m->count; i++)
        if (!m->variables[i]->unit && strcmp(m->variables[i]->name, name) == 0)
            return m->variables[i];
    return NULL;
}

struct variable *model_variable(const struct model *m, const struct unit *u, const char *name)
{
    const struct scope_made *made;
    const struct scope_name *own = scope_find(&u->scope, name);
    enum scope_meaning meaning = scope_meaning(&u->scope, &m->made, name, &made);
    if (meaning == SCOPE_MEANS_PRIVATE || (meaning == SCOPE_MEANS_EITHER && own->slot))
        return m->variables[own->slot - 1];
    return meaning == SCOPE_MEANS_MADE && made->kind == SCOPE_VARIABLE ? model_shared(m, name)
                                                                       : NULL;
}

const struct scope_made *model_made(const struct model *m, const struct unit *u, const char *name)
{
    const struct scope_made *made;
    if (scope_meaning(&u->scope, &m->made, name, &made) != SCOPE_MEANS_MADE)
        return NULL;
    return made->kind == SCOPE_VARIABLE ? NULL : made;
}

struct variable *model_name_in(const struct model *m, const struct unit *u, const struct node *name)
{
    const struct node *computed = name->name.computed;
    const char *text =
        computed && computed->kind == NODE_VARIABLE ? computed->text : name->name.bare;
    struct variable *v = text ? model_variable(m, u, text) : NULL;
    return v && (v->unit || computed) ? v : NULL;
}

const char *model_name_text(const struct model *m, const struct unit *u, const struct node *name)
{
    if (model_name_in(m, u, name))
        return NULL;
    if (name->name.bare)
        return name->name.bare;
    return name->name.computed->kind == NODE_TEXT ? name->name.computed->text : NULL;
}

static bool has_refused_signs(const char *text)
{
    return strlen(text) > 64 || strpbrk(text, "[]\"\n\t");
}

bool model_name_is_refused(const struct model *m, const struct unit *u, const struct node *name)
{
    const char *text = model_name_text(m, u, name);
    const struct node *computed = name->name.computed;
    bool refused = text && (!*text || has_refused_signs(text));
    if (computed && computed->kind == NODE_TEMPLATE)
        for (const struct node *n = computed->list; n; n = n->next)
            refused |= n->kind == NODE_TEXT && has_refused_signs(n->text);
    return refused;
}

const struct node *model_lock_of(const struct model *m, const struct unit *u,
                                 const struct node *name)
{
    const char *text = model_name_text(m, u, name);
    const struct scope_made *made = text ? scope_made_find(&m->made, text) : NULL;
    if (made && made->kind == SCOPE_OBJECT && made->made == WORD_CONDITION &&
        made->node->object.lock)
        return made->node->object.lock;
    return name;
}

bool model_is_handle(const struct variable *v)
{
    return v->named && !v->textual;
}

bool model_lasts(const struct node *time)
{
    return (time->kind == NODE_INTEGER || time->kind == NODE_DURATION) && time->integer > 0;
}

/* ---- Walking --------------------------------------------------------------------------------- */

void model_enter(struct model *m, struct unit *u, struct scope_block *block, const char *name,
                 const struct node *node)
{
    size_t i = 0;
    while (i < m->count && !(m->variables[i]->unit == u && m->variables[i]->block == node))
        i++;
    if (i == m->count)
        add_variable(m, (struct variable){.name = name,
                                          .unit = u,
                                          .block = node,
                                          .binding = SCOPE_BLOCK,
                                          .shadows = scope_find(&u->scope, name) != NULL});
    scope_enter(&u->scope, block, name);
    block->name.slot = (uint32_t)i + 1;
}

struct walk {
    struct model *m;
    struct unit *u;
    void (*each)(void *context, struct unit *u, const struct node *node);
    void *context;
};

static void go(void *context, const struct node *node);

static void go_list(struct walk *w, const struct node *list)
{
    for (const struct node *n = list; n; n = n->next)
        go(w, n);
}

/* What stands in a block that has a name of its own. */
static void go_named(struct walk *w, const struct node *node, const char *name,
                     const struct node *body)
{
    struct scope_block block;
    model_enter(w->m, w->u, &block, name, node);
    go(w, body);
    scope_leave(&w->u->scope);
}

/* A body: a call's arguments belong to who makes the thread. */
static void go_body(struct walk *w, const struct node *body)
{
    if (body && body->kind == NODE_CALL)
        go_list(w, body->call.arguments);
}

static void go_object(struct walk *w, const struct node *node)
{
    go_list(w, node->object.name);
    go_list(w, node->object.count);
    go_list(w, node->object.lock);
    go_list(w, node->object.delay);
    go_body(w, node->object.body);
}

static void go(void *context, const struct node *node)
{
    struct walk *w = context;
    w->each(w->context, w->u, node);
    switch (node->kind) {
    case NODE_DEFINE:
        break;
    case NODE_SPAWN:
        go_list(w, node->spawn.names);
        go_body(w, node->spawn.body);
        break;
    case NODE_OBJECT:
        go_object(w, node);
        break;
    case NODE_ORDER:
        go_list(w, node->order.names);
        break;
    case NODE_FOR_RANGE:
    case NODE_FOR_LIST:
    case NODE_FOR_THREADS:
    case NODE_FOR_RECEIVED:
        go_list(w, node->loop.channel);
        go_list(w, node->loop.low);
        go_list(w, node->loop.high);
        go_list(w, node->loop.values);
        go_named(w, node, node->loop.variable, node->loop.body);
        break;
    case NODE_TRY:
        go(w, node->attempt.body);
        if (node->attempt.handler && node->attempt.variable)
            go_named(w, node, node->attempt.variable, node->attempt.handler);
        else
            go_list(w, node->attempt.handler);
        go_list(w, node->attempt.finally);
        break;
    default:
        tree_each_child(node, go, w);
    }
}

void model_each(struct model *m, struct unit *u,
                void (*each)(void *context, struct unit *u, const struct node *node), void *context)
{
    struct walk w = {m, u, each, context};
    for (const struct node *n = u->kind == MODEL_ORDER ? u->code : u->code->block.first; n;
         n = u->kind == MODEL_ORDER ? NULL : n->next)
        go(&w, n);
}

/* ---- Ways through code ----------------------------------------------------------------------- */

static void find_break(void *context, const struct node *node)
{
    bool *found = context;
    bool elsewhere = node->kind == NODE_WHILE || node->kind == NODE_REPEAT ||
                     node->kind == NODE_FOR_RANGE || node->kind == NODE_FOR_LIST ||
                     node->kind == NODE_FOR_THREADS || node->kind == NODE_FOR_RECEIVED ||
                     node->kind == NODE_SPAWN || node->kind == NODE_OBJECTS;
    *found |= node->kind == NODE_BREAK;
    if (!elsewhere)
        tree_each_child(node, find_break, found);
}

/* `while true`, and nothing in it that ends it but `return`. */
static bool goes_on_for_ever(const struct node *loop)
{
    const struct node *condition = loop->branch.condition;
    bool ends = false;
    if (condition->kind != NODE_BOOLEAN || !condition->boolean)
        return false;
    find_break(&ends, loop->branch.body);
    return !ends;
}

bool model_always_returns(const struct node *block)
{
    const struct node *last = block->kind == NODE_BLOCK ? block->block.first : block;
    while (last && last->next)
        last = last->next;
    if (!last)
        return false;
    if (last->kind == NODE_WITH || last->kind == NODE_CRITICAL || last->kind == NODE_ATOMIC)
        return model_always_returns(last->guard.body);
    if (last->kind == NODE_WHILE)
        return goes_on_for_ever(last);
    if (last->kind != NODE_IF)
        return last->kind == NODE_RETURN || last->kind == NODE_RAISE;
    bool otherwise = false, all = true;
    for (const struct node *b = last->list; b; b = b->next) {
        otherwise |= !b->branch.condition;
        all &= model_always_returns(b->branch.body);
    }
    return otherwise && all;
}

/* ---- Units ----------------------------------------------------------------------------------- */

static struct unit *add_unit(struct model *m, struct unit unit)
{
    struct unit *u = memory_zeroed(1, sizeof *u), **last = &m->units;
    *u = unit;
    while (*last)
        last = &(*last)->next;
    *last = u;
    return u;
}

static bool is_kept(void *context, const char *name)
{
    const struct scope_list *kept = context;
    for (size_t i = 0; i < kept->count; i++)
        if (strcmp(kept->items[i], name) == 0)
            return true;
    return false;
}

static void add_body(struct model *m, struct unit *maker, const struct node *node,
                     const struct node *body, enum model_unit kind)
{
    if (!body || body->kind != NODE_BLOCK)
        return;
    struct unit *u =
        add_unit(m, (struct unit){.kind = kind, .node = node, .code = body, .maker = maker});
    scope_of_body(&u->scope, &maker->scope, body);
    add_names(m, u);
}

static void find_units(void *context, struct unit *u, const struct node *node)
{
    struct model *m = context;
    struct unit *made;
    switch (node->kind) {
    case NODE_DEFINE:
        made = add_unit(
            m, (struct unit){.kind = MODEL_FUNCTION, .node = node, .code = node->define.body});
        scope_of_function(&made->scope, node);
        add_names(m, made);
        break;
    case NODE_SPAWN:
        add_body(m, u, node, node->spawn.body, MODEL_BODY);
        break;
    case NODE_OBJECT:
        add_body(m, u, node, node->object.body, node->object.delay ? MODEL_BODY : MODEL_BARRIER);
        break;
    case NODE_ORDER:
        made = add_unit(
            m, (struct unit){
                   .kind = MODEL_ORDER, .node = node, .code = node->order.command, .maker = u});
        scope_of_order(&made->scope, &u->scope, made->code, is_kept, &m->kept);
        add_names(m, made);
        break;
    case NODE_DECLARE:
        if (node->declare.storage == WORD_PRIVATE && node->declare.size)
            model_variable(m, u, node->declare.name)->array = true;
        break;
    default:
        break;
    }
}

struct unit *model_unit(const struct model *m, const struct node *node)
{
    struct unit *u = m->units;
    while (u && u->node != node)
        u = u->next;
    return u;
}

struct unit *model_function(const struct model *m, const char *name)
{
    struct unit *u = m->units;
    while (u && !(u->kind == MODEL_FUNCTION && strcmp(u->node->define.name, name) == 0))
        u = u->next;
    return u;
}

struct model *model_new(const struct node *root)
{
    struct model *m = memory_zeroed(1, sizeof *m);
    m->root = root;
    m->made = scope_made(root);
    m->kept = scope_kept(root);
    add_made(m);
    struct unit *main = add_unit(m, (struct unit){.kind = MODEL_MAIN, .node = root, .code = root});
    scope_of_script(&main->scope, root);
    add_names(m, main);
    for (struct unit *u = m->units; u; u = u->next)
        model_each(m, u, find_units, m);
    for (size_t i = 0; i < m->count; i++)
        m->variables[i]->early = is_set_early(m, m->variables[i]);
    model_find_traits(m);
    return m;
}

void model_free(struct model *m)
{
    for (struct unit *u = m->units, *next; u; u = next) {
        next = u->next;
        scope_free(&u->scope);
        free(u->target);
        free(u);
    }
    for (size_t i = 0; i < m->count; i++) {
        free(m->variables[i]->target);
        free(m->variables[i]);
    }
    free(m->variables);
    free(m->flows);
    free(m->items_of);
    scope_list_free(&m->kept);
    scope_made_free(&m->made);
    free(m);
}
