/* circle.c - whether threads are a circle, each with the objects at its own place: what rotation.c
 * says that it takes, read off the code and off how they began. */
#include "explore/world_inside.h"

#include "base/memory.h"
#include "core/instructions.h"
#include "explore/designator.h"

#include <stdlib.h>
#include <string.h>

/* ---- How they began -------------------------------------------------------------------------- */

/* The threads as they began; the one with number k + 1 is at k. */
struct beginners {
    struct world *world;
    const struct program *program;
    const struct unit *unit;
    uint32_t count, slot_count;
    uint64_t written;                                    /* slots */
    struct value slots[ROTATION_MOST][DESIGNATOR_SLOTS]; /* by thread */
    bool *in_index; /* by instruction of the unit: it is a part of an index */
};

static bool read_beginner(struct beginners *b, uint32_t k, uint32_t part)
{
    uint32_t count;
    struct world *w = b->world;
    parts_unpack(store_get(&w->threads, part, &count), &w->raw);
    const struct thread *t = (const struct thread *)w->raw.at;
    const struct value *values = (const struct value *)(t + 1);
    const struct unit *unit = &b->program->units[t->unit];
    if (t->depth || w->notes[part].puppet || w->notes[part].acts_on_heap ||
        t->bottom_slots > DESIGNATOR_SLOTS || t->top < t->base + t->bottom_slots ||
        (b->unit && unit != b->unit))
        return false;
    b->unit = unit;
    b->slot_count = t->bottom_slots;
    memcpy(b->slots[k], values + t->base, t->bottom_slots * sizeof *values);
    return true;
}

static bool is_next(const struct beginners *b, int64_t one, int64_t next)
{
    return one >= 0 && one < b->count && next == (one + 1) % b->count;
}

/* Whether a slot is the same in all, or one further in each, which its bit in *turned says. */
static bool find_slot(const struct beginners *b, uint32_t slot, uint64_t *turned)
{
    bool same = true, further = true;
    for (uint32_t k = 0; k < b->count; k++) {
        struct value one = b->slots[k][slot], next = b->slots[(k + 1) % b->count][slot];
        same &= value_same(one, next);
        further &= one.kind == VALUE_INTEGER && next.kind == VALUE_INTEGER &&
                   is_next(b, one.number, next.number);
    }
    *turned |= (uint64_t)further << slot;
    return same || further;
}

static bool find_slots(struct beginners *b, uint64_t *turned)
{
    *turned = b->written = 0;
    for (uint32_t pc = b->unit->first; pc < b->unit->end; pc++)
        b->written |= designator_slots_written(b->program->code[pc]);
    for (uint32_t slot = 0; slot < b->slot_count; slot++)
        if (!(b->written >> slot & 1) && !find_slot(b, slot, turned))
            return false;
    return *turned;
}

/* ---- What they mean ------------------------------------------------------------------------- */

/* What the instruction designates, for each thread. */
typedef bool designates_fn(const struct program *p, uint32_t pc,
                           const struct designator_frame *frame, struct meant *found);

/* Whether all mean the same object, or each the one after that of the one before; then *array is
 * the array's name. */
static bool follow_one_another(const struct beginners *b, uint32_t pc, designates_fn *designates,
                               uint32_t *array)
{
    struct meant first, before, now;
    bool same = true, further = true;
    for (uint32_t k = 0; k < b->count; k++, before = now) {
        struct designator_frame frame = {.slots = b->slots[k], .written = b->written};
        if (!designates(b->program, pc, &frame, &now) || (k && now.name != before.name))
            return false;
        if (k == 0)
            first = now;
        else
            same &= now.element == before.element;
        if (k)
            further &= is_next(b, before.element, now.element);
    }
    further &= is_next(b, now.element, first.element);
    *array = further ? first.name : 0;
    return further || same;
}

