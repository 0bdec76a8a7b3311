/* footprint.c - see footprint.h. Both tables are least fixed points over the code. */
#include "explore/footprint.h"

#include "base/memory.h"
#include "core/frame.h"
#include "core/instructions.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct footprint everything = {.reads = UINT64_MAX,
                                            .writes = UINT64_MAX,
                                            .claims = CLAIMS_EVERYTHING,
                                            .flags = FOOTPRINT_SPAWNS | FOOTPRINT_ENDS |
                                                     FOOTPRINT_LOOKS};
/* The same of what sees where others stand: any step of theirs can change that. */
static const struct footprint sight = {.reads = UINT64_MAX,
                                       .writes = UINT64_MAX,
                                       .claims = CLAIMS_EVERYTHING,
                                       .flags = FOOTPRINT_SPAWNS | FOOTPRINT_ENDS |
                                                FOOTPRINT_LOOKS | FOOTPRINT_SEES};
static const struct footprint definition = {.reads = UINT64_MAX,
                                            .writes = UINT64_MAX,
                                            .claims = CLAIMS_EVERYTHING,
                                            .flags = FOOTPRINT_SPAWNS | FOOTPRINT_ENDS |
                                                     FOOTPRINT_LOOKS | FOOTPRINT_DEFINES};
/* Any object, but nobody's life. */
static const struct footprint anything = {
    .reads = UINT64_MAX, .writes = UINT64_MAX, .claims = CLAIMS_EVERYTHING};

#define CONDITIONS ((uint64_t)1 << 63)

static uint64_t bit_of(uint32_t name)
{
    return (uint64_t)1 << name % 63;
}

/* Whether the name that one bears is one that the other touches, or bears too. */
static bool meets_own(uint32_t own, struct footprint other)
{
    return own && (own == other.own || (other.reads | other.writes) & bit_of(own));
}

static bool meets_by_name(struct footprint step, struct footprint other)
{
    unsigned a = step.flags, b = other.flags;
    return step.writes & (other.reads | other.writes) || step.reads & other.writes ||
           meets_own(step.own, other) || meets_own(other.own, step) ||
           (a & FOOTPRINT_SPAWNS && b & (FOOTPRINT_SPAWNS | FOOTPRINT_LOOKS)) ||
           (a & FOOTPRINT_ENDS && b & (FOOTPRINT_LOOKS | FOOTPRINT_DAEMONS)) ||
           (a | b) & FOOTPRINT_SEES ||
           (a & FOOTPRINT_LOOKS && b & (FOOTPRINT_SPAWNS | FOOTPRINT_ENDS)) ||
           (a & FOOTPRINT_CALLS && b & FOOTPRINT_DEFINES) ||
           (a & FOOTPRINT_DEFINES && b & FOOTPRINT_CALLS);
}

bool footprint_meets(struct footprint step, struct footprint other)
{
    return claims_meet(step.claims, other.claims) || meets_by_name(step, other);
}

bool footprint_enables(struct footprint step, struct footprint other)
{
    return claims_enable(step.claims, other.claims) || meets_by_name(step, other);
}

bool footprint_accesses(enum program_opcode op)
{
    unsigned touches = instruction_rows[op].touches;
    return instruction_is_access(op) || instruction_touches_everything(op) ||
           touches == TOUCHES_VARIABLES || touches == TOUCHES_BLOCK;
}

static struct footprint writes_name(uint32_t name)
{
    return (struct footprint){.writes = bit_of(name)};
}

static struct footprint reads_name(uint32_t name)
{
    return (struct footprint){.reads = bit_of(name)};
}

/* ---- Designators ----------------------------------------------------------------------------- */

/* What an instruction that pushes a designator names; anything where it is not a constant. */
static struct footprint pushed(const struct program *p, uint32_t pc)
{
    struct instruction i = p->code[pc];
    if (i.op == OP_CONSTANT && p->constants[i.b].kind == VALUE_TEXT &&
        facts_has_index(p, p->constants[i.b].number))
        return anything;
    if (i.op == OP_NAME_TEXT && i.a == 0)
        return writes_name((uint32_t)i.b);
    if (i.op == OP_CONSTANT && p->constants[i.b].kind == VALUE_TEXT)
        return writes_name(text_to_name(p->texts, (uint32_t)p->constants[i.b].number));
    return anything;
}

