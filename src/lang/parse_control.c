/* parse_control.c - if, loops, try, with and the other words that hold blocks. */
#include "lang/parser_inside.h"

#include "core/limits.h"

#include <string.h>

/* ---- Branches and loops ---------------------------------------------------------------------- */

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

/* ---- select ---------------------------------------------------------------------------------- */

static const char case_forms[] =
    "case x = receive ch { }, case send ch 1 { }, case after 2s { } or else { }";

/* Whether the command may stand in a case: a send, or a receive, whose value may be assigned. */
static bool fits_case(const struct node *command)
{
    if (command->kind == NODE_ASSIGN && command->assign.does == OPERATOR_NOTHING)
        return command->assign.value->kind == NODE_OPERATION &&
               command->assign.value->operation.word == WORD_RECEIVE &&
               !command->assign.value->operation.limit;
    return command->kind == NODE_OPERATION && !command->operation.limit &&
           (command->operation.word == WORD_SEND || command->operation.word == WORD_RECEIVE);
}

/* Behind `case`. */
static struct node *one_case(struct parser *p, size_t begin)
{
    struct node *node = parser_node(p, NODE_CASE, begin);
    size_t at = p->token.begin;
    struct token after = parser_peek(p);
    if (parser_at_word(p, WORD_AFTER) && after.kind != TOKEN_ASSIGN) {
        parser_advance(p);
        node->choice.after = parser_expression(p);
    } else {
        node->choice.does = parser_command(p);
        const struct node *does = p->failed ? NULL : node->choice.does;
        if (does && does->kind == NODE_ASSIGN)
            does = does->assign.value;
        if (does && does->kind == NODE_OPERATION && does->operation.limit)
            diagnostic_expect(parser_fail(p, does->operation.limit->begin, p->last_end,
                                          "a case takes no 'for': the time is a case of its own"),
                              "case after 1s { }");
        if (!p->failed && node->choice.does && !fits_case(node->choice.does))
            diagnostic_expect(parser_fail(p, at, p->last_end, "this is no case of a select"),
                              case_forms);
    }
    node->choice.body = p->failed ? NULL : parser_block(p);
    return parser_finish(p, node);
}

/* What a select may have once. */
struct cases {
    struct parser_list list;
    size_t channels;
    bool after, otherwise;
};

static void add_case(struct parser *p, struct cases *c)
{
    size_t begin = p->token.begin, end = p->token.end;
    struct node *node = NULL;
    if (parser_accept_word(p, WORD_CASE)) {
        node = one_case(p, begin);
    } else if (parser_accept_word(p, WORD_ELSE)) {
        node = parser_node(p, NODE_CASE, begin);
        node->choice.body = parser_block(p);
        parser_finish(p, node);
    } else {
        parser_unexpected(p, case_forms);
        return;
    }
    if (p->failed || !node)
        return;
    bool twice = (node->choice.after && c->after) ||
                 (!node->choice.does && !node->choice.after && c->otherwise);
    c->channels += node->choice.does != NULL;
    c->after |= node->choice.after != NULL;
    c->otherwise |= !node->choice.does && !node->choice.after;
    if (twice)
        parser_fail(p, begin, end, "a select has one '%s'", node->choice.after ? "after" : "else");
    else if (c->after && c->otherwise)
        parser_fail(p, begin, end, "with 'else' a select never waits: it takes no 'after'");
    else if (c->channels > LIMIT_SELECT_CASES)
        parser_fail(p, begin, end, "a select has at most %d channels", LIMIT_SELECT_CASES);
    parser_list_add(&c->list, node);
}

struct node *parser_select(struct parser *p)
{
    struct node *node = parser_node(p, NODE_SELECT, p->token.begin);
    size_t begin = p->token.begin, end = p->token.end;
    unsigned brackets = p->brackets;
    struct cases cases = {0};
    parser_advance(p);
    if (!parser_at(p, TOKEN_OPEN_BRACE)) {
        parser_refuse_block(p);
        return NULL;
    }
    if (!parser_enter(p))
        return NULL;
    p->brackets = 0;
    p->context.blocks++;
    parser_advance(p);
    size_t errors = p->found->errors;
    while (!parser_at(p, TOKEN_CLOSE_BRACE) && !parser_at(p, TOKEN_END)) {
        if (parser_accept(p, TOKEN_NEWLINE) || parser_accept(p, TOKEN_SEMICOLON))
            continue;
        add_case(p, &cases);
        if (p->failed)
            parser_recover(p);
    }
    parser_expect(p, TOKEN_CLOSE_BRACE, "'}' at the end of the select");
    if (!p->failed && !cases.channels && p->found->errors == errors)
        diagnostic_expect(parser_fail(p, begin, end, "this select has no channel"), case_forms);
    p->context.blocks--;
    p->brackets = brackets;
    parser_leave(p);
    node->list = cases.list.first;
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

/* ---- Ends and errors ------------------------------------------------------------------------- */

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

/* ---- Blocks with something around them ------------------------------------------------------- */

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
    bool is_name = parser_peek(p).kind == TOKEN_OPEN_BRACE ||
                   lexer_name_end(p->source, p->token.begin) > p->token.end; /* with lock-1 { } */
    if (!is_name && (parser_at_word(p, WORD_RDLOCK) || parser_at_word(p, WORD_WRLOCK))) {
        node->guard.mode = p->token.word->id;
        parser_advance(p);
    } else if (!is_name && (parser_at_word(p, WORD_ACQUIRE) || parser_at_word(p, WORD_LOCK))) {
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
