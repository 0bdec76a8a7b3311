/* whole_file.h - a file that is written whole or not at all: what is written goes into a file
 * beside it, which takes its place in the end. Through a symbolic link the file that it names is
 * written. With no name it is standard output.
 *
 *     struct whole_file w;
 *     if (whole_file_open(&w, "run.json", &why)) {
 *         write(w.stream);
 *         whole_file_close(&w, true, &why);
 *     }
 */
#ifndef THRUM_BASE_WHOLE_FILE_H
#define THRUM_BASE_WHOLE_FILE_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdio.h>

struct whole_file {
    FILE *stream;
    const char *name; /* as it was given; NULL: standard output */
    char *real;       /* without symbolic links, and the file beside that */
    char *beside;
};

/* False with a sentence in `why`: what, where, and what to do. */
bool whole_file_open(struct whole_file *w, const char *name, struct buffer *why);
/* `good`: all was written to the stream; else errno says why not, and the file stays what it was.
 */
bool whole_file_close(struct whole_file *w, bool good, struct buffer *why);

/* How it is said that a file cannot be written: for this reason, or for that of an errno, with what
 * can be done about it. */
void whole_file_add_refusal(const char *name, const char *what, struct buffer *why);
void whole_file_add_error(const char *name, int error, struct buffer *why);

/* Writes a text to a file; false with a sentence in `why`. */
bool whole_file_put(const char *name, const struct buffer *text, struct buffer *why);

#endif
