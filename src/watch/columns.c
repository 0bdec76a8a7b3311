/* columns.c - see columns.h. First the rows are found that are in view, from the end backwards or
 * from a place on; then whose columns there is room for; then what the entries in view, and some
 * behind them, say of one another: who was let go by a step, who was kept from going on. How that
 * becomes cells is in columns_draw.c. */
#include "watch/columns_inside.h"

#include "base/memory.h"
#include "core/instructions.h"

#include <stdlib.h>
#include <string.h>

enum {
    LOOKS_AHEAD = 4096, /* entries behind those in view: who goes on later than that is not found */
    LEAST_WIDTH = 14,   /* of a thread's column */
    MOST_WIDTH = 36,
    OTHERS_WIDTH = 20,
    TIME_WIDTH = 8, /* "1:02.345"; more where it is needed */
    LINE_WIDTH = 4,
    NEAR = 64, /* entries that are looked through for one that belongs to another */
};

/* ---- Which rows ------------------------------------------------------------------------------ */

static bool is_among(uint32_t thread, const uint32_t *threads, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (threads[i] == thread)
            return true;
    return false;
}

static bool is_wanted(const struct columns_request *q, uint32_t thread)
{
    return !q->only || is_among(thread, q->only, q->only_count);
}

/* What another entry says as well. */
static bool is_said_elsewhere(const struct record *r, uint64_t n)
{
    const struct record_entry *e = record_entry(r, n);
    uint64_t before = record_previous(r, n);
    const struct record_entry *p = record_entry(r, before);
    switch ((enum record_kind)e->kind) {
    case RECORD_BLOCKED:
        return e->outcome == IDLE || e->outcome == SLEEPS || e->outcome == DOES_IO ||
               e->outcome == WORKS || e->outcome == WAITS_OUTSIDE ||
               (p && p->kind == RECORD_STEP && p->outcome == OUTCOME_WAITS);
    case RECORD_RAISED: /* the thread may end of it */
        for (uint64_t k = n + 1; k < n + NEAR; k++) {
            const struct record_entry *next = record_entry(r, k);
            if (!next || next->step != e->step)
                return false;
            bool ends = next->kind == RECORD_ENDED || next->kind == RECORD_ORDER_FAILED;
            if (ends && next->thread == e->thread && next->failure)
                return true;
        }
        return false;
    case RECORD_NOTICE:
        return e->outcome != NOTICE_ENDED_HOLDING;
    case RECORD_ORDERED:
        return true;
    case RECORD_STEP:
    case RECORD_WITHIN:
    case RECORD_BEGINS:
    case RECORD_ENDED:
    case RECORD_ORDER_FAILED:
        return false;
    }
    return false;
}

static bool has_row(const struct columns_request *q, uint64_t n)
{
    return is_wanted(q, record_entry(q->record, n)->thread) && !is_said_elsewhere(q->record, n);
}

static void add_row(struct columns *c, uint64_t n)
{
    c->rows[c->row_count++] = (struct columns_row){.entry = n};
}

/* Where the rows end when the end is wanted: of a run that is looked back at, or that follows a
 * plan, a third of the room is left for what is to come. */
static uint64_t end_in_view(const struct columns_request *q)
{
    const struct record *r = q->record;
    if (q->stands >= record_last_step(r))
        return record_end(r);
    uint64_t n = record_find_step(r, q->stands + 1);
    for (size_t more = 0; n < record_end(r) && more < q->rows / 3; n++)
        more += has_row(q, n);
    return n;
}

static void find_rows(const struct columns_request *q, struct columns *c)
{
    const struct record *r = q->record;
    uint64_t start = record_find_step(r, q->since), end = record_end(r);
    c->total = end - start;
    c->rows = memory_zeroed(q->rows + 1, sizeof *c->rows);
    if (q->first < c->total) {
        for (uint64_t n = start + q->first; n < end && c->row_count < q->rows; n++)
            if (has_row(q, n))
                add_row(c, n);
    } else {
        uint64_t behind = end_in_view(q);
        for (uint64_t n = behind; n > start && c->row_count < q->rows; n--)
            if (has_row(q, n - 1))
                add_row(c, n - 1);
        for (size_t i = 0; i < c->row_count / 2; i++) {
            struct columns_row row = c->rows[i];
            c->rows[i] = c->rows[c->row_count - 1 - i];
            c->rows[c->row_count - 1 - i] = row;
        }
        /* What is left of the room is for what is to come. */
        for (uint64_t n = behind; n < end && c->row_count < q->rows; n++)
            if (has_row(q, n))
                add_row(c, n);
    }
    c->first = c->row_count ? c->rows[0].entry - start : 0;
    for (size_t i = 0; i < c->row_count; i++)
        c->rows[i].to_come = record_entry(r, c->rows[i].entry)->step > q->stands;
}

