/* lesson_markup.h - a lesson's text and code as HTML, for handouts and questions (handout.h,
 * gift.h). Pure. */
#ifndef THRUM_SHELL_LESSON_MARKUP_H
#define THRUM_SHELL_LESSON_MARKUP_H

#include "base/buffer.h"
#include "lesson/lesson.h"

/* Lines of code or output, without the empty ones at their end; `kind`: the class of the element,
 * or NULL. */
void lesson_markup_add_lines(struct buffer *out, const char *kind, const char *lines);
/* An item of text, with what its style asks for. */
void lesson_markup_add_text(struct buffer *out, const struct lesson_item *item);
/* The program of a challenge, and what is asked of it. */
void lesson_markup_add_challenge(struct buffer *out, const struct lesson_item *item);

#endif
