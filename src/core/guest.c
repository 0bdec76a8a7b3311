/* guest.c - whose code a thread runs. A source may be a guest: what a lesson brought along, and
 * not its learner typed. Foreign code may fetch only what its lesson may (run/outside.c), so it has
 * to be known of a thread also where it runs a function of the user's that guest code called, or
 * a body, an order or a timer that it gave.
 *
 * A thread made by guest code bears FLAG_GUEST for its life, a puppet for each order that
 * guest code gave; a barrier remembers it of its body; the rest stands in the frames. */
#include "core/machine.h"

static bool is_guest_code(const struct program *p, uint32_t pc)
{
    return p->sources[p->origins[p->origin_of[pc]].source].guest;
}

bool machine_is_guest(const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    if (t->flags & FLAG_GUEST)
        return true;
    if (!t->unit)
        return false;
    struct frame f = frame_innermost(m, thread);
    do {
        const struct unit *u = &m->program->units[f.unit];
        if (is_guest_code(m->program, f.at) || is_guest_code(m->program, u->first))
            return true;
        if (f.depth > 0 && u->kind == UNIT_BARRIER &&
            state_entity(m->state, frame_barrier(frame_record_at(m, thread, &f)))->guest)
            return true;
    } while (frame_outwards(m, thread, &f));
    return false;
}
