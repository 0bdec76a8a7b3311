/* model_arithmetic.c - what operators make of two values, as far as that is known of them. See
 * model.h. */
#include "export/model_inside.h"

/* A sum: counting in small steps comes to an end before the bits do. */
static unsigned bits_of_sum(struct traits a, struct traits b)
{
    unsigned larger = model_most(a.bits, b.bits), smaller = a.bits < b.bits ? a.bits : b.bits;
    if (smaller <= BITS_SMALL && larger <= BITS_COUNTED)
        return BITS_COUNTED;
    return larger + 1;
}

enum operator_id model_modifies_by(enum word_id function)
{
    switch (function) {
    case WORD_ADD:
        return OPERATOR_ADD;
    case WORD_BAND:
        return OPERATOR_BAND;
    case WORD_BOR:
        return OPERATOR_BOR;
    case WORD_BXOR:
        return OPERATOR_BXOR;
    default:
        return OPERATOR_NOTHING;
    }
}

static unsigned types_of(enum operator_id does, struct traits a, struct traits b)
{
    unsigned types = a.types & b.types & TYPE_NUMBERS;
    bool mixed = (a.types & TYPE_DURATION && b.types & TYPE_INTEGER) ||
                 (a.types & TYPE_INTEGER && b.types & TYPE_DURATION);
    if (does == OPERATOR_ADD && (a.types & b.types & TYPE_TEXT))
        types |= TYPE_TEXT;
    if (does == OPERATOR_MULTIPLY)
        types = (types & TYPE_INTEGER) | (mixed ? TYPE_DURATION : 0);
    if (does >= OPERATOR_BAND)
        types &= TYPE_INTEGER;
    if (does == OPERATOR_DIVIDE || does == OPERATOR_REMAINDER) {
        types &= TYPE_INTEGER;
        if (a.types & TYPE_DURATION)
            types |= (b.types & TYPE_DURATION ? (unsigned)TYPE_INTEGER : 0) |
                     (b.types & TYPE_INTEGER ? (unsigned)TYPE_DURATION : 0);
    }
    return types;
}

struct traits model_arithmetic(enum operator_id does, struct traits a, struct traits b)
{
    struct traits t = {.types = types_of(does, a, b), .negative = a.negative || b.negative};
    switch (does) {
    case OPERATOR_ADD:
        t.bits = bits_of_sum(a, b);
        break;
    case OPERATOR_SUBTRACT:
        t.bits = bits_of_sum(a, b);
        t.negative = true;
        break;
    case OPERATOR_MULTIPLY:
        t.bits = a.bits + b.bits;
        break;
    case OPERATOR_DIVIDE: /* the smallest by -1 is larger than the largest */
        t.bits = a.bits + (a.bits >= BITS_MOST && b.negative);
        break;
    case OPERATOR_BAND:
        t.negative = a.negative && b.negative;
        t.bits = !a.negative && (b.negative || a.bits < b.bits) ? a.bits
                 : !b.negative                                  ? b.bits
                                                                : model_most(a.bits, b.bits) + 1;
        break;
    case OPERATOR_BOR:
    case OPERATOR_BXOR:
        t.bits = model_most(a.bits, b.bits) + t.negative; /* 7 bxor -1 is -8 */
        break;
    case OPERATOR_LEFT:
        t.bits = a.bits + BITS_MOST;
        t.negative = a.negative;
        break;
    case OPERATOR_RIGHT:
        t.bits = a.bits;
        t.negative = a.negative;
        break;
    default: /* the sign is that of the left side */
        t.bits = a.bits < b.bits ? a.bits : b.bits;
        t.negative = a.negative;
    }
    return t;
}
