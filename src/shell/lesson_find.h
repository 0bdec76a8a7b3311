/* lesson_find.h - which lesson's file is meant by what was typed, without a session.
 *
 *     char *path = lesson_find("2.4", &why);
 *     struct lesson *lesson = path ? lesson_find_read(path, &source, &why) : NULL;
 */
#ifndef THRUM_SHELL_LESSON_FIND_H
#define THRUM_SHELL_LESSON_FIND_H

#include "base/buffer.h"
#include "lesson/lesson.h"

#include <stdbool.h>

/* Whether what was typed for a lesson is a file. */
bool lesson_find_is_path(const char *words);
/* The path of the lesson that is meant by its number, its name or its file; malloc'd. NULL, with a
 * sentence in `why`: there is none. */
char *lesson_find(const char *words, struct buffer *why);
/* The same in a language, as in struct session_options: where there is no good translation, what is
 * translated. */
char *lesson_find_in(const char *language, const char *words, struct buffer *why);
/* Reads it; NULL with what is wrong in `why`. The caller frees it, and source->text always. */
struct lesson *lesson_find_read(const char *path, struct source *source, struct buffer *why);

#endif
