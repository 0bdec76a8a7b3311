/* spoken.h - text for who hears it read out: letters, digits and the punctuation of ASCII alone. A
 * sign that people only look at becomes the word that it stands for, or a pause.
 *
 *     spoken_add(&out, "x ≤ 3 → done", ...);        // "x <= 3 to done"
 *     spoken_add_notice(&out, "waits for m · 2 s", ...);  // "waits for m, 2 s"
 *     spoken_add_code(&out, "a: acquire m", ...);   // "a colon acquire m"
 *
 * Pure functions. */
#ifndef THRUM_BASE_SPOKEN_H
#define THRUM_BASE_SPOKEN_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether there is nothing in it that would have to become a word. */
bool spoken_is_plain(const char *text, size_t length);
/* Text that somebody wrote to be read, such as a lesson's. */
void spoken_add(struct buffer *out, const char *text, size_t length);
/* What the lab says, as its panes and notices are set for the eye: " · " between parts, blanks
 * between columns, arrows from one to the next become commas and words. What stands in double
 * quotes is the user's and stays. */
void spoken_add_notice(struct buffer *out, const char *text, size_t length);
/* Lines of these, each ended by a newline; a mark that stands under a line is left out. */
void spoken_add_lines(struct buffer *out, const char *text, size_t length);
/* Whether a line is nothing but such a mark, and so is nothing to who cannot see where it stands.
 */
bool spoken_is_mark(const char *line, size_t length);
/* A line of code with its punctuation in words. */
void spoken_add_code(struct buffer *out, const char *code, size_t length);

#endif
