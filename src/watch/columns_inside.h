/* columns_inside.h - what columns.c has found out about the entries in view, for columns_draw.c,
 * which makes cells of it. */
#ifndef THRUM_WATCH_COLUMNS_INSIDE_H
#define THRUM_WATCH_COLUMNS_INSIDE_H

#include "watch/columns.h"

#define NO_COLUMN SIZE_MAX

struct picture {
    const struct columns_request *request;
    struct columns *columns;
    uint64_t low, bottom, high; /* entries: in view are those from low to bottom; known is what
                                   those up to high say */
    uint64_t *next;             /* from low on: 1 + the thread's next entry; 0: none up to high */
    uint64_t *firsts;           /* by thread: 1 + its first entry from low on; 0: none up to high */
};

/* The thread's entry behind this one, record_end if there is none; and its last one before those in
 * view that says what it is at, NULL if there is none. */
uint64_t picture_next(const struct picture *p, uint64_t n);
/* Its first one from where the view begins, record_end if there is none. */
uint64_t picture_first(const struct picture *p, uint32_t thread);
const struct record_entry *picture_before(const struct picture *p, uint32_t thread);
/* Whether the thread is at something else behind this entry: not where it was given an order. */
static inline bool picture_changes(const struct record_entry *e)
{
    return e->kind != RECORD_WITHIN && e->kind != RECORD_ORDERED && e->kind != RECORD_NOTICE &&
           e->kind != RECORD_RAISED;
}
/* The column of a thread, or NO_COLUMN. */
size_t picture_column(const struct picture *p, uint32_t thread);
/* Whether another thread did the step before this one and could have gone on; and which. */
bool picture_kept(const struct picture *p, uint64_t n, uint32_t *thread);

/* columns_draw.c */
int picture_margin_width(const struct picture *p);
void picture_draw(struct picture *p);

#endif
