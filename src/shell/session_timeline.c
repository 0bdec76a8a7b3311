/* session_timeline.c - the run as a picture: the pane, moving about in it, and the command that
 * prints the same. With the monitor held. */
#include "shell/session_inside.h"

#include "base/columns.h"
#include "core/drive.h"
#include "shell/arguments.h"
#include "shell/dispatch.h"
#include "shell/pane_fill.h"
#include "shell/session_words.h"
#include "watch/record_words.h"
#include "watch/words.h"

#include <stdlib.h>
#include <string.h>

enum {
    COLUMNS_PRINTED = 60,
    ROWS_PRINTED = 40,
    MOST_NAME_COLUMNS = 20,
    LEAST_NAME_COLUMNS = 4,
    NAMES_MEASURED = 40, /* of the oldest threads and of the youngest */
    STATES_SHOWN = 12,
    SPANS_TOLD = 12, /* of a thread, the latest */
    BESIDE = 2,      /* columns of the pane that are neither names nor picture */
    MOST_MOVED = 10000,
    AROUND = 2, /* rows of it that are no thread's: the scale, and what was then */
};

/* ---- What is asked for ----------------------------------------------------------------------- */

/* What is shown: now, or where the user looks back to. */
static struct moment stands(struct lab *lab)
{
    if (lab_looks_back(lab))
        return (struct moment){lab_shown(lab)->machine.state->now, (uint32_t)lab_shown_step(lab)};
    return (struct moment){lab_now(lab), UINT32_MAX};
}

/* What there is to show, of so many columns; what is looked back to is in view. */
static struct timeline_request request_of(const struct session *s, struct lab *lab, int width,
                                          struct timeline_choice *choice)
{
    struct moment now = {lab_now(lab), UINT32_MAX};
    bool by_steps = lab_clock(lab)->kind == CLOCK_KIND_VIRTUAL;
    *choice = s->timeline;
    if (lab_looks_back(lab) && !choice->points) {
        struct timeline t;
        timeline_begin(&t, s->watcher.record, choice, now, by_steps, width);
        timeline_show(choice, &t, width, stands(lab));
        timeline_free(&t);
    }
    return (struct timeline_request){.record = s->watcher.record,
                                     .machine = &lab_shown(lab)->machine,
                                     .choice = choice,
                                     .until = now,
                                     .stands = stands(lab),
                                     .by_steps = by_steps,
                                     .width = width};
}

/* How wide the column of the names is: the same whatever is in view. */
static int name_width(const struct record *r, const struct machine *m, int columns)
{
    size_t width = LEAST_NAME_COLUMNS;
    size_t most = (size_t)(columns / 5 < MOST_NAME_COLUMNS ? columns / 5 : MOST_NAME_COLUMNS);
    uint32_t count = record_thread_count(r);
    for (uint32_t i = 0; i < count; i++) {
        struct buffer name = {0};
        if (i >= NAMES_MEASURED && count - i > NAMES_MEASURED)
            i = count - NAMES_MEASURED;
        record_add_thread(r, m, record_thread_at(r, i)->number, &name);
        size_t here = columns_of(buffer_text(&name), name.length);
        width = here > width ? here : width;
        buffer_free(&name);
    }
    return (int)(width < most ? width : most);
}

/* The column about which there is something to be said: that of the cursor, or where the past ends
 * that is looked at; -1: there is none. */
static int column_told(const struct timeline_request *q, const struct timeline_picture *p)
{
    bool past = moment_compare(q->stands, q->until) < 0;
    return p->cursor >= 0 || !past ? p->cursor : timeline_column(&p->columns, q->stands);
}

static void add_gone(const struct record *r, struct buffer *out)
{
    uint64_t gone = record_steps_gone(r);
    if (!gone)
        return;
    buffer_puts(out, out->length ? " · the first " : "the first ");
    buffer_put_number(out, gone);
    buffer_puts(out, gone == 1 ? " step is gone" : " steps are gone");
}

static void add_zoom(const struct timeline *t, struct buffer *out)
{
    buffer_puts(out, t->by_steps ? "a step or " : "");
    duration_add_text(t->zoom, out);
    buffer_puts(out, " a column");
}

/* ---- The pane -------------------------------------------------------------------------------- */

static enum tone tone_of(unsigned tone)
{
    static const enum tone tones[] = {
        [TIMELINE_PLAIN] = TONE_PLAIN,   [TIMELINE_FAINT] = TONE_FAINT,
        [TIMELINE_GOES] = TONE_GOING,    [TIMELINE_WAITS] = TONE_WAITING,
        [TIMELINE_RESTS] = TONE_RESTING, [TIMELINE_FAILED] = TONE_FAILED,
    };
    return tones[tone];
}

