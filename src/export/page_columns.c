/* page_columns.c - the table of a page: a column for each thread, a row for each step. */
#include "export/page_inside.h"

#include "base/memory.h"
#include "export/markup.h"
#include "export/page.h"
#include "watch/columns_looks.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ARROW_RIGHT "→"

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
    p->request = (struct columns_request){.record = p->r,
                                          .machine = p->m,
                                          .since = p->first,
                                          .rows = (size_t)(record_end(p->r) - start),
                                          .width = MARGIN + PAGE_COLUMNS * THREAD_WIDTH,
                                          .stands = UINT64_MAX,
                                          .only = all_fit ? numbers : NULL,
                                          .only_count = all_fit ? count : 0,
                                          .apart = true};
    columns_make(&p->request, &p->columns);
    p->request.only = NULL; /* it is not needed any more */
    for (uint32_t i = 0; i < record_thread_count(p->r); i++)
        p->threads_without += record_thread_at(p->r, i)->last > 0;
    p->threads_without -= count;
    free(numbers);
}

/* ---- Cells ----------------------------------------------------------------------------------- */

struct drawing {
    struct page *p;
    const struct columns *c;
    struct columns_looks looks;
    size_t *covered; /* of each column: a cell above reaches down to before this row */
    size_t empty;    /* cells before the next one; at the end of a row they are left out */
    struct buffer text, classes;
};

static void put_cell(struct drawing *d, size_t rows)
{
    struct buffer *out = &d->p->out;
    const char *classes = buffer_text(&d->classes), *quote = strchr(classes, ' ') ? "\"" : "";
    for (; d->empty; d->empty--)
        buffer_puts(out, "<td>");
    buffer_puts(out, "<td");
    if (*classes)
        buffer_printf(out, " class=%s%s%s", quote, classes, quote);
    if (rows > 1)
        buffer_printf(out, " rowspan=%zu", rows);
    buffer_putc(out, '>');
    markup_add(out, buffer_text(&d->text));
}

/* A wait is one cell as far down as it goes, but for where a line crosses it: how many rows from
 * this one on only go on with a wait of the column's thread. */
static size_t waits_on(const struct drawing *d, size_t row, size_t column)
{
    size_t count = 0;
    while (row + count < d->c->row_count && count < MOST_SPANNED &&
           d->c->rows[row + count].cells[COLUMNS_THREADS + column].mark == COLUMNS_WAITING &&
           !columns_looks_is_crossed(&d->looks, row + count, column))
        count++;
    return count;
}

static void add_cell(struct drawing *d, size_t row, size_t column)
{
    if (row < d->covered[column])
        return;
    size_t rows = 1;
    if (column != columns_looks_own(&d->looks, row))
        rows = waits_on(d, row, column);
    else if (columns_looks_waits(&d->looks, row))
        rows = 1 + waits_on(d, row + 1, column);
    rows = rows ? rows : 1;
    d->covered[column] = row + rows;
    buffer_clear(&d->text);
    buffer_clear(&d->classes);
    columns_looks_add(&d->looks, row, column, &d->text, &d->classes);
    if (!d->text.length && !d->classes.length)
        d->empty++;
    else
        put_cell(d, rows);
}

static void add_row(struct drawing *d, size_t row)
{
    const struct columns *c = d->c;
    struct buffer *out = &d->p->out;
    const struct columns_cell *cells = c->rows[row].cells;
    const struct record_entry *e = record_entry(d->p->r, c->rows[row].entry);
    if (e->kind == RECORD_STEP)
        buffer_printf(out, "<tr id=\"step=%" PRIu32 "\"><th scope=row>%" PRIu32 "<td>", e->step,
                      e->step);
    else
        buffer_puts(out, "<tr><td><td>");
    buffer_puts(out, cells[COLUMNS_MARGIN].text + strspn(cells[COLUMNS_MARGIN].text, " "));
    for (size_t i = 0; i < c->thread_count + c->others; i++)
        add_cell(d, row, i);
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
    page_add_words(p, PAGE_legend_still, "");
    buffer_puts(&p->out, "</span> <span><b class=k>--</b> ");
    page_add_words(p, PAGE_legend_kept, "");
    buffer_puts(&p->out, "</span> <span><b class=g>" ARROW_RIGHT "</b> ");
    page_add_words(p, PAGE_legend_go, "");
    buffer_puts(&p->out, "</span></caption>\n");
}

void page_columns_add(struct page *p)
{
    struct drawing d = {.p = p, .c = &p->columns};
    columns_looks_make(&d.looks, &p->request, &p->columns);
    d.covered = memory_zeroed(d.c->thread_count + 1, sizeof *d.covered);
    buffer_puts(&p->out, "<table id=rows class=rows>");
    add_legend(p);
    add_head(p);
    for (size_t row = 0; row < p->columns.row_count; row++)
        add_row(&d, row);
    buffer_puts(&p->out, "</table>\n");
    columns_looks_free(&d.looks);
    free(d.covered);
    buffer_free(&d.text);
    buffer_free(&d.classes);
}
