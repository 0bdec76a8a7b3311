/* session_columns.c - the run as columns: the pane, and the command that prints the same. */
#include "shell/session_columns.h"

#include "base/memory.h"
#include "core/drive.h"
#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/pane_fill.h"
#include "shell/session_inside.h"
#include "shell/session_words.h"
#include "watch/columns.h"
#include "watch/record.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_PRINTED = 60, TEXT_WIDTH = 80, ALL_THREADS = 4000 /* columns that are not drawn */ };

void columns_choice_clear(struct columns_choice *choice)
{
    free(choice->threads);
    *choice = (struct columns_choice){0};
}

/* ---- The pane -------------------------------------------------------------------------------- */

static enum tone tone_of(enum columns_tone tone)
{
    static const enum tone tones[] = {
        [COLUMNS_PLAIN] = TONE_PLAIN,   [COLUMNS_FAINT] = TONE_FAINT,
        [COLUMNS_WAITS] = TONE_WAITING, [COLUMNS_LETS_GO] = TONE_GOING,
        [COLUMNS_FAILS] = TONE_FAILED,
    };
    return tones[tone];
}

static struct pane_cell *take_cells(struct pane_fill *f, const struct columns *c,
                                    struct columns_cell *from)
{
    struct pane_cell *cells = pane_add_row(f);
    for (size_t i = 0; i < c->cell_count; i++) {
        struct buffer text = {0};
        buffer_puts(&text, from[i].text);
        cells[i] = (struct pane_cell){.text = pane_keep(f, &text), .tone = tone_of(from[i].tone)};
        buffer_free(&text);
    }
    return cells;
}

/* Whether a row is of what the last command has done. */
static bool is_new(const struct pane_fill *f, const struct record *shown,
                   const struct columns_row *row)
{
    return !f->past && shown == f->record && !row->to_come &&
           marks_step_is_new(&f->session->marks, record_entry(shown, row->entry)->step);
}

static void begin(struct pane_fill *f, const struct columns *c)
{
    struct pane_column *columns = pane_keep_columns(f, c->cell_count);
    for (size_t i = 0; i < c->cell_count; i++)
        columns[i] = i == COLUMNS_MARGIN ? (struct pane_column){.least = c->margin_width}
                     : i == COLUMNS_STEP ? (struct pane_column){.least = c->step_width}
                                         : (struct pane_column){.least = c->thread_width};
    pane_begin(f, columns, c->cell_count, c->cell_count);
    f->pane->touching = COLUMNS_THREADS;
}

/* What is replayed is shown whole: what is done, and behind it what is to come. `stands`: the step
 * behind which the lab stands or is looked at. */
static void show_plan(const struct plan *p, const struct drive *lab, uint64_t stands,
                      struct columns_request *request)
{
    uint64_t done;
    if (!plan_place(p, lab, &done))
        return;
    request->record = p->followed.record;
    request->machine = &p->followed.drive.machine;
    request->stands = stands;
}

/* Where nothing is done yet no row can be marked as the last one that is. */
static void add_all_to_come(const struct columns *c, struct buffer *out)
{
    if (c->row_count && c->rows[0].to_come)
        buffer_puts(out, out->length ? "\nall of this is still to come" : "all is still to come");
}

/* What main does alone stands in the transcript. */
static bool is_quiet(const struct pane_fill *f)
{
    return record_thread_count(f->record) < 2;
}

/* It is not in view: only how much there is to show is asked. */
static void count(struct pane_fill *f)
{
    static const struct pane_column columns[] = {{4, 0}, {4, 0}};
    pane_begin(f, columns, 2, 2);
    f->pane->quiet = is_quiet(f);
    f->pane->total =
        (size_t)(record_end(f->record) - record_find_step(f->record, f->columns->since));
}

void pane_columns(struct pane_fill *f)
{
    if (!f->request.rows) {
        count(f);
        return;
    }
    const struct columns_choice *choice = f->columns;
    struct columns c;
    struct buffer text = {0};
    size_t rows = f->request.rows - 1; /* one says whose columns they are */
    struct columns_request request = {
        .record = f->record,
        .machine = f->m,
        .since = choice->since,
        .first = f->request.first == PANE_AT_END ? COLUMNS_END : f->request.first,
        .rows = rows,
        .width = f->request.columns - 1,
        .stands = f->past ? f->step : UINT64_MAX,
        .only = choice->threads,
        .only_count = choice->count,
    };
    show_plan(&f->session->watcher.plan, lab_drive(f->session->lab),
              f->past ? f->step : lab_drive(f->session->lab)->steps, &request);
    columns_make(&request, &c);
    begin(f, &c);
    f->pane->quiet = is_quiet(f);
    f->pane->total = (size_t)c.total;
    f->pane->first = (size_t)c.first;
    take_cells(f, &c, c.head);
    for (size_t i = 0; i < c.row_count; i++)
        take_cells(f, &c, c.rows[i].cells)[0].marked = is_new(f, request.record, &c.rows[i]);
    buffer_puts(&text, c.rest);
    if (!text.length)
        add_all_to_come(&c, &text);
    f->pane->rest = pane_keep(f, &text);
    columns_free(&c);
    buffer_free(&text);
}

/* ---- The command ----------------------------------------------------------------------------- */

