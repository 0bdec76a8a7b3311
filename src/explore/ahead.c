/* ahead.c - see ahead.h. A search through the instructions that the thread can come to. */
#include "explore/ahead.h"

#include "base/memory.h"
#include "core/frame.h"
#include "core/instructions.h"

#include <stdlib.h>

struct way {
    const struct machine *m;
    unsigned char *seen; /* by instruction */
    uint32_t *todo;
    size_t count, capacity;
};

static void go_to(struct way *w, uint32_t pc)
{
    if (pc == 0 || pc >= w->m->program->code_count || w->seen[pc])
        return;
    w->seen[pc] = 1;
    MEMORY_ROOM_FOR_ONE(w->todo, w->count, w->capacity);
    w->todo[w->count++] = pc;
}

static void go_into(struct way *w, uint32_t name)
{
    uint32_t bound = state_lookup(w->m->state, name);
    if (bound && state_entity(w->m->state, handle_index(bound))->kind == ENTITY_FUNCTION)
        go_to(w, w->m->program->units[state_entity(w->m->state, handle_index(bound))->link].first);
}

/* A thread that it makes releases for it. */
static void go_with(struct way *w, struct instruction i)
{
    if (i.a & OPERAND_CALL)
        go_into(w, (uint32_t)i.b);
    else if (i.b > 0)
        go_to(w, w->m->program->units[i.b].first);
}

/* Whether the jump is the condition of `while true`. */
static bool never_jumps(const struct program *p, uint32_t pc)
{
    struct instruction before = p->code[pc - 1];
    if (p->code[pc].op != OP_JUMP_IF_FALSE || before.op != OP_CONSTANT)
        return false;
    struct value v = p->constants[before.b];
    return v.kind == VALUE_BOOLEAN && v.number;
}

static void go_on(struct way *w, uint32_t pc)
{
    struct instruction i = w->m->program->code[pc];
    if (instruction_jumps(i) && !never_jumps(w->m->program, pc))
        go_to(w, (uint32_t)i.b);
    if (instruction_row(i)->code == CODE_CALLED)
        go_into(w, (uint32_t)i.b);
    if (instruction_row(i)->code == CODE_BODY)
        go_with(w, i);
    if (instruction_goes_on(i))
        go_to(w, pc + 1);
}

/* Where the thread stands, and where its calls return to. */
static void begin(struct way *w, uint32_t thread)
{
    struct frame f = frame_innermost(w->m, thread);
    do
        go_to(w, f.pc);
    while (frame_outwards(w->m, thread, &f));
}

/* The next instruction that it can come to, each once; 0 behind the last. */
static uint32_t next(struct way *w)
{
    if (!w->count)
        return 0;
    uint32_t pc = w->todo[--w->count];
    go_on(w, pc);
    return pc;
}

static void finish(struct way *w)
{
    free(w->todo);
    free(w->seen);
}

static struct way way_of(const struct machine *m, uint32_t thread)
{
    struct way w = {.m = m, .seen = memory_zeroed(m->program->code_count, 1)};
    begin(&w, thread);
    return w;
}

uint32_t ahead_release(const struct machine *m, uint32_t thread, uint32_t name)
{
    struct way w = way_of(m, thread);
    uint32_t found = 0, pc;
    while ((pc = next(&w))) {
        struct instruction i = m->program->code[pc];
        bool releases = i.op == OP_RELEASE && i.a & OPERAND_NAMED && (uint32_t)i.b == name;
        if (releases && (!found || pc < found))
            found = pc;
    }
    finish(&w);
    return found;
}

/* Of the units of its frames alone: what it calls or spawns has an end of its own. */
bool ahead_ends(const struct machine *m, uint32_t thread)
{
    struct way w = way_of(m, thread);
    struct frame f = frame_innermost(m, thread);
    bool ends = false;
    uint32_t pc;
    while (frame_outwards(m, thread, &f))
        ;
    const struct unit *outermost = &m->program->units[f.unit];
    while ((pc = next(&w)))
        ends |= pc >= outermost->first && pc < outermost->end &&
                instruction_row(m->program->code[pc])->flow == FLOW_LEAVES;
    finish(&w);
    return ends;
}
