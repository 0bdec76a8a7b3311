/* going.h - who still goes on by itself, for who hears it and does not see that anything moves.
 * With the monitor held. */
#ifndef THRUM_WATCH_GOING_H
#define THRUM_WATCH_GOING_H

#include "core/step.h"

struct drive;

/* "still going on: alice sleeps, bob asks for something, carol runs"; the first few, and how many
 * more. False: nobody does, and nothing is added. */
bool going_add(const struct drive *d, struct buffer *out);

#endif
