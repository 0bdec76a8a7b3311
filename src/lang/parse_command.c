/* parse_command.c - commands that are neither declarations nor control: operations on threads and
 * objects, output, assignments, orders, the lab's own; and which function reads which word. */
#include "lang/parser_inside.h"

#include <string.h>

/* ---- Operations ------------------------------------------------------------------------------ */

static bool takes_limit(enum word_id id)
{
    return id == WORD_ACQUIRE || id == WORD_RDLOCK || id == WORD_WRLOCK || id == WORD_UPGRADE ||
           id == WORD_WAIT || id == WORD_JOIN || id == WORD_PUT || id == WORD_GET ||
           id == WORD_SEND || id == WORD_RECEIVE || id == WORD_AWAIT;
}

/* The value that the command cannot do without. */
static struct node *needed(struct parser *p, const struct word *word)
{
    if (parser_at_end(p))
        diagnostic_expect(parser_fail_here(p, "'%s' needs a value", word->name), word->usage);
    return parser_expression(p);
}

static bool at_option(const struct parser *p)
{
    return parser_at_end(p) || parser_at_word(p, WORD_FOR) || parser_at_word(p, WORD_UNTIL) ||
           parser_at(p, TOKEN_OPEN_BRACE);
}

/* Whether the next token is this word, which is a name like any other elsewhere. */
static bool accept_plain(struct parser *p, const char *word)
{
    size_t length = strlen(word);
    if (!parser_at(p, TOKEN_WORD) || p->token.end - p->token.begin != length ||
        memcmp(p->source->text + p->token.begin, word, length) != 0)
        return false;
    parser_advance(p);
    return true;
}

/* join all but daemons. */
static bool but_daemons(struct parser *p)
{
    if (!accept_plain(p, "but"))
        return false;
    if (!accept_plain(p, "daemons"))
        diagnostic_expect(parser_fail_here(p, "'join all' can leave out the daemons and nobody "
                                              "else"),
                          "join all but daemons");
    return true;
}

/* release s, release s 3. */
static void named_and_counted(struct parser *p, struct node *node, const struct word *word)
{
    node->operation.name = parser_name(p, word);
    if (!at_option(p))
        node->operation.value = parser_expression(p);
}

/* acquire s, acquire s 3. What is no count is left for a message about what stands behind a lock:
 * another name, a duration. */
static void named_and_perhaps_counted(struct parser *p, struct node *node, const struct word *word)
{
    node->operation.name = parser_name(p, word);
    bool count = parser_at(p, TOKEN_OPEN_PAREN) || parser_at_count(p);
    if (count && !parser_at(p, TOKEN_DURATION))
        node->operation.value = parser_expression(p);
}

/* futex wait v 0, futex wake v 1. */
static void futex(struct parser *p, struct node *node, const struct word *word)
{
    node->operation.wakes = parser_accept_word(p, WORD_WAKE);
    if (!node->operation.wakes && !parser_accept_word(p, WORD_WAIT)) {
        diagnostic_expect(parser_fail_here(p, "'futex' waits or wakes"), word->usage);
        return;
    }
    node->operation.name = parser_name(p, word);
    if (!node->operation.wakes || !at_option(p))
        node->operation.value = needed(p, word);
}

