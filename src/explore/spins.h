/* spins.h - where threads only spin in virtual time.
 *
 * Steps take no time there, so a spin would never end. As in a run (core/spin.c) the clock moves on
 * where the state can come round again after every thread that can step in it has stepped: nothing
 * but time can change anything then. */
#ifndef THRUM_EXPLORE_SPINS_H
#define THRUM_EXPLORE_SPINS_H

#include "explore/search.h"

/* The states that are so and from which the clock does not move yet, malloc'd; `view` and
 * `situation` are used up. */
uint32_t *spins_find(struct search *s, struct judged *view, struct situation *situation,
                     size_t *count);

#endif
