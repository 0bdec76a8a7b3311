/* page_past.h - the data of a page (page.h): what everybody was at and every object was worth, at
 * each step, as JSON in which only what changes takes room. Made by going once more through the
 * history of the lab (run/history.h).
 *
 *     struct page_past past;
 *     page_past_make(&past, run, columns.threads, columns.thread_count, 17);
 *     page_past_cell(&past, 0)...     // at the end
 *     json_dumpf(past.data, ...);
 *     page_past_free(&past);
 *
 * The data is one object:
 *
 *     threads   names, a column each
 *     objects   [kind, name], in the order in which they came
 *     cells     [state, what it is at], and where it could step [state, what it is at, what that
 *               step would be: that, or how many units of UTF-16 of it, behind PAGE_NEXT]
 *     values    what objects can be
 *     places    [source, line, from, to]: a part of a line of the program, counted from 0, in
 * UTF-16 stops     where the reader can stand: [step, thread, place, [thread, cell, ...], [object,
 * value, ...], [thread, place, ...], [thread, cell, ...]]. The step is the last one done, by that
 * thread, at that place; -1: by none of the columns, nowhere. Then what has changed since the stop
 * before: what threads are at, what objects are (-1: it is no more), where threads go on. And last
 * what threads could do that may go on only once the clock has moved, just before the next step.
 * Empty lists at the end are left out.
 */
#ifndef THRUM_EXPORT_PAGE_PAST_H
#define THRUM_EXPORT_PAGE_PAST_H

#include "export/export.h"

#include <jansson.h>

/* What stands before a thread's next step. */
#define PAGE_NEXT "next: "

/* Objects that are followed; of the others the page says how many there are. */
enum { PAGE_OBJECTS = 200 };

struct page_past {
    json_t *data;
    size_t object_count;
    size_t without;    /* objects that are not followed */
    uint32_t *sources; /* of the program, in the order of the places that name them */
    size_t source_count, source_capacity;
    long *cells;   /* of each thread at the end; -1: it never came */
    long *values;  /* of each object at the end; -1: it is no more */
    bool kept;     /* false: the lab had no history, and there is nothing of this */
    uint64_t from; /* the step behind which the first stop is */
};

/* From behind the step before `since` on, of the threads with these numbers. With the monitor held.
 */
void page_past_make(struct page_past *past, const struct export_run *run, const uint32_t *threads,
                    size_t count, uint64_t since);
void page_past_free(struct page_past *past);

/* Texts at the end; "" where there is none. Part 0 is a thread's state, 1 what it is at; of an
 * object 0 is its kind, 1 its name, 2 its value. */
const char *page_past_thread(const struct page_past *past, size_t thread, size_t part);
const char *page_past_object(const struct page_past *past, size_t object, size_t part);

#endif
