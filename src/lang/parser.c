/* parser.c - the parser's core: tokens, errors and how to go on after one, lists of commands,
 * blocks. See parser.h and parser_inside.h. */
#include "lang/parser.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "lang/parser_inside.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

void parser_list_add(struct parser_list *list, struct node *node)
{
    if (!node)
        return;
    if (list->last)
        list->last->next = node;
    else
        list->first = node;
    list->last = node;
}

/* ---- Tokens ---------------------------------------------------------------------------------- */

void parser_move(struct parser *p, size_t at)
{
    lexer_scan(p->source, p->fatal ? p->source->length : at, p->brackets > 0, &p->token);
}

void parser_advance(struct parser *p)
{
    if (p->failed)
        return;
    p->last_end = p->token.end;
    parser_move(p, p->token.end);
}

struct token parser_peek(const struct parser *p)
{
    struct token token;
    lexer_scan(p->source, p->token.end, p->brackets > 0, &token);
    return token;
}

bool parser_at(const struct parser *p, enum token_kind kind)
{
    return !p->failed && p->token.kind == kind;
}

bool parser_at_word(const struct parser *p, enum word_id id)
{
    return parser_at(p, TOKEN_WORD) && p->token.word && p->token.word->id == id;
}

bool parser_at_end(const struct parser *p)
{
    return parser_at(p, TOKEN_NEWLINE) || parser_at(p, TOKEN_SEMICOLON) ||
           parser_at(p, TOKEN_CLOSE_BRACE) || parser_at(p, TOKEN_END);
}

bool parser_accept(struct parser *p, enum token_kind kind)
{
    if (!parser_at(p, kind))
        return false;
    parser_advance(p);
    return true;
}

bool parser_accept_word(struct parser *p, enum word_id id)
{
    if (!parser_at_word(p, id))
        return false;
    parser_advance(p);
    return true;
}

bool parser_expect(struct parser *p, enum token_kind kind, const char *what)
{
    if (parser_accept(p, kind))
        return true;
    parser_unexpected(p, what);
    return false;
}

/* ---- Errors ---------------------------------------------------------------------------------- */

struct diagnostic *parser_fail(struct parser *p, size_t begin, size_t end, const char *format, ...)
{
    if (p->failed || p->fatal)
        return NULL;
    p->failed = true;
    p->left_open = p->brackets;
    struct buffer message = {0};
    va_list args;
    va_start(args, format);
    buffer_vprintf(&message, format, args);
    va_end(args);
    struct diagnostic *d =
        diagnostics_add(p->found, DIAGNOSTIC_ERROR, begin, end, "%s", buffer_text(&message));
    buffer_free(&message);
    return d;
}

struct diagnostic *parser_fail_here(struct parser *p, const char *format, ...)
{
    struct buffer message = {0};
    va_list args;
    va_start(args, format);
    buffer_vprintf(&message, format, args);
    va_end(args);
    struct diagnostic *d =
        parser_fail(p, p->token.begin, p->token.end, "%s", buffer_text(&message));
    buffer_free(&message);
    return d;
}

void parser_fail_for_good(struct parser *p, size_t begin, size_t end, const char *message)
{
    parser_fail(p, begin, end, "%s", message);
    p->fatal = true;
    parser_move(p, p->source->length);
}

int parser_shown_length(const struct token *token)
{
    enum { SHOWN = 40 };
    size_t length = token->end - token->begin;
    return length < SHOWN ? (int)length : SHOWN;
}

void parser_unexpected(struct parser *p, const char *expected)
{
    const struct token *t = &p->token;
    const char *text = p->source->text + t->begin;
    const char *hint = NULL;
    if (t->kind == TOKEN_WRONG)
        hint = t->problem;
    if (hint)
        parser_fail_here(p, "%s", hint);
    else if (t->kind == TOKEN_END)
        diagnostic_expect(parser_fail_here(p, "the text ends too early"), expected);
    else if (t->kind == TOKEN_NEWLINE)
        diagnostic_expect(parser_fail_here(p, "the line ends too early"), expected);
    else if (t->kind == TOKEN_QUOTE)
        diagnostic_expect(parser_fail_here(p, "unexpected text in quotes"), expected);
    else
        diagnostic_expect(parser_fail_here(p, "unexpected '%.*s'", parser_shown_length(t), text),
                          expected);
}

bool parser_enter(struct parser *p)
{
    if (p->failed)
        return false;
    if (p->nesting == TREE_NESTING) {
        parser_fail_for_good(
            p, p->token.begin, p->token.end,
            "blocks and parentheses are nested too deeply; 200 levels are the limit");
        return false;
    }
    p->nesting++;
    return true;
}

void parser_leave(struct parser *p)
{
    p->nesting--;
}

/* ---- Nodes and names ------------------------------------------------------------------------- */

struct node *parser_node(struct parser *p, enum node_kind kind, size_t begin)
{
    return tree_node(p->tree, kind, begin, p->last_end);
}

