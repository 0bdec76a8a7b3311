/* names.c - two walks over a tree: what it makes, then what it uses. See names.h. */
#include "lang/names.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "core/wanted.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

enum { ANY = '\1' }; /* in a pattern: any text; a byte that no source text holds */

/* All that is known of one name. */
struct known {
    const char *name;            /* in the tree; owned by it */
    bool variable, named;        /* made as a variable; as a thread or object */
    bool open;                   /* a variable that may hold any text */
    bool reported;               /* as made by nothing */
    const struct node *function; /* its NODE_DEFINE, or NULL */
    const struct node **values;  /* the texts that the variable is given; owned */
    size_t value_count, value_capacity;
};

struct names {
    const struct names_options *options;
    struct diagnostics *found;
    void *entries;      /* tsearch tree of struct known */
    struct known **all; /* the same ones; owned */
    size_t count, capacity;
    char **patterns; /* of names made at run time; owned */
    size_t pattern_count, pattern_capacity;
    bool anything; /* a name may be made that no pattern tells */
};

static int compare_known(const void *a, const void *b)
{
    return strcmp(((const struct known *)a)->name, ((const struct known *)b)->name);
}

static struct known *find(const struct names *names, const char *name)
{
    struct known key = {.name = name};
    void *at = tfind(&key, &names->entries, compare_known);
    return at ? *(struct known **)at : NULL;
}

static struct known *known(struct names *names, const char *name)
{
    struct known *e = find(names, name);
    if (!e) {
        e = memory_zeroed(1, sizeof *e);
        e->name = name;
        if (!tsearch(e, &names->entries, compare_known))
            memory_exhausted(0);
        MEMORY_ROOM_FOR_ONE(names->all, names->count, names->capacity);
        names->all[names->count++] = e;
    }
    return e;
}

static void free_known(struct names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        tdelete(names->all[i], &names->entries, compare_known);
        free(names->all[i]->values);
        free(names->all[i]);
    }
    free(names->all);
}

static int compare_places(const void *a, const void *b)
{
    return compare_known(*(struct known *const *)a, *(struct known *const *)b);
}

/* ---- What is made ---------------------------------------------------------------------------- */

/* Adds what the expression's value looks like: its fixed texts, ANY for the rest. */
static void add_pattern(struct buffer *out, const struct node *e)
{
    if (e->kind == NODE_TEXT) {
        buffer_puts(out, e->text);
    } else if (e->kind == NODE_TEMPLATE) {
        for (const struct node *part = e->list; part; part = part->next)
            add_pattern(out, part);
    } else if (e->kind == NODE_BINARY && e->binary.does == OPERATOR_ADD && tree_is_text(e)) {
        add_pattern(out, e->binary.left);
        add_pattern(out, e->binary.right);
    } else if (out->length == 0 || out->bytes[out->length - 1] != ANY) {
        buffer_putc(out, ANY);
    }
}

static void note_pattern(struct names *names, const struct node *e)
{
    struct buffer pattern = {0};
    add_pattern(&pattern, e);
    if (pattern.length == 1 && pattern.bytes[0] == ANY) {
        names->anything = true;
        buffer_free(&pattern);
        return;
    }
    MEMORY_ROOM_FOR_ONE(names->patterns, names->pattern_count, names->pattern_capacity);
    names->patterns[names->pattern_count++] = buffer_take(&pattern);
}

/* A name was made from the text in this variable. */
static void note_variable_as_name(struct names *names, struct known *e)
{
    names->anything |= e->open;
    for (size_t i = 0; i < e->value_count; i++)
        note_pattern(names, e->values[i]);
    e->value_count = 0;
}

static void note_name(struct names *names, const struct node *name)
{
    const struct node *computed = name->name.computed;
    const char *bare = name->name.bare;
    if (computed && computed->kind == NODE_VARIABLE)
        bare = computed->text;
    if (!bare) {
        note_pattern(names, computed);
        return;
    }
    struct known *e = known(names, bare);
    e->named = true;
    if (e->variable)
        note_variable_as_name(names, e);
}

