/* parse_expression.c - expressions, strings, names, and blocking operations that stand for a value.
 */
#include "lang/foreign.h"
#include "lang/parser_inside.h"

#include <string.h>

/* How tightly an operator binds, loosest first. */
enum level {
    LEVEL_OR = 1,
    LEVEL_AND,
    LEVEL_NOT,
    LEVEL_COMPARE,
    LEVEL_BOR,
    LEVEL_BXOR,
    LEVEL_BAND,
    LEVEL_SHIFT,
    LEVEL_ADD,
    LEVEL_MULTIPLY,
};

struct binary {
    enum token_kind token; /* TOKEN_WORD: `word` tells */
    enum word_id word;
    enum level level;
    enum operator_id does;
};

static const struct binary binaries[] = {
    {TOKEN_WORD, WORD_OR, LEVEL_OR, OPERATOR_OR},
    {TOKEN_WORD, WORD_AND, LEVEL_AND, OPERATOR_AND},
    {TOKEN_EQUAL, WORD_NOTHING, LEVEL_COMPARE, OPERATOR_EQUAL},
    {TOKEN_UNEQUAL, WORD_NOTHING, LEVEL_COMPARE, OPERATOR_UNEQUAL},
    {TOKEN_LESS, WORD_NOTHING, LEVEL_COMPARE, OPERATOR_LESS},
    {TOKEN_AT_MOST, WORD_NOTHING, LEVEL_COMPARE, OPERATOR_AT_MOST},
    {TOKEN_MORE, WORD_NOTHING, LEVEL_COMPARE, OPERATOR_MORE},
    {TOKEN_AT_LEAST, WORD_NOTHING, LEVEL_COMPARE, OPERATOR_AT_LEAST},
    {TOKEN_WORD, WORD_BOR, LEVEL_BOR, OPERATOR_BOR},
    {TOKEN_WORD, WORD_BXOR, LEVEL_BXOR, OPERATOR_BXOR},
    {TOKEN_WORD, WORD_BAND, LEVEL_BAND, OPERATOR_BAND},
    {TOKEN_LEFT, WORD_NOTHING, LEVEL_SHIFT, OPERATOR_LEFT},
    {TOKEN_RIGHT, WORD_NOTHING, LEVEL_SHIFT, OPERATOR_RIGHT},
    {TOKEN_PLUS, WORD_NOTHING, LEVEL_ADD, OPERATOR_ADD},
    {TOKEN_MINUS, WORD_NOTHING, LEVEL_ADD, OPERATOR_SUBTRACT},
    {TOKEN_STAR, WORD_NOTHING, LEVEL_MULTIPLY, OPERATOR_MULTIPLY},
    {TOKEN_SLASH, WORD_NOTHING, LEVEL_MULTIPLY, OPERATOR_DIVIDE},
    {TOKEN_PERCENT, WORD_NOTHING, LEVEL_MULTIPLY, OPERATOR_REMAINDER},
};

static const struct binary *binary_here(const struct parser *p)
{
    for (size_t i = 0; i < sizeof binaries / sizeof *binaries; i++)
        if (parser_at(p, binaries[i].token) &&
            (binaries[i].token != TOKEN_WORD || parser_at_word(p, binaries[i].word)))
            return &binaries[i];
    return NULL;
}

bool parser_at_operator(const struct parser *p)
{
    return binary_here(p) != NULL;
}

/* The node stands on top of `child`. */
static void stack_on(struct parser *p, struct node *node, const struct node *child)
{
    if (!child || child->height < node->height)
        return;
    if (child->height == TREE_HEIGHT)
        parser_fail(p, node->begin, node->end,
                    "this expression is too long: %d operators on top of one another are the limit",
                    TREE_HEIGHT);
    else
        node->height = (uint16_t)(child->height + 1);
}

/* ---- Strings --------------------------------------------------------------------------------- */

/* The expression inside { } of a string; the text goes on at the returned offset. */
static size_t embedded(struct parser *p, size_t at, struct node *whole, struct parser_list *parts)
{
    if (!parser_enter(p))
        return at;
    p->last_end = at;
    parser_move(p, at);
    if (parser_at(p, TOKEN_CLOSE_BRACE))
        parser_fail(p, at - 1, at + 1,
                    "no expression stands between '{' and '}'; a plain brace is \\{");
    struct node *part = parser_expression(p);
    if (part)
        stack_on(p, whole, part);
    parser_list_add(parts, part);
    if (!parser_at(p, TOKEN_CLOSE_BRACE))
        parser_unexpected(p, "'}' after the expression in the text");
    parser_leave(p);
    return p->token.end;
}

