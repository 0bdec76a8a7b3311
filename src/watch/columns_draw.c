/* columns_draw.c - the cells of columns.h: who did what, who waits meanwhile, the lines from who
 * let somebody go to that one, what is not in view. */
#include "watch/columns_inside.h"

#include "base/buffer.h"
#include "base/columns.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "watch/code_place.h"
#include "watch/record_words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ARROW_RIGHT "→"
#define ARROW_LEFT "←"
#define LINE "─"
#define STANDS_HERE "►"

enum { NAMES_SHOWN = 3 };

/* ---- Widths ---------------------------------------------------------------------------------- */

static int width_of(const struct buffer *text)
{
    return (int)columns_of(buffer_text(text), text->length);
}

static void fill(struct buffer *text, const char *with, int columns)
{
    for (int width = width_of(text); width < columns; width++)
        buffer_puts(text, with);
}

/* ---- Time and number ------------------------------------------------------------------------- */

/* "0.012", "1:02.345", "1:00:02.345". */
static void add_time(int64_t nanoseconds, struct buffer *out)
{
    int64_t milliseconds = nanoseconds < 0 ? 0 : nanoseconds / 1000000;
    int64_t seconds = milliseconds / 1000, minutes = seconds / 60;
    if (minutes >= 60)
        buffer_printf(out, "%" PRId64 ":%02d:", minutes / 60, (int)(minutes % 60));
    else if (minutes)
        buffer_printf(out, "%" PRId64 ":", minutes);
    buffer_printf(out, minutes ? "%02d.%03d" : "%d.%03d", (int)(seconds % 60),
                  (int)(milliseconds % 1000));
}

static const struct record_entry *entry_of(const struct picture *p, size_t row)
{
    return record_entry(p->request->record, p->columns->rows[row].entry);
}

/* The line in which the step stands, or the time. */
static void add_margin(const struct picture *p, size_t row, struct buffer *out)
{
    const struct columns_request *q = p->request;
    struct code_place place;
    if (!q->lines)
        add_time(entry_of(p, row)->time, out);
    else if (code_place_of(q->machine->program, entry_of(p, row)->pc, &place))
        buffer_printf(out, "%u", place.line);
}

int picture_margin_width(const struct picture *p)
{
    struct buffer text = {0};
    if (p->columns->row_count)
        add_margin(p, p->columns->row_count - 1, &text);
    int width = width_of(&text);
    buffer_free(&text);
    return width;
}

static void put(struct columns_cell *cell, struct buffer *text, enum columns_tone tone)
{
    free(cell->text);
    cell->text = buffer_take(text);
    cell->tone = tone;
}

/* Whether the run stands behind this row, and the next one is to come. */
static bool stands_behind(const struct picture *p, size_t row)
{
    const struct columns *c = p->columns;
    bool next = row + 1 < c->row_count && c->rows[row + 1].to_come;
    return !c->rows[row].to_come && next;
}

/* Whether the row has the number of its step: the thread's own row, or of a step that only ended
 * something, as an interrupted command, the first; or a number would seem to be missing. */
static bool is_numbered(const struct picture *p, size_t row)
{
    const struct record_entry *e = entry_of(p, row);
    bool first = !row || entry_of(p, row - 1)->step != e->step;
    return e->kind == RECORD_STEP ||
           (first && e->step && !record_step(p->request->record, e->step));
}

static void draw_margin(struct picture *p, size_t row)
{
    struct columns *c = p->columns;
    const struct record_entry *e = entry_of(p, row);
    struct buffer text = {0}, before = {0};
    add_margin(p, row, &text);
    if (row && !p->request->lines)
        add_margin(p, row - 1, &before);
    if (row && !p->request->lines && strcmp(buffer_text(&text), buffer_text(&before)) == 0)
        buffer_clear(&text);
    buffer_clear(&before);
    fill(&before, " ", text.length ? c->margin_width - width_of(&text) : 0);
    buffer_add(&before, buffer_text(&text), text.length);
    put(&c->rows[row].cells[COLUMNS_MARGIN], &before, COLUMNS_FAINT);
    buffer_clear(&text);
    if (is_numbered(p, row))
        buffer_printf(&text, "%" PRIu32, e->step);
    bool here = stands_behind(p, row);
    fill(&before, " ", c->step_width - width_of(&text) - here);
    if (here) {
        buffer_clear(&before);
        buffer_puts(&before, STANDS_HERE);
        fill(&before, " ", c->step_width - width_of(&text));
    }
    buffer_add(&before, buffer_text(&text), text.length);
    put(&c->rows[row].cells[COLUMNS_STEP], &before, here ? COLUMNS_PLAIN : COLUMNS_FAINT);
    buffer_free(&text);
    buffer_free(&before);
}

