/* layout.c - see layout.h. */
#include "ui/layout.h"

#define LEAST_ROWS 8
#define LEAST_COLUMNS 30
#define WIDE_COLUMNS 120
#define TRANSCRIPT_LEAST_ROWS 4

/* What the panes' rows say to the layout. */
static const struct {
    enum pane_shown shown;
    int rows; /* with less, its title one of them, it is left out */
} bounds[PANE_COUNT] = {
#define BOUNDS(number, word, key, rank, shown, scrolls, rows, columns)                             \
    [PANE_##number] = {shown, rows},
    PANES(BOUNDS)
#undef BOUNDS
};

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

bool layout_shows(enum pane pane, int columns)
{
    return bounds[pane].shown == SHOWN_ALWAYS || columns >= WIDE_COLUMNS;
}

/* Rows that a pane wants, its title included, out of `limit`. */
static int wanted_rows(const struct layout_wish *wish, enum pane pane, int limit)
{
    if (!wish->show[pane])
        return 0;
    int contents = wish->contents[pane] < (size_t)limit ? (int)wish->contents[pane] : limit;
    return least(most(contents + 1, bounds[pane].rows), limit);
}

static int place(struct area *area, int row, int column, int rows, int columns)
{
    *area = (struct area){row, column, rows, columns};
    return row + rows;
}

/* The panes over the transcript: each some share of what there is, the preferred one first. */
static void stack_narrow(const struct layout_wish *wish, struct layout *layout, int top, int rows)
{
    int heights[PANE_COUNT] = {0};
    int left = rows;
    for (int i = -1; i < PANE_COUNT; i++) {
        enum pane pane = i < 0 ? wish->preferred : (enum pane)i;
        int limit = least(most(rows * 2 / 5, bounds[pane].rows), left - TRANSCRIPT_LEAST_ROWS);
        if (limit < bounds[pane].rows || heights[pane])
            continue;
        heights[pane] = wanted_rows(wish, pane, limit);
        left -= heights[pane];
    }
    int row = top;
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        if (heights[pane])
            row = place(&layout->panes[pane], row, 0, heights[pane], wish->columns);
    }
    layout->transcript_title = left < rows;
    place(&layout->transcript, row, 0, left, wish->columns);
}

/* The panes in a column of their own: the first takes what it can fill, but leaves the others
 * their share; the last one shown takes the rest. */
static void stack_wide(const struct layout_wish *wish, struct layout *layout, int top, int rows)
{
    int shown = 0;
    for (int pane = 0; pane < PANE_COUNT; pane++)
        shown += wish->show[pane];
    int side = shown ? least(most(wish->columns * 45 / 100, 58), 100) : 0;
    int left = wish->columns - side - (shown ? 1 : 0);
    place(&layout->transcript, top, 0, rows, left);
    layout->transcript_title = true;
    if (!shown)
        return;
    place(&layout->separator, top, left, rows, 1);
    int row = top;
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        if (!wish->show[pane])
            continue;
        int rest = top + rows - row;
        shown--;
        int others = 0;
        for (int other = pane + 1; other < PANE_COUNT; other++)
            others += wanted_rows(wish, (enum pane)other, rest / (shown + 1));
        int height = shown ? wanted_rows(wish, (enum pane)pane, rest - others) : rest;
        row = place(&layout->panes[pane], row, left + 1, height, side);
    }
}

void layout_compute(const struct layout_wish *wish, struct layout *layout)
{
    *layout = (struct layout){0};
    if (wish->rows < LEAST_ROWS || wish->columns < LEAST_COLUMNS) {
        layout->too_small = true;
        return;
    }
    layout->wide = wish->columns >= WIDE_COLUMNS;
    int columns = wish->columns;
    int hint = least(wish->hint_rows, wish->rows >= 12 ? 2 : 0);
    int alarm = least(wish->alarm_rows, wish->rows >= 12 ? 2 : 1);
    /* A task's goal is what the learner needs most: of it there is always a row. */
    int goal = least(wish->goal_rows, wish->rows >= 16 ? 2 : 1);
    int prompt = most(least(wish->prompt_rows, wish->rows / 3), 1);
    int top = place(&layout->status, 0, 0, 1, columns);
    top = place(&layout->goal, top, 0, goal, columns);
    top = place(&layout->alarm, top, 0, alarm, columns);
    int rows = wish->rows - top - prompt - hint - 1;
    place(&layout->middle, top, 0, rows, columns);
    if (layout->wide)
        stack_wide(wish, layout, top, rows);
    else
        stack_narrow(wish, layout, top, rows);
    int row = place(&layout->prompt, top + rows, 0, prompt, columns);
    row = place(&layout->hint, row, 0, hint, columns);
    place(&layout->keys, row, 0, 1, columns);
}
