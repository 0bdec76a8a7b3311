/* foreign_first.c - what a translated line needs before it can be typed: functions and variables
 * that there are not, names that are in use. See foreign_inside.h. */
#include "lang/foreign_inside.h"

#include "lang/lexer.h"
#include "lang/parser.h"

#include <stdlib.h>
#include <string.h>

/* Whether the text has the word, as one. */
static bool has_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = text; (at = strstr(at, word)); at++)
        if ((at == text || !lexer_is_word_byte(at[-1])) && !lexer_is_word_byte(at[length]))
            return true;
    return false;
}

/* ---- Names in use ---------------------------------------------------------------------------- */

/* The name with a number behind it that nothing bears. */
static void add_free_name(const struct foreign *f, const char *name, struct buffer *out)
{
    for (unsigned n = 2; n < 100; n++) {
        buffer_clear(out);
        buffer_printf(out, "%s%u", name, n);
        if (!f->options->kind(f->options->context, buffer_text(out)))
            return;
    }
}

/* The line with another name for this one, outside of quotes. */
static void rename_in(struct buffer *line, const char *name, const char *other)
{
    struct buffer old = *line;
    size_t length = strlen(name);
    *line = (struct buffer){0};
    char quote = '\0';
    for (size_t at = 0; at < old.length;) {
        const char *text = old.bytes + at;
        bool begins = !quote && (at == 0 || !lexer_is_word_byte(text[-1])) &&
                      old.length - at >= length && memcmp(text, name, length) == 0 &&
                      !(old.length - at > length && lexer_is_word_byte(text[length]));
        if (begins) {
            buffer_puts(line, other);
            at += length;
            continue;
        }
        if (*text == '"')
            quote = quote ? '\0' : '"';
        buffer_putc(line, *text);
        at++;
    }
    buffer_free(&old);
}

/* Who makes anew what there is already forgets the old one; a thread that lives cannot be
 * forgotten, nor what is held: the new one gets a name of its own. */
static void free_name(struct foreign *f, const struct made_name *made, unsigned kind,
                      struct buffer *line)
{
    struct buffer other = {0};
    const char *name = made->name;
    bool held = f->options->holds && f->options->holds(f->options->context, name);
    bool stays = held || kind & (FOREIGN_THREAD | FOREIGN_TIMER) || made->kind & FOREIGN_VARIABLE;
    if (stays) {
        add_free_name(f, name, &other);
        rename_in(line, name, buffer_text(&other));
    } else {
        buffer_printf(&other, "drop %s; %s", name, buffer_text(line));
        buffer_clear(line);
        buffer_puts(line, buffer_text(&other));
    }
    buffer_printf(&f->note, "%s%s is there already%s", f->note.length ? "; " : "", name,
                  stays ? "" : ": `drop` forgets the old one");
    buffer_free(&other);
}

static void free_names(struct foreign *f, struct buffer *line)
{
    for (size_t i = 0; f->options->kind && i < f->made_count; i++) {
        const char *name = f->made[i].name;
        unsigned made = f->made[i].kind, kind;
        bool twice = false;
        for (size_t j = 0; j < i; j++)
            twice |= strcmp(f->made[j].name, name) == 0;
        if (twice || made == FOREIGN_NOTHING || has_word(buffer_text(&f->missing), name))
            continue;
        kind = f->options->kind(f->options->context, name);
        if (!kind || kind & FOREIGN_OVER || (made & kind & FOREIGN_VARIABLE))
            continue;
        if (line->length && !f->options->script)
            free_name(f, &f->made[i], kind, line);
        else
            buffer_printf(&f->note, "%s%s is there already", f->note.length ? "; " : "", name);
    }
}

/* ---- Functions and variables ----------------------------------------------------------------- */

struct looks {
    struct foreign *f;
    const struct node *root;
};

/* A function that the line calls and that there is not has to be defined before. */
static void miss_function(void *context, const struct node *node)
{
    struct looks *c = context;
    struct foreign *f = c->f;
    const char *name = node->kind == NODE_CALL ? node->call.name : NULL;
    struct buffer begin = {0};
    if (name)
        buffer_printf(&begin, "define %s(", name);
    if (name && !tree_defines(c->root, name) &&
        !strstr(buffer_text(&f->missing), buffer_text(&begin)) &&
        !f->options->kind(f->options->context, name)) {
        char letter = 'a';
        buffer_printf(&f->missing, "%s%s", f->missing.length ? "; " : "", buffer_text(&begin));
        for (const struct node *n = node->call.arguments; n && letter <= 'z'; n = n->next)
            buffer_printf(&f->missing, "%s%c", letter > 'a' ? ", " : "", letter), letter++;
        buffer_puts(&f->missing, ") { ... }");
    }
    buffer_free(&begin);
    tree_each_child(node, miss_function, context);
}

struct making_of {
    const char *name;
    bool made;
};