static void take_row(struct pane_fill *f, const struct timeline_picture *p, size_t row)
{
    struct pane_cell *cells = pane_add_row(f);
    struct buffer text = {0};
    record_add_thread(f->record, f->m, p->rows[row].thread, &text);
    cells[0].text = pane_keep(f, &text);
    buffer_puts(&text, p->rows[row].text);
    cells[1].text = pane_keep(f, &text);
    for (int i = 0; i < p->columns.count; i++)
        buffer_putc(&text,
                    (char)(1 + (i == p->cursor ? TONE_POINTED : tone_of(p->rows[row].tones[i]))));
    cells[1].tones = pane_keep(f, &text);
    buffer_free(&text);
}

static void take_words(struct pane_fill *f, const struct timeline_request *q,
                       const struct timeline_picture *p)
{
    struct buffer text = {0};
    int column = column_told(q, p);
    if (column >= 0)
        timeline_add_then(q, p, column, STATES_SHOWN, &text);
    else
        buffer_puts(&text, p->row_count ? timeline_signs_short
                                        : "nothing has happened there; End shows what is now");
    f->pane->below_tone = column >= 0 ? TONE_PLAIN : TONE_FAINT;
    f->pane->below = pane_keep(f, &text);
    if (p->total > p->row_count) {
        buffer_puts(&text, "and ");
        buffer_put_number(&text, p->total - p->row_count);
        buffer_puts(&text, " more");
    }
    add_gone(f->record, &text);
    f->pane->rest = pane_keep(f, &text);
    if (p->columns.zoom)
        add_zoom(&p->columns, &text);
    buffer_puts(&text, " · + - ← → Home End");
    f->pane->counts = pane_keep(f, &text);
    buffer_free(&text);
}

void pane_timeline(struct pane_fill *f)
{
    static const struct pane_column none[] = {{4, 0}, {4, 0}};
    struct timeline_choice choice;
    struct timeline_picture p;
    size_t threads = record_thread_count(f->record);
    pane_begin(f, none, 2, 2);
    f->pane->total = threads;
    f->pane->wanted = threads + AROUND;
    f->pane->quiet = threads < 2;
    if (f->request.rows <= AROUND)
        return;
    int names = name_width(f->record, f->m, f->request.columns);
    struct timeline_request q =
        request_of(f->session, f->lab, f->request.columns - names - BESIDE, &choice);
    struct pane_column *columns = pane_keep_columns(f, 2);
    columns[0].least = names;
    pane_begin(f, columns, 2, 2);
    bool rest = threads > f->request.rows - AROUND || record_gone(f->record);
    q.rows = f->request.rows - AROUND - (rest && threads <= f->request.rows);
    q.first = f->request.first;
    timeline_draw(&q, &p);
    f->pane->total = p.total;
    f->pane->wanted = p.total + AROUND;
    struct buffer scale = {0};
    buffer_puts(&scale, p.scale);
    pane_add_row(f)[1] = (struct pane_cell){.text = pane_keep(f, &scale), .tone = TONE_FAINT};
    for (size_t i = 0; i < p.row_count; i++)
        take_row(f, &p, i);
    take_words(f, &q, &p);
    timeline_drawn_free(&p);
    buffer_free(&scale);
}

/* ---- Moving about ---------------------------------------------------------------------------- */

struct moving {
    struct session *session;
    enum timeline_move move;
    int by, columns; /* of the pane; 0: of what is printed */
};

static void move_about(struct lab *lab, struct machine *m, void *argument)
{
    struct moving *moving = argument;
    struct timeline t;
    struct timeline_choice choice;
    (void)m;
    const struct record *r = moving->session->watcher.record;
    const struct machine *shown = &lab_shown(lab)->machine;
    int width = moving->columns ? moving->columns - name_width(r, shown, moving->columns) - BESIDE
                                : COLUMNS_PRINTED;
    struct timeline_request q = request_of(moving->session, lab, width, &choice);
    bool moves = moving->move == TIMELINE_LEFT || moving->move == TIMELINE_RIGHT;
    if (lab_looks_back(lab) && !choice.points && moves) { /* from there */
        choice.points = true;
        choice.at = q.stands;
    }
    timeline_begin(&t, r, &choice, q.until, q.by_steps, width);
    timeline_move(&choice, &t, width, moving->move, moving->by);
    moving->session->timeline = choice;
    timeline_free(&t);
}

