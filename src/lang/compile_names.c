/* compile_names.c - which names have private slots in a unit, and what a bare name stands for. */
#include "lang/compiler_inside.h"

#include "base/memory.h"
#include "core/handle.h"

#include <stdlib.h>
#include <string.h>

/* ---- Sets of names ------------------------------------------------------------------------------
 */

struct names {
    struct compilation *all;
    uint32_t *items;
    uint32_t count, capacity;
};

static void add_name(struct names *set, const char *text)
{
    uint32_t name = name_intern(set->all->program->texts, text, strlen(text));
    MEMORY_ROOM_FOR_ONE(set->items, set->count, set->capacity);
    set->items[set->count++] = name;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void sort_names(struct names *set)
{
    if (set->count == 0)
        return;
    qsort(set->items, set->count, sizeof *set->items, compare_numbers);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < set->count; i++)
        if (set->items[i] != set->items[kept - 1])
            set->items[kept++] = set->items[i];
    set->count = kept;
}

/* The names that the code assigns, so that they are private to it. Bodies, functions and orders in
 * it are code of others. */
static void collect_assigned(void *context, const struct node *node)
{
    struct names *set = context;
    switch (node->kind) {
    case NODE_SPAWN:
    case NODE_OBJECTS:
    case NODE_DEFINE:
    case NODE_ORDER:
        return;
    case NODE_ASSIGN:
        if (node->assign.target->kind == NODE_VARIABLE)
            add_name(set, node->assign.target->text);
        return;
    case NODE_DECLARE:
        if (node->declare.storage == WORD_PRIVATE)
            add_name(set, node->declare.name);
        return;
    default:
        tree_each_child(node, collect_assigned, set);
    }
}

/* Every bare name in the code that could be a variable, in bodies and orders inside it too. */
static void collect_used(void *context, const struct node *node)
{
    struct names *set = context;
    if (node->kind == NODE_DEFINE)
        return;
    if (node->kind == NODE_VARIABLE)
        add_name(set, node->text);
    else if (node->kind == NODE_ELEMENT)
        add_name(set, node->element.name);
    else if (node->kind == NODE_NAME && node->name.bare)
        add_name(set, node->name.bare);
    else if (node->kind == NODE_DECLARE)
        add_name(set, node->declare.name);
    tree_each_child(node, collect_used, set);
}

static struct names assigned_in(struct compilation *all, const struct node *code)
{
    struct names set = {.all = all};
    collect_assigned(&set, code);
    sort_names(&set);
    return set;
}

static struct names used_in(struct compilation *all, const struct node *code)
{
    struct names set = {.all = all};
    collect_used(&set, code);
    sort_names(&set);
    return set;
}

/* ---- Places -------------------------------------------------------------------------------------
 */

static int compare_named(const void *a, const void *b)
{
    const struct named_slot *x = a, *y = b;
    return (x->name > y->name) - (x->name < y->name);
}

static struct place find_place(const struct compiler *c, uint32_t name)
{
    for (const struct block_name *b = c->block_names; b; b = b->outer)
        if (b->name == name)
            return (struct place){.found = true, .direct = true, .slot = b->slot};
    struct named_slot wanted = {.name = name};
    const struct named_slot *n =
        c->named_count ? bsearch(&wanted, c->named, c->named_count, sizeof wanted, compare_named)
                       : NULL;
    if (!n)
        return (struct place){0};
    return (struct place){.found = true, .direct = n->direct, .slot = n->slot};
}

struct place place_of(const struct compiler *c, const char *name)
{
    uint32_t text = text_intern(c->program->texts, name, strlen(name));
    uint32_t known = text == TEXT_TOO_MUCH ? 0 : text_known_name(c->program->texts, text);
    return known ? find_place(c, known) : (struct place){0};
}

unsigned place_operand(const struct place *place)
{
    return place->found ? handle_of(place->slot) : 0;
}

/* ---- Laying out ---------------------------------------------------------------------------------
 */

static void add_named(struct compiler *c, uint32_t name, uint32_t slot, bool direct)
{
    MEMORY_ROOM_FOR_ONE(c->named, c->named_count, c->named_capacity);
    c->named[c->named_count++] = (struct named_slot){.name = name, .slot = slot, .direct = direct};
    if (c->slot_end <= slot)
        c->slot_end = slot + 1;
    if (slot >= MOST_NAMED_SLOTS && !c->all->failed) {
        const struct origin *o = &c->program->origins[c->origin];
        c->all->failed = true;
        diagnostics_add(c->all->found, DIAGNOSTIC_ERROR, o->start, o->end,
                        "more than %d private variables in one place", MOST_NAMED_SLOTS);
    }
}

