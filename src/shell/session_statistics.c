/* session_statistics.c - the command `statistics`: what the run so far comes to in numbers
 * (watch/statistics.h), as tables. */
#include "shell/session_inside.h"

#include "base/columns.h"
#include "base/memory.h"
#include "core/drive.h"
#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/session_past.h"
#include "shell/session_words.h"
#include "watch/record_words.h"
#include "watch/statistics.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_SHOWN = 60, MOST_CELLS = 9, MOST_COLUMN = 30 };

/* A table that is being made: rows of words, the first of them its head. */
struct table {
    char *cells[1 + ROWS_SHOWN][MOST_CELLS];
    size_t columns, rows, more;
};

static void add_head(struct table *t, const char *const *words)
{
    for (t->columns = 0; words[t->columns]; t->columns++)
        t->cells[0][t->columns] = memory_copy(words[t->columns]);
    t->rows = 1;
}

static void put(struct table *t, size_t column, struct buffer *text)
{
    t->cells[t->rows][column] = text->length ? buffer_take(text) : memory_copy("-");
}

static void put_number(struct table *t, size_t column, uint64_t number)
{
    struct buffer text = {0};
    if (number)
        buffer_put_number(&text, number);
    put(t, column, &text);
}

/* To three digits behind the point at most: less cannot be seen. */
static void add_duration(int64_t nanoseconds, struct buffer *out)
{
    int64_t exact = nanoseconds >= 1000000000 ? 1000000 : nanoseconds >= 1000000 ? 1000 : 1;
    duration_add_text(nanoseconds - nanoseconds % exact, out);
}

static void put_time(struct table *t, size_t column, int64_t nanoseconds)
{
    struct buffer text = {0};
    if (nanoseconds)
        add_duration(nanoseconds, &text);
    put(t, column, &text);
}

/* The same for who hears it, a sentence a row: "m: taken 3, waited for 1". */
static void add_sentences(const struct table *t, struct buffer *out)
{
    for (size_t row = 1; row < t->rows; row++) {
        buffer_printf(out, "%s%s: ", out->length ? "\n" : "", t->cells[row][0]);
        bool any = false;
        for (size_t i = 1; i < t->columns; i++) {
            if (strcmp(t->cells[row][i], "-") == 0)
                continue;
            buffer_printf(out, "%s%s %s", any ? ", " : "", t->cells[0][i], t->cells[row][i]);
            any = true;
        }
        buffer_puts(out, any ? "" : "nothing");
    }
}

static void add_rows(const struct table *t, struct buffer *out)
{
    size_t widths[MOST_CELLS] = {0};
    for (size_t row = 0; row < t->rows; row++)
        for (size_t i = 0; i < t->columns; i++) {
            size_t width = columns_of(t->cells[row][i], strlen(t->cells[row][i]));
            widths[i] = width > widths[i] ? width : widths[i];
        }
    for (size_t row = 0; t->rows > 1 && row < t->rows; row++) {
        buffer_puts(out, out->length ? "\n" : "");
        for (size_t i = 0; i < t->columns; i++) {
            buffer_puts(out, t->cells[row][i]);
            if (i + 1 < t->columns)
                columns_pad(out, t->cells[row][i],
                            (widths[i] < MOST_COLUMN ? widths[i] : MOST_COLUMN) + 2);
        }
    }
}

/* Adds it, if there is more than its head; it is gone then. */
static void add_table(struct table *t, bool spoken, struct buffer *out)
{
    if (spoken)
        add_sentences(t, out);
    else
        add_rows(t, out);
    if (t->more) {
        buffer_puts(out, "\nand ");
        buffer_put_number(out, t->more);
        buffer_puts(out, " more");
    }
    for (size_t row = 0; row < t->rows; row++)
        for (size_t i = 0; i < t->columns; i++)
            free(t->cells[row][i]);
}

/* ---- The two tables -------------------------------------------------------------------------- */

struct telling_statistics {
    struct telling *tell;
    const struct record *record;
    const struct machine *machine;
    const char *name; /* of this alone; NULL: all */
};

/* Whether it is asked for; its name, as it is shown, is added. */
static bool is_wanted(const struct telling_statistics *t, const struct buffer *name)
{
    return !t->name || strcmp(t->name, buffer_text(name)) == 0;
}

