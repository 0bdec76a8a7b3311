/* lesson_files.h - what the command line says of lessons without opening the lab. */
#ifndef THRUM_SHELL_LESSON_FILES_H
#define THRUM_SHELL_LESSON_FILES_H

#include <stdbool.h>

/* `thrum lessons`: lists them and how far the learner is, on standard output; `language` as in
 * struct session_options. Returns the exit status: 2 where there are none. */
int lesson_files_list(const char *language);
/* `thrum lessons --names`: what a lesson can be called, a line each. */
int lesson_files_names(void);
/* `thrum lesson --new NAME`: writes a first draft into NAME.md, which must not exist yet. Returns
 * the exit status: 2 where it cannot be written. */
int lesson_files_draft(const char *name);
/* `thrum lesson --gift LESSON`, `--print LESSON`: its questions for a learning system; a handout.
 * On standard output; returns the exit status, 2 where there is no such lesson or no question. */
int lesson_files_gift(const char *language, const char *name);
int lesson_files_print(const char *language, const char *name, bool answers);

#endif
