/* session_words.c - what a thread looks like at a glance, and the thread that a name means. With
 * the monitor held. */
#include "shell/session_words.h"

#include "base/utf8.h"
#include "core/drive.h"
#include "shell/session_events.h"

#include <string.h>

/* ---- Words ----------------------------------------------------------------------------------- */

const char *session_look_word(enum thread_look look)
{
    static const char *const words[LOOK_COUNT] = {
        [LOOK_NEW] = "new",         [LOOK_READY] = "ready",
        [LOOK_RUNNING] = "running", [LOOK_SLEEPING] = "sleeping",
        [LOOK_WAITING] = "waiting", [LOOK_IO] = "io",
        [LOOK_IDLE] = "idle",       [LOOK_DONE] = "done",
        [LOOK_FAILED] = "failed",   [LOOK_CANCELLED] = "cancelled",
        [LOOK_KILLED] = "killed",
    };
    return words[look];
}

uint32_t session_find_thread(const struct machine *m, const char *name)
{
    struct texts *texts = m->program->texts;
    uint32_t text = text_intern(texts, name, strlen(name));
    if (text == TEXT_TOO_MUCH)
        return NO_THREAD;
    /* Elements of an array of timers bear no name of their own. */
    for (uint32_t i = 0; strchr(name, '[') && i < m->state->thread_count; i++)
        if (state_thread(m->state, i)->status != THREAD_FREE &&
            state_thread(m->state, i)->name == text_known_name(texts, text))
            return i;
    uint32_t known = text_known_name(texts, text);
    uint32_t bound = known ? state_lookup(m->state, known) : 0;
    if (!bound)
        return NO_THREAD;
    const struct entity *e = state_entity(m->state, handle_index(bound));
    return e->kind == ENTITY_THREAD || e->kind == ENTITY_TIMER ? e->link : NO_THREAD;
}

void session_add_no_thread(const struct machine *m, const char *name, struct buffer *out)
{
    struct texts *texts = m->program->texts;
    uint32_t text = text_intern(texts, name, strlen(name));
    uint32_t known = text_known_name(texts, text);
    uint32_t bound = known ? state_lookup(m->state, known) : 0;
    if (bound) {
        utf8_add_visible(out, name, strlen(name), "");
        enum entity_kind kind = (enum entity_kind)state_entity(m->state, handle_index(bound))->kind;
        buffer_printf(out, " is %s %s, not a thread", entity_kind_article(kind),
                      entity_kind_name(kind));
        return;
    }
    struct failure unknown = {
        FAILURE_UNKNOWN_TO_BE_MADE,
        {argument_wanted(WANTED_THREAD), argument_designator(value_text(text))}};
    watcher_add_failure(m, &unknown, out);
}

/* ---- One thread ------------------------------------------------------------------------------ */

static enum thread_look ended_look(enum thread_status status)
{
    switch (status) {
    case THREAD_FAILED:
        return LOOK_FAILED;
    case THREAD_CANCELLED:
        return LOOK_CANCELLED;
    case THREAD_KILLED:
        return LOOK_KILLED;
    default:
        return LOOK_DONE;
    }
}

enum thread_look session_thread_look(const struct drive *d, uint32_t thread)
{
    const struct machine *m = &d->machine;
    const struct thread *t = state_thread(m->state, thread);
    if (t->status >= THREAD_DONE)
        return ended_look((enum thread_status)t->status);
    struct readiness r = step_readiness(m, thread);
    switch (r.kind) {
    case READY:
        /* Under `free` every thread that can go goes, as the system lets it. */
        return drive_chooses(d) ? LOOK_READY : LOOK_RUNNING;
    case NOT_STARTED:
        return LOOK_NEW;
    case IDLE:
        return LOOK_IDLE;
    case SLEEPS:
        return LOOK_SLEEPING;
    case DOES_IO:
        return LOOK_IO;
    case WORKS:
        return t->flags & FLAG_GIL_QUEUED ? LOOK_READY : LOOK_RUNNING;
    case WAITS_OUTSIDE:
        return m->program->code[t->pc].op == OP_WORK ? LOOK_RUNNING : LOOK_IO;
    default:
        return LOOK_WAITING;
    }
}
