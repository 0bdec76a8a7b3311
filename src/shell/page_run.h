/* page_run.h - a run of a program as a page begins it (web_begin in page/web.h): whoever writes
 * pages tries out with it what they will do.
 *
 *     struct page_run r = {.hear = hear, .context = me};
 *     if (page_run_open(&r, text)) {
 *         page_run_begin(&r, SCHEDULE_RANDOM, seed);
 *         while (drive_step(&r.drive, &thread) == DRIVE_STEPPED)
 *             ...
 *         drive_free(&r.drive);
 *     }
 *     page_run_close(&r);
 */
#ifndef THRUM_SHELL_PAGE_RUN_H
#define THRUM_SHELL_PAGE_RUN_H

#include "core/drive.h"
#include "script/explore_program.h"

struct page_run {
    struct source source;
    struct explore_program program;
    struct drive drive; /* page_run_begin makes it, whoever calls that frees it */
    void (*hear)(void *context, const struct event *e);
    void *context;
};

/* False where the text is no program. */
bool page_run_open(struct page_run *r, const char *text);
void page_run_begin(struct page_run *r, enum schedule_kind kind, uint64_t seed);
/* The driver is another one, a copy, which so far tells nobody. */
void page_run_attach(struct page_run *r);
void page_run_close(struct page_run *r);

#endif
