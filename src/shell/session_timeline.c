/* session_timeline.c - the command `timeline`: a run as a picture in characters, and what was at
 * some time in it. With the monitor held. */
#include "shell/session_inside.h"

#include "base/columns.h"
#include "base/utf8.h"
#include "core/drive.h"
#include "shell/dispatch.h"
#include "shell/session_words.h"
#include "watch/words.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS_SHOWN = 48, THREADS_SHOWN = 40, MOST_NAME_COLUMNS = 20 };

static void add_name(const struct machine *m, uint32_t name, uint32_t element, struct buffer *out)
{
    const char *bytes = name_bytes(m->program->texts, name);
    utf8_add_visible(out, bytes, strlen(bytes), "");
    if (element)
        buffer_printf(out, "[%u]", (unsigned)(element - 1));
}

static void add_thread(const struct machine *m, const struct record *r, uint32_t number,
                       struct buffer *out)
{
    const struct record_thread *t = record_thread(r, number);
    if (t)
        add_name(m, t->name, 0, out);
    else
        buffer_puts(out, "somebody");
}

/* How the machine stands that is shown: now, or where the user looks back to. */
static struct moment shown_moment(struct lab *lab)
{
    if (lab_looks_back(lab))
        return (struct moment){lab_shown(lab)->machine.state->now, (uint32_t)lab_shown_step(lab)};
    return (struct moment){lab_now(lab), UINT32_MAX};
}

/* ---- The picture ----------------------------------------------------------------------------- */

static void add_line(const struct machine *m, const struct record_thread *thread, size_t width,
                     const char *signs, struct buffer *out)
{
    struct buffer name = {0};
    add_name(m, thread->name, 0, &name);
    buffer_puts(out, buffer_text(&name));
    columns_pad(out, buffer_text(&name), width + 2);
    buffer_puts(out, signs);
    while (out->length && out->bytes[out->length - 1] == ' ')
        buffer_cut(out, out->length - 1);
    buffer_putc(out, '\n');
    buffer_free(&name);
}

static size_t name_width(const struct machine *m, const struct record *r)
{
    size_t width = 0;
    for (uint32_t i = 0; i < record_thread_count(r) && i < THREADS_SHOWN; i++) {
        struct buffer name = {0};
        add_name(m, record_thread_at(r, i)->name, 0, &name);
        size_t here = columns_of(buffer_text(&name), name.length);
        width = here > width ? here : width;
        buffer_free(&name);
    }
    return width < MOST_NAME_COLUMNS ? width : MOST_NAME_COLUMNS;
}

static void add_scale(const struct timeline *t, const struct record *r, struct buffer *out)
{
    int64_t exact = t->zoom / 10; /* less than that cannot be seen in it */
    duration_add_text(t->starts[0].time - t->starts[0].time % exact, out);
    buffer_puts(out, " to ");
    duration_add_text(t->until.time - t->until.time % exact, out);
    buffer_puts(out, t->by_steps ? " · a column for each step; between them, for every "
                                 : " · a column is ");
    duration_add_text(t->zoom, out);
    if (record_gone(r))
        buffer_puts(out, " · older than that is forgotten");
    buffer_printf(out, "\n%s", timeline_signs);
}

static void show(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *tell = argument;
    const struct record *r = tell->session->watcher.record;
    struct timeline t;
    struct buffer signs = {0};
    unsigned shown = 0, more = 0;
    timeline_begin(&t, r, &tell->session->timeline, shown_moment(lab),
                   lab_clock(lab)->kind == CLOCK_VIRTUAL, COLUMNS_SHOWN);
    size_t width = name_width(m, r);
    for (uint32_t i = 0; i < record_thread_count(r); i++) {
        buffer_clear(&signs);
        if (shown == THREADS_SHOWN) {
            more++;
            continue;
        }
        if (!timeline_add_row(&t, record_thread_at(r, i)->number, &signs))
            continue;
        shown++;
        add_line(m, record_thread_at(r, i), width, buffer_text(&signs), &tell->out);
    }
    if (more)
        buffer_printf(&tell->out, "and %u more\n", more);
    if (shown)
        add_scale(&t, r, &tell->out);
    else
        buffer_puts(&tell->out, "nothing has happened there; `timeline all` shows all");
    tell->session->timeline_zoom = shown ? t.zoom : 0;
    buffer_free(&signs);
    timeline_free(&t);
}

