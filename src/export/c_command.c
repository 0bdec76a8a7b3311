/* c_command.c - commands: blocks with their comments, control, output. See c_inside.h. */
#include "export/c_inside.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* ---- Blocks, with their comments ------------------------------------------------------------- */

void c_commands(struct c *c, const struct node *first, size_t from, size_t end)
{
    size_t at = from;
    for (const struct node *n = first; n; n = n->next) {
        bool alone = !n->next || target_line_of(&c->target, n->next->begin) >
                                     target_line_of(&c->target, n->end);
        target_comments(&c->target, at, n->begin);
        c_command(c, n);
        if (alone)
            target_trailing(&c->target, n->end);
        at = n->end;
    }
    target_comments(&c->target, at, end);
}

/* What is assigned in it for certain need not be behind it. */
void c_block_here(struct c *c, const struct node *block)
{
    const struct node *around = c->block;
    c->block = block;
    if (block->kind == NODE_BLOCK)
        c_commands(c, block->block.first, block->begin, block->end);
    else
        c_command(c, block);
    c->block = around;
}

void c_block(struct c *c, const struct node *block)
{
    size_t known = c->assigned_count;
    c->target.indentation++;
    size_t present = c->present_count;
    c_block_here(c, block);
    c->target.indentation--;
    c->assigned_count = known;
    c->present_count = present;
}

void c_head(struct c *c, const struct node *block, const char *line)
{
    target_line(&c->target, "%s {", line);
    if (block->kind == NODE_BLOCK)
        target_trailing(&c->target, block->begin);
}

/* ---- if -------------------------------------------------------------------------------------- */

/* What has a value behind all branches: that which has one behind each. */
struct known {
    const struct variable **items;
    size_t count;
    bool any;
};

static void keep_known(struct c *c, struct known *k, size_t from, bool leaves)
{
    size_t count = c->assigned_count - from;
    if (leaves)
        return;
    if (!k->any) {
        k->items = memory_zeroed(count + 1, sizeof *k->items);
        for (size_t i = 0; i < count; i++)
            k->items[i] = c->assigned[from + i];
        k->count = count;
        k->any = true;
        return;
    }
    size_t kept = 0;
    for (size_t i = 0; i < k->count; i++)
        for (size_t j = from; j < c->assigned_count; j++)
            if (c->assigned[j] == k->items[i]) {
                k->items[kept++] = k->items[i];
                break;
            }
    k->count = kept;
}

static void branch(struct c *c, const struct node *b, struct known *known)
{
    size_t from = c->assigned_count, present = c->present_count;
    if (b->branch.condition)
        c_learn(c, b->branch.condition, true);
    c->target.indentation++;
    c_block_here(c, b->branch.body);
    c->target.indentation--;
    keep_known(c, known, from, c_leaves(b->branch.body));
    c->assigned_count = from;
    c->present_count = present;
    if (b->branch.condition)
        c_learn(c, b->branch.condition, false); /* in front of what else there is */
}

/* Where a condition further down needs lines of its own, it stands in an `else` by itself. */
static void if_else(struct c *c, const struct node *node)
{
    struct known known = {0};
    size_t present = c->present_count;
    unsigned deep = 0;
    bool otherwise = false;
    for (const struct node *b = node->list; b; b = b->next) {
        struct buffer text = {0}, line = {0}, before = {0}, *lines = c->target.out;
        if (b->branch.condition) {
            bool first = b == node->list;
            c->target.out = first ? lines : &before;
            c->target.indentation += !first;
            c_condition(c, b->branch.condition, BINDS_ANYHOW, &text);
            c->target.indentation -= !first;
            c->target.out = lines;
            if (before.length) {
                target_line(&c->target, "} else {");
                buffer_add(lines, buffer_text(&before), before.length);
                c->target.indentation++;
                deep++;
            }
            buffer_printf(&line, "%sif (%s)", first || before.length ? "" : "} else ",
                          buffer_text(&text));
        } else {
            buffer_puts(&line, "} else");
            otherwise = true;
        }
        c_head(c, b->branch.body, buffer_text(&line));
        branch(c, b, &known);
        buffer_free(&text);
        buffer_free(&line);
        buffer_free(&before);
    }
    for (target_line(&c->target, "}"); deep; deep--) {
        c->target.indentation--;
        target_line(&c->target, "}");
    }
    c->present_count = present;
    if (!node->list->next && c_leaves(node->list->branch.body))
        c_learn(c, node->list->branch.condition, false);
    for (size_t i = 0; otherwise && i < known.count; i++)
        c_note_assigned(c, known.items[i]);
    free(known.items);
}

/* ---- Errors ---------------------------------------------------------------------------------- */

static void raise_error(struct c *c, const struct node *node)
{
    struct buffer text = {0};
    if (!node->operand) {
        c_refuse(c, node, "an error that is raised again; raise a text of your own");
        return;
    }
    c_need(c, "fail");
    c_format(c, node->operand, "", &text);
    target_line(&c->target, "fail(%s);", buffer_text(&text));
    buffer_free(&text);
}

