/* digest.h - SHA-256, for the chain of a hand-in and to tell versions of a lesson apart: nettle's.
 */
#ifndef THRUM_LESSON_DIGEST_H
#define THRUM_LESSON_DIGEST_H

#include <stddef.h>

enum { DIGEST_DIGITS = 64 };

/* What text is hashed to, in hexadecimal digits of small letters, with a NUL: `before` and a line
 * break, where it is not NULL, then `length` bytes. */
void digest_of(const char *before, const char *bytes, size_t length,
               char digits[DIGEST_DIGITS + 1]);

#endif
