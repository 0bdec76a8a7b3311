/* script_file.h - reading a script from a file, with a message for everything that a file can be
 * instead. */
#ifndef THRUM_SCRIPT_SCRIPT_FILE_H
#define THRUM_SCRIPT_SCRIPT_FILE_H

#include "base/buffer.h"
#include "lang/diagnostic.h"

#include <stdbool.h>

enum {
    SCRIPT_FILE_BYTES = 16 << 20,   /* the longest script that is read */
    SCRIPT_FILE_PATIENCE_MS = 2000, /* for a lab, which does nothing else meanwhile */
    SCRIPT_FILE_WAITS = -1,
};

/* Reads the whole file ("-": standard input) into `text`, as it is: whether it is a script is the
 * parser's business. A pipe out of which nothing comes is waited for so long (`patience`), and no
 * terminal is read then unless that is for ever. False with a sentence in `why`, the file's name
 * included. */
bool script_file_read(const char *file, int patience, struct buffer *text, struct buffer *why);

/* The same of a file that is open, without waiting (O_NONBLOCK); closes it. */
bool script_file_read_open(int fd, const char *file, int patience, struct buffer *text,
                           struct buffer *why);

/* Writes what was found to standard error, and forgets it. */
void script_complain(const struct source *source, struct diagnostics *found, bool spoken);

#endif