static void note_value(struct names *names, const char *variable, const struct node *value)
{
    struct known *e = known(names, variable);
    e->variable = true;
    if (!value || value->kind == NODE_INTEGER || value->kind == NODE_DURATION ||
        value->kind == NODE_BOOLEAN || value->kind == NODE_NONE)
        return;
    if (!tree_is_text(value) || value->kind == NODE_ME) {
        e->open = true;
        return;
    }
    MEMORY_ROOM_FOR_ONE(e->values, e->value_count, e->value_capacity);
    e->values[e->value_count++] = value;
}

static void note_open(struct names *names, const char *variable)
{
    known(names, variable)->variable = true;
    known(names, variable)->open = true;
}

static void note_function(struct names *names, const struct node *node)
{
    struct known *e = known(names, node->define.name);
    if (e->function)
        diagnostics_add(names->found, DIAGNOSTIC_ERROR, node->begin, node->begin + 6,
                        "the function '%s' is defined twice", node->define.name);
    e->function = node;
}

/* The first round collects variables and functions. */
static void make_variables(void *context, const struct node *node)
{
    struct names *names = context;
    switch (node->kind) {
    case NODE_ASSIGN:
        if (node->assign.target->kind == NODE_VARIABLE && node->assign.does == OPERATOR_NOTHING)
            note_value(names, node->assign.target->text, node->assign.value);
        else if (node->assign.target->kind == NODE_VARIABLE)
            note_open(names, node->assign.target->text);
        break;
    case NODE_DECLARE:
        note_value(names, node->declare.name, node->declare.value);
        break;
    case NODE_PARAMETER:
        note_open(names, node->text);
        break;
    case NODE_FOR_RANGE:
    case NODE_FOR_THREADS:
        note_value(names, node->loop.variable, NULL);
        break;
    case NODE_FOR_LIST:
        for (const struct node *v = node->loop.values; v; v = v->next)
            note_value(names, node->loop.variable, v);
        break;
    case NODE_FOR_RECEIVED:
        note_open(names, node->loop.variable);
        break;
    case NODE_TRY:
        if (node->attempt.variable)
            note_open(names, node->attempt.variable);
        break;
    case NODE_DEFINE:
        note_function(names, node);
        break;
    default:
        break;
    }
    tree_each_child(node, make_variables, names);
}

/* The second round collects threads and objects, whose names may stand in variables. */
static void make_names(void *context, const struct node *node)
{
    static const struct node number = {.kind = NODE_INTEGER};
    static const struct node prefix = {.kind = NODE_TEXT, .text = "Thread-"};
    struct names *names = context;
    if (node->kind == NODE_OBJECT) {
        note_name(names, node->object.name);
    } else if (node->kind == NODE_RENAME) {
        note_name(names, node->rename.new);
    } else if (node->kind == NODE_SPAWN) {
        for (const struct node *n = node->spawn.names; n; n = n->next)
            note_name(names, n);
        struct node left = prefix, right = number, whole = {.kind = NODE_BINARY, .height = 2};
        whole.binary.does = OPERATOR_ADD;
        whole.binary.left = &left;
        whole.binary.right = &right;
        if (!node->spawn.names)
            note_pattern(names, &whole);
    }
    tree_each_child(node, make_names, names);
}

/* ---- What is used ---------------------------------------------------------------------------- */

/* Whether the text looks like the pattern; ANY stands for one byte or more. */
static bool matches(const char *pattern, const char *text)
{
    const char *retry_pattern = NULL, *retry_text = NULL;
    while (*text) {
        if (*pattern == ANY) {
            retry_pattern = ++pattern;
            retry_text = ++text;
        } else if (*pattern == *text) {
            pattern++, text++;
        } else if (retry_pattern) {
            pattern = retry_pattern;
            text = ++retry_text;
        } else {
            return false;
        }
    }
    return *pattern == '\0';
}

static bool is_known(const struct names *names, const char *name)
{
    if (strcmp(name, "main") == 0)
        return true;
    for (size_t i = 0; i < names->pattern_count; i++)
        if (matches(names->patterns[i], name))
            return true;
    return names->options->exists && names->options->exists(names->options->context, name);
}

/* In the alphabet's order: of two that are as near, the first is offered. */
static void offer_known(struct names *names, bool functions, struct nearest *nearest)
{
    qsort(names->all, names->count, sizeof(struct known *), compare_places);
    for (size_t i = 0; i < names->count; i++) {
        const struct known *e = names->all[i];
        if (functions ? e->function != NULL : e->variable || e->named)
            nearest_offer(nearest, e->name);
    }
}

