/* c_channel.c - what hands values over: queues, channels, select, futures; and the futex. See
 * c_inside.h. */
#include "export/c_inside.h"

#include "base/memory.h"

#include <inttypes.h>
#include <string.h>

/* ---- What they hold -------------------------------------------------------------------------- */

/* Of all: the helpers have one type. */
const char *c_item_type(struct c *c)
{
    unsigned types = c->model->items.types, numbers = TYPE_INTEGER | TYPE_BOOLEAN | TYPE_DURATION;
    return types && !(types & ~numbers) ? types == TYPE_BOOLEAN ? "bool" : "int64_t"
                                        : c_type(c->model->items);
}

static void check_items(struct c *c, const struct node *node)
{
    if (!c_item_type(c) && !c->told_types)
        c_refuse_types(c, node, "an item of the queues, channels and futures", c->model->items,
                       "and all have one type in C; mark the end by a number, or by `close`");
    c_need(c, "item");
}

static bool is_kind(struct c *c, const struct node *node, const struct node *name, enum word_id a,
                    enum word_id b)
{
    enum word_id kind = c_kind(c, name);
    if (kind == a || kind == b)
        return true;
    c_refuse(c, node, "which kind of object this is only the run can tell; name the object itself");
    return false;
}

/* `, LIMIT`; for ever without one. */
static void put_limit(struct c *c, const struct node *node, bool tries, struct buffer *out)
{
    const struct node *limit = node->operation.limit;
    buffer_puts(out, ", ");
    if (limit && c_effect(c, limit) == EFFECT_STEPS)
        c_refuse(c, node, "a time that it takes steps to find; put it into a variable first");
    if (tries) {
        buffer_puts(out, "0");
    } else if (limit) {
        c_duration(c, limit, out);
    } else {
        c_need(c, "FOREVER");
        buffer_puts(out, "FOREVER");
    }
}

/* What is put into a closed one is an error. */
static void may_be_closed(struct c *c)
{
    if (c->model->closes) {
        c_need(c, "fail");
        c->fails++;
    }
}

/* ---- Putting in ------------------------------------------------------------------------------ */

void c_put(struct c *c, const struct node *node, bool wanted, struct buffer *out)
{
    bool tries = node->operation.word == WORD_TRYPUT, sends = node->operation.word == WORD_SEND;
    const char *helper = sends ? "channel_send" : "queue_put";
    struct buffer to = {0};
    if (wanted && !tries && !node->operation.limit)
        c_refuse(c, node, "the value of a wait that is always true; let the wait stand alone");
    if (is_kind(c, node, node->operation.name, sends ? WORD_CHANNEL : WORD_QUEUE, WORD_CHANNEL)) {
        check_items(c, node);
        c_named(c, node->operation.name, &to);
        unsigned before = c->fails;
        c_need(c, helper);
        c->fails = before;
        may_be_closed(c);
        buffer_printf(out, "%s(%s, ", helper, buffer_text(&to));
        c_expression(c, node->operation.value, BINDS_ANYHOW, out);
        put_limit(c, node, tries, out);
        buffer_puts(out, ")");
    }
    buffer_free(&to);
}

/* ---- Taking out ------------------------------------------------------------------------------ */

bool c_gives_perhaps(struct c *c, const struct node *node)
{
    enum word_id word = node->kind == NODE_OPERATION ? node->operation.word : WORD_NOTHING;
    bool takes = word == WORD_GET || word == WORD_RECEIVE;
    return word == WORD_TRYGET || word == WORD_PEEK ||
           ((takes || word == WORD_AWAIT) && node->operation.limit) || (takes && c->model->closes);
}

static void name_taken(struct c *c, const struct node *node, struct buffer *out)
{
    enum word_id word = node->operation.word;
    enum word_id kind = word == WORD_RECEIVE ? WORD_CHANNEL
                        : word == WORD_AWAIT ? WORD_FUTURE
                                             : WORD_QUEUE;
    if (is_kind(c, node, node->operation.name, kind, kind)) {
        check_items(c, node);
        c_named(c, node->operation.name, out);
    }
}

/* The value itself: there is one for certain, behind the wait. */
void c_take(struct c *c, const struct node *node, struct buffer *out)
{
    enum word_id word = node->operation.word;
    const char *helper = word == WORD_RECEIVE ? "channel_take"
                         : word == WORD_AWAIT ? "future_await"
                                              : "queue_take";
    if (c_gives_perhaps(c, node)) {
        c_refuse(c, node, "an item or none, where a variable does not get it; write x = get ...");
        return;
    }
    buffer_printf(out, "%s(", helper);
    name_taken(c, node, out);
    c_need(c, helper);
    if (word == WORD_AWAIT && c_futures_fail(c)) {
        c_need(c, "fail");
        c->fails++;
    }
    buffer_puts(out, ")");
}

