/* paint_bars.c - see paint_bars.h. */
#include "ui/paint_bars.h"

#include "shell/keyboard.h"
#include "ui/cells.h"

#include <string.h>

/* Most keys that are named at a time. */
#define MOST_NAMES 24

static const char goal_sign[] = " goal ";
/* The column of the goal's text, and what is left free at its right. */
#define GOAL_COLUMN 7

static const char *text_or_none(const char *text)
{
    return text ? text : "";
}

/* ---- Above ----------------------------------------------------------------------------------- */

/* Puts a text at the right of what is left of a row; returns what is left then. */
static int put_right(struct front *f, int left, int most, enum style style, const char *text)
{
    int columns = cells_columns(text) < most ? cells_columns(text) : most;
    if (columns > left)
        columns = left;
    screen_put_clipped(&f->screen, f->layout.status.row, left - columns, columns, style, text);
    return left - columns;
}

/* While it is explored how long that still takes, else how and when the lab runs. */
static void add_circumstances(const struct view *view, struct buffer *out)
{
    if (text_or_none(view->exploring)[0]) {
        buffer_printf(out, " exploring: %s", view->exploring);
        return;
    }
    buffer_printf(out, " thrum   %s", text_or_none(view->schedule));
    if (text_or_none(view->clock)[0])
        buffer_printf(out, " · %s clock", view->clock);
    if (text_or_none(view->time)[0])
        buffer_printf(out, " · %s", view->time);
}

void paint_status(struct front *f)
{
    struct screen *s = &f->screen;
    const struct area *area = &f->layout.status;
    const char *lesson = text_or_none(f->view.lesson);
    struct buffer text = {0};
    int left = area->columns;
    screen_blank(s, area->row, area->column, area->columns, STYLE_BAR);
    if (text_or_none(f->view.past)[0])
        left = put_right(f, left, left, STYLE_ALARM, " THE PAST - Enter returns ");
    else if (f->view.paused)
        left = put_right(f, left, left, STYLE_ALARM,
                         f->present.on && f->present.now.state != PRESENT_PLAYS
                             ? " PAUSED - P resumes "
                             : " PAUSED - F8 resumes ");
    if (lesson[0]) {
        buffer_printf(&text, " %s ", lesson);
        left = put_right(f, left, area->columns * 2 / 3, STYLE_BAR, buffer_text(&text));
        buffer_clear(&text);
    }
    add_circumstances(&f->view, &text);
    screen_put_clipped(s, area->row, area->column, left, STYLE_BAR, buffer_text(&text));
    buffer_free(&text);
}

/* Puts a text into the rows of an area, between words; what does not fit ends in an ellipsis. */
static void put_wrapped(struct front *f, const struct area *area, int column, enum style style,
                        const char *text)
{
    size_t length = strlen(text);
    size_t at = 0;
    int columns = area->columns - column - 1;
    for (int i = 0; i < area->rows && at < length; i++) {
        size_t next = length;
        size_t end = cells_wrap(text, length, at, columns, &next);
        if (i == area->rows - 1)
            screen_put_clipped(&f->screen, area->row + i, column, columns, style, text + at);
        else
            screen_put_bytes(&f->screen, area->row + i, column, columns, style, text + at,
                             end - at);
        at = next;
    }
}

int paint_goal_rows(const struct view *view, int columns)
{
    const char *text = text_or_none(view->goal);
    size_t length = strlen(text);
    int rows = 0;
    columns -= GOAL_COLUMN + 1;
    for (size_t at = 0; at < length && columns > 0; rows++)
        cells_wrap(text, length, at, columns, &at);
    return rows;
}

void paint_goal(struct front *f)
{
    const struct area *area = &f->layout.goal;
    if (!area->rows)
        return;
    screen_put(&f->screen, area->row, area->column, GOAL_COLUMN, STYLE_BAR, goal_sign);
    put_wrapped(f, area, GOAL_COLUMN, STYLE_STRONG, text_or_none(f->view.goal));
}

