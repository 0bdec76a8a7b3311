/* model_traits.c - what values can be: types, sizes, signs; and what names threads and objects. See
 * model.h.
 *
 * All assignments are gone through until nothing changes. Where a size goes on growing, it has no
 * bound. */
#include "export/model_inside.h"

#include "base/memory.h"

#include <string.h>

enum { ROUNDS = 12, ROUNDS_MOST = 64 };

static const struct traits text = {.types = TYPE_TEXT};
static const struct traits boolean = {.types = TYPE_BOOLEAN};
static const struct traits none = {.types = TYPE_NONE};

static struct traits join(struct traits a, struct traits b)
{
    return (struct traits){a.types | b.types, model_most(a.bits, b.bits), a.negative || b.negative};
}

static struct traits number(unsigned type, int64_t value)
{
    uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
    struct traits t = {.types = type, .negative = value < 0};
    for (; magnitude; magnitude >>= 1)
        t.bits++;
    return t;
}

/* ---- Operators ------------------------------------------------------------------------------- */

/* A quotient by a number that is written out: of `x / 100 * 100` it is known that it has room. The
 * magnitude of the smallest integer has a bit more than others. */
static unsigned bits_of_quotient(struct traits a, struct traits by)
{
    unsigned bits = a.bits + (a.bits >= BITS_MOST && a.negative);
    return by.bits == 0 ? a.bits : by.bits > bits ? 0 : bits - by.bits + 1;
}

/* Whether the right side is a moment that cannot lie behind the `now` on the left: what is private
 * has been there before; what all threads have, only where nobody sets it meanwhile. */
static bool is_time_since(const struct model *m, const struct unit *u, const struct node *node)
{
    const struct node *left = node->binary.left, *right = node->binary.right;
    const struct variable *v =
        right->kind == NODE_VARIABLE ? model_variable(m, u, right->text) : NULL;
    return node->binary.does == OPERATOR_SUBTRACT && left->kind == NODE_NOW && v && !v->other &&
           !v->modified && !v->array && (v->unit || v->early);
}

int64_t model_most_of(const struct model *m, const struct unit *u, const struct node *node)
{
    const struct variable *v;
    const struct node *first, *by;
    switch (node->kind) {
    case NODE_INTEGER:
        return node->integer;
    case NODE_VARIABLE:
        v = model_variable(m, u, node->text);
        return v && !v->array ? v->most : INT64_MAX;
    case NODE_BINARY: /* the rest of a division is smaller than what divides, without its sign */
        by = node->binary.right;
        return node->binary.does == OPERATOR_REMAINDER && by->kind == NODE_INTEGER &&
                       by->integer > 0
                   ? by->integer - 1
                   : INT64_MAX;
    case NODE_BUILTIN:
        first = node->builtin.arguments;
        return node->builtin.function == WORD_RANDOM ? model_most_of(m, u, first->next) : INT64_MAX;
    default:
        return INT64_MAX;
    }
}

static struct traits binary(const struct model *m, const struct unit *u, const struct node *node)
{
    const struct node *right = node->binary.right;
    if (node->binary.does < OPERATOR_ADD)
        return boolean;
    struct traits a = model_traits(m, u, node->binary.left), b = model_traits(m, u, right);
    struct traits t = model_arithmetic(node->binary.does, a, b);
    if (node->binary.does == OPERATOR_DIVIDE &&
        (right->kind == NODE_INTEGER || right->kind == NODE_DURATION) &&
        bits_of_quotient(a, b) < t.bits)
        t.bits = bits_of_quotient(a, b);
    if (is_time_since(m, u, node))
        t.negative = false;
    return t;
}

/* ---- Expressions ----------------------------------------------------------------------------- */

/* Which of those made; NULL: only the run can tell. */
static struct traits *items_at(const struct model *m, const struct unit *u, const struct node *name)
{
    const char *known = model_name_text(m, u, name);
    const struct scope_made *made = known ? scope_made_find(&m->made, known) : NULL;
    return made ? &m->items_of[made - m->made.items] : NULL;
}

