/* c_call.c - calls, of functions and built-in ones. See c_inside.h. */
#include "export/c_inside.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* ---- Calls ----------------------------------------------------------------------------------- */

struct arguments {
    const struct node **nodes;
    int *around;
    struct buffer *texts;
    size_t count;
};

static bool is_handle_argument(struct c *c, const struct node *n, const struct variable *v)
{
    (void)c;
    (void)n;
    return v && !v->array && c_is_handle(v);
}

void c_call(struct c *c, const struct node *node, struct buffer *out)
{
    struct unit *f = model_function(c->model, node->call.name);
    const struct node *parameter = f ? f->node->define.parameters : NULL;
    size_t count = 0;
    enum effect others = EFFECT_NONE;
    for (const struct node *n = node->call.arguments; n; n = n->next)
        count++;
    if (!f) {
        c_refuse(c, node, "a call of '%s'", node->call.name);
        return;
    }
    const struct node **nodes = memory_zeroed(count + 1, sizeof *nodes);
    int *around = memory_zeroed(count + 1, sizeof *around);
    struct buffer *texts = memory_zeroed(count + 1, sizeof *texts);
    bool handles = false;
    count = 0;
    for (const struct node *n = node->call.arguments; n && parameter;
         n = n->next, parameter = parameter->next) {
        const struct variable *v = model_variable(c->model, f, parameter->text);
        nodes[count++] = n;
        handles |= is_handle_argument(c, n, v);
        if (!is_handle_argument(c, n, v) && c_effect(c, n) > others)
            others = c_effect(c, n);
    }
    if (handles) {
        if (others == EFFECT_STEPS)
            c_refuse(c, node,
                     "objects handed over beside values that it takes steps to find; put those "
                     "into variables first");
        parameter = f->node->define.parameters;
        for (size_t i = 0; i < count; i++, parameter = parameter->next)
            c_value_for(c, model_variable(c->model, f, parameter->text), nodes[i], BINDS_ANYHOW,
                        &texts[i]);
    } else {
        c_in_order(c, nodes, count, around, texts);
    }
    if (c->failing[c_unit_number(c, f)])
        c->fails++;
    c->speaks += c->speaking[c_unit_number(c, f)];
    c_function(c, f);
    buffer_printf(out, "%s(", c_function(c, f));
    for (size_t i = 0; i < count; i++) {
        buffer_printf(out, "%s%s", i ? ", " : "", buffer_text(&texts[i]));
        buffer_free(&texts[i]);
    }
    buffer_puts(out, ")");
    free(nodes);
    free(around);
    free(texts);
}

/* ---- cas, add, swap -------------------------------------------------------------------------- */

static void put_place(struct c *c, const struct node *target, const struct variable *v,
                      struct buffer *out)
{
    buffer_puts(out, c_variable(c, v));
    if (target->kind != NODE_ELEMENT)
        return;
    buffer_puts(out, "[");
    c_index(c, target->element.index, v->made->size, out);
    buffer_puts(out, "]");
}

/* The calls that do it, of an atomic variable and of a plain one. */
static const struct modifying {
    enum word_id word;
    const char *atomic, *plain;
    bool helper; /* both are */
} modifying[] = {
    {WORD_CAS, "compare_and_swap", "compare_and_swap_plain", true},
    {WORD_COMPARE, "compare_exchange", "compare_exchange_plain", true},
    {WORD_SWAP, "atomic_exchange", "__atomic_exchange_n", false},
    {WORD_ADD, "atomic_fetch_add", "__atomic_fetch_add", false},
    {WORD_BAND, "atomic_fetch_and", "__atomic_fetch_and", false},
    {WORD_BOR, "atomic_fetch_or", "__atomic_fetch_or", false},
    {WORD_BXOR, "atomic_fetch_xor", "__atomic_fetch_xor", false},
};

static const struct modifying *find_modifying(enum word_id word)
{
    for (size_t i = 0; i < sizeof modifying / sizeof *modifying; i++)
        if (modifying[i].word == word)
            return &modifying[i];
    return NULL;
}

