/* session_read.h - what was typed, loaded or is a lesson's: read into commands, which are queued
 * (session_feed.h). */
#ifndef THRUM_SHELL_SESSION_READ_H
#define THRUM_SHELL_SESSION_READ_H

#include <stdbool.h>
#include <stddef.h>

struct session;

/* Parses a text and queues its commands; false if there is an error, which has been told. `name`:
 * of the file, NULL for what was typed. */
bool session_take(struct session *s, const char *name, const char *text, size_t length);
/* The same for a lesson's block; `shown`: its commands appear one by one as they are handed over,
 * else they do not. */
void session_take_block(struct session *s, const char *commands, bool shown);

#endif
