/* going.c - see going.h. */
#include "watch/going.h"

#include "core/drive.h"
#include "core/waiting.h"
#include "watch/rest.h"

enum { MOST_NAMES = 4 };

static void add_what(const struct drive *d, uint32_t thread, enum rest_motion motion,
                     struct buffer *out)
{
    const struct machine *m = &d->machine;
    struct readiness r = step_readiness(m, thread);
    if (readiness_waits(&r)) { /* with a limit */
        machine_add_reason(m, thread, out);
        return;
    }
    switch (motion) {
    case REST_TIMED:
        buffer_puts(out, r.kind == DOES_IO ? "does io" : "sleeps");
        break;
    case REST_ABROAD:
        buffer_puts(out,
                    machine_outside(m, thread).op == OP_ASK ? "asks for something" : "fetches");
        break;
    case REST_STEPS:
        buffer_puts(out, drive_chooses(d) ? "is ready" : "runs");
        break;
    default:
        buffer_puts(out, "works");
        break;
    }
}

bool going_add(const struct drive *d, struct buffer *out)
{
    const struct machine *m = &d->machine;
    unsigned count = 0;
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        enum rest_motion motion = rest_motion(m, i);
        if (motion == REST_STANDS || ++count > MOST_NAMES)
            continue;
        buffer_puts(out, count == 1 ? "still going on: " : ", ");
        machine_add_thread_name(m, i, out);
        buffer_putc(out, ' ');
        add_what(d, i, motion, out);
    }
    if (count > MOST_NAMES)
        buffer_printf(out, " and %u more", count - MOST_NAMES);
    return count;
}