/* What says of it what it must not be here. */
static bool check_modify(struct c *c, const struct node *node, const struct variable *v,
                         size_t count)
{
    const struct node *target = node->builtin.arguments, *value = target->next;
    enum word_id does = node->builtin.function;
    bool flags = v && v->value.types == TYPE_BOOLEAN && (does == WORD_CAS || does == WORD_SWAP) &&
                 v->made->made == WORD_ATOMIC;
    if (!v || v->unit || (target->kind == NODE_ELEMENT) != v->array ||
        (v->value.types != TYPE_INTEGER && !flags)) {
        c_refuse(c, node, "an update in one step of what is no integer that all threads see");
        return false;
    }
    for (size_t i = 0; i < count; i++, value = value->next)
        if (c_traits(c, value).types != v->value.types || c_effect(c, value) == EFFECT_STEPS)
            c_refuse(c, node,
                     "an update in one step with what takes steps itself; put that into a variable "
                     "first");
    if (target->kind == NODE_ELEMENT && c_effect(c, target->element.index) == EFFECT_STEPS)
        c_refuse(c, node,
                 "an update in one step of an element that it takes steps to find; put the index "
                 "into a variable first");
    return true;
}

static void modify(struct c *c, const struct node *node, struct buffer *out)
{
    const struct node *target = node->builtin.arguments, *values[2] = {target->next, NULL};
    const char *name = target->kind == NODE_ELEMENT ? target->element.name : target->text;
    const struct variable *v = model_variable(c->model, c->unit, name);
    const struct modifying *how = find_modifying(node->builtin.function);
    size_t count = how->word == WORD_CAS || how->word == WORD_COMPARE ? 2 : 1;
    struct buffer texts[2] = {{0}, {0}}, place = {0};
    static const int around[2] = {BINDS_ANYHOW, BINDS_ANYHOW};
    values[1] = target->next->next;
    if (!check_modify(c, node, v, count))
        return;
    bool atomic = v->made->made == WORD_ATOMIC;
    bool overflows =
        how->word == WORD_ADD &&
        model_arithmetic(OPERATOR_ADD, v->value, c_traits(c, values[0])).bits > BITS_MOST;
    const char *call = overflows ? "add_atomically"
                       : how->word == WORD_CAS && v->value.types == TYPE_BOOLEAN
                           ? "compare_and_swap_flag"
                       : atomic ? how->atomic
                                : how->plain;
    if (overflows && !atomic)
        c_refuse(c, node, "an addition in one step that may overflow");
    put_place(c, target, v, &place);
    c_in_order(c, values, count, around, texts);
    if (atomic)
        c_header(c, "stdatomic.h");
    if (how->helper || overflows)
        c_need(c, call);
    c->fails += overflows;
    buffer_printf(out, "%s(&%s, %s", call, buffer_text(&place), buffer_text(&texts[0]));
    if (count == 2)
        buffer_printf(out, ", %s", buffer_text(&texts[1]));
    buffer_puts(out, atomic || how->helper ? ")" : ", __ATOMIC_SEQ_CST)");
    buffer_free(&place);
    buffer_free(&texts[0]);
    buffer_free(&texts[1]);
}

/* ---- The others ------------------------------------------------------------------------------ */

static void random_number(struct c *c, const struct node *node, struct buffer *out)
{
    const struct node *ends[2] = {node->builtin.arguments, node->builtin.arguments->next};
    static const int around[2] = {BINDS_ANYHOW, BINDS_ANYHOW};
    struct buffer texts[2] = {{0}, {0}};
    for (int i = 0; i < 2; i++)
        if (c_traits(c, ends[i]).types != TYPE_INTEGER)
            c_refuse(c, node,
                     "a random value between what are no integers; draw an integer and reckon with "
                     "it, as in random(1, 5) * 1ms");
    c_need(c, "random_between");
    c->fails++;
    c_in_order(c, ends, 2, around, texts);
    buffer_printf(out, "random_between(%s, %s)", buffer_text(&texts[0]), buffer_text(&texts[1]));
    buffer_free(&texts[0]);
    buffer_free(&texts[1]);
}

