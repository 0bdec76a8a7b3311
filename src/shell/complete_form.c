/* complete_form.c - see complete_form.h. A form is gone through together with what was typed, in
 * every way in which the two fit: what is optional may be there or not, a value may end at any
 * piece. What stands in the form where the typed pieces have ended may come next. */
#include "shell/complete_form.h"

#include "lang/words.h"

#include <string.h>

enum { MOST_PIECES = 32 };

struct walk {
    const struct form_reader *reader;
    struct form_piece typed[MOST_PIECES];
    size_t count;
};

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

bool form_piece_is(struct form_piece piece, const char *word)
{
    return piece.length == strlen(word) && memcmp(piece.text, word, piece.length) == 0;
}

struct form_piece form_next_piece(const char *text, size_t end, size_t *at)
{
    while (*at < end && (text[*at] == ' ' || text[*at] == '\t'))
        ++*at;
    size_t begin = *at;
    unsigned depth = 0;
    bool quoted = false;
    for (; *at < end; ++*at) {
        char c = text[*at];
        quoted ^= c == '"';
        depth += !quoted && (c == '(' || c == '[');
        depth -= !quoted && depth > 0 && (c == ')' || c == ']');
        if (!quoted && depth == 0 && (c == ' ' || c == '\t'))
            break;
    }
    return (struct form_piece){text + begin, *at - begin};
}

enum form_sort form_sort_of(struct form_piece place)
{
    static const struct {
        const char *place;
        enum form_sort sort;
    } sorts[] = {
        {"EXPR", FORM_VALUE}, {"VALUE", FORM_VALUE},     {"TEXT", FORM_VALUE}, {"A", FORM_VALUE},
        {"B", FORM_VALUE},    {"DURATION", FORM_NUMBER}, {"K", FORM_NUMBER},   {"N", FORM_NUMBER},
        {"LOW", FORM_NUMBER}, {"BODY", FORM_BODY},
    };
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
        if (form_piece_is(place, sorts[i].place))
            return sorts[i].sort;
    return FORM_NAME;
}

/* Behind what may be left out, which begins here. */
static const char *behind_optional(const char *form)
{
    unsigned depth = 0;
    do {
        depth += *form == '[';
        depth -= *form == ']';
        form++;
    } while (depth > 0 && *form && *form != '\n');
    return form;
}

/* The piece of a form that begins here: up to a blank, or to the end of what may be left out. */
static struct form_piece element(const char *form)
{
    size_t length = 0;
    for (bool within = false; form[length] && !strchr(" \n", form[length]); length++) {
        if (form[length] == ']' && !within)
            break;
        within = form[length] == '[' || (within && form[length] != ']');
    }
    return (struct form_piece){form, length};
}

/* The words that stand from here on one behind the other. */
static struct form_piece words_from(const char *form)
{
    struct form_piece words = element(form);
    while (is_small(*form) && form[words.length] == ' ' && is_small(form[words.length + 1]))
        words.length += 1 + element(form + words.length + 1).length;
    return words;
}

/* Whether it has its own place in some form, so that no value is written so. */
static bool stands_for_itself(struct form_piece typed)
{
    const struct word *word = word_find(typed.text, typed.length);
    return word && (word->class == WORD_CONTROLS || word->class == WORD_IN_PLACE);
}

static void go_on(struct walk *w, const char *form, size_t at);

static void go_over_place(struct walk *w, const char *form, size_t at)
{
    const char *behind = form + element(form).length;
    struct form_piece place = {form, strspn(form, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")};
    if (at == w->count) {
        w->reader->place(w->reader->context, place, at);
        return;
    }
    if (form_sort_of(place) >= FORM_VALUE) {
        for (; at < w->count && !stands_for_itself(w->typed[at]); at++)
            go_on(w, behind, at + 1);
        return;
    }
    if (stands_for_itself(w->typed[at]) ||
        !w->reader->fits(w->reader->context, place, w->typed[at]))
        return;
    go_on(w, behind, at + 1);
    if (strncmp(behind, " ...", 4) == 0)
        go_on(w, form, at + 1);
}

/* The form from here on, where so many pieces of what was typed lie behind. */
static void go_on(struct walk *w, const char *form, size_t at)
{
    while (*form == ' ' || *form == ']')
        form++;
    struct form_piece next = element(form);
    if (*form == '[') {
        go_on(w, form + 1, at);
        go_on(w, behind_optional(form), at);
    } else if (form_piece_is(next, "...")) {
        go_on(w, form + next.length, at);
    } else if (*form == '"' && at == w->count) {
        w->reader->place(w->reader->context, (struct form_piece){"TEXT", 4}, at);
    } else if (*form >= 'A' && *form <= 'Z') {
        go_over_place(w, form, at);
    } else if (next.length && at == w->count) {
        w->reader->words(w->reader->context, words_from(form));
    } else if (next.length && next.length == w->typed[at].length &&
               memcmp(next.text, w->typed[at].text, next.length) == 0) {
        go_on(w, form + next.length, at + 1);
    }
}

/* Where the form goes on behind the word that it is about; NULL if that is not how it begins: what
 * its value is given to, and the end of a block before it, are not part of it. */
static const char *behind_word(const char *form, const char *word)
{
    static const char *const before[] = {"NAME = ", "} "};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (strncmp(form, before[i], strlen(before[i])) == 0)
            form += strlen(before[i]);
    size_t length = strlen(word);
    bool is = strncmp(form, word, length) == 0 && strchr(" \n", form[length]);
    return is ? form + length : NULL;
}

void form_read(const char *forms, const char *word, const char *typed, size_t length,
               const struct form_reader *reader)
{
    struct walk walk = {.reader = reader};
    struct form_piece piece;
    for (size_t at = 0; (piece = form_next_piece(typed, length, &at)).length;) {
        if (walk.count == MOST_PIECES)
            return;
        walk.typed[walk.count++] = piece;
    }
    for (const char *form = forms; form; form = strchr(form, '\n')) {
        form += *form == '\n';
        const char *behind = behind_word(form, word);
        if (behind)
            go_on(&walk, behind, 0);
    }
}
