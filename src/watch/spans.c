/* spans.c - see spans.h. From one entry of a thread to the next it is at what the older one says;
 * where that is a wait, until the step that the newer one names has let it go, or its time came. */
#include "watch/spans.h"

#include "core/program.h"
#include "core/state.h"
#include "core/waiting.h"

int moment_compare(struct moment a, struct moment b)
{
    if (a.time != b.time)
        return a.time < b.time ? -1 : 1;
    return a.step < b.step ? -1 : a.step > b.step;
}

static struct moment earlier(struct moment a, struct moment b)
{
    return moment_compare(a, b) < 0 ? a : b;
}

static struct moment later(struct moment a, struct moment b)
{
    return moment_compare(a, b) < 0 ? b : a;
}

static struct moment moment_of(const struct record_entry *e)
{
    return (struct moment){e->time, e->step};
}

static struct moment beginning(const struct record *r)
{
    const struct record_entry *first = record_entry(r, record_first(r));
    return first ? (struct moment){first->time, 0} : (struct moment){0, 0};
}

static struct moment behind(struct moment m)
{
    return m.step < UINT32_MAX ? (struct moment){m.time, m.step + 1}
                               : (struct moment){m.time + 1, 0};
}

uint64_t spans_find(const struct record *r, struct moment m)
{
    uint64_t from = record_first(r), to = record_end(r);
    while (from < to) {
        uint64_t middle = from + (to - from) / 2;
        if (moment_compare(moment_of(record_entry(r, middle)), m) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

struct moment spans_step(const struct record *r, uint32_t step)
{
    const struct record_entry *e = record_entry(r, record_find_step(r, step));
    if (!e || step <= record_steps_gone(r))
        return beginning(r);
    return (struct moment){e->time, step};
}

const char *span_word(enum span_kind kind)
{
    static const char *const words[SPAN_COUNT] = {
        [SPAN_RUNS] = "runs",   [SPAN_WAITS] = "waits",    [SPAN_SLEEPS] = "sleeps",
        [SPAN_WORKS] = "works", [SPAN_IO] = "does io",     [SPAN_IDLE] = "idle",
        [SPAN_ENDED] = "ended", [SPAN_UNKNOWN] = "unknown"};
    return words[kind];
}

/* ---- What an entry says ---------------------------------------------------------------------- */

static enum span_kind kind_of_wait(unsigned reason)
{
    switch (reason) {
    case IDLE:
        return SPAN_IDLE;
    case SLEEPS:
        return SPAN_SLEEPS;
    case DOES_IO:
    case WAITS_OUTSIDE:
        return SPAN_IO;
    case WORKS:
        return SPAN_WORKS;
    default:
        return SPAN_WAITS;
    }
}

static enum span_kind kind_of_beginning(unsigned op)
{
    return op == OP_SLEEP_BEGIN ? SPAN_SLEEPS : op == OP_WORK_BEGIN ? SPAN_WORKS : SPAN_IO;
}

static bool is_idle(const struct record_entry *e)
{
    return e->kind == RECORD_BLOCKED && e->outcome == IDLE;
}

/* Whether a thread is at something else from this entry on. An order changes nothing but for one
 * that had nothing to do. */
static bool begins_span(const struct record *r, uint64_t number)
{
    const struct record_entry *e = record_entry(r, number);
    uint64_t before;
    switch ((enum record_kind)e->kind) {
    case RECORD_STEP:
    case RECORD_BEGINS:
    case RECORD_BLOCKED:
    case RECORD_ENDED:
    case RECORD_ORDER_FAILED:
        return true;
    case RECORD_ORDERED:
        before = record_previous(r, number);
        return before == record_end(r) || is_idle(record_entry(r, before));
    case RECORD_WITHIN:
    case RECORD_RAISED:
    case RECORD_NOTICE:
        break;
    }
    return false;
}

/* A step that asked, fetched, or worked on for another slice has taken all the time before it. */
static bool took_time(const struct record_entry *e, const struct record_entry *newer,
                      enum span_kind *kind)
{
    if (!newer || newer->kind != RECORD_STEP)
        return false;
    bool asked = newer->op == OP_ASK || newer->op == OP_FETCH;
    bool again =
        newer->op == OP_WORK && e->kind == RECORD_STEP && e->op == OP_WORK && e->pc == newer->pc;
    *kind = asked ? SPAN_IO : SPAN_WORKS;
    return asked || again;
}

/* ---- Going back ------------------------------------------------------------------------------ */

/* It was started and has done nothing yet. */
static void begin_untouched(struct spans *s, const struct record_thread *t)
{
    struct moment from = t->let_go ? spans_step(s->record, t->let_go) : s->until;
    if (!t->freed || moment_compare(from, s->until) >= 0)
        return;
    s->piece = (struct span){.kind = SPAN_RUNS, .from = from, .to = s->until, .let_go = t->let_go};
    s->holds_piece = true;
}

void spans_begin(struct spans *s, const struct record *r, uint32_t thread, struct moment until,
                 int64_t since)
{
    const struct record_thread *t = record_thread(r, thread);
    *s = (struct spans){
        .record = r, .until = until, .since = since, .next = record_end(r), .at = until};
    s->over = !t || !t->last;
    if (t && s->over)
        begin_untouched(s, t);
    if (s->over)
        return;
    if (t->last > record_first(r))
        s->next = t->last - 1;
    else if (t->blocked_at == t->last)
        s->alone = &t->blocked;
    while (s->next != record_end(r) &&
           moment_compare(moment_of(record_entry(r, s->next)), until) > 0) {
        s->newer = record_entry(r, s->next);
        s->next = record_previous(r, s->next);
    }
    if (s->alone && moment_compare(moment_of(s->alone), until) > 0)
        s->over = true;
    /* It began later. */
    if (s->next == record_end(r) && s->newer && !s->newer->previous &&
        (!s->newer->let_go || moment_compare(spans_step(r, s->newer->let_go), until) > 0))
        s->over = true;
}

/* When a wait that this entry began was over. */
static struct moment end_of_wait(const struct spans *s, const struct record_entry *e)
{
    if (s->newer && s->newer->let_go)
        return spans_step(s->record, s->newer->let_go);
    if (e->kind == RECORD_BLOCKED && e->deadline < s->at.time)
        return (struct moment){e->deadline, 0};
    return s->at;
}

static void tell_runs(const struct spans *s, struct moment from, uint32_t let_go, struct span *span)
{
    *span = (struct span){.kind = SPAN_RUNS, .from = from, .to = s->at, .let_go = let_go};
}

static void tell_wait(struct spans *s, const struct record_entry *e, struct span *span)
{
    struct moment from = earlier(moment_of(e), s->at);
    struct moment to = later(from, earlier(end_of_wait(s, e), s->at));
    bool blocked = e->kind == RECORD_BLOCKED;
    *span = (struct span){.kind = blocked ? kind_of_wait(e->outcome) : kind_of_beginning(e->op),
                          .from = from,
                          .to = to};
    if (moment_compare(to, s->until) < 0 && s->newer)
        span->let_go = s->newer->let_go;
    if (blocked) {
        span->entity = e->entity;
        span->name = e->name;
        span->element = e->element;
        span->holder = e->holder;
        span->object = e->object;
        span->reason = e->outcome;
    }
    if (moment_compare(to, s->at) == 0)
        return;
    /* It could go on, and did so later: that is told first. */
    s->piece = *span;
    s->holds_piece = true;
    tell_runs(s, to, span->let_go, span);
}

/* What this entry begins. */
static void tell(struct spans *s, const struct record_entry *e, struct span *span)
{
    enum span_kind kind;
    if (e->kind == RECORD_BLOCKED || e->kind == RECORD_BEGINS) {
        tell_wait(s, e, span);
    } else {
        tell_runs(s, earlier(moment_of(e), s->at), e->let_go, span);
        span->steps = e->kind == RECORD_STEP;
        if (took_time(e, s->newer, &kind))
            span->kind = kind;
        if (e->kind == RECORD_ENDED) {
            span->kind = SPAN_ENDED;
            span->status = e->outcome;
        }
    }
    s->at = earlier(moment_of(e), s->at);
    s->newer = e;
}

/* Before its first entry: since it was started; or nobody knows. */
static bool tell_oldest(struct spans *s, struct span *span)
{
    const struct record_entry *first = s->newer, *oldest = s->oldest ? s->oldest : first;
    bool born = oldest && !oldest->previous;
    struct moment from = beginning(s->record);
    s->over = true;
    if (s->alone)
        return false;
    if (born)
        from = first && first->let_go ? spans_step(s->record, first->let_go) : moment_of(oldest);
    if (moment_compare(from, s->at) >= 0)
        return false;
    tell_runs(s, from, first ? first->let_go : 0, span);
    if (!born)
        *span = (struct span){.kind = SPAN_UNKNOWN, .from = from, .to = s->at};
    return true;
}

static bool next_piece(struct spans *s, struct span *span)
{
    const struct record *r = s->record;
    if (s->holds_piece) {
        *span = s->piece;
        s->holds_piece = false;
        return true;
    }
    if (s->over || s->at.time < s->since)
        return false;
    if (s->alone && !s->newer) {
        tell(s, s->alone, span);
        return true;
    }
    while (s->next != record_end(r) && !begins_span(r, s->next)) {
        s->oldest = record_entry(r, s->next);
        s->next = record_previous(r, s->next);
    }
    if (s->next == record_end(r))
        return tell_oldest(s, span);
    uint64_t number = s->next;
    s->oldest = record_entry(r, number);
    s->next = record_previous(r, number);
    tell(s, record_entry(r, number), span);
    return true;
}

bool spans_previous_piece(struct spans *s, struct span *span)
{
    if (!next_piece(s, span))
        return false;
    span->open = moment_compare(span->to, s->until) == 0;
    return true;
}

/* ---- Who held it ----------------------------------------------------------------------------- */

enum { MOST_LETTING_GO = 16 };

/* The threads of which it is known, going back, that they let go later. */
struct letting_go {
    uint32_t threads[MOST_LETTING_GO];
    size_t count;
};

static bool lets_go_later(const struct letting_go *l, uint32_t thread)
{
    for (size_t i = 0; i < l->count; i++)
        if (l->threads[i] == thread)
            return true;
    return false;
}

static bool takes(const struct record_entry *e, const struct span *wait)
{
    bool queued = e->op == OP_WAIT_RESUME && kind_rows[e->object].holder.by == HELD_READERS;
    bool takes = e->op == OP_ACQUIRE || e->op == OP_RDLOCK || e->op == OP_WRLOCK ||
                 e->op == OP_ONCE_ENTER || queued;
    return e->kind == RECORD_STEP && takes && e->outcome == OUTCOME_DONE && e->name == wait->name &&
           e->element == wait->element;
}

/* Whether it may be that the thread holds less behind this entry. */
static bool may_let_go(const struct record_entry *e)
{
    switch ((enum record_kind)e->kind) {
    case RECORD_STEP:
        return e->op == OP_RELEASE || e->op == OP_ONCE_LEAVE || e->op == OP_CRITICAL_LEAVE ||
               (e->outcome == OUTCOME_WAITS && kind_takes(e->object, OPERATION_NOTIFY));
    case RECORD_RAISED:
    case RECORD_ENDED:
    case RECORD_ORDER_FAILED:
        return true;
    case RECORD_BEGINS:
    case RECORD_BLOCKED:
    case RECORD_WITHIN:
    case RECORD_ORDERED:
    case RECORD_NOTICE:
        break;
    }
    return false;
}

uint32_t spans_holder(const struct record *r, const struct span *wait, struct moment at)
{
    struct letting_go later = {.count = 0};
    if (wait->reason == WAITS_FOR_THREAD)
        return wait->holder;
    if (wait->reason != WAITS_FOR_OBJECT || kind_rows[wait->object].holder.by == HELD_NOBODY)
        return 0;
    for (uint64_t n = spans_find(r, behind(at)); n > record_first(r); n--) {
        const struct record_entry *e = record_entry(r, n - 1);
        if (moment_compare(moment_of(e), wait->from) < 0)
            break;
        if (lets_go_later(&later, e->thread))
            continue;
        if (takes(e, wait))
            return e->thread + 1;
        if (!may_let_go(e))
            continue;
        if (later.count == MOST_LETTING_GO)
            return 0;
        later.threads[later.count++] = e->thread;
    }
    return wait->holder && !lets_go_later(&later, wait->holder - 1) ? wait->holder : 0;
}

/* ---- Spans ----------------------------------------------------------------------------------- */

static bool is_empty(const struct span *span)
{
    return moment_compare(span->from, span->to) == 0 && !span->steps && span->kind != SPAN_ENDED;
}

static bool is_one(const struct span *older, const struct span *newer)
{
    bool same = older->kind == newer->kind && older->kind != SPAN_ENDED;
    if (same && older->kind == SPAN_WAITS)
        return older->entity == newer->entity && older->reason == newer->reason;
    return same;
}

/* Of a pause the newer piece knows more, of steps the older one what let them come. */
static void join(struct span *span, const struct span *older)
{
    span->from = older->from;
    span->steps += older->steps;
    if (span->kind == SPAN_RUNS)
        span->let_go = older->let_go;
}

bool spans_previous(struct spans *s, struct span *span)
{
    struct span older;
    bool any = s->holds_span;
    *span = s->span;
    s->holds_span = false;
    while (spans_previous_piece(s, &older)) {
        if (is_empty(&older))
            continue;
        if (any && !is_one(&older, span)) {
            s->span = older;
            s->holds_span = true;
            return true;
        }
        if (any)
            join(span, &older);
        else
            *span = older;
        any = true;
    }
    return any;
}
