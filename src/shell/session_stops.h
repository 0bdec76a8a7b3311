/* session_stops.h - what a presentation has shown, stop by stop: the lab, the transcript, the
 * player as they were when each was left, so that one can go back and forth among them. What comes
 * back is what was, under every schedule and clock: nothing is run again.
 *
 *     stops_keep(s);                            // the stop is about to be left
 *     if (stops_forth(s, stop)) ...             // all is as it was at the next, if that was shown
 *     else stops_begin(s, stop);                // a new one: what was shown behind is forgotten
 *
 * All of it belongs to the front end's thread. */
#ifndef THRUM_SHELL_SESSION_STOPS_H
#define THRUM_SHELL_SESSION_STOPS_H

#include <stdbool.h>
#include <stddef.h>

struct session;

struct shown_stop;

/* Those shown, in the order in which they were; not all of the lesson's. */
struct shown_stops {
    struct shown_stop *items;
    size_t count, capacity;
    size_t at; /* where the presentation is */
};

/* Of the session that presents. */
void stops_open(struct session *s);
void stops_close(struct session *s);
/* The present one as it is now, to be left, or returned to. False where that cannot be, while the
 * lab is brought back. */
bool stops_keep(struct session *s);
/* A new stop comes behind the present one. */
void stops_begin(struct session *s, size_t stop);
/* Back to the one before, of which there is one. */
void stops_back(struct session *s);
/* On to the one behind it, if that is this stop of the lesson and was shown before. */
bool stops_forth(struct session *s, size_t stop);
/* As the present one was when stops_keep was called last. */
void stops_return(struct session *s);
/* What was said since then belongs to it too. */
void stops_go_on(struct session *s);

#endif
