/* lesson_files.h - what the command line says of lessons without opening the lab. */
#ifndef THRUM_SHELL_LESSON_FILES_H
#define THRUM_SHELL_LESSON_FILES_H

/* `thrum lesson --new NAME`: writes a first draft into NAME.md, which must not exist yet. Returns
 * the exit status: 2 where it cannot be written. */
int lesson_draft_write(const char *name);

#endif
