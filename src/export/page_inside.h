/* page_inside.h - a page while it is written: page.c, and page_columns.c, its table. */
#ifndef THRUM_EXPORT_PAGE_INSIDE_H
#define THRUM_EXPORT_PAGE_INSIDE_H

#include "export/export.h"
#include "export/page_past.h"
#include "export/page_words.h"
#include "export/picture_timeline.h"
#include "watch/columns.h"

struct page {
    const struct export_run *run;
    const struct record *r;
    const struct machine *m;
    uint64_t first; /* step that it has */
    struct columns_request request;
    struct columns columns;
    size_t threads_without; /* a column: they did nothing in these steps */
    struct picture_timeline timeline;
    struct page_past past;
    struct buffer out;
};

/* A sentence; what stands in braces in it is filled in by `filling`, which is text and not markup.
 */
void page_add_words(struct page *p, enum page_word word, const char *filling);

/* page_columns.c */
void page_columns_make(struct page *p);
void page_columns_add(struct page *p);

#endif
