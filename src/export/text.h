/* text.h - a run as text: its columns, as `columns` prints them in the lab. */
#ifndef THRUM_EXPORT_TEXT_H
#define THRUM_EXPORT_TEXT_H

#include "export/export.h"

#include <stdio.h>

/* Of a longer run the last rows, and it says so. Columns of characters. */
enum { TEXT_ROWS = 10000, TEXT_WIDTH = 100 };

/* False where the file could not be written: errno. With the monitor held. */
bool text_write(const struct export_run *run, FILE *file);

#endif