struct traits model_items(const struct model *m, const struct unit *u, const struct node *name)
{
    const struct traits *known = items_at(m, u, name);
    return known ? join(*known, m->items_unnamed) : m->items;
}

static struct traits operation(const struct model *m, const struct unit *u, const struct node *node)
{
    struct traits items;
    switch (node->operation.word) {
    case WORD_GET:
    case WORD_RECEIVE:
    case WORD_AWAIT:
        items = model_items(m, u, node->operation.name);
        return node->operation.limit || (m->closes && node->operation.word != WORD_AWAIT)
                   ? join(items, none)
                   : items;
    case WORD_TRYGET:
    case WORD_PEEK:
        return join(model_items(m, u, node->operation.name), none);
    case WORD_FUTEX:
        return node->operation.wakes ? number(TYPE_INTEGER, 1 << 16) : boolean;
    case WORD_ASK:
        return text;
    case WORD_FETCH:
        return number(TYPE_INTEGER, INT64_MAX >> 8);
    case WORD_WAIT: { /* a barrier's place, an event's or condition's truth */
        struct traits t = number(TYPE_INTEGER, 1 << 16);
        t.types |= TYPE_BOOLEAN;
        return t;
    }
    default:
        return boolean;
    }
}

/* What `wait` comes to, which depends on what is waited for. */
static struct traits wait(const struct model *m, const struct unit *u, const struct node *node)
{
    const struct node *name = node->operation.name;
    const char *known = model_name_text(m, u, name);
    const struct scope_made *made = known ? scope_made_find(&m->made, known) : NULL;
    if (made && made->kind == SCOPE_OBJECT && made->made != WORD_BARRIER)
        return boolean;
    if (made && made->made == WORD_BARRIER)
        return number(TYPE_INTEGER, 1 << 16);
    return operation(m, u, node);
}

static struct traits builtin(const struct model *m, const struct unit *u, const struct node *node)
{
    const struct node *first = node->builtin.arguments;
    switch (node->builtin.function) {
    case WORD_TIME:
    case WORD_STATE:
        return text;
    case WORD_OWNER:
        return join(text, none);
    case WORD_VALUE:
    case WORD_WAITING:
    case WORD_LEN:
    case WORD_ACTIVE:
        return number(TYPE_INTEGER, 1 << 20);
    case WORD_RANDOM:
    case WORD_CHOOSE:
        return join(model_traits(m, u, first), model_traits(m, u, first->next));
    case WORD_ADD:
    case WORD_SWAP:
    case WORD_COMPARE:
    case WORD_BAND:
    case WORD_BOR:
    case WORD_BXOR:
        return model_traits(m, u, first);
    case WORD_RESULT: {
        struct traits all = none;
        for (const struct unit *f = m->units; f; f = f->next)
            all = join(all, f->result);
        return all;
    }
    default:
        return boolean;
    }
}

static struct traits variable(const struct model *m, const struct unit *u, const char *name)
{
    const struct variable *v = model_variable(m, u, name);
    return v ? v->value : (struct traits){.types = TYPE_NAME};
}

struct traits model_traits(const struct model *m, const struct unit *u, const struct node *node)
{
    const struct unit *f;
    struct traits t;
    switch (node->kind) {
    case NODE_INTEGER:
        return number(TYPE_INTEGER, node->integer);
    case NODE_DURATION:
        return number(TYPE_DURATION, node->integer);
    case NODE_NOW:
        return number(TYPE_DURATION, INT64_MAX >> 3);
    case NODE_TEXT:
    case NODE_TEMPLATE:
    case NODE_ME:
        return text;
    case NODE_NONE:
        return none;
    case NODE_VARIABLE:
        return variable(m, u, node->text);
    case NODE_ELEMENT:
        return variable(m, u, node->element.name);
    case NODE_CALL:
        f = model_function(m, node->call.name);
        return f && model_always_returns(f->code) ? f->result : f ? join(f->result, none) : none;
    case NODE_BUILTIN:
        return builtin(m, u, node);
    case NODE_NEGATE:
        t = model_traits(m, u, node->operand);
        t.negative = true;
        t.bits += t.bits >= BITS_MOST;
        return t;
    case NODE_BINARY:
        return binary(m, u, node);
    case NODE_OPERATION:
        return node->operation.word == WORD_WAIT ? wait(m, u, node) : operation(m, u, node);
    default:
        return boolean;
    }
}

