/* scripts.h - the programs that tests look at: those of tests/programs, and others given as text.
 */
#ifndef THRUM_TESTS_SCRIPTS_H
#define THRUM_TESTS_SCRIPTS_H

#include "base/buffer.h"
#include "core/program.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef void script_look(const char *name, const char *text, void *context);

/* Adds the file's text; false, with a line on standard error, where it cannot be read. */
bool script_read(const char *path, struct buffer *text);
/* Looks at each script of the source tree, which THRUM_SOURCE names, whose path is like this:
 * "examples/[a-z]*.thr". The test ends where there is none. */
void scripts_each(const char *pattern, script_look *look, void *context);

/* Compiles it, in `program`; 0 where it has errors. */
uint32_t script_compile(struct program *program, const char *name, const char *text);

#endif