/* NAME[INDEX], of which the last instruction of the index is at `pc`. */
static struct footprint indexed(const struct program *p, uint32_t pc)
{
    uint32_t base = facts_before_expression(p, pc);
    return base ? pushed(p, base) : anything;
}

static struct footprint designated(const struct program *p, uint32_t pc)
{
    struct instruction i = p->code[pc];
    if (i.a & OPERAND_NAMED)
        return writes_name((uint32_t)i.b);
    if (p->code[pc - 1].op == OP_ELEMENT)
        return indexed(p, pc - 2);
    return pushed(p, pc - 1);
}

/* ---- One instruction ------------------------------------------------------------------------- */

/* A condition, or what may be one: it stands on a lock. */
static struct footprint of_lock(const struct footprints *f, uint32_t pc)
{
    bool waited = instruction_row(f->facts->program->code[pc])->touches == TOUCHES_WAITED;
    struct footprint own = waited ? (struct footprint){0} : designated(f->facts->program, pc);
    if (f->conditions)
        own.writes |= CONDITIONS;
    own.claims.uses |= f->claimed.beneath;
    return own;
}

static struct footprint observed(const struct program *p, uint32_t pc)
{
    if (instruction_sees_where(p->code[pc]))
        return sight;
    switch (p->code[pc].a >> OPERAND_SHIFT) {
    case OBSERVE_ISSET:
    case OBSERVE_LOCKED:
    case OBSERVE_OWNER:
    case OBSERVE_VALUE:
    case OBSERVE_BROKEN:
        return anything;
    default:
        return everything;
    }
}

static uint32_t arguments_of(struct instruction i)
{
    return i.a >> OPERAND_SHIFT;
}

/* The name that a spawned thread gets is in use until that has ended. */
static struct footprint spawned(const struct program *p, uint32_t pc)
{
    struct instruction i = p->code[pc];
    struct footprint all = {.flags = FOOTPRINT_SPAWNS};
    if (i.a & OPERAND_DAEMON)
        all.flags |= FOOTPRINT_DAEMONS;
    if (i.a & OPERAND_ANONYMOUS)
        return all;
    uint32_t at = pc - 1;
    for (uint32_t k = arguments_of(i); k > 0 && at; k--)
        at = facts_before_expression(p, at);
    footprint_add(&all, at ? pushed(p, at) : anything);
    return all;
}

/* Whether it looks a function up, which others may define. */
static unsigned calls(struct instruction i)
{
    unsigned code = instruction_row(i)->code;
    bool calls = code == CODE_CALLED || (code == CODE_BODY && i.a & OPERAND_CALL);
    return calls ? FOOTPRINT_CALLS : 0;
}

static struct footprint touched(const struct footprints *f, uint32_t pc)
{
    const struct program *p = f->facts->program;
    struct instruction i = p->code[pc];
    switch ((enum instruction_touches)instruction_row(i)->touches) {
    case TOUCHES_NOTHING:
    case TOUCHES_BLOCK: /* what is in it says it */
        return (struct footprint){0};
    case TOUCHES_NAME_READ:
        return reads_name((uint32_t)i.b);
    case TOUCHES_NAME:
        return writes_name((uint32_t)i.b);
    case TOUCHES_ELEMENT:
        return indexed(p, pc - 1);
    case TOUCHES_ELEMENT_AGAIN:
        return (struct footprint){0}; /* its read says it, too */
    case TOUCHES_LOCK:
    case TOUCHES_NOTIFIED:
    case TOUCHES_TAKEN:
    case TOUCHES_TAKEN_TOO:
    case TOUCHES_GIVEN:
    case TOUCHES_WAITED:
        return of_lock(f, pc);
    case TOUCHES_CHANNEL:
        return f->selects ? anything : designated(p, pc);
    case TOUCHES_DESIGNATED:
    case TOUCHES_PUT_IN:
    case TOUCHES_GOT:
    case TOUCHES_SCOPE:
        return designated(p, pc);
    case TOUCHES_CHANNELS:
    case TOUCHES_OBJECTS:
    case TOUCHES_VARIABLES:
        return anything;
    case TOUCHES_OBSERVED:
        return observed(p, pc);
    case TOUCHES_SPAWNED:
        return spawned(p, pc);
    case TOUCHES_LIVES:
        return (struct footprint){.flags = FOOTPRINT_LOOKS};
    case TOUCHES_OWN_END:
        return (struct footprint){.flags = FOOTPRINT_ENDS};
    case TOUCHES_FUNCTION:
        return definition;
    case TOUCHES_ALL:
    case TOUCHES_MADE:
    case TOUCHES_EVERYTHING:
    case TOUCHES_TOLD:
        break;
    }
    return everything;
}