static void assertion(struct c *c, const struct node *node)
{
    struct buffer condition = {0}, message = {0}, line = {0}, *lines = c->target.out;
    c_negated(c, node->claim.condition, &condition);
    c_need(c, "fail");
    target_line(&c->target, "if (%s) {", buffer_text(&condition));
    c->target.indentation++;
    if (node->claim.message) {
        c->target.out = &line;
        c_format(c, node->claim.message, "", &message);
        c->target.out = lines;
        buffer_add(lines, buffer_text(&line), line.length);
    } else {
        struct buffer source = {0}, quoted = {0};
        buffer_add(&source, c->target.source->text + node->begin, node->end - node->begin);
        c_string(buffer_text(&source), true, &quoted);
        buffer_puts(&message, buffer_text(&quoted));
        buffer_free(&quoted);
        buffer_free(&source);
    }
    target_line(&c->target, "fail(%s);", buffer_text(&message));
    c->target.indentation--;
    target_line(&c->target, "}");
    c_learn(c, node->claim.condition, true);
    buffer_free(&condition);
    buffer_free(&message);
    buffer_free(&line);
}

static void invariant(struct c *c, const struct node *node)
{
    target_notice(&c->target, node,
                  "an invariant cannot be checked after every step of C's: it is left out");
    target_line(&c->target, "// C cannot check after every step, as thrum does:");
    target_line(&c->target, "// %.*s", (int)(node->end - node->begin),
                c->target.source->text + node->begin);
}

/* ---- Output ---------------------------------------------------------------------------------- */

static void print(struct c *c, const struct node *values, const char *call)
{
    struct buffer text = {0};
    c_format(c, values, " ", &text);
    target_line(&c->target, "%s%s);", call, buffer_text(&text));
    buffer_free(&text);
}

static void log_line(struct c *c, const struct node *node)
{
    struct buffer call = {0};
    char level[16] = "";
    for (size_t i = 0; node->log.level[i] && i < sizeof level - 1; i++)
        level[i] = (char)(node->log.level[i] - 'a' + 'A');
    c_need(c, "put_log");
    buffer_printf(&call, "put_log(\"%s\", \"%s\", ", level,
                  c->unit->kind == MODEL_FUNCTION ? c->unit->node->define.name : "-");
    print(c, node->log.values, buffer_text(&call));
    buffer_free(&call);
}

/* ---- Which function writes what -------------------------------------------------------------- */

/* Its value, where there is one, is of no use. */
static void as_expression(struct c *c, const struct node *node)
{
    struct buffer text = {0};
    if (node->kind == NODE_OPERATION)
        c_operation(c, node, false, &text);
    else
        c_expression(c, node, BINDS_ANYHOW, &text);
    bool compared =
        strstr(buffer_text(&text), " == ") != NULL; /* a value that would be warned of */
    if (text.length)
        target_line(&c->target, compared ? "(void)(%s);" : "%s;", buffer_text(&text));
    buffer_free(&text);
}

static void set_daemon(struct c *c, const struct node *node)
{
    struct buffer text = {0};
    if (c->plain) /* main does not wait for it, and that is all */
        return;
    c_need(c, "set_daemon");
    c_thread(c, node->daemon.name, &text);
    target_line(&c->target, "set_daemon(%s, %s);", buffer_text(&text),
                node->daemon.on ? "true" : "false");
    buffer_free(&text);
}

void c_command(struct c *c, const struct node *node)
{
    switch (node->kind) {
    case NODE_BLOCK:
        target_line(&c->target, "{");
        c_block(c, node);
        target_line(&c->target, "}");
        break;
    case NODE_OPERATION:
    case NODE_CALL:
    case NODE_BUILTIN:
        as_expression(c, node);
        break;
    case NODE_OBJECTS:
        c_make_objects(c, node);
        break;
    case NODE_DECLARE:
        c_declare(c, node);
        break;
    case NODE_ASSIGN:
        c_assign(c, node);
        break;
    case NODE_ORDER:
        if (c->plain) /* else it has been refused */
            c_plain_order(c, node);
        break;
    case NODE_SPAWN:
        c_spawn(c, node);
        break;
    case NODE_DAEMON:
        set_daemon(c, node);
        break;
    case NODE_PRINT:
        c_need(c, "say");
        print(c, node->list, "say(");
        break;
    case NODE_LOG:
        log_line(c, node);
        break;
    case NODE_IF:
        if_else(c, node);
        break;
    case NODE_WHILE:
        c_while(c, node);
        break;
    case NODE_REPEAT:
        c_repeat(c, node);
        break;
    case NODE_FOR_RANGE:
    case NODE_FOR_LIST:
    case NODE_FOR_RECEIVED:
        c_for(c, node);
        break;
    case NODE_FOR_THREADS:
        c_refuse(c, node, "a loop over the threads that there are; `join all` waits for all");
        break;
    case NODE_SELECT:
        c_select(c, node);
        break;
    case NODE_BREAK:
        c_break(c, "break");
        break;
    case NODE_CONTINUE:
        c_break(c, "continue");
        break;
    case NODE_RETURN:
        c_return(c, node);
        break;
    case NODE_RAISE:
        raise_error(c, node);
        break;
    case NODE_ASSERT:
        assertion(c, node);
        break;
    case NODE_INVARIANT:
        invariant(c, node);
        break;
    case NODE_CRITICAL:
        c_critical(c, node);
        break;
    case NODE_WITH:
        c_with(c, node);
        break;
    case NODE_ONCE:
        c_once(c, node);
        break;
    case NODE_ATOMIC:
        c_atomic(c, node);
        break;
    case NODE_SETTING:
        break;
    case NODE_TRY:
        c_try(c, node);
        break;
    default:
        c_refuse(c, node, "a command of this kind");
    }
}
