/* page_past.h - the data of a page (page.h): what everybody was at and every object was worth, at
 * each step, as JSON in which only what changes takes room. Made by going once more through the
 * history of the lab (run/history.h).
 *
 *     struct page_past past;
 *     page_past_make(&past, run, &timeline, 17);
 *     page_past_object(&past, 0, 2)       // the value of the first one at the end
 *     json_dumpf(past.data, ...);
 *     page_past_free(&past);
 *
 * The data is one object:
 *
 *     threads   names, a column each
 *     objects   [kind, name], in the order in which they came
 *     states    of threads: "ready"
 *     cells     [state, what it is at], and where it could step [state, what it is at, what that
 *               step would be: that, or how many units of UTF-16 of it, behind PAGE_NEXT]
 *     values    what objects can be
 *     places    [source, line, from, to]: a part of a line of the program, from 0, in UTF-16
 *     x         where each stop is in the picture of the timeline: the first, then by how much each
 *               is further than the one before
 *     first     how many steps are done at the first stop; at each stop it is one more
 *     stops     where the reader can stand: see below
 *
 * A stop is a list: the thread that did the last step and the place of that, -1: none that has a
 * column, nowhere. Then come four lists, of which empty ones at the end are left
 * out, with what has changed since the stop before: [thread, cell, ...], [object, value or -1: it
 * is no more, ...], [thread, place where it goes on, ...], and [thread, cell, ...] of what threads
 * could do just before the next step that can go on only once the clock has moved.
 */
#ifndef THRUM_EXPORT_PAGE_PAST_H
#define THRUM_EXPORT_PAGE_PAST_H

#include "export/export.h"
#include "export/picture_timeline.h"

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

/* From behind the step before `since` on, of the threads of the timeline. With the monitor held.
 */
void page_past_make(struct page_past *past, const struct export_run *run,
                    const struct picture_timeline *timeline, uint64_t since);
void page_past_free(struct page_past *past);

/* Texts at the end; "" where there is none. Part 0 is a thread's state, 1 what it is at; of an
 * object 0 is its kind, 1 its name, 2 its value. */
const char *page_past_thread(const struct page_past *past, size_t thread, size_t part);
const char *page_past_object(const struct page_past *past, size_t object, size_t part);

#endif
