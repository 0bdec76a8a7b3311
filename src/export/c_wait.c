/* c_wait.c - waiting for conditions, events, latches and barriers. See c_inside.h.
 *
 * A condition of POSIX may wake who waits without a cause, and in any order. Where each who waits
 * looks again at what it waits for, and all are woken or there is only one, that does not matter;
 * else waiters are kept in a list. */
#include "export/c_inside.h"

#include <string.h>

/* ---- Which conditions ------------------------------------------------------------------------ */

struct uses {
    struct c *c;
    const struct node *looks_again; /* a wait whose loop looks, behind it, at what it waited for */
    const char *name;
    const struct unit *waits; /* in it, the first */
    const struct node *loop;  /* what stands first in a block that has just taken the lock */
    const struct node *wait;  /* the only one */
    bool alike;               /* whoever waits does so there, for the same */
    bool listed;              /* who waits has to be kept in a list */
    bool one;                 /* is notified, of perhaps several */
    bool several;             /* threads may wait at once */
};

/* Who waits for the same, and has done nothing since it took the lock, may change places with
 * another who does: that it comes earlier nobody could tell. So it does not matter who is woken. */
static void note_first(struct uses *s, const struct node *node)
{
    if (node->kind == NODE_WITH && node->guard.mode == WORD_ACQUIRE &&
        node->guard.body->kind == NODE_BLOCK)
        s->loop = node->guard.body->block.first;
    else if (node->kind == NODE_OPERATION && node->operation.word == WORD_ACQUIRE &&
             !node->operation.limit)
        s->loop = node->next;
}

static void find_private(void *context, const struct node *node)
{
    struct uses *s = context;
    const char *name = node->kind == NODE_VARIABLE  ? node->text
                       : node->kind == NODE_ELEMENT ? node->element.name
                                                    : NULL;
    const struct variable *v = name ? model_variable(s->c->model, s->c->unit, name) : NULL;
    s->alike &= !name || (v && !v->unit && (!v->made || v->made->made != WORD_LOCAL));
    s->alike &= node->kind != NODE_CALL && node->kind != NODE_BUILTIN &&
                node->kind != NODE_OPERATION && node->kind != NODE_ME && node->kind != NODE_NOW;
    tree_each_child(node, find_private, s);
}

/* The wait stands there, in a loop of its own or with `until`, and asks only what all can see. */
static bool waits_first(struct uses *s, struct unit *u, const struct node *node)
{
    const struct node *first = s->loop;
    bool loops = first && first->kind == NODE_WHILE && s->looks_again == node &&
                 first->branch.body->block.first == node;
    const struct node *condition = loops           ? first->branch.condition
                                   : first == node ? node->operation.until
                                                   : NULL;
    if (!condition)
        return false;
    struct unit *before = s->c->unit;
    bool alike = s->alike;
    s->alike = true;
    s->c->unit = u;
    find_private(s, condition);
    s->c->unit = before;
    bool asks = s->alike;
    s->alike = alike;
    return asks;
}

static void see_use(void *context, struct unit *u, const struct node *node)
{
    struct uses *s = context;
    note_first(s, node);
    const struct node *only = node->kind == NODE_WHILE && node->branch.body->kind == NODE_BLOCK
                                  ? node->branch.body->block.first
                                  : NULL;
    if (only && !only->next && only->kind == NODE_OPERATION)
        s->looks_again = only;
    if (node->kind != NODE_OPERATION)
        return;
    enum word_id word = node->operation.word;
    if (word != WORD_WAIT && word != WORD_NOTIFY)
        return;
    const char *text = model_name_text(s->c->model, u, node->operation.name);
    if (text && strcmp(text, s->name) != 0)
        return;
    if (!text)
        s->listed = true;
    if (word == WORD_NOTIFY) {
        s->one = true;
        s->alike &= !node->operation.value;
        return;
    }
    s->alike &= !s->wait && !node->operation.limit && waits_first(s, u, node);
    s->wait = node;
    s->listed |= !node->operation.until && (node != s->looks_again || node->operation.limit);
    s->several |=
        (s->waits && s->waits != u) ||
        (u->kind != MODEL_MAIN && (u->kind != MODEL_BODY || !looks_once(s->c->looks, u->node)));
    s->waits = u;
}

bool c_is_plain_condition(struct c *c, const char *name)
{
    struct uses s = {.c = c, .name = name, .alike = true};
    for (struct unit *u = c->model->units; u; u = u->next)
        model_each(c->model, u, see_use, &s);
    return !s.listed && !(s.one && s.several && !s.alike);
}

/* ---- Conditions ------------------------------------------------------------------------------ */

