/* parse_refuse.c - what cannot begin a command or a block, and is refused there. What comes from
 * the habits of other languages is not told here but by the translator, which has the whole
 * statement before it (foreign.h); these are the words for what even that cannot make out. */
#include "lang/parser_inside.h"
#include "lang/setting.h"

#include <string.h>

void parser_refuse_method(struct parser *p)
{
    parser_fail_here(p, "there are no methods and no fields here: a command comes first, then what "
                        "it acts on");
}

/* Words with a meaning of their own, which is not that of the command whose letters are near:
 * `stop` is no misspelt `step`. */
static const char *const no_misspellings[] = {
    "stop",  "close", "latch", "go",    "end",  "send", "clean", "sync",  "case", "new",  "run",
    "list",  "test",  "take",  "hold",  "lead", "form", "state", "share", "spin", "read", "write",
    "async", "await", "enter", "leave", "name", "real", "wake",  "walk",  "post", "pop",  "push"};

static bool is_word_of_its_own(const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof no_misspellings / sizeof *no_misspellings; i++)
        if (strlen(no_misspellings[i]) == length && memcmp(no_misspellings[i], text, length) == 0)
            return true;
    return false;
}

/* A word of three letters is near to very many: only a letter that is missing behind its first, or
 * two that changed places, make it a slip of another. */
static bool may_be_slip(const char *text, size_t length, const char *word)
{
    enum { SHORT = 3 };
    if (length > SHORT)
        return true;
    char letters[SHORT] = "";
    size_t known = strlen(word), left = length;
    if (known < length || (*text | 0x20) != *word)
        return false;
    for (size_t i = 0; i < length; i++)
        letters[i] = (char)(text[i] | 0x20);
    for (; *word && left; word++) {
        char *same = memchr(letters, *word, left);
        if (same)
            *same = letters[--left];
    }
    return left == 0;
}

static void offer(struct nearest *nearest, const char *word)
{
    if (may_be_slip(nearest->wanted, nearest->length, word))
        nearest_offer(nearest, word);
}

/* Offers every word that begins a command. */
static void suggest_command(struct parser *p, struct diagnostic *d, const struct token *word)
{
    struct nearest nearest;
    if (!d) /* one of too many errors */
        return;
    if (is_word_of_its_own(p->source->text + word->begin, word->end - word->begin))
        return;
    nearest_begin(&nearest, p->source->text + word->begin, word->end - word->begin);
    for (int id = WORD_NOTHING + 1; id < WORD_COUNT; id++)
        if (word_is_command(word_get((enum word_id)id)))
            offer(&nearest, word_get((enum word_id)id)->name);
    for (const char *const *w = p->options->lab_words; w && *w; w++)
        if (p->options->prompt || setting_is_word(*w))
            offer(&nearest, *w);
    diagnostic_suggest(d, nearest_found(&nearest));
}

/* Whether the token goes on with a value that began before it. */
static bool is_operator(const struct token *token)
{
    return (token->kind >= TOKEN_EQUAL && token->kind <= TOKEN_PERCENT) ||
           (token->kind == TOKEN_WORD && token->word &&
            (token->word->id == WORD_AND || token->word->id == WORD_OR));
}

static bool is_variable_alone(struct parser *p, const struct token *word)
{
    return parser_at_end(p) && parser_knows_variable(p, parser_copy(p, word->begin, word->end));
}

void parser_refuse_command(struct parser *p, const struct token *word)
{
    const char *text = p->source->text + word->begin;
    int length = parser_shown_length(word);
    if (parser_at(p, TOKEN_DOT) && !p->token.spaced) {
        parser_refuse_method(p);
    } else if (parser_at(p, TOKEN_WRONG)) {
        parser_unexpected(p, NULL);
    } else if (is_operator(&p->token) || is_variable_alone(p, word)) {
        parser_fail(p, word->begin, word->end,
                    "a value alone is no command; 'print' shows it, '=' stores it");
    } else {
        suggest_command(
            p, parser_fail(p, word->begin, word->end, "unknown command '%.*s'", length, text),
            word);
    }
}

void parser_refuse_beginning(struct parser *p)
{
    switch (p->token.kind) {
    case TOKEN_INTEGER:
    case TOKEN_DURATION:
    case TOKEN_MINUS:
        parser_fail_here(p, "a value alone is no command; 'print' shows it, '=' stores it");
        return;
    case TOKEN_OPEN_BRACE:
        parser_fail_here(
            p, "a block stands behind a command, as in spawn t { ... } or alice: { ... }");
        return;
    case TOKEN_WORD:
        break;
    default:
        parser_unexpected(p, "a command");
        return;
    }
    switch (p->token.word->id) {
    case WORD_ELSE:
    case WORD_CATCH:
    case WORD_FINALLY:
        parser_fail_here(p, "'%s' stands on the line of the '}' before it: } %s { ... }",
                         p->token.word->name, p->token.word->name);
        return;
    case WORD_TRUE:
    case WORD_FALSE:
    case WORD_NONE:
    case WORD_ME:
    case WORD_NOW:
    case WORD_NOT:
        parser_fail_here(p, "a value alone is no command; 'print' shows it, '=' stores it");
        return;
    default:
        parser_fail_here(p, "'%s' cannot begin a command", p->token.word->name);
    }
}

void parser_refuse_block(struct parser *p)
{
    if (parser_at(p, TOKEN_COLON)) {
        parser_fail_here(p, "a block stands in { }, not behind ':'");
        return;
    }
    if (parser_at(p, TOKEN_NEWLINE)) {
        struct token next;
        lexer_scan(p->source, p->token.end, true, &next);
        if (next.kind == TOKEN_OPEN_BRACE) {
            parser_fail(p, next.begin, next.end,
                        "this '{' has to stand on the line of its command, at the end");
            parser_move(p, next.begin);
            return;
        }
    }
    parser_unexpected(p, "a block in { }");
}
