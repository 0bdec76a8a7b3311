/* looks.c - see looks.h. */
#include "export/looks.h"

#include "base/memory.h"
#include "core/kinds.h"

#include <stdlib.h>
#include <string.h>

/* A lock that is held at this place, by what was read so far. */
struct held {
    const struct node *name; /* as it was written */
    bool with;               /* `with` gives it back: nobody else may */
    bool given_back;
    struct held *outer;
    unsigned depth; /* of the block in which it was taken */
};

struct access {
    const struct variable *variable;
    const struct node *node;
    bool inside; /* of an atomic block */
};

struct looks {
    struct model *m;
    const struct source *source;
    const char **owned; /* mutexes that must know their owner */
    size_t owned_count, owned_capacity;
    bool all_owned;
    const struct node **held; /* operations under their lock */
    size_t held_count, held_capacity;
    const struct node **repeated; /* nodes in loops, functions and the like */
    size_t repeated_count, repeated_capacity;
    struct access *accesses;
    size_t access_count, access_capacity;
    struct thread_names *names;
};

/* ---- Which lock ------------------------------------------------------------------------------ */

static bool is_same_text(const struct looks *l, const struct node *a, const struct node *b)
{
    size_t length = a->end - a->begin;
    return length == b->end - b->begin &&
           memcmp(l->source->text + a->begin, l->source->text + b->begin, length) == 0;
}

static struct held *find_held(const struct looks *l, struct held *held, struct unit *u,
                              const struct node *name)
{
    const struct node *lock = model_lock_of(l->m, u, name);
    for (; held; held = held->outer)
        if (is_same_text(l, lock, held->name) && !held->given_back)
            return held;
    return NULL;
}

/* Nobody knows any more whether the lock is held by who gives it back. */
static void must_know_owner(struct looks *l, struct unit *u, const struct node *name)
{
    const char *text = model_name_text(l->m, u, model_lock_of(l->m, u, name));
    if (!text) {
        l->all_owned = true;
        return;
    }
    MEMORY_ROOM_FOR_ONE(l->owned, l->owned_count, l->owned_capacity);
    l->owned[l->owned_count++] = text;
}

/* ---- Reading a block ------------------------------------------------------------------------- */

enum { MOST_HELD = 64 };

struct reading {
    struct looks *l;
    struct unit *u;
    struct held *held; /* around, from the innermost out */
    unsigned depth;
};

static void read_block(struct reading *r, const struct node *block, const struct node *taken,
                       bool with);

struct search {
    const char *name;
    bool found;
};

static void find_mention(void *context, const struct node *node)
{
    struct search *s = context;
    s->found |=
        (node->kind == NODE_VARIABLE && strcmp(node->text, s->name) == 0) ||
        (node->kind == NODE_NAME && node->name.bare && strcmp(node->name.bare, s->name) == 0);
    tree_each_child(node, find_mention, s);
}

static void find_assignment(void *context, const struct node *node)
{
    struct reading *r = context;
    const char *name = NULL;
    if (node->kind == NODE_ASSIGN && node->assign.target->kind == NODE_VARIABLE)
        name = node->assign.target->text;
    else if (node->kind == NODE_DECLARE)
        name = node->declare.name;
    for (struct held *h = r->held; name && h; h = h->outer) {
        struct search s = {.name = name};
        find_mention(&s, h->name);
        h->given_back |= s.found; /* another one may be meant from here on */
    }
    if (node->kind != NODE_SPAWN && node->kind != NODE_DEFINE && node->kind != NODE_OBJECTS)
        tree_each_child(node, find_assignment, r);
}

static bool leaves(const struct node *last)
{
    while (last && last->next)
        last = last->next;
    return last && (last->kind == NODE_RETURN || last->kind == NODE_RAISE);
}

static void read_release(struct reading *r, const struct node *node)
{
    struct held *h = find_held(r->l, r->held, r->u, node->operation.name);
    if (h && !h->with && (h->depth == r->depth || leaves(node)))
        h->given_back = true;
    else
        must_know_owner(r->l, r->u, node->operation.name);
}

