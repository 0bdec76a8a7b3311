/* hand_in_file.h - a hand-in as it is written into a file (lesson/hand_in.h): of which lesson,
 * whose, and where to.
 *
 *     if (hand_in_file_write(lesson, NULL, "Anna Berg", &said)) ... said is what was done
 */
#ifndef THRUM_SHELL_HAND_IN_FILE_H
#define THRUM_SHELL_HAND_IN_FILE_H

#include "base/buffer.h"
#include "lesson/lesson.h"

#include <stdbool.h>

/* Writes what is kept of the lesson into `file`, NULL: LESSON-NAME.handin in the working folder,
 * whole or not at all; `name` is whose work it is, NULL: the login name. Adds to `said` what was
 * done, or, with false, why not: a sentence without an end. Asks no session. */
bool hand_in_file_write(const char *lesson_path, const char *file, const char *name,
                        struct buffer *said);
/* Whether nothing of the lesson is done yet, so that it could not be written. */
bool hand_in_file_would_be_empty(const char *lesson_path);
/* `thrum hand-in LESSON`: the same for a lesson by its number, name or file, told on the standard
 * streams. Returns the exit status. */
int hand_in_file_command(const char *lesson, const char *file, const char *name);

#endif
