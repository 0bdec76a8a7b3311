/* thread_names.c - see thread_names.h. */
#include "export/thread_names.h"

#include "base/memory.h"
#include "export/name_list.h"
#include "export/name_pattern.h"

#include <stdlib.h>
#include <string.h>

/* Who takes names: a `spawn` or `thread` for one of its names, or what makes something else. */
struct taker {
    const struct node *node;
    const struct node *name; /* NULL: a Thread-N, or what is known by its name */
    bool thread;
    const struct unit *unit;
    struct name_list list;
};

struct thread_names {
    struct model *m;
    const struct source *source;
    struct taker *takers;
    size_t count, capacity;
};

/* ---- Who takes names ------------------------------------------------------------------------- */

struct look {
    struct thread_names *names;
    const struct node *loops[TREE_NESTING]; /* around the place, in its unit */
    size_t loop_count;
};

static struct taker *add(struct thread_names *names, const struct node *node)
{
    MEMORY_ROOM_FOR_ONE(names->takers, names->count, names->capacity);
    struct taker *t = &names->takers[names->count++];
    *t = (struct taker){.node = node};
    return t;
}

static void add_named(struct look *l, const struct unit *u, const struct node *node,
                      const struct node *name, bool thread)
{
    struct taker *t = add(l->names, node);
    t->name = name;
    t->thread = thread;
    t->unit = u;
    name_list_make(&t->list, l->names->m, u, name, l->loops, l->loop_count);
}

static void add_numbered(struct look *l, const struct node *node)
{
    struct buffer pattern = {0};
    struct taker *t = add(l->names, node);
    t->thread = true;
    t->list.differ = true;
    buffer_puts(&pattern, "Thread-");
    name_pattern_number(&pattern);
    name_list_add(&t->list, buffer_text(&pattern));
    buffer_free(&pattern);
}

static bool is_loop(const struct node *n)
{
    return n->kind == NODE_WHILE || n->kind == NODE_REPEAT || n->kind == NODE_FOR_RANGE ||
           n->kind == NODE_FOR_LIST || n->kind == NODE_FOR_THREADS || n->kind == NODE_FOR_RECEIVED;
}

static bool holds(const struct node *outer, const struct node *inner)
{
    return outer->begin <= inner->begin && inner->end <= outer->end;
}

/* What is named by a text that can be read off the script is in the model. */
static void see(void *context, struct unit *u, const struct node *node)
{
    struct look *l = context;
    while (l->loop_count > 0 && !holds(l->loops[l->loop_count - 1], node))
        l->loop_count--;
    if (is_loop(node) && l->loop_count < TREE_NESTING)
        l->loops[l->loop_count++] = node;
    if (node->kind == NODE_SPAWN && !node->spawn.names)
        add_numbered(l, node);
    for (const struct node *n = node->kind == NODE_SPAWN ? node->spawn.names : NULL; n; n = n->next)
        add_named(l, u, node, n, true);
    if (node->kind == NODE_OBJECT && !model_name_text(l->names->m, u, node->object.name))
        add_named(l, u, node, node->object.name, false);
}

struct thread_names *thread_names_look(struct model *m, const struct source *source)
{
    struct thread_names *names = memory_zeroed(1, sizeof *names);
    names->m = m;
    names->source = source;
    for (struct unit *u = m->units; u; u = u->next) {
        struct look l = {.names = names};
        model_each(m, u, see, &l);
    }
    for (size_t i = 0; i < m->made.count; i++)
        if (m->made.items[i].kind != SCOPE_THREAD && m->made.items[i].node)
            name_list_add(&add(names, m->made.items[i].node)->list, m->made.items[i].name);
    return names;
}

void thread_names_free(struct thread_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        name_list_free(&names->takers[i].list);
    free(names->takers);
    free(names);
}

static const struct taker *find(const struct thread_names *names, const struct node *node,
                                const struct node *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (names->takers[i].node == node && names->takers[i].name == name)
            return &names->takers[i];
    return NULL;
}

/* ---- At other times -------------------------------------------------------------------------- */

static bool same_text(const struct thread_names *names, const struct node *a, const struct node *b)
{
    const char *text = names->source->text;
    return a->end - a->begin == b->end - b->begin &&
           memcmp(text + a->begin, text + b->begin, a->end - a->begin) == 0;
}

static bool is_join(const struct node *n)
{
    return n->kind == NODE_OPERATION && n->operation.word == WORD_JOIN && !n->operation.limit;
}

/* The two loops have the same turns: what is between their words and their blocks is the same. */
static bool same_turns(const struct thread_names *names, const struct node *a, const struct node *b)
{
    if (a->kind != b->kind || (a->kind != NODE_FOR_RANGE && a->kind != NODE_FOR_LIST) ||
        a->loop.body->kind != NODE_BLOCK || b->loop.body->kind != NODE_BLOCK)
        return false;
    size_t length = a->loop.body->begin - a->begin;
    return length == b->loop.body->begin - b->begin &&
           memcmp(names->source->text + a->begin, names->source->text + b->begin, length) == 0;
}

static bool has_command(const struct node *block, const struct node *command)
{
    for (const struct node *n = block->block.first; n; n = n->next)
        if (n == command)
            return true;
    return false;
}

