/* check_words.c - what is still missing of a task, in words that are made from its check. */
#include "task/check_inside.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <string.h>

/* What is being put into words. */
struct saying {
    const struct check *check;
    const struct machine *machine;
    struct buffer *out;
};

static void say_claim(struct saying *s, const struct node *node, bool wanted);

/* The text as it stands in the check, in one line. */
static void add_source(struct saying *s, const struct node *node)
{
    const char *text = s->check->source.text + node->begin;
    bool blank = false;
    for (size_t i = 0; i < node->end - node->begin; i++) {
        bool is_blank = strchr(" \t\n", text[i]) != NULL;
        if (!is_blank && blank)
            buffer_putc(s->out, ' ');
        if (!is_blank)
            buffer_putc(s->out, text[i]);
        blank = is_blank;
    }
}

static void add_name(struct saying *s, const struct node *name)
{
    if (name->kind == NODE_NAME && name->name.bare && !name->name.index)
        buffer_puts(s->out, name->name.bare);
    else if (name->kind == NODE_TEXT)
        buffer_puts(s->out, name->text);
    else
        add_source(s, name);
}

static void add_fact_name(struct saying *s, const struct fact_name *name, const char *nobody)
{
    buffer_puts(s->out, name->text ? name->text : nobody);
    if (name->element)
        buffer_printf(s->out, "[%u]", handle_index(name->element));
}

/* ---- Facts ----------------------------------------------------------------------------------- */

static void say_condition(struct saying *s, const struct fact *f)
{
    struct saying inner = {.check = f->when, .machine = s->machine, .out = s->out};
    buffer_puts(s->out, ", at a time when ");
    for (size_t i = 0; i < f->when->clause_count; i++) {
        if (i)
            buffer_puts(s->out, " and ");
        say_claim(&inner, f->when->clauses[i].node, true);
    }
}

/* The command: `join cake`. */
static void add_deed(struct saying *s, const struct fact *f)
{
    buffer_printf(s->out, "`%s", f->text);
    if (f->what.text) {
        buffer_putc(s->out, ' ');
        add_fact_name(s, &f->what, "");
    }
    buffer_putc(s->out, '`');
}

/* Of a fact that is true or false. */
static void say_fact(struct saying *s, const struct fact *f, bool wanted)
{
    const char *somebody = wanted ? "somebody" : "nobody";
    add_fact_name(s, &f->who, somebody);
    bool negated = !wanted && f->who.text;
    switch (f->kind) {
    case FACT_PRINTED:
        buffer_printf(s->out, "%s \"%s\"", negated ? " does not print" : " prints", f->text);
        if (f->when)
            say_condition(s, f);
        break;
    case FACT_DID:
        buffer_puts(s->out, negated ? " has not done " : " has done ");
        add_deed(s, f);
        break;
    default:
        buffer_puts(s->out, negated ? " does not wait for " : " waits for ");
        add_fact_name(s, &f->what, "");
        break;
    }
}

/* Of one with a value: what is compared, and how it goes on. */
static const char *say_fact_value(struct saying *s, const struct fact *f)
{
    switch (f->kind) {
    case FACT_TIMES:
        buffer_puts(s->out, "the number of times that ");
        add_fact_name(s, &f->who, "somebody");
        buffer_puts(s->out, " has done ");
        add_deed(s, f);
        return " is ";
    case FACT_DOERS:
        buffer_puts(s->out, "the number of threads that have done ");
        add_deed(s, f);
        return " is ";
    case FACT_SLEPT:
        add_fact_name(s, &f->who, "somebody");
        if (f->what.text) {
            buffer_puts(s->out, " and ");
            add_fact_name(s, &f->what, "");
            buffer_puts(s->out, " have slept at the same time");
        } else {
            buffer_puts(s->out, " has slept");
        }
        return " for ";
    case FACT_WORKED:
        buffer_puts(s->out, "the items that ");
        add_fact_name(s, &f->who, "somebody");
        buffer_puts(s->out, " has worked off");
        return " are ";
    case FACT_KIND:
        add_fact_name(s, &f->what, "");
        return " is a ";
    case FACT_DELAY:
        add_fact_name(s, &f->who, "");
        return " goes off after ";
    default:
        buffer_puts(s->out, "the ");
        add_fact_name(s, &f->what, "");
        buffer_puts(s->out, " of ");
        add_fact_name(s, &f->who, "");
        return " is ";
    }
}

