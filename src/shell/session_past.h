/* session_past.h - looking at the lab as it was, beside its going on: `back`, `forth`, `now`. What
 * is looked at is the lab's (lab_shown in run/lab.h); panes, `threads`, `objects` and `why` are of
 * that. All of it belongs to the front end's thread. */
#ifndef THRUM_SHELL_SESSION_PAST_H
#define THRUM_SHELL_SESSION_PAST_H

#include "base/buffer.h"

#include <stdbool.h>

struct lab;
struct session;

/* Looks at the lab as it is, and says so; false where it did already. */
bool past_leave(struct session *s);
/* The same before something that was typed is done to the lab. */
void past_leave_to_act(struct session *s);
/* With the monitor; nothing where it is looked at as it is: "the past: step 17 of 40", and the same
 * as a line above what is said of it. */
void past_add_where(const struct lab *lab, struct buffer *out);
void past_add_heading(const struct lab *lab, struct buffer *out);

#endif