static const char *nearest_name(struct names *names, const char *name, bool functions)
{
    static const enum word_id values[] = {WORD_TRUE, WORD_FALSE, WORD_NONE, WORD_ME, WORD_NOW};
    struct nearest nearest;
    if (names->found->errors >= DIAGNOSTIC_ERRORS) /* it would not be shown */
        return NULL;
    nearest_begin(&nearest, name, strlen(name));
    if (names->count)
        offer_known(names, functions, &nearest);
    for (size_t i = 0; !functions && i < sizeof values / sizeof *values; i++)
        nearest_offer(&nearest, word_get(values[i])->name);
    for (int id = WORD_NOTHING + 1; functions && id < WORD_COUNT; id++) {
        const struct word *word = word_get((enum word_id)id);
        if (word_is_command(word) || word->class == WORD_BUILTIN)
            nearest_offer(&nearest, word->name);
    }
    return nearest_found(&nearest);
}

/* An error about this name, unless there was one already. */
static bool report(struct names *names, const char *name)
{
    struct known *e = known(names, name);
    bool first = !e->reported;
    e->reported = true;
    return first;
}

static void check_value(struct names *names, const struct node *node, const char *name)
{
    const struct known *e = find(names, name);
    const struct word *word = word_find(name, strlen(name));
    if ((e && (e->variable || e->named)) || is_known(names, name) || !report(names, name))
        return;
    if (e && e->function)
        diagnostics_add(names->found, DIAGNOSTIC_ERROR, node->begin, node->end,
                        "'%s' is a function; a call is written with parentheses: %s()", name, name);
    else if (word && word_is_free(word))
        diagnostics_add(names->found, DIAGNOSTIC_ERROR, node->begin, node->end,
                        "'%s' is a command here, and nothing in this script makes a variable of "
                        "that name",
                        name);
    else if (word && word->class == WORD_BUILTIN)
        diagnostics_add(names->found, DIAGNOSTIC_ERROR, node->begin, node->end,
                        "'%s' is a function; it is written: %s", name, word->usage);
    else
        diagnostic_suggest(diagnostics_add(names->found, DIAGNOSTIC_ERROR, node->begin, node->end,
                                           "nothing in this script makes or assigns '%s'", name),
                           nearest_name(names, name, false));
}

/* Whether what this word takes with a number is what there are several of. */
static bool takes_several(enum word_id word)
{
    unsigned takes = word_get(word)->completes[0];
    return takes >= COMPLETES_OPERAND &&
           kinds_taking((enum kind_operation)(takes - COMPLETES_OPERAND)) & KINDS_TAKING(SEVERAL);
}

/* How what this word works on is made. */
static const char *maker(enum word_id word)
{
    unsigned completes = word_get(word)->completes[0];
    if (word == WORD_CONDITION) /* on that lock */
        completes = COMPLETES_TAKING(CARRY);
    if (completes == COMPLETES_TAKING(WAITING)) /* many are */
        completes = COMPLETES_NOTHING;
    for (unsigned kind = 0; completes >= COMPLETES_OPERAND && kind < ENTITY_KINDS; kind++)
        if (kind_takes(kind, completes - COMPLETES_OPERAND) && kind_rows[kind].word)
            return kind_rows[kind].word;
    return word == WORD_ONCE ? "once" : word == WORD_START ? "thread" : "spawn";
}

/* The node names what the word works on; `several`: with a number. */
static void check_operand(struct names *names, const struct node *node, enum word_id word,
                          bool several)
{
    if (!node || node->kind != NODE_NAME || !node->name.bare)
        return;
    const char *name = node->name.bare;
    const struct known *e = find(names, name);
    if ((e && (e->variable || e->named)) || names->anything || is_known(names, name) ||
        !report(names, name))
        return;
    if (e && e->function) {
        diagnostics_add(names->found, DIAGNOSTIC_ERROR, node->begin, node->end,
                        "'%s' is a function, not a thread or an object", name);
        return;
    }
    const char *near = nearest_name(names, name, false);
    const char *way = several ? wanted_way(WANTED_SEVERAL_OF) : maker(word);
    const char *rest = several ? wanted_rest_of_way(WANTED_SEVERAL_OF)
                       : kind_rows[kinds_made_by(way)].number.needs ? " N"
                                                                    : "";
    if (near)
        diagnostic_suggest(diagnostics_add(names->found, DIAGNOSTIC_ERROR, node->begin, node->end,
                                           "nothing in this script makes '%s'", name),
                           near);
    else
        diagnostics_add(names->found, DIAGNOSTIC_ERROR, node->begin, node->end,
                        "nothing in this script makes '%s'; it is made by: %s %s%s", name, way,
                        name, rest);
}

