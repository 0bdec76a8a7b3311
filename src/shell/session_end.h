/* session_end.h - the input has ended, and with it the lab. */
#ifndef THRUM_SHELL_SESSION_END_H
#define THRUM_SHELL_SESSION_END_H

#include "core/step.h"
#include "run/lab.h"

#include <stdbool.h>

/* With the monitor: whether the virtual clock waits for steps that nobody does by himself; at the
 * end of the input: says what is left undone (session_end.c). */
bool session_clock_stands(struct lab *lab, const struct machine *m);
void session_tell_left(struct lab *lab, struct machine *m, void *session);

#endif
