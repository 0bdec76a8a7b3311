/* diagnostic.c - see diagnostic.h. */
#include "lang/diagnostic.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum {
    EXCERPT_COLUMNS = 96, /* of a source line at most, as shown */
    EXCERPT_BEFORE = 60,  /* columns kept before the caret where a line is cut */
    TAB_COLUMNS = 4,      /* a tab shows as that many blanks */
};

struct position source_position(const struct source *source, size_t offset)
{
    struct position position = {1, 1};
    if (offset > source->length)
        offset = source->length;
    for (size_t i = 0; i < offset; i++) {
        if (source->text[i] == '\n') {
            position.line++;
            position.column = 1;
        } else if (((unsigned char)source->text[i] & 0xC0) != 0x80) {
            position.column++;
        }
    }
    return position;
}

struct diagnostic *diagnostics_add(struct diagnostics *list, enum severity severity, size_t begin,
                                   size_t end, const char *format, ...)
{
    if (severity == DIAGNOSTIC_ERROR && ++list->errors > DIAGNOSTIC_ERRORS)
        return NULL;
    MEMORY_ROOM_FOR_ONE(list->items, list->count, list->capacity);
    struct diagnostic *d = &list->items[list->count++];
    struct buffer message = {0};
    va_list args;
    va_start(args, format);
    buffer_vprintf(&message, format, args);
    va_end(args);
    *d = (struct diagnostic){.severity = severity, .begin = begin, .end = end};
    d->message = buffer_take(&message);
    return d;
}

void diagnostic_expect(struct diagnostic *d, const char *expected)
{
    if (d && expected) {
        free(d->expected);
        d->expected = memory_copy_bytes(expected, strcspn(expected, "\n"));
    }
}

void diagnostic_suggest(struct diagnostic *d, const char *word)
{
    if (d && word) {
        free(d->suggestion);
        d->suggestion = memory_copy(word);
    }
}

void diagnostic_forget(struct diagnostic *d)
{
    free(d->message);
    free(d->expected);
    free(d->suggestion);
    free(d->note);
}

void diagnostic_replace(struct diagnostic *d, const char *message)
{
    char *copy = memory_copy(message);
    free(d->message);
    free(d->expected);
    free(d->suggestion);
    d->message = copy;
    d->expected = d->suggestion = NULL;
}

void diagnostic_note(struct diagnostic *d, const char *note)
{
    free(d->note);
    d->note = *note ? memory_copy(note) : NULL;
}

void diagnostics_free(struct diagnostics *list)
{
    for (size_t i = 0; i < list->count; i++)
        diagnostic_forget(&list->items[i]);
    free(list->items);
    *list = (struct diagnostics){0};
}

static void add_visible(struct buffer *out, const char *text)
{
    utf8_add_visible(out, text, strlen(text), "");
}

void diagnostic_sentence(struct buffer *out, const struct diagnostic *d)
{
    if (d->severity == DIAGNOSTIC_NOTICE)
        buffer_puts(out, "notice: ");
    add_visible(out, d->message);
    if (d->expected) {
        buffer_puts(out, "; expected ");
        add_visible(out, d->expected);
    }
    if (d->suggestion) {
        buffer_puts(out, "; did you mean '");
        add_visible(out, d->suggestion);
        buffer_puts(out, "'?");
    }
}

/* Columns that a character takes on a terminal once it has been made visible. */
static size_t shown_width(uint32_t character)
{
    int width = wcwidth((wchar_t)character);
    return width < 0 ? 1 : (size_t)width;
}

/* Adds one character of a source line as it is shown; returns its bytes, stores its columns. */
static size_t show_character(struct buffer *out, const char *at, size_t length, size_t *columns)
{
    uint32_t character;
    size_t bytes = utf8_decode(at, length, &character);
    if (*at == '\t') {
        buffer_printf(out, "%*s", TAB_COLUMNS, "");
        *columns = TAB_COLUMNS;
    } else if (bytes == 0 || utf8_is_control(character)) {
        size_t before = out->length;
        utf8_add_visible(out, at, bytes ? bytes : 1, "");
        *columns = bytes ? out->length - before : 1;
    } else {
        buffer_add(out, at, bytes);
        *columns = shown_width(character);
    }
    return bytes ? bytes : 1;
}

static size_t width_of(const char *at, const char *end)
{
    struct buffer scratch = {0};
    size_t width = 0;
    while (at < end) {
        size_t columns;
        at += show_character(&scratch, at, (size_t)(end - at), &columns);
        buffer_clear(&scratch);
        width += columns;
    }
    buffer_free(&scratch);
    return width;
}

/* The last character boundary at or before `offset` of a line, going back at most three bytes. */
static const char *boundary(const char *line, const char *at)
{
    while (at > line && ((unsigned char)*at & 0xC0) == 0x80)
        at--;
    return at;
}

static bool is_of_word(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0x80;
}

void diagnostic_word(struct buffer *out, const struct source *source, size_t begin)
{
    size_t end = begin;
    while (end < source->length && is_of_word(source->text[end]))
        end++;
    bool sign = end == begin && end < source->length && !strchr(" \t\r\n", source->text[end]);
    if (begin <= source->length)
        utf8_add_visible(out, source->text + begin, end - begin + sign, "");
}

