/* script_file.h - reading a script from a file, with a message for everything that a file can be
 * instead. */
#ifndef THRUM_SHELL_SCRIPT_FILE_H
#define THRUM_SHELL_SCRIPT_FILE_H

#include "base/buffer.h"
#include "lang/diagnostic.h"
#include "lang/tree.h"

#include <stdbool.h>

enum { SCRIPT_FILE_BYTES = 16 << 20 }; /* the longest script that is read */

/* Reads the whole file ("-": standard input) into `text`, as it is: whether it is a script is the
 * parser's business. False with a sentence in `why`, the file's name included. */
bool script_file_read(const char *file, struct buffer *text, struct buffer *why);

/* Parses a script and checks its names; NULL with errors in `found`. */
struct tree *script_parse(const struct source *source, struct diagnostics *found);
/* Writes what was found to standard error, and forgets it. */
void script_complain(const struct source *source, struct diagnostics *found);

#endif
