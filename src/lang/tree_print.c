/* tree_print.c - a tree as a line of parenthesised text. See tree.h. */
#include "lang/tree.h"

#include <inttypes.h>

static const char *const operators[] = {
    [OPERATOR_NOTHING] = "",   [OPERATOR_OR] = "or",       [OPERATOR_AND] = "and",
    [OPERATOR_EQUAL] = "==",   [OPERATOR_UNEQUAL] = "!=",  [OPERATOR_LESS] = "<",
    [OPERATOR_AT_MOST] = "<=", [OPERATOR_MORE] = ">",      [OPERATOR_AT_LEAST] = ">=",
    [OPERATOR_ADD] = "+",      [OPERATOR_SUBTRACT] = "-",  [OPERATOR_MULTIPLY] = "*",
    [OPERATOR_DIVIDE] = "/",   [OPERATOR_REMAINDER] = "%", [OPERATOR_BAND] = "band",
    [OPERATOR_BOR] = "bor",    [OPERATOR_BXOR] = "bxor",   [OPERATOR_LEFT] = "<<",
    [OPERATOR_RIGHT] = ">>",
};

/* " WORD NODE", or nothing without a node. */
static void print_option(struct buffer *out, const char *word, const struct node *node)
{
    if (!node)
        return;
    buffer_printf(out, " %s%s", word, *word ? " " : "");
    tree_print(out, node);
}

/* " NODE" for each. */
static void print_list(struct buffer *out, const struct node *first)
{
    for (; first; first = first->next)
        print_option(out, "", first);
}

/* (WORD NODE NODE ...), NULL nodes left out. */
static void print_form(struct buffer *out, const char *word, const struct node *a,
                       const struct node *b, const struct node *c)
{
    buffer_printf(out, "(%s", word);
    print_option(out, "", a);
    print_option(out, "", b);
    print_option(out, "", c);
    buffer_putc(out, ')');
}

static void print_text(struct buffer *out, const char *text)
{
    buffer_putc(out, '"');
    for (; *text; text++) {
        if (*text == '\n')
            buffer_puts(out, "\\n");
        else if (*text == '"' || *text == '\\')
            buffer_printf(out, "\\%c", *text);
        else
            buffer_putc(out, *text);
    }
    buffer_putc(out, '"');
}

static void print_name(struct buffer *out, const struct node *node)
{
    const struct node *computed = node->name.computed;
    buffer_puts(out, computed && computed->kind == NODE_VARIABLE ? "'(" : "'");
    if (node->name.bare)
        buffer_puts(out, node->name.bare);
    else
        tree_print(out, computed);
    buffer_puts(out, computed && computed->kind == NODE_VARIABLE ? ")" : "");
    if (node->name.index) {
        buffer_putc(out, '[');
        tree_print(out, node->name.index);
        buffer_putc(out, ']');
    }
}

static void print_operation(struct buffer *out, const struct node *node)
{
    buffer_printf(out, "(%s", word_get(node->operation.word)->name);
    print_option(out, "", node->operation.name);
    if (node->operation.word == WORD_JOIN && !node->operation.name)
        buffer_puts(out, node->operation.but_daemons ? " all but daemons" : " all");
    print_option(out, "", node->operation.value);
    buffer_puts(out, node->operation.items ? " items" : "");
    buffer_puts(out, node->operation.wakes ? " wake" : "");
    print_option(out, "to", node->operation.target);
    print_option(out, "until", node->operation.until);
    print_option(out, "for", node->operation.limit);
    buffer_putc(out, ')');
}

static void print_object(struct buffer *out, const struct node *node)
{
    bool bare =
        !node->object.count && !node->object.lock && !node->object.delay && !node->object.manner;
    buffer_puts(out, bare ? "" : "(");
    tree_print(out, node->object.name);
    print_option(out, "", node->object.count);
    print_option(out, "on", node->object.lock);
    if (node->object.delay && node->object.manner)
        buffer_puts(out, " every");
    else if (node->object.manner)
        buffer_printf(
            out, " %s",
            kind_manner(node->object.lock ? ENTITY_CONDITION : ENTITY_RWLOCK, node->object.manner));
    print_option(out, "", node->object.delay);
    print_option(out, "", node->object.body);
    buffer_puts(out, bare ? "" : ")");
}

