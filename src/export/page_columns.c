/* page_columns.c - the table of a page: a column for each thread, a row for each step. */
#include "export/page_inside.h"

#include "base/memory.h"
#include "export/markup.h"
#include "export/page.h"
#include "export/said.h"
#include "watch/record_words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ARROW_RIGHT "→"
#define ARROW_LEFT "←"

/* Columns beside the threads', as wide as they become, and the least that columns_make gives a
 * thread: so that there is room for PAGE_COLUMNS of them. */
enum { MARGIN = 60, THREAD_WIDTH = 14 };

/* Rows that a cell goes down at most: browsers know no more. */
enum { MOST_SPANNED = 65000 };

/* ---- Whose columns --------------------------------------------------------------------------- */

/* Those that did something in these steps, or all where there are few; all with room for their
 * numbers. Returns how many. */
static size_t acting(const struct page *p, uint32_t *numbers)
{
    uint32_t count = record_thread_count(p->r);
    uint64_t start = record_find_step(p->r, p->first);
    size_t acting = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct record_thread *t = record_thread_at(p->r, i);
        if (t->last > start || (count <= PAGE_COLUMNS && t->last))
            numbers[acting++] = t->number;
    }
    return acting;
}

void page_columns_make(struct page *p)
{
    uint32_t *numbers = memory_new((record_thread_count(p->r) + 1) * sizeof *numbers);
    size_t count = acting(p, numbers);
    uint64_t start = record_find_step(p->r, p->first);
    bool all_fit = count <= PAGE_COLUMNS;
    columns_make(&(struct columns_request){.record = p->r,
                                           .machine = p->m,
                                           .since = p->first,
                                           .rows = (size_t)(record_end(p->r) - start),
                                           .width = MARGIN + PAGE_COLUMNS * THREAD_WIDTH,
                                           .stands = UINT64_MAX,
                                           .only = all_fit ? numbers : NULL,
                                           .only_count = all_fit ? count : 0,
                                           .apart = true},
                 &p->columns);
    for (uint32_t i = 0; i < record_thread_count(p->r); i++)
        p->threads_without += record_thread_at(p->r, i)->last > 0;
    p->threads_without -= count;
    free(numbers);
}

/* ---- What is let go -------------------------------------------------------------------------- */

/* How the lines of a row go, to those that it lets go: over which columns. */
struct lines {
    size_t own;         /* the column of who did it; thread_count: it has none */
    size_t left, right; /* equal: there is no line */
    size_t first;       /* 1 + release; 0: none */
    bool named;         /* columns.h has named them in words, for want of a column */
};

struct drawing {
    struct page *p;
    const struct columns *c;
    struct lines *lines; /* of each row */
    size_t *next;        /* of each release: 1 + the row's next; 0: no more */
    size_t *covered;     /* of each column: a cell above reaches down to before this row */
    size_t empty;        /* cells before the next one; at the end of a row they are left out */
};

static size_t own_column(const struct page *p, size_t row)
{
    const struct columns *c = &p->columns;
    uint32_t thread = record_entry(p->r, c->rows[row].entry)->thread;
    size_t own = 0;
    while (own < c->thread_count && c->threads[own] != thread)
        own++;
    return own;
}

static void reach(struct lines *l, const struct columns *c, const struct columns_release *release)
{
    bool drawn = l->own < c->thread_count && release->column != SIZE_MAX;
    l->named |= !drawn;
    if (!drawn)
        return;
    l->left = release->column < l->left ? release->column : l->left;
    l->right = release->column > l->right ? release->column : l->right;
}

static void find_lines(struct drawing *d, struct page *p)
{
    const struct columns *c = &p->columns;
    *d = (struct drawing){.p = p, .c = c};
    d->lines = memory_zeroed(c->row_count + 1, sizeof *d->lines);
    d->next = memory_zeroed(c->release_count + 1, sizeof *d->next);
    d->covered = memory_zeroed(c->thread_count + 1, sizeof *d->covered);
    for (size_t row = 0; row < c->row_count; row++) {
        struct lines *l = &d->lines[row];
        l->own = l->left = l->right = own_column(p, row);
    }
    for (size_t i = c->release_count; i > 0; i--) {
        struct lines *l = &d->lines[c->releases[i - 1].row];
        reach(l, c, &c->releases[i - 1]);
        d->next[i - 1] = l->first;
        l->first = i;
    }
}

static bool is_crossed(const struct lines *l, size_t column)
{
    return l->left < l->right && column >= l->left && column <= l->right;
}

static bool goes_to(const struct drawing *d, const struct lines *l, size_t column)
{
    for (size_t i = l->first; i; i = d->next[i - 1])
        if (d->c->releases[i - 1].column == column)
            return true;
    return false;
}

/* ---- Cells ----------------------------------------------------------------------------------- */

static void begin_cell(struct drawing *d, const char *one, const char *other, size_t rows)
{
    struct buffer *out = &d->p->out;
    for (; d->empty; d->empty--)
        buffer_puts(out, "<td>");
    const char *quote = *one && *other ? "\"" : "";
    buffer_puts(out, "<td");
    if (*one || *other)
        buffer_printf(out, " class=%s%s%s%s%s", quote, one, *quote ? " " : "", other, quote);
    if (rows > 1)
        buffer_printf(out, " rowspan=%zu", rows);
    buffer_putc(out, '>');
}

static const char *class_of(enum columns_tone tone)
{
    static const char *const classes[] = {[COLUMNS_PLAIN] = "",
                                          [COLUMNS_FAINT] = "f",
                                          [COLUMNS_WAITS] = "w",
                                          [COLUMNS_LETS_GO] = "g",
                                          [COLUMNS_FAILS] = "x"};
    return classes[tone];
}