/* The element of an array, of which the index is known. */
static bool designates_element(const struct program *p, uint32_t pc,
                               const struct designator_frame *frame, struct meant *found)
{
    return designator_element(p, pc, frame, found) && found->element != ELEMENT_ANY;
}

/* An array of as many objects as there are threads. */
static bool add_array(struct rotation *t, const struct state *s, uint32_t name)
{
    uint32_t handle = state_lookup(s, name);
    if (rotation_has(t, name))
        return true;
    if (!handle || t->array_count == ROTATION_ARRAYS)
        return false;
    const struct entity *e = state_entity(s, handle_index(handle));
    if (e->kind != ENTITY_OBJECT_ARRAY || e->initial != t->count)
        return false;
    t->arrays[t->array_count++] = (struct turned_array){name, e->link};
    return true;
}

/* Whether the instruction takes an object from the stack. */
static bool takes_designator(struct instruction i)
{
    return instruction_row(i)->pops & STACK_DES && !(i.a & OPERAND_NAMED);
}

/* All uses of an array have to be of the same sort: where its objects are turned each thread means
 * the one at its own place, everywhere. */
static bool is_turned_or_not(const struct beginners *b, const struct rotation *t, uint32_t pc)
{
    uint32_t array;
    struct meant meant;
    struct designator_frame frame = {.slots = b->slots[0], .written = b->written};
    return follow_one_another(b, pc, designator_at, &array) &&
           designator_at(b->program, pc, &frame, &meant) &&
           (array != 0) == rotation_has(t, meant.name);
}

static bool find_arrays(struct beginners *b, struct rotation *t)
{
    const struct state *s = b->world->machine.state;
    for (uint32_t pc = b->unit->first; pc < b->unit->end; pc++) {
        uint32_t array, base;
        if (b->program->code[pc].op != OP_ELEMENT)
            continue;
        if (!follow_one_another(b, pc, designates_element, &array) ||
            (array && !add_array(t, s, array)))
            return false;
        base = facts_before_expression(b->program, pc - 1);
        for (uint32_t at = base + 1; at < pc; at++)
            b->in_index[at - b->unit->first] = true;
    }
    return t->array_count > 0;
}

/* What it touches can be said, and it neither makes nor runs anything else. A text that is caught
 * may name an object. */
static bool may_stand(struct instruction i)
{
    const struct instruction_row *row = instruction_row(i);
    bool touches = row->touches == TOUCHES_NOTHING || row->touches == TOUCHES_NAME_READ ||
                   row->touches == TOUCHES_NAME || row->touches == TOUCHES_DESIGNATED ||
                   row->touches == TOUCHES_SCOPE || row->touches == TOUCHES_TAKEN ||
                   row->touches == TOUCHES_GIVEN || row->touches == TOUCHES_OWN_END;
    return touches && row->looks != LOOKS_THREADS && row->looks != LOOKS_OBSERVED &&
           row->tells == TELLS_ALIKE && row->code == CODE_NO_CODE && row->input == INPUT_NO_INPUT &&
           i.op != OP_CATCH_TEXT;
}

static bool code_can_turn(const struct beginners *b, const struct rotation *t)
{
    const struct program *p = b->program;
    for (uint32_t pc = b->unit->first; pc < b->unit->end; pc++) {
        struct instruction i = p->code[pc];
        bool text = i.op == OP_CONSTANT && p->constants[i.b].kind == VALUE_TEXT;
        if (!may_stand(i) || (text && facts_has_index(p, p->constants[i.b].number)))
            return false;
        if (takes_designator(i) && !is_turned_or_not(b, t, pc))
            return false;
        bool reads = liveness_slots_read(p, i) & t->slots;
        if (reads && !b->in_index[pc - b->unit->first])
            return false;
    }
    return true;
}

/* ---- What main does -------------------------------------------------------------------------- */

/* Where in main's code threads are made: from the first place to the last, with the loops around
 * them. */
struct making {
    uint32_t first, last;
};

