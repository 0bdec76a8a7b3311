/* challenge.h - a failure that somebody wants to reach by choosing who goes next, and how far away
 * it is.
 *
 *     struct challenge *c = challenge_open(&machine, EXPLORE_DEADLOCK, &why);
 *     if (!c) ... it is no challenge, and `why` says so
 *     challenge_step(c, thread);              // the thread was let go for one step
 *     switch (challenge_standing(c)) ...
 *     challenge_close(c);
 *
 * All orders of steps are looked at once, when it is opened: a challenge is small. Main is not
 * stepped: as under `schedule manual` it goes whenever it can, and its steps do not count. A thread
 * that sleeps, waits with a time limit or chooses a number would not be in the learner's hand, and
 * makes it no challenge. Owned by one thread; the machine is copied by nobody and not needed behind
 * challenge_open, but texts are added to its program. */
#ifndef THRUM_EXPLORE_CHALLENGE_H
#define THRUM_EXPLORE_CHALLENGE_H

#include "explore/explore.h"

struct challenge;

enum challenge_standing {
    CHALLENGE_OPEN, /* the failure can still be reached */
    CHALLENGE_WON,  /* it has been reached */
    CHALLENGE_LOST, /* it can never be reached any more */
};

/* From the machine as it stands. NULL with a sentence in `why` where it is no challenge; one that
 * cannot be won is none either. */
struct challenge *challenge_open(const struct machine *machine, enum explore_kind kind,
                                 struct buffer *why);
/* NULL is fine. */
void challenge_close(struct challenge *c);

/* The thread has done one step; false if it could not have. Behind the end nothing counts. */
bool challenge_step(struct challenge *c, uint32_t thread);
/* Takes back so many steps; no more than there are. */
void challenge_back(struct challenge *c, uint64_t count);

enum challenge_standing challenge_standing(const struct challenge *c);
/* Steps taken so far; the fewest that win from the beginning. */
uint64_t challenge_taken(const struct challenge *c);
uint64_t challenge_best(const struct challenge *c);
/* The fewest steps that win from here, and the thread that has to do the first of them. While it is
 * open. */
uint64_t challenge_left(const struct challenge *c, uint32_t *thread);

#endif
