/* timeline_then.c - what was at a place of the timeline, in words; see timeline.h. */
#include "watch/timeline.h"

#include "core/kinds.h"
#include "core/step.h"
#include "watch/record_words.h"

#include <inttypes.h>

void timeline_add_object(const struct machine *m, const struct span *span, struct buffer *out)
{
    record_add_name(m, span->name, span->element, out);
}

void timeline_add_state(const struct record *r, const struct machine *m, const struct span *span,
                        struct moment at, struct buffer *out)
{
    bool joins = span->reason == WAITS_FOR_THREAD;
    if (span->kind != SPAN_WAITS) {
        buffer_puts(out, span_word(span->kind));
        return;
    }
    if (span->reason == WAITS_FOR_ALL) {
        buffer_puts(out, "waits for all");
        return;
    }
    buffer_puts(out, "waits for ");
    timeline_add_object(m, span, out);
    uint32_t holder = joins ? 0 : spans_holder(r, span, at);
    if (!holder)
        return;
    buffer_printf(out, ", %s ", kind_rows[span->object].holder.held);
    record_add_thread(r, m, holder - 1, out);
}

/* ---- What was done --------------------------------------------------------------------------- */

/* "step 12: alice: unlock m", "steps 12 to 19", "after step 12". */
static void add_steps(const struct timeline_request *q, const struct timeline *t, int column,
                      struct buffer *out)
{
    const struct record *r = q->record;
    struct moment end = timeline_end(t, column);
    uint64_t from = spans_find(r, t->starts[column]);
    uint32_t first = 0, last = 0, before = 0;
    uint64_t deed = 0;
    if (from > record_first(r))
        before = record_entry(r, from - 1)->step;
    for (uint64_t n = from; n < record_end(r); n++) {
        const struct record_entry *e = record_entry(r, n);
        if (moment_compare((struct moment){e->time, e->step}, end) > 0)
            break;
        if (e->kind != RECORD_STEP)
            continue;
        deed = first ? deed : n;
        first = first ? first : e->step;
        last = e->step;
    }
    if (!first && before)
        buffer_printf(out, "after step %" PRIu32, before);
    else if (!first)
        buffer_puts(out, "before the first step");
    else if (first != last)
        buffer_printf(out, "steps %" PRIu32 " to %" PRIu32, first, last);
    else
        buffer_printf(out, "step %" PRIu32 ": ", first);
    if (!first || first != last)
        return;
    record_add_thread(r, q->machine, record_entry(r, deed)->thread, out);
    buffer_puts(out, ": ");
    record_add_words(r, q->machine, deed, out);
}

/* ---- What everybody was at ------------------------------------------------------------------- */

/* What the threads in view were at: those that wait, or all others. Returns how many there were,
 * but stops where there is no more room. */
static unsigned add_states(const struct timeline_request *q, const struct timeline_picture *p,
                           struct moment at, bool waiting, unsigned room, struct buffer *out)
{
    unsigned count = 0;
    for (size_t i = 0; i < p->row_count && count <= room; i++) {
        struct spans s;
        struct span span;
        spans_begin(&s, q->record, p->rows[i].thread, at, at.time);
        if (!spans_previous(&s, &span) || span.kind == SPAN_ENDED ||
            (span.kind == SPAN_WAITS) != waiting || count++ == room)
            continue;
        buffer_puts(out, " · ");
        record_add_thread(q->record, q->machine, p->rows[i].thread, out);
        buffer_putc(out, ' ');
        timeline_add_state(q->record, q->machine, &span, at, out);
    }
    return count;
}

void timeline_add_then(const struct timeline_request *q, const struct timeline_picture *p,
                       int column, unsigned most, struct buffer *out)
{
    const struct timeline *t = &p->columns;
    struct moment at = timeline_end(t, column);
    timeline_add_time(t, t->starts[column].time, out);
    buffer_puts(out, " · ");
    add_steps(q, t, column, out);
    unsigned told = add_states(q, p, at, true, most, out);
    if (told <= most)
        told += add_states(q, p, at, false, most - told, out);
    if (told > most)
        buffer_puts(out, " · and others");
}