/* This command of main's waits for all that the other, which holds `made`, has made. */
static bool waits_for(const struct thread_names *names, const struct node *waits,
                      const struct node *holder, const struct taker *made)
{
    bool literal = model_name_text(names->m, names->m->units, made->name);
    if (is_join(waits) && !waits->operation.name)
        return !waits->operation.but_daemons;
    if (is_join(waits))
        return literal && same_text(names, waits->operation.name, made->name);
    if (!same_turns(names, waits, holder) || !has_command(holder->loop.body, made->node))
        return false;
    const struct node *first = waits->loop.body->block.first;
    return is_join(first) && first->operation.name &&
           same_text(names, first->operation.name, made->name);
}

struct making {
    const struct thread_names *names;
    const struct node *name;
    bool found;
};

static void find_making(void *context, const struct node *node)
{
    struct making *w = context;
    for (const struct node *n = node->kind == NODE_SPAWN ? node->spawn.names : NULL; n; n = n->next)
        w->found |= same_text(w->names, n, w->name);
    tree_each_child(node, find_making, w);
}

/* What is made is waited for by the same thread before it makes another of the name. */
static bool is_joined_first(const struct thread_names *names, const struct taker *made)
{
    struct making w = {names, made->name, false};
    for (const struct node *n = made->node->next; n && !w.found; n = n->next) {
        if (is_join(n) && n->operation.name && same_text(names, n->operation.name, made->name))
            return true;
        find_making(&w, n);
    }
    return false;
}

/* The two are made under the same name by the same code, and one is waited for first. */
static bool take_turns(const struct thread_names *names, const struct taker *a,
                       const struct taker *b)
{
    return a->thread && b->thread && a->unit && a->unit == b->unit &&
           same_text(names, a->name, b->name) && is_joined_first(names, a) &&
           is_joined_first(names, b);
}

/* When main makes the one, the threads of the other are not there yet, or have all ended. */
static bool is_over(const struct thread_names *names, const struct taker *own,
                    const struct taker *other)
{
    const struct node *holder = NULL, *n = names->m->root->block.first;
    bool over = true;
    if (own->unit != names->m->units || other->unit != own->unit || !other->thread)
        return false;
    for (; n && !holds(n, own->node); n = n->next) {
        if (holder && other->node->spawn.started)
            over |= waits_for(names, n, holder, other);
        if (!holds(n, other->node))
            continue;
        holder = n;
        over = false;
    }
    return over && n && !holds(n, other->node);
}

/* ---- Who may have which name ----------------------------------------------------------------- */

struct name_clash thread_names_clash(const struct thread_names *names, const struct node *spawn,
                                     const struct node *name)
{
    const struct taker *own = find(names, spawn, name);
    for (size_t i = 0; own && i < names->count; i++) {
        const struct taker *t = &names->takers[i];
        bool numbered = t->thread && (!t->name || !name);
        if (t == own || (t->thread && !t->name && !name) || !name_lists_meet(&own->list, &t->list))
            continue;
        if (numbered || !(is_over(names, own, t) || take_turns(names, own, t)))
            return (struct name_clash){t->node, t->thread && !numbered, numbered};
    }
    return (struct name_clash){0};
}

bool thread_names_meet(const struct thread_names *names, const struct node *a,
                       const struct node *a_name, const struct node *b, const struct node *b_name)
{
    const struct taker *x = find(names, a, a_name), *y = find(names, b, b_name);
    return !x || !y || name_lists_meet(&x->list, &y->list);
}

bool thread_names_differ(const struct thread_names *names, const struct node *spawn,
                         const struct node *name)
{
    const struct taker *own = find(names, spawn, name);
    return own && (own->list.differ || is_joined_first(names, own));
}

bool thread_names_again(const struct thread_names *names, const struct node *spawn,
                        const struct node *name)
{
    const struct taker *own = find(names, spawn, name);
    bool again = !own || !own->list.differ;
    for (size_t i = 0; own && i < names->count; i++) {
        const struct taker *t = &names->takers[i];
        again |= t != own && t->thread && name_lists_meet(&own->list, &t->list);
    }
    return again;
}

/* ---- Who has ended --------------------------------------------------------------------------- */

struct ending {
    const struct thread_names *names;
    const struct node *name, *until;
    bool joined;
};

/* Goes through the commands before `until`, and into what it stands in. */
static void find_ending(void *context, const struct node *node)
{
    struct ending *e = context;
    struct making w = {e->names, e->name, false};
    if (node->begin >= e->until->end)
        return;
    if (is_join(node) && node->operation.name &&
        same_text(e->names, node->operation.name, e->name)) {
        e->joined = true;
        return;
    }
    if (!holds(node, e->until) || is_loop(node))
        find_making(&w, node);
    if (w.found)
        e->joined = false;
    if (holds(node, e->until))
        tree_each_child(node, find_ending, e);
}

bool thread_names_joined(const struct thread_names *names, const struct unit *u,
                         const struct node *node, const struct node *name)
{
    struct name_list own = {0};
    const struct taker *made = NULL;
    size_t makers = 0;
    struct ending e = {names, name, node, false};
    const char *text = model_name_text(names->m, u, name);
    if (!text)
        return false;
    name_list_add(&own, text);
    for (size_t i = 0; i < names->count; i++) {
        if (!name_lists_meet(&own, &names->takers[i].list))
            continue;
        made = &names->takers[i];
        makers++;
    }
    name_list_free(&own);
    if (makers != 1 || !made->thread || made->unit != u || !made->node->spawn.body)
        return false;
    find_ending(&e, u->code);
    return e.joined;
}