/* ---- What the threads are at ----------------------------------------------------------------- */

/* Whether the thread waits behind this entry of it, or sleeps. */
static bool waits_behind(const struct record_entry *e)
{
    if (!e)
        return false;
    return (e->kind == RECORD_BLOCKED && e->outcome != IDLE) || e->kind == RECORD_BEGINS ||
           (e->kind == RECORD_STEP && e->outcome == OUTCOME_WAITS);
}

/* Whether the thread must have waited before this entry, though what it did before is gone. */
static bool waited_before(const struct record_entry *e)
{
    switch (e->op) {
    case OP_WAIT_RESUME:
    case OP_SLEEP:
    case OP_IO:
    case OP_WORK:
    case OP_ASK:
    case OP_FETCH:
        return e->kind == RECORD_STEP;
    default:
        return e->let_go;
    }
}

/* The same before the rows in view; where what the thread did is gone, as what it did next says, or
 * as it is now. */
static bool waits_before(const struct picture *p, uint32_t thread)
{
    const struct record *r = p->request->record;
    const struct record_thread *t = record_thread(r, thread);
    const struct record_entry *before = picture_before(p, thread), *first;
    if (t && t->last && t->last <= record_first(r))
        return t->waits_for;
    if (before || !t)
        return waits_behind(before);
    first = record_entry(r, picture_first(p, thread));
    return first && first->previous && waited_before(first);
}

static enum columns_tone tone_of(const struct record_entry *e)
{
    switch ((enum record_kind)e->kind) {
    case RECORD_BLOCKED:
        return COLUMNS_WAITS;
    case RECORD_RAISED:
    case RECORD_ORDER_FAILED:
        return COLUMNS_FAILS;
    case RECORD_ENDED:
        return e->outcome == THREAD_DONE ? COLUMNS_FAINT : COLUMNS_FAILS;
    case RECORD_STEP:
        return e->outcome == OUTCOME_REFUSED   ? COLUMNS_FAILS
               : e->outcome == OUTCOME_IN_VAIN ? COLUMNS_WAITS
                                               : COLUMNS_PLAIN;
    case RECORD_WITHIN:
    case RECORD_BEGINS:
    case RECORD_ORDERED:
    case RECORD_NOTICE:
        break;
    }
    return COLUMNS_PLAIN;
}

/* The column of who was kept from going on by the step in this row. */
static size_t kept_column(const struct picture *p, size_t row)
{
    uint32_t kept;
    bool step = entry_of(p, row)->kind == RECORD_STEP;
    return step && picture_kept(p, p->columns->rows[row].entry, &kept) ? picture_column(p, kept)
                                                                       : NO_COLUMN;
}

static void draw_mark(const struct picture *p, size_t row, size_t column, bool waits, bool kept)
{
    struct columns_cell *cell = &p->columns->rows[row].cells[COLUMNS_THREADS + column];
    struct buffer text = {0};
    cell->mark = waits ? COLUMNS_WAITING : kept ? COLUMNS_KEPT : COLUMNS_NO_MARK;
    if (!cell->mark || p->request->apart)
        return;
    buffer_puts(&text, cell->mark == COLUMNS_WAITING ? ":" : "--");
    put(cell, &text, cell->mark == COLUMNS_WAITING ? COLUMNS_WAITS : COLUMNS_FAINT);
}

/* ---- Arrows ---------------------------------------------------------------------------------- */

/* " → bob and carol": all that this row lets go. Returns how many. */
static size_t add_released(const struct picture *p, size_t row, struct buffer *out)
{
    const struct columns_request *q = p->request;
    size_t count = 0;
    for (size_t i = 0; i < p->columns->release_count; i++) {
        if (p->columns->releases[i].row != row)
            continue;
        if (count < NAMES_SHOWN) {
            buffer_puts(out, count ? ", " : " " ARROW_RIGHT " ");
            record_add_thread(q->record, q->machine, p->columns->releases[i].thread, out);
        }
        count++;
    }
    if (count > NAMES_SHOWN) {
        buffer_puts(out, " and ");
        buffer_put_number(out, count - NAMES_SHOWN);
        buffer_puts(out, " more");
    }
    return count;
}

