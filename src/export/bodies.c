/* bodies.c - see bodies.h. */
#include "export/bodies.h"

#include "base/memory.h"

#include <stdlib.h>
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
                  node->kind == NODE_FOR_THREADS || node->kind == NODE_FOR_RECEIVED) &&
                 strcmp(node->loop.variable, m->name) == 0;
    if (hides)
        return;
    m->found |=
        (node->kind == NODE_VARIABLE && strcmp(node->text, m->name) == 0) ||
        (node->kind == NODE_ELEMENT && strcmp(node->element.name, m->name) == 0) ||
        (node->kind == NODE_NAME && node->name.bare && strcmp(node->name.bare, m->name) == 0);
    tree_each_child(node, find_mention, m);
}

bool bodies_mention(const struct node *node, const char *name)
{
    struct mention m = {.name = name};
    find_mention(&m, node);
    return m.found;
}

static bool sets(const struct node *n, const char *name)
{
    if (n->kind == NODE_ASSIGN && n->assign.does == OPERATOR_NOTHING)
        return n->assign.target->kind == NODE_VARIABLE &&
               strcmp(n->assign.target->text, name) == 0 && !bodies_mention(n->assign.value, name);
    return n->kind == NODE_DECLARE && strcmp(n->declare.name, name) == 0;
}