static void length(struct c *c, const struct node *node, struct buffer *out)
{
    const struct node *of = node->builtin.arguments;
    const struct variable *v =
        of->kind == NODE_VARIABLE ? model_variable(c->model, c->unit, of->text) : NULL;
    const struct scope_made *made =
        of->kind == NODE_VARIABLE ? model_made(c->model, c->unit, of->text) : NULL;
    if (c_is_length(c, node)) {
        c_expression(c, v->made->size, BINDS_ANYHOW, out);
    } else if (made && made->kind == SCOPE_OBJECT && !made->mixed && made->made == WORD_QUEUE &&
               !made->size) {
        c_need(c, "queue_length");
        buffer_printf(out, "queue_length(&%s)", target_name(&c->target, of->text));
    } else {
        c_refuse(c, node, "the length of this");
    }
}

static void of_object(struct c *c, const struct node *node, enum word_id kind, const char *helper,
                      struct buffer *out)
{
    if (c_kind(c, node->builtin.arguments) != kind) {
        c_refuse(c, node,
                 "'%s' of what is another kind of object in C, or which only the run can tell",
                 word_get(node->builtin.function)->name);
        return;
    }
    c_need(c, helper);
    buffer_printf(out, "%s(", helper);
    c_named(c, node->builtin.arguments, out);
    buffer_puts(out, ")");
}

static void value(struct c *c, const struct node *node, struct buffer *out)
{
    enum word_id kind = c_kind(c, node->builtin.arguments);
    bool counts = (kind == WORD_SEMAPHORE || kind == WORD_BOUNDED) && !c_is_sem(c);
    of_object(c, node, counts ? kind : WORD_LATCH, counts ? "semaphore_value" : "latch_value", out);
}

/* Why there is no C of it. */
static const char *reason_of(enum word_id word)
{
    switch (word) {
    case WORD_STATE:
    case WORD_WAITING:
        return "for POSIX threads do not tell who waits, or for what; note that in a variable";
    case WORD_OWNER:
    case WORD_LOCKED:
        return "for a POSIX mutex does not tell whether it is held, or by whom; note that in a "
               "variable while you hold it";
    case WORD_ALIVE:
        return "for a POSIX thread lives on for a moment after its last step; join it, or note in "
               "a shared variable that its work is done";
    case WORD_RESULT:
        return "which may be none, or an error; hand it over in a shared variable";
    case WORD_DAEMON:
    case WORD_ACTIVE:
        return "for POSIX threads know of no daemons, and do not count themselves; count them in "
               "an atomic variable";
    case WORD_BROKEN:
        return "for a POSIX barrier does not tell; note that in a variable";
    default:
        return "which has no translation that is certain to mean the same";
    }
}

void c_builtin(struct c *c, const struct node *node, struct buffer *out)
{
    switch (node->builtin.function) {
    case WORD_TIME:
        c_need(c, "time_of_day");
        buffer_puts(out, "time_of_day()");
        break;
    case WORD_ISSET:
        of_object(c, node, WORD_EVENT, "event_is_set", out);
        break;
    case WORD_VALUE:
        value(c, node, out);
        break;
    case WORD_LEN:
        length(c, node, out);
        break;
    case WORD_RANDOM:
    case WORD_CHOOSE:
        random_number(c, node, out);
        break;
    case WORD_CAS:
    case WORD_COMPARE:
    case WORD_BAND:
    case WORD_BOR:
    case WORD_BXOR:
    case WORD_ADD:
    case WORD_SWAP:
        modify(c, node, out);
        break;
    default:
        c_refuse(c, node, "'%s', %s", word_get(node->builtin.function)->name,
                 reason_of(node->builtin.function));
    }
}
