/* notes_reader.h - `thrum notes`: shows the speaker's notes of a presentation that goes on in
 * another terminal. */
#ifndef THRUM_SHELL_NOTES_READER_H
#define THRUM_SHELL_NOTES_READER_H

#include <stdbool.h>

/* Follows the presentation of this name, or, NULL, the one there is, and waits for the next when it
 * is over; until it is interrupted, or its output closed. `spoken`: for who hears it, so nothing is
 * drawn over what was said, and only what is new is said. Returns the exit status: 2 where several
 * go on and none is named. */
int notes_read(const char *name, bool spoken);

#endif
