/* beginning.h - what it is to begin anew: what goes and what stays is told in the row of
 * `restart` (lang/commands.c), and done in beginning.c, from every state of the lab. */
#ifndef THRUM_SHELL_BEGINNING_H
#define THRUM_SHELL_BEGINNING_H

#include "lang/setting.h"
#include "core/schedule.h"

#include <stdbool.h>
#include <stdint.h>

struct session;

/* With every setting as in a session that opens, and without a word: for lessons. */
void beginning_reset(struct session *s);
/* The same, but what was set stays, as `restart all` has it. */
void beginning_anew(struct session *s);
/* A schedule that nobody chose, until the lab begins anew or another is chosen. */
void beginning_lend_manual(struct session *s);

#endif
