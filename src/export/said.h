/* said.h - what stands in an export, in words: what a thread did (names, and what it was at, are
 * watch/record_words.h's). Visible, and UTF-8. Pure functions of a record and the machine whose
 * program it ran. */
#ifndef THRUM_EXPORT_SAID_H
#define THRUM_EXPORT_SAID_H

#include "watch/record.h"

struct buffer;

/* What came about: "acquires m", "ends". */
void said_entry(const struct record *r, const struct machine *m, const struct record_entry *e,
                struct buffer *out);

#endif