/* Whether there was one: the value goes to the place. */
void c_take_perhaps(struct c *c, const struct node *node, const char *place, struct buffer *out)
{
    enum word_id word = node->operation.word;
    const char *helper = word == WORD_RECEIVE ? "channel_receive"
                         : word == WORD_AWAIT ? "future_await_for"
                         : word == WORD_PEEK  ? "queue_peek"
                                              : "queue_get";
    unsigned before = c->fails;
    struct buffer from = {0};
    name_taken(c, node, &from);
    c_need(c, helper);
    c->fails = before + (word == WORD_AWAIT);
    buffer_printf(out, "%s(%s, &%s", helper, buffer_text(&from), place);
    if (word != WORD_PEEK)
        put_limit(c, node, word == WORD_TRYGET, out);
    buffer_puts(out, ")");
    buffer_free(&from);
}

/* Whatever it is nobody wants it. */
void c_take_in_vain(struct c *c, const struct node *node, struct buffer *out)
{
    const char *name = c_local(c, "value");
    struct buffer line = {0};
    c_declaration(c_item_type(c) ? c_item_type(c) : "int64_t", name, &line);
    target_line(&c->target, "%s;", buffer_text(&line));
    c_take_perhaps(c, node, name, out);
    buffer_free(&line);
}

void c_close(struct c *c, const struct node *node, struct buffer *out)
{
    bool channel = c_kind(c, node->operation.name) == WORD_CHANNEL;
    if (!is_kind(c, node, node->operation.name, WORD_QUEUE, WORD_CHANNEL))
        return;
    check_items(c, node);
    c_need(c, channel ? "channel_close" : "queue_close");
    c->fails++;
    buffer_puts(out, channel ? "channel_close(" : "queue_close(");
    c_named(c, node->operation.name, out);
    buffer_puts(out, ")");
}

/* `for x from q { }`: its head. */
void c_received_loop(struct c *c, const struct node *node, const struct variable *v,
                     struct buffer *line)
{
    struct buffer from = {0}, declared = {0};
    enum word_id kind = c_kind(c, node->loop.channel);
    const char *type = c_variable_type(c, v), *helper;
    if (!is_kind(c, node, node->loop.channel, WORD_QUEUE, WORD_CHANNEL))
        return;
    helper = kind == WORD_CHANNEL ? "channel_receive" : "queue_get";
    check_items(c, node);
    if (!type || (c_item_type(c) && strcmp(type, c_item_type(c)) != 0))
        c_refuse(c, node, "a value of one of several types, or none; let all be of one type");
    c_need(c, helper);
    c_need(c, "FOREVER");
    c_named(c, node->loop.channel, &from);
    c_declaration(type ? type : "int64_t", c_variable(c, v), &declared);
    /* set, for a compiler does not see that it always is in the loop */
    const char *nothing = type && strchr(type, '*')           ? "NULL"
                          : type && strcmp(type, "bool") == 0 ? "false"
                                                              : "0";
    buffer_printf(line, "for (%s = %s; %s(%s, &%s, FOREVER);)", buffer_text(&declared), nothing,
                  helper, buffer_text(&from), c_variable(c, v));
    buffer_free(&from);
    buffer_free(&declared);
}

/* ---- select ---------------------------------------------------------------------------------- */

static const struct node *operation_of(const struct node *choice)
{
    const struct node *does = choice->choice.does;
    return does && does->kind == NODE_ASSIGN ? does->assign.value : does;
}

static void put_offer(struct c *c, const struct node *choice, struct buffer *out)
{
    const struct node *o = operation_of(choice);
    struct buffer channel = {0}, value = {0};
    bool sends = o->operation.word == WORD_SEND;
    if (is_kind(c, o, o->operation.name, WORD_CHANNEL, WORD_CHANNEL))
        c_named(c, o->operation.name, &channel);
    if (o->operation.limit)
        c_refuse(c, o, "a case with a time of its own; write it as case after D");
    if (sends && c_effect(c, o->operation.value) == EFFECT_STEPS)
        c_refuse(c, o,
                 "a value in a case that it takes steps to find; put it into a variable first");
    if (sends)
        c_expression(c, o->operation.value, BINDS_ANYHOW, &value);
    buffer_printf(out, "{.channel = %s", buffer_text(&channel));
    if (sends)
        buffer_printf(out, ", .sends = true, .value = %s", buffer_text(&value));
    buffer_puts(out, "}");
    buffer_free(&channel);
    buffer_free(&value);
}

static void received(struct c *c, const struct node *choice, const char *offers, unsigned number)
{
    const struct node *does = choice->choice.does;
    struct buffer value = {0}, there = {0};
    if (!does || does->kind != NODE_ASSIGN)
        return;
    buffer_printf(&value, "%s[%u].value", offers, number);
    buffer_printf(&there, "!%s[%u].closed", offers, number);
    c_assign_text(c, does, buffer_text(&value), buffer_text(&there));
    buffer_free(&value);
    buffer_free(&there);
}

