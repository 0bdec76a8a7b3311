/* set_early.c - see set_early.h. */
#include "export/set_early.h"

#include <stddef.h>
#include <string.h>

struct writes {
    struct model *m;
    const struct variable *v;
    size_t count;
};

/* Whether the command itself sets it; what stands inside of the command does not count. */
static bool sets(struct model *m, const struct unit *u, const struct node *n,
                 const struct variable *v)
{
    if (n->kind == NODE_DECLARE)
        return n->declare.storage != WORD_PRIVATE && strcmp(n->declare.name, v->name) == 0;
    return n->kind == NODE_ASSIGN && n->assign.target->kind == NODE_VARIABLE &&
           model_variable(m, u, n->assign.target->text) == v;
}

static void count_writes(void *context, struct unit *u, const struct node *node)
{
    struct writes *w = context;
    w->count += sets(w->m, u, node, w->v);
}

static void find_act(void *context, const struct node *node)
{
    bool *found = context;
    *found |= node->kind == NODE_CALL || node->kind == NODE_OPERATION || node->kind == NODE_ORDER ||
              node->kind == NODE_SPAWN;
    tree_each_child(node, find_act, found);
}

/* Whether no other thread runs behind this command of main's that did not run in front of it. */
static bool starts_nothing(const struct node *n)
{
    bool acts = false;
    switch (n->kind) {
    case NODE_DEFINE:
    case NODE_SETTING:
        return true;
    case NODE_SPAWN: /* a `thread` waits for its `start`, whatever it then runs */
        if (n->spawn.started || !n->spawn.body)
            return false;
        if (n->spawn.body->kind != NODE_CALL)
            return true;
        for (const struct node *a = n->spawn.body->call.arguments; a; a = a->next)
            find_act(&acts, a);
        return !acts;
    case NODE_DECLARE:
    case NODE_ASSIGN:
    case NODE_OBJECTS:
    case NODE_PRINT:
        find_act(&acts, n);
        return !acts;
    default:
        return false;
    }
}

bool is_set_early(struct model *m, const struct variable *v)
{
    struct writes all = {.m = m, .v = v};
    size_t early = 0;
    if (v->unit || v->array || !v->made || v->made->made != WORD_SHARED)
        return false;
    for (struct unit *u = m->units; u; u = u->next)
        model_each(m, u, count_writes, &all);
    for (const struct node *n = m->root->block.first; n && starts_nothing(n); n = n->next)
        early += sets(m, m->units, n, v);
    return early == all.count;
}
