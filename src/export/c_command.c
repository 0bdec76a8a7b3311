/* c_command.c - commands: blocks with their comments, control, output. See c_inside.h. */
#include "export/c_inside.h"

#include "base/memory.h"

#include <inttypes.h>
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

static void head(struct c *c, const struct node *block, const char *line)
{
    target_line(&c->target, "%s {", line);
    if (block->kind == NODE_BLOCK)
        target_trailing(&c->target, block->begin);
}

static void loop_block(struct c *c, const struct node *node, const struct node *block,
                       const char *turn)
{
    if (c->loop_count == TREE_NESTING) {
        c_refuse(c, node, "loops so deep in one another; put the inner ones into a function");
        return;
    }
    if (node->kind != NODE_WHILE)
        c_forget_set(c, block);
    c->loop_turns[c->loop_count] = turn;
    c->loops[c->loop_count++] = node;
    c_block(c, block);
    c->loop_count--;
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
        head(c, b->branch.body, buffer_text(&line));
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

/* ---- Loops ----------------------------------------------------------------------------------- */

struct plain_reads {
    struct c *c;
    const char *name; /* of a plain variable of all threads, or NULL */
    bool others;      /* something else is done, too */
};

static void find_plain_read(void *context, const struct node *node)
{
    struct plain_reads *r = context;
    const char *name = node->kind == NODE_VARIABLE  ? node->text
                       : node->kind == NODE_ELEMENT ? node->element.name
                                                    : NULL;
    const struct variable *v = name ? model_variable(r->c->model, r->c->unit, name) : NULL;
    if (v && !v->unit && v->made && v->made->made == WORD_SHARED)
        r->name = v->name;
    r->others |= c_effect(r->c, node) == EFFECT_STEPS;
    tree_each_child(node, find_plain_read, r);
}

/* A loop that does nothing but look at plain variables: the compiler may look once. */
static void warn_of_spinning(struct c *c, const struct node *node)
{
    struct plain_reads r = {.c = c};
    const struct node *body = node->branch.body;
    if (body->kind != NODE_BLOCK || body->block.first)
        return;
    find_plain_read(&r, node->branch.condition);
    if (r.name && !r.others)
        target_line(
            &c->target,
            "// A data race: where a compiler optimizes, it may look at %s only once, and this "
            "never ends.",
            target_name(&c->target, r.name));
}

static void while_loop(struct c *c, const struct node *node)
{
    struct buffer text = {0}, line = {0}, before = {0}, *lines = c->target.out;
    size_t present = c->present_count;
    warn_of_spinning(c, node);
    c_forget_set(c, node->branch.body);
    c->target.out = &before;
    c->target.indentation++;
    c_condition(c, node->branch.condition, BINDS_ANYHOW, &text);
    if (before.length) {
        buffer_clear(&text);
        buffer_clear(&before);
        c_negated(c, node->branch.condition, &text);
        target_line(&c->target, "if (%s)", buffer_text(&text));
        target_line(&c->target, "    break;");
        buffer_clear(&text);
        buffer_puts(&text, "true");
        c_header(c, "stdbool.h");
    }
    c->target.indentation--;
    c->target.out = lines;
    buffer_printf(&line, "while (%s)", buffer_text(&text));
    head(c, node->branch.body, buffer_text(&line));
    buffer_add(lines, buffer_text(&before), before.length);
    c_learn(c, node->branch.condition, true);
    loop_block(c, node, node->branch.body, NULL);
    c->present_count = present;
    target_line(&c->target, "}");
    buffer_free(&text);
    buffer_free(&line);
    buffer_free(&before);
}

struct search {
    const char *name;
    bool found;
};

static void find_set(void *context, const struct node *node)
{
    struct search *s = context;
    if (node->kind == NODE_ASSIGN && node->assign.target->kind == NODE_VARIABLE)
        s->found |= strcmp(node->assign.target->text, s->name) == 0;
    if (node->kind == NODE_DECLARE)
        s->found |= strcmp(node->declare.name, s->name) == 0;
    if (node->kind == NODE_FOR_RANGE || node->kind == NODE_FOR_LIST)
        s->found |= strcmp(node->loop.variable, s->name) == 0;
    tree_each_child(node, find_set, s);
}

static bool sets(const struct node *body, const char *name)
{
    struct search s = {.name = name};
    find_set(&s, body);
    return s.found;
}

/* What is the same in each turn. */
static bool is_settled(struct c *c, const struct node *n, const struct node *body)
{
    const struct variable *v;
    switch (n->kind) {
    case NODE_INTEGER:
        return true;
    case NODE_VARIABLE:
        v = model_variable(c->model, c->unit, n->text);
        return v && v->unit && !sets(body, n->text);
    case NODE_BINARY:
        return c_effect(c, n) == EFFECT_NONE && is_settled(c, n->binary.left, body) &&
               is_settled(c, n->binary.right, body);
    default:
        return false;
    }
}

static void repeat(struct c *c, const struct node *node)
{
    struct traits t = c_traits(c, node->branch.condition);
    struct buffer count = {0}, line = {0};
    const char *turn = c_local(c, "turn");
    if (t.types != TYPE_INTEGER || t.negative)
        c_refuse(c, node, "a number of turns that may be below 0; write for i in 1..N instead");
    c_expression(c, node->branch.condition, BINDS_COMPARED + 1, &count);
    if (!is_settled(c, node->branch.condition, node->branch.body)) {
        struct buffer name = {0};
        c_temporary(c, "int64_t", "turns", buffer_text(&count), &name);
        buffer_clear(&count);
        buffer_puts(&count, buffer_text(&name));
        buffer_free(&name);
    }
    c_header(c, "inttypes.h");
    buffer_printf(&line, "for (int64_t %s = 0; %s < %s; %s++)", turn, turn, buffer_text(&count),
                  turn);
    head(c, node->branch.body, buffer_text(&line));
    loop_block(c, node, node->branch.body, turn);
    target_line(&c->target, "}");
    buffer_free(&count);
    buffer_free(&line);
}

static void range_ends(struct c *c, const struct node *node, struct buffer *low,
                       struct buffer *high)
{
    const struct node *ends[2] = {node->loop.low, node->loop.high};
    struct buffer texts[2] = {{0}, {0}};
    int around[2] = {BINDS_ANYHOW, BINDS_COMPARED + 1};
    for (int i = 0; i < 2; i++)
        if (c_traits(c, ends[i]).types != TYPE_INTEGER)
            c_refuse(c, node, "a range of what may be no number");
    if (ends[1]->kind == NODE_INTEGER ? ends[1]->integer == INT64_MAX
                                      : c_traits(c, ends[1]).bits >= BITS_MOST)
        c_refuse(c, node,
                 "a range whose end may be the largest of all numbers, behind which C cannot "
                 "count; let it end earlier");
    bool settled = is_settled(c, ends[1], node->loop.body);
    c_in_order(c, ends, 2, around, texts);
    bool before = !settled && c_effect(c, ends[0]) != EFFECT_NONE;
    if (before)
        c_temporary(c, "int64_t", "first", buffer_text(&texts[0]), low);
    else
        buffer_puts(low, buffer_text(&texts[0]));
    if (settled)
        buffer_puts(high, buffer_text(&texts[1]));
    else
        c_temporary(c, "int64_t", "last", buffer_text(&texts[1]), high);
    buffer_free(&texts[0]);
    buffer_free(&texts[1]);
}

static void range_loop(struct c *c, const struct node *node, const struct variable *v)
{
    struct buffer low = {0}, high = {0}, line = {0};
    const char *name = c_variable(c, v);
    const struct node *end = node->loop.high;
    bool below = end->kind == NODE_BINARY && end->binary.does == OPERATOR_SUBTRACT &&
                 end->binary.right->kind == NODE_INTEGER && end->binary.right->integer == 1 &&
                 is_settled(c, end->binary.left, node->loop.body);
    if (sets(node->loop.body, node->loop.variable))
        c_refuse(c, node,
                 "a loop whose variable '%s' is assigned in it, after which C would count on from "
                 "there; assign to another variable",
                 node->loop.variable);
    range_ends(c, node, &low, &high);
    if (below) {
        buffer_clear(&high);
        c_expression(c, end->binary.left, BINDS_COMPARED + 1, &high);
    }
    c_header(c, "inttypes.h");
    buffer_printf(&line, "for (int64_t %s = %s; %s %s %s; %s++)", name, buffer_text(&low), name,
                  below ? "<" : "<=", buffer_text(&high), name);
    head(c, node->loop.body, buffer_text(&line));
    buffer_free(&low);
    buffer_free(&high);
    buffer_free(&line);
}

static const char *list_loop(struct c *c, const struct node *node, const struct variable *v)
{
    struct buffer list = {0}, line = {0}, values = {0}, declared = {0};
    const char *type = c_variable_type(c, v), *turn = c_local(c, "turn");
    const char *all = c_local(c, "all");
    unsigned count = 0;
    for (const struct node *n = node->loop.values; n; n = n->next, count++) {
        if (c_effect(c, n) == EFFECT_STEPS)
            c_refuse(
                c, n,
                "a loop over values that it takes steps to find; put them into variables first");
        buffer_puts(&list, count ? ", " : "");
        c_value_for(c, v, n, BINDS_ANYHOW, &list);
    }
    if (!type)
        c_refuse(c, node,
                 "a loop over values of several types, or none; write a loop for each type");
    buffer_printf(&values, "%s[]", all);
    c_declaration(type ? type : "int64_t", buffer_text(&values), &declared);
    target_line(&c->target, "%s = {%s};", buffer_text(&declared), buffer_text(&list));
    buffer_printf(&line, "for (int %s = 0; %s < %u; %s++)", turn, turn, count, turn);
    head(c, node->loop.body, buffer_text(&line));
    buffer_clear(&declared);
    c_declaration(type ? type : "int64_t", c_variable(c, v), &declared);
    target_line(&c->target, "    %s = %s[%s];", buffer_text(&declared), all, turn);
    buffer_free(&list);
    buffer_free(&values);
    buffer_free(&declared);
    buffer_free(&line);
    return turn;
}

static void received_loop(struct c *c, const struct node *node, const struct variable *v)
{
    struct buffer line = {0};
    c_received_loop(c, node, v, &line);
    head(c, node->loop.body, buffer_text(&line));
    buffer_free(&line);
}

static void for_loop(struct c *c, const struct node *node)
{
    struct scope_block block;
    model_enter(c->model, c->unit, &block, node->loop.variable, node);
    const struct variable *v = c->model->variables[block.name.slot - 1];
    scope_leave(&c->unit->scope);
    const char *turn = c_variable(c, v);
    if (node->kind == NODE_FOR_RANGE)
        range_loop(c, node, v);
    else if (node->kind == NODE_FOR_RECEIVED)
        received_loop(c, node, v);
    else
        turn = list_loop(c, node, v);
    model_enter(c->model, c->unit, &block, node->loop.variable, node);
    size_t begin = c->target.out->length;
    loop_block(c, node, node->loop.body, turn);
    if (node->kind == NODE_FOR_LIST &&
        !c_text_has(buffer_text(c->target.out) + begin, c_variable(c, v)))
        target_line(&c->target, "    (void)%s;", c_variable(c, v));
    scope_leave(&c->unit->scope);
    target_line(&c->target, "}");
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
        while_loop(c, node);
        break;
    case NODE_REPEAT:
        repeat(c, node);
        break;
    case NODE_FOR_RANGE:
    case NODE_FOR_LIST:
    case NODE_FOR_RECEIVED:
        for_loop(c, node);
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
