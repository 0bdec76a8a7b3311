/* check.c - see check.h.
 *
 * The words that are not the language's become parameters of the expression: `steps`, `deadlocked`,
 * and a name for each fact (facts.c). failed(T) becomes (state(T) == "failed"). What is compiled is
 * the text so changed, each claim that `and` puts together for itself; errors are told of the text
 * as it was, before. */
#include "task/check_inside.h"

#include "base/memory.h"
#include "lang/compiler.h"
#include "lang/parser.h"
#include "watch/deadlock.h"
#include "watch/rest.h"

#include <stdlib.h>
#include <string.h>

/* ---- Looking through the tree ---------------------------------------------------------------- */

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
};

static void look(void *context, const struct node *node);
static void look_at_claim(struct reading *r, const struct node *node);

static struct reading reading_begin(const struct source *source, struct diagnostics *found);
static void reading_end(struct reading *r);

static void change(struct reading *r, size_t begin, size_t end, char *text)
{
    MEMORY_ROOM_FOR_ONE(r->changes, r->change_count, r->change_capacity);
    r->changes[r->change_count++] = (struct change_of_text){begin, end, text};
}

static struct diagnostic *refuse(struct reading *r, const struct node *node, const char *what)
{
    return diagnostics_add(r->found, DIAGNOSTIC_ERROR, node->begin, node->end, "%s", what);
}

/* What has to be true when something is printed is a check of its own. */
static char *look_at_condition(struct reading *r, const struct node *condition)
{
    struct reading inner = reading_begin(r->source, r->found);
    look_at_claim(&inner, condition);
    check_free(inner.check);
    reading_end(&inner);
    return memory_copy_bytes(r->source->text + condition->begin, condition->end - condition->begin);
}

