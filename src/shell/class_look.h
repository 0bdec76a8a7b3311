/* class_look.h - looks at hand-ins, one after another, in a process of its own, which is bounded in
 * time, memory and threads and can write no file. class_jobs.c begins it.
 *
 *     read the number of a file (a size_t), write its row as lines of JSON, the last one counts
 *     write CLASS_LOOK_READY, and read the next, or end
 *
 * It ends where nothing more is to be read, after a file that took much of what there is, and in
 * the middle of one that takes more. */
#ifndef THRUM_SHELL_CLASS_LOOK_H
#define THRUM_SHELL_CLASS_LOOK_H

#include "shell/class_jobs.h"

#define CLASS_LOOK_READY ".\n" /* no line of JSON */

enum { CLASS_LOOK_SECONDS = 5 }; /* of the processor, for a file */

/* To be called in a process that is new, and to be followed by its end. `fd` is for both ways. */
void class_look_serve(const struct class_lessons *lessons, char *const *files, int fd);

#endif
