/* curses.h - the lab on a whole screen: panes beside a transcript, and a prompt that never freezes.
 *
 *     front_prepare();                 // see front.h; before the session is opened
 *     if (curses_front_possible())
 *         status = curses_front_run(session, NULL); */
#ifndef THRUM_UI_CURSES_H
#define THRUM_UI_CURSES_H

#include "shell/session.h"

struct recording;

struct curses_front_options {
    const char *history_file;    /* what was typed is kept there; NULL: in the usual place */
    bool no_history;             /* keep nothing */
    struct recording *recording; /* that it goes into, or NULL; the caller's */
    const char *title;           /* of the recording */
    bool automatic;              /* what is presented goes on by itself */
    double speed; /* letters in a second, of what is typed for a presenter; 0: as is usual */
};

/* Whether standard input and output are a terminal that can be drawn on; else plain_front_run. */
bool curses_front_possible(void);

/* Runs the session until it is over, its terminal is gone or a signal ends it; returns the status
 * to exit with (128 and the signal's number for a signal), -1 if the terminal would not do after
 * all and nothing has happened, FRONT_CHANGES (front.h) where `view spoken` asks for lines.
 * `options` may be NULL. The session stays open. */
int curses_front_run(struct session *s, const struct curses_front_options *options);

#endif
