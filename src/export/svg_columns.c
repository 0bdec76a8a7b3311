/* svg_columns.c - the columns of a run as a picture: words in the column of who did it, a hatched
 * band where a thread waits, an arrow from the step that lets it go. Columns are as wide as what
 * stands in them needs, so that the letters are large where the picture is shown. */
#include "export/svg.h"
#include "export/svg_draw.h"

#include "base/memory.h"
#include "core/machine.h"
#include "export/left_out.h"
#include "watch/columns.h"
#include "watch/record_words.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_CHARACTERS = 40, /* in a column */
    LEAST_CHARACTERS = 6,
    LEAST_OF_COLUMNS = 14, /* what columns_make gives a thread at least */
    OF_MARGINS = 24,       /* and what it needs beside them, others included */
    PAD = 10,              /* pixels left of a column's text */
    BAND = 14,             /* wide, of a wait */
    HEAD = 7,              /* of an arrow */
};

struct table {
    const struct export_run *run;
    const struct columns *c;
    struct buffer *out;
    char **texts;   /* of each row: what who did it did */
    size_t *own;    /* of each row: the column of that; thread_count: of the others */
    int *left;      /* of each column, and behind the last */
    int *wide;      /* of each column's text, in characters */
    int time, step; /* pixels: where they end */
    int top;        /* of the first row */
};

/* ---- What stands in it ----------------------------------------------------------------------- */

static size_t own_column(const struct table *t, size_t row)
{
    uint32_t thread = record_entry(t->run->film->record, t->c->rows[row].entry)->thread;
    size_t own = 0;
    while (own < t->c->thread_count && t->c->threads[own] != thread)
        own++;
    return own;
}

/* That it waits is said in full. */
static char *text_of(const struct table *t, size_t row)
{
    const struct record *r = t->run->film->record;
    const struct record_entry *e = record_entry(r, t->c->rows[row].entry);
    size_t cell = COLUMNS_THREADS + t->own[row];
    struct buffer text = {0};
    if (e->kind == RECORD_BLOCKED && t->own[row] < t->c->thread_count)
        record_add_wait(r, t->run->machine, e, &text);
    else if (cell < t->c->cell_count)
        buffer_puts(&text, t->c->rows[row].cells[cell].text);
    return text.length ? buffer_take(&text) : memory_copy("");
}

static void read_rows(struct table *t)
{
    size_t count = t->c->row_count;
    t->texts = memory_zeroed(count + 1, sizeof *t->texts);
    t->own = memory_zeroed(count + 1, sizeof *t->own);
    for (size_t row = 0; row < count; row++) {
        t->own[row] = own_column(t, row);
        t->texts[row] = text_of(t, row);
    }
}

/* ---- Where ----------------------------------------------------------------------------------- */

static int text_x(const struct table *t, size_t column)
{
    return t->left[column] + PAD;
}

static int row_y(const struct table *t, size_t row)
{
    return t->top + (int)row * SVG_LINE;
}

static int widest(const struct table *t, size_t column)
{
    int width = svg_width(t->c->head[COLUMNS_THREADS + column].text);
    for (size_t row = 0; row < t->c->row_count; row++)
        if (t->own[row] == column && svg_width(t->texts[row]) > width)
            width = svg_width(t->texts[row]);
    return width < LEAST_CHARACTERS  ? LEAST_CHARACTERS
           : width > MOST_CHARACTERS ? MOST_CHARACTERS
                                     : width;
}

static void lay_out(struct table *t)
{
    const struct columns *c = t->c;
    size_t columns = c->thread_count + c->others;
    t->left = memory_zeroed(columns + 1, sizeof *t->left);
    t->wide = memory_zeroed(columns + 1, sizeof *t->wide);
    t->time = SVG_MARGIN + c->margin_width * SVG_CHARACTER;
    t->step = t->time + (c->step_width + 1) * SVG_CHARACTER;
    t->left[0] = t->step + SVG_CHARACTER;
    for (size_t i = 0; i < columns; i++) {
        t->wide[i] = widest(t, i);
        t->left[i + 1] = t->left[i] + t->wide[i] * SVG_CHARACTER + 2 * PAD + BAND;
    }
    t->top = SVG_MARGIN + SVG_LINE + SVG_LINE / 2;
}

