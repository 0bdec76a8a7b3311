/* check.c - see check.h.
 *
 * The words that are not the language's become parameters of the expression: `steps`, `deadlocked`,
 * and a name for each `printed("...")`. failed(T) becomes (state(T) == "failed"). What is compiled
 * is the text so changed; errors are told of the text as it was, before. */
#include "lesson/check.h"

#include "base/memory.h"
#include "lang/compiler.h"
#include "lang/parser.h"
#include "watch/deadlock.h"

#include <stdlib.h>
#include <string.h>

struct check {
    uint32_t unit;
    bool deadlocked; /* the word is in it */
    char **printed;  /* the texts, in the order of their parameters */
    size_t printed_count;
};

/* ---- Looking through the tree -------------------------------------------------------------------
 */

/* A piece of the text that is to be something else. */
struct change_of_text {
    size_t begin, end;
    char *text; /* owned */
};

struct reading {
    const struct source *source;
    struct diagnostics *found;
    char *prefix; /* no name in the text begins with it */
    struct check *check;
    struct change_of_text *changes;
    size_t change_count, change_capacity;
    size_t printed_capacity;
};

static void look(void *context, const struct node *node);

static void change(struct reading *r, size_t begin, size_t end, char *text)
{
    MEMORY_ROOM_FOR_ONE(r->changes, r->change_count, r->change_capacity);
    r->changes[r->change_count++] = (struct change_of_text){begin, end, text};
}

static struct diagnostic *refuse(struct reading *r, const struct node *node, const char *what)
{
    return diagnostics_add(r->found, DIAGNOSTIC_ERROR, node->begin, node->end, "%s", what);
}

static void look_at_printed(struct reading *r, const struct node *call)
{
    const struct node *argument = call->call.arguments;
    struct check *c = r->check;
    if (!argument || argument->next || argument->kind != NODE_TEXT || *argument->text == '\0') {
        diagnostic_expect(refuse(r, call, "'printed' takes one text, with nothing computed in it"),
                          "printed(\"TEXT\")");
        return;
    }
    struct buffer name = {0};
    buffer_printf(&name, "%s%zu", r->prefix, c->printed_count);
    change(r, call->begin, call->end, buffer_take(&name));
    MEMORY_ROOM_FOR_ONE(c->printed, c->printed_count, r->printed_capacity);
    c->printed[c->printed_count++] = memory_copy(argument->text);
}

static void look_at_failed(struct reading *r, const struct node *call)
{
    const struct node *argument = call->call.arguments;
    if (!argument || argument->next) {
        diagnostic_expect(refuse(r, call, "'failed' takes the name of one thread"),
                          "failed(THREAD)");
        return;
    }
    change(r, call->begin, argument->begin, memory_copy("(state("));
    look(r, argument);
    change(r, argument->end, call->end, memory_copy(") == \"failed\")"));
}

static void look_at_call(struct reading *r, const struct node *call)
{
    static const char *const functions[] = {"printed", "failed", "alive",  "state", "result",
                                            "isset",   "locked", "owner",  "value", "broken",
                                            "waiting", "len",    "active", "daemon"};
    if (strcmp(call->call.name, "printed") == 0) {
        look_at_printed(r, call);
    } else if (strcmp(call->call.name, "failed") == 0) {
        look_at_failed(r, call);
    } else {
        struct nearest n;
        nearest_begin(&n, call->call.name, strlen(call->call.name));
        for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
            nearest_offer(&n, functions[i]);
        diagnostic_suggest(refuse(r, call, "a check calls no functions but those that look"),
                           nearest_found(&n));
    }
}

static void look(void *context, const struct node *node)
{
    struct reading *r = context;
    if (node->kind == NODE_CALL) {
        look_at_call(r, node);
        return;
    }
    if (node->kind == NODE_VARIABLE && strcmp(node->text, "deadlocked") == 0)
        r->check->deadlocked = true;
    if (node->kind == NODE_ME)
        refuse(r, node, "no thread runs a check, so there is no 'me' in it");
    if (node->kind == NODE_BUILTIN)
        switch (node->builtin.function) {
        case WORD_RANDOM:
        case WORD_CHOOSE:
        case WORD_CAS:
        case WORD_ADD:
        case WORD_SWAP:
            refuse(r, node, "a check looks, and changes nothing");
            break;
        default:
            break;
        }
    tree_each_child(node, look, r);
}

/* Whether the value can only be something else than true or false. */
static bool is_no_claim(const struct node *node)
{
    switch (node->kind) {
    case NODE_INTEGER:
    case NODE_DURATION:
    case NODE_NONE:
    case NODE_TEXT:
    case NODE_TEMPLATE:
    case NODE_NOW:
    case NODE_NEGATE:
        return true;
    case NODE_VARIABLE:
        return strcmp(node->text, "steps") == 0;
    case NODE_BINARY:
        return node->binary.does >= OPERATOR_ADD;
    default:
        return false;
    }
}

/* Parses the text and looks through it; NULL after an error. */
static struct tree *read_check(struct reading *r)
{
    size_t errors = r->found->errors;
    struct tree *tree = parser_parse_expression(r->source, r->found);
    if (!tree)
        return NULL;
    if (is_no_claim(tree_root(tree)))
        diagnostic_expect(refuse(r, tree_root(tree), "this is neither true nor false"),
                          "a condition");
    look(r, tree_root(tree));
    if (r->found->errors == errors)
        return tree;
    tree_free(tree);
    return NULL;
}

