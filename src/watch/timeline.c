/* timeline.c - the columns of the timeline and moving about in them; see timeline.h. */
#include "watch/timeline.h"

#include "base/memory.h"

#include <stdlib.h>

static const int64_t zooms[] = {
    1000,      2000,      5000,       10000,      20000,      50000,       100000,      200000,
    500000,    1000000,   2000000,    5000000,    10000000,   20000000,    50000000,    100000000,
    200000000, 500000000, 1000000000, 2000000000, 5000000000, 10000000000, 20000000000, 60000000000,
};
enum { ZOOMS = sizeof zooms / sizeof *zooms };

int64_t timeline_zoom(int64_t zoom, bool finer)
{
    int at = 0;
    while (at < ZOOMS - 1 && zooms[at] < zoom)
        at++;
    if (finer)
        return zooms[at > 0 ? at - 1 : 0];
    return zooms[at < ZOOMS - 1 ? at + 1 : at];
}

/* The zoom that was chosen or is kept; 0: it is to be found. */
static int64_t zoom_of(const struct timeline_choice *choice)
{
    return choice->zoom || !choice->stays ? choice->zoom : choice->held;
}

static struct moment moment_of(const struct record_entry *e)
{
    return (struct moment){e->time, e->step};
}

/* Where the record begins. */
static struct moment beginning(const struct record *r, struct moment otherwise)
{
    const struct record_entry *first = record_entry(r, record_first(r));
    return first ? moment_of(first) : otherwise;
}

/* ---- Columns that are all as long ------------------------------------------------------------ */

static void lay_evenly(struct timeline *t, const struct timeline_choice *choice, int width)
{
    int64_t from = choice->stays ? choice->from.time : beginning(t->record, t->until).time;
    if (!t->zoom)
        for (int i = 0; i < ZOOMS && (!i || t->zoom <= (t->until.time - from) / width); i++)
            t->zoom = zooms[i];
    if (!choice->stays && from < t->until.time - t->zoom * (width - 1))
        from = t->until.time - t->zoom * (width - 1);
    from -= from % t->zoom;
    for (int i = 0; i < width && from <= t->until.time; i++, from += t->zoom)
        t->starts[t->count++] = (struct moment){from, 0};
    t->more = from <= t->until.time;
    if (t->more)
        t->until = (struct moment){from, 0};
}

/* ---- A column for each step ------------------------------------------------------------------ */

/* How many columns lie between two moments: no more than `width`. */
static int64_t gap(struct moment from, struct moment to, int64_t zoom, int width)
{
    int64_t columns = to.time > from.time ? (to.time - from.time - 1) / zoom + 1 : 0;
    return columns < width ? columns : width;
}

/* How many lie between steps, and before the first. */
static int64_t columns_between(const struct timeline_choice *choice, const struct moment *steps,
                               int count, int64_t zoom, int width)
{
    int64_t sum = choice->stays && count ? gap(choice->from, steps[0], zoom, width) : 0;
    for (int i = 1; i < count; i++)
        sum += gap(steps[i - 1], steps[i], zoom, width);
    return sum;
}

/* The last steps, or from a moment on the first, at most `most`, oldest first. */
static int find_steps(const struct timeline *t, const struct timeline_choice *choice,
                      struct moment *steps, int most)
{
    const struct record *r = t->record;
    uint64_t first = record_first(r), end = record_end(r);
    int count = 0;
    struct moment at;
    if (choice->stays) {
        for (uint64_t n = spans_find(r, choice->from); n < end && count < most; n++) {
            at = moment_of(record_entry(r, n));
            if (moment_compare(at, t->until) > 0)
                break;
            if (!count || steps[count - 1].step != at.step)
                steps[count++] = at;
        }
        return count;
    }
    for (uint64_t n = end; n > first && count < most; n--) {
        at = moment_of(record_entry(r, n - 1));
        if (moment_compare(at, t->until) > 0)
            continue;
        if (count && steps[count - 1].step == at.step)
            steps[count - 1] = at;
        else
            steps[count++] = at;
    }
    for (int i = 0; i < count / 2; i++) {
        at = steps[i];
        steps[i] = steps[count - 1 - i];
        steps[count - 1 - i] = at;
    }
    return count;
}

