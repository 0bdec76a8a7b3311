/* plain_threads.c - see plain_threads.h. */
#include "export/plain_threads.h"

#include "base/memory.h"
#include "export/bodies.h"

#include <stdlib.h>
#include <string.h>

struct look {
    struct plain_threads *p;
    struct model *m;
    const struct looks *looks;
    const struct source *source;
    const struct node *loop; /* around, in main */
    int64_t turns;
};

static void handle(struct look *l, const struct node *node)
{
    MEMORY_ROOM_FOR_ONE(l->p->handled, l->p->handled_count, l->p->handled_capacity);
    l->p->handled[l->p->handled_count++] = node;
}

static bool is_handled(const struct plain_threads *p, const struct node *node)
{
    for (size_t i = 0; i < p->handled_count; i++)
        if (p->handled[i] == node)
            return true;
    return false;
}

static bool same_text(const struct look *l, const struct node *a, const struct node *b)
{
    size_t length = a->end - a->begin;
    return length == b->end - b->begin &&
           memcmp(l->source->text + a->begin, l->source->text + b->begin, length) == 0;
}

static const char *variable_of(const struct node *name)
{
    if (name && name->name.bare)
        return name->name.bare;
    return name && name->name.computed && name->name.computed->kind == NODE_VARIABLE
               ? name->name.computed->text
               : NULL;
}

/* ---- Making ---------------------------------------------------------------------------------- */

static bool is_live(const struct plain_thread *t)
{
    return t->start && !t->join;
}

static void make(struct look *l, const struct node *spawn, const struct node *name)
{
    struct plain_thread t = {.spawn = spawn, .name = name, .loop = l->loop, .count = l->turns};
    t.text = name ? model_name_text(l->m, l->m->units, name) : NULL;
    const struct scope_made *made = t.text ? scope_made_find(&l->m->made, t.text) : NULL;
    bool named = !name || (!l->loop && made && made->times == 1 && !made->mixed) ||
                 (l->loop && l->loop->kind != NODE_REPEAT && !t.text);
    bool distinct = bodies_name_use(l->looks, l->m->units, spawn, name).use == NAME_IS_FREE;
    t.puppet = !spawn->spawn.body;
    t.daemon = spawn->spawn.daemon;
    t.start = spawn->spawn.started ? spawn : NULL;
    l->p->plain &= named && distinct && (!t.puppet || (t.start && t.text && !t.daemon)) &&
                   (name || t.start) && !(name && name->name.index) &&
                   (t.start || (!l->loop && t.text));
    for (size_t i = 0; i < l->p->count; i++)
        if (l->p->items[i].spawn != spawn && (name || l->p->items[i].name))
            l->p->plain &= !thread_names_meet(looks_names(l->looks), l->p->items[i].spawn,
                                              l->p->items[i].name, spawn, name);
    MEMORY_ROOM_FOR_ONE(l->p->items, l->p->count, l->p->capacity);
    l->p->items[l->p->count++] = t;
    handle(l, spawn);
}

static struct plain_thread *find(struct look *l, const struct node *name)
{
    const char *text = name ? model_name_text(l->m, l->m->units, name) : NULL;
    for (size_t i = 0; text && i < l->p->count; i++)
        if (l->p->items[i].text && strcmp(l->p->items[i].text, text) == 0)
            return &l->p->items[i];
    return NULL;
}

/* ---- Joining --------------------------------------------------------------------------------- */

static bool same_turns(const struct look *l, const struct node *a, const struct node *b)
{
    if (a->kind != b->kind || strcmp(a->loop.variable, b->loop.variable) != 0)
        return false;
    if (a->kind == NODE_FOR_RANGE)
        return same_text(l, a->loop.low, b->loop.low) && same_text(l, a->loop.high, b->loop.high);
    const struct node *x = a->loop.values, *y = b->loop.values;
    for (; x && y; x = x->next, y = y->next)
        if (!same_text(l, x, y))
            return false;
    return !x && !y;
}

static bool same_name(const struct look *l, const struct node *a, const struct node *b)
{
    const char *x = variable_of(a), *y = variable_of(b);
    return x && y ? strcmp(x, y) == 0 : same_text(l, a, b);
}

