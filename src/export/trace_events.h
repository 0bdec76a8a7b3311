/* trace_events.h - one event after another of a trace in Chrome's format, as JSON, into a file.
 *
 *     struct trace_events t;
 *     trace_events_begin(&t, file);
 *     trace_event_begin(&t, "i", track, time);
 *     trace_event_name(&t, "acquires m");
 *     trace_event_end(&t, time);              // with the exact time in `args`
 *     good = trace_events_end(&t);
 *
 * Times are nanoseconds. Nothing is kept but what is on its way into the file: a million events
 * have to be written in a second or two. */
#ifndef THRUM_EXPORT_TRACE_EVENTS_H
#define THRUM_EXPORT_TRACE_EVENTS_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdio.h>

struct trace_events {
    FILE *file;
    bool failed, begun;
    int error;
    struct buffer out; /* what is still to go into the file */
};

void trace_events_begin(struct trace_events *t, FILE *file);
/* False where not all could be written: errno. */
bool trace_events_end(struct trace_events *t);

/* An event of this phase ("B", "E", "i", ...) has its track and time; what more it has is added to
 * it; then it ends. */
void trace_event_begin(struct trace_events *t, const char *phase, int64_t track, int64_t time);
void trace_event_name(struct trace_events *t, const char *name);
/* A number, or a text, behind what stands before it as it is: `,"id":`. */
void trace_event_number(struct trace_events *t, const char *before, uint64_t number);
void trace_event_string(struct trace_events *t, const char *before, const char *text);
void trace_event_puts(struct trace_events *t, const char *text);
/* With `args`, which hold the time exactly, and nothing else. */
void trace_event_end(struct trace_events *t, int64_t time);
/* As it is. */
void trace_event_close(struct trace_events *t);

/* What a reader calls the process, and a track; tracks are shown in the order of their numbers. */
void trace_event_process(struct trace_events *t, const char *name);
void trace_event_track(struct trace_events *t, int64_t track, const char *name);

#endif
