/* picture_timeline.c - see picture_timeline.h. What is alike on one line is one path, so that the
 * picture of a thousand steps is small. */
#include "export/picture_timeline.h"

#include "base/buffer.h"
#include "base/columns.h"
#include "base/memory.h"
#include "core/machine.h"
#include "export/markup.h"
#include "watch/timeline.h"
#include "watch/record_words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    HALF_STEP = 60, /* high, of the box of a step */
    HALF_END = 70,
    HEAD = 45, /* of an arrow */
    MOST_TICKS = 8,
    CHARACTER = 72, /* wide, of a label, and how far that is above its line */
    LABEL_ABOVE = 68,
    NAME_SHOWN = 16, /* characters of a thread's name, which is whole in its title */
};

static const char *const classes[SPAN_COUNT] = {
    [SPAN_RUNS] = "t-could",  [SPAN_WAITS] = "t-waits", [SPAN_SLEEPS] = "t-sleeps",
    [SPAN_WORKS] = "t-works", [SPAN_IO] = "t-io",       [SPAN_IDLE] = "t-idle",
};

/* Pieces of a line that look alike, one behind another; where its pen is, at first nowhere. */
struct path {
    struct buffer d;
    long x;
};

struct line {
    struct path spans[SPAN_COUNT], steps;
    struct buffer ends;
};

struct drawing {
    const struct picture_timeline *t;
    struct line *lines;
    struct buffer arrows, labels;
    struct buffer *out;
    unsigned drawn; /* 1 << enum span_kind */
};

/* ---- Where ----------------------------------------------------------------------------------- */

void picture_timeline_begin(struct picture_timeline *t, const struct record *r,
                            const struct machine *m, const uint32_t *threads, size_t count,
                            uint64_t since)
{
    const struct record_entry *first = record_entry(r, record_find_step(r, since));
    *t = (struct picture_timeline){
        .record = r, .machine = m, .threads = threads, .thread_count = count};
    t->until = (struct moment){m->state->now, (uint32_t)record_last_step(r)};
    t->from =
        (struct moment){first ? first->time : t->until.time, (uint32_t)(since ? since - 1 : 0)};
    double steps = t->until.step > t->from.step ? t->until.step - t->from.step : 0;
    double time = (double)(t->until.time - t->from.time);
    double for_steps = time <= 0 ? 1 : steps <= 0 ? 0 : 0.5;
    t->a_step = steps > 0 ? for_steps * TIMELINE_WIDTH / steps : 0;
    t->a_nanosecond = time > 0 ? (1 - for_steps) * TIMELINE_WIDTH / time : 0;
}

long picture_timeline_x(const struct picture_timeline *t, struct moment at)
{
    if (moment_compare(at, t->from) < 0)
        at = t->from;
    double steps = at.step > t->from.step ? at.step - t->from.step : 0;
    return TIMELINE_NAMES +
           (long)(steps * t->a_step + (double)(at.time - t->from.time) * t->a_nanosecond + 0.5);
}

static long y_of(size_t line)
{
    return TIMELINE_AXIS + (long)line * TIMELINE_ROW + TIMELINE_ROW / 2;
}

/* The line of a thread; thread_count: it has none. */
static size_t line_of(const struct picture_timeline *t, uint32_t thread)
{
    size_t line = 0;
    while (line < t->thread_count && t->threads[line] != thread)
        line++;
    return line;
}

/* ---- Arrows ---------------------------------------------------------------------------------- */

/* From the step that let it go. */
static void add_arrow(struct drawing *d, uint32_t let_go, size_t line)
{
    const struct picture_timeline *t = d->t;
    const struct record_entry *by = let_go ? record_step(t->record, let_go) : NULL;
    size_t from = by ? line_of(t, by->thread) : t->thread_count;
    if (from == t->thread_count || from == line || by->step <= t->from.step)
        return;
    long x = picture_timeline_x(t, (struct moment){by->time, by->step}), to = y_of(line);
    int way = from < line ? -1 : 1; /* back from its head */
    buffer_printf(&d->arrows, "M%ld %ldV%ldl-%d%+dm%d%+dl%d%+d", x, y_of(from), to, HEAD / 2,
                  way * HEAD, HEAD / 2, -way * HEAD, HEAD / 2, way * HEAD);
}

