/* footprint.c - see footprint.h. Both tables are least fixed points over the code. */
#include "explore/footprint.h"

#include "base/memory.h"
#include "core/frame.h"
#include "core/instructions.h"
#include "explore/touched.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Whether the name that one bears is one that the other touches, or bears too. */
static bool meets_own(struct footprint step, struct footprint other)
{
    return step.own && (step.own == other.own || (other.reads | other.writes) & step.own_bit);
}

static bool meets_by_name(struct footprint step, struct footprint other)
{
    unsigned a = step.flags, b = other.flags;
    return step.writes & (other.reads | other.writes) || step.reads & other.writes ||
           meets_own(step, other) || meets_own(other, step) ||
           (a & FOOTPRINT_SPAWNS && b & (FOOTPRINT_SPAWNS | FOOTPRINT_LOOKS | FOOTPRINT_BEARER)) ||
           (a & FOOTPRINT_ENDS && b & (FOOTPRINT_LOOKS | FOOTPRINT_DAEMONS)) ||
           (a | b) & FOOTPRINT_SEES ||
           (a & FOOTPRINT_LOOKS && b & (FOOTPRINT_SPAWNS | FOOTPRINT_ENDS)) ||
           (a & FOOTPRINT_BEARER && b & FOOTPRINT_SPAWNS) ||
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
    return i.op == OP_NAME_LOAD && touched_name_read(f, (uint32_t)i.b).reads & f->made;
}

