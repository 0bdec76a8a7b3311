/* gift.h - a lesson's questions as a question bank in GIFT, which Moodle and others import.
 *
 *     gift_add(lesson, &text);
 *     fputs(buffer_text(&text), stdout);
 *
 * A question stands alone there, so it has what it is about before it, as HTML: text, commands and
 * what they print, since the lab of the lesson began anew. A question with one right answer is a
 * choice of one; with several each right one is worth its share, and a wrong one takes everything.
 * Explanations are the answers' feedback. */
#ifndef THRUM_SHELL_GIFT_H
#define THRUM_SHELL_GIFT_H

#include "base/buffer.h"
#include "lesson/lesson.h"

void gift_add(const struct lesson *lesson, struct buffer *out);

#endif