void session_timeline_move(struct session *s, enum timeline_step step, int columns)
{
    static const struct {
        enum timeline_move move;
        bool far;
    } moves[] = {
        [TIMELINE_STEP_IN] = {TIMELINE_IN, false},
        [TIMELINE_STEP_OUT] = {TIMELINE_OUT, false},
        [TIMELINE_STEP_LEFT] = {TIMELINE_LEFT, false},
        [TIMELINE_STEP_RIGHT] = {TIMELINE_RIGHT, false},
        [TIMELINE_STEP_FAR_LEFT] = {TIMELINE_LEFT, true},
        [TIMELINE_STEP_FAR_RIGHT] = {TIMELINE_RIGHT, true},
        [TIMELINE_STEP_FIRST] = {TIMELINE_FIRST, false},
        [TIMELINE_STEP_LAST] = {TIMELINE_LAST, false},
    };
    struct moving moving = {.session = s,
                            .move = moves[step].move,
                            .by = moves[step].far ? columns / 4 + 1 : 1,
                            .columns = columns};
    lab_do(s->lab, move_about, &moving);
}

/* ---- The command ----------------------------------------------------------------------------- */

static void add_line(const char *name, size_t width, const char *signs, struct buffer *out)
{
    buffer_puts(out, name);
    columns_pad(out, name, width + 2);
    buffer_puts(out, signs);
    while (out->length && out->bytes[out->length - 1] == ' ')
        buffer_cut(out, out->length - 1);
    buffer_putc(out, '\n');
}

static void add_scale(const struct timeline_request *q, const struct timeline_picture *p,
                      struct buffer *out)
{
    const struct timeline *t = &p->columns;
    timeline_add_time(t, t->starts[0].time, out);
    buffer_puts(out, " to ");
    timeline_add_time(t, t->until.time, out);
    buffer_puts(out, t->by_steps ? " · a column for each step; between them, for every "
                                 : " · a column is ");
    duration_add_text(t->zoom, out);
    if (record_gone(q->record))
        add_gone(q->record, out);
    buffer_printf(out, "\n%s", timeline_signs);
    int column = column_told(q, p);
    if (column < 0)
        return;
    buffer_puts(out, "\nat ▼ ");
    timeline_add_then(q, p, column, STATES_SHOWN, out);
}

/* Who hears it is told of each thread what it was at, one after the other, and since when. */
static void add_thread_spoken(const struct timeline_request *q, uint32_t thread, struct buffer *out)
{
    struct span spans[SPANS_TOLD];
    struct spans s;
    size_t count = 0;
    spans_begin(&s, q->record, thread, q->stands, 0);
    while (count < SPANS_TOLD && spans_previous(&s, &spans[count]))
        count++;
    record_add_thread(q->record, q->machine, thread, out);
    buffer_puts(out, count < SPANS_TOLD ? ":" : ", at last:");
    for (size_t i = count; i-- > 0;) {
        bool first = i + 1 == count;
        if (first || spans[i].from.time != spans[i + 1].from.time) {
            buffer_puts(out, first ? " at " : "; at ");
            words_add_time(spans[i].from.time, out);
            buffer_puts(out, ", ");
        } else {
            buffer_puts(out, ", then ");
        }
        timeline_add_state(q->record, q->machine, &spans[i], spans[i].from, out);
    }
}

static void add_spoken(const struct timeline_request *q, const struct timeline_picture *p,
                       struct buffer *out)
{
    for (size_t i = 0; i < p->row_count; i++) {
        add_thread_spoken(q, p->rows[i].thread, out);
        buffer_putc(out, '\n');
    }
    if (p->total > p->row_count)
        buffer_printf(out, "and %zu more\n", p->total - p->row_count);
    int column = column_told(q, p);
    if (column >= 0) {
        buffer_puts(out, "at ");
        timeline_add_then(q, p, column, STATES_SHOWN, out);
    } else if (!p->row_count) {
        buffer_puts(out, "nothing has happened there; `timeline all` tells all");
    }
}

