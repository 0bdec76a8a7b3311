/* parse_declare.c - what makes variables, objects, threads and functions. */
#include "lang/parser_inside.h"

#include <string.h>

/* ---- Variables ------------------------------------------------------------------------------- */

struct node *parser_declare(struct parser *p)
{
    const struct word *word = p->token.word;
    struct node *node = parser_node(p, NODE_DECLARE, p->token.begin);
    node->declare.storage = word->id;
    parser_advance(p);
    if (parser_at_end(p)) {
        diagnostic_expect(parser_fail_here(p, "'%s' needs a variable", word->name), word->usage);
        return NULL;
    }
    node->declare.name = parser_variable_name(p, "a variable");
    parser_note_variable(p, node->declare.name);
    if (parser_at(p, TOKEN_OPEN_BRACKET) && word->id == WORD_LOCAL)
        parser_fail_here(p, "a thread-local variable cannot be an array");
    node->declare.size = parser_index(p);
    if (parser_at_end(p) && word->id == WORD_LOCAL)
        return parser_finish(p, node);
    if (parser_at_end(p)) {
        parser_fail_here(p, "'%s' gives a variable its first value: %s %s = 0", word->name,
                         word->name, node->declare.size ? "a[N]" : node->declare.name);
        return NULL;
    }
    parser_expect(p, TOKEN_ASSIGN, "'=' and a first value");
    node->declare.value = parser_value(p);
    parser_after_value(p, node->declare.value);
    if (parser_at(p, TOKEN_COMMA))
        parser_fail_here(p, "'%s' makes one variable; write the next one as a command of its own",
                         word->name);
    return parser_finish(p, node);
}

/* ---- Objects --------------------------------------------------------------------------------- */

/* After the name of a semaphore or queue: whether a count stands here, not one more name. A word is
 * a count if it is a variable that the text before has made, a call, or the start of a calculation.
 */
bool parser_at_count(const struct parser *p)
{
    if (parser_at(p, TOKEN_INTEGER) || parser_at(p, TOKEN_DURATION) || parser_at(p, TOKEN_MINUS))
        return true;
    if (!parser_at(p, TOKEN_WORD) || parser_at_word(p, WORD_ME) || parser_at_word(p, WORD_FOR))
        return false;
    struct token after = parser_peek(p);
    if (after.kind == TOKEN_OPEN_PAREN ||
        (after.kind >= TOKEN_LEFT && after.kind <= TOKEN_PERCENT && after.spaced))
        return true;
    struct buffer name = {0};
    buffer_add(&name, p->source->text + p->token.begin, p->token.end - p->token.begin);
    bool known = parser_knows_variable(p, buffer_text(&name));
    buffer_free(&name);
    return known;
}

static struct node *object(struct parser *p, struct parser_list *list, struct node *name)
{
    struct node *node = parser_node(p, NODE_OBJECT, name ? name->begin : p->token.begin);
    node->object.name = name;
    parser_list_add(list, node);
    return node;
}

/* semaphore a b 3 c: names, each with a count if one follows. What stands in parentheses is a name
 * if it is text, else a count. */
static void counted_objects(struct parser *p, struct parser_list *list, const struct word *word)
{
    struct node *last = object(p, list, parser_name(p, word));
    while (parser_at_name(p) || parser_at_count(p)) {
        if (!last->object.count && parser_at_count(p)) {
            last->object.count = parser_expression(p);
        } else if (!last->object.count && parser_at(p, TOKEN_OPEN_PAREN)) {
            struct node *value = parser_expression(p);
            if (value && tree_is_text(value))
                last = object(p, list, parser_name_of(p, value));
            else
                last->object.count = value;
        } else {
            last = object(p, list, parser_name(p, word));
        }
        parser_finish(p, last);
    }
}

/* Behind a condition's lock. Where one more `on` follows it is the name of a condition. */
static bool accept_loose(struct parser *p)
{
    struct token after = parser_peek(p);
    bool is_name = after.kind == TOKEN_WORD && after.word && after.word->id == WORD_ON;
    return !is_name && parser_accept_word(p, WORD_LOOSE);
}

