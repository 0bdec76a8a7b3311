/* transcript.c - see transcript.h. */
#include "ui/transcript.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "ui/cells.h"

#include <stdlib.h>
#include <string.h>

/* Names of threads get at least so many columns, so that short ones line up. */
#define NAME_COLUMNS 6
#define NO_LINE UINT64_MAX

struct entry {
    enum line_kind kind;
    char *thread;  /* start of the one block that holds both strings */
    char *text;    /* inside that block */
    size_t length; /* of the text */
};

struct transcript {
    struct entry *entries; /* a ring: line n is in entries[n % limit] */
    size_t limit;
    uint64_t begin, end; /* the lines that are kept: numbers begin..end-1 */
    char *only;          /* the thread whose lines are shown, or NULL */
    bool following;
    uint64_t top;   /* the line at the window's top, unless following */
    size_t top_row; /* which of its rows */
    uint64_t below; /* the first line that was below the window when it was last drawn */
    uint64_t found; /* the line found last, or NO_LINE */
    int columns;    /* the window as drawn last */
    size_t rows;
};

struct transcript *transcript_new(size_t limit)
{
    struct transcript *t = memory_zeroed(1, sizeof *t);
    t->entries = memory_zeroed(limit, sizeof *t->entries);
    t->limit = limit;
    t->following = true;
    t->found = NO_LINE;
    t->columns = 80;
    t->rows = 1;
    return t;
}

void transcript_free(struct transcript *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < t->limit; i++)
        free(t->entries[i].thread);
    free(t->entries);
    free(t->only);
    free(t);
}

static struct entry *entry_at(const struct transcript *t, uint64_t line)
{
    return &t->entries[line % t->limit];
}

void transcript_add(struct transcript *t, enum line_kind kind, const char *thread, const char *text)
{
    struct buffer block = {0};
    utf8_add_visible(&block, thread, strlen(thread), "");
    buffer_putc(&block, '\0');
    size_t text_at = block.length;
    utf8_add_visible(&block, text, strlen(text), "");
    size_t length = block.length - text_at;
    struct entry *entry = entry_at(t, t->end);
    free(entry->thread);
    char *bytes = buffer_take(&block);
    *entry = (struct entry){kind, bytes, bytes + text_at, length};
    t->end++;
    if (t->end - t->begin > t->limit)
        t->begin++;
    if (t->top < t->begin) {
        t->top = t->begin;
        t->top_row = 0;
    }
    if (t->found < t->begin)
        t->found = NO_LINE;
}

static bool is_shown(const struct transcript *t, uint64_t line)
{
    const struct entry *entry = entry_at(t, line);
    return !t->only || !entry->thread[0] || strcmp(entry->thread, t->only) == 0;
}

/* Columns before the text of a line. */
static int indent_of(const struct entry *entry, int columns)
{
    int indent = 2;
    if (entry->kind == LINE_OUTPUT) {
        int name = cells_width(entry->thread, strlen(entry->thread));
        indent = (name < NAME_COLUMNS ? NAME_COLUMNS : name) + 3;
    }
    int most = columns / 2;
    return indent < most ? indent : most;
}

static int text_columns(const struct entry *entry, int columns)
{
    int left = columns - indent_of(entry, columns);
    return left > 0 ? left : 1;
}

static size_t row_count(const struct transcript *t, uint64_t line)
{
    const struct entry *entry = entry_at(t, line);
    int columns = text_columns(entry, t->columns);
    size_t rows = 1;
    size_t next;
    if (entry->length == 0)
        return 1;
    for (size_t at = 0;
         cells_wrap(entry->text, entry->length, at, columns, &next), next < entry->length;
         at = next)
        rows++;
    return rows;
}

/* Moves a position back by rows, at most to the oldest line. */
static void move_back(const struct transcript *t, uint64_t *line, size_t *row, size_t rows)
{
    uint64_t seek = *line;
    while (rows > *row) {
        rows -= *row;
        do {
            if (seek == t->begin) {
                *row = 0;
                return;
            }
            seek--;
        } while (!is_shown(t, seek));
        *line = seek;
        *row = row_count(t, seek);
    }
    *row -= rows;
}