struct node *parser_text(struct parser *p)
{
    if (p->failed)
        return NULL;
    size_t open = p->token.begin, at = p->token.end;
    unsigned brackets = p->brackets;
    struct buffer text = {0};
    struct parser_list parts = {0};
    struct node *node = parser_node(p, NODE_TEMPLATE, open);
    enum text_part part = TEXT_EXPRESSION;
    p->brackets = 0;
    while (part == TEXT_EXPRESSION && !p->failed) {
        const char *problem;
        size_t begin = at;
        buffer_clear(&text);
        part = lexer_text(p->source, at, &text, &at, &problem);
        if (part == TEXT_BROKEN) {
            bool unclosed = at >= p->source->length || p->source->text[at] == '\n';
            parser_fail(p, unclosed ? open : at, at + 1, "%s", problem);
        } else if (text.length > 0 || (part == TEXT_ENDS && !parts.first)) {
            struct node *piece = tree_node(p->tree, NODE_TEXT, begin, at - 1);
            piece->text = tree_text(p->tree, buffer_text(&text), text.length);
            parser_list_add(&parts, piece);
        }
        if (part == TEXT_EXPRESSION)
            at = embedded(p, at, node, &parts);
    }
    buffer_free(&text);
    p->brackets = brackets;
    if (p->failed) {
        parser_move(p, lexer_text_skip(p->source, open + 1));
        return NULL;
    }
    p->last_end = at;
    parser_move(p, at);
    if (parts.first->kind == NODE_TEXT && !parts.first->next) {
        node->kind = NODE_TEXT;
        node->text = parts.first->text;
    } else {
        node->list = parts.first;
    }
    return parser_finish(p, node);
}

/* ---- Names ----------------------------------------------------------------------------------- */

bool parser_at_name(const struct parser *p)
{
    return parser_at(p, TOKEN_QUOTE) || parser_at(p, TOKEN_OPEN_PAREN) ||
           parser_at_word(p, WORD_ME) ||
           (parser_at(p, TOKEN_WORD) && !(p->token.word && word_is_reserved(p->token.word)));
}

struct node *parser_index(struct parser *p)
{
    if (!parser_at(p, TOKEN_OPEN_BRACKET) || !parser_enter(p))
        return NULL;
    p->brackets++;
    parser_advance(p);
    struct node *index = parser_expression(p);
    if (!p->failed && !parser_at(p, TOKEN_CLOSE_BRACKET))
        parser_unexpected(p, "']'");
    p->brackets--;
    parser_advance(p);
    parser_leave(p);
    return index;
}

struct node *parser_name_of(struct parser *p, struct node *expression)
{
    if (!expression)
        return NULL;
    struct node *node = parser_node(p, NODE_NAME, expression->begin);
    if (expression->kind == NODE_INTEGER || expression->kind == NODE_DURATION ||
        expression->kind == NODE_BOOLEAN || expression->kind == NODE_NONE)
        parser_fail(p, expression->begin, expression->end, "a name has to be text");
    node->name.computed = expression;
    node->name.index = parser_index(p);
    stack_on(p, node, expression);
    stack_on(p, node, node->name.index);
    return parser_finish(p, node);
}

/* ( EXPRESSION ) */
static struct node *in_parentheses(struct parser *p)
{
    if (!parser_enter(p))
        return NULL;
    p->brackets++;
    parser_advance(p);
    struct node *node = parser_expression(p);
    if (parser_at(p, TOKEN_ASSIGN))
        parser_fail_here(p, "'=' assigns; use '==' to compare");
    if (!p->failed && !parser_at(p, TOKEN_CLOSE_PAREN))
        parser_unexpected(p, "')'");
    p->brackets--;
    parser_advance(p);
    parser_leave(p);
    return node;
}

