/* screen.c - see screen.h. Everything is painted on stdscr, with clipping of our own, because
 * curses wraps a text at the right edge; curses finds out what has changed since the last frame. */
#include "ui/screen.h"

#include "ui/cells.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(CELL_CHARACTERS <= CCHARW_MAX, "a cell fits into one of curses'");

bool screen_colours_forbidden(void)
{
    const char *value = getenv("NO_COLOR");
    return value && value[0];
}

/* COLORFGBG, where a terminal sets it, ends in the number of its background colour. */
static enum theme first_theme(void)
{
    const char *value = getenv("COLORFGBG");
    const char *last = value ? strrchr(value, ';') : NULL;
    long background = last ? strtol(last + 1, NULL, 10) : 0;
    return background == 7 || background == 15 ? THEME_LIGHT : THEME_DARK;
}

/* How a style looks now. */
static struct paint paint_of(const struct screen *screen, enum style style)
{
    return palette_paint(screen->theme, style, screen->colours ? COLORS : 0);
}

static void set_cell(const struct screen *screen, cchar_t *target, enum style style,
                     const wchar_t *characters)
{
    struct paint paint = paint_of(screen, style);
    attr_t attributes = A_NORMAL;
    attributes |= paint.bold ? A_BOLD : A_NORMAL;
    attributes |= paint.dim ? A_DIM : A_NORMAL;
    attributes |= paint.reversed ? A_REVERSE : A_NORMAL;
    bool coloured = paint.text != NO_COLOUR || paint.ground != NO_COLOUR;
    setcchar(target, characters, attributes, coloured ? (short)(style + 1) : (short)0, NULL);
}

/* A pair of curses' for each style, and behind everything what a theme has there. */
static void set_pairs(const struct screen *screen)
{
    cchar_t blank;
    for (int style = 0; screen->colours && style < STYLE_COUNT; style++) {
        struct paint paint = paint_of(screen, (enum style)style);
        init_pair((short)(style + 1), paint.text, paint.ground);
    }
    set_cell(screen, &blank, STYLE_PLAIN, L" ");
    bkgrndset(&blank);
}

bool screen_open(struct screen *screen, struct terminal *terminal)
{
    *screen = (struct screen){.terminal = terminal, .theme = first_theme()};
    use_env(TRUE); /* terminal_tell_size has said how large it is */
    use_tioctl(FALSE);
    screen->curses = newterm(NULL, terminal_curses_file(terminal), stdin);
    if (!screen->curses) {
        terminal_refused_by_curses();
        return false;
    }
    typeahead(-1);
    nonl();
    if (has_colors() && !screen_colours_forbidden()) {
        start_color();
        screen->colours = use_default_colors() == OK && COLORS >= 8 && COLOR_PAIRS > STYLE_COUNT;
    }
    set_pairs(screen);
    terminal_begin(terminal);
    screen_resize(screen);
    return true;
}

void screen_close(struct screen *screen)
{
    if (screen->curses)
        delscreen(screen->curses);
    screen->curses = NULL;
}

void screen_resize(struct screen *screen)
{
    terminal_resize(screen->terminal, &screen->rows, &screen->columns);
}

void screen_refresh_all(struct screen *screen)
{
    (void)screen;
    clearok(curscr, TRUE);
}

void screen_theme(struct screen *screen, enum theme theme)
{
    screen->theme = theme;
    set_pairs(screen);
    clearok(curscr, TRUE);
}

void screen_clear(struct screen *screen)
{
    erase();
    screen->marked = false;
}

int screen_put_bytes(struct screen *screen, int row, int column, int columns, enum style style,
                     const char *text, size_t length)
{
    cchar_t run[64];
    int in_run = 0;
    int run_column = column;
    int taken = 0;
    struct cell cell;
    if (column + columns > screen->columns)
        columns = screen->columns - column;
    for (size_t at = 0; at < length; at += cell.bytes) {
        cell_next(text + at, length - at, &cell);
        if (taken + cell.width > columns)
            break;
        set_cell(screen, &run[in_run++], style, cell.characters);
        taken += cell.width;
        if (in_run == sizeof run / sizeof *run) {
            mvadd_wchnstr(row, run_column, run, in_run);
            run_column = column + taken;
            in_run = 0;
        }
    }
    if (in_run)
        mvadd_wchnstr(row, run_column, run, in_run);
    return taken;
}

