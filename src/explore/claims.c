/* claims.c - see claims.h. */
#include "explore/claims.h"

#include "base/memory.h"
#include "core/instructions.h"

#include <assert.h>
#include <stdlib.h>

/* What is known of a name before anything runs. */
struct claimed_name {
    uint32_t kinds;        /* a bit per kind that is made with it */
    uint8_t first, length; /* bits; where an array is longer its elements share them */
    bool wide;             /* two bits for each: a queue */
};

/* An array of which nobody knows how long it will be gets bits for so many elements. */
enum { BITS = 64, UNKNOWN_LENGTH = 32, UNKNOWN_KIND = 31 };

#define LOCKS_ALONE (KIND(ENTITY_MUTEX) | KIND(ENTITY_RLOCK))
#define CLAIMED_KINDS                                                                              \
    (LOCKS_ALONE | KIND(ENTITY_SEMAPHORE) | KIND(ENTITY_RWLOCK) | KIND(ENTITY_QUEUE))

static_assert((int)ENTITY_KINDS < (int)UNKNOWN_KIND, "a bit is left for what is not known");

/* ---- Names ----------------------------------------------------------------------------------- */

static struct claimed_name *name_at(struct claimed *c, uint32_t name)
{
    if (name >= c->count) {
        uint32_t count = name * 2 + 16;
        c->names = memory_resize(c->names, count * sizeof *c->names);
        for (uint32_t i = c->count; i < count; i++)
            c->names[i] = (struct claimed_name){0};
        c->count = count;
    }
    return &c->names[name];
}

/* An object, or an array of `length`; 0: nobody knows. */
static void add_name(struct claimed *c, uint32_t name, uint32_t kind, int64_t length)
{
    struct claimed_name *n = name_at(c, name);
    uint8_t known = length > 0 && length < BITS ? (uint8_t)length : UNKNOWN_LENGTH;
    if (n->length < known)
        n->length = known;
    n->kinds |= (uint32_t)1 << kind;
}

/* How far a number that a constant gives may go without coming near the end of 64 bits, however
 * often one is added. */
static bool is_small(const struct program *p, struct instruction i)
{
    return i.op == OP_CONSTANT && p->constants[i.b].kind == VALUE_INTEGER &&
           p->constants[i.b].number < INT64_MAX / 2;
}

/* DES [number or lock] [length] DECLARE, each of one instruction; a lock's number a further one. */
static bool add_declared(struct claimed *c, uint32_t pc)
{
    const struct program *p = c->facts->program;
    struct instruction i = p->code[pc];
    uint32_t kind = (uint32_t)i.b, at = pc - 1;
    int64_t length = 1;
    if (i.a & OPERAND_ARRAY) {
        bool known = p->code[at].op == OP_CONSTANT;
        length = known ? p->constants[p->code[at].b].number : 0;
        at = facts_before_expression(p, at);
    }
    struct instruction number = p->code[at];
    if (i.a & OPERAND_COUNT)
        at = facts_before_expression(p, at);
    uint32_t name = at ? designator_constant(p, p->code[at]) : 0;
    if (!name)
        return false;
    if (kind == ENTITY_SEMAPHORE && i.a & OPERAND_COUNT && !is_small(p, number))
        kind = UNKNOWN_KIND;
    if (kind == ENTITY_RWLOCK && (c->upgrades || i.a >> OPERAND_SHIFT != RWLOCK_PREFERS_READERS))
        kind = UNKNOWN_KIND;
    add_name(c, name, kind, length);
    return true;
}

static void add_entity(struct claimed *c, const struct machine *m, const struct entity *e)
{
    if (!e->name || e->element)
        return;
    uint32_t kind = e->kind, length = 1;
    if (kind == ENTITY_OBJECT_ARRAY) {
        kind = state_entity(m->state, e->link)->kind;
        length = (uint32_t)e->initial;
    }
    const struct entity *one = length > 1 || kind != e->kind ? state_entity(m->state, e->link) : e;
    bool far = kind == ENTITY_SEMAPHORE && e->count >= INT64_MAX / 2;
    bool queues = kind == ENTITY_RWLOCK && (c->upgrades || one->status != RWLOCK_PREFERS_READERS);
    add_name(c, e->name, far || queues ? UNKNOWN_KIND : kind, length);
}

static bool is_claimed(const struct claimed *c, uint32_t name)
{
    return c->usable && name < c->count && c->names[name].kinds &&
           !(c->names[name].kinds & ~CLAIMED_KINDS);
}

static void give_bits(struct claimed *c)
{
    unsigned next = 0;
    for (uint32_t name = 0; name < c->count; name++) {
        struct claimed_name *n = &c->names[name];
        if (!is_claimed(c, name))
            continue;
        n->wide = n->kinds & KIND(ENTITY_QUEUE);
        n->first = (uint8_t)(next % BITS);
        next += (unsigned)n->length << n->wide;
    }
}

static uint64_t bit(unsigned number)
{
    return (uint64_t)1 << number % BITS;
}

/* All of a name's bits, of one end of it where it is wide. */
static uint64_t all_bits(const struct claimed_name *n, unsigned end)
{
    uint64_t all = 0;
    for (unsigned k = 0; k < n->length; k++)
        all |= bit(n->first + (k << n->wide) + end);
    return all;
}