/* A piece of a line. From the pen on, for that is shorter than where it is. */
static void add_piece(struct path *p, long y, long from, long to)
{
    if (!p->d.length)
        buffer_printf(&p->d, "M%ld %ldh%ld", from, y, to - from);
    else if (from == p->x)
        buffer_printf(&p->d, "h%ld", to - from);
    else
        buffer_printf(&p->d, "m%ld 0h%ld", from - p->x, to - from);
    p->x = to;
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static void add_end(struct drawing *d, size_t line, const struct span *s)
{
    long x = picture_timeline_x(d->t, s->from), y = y_of(line);
    struct buffer *out = &d->lines[line].ends;
    if (s->status == THREAD_DONE)
        buffer_printf(out, "M%ld %ldv%d", x, y - HALF_END, 2 * HALF_END);
    else
        buffer_printf(out, "M%ld %ldl%d %dm0 %dl%d %d", x - HALF_END, y - HALF_END, 2 * HALF_END,
                      2 * HALF_END, -2 * HALF_END, -2 * HALF_END, 2 * HALF_END);
}

/* "m, held by bob", or "m", or nothing: as there is room from here to there. */
static void add_label(struct drawing *d, size_t line, const struct span *s, long from, long to)
{
    const struct picture_timeline *t = d->t;
    static const char waits_for[] = "waits for ";
    struct buffer text = {0};
    timeline_add_state(t->record, t->machine, s, s->from, &text);
    const char *label = buffer_text(&text);
    if (strncmp(label, waits_for, sizeof waits_for - 1) == 0)
        label += sizeof waits_for - 1;
    size_t length = strlen(label);
    if ((long)columns_of(label, length) * CHARACTER > to - from) {
        const char *comma = strstr(label, ", ");
        length = comma ? (size_t)(comma - label) : length;
    }
    if ((long)columns_of(label, length) * CHARACTER <= to - from) {
        buffer_printf(&d->labels, "<text class=\"t-label\" x=\"%ld\" y=\"%ld\">", from + 20,
                      y_of(line) - LABEL_ABOVE);
        markup_add_bytes(&d->labels, label, length, "");
        buffer_puts(&d->labels, "</text>\n");
    }
    buffer_free(&text);
}

static void draw_spans(struct drawing *d, size_t line)
{
    const struct picture_timeline *t = d->t;
    struct spans spans;
    struct span s;
    uint32_t let_go = 0;
    spans_begin(&spans, t->record, t->threads[line], t->until, t->from.time);
    while (spans_previous(&spans, &s)) {
        if (moment_compare(s.to, t->from) < 0)
            continue;
        long from = picture_timeline_x(t, s.from), to = picture_timeline_x(t, s.to);
        if (s.kind == SPAN_ENDED)
            add_end(d, line, &s);
        else if (classes[s.kind] && to > from)
            add_piece(&d->lines[line].spans[s.kind], y_of(line), from, to);
        if (t->labels && s.kind == SPAN_WAITS)
            add_label(d, line, &s, from, to);
        if (s.let_go && s.let_go != let_go)
            add_arrow(d, s.let_go, line);
        let_go = s.let_go ? s.let_go : let_go;
    }
}

/* The boxes of a thread's steps; those that touch are one. */
static void draw_steps(struct drawing *d)
{
    const struct picture_timeline *t = d->t;
    uint64_t end = record_end(t->record);
    for (uint64_t n = record_find_step(t->record, (uint64_t)t->from.step + 1); n < end; n++) {
        const struct record_entry *e = record_entry(t->record, n);
        size_t line = e->kind == RECORD_STEP ? line_of(t, e->thread) : t->thread_count;
        if (line == t->thread_count)
            continue;
        struct line *l = &d->lines[line];
        long to = picture_timeline_x(t, (struct moment){e->time, e->step});
        long from = to - (long)(t->a_step + 0.5);
        if (l->steps.d.length && from <= l->steps.x + 1)
            from = l->steps.x; /* rounding leaves no gap */
        if (to > from)
            add_piece(&l->steps, y_of(line), from, to);
    }
}

/* ---- Axis ------------------------------------------------------------------------------------ */

/* 1, 2 or 5 times a power of ten, so that there are few of them. */
static int64_t tick_length(int64_t all)
{
    int64_t length = 1;
    for (int i = 0; all / length > MOST_TICKS; i++)
        length = i % 3 == 1 ? length / 2 * 5 : length * 2;
    return length;
}

/* What had been done by then. */
static struct moment moment_of(const struct picture_timeline *t, int64_t time)
{
    uint64_t low = record_find_step(t->record, (uint64_t)t->from.step + 1);
    uint64_t high = record_end(t->record);
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (record_entry(t->record, middle)->time < time)
            low = middle + 1;
        else
            high = middle;
    }
    const struct record_entry *e =
        low < record_end(t->record) ? record_entry(t->record, low) : NULL;
    return (struct moment){time, e && e->step ? e->step - 1 : t->until.step};
}