/* It is a call, or a call whose status is compared: `pthread_mutex_trylock(&m) == 0`. */
static void negated_operation(struct c *c, const struct node *node, struct buffer *out)
{
    static const char good[] = " == 0";
    struct buffer text = {0};
    size_t length = strlen(good);
    c_condition(c, node, BINDS_ANYHOW, &text);
    if (text.length > length && strcmp(buffer_text(&text) + text.length - length, good) == 0) {
        buffer_cut(&text, text.length - length);
        buffer_printf(out, "%s != 0", buffer_text(&text));
    } else {
        buffer_printf(out, "!%s", buffer_text(&text));
    }
    buffer_free(&text);
}

void c_negated(struct c *c, const struct node *node, struct buffer *out)
{
    static const enum operator_id opposite[] = {
        [OPERATOR_EQUAL] = OPERATOR_UNEQUAL, [OPERATOR_UNEQUAL] = OPERATOR_EQUAL,
        [OPERATOR_LESS] = OPERATOR_AT_LEAST, [OPERATOR_AT_LEAST] = OPERATOR_LESS,
        [OPERATOR_MORE] = OPERATOR_AT_MOST,  [OPERATOR_AT_MOST] = OPERATOR_MORE,
    };
    if (node->kind == NODE_NOT) {
        c_condition(c, node->operand, BINDS_ANYHOW, out);
    } else if (node->kind == NODE_BINARY && node->binary.does >= OPERATOR_EQUAL &&
               node->binary.does <= OPERATOR_AT_LEAST) {
        struct node inverse = *node;
        inverse.binary.does = opposite[node->binary.does];
        c_expression(c, &inverse, BINDS_ANYHOW, out);
    } else if (node->kind == NODE_OPERATION) {
        negated_operation(c, node, out);
    } else {
        buffer_puts(out, "!");
        c_condition(c, node, BINDS_ALL, out);
    }
}

/* The loop that every book shows. */
static void wait_until(struct c *c, const struct node *until, const char *wait)
{
    struct buffer condition = {0}, before = {0}, *lines = c->target.out;
    c->target.out = &before;
    c->target.indentation++;
    c_negated(c, until, &condition);
    c->target.indentation--;
    c->target.out = lines;
    if (before.length) {
        target_line(&c->target, "for (;;) {");
        buffer_add(lines, buffer_text(&before), before.length);
        target_line(&c->target, "    if (!(%s))", buffer_text(&condition));
        target_line(&c->target, "        break;");
        target_line(&c->target, "    %s;", wait);
        target_line(&c->target, "}");
    } else {
        target_line(&c->target, "while (%s)", buffer_text(&condition));
        target_line(&c->target, "    %s;", wait);
    }
    buffer_free(&condition);
    buffer_free(&before);
}

/* The same, and no longer than for a time, which counts from the beginning. */
static void wait_until_or(struct c *c, const struct node *node, const char *condition,
                          const char *lock, bool listed)
{
    struct buffer not = {0}, before = {0}, limit = {0}, *lines = c->target.out;
    const char *end = c_local(c, "end"), *in_time = c_local(c, "in_time");
    if (listed)
        c_refuse(c, node,
                 "a wait until something holds, for a limited time, of several who are called one "
                 "by one; notify all of them");
    c_duration(c, node->operation.limit, &limit);
    c->target.out = &before;
    c_negated(c, node->operation.until, &not );
    c->target.out = lines;
    if (before.length || c_effect(c, node->operation.until) == EFFECT_STEPS)
        c_refuse(c, node,
                 "a wait until what takes steps itself holds, for a limited time; look at "
                 "variables alone, or wait without a limit");
    c_need(c, "after");
    c_header(c, "stdbool.h");
    c_header(c, "time.h");
    target_line(&c->target, "struct timespec %s = after(%s);", end, buffer_text(&limit));
    target_line(&c->target, "bool %s = true;", in_time);
    bool apart = strstr(buffer_text(&not ), "||") != NULL;
    target_line(&c->target, apart ? "while ((%s) && %s)" : "while (%s && %s)", buffer_text(&not ),
                in_time);
    target_line(&c->target, "    %s = pthread_cond_clockwait(%s, %s, CLOCK_MONOTONIC, &%s) == 0;",
                in_time, condition, lock, end);
    buffer_free(&not );
    buffer_free(&before);
    buffer_free(&limit);
}

