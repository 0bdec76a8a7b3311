/* timeline_draw.c - the threads' rows of the timeline, and the lines between them; see timeline.h.
 *
 * Each row is made of cells, one for each column. First what the thread was at is put into them,
 * then the lines from who let a thread go to that thread, which lie over it; then what is waited
 * for is written where a wait has room for it. */
#include "watch/timeline.h"

#include "base/columns.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "core/kinds.h"
#include "core/step.h"
#include "watch/record_words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char timeline_signs[] =
    "■ does a step · ─ not its turn · :m: waits for m · z sleeps · w works · i does io · "
    ". idle · └ ┌ > is let go · × has ended";
const char timeline_signs_short[] =
    "■ step ─ no turn :m: waits for m └ ┌ > let go z sleeps w works i io × ended";

/* Where lines go from a cell. */
enum { LINE_UP = 1, LINE_DOWN = 2, LINE_ENDS = 4 };

struct cell {
    enum span_kind kind;
    int64_t share; /* nanoseconds of it; -1: the thread was not there */
    bool steps, let_go, ends, failed;
    unsigned char lines;
    bool written;     /* a piece of the row's names stands there: of so many bytes from here on, */
    size_t at, bytes; /* none in a wide character's second column */
};

/* A wait, and the columns that it goes over. */
struct waited {
    int first, last;
    struct span span;
};

/* That a thread was let go, in this column. */
struct release {
    int column;
    uint32_t by; /* the number of who did */
};

struct row {
    uint32_t thread;
    struct cell *cells;
    struct waited *waits;
    size_t wait_count, wait_capacity;
    struct release *releases;
    size_t release_count, release_capacity;
    struct buffer names; /* that stand in the cells */
};

struct drawing {
    const struct timeline_request *request;
    struct timeline *t;
    struct row *rows;
    size_t count;
};

/* ---- What a thread was at -------------------------------------------------------------------- */

static int64_t share_of(const struct timeline *t, int column, const struct span *span)
{
    int64_t from = t->starts[column].time;
    int64_t to = column + 1 < t->count ? t->starts[column + 1].time : t->until.time;
    from = from > span->from.time ? from : span->from.time;
    to = to < span->to.time ? to : span->to.time;
    return to - from;
}

static void keep_wait(struct row *row, int first, int last, const struct span *span)
{
    struct waited *newer = row->wait_count ? &row->waits[row->wait_count - 1] : NULL;
    bool same = newer && newer->span.entity == span->entity && newer->span.reason == span->reason &&
                moment_compare(newer->span.from, span->to) == 0;
    if (same) {
        newer->first = first;
        newer->span.from = span->from;
        newer->span.holder = span->holder;
        return;
    }
    MEMORY_ROOM_FOR_ONE(row->waits, row->wait_count, row->wait_capacity);
    row->waits[row->wait_count++] = (struct waited){first, last, *span};
}

/* Who did this step; false where that is gone. */
static bool who_did(const struct record *r, uint32_t step, uint32_t *thread)
{
    const struct record_entry *e = record_step(r, step);
    if (!e && step > record_steps_gone(r))
        e = record_entry(r, record_find_step(r, step));
    if (!e || e->step != step)
        return false;
    *thread = e->thread;
    return true;
}

static void keep_release(struct drawing *d, struct row *row, int column, uint32_t step)
{
    uint32_t by;
    row->cells[column].let_go = true;
    if (!who_did(d->request->record, step, &by))
        return;
    MEMORY_ROOM_FOR_ONE(row->releases, row->release_count, row->release_capacity);
    row->releases[row->release_count++] = (struct release){column, by};
}

static void fill(struct drawing *d, struct row *row, const struct span *span)
{
    const struct timeline *t = d->t;
    int begins = timeline_column(t, span->from), end = timeline_column(t, span->to);
    int first = begins < 0 ? 0 : begins, last = end;
    /* It ends where a column begins: that is not its own. */
    if (last > first && moment_compare(t->starts[last], span->to) == 0)
        last--;
    for (int i = first; i <= last; i++) {
        int64_t share = share_of(t, i, span);
        if (share > row->cells[i].share) {
            row->cells[i].share = share;
            row->cells[i].kind = span->kind;
        }
    }
    if (begins >= 0 && span->steps)
        row->cells[begins].steps = true;
    if (begins >= 0 && span->kind == SPAN_ENDED) {
        row->cells[begins].ends = true;
        row->cells[begins].failed = span->status != THREAD_DONE;
    }
    if (span->kind != SPAN_WAITS || last < first)
        return;
    keep_wait(row, first, last, span);
    if (span->let_go && end >= 0 && !span->open)
        keep_release(d, row, end, span->let_go);
}

