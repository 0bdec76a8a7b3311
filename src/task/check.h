/* check.h - the expression of a task: whether the learner has done it, told from the lab's state
 * and from what was done since the task was set.
 *
 *     struct check *c = check_new(item->text, machine->program);
 *     check_begin(c);
 *     ... the lab's sink:      check_hear(c, machine, event);
 *     ... whenever steps were done:
 *     if (check_holds(c, machine, steps)) ...
 *     check_free(c);
 *
 * It is an expression of the language that looks and changes nothing, with some words more, which
 * doc/lessons.md tells of: printed, did, times, doers, slept, worked, waits, kind, delay, own,
 * failed, deadlocked, steps.
 *
 * It calls no function of the lab's and knows no private variables. A name that is not there (yet)
 * makes it false, as does any other error: the learner is not done. It is evaluated on a copy of
 * the state, so that looking disturbs nothing.
 *
 * A check belongs to one thread; all but check_parse and check_free are called with the lab's
 * monitor held, or by the only owner of the machine. */
#ifndef THRUM_TASK_CHECK_H
#define THRUM_TASK_CHECK_H

#include "core/step.h"
#include "lang/diagnostic.h"

#include <stdbool.h>
#include <stdint.h>

struct check;

/* Whether the text is a check; errors are added to `found`, with places that are bytes of `text`.
 */
bool check_parse(const struct source *text, struct diagnostics *found);
/* A check to be evaluated on machines with this program, to which its code is appended; as long as
 * the program lives. NULL where the text is no check (which none in a lesson is), or the program
 * has no room for it. */
struct check *check_new(const char *text, struct program *program);
/* Forgets what was heard: the task is set now, or the lab begins anew. */
void check_begin(struct check *check);
/* Something happens in the lab; the event is one of the machine's own, in the order of its steps.
 */
void check_hear(struct check *check, const struct machine *m, const struct event *e);
/* So many steps were taken back, or done again. */
void check_goes(struct check *check, uint64_t steps, bool again);
/* Whether it holds now. `steps`: how many were done since the task was set. */
bool check_holds(const struct check *check, const struct machine *m, uint64_t steps);
/* How that is said of which check_add_missing tells. */
#define CHECK_MISSING "Still missing: %s"
/* Adds what is still missing, in words: "tea is done (it is sleeping); tea prints "ready"". */
void check_add_missing(const struct check *check, const struct machine *m, uint64_t steps,
                       struct buffer *out);
/* Another claim, such as a hint has, that hears what the check hears; and whether it is true now,
 * of the index-th. NULL is one that is always true. */
void check_add_claim(struct check *check, const char *text, struct program *program);
bool check_claim_holds(const struct check *check, size_t index, const struct machine *m,
                       uint64_t steps);
/* NULL is fine. */
void check_free(struct check *check);

#endif
