/* designator.c - see designator.h. */
#include "explore/designator.h"

#include "core/instructions.h"
#include "explore/facts.h"

enum { MOST_IN_HAND = 8 };

/* ---- Values of private variables ------------------------------------------------------------- */

uint64_t designator_slots_written(struct instruction i)
{
    uint64_t all = 0;
    uint32_t first = (uint32_t)i.b, count = 0;
    if (instruction_is(i, MARK_EXPRESSION) || i.op == OP_NAME_BASE || i.op == OP_COMPOUND_READ)
        return 0;
    switch ((enum instruction_slots)instruction_row(i)->slots) {
    case SLOTS_NO_SLOT:
    case SLOTS_CAPTURED:
        return 0;
    case SLOTS_READS_ONE:
    case SLOTS_WRITES_ONE:
        count = 1;
        break;
    case SLOTS_READS_TWO:
    case SLOTS_WRITES_TWO:
        count = 2;
        break;
    case SLOTS_READS_LIST:
        count = i.a + 1u;
        break;
    case SLOTS_READS_NAME:
    case SLOTS_WRITES_NAME:
        first = i.a - 1u;
        count = i.a != 0;
        break;
    case SLOTS_WRITES_COMPOUND:
        first = (i.a >> 4) - 1u;
        count = i.a >> 4 != 0;
        break;
    case SLOTS_ALL:
        return UINT64_MAX;
    }
    for (uint32_t slot = first; count > 0 && slot < DESIGNATOR_SLOTS; slot++, count--)
        all |= (uint64_t)1 << slot;
    return all;
}

static bool slot_value(const struct designator_frame *f, uint32_t slot, struct value *found)
{
    if (!f || slot >= DESIGNATOR_SLOTS || f->written >> slot & 1)
        return false;
    *found = f->slots[slot];
    return found->kind != VALUE_UNSET;
}

static bool calculate(enum program_operator op, int64_t l, int64_t r, int64_t *result)
{
    switch (op) {
    case BINARY_ADD:
        return !__builtin_add_overflow(l, r, result);
    case BINARY_SUBTRACT:
        return !__builtin_sub_overflow(l, r, result);
    case BINARY_MULTIPLY:
        return !__builtin_mul_overflow(l, r, result);
    case BINARY_DIVIDE:
    case BINARY_REMAINDER:
        if (r == 0 || r == -1)
            return false;
        *result = op == BINARY_DIVIDE ? l / r : l % r;
        return true;
    default:
        return false;
    }
}

/* The value of the expression in code[first..last], as far as constants and private variables that
 * stay as they are make it. */
static bool evaluate(const struct program *p, uint32_t first, uint32_t last,
                     const struct designator_frame *f, struct value *result)
{
    struct value hand[MOST_IN_HAND];
    unsigned top = 0;
    for (uint32_t pc = first; pc <= last; pc++) {
        struct instruction i = p->code[pc];
        if (i.op == OP_BINARY) {
            if (top < 2 || hand[top - 1].kind != VALUE_INTEGER ||
                hand[top - 2].kind != VALUE_INTEGER ||
                !calculate((enum program_operator)i.a, hand[top - 2].number, hand[top - 1].number,
                           &hand[top - 2].number))
                return false;
            top--;
            continue;
        }
        if (top == MOST_IN_HAND)
            return false;
        struct value *v = &hand[top++];
        if (i.op == OP_CONSTANT)
            *v = p->constants[i.b];
        else if (i.op == OP_SLOT_LOAD ? !slot_value(f, (uint32_t)i.b, v)
                                      : (i.op != OP_NAME_LOAD && i.op != OP_NAME_TEXT) || !i.a ||
                                            !slot_value(f, i.a - 1u, v))
            return false;
    }
    *result = hand[0];
    return top == 1;
}

/* ---- Designators ----------------------------------------------------------------------------- */

/* 0: none, or it may be an element's. */
static uint32_t name_of_text(const struct program *p, int64_t text)
{
    return facts_has_index(p, text) ? 0 : text_known_name(p->texts, (uint32_t)text);
}

uint32_t designator_constant(const struct program *p, struct instruction i)
{
    if (i.op == OP_NAME_TEXT && i.a == 0)
        return (uint32_t)i.b;
    if (i.op == OP_CONSTANT && p->constants[i.b].kind == VALUE_TEXT)
        return name_of_text(p, p->constants[i.b].number);
    return 0;
}

static bool is_name(uint32_t name, struct meant *found)
{
    *found = (struct meant){name, ELEMENT_ANY};
    return name != 0;
}

bool designator_of_value(const struct program *p, struct value v, struct meant *found)
{
    if (v.kind == VALUE_TEXT)
        return is_name(name_of_text(p, v.number), found);
    *found = (struct meant){(uint32_t)v.number, v.extra};
    return v.kind == VALUE_ELEMENT;
}

bool designator_of_element(const struct program *p, struct value base, struct value index,
                           struct meant *found)
{
    if (base.kind != VALUE_TEXT || !designator_of_value(p, base, found))
        return false;
    if (index.kind == VALUE_INTEGER && index.number >= 0)
        found->element = index.number;
    return true;
}

bool designator_pushed(const struct program *p, uint32_t pc, const struct designator_frame *f,
                       struct meant *found)
{
    struct value text;
    if (is_name(designator_constant(p, p->code[pc]), found))
        return true;
    return evaluate(p, pc, pc, f, &text) && designator_of_value(p, text, found);
}

bool designator_element(const struct program *p, uint32_t pc, const struct designator_frame *f,
                        struct meant *found)
{
    uint32_t base = facts_before_expression(p, pc - 1);
    struct value index = {0};
    if (!base || !designator_pushed(p, base, f, found))
        return false;
    if (evaluate(p, base + 1, pc - 1, f, &index) && index.kind == VALUE_INTEGER &&
        index.number >= 0)
        found->element = index.number;
    return true;
}

/* The unit of an instruction. */
static const struct unit *unit_of(const struct program *p, uint32_t pc)
{
    uint32_t u = 1;
    while (pc < p->units[u].first || pc >= p->units[u].end)
        u++;
    return &p->units[u];
}

/* Where a designator was made that the compiler has put aside, for what is done at a block's end:
 * blocks lie in one another, so what the slot holds was put there by the nearest store before. 0:
 * it is no such. */
static uint32_t origin_of_kept(const struct program *p, uint32_t pc)
{
    const struct unit *u = unit_of(p, pc);
    int32_t slot = p->code[pc].b;
    if (p->code[pc].op != OP_SLOT_LOAD || p->slot_names[u->slot_names + (uint32_t)slot])
        return 0;
    for (uint32_t at = pc; at-- > u->first;)
        if (p->code[at].op == OP_SLOT_STORE && p->code[at].b == slot)
            return p->code[at - 1].op == OP_CHECK_NAME ? at - 2 : at - 1;
    return 0;
}

bool designator_at(const struct program *p, uint32_t pc, const struct designator_frame *f,
                   struct meant *found)
{
    struct instruction i = p->code[pc];
    if (i.a & OPERAND_NAMED)
        return is_name((uint32_t)i.b, found);
    struct value kept;
    if (evaluate(p, pc - 1, pc - 1, f, &kept))
        return designator_of_value(p, kept, found);
    uint32_t origin = origin_of_kept(p, pc - 1), last = origin ? origin : pc - 1;
    if (p->code[last].op == OP_ELEMENT)
        return designator_element(p, last, f, found);
    return designator_pushed(p, last, f, found);
}
