/* stage.h - where a lesson is played by itself: exact sessions, one lab after the other, in which
 * commands run until nothing goes on by itself, so that the same lesson makes the same run on every
 * machine. The test of lessons (lesson_test.c), hand-ins (replay.c) and handouts (handout.c) stand
 * on it.
 *
 *     struct stage s = {.lesson = lesson, .most_steps = STAGE_MOST_STEPS};
 *     stage_begin(&s);
 *     if (stage_run_item(&s, item) == STAGE_RESTS) puts(buffer_text(&s.output));
 *     stage_close(&s);
 */
#ifndef THRUM_SHELL_STAGE_H
#define THRUM_SHELL_STAGE_H

#include "base/buffer.h"
#include "lesson/lesson.h"
#include "shell/session.h"

#include <stdbool.h>
#include <stdint.h>

enum { STAGE_MOST_STEPS = 2000000 };

struct stage {
    const struct lesson *lesson;            /* borrowed */
    uint64_t most_steps;                    /* of what is run at once */
    unsigned max_threads;                   /* 0: the lab's own limit */
    void (*shows)(const struct line *line); /* each line that is told; or NULL */
    struct session *session;
    struct buffer output; /* what the threads printed since the last block began, as lines */
    struct buffer errors; /* what else went wrong since then */
    struct buffer
        shown; /* the programs since then: lines of code, indented, below a heading each */
};

enum stage_end {
    STAGE_RESTS,
    STAGE_LEFT,    /* the commands leave the lab */
    STAGE_ENDLESS, /* after so many steps something still goes on */
};

/* A new lab, as each section and each `fresh` block has it. */
void stage_begin(struct stage *s);
/* Types commands, and waits until nothing goes on by itself. */
enum stage_end stage_run(struct stage *s, const char *commands);
/* Types them, and waits for nothing. */
void stage_type(struct stage *s, const char *commands);
/* The commands of a block or a challenge, with its settings. */
enum stage_end stage_run_item(struct stage *s, const struct lesson_item *item);
void stage_close(struct stage *s);

#endif
