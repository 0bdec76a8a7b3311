/* parse_value.c - values that may have to be waited for: operations that stand as a whole value or
 * condition. */
#include "lang/parser_inside.h"

bool parser_is_value_operation(enum word_id id)
{
    switch (id) {
    case WORD_ACQUIRE:
    case WORD_TRYACQUIRE:
    case WORD_RDLOCK:
    case WORD_WRLOCK:
    case WORD_TRYRDLOCK:
    case WORD_TRYWRLOCK:
    case WORD_UPGRADE:
    case WORD_WAIT:
    case WORD_JOIN:
    case WORD_PUT:
    case WORD_TRYPUT:
    case WORD_GET:
    case WORD_TRYGET:
    case WORD_PEEK:
    case WORD_SEND:
    case WORD_RECEIVE:
    case WORD_AWAIT:
    case WORD_FUTEX:
    case WORD_ASK:
    case WORD_FETCH:
        return true;
    default:
        return false;
    }
}

static bool at_value_operation(const struct parser *p)
{
    return !p->failed && parser_is_operation(p, &p->token);
}

/* Whether an operation comes behind one or more `not`. */
static bool not_before_operation(const struct parser *p)
{
    struct token token = p->token;
    while (token.kind == TOKEN_WORD && token.word && token.word->id == WORD_NOT)
        lexer_scan(p->source, token.end, p->brackets > 0, &token);
    return parser_is_operation(p, &token);
}

struct node *parser_value(struct parser *p)
{
    if (at_value_operation(p))
        return parser_operation(p);
    if (!parser_at_word(p, WORD_NOT) || !not_before_operation(p))
        return parser_expression(p);
    size_t begin = p->token.begin;
    if (!parser_enter(p))
        return NULL;
    parser_advance(p);
    struct node *operand = parser_value(p);
    struct node *node = parser_node(p, NODE_NOT, begin);
    node->operand = operand;
    parser_leave(p);
    return node;
}

void parser_after_value(struct parser *p, const struct node *value)
{
    while (value && value->kind == NODE_NOT)
        value = value->operand;
    if (value && value->kind == NODE_OPERATION && parser_at_operator(p))
        parser_fail_here(
            p,
            "an operation that may wait stands alone; put its value into a variable first: "
            "ok = %.*s",
            (int)(value->end - value->begin > 60 ? 60 : value->end - value->begin),
            p->source->text + value->begin);
}

struct node *parser_condition(struct parser *p)
{
    struct node *value = parser_value(p);
    parser_after_value(p, value);
    if (parser_at(p, TOKEN_ASSIGN))
        parser_fail_here(p, "'=' assigns; use '==' to compare");
    return value;
}
