/* layout.c - see layout.h. */
#include "ui/layout.h"

#define LEAST_ROWS 8
#define LEAST_COLUMNS 30
#define WIDE_COLUMNS 120
#define LARGE_ROWS 36 /* where that is wide too */
#define TRANSCRIPT_LEAST_ROWS 4
#define ROOM_FOR_MORE 24
#define ABOVE_LEAST_ROWS 12 /* left by what stands at the bottom unless it was asked for */

/* What the panes' rows say to the layout. */
static const struct {
    enum pane_shown shown;
    int rows;    /* with less, its title one of them, it is left out */
    int columns; /* with so many it can stand beside another one */
    enum pane_place place;
} bounds[PANE_COUNT] = {
#define BOUNDS(number, word, key, rank, shown, scrolls, rows, columns, place)                      \
    [PANE_##number] = {shown, rows, columns, place},
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

/* The panes that stand beside one another. */
struct shelf {
    bool holds[PANE_COUNT];
    int columns; /* that they need, with a separator behind each */
    int rows;    /* with less than that it is left out */
};

static bool has_room(const struct shelf *shelf, enum pane pane, int columns)
{
    return shelf->columns == 0 || shelf->columns + bounds[pane].columns <= columns;
}

static void put(struct shelf *shelf, enum pane pane)
{
    shelf->holds[pane] = true;
    shelf->columns += bounds[pane].columns + 1;
    shelf->rows = most(shelf->rows, bounds[pane].rows);
}

bool layout_shows(enum pane pane, int rows, int columns)
{
    struct shelf shelf = {0};
    if (bounds[pane].shown == SHOWN_WHERE_LARGE)
        return columns >= WIDE_COLUMNS && rows >= LARGE_ROWS;
    if (bounds[pane].shown == SHOWN_ALWAYS || columns >= WIDE_COLUMNS)
        return true;
    if (bounds[pane].shown == SHOWN_WHERE_WIDE)
        return false;
    for (int other = 0; other < PANE_COUNT; other++)
        if (bounds[other].shown == SHOWN_ALWAYS)
            put(&shelf, (enum pane)other);
    /* Those above it come first. */
    for (int other = 0; other < (int)pane; other++)
        if (bounds[other].shown == SHOWN_WITH_ROOM && has_room(&shelf, (enum pane)other, columns))
            put(&shelf, (enum pane)other);
    return has_room(&shelf, pane, columns);
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

/* Rows that a shelf wants: those of its highest pane. */
static int shelf_rows(const struct layout_wish *wish, const struct shelf *shelf, int limit)
{
    int rows = 0;
    for (int pane = 0; pane < PANE_COUNT; pane++)
        if (shelf->holds[pane])
            rows = most(rows, wanted_rows(wish, (enum pane)pane, limit));
    return rows;
}

/* Shares a shelf's columns out: each pane has what it needs, and its part of what is left. A pane
 * alone has all of it, also where that is less. */
static void place_shelf(const struct layout_wish *wish, const struct shelf *shelf,
                        struct layout *layout, int top, int rows)
{
    int needed = shelf->columns - 1;
    int more = wish->columns - needed;
    int column = 0;
    int last = PANE_COUNT - 1;
    while (last > 0 && !shelf->holds[last])
        last--;
    for (int pane = 0; pane <= last; pane++) {
        int width = bounds[pane].columns + more * bounds[pane].columns / needed;
        if (!shelf->holds[pane])
            continue;
        if (pane == last)
            width = wish->columns - column;
        place(&layout->panes[pane], top, column, rows, width);
        column += width + 1;
        if (pane < last)
            place(&layout->separators[pane], top, column - 1, rows, 1);
    }
}

/* Puts the panes on shelves, as many on each as have room beside one another. */
static void fill_shelves(const struct layout_wish *wish, struct shelf *shelves)
{
    int shelf = 0;
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        if (!wish->show[pane])
            continue;
        shelf += !has_room(&shelves[shelf], (enum pane)pane, wish->columns);
        put(&shelves[shelf], (enum pane)pane);
    }
}

/* The panes over the transcript: each shelf some share of what there is, that with the preferred
 * pane first. */
static void stack_narrow(const struct layout_wish *wish, struct layout *layout, int top, int rows)
{
    struct shelf shelves[PANE_COUNT] = {0};
    int heights[PANE_COUNT] = {0};
    int left = rows;
    int preferred = 0;
    fill_shelves(wish, shelves);
    while (preferred < PANE_COUNT - 1 && !shelves[preferred].holds[wish->preferred])
        preferred++;
    /* A picture that was asked for has more of the screen, and where that is small all of it. */
    bool picture =
        wish->show[wish->preferred] && bounds[wish->preferred].shown == SHOWN_WHERE_LARGE;
    for (int i = -1; i < PANE_COUNT; i++) {
        int shelf = i < 0 ? preferred : i;
        int least_rows = shelves[shelf].rows;
        int share = picture && i < 0 ? rows * 3 / 5 : rows * 2 / 5;
        int room = left - TRANSCRIPT_LEAST_ROWS;
        /* What else stands there leaves the transcript a third: it tells what the picture shows. */
        if (picture && i >= 0)
            room = least(room, most(left - rows / 3, least_rows));
        int limit = least(most(share, least_rows), room);
        if (heights[shelf] || limit < least_rows)
            continue;
        if (picture && i >= 0 && rows < ROOM_FOR_MORE)
            break;
        heights[shelf] = shelf_rows(wish, &shelves[shelf], limit);
        left -= heights[shelf];
    }
    int row = top;
    for (int shelf = 0; shelf < PANE_COUNT; shelf++) {
        if (heights[shelf])
            place_shelf(wish, &shelves[shelf], layout, row, heights[shelf]);
        row += heights[shelf];
    }
    layout->transcript_title = left < rows;
    place(&layout->transcript, row, 0, left, wish->columns);
}

static int count_shown(const struct layout_wish *wish, enum pane_place place)
{
    int shown = 0;
    for (int pane = 0; pane < PANE_COUNT; pane++)
        shown += wish->show[pane] && bounds[pane].place == place;
    return shown;
}

/* The panes at the side, one below the other: the first takes what it can fill, but leaves the
 * others their share; the last one shown takes the rest. */
static void stack_at_side(const struct layout_wish *wish, struct layout *layout, int top, int rows)
{
    int shown = count_shown(wish, AT_SIDE);
    int side = shown ? least(most(wish->columns * 45 / 100, 58), 100) : 0;
    int left = wish->columns - side - (shown ? 1 : 0);
    place(&layout->transcript, top, 0, rows, left);
    layout->transcript_title = true;
    if (!shown)
        return;
    place(&layout->separators[0], top, left, rows, 1);
    int row = top;
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        if (!wish->show[pane] || bounds[pane].place != AT_SIDE)
            continue;
        int rest = top + rows - row;
        shown--;
        int others = 0;
        for (int other = pane + 1; other < PANE_COUNT; other++)
            if (bounds[other].place == AT_SIDE)
                others += wanted_rows(wish, (enum pane)other, rest / (shown + 1));
        int height = shown ? wanted_rows(wish, (enum pane)pane, rest - others) : rest;
        row = place(&layout->panes[pane], row, left + 1, height, side);
    }
}

/* What stands across the bottom has a share of the rows, as long as enough is left above, which is
 * little where it was asked for. Returns the rows that are. */
static int stack_at_bottom(const struct layout_wish *wish, struct layout *layout, int top, int rows)
{
    for (int pane = PANE_COUNT - 1; pane >= 0; pane--) {
        int limit = most(rows * 3 / 10, bounds[pane].rows);
        int above = pane == (int)wish->preferred ? TRANSCRIPT_LEAST_ROWS : ABOVE_LEAST_ROWS;
        if (bounds[pane].place != AT_BOTTOM || rows - limit < above)
            continue;
        int height = wanted_rows(wish, (enum pane)pane, limit);
        rows -= height;
        if (height)
            place(&layout->panes[pane], top + rows, 0, height, wish->columns);
    }
    return rows;
}

static void stack_wide(const struct layout_wish *wish, struct layout *layout, int top, int rows)
{
    rows = stack_at_bottom(wish, layout, top, rows);
    stack_at_side(wish, layout, top, rows);
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
