/* silence.h - how long nothing was said to who hears it: half a minute, and a line is due that says
 * what still goes on.
 *
 *     struct silence silence;
 *     silence_begin(&silence, NULL);
 *     silence_end(&silence);                  // something was said
 *     if (silence_is_long(&silence)) ...      // say something
 *     lower(&timeout, silence_left(&silence));
 *
 * Any thread may say that it has ended. */
#ifndef THRUM_SCRIPT_SILENCE_H
#define THRUM_SCRIPT_SILENCE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct silence {
    int64_t (*clock)(void); /* real milliseconds */
    _Atomic int64_t since;
};

/* `clock`: NULL: the system's. */
void silence_begin(struct silence *s, int64_t (*clock)(void));
void silence_end(struct silence *s);
bool silence_is_long(const struct silence *s);
/* Milliseconds until it is long; 0: it is. */
int silence_left(const struct silence *s);

#endif
