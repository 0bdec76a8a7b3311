/* remedy.h - whether a lock would help against what goes wrong. */
#ifndef THRUM_EXPLORE_REMEDY_H
#define THRUM_EXPLORE_REMEDY_H

#include "explore/tell_inside.h"

/* A thread was left between these two steps. Where they read and write one variable, and holding a
 * lock from the one to the other was tried and helps: says so, in sentences, malloc'd; else NULL.
 */
char *remedy_of(struct teller *t, const struct target *target, const struct explore_step *before,
                const struct explore_step *after);

#endif
