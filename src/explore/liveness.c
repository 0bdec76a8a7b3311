/* liveness.c - see liveness.h. */
#include "explore/liveness.h"

#include "base/memory.h"
#include "core/frame.h"
#include "core/instructions.h"

#include <stdlib.h>

#define ALL_SLOTS UINT64_MAX

static uint64_t slots(uint32_t first, uint32_t count)
{
    uint64_t set = 0;
    for (uint32_t i = first; i < first + count && i < 64; i++)
        set |= (uint64_t)1 << i;
    return set;
}

/* What an instruction reads and what it writes, as sets of slots. */
struct effect {
    uint64_t reads, writes;
};

/* The slots of the maker that a block gets copies of. */
static uint64_t captured(const struct program *p, struct instruction i)
{
    if (i.a & OPERAND_CALL || i.b <= 0)
        return 0;
    const struct unit *u = &p->units[i.b];
    uint64_t set = 0;
    for (uint32_t k = 0; k < u->capture_count; k++)
        set |= slots(p->captures[u->captures + k], 1);
    return set;
}

/* `a` counts the slot from 1, or is 0. */
static uint64_t named(uint32_t a)
{
    return a ? slots(handle_index(a), 1) : 0;
}

static struct effect effect_of(const struct program *p, struct instruction i)
{
    uint32_t slot = (uint32_t)i.b;
    switch ((enum instruction_slots)instruction_row(i)->slots) {
    case SLOTS_NO_SLOT:
        return (struct effect){0};
    case SLOTS_READS_ONE:
        return (struct effect){.reads = slots(slot, 1)};
    case SLOTS_READS_TWO:
        return (struct effect){.reads = slots(slot, 2)};
    case SLOTS_READS_LIST:
        return (struct effect){.reads = slots(slot, 1u + i.a)};
    case SLOTS_READS_NAME:
        return (struct effect){.reads = named(i.a)};
    case SLOTS_CAPTURED:
        return (struct effect){.reads = captured(p, i)};
    case SLOTS_WRITES_ONE:
        return (struct effect){.writes = slots(slot, 1)};
    case SLOTS_WRITES_TWO:
        return (struct effect){.writes = slots(slot, 2)};
    case SLOTS_WRITES_NAME:
        return (struct effect){.writes = named(i.a)};
    case SLOTS_WRITES_COMPOUND:
        return (struct effect){.writes = named(i.a >> 4)};
    case SLOTS_ALL:
        break;
    }
    return (struct effect){.reads = ALL_SLOTS};
}

uint64_t liveness_slots_read(const struct program *p, struct instruction i)
{
    return effect_of(p, i).reads;
}

/* What is read by the handlers that an error at `pc` can lead to. */
static uint64_t handlers(const struct liveness *l, const struct program *p, const struct unit *u,
                         uint32_t pc)
{
    uint64_t set = 0;
    for (uint32_t k = 0; k < u->range_count; k++) {
        const struct range *r = &p->ranges[u->ranges + k];
        if (range_catches(r->kind) && pc >= r->first && pc < r->end)
            set |= l->live[r->handler];
    }
    return set;
}

static bool pass_over(struct liveness *l, const struct program *p, const struct unit *u)
{
    bool changed = false;
    for (uint32_t pc = u->end; pc-- > u->first;) {
        struct instruction i = p->code[pc];
        struct effect e = effect_of(p, i);
        uint64_t after = 0, live;
        if (instruction_goes_on(i) && pc + 1 < u->end)
            after |= l->live[pc + 1];
        if (instruction_jumps(i))
            after |= l->live[i.b];
        /* An error comes before anything is written. */
        live = e.reads | (after & ~e.writes) | handlers(l, p, u, pc);
        if (u->kind == UNIT_ORDER)
            live = ALL_SLOTS;
        changed |= live != l->live[pc];
        l->live[pc] = live;
    }
    return changed;
}

void liveness_make(struct liveness *l, const struct facts *facts)
{
    const struct program *p = facts->program;
    l->live = memory_zeroed(p->code_count, sizeof *l->live);
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t u = 1; u < p->unit_count; u++)
            changed |= pass_over(l, p, &p->units[u]);
    }
}

void liveness_free(struct liveness *l)
{
    free(l->live);
    *l = (struct liveness){0};
}

static void forget_frame(const struct liveness *l, const struct machine *m, uint32_t unit,
                         uint32_t pc, bool returns, struct value *frame)
{
    const struct unit *u = &m->program->units[unit];
    uint64_t live = l->live[pc];
    if (returns)
        live |= handlers(l, m->program, u, pc - 1);
    if (u->kind == UNIT_ORDER || u->kind == UNIT_EXPRESSION)
        return;
    for (uint32_t i = 0; i < u->slots && i < 64; i++) {
        bool holds = frame[i].kind != VALUE_UNSET && !value_is_array(frame[i]);
        if (holds && !(live >> i & 1))
            frame[i] = value_integer(0);
    }
}

void liveness_forget(const struct liveness *l, const struct machine *m, uint32_t thread,
                     struct value *stack)
{
    const struct thread *t = state_thread(m->state, thread);
    if (t->status != THREAD_RUNNING || t->flags & (FLAG_PUPPET | FLAG_ARMED))
        return;
    struct frame f = frame_innermost(m, thread);
    do
        forget_frame(l, m, f.unit, f.pc, f.depth != t->depth, stack + f.base);
    while (frame_outwards(m, thread, &f));
}