/* The columns of a step, behind the one before: those of the time between, and its own. */
static void lay_step(struct timeline *t, const struct timeline_choice *choice,
                     const struct moment *steps, int i, int width, int *skip)
{
    struct moment before = i ? steps[i - 1] : choice->from;
    bool begins = !i && moment_compare(beginning(t->record, before), steps[0]) == 0;
    int columns = i || choice->stays ? (int)gap(before, steps[i], t->zoom, width) : 0;
    for (int k = 0; k <= columns; k++) {
        /* What is left of a gap too long to be drawn to scale is in its first column. */
        struct moment start = {steps[i].time - (int64_t)(columns - k) * t->zoom, 0};
        if (k == 0 && columns)
            start = (struct moment){before.time, before.step + (i > 0)};
        else if (k == columns)
            start.step = columns || begins ? 0 : steps[i].step;
        if (*skip > 0)
            --*skip;
        else if (t->count < width)
            t->starts[t->count++] = start;
    }
}

static void lay_by_steps(struct timeline *t, const struct timeline_choice *choice, int width)
{
    struct moment *steps = memory_resize(NULL, ((size_t)width + 1) * sizeof *steps);
    int count = find_steps(t, choice, steps, width + choice->stays);
    int64_t room = width - count > width / 3 ? width - count : width / 3;
    if (!t->zoom)
        for (int i = 0;
             i < ZOOMS && (!i || columns_between(choice, steps, count, t->zoom, width) > room); i++)
            t->zoom = zooms[i];
    int all = count + (int)columns_between(choice, steps, count, t->zoom, width);
    int skip = choice->stays || all <= width ? 0 : all - width;
    for (int i = 0; i < count; i++)
        lay_step(t, choice, steps, i, width, &skip);
    /* What does not fit at the right is not in view. */
    t->more = choice->stays && all > width;
    if (t->more)
        t->until = t->starts[--t->count];
    free(steps);
}

void timeline_begin(struct timeline *t, const struct record *r,
                    const struct timeline_choice *choice, struct moment until, bool by_steps,
                    int width)
{
    width = width > 1 ? width : 1;
    *t = (struct timeline){
        .record = r, .until = until, .zoom = zoom_of(choice), .by_steps = by_steps};
    t->starts = memory_resize(NULL, (size_t)width * sizeof *t->starts);
    if (by_steps)
        lay_by_steps(t, choice, width);
    else
        lay_evenly(t, choice, width);
}

void timeline_free(struct timeline *t)
{
    free(t->starts);
}