/* Whether one of them has no column to which a line could go. */
static bool lets_go_others(const struct picture *p, size_t row)
{
    for (size_t i = 0; i < p->columns->release_count; i++)
        if (p->columns->releases[i].row == row && p->columns->releases[i].column == NO_COLUMN)
            return true;
    return false;
}

/* How far the lines of a row go: the first and the last column that they reach. */
static bool lines_of(const struct picture *p, size_t row, size_t own, size_t *left, size_t *right)
{
    bool any = false;
    *left = *right = own;
    for (size_t i = 0; own != NO_COLUMN && i < p->columns->release_count; i++) {
        size_t column = p->columns->releases[i].column;
        if (p->columns->releases[i].row != row || column == NO_COLUMN)
            continue;
        *left = column < *left ? column : *left;
        *right = column > *right ? column : *right;
        any = true;
    }
    return any;
}

static bool is_let_go(const struct picture *p, size_t row, uint32_t thread)
{
    for (size_t i = 0; i < p->columns->release_count; i++)
        if (p->columns->releases[i].row == row && p->columns->releases[i].thread == thread)
            return true;
    return false;
}

/* A cell through which a line goes, or at which it ends. */
static void draw_line(const struct picture *p, size_t row, size_t column, size_t right, size_t own,
                      struct columns_cell *cell)
{
    struct buffer text = {0};
    int width = p->columns->thread_width;
    bool ends = is_let_go(p, row, p->columns->threads[column]);
    if (ends)
        buffer_puts(&text, column < own ? ARROW_LEFT : ARROW_RIGHT);
    else
        buffer_puts(&text, cell->text[0] == ':' ? ":" : LINE);
    if (column < own) /* a space before who drew it */
        fill(&text, LINE, column + 1 == own ? width - 1 : width);
    else if (column < right)
        fill(&text, LINE, width);
    put(cell, &text, COLUMNS_LETS_GO);
    buffer_free(&text);
}

