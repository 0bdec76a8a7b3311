/* session_present.h - presenting, for the roof of the session and for the lesson. What the front
 * end calls is in presenting.h. */
#ifndef THRUM_SHELL_SESSION_PRESENT_H
#define THRUM_SHELL_SESSION_PRESENT_H

#include "base/buffer.h"
#include "base/polled.h"

#include <stdbool.h>
#include <stddef.h>

struct lesson;
struct session;

/* What `present NAME` does. `leaves`: the lab is left with it. */
void session_present_open(struct session *s, const char *name, bool leaves);
/* The lesson that is about to be opened is presented; and it is closed. */
void session_present_begin(struct session *s);
void session_present_end(struct session *s);
/* Adds who reads the speaker's notes. */
void session_present_poll(const struct session *s, struct polled *polled);
/* Tells who reads the speaker's notes what is so now. */
void session_present_pump(struct session *s);
/* The lesson says something. */
void session_present_said(struct session *s, const char *text);
/* For the status line: "2.7 · stop 12 of 40 · 3 of 13 One at a time". */
void session_present_add_label(struct session *s, struct buffer *out);
/* Says that the prompt is the presenter's for a while, where a command would lead the lesson on;
 * false where nothing is presented. */
bool session_present_refuses(struct session *s);

#endif