/* Moves a position forward by rows, at most behind the newest line. */
static void move_forward(const struct transcript *t, uint64_t *line, size_t *row, size_t rows)
{
    size_t left = rows + *row;
    *row = 0;
    while (*line < t->end) {
        size_t here = is_shown(t, *line) ? row_count(t, *line) : 0;
        if (left < here) {
            *row = left;
            return;
        }
        left -= here;
        ++*line;
    }
}

/* The position at which the window shows the newest line at its foot. */
static void foot(const struct transcript *t, uint64_t *line, size_t *row)
{
    *line = t->end;
    *row = 0;
    move_back(t, line, row, t->rows);
}

/* Whether the window would reach past the newest line from where its top is. */
static bool is_past_foot(const struct transcript *t)
{
    uint64_t line;
    size_t row;
    foot(t, &line, &row);
    return t->top > line || (t->top == line && t->top_row >= row);
}

/* Adds the rows of one line from `row` on; returns how many there are now. */
static size_t add_rows(const struct transcript *t, uint64_t line, size_t row, size_t filled,
                       size_t count, struct transcript_row *rows)
{
    const struct entry *entry = entry_at(t, line);
    int columns = text_columns(entry, t->columns);
    size_t at = 0;
    for (size_t i = 0; filled < count; i++) {
        size_t next = at;
        size_t end = at;
        if (at < entry->length)
            end = cells_wrap(entry->text, entry->length, at, columns, &next);
        if (i >= row)
            rows[filled++] = (struct transcript_row){
                entry->kind,
                entry->thread,
                entry->text + at,
                end - at,
                indent_of(entry, t->columns),
                i == 0,
                line == t->found,
            };
        at = next;
        if (at >= entry->length)
            break;
    }
    return filled;
}

size_t transcript_rows(struct transcript *t, int columns, size_t count, struct transcript_row *rows)
{
    t->columns = columns > 0 ? columns : 1;
    t->rows = count;
    if (!t->following && is_past_foot(t))
        t->following = true;
    if (t->following)
        foot(t, &t->top, &t->top_row);
    size_t filled = 0;
    uint64_t line = t->top;
    size_t row = t->top_row;
    for (; line < t->end && filled < count; line++) {
        if (is_shown(t, line))
            filled = add_rows(t, line, row, filled, count, rows);
        row = 0;
    }
    t->below = line;
    return filled;
}

size_t transcript_newer(const struct transcript *t)
{
    size_t newer = 0;
    for (uint64_t line = t->below < t->begin ? t->begin : t->below; line < t->end; line++)
        newer += is_shown(t, line);
    return newer;
}

void transcript_scroll(struct transcript *t, long rows)
{
    if (t->following)
        foot(t, &t->top, &t->top_row);
    t->following = false;
    if (rows < 0)
        move_back(t, &t->top, &t->top_row, (size_t)-rows);
    else
        move_forward(t, &t->top, &t->top_row, (size_t)rows);
    if (is_past_foot(t))
        t->following = true;
}

void transcript_follow(struct transcript *t)
{
    t->following = true;
}

void transcript_only(struct transcript *t, const char *thread)
{
    free(t->only);
    t->only = thread && thread[0] ? memory_copy(thread) : NULL;
    t->following = true;
}

const char *transcript_only_thread(const struct transcript *t)
{
    return t->only ? t->only : "";
}

static bool matches(const struct transcript *t, uint64_t line, const char *text)
{
    const struct entry *entry = entry_at(t, line);
    return is_shown(t, line) && (strcasestr(entry->text, text) || strcasestr(entry->thread, text));
}

/* Makes a line the one found and puts it into the middle of the window. */
static void show_found(struct transcript *t, uint64_t line)
{
    t->found = line;
    t->following = false;
    t->top = line;
    t->top_row = 0;
    move_back(t, &t->top, &t->top_row, t->rows / 2);
}

bool transcript_find(struct transcript *t, const char *text, bool newer)
{
    if (newer) {
        uint64_t line = t->found == NO_LINE ? t->end : t->found + 1;
        for (; line < t->end; line++) {
            if (matches(t, line, text)) {
                show_found(t, line);
                return true;
            }
        }
        return false;
    }
    uint64_t line = t->found == NO_LINE ? t->end : t->found;
    while (line > t->begin) {
        line--;
        if (matches(t, line, text)) {
            show_found(t, line);
            return true;
        }
    }
    return false;
}

void transcript_find_reset(struct transcript *t)
{
    t->found = NO_LINE;
}
