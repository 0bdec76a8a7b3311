/* session_end.h - the input has ended, and with it the lab. */
#ifndef THRUM_SHELL_SESSION_END_H
#define THRUM_SHELL_SESSION_END_H

#include "core/step.h"
#include "run/lab.h"

/* For lab_do with a session: says what is left undone. */
void session_tell_left(struct lab *lab, struct machine *m, void *session);

#endif