static bool pass_over(struct footprints *f, const struct unit *u)
{
    bool changed = false;
    for (uint32_t pc = u->end; pc-- > u->first;) {
        struct instruction i = f->facts->program->code[pc];
        struct footprint future = touched_by(f, pc), tail = {0};
        footprint_add(&future, brought_in(f, f->futures, i));
        footprint_add(&future, behind(f, f->futures, u, pc));
        if (!instruction_is_step(i)) {
            /* Who reads or writes by name does so privately here, or it is a step; or the name is
             * a thread's. */
            if (!footprint_accesses((enum program_opcode)i.op) || loads_made_name(f, i))
                tail = touched_by(f, pc);
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
    return !m->state->gil_on;
}

/* Whether variables have a value for each thread. */
static bool has_locals(const struct footprints *f, const struct machine *m)
{
    const struct program *p = m->program;
    for (uint32_t u = 1; u < p->unit_count; u++)
        for (uint32_t pc = p->units[u].first; f->facts->reached[u] && pc < p->units[u].end; pc++)
            if (p->code[pc].op == OP_DECLARE && kind_is((unsigned)p->code[pc].b, KIND_PER_THREAD))
                return true;
    return m->state->locals;
}

/* Whether what the code of an invariant reads tells all that it depends on: no object, no thread,
 * nothing of the one whose step it is evaluated after. */
static bool reads_alone(const struct footprints *f, const struct unit *u)
{
    const struct program *p = f->facts->program;
    struct footprint all = f->futures[u->first];
    struct claims c = all.claims;
    if (all.writes || (all.flags | FOOTPRINT_ENDS) != FOOTPRINT_ENDS ||
        (c.takes | c.shares | c.gives | c.uses))
        return false;
    for (uint32_t pc = u->first; pc < u->end; pc++) {
        const struct instruction_row *row = instruction_row(p->code[pc]);
        if (row->tells != TELLS_ALIKE || row->input != INPUT_NO_INPUT)
            return false;
    }
    return true;
}

/* Whatever a step writes of what an invariant reads, it looks at all the rest of that, too: whether
 * it is broken is said then. */
static void watch_invariants(struct footprints *f, const struct machine *m)
{
    const struct program *p = f->facts->program;
    bool locals = has_locals(f, m);
    for (uint32_t u = 1; u < p->unit_count && f->usable; u++)
        if (p->units[u].kind == UNIT_EXPRESSION && f->facts->reached[u]) {
            f->watched |= f->futures[p->units[u].first].reads;
            f->usable = !locals && reads_alone(f, &p->units[u]);
        }
}

static void add_watched(const struct footprints *f, struct footprint *what)
{
    if (what->writes & f->watched)
        what->reads |= f->watched;
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
                uint64_t writes = touched_spawning(f, pc, NULL).writes;
                all |= writes == UINT64_MAX ? 0 : writes;
            }
    return all;
}

void footprints_make(struct footprints *f, const struct facts *facts, const struct machine *m)
{
    const struct program *p = m->program;
    *f = (struct footprints){.facts = facts};
    claimed_make(&f->claimed, facts, m);
    touched_give_bits(f, p);
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
    watch_invariants(f, m);
}

void footprints_free(struct footprints *f)
{
    free(f->bits);
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

/* What the code of a frame may ever do, from either of two instructions on. What it names by its
 * private variables is asked of these, where nothing ahead writes them. */
static struct footprint of_frame(const struct footprints *f, const struct machine *m,
                                 uint32_t thread, struct frame frame)
{
    const struct program *p = m->program;
    struct ahead a = {.unit = &p->units[frame.unit]};
    struct designator_frame now = {.slots = state_stack(m->state, thread) + frame.base};
    struct footprint all = {0};
    if (a.unit->end - a.unit->first > MOST_AHEAD) {
        all = f->futures[frame.pc];
        footprint_add(&all, f->futures[frame.at]);
        return all;
    }
    come_to(&a, frame.pc);
    come_to(&a, frame.at); /* an error comes up at the call itself */
    look_ahead(&a, p);
    for (uint32_t i = 0; i < a.count; i++)
        now.written |= designator_slots_written(p->code[a.pcs[i]]);
    for (uint32_t i = 0; i < a.count; i++) {
        footprint_add(&all, touched_in(f, a.pcs[i], &now));
        footprint_add(&all, brought_in(f, f->futures, p->code[a.pcs[i]]));
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

/* What lies so far down on the stack. */
static struct value on_stack(const struct machine *m, uint32_t thread, uint32_t down)
{
    return state_stack(m->state, thread)[state_thread(m->state, thread)->top - 1 - down];
}

/* What the designator there names now. */
static bool named_now(const struct footprints *f, const struct machine *m, uint32_t thread,
                      uint32_t down, struct footprint *found)
{
    struct meant meant;
    bool known = designator_of_value(m->program, on_stack(m, thread, down), &meant);
    *found = known ? touched_place(f, meant) : touched_anything;
    return known;
}

/* The same of an array that lies there under an index. */
static struct footprint element_now(const struct footprints *f, const struct machine *m,
                                    uint32_t thread, uint32_t down)
{
    struct meant meant;
    return designator_of_element(m->program, on_stack(m, thread, down),
                                 on_stack(m, thread, down - 1), &meant)
               ? touched_place(f, meant)
               : touched_anything;
}

/* What a spawn makes now; a text that is no name yet nobody else can mean. */
static struct footprint spawned_now(const struct footprints *f, const struct machine *m,
                                    uint32_t thread)
{
    uint32_t pc = state_thread(m->state, thread)->pc;
    struct instruction i = m->program->code[pc];
    struct footprint all = touched_by(f, pc), exact;
    if (i.a & OPERAND_ANONYMOUS)
        return all;
    struct value name = on_stack(m, thread, touched_arguments(i));
    if (name.kind == VALUE_TEXT && !facts_has_index(m->program, name.number)) {
        bool known = named_now(f, m, thread, touched_arguments(i), &exact);
        all.writes = known ? exact.writes : 0;
        all.reads = 0;
        all.claims = (struct claims){0};
    }
    return all;
}

/* What the thread waits for now: of one that keeps its list itself nothing else is touched. */
static struct footprint waited_now(const struct footprints *f, const struct machine *m,
                                   uint32_t thread)
{
    uint32_t waited = handle_index(on_stack(m, thread, 0).extra);
    const struct entity *e = state_entity(m->state, waited);
    return kind_is(e->kind, KIND_OWN_LIST) ? touched_name(f, e->name) : touched_anything;
}

/* Of a join: whether the one lives that bears the name now; who ends gives up a name of its own. */
static struct footprint joined_now(const struct footprints *f, const struct machine *m,
                                   uint32_t thread)
{
    struct footprint all;
    if (!named_now(f, m, thread, 1, &all))
        return touched_by(f, state_thread(m->state, thread)->pc);
    all = touched_looking(all);
    all.flags |= FOOTPRINT_BEARER;
    return all;
}

static struct footprint step_alone(const struct footprints *f, const struct machine *m,
                                   uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    struct instruction i = m->program->code[t->pc];
    struct footprint own = touched_by(f, t->pc), exact = {0};
    if (claims_now(&f->claimed, m, thread, &exact.claims))
        return exact;
    switch ((enum instruction_touches)instruction_row(i)->touches) {
    case TOUCHES_BLOCK:
        return f->futures[t->pc]; /* whatever is in the block */
    case TOUCHES_ELEMENT_READ:
        return touched_looking(element_now(f, m, thread, 1));
    case TOUCHES_ELEMENT:
        return element_now(f, m, thread, 1);
    case TOUCHES_ELEMENT_AGAIN:
        return element_now(f, m, thread, 3);
    case TOUCHES_WAITED:
        return f->selects ? touched_anything : waited_now(f, m, thread);
    case TOUCHES_SPAWNED:
        return spawned_now(f, m, thread);
    case TOUCHES_JOINED:
        return joined_now(f, m, thread);
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
        if ((i.a & OPERAND_NAMED) || !named_now(f, m, thread, 0, &exact))
            return own;
        exact.writes |= own.writes & TOUCHED_CONDITIONS;
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
        return touched_everything;
    footprint_add(&all, behind(f, f->tails, u, t->pc));
    footprint_add(&all, brought_in(f, f->tails, m->program->code[t->pc]));
    footprint_add(&all, of_callers(f->tails, m, thread));
    add_watched(f, &all);
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
    add_watched(f, &all);
    return all;
}
