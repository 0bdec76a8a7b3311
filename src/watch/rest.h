/* rest.h - is a lab at rest: what can still happen by itself, and to whom. The one place for that,
 * read off the machine and its driver with the monitor held; nothing is kept.
 *
 * What the driver itself says (core/drive.h) is narrower: drive_is_stuck that it has nobody left to
 * let go, which is news (LAB_STUCK), and drive_stepping that steps which were granted are not done.
 * Whether a session has handed over all that was typed is its own affair (shell/session_feed.h). */
#ifndef THRUM_WATCH_REST_H
#define THRUM_WATCH_REST_H

#include "core/step.h"

struct drive;

/* What a thread does next, without anything being done to it. */
enum rest_motion {
    REST_STANDS, /* nothing: it waits for what others do or for an order, or it has ended */
    REST_STEPS,  /* a step, as soon as it is let to */
    REST_WORKS,  /* it works, and then goes on */
    REST_ABROAD, /* it asks or fetches, and goes on once it has got that */
    REST_TIMED,  /* it goes on when its time has come */
};
enum rest_motion rest_motion(const struct machine *m, uint32_t thread);

/* Whether a thread that can step is let to without `step`: nobody is while the lab is paused, under
 * `manual` main alone. */
bool rest_lets_go(const struct drive *d, uint32_t thread);
/* Whether a virtual clock stands still, as under `manual` while another than main can step. */
bool rest_clock_stands(const struct drive *d);
/* Whether that keeps main from going on. */
bool rest_clock_holds_main(const struct drive *d);

/* Whether anything goes on by itself that the program would wait for: a thread that is no daemon,
 * or a daemon while a thread waits that is none. */
bool rest_goes_on(const struct drive *d);
/* Whether anybody would, were all let go and time passed. */
bool rest_anybody_moves(const struct machine *m);
/* The same of daemons alone. */
bool rest_daemon_moves(const struct machine *m);
/* Whether somebody has nothing to do and takes orders. */
bool rest_takes_orders(const struct machine *m);
/* Whether nobody can step any more, not by itself, not when time passes, not when it is told to,
 * though a thread waits that is no daemon. */
bool rest_for_ever(const struct machine *m);

#endif
