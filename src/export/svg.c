/* svg.c - see svg.h. */
#include "export/svg.h"

#include "base/columns.h"
#include "base/memory.h"
#include "core/machine.h"
#include "export/left_out.h"
#include "export/markup.h"
#include "export/picture_timeline.h"
#include "export/svg_draw.h"

#include <stdlib.h>
#include <string.h>

/* Colours of Okabe and Ito, dark enough for a light ground. A class alone before each brace, for
 * not every program that shows slides knows more. */
static const char style[] =
    ".paper{fill:#fff}.shade{fill:#f2f4f7}.rule{stroke:#8a919c;stroke-width:1.5}"
    ".ink{fill:#1b1b1b}.head{fill:#1b1b1b;font-weight:bold}.faint{fill:#5b6270}"
    ".waits{fill:#8a4b00}.goes{fill:#0059a0;font-weight:bold}"
    ".fails{fill:#b02a00;font-weight:bold}"
    ".band{fill:url(#thrum-waits);stroke:#8a4b00;stroke-width:1}"
    ".hatch{stroke:#e69f00;stroke-width:4}.hatched{fill:#fff3dc}"
    ".kept{stroke:#5b6270;stroke-width:2;stroke-dasharray:7 5}"
    ".arrow{fill:none;stroke:#0059a0;stroke-width:2.5}"
    ".t-step,.t-could,.t-waits,.t-sleeps,.t-works,.t-io,.t-idle,.t-ends,.t-go{fill:none;"
    "stroke:#1b1b1b;stroke-width:22}"
    ".t-step{stroke-width:110}"
    ".t-waits{stroke:#b35c00;stroke-width:60;stroke-dasharray:18 30}"
    ".t-sleeps{stroke:#5b6270;stroke-dasharray:90 60}"
    ".t-works{stroke:#0059a0;stroke-width:60;stroke-dasharray:120 30}"
    ".t-io{stroke:#0059a0;stroke-width:60;stroke-dasharray:40 40}"
    ".t-idle{stroke:#8a919c;stroke-dasharray:18 120}"
    ".t-ends{stroke-width:26}.t-go{stroke:#0059a0;stroke-width:18}"
    ".t-axis{stroke:#c9ced6;stroke-width:8}"
    ".t-time{fill:#5b6270;font-size:110px;text-anchor:middle}"
    ".t-name{fill:#1b1b1b;font-size:130px}.t-label{fill:#8a4b00;font-size:118px}";

/* ---- The frame ------------------------------------------------------------------------------- */

void svg_begin(struct buffer *out, int width, int height, const char *title)
{
    buffer_printf(out,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                  "viewBox=\"0 0 %d %d\" role=\"img\" xml:space=\"preserve\" "
                  "font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" "
                  "font-size=\"%d\">\n<title>",
                  width, height, width, height, SVG_FONT);
    markup_add(out, title);
    buffer_printf(out,
                  "</title>\n<style>%s</style>\n"
                  "<pattern id=\"thrum-waits\" width=\"8\" height=\"8\" "
                  "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
                  "<path class=\"hatched\" d=\"M0 0h8v8h-8z\"/>"
                  "<path class=\"hatch\" d=\"M2 0v8\"/></pattern>\n"
                  "<path class=\"paper\" d=\"M0 0h%dv%dH0z\"/>\n",
                  style, width, height);
}

void svg_end(struct buffer *out)
{
    buffer_puts(out, "</svg>\n");
}

/* ---- Text ------------------------------------------------------------------------------------ */

int svg_width(const char *text)
{
    return (int)columns_of(text, strlen(text));
}

/* How many bytes of it are so many characters wide, with those that take no room themselves. */
static size_t fitting(const char *text, int characters)
{
    size_t at = 0;
    while (text[at]) {
        size_t next = at + 1;
        while (((unsigned char)text[next] & 0xC0) == 0x80)
            next++;
        if ((int)columns_of(text, next) > characters)
            break;
        at = next;
    }
    return at;
}

void svg_text(struct buffer *out, int x, int y, int characters, const char *class, const char *text)
{
    bool whole = svg_width(text) <= characters;
    if (!text[0])
        return;
    if (!whole) {
        buffer_puts(out, "<g><title>");
        markup_add(out, text);
        buffer_puts(out, "</title>");
    }
    buffer_printf(out, "<text class=\"%s\" x=\"%d\" y=\"%d\">", class, x, y);
    markup_add_bytes(out, text, whole ? strlen(text) : fitting(text, characters - 1), "");
    buffer_puts(out, whole ? "</text>\n" : "…</text></g>\n");
}

/* ---- The timeline ---------------------------------------------------------------------------- */

enum {
    PICTURE_WIDTH = 1248, /* of the timeline, in pixels */
    SAMPLE = 44,          /* of the legend */
};