static bool is_named(const struct compiler *c, uint32_t name, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (c->named[i].name == name)
            return true;
    return false;
}

/* The next slot, for good. */
static void add_own(struct compiler *c, uint32_t name, bool direct)
{
    MEMORY_ROOM_FOR_ONE(c->slots, c->slot_count, c->slot_capacity);
    c->slots[c->slot_count] = (struct slot_use){.name = name, .used = true};
    add_named(c, name, c->slot_count++, direct);
}

static void sort_named(struct compiler *c)
{
    if (c->named_count)
        qsort(c->named, c->named_count, sizeof *c->named, compare_named);
}

/* Adds the names that the code assigns, but for the parameters and captured ones, which are there
 * already; then all are in. */
static void add_assigned(struct compiler *c, const struct node *code)
{
    struct names set = assigned_in(c->all, code);
    uint32_t given = c->named_count;
    for (uint32_t i = 0; i < set.count; i++)
        if (!is_named(c, set.items[i], given))
            add_own(c, set.items[i], false);
    free(set.items);
    sort_named(c);
}

static void add_capture(struct compiler *c, uint32_t slot)
{
    MEMORY_ROOM_FOR_ONE(c->captures, c->capture_count, c->capture_capacity);
    c->captures[c->capture_count++] = slot;
}

void names_of_function(struct compiler *c, const struct node *parameters, const struct node *body)
{
    for (const struct node *n = parameters; n; n = n->next)
        add_own(c, compiler_name(c, n->text), true);
    c->parameters = c->slot_count;
    add_assigned(c, body);
}

void names_of_evaluation(struct compiler *c, const char *const *parameters, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_own(c, compiler_name(c, parameters[i]), true);
    c->parameters = c->slot_count;
    sort_named(c);
}

void names_of_body(struct compiler *c, const struct node *body)
{
    struct names used = used_in(c->all, body);
    for (uint32_t i = 0; i < used.count; i++) {
        struct place place = find_place(c->maker, used.items[i]);
        if (!place.found)
            continue;
        add_capture(c, place.slot);
        add_own(c, used.items[i], place.direct);
    }
    free(used.items);
    add_assigned(c, body);
}

void names_of_script(struct compiler *c, const struct node *root)
{
    add_assigned(c, root);
}

/* ---- Orders -------------------------------------------------------------------------------------
 */

static bool find_private(const struct program *p, uint32_t name, uint32_t *slot)
{
    for (*slot = 0; *slot < p->private_count; ++*slot)
        if (p->privates[*slot] == name)
            return true;
    return false;
}

/* Gives the names that the order assigns their places. */
static void share_assigned(struct compilation *all, const struct node *command)
{
    struct names set = assigned_in(all, command);
    for (uint32_t i = 0; i < set.count; i++)
        if (set.items[i])
            program_private(all->program, set.items[i]);
    free(set.items);
}

void names_of_order(struct compiler *c, const struct node *command, uint32_t *given)
{
    struct names used = used_in(c->all, command);
    share_assigned(c->all, command);
    for (uint32_t i = 0; i < used.count; i++) {
        uint32_t name = used.items[i], slot;
        struct place place = c->maker ? find_place(c->maker, name) : (struct place){0};
        if (name == 0)
            continue;
        if (!place.direct) {
            if (find_private(c->program, name, &slot))
                add_named(c, name, slot, false);
        } else if (c->capture_count == MOST_VALUES) {
            compiler_fail(c, command, "an order takes along at most %d values", MOST_VALUES);
            break;
        } else {
            slot = slot_take(c, name, 1);
            given[c->capture_count] = place.slot;
            add_capture(c, slot);
            add_named(c, name, slot, true);
        }
    }
    free(used.items);
    sort_named(c);
}

static void collect_in_orders(void *context, const struct node *node)
{
    struct compilation *all = context;
    if (node->kind == NODE_ORDER)
        share_assigned(all, node->order.command);
    tree_each_child(node, collect_in_orders, all);
}

void names_of_all_orders(struct compilation *all, const struct node *root)
{
    collect_in_orders(all, root);
}
