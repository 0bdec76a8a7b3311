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

bool bodies_repeats(const struct unit *u)
{
    return u->kind == MODEL_BODY && u->node->kind == NODE_OBJECT &&
           u->node->object.manner == TIMER_EVERY;
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

static enum name_use use_of(struct name_clash clash)
{
    return !clash.by        ? NAME_IS_FREE
           : clash.numbered ? NAME_NUMBERED
           : clash.thread   ? NAME_OF_THREAD
                            : NAME_OF_OTHER;
}

bool bodies_once(const struct looks *looks, const struct unit *u)
{
    return u->kind == MODEL_MAIN || (u->kind == MODEL_BODY && looks_once(looks, u->node));
}

struct name_used bodies_name_use(const struct looks *looks, const struct unit *u,
                                 const struct node *node, const struct node *name)
{
    const struct thread_names *names = looks_names(looks);
    struct name_clash clash = thread_names_clash(names, node, name);
    if (name && !clash.by && !(bodies_once(looks, u) && thread_names_differ(names, node, name)))
        return (struct name_used){NAME_OF_ITSELF, NULL};
    return (struct name_used){use_of(clash), clash.by};
}

void bodies_put_name_use(struct name_used used, const struct source *source, struct buffer *out)
{
    size_t line = used.by ? source_position(source, used.by->begin).line : 0;
    switch (used.use) {
    case NAME_OF_THREAD:
        buffer_printf(out,
                      "this thread may get the name of one from line %zu that has not ended, which "
                      "is an error in thrum; give it a name that no other can have",
                      line);
        break;
    case NAME_OF_ITSELF:
        buffer_puts(out, "this may make several threads of one name, which is an error in thrum "
                         "while one of them lives; put a loop's number into the name, as in "
                         "\"t{i}\", or join each before the next is made");
        break;
    case NAME_OF_OTHER:
        buffer_printf(out,
                      "this thread may get the name of what line %zu makes, which is an error in "
                      "thrum; give it another name",
                      line);
        break;
    case NAME_NUMBERED:
        buffer_printf(out,
                      "a thread without a name is Thread-1, Thread-2 and so on, and here or in "
                      "line %zu one may be named so by the script: what number is free then only "
                      "the run can tell; give it another name",
                      line);
        break;
    case NAME_IS_FREE:
        break;
    }
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