/* ---- Drawing --------------------------------------------------------------------------------- */

static void draw_ground(const struct table *t, int bottom)
{
    size_t columns = t->c->thread_count + t->c->others;
    for (size_t i = 0; i < columns; i += 2)
        buffer_printf(t->out, "<path class=\"shade\" d=\"M%d %dH%dV%dH%dz\"/>\n", t->left[i],
                      SVG_MARGIN, t->left[i + 1], bottom, t->left[i]);
    int y = SVG_MARGIN + SVG_LINE;
    buffer_printf(t->out, "<path class=\"rule\" d=\"M%d %dH%d\"/>\n", SVG_MARGIN, y,
                  t->left[columns]);
}

/* Texts of the margin end at the same place. */
static void draw_right(const struct table *t, int x, int y, const char *text)
{
    text += strspn(text, " ");
    svg_text(t->out, x - svg_width(text) * SVG_CHARACTER, y, svg_width(text), "faint", text);
}

static void draw_head(const struct table *t)
{
    const struct columns_cell *head = t->c->head;
    int y = SVG_MARGIN + SVG_FONT + 1;
    draw_right(t, t->time, y, head[COLUMNS_MARGIN].text);
    draw_right(t, t->step, y, head[COLUMNS_STEP].text);
    for (size_t i = 0; i < t->c->thread_count + t->c->others; i++)
        svg_text(t->out, text_x(t, i), y, t->wide[i], "head", head[COLUMNS_THREADS + i].text);
}

static bool waits(const struct table *t, size_t row, size_t column)
{
    return row < t->c->row_count &&
           t->c->rows[row].cells[COLUMNS_THREADS + column].mark == COLUMNS_WAITING;
}

static void draw_bands(const struct table *t, size_t column)
{
    int x = text_x(t, column);
    for (size_t row = 0; row < t->c->row_count; row++) {
        size_t first = row;
        while (waits(t, row, column))
            row++;
        if (row > first)
            buffer_printf(t->out, "<path class=\"band\" d=\"M%d %dh%dV%dh-%dz\"/>\n", x,
                          row_y(t, first), BAND, row_y(t, row), BAND);
        if (row < t->c->row_count &&
            t->c->rows[row].cells[COLUMNS_THREADS + column].mark == COLUMNS_KEPT)
            buffer_printf(t->out, "<path class=\"kept\" d=\"M%d %dh32\"/>\n", x,
                          row_y(t, row) + SVG_LINE / 2);
    }
}

/* From behind the words, or before them, to the column of who is let go. */
static void draw_arrow(const struct table *t, const struct columns_release *release)
{
    size_t own = t->own[release->row], to = release->column;
    if (to == SIZE_MAX || own >= t->c->thread_count || own == to)
        return;
    int y = row_y(t, release->row) + SVG_LINE / 2, way = to > own ? 1 : -1;
    int width = svg_width(t->texts[release->row]), most = t->wide[own];
    int from = way < 0 ? t->left[own] + PAD - 3
                       : text_x(t, own) + (width < most ? width : most) * SVG_CHARACTER + 6;
    int end = way < 0 ? text_x(t, to) + BAND + 3 : text_x(t, to) - 3;
    buffer_printf(t->out, "<path class=\"arrow\" d=\"M%d %dH%dm%d -%dl%d %dl%d %d\"/>\n", from, y,
                  end, -way * HEAD, HEAD, way * HEAD, HEAD, -way * HEAD, HEAD);
}

static const char *class_of(enum columns_tone tone)
{
    static const char *const classes[] = {[COLUMNS_PLAIN] = "ink",
                                          [COLUMNS_FAINT] = "faint",
                                          [COLUMNS_WAITS] = "waits",
                                          [COLUMNS_LETS_GO] = "goes",
                                          [COLUMNS_FAILS] = "fails"};
    return classes[tone];
}