/* Where it is given back on the way out of a function, it is still held by those who go on. */
static void read_nested(struct reading *r, const struct node *block, const struct node *taken,
                        bool with)
{
    bool before[MOST_HELD];
    unsigned i = 0;
    for (struct held *h = r->held; h && i < MOST_HELD; h = h->outer)
        before[i++] = h->given_back;
    read_block(r, block, taken, with);
    i = 0;
    if (leaves(block->block.first))
        for (struct held *h = r->held; h && i < MOST_HELD; h = h->outer)
            h->given_back = before[i++];
}

static bool is_take(enum word_id word)
{
    return word == WORD_ACQUIRE || word == WORD_TRYACQUIRE || word == WORD_RDLOCK ||
           word == WORD_WRLOCK || word == WORD_TRYRDLOCK || word == WORD_TRYWRLOCK;
}

static const struct node *taken_by(const struct node *condition)
{
    if (!condition || condition->kind != NODE_OPERATION)
        return NULL;
    return is_take(condition->operation.word) && !condition->operation.value
               ? condition->operation.name
               : NULL;
}

static void read_wait(struct reading *r, const struct node *node)
{
    if (find_held(r->l, r->held, r->u, node->operation.name)) {
        MEMORY_ROOM_FOR_ONE(r->l->held, r->l->held_count, r->l->held_capacity);
        r->l->held[r->l->held_count++] = node;
    } else {
        must_know_owner(r->l, r->u, node->operation.name);
    }
}

static bool is_loose(const struct looks *l, struct unit *u, const struct node *name)
{
    const char *text = model_name_text(l->m, u, name);
    const struct scope_made *made = text ? scope_made_find(&l->m->made, text) : NULL;
    return made && made->kind == SCOPE_OBJECT && made->made == WORD_CONDITION &&
           made->node->object.manner == CONDITION_LOOSE;
}

/* What calls a function may hold something already. */
static void read_alone(struct reading *r, const struct node *node)
{
    bool alone = r->u->kind != MODEL_FUNCTION;
    for (const struct held *h = r->held; h; h = h->outer)
        alone &= h->given_back;
    if (!alone)
        return;
    MEMORY_ROOM_FOR_ONE(r->l->held, r->l->held_count, r->l->held_capacity);
    r->l->held[r->l->held_count++] = node;
}

static void read_operation(struct reading *r, const struct node *node)
{
    switch (node->operation.word) {
    case WORD_RELEASE:
        read_release(r, node);
        break;
    case WORD_WAIT:
        read_wait(r, node);
        break;
    case WORD_NOTIFY:
    case WORD_BROADCAST:
        if (!is_loose(r->l, r->u, node->operation.name))
            read_wait(r, node);
        break;
    case WORD_RDLOCK:
    case WORD_WRLOCK:
        read_alone(r, node);
        break;
    default:
        break;
    }
}

static void read_expression(void *context, const struct node *node)
{
    struct reading *r = context;
    if (node->kind == NODE_OPERATION)
        read_operation(r, node);
    tree_each_child(node, read_expression, r);
}

