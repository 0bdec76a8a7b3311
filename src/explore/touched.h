/* touched.h - what one instruction touches, said as a footprint; the tables of footprint.h are made
 * of that. */
#ifndef THRUM_EXPLORE_TOUCHED_H
#define THRUM_EXPLORE_TOUCHED_H

#include "explore/footprint.h"

/* Any object, and who lives. */
extern const struct footprint touched_everything;
/* Any object, but nobody's life. */
extern const struct footprint touched_anything;
/* Of reads and writes: conditions and their locks. */
#define TOUCHED_CONDITIONS ((uint64_t)1 << 63)

/* Gives bits to the names that there are. */
void touched_give_bits(struct footprints *f, const struct program *p);
/* Who writes that; who writes or reads what bears the name. */
struct footprint touched_place(const struct footprints *f, struct meant meant);
struct footprint touched_name(const struct footprints *f, uint32_t name);
struct footprint touched_name_read(const struct footprints *f, uint32_t name);
/* The same of what only looks. */
struct footprint touched_looking(struct footprint what);

/* What the instruction at `pc` does by itself, whether it is a step or not: in a frame, or in
 * whatever frame. */
struct footprint touched_in(const struct footprints *f, uint32_t pc,
                            const struct designator_frame *frame);
struct footprint touched_by(const struct footprints *f, uint32_t pc);
/* Of a spawn: the name that the thread gets, and that there is one more. */
struct footprint touched_spawning(const struct footprints *f, uint32_t pc,
                                  const struct designator_frame *frame);
/* How many arguments the body of the thread has that it makes. */
uint32_t touched_arguments(struct instruction i);

#endif
