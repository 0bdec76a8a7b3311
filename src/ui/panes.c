/* panes.c - see panes.h. */
#include "ui/panes.h"

#include "base/buffer.h"
#include "ui/cells.h"

#include <string.h>

/* More columns a row does not have. */
#define MOST_COLUMNS 16

static const enum style styles[TONE_COUNT] = {
    [TONE_PLAIN] = STYLE_PLAIN,     [TONE_FAINT] = STYLE_FAINT,     [TONE_GOING] = STYLE_GOING,
    [TONE_WAITING] = STYLE_WAITING, [TONE_RESTING] = STYLE_RESTING, [TONE_FAILED] = STYLE_ERROR,
    [TONE_POINTED] = STYLE_BAR,
};

/* Rows that are not the title. */
static size_t rows_of(const struct area *area)
{
    return area->rows > 1 ? (size_t)area->rows - 1 : 0;
}

/* Rows of words that it has room for, where each takes so many of the screen's. */
static size_t room_of(const struct area *area, int spacing)
{
    return (rows_of(area) + (size_t)spacing - 1) / (size_t)spacing;
}

int panes_spacing(enum pane pane, bool large)
{
    /* In a picture rows belong together. */
    return large && pane_rows[pane].shown != SHOWN_WHERE_LARGE ? 2 : 1;
}

size_t panes_room(const struct area *area, size_t total, int spacing)
{
    size_t rows = room_of(area, spacing);
    return rows && total > rows ? rows - 1 : rows;
}

static void draw_title(struct screen *screen, const struct area *area, enum pane pane,
                       const struct pane_contents *p, bool past)
{
    struct buffer title = {0};
    buffer_puts(&title, pane_rows[pane].word);
    if (pane_rows[pane].scrolls != FOLLOWS) { /* what follows is no number of things */
        buffer_putc(&title, ' ');
        buffer_put_number(&title, p->total);
    }
    buffer_puts(&title, past ? " in the past" : "");
    screen_rule(screen, area->row, area->column, area->columns, buffer_text(&title), p->counts);
    buffer_free(&title);
}

/* As wide as the widest of the first `rows`, within the column's bounds. */
static int width_of(const struct pane_contents *p, size_t rows, size_t column, int columns)
{
    const struct pane_column *bounds = &p->columns[column];
    int widest = bounds->least;
    if (bounds->share == 0)
        return widest;
    for (size_t row = 0; row < rows; row++) {
        int here = cells_columns(pane_cell(p, row, column)->text);
        widest = here > widest ? here : widest;
    }
    return widest < columns / bounds->share ? widest : columns / bounds->share;
}

/* What stands in the last column. */
static void add_last(const struct pane_contents *p, size_t row, struct buffer *out)
{
    for (size_t i = p->column_count - 1; i < p->cell_count; i++) {
        const char *text = pane_cell(p, row, i)->text;
        if (text[0] && out->length)
            buffer_puts(out, " · ");
        buffer_puts(out, text);
    }
}

/* A text whose columns differ in tone: run by run. */
static void draw_toned(struct screen *screen, int row, int column, int end,
                       const struct pane_cell *cell)
{
    const char *tone = cell->tones, *text = cell->text;
    struct cell next;
    while (text[0] && tone[0] && column < end) {
        char first = tone[0];
        size_t length = 0;
        do {
            cell_next(text + length, strlen(text + length), &next);
            length += next.bytes;
            tone += next.width == 2 && tone[1] ? 2 : 1;
        } while (text[length] && tone[0] == first);
        column +=
            screen_put_bytes(screen, row, column, end - column, styles[first - 1], text, length);
        text += length;
    }
}

static void draw_row(struct screen *screen, const struct area *area, const struct pane_contents *p,
                     size_t row, int spacing, const int *widths)
{
    int column = area->column + 1;
    int end = area->column + area->columns;
    int at = area->row + 1 + (int)row * spacing;
    size_t last = p->column_count - 1;
    struct buffer text = {0};
    bool marked = last > 0 && pane_cell(p, row, 0)->marked;
    if (marked) /* in front of the first column, which leaves one free */
        screen_put(screen, at, area->column, 1, STYLE_STRONG, "*");
    for (size_t i = 0; i < last; i++) {
        const struct pane_cell *cell = pane_cell(p, row, i);
        bool plain = marked && cell->tone == TONE_PLAIN;
        /* A sign is seen from farther away twice. */
        buffer_clear(&text);
        buffer_printf(&text, "%s%s", cell->text, i == 0 && spacing > 1 ? cell->text : "");
        screen_put_clipped(screen, at, column, widths[i], plain ? STYLE_STRONG : styles[cell->tone],
                           buffer_text(&text));
        column += widths[i] + !(p->touching && i >= p->touching);
    }
    buffer_clear(&text);
    add_last(p, row, &text);
    if (pane_cell(p, row, last)->tones)
        draw_toned(screen, at, column, end, pane_cell(p, row, last));
    else
        screen_put_clipped(screen, at, column, end - column, styles[pane_cell(p, row, last)->tone],
                           buffer_text(&text));
    buffer_free(&text);
}

/* Words below the rows, at their spacing. */
static void draw_below(struct screen *screen, const struct area *area, size_t slot, int spacing,
                       int indent, enum style style, const char *text)
{
    screen_put_clipped(screen, area->row + 1 + (int)slot * spacing, area->column + indent,
                       area->columns - indent, style, text);
}

void panes_draw(struct screen *screen, const struct area *area, enum pane pane,
                const struct pane_contents *contents, int spacing, bool past)
{
    int widths[MOST_COLUMNS] = {0};
    size_t rows = room_of(area, spacing);
    size_t count = contents->row_count < rows ? contents->row_count : rows;
    draw_title(screen, area, pane, contents, past);
    for (size_t i = 0; i + 1 < contents->column_count && i < MOST_COLUMNS; i++)
        widths[i] = width_of(contents, count, i, area->columns);
    if (spacing > 1)
        widths[0] *= 2;
    for (size_t row = 0; row < count; row++)
        draw_row(screen, area, contents, row, spacing, widths);
    if (contents->rest[0] && count < rows)
        draw_below(screen, area, count, spacing, 3, STYLE_FAINT, contents->rest);
    size_t below = count + (contents->rest[0] != '\0');
    if (contents->below && below < rows)
        draw_below(screen, area, below, spacing, 1, styles[contents->below_tone], contents->below);
}
