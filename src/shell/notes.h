/* notes.h - hands the speaker's notes of a presentation to whoever reads them on another terminal
 * (`thrum notes`): always what is so now, to as many as there are. It waits for none of them: who
 * reads slowly gets the newest once there is room.
 *
 *     struct notes *notes = notes_open("2.7", &said);
 *     notes_tell(notes, text);               // as often as wanted
 *     notes_pump(notes);                     // when one of notes_poll's descriptors is ready
 *     notes_close(notes);
 *
 * Belongs to one thread. */
#ifndef THRUM_SHELL_NOTES_H
#define THRUM_SHELL_NOTES_H

#include "base/buffer.h"
#include "base/polled.h"

struct notes;

/* `said`: what the presenter has to know, a sentence, or nothing. NULL where there is no place for
 * it, which is said. */
struct notes *notes_open(const char *name, struct buffer *said);
void notes_close(struct notes *n);
/* Adds what poll() has to look at for notes_pump. */
void notes_poll(const struct notes *n, struct polled *polled);
/* Readers come, and go. */
void notes_pump(struct notes *n);
/* Tells them all, unless it is what they were told last. */
void notes_tell(struct notes *n, const char *text, size_t length);

#endif