/* What stands between the word and its options. */
static void operands(struct parser *p, struct node *node, const struct word *word)
{
    switch (node->operation.word) {
    case WORD_YIELD:
    case WORD_FENCE:
        break;
    case WORD_SLEEP:
    case WORD_IO:
        node->operation.value = needed(p, word);
        break;
    case WORD_WORK:
        node->operation.value = needed(p, word);
        node->operation.items = parser_accept_word(p, WORD_ITEMS);
        break;
    case WORD_ASK:
        if (!at_option(p))
            node->operation.value = parser_expression(p);
        break;
    case WORD_FETCH:
        node->operation.value = needed(p, word);
        if (parser_accept_word(p, WORD_TO))
            node->operation.target = needed(p, word);
        break;
    case WORD_JOIN:
        if (!parser_accept_word(p, WORD_ALL))
            node->operation.name = parser_name(p, word);
        else
            node->operation.but_daemons = but_daemons(p);
        break;
    case WORD_NOTIFY:
        if (parser_accept_word(p, WORD_ALL)) {
            node->operation.word = WORD_BROADCAST;
            node->operation.name = parser_name(p, word);
            break;
        }
        named_and_counted(p, node, word);
        break;
    case WORD_RELEASE:
    case WORD_COUNTDOWN:
        named_and_counted(p, node, word);
        break;
    case WORD_ACQUIRE:
    case WORD_TRYACQUIRE:
        named_and_perhaps_counted(p, node, word);
        break;
    case WORD_FUTEX:
        futex(p, node, word);
        break;
    case WORD_PUT:
    case WORD_TRYPUT:
    case WORD_SEND:
    case WORD_RESOLVE:
    case WORD_FAIL:
        node->operation.name = parser_name(p, word);
        node->operation.value = needed(p, word);
        break;
    default: /* of a word that takes one name */
        node->operation.name = parser_name(p, word);
    }
}

/* for DURATION and until CONDITION, in either order. */
static void options(struct parser *p, struct node *node, const struct word *word)
{
    enum word_id id = node->operation.word;
    for (;;) {
        if (parser_at_word(p, WORD_FOR) && !node->operation.limit) {
            if (!takes_limit(id) && !(id == WORD_FUTEX && !node->operation.wakes)) {
                parser_fail_here(p, "'%s' takes no 'for': it does not wait for anybody",
                                 word->name);
                return;
            }
            parser_advance(p);
            if (at_option(p))
                diagnostic_expect(parser_fail_here(p, "'for' needs a duration, as in for 2s"),
                                  word->usage);
            node->operation.limit = parser_expression(p);
        } else if (parser_at_word(p, WORD_UNTIL) && id == WORD_WAIT && !node->operation.until) {
            parser_advance(p);
            node->operation.until = parser_expression(p);
            if (parser_at(p, TOKEN_ASSIGN))
                parser_fail_here(p, "'=' assigns; use '==' to compare");
        } else {
            return;
        }
    }
}

struct node *parser_operation(struct parser *p)
{
    const struct word *word = p->token.word;
    struct node *node = parser_node(p, NODE_OPERATION, p->token.begin);
    node->operation.word = word_canonical(word)->id;
    parser_advance(p);
    operands(p, node, word);
    options(p, node, word);
    return parser_finish(p, node);
}

struct node *parser_daemon(struct parser *p)
{
    const struct word *word = p->token.word;
    struct node *node = parser_node(p, NODE_DAEMON, p->token.begin);
    parser_advance(p);
    node->daemon.name = parser_name(p, word);
    node->daemon.on = parser_accept_word(p, WORD_ON);
    if (!node->daemon.on && !parser_accept_word(p, WORD_OFF))
        parser_unexpected(p, "on or off");
    return parser_finish(p, node);
}

struct node *parser_rename(struct parser *p)
{
    const struct word *word = p->token.word;
    struct node *node = parser_node(p, NODE_RENAME, p->token.begin);
    parser_advance(p);
    node->rename.old = parser_name(p, word);
    node->rename.new = parser_name(p, word);
    return parser_finish(p, node);
}

/* ---- Output ---------------------------------------------------------------------------------- */

static struct node *values(struct parser *p)
{
    struct parser_list list = {0};
    if (parser_at_end(p))
        return NULL;
    do {
        parser_list_add(&list, parser_expression(p));
    } while (parser_accept(p, TOKEN_COMMA));
    if (!parser_at_end(p))
        parser_unexpected(p, "',' between two values, or the end of the command");
    return list.first;
}

struct node *parser_print(struct parser *p)
{
    struct node *node = parser_node(p, NODE_PRINT, p->token.begin);
    parser_advance(p);
    node->list = values(p);
    return parser_finish(p, node);
}

