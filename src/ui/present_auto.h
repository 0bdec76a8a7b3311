/* present_auto.h - a presentation that goes on by itself: Space is pressed for the presenter, once
 * there was time to read what is shown. Part of the curses front end.
 *
 * What the presenter presses means the same as ever; while he has the prompt it waits. */
#ifndef THRUM_UI_PRESENT_AUTO_H
#define THRUM_UI_PRESENT_AUTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct front;

struct present_auto {
    bool on;
    /* What was shown when the pause began, and when it is over. */
    size_t stop;
    int state, next;
    bool typing;
    int64_t due_ms;
};

/* How long it takes to read so many characters: milliseconds, at a speed of so many letters typed
 * in a second. */
int64_t present_auto_pause(size_t length, bool question, double speed);
/* What is due is done. */
void present_auto_tick(struct front *f);
/* Milliseconds until something is; -1: nothing is. */
int64_t present_auto_timeout(const struct front *f);

#endif
