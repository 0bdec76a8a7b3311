/* notes_place.h - where a presentation and who reads the speaker's notes meet: a socket in
 * $XDG_RUNTIME_DIR/thrum/notes, or, without that, in the state folder; named after what is
 * presented, for the user alone. */
#ifndef THRUM_SHELL_NOTES_PLACE_H
#define THRUM_SHELL_NOTES_PLACE_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* More than that of one message is cut off. */
#define NOTES_BYTES (64 * 1024)

/* The folder, malloc'd; NULL: there is none. `make`: it is made, with what is above it. */
char *notes_folder(bool make);
/* Connects to the presentation of this name; -1 with errno. The descriptor does not block. */
int notes_connect(const char *folder, const char *name);
/* Listens under this name, or one like it where another presentation has it; adds the name to
 * `taken`. -1 with errno. What is left of a presentation that is no more is taken away. */
int notes_listen(const char *folder, const char *name, struct buffer *taken);
void notes_remove(const char *folder, const char *name);
/* The names of all presentations that go on but this one (NULL: all), " " between them; how many.
 */
size_t notes_add_others(const char *folder, const char *name, struct buffer *names);

#endif
