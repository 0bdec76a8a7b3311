/* page.h - a run as one page that needs nothing else, for a browser: the columns, the timeline, the
 * program, and what everybody was at and every object was worth at each step, through which the
 * reader steps. Without scripts, and on paper, it is a document with all of that but the states in
 * between.
 *
 * Three things lie apart in it: what happened (page_past.h), how it is shown (page.js, page.css,
 * which are taken into the program by the build), and the words (page_words.h). No text of the run
 * is ever markup: markup.h. */
#ifndef THRUM_EXPORT_PAGE_H
#define THRUM_EXPORT_PAGE_H

#include "export/export.h"

#include <stdio.h>

/* Of a longer run the last so many steps. And so many threads have a column. */
enum { PAGE_STEPS = 10000, PAGE_COLUMNS = 48 };

/* False where the file could not be written: errno. With the monitor held. */
bool page_write(const struct export_run *run, FILE *file);

#endif