/* Where no case could: `else`, or the one behind a time. */
static void put_branches(struct c *c, const struct node *node, const char *offers,
                         const char *chosen)
{
    unsigned number = 0;
    for (const struct node *n = node->list; n; n = n->next) {
        const struct node *around = c->block;
        struct buffer line = {0};
        size_t known = c->assigned_count;
        if (n->choice.does)
            buffer_printf(&line, "if (%s == %u)", chosen, number);
        target_line(&c->target, "%s%s%s {", n != node->list ? "} else" : "",
                    n != node->list && line.length ? " " : "", buffer_text(&line));
        target_trailing(&c->target, n->choice.body->begin);
        c->target.indentation++;
        c->block = n->choice.body;
        if (n->choice.does)
            received(c, n, offers, number++);
        c_block_here(c, n->choice.body);
        c->block = around;
        c->target.indentation--;
        c->assigned_count = known;
        c_forget_known(c, NULL);
        buffer_free(&line);
    }
    target_line(&c->target, "}");
}

void c_select(struct c *c, const struct node *node)
{
    struct buffer list = {0}, limit = {0};
    const char *offers = c_local(c, "offers"), *chosen = c_local(c, "chosen");
    const struct node *otherwise = NULL;
    unsigned count = 0;
    for (const struct node *n = node->list; n; n = n->next)
        if (!n->choice.does) {
            otherwise = n;
            if (n->next)
                c_refuse(c, n, "an `else` in front of other cases; write it behind them");
        } else {
            buffer_puts(&list, count++ ? ", " : "");
            put_offer(c, n, &list);
        }
    check_items(c, node);
    unsigned before = c->fails;
    c_need(c, "channel_select");
    c->fails = before;
    may_be_closed(c);
    if (!otherwise) {
        c_need(c, "FOREVER");
        buffer_puts(&limit, "FOREVER");
    } else if (!otherwise->choice.after) {
        buffer_puts(&limit, "0");
    } else {
        if (c_effect(c, otherwise->choice.after) == EFFECT_STEPS)
            c_refuse(c, otherwise,
                     "a time that it takes steps to find; put it into a variable first");
        c_duration(c, otherwise->choice.after, &limit);
    }
    if (!count)
        c_refuse(c, node, "a select without a send or receive; wait by `sleep`");
    target_line(&c->target, "struct offer %s[] = {%s};", offers, buffer_text(&list));
    target_line(&c->target, "int %s = channel_select(%s, %u, %s);", chosen, offers, count,
                buffer_text(&limit));
    put_branches(c, node, offers, chosen);
    buffer_free(&list);
    buffer_free(&limit);
}

/* ---- Futures --------------------------------------------------------------------------------- */

static void see_fail(void *context, struct unit *u, const struct node *node)
{
    bool *found = context;
    (void)u;
    *found |= node->kind == NODE_OPERATION && node->operation.word == WORD_FAIL;
}

bool c_futures_fail(const struct c *c)
{
    bool found = false;
    for (struct unit *u = c->model->units; u; u = u->next)
        model_each(c->model, u, see_fail, &found);
    return found;
}

void c_settle(struct c *c, const struct node *node, struct buffer *out)
{
    struct buffer value = {0};
    bool fails = node->operation.word == WORD_FAIL;
    if (!is_kind(c, node, node->operation.name, WORD_FUTURE, WORD_FUTURE))
        return;
    check_items(c, node);
    c_need(c, "future_settle");
    c->fails++;
    if (fails && c_traits(c, node->operation.value).types != TYPE_TEXT)
        c_refuse(c, node, "an error that is no text");
    c_expression(c, node->operation.value, BINDS_ANYHOW, &value);
    buffer_puts(out, "future_settle(");
    c_named(c, node->operation.name, out);
    buffer_printf(out, fails ? ", 0, %s)" : ", %s, NULL)", buffer_text(&value));
    buffer_free(&value);
}

/* ---- The futex ------------------------------------------------------------------------------- */

void c_futex(struct c *c, const struct node *node, struct buffer *out)
{
    const struct node *name = node->operation.name, *value = node->operation.value;
    const char *text = name->name.bare;
    const struct variable *v = text ? model_shared(c->model, text) : NULL;
    bool wakes = node->operation.wakes;
    if (!v || v->value.types != TYPE_INTEGER || v->made->made != WORD_ATOMIC ||
        !name->name.index != !v->array || (name->name.index && c_effect(c, name->name.index)) ||
        (value && c_effect(c, value) == EFFECT_STEPS) ||
        model_variable(c->model, c->unit, text) != v) {
        c_refuse(c, node,
                 "a futex on what is no atomic integer, or one that it takes steps to find; name "
                 "an atomic variable");
        return;
    }
    c_need(c, wakes ? "futex_wake" : "futex_wait");
    buffer_printf(out, "%s(&%s", wakes ? "futex_wake" : "futex_wait", c_variable(c, v));
    if (name->name.index) {
        buffer_putc(out, '[');
        c_index(c, name->name.index, v->made->size, out);
        buffer_putc(out, ']');
    }
    buffer_puts(out, ", ");
    if (wakes && (!value || (value->kind == NODE_INTEGER && value->integer > 0)))
        buffer_printf(out, "%" PRId64, value ? value->integer : 1);
    else if (wakes || c_traits(c, value).types != TYPE_INTEGER)
        c_refuse(c, node, "a number that is not known beforehand; write it out here");
    else
        c_expression(c, value, BINDS_ANYHOW, out);
    if (!wakes)
        put_limit(c, node, false, out);
    buffer_puts(out, ")");
}
