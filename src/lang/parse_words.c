/* parse_words.c - a word of the language, where it is somebody's name. Words that make or do
 * something (word_is_free) are commands where one can begin, and names everywhere else:
 *
 *     set e            the command            set = 1, set[2] += 1    a variable
 *     start t          the command            start: lock m           an order to a puppet
 *     work (2)         the command            work(), and work(2) where a function of that name is
 *                                             defined: a call
 *     x = get q        the operation          x = get + 1             a variable
 *
 * No text is read otherwise than it was while all of these words were reserved: what decides for a
 * name is either no beginning of a command, or needs a function or variable of that name. */
#include "lang/parser_inside.h"

#include "base/memory.h"

#include <search.h>
#include <string.h>

/* ---- Functions of the text ------------------------------------------------------------------- */

static int compare_texts(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* A function may be called before it is defined, so the text is looked through at the beginning. */
void parser_find_functions(struct parser *p)
{
    struct token token = {.kind = TOKEN_NEWLINE};
    bool defines = false;
    if (!memory_find(p->source->text, p->source->length, "define", strlen("define")))
        return;
    for (size_t at = 0; token.kind != TOKEN_END; at = token.end) {
        lexer_scan(p->source, at, false, &token);
        if (token.kind == TOKEN_QUOTE)
            token.end = lexer_text_skip(p->source, token.end);
        if (defines && token.kind == TOKEN_WORD && token.word && word_is_free(token.word) &&
            !tsearch(token.word->name, &p->functions, compare_texts))
            memory_exhausted(0);
        defines = token.kind == TOKEN_WORD && token.word && token.word->id == WORD_DEFINE;
    }
}

void parser_forget_functions(struct parser *p)
{
    while (p->functions)
        tdelete(*(const char **)p->functions, &p->functions, compare_texts);
}

static bool knows_function(const struct parser *p, const struct word *word)
{
    return tfind(word->name, &p->functions, compare_texts) ||
           (p->options->is_function && p->options->is_function(p->options->context, word->name));
}

/* ---- What stands behind it ------------------------------------------------------------------- */

/* Whether nothing, or several values stand in the parentheses that open there: no command has such.
 */
static bool holds_arguments(const struct parser *p, const struct token *open)
{
    struct token token = *open;
    size_t inside = 0;
    unsigned depth = 0;
    for (;; inside++) {
        size_t at = token.kind == TOKEN_QUOTE ? lexer_text_skip(p->source, token.end) : token.end;
        depth += token.kind == TOKEN_OPEN_PAREN || token.kind == TOKEN_OPEN_BRACKET;
        depth -= token.kind == TOKEN_CLOSE_PAREN || token.kind == TOKEN_CLOSE_BRACKET;
        if (depth == 0)
            return inside == 1;
        if (depth == 1 && token.kind == TOKEN_COMMA)
            return true;
        if (token.kind == TOKEN_END || token.kind == TOKEN_SEMICOLON ||
            token.kind == TOKEN_OPEN_BRACE)
            return false;
        lexer_scan(p->source, at, true, &token);
    }
}

bool parser_word_calls(const struct parser *p, const struct token *word)
{
    struct token open;
    lexer_scan(p->source, word->end, p->brackets > 0, &open);
    if (open.kind != TOKEN_OPEN_PAREN)
        return false;
    if (!word->word || !word_is_free(word->word) || knows_function(p, word->word))
        return true;
    return holds_arguments(p, &open);
}

bool parser_is_name_before(struct token after)
{
    return parser_assigns(after.kind) || after.kind == TOKEN_COLON || after.kind == TOKEN_COMMA ||
           after.kind == TOKEN_OPEN_BRACKET || (after.kind == TOKEN_DOT && !after.spaced);
}

/* Whether nothing that a command needs comes behind the word. */
static bool is_alone(struct token after)
{
    return after.kind == TOKEN_NEWLINE || after.kind == TOKEN_SEMICOLON ||
           after.kind == TOKEN_CLOSE_BRACE || after.kind == TOKEN_END;
}

bool parser_at_own_command(const struct parser *p)
{
    struct token after = parser_peek(p);
    const struct word *word = p->token.word;
    if (!word)
        return false;
    if (word_is_reserved(word))
        return true;
    if (!word_is_free(word) || parser_is_name_before(after) || parser_word_calls(p, &p->token))
        return false;
    if (is_alone(after) && word->id != WORD_FENCE && word->id != WORD_YIELD)
        return !parser_knows_variable(p, word->name);
    return true;
}

/* Whether the token is the name of something, or of what an operation is done to. */
static bool begins_name(const struct token *token)
{
    return token->kind == TOKEN_QUOTE ||
           (token->kind == TOKEN_WORD &&
            (!token->word || !word_is_reserved(token->word) || token->word->id == WORD_ME ||
             token->word->id == WORD_ALL));
}

bool parser_is_operation(const struct parser *p, const struct token *token)
{
    struct token after;
    const struct word *word = token->kind == TOKEN_WORD ? token->word : NULL;
    if (!word || !parser_is_value_operation(word_canonical(word)->id))
        return false;
    if (word_is_reserved(word))
        return true;
    lexer_scan(p->source, token->end, p->brackets > 0, &after);
    if (after.kind == TOKEN_OPEN_PAREN)
        return !parser_word_calls(p, token);
    if (word->id == WORD_FUTEX)
        return after.kind == TOKEN_WORD && after.word &&
               (after.word->id == WORD_WAIT || after.word->id == WORD_WAKE);
    bool calculates = after.kind == TOKEN_WORD && after.word && word_modifies(after.word->id);
    return begins_name(&after) && !(calculates && parser_knows_variable(p, word->name));
}

/* ---- Refusing -------------------------------------------------------------------------------- */

/* Whether the text has this word anywhere. */
static bool text_has(const struct parser *p, const char *word, size_t length)
{
    const char *text = p->source->text, *end = text + p->source->length;
    for (const char *at = text; (at = memory_find(at, (size_t)(end - at), word, length)); at++)
        if ((at == text || !lexer_is_word_byte(at[-1])) &&
            (at + length == end || !lexer_is_word_byte(at[length])))
            return true;
    return false;
}

/* The first of lock1, lock2, ... that means nothing yet; for a message. */
static void add_other_name(const struct parser *p, const char *name, struct buffer *out)
{
    for (unsigned n = 1; n == 1 || text_has(p, buffer_text(out), out->length) ||
                         parser_knows_variable(p, buffer_text(out));
         n++) {
        buffer_clear(out);
        buffer_printf(out, "%s%u", name, n);
    }
}

void parser_refuse_as_name(struct parser *p, const struct token *token, const char *is)
{
    struct buffer other = {0};
    add_other_name(p, token->word->name, &other);
    parser_fail(p, token->begin, token->end, "'%s' is %s; '%s' can", token->word->name, is,
                buffer_text(&other));
    buffer_free(&other);
}

bool parser_refuse_reserved(struct parser *p, const struct token *token)
{
    if (!token->word || !word_is_reserved(token->word))
        return false;
    parser_refuse_as_name(p, token, "a word of the language and cannot be a name");
    return true;
}

static const struct word *free_word_here(const struct parser *p)
{
    const struct word *word = parser_at(p, TOKEN_WORD) ? p->token.word : NULL;
    bool whole = lexer_name_end(p->source, p->token.begin) == p->token.end;
    return word && whole && word_is_free(word) && !parser_word_calls(p, &p->token) ? word : NULL;
}

static void refuse_among_names(struct parser *p, const struct word *word)
{
    diagnostic_expect(
        parser_fail_here(p, "'%s' begins a command, and stands among names here", word->name),
        "';' before a command, { } around a body, quotes around a name");
}

bool parser_refuse_among_threads(struct parser *p)
{
    const struct word *word = free_word_here(p);
    struct token after = parser_peek(p), behind;
    lexer_scan(p->source, after.end, p->brackets > 0, &behind);
    bool body = behind.kind == TOKEN_OPEN_PAREN && !behind.spaced;
    bool name = begins_name(&after) && !body && !(after.word && after.word->class == WORD_IN_PLACE);
    bool number = after.kind == TOKEN_INTEGER || after.kind == TOKEN_DURATION;
    if (!word || !(name || number || (after.kind == TOKEN_OPEN_PAREN && after.spaced)))
        return false;
    refuse_among_names(p, word);
    return true;
}

bool parser_at_next_object(struct parser *p, const struct node *made)
{
    const struct word *word = free_word_here(p);
    struct token after = parser_peek(p);
    for (; word && after.kind == TOKEN_WORD && made; made = made->next) {
        const char *name = made->object.name ? made->object.name->name.bare : NULL;
        if (!name || strlen(name) != after.end - after.begin ||
            memcmp(p->source->text + after.begin, name, after.end - after.begin) != 0)
            continue;
        refuse_among_names(p, word);
        return false;
    }
    return parser_at_name(p);
}

bool parser_refuse_as_value(struct parser *p)
{
    const struct word *word = p->token.word;
    struct token after = parser_peek(p);
    bool free_word = word && word_is_free(word);
    bool names = begins_name(&after) && !(after.word && after.word->class == WORD_IN_PLACE) &&
                 !(after.word && word_modifies(after.word->id));
    bool waits = word && parser_is_value_operation(word_canonical(word)->id);
    bool gives = after.kind == TOKEN_OPEN_PAREN && waits && p->options->prompt &&
                 !parser_word_calls(p, &p->token);
    if (free_word && !gives &&
        (parser_knows_variable(p, word->name) ||
         (!names && after.kind != TOKEN_INTEGER && after.kind != TOKEN_DURATION)))
        return false;
    if (!free_word && !(word && word_is_reserved(word)))
        return false;
    if (waits)
        parser_fail_here(p,
                         "'%s' may wait, so it stands alone: as a command, as a whole condition, "
                         "or as in x = %s ...",
                         word->name, word->name);
    else
        diagnostic_expect(
            parser_fail_here(p, "'%s' is a word of the language, not a value", word->name),
            "a value");
    return true;
}