struct node *parser_log(struct parser *p)
{
    static const char *const levels[] = {"debug", "info", "warning", "error"};
    struct node *node = parser_node(p, NODE_LOG, p->token.begin);
    parser_advance(p);
    if (!parser_at(p, TOKEN_WORD)) {
        diagnostic_expect(parser_fail_here(p, "'log' needs a level"),
                          "log debug, log info, log warning or log error, then the values");
        return NULL;
    }
    const char *level = parser_copy(p, p->token.begin, p->token.end);
    struct nearest nearest;
    nearest_begin(&nearest, level, strlen(level));
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        if (strcmp(level, levels[i]) == 0)
            node->log.level = levels[i];
        nearest_offer(&nearest, levels[i]);
    }
    if (!node->log.level) {
        struct diagnostic *d =
            parser_fail_here(p, "'%.*s' is no level", parser_shown_length(&p->token), level);
        diagnostic_expect(d, "debug, info, warning or error");
        diagnostic_suggest(d, nearest_found(&nearest));
    }
    parser_advance(p);
    node->log.values = values(p);
    return parser_finish(p, node);
}

/* ---- Assignments and calls ------------------------------------------------------------------- */

bool parser_assigns(enum token_kind kind)
{
    return kind >= TOKEN_ASSIGN && kind <= TOKEN_RIGHT_ASSIGN;
}

static enum operator_id assignment_operator(enum token_kind kind)
{
    switch (kind) {
    case TOKEN_ADD_ASSIGN:
        return OPERATOR_ADD;
    case TOKEN_SUBTRACT_ASSIGN:
        return OPERATOR_SUBTRACT;
    case TOKEN_MULTIPLY_ASSIGN:
        return OPERATOR_MULTIPLY;
    case TOKEN_DIVIDE_ASSIGN:
        return OPERATOR_DIVIDE;
    case TOKEN_REMAINDER_ASSIGN:
        return OPERATOR_REMAINDER;
    case TOKEN_LEFT_ASSIGN:
        return OPERATOR_LEFT;
    case TOKEN_RIGHT_ASSIGN:
        return OPERATOR_RIGHT;
    default:
        return OPERATOR_NOTHING;
    }
}

/* A command that begins with a word of the user's: assignment or call. */
struct node *parser_assign(struct parser *p)
{
    struct token word = p->token, after = parser_peek(p);
    if (after.kind == TOKEN_OPEN_PAREN)
        return parser_call(p);
    if (after.kind != TOKEN_OPEN_BRACKET && !parser_assigns(after.kind)) {
        parser_advance(p);
        parser_refuse_command(p, &word);
        return NULL;
    }
    const char *name = parser_copy(p, word.begin, word.end);
    parser_advance(p);
    struct node *target = parser_node(p, NODE_VARIABLE, word.begin);
    if (parser_at(p, TOKEN_OPEN_BRACKET)) {
        target->kind = NODE_ELEMENT;
        target->element.name = name;
        target->element.index = parser_index(p);
        parser_finish(p, target);
    } else {
        target->text = name;
        parser_note_variable(p, name);
    }
    struct node *node = parser_node(p, NODE_ASSIGN, word.begin);
    node->assign.target = target;
    node->assign.does = assignment_operator(p->token.kind);
    if (!p->failed && !parser_assigns(p->token.kind))
        parser_unexpected(p, "'=' and a value");
    parser_advance(p);
    node->assign.value = parser_value(p);
    parser_after_value(p, node->assign.value);
    if (parser_at(p, TOKEN_ASSIGN))
        parser_fail_here(p, "a command assigns to one variable; use '==' to compare");
    return parser_finish(p, node);
}

/* ---- Orders ---------------------------------------------------------------------------------- */

