/* compile_names.c - the slots of a unit's private names, and what a bare name stands for. Which
 * names are private to what, scope.h says. */
#include "lang/compiler_inside.h"

#include "base/memory.h"
#include "core/handle.h"

#include <stdlib.h>
#include <string.h>

/* ---- Places ---------------------------------------------------------------------------------- */

static struct place place_in(const struct scope *scope, const char *name)
{
    const struct scope_name *n = scope_find(scope, name);
    if (!n)
        return (struct place){0};
    return (struct place){.found = true, .direct = n->alone, .slot = n->slot};
}

struct place place_of(const struct compiler *c, const char *name)
{
    return place_in(&c->scope, name);
}

unsigned place_operand(const struct place *place)
{
    return place->found ? handle_of(place->slot) : 0;
}

void names_enter(struct compiler *c, struct scope_block *block, const char *name, uint32_t slot)
{
    scope_enter(&c->scope, block, name);
    block->name.slot = slot;
}

/* ---- Laying out ------------------------------------------------------------------------------ */

/* A name by its number. */
struct numbered {
    uint32_t number;
    struct scope_name *name; /* of a scope */
};

static int compare_numbers(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

static uint32_t number_of(const struct compilation *all, const char *text)
{
    return name_intern(all->program->texts, text, strlen(text));
}

/* The scope's names from `first` on, in the order of their numbers; the caller frees them. */
static struct numbered *number_names(struct compiler *c, size_t first, size_t end)
{
    struct numbered *all = memory_zeroed(end - first + 1, sizeof *all);
    for (size_t i = first; i < end; i++) {
        struct scope_name *name = &c->scope.names[i];
        all[i - first] = (struct numbered){number_of(c->all, name->name), name};
    }
    qsort(all, end - first, sizeof *all, compare_numbers);
    return all;
}

static void place_name(struct compiler *c, struct scope_name *name, uint32_t slot)
{
    name->slot = slot;
    if (c->slot_end <= slot)
        c->slot_end = slot + 1;
    if (slot >= MOST_NAMED_SLOTS && !c->all->failed) {
        const struct origin *o = &c->program->origins[c->origin];
        c->all->failed = true;
        diagnostics_add(c->all->found, DIAGNOSTIC_ERROR, o->start, o->end,
                        "more than %d private variables in one place", MOST_NAMED_SLOTS);
    }
}

/* The next slot, for good. */
static void place_next(struct compiler *c, struct scope_name *name, uint32_t number)
{
    MEMORY_ROOM_FOR_ONE(c->slots, c->slot_count, c->slot_capacity);
    c->slots[c->slot_count] = (struct slot_use){.name = number, .used = true};
    place_name(c, name, c->slot_count++);
}

/* Names of one binding stand side by side. */
static size_t end_of_binding(const struct scope *scope, size_t first)
{
    size_t end = first;
    while (end < scope->count && scope->names[end].binding == scope->names[first].binding)
        end++;
    return end;
}

/* Slots for all names from `first` on. */
static void place_rest(struct compiler *c, size_t first)
{
    struct numbered *all = number_names(c, first, c->scope.count);
    for (size_t i = 0; i < c->scope.count - first; i++)
        place_next(c, all[i].name, all[i].number);
    free(all);
}

static void add_capture(struct compiler *c, uint32_t slot)
{
    MEMORY_ROOM_FOR_ONE(c->captures, c->capture_count, c->capture_capacity);
    c->captures[c->capture_count++] = slot;
}

static size_t place_parameters(struct compiler *c)
{
    size_t i = 0;
    for (; i < c->scope.count && c->scope.names[i].binding == SCOPE_PARAMETER; i++)
        place_next(c, &c->scope.names[i], compiler_name(c, c->scope.names[i].name));
    c->parameters = c->slot_count;
    return i;
}

void names_of_function(struct compiler *c, const struct node *define)
{
    scope_of_function(&c->scope, define);
    place_rest(c, place_parameters(c));
}

void names_of_evaluation(struct compiler *c, const char *const *parameters, size_t count)
{
    scope_of_expression(&c->scope, parameters, count);
    place_parameters(c);
}

/* All of them have numbers, in the order of the text. */
static void number_all(const struct compilation *all, const struct scope_list *names)
{
    for (size_t i = 0; i < names->count; i++)
        number_of(all, names->items[i]);
}

void names_of_body(struct compiler *c, const struct node *body)
{
    size_t captured = 0;
    scope_of_body(&c->scope, &c->maker->scope, body);
    number_all(c->all, &c->scope.used);
    if (c->scope.count && c->scope.names[0].binding == SCOPE_CAPTURED)
        captured = end_of_binding(&c->scope, 0);
    struct numbered *all = number_names(c, 0, captured);
    for (size_t i = 0; i < captured; i++) {
        add_capture(c, all[i].name->maker->slot);
        place_next(c, all[i].name, all[i].number);
    }
    free(all);
    place_rest(c, captured);
}

void names_of_script(struct compiler *c, const struct node *root)
{
    scope_of_script(&c->scope, root);
    place_rest(c, 0);
}

/* ---- Orders ---------------------------------------------------------------------------------- */

static bool find_private(const struct program *p, uint32_t name, uint32_t *slot)
{
    for (*slot = 0; *slot < p->private_count; ++*slot)
        if (p->privates[*slot] == name)
            return true;
    return false;
}

static bool is_kept(void *context, const char *name)
{
    struct compilation *all = context;
    uint32_t number = number_of(all, name), slot;
    return number && find_private(all->program, number, &slot);
}

/* Gives the names places among those that orders share, in the order of their numbers. */
static void share(struct compilation *all, struct scope_list names)
{
    struct numbered *numbered = memory_zeroed(names.count + 1, sizeof *numbered);
    for (size_t i = 0; i < names.count; i++)
        numbered[i].number = number_of(all, names.items[i]);
    qsort(numbered, names.count, sizeof *numbered, compare_numbers);
    for (size_t i = 0; i < names.count; i++)
        if (numbered[i].number)
            program_private(all->program, numbered[i].number);
    free(numbered);
    scope_list_free(&names);
}

static void place_ordered(struct compiler *c, struct numbered n, uint32_t *given)
{
    uint32_t slot;
    if (n.name->binding == SCOPE_KEPT) {
        find_private(c->program, n.number, &slot);
    } else {
        slot = slot_take(c, n.number, 1);
        given[c->capture_count] = n.name->maker->slot;
        add_capture(c, slot);
    }
    place_name(c, n.name, slot);
}

void names_of_order(struct compiler *c, const struct node *command, uint32_t *given)
{
    struct scope_list used = scope_used(command);
    number_all(c->all, &used);
    scope_list_free(&used);
    share(c->all, scope_assigned(command));
    scope_of_order(&c->scope, c->maker ? &c->maker->scope : NULL, command, is_kept, c->all);
    struct numbered *all = number_names(c, 0, c->scope.count);
    for (size_t i = 0; i < c->scope.count; i++) {
        if (all[i].name->binding == SCOPE_CAPTURED && c->capture_count == MOST_VALUES) {
            compiler_fail(c, command, "an order takes along at most %d values", MOST_VALUES);
            break;
        }
        place_ordered(c, all[i], given);
    }
    free(all);
}

static void share_in_orders(void *context, const struct node *node)
{
    if (node->kind == NODE_ORDER)
        share(context, scope_assigned(node->order.command));
    tree_each_child(node, share_in_orders, context);
}

void names_of_all_orders(struct compilation *all, const struct node *root)
{
    share_in_orders(all, root);
}
