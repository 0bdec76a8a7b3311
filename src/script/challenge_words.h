/* challenge_words.h - what is said to who plays a challenge (explore/challenge.h): the same in the
 * lab and in a page. */
#ifndef THRUM_SCRIPT_CHALLENGE_WORDS_H
#define THRUM_SCRIPT_CHALLENGE_WORDS_H

#include "base/buffer.h"
#include "explore/challenge.h"

/* From here it cannot be won. */
#define CHALLENGE_WORDS_LOST "from here it can never happen any more"

/* "fail its assertion", behind "make the program". */
const char *challenge_words_deed(enum explore_kind kind);
/* "make it fail its assertion · 2 steps so far, 4 are enough"; without the steps where there is no
 * challenge (NULL). */
void challenge_words_goal(const struct challenge *c, enum explore_kind kind, uint64_t taken,
                          struct buffer *out);
/* It is won: in how many steps. `shown`: by an answer that was asked for. */
void challenge_words_won(const struct challenge *c, bool shown, struct buffer *out);
/* "Hint: `step alice` (2 steps to go, with this one)". While it is open; `step` is what is done. */
void challenge_words_hint(const char *step, uint64_t left, struct buffer *out);

#endif
