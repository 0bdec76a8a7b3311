/* liveness.c - see liveness.h. */
#include "explore/liveness.h"

#include "base/memory.h"
#include "core/frame.h"

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
    return a ? slots(a - 1, 1) : 0;
}

static struct effect effect_of(const struct program *p, struct instruction i)
{
    uint32_t slot = (uint32_t)i.b;
    switch (i.op) {
    case OP_SLOT_LOAD:
    case OP_DEADLINE_FROM:
    case OP_LOOP_LEAVE:
        return (struct effect){.reads = slots(slot, 1)};
    case OP_SLOT_STORE:
    case OP_SLOT_CLEAR:
    case OP_DEADLINE_SAVE:
    case OP_LOOP_ENTER:
    case OP_REPEAT_START:
        return (struct effect){.writes = slots(slot, 1)};
    case OP_RANGE_START:
        return (struct effect){.writes = slots(slot, 2)};
    case OP_RANGE_NEXT:
    case OP_ARRAY_NEXT:
    case OP_RERAISE:
    case OP_CATCH_TEXT:
        return (struct effect){.reads = slots(slot, 2)};
    case OP_LOOP_TURN:
    case OP_REPEAT_NEXT:
    case OP_ARRAY_MAKE:
    case OP_THREADS:
        return (struct effect){.reads = slots(slot, 1)};
    case OP_LIST_NEXT:
        return (struct effect){.reads = slots(slot, 1u + i.a)};
    case OP_NAME_LOAD:
    case OP_NAME_TEXT:
    case OP_NAME_BASE:
    case OP_COMPOUND_READ:
    case OP_LENGTH:
        return (struct effect){.reads = named(i.a)};
    case OP_NAME_STORE:
        return (struct effect){.writes = named(i.a)};
    case OP_COMPOUND_WRITE:
        return (struct effect){.writes = named(i.a >> 4)};
    case OP_SPAWN:
    case OP_THREAD:
    case OP_TIMER:
    case OP_BARRIER_BODY:
        return (struct effect){.reads = captured(p, i)};
    case OP_ORDER:
    case OP_ORDER_ALL:
        return (struct effect){.reads = ALL_SLOTS};
    default:
        return (struct effect){0};
    }
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
        bool jumps = i.op == OP_JUMP || i.op == OP_JUMP_IF_FALSE || i.op == OP_JUMP_IF_TRUE ||
                     i.op == OP_ARRAYS;
        bool goes_on = i.op != OP_JUMP && i.op != OP_RETURN && i.op != OP_END;
        uint64_t after = 0, live;
        if (goes_on && pc + 1 < u->end)
            after |= l->live[pc + 1];
        if (jumps)
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
        bool holds = frame[i].kind != VALUE_UNSET && frame[i].kind != VALUE_ARRAY;
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
