/* ring.c - see ring.h. */
#include "watch/ring.h"

#include "base/columns.h"
#include "base/memory.h"
#include "core/waiting.h"
#include "watch/deadlock.h"

#include <stdlib.h>
#include <string.h>

/* Of a long ring the first lines, and a word about the others. */
enum { LINES_DRAWN = 8 };

/* The words of a ring's lines, to be lined up below one another. */
struct drawing {
    struct buffer thread[LINES_DRAWN], object[LINES_DRAWN];
    const char *wants[LINES_DRAWN], *held[LINES_DRAWN];
    size_t count;
    size_t thread_columns, object_columns, wants_columns, held_columns;
};

static size_t widest(size_t widest, const char *text)
{
    size_t here = columns_of(text, strlen(text));
    return here > widest ? here : widest;
}

/* `next`: the one that it waits for. */
static void put_thread(const struct machine *m, uint32_t thread, uint32_t next, struct drawing *d)
{
    struct readiness r = step_readiness(m, thread);
    size_t at = d->count++;
    machine_add_thread_name(m, thread, &d->thread[at]);
    d->held[at] = "";
    if (r.kind == WAITS_FOR_OBJECT || readiness_queues(m, &r)) {
        const struct kind_row *row =
            &kind_rows[state_entity(m->state, handle_index(r.object))->kind];
        machine_add_entity_name(m, handle_index(r.object), &d->object[at]);
        d->wants[at] = *row->holder.lets_go ? "wants" : "waits for";
        bool holds = machine_holds(m, next, handle_index(r.object));
        d->held[at] = holds || !*row->holder.lets_go ? row->holder.held : "first for";
    } else {
        d->wants[at] = r.kind == WAITS_FOR_THREAD             ? "joins"
                       : machine_joins_but_daemons(m, thread) ? "joins all but daemons"
                                                              : "joins all";
    }
    d->thread_columns = widest(d->thread_columns, buffer_text(&d->thread[at]));
    d->object_columns = widest(d->object_columns, buffer_text(&d->object[at]));
    d->wants_columns = widest(d->wants_columns, d->wants[at]);
    d->held_columns = widest(d->held_columns, d->held[at]);
}

static void add_arrow(const char *word, size_t columns, struct buffer *out)
{
    size_t length = strlen(word);
    buffer_printf(out, " --%s--", word);
    for (; length < columns; length++)
        buffer_putc(out, '-');
    buffer_puts(out, "> ");
}

static void add_line(const struct drawing *d, size_t at, struct buffer *out)
{
    const char *thread = buffer_text(&d->thread[at]), *object = buffer_text(&d->object[at]);
    buffer_puts(out, thread);
    columns_pad(out, thread, d->thread_columns);
    add_arrow(d->wants[at], d->wants_columns, out);
    if (!d->object[at].length)
        return; /* it waits for the thread itself */
    buffer_puts(out, object);
    columns_pad(out, object, d->object_columns);
    add_arrow(d->held[at], d->held_columns, out);
}

void ring_add_drawing(const struct machine *m, uint32_t thread, const char *before,
                      struct buffer *out)
{
    uint32_t threads = m->state->thread_count, *ring = memory_new(threads * sizeof *ring);
    size_t length = deadlock_ring(m, thread, ring, threads);
    struct drawing d = {0};
    for (size_t i = 0; length > 1 && i < length && i < LINES_DRAWN; i++)
        put_thread(m, ring[i], ring[(i + 1) % length], &d);
    for (size_t i = 0; i < d.count; i++) {
        buffer_puts(out, before);
        add_line(&d, i, out);
        machine_add_thread_name(m, ring[(i + 1) % length], out);
        buffer_putc(out, '\n');
    }
    if (d.count && d.count < length) {
        buffer_printf(out, "%s... and so on, ", before);
        buffer_put_number(out, length - d.count);
        buffer_puts(out, " more, and the last of them waits for ");
        machine_add_thread_name(m, thread, out);
        buffer_putc(out, '\n');
    }
    for (size_t i = 0; i < d.count; i++) {
        buffer_free(&d.thread[i]);
        buffer_free(&d.object[i]);
    }
    free(ring);
}

void ring_add_sentence(const struct machine *m, uint32_t thread, struct buffer *out)
{
    uint32_t threads = m->state->thread_count, *ring = memory_new(threads * sizeof *ring);
    size_t length = deadlock_ring(m, thread, ring, threads);
    for (size_t i = 0; i < length && i < LINES_DRAWN; i++) {
        buffer_puts(out, i ? "; " : "");
        machine_add_thread_name(m, ring[i], out);
        buffer_putc(out, ' ');
        machine_add_reason(m, ring[i], out);
    }
    if (length > LINES_DRAWN) {
        buffer_puts(out, "; and so on, ");
        buffer_put_number(out, length - LINES_DRAWN);
        buffer_puts(out, " more, and the last of them waits for ");
        machine_add_thread_name(m, thread, out);
    }
    free(ring);
}