struct node *parser_name(struct parser *p, const struct word *word)
{
    if (p->failed)
        return NULL;
    size_t begin = p->token.begin;
    if (parser_at_end(p) || parser_at_word(p, WORD_FOR) || parser_at(p, TOKEN_OPEN_BRACE)) {
        diagnostic_expect(parser_fail_here(p, "'%s' needs a name", word->name), word->usage);
        return NULL;
    }
    if (parser_at(p, TOKEN_INTEGER) || parser_at(p, TOKEN_DURATION) ||
        (parser_at(p, TOKEN_WRONG) && p->source->text[begin] >= '0' &&
         p->source->text[begin] <= '9')) {
        parser_fail_here(p, "a name cannot begin with a digit");
        return NULL;
    }
    if (parser_at(p, TOKEN_QUOTE))
        return parser_name_of(p, parser_text(p));
    if (parser_at(p, TOKEN_OPEN_PAREN)) {
        struct node *inner = in_parentheses(p);
        struct node *node = parser_name_of(p, inner);
        if (node)
            node->begin = (uint32_t)begin;
        return node;
    }
    if (parser_at_word(p, WORD_ME)) {
        parser_advance(p);
        return parser_name_of(p, parser_node(p, NODE_ME, begin));
    }
    if (!parser_at(p, TOKEN_WORD)) {
        parser_unexpected(p, "a name");
        return NULL;
    }
    size_t end = lexer_name_end(p->source, begin);
    if (end == p->token.end && parser_refuse_reserved(p, &p->token))
        return NULL;
    p->last_end = end;
    parser_move(p, end);
    struct node *node = parser_node(p, NODE_NAME, begin);
    node->name.bare = parser_copy(p, begin, end);
    node->name.index = parser_index(p);
    stack_on(p, node, node->name.index);
    return parser_finish(p, node);
}

/* ---- Calls ----------------------------------------------------------------------------------- */

struct builtin {
    enum word_id word;
    unsigned arguments;
    enum { TAKES_VALUE, TAKES_NAME, TAKES_VARIABLE } first;
};

static const struct builtin builtins[] = {
    {WORD_TIME, 0, TAKES_VALUE},       {WORD_ALIVE, 1, TAKES_NAME},
    {WORD_DAEMON, 1, TAKES_NAME},      {WORD_STATE, 1, TAKES_NAME},
    {WORD_RESULT, 1, TAKES_NAME},      {WORD_ISSET, 1, TAKES_NAME},
    {WORD_LOCKED, 1, TAKES_NAME},      {WORD_OWNER, 1, TAKES_NAME},
    {WORD_VALUE, 1, TAKES_NAME},       {WORD_BROKEN, 1, TAKES_NAME},
    {WORD_WAITING, 1, TAKES_NAME},     {WORD_LEN, 1, TAKES_VALUE},
    {WORD_ACTIVE, 0, TAKES_VALUE},     {WORD_RANDOM, 2, TAKES_VALUE},
    {WORD_CHOOSE, 2, TAKES_VALUE},     {WORD_CAS, 3, TAKES_VARIABLE},
    {WORD_ADD, 2, TAKES_VARIABLE},     {WORD_SWAP, 2, TAKES_VARIABLE},
    {WORD_COMPARE, 3, TAKES_VARIABLE}, {WORD_BAND, 2, TAKES_VARIABLE},
    {WORD_BOR, 2, TAKES_VARIABLE},     {WORD_BXOR, 2, TAKES_VARIABLE},
};

static const struct builtin *builtin_of(const struct word *word)
{
    for (size_t i = 0; word && i < sizeof builtins / sizeof *builtins; i++)
        if (builtins[i].word == word_canonical(word)->id)
            return &builtins[i];
    return NULL;
}

/* An argument that names a thread or object: a name if one stands there alone, else any expression
 * whose value is the name. */
static struct node *name_argument(struct parser *p, const struct word *word)
{
    if (parser_at(p, TOKEN_WORD) && parser_at_name(p) && !parser_at_word(p, WORD_ME)) {
        struct token after;
        lexer_scan(p->source, lexer_name_end(p->source, p->token.begin), true, &after);
        if (after.kind == TOKEN_CLOSE_PAREN || after.kind == TOKEN_COMMA ||
            after.kind == TOKEN_OPEN_BRACKET)
            return parser_name(p, word);
    }
    return parser_name_of(p, parser_expression(p));
}