/* How far all would be zoomed, for who zooms without having looked. */
static void measure(struct lab *lab, struct machine *m, void *argument)
{
    (void)m;
    struct session *s = argument;
    struct timeline t;
    timeline_begin(&t, s->watcher.record, &s->timeline, shown_moment(lab),
                   lab_clock(lab)->kind == CLOCK_VIRTUAL, COLUMNS_SHOWN);
    s->timeline_zoom = t.count ? t.zoom : 0;
    timeline_free(&t);
}

/* ---- What was then --------------------------------------------------------------------------- */

static void add_what(const struct machine *m, const struct record *r, const struct span *span,
                     struct buffer *out)
{
    bool waits = span->kind == SPAN_WAITS;
    bool joins = waits && span->reason == WAITS_FOR_THREAD;
    if (!waits) {
        buffer_puts(out, span_word(span->kind));
        return;
    }
    if (span->reason == WAITS_FOR_ALL) {
        buffer_puts(out, "joins all");
        return;
    }
    buffer_puts(out, joins ? "joins " : "waits for ");
    if (span->name)
        add_name(m, span->name, span->element, out);
    if (!joins && span->holder) {
        buffer_puts(out, ", held by ");
        add_thread(m, r, span->holder - 1, out);
    }
}

static void show_at(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *tell = argument;
    const struct record *r = tell->session->watcher.record;
    struct moment at = {(int64_t)tell->number, UINT32_MAX}, now = shown_moment(lab);
    unsigned shown = 0, more = 0;
    at = moment_compare(at, now) < 0 ? at : now;
    buffer_puts(&tell->out, "at ");
    duration_add_text(at.time, &tell->out);
    for (uint32_t i = 0; i < record_thread_count(r); i++) {
        struct spans s;
        struct span span;
        spans_begin(&s, r, record_thread_at(r, i)->number, at, at.time);
        if (!spans_previous(&s, &span) || span.kind == SPAN_ENDED)
            continue;
        if (shown == THREADS_SHOWN) {
            more++;
            continue;
        }
        shown++;
        buffer_puts(&tell->out, "\n");
        add_thread(m, r, record_thread_at(r, i)->number, &tell->out);
        buffer_puts(&tell->out, ": ");
        add_what(m, r, &span, &tell->out);
    }
    if (more)
        buffer_printf(&tell->out, "\nand %u more", more);
    if (!shown)
        buffer_puts(&tell->out, "\nnobody was there");
}

/* ---- The command ----------------------------------------------------------------------------- */

/* "2s", "250 ms", "1.5": nanoseconds. */
static bool read_time(const char *text, int64_t *time)
{
    static const struct {
        const char *unit;
        double nanoseconds;
    } units[] = {{"", 1e9}, {"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"min", 6e10}};
    char *behind;
    if (!strchr("0123456789.", text[0]) || !text[0] || strpbrk(text, "xXpP"))
        return false;
    double number = strtod(text, &behind);
    behind += strspn(behind, " \t");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        double value = number * units[i].nanoseconds;
        if (strcmp(behind, units[i].unit) == 0 && value >= 0 && value < 9e18) {
            *time = (int64_t)(value + 0.5);
            return true;
        }
    }
    return false;
}

static const char *behind_word(const char *arguments, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(arguments, word, length) != 0 || !strchr(" \t", arguments[length]))
        return NULL;
    return arguments + length + strspn(arguments + length, " \t");
}

void command_timeline(struct session *s, const char *arguments)
{
    struct timeline_choice *choice = &s->timeline;
    bool in = strcmp(arguments, "in") == 0, out = strcmp(arguments, "out") == 0;
    const char *from = behind_word(arguments, "from"), *at = behind_word(arguments, "at");
    int64_t time;
    if (at && read_time(at, &time)) {
        lines_ask_lab(s, NULL, (uint64_t)time, show_at);
        return;
    }
    if (from && read_time(from, &time)) {
        choice->from = time;
        choice->stays = true;
    } else if (in || out) {
        if (!s->timeline_zoom)
            lab_do(s->lab, measure, s);
        if (s->timeline_zoom)
            choice->zoom = timeline_zoom(choice->zoom ? choice->zoom : s->timeline_zoom, in);
    } else if (strcmp(arguments, "all") == 0) {
        session_timeline_clear(choice);
    } else if (arguments[0]) {
        lines_say(s, LINE_ERROR, "",
                  "write: timeline, timeline in, timeline out, timeline from 2s, timeline at "
                  "2.5s, or: timeline all");
        return;
    }
    lines_ask_lab(s, NULL, 0, show);
}
