/* deeds.c - what a move did: read off the events of the machine while it is done. */
#include "explore/world_inside.h"

#include "base/memory.h"
#include "core/failure.h"

#include <stdlib.h>
#include <string.h>

static enum deed_failure failure_of(const struct world *w, const struct event *e)
{
    switch (failure_read(w->machine.program, e->failure).code) {
    case FAILURE_ASSERTION:
    case FAILURE_ASSERTION_SAYS:
        return DEED_ASSERTION;
    case FAILURE_TWO_AT_ONCE:
        return DEED_CRITICAL;
    default:
        return DEED_ERROR;
    }
}

bool deed_breaks_invariant(const struct world *w)
{
    const struct state *s = w->machine.state;
    for (uint32_t at = s->first_invariant; at; at = state_entity(s, handle_index(at))->users)
        if (state_entity(s, handle_index(at))->status)
            return true;
    return false;
}

/* Where the invariant begins that the step has broken, or that was broken before. */
static uint32_t broken_place(const struct world *w)
{
    const struct state *s = w->machine.state;
    uint32_t unit = w->machine.broken;
    for (uint32_t at = s->first_invariant; at && !unit;
         at = state_entity(s, handle_index(at))->users)
        if (state_entity(s, handle_index(at))->status)
            unit = state_entity(s, handle_index(at))->link;
    return unit ? w->machine.program->units[unit].first : 0;
}

void deed_add_breach(const struct world *w, struct deed *d)
{
    d->invariant = broken_place(w);
    d->error = w->machine.breach;
}

void deed_free(struct deed *d)
{
    free(d->notices);
    *d = (struct deed){0};
}

void deed_take_event(void *context, const struct event *e)
{
    struct world *w = context;
    struct deed *d = w->deed;
    bool failed =
        (e->kind == EVENT_ENDED || e->kind == EVENT_ORDER_FAILED) && e->status == THREAD_FAILED;
    if (failed && d && d->failure == DEED_FINE) {
        d->failure = deed_breaks_invariant(w) ? DEED_INVARIANT : failure_of(w, e);
        d->pc = e->pc;
        d->thread = e->thread;
        d->invariant = d->failure == DEED_INVARIANT ? broken_place(w) : 0;
        d->error = e->failure;
    }
    if (e->kind == EVENT_NOTICE && e->notice != NOTICE_PRIVATE && e->notice != NOTICE_RESULT && d) {
        MEMORY_ROOM_FOR_ONE(d->notices, d->notice_count, d->notice_capacity);
        d->notices[d->notice_count++] = *e;
    }
    if (w->sink)
        w->sink(w->sink_context, e);
}
