/* session_explore.h - exploring, for the rest of the session; exploration.h is what it keeps. */
#ifndef THRUM_SHELL_SESSION_EXPLORE_H
#define THRUM_SHELL_SESSION_EXPLORE_H

#include "base/buffer.h"
#include "base/polled.h"
#include "core/step.h"

#include <stdbool.h>

struct session;
struct exploration;

struct lesson_item;
struct challenge;
/* The lab as it stands, with a program of its own, for code that looks at what it could do; the
 * copy is given back to session_free_copy. */
struct machine session_copy_lab(struct session *s);
void session_free_copy(struct machine *copy);
/* The challenge from the lab as it stands; NULL with a sentence in `why` (explore/challenge.h). */
struct challenge *session_open_challenge(struct session *s, const char *finding,
                                         struct buffer *why);
/* Begins to look, beside the lab, for what is true of a lesson's block; NULL where that cannot be,
 * which it says. */
struct exploration *session_explore_block(struct session *s, const struct lesson_item *block);
/* Tells what was found, frees it and sets it to NULL, once it has been looked at whole. */
void session_look_at_block(struct session *s, struct exploration **block);
void session_end_exploration(struct exploration **e);
/* Adds what tells that a search has ended. */
void session_poll_exploring(const struct session *s, struct polled *polled);
/* Tells what was found, or once that it is still looked for. */
void session_look_at_exploring(struct session *s);
/* For the status line: how far the search is that goes on; nothing where it has only just begun. */
void session_add_exploring(const struct session *s, struct buffer *out);
/* Until then session_look_at_exploring need not be called, in milliseconds; -1: for ever. */
int session_exploring_timeout(const struct session *s);
void session_end_exploring(struct session *s);

#endif