static void wait_condition(struct c *c, const struct node *node, bool wanted, struct buffer *out)
{
    const struct node *name = node->operation.name;
    const char *text = model_name_text(c->model, c->unit, name);
    struct buffer lock = {0}, condition = {0}, wait = {0};
    bool listed = text && !c_is_plain_condition(c, text);
    c_lock_of(c, name, &lock);
    c_named(c, name, &condition);
    if (!looks_held(c->looks, node))
        c_refuse(c, node,
                 "whether the condition's lock is held here cannot be seen beforehand; write this "
                 "inside of `with` on that lock");
    if (wanted && !node->operation.limit)
        c_refuse(c, node, "the value of a wait that is always true; let the wait stand alone");
    if (node->operation.until && node->operation.limit) {
        wait_until_or(c, node, buffer_text(&condition), buffer_text(&lock), listed);
        if (wanted)
            c_condition(c, node->operation.until, BINDS_EQUAL, out);
        buffer_free(&lock);
        buffer_free(&condition);
        return;
    }
    if (listed) {
        c_need(c, "condition_wait");
        buffer_printf(&wait, "condition_wait(%s, %s, ", buffer_text(&condition),
                      buffer_text(&lock));
        if (node->operation.limit) {
            c_duration(c, node->operation.limit, &wait);
        } else {
            c_need(c, "FOREVER");
            buffer_puts(&wait, "FOREVER");
        }
        buffer_puts(&wait, ")");
    } else {
        buffer_printf(&wait, "pthread_cond_wait(%s, %s)", buffer_text(&condition),
                      buffer_text(&lock));
    }
    if (node->operation.until)
        wait_until(c, node->operation.until, buffer_text(&wait));
    else
        buffer_puts(out, buffer_text(&wait));
    buffer_free(&lock);
    buffer_free(&condition);
    buffer_free(&wait);
}

void c_notify(struct c *c, const struct node *node, struct buffer *out)
{
    const struct node *name = node->operation.name, *number = node->operation.value;
    const char *text = model_name_text(c->model, c->unit, name);
    struct buffer condition = {0};
    bool all = node->operation.word == WORD_BROADCAST;
    if (c_kind(c, name) != WORD_CONDITION || !text) {
        c_refuse(c, node,
                 "which condition this is only the run can tell; name the condition itself");
        return;
    }
    if (!looks_held(c->looks, node) && !c_made_of(c, name)->node->object.manner)
        c_refuse(c, node,
                 "whether the condition's lock is held here cannot be seen beforehand; write this "
                 "inside of `with` on that lock");
    if (number && (number->kind != NODE_INTEGER || number->integer < 1))
        c_refuse(c, node, "a number that is not known beforehand; write it out here");
    c_named(c, name, &condition);
    if (!c_is_plain_condition(c, text)) {
        c_need(c, "condition_notify");
        buffer_printf(out, "condition_notify(%s, ", buffer_text(&condition));
        if (all)
            buffer_puts(out, "INT64_MAX)");
        else
            buffer_printf(out, "%d)", number ? (int)number->integer : 1);
    } else {
        buffer_printf(out, all ? "pthread_cond_broadcast(%s)" : "pthread_cond_signal(%s)",
                      buffer_text(&condition));
    }
    buffer_free(&condition);
}

/* ---- The others ------------------------------------------------------------------------------ */

static void limited(struct c *c, const struct node *node, const char *helper, bool always,
                    struct buffer *out)
{
    c_need(c, helper);
    buffer_printf(out, "%s(", helper);
    c_named(c, node->operation.name, out);
    if (node->operation.limit) {
        buffer_puts(out, ", ");
        c_duration(c, node->operation.limit, out);
    } else if (always) {
        c_need(c, "FOREVER");
        buffer_puts(out, ", FOREVER");
    }
    buffer_puts(out, ")");
}

static void wait_barrier(struct c *c, const struct node *node, struct buffer *out)
{
    const char *text = model_name_text(c->model, c->unit, node->operation.name);
    if (!text || node->operation.until) {
        c_refuse(c, node, "which barrier this is only the run can tell; name the barrier itself");
        return;
    }
    if (!c_is_plain_barrier(c, text) && c_barriers_break(c)) {
        limited(c, node, "barrier_pass", true, out);
        c->fails++;
        return;
    }
    bool plain = c_is_plain_barrier(c, text);
    if (!plain)
        c_need(c, "barrier_wait");
    buffer_puts(out, plain ? "pthread_barrier_wait(" : "barrier_wait(");
    c_named(c, node->operation.name, out);
    buffer_puts(out, ")");
}

void c_wait(struct c *c, const struct node *node, bool wanted, struct buffer *out)
{
    enum word_id kind = c_kind(c, node->operation.name);
    if (node->operation.until && kind != WORD_CONDITION) {
        c_refuse(c, node,
                 "which kind of object this is only the run can tell; name the object itself");
        return;
    }
    if (wanted && !node->operation.limit && kind != WORD_BARRIER && kind != WORD_CONDITION) {
        c_refuse(c, node, "the value of a wait that is always true; let the wait stand alone");
        return;
    }
    switch (kind) {
    case WORD_CONDITION:
        wait_condition(c, node, wanted, out);
        break;
    case WORD_EVENT:
        limited(c, node, node->operation.limit ? "event_wait_for" : "event_wait", false, out);
        break;
    case WORD_LATCH:
        limited(c, node, "latch_wait", true, out);
        break;
    case WORD_BARRIER:
        wait_barrier(c, node, out);
        break;
    default:
        c_refuse(c, node,
                 "which kind of object this is only the run can tell; name the object itself");
    }
}
