/* session_end.c - the input has ended, and with it the lab: what is left undone is said. A reader
 * of a pipe's output would otherwise take it for done. */
#include "shell/session_end.h"

#include "run/lab.h"
#include "shell/session_inside.h"
#include "watch/rest.h"
#include "watch/words.h"

enum { NAMES_SHOWN = 4 };

/* Daemons end with the lab, as with a program; a thread that takes orders and has none is done; of
 * a ring of waits it was told that it stays. */
static void add_left(const struct session *s, const struct machine *m, struct buffer *out)
{
    unsigned count = 0;
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        const struct thread *t = state_thread(m->state, i);
        if (t->status != THREAD_RUNNING || t->flags & FLAG_DAEMON ||
            alarms_told(&s->watcher.alarms, i) || count++ >= NAMES_SHOWN)
            continue;
        buffer_puts(out, count == 1 ? "" : "; ");
        words_add_left_at(m, i, out);
    }
    if (count > NAMES_SHOWN)
        buffer_printf(out, "; and %u more", count - NAMES_SHOWN);
}

/* Nobody can go on, and that was told when it came to that (watcher_tell_stuck). */
static bool was_told(struct lab *lab, const struct machine *m)
{
    return lab_is_stuck(lab) && !rest_takes_orders(m);
}

void session_tell_left(struct lab *lab, struct machine *m, void *argument)
{
    if (was_told(lab, m))
        return;
    const char *how = lab_paused(lab)                              ? " while the lab is paused"
                      : lab_schedule(lab)->kind == SCHEDULE_MANUAL ? " under `schedule manual`"
                                                                   : "";
    struct buffer left = {0};
    add_left(argument, m, &left);
    if (rest_clock_holds_main(lab_drive(lab)))
        lines_say(argument, LINE_NOTICE, "",
                  "the input has ended while main waits for its time: under `schedule manual` "
                  "the virtual clock stands still as long as another thread can do a step");
    else if (left.length)
        lines_tell(argument, LINE_NOTICE, "the input has ended%s: %s", how, buffer_text(&left));
    buffer_free(&left);
}