static void draw_lines(const struct picture *p, size_t row, size_t own, struct columns_cell *cells)
{
    size_t left, right;
    if (!lines_of(p, row, own, &left, &right))
        return;
    for (size_t i = left; i <= right; i++)
        if (i != own)
            draw_line(p, row, i, right, own, &cells[i]);
    if (right > own) {
        struct buffer text = {0};
        buffer_puts(&text, cells[own].text);
        buffer_puts(&text, width_of(&text) + 2 < p->columns->thread_width ? " " : "");
        fill(&text, LINE, p->columns->thread_width);
        put(&cells[own], &text, cells[own].tone);
        buffer_free(&text);
    }
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static void draw_deed(const struct picture *p, size_t row, size_t own)
{
    const struct columns_request *q = p->request;
    struct columns *c = p->columns;
    const struct record_entry *e = entry_of(p, row);
    struct columns_cell *cells = c->rows[row].cells;
    struct buffer text = {0}, released = {0};
    enum columns_tone tone = tone_of(e);
    int width = c->thread_width - 1;
    if (own == NO_COLUMN) {
        record_add_thread(q->record, q->machine, e->thread, &text);
        buffer_puts(&text, e->kind == RECORD_BLOCKED ? " " : ": ");
    }
    record_add_words(q->record, q->machine, c->rows[row].entry, &text);
    if (add_released(p, row, &released)) {
        tone = COLUMNS_LETS_GO;
        bool drawn = own != NO_COLUMN && q->apart && !lets_go_others(p, row);
        bool fits = width_of(&text) + width_of(&released) <= width;
        if (own == NO_COLUMN || (q->apart ? !drawn : fits))
            buffer_puts(&text, buffer_text(&released));
    }
    if (own != NO_COLUMN && q->apart) {
        put(&cells[COLUMNS_THREADS + own], &text, tone);
    } else if (own != NO_COLUMN) {
        columns_cut(&text, (size_t)width);
        put(&cells[COLUMNS_THREADS + own], &text, tone);
        draw_lines(p, row, own, cells + COLUMNS_THREADS);
    } else if (c->others) {
        put(&cells[c->cell_count - 1], &text, tone);
    }
    buffer_free(&text);
    buffer_free(&released);
}

static struct columns_cell *new_cells(const struct columns *c)
{
    struct columns_cell *cells = memory_zeroed(c->cell_count, sizeof *cells);
    for (size_t i = 0; i < c->cell_count; i++)
        cells[i].text = memory_copy("");
    return cells;
}

static void fade(struct columns *c, struct columns_cell *cells)
{
    for (size_t i = 0; i < c->cell_count; i++)
        cells[i].tone = COLUMNS_FAINT;
}

static void draw_row(struct picture *p, size_t row, const bool *waits)
{
    struct columns *c = p->columns;
    size_t own = picture_column(p, entry_of(p, row)->thread), kept = kept_column(p, row);
    c->rows[row].cells = new_cells(c);
    draw_margin(p, row);
    for (size_t i = 0; i < c->thread_count; i++)
        if (i != own)
            draw_mark(p, row, i, waits[i], i == kept);
    draw_deed(p, row, own);
    if (c->rows[row].to_come)
        fade(c, c->rows[row].cells);
}

static void draw_head(struct picture *p)
{
    struct columns *c = p->columns;
    struct buffer text = {0};
    c->head = new_cells(c);
    fade(c, c->head);
    fill(&text, " ", c->margin_width - 4);
    buffer_puts(&text, p->request->lines ? "line" : "time");
    put(&c->head[COLUMNS_MARGIN], &text, COLUMNS_FAINT);
    fill(&text, " ", c->step_width - 4);
    buffer_puts(&text, "step");
    put(&c->head[COLUMNS_STEP], &text, COLUMNS_FAINT);
    for (size_t i = 0; i < c->thread_count; i++) {
        record_add_thread(p->request->record, p->request->machine, c->threads[i], &text);
        if (!p->request->apart)
            columns_cut(&text, (size_t)c->thread_width - 1);
        put(&c->head[COLUMNS_THREADS + i], &text, COLUMNS_PLAIN);
    }
    if (c->others) {
        buffer_puts(&text, "others");
        put(&c->head[c->cell_count - 1], &text, COLUMNS_FAINT);
    }
    buffer_free(&text);
}

/* What is not in view: threads without a column; what the record has lost. */
static void draw_rest(struct picture *p)
{
    const struct columns_request *q = p->request;
    struct buffer text = {0};
    uint64_t gone = record_steps_gone(q->record);
    if (p->columns->without) {
        buffer_put_number(&text, p->columns->without);
        buffer_puts(&text, p->columns->without == 1 ? " more thread" : " more threads");
    }
    if (gone) {
        buffer_puts(&text, text.length ? " · " : "");
        buffer_puts(&text, "the first ");
        buffer_put_number(&text, gone);
        buffer_puts(&text, gone == 1 ? " step is gone" : " steps are gone");
        buffer_puts(&text, ": there is no more room for them");
    }
    p->columns->rest = text.length ? buffer_take(&text) : memory_copy("");
    buffer_free(&text);
}

void picture_draw(struct picture *p)
{
    const struct record *r = p->request->record;
    struct columns *c = p->columns;
    bool *waits = memory_zeroed(c->thread_count + 1, sizeof *waits);
    size_t row = 0;
    for (size_t i = 0; i < c->thread_count; i++)
        waits[i] = waits_before(p, c->threads[i]);
    draw_head(p);
    for (uint64_t n = p->low; n < p->bottom; n++) {
        const struct record_entry *e = record_entry(r, n);
        size_t column = picture_column(p, e->thread);
        if (row < c->row_count && c->rows[row].entry == n)
            draw_row(p, row++, waits);
        if (column != NO_COLUMN && picture_changes(e))
            waits[column] = waits_behind(e);
    }
    draw_rest(p);
    free(waits);
}

/* ---- As text --------------------------------------------------------------------------------- */

void columns_add_line(const struct columns *c, const struct columns_cell *cells, struct buffer *out)
{
    size_t start = out->length;
    int column = 0;
    for (size_t i = 0; i < c->cell_count; i++) {
        int wanted = column + (i == COLUMNS_MARGIN ? c->margin_width + 1
                               : i == COLUMNS_STEP ? c->step_width + 1
                                                   : c->thread_width);
        buffer_puts(out, cells[i].text);
        for (column += (int)columns_of(cells[i].text, strlen(cells[i].text)); column < wanted;
             column++)
            buffer_putc(out, ' ');
    }
    while (out->length > start && out->bytes[out->length - 1] == ' ')
        buffer_cut(out, out->length - 1);
}

void columns_add_text(const struct columns *c, struct buffer *out)
{
    columns_add_line(c, c->head, out);
    for (size_t row = 0; row < c->row_count; row++) {
        buffer_putc(out, '\n');
        columns_add_line(c, c->rows[row].cells, out);
    }
    if (c->rest[0]) {
        buffer_putc(out, '\n');
        buffer_puts(out, c->rest);
    }
}
