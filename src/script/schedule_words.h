/* schedule_words.h - where a schedule given as segments cannot be followed, in words.
 *
 * With the monitor held. */
#ifndef THRUM_SCRIPT_SCHEDULE_WORDS_H
#define THRUM_SCRIPT_SCHEDULE_WORDS_H

#include "run/lab.h"

/* Adds "the schedule cannot be followed at segment 2 of 3, t*4, step 1 of 4: there is no thread t"
 * and is true where something is left of the schedule that cannot be done; otherwise false. */
bool schedule_words_left(const struct lab *lab, struct buffer *out);

#endif
