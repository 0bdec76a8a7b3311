/* explore_steps.c - see explore_steps.h.
 *
 * What decides may lie in the middle of a long run: so of everything that a run does to an object
 * the last time is shown, and where time ran out, a value was chosen or an error came up each. */
#include "script/explore_steps.h"

#include "base/columns.h"
#include "base/memory.h"
#include "core/failure.h"
#include "core/instructions.h"
#include "watch/columns.h"
#include "watch/followed.h"
#include "watch/record_words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    WHOLE_LIST = 80, /* steps of a finding that is told in full */
    WHOLE_RUN = 40,  /* of a run that is */
    RUN_ENDS = 4,    /* shown at its beginning and at its end */
    LEAST_LEFT = 3,  /* fewer are not worth leaving out */
    MOST_KINDS = 256,
    MOST_TOLD = 8, /* kinds of steps that are counted in a gap */
};

/* ---- Long runs ------------------------------------------------------------------------------- */

static bool is_access(const struct explore_step *s)
{
    return s->event.op != OP_COUNT && instruction_is_access((enum program_opcode)s->event.op);
}

/* Whether two steps do the same to the same; all elements of an array of variables are one. */
static bool are_alike(const struct explore_step *a, const struct explore_step *b)
{
    return a->event.op == b->event.op && a->event.outcome == b->event.outcome &&
           a->event.name == b->event.name && a->event.count == b->event.count &&
           (is_access(a) || a->event.element == b->event.element);
}

/* Whether others may notice it, beyond the values of variables. */
static bool is_told_of(const struct explore_step *s)
{
    return s->event.op != OP_COUNT && s->event.name && !is_access(s);
}

static bool is_special(const struct explore_step *s)
{
    return s->how != ' ' || s->error || s->event.op == OP_COUNT;
}

struct kinds {
    const struct explore_step *first[MOST_KINDS];
    size_t times[MOST_KINDS];
    size_t count;
};

/* Whether a step like it was counted before; counts it. */
static bool count_kind(struct kinds *k, const struct explore_step *s)
{
    for (size_t i = 0; i < k->count; i++)
        if (are_alike(k->first[i], s)) {
            k->times[i]++;
            return true;
        }
    if (k->count < MOST_KINDS) {
        k->first[k->count] = s;
        k->times[k->count++] = 1;
    }
    return false;
}

/* Which steps of a long run are shown. */
static void choose(const struct explore_step *steps, size_t length, bool *shown)
{
    struct kinds *seen = memory_zeroed(1, sizeof *seen);
    for (size_t i = length; i-- > 0;) {
        bool again = count_kind(seen, &steps[i]);
        shown[i] = !again || is_special(&steps[i]) || i < RUN_ENDS || i + RUN_ENDS >= length;
    }
    for (size_t i = 0; i < length;) {
        size_t gap = 0;
        while (i + gap < length && !shown[i + gap])
            gap++;
        for (size_t k = 0; gap < LEAST_LEFT && k < gap; k++)
            shown[i + k] = true;
        i += gap ? gap : 1;
    }
    free(seen);
}

static size_t run_length(const struct explore_finding *f, size_t first)
{
    size_t length = 1;
    while (first + length < f->step_count &&
           strcmp(f->steps[first].thread, f->steps[first + length].thread) == 0)
        length++;
    return length;
}

/* Which steps of the finding are shown; malloc'd. */
static bool *choose_all(const struct explore_finding *f, bool full)
{
    bool *shown = memory_zeroed(f->step_count, sizeof *shown);
    for (size_t i = 0; i < f->step_count;) {
        size_t length = run_length(f, i);
        if (!full && length > WHOLE_RUN && f->step_count > WHOLE_LIST)
            choose(&f->steps[i], length, &shown[i]);
        else
            memset(&shown[i], true, length * sizeof *shown);
        i += length;
    }
    return shown;
}

/* ---- Lines ----------------------------------------------------------------------------------- */

struct listing {
    const struct explore_finding *finding;
    const struct machine *machine; /* where it ends */
    const struct columns *columns;
    const struct columns_request *request; /* for them */
    bool spoken;
    bool *shown;     /* by its steps */
    size_t next;     /* the step that comes next, and */
    uint32_t steps;  /* how many the record has before it */
    uint32_t hidden; /* steps of the record up to here are left out */
    uint32_t round;  /* from this one on they come again and again; 0: they do not */
    struct buffer *out;
};

static void add_margin(const struct listing *l)
{
    if (!l->spoken)
        buffer_printf(l->out, "%*s", l->columns->margin_width + l->columns->step_width + 2, "");
}

/* What happens in the order, but is no step that the record knows. */
static void add_move(const struct listing *l, const struct explore_step *s)
{
    add_margin(l);
    const char *what = "unwinds: it was cancelled";
    if (s->how == '!')
        what = "stops waiting: its time has run out; it needs the lock to go on";
    else if (s->how == '~')
        what = "wakes from its wait although nobody notified it";
    buffer_printf(l->out, "%s %s\n", s->thread, what);
}

static void add_gap(const struct listing *l, const struct explore_step *steps, size_t count)
{
    struct kinds *kinds = memory_zeroed(1, sizeof *kinds);
    struct buffer *out = l->out;
    size_t told = 0;
    for (size_t i = 0; i < count; i++)
        if (is_told_of(&steps[i]))
            count_kind(kinds, &steps[i]);
    add_margin(l);
    buffer_puts(out, "... ");
    buffer_put_number(out, count);
    buffer_printf(out, " more steps of %s ...", steps->thread);
    for (; told < kinds->count && told < MOST_TOLD; told++) {
        buffer_puts(out, told ? ", " : " among them: ");
        machine_add_deed(l->machine, &kinds->first[told]->event, out);
        if (kinds->times[told] > 1) {
            buffer_puts(out, " (");
            buffer_put_number(out, kinds->times[told]);
            buffer_puts(out, "x)");
        }
    }
    buffer_puts(out, told < kinds->count ? ", and others\n" : "\n");
    free(kinds);
}