/* The locks that stand beneath conditions: of a declaration with a lock, before its length. */
static uint64_t lock_beneath(const struct claimed *c, uint32_t pc)
{
    const struct program *p = c->facts->program;
    struct instruction i = p->code[pc];
    uint32_t at = pc - 1;
    if (!(i.a & OPERAND_COUNT))
        return 0;
    if (i.a & OPERAND_ARRAY)
        at = facts_before_expression(p, at);
    uint32_t name = at ? designator_constant(p, p->code[at]) : 0;
    return name && is_claimed(c, name) ? all_bits(&c->names[name], 0) : UINT64_MAX;
}

/* A lock whose readers may come to wait in its list to write is more than taken and given back. */
static bool has_upgrades(const struct program *p)
{
    for (uint32_t pc = 0; pc < p->code_count; pc++)
        if (p->code[pc].op == OP_UPGRADE || p->code[pc].op == OP_DOWNGRADE)
            return true;
    return false;
}

void claimed_make(struct claimed *c, const struct facts *facts, const struct machine *m)
{
    const struct program *p = m->program;
    *c = (struct claimed){.facts = facts, .usable = true, .upgrades = has_upgrades(p)};
    for (uint32_t i = 0; i < m->state->entity_count; i++)
        add_entity(c, m, state_entity(m->state, i));
    for (uint32_t u = 1; u < p->unit_count; u++)
        for (uint32_t pc = p->units[u].first; facts->reached[u] && pc < p->units[u].end; pc++)
            if (p->code[pc].op == OP_DECLARE)
                c->usable &= add_declared(c, pc);
    give_bits(c);
    for (uint32_t i = 0; i < m->state->entity_count; i++)
        if (kind_rows[state_entity(m->state, i)->kind].holder.by == HELD_ITS_LOCK)
            c->beneath = UINT64_MAX;
    for (uint32_t pc = 0; pc < p->code_count; pc++)
        if (p->code[pc].op == OP_DECLARE && kind_rows[p->code[pc].b].holder.by == HELD_ITS_LOCK)
            c->beneath |= lock_beneath(c, pc);
}

void claimed_free(struct claimed *c)
{
    free(c->names);
    *c = (struct claimed){0};
}

uint32_t claimed_length(const struct claimed *c, uint32_t name)
{
    return name < c->count ? c->names[name].length : 0;
}

/* ---- Claims ---------------------------------------------------------------------------------- */

static uint64_t bits_of(const struct claimed *c, struct meant meant, unsigned end)
{
    const struct claimed_name *n = &c->names[meant.name];
    if (meant.element < 0)
        return all_bits(n, end);
    return bit(n->first + ((unsigned)(meant.element % n->length) << n->wide) + end);
}

static bool claims_something(struct instruction i)
{
    unsigned touches = instruction_row(i)->touches;
    return touches == TOUCHES_TAKEN || touches == TOUCHES_TAKEN_TOO || touches == TOUCHES_GIVEN ||
           touches == TOUCHES_PUT_IN || touches == TOUCHES_GOT || touches == TOUCHES_CHANNEL;
}

static struct claims claims_at(const struct claimed *c, uint32_t pc, struct meant meant)
{
    const struct instruction *at = &c->facts->program->code[pc];
    bool queue = c->names[meant.name].wide;
    uint64_t one = bits_of(c, meant, 0), other = queue ? bits_of(c, meant, 1) : 0;
    bool limited = at[-1].op == OP_DEADLINE || at[-1].op == OP_DEADLINE_FROM;
    bool several = at->a & OPERAND_COUNT; /* so many that it may fail */
    /* What comes of it depends on who was first; close is felt by all. */
    bool closes = instruction_row(*at)->touches == TOUCHES_CHANNEL;
    if (at->a & OPERAND_TRY || limited || several || closes)
        return (struct claims){.uses = one | other};
    switch ((enum instruction_touches)instruction_row(*at)->touches) {
    case TOUCHES_TAKEN:
        return (struct claims){.takes = one};
    case TOUCHES_TAKEN_TOO:
        return (struct claims){.shares = one};
    case TOUCHES_PUT_IN:
        return (struct claims){.takes = one, .gives = other};
    case TOUCHES_GOT:
        return (struct claims){.takes = other, .gives = one};
    default:
        return (struct claims){.gives = one};
    }
}

bool claims_of(const struct claimed *c, uint32_t pc, const struct designator_frame *frame,
               struct claims *found)
{
    const struct program *p = c->facts->program;
    struct meant meant;
    bool known = claims_something(p->code[pc]) && designator_at(p, pc, frame, &meant) &&
                 is_claimed(c, meant.name);
    if (known)
        *found = claims_at(c, pc, meant);
    return known;
}

bool claims_now(const struct claimed *c, const struct machine *m, uint32_t thread,
                struct claims *found)
{
    const struct thread *t = state_thread(m->state, thread);
    struct instruction i = m->program->code[t->pc];
    struct meant meant = {(uint32_t)i.b, ELEMENT_ANY};
    if (!claims_something(i) ||
        (!(i.a & OPERAND_NAMED) &&
         !designator_of_value(m->program, state_stack(m->state, thread)[t->top - 1], &meant)) ||
        !is_claimed(c, meant.name))
        return false;
    *found = claims_at(c, t->pc, meant);
    return true;
}