static void print_declare(struct buffer *out, const struct node *node)
{
    buffer_printf(out, "(%s %s", word_get(node->declare.storage)->name, node->declare.name);
    if (node->declare.size) {
        buffer_putc(out, '[');
        tree_print(out, node->declare.size);
        buffer_putc(out, ']');
    }
    print_option(out, "", node->declare.value);
    buffer_putc(out, ')');
}

static void print_loop(struct buffer *out, const struct node *node)
{
    buffer_printf(out, "(for %s", node->loop.variable);
    if (node->kind == NODE_FOR_THREADS)
        buffer_puts(out, " threads");
    print_option(out, "", node->loop.low);
    print_option(out, "..", node->loop.high);
    print_list(out, node->loop.values);
    print_option(out, "from", node->loop.channel);
    print_option(out, "", node->loop.body);
    buffer_putc(out, ')');
}

static void print_try(struct buffer *out, const struct node *node)
{
    buffer_puts(out, "(try");
    print_option(out, "", node->attempt.body);
    if (node->attempt.handler)
        buffer_printf(out, " catch%s%s", node->attempt.variable ? " " : "",
                      node->attempt.variable ? node->attempt.variable : "");
    print_option(out, "", node->attempt.handler);
    print_option(out, "finally", node->attempt.finally);
    buffer_putc(out, ')');
}

/* (WORD [WORD] NODES... NODE) */
static void print_listed(struct buffer *out, const char *word, const char *second,
                         const struct node *list, const struct node *last)
{
    buffer_printf(out, "(%s%s%s", word, *second ? " " : "", second);
    print_list(out, list);
    print_option(out, "", last);
    buffer_putc(out, ')');
}

static void print_expression(struct buffer *out, const struct node *node)
{
    switch (node->kind) {
    case NODE_INTEGER:
        buffer_printf(out, "%" PRId64, node->integer);
        break;
    case NODE_DURATION:
        buffer_printf(out, "%" PRId64 "ns", node->integer);
        break;
    case NODE_BOOLEAN:
        buffer_puts(out, node->boolean ? "true" : "false");
        break;
    case NODE_NONE:
        buffer_puts(out, "none");
        break;
    case NODE_TEXT:
        print_text(out, node->text);
        break;
    case NODE_TEMPLATE:
        print_listed(out, "text", "", node->list, NULL);
        break;
    case NODE_ME:
        buffer_puts(out, "me");
        break;
    case NODE_NOW:
        buffer_puts(out, "now");
        break;
    case NODE_VARIABLE:
        buffer_puts(out, node->text);
        break;
    case NODE_ELEMENT:
        buffer_printf(out, "%s[", node->element.name);
        tree_print(out, node->element.index);
        buffer_putc(out, ']');
        break;
    case NODE_CALL:
        print_listed(out, "call", node->call.name, node->call.arguments, NULL);
        break;
    case NODE_BUILTIN:
        print_listed(out, "builtin", word_get(node->builtin.function)->name,
                     node->builtin.arguments, NULL);
        break;
    case NODE_NEGATE:
        print_form(out, "-", node->operand, NULL, NULL);
        break;
    case NODE_NOT:
        print_form(out, "not", node->operand, NULL, NULL);
        break;
    case NODE_BINARY:
        print_form(out, operators[node->binary.does], node->binary.left, node->binary.right, NULL);
        break;
    default:
        print_name(out, node);
    }
}

static void print_block(struct buffer *out, const struct node *node)
{
    buffer_putc(out, '{');
    for (const struct node *n = node->block.first; n; n = n->next) {
        tree_print(out, n);
        if (n->next)
            buffer_putc(out, ' ');
    }
    buffer_putc(out, '}');
}

static void print_spawn(struct buffer *out, const struct node *node)
{
    print_listed(out, node->spawn.started ? "spawn" : "thread", node->spawn.daemon ? "daemon" : "",
                 node->spawn.names, node->spawn.body);
}

static void print_define(struct buffer *out, const struct node *node)
{
    buffer_printf(out, "(define %s (", node->define.name);
    for (const struct node *n = node->define.parameters; n; n = n->next)
        buffer_printf(out, "%s%s", n->text, n->next ? " " : "");
    buffer_putc(out, ')');
    print_option(out, "", node->define.body);
    buffer_putc(out, ')');
}

static void print_assign(struct buffer *out, const struct node *node)
{
    buffer_printf(out, "(%s=", operators[node->assign.does]);
    print_option(out, "", node->assign.target);
    print_option(out, "", node->assign.value);
    buffer_putc(out, ')');
}

