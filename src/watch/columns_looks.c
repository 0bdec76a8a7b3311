/* columns_looks.c - see columns_looks.h. */
#include "watch/columns_looks.h"

#include "base/memory.h"
#include "watch/record_words.h"

#include <stdlib.h>

#define ARROW_RIGHT "→"
#define ARROW_LEFT "←"

/* How the lines of a row go, to those that it lets go: over which columns. */
struct columns_lines {
    size_t own;         /* the column of who did it; thread_count: it has none */
    size_t left, right; /* equal: there is no line */
    size_t first;       /* 1 + release; 0: none */
    bool named;         /* columns.h has named them in words, for want of a column */
};

/* ---- Lines ----------------------------------------------------------------------------------- */

static const struct record_entry *entry_of(const struct columns_looks *l, size_t row)
{
    return record_entry(l->request->record, l->columns->rows[row].entry);
}

static size_t find_own(const struct columns_looks *l, size_t row)
{
    const struct columns *c = l->columns;
    uint32_t thread = entry_of(l, row)->thread;
    size_t own = 0;
    while (own < c->thread_count && c->threads[own] != thread)
        own++;
    return own;
}

static void reach(struct columns_lines *lines, const struct columns *c,
                  const struct columns_release *release)
{
    bool drawn = lines->own < c->thread_count && release->column != SIZE_MAX;
    lines->named |= !drawn;
    if (!drawn)
        return;
    lines->left = release->column < lines->left ? release->column : lines->left;
    lines->right = release->column > lines->right ? release->column : lines->right;
}

void columns_looks_make(struct columns_looks *l, const struct columns_request *request,
                        const struct columns *c)
{
    *l = (struct columns_looks){.request = request, .columns = c};
    l->lines = memory_zeroed(c->row_count + 1, sizeof *l->lines);
    l->next = memory_zeroed(c->release_count + 1, sizeof *l->next);
    for (size_t row = 0; row < c->row_count; row++) {
        struct columns_lines *lines = &l->lines[row];
        lines->own = lines->left = lines->right = find_own(l, row);
    }
    for (size_t i = c->release_count; i > 0; i--) {
        struct columns_lines *lines = &l->lines[c->releases[i - 1].row];
        reach(lines, c, &c->releases[i - 1]);
        l->next[i - 1] = lines->first;
        lines->first = i;
    }
}

void columns_looks_free(struct columns_looks *l)
{
    free(l->lines);
    free(l->next);
    *l = (struct columns_looks){0};
}

size_t columns_looks_own(const struct columns_looks *l, size_t row)
{
    return l->lines[row].own;
}

bool columns_looks_is_crossed(const struct columns_looks *l, size_t row, size_t column)
{
    const struct columns_lines *lines = &l->lines[row];
    return lines->left < lines->right && column >= lines->left && column <= lines->right;
}

bool columns_looks_waits(const struct columns_looks *l, size_t row)
{
    return entry_of(l, row)->kind == RECORD_BLOCKED && l->lines[row].own < l->columns->thread_count;
}

static bool goes_to(const struct columns_looks *l, size_t row, size_t column)
{
    for (size_t i = l->lines[row].first; i; i = l->next[i - 1])
        if (l->columns->releases[i - 1].column == column)
            return true;
    return false;
}

/* ---- Cells ----------------------------------------------------------------------------------- */

static const char *class_of(enum columns_tone tone)
{
    static const char *const classes[] = {[COLUMNS_PLAIN] = "",
                                          [COLUMNS_FAINT] = "f",
                                          [COLUMNS_WAITS] = "w",
                                          [COLUMNS_LETS_GO] = "g",
                                          [COLUMNS_FAILS] = "x"};
    return classes[tone];
}

/* In the column of who did it. That it waits is said in full: there is room. */
static void add_deed(const struct columns_looks *l, size_t row, const struct columns_cell *cell,
                     struct buffer *text)
{
    const struct record *r = l->request->record;
    const struct machine *m = l->request->machine;
    const struct columns_lines *lines = &l->lines[row];
    if (columns_looks_waits(l, row))
        record_add_wait(r, m, entry_of(l, row), text);
    else
        buffer_puts(text, cell->text);
    for (size_t i = lines->first; i && !lines->named; i = l->next[i - 1]) {
        buffer_puts(text, i == lines->first ? " " ARROW_RIGHT " " : ", ");
        record_add_thread(r, m, l->columns->releases[i - 1].thread, text);
    }
}

void columns_looks_add(const struct columns_looks *l, size_t row, size_t column,
                       struct buffer *text, struct buffer *classes)
{
    const struct columns_cell *cell = &l->columns->rows[row].cells[COLUMNS_THREADS + column];
    size_t own = l->lines[row].own;
    if (column == own) {
        add_deed(l, row, cell, text);
        buffer_puts(classes, class_of(cell->tone));
        return;
    }
    if (column == l->columns->thread_count)
        return;
    bool crossed = columns_looks_is_crossed(l, row, column);
    bool end = crossed && goes_to(l, row, column);
    bool waits = cell->mark == COLUMNS_WAITING;
    buffer_puts(classes, waits ? "m" : cell->mark == COLUMNS_KEPT ? "k" : "");
    if (crossed)
        buffer_puts(classes, classes->length ? " " : "");
    buffer_puts(classes, end ? (column < own ? "a l" : "a r") : crossed ? "l" : "");
    if (end)
        buffer_puts(text, column < own ? ARROW_LEFT : ARROW_RIGHT);
    else if (cell->mark)
        buffer_puts(text, waits ? ":" : "--");
}