/* What the instruction does by itself, whether it is a step or not. */
static struct footprint own_in(const struct footprints *f, uint32_t pc,
                               const struct claim_frame *frame)
{
    struct footprint own = {0};
    if (!claims_of(&f->claimed, pc, frame, &own.claims))
        own = touched(f, pc);
    own.flags |= calls(f->facts->program->code[pc]);
    return own;
}

/* The same in whatever frame. */
static struct footprint own_of(const struct footprints *f, uint32_t pc)
{
    return own_in(f, pc, NULL);
}

/* ---- All that may follow --------------------------------------------------------------------- */

/* The table's row where a unit begins. */
static struct footprint entry_of(const struct footprints *f, const struct footprint *table,
                                 uint32_t unit)
{
    return table[f->facts->program->units[unit].first];
}

static struct footprint of_functions(const struct footprints *f, const struct footprint *table,
                                     uint32_t name)
{
    const struct program *p = f->facts->program;
    struct footprint all = {0};
    for (uint32_t u = 1; u < p->unit_count; u++)
        if (p->units[u].kind == UNIT_FUNCTION && p->units[u].name == name)
            footprint_add(&all, entry_of(f, table, u));
    return all;
}

/* What an instruction brings in from other units: calls, and bodies of threads it starts. */
static struct footprint brought_in(const struct footprints *f, const struct footprint *table,
                                   struct instruction i)
{
    const struct program *p = f->facts->program;
    struct footprint all = {0};
    switch ((enum instruction_code)instruction_row(i)->code) {
    case CODE_CALLED:
        return of_functions(f, table, (uint32_t)i.b);
    case CODE_BODY:
        if (i.a & OPERAND_CALL)
            return of_functions(f, table, (uint32_t)i.b);
        return i.b > 0 ? entry_of(f, table, (uint32_t)i.b) : all;
    case CODE_BARRIERS: /* the thread that comes last runs the body */
        for (uint32_t u = 1; u < p->unit_count; u++)
            if (p->units[u].kind == UNIT_BARRIER && f->facts->reached[u])
                footprint_add(&all, entry_of(f, table, u));
        return all;
    case CODE_NO_CODE:
    case CODE_LATER: /* the thread that runs it says it */
        break;
    }
    return all;
}

/* Where the instruction may lead within its unit. */
static struct footprint behind(const struct footprints *f, const struct footprint *table,
                               const struct unit *u, uint32_t pc)
{
    const struct program *p = f->facts->program;
    struct instruction i = p->code[pc];
    struct footprint all = {0};
    if (instruction_goes_on(i) && pc + 1 < u->end)
        all = table[pc + 1];
    if (instruction_row(i)->flow == FLOW_MAY_SKIP && pc + 2 < u->end)
        footprint_add(&all, table[pc + 2]);
    if (instruction_jumps(i))
        footprint_add(&all, table[i.b]);
    for (uint32_t k = 0; k < u->range_count; k++) {
        const struct range *r = &p->ranges[u->ranges + k];
        if (range_catches(r->kind) && pc >= r->first && pc < r->end)
            footprint_add(&all, table[r->handler]);
    }
    return all;
}

