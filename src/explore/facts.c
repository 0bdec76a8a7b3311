/* facts.c - see facts.h. */
#include "explore/facts.h"

#include "base/memory.h"
#include "core/frame.h"

#include <stdlib.h>
#include <string.h>

/* ---- What is reached ------------------------------------------------------------------------- */

struct reach {
    struct facts *facts;
    uint32_t *todo;
    size_t count, capacity;
};

static void reach_unit(struct reach *r, uint32_t unit)
{
    if (unit == 0 || unit >= r->facts->program->unit_count || r->facts->reached[unit])
        return;
    r->facts->reached[unit] = 1;
    MEMORY_ROOM_FOR_ONE(r->todo, r->count, r->capacity);
    r->todo[r->count++] = unit;
}

static void reach_function(struct reach *r, uint32_t name)
{
    const struct program *p = r->facts->program;
    for (uint32_t u = 1; u < p->unit_count; u++)
        if (p->units[u].kind == UNIT_FUNCTION && p->units[u].name == name)
            reach_unit(r, u);
}

static void reach_from(struct reach *r, struct instruction i)
{
    switch (i.op) {
    case OP_CALL:
        reach_function(r, (uint32_t)i.b);
        break;
    case OP_THREAD:
    case OP_SPAWN:
    case OP_TIMER:
        if (i.a & OPERAND_CALL)
            reach_function(r, (uint32_t)i.b);
        else if (i.b > 0)
            reach_unit(r, (uint32_t)i.b);
        break;
    case OP_INVARIANT:
    case OP_DEFINE:
    case OP_ORDER:
    case OP_ORDER_ALL:
    case OP_BARRIER_BODY:
        reach_unit(r, (uint32_t)i.b);
        break;
    default:
        break;
    }
}

/* The units that a thread is in, from the innermost frame outwards. */
static void reach_frames(struct reach *r, const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    struct frame f = frame_innermost(m, thread);
    do
        reach_unit(r, f.unit);
    while (frame_outwards(m, thread, &f));
    const struct value *orders = state_heap(m->state) + t->order_extent.offset;
    for (uint32_t k = 0; k < t->orders; k++) {
        reach_unit(r, (uint32_t)orders->number);
        orders += 1 + orders->extra;
    }
}

static void reach_all(struct facts *f, const struct machine *m)
{
    struct reach r = {.facts = f};
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        if (state_thread(m->state, i)->status < THREAD_DONE &&
            state_thread(m->state, i)->status != THREAD_FREE)
            reach_frames(&r, m, i);
    for (uint32_t i = 0; i < m->state->entity_count; i++) {
        const struct entity *e = state_entity(m->state, i);
        if (e->kind == ENTITY_INVARIANT || e->kind == ENTITY_BARRIER)
            reach_unit(&r, e->link);
    }
    while (r.count) {
        const struct unit *u = &f->program->units[r.todo[--r.count]];
        for (uint32_t pc = u->first; pc < u->end; pc++)
            reach_from(&r, f->program->code[pc]);
    }
    free(r.todo);
}

/* ---- What looks at whom ---------------------------------------------------------------------- */

/* Looking at other threads than the own, wherever it happens. */
static bool looks_at_threads(struct instruction i)
{
    switch (i.op) {
    case OP_THREADS:
    case OP_THREAD:
    case OP_SPAWN:
    case OP_TIMER:
    case OP_START:
    case OP_JOIN_BEGIN:
    case OP_JOIN:
    case OP_CANCEL:
    case OP_KILL:
    case OP_DAEMON:
    case OP_RENAME:
    case OP_ORDER:
    case OP_ORDER_ALL:
    case OP_DROP:
        return true;
    case OP_OBSERVE:
        switch (i.a >> OPERAND_SHIFT) {
        case OBSERVE_ISSET:
        case OBSERVE_LOCKED:
        case OBSERVE_OWNER:
        case OBSERVE_VALUE:
        case OBSERVE_BROKEN:
            return false;
        default:
            return true;
        }
    default:
        return false;
    }
}

/* Those that are done as local work. */
static bool local_looks(struct instruction i)
{
    return i.op == OP_THREAD || i.op == OP_TIMER || i.op == OP_JOIN_BEGIN || i.op == OP_DROP;
}

static bool calls_others(const struct facts *f, const struct unit *u)
{
    for (uint32_t pc = u->first; pc < u->end; pc++) {
        struct instruction i = f->program->code[pc];
        if (i.op != OP_CALL)
            continue;
        for (uint32_t v = 1; v < f->program->unit_count; v++) {
            const struct unit *called = &f->program->units[v];
            if (called->kind == UNIT_FUNCTION && called->name == (uint32_t)i.b && !f->alone[v])
                return true;
        }
    }
    return false;
}

static void find_alone(struct facts *f)
{
    const struct program *p = f->program;
    for (uint32_t u = 1; u < p->unit_count; u++) {
        f->alone[u] = 1;
        for (uint32_t pc = p->units[u].first; pc < p->units[u].end; pc++)
            if (local_looks(p->code[pc]))
                f->alone[u] = 0;
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t u = 1; u < p->unit_count; u++)
            if (f->alone[u] && calls_others(f, &p->units[u]))
                f->alone[u] = 0, changed = true;
    }
}

/* An atomic block may do what is otherwise a step of its own. */
static void look_into_atomic(struct facts *f)
{
    const struct program *p = f->program;
    bool atomic = false, looks = false;
    for (uint32_t u = 1; u < p->unit_count; u++)
        for (uint32_t pc = p->units[u].first; f->reached[u] && pc < p->units[u].end; pc++) {
            atomic |= p->code[pc].op == OP_ATOMIC_BEGIN || p->units[u].kind == UNIT_EXPRESSION;
            looks |= looks_at_threads(p->code[pc]) || p->code[pc].op == OP_NOTIFY ||
                     p->code[pc].op == OP_BROADCAST;
        }
    f->atomic_looks = atomic && looks;
}

