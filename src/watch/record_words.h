/* record_words.h - an entry of the record in few words, as they stand in a thread's column: where
 * that says it, as the user wrote it.
 *
 *     record_add_words(r, m, n, &out); // "lock m", "reads x = 1", "x = 2"
 *
 * Pure functions of a record and the machine whose program it ran: of the machine only the program
 * is read, so that it may have gone on since. */
#ifndef THRUM_WATCH_RECORD_WORDS_H
#define THRUM_WATCH_RECORD_WORDS_H

#include "watch/record.h"

struct buffer;

/* Nothing is added for an entry that says nothing beyond what others say: an order that is given, a
 * puppet that has no more of them. */
void record_add_words(const struct record *r, const struct machine *m, uint64_t number,
                      struct buffer *out);
/* A name of an object as an entry or a span has it, with the index; nothing where it is 0. And that
 * of an entry's object. */
void record_add_name(const struct machine *m, uint32_t name, uint32_t element, struct buffer *out);
void record_add_object(const struct machine *m, const struct record_entry *e, struct buffer *out);
/* The name of a thread of the record; "a thread that is gone" where it is not known any more. */
void record_add_thread(const struct record *r, const struct machine *m, uint32_t number,
                       struct buffer *out);
/* What a thread is at from a RECORD_BLOCKED on: "waits for m, held by bob", "sleeps". */
void record_add_wait(const struct record *r, const struct machine *m, const struct record_entry *e,
                     struct buffer *out);

#endif
