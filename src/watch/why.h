/* why.h - `why T`: the chain of who waits for whom, link by link, and the way on at its end. With
 * the monitor held. */
#ifndef THRUM_WATCH_WHY_H
#define THRUM_WATCH_WHY_H

#include "core/step.h"

struct drive;

/* Lines, ended by newlines; a ring is told at its end and, for who sees it (`draws`), drawn. */
void why_add(const struct drive *d, uint32_t thread, bool draws, struct buffer *out);

#endif
