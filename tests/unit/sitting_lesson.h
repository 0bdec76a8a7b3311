/* sitting_lesson.h - a sitting (sitting.h) in which lessons are played: a folder of two of them, in
 * which progress is kept too, and where the learner is. */
#ifndef THRUM_TESTS_SITTING_LESSON_H
#define THRUM_TESTS_SITTING_LESSON_H

#include "sitting.h"

extern const char *home; /* the folder, which is the present one */

/* For a test suite's .init and .fini: lesson 1, "First", has blocks, a task, a question and another
 * task, lesson 2, "Second", a challenge and a verdict. */
void lessons_begin(void);
void lessons_end(void);
void write_lesson(const char *name, const char *text);

/* Enter on an empty line. */
void enter(struct sitting *t);
/* What the status line says of the lesson, and its goal: "1 First · 1 of 2 | Make ..."; until the
 * next call. */
const char *goal_of(struct sitting *t);
/* A sitting in which the first lesson is at its first task. */
struct sitting at_task(void);

#endif