/* ---- What goes where ------------------------------------------------------------------------- */

struct search {
    struct model *m;
    bool grows, unbounded;
};

static void put(struct search *s, struct traits *into, struct traits value)
{
    struct traits t = join(*into, value);
    if (t.bits > BITS_MOST)
        t.bits = BITS_MOST; /* whatever would not fit is an error */
    if (t.types == into->types && t.bits == into->bits && t.negative == into->negative)
        return;
    if (s->unbounded && t.bits != into->bits)
        t.bits = BITS_MOST;
    *into = t;
    s->grows = true;
}

static void note_flow(struct model *m, struct variable *from, struct variable *to)
{
    for (size_t i = 0; i < m->flow_count; i++)
        if (m->flows[i].from == from && m->flows[i].to == to)
            return;
    MEMORY_ROOM_FOR_ONE(m->flows, m->flow_count, m->flow_capacity);
    m->flows[m->flow_count++] = (struct flow){from, to};
}

static void put_most(struct search *s, struct variable *v, int64_t most)
{
    if (most > v->most) {
        v->most = s->unbounded ? INT64_MAX : most;
        s->grows = true;
    }
}

static void put_other(struct search *s, struct variable *v)
{
    s->grows |= !v->other;
    v->other = true;
}

/* Nothing is known of how large it is, or when it was. */
static void put_unknown(struct search *s, struct variable *v)
{
    put_other(s, v);
    put_most(s, v, INT64_MAX);
}

static void put_kind(struct search *s, struct variable *v, enum word_id kind, bool several)
{
    several |=
        v->several_kinds || (v->kind != WORD_NOTHING && kind != WORD_NOTHING && v->kind != kind);
    s->grows |=
        several != v->several_kinds || (kind != WORD_NOTHING && kind != v->kind && !several);
    v->several_kinds = several;
    if (kind != WORD_NOTHING)
        v->kind = kind;
}

/* Of the object that is named, or of those that the variable names. */
static void find_kind(struct search *s, struct unit *u, struct variable *v,
                      const struct variable *from, const struct node *value)
{
    const char *name = value->kind == NODE_VARIABLE  ? value->text
                       : value->kind == NODE_ELEMENT ? value->element.name
                                                     : NULL;
    const struct scope_made *made = name ? model_made(s->m, u, name) : NULL;
    if (from)
        put_kind(s, v, from->kind, from->several_kinds);
    else if (made && made->kind == SCOPE_OBJECT && !made->mixed)
        put_kind(s, v, made->made, false);
    else if (model_traits(s->m, u, value).types & (TYPE_NAME | TYPE_TEXT))
        put_kind(s, v, WORD_NOTHING, true);
}

/* The value of an expression goes into the variable. */
static void put_into(struct search *s, struct unit *u, struct variable *v, const struct node *value)
{
    if (!v)
        return;
    struct variable *from =
        value->kind == NODE_VARIABLE ? model_variable(s->m, u, value->text) : NULL;
    if (from)
        note_flow(s->m, from, v);
    if (value->kind != NODE_NOW &&
        ((value->kind != NODE_INTEGER && value->kind != NODE_DURATION) || value->integer != 0))
        put_other(s, v);
    find_kind(s, u, v, from, value);
    put(s, &v->value, model_traits(s->m, u, value));
    put_most(s, v, model_most_of(s->m, u, value));
}

static void pass(struct search *s, struct unit *u, const struct node *call)
{
    struct unit *f = model_function(s->m, call->call.name);
    const struct node *p = f ? f->node->define.parameters : NULL;
    for (const struct node *a = call->call.arguments; a && p; a = a->next, p = p->next)
        put_into(s, u, model_variable(s->m, f, p->text), a);
}

