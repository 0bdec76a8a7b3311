/* designator.h - what the designators in code stand for, as far as that can be told before the code
 * runs: by the code itself, and by the private variables of the thread that will run it.
 *
 * With i a private variable that nothing ahead writes, fork[(i + 1) % 7] is one fork. */
#ifndef THRUM_EXPLORE_DESIGNATOR_H
#define THRUM_EXPLORE_DESIGNATOR_H

#include "core/program.h"
#include "core/value.h"

#include <stdbool.h>

/* A name, and of an array which element; ELEMENT_ANY: any, or all of it. */
struct meant {
    uint32_t name;
    int64_t element;
};
#define ELEMENT_ANY (-1)

/* The private variables of a frame, and those of them that code ahead may still write. */
struct designator_frame {
    const struct value *slots;
    uint64_t written; /* a bit per slot; those from DESIGNATOR_SLOTS on are taken for written */
};
enum { DESIGNATOR_SLOTS = 64 };

/* Bits of the slots that the instruction may write. */
uint64_t designator_slots_written(struct instruction i);

/* In all of these `frame` may be NULL: then whatever its variables hold. False: that cannot be
 * told.
 *
 * DES of the instruction at `pc`. */
bool designator_at(const struct program *p, uint32_t pc, const struct designator_frame *frame,
                   struct meant *found);
/* What one instruction pushes where a name may stand. */
bool designator_pushed(const struct program *p, uint32_t pc, const struct designator_frame *frame,
                       struct meant *found);
/* The array and the index that lie on the stack before `pc`. */
bool designator_element(const struct program *p, uint32_t pc, const struct designator_frame *frame,
                        struct meant *found);
/* What such a value stands for; of an array and an index that lie on the stack. */
bool designator_of_value(const struct program *p, struct value v, struct meant *found);
bool designator_of_element(const struct program *p, struct value base, struct value index,
                           struct meant *found);
/* The name that the instruction pushes whoever runs it; 0: none, or it may be an element's. */
uint32_t designator_constant(const struct program *p, struct instruction i);

#endif