static void fill_row(struct drawing *d, struct row *row, uint32_t thread)
{
    struct spans s;
    struct span span;
    row->thread = thread;
    row->cells = memory_zeroed((size_t)d->t->count, sizeof *row->cells);
    for (int i = 0; i < d->t->count; i++)
        row->cells[i].share = -1;
    spans_begin(&s, d->request->record, thread, d->t->until, d->t->starts[0].time);
    while (spans_previous_piece(&s, &span))
        fill(d, row, &span);
}

/* ---- Whose rows ------------------------------------------------------------------------------ */

enum { THERE_NOT, THERE, ACTS };

/* Whether a thread was there at some time in view, and whether it did something then. Looks at no
 * entry but its first and its last one, so that 10,000 threads cost little. */
static int presence(const struct timeline *t, const struct record_thread *thread, uint64_t low)
{
    const struct record *r = t->record;
    const struct record_entry *first = thread->first ? record_entry(r, thread->first - 1) : NULL;
    struct moment begins = {0, 0};
    if (!thread->last) {
        if (!thread->freed || !thread->let_go)
            return THERE_NOT;
        begins = spans_step(r, thread->let_go);
    } else if (first) {
        begins = first->let_go ? spans_step(r, first->let_go)
                               : (struct moment){first->time, first->step};
    }
    if (moment_compare(begins, t->until) > 0 || (thread->ended && thread->last <= low))
        return THERE_NOT;
    bool acts = thread->last > low && (!first || thread->first - 1 < spans_find(r, t->until));
    return acts ? ACTS : THERE;
}

/* Those of a rank, where they come next in the order and are in view. */
static void take_ranked(struct drawing *d, const uint8_t *ranks, uint8_t rank, size_t *place)
{
    const struct timeline_request *q = d->request;
    for (uint32_t i = 0; i < record_thread_count(q->record) && d->count < q->rows; i++)
        if (ranks[i] == rank && (*place)++ >= q->first)
            fill_row(d, &d->rows[d->count++], record_thread_at(q->record, i)->number);
}

static int compare_rows(const void *a, const void *b)
{
    const struct row *one = a, *other = b;
    return one->thread < other->thread ? -1 : one->thread > other->thread;
}

