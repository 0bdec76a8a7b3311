/* cast.h - a run as a recording of a terminal of 100x30, which `asciinema play` shows (asciicast,
 * version 2): the columns come row by row as the run went, beneath a head that stays. Between two
 * rows passes what passed on the lab's clock, and so much at least that they can be read. There is
 * a marker at each step of main, to jump to. */
#ifndef THRUM_EXPORT_CAST_H
#define THRUM_EXPORT_CAST_H

#include "export/export.h"

#include <stdio.h>

/* Of a longer run the last rows. */
enum { CAST_WIDTH = 100, CAST_HEIGHT = 30, CAST_ROWS = 10000 };

/* False where the file could not be written: errno. With the monitor held. */
bool cast_write(const struct export_run *run, FILE *file);

#endif
