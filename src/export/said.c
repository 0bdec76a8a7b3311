/* said.c - see said.h. */
#include "export/said.h"

#include "base/utf8.h"
#include "core/failure.h"
#include "core/machine.h"
#include "watch/record_words.h"

#include <string.h>

static void add_end(const struct machine *m, const struct record_entry *e, struct buffer *out)
{
    static const char *const ways[] = {
        [THREAD_DONE] = "ends",
        [THREAD_FAILED] = "fails",
        [THREAD_CANCELLED] = "is cancelled",
        [THREAD_KILLED] = "is killed",
    };
    bool known = e->outcome <= THREAD_KILLED && ways[e->outcome];
    buffer_puts(out, known ? ways[e->outcome] : "ends");
    if (e->outcome == THREAD_FAILED && e->failure) {
        buffer_puts(out, ": ");
        failure_add_visible(m->program, e->failure, out);
    }
}

void said_entry(const struct record *r, const struct machine *m, const struct record_entry *e,
                struct buffer *out)
{
    struct event event = record_event(r, e);
    switch ((enum record_kind)e->kind) {
    case RECORD_STEP:
        machine_add_deed(m, &event, out);
        break;
    case RECORD_RAISED:
        buffer_puts(out, "error: ");
        failure_add_visible(m->program, e->failure, out);
        break;
    case RECORD_BLOCKED:
        record_add_wait(r, m, e, out);
        break;
    case RECORD_ENDED:
        add_end(m, e, out);
        break;
    case RECORD_ORDER_FAILED:
        buffer_puts(out, "the order ");
        add_end(m, e, out);
        break;
    case RECORD_NOTICE:
        buffer_puts(out, e->outcome == NOTICE_ENDED_HOLDING ? "still holds "
                         : e->outcome == NOTICE_NOBODY      ? "nobody hears "
                         : e->outcome == NOTICE_PRIVATE     ? "a private variable: "
                                                            : "has a result");
        if (e->name && e->outcome != NOTICE_RESULT)
            record_add_name(m, e->name, e->element, out);
        break;
    case RECORD_WITHIN:
    case RECORD_BEGINS:
    case RECORD_ORDERED:
        break;
    }
}
