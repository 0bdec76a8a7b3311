/* foreign_known.c - what a script declares, read off its text: it has no objects yet. See
 * foreign_known.h. */
#include "lang/foreign_known.h"

#include "base/memory.h"
#include "lang/lexer.h"
#include "lang/words.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_GUESSES = 200 /* assignments whose value may make an object elsewhere */ };

static struct declared *find(const struct foreign_known *k, const char *name, size_t length)
{
    for (size_t i = k->count; i-- > 0;)
        if (strncmp(k->items[i].name, name, length) == 0 && !k->items[i].name[length])
            return &k->items[i];
    return NULL;
}

static void know(struct foreign_known *k, const char *name, size_t length, unsigned kind)
{
    struct declared *known = find(k, name, length);
    if (known) {
        known->kind = kind;
        return;
    }
    MEMORY_ROOM_FOR_ONE(k->items, k->count, k->capacity);
    k->items[k->count++] = (struct declared){memory_copy_bytes(name, length), kind, NULL, k->reads};
}

static unsigned kind_of(void *context, const char *name)
{
    struct foreign_known *k = context;
    const struct declared *known = find(k, name, strlen(name));
    if (known && known->at >= k->from && known->at < k->to)
        return FOREIGN_NOTHING;
    if (known)
        return known->kind;
    return k->given.kind ? k->given.kind(k->given.context, name) : FOREIGN_NOTHING;
}

static bool holds(void *context, const char *name)
{
    struct foreign_known *k = context;
    return k->given.holds && k->given.holds(k->given.context, name);
}

static bool lock_of(void *context, const char *name, struct buffer *out)
{
    struct foreign_known *k = context;
    const struct declared *known = find(k, name, strlen(name));
    if (!known)
        return k->given.lock && k->given.lock(k->given.context, name, out);
    buffer_puts(out, known->on ? known->on : "");
    return known->on != NULL;
}

static unsigned kind_made_by(enum word_id word)
{
    enum entity_kind kind = kinds_made_by(word_get(word)->name);
    return word == WORD_PRIVATE         ? FOREIGN_VARIABLE
           : word == WORD_SPAWN         ? FOREIGN_THREAD | FOREIGN_STARTED
           : kind_rows[kind].takes != 0 ? foreign_kind(kind)
                                        : FOREIGN_NOTHING;
}

static bool ends(const struct token *t)
{
    return t->kind == TOKEN_NEWLINE || t->kind == TOKEN_SEMICOLON || t->kind == TOKEN_END ||
           t->kind == TOKEN_OPEN_BRACE || t->kind == TOKEN_CLOSE_BRACE || t->kind == TOKEN_COLON;
}

/* The name behind `on` in the statement, owned; NULL if there is none. */
static char *lock_behind(const struct source *source, struct token t)
{
    while (!ends(&t) && !(t.word && t.word->id == WORD_ON))
        lexer_scan(source, t.end, false, &t);
    if (!ends(&t))
        lexer_scan(source, t.end, false, &t);
    return t.kind == TOKEN_WORD ? memory_copy_bytes(source->text + t.begin,
                                                    lexer_name_end(source, t.begin) - t.begin)
                                : NULL;
}

/* Whether the statement ends with `loose`. */
static bool is_loose(const struct source *source, struct token t)
{
    bool loose = false;
    for (; !ends(&t); lexer_scan(source, t.end, false, &t))
        loose = t.word && t.word->id == WORD_LOOSE;
    return loose;
}

