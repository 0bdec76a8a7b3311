/* mistakes.h - words that other languages have and this one has not, and what to write instead.
 *
 *     const char *hint = mistake_hint("elif", 4);   // "write 'else if' for 'elif'"
 *
 * Constant data. */
#ifndef THRUM_LANG_MISTAKES_H
#define THRUM_LANG_MISTAKES_H

#include <stddef.h>

/* What to write for such a word; NULL if it is none. */
const char *mistake_hint(const char *word, size_t length);
/* The same only for words that stand for a value, as True. */
const char *mistake_value_hint(const char *word, size_t length);

#endif
