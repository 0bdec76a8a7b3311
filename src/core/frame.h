/* frame.h - the frames on a thread's stack: one for each call that it is in.
 *
 * A frame, from its base:
 *
 *     slots | two values of VALUE_FRAME | private arrays | what expressions have in hand
 *
 * (large arrays lie elsewhere: state.h). The first VALUE_FRAME says where to return to (extra: the
 * caller's unit, number: its base and pc), the second how many values the arrays take (extra) and,
 * in a barrier's body, which barrier (number). This is the only place that knows; code that goes
 * through the frames does so with
 *
 *     struct frame f = frame_innermost(m, thread);
 *     do
 *         ... f.unit, f.pc ...
 *     while (frame_outwards(m, thread, &f)); */
#ifndef THRUM_CORE_FRAME_H
#define THRUM_CORE_FRAME_H

#include "core/step.h"

#include <stdbool.h>

enum { FRAME_RECORDS = 2 };

struct frame {
    uint32_t unit;  /* whose code it runs */
    uint32_t base;  /* its first slot on the stack */
    uint32_t at;    /* the instruction that it is at: of a caller its call */
    uint32_t pc;    /* the one that it goes on with: of a caller the one behind */
    uint32_t depth; /* calls around it; 0: the outermost */
};

/* ---- The record ------------------------------------------------------------------------------ */

static inline uint32_t frame_slots(const struct machine *m, const struct thread *t)
{
    return t->depth == 0 ? t->bottom_slots : m->program->units[t->unit].slots;
}

static inline struct value frame_record_of_call(const struct thread *caller)
{
    return (struct value){.kind = VALUE_FRAME,
                          .extra = caller->unit,
                          .number = (int64_t)((uint64_t)caller->base << 32 | caller->pc)};
}

/* The two values of the innermost frame. */
static inline struct value *frame_record(const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    return &state_stack(m->state, thread)[t->base + frame_slots(m, t)];
}

/* The barrier whose body a frame runs, from the second value. */
static inline uint32_t frame_barrier(const struct value *record)
{
    return (uint32_t)record[1].number;
}

/* ---- Going outwards -------------------------------------------------------------------------- */

static inline struct frame frame_innermost(const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    return (struct frame){
        .unit = t->unit, .base = t->base, .at = t->pc, .pc = t->pc, .depth = t->depth};
}

/* The record of a frame that is not the outermost. */
static inline const struct value *frame_record_at(const struct machine *m, uint32_t thread,
                                                  const struct frame *f)
{
    return &state_stack(m->state, thread)[f->base + m->program->units[f->unit].slots];
}

/* On to the caller's frame; false where this was the outermost. */
static inline bool frame_outwards(const struct machine *m, uint32_t thread, struct frame *f)
{
    if (f->depth == 0)
        return false;
    struct value record = *frame_record_at(m, thread, f);
    uint32_t pc = (uint32_t)record.number;
    *f = (struct frame){.unit = record.extra,
                        .base = (uint32_t)((uint64_t)record.number >> 32),
                        .at = pc - 1,
                        .pc = pc,
                        .depth = f->depth - 1};
    return true;
}

#endif