void tree_print(struct buffer *out, const struct node *node)
{
    if (!node) {
        buffer_putc(out, '-');
        return;
    }
    switch (node->kind) {
    case NODE_OPERATION:
        print_operation(out, node);
        break;
    case NODE_BLOCK:
        print_block(out, node);
        break;
    case NODE_ORDER:
        print_listed(out, "order", node->order.names ? "" : "all", node->order.names,
                     node->order.command);
        break;
    case NODE_OBJECTS:
        print_listed(out, word_get(node->objects.made)->name, "", node->objects.objects, NULL);
        break;
    case NODE_OBJECT:
        print_object(out, node);
        break;
    case NODE_DECLARE:
        print_declare(out, node);
        break;
    case NODE_ASSIGN:
        print_assign(out, node);
        break;
    case NODE_SPAWN:
        print_spawn(out, node);
        break;
    case NODE_DEFINE:
        print_define(out, node);
        break;
    case NODE_PARAMETER:
        buffer_puts(out, node->text);
        break;
    case NODE_DAEMON:
        print_form(out, node->daemon.on ? "daemon on" : "daemon off", node->daemon.name, NULL,
                   NULL);
        break;
    case NODE_RENAME:
        print_form(out, "rename", node->rename.old, node->rename.new, NULL);
        break;
    case NODE_PRINT:
        print_listed(out, "print", "", node->list, NULL);
        break;
    case NODE_LOG:
        print_listed(out, "log", node->log.level, node->log.values, NULL);
        break;
    case NODE_IF:
        print_listed(out, "if", "", node->list, NULL);
        break;
    case NODE_BRANCH:
        print_form(out, node->branch.condition ? "when" : "else", node->branch.condition,
                   node->branch.body, NULL);
        break;
    case NODE_WHILE:
        print_form(out, "while", node->branch.condition, node->branch.body, NULL);
        break;
    case NODE_REPEAT:
        print_form(out, "repeat", node->branch.condition, node->branch.body, NULL);
        break;
    case NODE_FOR_RANGE:
    case NODE_FOR_LIST:
    case NODE_FOR_THREADS:
    case NODE_FOR_RECEIVED:
        print_loop(out, node);
        break;
    case NODE_SELECT:
        print_listed(out, "select", "", node->list, NULL);
        break;
    case NODE_CASE:
        print_form(out,
                   node->choice.after  ? "after"
                   : node->choice.does ? "case"
                                       : "else",
                   node->choice.does ? node->choice.does : node->choice.after, node->choice.body,
                   NULL);
        break;
    case NODE_BREAK:
        buffer_puts(out, "(break)");
        break;
    case NODE_CONTINUE:
        buffer_puts(out, "(continue)");
        break;
    case NODE_RETURN:
        print_form(out, "return", node->operand, NULL, NULL);
        break;
    case NODE_RAISE:
        print_form(out, "raise", node->operand, NULL, NULL);
        break;
    case NODE_TRY:
        print_try(out, node);
        break;
    case NODE_ASSERT:
        print_form(out, "assert", node->claim.condition, node->claim.message, NULL);
        break;
    case NODE_INVARIANT:
        print_form(out, "invariant", node->claim.condition, node->claim.message, NULL);
        break;
    case NODE_CRITICAL:
        print_form(out, "critical", node->guard.name, node->guard.body, NULL);
        break;
    case NODE_WITH:
        print_form(out,
                   node->guard.mode == WORD_RDLOCK   ? "with rdlock"
                   : node->guard.mode == WORD_WRLOCK ? "with wrlock"
                                                     : "with",
                   node->guard.name, node->guard.body, NULL);
        break;
    case NODE_ONCE:
        print_form(out, "once", node->guard.name, node->guard.body, NULL);
        break;
    case NODE_ATOMIC:
        print_form(out, "atomic", node->guard.body, NULL, NULL);
        break;
    case NODE_SETTING:
        buffer_printf(out, "(setting %s ", node->lab.word);
        print_text(out, node->lab.arguments);
        buffer_putc(out, ')');
        break;
    case NODE_LAB:
        buffer_printf(out, "(lab %s ", node->lab.word);
        print_text(out, node->lab.arguments);
        buffer_putc(out, ')');
        break;
    default:
        print_expression(out, node);
    }
}
