/* session_program.h - what the program of the lab is, for whatever wants it from its beginning: the
 * script that was loaded last, or what was typed and what a lesson has run since the lab began. */
#ifndef THRUM_SHELL_SESSION_PROGRAM_H
#define THRUM_SHELL_SESSION_PROGRAM_H

#include "base/buffer.h"

#include <stdbool.h>

struct session;

/* A script was loaded, or is replayed from its beginning. */
void session_loaded(struct session *s, const char *file, const char *text);
/* The program as a script, malloc'd, and what to call it; NULL where there is none, with a sentence
 * in `why`. `alone`: what was typed besides, for the lab as `pause` or in vain, is not there as a
 * comment. */
char *session_last_program(struct session *s, bool alone, struct buffer *title, struct buffer *why);
/* Where there is one: a line that offers to explore it. */
void session_add_last_program(struct session *s, struct buffer *out);
void session_forget_loaded(struct session *s);

#endif