static bool same(struct footprint a, struct footprint b)
{
    return a.reads == b.reads && a.writes == b.writes && a.flags == b.flags &&
           a.claims.takes == b.claims.takes && a.claims.shares == b.claims.shares &&
           a.claims.gives == b.claims.gives && a.claims.uses == b.claims.uses;
}

static bool update(struct footprint *row, struct footprint fresh)
{
    bool changed = !same(*row, fresh);
    *row = fresh;
    return changed;
}

/* Whether the name may stand for a thread: it does once there is one, and before that it is an
 * error. */
static bool loads_made_name(const struct footprints *f, struct instruction i)
{
    return i.op == OP_NAME_LOAD && reads_name((uint32_t)i.b).reads & f->made;
}

static bool pass_over(struct footprints *f, const struct unit *u)
{
    bool changed = false;
    for (uint32_t pc = u->end; pc-- > u->first;) {
        struct instruction i = f->facts->program->code[pc];
        struct footprint future = own_of(f, pc), tail = {0};
        footprint_add(&future, brought_in(f, f->futures, i));
        footprint_add(&future, behind(f, f->futures, u, pc));
        if (!instruction_is_step(i)) {
            /* Who reads or writes by name does so privately here, or it is a step; or the name is
             * a thread's. */
            if (!footprint_accesses((enum program_opcode)i.op) || loads_made_name(f, i))
                tail = own_of(f, pc);
            footprint_add(&tail, brought_in(f, f->tails, i));
            footprint_add(&tail, behind(f, f->tails, u, pc));
        }
        changed |= update(&f->futures[pc], future);
        changed |= update(&f->tails[pc], tail);
    }
    return changed;
}

static bool is_usable(const struct footprints *f, const struct machine *m)
{
    const struct program *p = m->program;
    for (uint32_t u = 1; u < p->unit_count; u++)
        for (uint32_t pc = p->units[u].first; f->facts->reached[u] && pc < p->units[u].end; pc++)
            if (instruction_touches_everything((enum program_opcode)p->code[pc].op))
                return false;
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        if (state_thread(m->state, i)->flags & (FLAG_PUPPET | FLAG_TIMER | FLAG_CANCEL))
            return false;
    return !m->state->first_invariant && !m->state->gil_on;
}

static bool has_conditions(const struct footprints *f, const struct machine *m)
{
    const struct program *p = m->program;
    for (uint32_t pc = 0; pc < p->code_count; pc++)
        if (p->code[pc].op == OP_DECLARE && kind_rows[p->code[pc].b].holder.by == HELD_ITS_LOCK)
            return true;
    for (uint32_t i = 0; i < m->state->entity_count; i++)
        if (kind_rows[state_entity(m->state, i)->kind].holder.by == HELD_ITS_LOCK)
            return true;
    return !f->facts;
}

/* Whether some thread may wait at several channels at once: what is done at one of them then is
 * done at the others. */
static bool has_selects(const struct footprints *f)
{
    const struct program *p = f->facts->program;
    for (uint32_t pc = 0; pc < p->code_count; pc++)
        if (instruction_row(p->code[pc])->touches == TOUCHES_CHANNELS)
            return true;
    return false;
}

/* Bare words alone: a name that is computed has no other form in the text. */
static uint64_t names_made(const struct footprints *f)
{
    const struct program *p = f->facts->program;
    uint64_t all = 0;
    for (uint32_t u = 1; u < p->unit_count; u++)
        for (uint32_t pc = p->units[u].first; f->facts->reached[u] && pc < p->units[u].end; pc++)
            if (instruction_row(p->code[pc])->touches == TOUCHES_SPAWNED) {
                uint64_t writes = spawned(p, pc).writes;
                all |= writes == UINT64_MAX ? 0 : writes;
            }
    return all;
}