/* condition a b on m [loose]: all names since the last `on` stand on that lock. */
static void conditions(struct parser *p, struct parser_list *list, const struct word *word)
{
    struct node *first_free = NULL;
    do {
        struct node *node = object(p, list, parser_name(p, word));
        if (!first_free)
            first_free = node;
        if (!parser_accept_word(p, WORD_ON))
            continue;
        struct node *lock = parser_name(p, word);
        unsigned manner = accept_loose(p) ? CONDITION_LOOSE : CONDITION_STRICT;
        for (; first_free; first_free = first_free->next) {
            first_free->object.lock = lock;
            first_free->object.manner = manner;
            parser_finish(p, first_free);
        }
    } while (parser_at_next_object(p, list->first));
}

/* Behind names of reader-writer locks: prefer writers, fair. False where it is one more name. */
static bool accept_policy(struct parser *p, unsigned *manner)
{
    static const char prefer[] = "prefer ";
    struct token after = parser_peek(p);
    if (parser_accept_word(p, WORD_FAIR)) {
        *manner = RWLOCK_IS_FAIR;
        return true;
    }
    for (unsigned m = 0; parser_at_word(p, WORD_PREFER) && m < MOST_MANNERS; m++) {
        const char *words = kind_manner(ENTITY_RWLOCK, m) + sizeof prefer - 1;
        size_t length = after.end - after.begin;
        if (strncmp(kind_manner(ENTITY_RWLOCK, m), prefer, sizeof prefer - 1) != 0 ||
            after.kind != TOKEN_WORD || strlen(words) != length ||
            memcmp(p->source->text + after.begin, words, length) != 0)
            continue;
        parser_advance(p);
        parser_advance(p);
        *manner = m;
        return true;
    }
    return false;
}

/* rwlock a b prefer writers: all names so far are of that kind. */
static void reader_writer_locks(struct parser *p, struct parser_list *list, const struct word *word)
{
    struct node *first = NULL;
    do {
        unsigned manner;
        struct node *node = object(p, list, parser_name(p, word));
        if (!first)
            first = node;
        if (!accept_policy(p, &manner))
            continue;
        for (; first; first = first->next) {
            first->object.manner = manner;
            parser_finish(p, first);
        }
    } while (parser_at_next_object(p, list->first));
}

/* every, and not a variable of that name: a time comes behind it. */
static bool at_every(const struct parser *p)
{
    struct token after = parser_peek(p);
    return parser_at_word(p, WORD_EVERY) &&
           (after.kind == TOKEN_INTEGER || after.kind == TOKEN_DURATION ||
            after.kind == TOKEN_WORD || (after.kind == TOKEN_OPEN_PAREN && after.spaced));
}

/* One name and the number that it cannot do without: barrier b 2, timer t 3s { ... }. */
static void numbered_object(struct parser *p, struct parser_list *list, const struct word *word,
                            enum entity_kind kind)
{
    const struct kind_number *number = &kind_rows[kind].number;
    struct node *node = object(p, list, parser_name(p, word));
    if (parser_at_end(p) || parser_at(p, TOKEN_OPEN_BRACE))
        diagnostic_expect(parser_fail_here(p, "'%s' needs %s", word->name, number->needs),
                          word->usage);
    if (number->is == NUMBER_DELAY && at_every(p)) {
        parser_advance(p);
        node->object.manner = TIMER_EVERY;
    }
    struct node *value = parser_expression(p);
    if (number->is == NUMBER_DELAY)
        node->object.delay = value;
    else
        node->object.count = value;
    if (kind_is(kind, KIND_NEEDS_BODY) || (kind_is(kind, KIND_MAY_HAVE_BODY) && parser_at_body(p)))
        node->object.body = parser_body(p, word);
    parser_finish(p, node);
}

static void objects(struct parser *p, struct parser_list *list, const struct word *word)
{
    enum entity_kind kind = kinds_made_by(word->name);
    const struct kind_number *number = &kind_rows[kind].number;
    if (number->needs) {
        numbered_object(p, list, word, kind);
    } else if (number->is == NUMBER_COUNT || number->is == NUMBER_BOUND) {
        counted_objects(p, list, word);
    } else if (number->is == NUMBER_LOCK) {
        conditions(p, list, word);
    } else if (kind == ENTITY_RWLOCK) {
        reader_writer_locks(p, list, word);
    } else {
        do {
            object(p, list, parser_name(p, word));
        } while (parser_at_next_object(p, list->first));
    }
}

