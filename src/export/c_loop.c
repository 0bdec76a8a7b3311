/* c_loop.c - loops. See c_inside.h. */
#include "export/c_inside.h"

#include <inttypes.h>
#include <string.h>

enum { MOST_COUNTED = 1000000 }; /* no more elements than an array can have */

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

void c_while(struct c *c, const struct node *node)
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
    c_head(c, node->branch.body, buffer_text(&line));
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
    case NODE_BUILTIN:
        return c_is_length(c, n);
    default:
        return false;
    }
}

void c_repeat(struct c *c, const struct node *node)
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
    c_head(c, node->branch.body, buffer_text(&line));
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

/* From 0 on C's loops, and arrays, say how many there are. */
static bool counts_elements(const struct node *node)
{
    const struct node *low = node->loop.low, *high = node->loop.high;
    return low->kind == NODE_INTEGER && low->integer == 0 && high->kind == NODE_INTEGER &&
           high->integer >= 0 && high->integer < MOST_COUNTED;
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
    if (counts_elements(node)) {
        below = true;
        buffer_clear(&high);
        buffer_printf(&high, "%" PRId64, end->integer + 1);
    }
    c_header(c, "inttypes.h");
    buffer_printf(&line, "for (int64_t %s = %s; %s %s %s; %s++)", name, buffer_text(&low), name,
                  below ? "<" : "<=", buffer_text(&high), name);
    c_head(c, node->loop.body, buffer_text(&line));
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
    c_head(c, node->loop.body, buffer_text(&line));
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
    c_head(c, node->loop.body, buffer_text(&line));
    buffer_free(&line);
}

void c_for(struct c *c, const struct node *node)
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
