/* code_place.c - see code_place.h. */
#include "watch/code_place.h"

#include "base/columns.h"
#include "base/url.h"
#include "base/utf8.h"

#include <string.h>

#define CUT "…"
#define MARK_BEGINS "►"
#define MARK_ENDS "◄"

/* ---- Lines ----------------------------------------------------------------------------------- */

static const char *text_of(const struct program *p, const struct code_place *place)
{
    return p->sources[place->source].text;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Sets the bounds of the line that `at` lies in. */
static void find_line(const struct program *p, uint32_t at, struct code_place *place)
{
    const char *text = text_of(p, place);
    uint32_t length = p->sources[place->source].length;
    place->start = place->end = at;
    while (place->start > 0 && text[place->start - 1] != '\n')
        place->start--;
    while (place->end < length && text[place->end] != '\n')
        place->end++;
    while (place->end > place->start && is_blank(text[place->end - 1]))
        place->end--;
}

bool code_place_of(const struct program *p, uint32_t pc, struct code_place *place)
{
    const struct origin *o = &p->origins[p->origin_of[pc]];
    bool part = o->part_end > o->part_start;
    *place = (struct code_place){.source = o->source, .line = 1};
    if (pc == 0 || o->source >= p->source_count || o->end <= o->start)
        return false;
    place->marked = part ? o->part_start : o->start;
    find_line(p, place->marked, place);
    place->marked_end = part ? o->part_end : o->end;
    if (place->marked_end > place->end)
        place->marked_end = place->end;
    while (place->marked_end > place->marked && is_blank(text_of(p, place)[place->marked_end - 1]))
        place->marked_end--;
    for (uint32_t i = 0; i < place->start; i++)
        place->line += text_of(p, place)[i] == '\n';
    return place->marked < place->marked_end;
}

bool code_place_first(const struct program *p, uint32_t source, struct code_place *place)
{
    *place = (struct code_place){.source = source, .line = 1};
    if (source >= p->source_count || p->sources[source].length == 0)
        return false;
    find_line(p, 0, place);
    place->marked = place->marked_end = place->end;
    return true;
}

bool code_place_beside(const struct program *p, const struct code_place *place, int by,
                       struct code_place *beside)
{
    const char *text = text_of(p, place);
    uint32_t length = p->sources[place->source].length;
    *beside = *place;
    for (; by < 0; by++) {
        if (beside->start == 0)
            return false;
        find_line(p, beside->start - 1, beside);
        beside->line--;
    }
    for (; by > 0; by--) {
        const char *newline = memchr(text + beside->start, '\n', length - beside->start);
        if (!newline || newline + 1 == text + length)
            return false;
        find_line(p, (uint32_t)(newline - text) + 1, beside);
        beside->line++;
    }
    beside->marked = beside->marked_end = beside->end;
    return true;
}

bool code_place_has_more(const struct program *p, const struct code_place *place)
{
    struct code_place other;
    return code_place_beside(p, place, -1, &other) || code_place_beside(p, place, 1, &other);
}

/* ---- Code ------------------------------------------------------------------------------------ */

void code_place_add_part(const struct program *p, const struct code_place *place, uint32_t start,
                         uint32_t end, struct buffer *out)
{
    const char *text = text_of(p, place);
    struct buffer clean = {0};
    url_add_without_password(&clean, text + start, end - start);
    const char *bytes = buffer_text(&clean);
    for (size_t at = 0, next; at < clean.length; at = next + 1) {
        const char *tab = memchr(bytes + at, '\t', clean.length - at);
        next = tab ? (size_t)(tab - bytes) : clean.length;
        utf8_add_visible(out, bytes + at, next - at, "");
        buffer_puts(out, tab ? "    " : "");
    }
    buffer_free(&clean);
}

/* Whole characters: how many bytes at the beginning have so many columns. */
static size_t fit(const char *text, size_t length, size_t columns)
{
    size_t at = 0;
    uint32_t character;
    while (at < length) {
        size_t bytes = utf8_decode(text + at, length - at, &character);
        size_t next = at + (bytes ? bytes : 1);
        if (columns_of(text, next) > columns)
            break;
        at = next;
    }
    return at;
}

static void add_beginning(const struct buffer *piece, size_t columns, struct buffer *out)
{
    const char *text = buffer_text(piece);
    bool whole = columns_of(text, piece->length) <= columns;
    buffer_add(out, text,
               whole ? piece->length : fit(text, piece->length, columns ? columns - 1 : 0));
    buffer_puts(out, whole || columns == 0 ? "" : CUT);
}

static void add_end(const struct buffer *piece, size_t columns, struct buffer *out)
{
    const char *text = buffer_text(piece);
    size_t all = columns_of(text, piece->length);
    if (all <= columns) {
        buffer_add(out, text, piece->length);
        return;
    }
    if (columns == 0)
        return;
    size_t from = fit(text, piece->length, all - columns + 1);
    while (from < piece->length && columns_of(text + from, piece->length - from) > columns - 1)
        from++;
    while (from < piece->length && ((unsigned char)text[from] & 0xC0) == 0x80)
        from++;
    buffer_puts(out, CUT);
    buffer_add(out, text + from, piece->length - from);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

void code_place_add(const struct program *p, const struct code_place *place, size_t columns,
                    struct buffer *out)
{
    struct buffer before = {0}, mark = {0}, behind = {0};
    bool marks = place->marked < place->marked_end;
    code_place_add_part(p, place, place->start, place->marked, &before);
    code_place_add_part(p, place, place->marked, place->marked_end, &mark);
    code_place_add_part(p, place, place->marked_end, place->end, &behind);
    size_t signs = marks ? 2 : 0, left = columns > signs ? columns - signs : 0;
    size_t marked = least(columns_of(buffer_text(&mark), mark.length), left);
    left -= marked;
    /* What stands before it tells most; what is behind it has a third at least, if it needs that.
     */
    size_t last = columns_of(buffer_text(&behind), behind.length);
    size_t first = columns_of(buffer_text(&before), before.length);
    if (first + last > left)
        last = least(last, first > left - left / 3 ? left / 3 : left - first);
    if (marks) {
        add_end(&before, left - last, out);
        buffer_puts(out, MARK_BEGINS);
        add_beginning(&mark, marked, out);
        buffer_puts(out, MARK_ENDS);
        add_beginning(&behind, last, out);
    } else {
        add_beginning(&before, columns, out);
    }
    buffer_free(&before);
    buffer_free(&mark);
    buffer_free(&behind);
}

void code_place_take_marks(const char *line, struct buffer *out)
{
    while (*line) {
        bool begins = strncmp(line, MARK_BEGINS, sizeof MARK_BEGINS - 1) == 0;
        bool ends = strncmp(line, MARK_ENDS, sizeof MARK_ENDS - 1) == 0;
        if (!begins && !ends)
            buffer_putc(out, *line);
        line += begins ? sizeof MARK_BEGINS - 1 : ends ? sizeof MARK_ENDS - 1 : 1;
    }
}