struct node *parser_objects(struct parser *p)
{
    const struct word *word = p->token.word;
    size_t begin = p->token.begin;
    struct parser_list list = {0};
    parser_advance(p);
    objects(p, &list, word);
    if (parser_at(p, TOKEN_COMMA))
        parser_fail_here(p, "names are separated by blanks: %s a b c", word->name);
    if (word->id == WORD_ONCE && list.first && !list.first->next &&
        parser_at(p, TOKEN_OPEN_BRACE)) {
        struct node *guard = parser_node(p, NODE_ONCE, begin);
        guard->guard.name = list.first->object.name;
        guard->guard.body = parser_block(p);
        return parser_finish(p, guard);
    }
    struct node *node = parser_node(p, NODE_OBJECTS, begin);
    node->objects.made = word->id;
    node->objects.objects = list.first;
    return parser_finish(p, node);
}

/* ---- Threads --------------------------------------------------------------------------------- */

/* Whether NAME( stands here without a blank between: a call, the thread's body. */
static bool at_adjacent_call(const struct parser *p)
{
    struct token after = parser_peek(p);
    return parser_at(p, TOKEN_WORD) && after.kind == TOKEN_OPEN_PAREN && !after.spaced;
}

struct node *parser_spawn(struct parser *p)
{
    const struct word *word = p->token.word;
    struct node *node = parser_node(p, NODE_SPAWN, p->token.begin);
    struct parser_list names = {0};
    node->spawn.started = word->id == WORD_SPAWN;
    parser_advance(p);
    node->spawn.daemon = parser_accept_word(p, WORD_DAEMON);
    parser_refuse_among_threads(p);
    while (parser_at_name(p) && !at_adjacent_call(p)) {
        struct node *name = parser_name(p, word);
        if (name && name->name.index)
            parser_fail(
                p, name->begin, name->end,
                "threads have no arrays; make them in a loop: for i in 1..8 { spawn \"t{i}\" }");
        parser_list_add(&names, name);
        parser_refuse_among_threads(p);
    }
    node->spawn.names = names.first;
    if (!names.first && parser_at(p, TOKEN_WORD) && !at_adjacent_call(p) &&
        !parser_at_word(p, WORD_DAEMON))
        parser_refuse_reserved(p, &p->token);
    if (parser_at(p, TOKEN_COMMA))
        parser_fail_here(p, "names are separated by blanks: %s a b c", word->name);
    else if (parser_at(p, TOKEN_COLON))
        parser_fail_here(p, "a body stands in { }, not behind ':'");
    else if (parser_at_word(p, WORD_DAEMON))
        parser_fail_here(p, "'daemon' stands before the name: %s daemon NAME", word->name);
    else if (!parser_at_end(p))
        node->spawn.body = parser_body(p, word);
    return parser_finish(p, node);
}

/* ---- Functions ------------------------------------------------------------------------------- */

static struct node *parameters(struct parser *p)
{
    struct parser_list list = {0};
    p->brackets++;
    if (!parser_accept(p, TOKEN_OPEN_PAREN)) {
        p->brackets--;
        parser_unexpected(p, "'(' and the parameters, as in define f(a, b) { ... }");
        return NULL;
    }
    while (parser_at(p, TOKEN_WORD)) {
        struct node *node = parser_node(p, NODE_PARAMETER, p->token.begin);
        struct token word = p->token;
        node->text = parser_variable_name(p, "a parameter");
        parser_note_variable(p, node->text);
        for (struct node *n = list.first; n && node->text; n = n->next)
            if (strcmp(n->text, node->text) == 0)
                parser_fail(p, word.begin, word.end, "the parameter '%s' is there twice", n->text);
        parser_list_add(&list, parser_finish(p, node));
        if (!parser_accept(p, TOKEN_COMMA))
            break;
    }
    if (!p->failed && !parser_at(p, TOKEN_CLOSE_PAREN))
        parser_unexpected(p, "',' or ')'");
    p->brackets--;
    parser_advance(p);
    return list.first;
}

struct node *parser_define(struct parser *p)
{
    struct node *node = parser_node(p, NODE_DEFINE, p->token.begin);
    if (p->context.blocks > 0)
        parser_fail_here(p, "a function is defined at the top level, outside every block");
    parser_advance(p);
    if (parser_at(p, TOKEN_WORD) && p->token.word && p->token.word->class == WORD_BUILTIN)
        parser_refuse_as_name(p, &p->token, "a built-in function and cannot be defined anew");
    node->define.name = parser_variable_name(p, "the function's name");
    node->define.parameters = parameters(p);
    struct parser_context saved = p->context;
    p->context = (struct parser_context){.body = true, .blocks = saved.blocks};
    node->define.body = parser_block(p);
    p->context = saved;
    return parser_finish(p, node);
}
