/* ring.h - a ring of waits, drawn: a line for each thread in it, and between it and the next one
 * what it waits for. In ASCII, so that it stands in every terminal and mail. With the monitor held.
 *
 *     alice --wants--> m2 --held by--> bob
 *     bob   --wants--> m1 --held by--> alice
 */
#ifndef THRUM_WATCH_RING_H
#define THRUM_WATCH_RING_H

#include "core/step.h"

/* Adds the ring that the thread is in, from it on, each line behind `before` and ended by a
 * newline. Nothing where it is in none, or waits for itself alone: a sentence says that. */
void ring_add_drawing(const struct machine *m, uint32_t thread, const char *before,
                      struct buffer *out);

/* The same in words: "alice waits for m2, held by bob; bob waits for m1, held by alice". */
void ring_add_sentence(const struct machine *m, uint32_t thread, struct buffer *out);

#endif
