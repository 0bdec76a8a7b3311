/* svg.h - a run as one picture, for slides: its columns, or its timeline, on a light ground, with
 * letters that the last row of a room can read. What a thread is at can be told without colour, and
 * the colours by eyes that see few. No script is in it. Text that does not fit is cut, and whole in
 * a title.
 *
 * What there is no room for is left out, and the picture says so. */
#ifndef THRUM_EXPORT_SVG_H
#define THRUM_EXPORT_SVG_H

#include "export/export.h"

#include <stdio.h>

/* Of a longer run the last of them. */
enum { SVG_ROWS = 1000, SVG_COLUMNS_SHOWN = 12, SVG_STEPS = 2000, SVG_LINES = 100 };

/* False where the file could not be written: errno. With the monitor held. */
bool svg_write(const struct export_run *run, FILE *file);

#endif