/* ---- What lies in view, and how it hangs together -------------------------------------------- */

static uint32_t index_of(const struct record *r, uint32_t thread)
{
    const struct record_thread *t = record_thread(r, thread);
    return t ? (uint32_t)(t - record_thread_at(r, 0)) : UINT32_MAX;
}

static void look(struct picture *p)
{
    const struct record *r = p->request->record;
    const struct columns *c = p->columns;
    uint32_t threads = record_thread_count(r);
    p->low = c->row_count ? c->rows[0].entry : record_end(r);
    p->bottom = c->row_count ? c->rows[c->row_count - 1].entry + 1 : p->low;
    p->high = record_end(r) - p->bottom < LOOKS_AHEAD ? record_end(r) : p->bottom + LOOKS_AHEAD;
    p->next = memory_zeroed((size_t)(p->high - p->low) + 1, sizeof *p->next);
    p->firsts = memory_zeroed(threads + 1, sizeof *p->firsts);
    for (uint64_t n = p->low; n < p->high; n++) {
        uint64_t before = record_previous(r, n);
        uint32_t index = index_of(r, record_entry(r, n)->thread);
        if (before != record_end(r) && before >= p->low)
            p->next[before - p->low] = n + 1;
        else if (index < threads)
            p->firsts[index] = n + 1;
    }
}

uint64_t picture_next(const struct picture *p, uint64_t n)
{
    const struct record *r = p->request->record;
    uint32_t index = index_of(r, record_entry(r, n)->thread);
    uint64_t next = n >= p->low                      ? p->next[n - p->low]
                    : index < record_thread_count(r) ? p->firsts[index]
                                                     : 0;
    return next ? next - 1 : record_end(r);
}

uint64_t picture_first(const struct picture *p, uint32_t thread)
{
    const struct record *r = p->request->record;
    uint32_t index = index_of(r, thread);
    uint64_t first = index < record_thread_count(r) ? p->firsts[index] : 0;
    return first ? first - 1 : record_end(r);
}

/* The thread's last entry before those in view, record_end if there is none. */
static uint64_t last_before(const struct picture *p, uint32_t index)
{
    const struct record *r = p->request->record;
    if (p->firsts[index])
        return record_previous(r, p->firsts[index] - 1);
    uint64_t n = record_thread_at(r, index)->last;
    n = n > record_first(r) ? n - 1 : record_end(r);
    while (n != record_end(r) && n >= p->low)
        n = record_previous(r, n);
    return n;
}

const struct record_entry *picture_before(const struct picture *p, uint32_t thread)
{
    const struct record *r = p->request->record;
    uint32_t index = index_of(r, thread);
    uint64_t n = index == UINT32_MAX ? record_end(r) : last_before(p, index);
    while (n != record_end(r) && !picture_changes(record_entry(r, n)))
        n = record_previous(r, n);
    return record_entry(r, n);
}

/* ---- Whose columns --------------------------------------------------------------------------- */

static int digits_of(uint64_t number)
{
    int digits = 1;
    for (; number >= 10; number /= 10)
        digits++;
    return digits;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
    return one < other ? -1 : one > other;
}

/* Adds those threads whose rank it is, and that had a column or had none, as long as there is room.
 */
static void take_ranked(const struct picture *p, const uint8_t *ranks, uint8_t rank, bool had,
                        size_t room)
{
    const struct columns_request *q = p->request;
    struct columns *c = p->columns;
    for (uint32_t i = 0; i < record_thread_count(q->record) && c->thread_count < room; i++) {
        uint32_t number = record_thread_at(q->record, i)->number;
        if (ranks[i] == rank && is_among(number, q->had, q->had_count) == had)
            c->threads[c->thread_count++] = number;
    }
}