static void show(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *tell = argument;
    struct timeline_choice choice;
    struct timeline_picture p;
    struct timeline_request q = request_of(tell->session, lab, COLUMNS_PRINTED, &choice);
    (void)m;
    q.rows = ROWS_PRINTED;
    timeline_draw(&q, &p);
    if (voice_speaks(tell->session)) {
        add_spoken(&q, &p, &tell->out);
        timeline_drawn_free(&p);
        return;
    }
    int width = name_width(q.record, q.machine, 5 * MOST_NAME_COLUMNS);
    if (p.row_count)
        add_line("", (size_t)width, p.scale, &tell->out);
    for (size_t i = 0; i < p.row_count; i++) {
        struct buffer name = {0};
        record_add_thread(q.record, q.machine, p.rows[i].thread, &name);
        add_line(buffer_text(&name), (size_t)width, p.rows[i].text, &tell->out);
        buffer_free(&name);
    }
    if (p.total > p.row_count) {
        buffer_puts(&tell->out, "and ");
        buffer_put_number(&tell->out, p.total - p.row_count);
        buffer_puts(&tell->out, " more\n");
    }
    if (p.row_count)
        add_scale(&q, &p, &tell->out);
    else
        buffer_puts(&tell->out, "nothing has happened there; `timeline all` shows all");
    timeline_drawn_free(&p);
}

static void add_states(const struct timeline_request *q, struct moment at, struct buffer *out)
{
    const struct record *r = q->record;
    unsigned shown = 0, more = 0;
    for (uint32_t i = 0; i < record_thread_count(r); i++) {
        struct spans s;
        struct span span;
        spans_begin(&s, r, record_thread_at(r, i)->number, at, at.time);
        if (!spans_previous(&s, &span) || span.kind == SPAN_ENDED)
            continue;
        if (shown == ROWS_PRINTED) {
            more++;
            continue;
        }
        shown++;
        buffer_putc(out, '\n');
        record_add_thread(r, q->machine, record_thread_at(r, i)->number, out);
        buffer_puts(out, ": ");
        timeline_add_state(r, q->machine, &span, at, out);
    }
    if (more)
        buffer_printf(out, "\nand %u more", more);
    if (!shown)
        buffer_puts(out, "\nnobody was there");
}

static void show_at(struct lab *lab, struct machine *m, void *argument)
{
    struct telling *tell = argument;
    struct timeline_choice choice;
    struct timeline t;
    struct timeline_request q = request_of(tell->session, lab, COLUMNS_PRINTED, &choice);
    struct moment at = {(int64_t)tell->number, UINT32_MAX};
    (void)m;
    at = moment_compare(at, q.until) < 0 ? at : q.until;
    timeline_begin(&t, q.record, &choice, q.until, q.by_steps, q.width);
    timeline_point(&tell->session->timeline, &t, q.width, at);
    timeline_free(&t);
    buffer_puts(&tell->out, "at ");
    duration_add_text(at.time, &tell->out);
    add_states(&q, at, &tell->out);
}

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

/* `timeline left 5`: the move's word, and how far. */
static bool read_move(const char *arguments, struct moving *moving)
{
    static const struct {
        const char *word;
        enum timeline_move move;
        bool counts;
    } words[] = {{"in", TIMELINE_IN, false},       {"zoom in", TIMELINE_IN, false},
                 {"out", TIMELINE_OUT, false},     {"zoom out", TIMELINE_OUT, false},
                 {"left", TIMELINE_LEFT, true},    {"right", TIMELINE_RIGHT, true},
                 {"first", TIMELINE_FIRST, false}, {"last", TIMELINE_LAST, false}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *number = words[i].counts ? behind_word(arguments, words[i].word) : NULL;
        uint64_t by = number ? arguments_count(number) : 1;
        if (!number && strcmp(arguments, words[i].word) != 0)
            continue;
        moving->move = words[i].move;
        moving->by = by < MOST_MOVED ? (int)by : MOST_MOVED;
        return by > 0;
    }
    return false;
}

void command_timeline(struct session *s, const char *arguments)
{
    struct timeline_choice *choice = &s->timeline;
    struct moving moving = {.session = s};
    const char *from = behind_word(arguments, "from"), *at = behind_word(arguments, "at");
    int64_t time;
    if (at && read_time(at, &time)) {
        lines_ask_lab(s, NULL, (uint64_t)time, show_at);
        return;
    }
    if (from && read_time(from, &time)) {
        choice->from = (struct moment){time, 0};
        choice->stays = true;
        choice->points = false;
    } else if (read_move(arguments, &moving)) {
        lab_do(s->lab, move_about, &moving);
    } else if (strcmp(arguments, "all") == 0) {
        session_timeline_clear(choice);
    } else if (arguments[0]) {
        lines_say(s, LINE_ERROR, "",
                  "write: timeline, timeline in, out, left, right, first or last, timeline from "
                  "2s, timeline at 2.5s, or: timeline all");
        return;
    }
    lines_ask_lab(s, NULL, 0, show);
}