/* Whether the line makes it, or gives the name another meaning. */
static void look_for_making(void *context, const struct node *node)
{
    struct making_of *m = context;
    const char *name = node->kind == NODE_PARAMETER ? node->text
                       : node->kind == NODE_OBJECT && node->object.name->kind == NODE_NAME
                           ? node->object.name->name.bare
                       : node->kind == NODE_FOR_LIST || node->kind == NODE_FOR_THREADS ||
                               node->kind == NODE_FOR_RECEIVED
                           ? node->loop.variable
                       : node->kind == NODE_DECLARE ? node->declare.name
                       : node->kind == NODE_ASSIGN && node->assign.target->kind == NODE_VARIABLE
                           ? node->assign.target->text
                           : NULL;
    m->made |= name && strcmp(name, m->name) == 0;
    tree_each_child(node, look_for_making, context);
}

struct binding {
    const char *name;
    uint32_t at; /* where it is read */
    bool binds;
};

static void look_for_binding(void *context, const struct node *node)
{
    struct binding *b = context;
    const char *name = NULL;
    switch (node->kind) {
    case NODE_DECLARE:
        name = node->end <= b->at ? node->declare.name : NULL;
        break;
    case NODE_ASSIGN:
        if (node->end <= b->at && node->assign.target->kind == NODE_VARIABLE &&
            node->assign.does == OPERATOR_NOTHING)
            name = node->assign.target->text;
        break;
    case NODE_PARAMETER:
        name = node->text;
        break;
    case NODE_FOR_RANGE:
    case NODE_FOR_LIST:
    case NODE_FOR_THREADS:
    case NODE_FOR_RECEIVED:
        name = node->loop.variable;
        break;
    case NODE_TRY:
        name = node->attempt.variable;
        break;
    case NODE_NAME:
        name = node->name.bare; /* an object's, perhaps made in the line */
        break;
    default:
        break;
    }
    b->binds |= name && strcmp(name, b->name) == 0;
    tree_each_child(node, look_for_binding, context);
}

/* The variable gets a value before: `value` is one of its kind. */
static void miss_variable(struct looks *c, const struct node *read, const char *value)
{
    struct foreign *f = c->f;
    const char *name = read->text;
    struct binding binding = {.name = name, .at = read->begin};
    struct buffer plain = {0}, make = {0};
    buffer_printf(&plain, "shared %s = 0", name);
    buffer_printf(&make, "shared %s = %s", name, value);
    char *at = f->missing.length ? strstr(f->missing.bytes, buffer_text(&plain)) : NULL;
    if (at && !lexer_is_word_byte(at[plain.length])) { /* of which kind was not known */
        struct buffer rest = {0};
        buffer_puts(&rest, at + plain.length);
        buffer_cut(&f->missing, (size_t)(at - f->missing.bytes));
        buffer_printf(&f->missing, "%s%s", buffer_text(&make), buffer_text(&rest));
        buffer_free(&rest);
    } else if (!f->options->kind(f->options->context, name) &&
               !has_word(buffer_text(&f->missing), name)) {
        look_for_binding(&binding, c->root);
        if (!binding.binds)
            buffer_printf(&f->missing, "%s%s", f->missing.length ? "; " : "", buffer_text(&make));
    }
    buffer_free(&plain);
    buffer_free(&make);
}

/* phil[i], where there is no such array. */
static void miss_array(struct looks *c, const char *name)
{
    struct foreign *f = c->f;
    struct making_of making = {.name = name};
    look_for_making(&making, c->root);
    if (!making.made && !f->options->kind(f->options->context, name) &&
        !has_word(buffer_text(&f->missing), name))
        buffer_printf(&f->missing, "%sshared %s[10] = 0", f->missing.length ? "; " : "", name);
}

static void miss_as(struct looks *c, const struct node *node, const char *value)
{
    if (node && node->kind == NODE_VARIABLE)
        miss_variable(c, node, value);
}

static bool is_comparison(enum operator_id does)
{
    return does >= OPERATOR_EQUAL && does <= OPERATOR_AT_LEAST;
}

static const char *value_beside(const struct node *other)
{
    if (other->kind == NODE_BOOLEAN)
        return "false";
    if (other->kind == NODE_NONE)
        return "none";
    if (other->kind == NODE_DURATION || other->kind == NODE_NOW)
        return "0s";
    return tree_is_text(other) ? "\"\"" : "0";
}

static const char *operation_value(enum word_id word)
{
    return word == WORD_SLEEP || word == WORD_IO || word == WORD_WORK ? "1s" : "1";
}