static void check_name(struct names *names, const struct node *node, enum word_id word)
{
    check_operand(names, node, word, false);
}

static void check_call(struct names *names, const struct node *node)
{
    const char *name = node->call.name;
    const struct known *e = find(names, name);
    unsigned given = 0, wanted = 0;
    for (const struct node *n = node->call.arguments; n; n = n->next)
        given++;
    if (!e || !e->function) {
        if ((names->options->exists && names->options->exists(names->options->context, name)) ||
            !report(names, name))
            return;
        struct diagnostic *d =
            diagnostics_add(names->found, DIAGNOSTIC_ERROR, node->begin, node->end,
                            "no function '%s' is defined in this script", name);
        const struct word *word = word_find(name, strlen(name));
        if (word && word_is_free(word))
            diagnostic_expect(d, word->usage);
        else
            diagnostic_suggest(d, nearest_name(names, name, true));
        return;
    }
    for (const struct node *n = e->function->define.parameters; n; n = n->next)
        wanted++;
    if (given != wanted)
        diagnostics_add(names->found, DIAGNOSTIC_ERROR, node->begin, node->end,
                        "'%s' takes %u value%s, not %u", name, wanted, wanted == 1 ? "" : "s",
                        given);
}

/* spawn t f: two puppets, one of the function's name. */
static void check_spawn(struct names *names, const struct node *node)
{
    for (const struct node *n = node->spawn.names; n; n = n->next) {
        const struct known *e = n->name.bare ? find(names, n->name.bare) : NULL;
        if (e && e->function)
            diagnostics_add(names->found, DIAGNOSTIC_ERROR, n->begin, n->end,
                            "'%s' is a function; as a body it is written with parentheses: %s()",
                            e->name, e->name);
    }
}

static void use(void *context, const struct node *node)
{
    struct names *names = context;
    switch (node->kind) {
    case NODE_VARIABLE:
        check_value(names, node, node->text);
        break;
    case NODE_ELEMENT:
        check_value(names, node, node->element.name);
        break;
    case NODE_CALL:
        check_call(names, node);
        break;
    case NODE_BUILTIN:
        check_name(names, node->builtin.arguments, node->builtin.function);
        break;
    case NODE_OPERATION:
        check_operand(names, node->operation.name, node->operation.word,
                      node->operation.value && takes_several(node->operation.word));
        break;
    case NODE_FOR_RECEIVED:
        check_name(names, node->loop.channel, WORD_RECEIVE);
        break;
    case NODE_ORDER:
        for (const struct node *n = node->order.names; n; n = n->next)
            check_name(names, n, WORD_SPAWN);
        break;
    case NODE_OBJECT:
        check_name(names, node->object.lock, WORD_CONDITION);
        break;
    case NODE_SPAWN:
        check_spawn(names, node);
        break;
    case NODE_DAEMON:
        check_name(names, node->daemon.name, WORD_SPAWN);
        break;
    case NODE_RENAME:
        check_name(names, node->rename.old, WORD_SPAWN);
        break;
    case NODE_WITH:
        check_name(names, node->guard.name, node->guard.mode);
        break;
    case NODE_ONCE:
        check_name(names, node->guard.name, WORD_ONCE);
        break;
    default:
        break;
    }
    tree_each_child(node, use, names);
}

bool names_check(const struct tree *tree, const struct names_options *options,
                 struct diagnostics *found)
{
    struct names names = {.options = options, .found = found};
    size_t errors = found->errors;
    make_variables(&names, tree_root(tree));
    make_names(&names, tree_root(tree));
    use(&names, tree_root(tree));
    free_known(&names);
    for (size_t i = 0; i < names.pattern_count; i++)
        free(names.patterns[i]);
    free(names.patterns);
    return found->errors == errors;
}