struct node *parser_order(struct parser *p)
{
    static const struct word order = {.name = "an order", .usage = "NAME: COMMAND"};
    struct node *node = parser_node(p, NODE_ORDER, p->token.begin);
    struct parser_list names = {0};
    if (!parser_accept_word(p, WORD_ALL)) {
        do {
            parser_list_add(&names, parser_name(p, &order));
        } while (parser_accept(p, TOKEN_COMMA));
        node->order.names = names.first;
    }
    if (!parser_at(p, TOKEN_COLON)) {
        if (parser_at(p, TOKEN_ASSIGN) && names.first && names.first->next)
            parser_fail_here(p, "a command assigns to one variable: write them one by one");
        parser_unexpected(p, "':' and the command that is ordered, as in alice, bob: wait go");
        return NULL;
    }
    if (!parser_enter(p))
        return NULL;
    parser_advance(p);
    struct parser_context saved = p->context;
    p->context = (struct parser_context){.body = true, .blocks = saved.blocks + 1};
    if (parser_at_end(p))
        diagnostic_expect(parser_fail_here(p, "the order is missing"),
                          "a command behind the ':', or several in { }");
    node->order.command = parser_at(p, TOKEN_OPEN_BRACE) ? parser_block(p) : parser_command(p);
    if (node->order.command && node->order.command->kind == NODE_ORDER)
        parser_fail(p, node->order.command->begin, node->order.command->end,
                    "an order cannot be ordered; for several threads write alice, bob: COMMAND");
    p->context = saved;
    parser_leave(p);
    return parser_finish(p, node);
}

/* Whether the command begins with NAME: or NAME, and so is an order. */
static bool at_order(const struct parser *p)
{
    if (parser_at(p, TOKEN_QUOTE) || parser_at(p, TOKEN_OPEN_PAREN))
        return true;
    if (!parser_at(p, TOKEN_WORD))
        return false;
    size_t end = lexer_name_end(p->source, p->token.begin);
    bool reserved = end == p->token.end && p->token.word && word_is_reserved(p->token.word);
    struct token after;
    lexer_scan(p->source, end, false, &after);
    if (reserved)
        return p->token.word->id == WORD_ALL && after.kind == TOKEN_COLON;
    return after.kind == TOKEN_COLON || after.kind == TOKEN_COMMA;
}

/* ---- Which function reads what --------------------------------------------------------------- */

static struct node *reserved_command(struct parser *p)
{
    struct token after = parser_peek(p);
    struct node *alone = parser_lab_alone(p);
    if (alone)
        return alone;
    if (parser_assigns(after.kind)) {
        parser_refuse_reserved(p, &p->token);
        return NULL;
    }
    switch (p->token.word->id) {
    case WORD_SHARED:
    case WORD_LOCAL:
    case WORD_PRIVATE:
        return parser_declare(p);
    case WORD_ATOMIC:
        return after.kind == TOKEN_OPEN_BRACE ? parser_guard(p) : parser_declare(p);
    case WORD_THREAD:
    case WORD_SPAWN:
        return parser_spawn(p);
    case WORD_DEFINE:
        return parser_define(p);
    case WORD_DAEMON:
        return parser_daemon(p);
    case WORD_RENAME:
        return parser_rename(p);
    case WORD_PRINT:
        return parser_print(p);
    case WORD_LOG:
        return parser_log(p);
    case WORD_IF:
        return parser_if(p);
    case WORD_WHILE:
        return parser_while(p);
    case WORD_REPEAT:
        return parser_repeat(p);
    case WORD_FOR:
        return parser_for(p);
    case WORD_SELECT:
        return parser_select(p);
    case WORD_BREAK:
    case WORD_CONTINUE:
        return parser_leave_loop(p);
    case WORD_RETURN:
        return parser_return(p);
    case WORD_RAISE:
        return parser_raise(p);
    case WORD_TRY:
        return parser_try(p);
    case WORD_ASSERT:
    case WORD_INVARIANT:
        return parser_claim(p);
    case WORD_CRITICAL:
        return parser_guard(p);
    case WORD_WITH:
        return parser_with(p);
    default:
        if (p->token.word->id >= WORD_MUTEX && p->token.word->id <= WORD_ONCE)
            return parser_objects(p);
        if (word_is_command(p->token.word))
            return parser_operation(p);
        parser_refuse_beginning(p);
        return NULL;
    }
}

struct node *parser_command(struct parser *p)
{
    if (at_order(p))
        return parser_order(p);
    if (!parser_at(p, TOKEN_WORD)) {
        parser_refuse_beginning(p);
        return NULL;
    }
    if (parser_at_own_command(p))
        return reserved_command(p);
    struct node *lab = parser_lab(p);
    if (lab || p->failed)
        return lab;
    return parser_assign(p);
}
