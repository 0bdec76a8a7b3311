/* schedule_words.c - see schedule_words.h. */
#include "script/schedule_words.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <string.h>

/* Why a thread that can go on cannot as the schedule says. */
static void add_misfit(const struct machine *m, uint32_t thread, const char *name,
                       const struct segment *g, struct buffer *out)
{
    int64_t low, high;
    if (g->chooses && machine_choices(m, thread, &low, &high))
        buffer_printf(out, "%s chooses from %" PRId64 " to %" PRId64 " there", name, low, high);
    else if (g->chooses)
        buffer_printf(out, "%s has nothing to choose there", name);
    else if (g->times_out)
        buffer_printf(out, "%s does not wait there, so no time runs out", name);
    else
        buffer_printf(out, "%s waits for no condition there, so it cannot wake", name);
}

/* Why a thread that exists, or did, has no step, or not this one. */
static void add_reason(const struct machine *m, uint32_t thread, const char *name,
                       const struct segment *g, struct buffer *out)
{
    const struct thread *t = state_thread(m->state, thread);
    struct buffer reason = {0};
    machine_add_reason(m, thread, &reason);
    if (t->status == THREAD_NEW)
        buffer_printf(out, "%s has not been started yet", name);
    else if (t->status == THREAD_IDLE)
        buffer_printf(out, "%s has no order to do", name);
    else if (t->status != THREAD_RUNNING)
        buffer_printf(out, "%s has ended", name);
    else if (reason.length)
        buffer_printf(out, "%s %s", name, buffer_text(&reason));
    else
        add_misfit(m, thread, name, g, out);
    buffer_free(&reason);
}

/* The last thread of this name that there is, running before any other. */
static uint32_t find_thread(const struct machine *m, const char *name)
{
    uint32_t found = NO_THREAD;
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        const struct thread *t = state_thread(m->state, i);
        bool named =
            t->status != THREAD_FREE && strcmp(name_bytes(m->program->texts, t->name), name) == 0;
        if (named && (found == NO_THREAD || t->status == THREAD_RUNNING))
            found = i;
    }
    return found;
}

bool schedule_words_left(const struct lab *lab, struct buffer *out)
{
    const struct machine *m = lab_machine(lab);
    const struct schedule *s = lab_schedule(lab);
    if (lab_schedule_goes_on(lab))
        return false;
    const struct segment *g = &s->segments[s->place.segment];
    uint32_t thread = find_thread(m, g->thread);
    struct buffer written = {0}, name = {0};
    schedule_segment_text(g, &written);
    buffer_printf(out, "the schedule cannot be followed at segment %zu of %zu, ",
                  s->place.segment + 1, s->segment_count);
    utf8_add_visible(out, buffer_text(&written), written.length, "");
    buffer_printf(out, ", step %" PRIu64 " of %" PRIu64 ": ", s->place.taken + 1, g->steps);
    utf8_add_visible(&name, g->thread, strlen(g->thread), "");
    if (thread == NO_THREAD)
        buffer_printf(out, "there is no thread %s", buffer_text(&name));
    else
        add_reason(m, thread, buffer_text(&name), g, out);
    buffer_free(&written);
    buffer_free(&name);
    return true;
}
