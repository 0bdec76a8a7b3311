/* name_pattern.h - texts of which some pieces are not known: "t{i}" is a t, and a number behind it.
 *
 *     name_pattern_number(&pattern);
 *     if (name_patterns_meet(buffer_text(&pattern), "t1")) ... the one text can be the other
 *
 * A pattern is a text, in which control characters, that no name has, stand for what is not known.
 * No locks. */
#ifndef THRUM_EXPORT_NAME_PATTERN_H
#define THRUM_EXPORT_NAME_PATTERN_H

#include "base/buffer.h"

#include <stdbool.h>

/* Adds a number, or any text. */
void name_pattern_number(struct buffer *pattern);
void name_pattern_anything(struct buffer *pattern);
/* Whether there is a text that both can be. */
bool name_patterns_meet(const char *a, const char *b);

#endif
