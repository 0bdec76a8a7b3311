/* parse_control.c - if, loops, try, with and the other words that hold blocks. */
#include "lang/parser_inside.h"

#include <string.h>

/* ---- Branches and loops -----------------------------------------------------------------------
 */

static struct node *branch(struct parser *p, size_t begin, bool has_condition)
{
    struct node *node = parser_node(p, NODE_BRANCH, begin);
    if (has_condition)
        node->branch.condition = parser_condition(p);
    node->branch.body = parser_block(p);
    return parser_finish(p, node);
}

struct node *parser_if(struct parser *p)
{
    struct node *node = parser_node(p, NODE_IF, p->token.begin);
    struct parser_list list = {0};
    size_t begin = p->token.begin;
    bool has_condition = true;
    do {
        if (list.first)
            has_condition = parser_accept_word(p, WORD_IF);
        else
            parser_advance(p);
        parser_list_add(&list, branch(p, begin, has_condition));
        begin = p->token.begin;
    } while (has_condition && parser_accept_word(p, WORD_ELSE));
    node->list = list.first;
    return parser_finish(p, node);
}

struct node *parser_while(struct parser *p)
{
    struct node *node = parser_node(p, NODE_WHILE, p->token.begin);
    parser_advance(p);
    node->branch.condition = parser_condition(p);
    node->branch.body = parser_loop_block(p);
    return parser_finish(p, node);
}

struct node *parser_repeat(struct parser *p)
{
    struct node *node = parser_node(p, NODE_REPEAT, p->token.begin);
    parser_advance(p);
    if (parser_at(p, TOKEN_OPEN_BRACE))
        parser_fail_here(p, "'repeat' needs a number of turns; for ever is: while true { }");
    node->branch.condition = parser_expression(p);
    node->branch.body = parser_loop_block(p);
    return parser_finish(p, node);
}

/* Whether the values are `threads` alone. */
static bool at_threads(const struct parser *p)
{
    return parser_at_word(p, WORD_THREADS) && parser_peek(p).kind == TOKEN_OPEN_BRACE;
}

struct node *parser_for(struct parser *p)
{
    static const char form[] = "for i in 1..8 { } or for x in A, B, C { }";
    struct node *node = parser_node(p, NODE_FOR_LIST, p->token.begin);
    parser_advance(p);
    if (parser_at(p, TOKEN_OPEN_PAREN)) {
        diagnostic_expect(parser_fail_here(p, "'for' takes no parentheses"), form);
        return NULL;
    }
    node->loop.variable = parser_variable_name(p, form);
    parser_note_variable(p, node->loop.variable);
    bool received = parser_accept_word(p, WORD_FROM);
    if (!received && !parser_accept_word(p, WORD_IN))
        parser_unexpected(p, form);
    struct token word = p->token;
    if (received) {
        node->kind = NODE_FOR_RECEIVED;
        node->loop.channel = parser_name(p, word_get(WORD_FROM));
    } else if (at_threads(p)) {
        parser_advance(p);
        node->kind = NODE_FOR_THREADS;
    } else {
        struct node *first = parser_expression(p);
        if (first && first->kind == NODE_CALL && strcmp(first->call.name, "range") == 0)
            parser_fail(p, word.begin, word.end,
                        "a range is written LOW..HIGH, both ends included");
        if (parser_accept(p, TOKEN_RANGE)) {
            node->kind = NODE_FOR_RANGE;
            node->loop.low = first;
            node->loop.high = parser_expression(p);
        } else {
            struct parser_list values = {0};
            parser_list_add(&values, first);
            while (parser_accept(p, TOKEN_COMMA))
                parser_list_add(&values, parser_expression(p));
            node->loop.values = values.first;
        }
    }
    node->loop.body = parser_loop_block(p);
    return parser_finish(p, node);
}

struct node *parser_leave_loop(struct parser *p)
{
    const struct word *word = p->token.word;
    if (!p->context.loop)
        parser_fail_here(p, "'%s' stands outside of every loop", word->name);
    size_t begin = p->token.begin;
    parser_advance(p);
    return parser_node(p, word->id == WORD_BREAK ? NODE_BREAK : NODE_CONTINUE, begin);
}

/* ---- Ends and errors --------------------------------------------------------------------------
 */

