/* foreign_script.c - a script that is refused: where the error comes from a habit of another
 * language, it says how that is written here. A script has no objects yet, but it has what is
 * declared in it (foreign_known.c). See foreign.h. */
#include "lang/foreign_inside.h"
#include "lang/foreign_known.h"

#include "base/memory.h"
#include "lang/lexer.h"
#include "lang/setting.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_LINES = 40,     /* of a statement that is translated as one */
    MOST_BYTES = 240,    /* of a line that is shown; beyond that its header alone is */
    DEEPEST_BLOCK = 200, /* beyond that it is not told what a block is */
};

struct line {
    size_t begin, end; /* without the newline */
    size_t first;      /* its first byte that is no blank; its end where there is none */
    size_t parens;     /* open where it begins */
    size_t braces;
    struct foreign_place place;
};

struct script {
    const struct source *source;
    struct foreign_options options; /* what is known of names is asked here */
    struct line *lines;
    size_t count, capacity;
    struct foreign_known known;
};

/* ---- Lines ----------------------------------------------------------------------------------- */

struct reader {
    const char *text, *at, *end;
    const char *statement; /* where the one at hand begins */
    size_t parens, braces;
    char kinds[DEEPEST_BLOCK]; /* of the open blocks: l b w, or a blank */
};

static bool begins_with(const char *at, const char *end, const char *const *words)
{
    size_t length = 0;
    while (at + length < end && lexer_is_word_byte(at[length]))
        length++;
    for (; *words; words++)
        if (strlen(*words) == length && memcmp(at, *words, length) == 0)
            return true;
    return false;
}

/* What the block is that begins here: a loop, a body, a with. */
static char kind_of_block(const struct reader *r)
{
    static const char *const loops[] = {"while", "for", "repeat", "loop", "until", NULL};
    static const char *const bodies[] = {"spawn", "define", "timer", "thread",   "barrier", "def",
                                         "func",  "void",   "fn",    "function", "go",      NULL};
    static const char *const withs[] = {"with", "synchronized", NULL};
    const char *at = r->statement;
    while (at < r->at && strchr(" \t\n;}", *at))
        at++;
    const char *last = r->at;
    while (last > at && strchr(" \t", last[-1]))
        last--;
    if (begins_with(at, r->at, loops))
        return 'l';
    if (begins_with(at, r->at, bodies) || (last > at && last[-1] == ':'))
        return 'b';
    return begins_with(at, r->at, withs) ? 'w' : ' ';
}

static void read_brace(struct reader *r)
{
    if (*r->at == '{') {
        if (r->braces < DEEPEST_BLOCK)
            r->kinds[r->braces] = kind_of_block(r);
        r->braces++;
    } else if (r->braces) {
        r->braces--;
    }
    r->statement = r->at + 1;
}

/* Reads the line up to its end; a text or a comment in it holds no sign. */
static void read_line(struct reader *r)
{
    char quote = '\0';
    for (; r->at < r->end && *r->at != '\n'; r->at++) {
        char c = *r->at;
        bool more = r->at + 1 < r->end && r->at[1] != '\n';
        if (quote) {
            r->at += c == '\\' && more;
            quote = c == quote ? '\0' : quote;
        } else if (strchr("\"'`", c)) {
            quote = c;
        } else if (c == '#' || (c == '/' && more && r->at[1] == '/')) {
            while (r->at + 1 < r->end && r->at[1] != '\n')
                r->at++;
        } else if (strchr("([", c)) {
            r->parens++;
        } else if (strchr(")]", c)) {
            r->parens -= r->parens > 0;
        } else if (strchr("{}", c) && !r->parens) {
            read_brace(r);
        } else if (c == ';' && !r->parens) {
            r->statement = r->at + 1;
        }
    }
}

static void read_lines(struct script *s)
{
    const char *text = s->source->text;
    struct reader r = {
        .text = text, .at = text, .end = text + s->source->length, .statement = text};
    while (r.at < r.end) {
        struct line line = {.parens = r.parens, .braces = r.braces};
        for (size_t i = 0; i < r.braces && i < DEEPEST_BLOCK; i++) {
            line.place.loops += r.kinds[i] == 'l';
            line.place.bodies += r.kinds[i] == 'b';
            line.place.withs += r.kinds[i] == 'w';
        }
        line.begin = (size_t)(r.at - text);
        const char *first = r.at;
        while (first < r.end && strchr(" \t\r", *first))
            first++;
        if (!r.parens && first < r.end && *first != '\n' && *first != '{')
            r.statement = first;
        read_line(&r);
        line.end = (size_t)(r.at - text);
        line.first = (size_t)(first - text) < line.end ? (size_t)(first - text) : line.end;
        r.at += r.at < r.end;
        MEMORY_ROOM_FOR_ONE(s->lines, s->count, s->capacity);
        s->lines[s->count++] = line;
    }
}

static bool is_blank(const struct line *line)
{
    return line->first == line->end;
}

