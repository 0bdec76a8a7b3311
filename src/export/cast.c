/* cast.c - see cast.h. */
#include "export/cast.h"

#include "base/buffer.h"
#include "base/columns.h"
#include "export/cast_lines.h"
#include "export/left_out.h"
#include "watch/columns.h"
#include "watch/record_words.h"

#include <string.h>

enum {
    LEAST_PAUSE = 400000, /* microseconds between two rows */
    MOST_IDLE = 3,        /* seconds that a player is to wait at most */
};

static void add_event(int64_t at, enum cast_kind kind, const char *text, struct buffer *out)
{
    cast_add_event(at, kind, text, strlen(text), out);
}

/* A line of the table, in one line of the terminal. */
static void add_line(const struct columns *c, const struct columns_cell *cells, struct buffer *out)
{
    struct buffer line = {0};
    columns_add_line(c, cells, &line);
    columns_cut(&line, CAST_WIDTH - 1);
    buffer_add(out, buffer_text(&line), line.length);
    buffer_free(&line);
}

static void add_head(const struct export_run *run, const struct columns *c, struct buffer *out)
{
    struct buffer text = {0}, rest = {0};
    cast_add_head(&(struct cast_head){.columns = CAST_WIDTH,
                                      .rows = CAST_HEIGHT,
                                      .title = run->name ? run->name : "thrum",
                                      .most_idle = MOST_IDLE},
                  out);
    /* The first line stays where it is while those beneath it move up; the last is left free, for
     * what a terminal shows behind the recording. */
    buffer_puts(&text, "\x1B[2J\x1B[H\x1B[1m");
    add_line(c, c->head, &text);
    buffer_printf(&text, "\x1B[m\x1B[2;%dr\x1B[2;1H", CAST_HEIGHT - 1);
    export_add_more_threads(c->without, &rest);
    export_add_left_out(export_steps_before(run->film->record, c), &rest);
    if (rest.length)
        buffer_printf(&text, "%s\r\n", buffer_text(&rest));
    add_event(0, CAST_OUTPUT, buffer_text(&text), out);
    buffer_free(&text);
    buffer_free(&rest);
}

/* What main does is what the script says, one after the other: a place to jump to. */
static void add_marker(const struct export_run *run, uint64_t number, int64_t at,
                       struct buffer *out)
{
    const struct record *r = run->film->record;
    const struct record_entry *e = record_entry(r, number);
    const struct record_thread *first = record_thread_at(r, 0);
    if (e->kind != RECORD_STEP || !first || e->thread != first->number)
        return;
    struct buffer text = {0};
    record_add_words(r, run->machine, number, &text);
    add_event(at, CAST_MARKER, buffer_text(&text), out);
    buffer_free(&text);
}

static void add_rows(const struct export_run *run, const struct columns *c, struct buffer *out)
{
    const struct record *r = run->film->record;
    struct buffer text = {0};
    int64_t at = 0, before = c->row_count ? record_entry(r, c->rows[0].entry)->time : 0;
    for (size_t row = 0; row < c->row_count; row++) {
        const struct record_entry *e = record_entry(r, c->rows[row].entry);
        int64_t passed = (e->time - before) / 1000;
        at += passed > LEAST_PAUSE ? passed : LEAST_PAUSE;
        before = e->time;
        add_marker(run, c->rows[row].entry, at, out);
        buffer_clear(&text);
        buffer_puts(&text, row ? "\r\n" : "");
        add_line(c, c->rows[row].cells, &text);
        add_event(at, CAST_OUTPUT, buffer_text(&text), out);
    }
    buffer_clear(&text);
    buffer_printf(&text, "\x1B[r\x1B[%d;1H", CAST_HEIGHT);
    add_event(at + LEAST_PAUSE, CAST_OUTPUT, buffer_text(&text), out);
    buffer_free(&text);
}

bool cast_write(const struct export_run *run, FILE *file)
{
    struct columns c;
    struct buffer out = {0};
    columns_make(&(struct columns_request){.record = run->film->record,
                                           .machine = run->machine,
                                           .first = COLUMNS_END,
                                           .rows = CAST_ROWS,
                                           .width = CAST_WIDTH - 1,
                                           .stands = UINT64_MAX},
                 &c);
    add_head(run, &c, &out);
    add_rows(run, &c, &out);
    columns_free(&c);
    bool good = fwrite(out.bytes, 1, out.length, file) == out.length;
    buffer_free(&out);
    return good;
}