/* Those that wake or unwind are no steps of the record, nor is giving up a wait for a lock. */
static bool has_row(const struct explore_step *s)
{
    return s->event.op != OP_COUNT;
}

static bool is_step(const struct explore_step *s)
{
    return has_row(s) || s->how == ' ';
}

/* All that comes before this step of the record, as far as it has no row. */
static void go_on_to(struct listing *l, uint32_t step)
{
    const struct explore_finding *f = l->finding;
    while (l->next < f->step_count) {
        const struct explore_step *s = &f->steps[l->next];
        uint32_t number = l->steps + is_step(s);
        size_t gap = 0;
        if (number > step || (number == step && has_row(s) && l->shown[l->next]))
            return;
        while (l->next + gap < f->step_count && !l->shown[l->next + gap])
            l->steps += is_step(&f->steps[l->next + gap++]);
        l->next += gap ? gap : 1;
        if (gap) {
            add_gap(l, s, gap);
            l->hidden = l->steps;
            continue;
        }
        if (!has_row(s))
            add_move(l, s);
        l->steps = number;
    }
}

/* An error wants more room than a column has. */
static bool is_error(const struct record_entry *e)
{
    return e->kind == RECORD_RAISED || (e->kind == RECORD_ENDED && e->failure);
}

static void add_error(const struct listing *l, const struct record *r, const struct record_entry *e)
{
    add_margin(l);
    record_add_thread(r, l->machine, e->thread, l->out);
    buffer_puts(l->out, e->kind == RECORD_RAISED ? " meets an error: " : " fails: ");
    failure_add_visible(l->machine->program, e->failure, l->out);
}

/* What came out stands in the place of the command, where there is room for it. */
static void put_printed(const struct listing *l, const struct columns_row *row, uint32_t thread,
                        const char *printed)
{
    const struct columns *c = l->columns;
    struct buffer text = {0};
    buffer_puts(&text, "prints ");
    buffer_printf(&text, "\"%s\"", printed);
    bool fits = (int)columns_of(buffer_text(&text), text.length) < c->thread_width;
    for (size_t i = 0; fits && i < c->thread_count; i++)
        if (c->threads[i] == thread) {
            free(row->cells[COLUMNS_THREADS + i].text);
            row->cells[COLUMNS_THREADS + i].text = buffer_take(&text);
        }
    buffer_free(&text);
}

static void add_row(const struct listing *l, const struct record *r, size_t at)
{
    const struct columns_row *row = &l->columns->rows[at];
    const struct record_entry *e = record_entry(r, row->entry);
    const struct explore_step *s = l->next < l->finding->step_count && e->step == l->steps + 1
                                       ? &l->finding->steps[l->next]
                                       : NULL;
    if (e->kind == RECORD_STEP && s && s->printed)
        put_printed(l, row, e->thread, s->printed);
    if (is_error(e))
        add_error(l, r, e);
    else if (l->spoken)
        columns_add_sentence(l->request, l->columns, at, l->out);
    else
        columns_add_line(l->columns, row->cells, l->out);
    buffer_putc(l->out, '\n');
}

static void add_rows(struct listing *l, const struct record *r)
{
    const struct columns *c = l->columns;
    uint32_t before = 0;
    if (!l->spoken) {
        columns_add_line(c, c->head, l->out);
        buffer_putc(l->out, '\n');
    }
    for (size_t i = 0; i < c->row_count; i++) {
        uint32_t step = record_entry(r, c->rows[i].entry)->step;
        go_on_to(l, step);
        if (l->round && before < l->round && step >= l->round) {
            add_margin(l);
            buffer_puts(l->out, "and now round and round:\n");
        }
        if (step > l->hidden)
            add_row(l, r, i);
        before = step;
    }
    go_on_to(l, UINT32_MAX);
    if (l->round) {
        add_margin(l);
        buffer_printf(l->out, "and so on from step %" PRIu32 ", for ever\n", l->round);
    }
}

void explore_steps_add(const struct explore_finding *f, const struct explore_steps *how,
                       struct buffer *out)
{
    struct followed followed;
    struct columns columns;
    struct listing l = {.finding = f, .columns = &columns, .spoken = how->spoken, .out = out};
    followed_make(&followed, &(struct followed_order){.from = how->from,
                                                      .script = how->script,
                                                      .segments = f->schedule,
                                                      .untimed = how->untimed});
    uint64_t rows = record_end(followed.record);
    if (f->kind == EXPLORE_ENDLESS)
        l.round = (uint32_t)followed_go_round(&followed);
    if (l.round)
        rows = record_end(followed.record);
    else if (!f->step_count)
        rows = 0; /* it has nothing to show */
    l.machine = &followed.drive.machine;
    struct columns_request request = {.record = followed.record,
                                      .machine = l.machine,
                                      .first = 0,
                                      .rows = (size_t)rows,
                                      .width = how->width,
                                      .lines = how->script,
                                      .apart = how->spoken,
                                      .stands = UINT64_MAX};
    l.request = &request;
    columns_make(&request, &columns);
    l.shown = choose_all(f, how->full);
    if (rows)
        add_rows(&l, followed.record);
    if (rows && columns.rest[0])
        buffer_printf(out, "%s\n", columns.rest);
    free(l.shown);
    columns_free(&columns);
    followed_free(&followed);
}
