/* cast.c - see cast.h. */
#include "export/cast.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "export/left_out.h"
#include "watch/columns.h"
#include "watch/record_words.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

enum {
    LEAST_PAUSE = 400000, /* microseconds between two rows */
    MOST_IDLE = 3,        /* seconds that a player is to wait at most */
};

static void add_string(const char *text, struct buffer *out)
{
    json_t *string = json_string(text);
    char *bytes = string ? json_dumps(string, JSON_ENCODE_ANY) : NULL;
    if (!bytes)
        memory_exhausted(0);
    buffer_puts(out, bytes);
    free(bytes);
    json_decref(string);
}

static void add_event(int64_t at, const char *kind, const char *text, struct buffer *out)
{
    buffer_printf(out, "[%" PRId64 ".%06d,\"%s\",", at / 1000000, (int)(at % 1000000), kind);
    add_string(text, out);
    buffer_puts(out, "]\n");
}

static void add_head(const struct export_run *run, const struct columns *c, struct buffer *out)
{
    struct buffer text = {0}, rest = {0};
    buffer_printf(out,
                  "{\"version\":2,\"width\":%d,\"height\":%d,\"idle_time_limit\":%d,\"title\":",
                  CAST_WIDTH, CAST_HEIGHT, MOST_IDLE);
    add_string(run->name ? run->name : "thrum", out);
    buffer_puts(out, "}\n");
    /* The first line stays where it is while those beneath it move up. */
    buffer_puts(&text, "\x1B[2J\x1B[H\x1B[1m");
    columns_add_line(c, c->head, &text);
    buffer_printf(&text, "\x1B[m\x1B[2;%dr\x1B[2;1H", CAST_HEIGHT);
    export_add_more_threads(c->without, &rest);
    export_add_left_out(export_steps_before(run->film->record, c), &rest);
    if (rest.length)
        buffer_printf(&text, "%s\r\n", buffer_text(&rest));
    add_event(0, "o", buffer_text(&text), out);
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
    add_event(at, "m", buffer_text(&text), out);
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
        columns_add_line(c, c->rows[row].cells, &text);
        add_event(at, "o", buffer_text(&text), out);
    }
    buffer_clear(&text);
    buffer_printf(&text, "\x1B[r\x1B[%d;1H", CAST_HEIGHT);
    add_event(at + LEAST_PAUSE, "o", buffer_text(&text), out);
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
