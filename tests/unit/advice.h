/* advice.h - what a lab answers to who writes as in another language, and whether what it advises
 * is taken when it is typed. */
#ifndef THRUM_TESTS_ADVICE_H
#define THRUM_TESTS_ADVICE_H

#include "sitting.h"

#include <stdbool.h>
#include <stddef.h>

/* What there is in the lab when a line is typed: one object of most kinds, two puppets. */
extern const char advice_state[];

/* A lab in that state. And one that may have been kept by `rise`, which ends a sitting or, where
 * its last line was refused and has done nothing, keeps it; leave_spare ends the last one. */
struct sitting in_force(void);
struct sitting sit_again(void);
void rise(struct sitting *t, bool refused);
void leave_spare(void);

/* Whether nothing was done but to say how it is written here. */
bool is_only_told(const char *text);
/* Whether the transcript has the answer that a row of tests/newcomers wants. */
bool is_answered(const char *text, const char *wanted);
/* What stands behind these words, where the line begins with them; else NULL. */
const char *behind(const char *line, const char *words);

/* Types the line in a lab of its own, `first` before it (NULL: nothing); counts it in `bad` where
 * it is refused, or leaves main waiting. And every advice of a transcript. */
void try_advice(const char *about, const char *first, const char *line, size_t *bad);
void try_all_advice(const char *about, const char *text, size_t *bad);
/* Whether main takes a command. */
bool goes_on(struct sitting *t);
/* The lessons are those of the source tree. */
void find_lessons(void);

#endif
