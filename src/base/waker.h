/* waker.h - wakes who sleeps in poll(), from any thread and from a signal's handler: a pipe that is
 * readable from waker_wake until waker_settle, however often it was woken in between.
 *
 *     struct waker waker;
 *     if (!waker_open(&waker)) ...
 *     poll(... waker_fd(&waker) ..., POLLIN);          // others: waker_wake(&waker);
 *     waker_settle(&waker); ... look what there is to do ... */
#ifndef THRUM_BASE_WAKER_H
#define THRUM_BASE_WAKER_H

#include <stdbool.h>

/* A zeroed one is neither open nor closed: open it first. */
struct waker {
    int reading, writing; /* -1: not open */
};

/* False: the system has no descriptors for it, and it is not open. */
bool waker_open(struct waker *w);
/* Does nothing where it is not open. */
void waker_close(struct waker *w);
/* For poll(); -1: it is not open. */
int waker_fd(const struct waker *w);
/* Never waits, and leaves errno as it was. */
void waker_wake(const struct waker *w);
/* What is put in after this makes it readable again: settle first, then look. Whether it was
 * woken. */
bool waker_settle(const struct waker *w);

#endif
