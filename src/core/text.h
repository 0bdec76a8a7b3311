/* text.h - interned, immutable texts and the names among them.
 *
 * Equal texts have equal indices. Text lives in chunks that are only appended to and never move, so
 * a pointer from text_bytes stays good as long as the table, or until texts_forget. Text 0 is "".
 *
 * A name is a text under which something can be bound; names have small indices of their own, given
 * on first use, so that a state can map a name to an object through an array. Name 0 is none.
 *
 * Access: additions are guarded by the lab's monitor. Reading a text whose index was obtained under
 * the monitor needs no lock. */
#ifndef THRUM_CORE_TEXT_H
#define THRUM_CORE_TEXT_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct texts;

struct texts *texts_new(void);
/* A table of its own with the same texts and names under the same indices. */
struct texts *texts_copy(const struct texts *t);
void texts_free(struct texts *t);

/* What these return where one of the limits on text would be passed. */
#define TEXT_TOO_MUCH UINT32_MAX

/* The index of a text; the bytes are copied on first use. For what the program holds: it is kept as
 * long as the table, and there is room left for it where a run has used up its own. */
uint32_t text_intern(struct texts *t, const char *bytes, size_t length);
/* The same of what is said about a run (an error), and of what a run makes: until texts_forget. */
uint32_t text_intern_message(struct texts *t, const char *bytes, size_t length);
uint32_t text_intern_string(struct texts *t, const char *bytes, size_t length);
/* Forgets the latter two, where no state refers to them any more; names stay. The indices of what
 * stays do not change, but its bytes move. */
void texts_forget(struct texts *t);
/* Bytes that the table takes. */
size_t texts_bytes(const struct texts *t);
/* The bytes, NUL-terminated. */
const char *text_bytes(const struct texts *t, uint32_t text);
size_t text_length(const struct texts *t, uint32_t text);

/* The name that a text is; given on first use. */
uint32_t text_to_name(struct texts *t, uint32_t text);
/* The same, or 0 if this text never was a name. */
uint32_t text_known_name(const struct texts *t, uint32_t text);
uint32_t name_to_text(const struct texts *t, uint32_t name);
/* text_intern and text_to_name of a string. */
uint32_t name_intern(struct texts *t, const char *bytes, size_t length);
const char *name_bytes(const struct texts *t, uint32_t name);
/* Whether a name can be typed without quotes; and the name as it is typed. */
bool name_is_bare(const char *name);
void name_add_typed(const char *name, struct buffer *out);
/* How many names there are; names are 1..count. */
uint32_t names_count(const struct texts *t);

#endif
