/* waker.c - see waker.h. */
#include "base/waker.h"

#include "base/system.h"

#include <errno.h>
#include <sys/types.h>
#include <unistd.h>

bool waker_open(struct waker *w)
{
    int ends[2];
    *w = (struct waker){.reading = -1, .writing = -1};
    if (!system_pipe(ends, false))
        return false;
    *w = (struct waker){.reading = ends[0], .writing = ends[1]};
    return true;
}

void waker_close(struct waker *w)
{
    if (w->reading >= 0)
        close(w->reading);
    if (w->writing >= 0)
        close(w->writing);
    w->reading = w->writing = -1;
}

int waker_fd(const struct waker *w)
{
    return w->reading;
}

void waker_wake(const struct waker *w)
{
    int before = errno;
    /* A pipe that is full wakes as well. */
    if (write(w->writing, "", 1) < 0)
        errno = before;
}

bool waker_settle(const struct waker *w)
{
    char bytes[256];
    ssize_t count = read(w->reading, bytes, sizeof bytes);
    bool woken = count > 0;
    while (count == (ssize_t)sizeof bytes)
        count = read(w->reading, bytes, sizeof bytes);
    return woken;
}
