/* present_still.h - a lab that is presented stands still by itself between two commands of a block:
 * once main takes the next one. So what a block comes to does not depend on how fast it is typed.
 */
#ifndef THRUM_SHELL_PRESENT_STILL_H
#define THRUM_SHELL_PRESENT_STILL_H

#include <stdbool.h>

struct session;

/* Whether the rest of a block is still to be typed, and nobody else has the lab meanwhile. */
bool present_holds(const struct session *s);
/* Whether it stands still so. False where nothing is presented. */
bool present_still(const struct session *s);
/* Milliseconds until it is to be looked whether it can; -1: no need. */
int present_still_timeout(const struct session *s);
/* Lets it stand still, if it can now. */
void present_still_pump(struct session *s);
/* It goes on. */
void present_still_end(struct session *s);
/* The lab is as it was left at another stop. */
void present_still_returned(struct session *s);

#endif