static void assign(struct search *s, struct unit *u, const struct node *node)
{
    const struct node *target = node->assign.target;
    const char *name = target->kind == NODE_ELEMENT ? target->element.name : target->text;
    struct variable *v = model_variable(s->m, u, name);
    if (!v)
        return;
    if (node->assign.does == OPERATOR_NOTHING) {
        put_into(s, u, v, node->assign.value);
        return;
    }
    put_unknown(s, v);
    put(s, &v->value,
        model_arithmetic(node->assign.does, v->value, model_traits(s->m, u, node->assign.value)));
}

static void modify(struct search *s, struct unit *u, const struct node *node)
{
    const struct node *target = node->builtin.arguments;
    const char *name = target->kind == NODE_ELEMENT ? target->element.name : target->text;
    struct variable *v = model_variable(s->m, u, name);
    if (!v)
        return;
    v->modified = true;
    enum operator_id does = model_modifies_by(node->builtin.function);
    put_unknown(s, v);
    if (does != OPERATOR_NOTHING)
        put(s, &v->value, model_arithmetic(does, v->value, model_traits(s->m, u, target->next)));
    else
        put_into(s, u, v, target->next->next ? target->next->next : target->next);
}

static void loop(struct search *s, struct unit *u, const struct node *node)
{
    struct scope_block block;
    model_enter(s->m, u, &block, node->loop.variable, node);
    struct variable *v = s->m->variables[block.name.slot - 1];
    scope_leave(&u->scope);
    put_other(s, v);
    if (node->kind == NODE_FOR_RECEIVED) {
        put_unknown(s, v);
        put(s, &v->value, model_items(s->m, u, node->loop.channel));
    }
    if (node->kind == NODE_FOR_THREADS)
        put(s, &v->value, (struct traits){.types = TYPE_NAME});
    if (node->loop.low) {
        struct traits low = model_traits(s->m, u, node->loop.low);
        struct traits high = model_traits(s->m, u, node->loop.high);
        high.negative = low.negative; /* no turn is below the first */
        put_into(s, u, v, node->loop.low);
        put(s, &v->value, high);
        put_most(s, v, model_most_of(s->m, u, node->loop.high));
    }
    for (const struct node *n = node->loop.values; n; n = n->next)
        put_into(s, u, v, n);
}

/* As text: what queues hold and functions return. */
static struct traits as_text(struct traits t)
{
    if (t.types & TYPE_NAME)
        t.types = (t.types & ~(unsigned)TYPE_NAME) | TYPE_TEXT;
    return t;
}

static void put_item(struct search *s, struct unit *u, const struct node *node)
{
    enum word_id word = node->operation.word;
    s->grows |= word == WORD_CLOSE && !s->m->closes;
    s->m->closes |= word == WORD_CLOSE;
    if (word != WORD_PUT && word != WORD_TRYPUT && word != WORD_SEND && word != WORD_RESOLVE)
        return;
    struct traits *into = items_at(s->m, u, node->operation.name);
    struct traits item = as_text(model_traits(s->m, u, node->operation.value));
    put(s, into ? into : &s->m->items_unnamed, item);
    put(s, &s->m->items, item);
}

static void find(void *context, struct unit *u, const struct node *node)
{
    struct search *s = context;
    struct scope_block block;
    switch (node->kind) {
    case NODE_ASSIGN:
        assign(s, u, node);
        break;
    case NODE_DECLARE:
        if (node->declare.value) {
            struct variable *v = node->declare.storage == WORD_PRIVATE
                                     ? model_variable(s->m, u, node->declare.name)
                                     : model_shared(s->m, node->declare.name);
            put_into(s, u, v, node->declare.value);
        }
        break;
    case NODE_FOR_RANGE:
    case NODE_FOR_LIST:
    case NODE_FOR_THREADS:
    case NODE_FOR_RECEIVED:
        loop(s, u, node);
        break;
    case NODE_TRY:
        if (!node->attempt.variable)
            break;
        model_enter(s->m, u, &block, node->attempt.variable, node);
        put(s, &s->m->variables[block.name.slot - 1]->value, text);
        scope_leave(&u->scope);
        break;
    case NODE_CALL:
        pass(s, u, node);
        break;
    case NODE_SPAWN:
        if (node->spawn.body && node->spawn.body->kind == NODE_CALL)
            pass(s, u, node->spawn.body);
        break;
    case NODE_OBJECT:
        if (node->object.body && node->object.body->kind == NODE_CALL)
            pass(s, u, node->object.body);
        break;
    case NODE_RETURN:
        put(s, &u->result, node->operand ? as_text(model_traits(s->m, u, node->operand)) : none);
        break;
    case NODE_OPERATION:
        put_item(s, u, node);
        break;
    case NODE_BUILTIN:
        if (word_modifies(node->builtin.function))
            modify(s, u, node);
        break;
    default:
        break;
    }
}