/* Whether the code may want the value that it begins with. */
static bool wants(const struct node *code, const char *name)
{
    const struct node *n = code->kind == NODE_BLOCK ? code->block.first : code;
    for (; n; n = code->kind == NODE_BLOCK ? n->next : NULL) {
        if (sets(n, name))
            return false;
        if (bodies_mention(n, name))
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

enum bodies_taken bodies_take(const struct model *m, const struct looks *looks,
                              const struct unit *u, const struct variable *v)
{
    struct before b = {.place = u->node, .name = v->name};
    const struct scope_made *made;
    if (scope_meaning(&u->scope, &m->made, v->name, &made) != SCOPE_MEANS_PRIVATE)
        return NOT_TAKEN;
    if (v->binding != SCOPE_CAPTURED || !v->source || !wants(u->code, v->name))
        return NOT_TAKEN;
    if (v->source->binding != SCOPE_ASSIGNED)
        return TAKEN;
    find_before(&b, u->maker->code);
    if (b.certainly)
        return TAKEN;
    return b.perhaps || !looks_once(looks, u->node) ? TAKEN_PERHAPS : NOT_TAKEN;
}

/* ---- Uses of a name -------------------------------------------------------------------------- */

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
    if (node->kind != NODE_INVARIANT) /* which is left out */
        tree_each_child(node, count_uses, c);
}

unsigned bodies_uses(const struct model *m, const char *name)
{
    struct count c = {.name = name};
    count_uses(&c, m->root);
    return c.times;
}

static void count_calls(void *context, const struct node *node)
{
    struct count *c = context;
    c->times += node->kind == NODE_CALL && strcmp(node->call.name, c->name) == 0;
    tree_each_child(node, count_calls, c);
}

unsigned bodies_calls(const struct model *m, const char *function)
{
    struct count c = {.name = function};
    count_calls(&c, m->root);
    return c.times;
}

struct reach {
    const struct model *m;
    bool *reached; /* of each unit */
};

static void mark_calls(void *context, const struct node *node)
{
    struct reach *r = context;
    size_t i = 0;
    if (node->kind == NODE_DEFINE)
        return;
    for (const struct unit *u = r->m->units; u; u = u->next, i++)
        if (node->kind == NODE_CALL && u->kind == MODEL_FUNCTION && !r->reached[i] &&
            strcmp(u->node->define.name, node->call.name) == 0) {
            r->reached[i] = true;
            mark_calls(r, u->node->define.body);
        }
    tree_each_child(node, mark_calls, r);
}

bool bodies_reached(const struct model *m, const struct node *function)
{
    struct reach r = {.m = m};
    bool reached = false;
    size_t i = 0;
    for (const struct unit *u = m->units; u; u = u->next)
        i++;
    r.reached = memory_zeroed(i, sizeof *r.reached);
    mark_calls(&r, m->root);
    i = 0;
    for (const struct unit *u = m->units; u; u = u->next, i++)
        reached |= u->node == function && r.reached[i];
    free(r.reached);
    return reached;
}

static void count_here(void *context, struct unit *u, const struct node *node)
{
    struct count *c = context;
    const char *name = name_of(node);
    (void)u;
    c->times += name && strcmp(name, c->name) == 0;
}

bool bodies_used_elsewhere(struct model *m, const struct unit *u, const char *name)
{
    struct count c = {.name = name};
    for (struct unit *other = m->units; other; other = other->next)
        if (other != u)
            model_each(m, other, count_here, &c);
    return c.times > 0;
}

/* ---- Is the name free? ----------------------------------------------------------------------- */

static bool same_text(const struct source *source, const struct node *a, const struct node *b)
{
    return a->end - a->begin == b->end - b->begin &&
           memcmp(source->text + a->begin, source->text + b->begin, a->end - a->begin) == 0;
}

static bool joins(const struct source *source, const struct node *n, const struct node *name)
{
    const struct node *other =
        n->kind == NODE_OPERATION && n->operation.word == WORD_JOIN && !n->operation.limit
            ? n->operation.name
            : NULL;
    return other && same_text(source, other, name);
}

struct making {
    const struct source *source;
    const struct node *name;
    unsigned times;
};

static void count_making(struct making *w, const struct node *node)
{
    for (const struct node *n = node->kind == NODE_SPAWN ? node->spawn.names : NULL; n; n = n->next)
        w->times += same_text(w->source, n, w->name);
}

static void find_making(void *context, const struct node *node)
{
    count_making(context, node);
    tree_each_child(node, find_making, context);
}

static void find_own_making(void *context, const struct node *node)
{
    count_making(context, node);
    if (node->kind != NODE_SPAWN && node->kind != NODE_DEFINE && node->kind != NODE_ORDER &&
        node->kind != NODE_OBJECTS)
        tree_each_child(node, find_own_making, context);
}

/* Whether nobody else makes a thread under the name, who might do so meanwhile. */
static bool makes_alone(const struct model *m, const struct source *source, const struct unit *u,
                        const struct node *name)
{
    struct making all = {source, name, 0}, own = all;
    find_making(&all, m->root);
    find_own_making(&own, u->code);
    return all.times == own.times;
}

/* Whether all that has been made under the name is waited for before anything else is. */
static bool is_joined_first(const struct source *source, const struct node *node,
                            const struct node *name)
{
    struct making w = {source, name, 0};
    for (const struct node *n = node->next; n && !w.times; n = n->next) {
        if (joins(source, n, name))
            return true;
        find_making(&w, n);
    }
    return false;
}

bool bodies_name_is_free(const struct model *m, const struct looks *looks,
                         const struct source *source, const struct unit *u,
                         const struct node *const *loops, size_t loop_count,
                         const struct node *node, const struct node *name)
{
    const char *text = model_name_text(m, u, name);
    const struct scope_made *made = text ? scope_made_find(&m->made, text) : NULL;
    bool once = u->kind == MODEL_MAIN || (u->kind == MODEL_BODY && looks_once(looks, u->node));
    bool free = once && (!made || made->times == 1);
    for (size_t i = 0; i < loop_count; i++) {
        const struct node *l = loops[i];
        bool named = l->kind == NODE_FOR_RANGE || l->kind == NODE_FOR_LIST;
        free &= named && bodies_mention(name, l->loop.variable);
    }
    return free || (once && makes_alone(m, source, u, name) && is_joined_first(source, node, name));
}

void bodies_add_stem(const struct node *name, const char *otherwise, struct buffer *out)
{
    const struct node *computed = name ? name->name.computed : NULL;
    if (name && name->name.bare)
        buffer_puts(out, name->name.bare);
    else if (name && (computed->kind == NODE_TEXT || computed->kind == NODE_VARIABLE))
        buffer_puts(out, computed->text);
    else if (name && computed->kind == NODE_TEMPLATE && computed->list->kind == NODE_TEXT)
        buffer_puts(out, computed->list->text);
    else
        buffer_puts(out, otherwise);
}