void diagnostic_excerpt(struct buffer *out, const struct source *source, size_t begin)
{
    if (begin > source->length)
        begin = source->length;
    const char *text = source->text, *caret = text + begin, *limit = text + source->length;
    const char *line = caret, *end = caret;
    while (line > text && line[-1] != '\n')
        line--;
    while (end < limit && *end != '\n')
        end++;
    if (end > caret && end[-1] == '\r')
        end--;
    const char *from = line;
    /* Measuring is linear, so a line of megabytes is cut by bytes before it is cut by columns. */
    if (caret - from > 4 * EXCERPT_COLUMNS)
        from = boundary(line, caret - 4 * EXCERPT_COLUMNS);
    bool cut = from > line;
    while (width_of(from, caret) > (cut ? EXCERPT_BEFORE : EXCERPT_COLUMNS - 16)) {
        cut = true;
        uint32_t character;
        size_t bytes = utf8_decode(from, (size_t)(caret - from), &character);
        from += bytes ? bytes : 1;
    }
    buffer_puts(out, cut ? "  ..." : "  ");
    size_t shown = cut ? 3 : 0, before = shown + width_of(from, caret);
    while (from < end && shown < EXCERPT_COLUMNS) {
        size_t columns;
        from += show_character(out, from, (size_t)(end - from), &columns);
        shown += columns;
    }
    buffer_puts(out, from < end ? "...\n" : "\n");
    buffer_printf(out, "  %*s^\n", (int)before, "");
}

void diagnostic_place(struct buffer *out, const struct source *source, const struct diagnostic *d)
{
    struct position at = source_position(source, d->begin);
    struct buffer word = {0};
    diagnostic_word(&word, source, d->begin);
    if (!word.length)
        buffer_puts(out, "; at the end");
    else if (!strstr(buffer_text(out), buffer_text(&word)))
        buffer_printf(out, "; at the word %s", buffer_text(&word));
    if (!source->name && memchr(source->text, '\n', source->length))
        buffer_printf(out, "; in line %zu", at.line);
    buffer_free(&word);
}

/* The sentence with the file and the place before it. */
static void add_line(struct buffer *out, const struct source *source, const struct diagnostic *d)
{
    if (source->name) {
        buffer_puts(out, "thrum: ");
        add_visible(out, source->name);
        buffer_puts(out, ": ");
    }
    if (source->name && source->text) {
        struct position position = source_position(source, d->begin);
        buffer_cut(out, out->length - 1);
        buffer_printf(out, "%zu:%zu: ", position.line, position.column);
    }
    diagnostic_sentence(out, d);
}

static void add_note(struct buffer *out, const struct diagnostic *d, const char *indent)
{
    for (const char *line = d->note; line && *line; line += *line == '\n') {
        size_t length = strcspn(line, "\n");
        buffer_puts(out, indent);
        utf8_add_visible(out, line, length, "");
        buffer_putc(out, '\n');
        line += length;
    }
}

void diagnostic_format(struct buffer *out, const struct source *source, const struct diagnostic *d)
{
    add_line(out, source, d);
    buffer_putc(out, '\n');
    if (source->text)
        diagnostic_excerpt(out, source, d->begin);
    add_note(out, d, "  ");
}

static void add_more(struct buffer *out, const struct source *source,
                     const struct diagnostics *list)
{
    if (list->errors <= DIAGNOSTIC_ERRORS)
        return;
    size_t more = list->errors - DIAGNOSTIC_ERRORS;
    if (source->name)
        buffer_puts(out, "thrum: ");
    buffer_printf(out, "%zu more error%s not shown\n", more, more == 1 ? " is" : "s are");
}

void diagnostics_format(struct buffer *out, const struct source *source,
                        const struct diagnostics *list)
{
    for (size_t i = 0; i < list->count; i++)
        diagnostic_format(out, source, &list->items[i]);
    add_more(out, source, list);
}

void diagnostics_speak(struct buffer *out, const struct source *source,
                       const struct diagnostics *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct buffer line = {0};
        add_line(&line, source, &list->items[i]);
        if (source->text)
            diagnostic_place(&line, source, &list->items[i]);
        buffer_puts(out, buffer_text(&line));
        buffer_putc(out, '\n');
        add_note(out, &list->items[i], "");
        buffer_free(&line);
    }
    add_more(out, source, list);
}

void nearest_begin(struct nearest *n, const char *wanted, size_t length)
{
    unsigned reach = length <= 1 ? 0 : length <= 4 ? 1 : length <= 8 ? 2 : 3;
    *n = (struct nearest){.wanted = wanted, .length = length, .distance = reach + 1};
}

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* The optimal string alignment distance, over three rows of the usual table. */
static unsigned distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    unsigned rows[3][NEAREST_LONGEST + 1];
    unsigned *before = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b_length; j++)
        last[j] = (unsigned)j;
    for (size_t i = 1; i <= a_length; i++) {
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_length; j++) {
            char x = small(a[i - 1]), y = small(b[j - 1]);
            row[j] = least(least(last[j] + 1, row[j - 1] + 1), last[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == small(b[j - 2]) && y == small(a[i - 2]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
        unsigned *spare = before;
        before = last, last = row, row = spare;
    }
    return last[b_length];
}

void nearest_offer(struct nearest *n, const char *candidate)
{
    size_t length = strlen(candidate);
    if (n->length == 0 || length == 0 || n->length > NEAREST_LONGEST || length > NEAREST_LONGEST)
        return;
    if (length == n->length && memcmp(candidate, n->wanted, length) == 0)
        return;
    unsigned found = distance(n->wanted, n->length, candidate, length);
    if (found < n->distance && found < length) {
        n->distance = found;
        n->best = candidate;
    }
}

const char *nearest_found(const struct nearest *n)
{
    return n->best;
}
