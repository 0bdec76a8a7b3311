/* scope.c - see scope.h. */
#include "lang/scope.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* ---- Lists of names -------------------------------------------------------------------------- */

struct occurrence {
    const char *name;
    size_t at;
};

static int by_name(const void *a, const void *b)
{
    const struct occurrence *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

static int by_place(const void *a, const void *b)
{
    const struct occurrence *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

static void add(struct scope_list *list, const char *name)
{
    MEMORY_ROOM_FOR_ONE(list->items, list->count, list->capacity);
    list->items[list->count++] = name;
}

/* Leaves the first of each name. */
static void keep_first(struct scope_list *list)
{
    if (list->count < 2)
        return;
    struct occurrence *all = memory_zeroed(list->count, sizeof *all);
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        all[i] = (struct occurrence){list->items[i], i};
    qsort(all, list->count, sizeof *all, by_name);
    for (size_t i = 0; i < list->count; i++)
        if (i == 0 || strcmp(all[kept - 1].name, all[i].name) != 0)
            all[kept++] = all[i];
    qsort(all, kept, sizeof *all, by_place);
    for (size_t i = 0; i < kept; i++)
        list->items[i] = all[i].name;
    list->count = kept;
    free(all);
}

void scope_list_free(struct scope_list *list)
{
    free(list->items);
    *list = (struct scope_list){0};
}

static void collect_assigned(void *context, const struct node *node)
{
    switch (node->kind) {
    case NODE_SPAWN:
    case NODE_OBJECTS:
    case NODE_DEFINE:
    case NODE_ORDER:
        return;
    case NODE_ASSIGN:
        if (node->assign.target->kind == NODE_VARIABLE)
            add(context, node->assign.target->text);
        return;
    case NODE_DECLARE:
        if (node->declare.storage == WORD_PRIVATE)
            add(context, node->declare.name);
        return;
    default:
        tree_each_child(node, collect_assigned, context);
    }
}

static void collect_used(void *context, const struct node *node)
{
    if (node->kind == NODE_DEFINE)
        return;
    if (node->kind == NODE_VARIABLE)
        add(context, node->text);
    else if (node->kind == NODE_ELEMENT)
        add(context, node->element.name);
    else if (node->kind == NODE_NAME && node->name.bare)
        add(context, node->name.bare);
    else if (node->kind == NODE_DECLARE)
        add(context, node->declare.name);
    tree_each_child(node, collect_used, context);
}

static void collect_kept(void *context, const struct node *node)
{
    if (node->kind == NODE_ORDER)
        collect_assigned(context, node->order.command);
    tree_each_child(node, collect_kept, context);
}

static struct scope_list collect(void (*each)(void *context, const struct node *node),
                                 const struct node *code)
{
    struct scope_list list = {0};
    each(&list, code);
    keep_first(&list);
    return list;
}

struct scope_list scope_assigned(const struct node *code)
{
    return collect(collect_assigned, code);
}

struct scope_list scope_used(const struct node *code)
{
    return collect(collect_used, code);
}

struct scope_list scope_kept(const struct node *code)
{
    return collect(collect_kept, code);
}

/* ---- Scopes ---------------------------------------------------------------------------------- */

static void add_name(struct scope *scope, struct scope_name name)
{
    MEMORY_ROOM_FOR_ONE(scope->names, scope->count, scope->capacity);
    scope->names[scope->count++] = name;
}

static const struct scope_name *find_among(const struct scope *scope, size_t count,
                                           const char *name)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct scope_name *n = &scope->names[scope->sorted[middle]];
        int order = strcmp(n->name, name);
        if (order == 0)
            return n;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* So that all names so far are found. */
static void sort(struct scope *scope)
{
    if (scope->count == 0)
        return;
    struct occurrence *all = memory_zeroed(scope->count, sizeof *all);
    for (size_t i = 0; i < scope->count; i++)
        all[i] = (struct occurrence){scope->names[i].name, i};
    qsort(all, scope->count, sizeof *all, by_name);
    scope->sorted = memory_resize(scope->sorted, scope->count * sizeof *scope->sorted);
    for (size_t i = 0; i < scope->count; i++)
        scope->sorted[i] = all[i].at;
    free(all);
}

static void collect_declared(void *context, const struct node *node)
{
    if (node->kind == NODE_SPAWN || node->kind == NODE_OBJECTS || node->kind == NODE_DEFINE ||
        node->kind == NODE_ORDER)
        return;
    if (node->kind == NODE_DECLARE && node->declare.storage == WORD_PRIVATE)
        add(context, node->declare.name);
    tree_each_child(node, collect_declared, context);
}

static void mark_declared(struct scope *scope, const struct node *code)
{
    struct scope_list declared = collect(collect_declared, code);
    for (size_t i = 0; i < declared.count; i++) {
        const struct scope_name *n = find_among(scope, scope->count, declared.items[i]);
        if (n)
            scope->names[n - scope->names].declared = true;
    }
    scope_list_free(&declared);
}

/* Adds what the code assigns, but for the names that are there already. */
static void add_assigned(struct scope *scope, const struct node *code)
{
    struct scope_list assigned = scope_assigned(code);
    size_t given = scope->count;
    sort(scope);
    for (size_t i = 0; i < assigned.count; i++)
        if (!find_among(scope, given, assigned.items[i]))
            add_name(scope, (struct scope_name){assigned.items[i], .binding = SCOPE_ASSIGNED});
    scope_list_free(&assigned);
    sort(scope);
    mark_declared(scope, code);
}

void scope_of_script(struct scope *scope, const struct node *root)
{
    *scope = (struct scope){0};
    add_assigned(scope, root);
}

void scope_of_function(struct scope *scope, const struct node *define)
{
    *scope = (struct scope){0};
    for (const struct node *n = define->define.parameters; n; n = n->next)
        add_name(scope, (struct scope_name){n->text, .binding = SCOPE_PARAMETER, .alone = true});
    add_assigned(scope, define->define.body);
}

void scope_of_expression(struct scope *scope, const char *const *parameters, size_t count)
{
    *scope = (struct scope){0};
    for (size_t i = 0; i < count; i++)
        add_name(scope,
                 (struct scope_name){parameters[i], .binding = SCOPE_PARAMETER, .alone = true});
    sort(scope);
}

static void add_captured(struct scope *scope, const char *name, const struct scope_name *maker)
{
    add_name(scope, (struct scope_name){name, .binding = SCOPE_CAPTURED, .alone = maker->alone,
                                        .declared = maker->declared, .maker = maker});
}

void scope_of_body(struct scope *scope, const struct scope *maker, const struct node *body)
{
    *scope = (struct scope){.used = scope_used(body)};
    for (size_t i = 0; i < scope->used.count; i++) {
        const struct scope_name *theirs = scope_find(maker, scope->used.items[i]);
        if (theirs)
            add_captured(scope, scope->used.items[i], theirs);
    }
    add_assigned(scope, body);
}

void scope_of_order(struct scope *scope, const struct scope *giver, const struct node *command,
                    bool (*is_kept)(void *context, const char *name), void *context)
{
    *scope = (struct scope){.used = scope_used(command)};
    for (size_t i = 0; i < scope->used.count; i++) {
        const char *name = scope->used.items[i];
        const struct scope_name *theirs = giver ? scope_find(giver, name) : NULL;
        if (theirs && theirs->alone)
            add_captured(scope, name, theirs);
        else if (is_kept(context, name))
            add_name(scope, (struct scope_name){name, .binding = SCOPE_KEPT});
    }
    sort(scope);
    mark_declared(scope, command);
}

void scope_free(struct scope *scope)
{
    free(scope->names);
    free(scope->sorted);
    scope_list_free(&scope->used);
    *scope = (struct scope){0};
}

void scope_enter(struct scope *scope, struct scope_block *block, const char *name)
{
    *block = (struct scope_block){{name, .binding = SCOPE_BLOCK, .alone = true}, scope->blocks};
    scope->blocks = block;
}

void scope_leave(struct scope *scope)
{
    scope->blocks = scope->blocks->outer;
}

const struct scope_name *scope_find(const struct scope *scope, const char *name)
{
    for (const struct scope_block *b = scope->blocks; b; b = b->outer)
        if (strcmp(b->name.name, name) == 0)
            return &b->name;
    return find_among(scope, scope->count, name);
}

/* ---- What is made for all threads ------------------------------------------------------------ */

static bool is_alike(const struct scope_made *a, const struct scope_made *b)
{
    return a->kind == b->kind && a->made == b->made && !a->size == !b->size;
}

static void note(struct scope_made_list *list, struct scope_made made)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].name, made.name) != 0)
            continue;
        list->items[i].times++;
        list->items[i].mixed |= !is_alike(&list->items[i], &made);
        return;
    }
    MEMORY_ROOM_FOR_ONE(list->items, list->count, list->capacity);
    made.times = 1;
    list->items[list->count++] = made;
}

