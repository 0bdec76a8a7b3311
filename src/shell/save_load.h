/* save_load.h - `save` and `load`. */
#ifndef THRUM_SHELL_SAVE_LOAD_H
#define THRUM_SHELL_SAVE_LOAD_H

#include <stdbool.h>

struct session;

/* Loads a script, as `load` does; false, and said so, where it cannot be read or is none. */
bool command_load_file(struct session *s, const char *file);

#endif