void paint_alarm(struct front *f)
{
    const struct area *area = &f->layout.alarm;
    for (int i = 0; i < area->rows; i++)
        screen_blank(&f->screen, area->row + i, area->column, area->columns, STYLE_ALARM);
    if (area->rows)
        screen_put(&f->screen, area->row, 1, 2, STYLE_ALARM, "!!");
    put_wrapped(f, area, 4, STYLE_ALARM, text_or_none(f->view.alarm));
}

/* ---- Below ----------------------------------------------------------------------------------- */

struct key_name {
    const char *key, *meaning;
    int rank; /* the higher, the sooner it is left out */
};

static int name_width(const struct key_name *name)
{
    return cells_columns(name->key) + 1 + cells_columns(name->meaning);
}

/* Leaves out what there is no room for; returns how many are left. */
static size_t leave_out(struct key_name *names, size_t count, int columns)
{
    int needed = -1;
    for (size_t i = 0; i < count; i++)
        needed += name_width(&names[i]) + 1;
    while (count && needed > columns) {
        size_t least = 0;
        for (size_t i = 1; i < count; i++) {
            if (names[i].rank >= names[least].rank)
                least = i;
        }
        needed -= name_width(&names[least]) + 1;
        count--;
        memmove(&names[least], &names[least + 1], (count - least) * sizeof *names);
    }
    return count;
}

static void put_names(struct front *f, struct key_name *names, size_t count)
{
    const struct area *area = &f->layout.keys;
    int column = 0;
    count = leave_out(names, count, area->columns);
    for (size_t i = 0; i < count; i++) {
        int key = cells_columns(names[i].key);
        int meaning = cells_columns(names[i].meaning);
        screen_put(&f->screen, area->row, column, key, STYLE_BAR, names[i].key);
        screen_put(&f->screen, area->row, column + key + 1, meaning, STYLE_PLAIN, names[i].meaning);
        column += key + meaning + 2;
    }
}

/* Whether a key brings a pane that has something and is not in view, as objects are at first where
 * there is little room. */
static bool brings_something(const struct front *f, const struct keyboard_row *row)
{
    enum pane pane;
    return keyboard_shows_pane(row, &pane) && pane_rows[pane].shown != SHOWN_ALWAYS &&
           f->view.panes[pane].total > 0 && !f->view.panes[pane].quiet && !paint_shows(f, pane);
}

/* How soon a key is left out; those that matter now stay: undo where steps are done by hand, and
 * panes that have something to show, pictures of what was behind the others. */
static int rank_now(const struct front *f, const struct keyboard_row *row)
{
    bool undoes = row == keyboard_function_key(7) && f->view.paused;
    enum pane pane;
    if (undoes)
        return 4;
    if (!brings_something(f, row) || !keyboard_shows_pane(row, &pane))
        return row->rank;
    return pane_rows[pane].shown == SHOWN_WHERE_LARGE ? 6 : 5;
}

void paint_keys(struct front *f)
{
    struct key_name finding[] = {
        {"Enter", "older", 0}, {"Down", "newer", 0}, {"Esc", "back to the prompt", 0}};
    struct key_name choosing[] = {{"Enter", "opens", 1},
                                  {"Esc", "back", 2},
                                  {"Up Down", "choose", 3},
                                  {"letters", "narrow it", 4}};
    struct key_name names[MOST_NAMES];
    size_t count = 0;
    const struct keyboard_row *row;
    if (f->lessons.open) {
        put_names(f, choosing, sizeof choosing / sizeof *choosing);
        return;
    }
    if (f->finding) {
        put_names(f, finding, sizeof finding / sizeof *finding);
        return;
    }
    if (present_bar(f))
        return;
    for (size_t i = 0; (row = keyboard_at(i)) && count < MOST_NAMES; i++) {
        bool fits = !row->lesson || text_or_none(f->view.lesson)[0];
        if (!row->label || !fits || !keyboard_offers(row))
            continue;
        bool resumes = f->view.paused && strcmp(row->label, "pause") == 0;
        names[count++] =
            (struct key_name){row->sign, resumes ? "resume" : row->label, rank_now(f, row)};
    }
    put_names(f, names, count);
}
