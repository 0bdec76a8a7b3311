/* replay_work.h - plays a learner's work once more, in the labs of the lesson: whether what was
 * typed for a task does it, whether an order wins its challenge, whether the answers are the right
 * ones.
 *
 * What was typed is somebody else's. Words that reach out of the lab are not run (refusal.h), and a
 * run has its bounds; time and memory are bounded by who calls, in a process of its own (class.c).
 */
#ifndef THRUM_SHELL_REPLAY_WORK_H
#define THRUM_SHELL_REPLAY_WORK_H

#include "lesson/class_row.h"

/* A verdict for each entry of each section, in their order; `refused` gets the words that were not
 * run. Free it with replay_work_free. */
enum work_verdict **replay_work(const struct lesson *lesson, const struct hand_in *h,
                                struct buffer *refused);
void replay_work_free(enum work_verdict **verdicts, const struct hand_in *h);

#endif
