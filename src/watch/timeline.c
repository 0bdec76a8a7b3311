/* timeline.c - see timeline.h. */
#include "watch/timeline.h"

#include "base/memory.h"

#include <stdlib.h>

const char timeline_signs[] =
    "■ does a step · ─ could · : waits · z sleeps · w works · i does io · "
    ". idle · > is let go · × has ended";

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

/* ---- Columns that are all as long ------------------------------------------------------------ */

static void lay_evenly(struct timeline *t, const struct timeline_choice *choice, int width)
{
    const struct record_entry *first = record_entry(t->record, record_first(t->record));
    int64_t begins = first ? first->time : t->until.time;
    int64_t from = choice->stays ? choice->from : begins;
    if (!t->zoom)
        for (int i = 0; i < ZOOMS && (!i || t->zoom <= (t->until.time - from) / width); i++)
            t->zoom = zooms[i];
    if (!choice->stays && from < t->until.time - t->zoom * (width - 1))
        from = t->until.time - t->zoom * (width - 1);
    from -= from % t->zoom;
    for (int i = 0; i < width && from <= t->until.time; i++, from += t->zoom)
        t->starts[t->count++] = (struct moment){from, 0};
    if (from <= t->until.time)
        t->until = (struct moment){from, 0};
}

/* ---- A column for each step ------------------------------------------------------------------ */

/* How many columns lie between steps, each gap in no more than `width`. */
static int64_t columns_between(const struct moment *steps, int count, int64_t zoom, int width)
{
    int64_t sum = 0;
    for (int i = 1; i < count; i++) {
        int64_t gap = steps[i].time - steps[i - 1].time;
        int64_t columns = gap ? (gap - 1) / zoom + 1 : 0;
        sum += columns < width ? columns : width;
    }
    return sum;
}

/* The last steps, or from a time on the first, at most `most`, oldest first. */
static int find_steps(const struct timeline *t, const struct timeline_choice *choice,
                      struct moment *steps, int most)
{
    const struct record *r = t->record;
    uint64_t first = record_first(r), end = record_end(r);
    int count = 0;
    struct moment at;
    if (choice->stays) {
        for (uint64_t n = first; n < end && count < most; n++) {
            const struct record_entry *e = record_entry(r, n);
            at = (struct moment){e->time, e->step};
            if (e->time >= choice->from && moment_compare(at, t->until) <= 0 &&
                (!count || steps[count - 1].step != e->step))
                steps[count++] = at;
        }
        return count;
    }
    for (uint64_t n = end; n > first && count < most; n--) {
        const struct record_entry *e = record_entry(r, n - 1);
        at = (struct moment){e->time, e->step};
        if (moment_compare(at, t->until) > 0)
            continue;
        if (count && steps[count - 1].step == e->step)
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

static void lay_by_steps(struct timeline *t, const struct timeline_choice *choice, int width)
{
    struct moment *steps = memory_resize(NULL, (size_t)width * sizeof *steps);
    int count = find_steps(t, choice, steps, width);
    int64_t room = width - count > width / 3 ? width - count : width / 3;
    if (!t->zoom)
        for (int i = 0; i < ZOOMS && (!i || columns_between(steps, count, t->zoom, width) > room);
             i++)
            t->zoom = zooms[i];
    int all = count + (int)columns_between(steps, count, t->zoom, width);
    int skipped = choice->stays || all <= width ? 0 : all - width, at = 0;
    for (int i = 0; i < count; i++) {
        int columns = i ? (int)columns_between(steps + i - 1, 2, t->zoom, width) : 0;
        for (int k = 0; k <= columns; k++, at++) {
            if (at < skipped || t->count == width)
                continue;
            /* What is left of a gap too long to be drawn to scale is in its first column. */
            int64_t back = (int64_t)(columns - k) * t->zoom;
            struct moment start = {steps[i].time - back, 0};
            if (k == 0 && columns)
                start = (struct moment){steps[i - 1].time, steps[i - 1].step + 1};
            else if (k == columns)
                start.step = columns || !i ? 0 : steps[i].step;
            t->starts[t->count++] = start;
        }
    }
    /* What does not fit at the right is not in view. */
    if (choice->stays && all > width)
        t->until = t->starts[--t->count];
    free(steps);
}

void timeline_begin(struct timeline *t, const struct record *r,
                    const struct timeline_choice *choice, struct moment until, bool by_steps,
                    int width)
{
    width = width > 1 ? width : 1;
    *t = (struct timeline){.record = r, .until = until, .zoom = choice->zoom, .by_steps = by_steps};
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

/* ---- A thread's line ------------------------------------------------------------------------- */

struct cell {
    enum span_kind kind;
    int64_t share; /* nanoseconds of it; -1: the thread was not there */
    bool steps, let_go, ends;
};

static int column_of(const struct timeline *t, struct moment m)
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

static int64_t share_of(const struct timeline *t, int column, const struct span *span)
{
    int64_t from = t->starts[column].time;
    int64_t to = column + 1 < t->count ? t->starts[column + 1].time : t->until.time;
    from = from > span->from.time ? from : span->from.time;
    to = to < span->to.time ? to : span->to.time;
    return to - from;
}

static void fill(const struct timeline *t, struct cell *cells, const struct span *span)
{
    int first = column_of(t, span->from), last = column_of(t, span->to);
    /* It ends where a column begins: that is not its own. */
    if (last > first && moment_compare(t->starts[last], span->to) == 0)
        last--;
    for (int i = first < 0 ? 0 : first; i <= last; i++) {
        int64_t share = share_of(t, i, span);
        if (share > cells[i].share) {
            cells[i].share = share;
            cells[i].kind = span->kind;
        }
    }
    if (first >= 0 && span->steps)
        cells[first].steps = true;
    if (first >= 0 && span->kind == SPAN_ENDED)
        cells[first].ends = true;
    int end = column_of(t, span->to);
    if (span->kind == SPAN_WAITS && span->let_go && end >= 0 && !span->open)
        cells[end].let_go = true;
}

static void add_sign(const struct cell *c, struct buffer *out)
{
    static const char *const signs[SPAN_COUNT] = {
        [SPAN_RUNS] = "─", [SPAN_WAITS] = ":", [SPAN_SLEEPS] = "z", [SPAN_WORKS] = "w",
        [SPAN_IO] = "i",   [SPAN_IDLE] = ".",  [SPAN_ENDED] = " ",  [SPAN_UNKNOWN] = "?"};
    if (c->share < 0)
        buffer_putc(out, ' ');
    else if (c->ends)
        buffer_puts(out, "×");
    else if (c->steps)
        buffer_puts(out, "■");
    else if (c->let_go)
        buffer_putc(out, '>');
    else
        buffer_puts(out, signs[c->kind]);
}

bool timeline_add_row(const struct timeline *t, uint32_t thread, struct buffer *out)
{
    struct spans s;
    struct span span;
    bool any = false;
    if (!t->count)
        return false;
    struct cell *cells = memory_zeroed((size_t)t->count, sizeof *cells);
    for (int i = 0; i < t->count; i++)
        cells[i].share = -1;
    spans_begin(&s, t->record, thread, t->until, t->starts[0].time);
    while (spans_previous_piece(&s, &span)) {
        any = any || span.kind != SPAN_ENDED || moment_compare(span.from, t->starts[0]) >= 0;
        fill(t, cells, &span);
    }
    for (int i = 0; any && i < t->count; i++)
        add_sign(&cells[i], out);
    free(cells);
    return any;
}