/* Takes the next argument off the text: a word, or a string in quotes; malloc'd, NULL at the end
 * and where there is neither. */
static char *next_argument(const char **text)
{
    const char *start = *text + strspn(*text, " \t");
    size_t length = start[0] == '"' ? strcspn(start + 1, "\"") + 1 : strcspn(start, " \t");
    length += start[0] == '"' && start[length] == '"';
    *text = start;
    if (!length)
        return NULL;
    struct buffer one = {0};
    buffer_add(&one, start, length);
    char *name = arguments_one(buffer_text(&one));
    buffer_free(&one);
    *text = name ? start + length : start; /* what cannot be read stays */
    return name;
}

/* Threads of one name, those too that have ended: a name is taken again. */
static void choose(struct telling *t, const struct machine *m, const char *name)
{
    const struct record *r = t->session->watcher.record;
    struct columns_choice *choice = &t->session->columns;
    size_t before = choice->count;
    for (uint32_t i = 0; i < record_thread_count(r); i++) {
        const struct record_thread *thread = record_thread_at(r, i);
        if (!thread->last || strcmp(name_bytes(m->program->texts, thread->name), name) != 0)
            continue;
        MEMORY_ROOM_FOR_ONE(choice->threads, choice->count, choice->capacity);
        choice->threads[choice->count++] = thread->number;
    }
    if (choice->count > before)
        return;
    t->failed = true;
    if (session_find_thread(m, name) == NO_THREAD)
        session_add_no_thread(m, name, &t->out);
    else
        buffer_printf(&t->out, "%s has done nothing yet", name);
}

static void read_choice(struct telling *t, const struct machine *m)
{
    struct columns_choice *choice = &t->session->columns;
    const char *text = t->argument;
    char *word;
    columns_choice_clear(choice);
    while (!t->failed && (word = next_argument(&text))) {
        const char *quote = text > t->argument ? text - 1 : text;
        bool since = strcmp(word, "since") == 0 && *quote != '"';
        char *number = since ? next_argument(&text) : NULL;
        if (since) {
            choice->since = number ? arguments_count(number) : 0;
            t->failed = !choice->since;
            if (t->failed)
                buffer_puts(&t->out, "write: columns since STEP, with the number of a step; "
                                     "`columns since 1` begins with the first");
        } else {
            choose(t, m, word);
        }
        free(number);
        free(word);
    }
    if (!t->failed && text[strspn(text, " \t")]) {
        t->failed = true;
        buffer_puts(&t->out, "a name in quotes ends with a quote: columns \"my thread\"");
    }
    if (t->failed)
        columns_choice_clear(choice);
}

/* For who hears it. */
static void add_spoken(const struct columns_request *q, const struct columns *c, struct buffer *out)
{
    for (size_t row = 0; row < c->row_count; row++) {
        buffer_puts(out, row ? "\n" : "");
        columns_add_sentence(q, c, row, out);
    }
    if (c->rest[0])
        buffer_printf(out, "\n%s", c->rest);
}

/* What comes before the rows that are printed, or behind them. */
static void add_left_out(const struct columns_request *q, const struct columns *c,
                         struct buffer *out)
{
    const struct record_entry *first = record_entry(q->record, c->rows[0].entry);
    const struct record_entry *last = record_entry(q->record, c->rows[c->row_count - 1].entry);
    if (q->first == COLUMNS_END && c->first && c->row_count == q->rows && first->step > 1)
        buffer_printf(out,
                      "\n`columns since 1` begins with the first step, this began with %" PRIu32,
                      first->step);
    else if (q->first != COLUMNS_END && last->step < record_last_step(q->record) &&
             c->row_count == q->rows)
        buffer_printf(out, "\n`columns since %" PRIu32 "` goes on", last->step + 1);
}

static void tell(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *t = argument;
    const struct columns_choice *choice = &t->session->columns;
    struct columns c;
    (void)m;
    const struct machine *shown = &lab_shown(lab)->machine;
    read_choice(t, shown);
    if (t->failed)
        return;
    struct columns_request request = {.record = t->session->watcher.record,
                                      .machine = shown,
                                      .since = choice->since,
                                      .first = choice->since ? 0 : COLUMNS_END,
                                      .rows = ROWS_PRINTED,
                                      .width = TEXT_WIDTH,
                                      .stands =
                                          lab_looks_back(lab) ? lab_shown_step(lab) : UINT64_MAX,
                                      .only = choice->threads,
                                      .only_count = choice->count};
    show_plan(&t->session->watcher.plan, lab_drive(lab),
              lab_looks_back(lab) ? lab_shown_step(lab) : lab_drive(lab)->steps, &request);
    request.apart = voice_speaks(t->session);
    if (request.apart)
        request.width = ALL_THREADS;
    columns_make(&request, &c);
    if (c.row_count) {
        if (request.apart)
            add_spoken(&request, &c, &t->out);
        else
            columns_add_text(&c, &t->out);
        add_left_out(&request, &c, &t->out);
        add_all_to_come(&c, &t->out);
    } else {
        buffer_puts(&t->out, record_last_step(request.record)
                                 ? "nothing of that kind has happened yet"
                                 : "nothing has happened yet");
    }
    columns_free(&c);
}

void command_columns(struct session *s, const char *arguments)
{
    lines_ask_lab(s, arguments, 0, tell);
}