static void look_at_fact(struct reading *r, const struct node *call, enum fact_kind kind)
{
    struct check *c = r->check;
    struct fact f = {.kind = kind};
    const struct node *when;
    const char *wrong = fact_read(&f, call, r->source, &when);
    if (wrong) {
        diagnostic_expect(refuse(r, call, wrong), fact_form(kind));
        fact_free(&f);
        return;
    }
    if (when)
        f.when_text = look_at_condition(r, when);
    struct buffer name = {0};
    buffer_printf(&name, "%s%zu", r->prefix, c->fact_count);
    change(r, call->begin, call->end, buffer_take(&name));
    MEMORY_ROOM_FOR_ONE(c->facts, c->fact_count, c->fact_capacity);
    c->facts[c->fact_count++] = f;
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
    static const char *const functions[] = {"failed", "alive",  "state", "result", "isset",
                                            "locked", "owner",  "value", "broken", "waiting",
                                            "len",    "active", "daemon"};
    enum fact_kind kind;
    if (fact_find(call->call.name, &kind)) {
        look_at_fact(r, call, kind);
    } else if (strcmp(call->call.name, "failed") == 0) {
        look_at_failed(r, call);
    } else {
        struct nearest n;
        nearest_begin(&n, call->call.name, strlen(call->call.name));
        for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
            nearest_offer(&n, functions[i]);
        fact_names(&n);
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
        if (word_modifies(node->builtin.function) || node->builtin.function == WORD_RANDOM ||
            node->builtin.function == WORD_CHOOSE)
            refuse(r, node, "a check looks, and changes nothing");
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

/* Looks through what is to be true or false. */
static void look_at_claim(struct reading *r, const struct node *node)
{
    if (is_no_claim(node))
        diagnostic_expect(refuse(r, node, "this is neither true nor false"), "a condition");
    look(r, node);
}

/* Parses the text and looks through it; NULL after an error. */
static struct tree *read_check(struct reading *r)
{
    size_t errors = r->found->errors;
    struct tree *tree = parser_parse_expression(r->source, r->found);
    if (!tree)
        return NULL;
    look_at_claim(r, tree_root(tree));
    if (r->found->errors == errors)
        return tree;
    tree_free(tree);
    return NULL;
}

static char *new_prefix(const struct source *source)
{
    char *text = memory_copy_bytes(source->text, source->length);
    struct buffer prefix = {0};
    buffer_puts(&prefix, "fact_");
    while (strstr(text, buffer_text(&prefix)))
        buffer_putc(&prefix, '_');
    free(text);
    return buffer_take(&prefix);
}

static struct reading reading_begin(const struct source *source, struct diagnostics *found)
{
    struct check *check = memory_zeroed(1, sizeof *check);
    check->source = *source;
    check->source.text = memory_copy_bytes(source->text, source->length);
    return (struct reading){
        .source = source, .found = found, .prefix = new_prefix(source), .check = check};
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

/* ---- Compiling ------------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const struct change_of_text *x = a, *y = b;
    return x->begin < y->begin ? -1 : x->begin > y->begin;
}

/* The text of a part, with the changes in it. */
static char *changed_text(const struct reading *r, size_t begin, size_t end)
{
    struct buffer out = {0};
    size_t at = begin;
    for (size_t i = 0; i < r->change_count; i++) {
        if (r->changes[i].begin < at || r->changes[i].end > end)
            continue;
        buffer_add(&out, r->source->text + at, r->changes[i].begin - at);
        buffer_puts(&out, r->changes[i].text);
        at = r->changes[i].end;
    }
    buffer_add(&out, r->source->text + at, end - at);
    return buffer_take(&out);
}

/* Stores the names that check_value gives values to, in its order; the caller frees each. */
static size_t name_parameters(const struct reading *r, char **names)
{
    size_t count = 0;
    names[count++] = memory_copy("steps");
    names[count++] = memory_copy("deadlocked");
    for (size_t i = 0; i < r->check->fact_count; i++) {
        struct buffer name = {0};
        buffer_printf(&name, "%s%zu", r->prefix, i);
        names[count++] = buffer_take(&name);
    }
    return count;
}

static uint32_t compile(struct reading *r, struct program *program, const struct node *node)
{
    char *text = changed_text(r, node->begin, node->end);
    struct source source = {.text = text, .length = strlen(text)};
    struct tree *tree = parser_parse_expression(&source, r->found);
    uint32_t unit = 0;
    if (tree) {
        char **names = memory_zeroed(r->check->fact_count + 2, sizeof *names);
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

/* `and` puts claims together, of which each is compiled for itself. */
static bool compile_claims(struct reading *r, struct program *program, const struct node *node)
{
    struct check *c = r->check;
    if (node->kind == NODE_BINARY && node->binary.does == OPERATOR_AND)
        return compile_claims(r, program, node->binary.left) &&
               compile_claims(r, program, node->binary.right);
    struct clause clause = {.node = node, .unit = compile(r, program, node)};
    if (node->kind == NODE_BINARY && node->binary.does >= OPERATOR_EQUAL)
        clause.left = compile(r, program, node->binary.left);
    MEMORY_ROOM_FOR_ONE(c->clauses, c->clause_count, c->clause_capacity);
    c->clauses[c->clause_count++] = clause;
    return clause.unit;
}

static bool compile_name(struct fact_name *name, struct program *program)
{
    if (name->text)
        name->name = name_intern(program->texts, name->text, strlen(name->text));
    return !name->text || name->name;
}

static bool compile_fact(struct fact *f, struct program *program)
{
    if (f->when_text && !(f->when = check_new(f->when_text, program)))
        return false;
    return compile_name(&f->who, program) && compile_name(&f->what, program);
}

static bool compile_all(struct reading *r, struct program *program)
{
    struct check *c = r->check;
    if (r->change_count)
        qsort(r->changes, r->change_count, sizeof *r->changes, by_place);
    for (size_t i = 0; i < c->fact_count; i++)
        if (!compile_fact(&c->facts[i], program))
            return false;
    return compile_claims(r, program, tree_root(c->tree));
}

struct check *check_new(const char *text, struct program *program)
{
    struct source source = {.text = text, .length = strlen(text)};
    struct diagnostics found = {0};
    struct reading r = reading_begin(&source, &found);
    struct check *check = r.check;
    check->tree = read_check(&r);
    bool good = check->tree && compile_all(&r, program);
    reading_end(&r);
    diagnostics_free(&found);
    if (good) {
        check_begin(check);
        return check;
    }
    check_free(check);
    return NULL;
}

void check_free(struct check *check)
{
    if (!check)
        return;
    for (size_t i = 0; i < check->fact_count; i++)
        fact_free(&check->facts[i]);
    tree_free(check->tree);
    free((char *)(uintptr_t)check->source.text);
    free(check->facts);
    free(check->clauses);
    free(check->changes);
    free(check->work);
    for (size_t i = 0; i < check->claim_count; i++)
        check_free(check->claims[i]);
    free(check->claims);
    free(check);
}

void check_add_claim(struct check *check, const char *text, struct program *program)
{
    MEMORY_ROOM_FOR_ONE(check->claims, check->claim_count, check->claim_capacity);
    check->claims[check->claim_count++] = text ? check_new(text, program) : NULL;
}

/* ---- Evaluating ------------------------------------------------------------------------------ */

static bool is_deadlocked(const struct machine *m)
{
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        if (deadlock_in_ring(m, i))
            return true;
    return rest_for_ever(m);
}

bool check_value(const struct check *c, uint32_t unit, const struct machine *m, uint64_t steps,
                 struct value *value)
{
    size_t count = c->fact_count + 2;
    struct value *values = memory_zeroed(count, sizeof *values);
    values[0] = value_integer((int64_t)steps);
    values[1] = value_boolean(c->deadlocked && is_deadlocked(m));
    for (size_t i = 0; i < c->fact_count; i++)
        if (!fact_value(&c->facts[i], m, &values[i + 2]))
            values[i + 2] = value_none(); /* neither true nor false */
    bool good = machine_evaluate(m, unit, values, (uint32_t)count, value);
    free(values);
    return good;
}

bool check_clause(const struct check *c, const struct clause *clause, const struct machine *m,
                  uint64_t steps)
{
    struct value result = value_none();
    return check_value(c, clause->unit, m, steps, &result) && result.kind == VALUE_BOOLEAN &&
           result.number;
}

bool check_holds(const struct check *check, const struct machine *m, uint64_t steps)
{
    for (size_t i = 0; i < check->clause_count; i++)
        if (!check_clause(check, &check->clauses[i], m, steps))
            return false;
    return true;
}

bool check_claim_holds(const struct check *check, size_t index, const struct machine *m,
                       uint64_t steps)
{
    const struct check *claim = check->claims[index];
    return !claim || check_holds(claim, m, steps);
}
