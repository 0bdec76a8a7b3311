/* instructions.h - one row per instruction: who does it, and whether it is a step. */
#ifndef THRUM_CORE_INSTRUCTIONS_H
#define THRUM_CORE_INSTRUCTIONS_H

#include "core/step.h"

#include <stdbool.h>

enum visibility {
    LOCAL = 0, /* part of the step before */
    VISIBLE,   /* a step */
    DEPENDS,   /* one or the other, as things stand */
    BLOCKS,    /* a step that may have to wait; not allowed in an atomic block */
};

struct instruction_row {
    /* Does it; false with an error raised (machine.h). */
    bool (*run)(struct machine *m, uint32_t thread, struct instruction i);
    enum visibility visibility;
};

extern const struct instruction_row instruction_rows[OP_COUNT];

/* Whether it may have to wait, as it stands in the code. */
static inline bool instruction_blocks(struct instruction i)
{
    return instruction_rows[i.op].visibility == BLOCKS && !(i.a & OPERAND_TRY);
}

#endif
