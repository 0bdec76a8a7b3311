/* report.h - events in words, the same for scripts and for the lab's transcript.
 *
 * With the monitor held: the words come from the machine. Nothing ends in a newline. */
#ifndef THRUM_SCRIPT_REPORT_H
#define THRUM_SCRIPT_REPORT_H

#include "core/step.h"

/* "s.thr:3:5: alice failed at `lock m`: there is no lock called m". */
void report_failure(const struct machine *m, const struct event *e, struct buffer *out);
/* "alice ended and still holds m", ... */
void report_notice(const struct machine *m, const struct event *e, struct buffer *out);
/* Whether a NOTICE_RESULT says something that is not plain from what was typed: that something was
 * had that need not have been, or was not; or which item came. */
bool report_wants_result(const struct machine *m, const struct event *e);
/* "2.000000 alice acquires m". */
void report_step(const struct machine *m, const struct event *e, struct buffer *out);
/* The same without the time. */
void report_deed(const struct machine *m, const struct event *e, struct buffer *out);
/* "[INFO] (alice) (work) ": what stands before a log's text. */
void report_log_head(const struct machine *m, const struct event *e, struct buffer *out);
/* The same of a log or of what is printed, "alice: ". */
void report_print_head(const struct machine *m, const struct event *e, struct buffer *out);

/* A file's name as a shell takes it: in single quotes where it has to be. */
void report_add_quoted(const char *name, struct buffer *out);

/* Lines for standard error: who waits for what, of many the first. */
void report_waits(const struct machine *m, bool without_rings, struct buffer *out);
/* That there is a deadlock, and who waits for what. */
void report_deadlock(const struct machine *m, bool without_rings, struct buffer *out);

#endif
