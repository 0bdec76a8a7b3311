/* parsed.h - a text as the parser reads it, for its tests. */
#ifndef THRUM_TESTS_PARSED_H
#define THRUM_TESTS_PARSED_H

#include <stdbool.h>

/* The tree of a text, or its diagnostics as LINE:COLUMN SENTENCE, one a line; notices come first.
 * The caller frees it. */
char *parsed(const char *text, bool prompt);

#endif
