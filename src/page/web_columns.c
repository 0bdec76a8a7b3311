/* web_columns.c - what happened in a run, as columns, in parts: see web.h. */
#include "page/web_inside.h"

#include "base/json_text.h"
#include "base/memory.h"
#include "watch/columns_looks.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* So many threads have a column; and as wide as columns_make wants to have it for these. */
enum { MOST_COLUMNS = 24, MARGIN = 60, THREAD_WIDTH = 14 };
enum { MOST_ROWS = 500 };

/* ---- What is written down -------------------------------------------------------------------- */

void web_record_begin(struct web *p)
{
    if (p->record)
        record_clear(p->record);
    else
        p->record = record_new(0);
}

void web_record_hear(struct web *p, const struct event *e)
{
    record_hear(p->record, &p->drive, e);
}

void web_record_back(struct web *p)
{
    struct event went = {.kind = EVENT_WENT, .step = p->drive.steps};
    record_hear(p->record, &p->drive, &went);
}

/* ---- What is told of it ---------------------------------------------------------------------- */

static void add_heads(const struct columns *c, struct buffer *out)
{
    for (size_t i = COLUMNS_THREADS; i < c->cell_count; i++) {
        buffer_puts(out, i > COLUMNS_THREADS ? "," : "");
        json_text_add(c->head[i].text, out);
    }
}

/* Nearly all cells are of somebody who waits. */
static void add_cell(size_t column, struct buffer *classes, struct buffer *text, struct buffer *out)
{
    bool waits = strcmp(buffer_text(classes), "m") == 0;
    buffer_puts(out, waits ? "," : ",[");
    json_text_add_number(column, out);
    if (waits)
        return;
    buffer_puts(out, ",\"");
    buffer_add(out, buffer_text(classes), classes->length);
    buffer_puts(out, "\",");
    json_text_add(buffer_text(text), out);
    buffer_putc(out, ']');
}

static void add_row(const struct columns_looks *looks, size_t row, struct buffer *out)
{
    const struct columns *c = looks->columns;
    const struct record_entry *e = record_entry(looks->request->record, c->rows[row].entry);
    const char *time = c->rows[row].cells[COLUMNS_MARGIN].text;
    struct buffer text = {0}, classes = {0};
    buffer_putc(out, '[');
    json_text_add_number(c->rows[row].entry, out);
    buffer_putc(out, ',');
    json_text_add_number(e->kind == RECORD_STEP ? e->step : 0, out);
    buffer_putc(out, ',');
    json_text_add(time + strspn(time, " "), out);
    for (size_t i = 0; i < c->thread_count + c->others; i++) {
        columns_looks_add(looks, row, i, &text, &classes);
        if (text.length || classes.length)
            add_cell(i, &classes, &text, out);
        buffer_clear(&text);
        buffer_clear(&classes);
    }
    buffer_putc(out, ']');
    buffer_free(&text);
    buffer_free(&classes);
}

static void forget_rows(struct web *p)
{
    for (size_t i = 0; i < p->row_count; i++)
        buffer_free(&p->rows[i].text);
    free(p->rows);
    p->rows = NULL;
    p->row_count = 0;
}

void web_forget_columns(struct web *p)
{
    forget_rows(p);
    free(p->columns);
    p->columns = NULL;
    p->column_count = 0;
}

/* Whose columns these are, so that they stay. */
static void keep_columns(struct web *p, const struct columns *c)
{
    p->columns = memory_resize(p->columns, (c->thread_count + 1) * sizeof *p->columns);
    memcpy(p->columns, c->threads, c->thread_count * sizeof *p->columns);
    p->column_count = c->thread_count;
}

/* Both in the order of their entries; of a row that looks as it did the entry alone is told. */
static void add_rows(struct web *p, const struct columns_looks *looks, struct buffer *out)
{
    size_t count = looks->columns->row_count, seen = 0;
    struct web_row *rows = memory_zeroed(count + 1, sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        struct web_row *is = &rows[i];
        is->entry = looks->columns->rows[i].entry;
        add_row(looks, i, &is->text);
        while (seen < p->row_count && p->rows[seen].entry < is->entry)
            seen++;
        const struct web_row *was = seen < p->row_count ? &p->rows[seen] : NULL;
        bool same = was && was->entry == is->entry &&
                    strcmp(buffer_text(&was->text), buffer_text(&is->text)) == 0;
        buffer_puts(out, i ? "," : "");
        if (same)
            json_text_add_number(is->entry, out);
        else
            buffer_add(out, is->text.bytes, is->text.length);
    }
    forget_rows(p);
    p->rows = rows;
    p->row_count = count;
}

void web_columns(struct web *p, uint32_t first, uint32_t rows, bool all)
{
    struct buffer *out = &p->answer;
    struct columns c;
    struct columns_looks looks;
    buffer_clear(out);
    if (!p->begun)
        return;
    if (all)
        web_forget_columns(p);
    struct columns_request request = {.record = p->record,
                                      .machine = &p->drive.machine,
                                      .first = first == WEB_END ? COLUMNS_END : first,
                                      .rows = rows < MOST_ROWS ? rows : MOST_ROWS,
                                      .width = MARGIN + MOST_COLUMNS * THREAD_WIDTH,
                                      .stands = UINT64_MAX,
                                      .had = p->columns,
                                      .had_count = p->column_count,
                                      .apart = true};
    columns_make(&request, &c);
    columns_looks_make(&looks, &request, &c);
    keep_columns(p, &c);
    uint64_t next = c.row_count ? c.rows[c.row_count - 1].entry - record_first(p->record) + 1 : 0;
    buffer_puts(out, "{\"heads\":[");
    add_heads(&c, out);
    buffer_printf(out,
                  "],\"without\":%zu,\"first\":%" PRIu64 ",\"next\":%" PRIu64 ",\"end\":%" PRIu64
                  ",\"rows\":[",
                  c.without, c.first, next, c.total);
    add_rows(p, &looks, out);
    buffer_puts(out, "]}");
    columns_looks_free(&looks);
    columns_free(&c);
}
