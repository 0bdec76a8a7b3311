/* polled.h - what poll() looks at, gathered anew each round by who waits and by whom it waits for.
 *
 *     polled_clear(&polled);
 *     size_t keys = polled_add(&polled, STDIN_FILENO, POLLIN);
 *     others_poll(others, &polled);
 *     polled_wait(&polled, milliseconds);
 *     if (polled_ready(&polled, keys)) ...
 *
 * A zeroed one is empty. */
#ifndef THRUM_BASE_POLLED_H
#define THRUM_BASE_POLLED_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

struct polled {
    struct pollfd *fds;
    size_t count, capacity;
};

void polled_free(struct polled *p);
void polled_clear(struct polled *p);
/* Its place, for polled_ready. A descriptor of -1 never is ready. */
size_t polled_add(struct polled *p, int fd, short events);
/* Sleeps until one is ready, a signal comes, or so many milliseconds have passed; -1: for ever.
 * Lets in what is caught (base/caught.h). */
void polled_wait(struct polled *p, int milliseconds);
/* The events of poll() that the last wait found there; 0: none. */
short polled_ready(const struct polled *p, size_t place);
/* Whether one of those from this place on is ready. */
bool polled_any(const struct polled *p, size_t first);

#endif