/* What one turn waits for is what the same turn of its loop has made. */
static bool join_in_loop(struct look *l, const struct node *node)
{
    for (size_t i = 0; i < l->p->count; i++) {
        struct plain_thread *t = &l->p->items[i];
        if (!is_live(t) || !t->loop || !t->name || !same_name(l, t->name, node->operation.name))
            continue;
        if (t->loop != l->loop &&
            (t->loop->kind == NODE_REPEAT || !same_turns(l, t->loop, l->loop)))
            continue;
        t->in_turn = t->loop == l->loop;
        t->join = node;
        return true;
    }
    return false;
}

static void add_order(struct look *l, const struct plain_thread *t, const struct node *node,
                      bool joins)
{
    struct plain_threads *p = l->p;
    MEMORY_ROOM_FOR_ONE(p->orders, p->order_count, p->order_capacity);
    p->orders[p->order_count++] = (struct plain_order){(size_t)(t - p->items), node, joins};
}

static void join_puppets(struct look *l, const struct node *node, const struct plain_thread *one)
{
    for (size_t i = 0; i < l->p->count; i++) {
        const struct plain_thread *t = &l->p->items[i];
        if (t->puppet && (!one || t == one))
            add_order(l, t, node, true);
    }
}

static void join(struct look *l, const struct node *node)
{
    struct plain_thread *one = find(l, node->operation.name);
    bool found = false;
    if (node->operation.limit)
        return;
    if (!l->loop && (!node->operation.name || (one && one->puppet)))
        join_puppets(l, node, one);
    if (!node->operation.name && !l->loop) {
        for (size_t i = 0; i < l->p->count; i++)
            if (is_live(&l->p->items[i]) && !l->p->items[i].puppet &&
                !(l->p->items[i].daemon && node->operation.but_daemons))
                l->p->items[i].join = node;
        found = true;
    } else if (node->operation.name && l->loop) {
        found = join_in_loop(l, node);
    } else if (one && one->puppet) {
        found = true;
    } else if (one && is_live(one) && !one->loop) {
        one->join = node;
        found = true;
    }
    if (found)
        handle(l, node);
}

/* ---- Main, from its beginning ---------------------------------------------------------------- */

static bool is_literal(const struct node *n)
{
    return n->kind == NODE_INTEGER && n->integer >= 0 && n->integer <= 1 << 16;
}

/* 0: not known. */
static int64_t turns_of(const struct node *n)
{
    int64_t turns = 0;
    if (n->kind == NODE_REPEAT)
        return is_literal(n->branch.condition) ? n->branch.condition->integer : 0;
    if (n->kind == NODE_FOR_RANGE)
        return is_literal(n->loop.low) && is_literal(n->loop.high)
                   ? n->loop.high->integer - n->loop.low->integer + 1
                   : 0;
    for (const struct node *v = n->kind == NODE_FOR_LIST ? n->loop.values : NULL; v; v = v->next)
        turns++;
    return turns;
}

static void find_way_out(void *context, const struct node *node)
{
    bool *found = context;
    *found |= node->kind == NODE_BREAK || node->kind == NODE_CONTINUE || node->kind == NODE_RETURN;
    if (node->kind != NODE_SPAWN)
        tree_each_child(node, find_way_out, found);
}

static void read_commands(struct look *l, const struct node *first);

static void read_loop(struct look *l, const struct node *n, const struct node *body)
{
    bool leaves = false;
    find_way_out(&leaves, body);
    l->turns = turns_of(n);
    if (l->loop || leaves || l->turns < 1 || body->kind != NODE_BLOCK) {
        l->turns = 1;
        return;
    }
    l->loop = n;
    read_commands(l, body->block.first);
    l->loop = NULL;
    l->turns = 1;
}

static void read_operation(struct look *l, const struct node *n)
{
    struct plain_thread *t = find(l, n->operation.name);
    if (n->operation.word == WORD_JOIN) {
        join(l, n);
    } else if (n->operation.word == WORD_START && t && !t->start && !l->loop) {
        t->start = n;
        handle(l, n);
    }
}

static void read_order(struct look *l, const struct node *n)
{
    if (l->loop)
        return;
    for (size_t i = 0; !n->order.names && i < l->p->count; i++)
        if (l->p->items[i].puppet)
            add_order(l, &l->p->items[i], n, false);
    for (const struct node *name = n->order.names; name; name = name->next) {
        const struct plain_thread *t = find(l, name);
        if (!t || !t->puppet)
            return;
        add_order(l, t, n, false);
    }
    handle(l, n);
}

