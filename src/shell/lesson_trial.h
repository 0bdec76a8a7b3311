/* lesson_trial.h - a lesson that is tried without anybody at it: what it promises of a block, held
 * against what came of it. Who runs the blocks is lesson_test.c, and present_check.c, which goes
 * from stop to stop as in front of a room. */
#ifndef THRUM_SHELL_LESSON_TRIAL_H
#define THRUM_SHELL_LESSON_TRIAL_H

#include "base/buffer.h"
#include "lesson/lesson.h"
#include "shell/stage.h"

#include <stdarg.h>

struct trial {
    const struct lesson *lesson;
    bool verbose;
    const char *when;   /* said before what is not as promised, with a colon; NULL: nothing is */
    struct stage stage; /* what was printed and told there is since the block began */
    size_t problems;
    size_t blocks, outputs, tasks, questions, verdicts, challenges;
};

/* Says on standard error what is not as promised, with the file and the line. */
void trial_complain(struct trial *t, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Whether what was printed is what the block promises to print; and what `explore` finds of it.
 * Complains where it is not. */
void trial_check_output(struct trial *t, const struct lesson_item *block);
void trial_check_verdict(struct trial *t, const struct lesson_item *block);

#endif