bool facts_step_alone(const struct facts *f, uint32_t pc, bool waiters)
{
    struct instruction i = f->program->code[pc];
    if (f->atomic_looks || looks_at_threads(i) || i.op == OP_CHOOSE)
        return false;
    return !waiters || (i.op != OP_NOTIFY && i.op != OP_BROADCAST);
}

/* ---- Who is spoken to by name ---------------------------------------------------------------- */

static void name_thread(struct facts *f, uint32_t pc)
{
    struct instruction i = f->program->code[pc], before = f->program->code[pc - 1];
    uint32_t name = 0;
    if (i.a & OPERAND_NAMED)
        name = (uint32_t)i.b;
    else if (before.op == OP_NAME_TEXT && before.a == 0)
        name = (uint32_t)before.b;
    else if (before.op == OP_CONSTANT && f->program->constants[before.b].kind == VALUE_TEXT)
        name = text_known_name(f->program->texts, (uint32_t)f->program->constants[before.b].number);
    if (name && name < f->named_count)
        f->named[name] = 1;
    else
        f->tells_apart = true;
}

static void find_names(struct facts *f, uint32_t pc)
{
    struct instruction i = f->program->code[pc];
    switch (i.op) {
    case OP_JOIN_BEGIN:
    case OP_START:
    case OP_CANCEL:
    case OP_KILL:
        name_thread(f, pc);
        break;
    case OP_OBSERVE:
        if (looks_at_threads(i))
            name_thread(f, pc);
        else if (i.a >> OPERAND_SHIFT == OBSERVE_OWNER)
            f->tells_apart = true;
        break;
    case OP_DECLARE:
        f->tells_apart |= i.b == ENTITY_LOCAL;
        break;
    case OP_ME:
    case OP_RANDOM:
    case OP_THREADS:
    case OP_RENAME:
    case OP_DAEMON:
    case OP_ORDER:
    case OP_ORDER_ALL:
    case OP_CATCH_TEXT:
    case OP_TIMER:
        f->tells_apart = true;
        break;
    default:
        break;
    }
}

/* ---- Instants -------------------------------------------------------------------------------- */

int facts_takes(struct instruction i)
{
    switch (i.op) {
    case OP_CONSTANT:
    case OP_SLOT_LOAD:
    case OP_NAME_LOAD:
    case OP_NAME_TEXT:
    case OP_ME:
    case OP_NOW:
    case OP_TIME_OF_DAY:
        return 0;
    case OP_NEGATE:
        return 1;
    case OP_BINARY:
    case OP_INDEX_LOAD:
        return 2;
    case OP_TEXT_JOIN:
        return i.b;
    default:
        return -1;
    }
}

/* Whether the value that the instruction pushes goes into a print or a log and nowhere else. */
static bool only_printed(const struct program *p, uint32_t pc)
{
    int above = 0; /* values on the stack above it */
    for (;;) {
        struct instruction i = p->code[++pc];
        if (i.op == OP_PRINT || i.op == OP_LOG)
            return above < i.b;
        int taken = facts_takes(i);
        if (taken < 0)
            return false;
        above = taken > above ? 0 : above - taken + 1;
    }
}

static void refuse(struct facts *f, uint32_t pc, const char *reason)
{
    if (!f->refused) {
        f->refused = pc;
        f->reason = reason;
    }
}

static void find_refused(struct facts *f, uint32_t pc, bool untimed, bool in_atomic)
{
    struct instruction i = f->program->code[pc];
    if (i.op == OP_ASK)
        refuse(f, pc, "what a user would answer cannot be explored");
    else if (i.op == OP_FETCH)
        refuse(f, pc, "what the network would answer cannot be explored");
    else if (i.op == OP_CHOOSE && in_atomic)
        refuse(f, pc, "choose within an atomic block cannot be explored: choose before the block");
    else if ((i.op == OP_NOW || i.op == OP_TIME_OF_DAY) && !only_printed(f->program, pc)) {
        f->absolute = true;
        if (untimed)
            refuse(f, pc,
                   "without clock times nobody can say what the time is: it may be printed, but "
                   "not computed with (--time=virtual can)");
    }
}

void facts_gather(struct facts *f, const struct machine *m, bool untimed)
{
    const struct program *p = m->program;
    *f = (struct facts){.program = p};
    f->reached = memory_zeroed(p->unit_count, 1);
    f->alone = memory_zeroed(p->unit_count, 1);
    f->named_count = names_count(p->texts) + 1;
    f->named = memory_zeroed(f->named_count, 1);
    reach_all(f, m);
    find_alone(f);
    look_into_atomic(f);
    for (uint32_t u = 1; u < p->unit_count; u++) {
        unsigned atomic = 0;
        for (uint32_t pc = p->units[u].first; f->reached[u] && pc < p->units[u].end; pc++) {
            atomic += p->code[pc].op == OP_ATOMIC_BEGIN;
            find_refused(f, pc, untimed, atomic || p->units[u].kind == UNIT_EXPRESSION);
            find_names(f, pc);
            f->random |= p->code[pc].op == OP_RANDOM;
            f->absolute |= p->code[pc].op == OP_DEADLINE_SAVE;
            atomic -= p->code[pc].op == OP_ATOMIC_END && atomic;
        }
    }
}

void facts_free(struct facts *f)
{
    free(f->reached);
    free(f->alone);
    free(f->named);
    *f = (struct facts){0};
}