struct node *parser_return(struct parser *p)
{
    struct node *node = parser_node(p, NODE_RETURN, p->token.begin);
    parser_advance(p);
    if (!parser_at_end(p))
        node->operand = parser_expression(p);
    return parser_finish(p, node);
}

struct node *parser_raise(struct parser *p)
{
    struct node *node = parser_node(p, NODE_RAISE, p->token.begin);
    struct token word = p->token;
    parser_advance(p);
    if (!parser_at_end(p))
        node->operand = parser_expression(p);
    else if (!p->context.handler)
        parser_fail(p, word.begin, word.end,
                    "'raise' alone raises a caught error again, inside 'catch' only; a new one is: "
                    "raise \"what is wrong\"");
    return parser_finish(p, node);
}

struct node *parser_try(struct parser *p)
{
    struct node *node = parser_node(p, NODE_TRY, p->token.begin);
    parser_advance(p);
    node->attempt.body = parser_block(p);
    if (parser_accept_word(p, WORD_CATCH)) {
        if (parser_at(p, TOKEN_WORD)) {
            node->attempt.variable = parser_variable_name(p, "a name for the error");
            parser_note_variable(p, node->attempt.variable);
        }
        bool saved = p->context.handler;
        p->context.handler = true;
        node->attempt.handler = parser_block(p);
        p->context.handler = saved;
        if (parser_at_word(p, WORD_CATCH))
            parser_fail_here(p,
                             "one 'catch' is enough: it catches every error, and its name is the "
                             "error as text");
    }
    if (parser_accept_word(p, WORD_FINALLY))
        node->attempt.finally = parser_block(p);
    if (!p->failed && !node->attempt.handler && !node->attempt.finally)
        parser_unexpected(p, "catch { } or finally { } on the line of the '}'");
    return parser_finish(p, node);
}

/* assert and invariant */
struct node *parser_claim(struct parser *p)
{
    const struct word *word = p->token.word;
    struct node *node =
        parser_node(p, word->id == WORD_ASSERT ? NODE_ASSERT : NODE_INVARIANT, p->token.begin);
    parser_advance(p);
    if (parser_at_end(p))
        diagnostic_expect(parser_fail_here(p, "'%s' needs a condition", word->name), word->usage);
    node->claim.condition = parser_expression(p);
    if (parser_at(p, TOKEN_ASSIGN))
        parser_fail_here(p, "'=' assigns; use '==' to compare");
    if (parser_accept(p, TOKEN_COMMA))
        node->claim.message = parser_expression(p);
    return parser_finish(p, node);
}

/* ---- Blocks with something around them ---------------------------------------------------------
 */

/* critical NAME { } and atomic { } */
struct node *parser_guard(struct parser *p)
{
    const struct word *word = p->token.word;
    bool named = word->id == WORD_CRITICAL;
    struct node *node = parser_node(p, named ? NODE_CRITICAL : NODE_ATOMIC, p->token.begin);
    parser_advance(p);
    if (named)
        node->guard.name = parser_name(p, word);
    node->guard.body = parser_block(p);
    return parser_finish(p, node);
}

struct node *parser_with(struct parser *p)
{
    const struct word *word = p->token.word;
    struct node *node = parser_node(p, NODE_WITH, p->token.begin);
    parser_advance(p);
    node->guard.mode = WORD_ACQUIRE;
    if (parser_at_word(p, WORD_RDLOCK) || parser_at_word(p, WORD_WRLOCK)) {
        node->guard.mode = p->token.word->id;
        parser_advance(p);
    } else if (parser_at_word(p, WORD_ACQUIRE) || parser_at_word(p, WORD_LOCK)) {
        parser_fail_here(p, "'with' acquires and releases by itself: with m { ... }");
    }
    node->guard.name = parser_name(p, word);
    if (parser_at_word(p, WORD_FOR))
        parser_fail_here(
            p, "'with' takes no 'for'; write: if acquire m for 2s { try { ... } finally { "
               "release m } }");
    else if (parser_at(p, TOKEN_COMMA))
        parser_fail_here(p, "'with' takes one lock; put one 'with' inside the other");
    node->guard.body = parser_block(p);
    return parser_finish(p, node);
}