/* The text of what stands where a thread or an object is made; NULL: it is computed. */
static const char *text_of(const struct node *name)
{
    if (name->name.bare)
        return name->name.bare;
    return name->name.computed->kind == NODE_TEXT ? name->name.computed->text : NULL;
}

static void note_objects(struct scope_made_list *list, const struct node *node)
{
    for (const struct node *n = node->objects.objects; n; n = n->next)
        if (text_of(n->object.name))
            note(list, (struct scope_made){text_of(n->object.name), SCOPE_OBJECT,
                                           .made = node->objects.made, .node = n,
                                           .size = n->object.name->name.index});
}

static void collect_made(void *context, const struct node *node)
{
    struct scope_made_list *list = context;
    if (node->kind == NODE_DECLARE && node->declare.storage != WORD_PRIVATE)
        note(list, (struct scope_made){node->declare.name, SCOPE_VARIABLE, .node = node,
                                       .made = node->declare.storage, .size = node->declare.size});
    else if (node->kind == NODE_DEFINE)
        note(list, (struct scope_made){node->define.name, SCOPE_FUNCTION, .node = node});
    else if (node->kind == NODE_OBJECTS)
        note_objects(list, node);
    else if (node->kind == NODE_SPAWN)
        for (const struct node *n = node->spawn.names; n; n = n->next)
            if (text_of(n))
                note(list, (struct scope_made){text_of(n), SCOPE_THREAD, .node = node});
    tree_each_child(node, collect_made, list);
}

