/* handout.h - a lesson on paper: one HTML page that needs nothing else, with its text, its commands
 * and what they print (they are run for it, with the lesson's seeds), tasks and questions with room
 * to write, and the answers at its end. */
#ifndef THRUM_SHELL_HANDOUT_H
#define THRUM_SHELL_HANDOUT_H

#include "base/buffer.h"
#include "lesson/lesson.h"

#include <stdbool.h>

/* Adds the page. False, with a sentence in `why`, where a block of the lesson does not come to
 * rest; `lesson --test` then tells more. */
bool handout_add(const struct lesson *lesson, bool answers, struct buffer *out, struct buffer *why);

#endif