/* The fact that a call is, or NULL. */
static const struct fact *fact_of(const struct saying *s, const struct node *call)
{
    for (size_t i = 0; i < s->check->fact_count; i++)
        if (s->check->facts[i].call == call)
            return &s->check->facts[i];
    return NULL;
}

/* ---- What the language asks ------------------------------------------------------------------ */

/* Of what is true or false: the words behind the name. */
static const struct {
    enum word_id word;
    const char *is, *is_not;
} claims[] = {
    {WORD_ALIVE, " is alive", " is not alive"}, {WORD_DAEMON, " is a daemon", " is no daemon"},
    {WORD_ISSET, " is set", " is not set"},     {WORD_LOCKED, " is taken", " is free"},
    {WORD_BROKEN, " is broken", " is whole"},
};

/* Of what has another value: the words before the name. */
static const struct {
    enum word_id word;
    const char *before;
} values[] = {
    {WORD_STATE, ""},
    {WORD_OWNER, "the holder of "},
    {WORD_WAITING, "the number of those who wait for "},
    {WORD_VALUE, "the value of "},
    {WORD_RESULT, "the result of "},
    {WORD_LEN, "the length of "},
};

static bool say_builtin(struct saying *s, const struct node *node, bool wanted)
{
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        if (claims[i].word != node->builtin.function)
            continue;
        add_name(s, node->builtin.arguments);
        buffer_puts(s->out, wanted ? claims[i].is : claims[i].is_not);
        return true;
    }
    return false;
}

/* What is compared, the left side; returns how it goes on. */
static const char *say_compared(struct saying *s, const struct node *node)
{
    const struct fact *f = fact_of(s, node);
    if (f)
        return say_fact_value(s, f);
    for (size_t i = 0; node->kind == NODE_BUILTIN && i < sizeof values / sizeof *values; i++) {
        if (values[i].word != node->builtin.function)
            continue;
        buffer_puts(s->out, values[i].before);
        add_name(s, node->builtin.arguments);
        return " is ";
    }
    add_source(s, node);
    return " is ";
}

static void say_comparison(struct saying *s, const struct node *node, bool wanted)
{
    static const struct {
        enum operator_id does;
        const char *is, *is_not;
    } words[] = {
        {OPERATOR_EQUAL, "", "not "},
        {OPERATOR_UNEQUAL, "not ", ""},
        {OPERATOR_LESS, "less than ", "at least "},
        {OPERATOR_AT_MOST, "at most ", "more than "},
        {OPERATOR_MORE, "more than ", "at most "},
        {OPERATOR_AT_LEAST, "at least ", "less than "},
    };
    const struct node *right = node->binary.right;
    buffer_puts(s->out, say_compared(s, node->binary.left));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].does == node->binary.does)
            buffer_puts(s->out, wanted ? words[i].is : words[i].is_not);
    if (right->kind == NODE_TEXT)
        buffer_puts(s->out, right->text);
    else
        add_source(s, right);
}

/* ---- Claims ---------------------------------------------------------------------------------- */

/* Whether it is said with `or`. */
static bool is_choice(const struct node *node, bool wanted)
{
    return node->kind == NODE_BINARY && node->binary.does == (wanted ? OPERATOR_OR : OPERATOR_AND);
}

/* The choices of a chain of `or`, behind one "either". */
static void say_choices(struct saying *s, const struct node *node, bool wanted)
{
    if (!is_choice(node, wanted)) {
        say_claim(s, node, wanted);
        return;
    }
    say_choices(s, node->binary.left, wanted);
    buffer_puts(s->out, " or ");
    say_choices(s, node->binary.right, wanted);
}

static void say_both(struct saying *s, const struct node *node, bool wanted)
{
    if (is_choice(node, wanted)) {
        buffer_puts(s->out, "either ");
        say_choices(s, node, wanted);
        return;
    }
    say_claim(s, node->binary.left, wanted);
    buffer_puts(s->out, " and ");
    say_claim(s, node->binary.right, wanted);
}

