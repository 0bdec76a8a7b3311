/* utf8.h - UTF-8 by hand, because the C library's functions follow the locale and a script's text
 * does not (RFC 3629: shortest form only, no surrogates, up to U+10FFFF). Pure functions. */
#ifndef THRUM_BASE_UTF8_H
#define THRUM_BASE_UTF8_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes the character at `bytes` (`length` >= 1). Returns how many bytes it takes and stores it,
 * or returns 0 where the bytes are not UTF-8. */
size_t utf8_decode(const char *bytes, size_t length, uint32_t *character);
/* Offset of the first byte that is not UTF-8, or `length` where all is well. */
size_t utf8_valid_prefix(const char *bytes, size_t length);
/* A character that must not reach a terminal as it is: C0 and C1 controls, DEL, and the ones that
 * change the direction of text (U+061C, U+202A..E, U+2066..9, U+200E, U+200F, U+2028, U+2029).
 * Scripts and lessons may not hold them. */
bool utf8_is_control(uint32_t character);
/* These, and what takes no room and cannot be seen, so that two names that differ look alike: zero
 * width spaces and joiners, fillers, tags. Not the variation selectors FE00..F, which pictures
 * have. */
bool utf8_is_hidden(uint32_t character);
/* The one way of everything that is shown: adds text so that it can be, what is hidden as ^X or
 * \u{...}, bytes that are not UTF-8 as U+FFFD. `keep` lists ASCII controls that pass unchanged (""
 * or "\n\t"). */
void utf8_add_visible(struct buffer *out, const char *bytes, size_t length, const char *keep);
/* Takes the last character away, as the key Backspace does; nothing of an empty buffer. */
void utf8_cut_last(struct buffer *text);

#endif