static const struct {
    enum span_kind kind;
    const char *class, *means;
} samples[] = {
    {SPAN_UNKNOWN, "t-step", "does a step"}, {SPAN_RUNS, "t-could", "not its turn"},
    {SPAN_WAITS, "t-waits", "waits"},        {SPAN_SLEEPS, "t-sleeps", "sleeps"},
    {SPAN_WORKS, "t-works", "works"},        {SPAN_IO, "t-io", "does io"},
    {SPAN_IDLE, "t-idle", "has no orders"},
};

/* Which kinds of spans there are: bits of 1 << enum span_kind. */
static unsigned kinds_of(const struct picture_timeline *t)
{
    unsigned kinds = 1u << SPAN_UNKNOWN;
    for (size_t i = 0; i < t->thread_count; i++) {
        struct spans s;
        struct span span;
        spans_begin(&s, t->record, t->threads[i], t->until, t->from.time);
        while (spans_previous(&s, &span))
            if (moment_compare(span.to, t->from) >= 0)
                kinds |= 1u << span.kind;
    }
    return kinds;
}

/* In the picture's units, as long lines are drawn in them. */
static void add_legend(const struct picture_timeline *t, int y, struct buffer *out)
{
    unsigned kinds = kinds_of(t);
    int x = SVG_MARGIN;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        if (!(kinds >> samples[i].kind & 1))
            continue;
        buffer_printf(out,
                      "<svg x=\"%d\" y=\"%d\" width=\"%d\" height=\"20\" viewBox=\"0 0 400 180\">"
                      "<path class=\"%s\" d=\"M0 90h400\"/></svg>\n",
                      x, y - 16, SAMPLE, samples[i].class);
        svg_text(out, x + SAMPLE + 8, y, 20, "faint", samples[i].means);
        x += SAMPLE + 8 + (svg_width(samples[i].means) + 2) * SVG_CHARACTER;
    }
    buffer_printf(out, "<path class=\"arrow\" d=\"M%d %dv-16m-5 6l5 -6l5 6\"/>\n", x + 8, y + 2);
    svg_text(out, x + 24, y, 20, "faint", "lets go");
}

/* Those that did something in these steps, the first ones; `without` there is no room for. */
static size_t find_threads(const struct record *r, uint64_t since, uint32_t *threads,
                           size_t *without)
{
    uint64_t start = record_find_step(r, since);
    size_t count = 0;
    for (uint32_t i = 0; i < record_thread_count(r); i++) {
        const struct record_thread *t = record_thread_at(r, i);
        if (t->last <= start && (t->ended || !t->last))
            continue;
        if (count < SVG_LINES)
            threads[count++] = t->number;
        else
            ++*without;
    }
    return count;
}

static void add_timeline(const struct export_run *run, struct buffer *out)
{
    const struct record *r = run->film->record;
    uint64_t last = record_last_step(r), gone = record_steps_gone(r);
    uint64_t since = last > SVG_STEPS ? last - SVG_STEPS + 1 : 1;
    since = since > gone ? since : gone + 1;
    uint32_t threads[SVG_LINES];
    size_t without = 0, count = find_threads(r, since, threads, &without);
    struct picture_timeline t;
    struct buffer rest = {0};
    picture_timeline_begin(&t, r, run->machine, threads, count, since);
    t.labels = true;
    int units = TIMELINE_NAMES + TIMELINE_WIDTH + TIMELINE_ROW;
    int high = TIMELINE_AXIS + (int)count * TIMELINE_ROW + TIMELINE_ROW / 4;
    int height = (int)((int64_t)high * PICTURE_WIDTH / units);
    export_add_more_threads(without, &rest);
    export_add_left_out(since - 1, &rest);
    svg_begin(out, PICTURE_WIDTH + 2 * SVG_MARGIN,
              height + 2 * SVG_MARGIN + (rest.length ? 2 : 1) * SVG_LINE + 8, "timeline");
    buffer_printf(out, "<svg x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\">\n", SVG_MARGIN,
                  SVG_MARGIN, PICTURE_WIDTH, height);
    picture_timeline_add(&t, "timeline", out);
    buffer_puts(out, "</svg>\n");
    add_legend(&t, height + SVG_MARGIN + SVG_LINE, out);
    svg_text(out, SVG_MARGIN, height + SVG_MARGIN + 2 * SVG_LINE, 110, "faint", buffer_text(&rest));
    svg_end(out);
    buffer_free(&rest);
}

/* ---- Either ---------------------------------------------------------------------------------- */

bool svg_write(const struct export_run *run, FILE *file)
{
    struct buffer out = {0};
    if (run->view == EXPORT_TIMELINE)
        add_timeline(run, &out);
    else
        svg_columns(run, &out);
    bool good = fwrite(out.bytes, 1, out.length, file) == out.length;
    buffer_free(&out);
    return good;
}