static bool opens_with(const struct script *s, size_t i, const char *signs)
{
    return !is_blank(&s->lines[i]) && strchr(signs, s->source->text[s->lines[i].first]);
}

/* ---- The statement that an error is in ------------------------------------------------------- */

static size_t line_at(const struct script *s, size_t place)
{
    size_t low = 0, high = s->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (s->lines[middle].begin <= place)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The line that it begins on: not inside parentheses, nor with } else { or the { of the line
 * before.
 */
static size_t first_line(const struct script *s, size_t i)
{
    for (;;) {
        const struct line *line = &s->lines[i];
        size_t before = i;
        if (i > 0 && (line->parens > 0 || opens_with(s, i, "{."))) {
            i--;
            while (i > 0 && is_blank(&s->lines[i]))
                i--;
        } else if (line->braces > 0 && opens_with(s, i, "}")) {
            while (i > 0 && s->lines[i].braces >= line->braces)
                i--;
        }
        if (i == before)
            return i;
    }
}

static size_t next_line(const struct script *s, size_t i)
{
    for (i++; i < s->count && is_blank(&s->lines[i]);)
        i++;
    return i;
}

static bool asks_line(const struct script *s, size_t i, bool (*question)(const char *))
{
    char *text =
        memory_copy_bytes(s->source->text + s->lines[i].first, s->lines[i].end - s->lines[i].first);
    bool answer = question(text);
    free(text);
    return answer;
}

static size_t indent_of(const struct script *s, size_t i)
{
    return s->lines[i].first - s->lines[i].begin;
}

/* The last line of a block in Python's form, with else: and except: behind it. */
static size_t last_indented(const struct script *s, size_t first)
{
    size_t last = first;
    for (size_t i = next_line(s, first); i < s->count; i = next_line(s, i)) {
        bool goes_on = indent_of(s, i) == indent_of(s, first) && asks_line(s, i, foreign_goes_on);
        if (indent_of(s, i) <= indent_of(s, first) && !goes_on)
            break;
        last = i;
    }
    return last;
}

static size_t last_line(const struct script *s, size_t first)
{
    static const char *const words[] = {"else",    "elif",   "elsif",  "except", "catch",
                                        "finally", "rescue", "ensure", NULL};
    size_t braces = s->lines[first].braces, last = first;
    if (asks_line(s, first, foreign_opens_block))
        return last_indented(s, first);
    for (size_t i = first + 1; i < s->count; i++) {
        const struct line *line = &s->lines[i];
        const char *text = s->source->text;
        if (is_blank(line) && line->braces <= braces && !line->parens)
            continue;
        if (!line->parens && line->braces <= braces && !opens_with(s, i, "{.") &&
            !begins_with(text + line->first, text + line->end, words))
            break;
        last = i;
    }
    return last;
}

/* ---- What is said ---------------------------------------------------------------------------- */

static bool is_one_of(const char *text, size_t length, const char *const *words)
{
    for (; *words; words++)
        if (strlen(*words) == length && memcmp(*words, text, length) == 0)
            return true;
    return false;
}

/* How many locks the line takes more than it gives back: lock m, m.lock(), pthread_mutex_lock(&m).
 * Where it gives a name a value it may make one: m = threading.Lock(). */
static int taken_by(const char *text, size_t length)
{
    static const char *const takes[] = {"lock", "Lock", "acquire", "guard", NULL};
    static const char *const gives[] = {"unlock", "Unlock", "release", NULL};
    int taken = 0;
    if (memchr(text, '=', length))
        return 0;
    for (size_t at = 0, begin = 0; at < length; at++) {
        if (isalpha((unsigned char)text[at]))
            continue;
        size_t word = at - begin;
        bool of_something = strchr("( <", text[at]) != NULL;
        taken += of_something && is_one_of(text + begin, word, takes);
        taken -= of_something && is_one_of(text + begin, word, gives);
        begin = at + 1;
    }
    return taken;
}

/* Whether a lock is taken in the body that the line stands in, before it; outside of bodies, by a
 * line outside of all blocks, and not given back. */
static bool takes_before(const struct script *s, size_t line)
{
    static const char *const words[] = {"acquire", "lock", "Lock", "with", "synchronized"};
    const char *all = s->source->text;
    size_t first = line;
    while (first > 0 && s->lines[first].place.bodies)
        first--;
    int taken = 0;
    for (size_t i = 0; first == line && i < line; i++)
        if (!s->lines[i].braces)
            taken += taken_by(all + s->lines[i].first, s->lines[i].end - s->lines[i].first);
    const char *text = all + s->lines[first].begin;
    size_t length = s->lines[line].begin - s->lines[first].begin;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (memory_find(text, length, words[i], strlen(words[i])))
            return true;
    return taken > 0;
}

/* Whether the line begins with a word of this language, of whose form the parser has told. */
static bool is_own_command(const struct script *s, const struct line *line)
{
    struct token t;
    lexer_scan(s->source, line->first, false, &t);
    if (t.kind != TOKEN_WORD)
        return false;
    char *word = memory_copy_bytes(s->source->text + t.begin, t.end - t.begin);
    bool own = (t.word && word_is_own(t.word)) || setting_is_word(word);
    free(word);
    return own;
}

static bool translate(struct script *s, size_t first, size_t last, struct foreign_answer *answer)
{
    const struct line *a = &s->lines[first], *b = &s->lines[last];
    s->options.place = a->place;
    s->options.place.takes = takes_before(s, first);
    s->known.from = a->begin;
    s->known.to = b->end;
    if (!foreign_translate(s->source->text + a->first, b->end - a->first, &s->options, answer))
        return false;
    bool good = answer->line ? strlen(answer->line) <= MOST_BYTES || first == last
                             : first == last && !is_own_command(s, a);
    if (!good)
        foreign_answer_free(answer);
    return good;
}

/* The message becomes the line here; where a command of this language is wrong in its form, what
 * the parser said of that stays, and the line is told beneath. */
static void say(struct script *s, struct diagnostic *d, bool own, const struct line *first,
                const struct foreign_answer *answer)
{
    struct buffer line = {0}, note = {0};
    if (answer->line) {
        buffer_printf(&line, "here that is written: %s", answer->line);
        foreign_known_learn(&s->known, answer->first);
        foreign_known_learn(&s->known, answer->line);
    }
    if (own && answer->line)
        buffer_printf(&note, "%s\n", buffer_text(&line));
    if (answer->first[0])
        buffer_printf(&note, "first: %s\n", answer->first);
    if (answer->line)
        buffer_puts(&note, answer->note);
    if (note.length && note.bytes[note.length - 1] == '\n')
        buffer_cut(&note, note.length - 1);
    if (!own) {
        d->begin = first->first;
        d->end = first->end;
        diagnostic_replace(d, answer->line ? buffer_text(&line) : answer->note);
    } else if (d->suggestion && word_find(d->suggestion, strlen(d->suggestion))) {
        free(d->suggestion); /* by its letters alone */
        d->suggestion = NULL;
    }
    diagnostic_note(d, buffer_text(&note));
    buffer_free(&line);
    buffer_free(&note);
}

/* Whether the word that was perhaps meant is one of the learner's own names. */
static bool is_own_misspelt(const struct diagnostic *d)
{
    return d->suggestion && !word_find(d->suggestion, strlen(d->suggestion));
}

/* The loop around a wait, whose lock has to be held around all of it, if that can be told. */
static void take_loop(struct script *s, size_t *first, size_t *last, struct foreign_answer *answer)
{
    size_t loop = *first, end;
    struct foreign_answer whole;
    while (loop > 0 && s->lines[loop].place.loops)
        loop--;
    end = last_line(s, loop);
    if (end - loop >= MOST_LINES || !translate(s, loop, end, &whole))
        return;
    foreign_answer_free(answer);
    *answer = whole;
    *first = loop;
    *last = end;
}

/* Says of the error what is written here instead, and what that stands for. */
static bool advise(struct script *s, struct diagnostic *d)
{
    struct foreign_answer answer;
    if (!s->count || is_own_misspelt(d))
        return false;
    size_t at = line_at(s, d->begin), first = first_line(s, at), last = last_line(s, first);
    bool whole = last - first < MOST_LINES && translate(s, first, last, &answer);
    if (whole && answer.wider)
        take_loop(s, &first, &last, &answer);
    if (!whole) {
        size_t block = last;
        if (last == first && at == first)
            return false;
        last = first = at;
        if (!translate(s, first, last, &answer))
            return false;
        if (!answer.line) /* class A: nothing in it either */
            last = block;
    }
    say(s, d, is_own_command(s, &s->lines[at]), &s->lines[first], &answer);
    d->from = s->lines[first].first;
    d->to = s->lines[last].end;
    foreign_answer_free(&answer);
    return true;
}

void foreign_advise(const struct source *source, const struct foreign_options *options,
                    struct diagnostics *found)
{
    struct script s = {.source = source, .options = *options};
    size_t kept = 0;
    if (!found->errors || !source->text)
        return;
    foreign_known_begin(&s.known, source, &s.options);
    read_lines(&s);
    for (size_t i = 0; i < found->count; i++) {
        struct diagnostic *d = &found->items[i];
        bool covered = false, error = d->severity == DIAGNOSTIC_ERROR;
        for (size_t j = 0; j < kept; j++) {
            const struct diagnostic *before = &found->items[j];
            covered |= error && before->to && d->begin >= before->from && d->begin <= before->to;
        }
        if (covered) {
            diagnostic_forget(d);
            continue;
        }
        if (error)
            advise(&s, d);
        if (kept < i)
            found->items[kept] = *d;
        kept++;
    }
    found->count = kept;
    foreign_known_free(&s.known);
    free(s.lines);
}