static void read_command(struct reading *r, const struct node *n)
{
    switch (n->kind) {
    case NODE_DEFINE:
    case NODE_SPAWN:
    case NODE_OBJECTS:
    case NODE_ORDER:
        break;
    case NODE_IF:
        for (const struct node *b = n->list; b; b = b->next) {
            if (b->branch.condition)
                read_expression(r, b->branch.condition);
            read_nested(r, b->branch.body, taken_by(b->branch.condition), false);
        }
        break;
    case NODE_WHILE:
    case NODE_REPEAT:
        read_expression(r, n->branch.condition);
        read_nested(r, n->branch.body, NULL, false);
        break;
    case NODE_FOR_RANGE:
    case NODE_FOR_LIST:
    case NODE_FOR_THREADS:
        read_nested(r, n->loop.body, NULL, false);
        break;
    case NODE_TRY:
        read_nested(r, n->attempt.body, NULL, false);
        if (n->attempt.handler)
            read_nested(r, n->attempt.handler, NULL, false);
        for (const struct node *f = n->attempt.finally ? n->attempt.finally->block.first : NULL; f;
             f = f->next)
            read_command(r, f); /* whatever came: as if it stood here */
        break;
    case NODE_WITH:
        read_nested(r, n->guard.body, n->guard.name, true);
        break;
    case NODE_ONCE:
    case NODE_CRITICAL:
    case NODE_ATOMIC:
        read_nested(r, n->guard.body, NULL, false);
        break;
    default:
        read_expression(r, n);
        find_assignment(r, n);
    }
}

static void push(struct reading *r, struct held *h, const struct node *name, bool with)
{
    *h = (struct held){model_lock_of(r->l->m, r->u, name), with, false, r->held, r->depth};
    r->held = h;
}

static bool takes_for_good(const struct node *n)
{
    enum word_id word = n->kind == NODE_OPERATION ? n->operation.word : WORD_NOTHING;
    return (word == WORD_ACQUIRE || word == WORD_RDLOCK || word == WORD_WRLOCK) &&
           !n->operation.limit && !n->operation.value;
}

/* All that was taken in it is forgotten behind it. */
static void read_block(struct reading *r, const struct node *block, const struct node *taken,
                       bool with)
{
    struct held here[MOST_HELD], *around = r->held;
    unsigned count = 0;
    r->depth++;
    if (taken)
        push(r, &here[count++], taken, with);
    for (const struct node *n = block->block.first; n; n = n->next) {
        read_command(r, n);
        if (takes_for_good(n) && count < MOST_HELD)
            push(r, &here[count++], n->operation.name, false);
    }
    r->depth--;
    r->held = around;
}

/* ---- Puppets: what one is ordered in turn, as if it stood in one block ----------------------- */

static bool is_ordered(const struct looks *l, const struct node *order, const char *puppet)
{
    for (const struct node *n = order->order.names; n; n = n->next) {
        const char *text = model_name_text(l->m, l->m->units, n);
        if (!text || strcmp(text, puppet) == 0)
            return true;
    }
    return !order->order.names;
}

static void read_puppet(struct looks *l, const char *puppet)
{
    struct held here[MOST_HELD];
    struct reading r = {.l = l, .depth = 1};
    unsigned count = 0;
    for (const struct node *o = l->m->root->block.first; o; o = o->next) {
        if (o->kind != NODE_ORDER || !is_ordered(l, o, puppet))
            continue;
        bool several = o->order.command->kind == NODE_BLOCK;
        r.u = model_unit(l->m, o);
        for (const struct node *n = several ? o->order.command->block.first : o->order.command; n;
             n = several ? n->next : NULL) {
            read_command(&r, n);
            if (takes_for_good(n) && count < MOST_HELD)
                push(&r, &here[count++], n->operation.name, false);
        }
    }
}

static void read_puppets(struct looks *l)
{
    for (const struct node *n = l->m->root->block.first; n; n = n->next)
        for (const struct node *name = n->kind == NODE_SPAWN && !n->spawn.body ? n->spawn.names
                                                                               : NULL;
             name; name = name->next) {
            const char *text = model_name_text(l->m, l->m->units, name);
            if (text)
                read_puppet(l, text);
        }
}

static void read_unit(struct looks *l, struct unit *u)
{
    struct reading r = {.l = l, .u = u};
    if (u->code->kind == NODE_BLOCK)
        read_block(&r, u->code, NULL, false);
    else
        read_command(&r, u->code);
}

/* ---- What runs once, and what is atomic ------------------------------------------------------ */