void footprints_make(struct footprints *f, const struct facts *facts, const struct machine *m)
{
    const struct program *p = m->program;
    *f = (struct footprints){.facts = facts};
    claimed_make(&f->claimed, facts, m);
    f->usable = is_usable(f, m);
    f->conditions = has_conditions(f, m);
    f->selects = has_selects(f);
    f->made = names_made(f);
    f->futures = memory_zeroed(p->code_count, sizeof *f->futures);
    f->tails = memory_zeroed(p->code_count, sizeof *f->tails);
    for (bool changed = f->usable; changed;) {
        changed = false;
        for (uint32_t u = 1; u < p->unit_count; u++)
            if (f->facts->reached[u])
                changed |= pass_over(f, &p->units[u]);
    }
}

void footprints_free(struct footprints *f)
{
    free(f->futures);
    free(f->tails);
    claimed_free(&f->claimed);
    *f = (struct footprints){0};
}

/* ---- Threads --------------------------------------------------------------------------------- */

enum { MOST_AHEAD = 512 };

/* The instructions of a unit that may come, from some of them on. */
struct ahead {
    const struct unit *unit;
    uint32_t pcs[MOST_AHEAD], count;
    bool seen[MOST_AHEAD];
};

static void come_to(struct ahead *a, uint32_t pc)
{
    assert(pc >= a->unit->first);
    if (pc >= a->unit->end || a->seen[pc - a->unit->first])
        return;
    a->seen[pc - a->unit->first] = true;
    a->pcs[a->count++] = pc;
}

/* The same ways as in behind(). */
static void look_ahead(struct ahead *a, const struct program *p)
{
    for (uint32_t at = 0; at < a->count; at++) {
        uint32_t pc = a->pcs[at];
        if (instruction_goes_on(p->code[pc]))
            come_to(a, pc + 1);
        if (instruction_jumps(p->code[pc]))
            come_to(a, (uint32_t)p->code[pc].b);
        for (uint32_t k = 0; k < a->unit->range_count; k++) {
            const struct range *r = &p->ranges[a->unit->ranges + k];
            if (range_catches(r->kind) && pc >= r->first && pc < r->end)
                come_to(a, r->handler);
        }
    }
}

/* What the code of a frame may ever do, from either of two instructions on. What it claims by names
 * that its private variables say is asked of these, where nothing ahead writes them. */
static struct footprint of_frame(const struct footprints *f, const struct machine *m,
                                 uint32_t thread, struct frame frame)
{
    const struct program *p = m->program;
    struct ahead a = {.unit = &p->units[frame.unit]};
    struct claim_frame now = {.slots = state_stack(m->state, thread) + frame.base};
    struct footprint all = f->futures[frame.pc];
    /* An error comes up at the call itself. */
    footprint_add(&all, f->futures[frame.at]);
    if (a.unit->end - a.unit->first > MOST_AHEAD)
        return all;
    come_to(&a, frame.pc);
    come_to(&a, frame.at);
    look_ahead(&a, p);
    for (uint32_t i = 0; i < a.count; i++)
        now.written |= claims_slots_written(p->code[a.pcs[i]]);
    all.claims = (struct claims){0};
    for (uint32_t i = 0; i < a.count; i++) {
        claims_add(&all.claims, own_in(f, a.pcs[i], &now).claims);
        claims_add(&all.claims, brought_in(f, f->futures, p->code[a.pcs[i]]).claims);
    }
    return all;
}

/* Of the frames below the innermost: the local work that they do when they are returned to. */
static struct footprint of_callers(const struct footprint *table, const struct machine *m,
                                   uint32_t thread)
{
    struct frame f = frame_innermost(m, thread);
    struct footprint all = {0};
    while (frame_outwards(m, thread, &f)) {
        footprint_add(&all, table[f.pc]);
        /* An error comes up at the call itself. */
        footprint_add(&all, table[f.at]);
    }
    return all;
}

/* What the designator on the stack names now. */
static bool named_now(const struct machine *m, uint32_t thread, uint32_t down,
                      struct footprint *found)
{
    const struct thread *t = state_thread(m->state, thread);
    struct value v = state_stack(m->state, thread)[t->top - 1 - down];
    if (v.kind == VALUE_TEXT && facts_has_index(m->program, v.number))
        return false;
    uint32_t name = v.kind == VALUE_ELEMENT ? (uint32_t)v.number
                    : v.kind == VALUE_TEXT  ? text_known_name(m->program->texts, (uint32_t)v.number)
                                            : 0;
    *found = writes_name(name);
    return name != 0;
}

