/* trace.h - a run as a trace in Chrome's format, JSON that Perfetto (ui.perfetto.dev) and
 * chrome://tracing open: a track for each thread, with what it was at as slices, the steps as
 * points on them, with what they print, an arrow from each step that let a thread go on to that
 * thread; and a track for each object that was held, with its holders.
 *
 * It is written event by event and not kept. Every slice is a B and an E event, in the order in
 * which they came about on its track. A slice lasts: readers put what follows one of no length into
 * it, so a wait that was over at once is a point, and what else took no time is left out. Times are
 * microseconds, as the format wants them, and in `args` exact nanoseconds. */
#ifndef THRUM_EXPORT_TRACE_H
#define THRUM_EXPORT_TRACE_H

#include "export/film.h"

#include <stdio.h>

/* False where the file could not be written: errno. */
bool trace_write(const struct film *film, const struct machine *m, FILE *file);

#endif
