/* session_noticing.h - what the lab notices by looking back (watch/noticing.h): told as notices
 * where it happens, but for what `quiet` says. A lesson that is open is told of nothing unless it
 * says `quiet none` itself: it may show what goes wrong before it says so. */
#ifndef THRUM_SHELL_SESSION_NOTICING_H
#define THRUM_SHELL_SESSION_NOTICING_H

#include <stdbool.h>

struct session;

/* Once the lab is there, before anybody can step. */
void session_begin_noticing(struct session *s);
/* Once it is gone. */
void session_end_noticing(struct session *s);
/* Something is typed. */
void session_notice_typing(struct session *s);
/* A lesson is opened, or closed. */
void session_notice_in_lesson(struct session *s, bool open);

#endif