/* What makes an object that the operation is for; NULL: it is no object's. */
static const char *make_for(enum word_id word)
{
    switch (word) {
    case WORD_ACQUIRE:
    case WORD_RELEASE:
    case WORD_TRYACQUIRE:
        return "mutex";
    case WORD_RDLOCK:
    case WORD_WRLOCK:
        return "rwlock";
    case WORD_NOTIFY:
    case WORD_BROADCAST:
        return "condition";
    case WORD_WAIT:
    case WORD_SET:
    case WORD_CLEAR:
        return "event";
    case WORD_COUNTDOWN:
        return "latch";
    case WORD_GET:
    case WORD_PUT:
    case WORD_TRYGET:
    case WORD_PEEK:
    case WORD_TRYPUT:
        return "queue";
    case WORD_SEND:
    case WORD_RECEIVE:
    case WORD_CLOSE:
        return "channel";
    case WORD_AWAIT:
    case WORD_RESOLVE:
    case WORD_FAIL:
        return "future";
    default:
        return NULL;
    }
}

static void miss_object(struct looks *c, const struct node *name, const char *make)
{
    struct foreign *f = c->f;
    const char *bare =
        name && name->kind == NODE_NAME && !name->name.index ? name->name.bare : NULL;
    if (!bare || !make || f->options->kind(f->options->context, bare) ||
        has_word(buffer_text(&f->missing), bare))
        return;
    struct making_of making = {.name = bare};
    look_for_making(&making, c->root);
    if (!making.made)
        buffer_printf(&f->missing, "%s%s %s%s", f->missing.length ? "; " : "", make, bare,
                      strcmp(make, "latch") == 0 ? " 2" : "");
}

static const char *value_with(const struct node *binary, const struct node *other)
{
    enum operator_id does = binary->binary.does;
    bool alike = is_comparison(does) || does == OPERATOR_ADD || does == OPERATOR_SUBTRACT;
    return alike ? value_beside(other) : "0";
}

/* A variable that the line reads, where it tells of what kind it is. */
static void miss_variables(void *context, const struct node *node)
{
    struct looks *c = context;
    switch (node->kind) {
    case NODE_DEFINE:
        return; /* a function may be there before what it uses */
    case NODE_NOT:
        miss_as(c, node->operand, "false");
        break;
    case NODE_ELEMENT:
        miss_array(c, node->element.name);
        miss_as(c, node->element.index, "0");
        break;
    case NODE_BRANCH:
    case NODE_WHILE:
        miss_as(c, node->branch.condition, "false");
        break;
    case NODE_BINARY:
        if (node->binary.does == OPERATOR_AND || node->binary.does == OPERATOR_OR) {
            miss_as(c, node->binary.left, "false");
            miss_as(c, node->binary.right, "false");
        } else {
            miss_as(c, node->binary.left, value_with(node, node->binary.right));
            miss_as(c, node->binary.right, value_with(node, node->binary.left));
        }
        break;
    case NODE_ASSIGN:
        if (node->assign.does != OPERATOR_NOTHING)
            miss_as(c, node->assign.target, "0");
        miss_as(c, node->assign.value, "0");
        break;
    case NODE_OPERATION:
        miss_as(c, node->operation.until, "false");
        miss_as(c, node->operation.value, operation_value(node->operation.word));
        miss_as(c, node->operation.limit, "1s");
        miss_object(c, node->operation.name, make_for(node->operation.word));
        break;
    case NODE_WITH:
        miss_object(c, node->guard.name, node->guard.mode == WORD_ACQUIRE ? "mutex" : "rwlock");
        break;
    case NODE_OBJECT:
        miss_as(c, node->object.count, "2");
        miss_as(c, node->object.delay, "1s");
        break;
    case NODE_FOR_RANGE:
        miss_as(c, node->loop.low, "0");
        miss_as(c, node->loop.high, "3");
        break;
    case NODE_REPEAT:
        miss_as(c, node->branch.condition, "3");
        tree_each_child(node, miss_variables, context);
        return;
    case NODE_CALL:
        for (const struct node *n = node->call.arguments; n; n = n->next)
            miss_as(c, n, "0");
        break;
    case NODE_DECLARE:
        miss_as(c, node->declare.value, "0");
        break;
    case NODE_ASSERT:
    case NODE_INVARIANT:
        miss_as(c, node->claim.condition, "false");
        break;
    case NODE_PRINT:
    case NODE_TEMPLATE:
        for (const struct node *n = node->list; n; n = n->next)
            miss_as(c, n, "0");
        break;
    default:
        break;
    }
    tree_each_child(node, miss_variables, context);
}

void foreign_look_first(struct foreign *f, struct buffer *line)
{
    if (!f->options->kind)
        return;
    free_names(f, line);
    struct buffer filled = {0};
    foreign_add_filled(&filled, buffer_text(line));
    struct diagnostics found = {0};
    struct source source = {.text = buffer_text(&filled), .length = filled.length};
    struct parser_options options = {.prompt = true, .lab_words = f->options->lab_words};
    struct tree *tree = parser_parse(&source, &options, &found);
    if (tree) {
        struct looks looks = {f, tree_root(tree)};
        tree_each_child(looks.root, miss_function, &looks);
        if (!f->options->script)
            miss_variables(&looks, looks.root);
        tree_free(tree);
    }
    diagnostics_free(&found);
    buffer_free(&filled);
}