static size_t choose_rows(struct drawing *d)
{
    const struct record *r = d->request->record;
    uint32_t count = record_thread_count(r);
    uint8_t *ranks = memory_zeroed(count + 1, sizeof *ranks);
    uint64_t low = d->t->count ? spans_find(r, d->t->starts[0]) : record_end(r);
    size_t total = 0, place = 0;
    for (uint32_t i = 0; i < count && d->t->count; i++) {
        ranks[i] = (uint8_t)presence(d->t, record_thread_at(r, i), low);
        total += ranks[i] != THERE_NOT;
    }
    size_t rows = total < d->request->rows ? total : d->request->rows;
    d->rows = memory_zeroed(rows + 1, sizeof *d->rows);
    take_ranked(d, ranks, ACTS, &place);
    take_ranked(d, ranks, THERE, &place);
    qsort(d->rows, d->count, sizeof *d->rows, compare_rows);
    free(ranks);
    return total;
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static size_t row_of(const struct drawing *d, uint32_t thread)
{
    size_t i = 0;
    while (i < d->count && d->rows[i].thread != thread)
        i++;
    return i;
}

static void draw_line(struct drawing *d, size_t from, size_t to, int column)
{
    size_t top = from < to ? from : to, bottom = from < to ? to : from;
    for (size_t i = top; i < bottom; i++) {
        d->rows[i].cells[column].lines |= LINE_DOWN;
        d->rows[i + 1].cells[column].lines |= LINE_UP;
    }
    d->rows[to].cells[column].lines |= LINE_ENDS;
}

static void draw_lines(struct drawing *d)
{
    for (size_t i = 0; i < d->count; i++)
        for (size_t k = 0; k < d->rows[i].release_count; k++) {
            const struct release *release = &d->rows[i].releases[k];
            size_t by = row_of(d, release->by);
            if (by < d->count && by != i)
                draw_line(d, by, i, release->column);
        }
}

/* ---- What is waited for ---------------------------------------------------------------------- */

static bool is_plain_wait(const struct cell *c)
{
    return c->kind == SPAN_WAITS && c->share >= 0 && !c->steps && !c->let_go && !c->ends &&
           !c->lines && !c->written;
}

/* Puts the characters of a text into cells, from a column on; `at` is where it stands among the
 * row's names. */
static void write_text(struct row *row, int column, const char *text, size_t length, size_t at)
{
    uint32_t character;
    for (size_t k = 0; k < length;) {
        size_t bytes = utf8_decode(text + k, length - k, &character);
        bytes = bytes ? bytes : 1;
        size_t width = columns_of(text + k, bytes);
        if (width == 0 && k) /* an accent */
            row->cells[column - 1].bytes += bytes;
        for (size_t i = 0; i < width; i++, column++) {
            row->cells[column].written = true;
            row->cells[column].at = at + k;
            row->cells[column].bytes = i ? 0 : bytes;
        }
        k += bytes;
    }
}

/* Writes it into the first cells of a wait that have room for it behind a sign; false: none have.
 */
static bool write_there(struct row *row, const struct waited *wait, const char *text, size_t length)
{
    int wanted = (int)columns_of(text, length), room = 0, i = wait->first;
    while (i <= wait->last && room < wanted + 1)
        room = is_plain_wait(&row->cells[i++]) ? room + 1 : 0;
    if (room < wanted + 1 || !length)
        return false;
    size_t at = row->names.length;
    buffer_add(&row->names, text, length);
    write_text(row, i - wanted, text, length, at);
    return true;
}

/* What is waited for: in all words, in one. */
static void add_wait(const struct drawing *d, const struct span *span, struct moment at, bool all,
                     struct buffer *out)
{
    const struct machine *m = d->request->machine;
    if (span->reason == WAITS_FOR_ALL)
        buffer_puts(out, "joins all");
    if (span->reason == WAITS_FOR_ALL)
        return;
    if (span->reason == WAITS_FOR_THREAD)
        buffer_puts(out, "joins ");
    timeline_add_object(m, span, out);
    uint32_t holder =
        all && span->reason != WAITS_FOR_THREAD ? spans_holder(d->request->record, span, at) : 0;
    if (!holder)
        return;
    buffer_printf(out, " %s ", kind_rows[span->object].holder.held);
    record_add_thread(d->request->record, m, holder - 1, out);
}

static void write_wait(struct drawing *d, struct row *row, const struct waited *wait)
{
    struct buffer text = {0};
    struct moment at = d->t->starts[wait->first];
    at = moment_compare(at, wait->span.from) < 0 ? wait->span.from : at;
    for (int all = 1; all >= 0; all--) {
        buffer_clear(&text);
        add_wait(d, &wait->span, at, all, &text);
        if (write_there(row, wait, buffer_text(&text), text.length))
            break;
    }
    buffer_free(&text);
}

/* ---- Signs ----------------------------------------------------------------------------------- */

static const char *line_sign(const struct cell *c)
{
    bool crosses = c->share >= 0 && c->kind == SPAN_RUNS;
    if (c->lines & LINE_ENDS)
        return (c->lines & (LINE_UP | LINE_DOWN)) == (LINE_UP | LINE_DOWN) ? "├"
               : c->lines & LINE_UP                                        ? "└"
                                                                           : "┌";
    return crosses ? "┼" : "│";
}

static enum timeline_tone tone_of(const struct cell *c)
{
    static const enum timeline_tone tones[SPAN_COUNT] = {
        [SPAN_RUNS] = TIMELINE_GOES,    [SPAN_WAITS] = TIMELINE_WAITS,
        [SPAN_SLEEPS] = TIMELINE_RESTS, [SPAN_WORKS] = TIMELINE_GOES,
        [SPAN_IO] = TIMELINE_RESTS,     [SPAN_IDLE] = TIMELINE_FAINT,
        [SPAN_ENDED] = TIMELINE_FAINT,  [SPAN_UNKNOWN] = TIMELINE_FAINT};
    if (c->ends)
        return c->failed ? TIMELINE_FAILED : TIMELINE_FAINT;
    if (c->steps || c->let_go)
        return TIMELINE_GOES;
    return c->share < 0 || c->lines ? TIMELINE_PLAIN : tones[c->kind];
}

static void add_sign(const struct row *row, const struct cell *c, struct buffer *out)
{
    static const char *const signs[SPAN_COUNT] = {
        [SPAN_RUNS] = "─", [SPAN_WAITS] = ":", [SPAN_SLEEPS] = "z", [SPAN_WORKS] = "w",
        [SPAN_IO] = "i",   [SPAN_IDLE] = ".",  [SPAN_ENDED] = " ",  [SPAN_UNKNOWN] = "?"};
    if (c->ends)
        buffer_puts(out, "×");
    else if (c->lines & LINE_ENDS)
        buffer_puts(out, line_sign(c));
    else if (c->steps)
        buffer_puts(out, "■");
    else if (c->lines)
        buffer_puts(out, line_sign(c));
    else if (c->let_go)
        buffer_putc(out, '>');
    else if (c->written)
        buffer_add(out, row->names.bytes + c->at, c->bytes);
    else
        buffer_puts(out, c->share < 0 ? " " : signs[c->kind]);
}

static void draw_row(struct drawing *d, struct row *row, struct timeline_row *drawn)
{
    const struct timeline *t = d->t;
    struct buffer text = {0};
    for (size_t i = 0; i < row->wait_count; i++)
        write_wait(d, row, &row->waits[i]);
    drawn->thread = row->thread;
    drawn->tones = memory_zeroed((size_t)t->count + 1, sizeof *drawn->tones);
    for (int i = 0; i < t->count; i++) {
        bool to_come = moment_compare(t->starts[i], d->request->stands) > 0;
        add_sign(row, &row->cells[i], &text);
        drawn->tones[i] = (uint8_t)(to_come ? TIMELINE_FAINT : tone_of(&row->cells[i]));
    }
    drawn->text = buffer_take(&text);
    free(row->cells);
    free(row->waits);
    free(row->releases);
    buffer_free(&row->names);
}

/* ---- The scale ------------------------------------------------------------------------------- */

enum { TICK_COLUMNS = 10 };

void timeline_add_time(const struct timeline *t, int64_t time, struct buffer *out)
{
    int64_t exact = t->zoom >= 10 ? t->zoom / 10 : 1;
    duration_add_text(time - time % exact, out);
}

/* Whether a time stands over this column: every tenth, or where something happens at another
 * instant. */
static bool is_tick(const struct timeline *t, int column)
{
    struct moment start = t->starts[column];
    if (column == 0)
        return true;
    if (t->by_steps) {
        const struct record_entry *e = record_entry(t->record, spans_find(t->record, start));
        return start.time != t->starts[column - 1].time && e && e->time == start.time;
    }
    return t->starts[column].time / t->zoom % TICK_COLUMNS == 0;
}

static void put_sign(char **columns, int column, int count, const char *sign)
{
    if (column >= 0 && column < count)
        columns[column] = memory_copy(sign);
}

/* One sign a column: times where there is room, over them where the cursor is. */
static char *draw_scale(const struct timeline *t, int cursor, int stands)
{
    struct buffer text = {0}, scale = {0};
    int free_from = 0;
    char **signs = memory_zeroed((size_t)t->count + 1, sizeof *signs);
    for (int i = 0; i < t->count; i++) {
        buffer_clear(&text);
        timeline_add_time(t, t->starts[i].time, &text);
        int end = i + (int)text.length;
        bool under = (cursor >= i && cursor < end) || (stands >= i && stands < end);
        if (!is_tick(t, i) || i < free_from || end > t->count || under)
            continue;
        for (size_t k = 0; k < text.length; k++)
            put_sign(signs, i + (int)k, t->count, (char[]){text.bytes[k], '\0'});
        free_from = end + 1;
    }
    for (int i = 0; i < t->count; i++) {
        const char *sign = i == cursor ? "▼" : i == stands ? "►" : signs[i] ? signs[i] : " ";
        buffer_puts(&scale, sign);
        free(signs[i]);
    }
    free(signs);
    buffer_free(&text);
    return scale.length ? buffer_take(&scale) : memory_copy("");
}

/* ---- All of it ------------------------------------------------------------------------------- */

void timeline_draw(const struct timeline_request *q, struct timeline_picture *picture)
{
    *picture = (struct timeline_picture){.cursor = -1};
    struct timeline *t = &picture->columns;
    timeline_begin(t, q->record, q->choice, q->until, q->by_steps, q->width);
    struct drawing d = {.request = q, .t = t};
    picture->total = choose_rows(&d);
    if (q->choice->points)
        picture->cursor = timeline_column(t, q->choice->at);
    bool past = moment_compare(q->stands, q->until) < 0;
    picture->scale = draw_scale(t, picture->cursor, past ? timeline_column(t, q->stands) : -1);
    draw_lines(&d);
    picture->rows = memory_zeroed(d.count + 1, sizeof *picture->rows);
    picture->row_count = d.count;
    for (size_t i = 0; i < d.count; i++)
        draw_row(&d, &d.rows[i], &picture->rows[i]);
    free(d.rows);
}

void timeline_drawn_free(struct timeline_picture *picture)
{
    for (size_t i = 0; i < picture->row_count; i++) {
        free(picture->rows[i].text);
        free(picture->rows[i].tones);
    }
    free(picture->rows);
    free(picture->scale);
    timeline_free(&picture->columns);
}
