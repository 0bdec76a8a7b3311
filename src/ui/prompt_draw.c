/* prompt_draw.c - see prompt_draw.h. One walk over label and text serves measuring and drawing, so
 * that the two cannot disagree. */
#include "ui/prompt_draw.h"

#include "base/buffer.h"
#include "ui/cells.h"

#include <string.h>

/* What a tab is shown as. */
#define TAB "    "

struct walk {
    struct screen *screen; /* NULL: only measure */
    int top, left;         /* where on the screen */
    int columns;
    int first, last; /* the rows to draw: first..last-1 */
    int row, column; /* where the next cell goes */
    int cursor_row, cursor_column;
};

static void new_row(struct walk *w)
{
    w->row++;
    w->column = 0;
}

/* Puts some cells that stay together. */
static void put(struct walk *w, enum style style, const char *text, size_t length)
{
    int width = cells_width(text, length);
    if (w->column + width > w->columns)
        new_row(w);
    if (w->screen && w->row >= w->first && w->row < w->last)
        screen_put_bytes(w->screen, w->top + w->row - w->first, w->left + w->column,
                         w->columns - w->column, style, text, length);
    w->column += width;
}

static void mark(struct walk *w)
{
    if (w->column >= w->columns)
        new_row(w);
    w->cursor_row = w->row;
    w->cursor_column = w->column;
}

/* The beginning of a further line of a block, as wide as the label so that the lines are aligned.
 */
static void continue_block(struct walk *w, int label_width)
{
    new_row(w);
    int dots = label_width * 2 <= w->columns ? label_width - 1 : 1;
    for (int i = 0; i < dots; i++)
        put(w, STYLE_FAINT, ".", 1);
    put(w, STYLE_FAINT, " ", 1);
}

static void put_text(struct walk *w, enum style style, const char *text, size_t length)
{
    struct cell cell;
    for (size_t at = 0; at < length; at += cell.bytes) {
        cell_next(text + at, length - at, &cell);
        put(w, style, text + at, cell.bytes);
    }
}

/* The beginning of the last line while a block is open, where there is room for it. */
static void name_open(struct walk *w, const char *open)
{
    new_row(w);
    if (cells_width(open, strlen(open)) * 2 <= w->columns)
        put_text(w, STYLE_FAINT, open, strlen(open));
    else
        put(w, STYLE_FAINT, "{ ", 2);
}

static void walk(struct walk *w, const char *label, const struct prompt_look *look)
{
    const char *shown = look->message ? look->message : label;
    put_text(w, STYLE_STRONG, shown, strlen(shown));
    int label_width = w->row ? 2 : w->column;
    size_t last_line = look->length;
    while (last_line > 0 && look->text[last_line - 1] != '\n')
        last_line--;
    struct cell cell;
    for (size_t at = 0; at < look->length; at += cell.bytes) {
        if (at == look->cursor)
            mark(w);
        char c = look->text[at];
        cell.bytes = 1;
        if (c == '\n') {
            if (look->open && look->open[0] && at + 1 == last_line)
                name_open(w, look->open);
            else
                continue_block(w, label_width);
        } else if (c == '\t') {
            put(w, STYLE_PLAIN, TAB, sizeof TAB - 1);
        } else if ((unsigned char)c < 0x20 || c == 0x7F) {
            char visible[2] = {'^', (char)(c ^ 0x40)};
            put(w, STYLE_PLAIN, visible, 2);
        } else {
            cell_next(look->text + at, look->length - at, &cell);
            put(w, STYLE_PLAIN, look->text + at, cell.bytes);
        }
        if (look->cursor > at && look->cursor < at + cell.bytes)
            mark(w); /* between a letter and its accent */
    }
    if (look->cursor >= look->length)
        mark(w);
}

int prompt_draw_rows(const char *label, const struct prompt_look *look, int columns)
{
    struct walk w = {.columns = columns};
    walk(&w, label, look);
    return w.row + 1;
}

void prompt_draw(struct screen *screen, const struct area *area, const char *label,
                 const struct prompt_look *look)
{
    struct walk measure = {.columns = area->columns};
    walk(&measure, label, look);
    int first = measure.cursor_row - area->rows + 1;
    if (first < 0)
        first = 0;
    struct walk w = {
        .screen = screen,
        .top = area->row,
        .left = area->column,
        .columns = area->columns,
        .first = first,
        .last = first + area->rows,
    };
    walk(&w, label, look);
    screen_mark(screen, area->row + measure.cursor_row - first,
                area->column + measure.cursor_column);
}

void prompt_draw_matches(struct screen *screen, const struct area *area,
                         const struct prompt_look *look)
{
    int widest = 1;
    for (size_t i = 0; i < look->match_count; i++) {
        int width = cells_columns(look->matches[i]);
        widest = width > widest ? width : widest;
    }
    int step = widest + 2;
    int across = area->columns / step;
    if (across < 1)
        across = 1;
    int needed = ((int)look->match_count + across - 1) / across;
    int room = area->rows - 1;
    int rows = needed < room ? needed : room;
    if (rows < 1)
        return;
    int top = area->row + area->rows - rows - 1;
    struct buffer more = {0};
    if (needed > rows)
        buffer_printf(&more, "%zu more", look->match_count - (size_t)(rows * across));
    screen_rule(screen, top, area->column, area->columns, "can go on as", buffer_text(&more));
    buffer_free(&more);
    for (int row = 0; row < rows; row++) {
        screen_blank(screen, top + 1 + row, area->column, area->columns, STYLE_PLAIN);
        for (int i = 0; i < across && (size_t)(row * across + i) < look->match_count; i++)
            screen_put_clipped(screen, top + 1 + row, area->column + 1 + i * step,
                               area->columns - 1 - i * step, STYLE_PLAIN,
                               look->matches[row * across + i]);
    }
}