struct node *parser_finish(struct parser *p, struct node *node)
{
    if (node && p->last_end > node->begin)
        node->end = (uint32_t)p->last_end;
    return node;
}

const char *parser_copy(struct parser *p, size_t begin, size_t end)
{
    return tree_text(p->tree, p->source->text + begin, end - begin);
}

const char *parser_variable_name(struct parser *p, const char *role)
{
    if (!parser_at(p, TOKEN_WORD)) {
        parser_unexpected(p, role);
        return NULL;
    }
    if (parser_refuse_reserved(p, &p->token))
        return NULL;
    size_t end = lexer_name_end(p->source, p->token.begin);
    if (end != p->token.end) {
        parser_fail(p, p->token.begin, end, "a variable's name has letters, digits and _ only");
        return NULL;
    }
    const char *name = parser_copy(p, p->token.begin, p->token.end);
    parser_advance(p);
    return name;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(a, b);
}

void parser_note_variable(struct parser *p, const char *name)
{
    if (name && !tsearch(name, &p->variables, compare_names))
        memory_exhausted(0);
}

bool parser_knows_variable(const struct parser *p, const char *name)
{
    return tfind(name, &p->variables, compare_names) ||
           (p->options->is_variable && p->options->is_variable(p->options->context, name));
}

/* ---- Lists of commands ----------------------------------------------------------------------- */

static struct node *commands(struct parser *p, bool in_block);

/* Skips a block as a block, so that braces stay paired and errors in it are found too. */
static void skip_block(struct parser *p)
{
    if (!parser_enter(p))
        return;
    struct parser_context saved = p->context;
    p->context = (struct parser_context){true, true, true, saved.blocks + 1};
    parser_advance(p);
    commands(p, true);
    parser_accept(p, TOKEN_CLOSE_BRACE);
    p->context = saved;
    parser_leave(p);
}

void parser_recover(struct parser *p)
{
    unsigned open = p->left_open;
    p->failed = false;
    p->brackets = 0;
    parser_move(p, p->token.begin);
    while ((!parser_at_end(p) || (open > 0 && parser_at(p, TOKEN_SEMICOLON))) && !p->failed) {
        if (parser_at(p, TOKEN_QUOTE)) {
            parser_move(p, lexer_text_skip(p->source, p->token.end));
        } else if (parser_at(p, TOKEN_OPEN_BRACE)) {
            skip_block(p);
        } else {
            if (parser_at(p, TOKEN_OPEN_PAREN) || parser_at(p, TOKEN_OPEN_BRACKET))
                open++;
            else if (open > 0 &&
                     (parser_at(p, TOKEN_CLOSE_PAREN) || parser_at(p, TOKEN_CLOSE_BRACKET)))
                open--;
            parser_advance(p);
        }
    }
    p->failed = false;
}

/* An order covers one command; points out where another on its line goes to somebody else. */
static void notice_second(struct parser *p, const struct node *order, const struct node *second)
{
    if (order->order.command->kind == NODE_BLOCK || second->kind == NODE_ORDER ||
        second->kind == NODE_LAB || second->kind == NODE_SETTING)
        return;
    const char *text = p->source->text;
    const struct node *first = order->order.command;
    int to = (int)(first->begin - order->begin), long_to = to > 60 ? 60 : to;
    while (long_to > 0 && strchr(" \t:", text[order->begin + (uint32_t)long_to - 1]))
        long_to--;
    diagnostics_add(p->found, DIAGNOSTIC_NOTICE, second->begin, second->end,
                    "%s runs this, not %.*s: an order is one command; for several write %.*s: "
                    "{ ...; ... }",
                    p->context.body ? "the thread that gives the order" : "main", long_to,
                    text + order->begin, long_to, text + order->begin);
}

static struct node *commands(struct parser *p, bool in_block)
{
    struct parser_list list = {0};
    const struct node *order = NULL; /* on this line */
    for (;;) {
        if (parser_accept(p, TOKEN_SEMICOLON))
            continue;
        if (parser_accept(p, TOKEN_NEWLINE)) {
            order = NULL;
            continue;
        }
        if (parser_at(p, TOKEN_END) || (in_block && parser_at(p, TOKEN_CLOSE_BRACE)))
            return list.first;
        struct node *node = NULL;
        if (parser_at(p, TOKEN_CLOSE_BRACE)) {
            parser_fail_here(p, "there is no '{' that this '}' closes");
            p->token.begin = p->token.end;
        } else {
            node = parser_command(p);
            if (!p->failed && !parser_at_end(p))
                parser_unexpected(p, "';' or a new line after the command");
        }
        if (p->failed) {
            parser_recover(p);
            order = NULL;
            continue;
        }
        if (order && node)
            notice_second(p, order, node);
        order = node && node->kind == NODE_ORDER ? node : NULL;
        if (node && node->kind != NODE_SETTING)
            p->past_settings = true;
        parser_list_add(&list, node);
    }
}

