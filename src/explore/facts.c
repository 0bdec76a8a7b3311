/* facts.c - see facts.h. */
#include "explore/facts.h"

#include "base/memory.h"
#include "core/frame.h"
#include "core/instructions.h"

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
    switch ((enum instruction_code)instruction_row(i)->code) {
    case CODE_CALLED:
        reach_function(r, (uint32_t)i.b);
        break;
    case CODE_BODY:
        if (i.a & OPERAND_CALL)
            reach_function(r, (uint32_t)i.b);
        else if (i.b > 0)
            reach_unit(r, (uint32_t)i.b);
        break;
    case CODE_LATER:
        reach_unit(r, (uint32_t)i.b);
        break;
    case CODE_NO_CODE:
    case CODE_BARRIERS: /* which OP_BARRIER_BODY has reached */
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
        if (kind_is(e->kind, KIND_RUNS_UNIT))
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

/* Whether what OP_OBSERVE asks of is a thread, or the threads that wait. */
static bool observes_threads(struct instruction i)
{
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
}

/* Looking at other threads than the own, wherever it happens. */
static bool looks_at_threads(struct instruction i)
{
    unsigned looks = instruction_row(i)->looks;
    return looks == LOOKS_THREADS || (looks == LOOKS_OBSERVED && observes_threads(i));
}

/* Looking at those in lists, of all kinds or of one. */
static bool looks_at_waiters(struct instruction i)
{
    unsigned looks = instruction_row(i)->looks;
    return looks == LOOKS_WAITERS || looks == LOOKS_QUEUED;
}

/* Those that are done as local work. */
static bool local_looks(struct instruction i)
{
    return looks_at_threads(i) && !instruction_is_step(i);
}

static bool calls_others(const struct facts *f, const struct unit *u)
{
    for (uint32_t pc = u->first; pc < u->end; pc++) {
        struct instruction i = f->program->code[pc];
        if (instruction_row(i)->code != CODE_CALLED)
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
            looks |= looks_at_threads(p->code[pc]) || looks_at_waiters(p->code[pc]);
        }
    f->atomic_looks = atomic && looks;
}

bool facts_step_alone(const struct facts *f, uint32_t pc, unsigned waiters)
{
    struct instruction i = f->program->code[pc];
    if (f->atomic_looks || looks_at_threads(i) || instruction_row(i)->input == INPUT_CHOICE)
        return false;
    return !(waiters &
             (instruction_row(i)->looks == LOOKS_QUEUED ? FACTS_QUEUED : FACTS_WAITERS)) ||
           !looks_at_waiters(i);
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
    switch ((enum instruction_tells)instruction_row(i)->tells) {
    case TELLS_ALIKE:
        break;
    case TELLS_NAMED:
        name_thread(f, pc);
        break;
    case TELLS_JOINED:
        if (!f->joins_alike)
            name_thread(f, pc);
        break;
    case TELLS_OBSERVED:
        if (observes_threads(i))
            name_thread(f, pc);
        else if (i.a >> OPERAND_SHIFT == OBSERVE_OWNER)
            f->tells_apart = true;
        break;
    case TELLS_DECLARED:
        f->tells_apart |= kind_is((unsigned)i.b, KIND_PER_THREAD);
        break;
    case TELLS_APART:
        f->tells_apart = true;
    }
}

/* ---- Instants -------------------------------------------------------------------------------- */

int facts_takes(struct instruction i)
{
    return instruction_is(i, MARK_EXPRESSION) ? (int)instruction_pops(i) : -1;
}

uint32_t facts_before_expression(const struct program *p, uint32_t pc)
{
    for (int wanted = 1;; pc--) {
        int taken = facts_takes(p->code[pc]);
        if (taken < 0 || pc < 2)
            return 0;
        wanted += taken - 1;
        if (wanted == 0)
            return pc - 1;
    }
}

bool facts_has_index(const struct program *p, int64_t text)
{
    return strchr(text_bytes(p->texts, (uint32_t)text), '[');
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

static void find_input(struct facts *f, uint32_t pc, bool untimed, bool in_atomic)
{
    struct instruction i = f->program->code[pc];
    switch ((enum instruction_input)instruction_row(i)->input) {
    case INPUT_USER:
        refuse(f, pc, "what a user would answer cannot be explored");
        break;
    case INPUT_NETWORK:
        refuse(f, pc, "what the network would answer cannot be explored");
        break;
    case INPUT_CHOICE:
        if (in_atomic)
            refuse(f, pc,
                   "choose within an atomic block cannot be explored: choose before the block");
        break;
    case INPUT_CLOCK:
        if (only_printed(f->program, pc))
            break;
        f->absolute = true;
        if (untimed)
            refuse(f, pc,
                   "without clock times nobody can say what the time is: it may be printed, but "
                   "not computed with (--time=virtual can)");
        break;
    case INPUT_INSTANT:
        f->absolute = true;
        break;
    case INPUT_RANDOM:
        f->random = true;
        break;
    case INPUT_NO_INPUT:
        break;
    }
}

/* Whether threads are spoken to by name in no other way than by joining them. */
static bool only_joins(const struct facts *f)
{
    bool joins = false, all = false, otherwise = false;
    for (uint32_t u = 1; u < f->program->unit_count; u++)
        for (uint32_t pc = f->program->units[u].first;
             f->reached[u] && pc < f->program->units[u].end; pc++) {
            struct instruction i = f->program->code[pc];
            unsigned tells = instruction_row(i)->tells;
            joins |= tells == TELLS_JOINED;
            all |= i.op == OP_JOIN_ALL;
            otherwise |= tells == TELLS_NAMED || tells == TELLS_APART ||
                         (tells == TELLS_OBSERVED && observes_threads(i));
        }
    return joins && !all && !otherwise;
}

void facts_gather(struct facts *f, const struct machine *m, bool untimed, bool joins_alike)
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
    f->joins_alike = joins_alike && only_joins(f);
    for (uint32_t u = 1; u < p->unit_count; u++) {
        unsigned atomic = 0;
        for (uint32_t pc = p->units[u].first; f->reached[u] && pc < p->units[u].end; pc++) {
            atomic += p->code[pc].op == OP_ATOMIC_BEGIN;
            find_input(f, pc, untimed, atomic || p->units[u].kind == UNIT_EXPRESSION);
            find_names(f, pc);
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
