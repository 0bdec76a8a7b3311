/* fmt_files.h - `thrum fmt`: lays out scripts, and the blocks of lessons, in place. */
#ifndef THRUM_SHELL_FMT_FILES_H
#define THRUM_SHELL_FMT_FILES_H

#include <stdbool.h>
#include <stddef.h>

struct fmt_options {
    const char **files; /* "-": from standard input to standard output */
    size_t count;
    bool check;  /* nothing is written, files that would change are named */
    bool lesson; /* standard input is a lesson */
};

/* Each file whole or not at all; what is wrong goes to standard error, and the other files are
 * laid out nevertheless. Returns the exit status (enum fmt_status in script/statuses.h). */
int fmt_files(const struct fmt_options *options);

#endif