static void draw_row(const struct table *t, size_t row)
{
    const struct columns_cell *cells = t->c->rows[row].cells;
    size_t own = t->own[row], cell = COLUMNS_THREADS + own;
    int y = row_y(t, row) + SVG_FONT + 2;
    draw_right(t, t->time, y, cells[COLUMNS_MARGIN].text);
    draw_right(t, t->step, y, cells[COLUMNS_STEP].text);
    if (cell < t->c->cell_count)
        svg_text(t->out, text_x(t, own), y, t->wide[own], class_of(cells[cell].tone),
                 t->texts[row]);
}

/* What the signs mean, those that there are. */
static int draw_legend(const struct table *t, int y)
{
    bool marks[COLUMNS_KEPT + 1] = {false};
    for (size_t row = 0; row < t->c->row_count; row++)
        for (size_t i = 0; i < t->c->thread_count; i++)
            marks[t->c->rows[row].cells[COLUMNS_THREADS + i].mark] = true;
    int x = SVG_MARGIN, begin = y - SVG_FONT + 3;
    if (marks[COLUMNS_WAITING]) {
        buffer_printf(t->out, "<path class=\"band\" d=\"M%d %dh%dv%dh-%dz\"/>\n", x, begin, BAND,
                      SVG_FONT, BAND);
        svg_text(t->out, x + BAND + 8, y, 20, "faint", "waits");
        x += 110;
    }
    if (marks[COLUMNS_KEPT]) {
        buffer_printf(t->out, "<path class=\"kept\" d=\"M%d %dh32\"/>\n", x, y - 6);
        svg_text(t->out, x + 42, y, 20, "faint", "could have gone on");
        x += 260;
    }
    if (t->c->release_count) {
        buffer_printf(t->out, "<path class=\"arrow\" d=\"M%d %dh30m-%d -%dl%d %dl-%d %d\"/>\n", x,
                      y - 6, HEAD, HEAD, HEAD, HEAD, HEAD, HEAD);
        svg_text(t->out, x + 40, y, 20, "faint", "lets go");
        x += 140;
    }
    return x;
}

static void draw(const struct table *t, const char *rest)
{
    const struct columns *c = t->c;
    int bottom = row_y(t, c->row_count) + 6, legend = bottom + SVG_LINE;
    int right = t->left[c->thread_count + c->others];
    right = right > 580 ? right : 580; /* as wide as the legend can become */
    int rest_width = SVG_MARGIN + svg_width(rest) * SVG_CHARACTER;
    right = right > rest_width || rest_width > 1200 ? right : rest_width;
    svg_begin(t->out, right + SVG_MARGIN, legend + SVG_MARGIN + (rest[0] ? SVG_LINE : 0),
              "columns");
    draw_ground(t, bottom);
    draw_head(t);
    for (size_t i = 0; i < c->thread_count; i++)
        draw_bands(t, i);
    for (size_t i = 0; i < c->release_count; i++)
        draw_arrow(t, &c->releases[i]);
    for (size_t row = 0; row < c->row_count; row++)
        draw_row(t, row);
    draw_legend(t, legend);
    svg_text(t->out, SVG_MARGIN, legend + SVG_LINE, (right - SVG_MARGIN) / SVG_CHARACTER, "faint",
             rest);
    svg_end(t->out);
}

/* ---- All of it ------------------------------------------------------------------------------- */

static void add_rest(const struct table *t, struct buffer *rest)
{
    export_add_more_threads(t->c->without, rest);
    export_add_left_out(export_steps_before(t->run->film->record, t->c), rest);
}

void svg_columns(const struct export_run *run, struct buffer *out)
{
    struct columns c;
    struct table t = {.run = run, .c = &c, .out = out};
    struct buffer rest = {0};
    columns_make(
        &(struct columns_request){.record = run->film->record,
                                  .machine = run->machine,
                                  .first = COLUMNS_END,
                                  .rows = SVG_ROWS,
                                  .width = OF_MARGINS + SVG_COLUMNS_SHOWN * LEAST_OF_COLUMNS,
                                  .stands = UINT64_MAX,
                                  .apart = true},
        &c);
    read_rows(&t);
    lay_out(&t);
    add_rest(&t, &rest);
    draw(&t, buffer_text(&rest));
    for (size_t row = 0; row < c.row_count; row++)
        free(t.texts[row]);
    free(t.texts);
    free(t.own);
    free(t.left);
    free(t.wide);
    columns_free(&c);
    buffer_free(&rest);
}