/* Behind the last order main waits until the puppet has ended. */
static void settle_puppet(struct plain_threads *p, size_t puppet)
{
    struct plain_thread *t = &p->items[puppet];
    size_t kept = 0, ends = 0;
    for (size_t k = 0; k < p->order_count; k++)
        if (p->orders[k].thread == puppet && !p->orders[k].joins)
            ends = k + 1;
    for (size_t k = 0; k < p->order_count; k++) {
        struct plain_order o = p->orders[k];
        if (o.thread == puppet && k >= ends) {
            t->join = t->join ? t->join : o.node;
            continue;
        }
        t->reports |= o.thread == puppet && o.joins;
        p->orders[kept++] = o;
    }
    p->order_count = kept;
}

static void read_command(struct look *l, const struct node *n)
{
    struct plain_thread *t;
    switch (n->kind) {
    case NODE_SPAWN:
        if (!n->spawn.names)
            make(l, n, NULL);
        for (const struct node *name = n->spawn.names; name; name = name->next)
            make(l, n, name);
        break;
    case NODE_ORDER:
        read_order(l, n);
        break;
    case NODE_DAEMON:
        t = find(l, n->daemon.name);
        if (t && !t->start && !l->loop) {
            t->daemon = n->daemon.on;
            handle(l, n);
        }
        break;
    case NODE_OPERATION:
        read_operation(l, n);
        break;
    case NODE_REPEAT:
        read_loop(l, n, n->branch.body);
        break;
    case NODE_FOR_RANGE:
    case NODE_FOR_LIST:
        read_loop(l, n, n->loop.body);
        break;
    default:
        break;
    }
}

static void read_commands(struct look *l, const struct node *first)
{
    for (const struct node *n = first; n; n = n->next)
        read_command(l, n);
}

/* ---- All else that speaks of threads --------------------------------------------------------- */

static bool asks_of_thread(enum word_id function)
{
    return function == WORD_ALIVE || function == WORD_DAEMON || function == WORD_STATE ||
           function == WORD_RESULT || function == WORD_ACTIVE || function == WORD_WAITING;
}

static void see(void *context, struct unit *u, const struct node *node)
{
    struct plain_threads *p = context;
    enum word_id word = node->kind == NODE_OPERATION ? node->operation.word : WORD_NOTHING;
    bool other =
        node->kind == NODE_SPAWN || node->kind == NODE_ORDER || node->kind == NODE_DAEMON ||
        node->kind == NODE_RENAME || node->kind == NODE_FOR_THREADS ||
        (node->kind == NODE_OBJECTS && node->objects.made == WORD_TIMER) ||
        (node->kind == NODE_BUILTIN && asks_of_thread(node->builtin.function)) ||
        word == WORD_JOIN || word == WORD_START || word == WORD_CANCEL || word == WORD_KILL;
    (void)u;
    if (other && !is_handled(p, node))
        p->plain = false;
}

/* ---- The look -------------------------------------------------------------------------------- */

struct plain_threads *plain_threads_look(struct model *m, const struct looks *looks,
                                         const struct source *source)
{
    struct plain_threads *p = memory_zeroed(1, sizeof *p);
    struct look l = {.p = p, .m = m, .looks = looks, .source = source, .turns = 1};
    p->plain = true;
    read_commands(&l, m->root->block.first);
    for (struct unit *u = m->units; u; u = u->next)
        model_each(m, u, see, p);
    for (size_t i = 0; i < p->count; i++)
        p->plain &= p->items[i].start != NULL;
    for (size_t i = 0; i < p->count; i++)
        if (p->items[i].puppet)
            settle_puppet(p, i);
    return p;
}

void plain_threads_free(struct plain_threads *p)
{
    if (!p)
        return;
    free(p->items);
    free(p->handled);
    free(p->orders);
    free(p);
}

bool plain_threads_live(const struct plain_threads *p, const struct node *command)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct plain_thread *t = &p->items[i];
        if (!t->daemon && t->start->begin < command->end &&
            !(t->join && t->join->end <= command->begin))
            return true;
    }
    return false;
}

bool plain_threads_only(const struct model *m, const struct plain_threads *p, const char *function)
{
    unsigned bodies = 0;
    const struct node *before = NULL;
    for (size_t i = 0; i < p->count; i++) {
        const struct node *spawn = p->items[i].spawn;
        if (spawn != before && spawn->spawn.body && spawn->spawn.body->kind == NODE_CALL)
            bodies += strcmp(spawn->spawn.body->call.name, function) == 0;
        before = spawn;
    }
    return bodies > 0 && bodies == bodies_calls(m, function);
}
