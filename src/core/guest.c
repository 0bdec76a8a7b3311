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
    const struct value *stack = state_stack(m->state, thread);
    uint32_t unit = t->unit, pc = t->pc, base = t->base;
    if (t->flags & FLAG_GUEST)
        return true;
    if (!unit)
        return false;
    for (uint32_t depth = t->depth;; depth--) {
        const struct unit *u = &m->program->units[unit];
        if (is_guest_code(m->program, pc) || is_guest_code(m->program, u->first))
            return true;
        if (depth == 0)
            return false;
        const struct value *record = &stack[base + u->slots];
        if (u->kind == UNIT_BARRIER && state_entity(m->state, (uint32_t)record[1].number)->guest)
            return true;
        unit = record->extra;
        base = (uint32_t)((uint64_t)record->number >> 32);
        pc = (uint32_t)record->number - 1;
    }
}
