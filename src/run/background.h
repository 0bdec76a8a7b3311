/* background.h - one function that runs beside the front end, for what takes long.
 *
 *     struct background *b = background_start(search, &job);
 *     poll(background_fd(b), ...);
 *     if (background_done(b)) ...
 *     background_free(b);        // waits for the end
 *
 * The function shares nothing with its caller but what it is given; how it is told to stop early is
 * between the two. Owned by one thread. */
#ifndef THRUM_RUN_BACKGROUND_H
#define THRUM_RUN_BACKGROUND_H

#include <stdbool.h>

struct background;

/* NULL where the system has no room for another thread. */
struct background *background_start(void (*function)(void *argument), void *argument);
/* Readable once the function has returned. */
int background_fd(const struct background *b);
/* Whether it has returned; what it wrote can then be read. */
bool background_done(const struct background *b);
/* Waits until it has returned; NULL is fine. */
void background_free(struct background *b);

#endif