enum { RANK_NOT, RANK_ACTS, RANK_LIVES, RANK_WAS, RANK_COUNT };

/* Those that do something in view come first, then those that live; returns how many act. */
static size_t rank(const struct picture *p, uint8_t *ranks, size_t *all)
{
    const struct record *r = p->request->record;
    size_t acting = 0;
    for (uint32_t i = 0; i < record_thread_count(r); i++) {
        const struct record_thread *t = record_thread_at(r, i);
        bool there = t->ended ? t->last > record_first(r) : t->last > 0;
        if (there && is_wanted(p->request, t->number))
            ranks[i] = t->ended ? RANK_WAS : RANK_LIVES;
        *all += ranks[i] != RANK_NOT;
    }
    for (size_t row = 0; row < p->columns->row_count; row++) {
        uint32_t i = index_of(r, record_entry(r, p->columns->rows[row].entry)->thread);
        if (i == UINT32_MAX)
            continue;
        acting += ranks[i] != RANK_ACTS;
        ranks[i] = RANK_ACTS;
    }
    return acting;
}

static void choose_columns(struct picture *p)
{
    const struct columns_request *q = p->request;
    const struct record *r = q->record;
    struct columns *c = p->columns;
    uint8_t *ranks = memory_zeroed(record_thread_count(r) + 1, sizeof *ranks);
    size_t all = 0, acting = rank(p, ranks, &all);
    c->step_width = digits_of(record_last_step(r)) + (q->stands < record_last_step(r) ? 2 : 0);
    c->step_width = c->step_width < 4 ? 4 : c->step_width;
    c->margin_width = picture_margin_width(p);
    int least = q->lines ? LINE_WIDTH : TIME_WIDTH;
    c->margin_width = c->margin_width < least ? least : c->margin_width;
    int left = q->width - c->margin_width - c->step_width - 2;
    left = left < LEAST_WIDTH ? LEAST_WIDTH : left;
    size_t room = (size_t)(left / LEAST_WIDTH);
    c->others = acting > room;
    if (c->others) {
        left = left - OTHERS_WIDTH < LEAST_WIDTH ? LEAST_WIDTH : left - OTHERS_WIDTH;
        room = (size_t)(left / LEAST_WIDTH);
    }
    c->threads = memory_zeroed(room + 1, sizeof *c->threads);
    for (uint8_t i = RANK_ACTS; i < RANK_COUNT; i++) {
        take_ranked(p, ranks, i, true, room);
        take_ranked(p, ranks, i, false, room);
    }
    qsort(c->threads, c->thread_count, sizeof *c->threads, compare_numbers);
    int width = c->thread_count ? left / (int)c->thread_count : left;
    c->thread_width = width > MOST_WIDTH ? MOST_WIDTH : width;
    p->columns->without = all - c->thread_count;
    c->cell_count = COLUMNS_THREADS + c->thread_count + c->others;
    free(ranks);
}

size_t picture_column(const struct picture *p, uint32_t thread)
{
    for (size_t i = 0; i < p->columns->thread_count; i++)
        if (p->columns->threads[i] == thread)
            return i;
    return NO_COLUMN;
}

/* ---- Who was let go -------------------------------------------------------------------------- */

static const struct record_entry *entry_of_row(const struct picture *p, size_t row)
{
    return record_entry(p->request->record, p->columns->rows[row].entry);
}

/* The row of this step; row_count if it has none. */
static size_t row_of_step(const struct picture *p, uint64_t step)
{
    size_t from = 0, to = p->columns->row_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (entry_of_row(p, middle)->step < step)
            from = middle + 1;
        else
            to = middle;
    }
    while (from < p->columns->row_count && entry_of_row(p, from)->step == step &&
           entry_of_row(p, from)->kind != RECORD_STEP)
        from++;
    bool there = from < p->columns->row_count && entry_of_row(p, from)->step == step;
    return there ? from : p->columns->row_count;
}