static void add_tick(struct drawing *d, long x, const char *class, const char *text)
{
    long bottom = TIMELINE_AXIS + (long)d->t->thread_count * TIMELINE_ROW;
    buffer_printf(d->out,
                  "<path class=\"t-axis\" d=\"M%ld %dV%ld\"/><text class=\"%s\" x=\"%ld\" "
                  "y=\"%d\">%s</text>\n",
                  x, TIMELINE_AXIS - 20, bottom, class, x, TIMELINE_AXIS - 70, text);
}

/* Times where there are any, or else the numbers of steps. */
static void draw_axis(struct drawing *d)
{
    const struct picture_timeline *t = d->t;
    int64_t time = t->until.time - t->from.time, steps = (int64_t)t->until.step - t->from.step;
    int64_t length = tick_length(time > 0 ? time : steps);
    int64_t begins = time > 0 ? t->from.time : t->from.step;
    int64_t ends = time > 0 ? t->until.time : t->until.step;
    struct buffer text = {0};
    for (int64_t at = (begins + length - 1) / length * length; at <= ends; at += length) {
        buffer_clear(&text);
        if (time > 0)
            duration_add_text(at, &text);
        else
            buffer_printf(&text, "%" PRId64, at);
        struct moment m = time > 0 ? moment_of(t, at) : (struct moment){t->from.time, (uint32_t)at};
        add_tick(d, picture_timeline_x(t, m), "t-time", buffer_text(&text));
    }
    buffer_free(&text);
}

/* ---- All of it ------------------------------------------------------------------------------- */

static void add_path(struct drawing *d, const char *class, const struct buffer *path)
{
    if (path->length)
        buffer_printf(d->out, "<path class=\"%s\" d=\"%s\"/>\n", class, buffer_text(path));
}

static void add_name(struct drawing *d, size_t line)
{
    struct buffer name = {0}, shown = {0};
    record_add_thread(d->t->record, d->t->machine, d->t->threads[line], &name);
    size_t length = 0, characters = 0;
    while (length < name.length && characters < NAME_SHOWN) {
        length++;
        while (length < name.length && ((unsigned char)name.bytes[length] & 0xC0) == 0x80)
            length++;
        characters++;
    }
    buffer_add(&shown, buffer_text(&name), length);
    buffer_puts(&shown, length < name.length ? "…" : "");
    buffer_printf(d->out, "<text class=\"t-name\" x=\"0\" y=\"%ld\">", y_of(line) + 40);
    markup_add(d->out, buffer_text(&shown));
    if (length < name.length) {
        buffer_puts(d->out, "<title>");
        markup_add(d->out, buffer_text(&name));
        buffer_puts(d->out, "</title>");
    }
    buffer_puts(d->out, "</text>\n");
    buffer_free(&name);
    buffer_free(&shown);
}

static void add_line(struct drawing *d, size_t line)
{
    struct line *l = &d->lines[line];
    add_name(d, line);
    for (size_t kind = 0; kind < SPAN_COUNT; kind++) {
        if (l->spans[kind].d.length)
            d->drawn |= 1u << kind;
        if (classes[kind])
            add_path(d, classes[kind], &l->spans[kind].d);
        buffer_free(&l->spans[kind].d);
    }
    add_path(d, "t-step", &l->steps.d);
    add_path(d, "t-ends", &l->ends);
    buffer_free(&l->steps.d);
    buffer_free(&l->ends);
}

unsigned picture_timeline_add(const struct picture_timeline *t, const char *label,
                              struct buffer *out)
{
    struct drawing d = {
        .t = t, .out = out, .lines = memory_zeroed(t->thread_count + 1, sizeof *d.lines)};
    long height = TIMELINE_AXIS + (long)t->thread_count * TIMELINE_ROW + TIMELINE_ROW / 4;
    for (size_t i = 0; i < t->thread_count; i++)
        draw_spans(&d, i);
    draw_steps(&d);
    buffer_printf(out,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %ld\" role=\"img\" "
                  "aria-label=\"",
                  TIMELINE_NAMES + TIMELINE_WIDTH + TIMELINE_ROW, height);
    markup_add(out, label);
    buffer_puts(out, "\">\n");
    draw_axis(&d);
    for (size_t i = 0; i < t->thread_count; i++)
        add_line(&d, i);
    add_path(&d, "t-go", &d.arrows);
    buffer_puts(out, buffer_text(&d.labels));
    buffer_puts(out, "</svg>\n");
    buffer_free(&d.arrows);
    buffer_free(&d.labels);
    free(d.lines);
    return d.drawn;
}
