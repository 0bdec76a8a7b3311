/* class.h - `thrum class`, `thrum lesson --test --points`: hand-ins are read and replayed.
 *
 * Files are looked at in processes of their own, each bounded in time, memory and threads, which
 * can write no file: whatever a hand-in holds, it ends with a row that says what came of it. */
#ifndef THRUM_SHELL_CLASS_H
#define THRUM_SHELL_CLASS_H

#include <stddef.h>
#include <stdint.h>

enum class_form { CLASS_TEXT, CLASS_CSV, CLASS_JSON };

/* The table of these files, and of the files *.handin in those that are folders, on standard
 * output. `lesson`: the lesson's file where it is none of the tutorial; or NULL. Returns the exit
 * status. */
int class_show(const char *const *files, size_t count, const char *lesson, enum class_form form);
/* Prints the points that a hand-in is worth; the status is 0 where they are `least` half points or
 * more (UINT32_MAX: all that there are), 1 where they are fewer. */
int class_points(const char *lesson, const char *file, uint32_t least);

#endif