static bool has_place(struct table *table)
{
    bool place = table->rows <= ROWS_SHOWN;
    table->more += !place;
    return place;
}

static size_t add_objects(const struct telling_statistics *t, const struct statistics *s,
                          struct buffer *out)
{
    static const char *const head[] = {"object",    "taken",         "waited for", "longest wait",
                                       "all waits", "longest queue", NULL};
    struct table table = {.rows = 0};
    add_head(&table, head);
    for (size_t i = 0; i < s->object_count; i++) {
        const struct statistics_object *o = &s->objects[i];
        struct buffer text = {0};
        record_add_name(t->machine, o->name, o->element, &text);
        if (!is_wanted(t, &text) || !has_place(&table)) {
            buffer_free(&text);
            continue;
        }
        put(&table, 0, &text);
        put_number(&table, 1, o->taken);
        put_number(&table, 2, o->waits);
        if (o->waits) {
            add_duration(o->longest, &text);
            buffer_puts(&text, ", ");
            record_add_thread(t->record, t->machine, o->longest_by, &text);
        }
        put(&table, 3, &text);
        put_time(&table, 4, o->waited);
        put_number(&table, 5, o->queue);
        table.rows++;
    }
    add_table(&table, voice_speaks(t->tell->session), out);
    return table.rows - 1;
}

static size_t add_threads(const struct telling_statistics *t, const struct statistics *s,
                          struct buffer *out)
{
    static const char *const head[] = {"thread", "steps", "life", "runs", "waits",
                                       "sleeps", "works", "io",   "idle", NULL};
    static const enum span_kind kinds[] = {SPAN_RUNS,  SPAN_WAITS, SPAN_SLEEPS,
                                           SPAN_WORKS, SPAN_IO,    SPAN_IDLE};
    struct table table = {.rows = 0};
    add_head(&table, head);
    for (size_t i = 0; i < s->thread_count; i++) {
        const struct statistics_thread *thread = &s->threads[i];
        struct buffer text = {0};
        record_add_thread(t->record, t->machine, thread->thread, &text);
        if (!is_wanted(t, &text) || !has_place(&table)) {
            buffer_free(&text);
            continue;
        }
        put(&table, 0, &text);
        put_number(&table, 1, thread->steps);
        put_time(&table, 2, thread->life);
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            put_time(&table, 3 + k, thread->at[kinds[k]]);
        table.rows++;
    }
    add_table(&table, voice_speaks(t->tell->session), out);
    return table.rows - 1;
}

/* ---- The command ----------------------------------------------------------------------------- */

static void tell(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *told = argument;
    const struct record *r = told->session->watcher.record;
    const struct machine *shown = &lab_shown(lab)->machine;
    struct moment until = {lab_now(lab), UINT32_MAX};
    struct statistics s;
    (void)m;
    if (lab_looks_back(lab))
        until = (struct moment){shown->state->now, (uint32_t)lab_shown_step(lab)};
    struct telling_statistics t = {told, r, shown, told->argument};
    statistics_make(r, until, &s);
    past_add_heading(lab, &told->out);
    size_t before = told->out.length;
    struct buffer tables = {0};
    size_t rows = add_objects(&t, &s, &tables);
    rows += add_threads(&t, &s, &tables);
    buffer_puts(&told->out, buffer_text(&tables));
    uint64_t gone = record_steps_gone(r);
    if (rows && gone) {
        buffer_puts(&told->out, "\nthe first ");
        buffer_put_number(&told->out, gone);
        buffer_puts(&told->out, gone == 1 ? " step is gone, and not counted"
                                          : " steps are gone, and not counted");
    }
    if (!rows) {
        buffer_cut(&told->out, t.name ? 0 : before);
        buffer_puts(&told->out, t.name ? "nothing was done with, or by, anything named "
                                       : "nothing has happened yet");
        buffer_puts(&told->out, t.name ? t.name : "");
        told->failed = t.name != NULL;
    }
    buffer_free(&tables);
    statistics_free(&s);
}

void command_statistics(struct session *s, const char *arguments)
{
    char *name = arguments[0] ? arguments_one(arguments) : NULL;
    if (arguments[0] && !name)
        arguments_refuse_form(s, "statistics");
    else
        lines_ask_lab(s, name, 0, tell);
    free(name);
}