int screen_put(struct screen *screen, int row, int column, int columns, enum style style,
               const char *text)
{
    return screen_put_bytes(screen, row, column, columns, style, text, strlen(text));
}

int screen_put_clipped(struct screen *screen, int row, int column, int columns, enum style style,
                       const char *text)
{
    size_t length = strlen(text);
    if (columns < 1)
        return 0;
    if (cells_fit(text, length, columns) == length)
        return screen_put_bytes(screen, row, column, columns, style, text, length);
    size_t fit = cells_fit(text, length, columns - 1);
    int taken = screen_put_bytes(screen, row, column, columns - 1, style, text, fit);
    return taken + screen_put(screen, row, column + taken, 1, style, "…");
}

void screen_blank(struct screen *screen, int row, int column, int columns, enum style style)
{
    static const char spaces[] = "                                ";
    while (columns > 0) {
        int taken = screen_put(screen, row, column, columns, style, spaces);
        if (taken == 0)
            return;
        column += taken;
        columns -= taken;
    }
}

void screen_rule(struct screen *screen, int row, int column, int columns, const char *title,
                 const char *right)
{
    for (int i = 0; i < columns; i++)
        screen_put(screen, row, column + i, 1, STYLE_RULE, "─");
    int at = column + 2;
    int end = column + columns - 2;
    if (title[0] && end - at > 4) {
        screen_put(screen, row, at, 1, STYLE_RULE, " ");
        at += 1 + screen_put_clipped(screen, row, at + 1, end - at - 2, STYLE_STRONG, title);
        screen_put(screen, row, at, 1, STYLE_RULE, " ");
        at += 2;
    }
    /* The title comes first: what stands at the right has what it leaves. */
    int room = end - at - 2;
    int width = cells_columns(right);
    if (!right[0] || room < 6)
        return;
    if (width < room)
        at += room - width;
    screen_put(screen, row, at, 1, STYLE_RULE, " ");
    at += 1 + screen_put_clipped(screen, row, at + 1, room, STYLE_RULE, right);
    screen_put(screen, row, at, 1, STYLE_RULE, " ");
}

void screen_separator(struct screen *screen, const struct area *area)
{
    for (int i = 0; i < area->rows; i++)
        screen_put(screen, area->row + i, area->column, 1, STYLE_RULE, "│");
}

void screen_mark(struct screen *screen, int row, int column)
{
    screen->marked = true;
    screen->marked_row = row;
    screen->marked_column = column < screen->columns ? column : screen->columns - 1;
}

void screen_show(struct screen *screen)
{
    curs_set(screen->marked ? 1 : 0);
    if (screen->marked)
        move(screen->marked_row, screen->marked_column);
    wnoutrefresh(stdscr);
    doupdate();
    terminal_collect(screen->terminal);
}

void screen_dump(const struct screen *screen, FILE *file)
{
    int old_row, old_column;
    getyx(stdscr, old_row, old_column);
    for (int row = 0; row < screen->rows; row++) {
        int blanks = 0;
        for (int column = 0; column < screen->columns;) {
            cchar_t cell;
            wchar_t characters[CCHARW_MAX + 1] = {0};
            attr_t attributes;
            short pair;
            mvin_wch(row, column, &cell);
            getcchar(&cell, characters, &attributes, &pair, NULL);
            int width = wcwidth(characters[0]);
            column += width > 1 ? width : 1;
            if (characters[0] == L' ' && !characters[1]) {
                blanks++;
                continue;
            }
            fprintf(file, "%*s%ls", blanks, "", characters);
            blanks = 0;
        }
        fputc('\n', file);
    }
    move(old_row, old_column);
}