/* What a spawn makes now; a text that is no name yet nobody else can mean. */
static struct footprint spawned_now(const struct footprints *f, const struct machine *m,
                                    uint32_t thread)
{
    uint32_t pc = state_thread(m->state, thread)->pc;
    struct instruction i = m->program->code[pc];
    struct footprint all = own_of(f, pc), exact;
    if (i.a & OPERAND_ANONYMOUS)
        return all;
    uint32_t top = state_thread(m->state, thread)->top;
    struct value name = state_stack(m->state, thread)[top - 1 - arguments_of(i)];
    if (name.kind == VALUE_TEXT && !facts_has_index(m->program, name.number)) {
        named_now(m, thread, arguments_of(i), &exact);
        all.writes = text_known_name(m->program->texts, (uint32_t)name.number) ? exact.writes : 0;
        all.reads = 0;
        all.claims = (struct claims){0};
    }
    return all;
}

/* What the thread waits for now: of one that keeps its list itself nothing else is touched. */
static struct footprint waited_now(const struct machine *m, uint32_t thread)
{
    uint32_t top = state_thread(m->state, thread)->top;
    const struct entity *e =
        state_entity(m->state, handle_index(state_stack(m->state, thread)[top - 1].extra));
    return kind_is(e->kind, KIND_OWN_LIST) ? writes_name(e->name) : anything;
}

static struct footprint step_alone(const struct footprints *f, const struct machine *m,
                                   uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    struct instruction i = m->program->code[t->pc];
    struct footprint own = own_of(f, t->pc), exact = {0};
    if (claims_now(&f->claimed, m, thread, &exact.claims))
        return exact;
    switch ((enum instruction_touches)instruction_row(i)->touches) {
    case TOUCHES_BLOCK:
        return f->futures[t->pc]; /* whatever is in the block */
    case TOUCHES_ELEMENT:
        return named_now(m, thread, 1, &exact) ? exact : anything;
    case TOUCHES_ELEMENT_AGAIN:
        return named_now(m, thread, 3, &exact) ? exact : anything;
    case TOUCHES_WAITED:
        return f->selects ? anything : waited_now(m, thread);
    case TOUCHES_SPAWNED:
        return spawned_now(f, m, thread);
    case TOUCHES_LOCK:
    case TOUCHES_NOTIFIED:
    case TOUCHES_TAKEN:
    case TOUCHES_TAKEN_TOO:
    case TOUCHES_GIVEN:
    case TOUCHES_PUT_IN:
    case TOUCHES_GOT:
    case TOUCHES_DESIGNATED:
    case TOUCHES_CHANNEL:
        if (own.writes == UINT64_MAX && f->selects)
            return own;
        if ((i.a & OPERAND_NAMED) || !named_now(m, thread, 0, &exact))
            return own;
        exact.writes |= own.writes & CONDITIONS;
        exact.claims = own.claims;
        return exact;
    default:
        return own;
    }
}

struct footprint footprint_of_step(const struct footprints *f, const struct machine *m,
                                   uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    const struct unit *u = &m->program->units[t->unit];
    struct footprint all = step_alone(f, m, thread);
    if (t->flags & (FLAG_CANCEL | FLAG_INTERRUPT | FLAG_ARMED))
        return everything;
    footprint_add(&all, behind(f, f->tails, u, t->pc));
    footprint_add(&all, brought_in(f, f->tails, m->program->code[t->pc]));
    footprint_add(&all, of_callers(f->tails, m, thread));
    return all;
}

struct footprint footprint_of_future(const struct footprints *f, const struct machine *m,
                                     uint32_t thread)
{
    struct frame frame = frame_innermost(m, thread);
    struct footprint all = footprint_of_step(f, m, thread);
    do
        footprint_add(&all, of_frame(f, m, thread, frame));
    while (frame_outwards(m, thread, &frame));
    return all;
}
