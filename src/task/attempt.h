/* attempt.h - a task that is tried as a script: what the lesson has run until then, and behind it
 * what the learner has written. The task is set once main has come to the first line that the
 * lesson did not give, or to its end; it is done as soon as its check holds behind a step, and
 * stays so until that step is taken back. Who lets the threads step owns one:
 *
 *     struct attempt *a = attempt_new(item->text, given, &source, program);
 *     attempt_begin(a, m);                     // the run begins
 *     ... the machine's sink:  attempt_hear(a, m, event);
 *     ... behind each step:    attempt_look(a, m);
 *     ... steps taken back:    attempt_back(a, steps);
 *     attempt_free(a);
 *
 * The machine has to be traced. */
#ifndef THRUM_TASK_ATTEMPT_H
#define THRUM_TASK_ATTEMPT_H

#include "core/step.h"
#include "lang/diagnostic.h"

#include <stdbool.h>
#include <stdint.h>

/* So many steps at most may what a lesson gave take: a thread that only spins for 0.2 s takes
 * 200,000 in virtual time. */
enum { ATTEMPT_MOST_GIVEN = 250000 };

struct attempt;

/* `given`: what the lesson gave of the script. NULL where the check is none, or the program, which
 * is the script's, has no room for it. */
struct attempt *attempt_new(const char *check, const char *given, const struct source *script,
                            struct program *program);
void attempt_begin(struct attempt *a, const struct machine *m);
void attempt_hear(struct attempt *a, const struct machine *m, const struct event *e);
void attempt_look(struct attempt *a, const struct machine *m);
void attempt_back(struct attempt *a, uint64_t steps);

bool attempt_is_set(const struct attempt *a);
bool attempt_is_done(const struct attempt *a);
/* Adds what is still missing, as a sentence; nothing where it is done. */
void attempt_add_missing(const struct attempt *a, const struct machine *m, struct buffer *out);
/* When a hint fits, as a check is, NULL: always; and whether the index-th does now. */
void attempt_add_hint(struct attempt *a, const char *when, struct program *program);
size_t attempt_hints(const struct attempt *a);
bool attempt_hint_fits(const struct attempt *a, size_t index, const struct machine *m);
/* NULL is fine. */
void attempt_free(struct attempt *a);

#endif