/* Where the end of the step's thread has a row, which is what let those go on who join it. */
static size_t row_of_end(const struct picture *p, size_t row)
{
    const struct record_entry *e = entry_of_row(p, row);
    for (size_t i = row + 1; i < p->columns->row_count && entry_of_row(p, i)->step == e->step; i++)
        if (entry_of_row(p, i)->kind == RECORD_ENDED && entry_of_row(p, i)->thread == e->thread)
            return i;
    return row;
}

static void add_release(struct picture *p, uint64_t step, uint32_t thread, bool joins)
{
    size_t row = row_of_step(p, step);
    if (row == p->columns->row_count || entry_of_row(p, row)->thread == thread)
        return;
    switch (entry_of_row(p, row)->op) {
    case OP_START: /* what it says already */
    case OP_SPAWN:
    case OP_ORDER:
    case OP_ORDER_ALL:
        return;
    default:
        break;
    }
    struct columns *c = p->columns;
    MEMORY_ROOM_FOR_ONE(c->releases, c->release_count, c->release_capacity);
    c->releases[c->release_count++] = (struct columns_release){joins ? row_of_end(p, row) : row,
                                                               thread, picture_column(p, thread)};
}

static bool joins(const struct record_entry *e)
{
    return e && e->kind == RECORD_BLOCKED &&
           (e->outcome == WAITS_FOR_THREAD || e->outcome == WAITS_FOR_ALL);
}

static void find_releases(struct picture *p)
{
    const struct record *r = p->request->record;
    if (!p->columns->row_count)
        return;
    uint64_t first = entry_of_row(p, 0)->step;
    uint64_t last = entry_of_row(p, p->columns->row_count - 1)->step;
    for (uint64_t n = p->low; n < p->high; n++) {
        const struct record_entry *e = record_entry(r, n);
        bool goes = e->kind == RECORD_STEP || e->kind == RECORD_BLOCKED;
        if (goes && e->let_go >= first && e->let_go <= last)
            add_release(p, e->let_go, e->thread, joins(record_entry(r, record_previous(r, n))));
    }
    /* And who has not gone on yet. */
    for (uint32_t i = 0; p->high == record_end(r) && i < record_thread_count(r); i++) {
        const struct record_thread *t = record_thread_at(r, i);
        if (t->freed && !t->stale && t->last && t->let_go >= first && t->let_go <= last)
            add_release(p, t->let_go, t->number, joins(record_entry(r, t->last - 1)));
    }
}

/* ---- Who was kept from going on -------------------------------------------------------------- */

static bool is_acquire(const struct record_entry *e)
{
    return e->op == OP_ACQUIRE || e->op == OP_RDLOCK || e->op == OP_WRLOCK;
}

/* Of a semaphore, in a step that wants one or several: who finds some free may find too few. */
static bool wants_several(const struct picture *p, const struct record_entry *e)
{
    struct instruction i = p->request->machine->program->code[e->pc];
    return i.op == OP_ACQUIRE && i.a & OPERAND_COUNT;
}

/* The first that was done with what this entry wants, from `from` on and before it; NULL: nothing.
 */
static const struct record_entry *first_touch(const struct record *r, uint64_t from, uint64_t wants)
{
    const struct record_entry *wanted = record_entry(r, wants);
    for (uint64_t n = from; n < wants; n++) {
        const struct record_entry *e = record_entry(r, n);
        if (e->kind == RECORD_STEP && e->name == wanted->name && e->element == wanted->element)
            return e;
    }
    return NULL;
}

/* The thread is blocked, and found so only behind step `from`: whether what it waits for was still
 * to be had before that step, because somebody has taken it since. */
static bool was_taken_since(const struct picture *p, uint64_t from, uint64_t blocked)
{
    const struct record *r = p->request->record;
    const struct record_entry *e = first_touch(r, from, blocked);
    return record_entry(r, blocked)->outcome == WAITS_FOR_OBJECT && e && is_acquire(e) &&
           e->outcome == OUTCOME_DONE && !wants_several(p, record_entry(r, blocked));
}

/* Whether a thread has ended from `from` on that this entry joins, or may. */
static bool has_ended_since(const struct record *r, uint64_t from, uint64_t joined)
{
    const struct record_entry *e = record_entry(r, joined);
    for (uint64_t n = from; n < joined; n++) {
        const struct record_entry *end = record_entry(r, n);
        const struct record_thread *t = record_thread(r, end->thread);
        if (end->kind == RECORD_ENDED && (e->op == OP_JOIN_ALL || !t || t->name == e->name))
            return true;
    }
    return false;
}