static void say_claim(struct saying *s, const struct node *node, bool wanted)
{
    const struct fact *f = fact_of(s, node);
    if (f && (f->kind == FACT_PRINTED || f->kind == FACT_DID || f->kind == FACT_WAITS)) {
        say_fact(s, f, wanted);
    } else if (node->kind == NODE_NOT) {
        say_claim(s, node->operand, !wanted);
    } else if (node->kind == NODE_CALL && strcmp(node->call.name, "failed") == 0) {
        add_name(s, node->call.arguments);
        buffer_puts(s->out, wanted ? " has failed" : " has not failed");
    } else if (node->kind == NODE_BINARY &&
               (node->binary.does == OPERATOR_AND || node->binary.does == OPERATOR_OR)) {
        say_both(s, node, wanted);
    } else if (node->kind == NODE_BINARY && node->binary.does >= OPERATOR_EQUAL) {
        say_comparison(s, node, wanted);
    } else if (node->kind == NODE_VARIABLE && strcmp(node->text, "deadlocked") == 0) {
        buffer_puts(s->out, wanted ? "there is a deadlock" : "there is no deadlock");
    } else if (node->kind != NODE_BUILTIN || !say_builtin(s, node, wanted)) {
        buffer_putc(s->out, '`');
        add_source(s, node);
        buffer_puts(s->out, wanted ? "`" : "` is false");
    }
}

/* ---- What is missing ------------------------------------------------------------------------- */

/* A name in a claim that nothing bears. */
struct absence {
    const struct saying *saying;
    const char *name;
};

static void look_at_name(struct absence *a, const char *name)
{
    const struct machine *m = a->saying->machine;
    if (a->name || !name || strcmp(name, "steps") == 0 || strcmp(name, "deadlocked") == 0)
        return;
    uint32_t interned = name_intern(m->program->texts, name, strlen(name));
    if (!interned || !state_lookup(m->state, interned))
        a->name = name;
}

static void look_for_absence(void *context, const struct node *node)
{
    struct absence *a = context;
    const struct fact *f = fact_of(a->saying, node);
    if (f) {
        look_at_name(a, f->who.text);
        look_at_name(a, f->what.text);
    } else if (node->kind == NODE_NAME && !node->name.index) {
        look_at_name(a, node->name.bare);
    } else if (node->kind == NODE_VARIABLE) {
        look_at_name(a, node->text);
    } else {
        tree_each_child(node, look_for_absence, a);
    }
}

static void add_now(const struct check *c, const struct clause *clause, const struct machine *m,
                    uint64_t steps, struct buffer *out)
{
    struct value now;
    struct buffer text = {0};
    bool owner = clause->left && clause->node->binary.left->kind == NODE_BUILTIN &&
                 clause->node->binary.left->builtin.function == WORD_OWNER;
    if (clause->left && check_value(c, clause->left, m, steps, &now) &&
        (owner || now.kind != VALUE_NONE)) {
        if (owner && now.kind == VALUE_NONE)
            buffer_puts(&text, "nobody");
        else
            value_add_text(m->program, now, &text);
        buffer_puts(out, " (now: ");
        utf8_add_visible(out, buffer_text(&text), text.length, "");
        buffer_putc(out, ')');
    }
    buffer_free(&text);
}

void check_add_missing(const struct check *c, const struct machine *m, uint64_t steps,
                       struct buffer *out)
{
    bool any = false;
    const char *told = NULL; /* what is not there is told once */
    for (size_t i = 0; i < c->clause_count; i++) {
        const struct clause *clause = &c->clauses[i];
        struct saying s = {.check = c, .machine = m, .out = out};
        struct absence absence = {.saying = &s};
        if (check_clause(c, clause, m, steps))
            continue;
        buffer_puts(out, any ? "; " : "");
        any = true;
        say_claim(&s, clause->node, true);
        look_for_absence(&absence, clause->node);
        if (!absence.name)
            add_now(c, clause, m, steps, out);
        else if (!told || strcmp(told, absence.name) != 0)
            buffer_printf(out, " (there is no %s yet)", told = absence.name);
    }
}
