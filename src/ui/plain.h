/* plain.h - the lab line by line, without a single escape sequence: for pipes, logs, screen
 * readers, terminals on which nothing can be drawn.
 *
 * Each line of the transcript is a line, the kinds told apart by how they begin:
 *
 *     > alice: lock m            typed (not repeated on a terminal, where it stands already)
 *     alice: hello               what a thread printed
 *     * the lab's notices and answers
 *     ! what went wrong
 *     | a lesson's text
 *
 * In spoken mode (shell/voice.h) nothing stands before them but "error: " and the thread's name. */
#ifndef THRUM_UI_PLAIN_H
#define THRUM_UI_PLAIN_H

#include "shell/session.h"

struct recording;

struct plain_front_options {
    struct recording *recording; /* that it goes into, or NULL; the caller's */
    const char *title;           /* of the recording */
    bool gives_way;              /* to the screen, where `view normal` asks for it */
};

/* Runs the session on standard input and output until it is over; returns the status to exit with
 * (128 and the signal's number for a signal). After the end of the input what was given is
 * finished. See front.h for what comes before. `options` may be NULL. FRONT_CHANGES (front.h)
 * where it gives way to the screen. The session stays open. */
int plain_front_run(struct session *s, const struct plain_front_options *options);

#endif