static struct node *argument(struct parser *p, const struct builtin *builtin,
                             const struct word *word, unsigned number)
{
    if (!builtin || number > 0 || builtin->first == TAKES_VALUE)
        return parser_expression(p);
    if (builtin->first == TAKES_NAME)
        return name_argument(p, word);
    struct node *node = parser_expression(p);
    if (node && node->kind != NODE_VARIABLE && node->kind != NODE_ELEMENT)
        diagnostic_expect(
            parser_fail(p, node->begin, node->end, "'%s' changes a variable", word->name),
            "the name of a variable first");
    return node;
}

struct node *parser_call(struct parser *p)
{
    struct token name = p->token;
    const struct builtin *builtin = builtin_of(name.word);
    if (!parser_enter(p))
        return NULL;
    parser_advance(p);
    p->brackets++;
    parser_advance(p);
    struct node *node = parser_node(p, builtin ? NODE_BUILTIN : NODE_CALL, name.begin);
    struct parser_list list = {0};
    unsigned count = 0;
    while (!p->failed && !parser_at(p, TOKEN_CLOSE_PAREN)) {
        struct node *value = argument(p, builtin, name.word, count++);
        stack_on(p, node, value);
        parser_list_add(&list, value);
        if (!parser_accept(p, TOKEN_COMMA))
            break;
    }
    if (!p->failed && !parser_at(p, TOKEN_CLOSE_PAREN))
        parser_unexpected(p, "',' or ')'");
    p->brackets--;
    parser_advance(p);
    parser_leave(p);
    parser_finish(p, node);
    if (builtin && count != builtin->arguments && !p->failed) {
        diagnostic_expect(parser_fail(p, name.begin, node->end, "'%s' takes %u value%s, not %u",
                                      name.word->name, builtin->arguments,
                                      builtin->arguments == 1 ? "" : "s", count),
                          name.word->id == WORD_DAEMON ? "daemon(THREAD)" : name.word->usage);
    }
    if (builtin) {
        node->builtin.function = builtin->word;
        node->builtin.arguments = list.first;
    } else {
        node->call.name = parser_copy(p, name.begin, name.end);
        node->call.arguments = list.first;
    }
    return node;
}

/* ---- Expressions ----------------------------------------------------------------------------- */

static struct node *level(struct parser *p, enum level lowest);

static struct node *constant(struct parser *p, enum node_kind kind)
{
    size_t begin = p->token.begin;
    parser_advance(p);
    return parser_node(p, kind, begin);
}

/* A number; `negative`: behind a minus that begins at `begin`. */
static struct node *number(struct parser *p, bool negative, size_t begin)
{
    uint64_t value = p->token.number;
    if (value > (uint64_t)INT64_MAX && !negative) {
        parser_fail_here(p, "this number does not fit into 64 bits");
        return NULL;
    }
    struct node *node = constant(p, p->token.kind == TOKEN_INTEGER ? NODE_INTEGER : NODE_DURATION);
    node->begin = (uint32_t)begin;
    node->integer = !negative                     ? (int64_t)value
                    : value > (uint64_t)INT64_MAX ? INT64_MIN
                                                  : -(int64_t)value;
    return node;
}

/* A variable, an element, a call; the token is a word that is free. */
static struct node *word_value(struct parser *p)
{
    struct token word = p->token, after = parser_peek(p);
    const char *here = foreign_constant(p->source->text + word.begin, word.end - word.begin);
    if (here) {
        parser_fail_here(p, "write '%s' for '%.*s'", here, parser_shown_length(&word),
                         p->source->text + word.begin);
        return NULL;
    }
    if (word.word && word_is_free(word.word) && parser_refuse_as_value(p))
        return NULL;
    if (after.kind == TOKEN_OPEN_PAREN)
        return parser_call(p);
    parser_advance(p);
    if (after.kind == TOKEN_DOT && !after.spaced) {
        parser_refuse_method(p);
        return NULL;
    }
    struct node *node = parser_node(p, NODE_VARIABLE, word.begin);
    const char *name = parser_copy(p, word.begin, word.end);
    if (!parser_at(p, TOKEN_OPEN_BRACKET)) {
        node->text = name;
        return node;
    }
    node->kind = NODE_ELEMENT;
    node->element.name = name;
    node->element.index = parser_index(p);
    stack_on(p, node, node->element.index);
    return parser_finish(p, node);
}

