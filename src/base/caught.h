/* caught.h - signals that a loop reads. They are blocked, in all threads that are made afterwards
 * too, but where the loop sleeps; a handler notes then what has come and wakes it. So nothing that
 * the loop does is interrupted, and nothing that has come is lost.
 *
 *     static const int numbers[] = {SIGINT, SIGTERM};
 *     if (!caught_open(numbers, 2)) ...
 *     caught_poll(fds of whom it waits for and of caught_fd(), count, milliseconds);
 *     while ((number = caught_next()) != 0) ...
 *     caught_close();
 *
 * Signals belong to the process: they are caught by one at a time, and all is for the thread that
 * opened it. */
#ifndef THRUM_BASE_CAUGHT_H
#define THRUM_BASE_CAUGHT_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

enum { CAUGHT_MOST = 16 };

/* False: the system has no descriptors for it; they are blocked, and none is caught. */
bool caught_open(const int *numbers, size_t count);
/* They do again what they did before. */
void caught_close(void);

/* Readable when some have come, until caught_next says 0; -1: not open. */
int caught_fd(void);
/* As poll(), with the signals let in. Where nothing is caught it is poll(). A signal that was sent
 * before something became readable is never told after it. */
int caught_poll(struct pollfd *fds, nfds_t count, int milliseconds);
/* One that has come, 0 if there is none. That it came more than once is not known. */
int caught_next(void);

/* It does what it does by itself, and is blocked no more... */
void caught_let(int number);
/* ...and is caught again. Neither does anything for a number that caught_open was not given. */
void caught_hold(int number);

#endif