/* The thread did this step later, and nobody has looked in between whether it could: whether it
 * could before `from`. Where that cannot be told it is not said. */
static bool could_go_all_along(const struct picture *p, uint64_t from, uint64_t step)
{
    const struct record *r = p->request->record;
    const struct record_entry *e = record_entry(r, step);
    const struct record_entry *touch;
    if (e->let_go)
        return e->let_go < record_entry(r, from)->step;
    if (!instruction_blocks(p->request->machine->program->code[e->pc]))
        return true;
    switch (e->op) {
    case OP_JOIN:
    case OP_JOIN_ALL:
        return !has_ended_since(r, from, step);
    case OP_RECEIVE:
        return e->object != ENTITY_QUEUE || !first_touch(r, from, step);
    case OP_WAIT: /* beginning to wait */
    case OP_SEND:
    case OP_SELECT:
    case OP_AWAIT:
    case OP_FUTEX_WAIT:
        return true;
    case OP_ACQUIRE:
    case OP_RDLOCK:
    case OP_WRLOCK:
        touch = first_touch(r, from, step);
        return !touch || (is_acquire(touch) && !wants_several(p, e));
    case OP_PUT:
    case OP_GET:
        return !first_touch(r, from, step);
    default:
        return false;
    }
}

/* At the end of the record: as the machine says. */
static bool can_go_on_now(const struct picture *p, uint32_t thread, uint64_t step)
{
    const struct columns_request *q = p->request;
    const struct record_thread *t = record_thread(q->record, thread);
    bool there = q->machine && p->high == record_end(q->record) &&
                 q->stands >= record_last_step(q->record) && t && !t->ended &&
                 t->slot < q->machine->state->thread_count;
    return there && step_enabled(q->machine, t->slot) && !(t->freed && t->let_go >= step);
}

bool picture_kept(const struct picture *p, uint64_t n, uint32_t *thread)
{
    const struct record *r = p->request->record;
    const struct record_entry *e = record_entry(r, n), *last = NULL;
    uint64_t at = n;
    while (at > record_first(r) && n - at < NEAR && !(last && last->kind == RECORD_STEP))
        last = record_entry(r, --at);
    if (!last || last->kind != RECORD_STEP || last->thread == e->thread ||
        instruction_is(p->request->machine->program->code[last->pc], MARK_GIVES_WAY))
        return false;
    *thread = last->thread;
    for (uint64_t k = picture_next(p, at); k < record_end(r); k = picture_next(p, k)) {
        const struct record_entry *next = record_entry(r, k);
        switch ((enum record_kind)next->kind) {
        case RECORD_STEP:
            return could_go_all_along(p, n, k);
        case RECORD_BLOCKED:
            return k > n && was_taken_since(p, n, k);
        case RECORD_BEGINS:
        case RECORD_ENDED:
            return false;
        case RECORD_WITHIN:
        case RECORD_RAISED:
        case RECORD_ORDERED:
        case RECORD_ORDER_FAILED:
        case RECORD_NOTICE:
            break;
        }
        if (k >= p->high - 1)
            break;
    }
    return can_go_on_now(p, last->thread, e->step);
}

/* ---- All of it ------------------------------------------------------------------------------- */

void columns_make(const struct columns_request *request, struct columns *columns)
{
    *columns = (struct columns){0};
    struct picture p = {.request = request, .columns = columns};
    find_rows(request, columns);
    look(&p);
    choose_columns(&p);
    find_releases(&p);
    picture_draw(&p);
    free(p.next);
    free(p.firsts);
}

static void free_cells(const struct columns *c, struct columns_cell *cells)
{
    for (size_t i = 0; cells && i < c->cell_count; i++)
        free(cells[i].text);
    free(cells);
}

void columns_free(struct columns *c)
{
    for (size_t i = 0; i < c->row_count; i++)
        free_cells(c, c->rows[i].cells);
    free_cells(c, c->head);
    free(c->rows);
    free(c->threads);
    free(c->releases);
    free(c->rest);
    *c = (struct columns){0};
}
