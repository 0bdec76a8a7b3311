/* rehearsal.h - what the test of a lesson asks of a session beyond what a front end does. */
#ifndef THRUM_SHELL_REHEARSAL_H
#define THRUM_SHELL_REHEARSAL_H

#include "base/buffer.h"
#include "shell/session.h"

struct challenge;
struct lesson;

/* The commands come from this lesson. */
void rehearsal_begin(struct session *s, const struct lesson *lesson);
/* How many steps the lab's threads have done. */
uint64_t rehearsal_steps(struct session *s);
/* Adds the order of these steps since the lab began, as a recorded schedule is written, and tells
 * how many it has. What a puppet was told to do is a step of main in it, as in a script. False
 * where it is not known any more from the beginning on. */
bool rehearsal_add_order(struct session *s, struct buffer *order, uint64_t *steps);
/* Whether the interpreter lock is on. */
bool rehearsal_has_gil(struct session *s);
/* What the lab's clock says, in nanoseconds; and how fast the clock that was asked for would go, as
 * a factor: 0 for a virtual one, which takes no time. */
int64_t rehearsal_time(struct session *s, double *factor);
/* Until this time of the lab's clock, not beyond, that goes on for which nobody waits: daemons; 0
 * ends it. */
void rehearsal_linger(struct session *s, int64_t until);
/* Whether more of that is to come before then. */
bool rehearsal_lingers(struct session *s);
/* Sets a task: this check is heard from here on; NULL ends it. Returns the steps done so far. */
uint64_t rehearsal_set_task(struct session *s, const char *check);
/* Whether the check holds; it was set when so many steps were done. */
bool rehearsal_task_holds(struct session *s, uint64_t steps_before);
/* Whether it has held at any moment between two steps since this was asked for, which is when a
 * task has been set, with what that returned: a learner's lab looks at such moments. */
void rehearsal_watch_task(struct session *s, uint64_t steps_before);
bool rehearsal_task_held(struct session *s);
/* The challenge from the lab as it stands; NULL with a sentence in `why` (explore/challenge.h). */
struct challenge *rehearsal_challenge(struct session *s, const char *finding, struct buffer *why);
/* Goes the order, a schedule in segments, and tells whether that wins the challenge. */
bool rehearsal_order_wins(struct session *s, struct challenge *c, const char *order);

#endif