/* ---- Names of threads and objects ------------------------------------------------------------ */

static bool is_passed_on(const struct node *node)
{
    return node->kind == NODE_CALL || node->kind == NODE_FOR_LIST;
}

/* A variable is text wherever its value is used as one: anywhere but where it names something, or
 * is handed on to another variable, which is seen by the flows. */
static void see_values(void *context, struct unit *u, const struct node *node);

struct parent {
    struct model *m;
    struct unit *u;
    const struct node *node;
};

static void see_child(void *context, const struct node *child)
{
    struct parent *p = context;
    if (child->kind != NODE_VARIABLE || is_passed_on(p->node))
        return;
    if (p->node->kind == NODE_NAME && p->node->name.computed == child)
        return;
    if (p->node->kind == NODE_ASSIGN && p->node->assign.does == OPERATOR_NOTHING)
        return;
    if (p->node->kind == NODE_DECLARE && p->node->declare.value == child)
        return;
    struct variable *v = model_variable(p->m, p->u, child->text);
    if (v)
        v->textual = true;
}

static void see_values(void *context, struct unit *u, const struct node *node)
{
    struct parent p = {context, u, node};
    if (node->kind == NODE_BLOCK || node->kind == NODE_SPAWN || node->kind == NODE_OBJECT)
        return;
    if (node->kind == NODE_NAME) {
        struct variable *v = model_name_in(p.m, u, node);
        if (v)
            v->named = true;
    }
    tree_each_child(node, see_child, &p);
}

/* What a copy names, what it is copied from names; where the one is text, both are. */
static void find_names(struct model *m)
{
    bool goes_on = true;
    for (struct unit *u = m->units; u; u = u->next)
        model_each(m, u, see_values, m);
    for (size_t i = 0; i < m->count; i++)
        m->variables[i]->textual |=
            (m->variables[i]->value.types & ~(unsigned)TYPE_NAME) != 0 || m->variables[i]->array;
    while (goes_on) {
        goes_on = false;
        for (size_t i = 0; i < m->flow_count; i++) {
            struct variable *from = m->flows[i].from, *to = m->flows[i].to;
            bool textual = from->textual || to->textual, named = from->named || to->named;
            goes_on |= textual != from->textual || textual != to->textual || !from->named != !named;
            from->textual = to->textual = textual;
            from->named = named;
        }
    }
}

void model_find_traits(struct model *m)
{
    struct search s = {.m = m, .grows = true};
    m->items_of = memory_zeroed(m->made.count + 1, sizeof *m->items_of);
    for (unsigned round = 0; s.grows && round < ROUNDS_MOST; round++) {
        s.grows = false;
        s.unbounded = round >= ROUNDS;
        for (struct unit *u = m->units; u; u = u->next)
            model_each(m, u, find, &s);
        for (size_t i = 0; i < m->count; i++)
            if (m->variables[i]->source) {
                note_flow(m, (struct variable *)m->variables[i]->source, m->variables[i]);
                put(&s, &m->variables[i]->value, m->variables[i]->source->value);
                put_most(&s, m->variables[i], m->variables[i]->source->most);
                if (m->variables[i]->source->other)
                    put_other(&s, m->variables[i]);
                put_kind(&s, m->variables[i], m->variables[i]->source->kind,
                         m->variables[i]->source->several_kinds);
            }
    }
    for (size_t i = 0; s.grows && i < m->count; i++)
        put_unknown(&s, m->variables[i]);
    find_names(m);
}
