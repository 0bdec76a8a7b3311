/* touches.c - what a step touches beside plain variables, for who follows the machine: which steps
 * of others it depends on, and which of theirs depend on it. What an instruction is about comes
 * from machine_about, how it touches that from its row (opcodes.h); whom a step lets go on stands
 * among its changes. So an instruction has its order among the others from its row. See step.h. */
#include "core/instructions.h"
#include "core/machine.h"

#include "base/memory.h"

void touches_add(struct machine *m, enum touch_kind kind, uint32_t index)
{
    MEMORY_ROOM_FOR_ONE(m->touches, m->touch_count, m->touch_capacity);
    m->touches[m->touch_count++] = (struct touch){kind, index, m->event.pc};
}

/* Plain variables are accesses and what every thread has for itself nobody else's; giving a name to
 * something, as INVARIANT and DEFINE do, touches everything. */
static bool orders_nothing(enum entity_kind kind)
{
    return kind == ENTITY_SHARED || kind == ENTITY_SHARED_ARRAY || kind == ENTITY_FUNCTION ||
           kind == ENTITY_INVARIANT || kind_is(kind, KIND_PER_THREAD);
}

void touches_entity(struct machine *m, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    unsigned how = instruction_row(m->program->code[m->event.pc])->touches;
    bool looks = how == TOUCHES_NAME_READ || how == TOUCHES_OBSERVED || how == TOUCHES_LIVES ||
                 how == TOUCHES_BEARER || how == TOUCHES_JOINED;
    if (how == TOUCHES_TOLD || orders_nothing((enum entity_kind)e->kind))
        return; /* who is told comes as TOUCH_ORDERS */
    touches_add(m, looks ? TOUCH_LOOKS : TOUCH_CHANGES, entity);
    bool alone = how == TOUCHES_NOTIFIED && e->status == CONDITION_LOOSE;
    if (kind_rows[e->kind].holder.by == HELD_ITS_LOCK && !alone)
        touches_add(m, looks ? TOUCH_LOOKS : TOUCH_CHANGES, e->link);
}

void touches_instruction(struct machine *m, struct instruction i)
{
    const struct instruction_row *row = instruction_row(i);
    switch ((enum instruction_touches)row->touches) {
    case TOUCHES_EVERYTHING:
    case TOUCHES_ALL:
    case TOUCHES_FUNCTION:
        touches_add(m, TOUCH_LOOKS_ALL, 0);
        touches_add(m, TOUCH_CHANGES_ALL, 0);
        break;
    case TOUCHES_OBSERVED:
        if (instruction_sees_where(i))
            touches_add(m, TOUCH_LOOKS_ALL, 0);
        break;
    case TOUCHES_LIVES:
        if (row->looks == LOOKS_NOBODY) /* it only counts them */
            touches_add(m, TOUCH_LOOKS_LIVES, 0);
        break;
    default: /* what it is about says it */
        break;
    }
}

void machine_follow(struct machine *m,
                    void (*follow)(void *context, struct machine *m, int64_t thread), void *context)
{
    m->follow = follow;
    m->follow_context = context;
    m->follows = m->watches = follow != NULL;
    m->touch_count = m->access_count = 0;
}
