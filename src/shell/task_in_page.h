/* task_in_page.h - which tasks of a lesson are checked where the core is alone, in a page: there is
 * no lab, so none of its commands, and nothing comes from outside. What tells is not the words of a
 * check but whether it comes true: the lesson's own answer is done there. Pure. */
#ifndef THRUM_SHELL_TASK_IN_PAGE_H
#define THRUM_SHELL_TASK_IN_PAGE_H

#include "lesson/lesson.h"

#include <stdbool.h>

/* Whether the answer, less what only a lab has, does the task behind the program `given` in some
 * order, and no order does it without. */
bool task_in_page(const char *given, const struct lesson_item *task);
/* Whether the answer has something to write; else it is steps alone. */
bool task_is_written(const struct lesson_item *task);
/* The schedule (enum schedule_kind) under which it begins. In the lab each command is waited for
 * before the next: in turns all have done what they were told soon. Steps alone are the reader's.
 */
unsigned task_schedule(bool written);

#endif