static struct making find_making(const struct program *p, const struct unit *u)
{
    struct making m = {u->end, u->first};
    for (uint32_t pc = u->first; pc < u->end; pc++)
        if (p->code[pc].op == OP_SPAWN) {
            m.first = pc < m.first ? pc : m.first;
            m.last = pc;
        }
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t pc = m.first; pc < u->end; pc++) {
            uint32_t to = instruction_jumps(p->code[pc]) ? (uint32_t)p->code[pc].b : pc;
            if (to > m.last || (to >= m.first && pc <= m.last))
                continue;
            m.first = to < m.first ? to : m.first;
            m.last = pc > m.last ? pc : m.last;
            changed = true;
        }
    }
    return m;
}

static bool may_mean_turned(const struct program *p, const struct rotation *t, uint32_t pc)
{
    struct instruction i = p->code[pc];
    struct meant meant;
    if (i.op == OP_ELEMENT)
        return !designator_element(p, pc, NULL, &meant) || rotation_has(t, meant.name);
    if (!(instruction_row(i)->pops & STACK_DES))
        return false;
    return !designator_at(p, pc, NULL, &meant) || rotation_has(t, meant.name);
}

static bool makes_member(const struct beginners *b, struct instruction i)
{
    if (i.op != OP_SPAWN)
        return false;
    return i.a & OPERAND_CALL ? b->unit->kind == UNIT_FUNCTION && b->unit->name == (uint32_t)i.b
                              : b->unit == &b->program->units[i.b];
}

/* Whether no thread could notice it, nor it what they do: of names only those of private variables
 * are read. */
static bool is_unnoticed(const struct beginners *b, struct instruction i)
{
    const struct instruction_row *row = instruction_row(i);
    bool reads_private =
        row->touches == TOUCHES_NAME_READ && !state_lookup(b->world->machine.state, (uint32_t)i.b);
    return row->step == STEP_LOCAL || row->touches == TOUCHES_NOTHING || reads_private;
}

/* Whether main means none of these objects, and does nothing else while it makes the threads;
 * t->made is the last place where it makes one. An error would take it elsewhere. */
static bool main_only_makes(const struct beginners *b, struct rotation *t)
{
    const struct program *p = b->program;
    const struct unit *u = &p->units[b->world->options.script];
    struct making making = find_making(p, u);
    t->made = making.last;
    if (!b->world->options.script || u->range_count)
        return false;
    for (uint32_t pc = u->first; pc < u->end; pc++) {
        struct instruction i = p->code[pc];
        bool makes = makes_member(b, i);
        bool runs_other = instruction_row(i)->code != CODE_NO_CODE && !makes && i.op != OP_DEFINE;
        unsigned tells = instruction_row(i)->tells;
        if (may_mean_turned(p, t, pc) || runs_other ||
            (tells != TELLS_ALIKE && tells != TELLS_DECLARED))
            return false;
        if (pc >= making.first && pc <= making.last && !makes && !is_unnoticed(b, i))
            return false;
    }
    return true;
}

static bool look_at_beginners(struct beginners *b, const struct identity *ids, struct rotation *t)
{
    for (uint32_t k = 0; k < b->count; k++) {
        t->begun[k] = ids[k + 1].alike;
        if (!t->begun[k] || !read_beginner(b, k, handle_index(t->begun[k])))
            return false;
    }
    if (!find_slots(b, &t->slots))
        return false;
    b->in_index = memory_zeroed(b->unit->end - b->unit->first, sizeof *b->in_index);
    bool can = find_arrays(b, t) && code_can_turn(b, t) && main_only_makes(b, t);
    free(b->in_index);
    return can;
}

bool circle_look(struct world *w, const struct identity *ids, struct rotation *t)
{
    struct beginners *b = memory_zeroed(1, sizeof *b);
    b->world = w;
    b->program = w->machine.program;
    b->count = t->count;
    bool found = look_at_beginners(b, ids, t);
    free(b);
    return found;
}