int timeline_column(const struct timeline *t, struct moment m)
{
    int from = 0, to = t->count;
    while (from < to) {
        int middle = from + (to - from) / 2;
        if (moment_compare(t->starts[middle], m) <= 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from - 1;
}

struct moment timeline_end(const struct timeline *t, int column)
{
    bool last = column + 1 == t->count;
    struct moment end = last ? t->until : t->starts[column + 1];
    if (last && !t->more)
        return end;
    if (end.step > 0)
        return (struct moment){end.time, end.step - 1};
    return (struct moment){end.time - 1, UINT32_MAX};
}

/* ---- Moving about in it ---------------------------------------------------------------------- */

/* The moment that lies so many columns before this one. */
static struct moment go_back(const struct timeline *t, struct moment at, int columns)
{
    const struct record *r = t->record;
    struct moment least = beginning(r, at);
    if (!t->by_steps) {
        int64_t time = at.time - columns * t->zoom;
        return time < least.time ? least : (struct moment){time, 0};
    }
    uint64_t n = spans_find(r, at);
    for (int64_t left = columns; left > 0 && n > record_first(r); n--) {
        struct moment before = moment_of(record_entry(r, n - 1));
        if (moment_compare(before, at) == 0)
            continue;
        int64_t between = gap(before, at, t->zoom, columns + 1);
        if (between == left) /* all the time between */
            return (struct moment){before.time, before.step + 1};
        if (between > left)
            return (struct moment){at.time - left * t->zoom, 0};
        left -= between + 1;
        at = before;
    }
    return at;
}

static void stay(struct timeline_choice *choice, const struct timeline *t, struct moment from)
{
    choice->stays = true;
    choice->from = from;
    choice->held = t->zoom;
}

static bool has(const struct timeline *t, struct moment at)
{
    return timeline_column(t, at) >= 0 && !(t->more && moment_compare(at, t->until) >= 0);
}

void timeline_show(struct timeline_choice *choice, const struct timeline *t, int width,
                   struct moment at)
{
    if (!has(t, at))
        stay(choice, t, go_back(t, at, width / 2));
}

void timeline_point(struct timeline_choice *choice, const struct timeline *t, int width,
                    struct moment at)
{
    if (!choice->stays && t->count)
        stay(choice, t, t->starts[0]);
    timeline_show(choice, t, width, at);
    choice->points = true;
    choice->at = at;
}

/* The cursor to a column that may lie outside of what is in view, which moves on by a third then.
 */
static void point_outside(struct timeline_choice *choice, const struct timeline *t, int width,
                          int column)
{
    struct timeline next;
    struct moment edge = column < 0 ? t->starts[0] : t->until;
    int by = column < 0 ? column : column - t->count;
    int shift = by < 0 ? width / 3 - by : width - width / 3 - by;
    stay(choice, t, go_back(t, edge, shift));
    struct moment ever = {INT64_MAX / 4, UINT32_MAX};
    timeline_begin(&next, t->record, choice, ever, t->by_steps, width);
    int at = timeline_column(&next, edge) + by;
    at = at < 0 ? 0 : at < next.count ? at : next.count - 1;
    choice->at = next.count && at >= 0 ? next.starts[at] : edge;
    timeline_free(&next);
}

static void move_by(struct timeline_choice *choice, const struct timeline *t, int width, int by)
{
    int column = choice->points ? timeline_column(t, choice->at) : t->count - 1;
    int to = column + by;
    if (!t->count)
        return;
    if (!choice->stays)
        stay(choice, t, t->starts[0]);
    choice->points = true;
    if (to >= 0 && to < t->count)
        choice->at = t->starts[to];
    else if (to >= t->count && !t->more)
        timeline_move(choice, t, width, TIMELINE_LAST, 0);
    else
        point_outside(choice, t, width, to);
}

static void zoom_by(struct timeline_choice *choice, const struct timeline *t, bool finer)
{
    struct timeline next = *t;
    int column = choice->points ? timeline_column(t, choice->at) : 0;
    if (!t->zoom || !t->count)
        return;
    choice->zoom = next.zoom = timeline_zoom(t->zoom, finer);
    if (choice->stays && column >= 0)
        stay(choice, &next, go_back(&next, choice->points ? choice->at : t->starts[0], column));
}

void timeline_move(struct timeline_choice *choice, const struct timeline *t, int width,
                   enum timeline_move move, int by)
{
    struct moment first;
    switch (move) {
    case TIMELINE_IN:
    case TIMELINE_OUT:
        zoom_by(choice, t, move == TIMELINE_IN);
        break;
    case TIMELINE_LEFT:
        move_by(choice, t, width, -by);
        break;
    case TIMELINE_RIGHT:
        move_by(choice, t, width, by);
        break;
    case TIMELINE_FIRST:
        first = beginning(t->record, t->until);
        stay(choice, t, first);
        choice->points = true;
        choice->at = first;
        break;
    case TIMELINE_LAST:
        choice->stays = choice->points = false;
        choice->held = 0;
        break;
    }
}