/* A wait is one cell as far down as it goes, but for where a line crosses it: how many rows from
 * this one on only go on with a wait of the column's thread. */
static size_t waits_on(const struct drawing *d, size_t row, size_t column)
{
    size_t count = 0;
    while (row + count < d->c->row_count && count < MOST_SPANNED &&
           d->c->rows[row + count].cells[COLUMNS_THREADS + column].mark == COLUMNS_WAITING &&
           !is_crossed(&d->lines[row + count], column))
        count++;
    return count;
}

/* In the column of who did it. That it waits is said in full: on a page there is room. */
static void add_deed(struct drawing *d, size_t row, const struct columns_cell *cell)
{
    struct page *p = d->p;
    const struct record_entry *e = record_entry(p->r, d->c->rows[row].entry);
    const struct lines *l = &d->lines[row];
    bool waits = e->kind == RECORD_BLOCKED && l->own < d->c->thread_count;
    size_t rows = waits ? 1 + waits_on(d, row + 1, l->own) : 1;
    struct buffer text = {0};
    if (waits)
        said_wait(p->r, p->m, e, &text);
    else
        buffer_puts(&text, cell->text);
    for (size_t i = l->first; i && !l->named; i = d->next[i - 1]) {
        buffer_puts(&text, i == l->first ? " " ARROW_RIGHT " " : ", ");
        record_add_thread(p->r, p->m, d->c->releases[i - 1].thread, &text);
    }
    begin_cell(d, class_of(cell->tone), "", rows);
    markup_add(&p->out, buffer_text(&text));
    d->covered[l->own] = row + rows;
    buffer_free(&text);
}

static void add_cell(struct drawing *d, size_t row, size_t column)
{
    if (row < d->covered[column])
        return;
    const struct columns_cell *cell = &d->c->rows[row].cells[COLUMNS_THREADS + column];
    const struct lines *l = &d->lines[row];
    bool crossed = is_crossed(l, column), end = crossed && goes_to(d, l, column);
    const char *line = end ? column < l->own ? "a l" : "a r" : crossed ? "l" : "";
    bool waits = cell->mark == COLUMNS_WAITING;
    size_t rows = waits && !crossed ? waits_on(d, row, column) : 1;
    if (column == l->own) {
        add_deed(d, row, cell);
        return;
    }
    d->covered[column] = row + rows;
    if (!crossed && !cell->mark) {
        d->empty++;
        return;
    }
    begin_cell(d, waits ? "m" : cell->mark == COLUMNS_KEPT ? "k" : "", line, rows);
    if (end)
        buffer_puts(&d->p->out, column < l->own ? ARROW_LEFT : ARROW_RIGHT);
    else if (cell->mark)
        buffer_puts(&d->p->out, waits ? ":" : "--");
}

static void add_row(struct drawing *d, size_t row)
{
    const struct columns *c = d->c;
    struct buffer *out = &d->p->out;
    const struct columns_cell *cells = c->rows[row].cells;
    const struct record_entry *e = record_entry(d->p->r, c->rows[row].entry);
    size_t last = c->thread_count;
    if (e->kind == RECORD_STEP)
        buffer_printf(out, "<tr id=\"step=%" PRIu32 "\"><th scope=row>%" PRIu32 "<td>", e->step,
                      e->step);
    else
        buffer_puts(out, "<tr><td><td>");
    buffer_puts(out, cells[COLUMNS_MARGIN].text + strspn(cells[COLUMNS_MARGIN].text, " "));
    for (size_t i = 0; i < last; i++)
        add_cell(d, row, i);
    if (c->others && d->lines[row].own == last)
        add_deed(d, row, &cells[COLUMNS_THREADS + last]);
    d->empty = 0;
    buffer_putc(out, '\n');
}

/* ---- The table ------------------------------------------------------------------------------- */

static void add_head(struct page *p)
{
    const struct columns *c = &p->columns;
    buffer_printf(&p->out, "<colgroup><col><col><col span=%zu class=c></colgroup>\n",
                  c->thread_count + c->others);
    buffer_puts(&p->out, "<thead><tr><th scope=col>");
    page_add_words(p, PAGE_step, "");
    buffer_puts(&p->out, "<th scope=col>");
    page_add_words(p, PAGE_time, "");
    for (size_t i = 0; i < c->thread_count; i++) {
        buffer_puts(&p->out, "<th scope=col>");
        markup_add(&p->out, c->head[COLUMNS_THREADS + i].text);
    }
    if (c->others) {
        buffer_puts(&p->out, "<th scope=col>");
        page_add_words(p, PAGE_others, "");
    }
    buffer_puts(&p->out, "<tbody>\n");
}

static void add_legend(struct page *p)
{
    buffer_puts(&p->out, "<caption>");
    page_add_words(p, PAGE_legend, "");
    buffer_puts(&p->out, " <span><b class=m>:</b> ");
    page_add_words(p, PAGE_legend_wait, "");
    buffer_puts(&p->out, "</span> <span><b class=k>--</b> ");
    page_add_words(p, PAGE_legend_kept, "");
    buffer_puts(&p->out, "</span> <span><b class=g>" ARROW_RIGHT "</b> ");
    page_add_words(p, PAGE_legend_go, "");
    buffer_puts(&p->out, "</span></caption>\n");
}

void page_columns_add(struct page *p)
{
    struct drawing d;
    find_lines(&d, p);
    buffer_puts(&p->out, "<table id=rows>");
    add_legend(p);
    add_head(p);
    for (size_t row = 0; row < p->columns.row_count; row++)
        add_row(&d, row);
    buffer_puts(&p->out, "</table>\n");
    free(d.lines);
    free(d.next);
    free(d.covered);
}