struct node *parser_block(struct parser *p)
{
    if (!parser_at(p, TOKEN_OPEN_BRACE)) {
        parser_refuse_block(p);
        return NULL;
    }
    if (!parser_enter(p))
        return NULL;
    size_t begin = p->token.begin;
    unsigned brackets = p->brackets;
    p->brackets = 0;
    p->context.blocks++;
    parser_advance(p);
    struct node *node = parser_node(p, NODE_BLOCK, begin);
    node->block.first = commands(p, true);
    if (!parser_accept(p, TOKEN_CLOSE_BRACE) && !p->fatal)
        parser_fail_for_good(p, begin, begin + 1, "this '{' is never closed: a '}' is missing");
    p->context.blocks--;
    p->brackets = brackets;
    parser_leave(p);
    return parser_finish(p, node);
}

struct node *parser_loop_block(struct parser *p)
{
    bool saved = p->context.loop;
    p->context.loop = true;
    struct node *block = parser_block(p);
    p->context.loop = saved;
    return block;
}

bool parser_at_body(const struct parser *p)
{
    return parser_at(p, TOKEN_OPEN_BRACE) ||
           (parser_at(p, TOKEN_WORD) && parser_peek(p).kind == TOKEN_OPEN_PAREN);
}

struct node *parser_body(struct parser *p, const struct word *word)
{
    if (parser_at(p, TOKEN_OPEN_BRACE)) {
        struct parser_context saved = p->context;
        p->context = (struct parser_context){.body = true, .blocks = saved.blocks};
        struct node *block = parser_block(p);
        p->context = saved;
        return block;
    }
    if (parser_at_body(p) && !(p->token.word && word_is_reserved(p->token.word))) {
        struct node *call = parser_call(p);
        if (call && call->kind == NODE_BUILTIN)
            parser_fail(p, call->begin, call->end,
                        "a body that calls a built-in function has to be a block: { %.*s }",
                        (int)(call->end - call->begin), p->source->text + call->begin);
        return call;
    }
    if (parser_at(p, TOKEN_WORD) && !p->token.word)
        parser_fail_here(p, "a body that is a function is written with parentheses: %.*s()",
                         parser_shown_length(&p->token), p->source->text + p->token.begin);
    else if (parser_at(p, TOKEN_WRONG))
        parser_fail_here(p, "%s", p->token.problem);
    else
        diagnostic_expect(parser_fail_here(p, "'%s' needs a body here", word->name),
                          "a block in { } or a call, f()");
    return NULL;
}

/* At the prompt the text's end is the line's end, and the sign that was forgotten is worth more
 * than the place where the text ran out. */
static bool refuse_left_open(const struct source *source, struct diagnostics *found)
{
    size_t place;
    char sign = lexer_left_open(source->text, source->length, &place);
    if (sign != '(' && sign != '[')
        return false;
    diagnostics_add(found, DIAGNOSTIC_ERROR, place, place + 1,
                    "this '%c' is not closed: a '%c' is missing", sign, sign == '(' ? ')' : ']');
    return true;
}

struct tree *parser_parse(const struct source *source, const struct parser_options *options,
                          struct diagnostics *found)
{
    if (!lexer_check(source, found) || (options->prompt && refuse_left_open(source, found)))
        return NULL;
    struct parser p = {.source = source, .options = options, .found = found, .tree = tree_new()};
    size_t errors = found->errors;
    parser_find_functions(&p);
    parser_move(&p, 0);
    struct node *root = tree_node(p.tree, NODE_BLOCK, 0, source->length);
    root->block.first = commands(&p, false);
    tree_set_root(p.tree, root);
    while (p.variables) /* the names belong to the tree */
        tdelete(*(const char **)p.variables, &p.variables, compare_names);
    parser_forget_functions(&p);
    if (found->errors == errors)
        return p.tree;
    tree_free(p.tree);
    return NULL;
}

struct tree *parser_parse_expression(const struct source *source, struct diagnostics *found)
{
    static const struct parser_options options = {0};
    if (!lexer_check(source, found))
        return NULL;
    struct parser p = {
        .source = source, .options = &options, .found = found, .tree = tree_new(), .brackets = 1};
    size_t errors = found->errors;
    parser_move(&p, 0);
    tree_set_root(p.tree, parser_expression(&p));
    if (parser_at(&p, TOKEN_ASSIGN))
        parser_fail_here(&p, "'=' assigns; use '==' to compare");
    else if (!p.failed && !parser_at(&p, TOKEN_END))
        parser_unexpected(&p, "an operator, or nothing more");
    if (found->errors == errors)
        return p.tree;
    tree_free(p.tree);
    return NULL;
}

bool parser_is_complete(const char *text)
{
    return lexer_is_complete(text, strlen(text));
}

bool parser_goes_on(const char *text, size_t *line)
{
    size_t place;
    if (!lexer_block_is_open(text, strlen(text), &place))
        return false;
    *line = 1;
    for (size_t i = 0; i < place; i++)
        *line += text[i] == '\n';
    return true;
}
