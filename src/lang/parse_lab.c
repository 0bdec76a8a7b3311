/* parse_lab.c - commands of the lab itself, in what is typed and at the top of a script. */
#include "lang/parser_inside.h"
#include "lang/setting.h"

#include <string.h>

static const char *lab_word(const struct parser *p, const char *text)
{
    for (const char *const *w = p->options->lab_words; w && *w; w++)
        if (strcmp(*w, text) == 0)
            return *w;
    return NULL;
}

/* One with dashes in it, as `hand-in`, which are several tokens. */
static const char *dashed_lab_word(const struct parser *p)
{
    const char *text = p->source->text + p->token.begin;
    size_t left = p->source->length - p->token.begin;
    for (const char *const *w = p->options->lab_words; w && *w; w++) {
        size_t length = strlen(*w);
        if (strchr(*w, '-') && length <= left && memcmp(*w, text, length) == 0 &&
            (length == left || strchr(" \t\r\n;", text[length])))
            return *w;
    }
    return NULL;
}

/* The rest of the command as it stands, behind where its word ends. Strings in it may hold ; and #.
 */
static const char *raw_arguments(struct parser *p, size_t begin)
{
    const char *text = p->source->text;
    size_t end = begin;
    while (end < p->source->length && text[end] != '\n' && text[end] != ';' &&
           !(text[end] == '#' && (text[end - 1] == ' ' || text[end - 1] == '\t')))
        end = text[end] == '"' ? lexer_text_skip(p->source, end + 1) : end + 1;
    while (begin < end && strchr(" \t", text[begin]))
        begin++;
    while (end > begin && strchr(" \t\r", text[end - 1]))
        end--;
    if (end > p->token.end) {
        p->last_end = end;
        parser_move(p, end);
    } else {
        parser_advance(p);
    }
    return parser_copy(p, begin, end);
}

static struct node *setting(struct parser *p, struct node *node)
{
    size_t end = p->token.end;
    struct setting unused;
    if (p->context.blocks > 0)
        parser_fail_here(p, "'%s' is a lab command: it cannot stand in a body", node->lab.word);
    else if (p->past_settings)
        parser_fail_here(p, "'%s' stands at the top of a script, before its first command",
                         node->lab.word);
    if (p->failed)
        return NULL;
    node->lab.arguments = raw_arguments(p, p->token.end);
    const char *problem = setting_read(node->lab.word, node->lab.arguments, &unused);
    if (problem)
        parser_fail(p, node->begin, end, "%s", problem);
    return parser_finish(p, node);
}

struct node *parser_lab(struct parser *p)
{
    struct token after = parser_peek(p);
    bool calls = after.kind == TOKEN_OPEN_PAREN && !(after.spaced && p->options->prompt);
    if (parser_is_name_before(after) || calls)
        return NULL;
    const char *word = parser_copy(p, p->token.begin, p->token.end);
    bool seed = strcmp(word, "random") == 0 && after.kind == TOKEN_WORD &&
                after.end - after.begin == 4 &&
                memcmp(p->source->text + after.begin, "seed", 4) == 0;
    bool sets = seed || (setting_is_word(word) && strcmp(word, "random") != 0);
    const char *dashed = after.kind == TOKEN_MINUS ? dashed_lab_word(p) : NULL;
    if (dashed)
        word = dashed;
    else if (!sets && !lab_word(p, word))
        return NULL;
    struct node *node =
        parser_node(p, p->options->prompt ? NODE_LAB : NODE_SETTING, p->token.begin);
    node->lab.word = word;
    if (sets && !p->options->prompt)
        return setting(p, node);
    if (p->context.blocks > 0)
        parser_fail_here(p,
                         "'%s' is a lab command: it is not for threads and cannot stand in a body "
                         "or an order",
                         word);
    else if (!p->options->prompt)
        parser_fail_here(p, "'%s' is a lab command: it works at the prompt only", word);
    else
        node->lab.arguments = raw_arguments(p, p->token.begin + strlen(word));
    return parser_finish(p, node);
}

/* A word of the language that stands alone at the prompt may be the lab's: `clear` is what one
 * types in a terminal to get rid of what stands there, and `clear go` is an event's; `now` ends
 * looking back, and `print now` is the clock; `repeat` alone says once more what was said. NULL
 * where it is not that. */
struct node *parser_lab_alone(struct parser *p)
{
    enum word_id id = p->token.word->id;
    enum token_kind after = parser_peek(p).kind;
    const char *word = id == WORD_CLEAR    ? lab_word(p, "cls")
                       : id == WORD_NOW    ? lab_word(p, "now")
                       : id == WORD_REPEAT ? lab_word(p, "repeat")
                                           : NULL;
    bool alone = after == TOKEN_NEWLINE || after == TOKEN_SEMICOLON || after == TOKEN_END;
    if (!word || !alone || !p->options->prompt || p->context.blocks > 0)
        return NULL;
    struct node *node = parser_node(p, NODE_LAB, p->token.begin);
    node->lab.word = word;
    node->lab.arguments = "";
    parser_advance(p);
    return parser_finish(p, node);
}
