/* tree_walk.c - from a node to what is below it. See tree.h. */
#include "lang/tree.h"

struct walk {
    void (*each)(void *context, const struct node *child);
    void *context;
};

/* Up to three children, each NULL or the first of a list. */
static void lists(const struct walk *walk, const struct node *a, const struct node *b,
                  const struct node *c)
{
    const struct node *const all[] = {a, b, c};
    for (int i = 0; i < 3; i++)
        for (const struct node *n = all[i]; n; n = n->next)
            walk->each(walk->context, n);
}

static void expression(const struct walk *walk, const struct node *node)
{
    switch (node->kind) {
    case NODE_TEMPLATE:
        lists(walk, node->list, NULL, NULL);
        break;
    case NODE_ELEMENT:
        lists(walk, node->element.index, NULL, NULL);
        break;
    case NODE_CALL:
        lists(walk, node->call.arguments, NULL, NULL);
        break;
    case NODE_BUILTIN:
        lists(walk, node->builtin.arguments, NULL, NULL);
        break;
    case NODE_NEGATE:
    case NODE_NOT:
        lists(walk, node->operand, NULL, NULL);
        break;
    case NODE_BINARY:
        lists(walk, node->binary.left, node->binary.right, NULL);
        break;
    case NODE_NAME:
        lists(walk, node->name.computed, node->name.index, NULL);
        break;
    default:
        break;
    }
}

static void command(const struct walk *walk, const struct node *node)
{
    switch (node->kind) {
    case NODE_OPERATION:
        lists(walk, node->operation.name, node->operation.value, node->operation.target);
        lists(walk, node->operation.until, node->operation.limit, NULL);
        break;
    case NODE_BLOCK:
        lists(walk, node->block.first, NULL, NULL);
        break;
    case NODE_ORDER:
        lists(walk, node->order.names, node->order.command, NULL);
        break;
    case NODE_OBJECTS:
        lists(walk, node->objects.objects, NULL, NULL);
        break;
    case NODE_OBJECT:
        lists(walk, node->object.name, node->object.count, node->object.lock);
        lists(walk, node->object.delay, node->object.body, NULL);
        break;
    case NODE_DECLARE:
        lists(walk, node->declare.size, node->declare.value, NULL);
        break;
    case NODE_ASSIGN:
        lists(walk, node->assign.target, node->assign.value, NULL);
        break;
    case NODE_SPAWN:
        lists(walk, node->spawn.names, node->spawn.body, NULL);
        break;
    case NODE_DEFINE:
        lists(walk, node->define.parameters, node->define.body, NULL);
        break;
    case NODE_DAEMON:
        lists(walk, node->daemon.name, NULL, NULL);
        break;
    case NODE_RENAME:
        lists(walk, node->rename.old, node->rename.new, NULL);
        break;
    case NODE_PRINT:
    case NODE_IF:
        lists(walk, node->list, NULL, NULL);
        break;
    case NODE_LOG:
        lists(walk, node->log.values, NULL, NULL);
        break;
    case NODE_BRANCH:
    case NODE_WHILE:
    case NODE_REPEAT:
        lists(walk, node->branch.condition, node->branch.body, NULL);
        break;
    case NODE_FOR_RANGE:
    case NODE_FOR_LIST:
    case NODE_FOR_THREADS:
    case NODE_FOR_RECEIVED:
        lists(walk, node->loop.low, node->loop.high, node->loop.values);
        lists(walk, node->loop.channel, node->loop.body, NULL);
        break;
    case NODE_SELECT:
        lists(walk, node->list, NULL, NULL);
        break;
    case NODE_CASE:
        lists(walk, node->choice.does, node->choice.after, node->choice.body);
        break;
    case NODE_RETURN:
    case NODE_RAISE:
        lists(walk, node->operand, NULL, NULL);
        break;
    case NODE_TRY:
        lists(walk, node->attempt.body, node->attempt.handler, node->attempt.finally);
        break;
    case NODE_ASSERT:
    case NODE_INVARIANT:
        lists(walk, node->claim.condition, node->claim.message, NULL);
        break;
    case NODE_CRITICAL:
    case NODE_WITH:
    case NODE_ONCE:
    case NODE_ATOMIC:
        lists(walk, node->guard.name, node->guard.body, NULL);
        break;
    default:
        expression(walk, node);
    }
}

void tree_each_child(const struct node *node, void (*each)(void *context, const struct node *child),
                     void *context)
{
    struct walk walk = {each, context};
    command(&walk, node);
}
