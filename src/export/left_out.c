/* left_out.c - see left_out.h. */
#include "export/left_out.h"

#include "base/buffer.h"

void export_add_more_threads(size_t threads, struct buffer *out)
{
    if (!threads)
        return;
    buffer_puts(out, out->length ? " · " : "");
    buffer_put_number(out, threads);
    buffer_puts(out, threads == 1 ? " more thread" : " more threads");
}

void export_add_left_out(uint64_t steps, struct buffer *out)
{
    if (!steps)
        return;
    buffer_puts(out, out->length ? " · the first " : "the first ");
    if (steps > 1)
        buffer_put_number(out, steps);
    buffer_puts(out, steps == 1 ? "step is left out" : " steps are left out");
}

uint64_t export_steps_before(const struct record *r, const struct columns *c)
{
    const struct record_entry *first = c->row_count ? record_entry(r, c->rows[0].entry) : NULL;
    return first && first->step ? first->step - 1 : record_steps_gone(r);
}
