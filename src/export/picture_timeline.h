/* picture_timeline.h - a run as a picture, an SVG element: time to the right, a line for each
 * thread, drawn by what it was at, arrows from the steps that let a thread go to that thread. Steps
 * at one instant are spread out: each has as much room as any other, and the time between is to
 * scale.
 *
 *     struct picture_timeline t;
 *     picture_timeline_begin(&t, record, machine, threads, count, 1);
 *     picture_timeline_add(&t, &out);     // <svg ...> ... </svg>
 *     picture_timeline_x(&t, (struct moment){time, 17});
 *
 * Its parts bear classes, which tell how they look and which whoever shows it has a style for:
 * t-step does a step, t-could could, t-waits, t-sleeps, t-works, t-io, t-idle, t-ends, t-go,
 * t-axis, t-time, t-name, t-label (over a wait what it is for, where there is room). Pure; guarded
 * as the record is. */
#ifndef THRUM_EXPORT_PICTURE_TIMELINE_H
#define THRUM_EXPORT_PICTURE_TIMELINE_H

#include "watch/spans.h"

struct buffer;

/* In the picture's own units. */
enum {
    TIMELINE_NAMES = 1300, /* wide, at its left */
    TIMELINE_WIDTH = 9500, /* of what is behind them */
    TIMELINE_ROW = 240,
    TIMELINE_AXIS = 260, /* high, above the rows */
};

struct picture_timeline {
    const struct record *record;
    const struct machine *machine;
    const uint32_t *threads; /* their numbers, a line each */
    size_t thread_count;
    struct moment from, until;
    double a_step, a_nanosecond; /* units */
    bool labels;                 /* waits are labelled; to be set behind the beginning */
};

/* From the step `since` on. */
void picture_timeline_begin(struct picture_timeline *t, const struct record *r,
                            const struct machine *m, const uint32_t *threads, size_t count,
                            uint64_t since);
/* Where it is in the picture, of a moment behind `from`. */
long picture_timeline_x(const struct picture_timeline *t, struct moment at);
/* `label` is what it is, in words. Returns what was drawn: 1 << SPAN_WAITS and so on. */
unsigned picture_timeline_add(const struct picture_timeline *t, const char *label,
                              struct buffer *out);

#endif