static char *new_prefix(const struct source *source)
{
    char *text = memory_copy_bytes(source->text, source->length);
    struct buffer prefix = {0};
    buffer_puts(&prefix, "printed_");
    while (strstr(text, buffer_text(&prefix)))
        buffer_putc(&prefix, '_');
    free(text);
    return buffer_take(&prefix);
}

static struct reading reading_begin(const struct source *source, struct diagnostics *found)
{
    return (struct reading){.source = source,
                            .found = found,
                            .prefix = new_prefix(source),
                            .check = memory_zeroed(1, sizeof(struct check))};
}

static void reading_end(struct reading *r)
{
    for (size_t i = 0; i < r->change_count; i++)
        free(r->changes[i].text);
    free(r->changes);
    free(r->prefix);
}

bool check_parse(const struct source *text, struct diagnostics *found)
{
    struct reading r = reading_begin(text, found);
    struct tree *tree = read_check(&r);
    bool good = tree != NULL;
    tree_free(tree);
    check_free(r.check);
    reading_end(&r);
    return good;
}

/* ---- Compiling ----------------------------------------------------------------------------------
 */

static int by_place(const void *a, const void *b)
{
    const struct change_of_text *x = a, *y = b;
    return x->begin < y->begin ? -1 : x->begin > y->begin;
}

static char *changed_text(struct reading *r)
{
    struct buffer out = {0};
    size_t at = 0;
    if (r->change_count)
        qsort(r->changes, r->change_count, sizeof *r->changes, by_place);
    for (size_t i = 0; i < r->change_count; i++) {
        buffer_add(&out, r->source->text + at, r->changes[i].begin - at);
        buffer_puts(&out, r->changes[i].text);
        at = r->changes[i].end;
    }
    buffer_add(&out, r->source->text + at, r->source->length - at);
    return buffer_take(&out);
}

/* Stores the names that check_holds gives values to, in its order; the caller frees each. */
static size_t name_parameters(const struct reading *r, char **names)
{
    size_t count = 0;
    names[count++] = memory_copy("steps");
    names[count++] = memory_copy("deadlocked");
    for (size_t i = 0; i < r->check->printed_count; i++) {
        struct buffer name = {0};
        buffer_printf(&name, "%s%zu", r->prefix, i);
        names[count++] = buffer_take(&name);
    }
    return count;
}

static uint32_t compile(struct reading *r, struct program *program)
{
    char *text = changed_text(r);
    struct source source = {.text = text, .length = strlen(text)};
    struct tree *tree = parser_parse_expression(&source, r->found);
    uint32_t unit = 0;
    if (tree) {
        char **names = memory_zeroed(r->check->printed_count + 2, sizeof *names);
        size_t count = name_parameters(r, names);
        uint32_t index = program_add_source(program, "check", text, source.length);
        unit = compile_evaluation(program, index, tree_root(tree), (const char *const *)names,
                                  count, r->found);
        for (size_t i = 0; i < count; i++)
            free(names[i]);
        free(names);
        tree_free(tree);
    }
    free(text);
    return unit;
}

struct check *check_new(const char *text, struct program *program)
{
    struct source source = {.text = text, .length = strlen(text)};
    struct diagnostics found = {0};
    struct reading r = reading_begin(&source, &found);
    struct tree *tree = read_check(&r);
    if (tree)
        r.check->unit = compile(&r, program);
    tree_free(tree);
    reading_end(&r);
    diagnostics_free(&found);
    if (r.check->unit)
        return r.check;
    check_free(r.check);
    return NULL;
}

void check_free(struct check *check)
{
    if (!check)
        return;
    for (size_t i = 0; i < check->printed_count; i++)
        free(check->printed[i]);
    free(check->printed);
    free(check);
}

/* ---- Evaluating ---------------------------------------------------------------------------------
 */

/* Whether nobody can step any more: not by himself, not when time passes, not when he is told to.
 */
static bool is_stuck(const struct machine *m)
{
    bool waits = false;
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        struct readiness r = step_readiness(m, i);
        if (r.kind == NOT_ALIVE || r.kind == NOT_STARTED)
            continue;
        bool waits_for_others = r.kind == WAITS_FOR_OBJECT || r.kind == WAITS_IN_LIST ||
                                r.kind == WAITS_FOR_THREAD || r.kind == WAITS_FOR_ALL;
        if (!waits_for_others || r.deadline != NO_DEADLINE)
            return false;
        waits |= !(state_thread(m->state, i)->flags & FLAG_DAEMON);
    }
    return waits;
}

static bool is_deadlocked(const struct machine *m)
{
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        if (deadlock_ring(m, i, NULL, NULL, 0, NULL))
            return true;
    return is_stuck(m);
}

bool check_holds(const struct check *check, const struct machine *m,
                 const struct check_facts *facts)
{
    size_t count = check->printed_count + 2;
    struct value *values = memory_zeroed(count, sizeof *values), result = value_none();
    values[0] = value_integer((int64_t)facts->steps);
    values[1] = value_boolean(check->deadlocked && is_deadlocked(m));
    for (size_t i = 0; i < check->printed_count; i++)
        values[i + 2] =
            value_boolean(facts->printed && facts->printed(facts->context, check->printed[i]));
    bool good = machine_evaluate(m, check->unit, values, (uint32_t)count, &result);
    free(values);
    return good && result.kind == VALUE_BOOLEAN && result.number;
}