enum { MOST_CALLS = 200 /* that are looked through for one name */ };

/* Where a name stands, and where a function is called that has it in it. */
struct uses {
    const char *name;
    const struct node *root;
    unsigned *left;    /* so many calls are still looked through */
    size_t used, call; /* where the name, or such a call, first stands outside of functions */
};

static void find_uses(void *context, const struct node *node);

struct definition {
    struct uses *uses;
    const char *function;
    bool reaches;
};

static void look_into(void *context, const struct node *node)
{
    struct definition *d = context;
    if (node->kind == NODE_DEFINE && strcmp(node->define.name, d->function) == 0) {
        struct uses inside = *d->uses;
        inside.used = inside.call = SIZE_MAX;
        find_uses(&inside, node->define.body);
        d->reaches |= inside.used != SIZE_MAX || inside.call != SIZE_MAX;
    }
    tree_each_child(node, look_into, d);
}

/* Whether the function has the name in it, or one that it calls; where too many do, or in a ring,
 * it counts as if. */
static bool reaches(struct uses *uses, const char *function)
{
    struct definition d = {uses, function, *uses->left == 0};
    if (d.reaches)
        return true;
    --*uses->left;
    look_into(&d, uses->root);
    return d.reaches;
}

static void find_uses(void *context, const struct node *node)
{
    struct uses *uses = context;
    const char *name = node->kind == NODE_VARIABLE  ? node->text
                       : node->kind == NODE_ELEMENT ? node->element.name
                       : node->kind == NODE_NAME    ? node->name.bare
                                                    : NULL;
    if (node->kind == NODE_DEFINE)
        return;
    if (name && strcmp(name, uses->name) == 0 && node->begin < uses->used)
        uses->used = node->begin;
    if (node->kind == NODE_CALL && node->begin < uses->call && reaches(uses, node->call.name))
        uses->call = node->begin;
    tree_each_child(node, find_uses, uses);
}

static bool makes(const struct node *command, const struct node *made)
{
    const struct node *n = command->kind == NODE_OBJECTS ? command->objects.objects : NULL;
    while (n && n != made)
        n = n->next;
    return command == made || n;
}

static bool is_early(const struct node *root, const struct scope_made *made)
{
    const struct node *n = root->block.first;
    unsigned left = MOST_CALLS;
    struct uses uses = {
        .name = made->name, .root = root, .left = &left, .used = SIZE_MAX, .call = SIZE_MAX};
    if (!made->node || made->kind == SCOPE_FUNCTION)
        return false;
    while (n && (n->end <= made->node->begin || n->kind == NODE_DEFINE))
        n = n->next;
    if (!n || !makes(n, made->node))
        return true;
    find_uses(&uses, root);
    return uses.used < made->node->begin || uses.call < made->node->begin;
}

struct scope_made_list scope_made(const struct node *root)
{
    struct scope_made_list list = {0};
    note(&list, (struct scope_made){.name = "main", .kind = SCOPE_THREAD});
    collect_made(&list, root);
    for (size_t i = 0; i < list.count; i++)
        list.items[i].early = is_early(root, &list.items[i]);
    return list;
}

const struct scope_made *scope_made_find(const struct scope_made_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].name, name) == 0)
            return &list->items[i];
    return NULL;
}

void scope_made_free(struct scope_made_list *list)
{
    free(list->items);
    *list = (struct scope_made_list){0};
}

enum scope_meaning scope_meaning(const struct scope *scope, const struct scope_made_list *list,
                                 const char *name, const struct scope_made **made)
{
    const struct scope_name *own = scope_find(scope, name);
    *made = own && own->alone ? NULL : scope_made_find(list, name);
    if (!*made)
        return own ? SCOPE_MEANS_PRIVATE : SCOPE_MEANS_TEXT;
    return own && (own->declared || (*made)->early) ? SCOPE_MEANS_EITHER : SCOPE_MEANS_MADE;
}