static void see(void *context, struct unit *u, const struct node *node)
{
    struct looks *l = context;
    const char *name = node->kind == NODE_VARIABLE  ? node->text
                       : node->kind == NODE_ELEMENT ? node->element.name
                                                    : NULL;
    struct variable *v = name ? model_variable(l->m, u, name) : NULL;
    if (!v || v->unit)
        return;
    MEMORY_ROOM_FOR_ONE(l->accesses, l->access_count, l->access_capacity);
    l->accesses[l->access_count++] = (struct access){v, node, false};
}

static void mark_inside(void *context, struct unit *u, const struct node *node)
{
    struct looks *l = context;
    (void)u;
    if (node->kind != NODE_ATOMIC)
        return;
    for (size_t i = 0; i < l->access_count; i++)
        l->accesses[i].inside |=
            l->accesses[i].node->begin >= node->begin && l->accesses[i].node->end <= node->end;
}

static void note_repeated(void *context, const struct node *node)
{
    struct looks *l = context;
    MEMORY_ROOM_FOR_ONE(l->repeated, l->repeated_count, l->repeated_capacity);
    l->repeated[l->repeated_count++] = node;
    tree_each_child(node, note_repeated, l);
}

static void find_repeated(void *context, const struct node *node)
{
    bool repeats = node->kind == NODE_WHILE || node->kind == NODE_REPEAT ||
                   node->kind == NODE_FOR_LIST || node->kind == NODE_FOR_RANGE ||
                   node->kind == NODE_FOR_THREADS || node->kind == NODE_FOR_RECEIVED ||
                   node->kind == NODE_DEFINE ||
                   (node->kind == NODE_SPAWN && node->spawn.names && node->spawn.names->next) ||
                   (node->kind == NODE_OBJECT &&
                    (!node->object.delay || node->object.name->name.index || node->object.manner));
    tree_each_child(node, repeats ? note_repeated : find_repeated, context);
}

bool looks_once(const struct looks *l, const struct node *node)
{
    for (size_t i = 0; i < l->repeated_count; i++)
        if (l->repeated[i] == node)
            return false;
    return true;
}

const struct node *looks_outside_atomic(const struct looks *l, const struct variable *v)
{
    for (size_t i = 0; i < l->access_count; i++)
        if (l->accesses[i].variable == v && !l->accesses[i].inside)
            return l->accesses[i].node;
    return NULL;
}

bool looks_inside_atomic(const struct looks *l, const struct variable *v)
{
    for (size_t i = 0; i < l->access_count; i++)
        if (l->accesses[i].variable == v && l->accesses[i].inside)
            return true;
    return false;
}

/* ---- All of it ------------------------------------------------------------------------------- */

struct looks *looks_new(struct model *m, const struct source *source)
{
    struct looks *l = memory_zeroed(1, sizeof *l);
    l->m = m;
    l->source = source;
    for (struct unit *u = m->units; u; u = u->next) {
        if (u->kind != MODEL_ORDER)
            read_unit(l, u);
        model_each(m, u, see, l);
    }
    read_puppets(l);
    for (struct unit *u = m->units; u; u = u->next)
        model_each(m, u, mark_inside, l);
    find_repeated(l, m->root);
    l->names = thread_names_look(m, source);
    return l;
}

void looks_free(struct looks *l)
{
    free(l->owned);
    free(l->held);
    free(l->repeated);
    free(l->accesses);
    thread_names_free(l->names);
    free(l);
}

bool looks_at_owner(const struct looks *l, const char *mutex)
{
    for (size_t i = 0; i < l->owned_count; i++)
        if (strcmp(l->owned[i], mutex) == 0)
            return true;
    return l->all_owned;
}

bool looks_alone(const struct looks *l, const struct node *operation)
{
    return looks_held(l, operation);
}

bool looks_held(const struct looks *l, const struct node *operation)
{
    for (size_t i = 0; i < l->held_count; i++)
        if (l->held[i] == operation)
            return true;
    return false;
}

const struct thread_names *looks_names(const struct looks *l)
{
    return l->names;
}
