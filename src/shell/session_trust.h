/* session_trust.h - what a lesson may do by itself. */
#ifndef THRUM_SHELL_SESSION_TRUST_H
#define THRUM_SHELL_SESSION_TRUST_H

#include "base/buffer.h"

#include <stdbool.h>

struct session;

struct lesson;

/* The lesson from which the blocks come from now on; it outlives the next call. NULL: none. */
void session_use_lesson(struct session *s, const struct lesson *lesson);
/* The path, malloc'd, under which a command that is being run may write a file; false: it may not,
 * which has been told. */
bool session_may_write(struct session *s, const char *file, char **path);
/* Reads the script that such a command names; false with a sentence in `why`. */
bool session_read_script(struct session *s, const char *file, struct buffer *text,
                         struct buffer *why);

#endif