/* A reserved word where a value should stand. */
static struct node *reserved_value(struct parser *p)
{
    const struct word *word = p->token.word;
    struct node *node;
    switch (word->id) {
    case WORD_TRUE:
    case WORD_FALSE:
        node = constant(p, NODE_BOOLEAN);
        node->boolean = word->id == WORD_TRUE;
        return node;
    case WORD_NONE:
        return constant(p, NODE_NONE);
    case WORD_ME:
    case WORD_NOW:
        node = constant(p, word->id == WORD_ME ? NODE_ME : NODE_NOW);
        if (parser_at(p, TOKEN_OPEN_PAREN) && !p->token.spaced)
            parser_fail_here(p, "'%s' is a value; it takes no parentheses", word->name);
        return node;
    case WORD_NOT:
        parser_fail_here(p, "'not' binds loosely: put it and what follows in parentheses");
        return NULL;
    case WORD_DAEMON:
        if (parser_peek(p).kind == TOKEN_OPEN_PAREN)
            return parser_call(p);
        break;
    default:
        break;
    }
    parser_refuse_as_value(p);
    return NULL;
}

static struct node *primary(struct parser *p)
{
    if (p->failed)
        return NULL;
    switch (p->token.kind) {
    case TOKEN_INTEGER:
    case TOKEN_DURATION:
        return number(p, false, p->token.begin);
    case TOKEN_QUOTE:
        return parser_text(p);
    case TOKEN_OPEN_PAREN:
        return in_parentheses(p);
    case TOKEN_WORD:
        return p->token.word && word_is_reserved(p->token.word) ? reserved_value(p) : word_value(p);
    case TOKEN_OPEN_BRACKET:
        parser_fail_here(p, "an array is made by private a[N] = VALUE or shared a[N] = VALUE");
        return NULL;
    case TOKEN_PLUS:
        parser_fail_here(p, "no '+' can stand before a value; to count up write x += 1");
        return NULL;
    default:
        parser_unexpected(p, "a value");
        return NULL;
    }
}

/* - OPERAND */
static struct node *unary(struct parser *p)
{
    size_t begin = p->token.begin;
    if (!parser_at(p, TOKEN_MINUS))
        return primary(p);
    if (!parser_enter(p))
        return NULL;
    parser_advance(p);
    struct node *node;
    if (parser_at(p, TOKEN_INTEGER) || parser_at(p, TOKEN_DURATION)) {
        node = number(p, true, begin);
    } else {
        struct node *operand = unary(p);
        node = parser_node(p, NODE_NEGATE, begin);
        node->operand = operand;
        stack_on(p, node, operand);
    }
    parser_leave(p);
    return node;
}

static struct node *negation(struct parser *p)
{
    size_t begin = p->token.begin;
    if (!parser_enter(p))
        return NULL;
    parser_advance(p);
    struct node *operand = level(p, LEVEL_NOT);
    struct node *node = parser_node(p, NODE_NOT, begin);
    node->operand = operand;
    stack_on(p, node, operand);
    parser_leave(p);
    return node;
}

static bool is_order(enum operator_id does)
{
    return does >= OPERATOR_LESS && does <= OPERATOR_AT_LEAST;
}

/* Everything that binds at least as tightly as `lowest`. */
static struct node *level(struct parser *p, enum level lowest)
{
    size_t begin = p->token.begin;
    struct node *left = lowest <= LEVEL_NOT && parser_at_word(p, WORD_NOT) ? negation(p) : unary(p);
    const struct binary *b;
    while ((b = binary_here(p)) && b->level >= lowest) {
        if (is_order(b->does) && left && left->kind == NODE_BINARY &&
            left->binary.does >= OPERATOR_EQUAL && left->binary.does <= OPERATOR_AT_LEAST) {
            parser_fail_here(p,
                             "compare two values at a time and join with 'and': a < b and b < c");
            return NULL;
        }
        uint32_t at = (uint32_t)p->token.begin;
        parser_advance(p);
        struct node *right = level(p, (enum level)(b->level + 1));
        struct node *node = parser_node(p, NODE_BINARY, begin);
        node->binary.left = left;
        node->binary.right = right;
        node->binary.does = b->does;
        node->binary.at = at;
        stack_on(p, node, left);
        stack_on(p, node, right);
        left = node;
    }
    return p->failed ? NULL : left;
}

struct node *parser_expression(struct parser *p)
{
    return p->failed ? NULL : level(p, LEVEL_OR);
}