/* The names that stand behind a word which makes something. */
static void note_made(struct foreign_known *k, const struct source *source, struct token t)
{
    enum word_id word = t.word->id;
    unsigned kind = kind_made_by(word);
    bool several = !(kind & (FOREIGN_VARIABLE | FOREIGN_FUNCTION | FOREIGN_TIMER));
    do {
        lexer_scan(source, t.end, false, &t);
        if (t.kind == TOKEN_OPEN_BRACKET) {
            while (!ends(&t) && t.kind != TOKEN_CLOSE_BRACKET)
                lexer_scan(source, t.end, false, &t);
            continue;
        }
        if (t.kind == TOKEN_INTEGER || (t.word && t.word->id == WORD_DAEMON))
            continue;
        if (t.kind != TOKEN_WORD || (t.word && t.word->id == WORD_ON))
            return;
        size_t begin = t.begin,
               end = kind & FOREIGN_VARIABLE ? t.end : lexer_name_end(source, t.begin);
        struct token next;
        lexer_scan(source, end, false, &next);
        if (next.kind == TOKEN_OPEN_PAREN && word != WORD_DEFINE) /* a body: spawn t f() */
            return;
        bool number = false;
        if (next.kind == TOKEN_ASSIGN && (kind & FOREIGN_VARIABLE)) {
            lexer_scan(source, next.end, false, &next);
            number = next.kind == TOKEN_INTEGER;
        }
        know(k, source->text + begin, end - begin, kind | (number ? FOREIGN_NUMBER : 0));
        if (word == WORD_CONDITION) {
            struct declared *known = find(k, source->text + begin, end - begin);
            free(known->on);
            known->on = lock_behind(source, next);
            known->kind |= known->on && is_loose(source, next) ? FOREIGN_LOOSE : 0;
        }
        t.end = end;
    } while (several);
}

static void note_all(struct foreign_known *k, const struct source *source);

/* NAME = VALUE, where the value may make an object elsewhere: m = Lock() */
static void note_assigned(struct foreign_known *k, const struct source *source,
                          const struct token *name, const struct token *assign)
{
    const char *text = source->text + name->begin;
    size_t length = name->end - name->begin, end;
    struct token value, next;
    if (find(k, text, length))
        return;
    lexer_scan(source, assign->end, false, &value);
    lexer_scan(source, value.end, false, &next);
    know(k, text, length, FOREIGN_VARIABLE | (value.kind == TOKEN_INTEGER ? FOREIGN_NUMBER : 0));
    if (value.kind != TOKEN_WORD || value.word || k->guesses >= MOST_GUESSES ||
        (next.kind != TOKEN_OPEN_PAREN && next.kind != TOKEN_DOT) ||
        find(k, source->text + value.begin, value.end - value.begin))
        return;
    for (end = name->begin; end < source->length && source->text[end] != '\n';)
        end++;
    struct foreign_answer answer;
    struct foreign_options options = {.lab_words = k->given.lab_words, .script = true};
    k->guesses++;
    if (!foreign_translate(text, end - name->begin, &options, &answer))
        return;
    if (answer.line) {
        struct source line = {.text = answer.line, .length = strlen(answer.line)};
        note_all(k, &line);
    }
    foreign_answer_free(&answer);
}

static void note_statement(struct foreign_known *k, const struct source *source,
                           const struct token *first)
{
    struct token next;
    lexer_scan(source, first->end, false, &next);
    if (first->word && kind_made_by(first->word->id) && next.kind == TOKEN_WORD) {
        note_made(k, source, *first);
    } else if (first->word && first->word->id == WORD_START && next.kind == TOKEN_WORD) {
        struct declared *known = find(k, source->text + next.begin, next.end - next.begin);
        if (known)
            known->kind |= FOREIGN_STARTED;
    } else if (next.kind == TOKEN_ASSIGN) {
        note_assigned(k, source, first, &next);
    }
}

static void note_all(struct foreign_known *k, const struct source *source)
{
    bool begins = true;
    struct token t;
    for (lexer_scan(source, 0, false, &t); t.kind != TOKEN_END;) {
        if (source == k->source)
            k->reads = t.begin;
        if (begins && t.kind == TOKEN_WORD)
            note_statement(k, source, &t);
        begins = ends(&t);
        lexer_scan(source, t.kind == TOKEN_QUOTE ? lexer_text_skip(source, t.end) : t.end, false,
                   &t);
    }
}

/* ---- All ------------------------------------------------------------------------------------- */

void foreign_known_begin(struct foreign_known *k, const struct source *source,
                         struct foreign_options *options)
{
    k->source = source;
    k->given = *options;
    options->kind = kind_of;
    options->holds = holds;
    options->lock = lock_of;
    options->context = k;
    note_all(k, source);
}

void foreign_known_learn(struct foreign_known *k, const char *text)
{
    struct source source = {.text = text, .length = strlen(text)};
    k->reads = SIZE_MAX;
    note_all(k, &source);
}

void foreign_known_free(struct foreign_known *k)
{
    for (size_t i = 0; i < k->count; i++) {
        free(k->items[i].name);
        free(k->items[i].on);
    }
    free(k->items);
}
