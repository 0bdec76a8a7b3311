/* recording.h - a sitting at the lab, or a run, as it is recorded while it goes on: an asciicast
 * (cast_lines.h) in FILE, and beside it FILE.txt, which tells in words what was shown, for who
 * cannot see it.
 *
 *     struct recording *r = recording_open("lesson.cast", &why);
 *     recording_begin(r, 80, 24, "Join");
 *     recording_output(r, bytes, length);
 *     recording_close(r);
 *
 * Each event is written at once, as whole lines: whenever the program ends, and however, what is
 * there can be played. Nothing is kept in memory. Where the disk is full the recording ends, and
 * whoever is recorded goes on. With NULL for a recording nothing is done. One thread at a time. */
#ifndef THRUM_EXPORT_RECORDING_H
#define THRUM_EXPORT_RECORDING_H

#include "base/buffer.h"

#include <stddef.h>

struct recording;

/* Opens both files, which must not exist, be empty or be a recording already; that is then gone.
 * NULL with a sentence in `why`: what, where, and what to do. */
struct recording *recording_open(const char *name, struct buffer *why);
void recording_close(struct recording *r);

/* What is recorded has that size, and its times count from now on. Before all of the following. */
void recording_begin(struct recording *r, int columns, int rows, const char *title);
/* What is sent to the terminal, whole characters. */
void recording_output(struct recording *r, const char *bytes, size_t length);
/* The same of lines that end with a newline alone, as a terminal shows them. */
void recording_lines(struct recording *r, const char *text, size_t length);
/* What was typed. */
void recording_input(struct recording *r, const char *bytes, size_t length);
/* A chapter begins. */
void recording_marker(struct recording *r, const char *name);
void recording_resize(struct recording *r, int columns, int rows);
/* A sentence for FILE.txt, with its time; several lines are kept together. */
void recording_say(struct recording *r, const char *text);

/* Once the recording has ended because a file could not be written: a sentence that says so, the
 * first time it is asked for. Valid until the recording is closed. */
const char *recording_problem(struct recording *r);

#endif
