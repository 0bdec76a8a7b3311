/* circumstances.h - what the parts of a session have to know of one another: the lesson and the
 * explorer write it, as soon as it changes, and the others read it. So none of them has to ask
 * those two, which stand on all of them.
 *
 * Belongs to the front end's thread; functions that lab_do runs may read it. */
#ifndef THRUM_SHELL_CIRCUMSTANCES_H
#define THRUM_SHELL_CIRCUMSTANCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct circumstances {
    /* The lesson's (session_lesson_settle). */
    bool lesson;      /* one is open */
    bool runs;        /* a block of it, or an answer, is being run */
    bool waits;       /* it waits for all to come to rest */
    bool brings_back; /* the lab is being brought back to where the lesson was */
    bool challenge;   /* a challenge is open, in which the learner is the scheduler */

    /* The challenge's: it stands where it was set up, or behind, as long as the lab has not begun
     * anew. */
    bool set_up;
    unsigned beginning;  /* of the lab in which it was: see struct session */
    size_t steps_before; /* that its program did meanwhile: `undo` leaves them */

    /* The explorer's: what was typed behind `explore` has to wait for its end, where nobody sits at
     * it. */
    bool explores;
};

/* The way out of a lab that is of no more use, as the end of a sentence: `again` in a lesson. */
const char *circumstances_way_out(const struct circumstances *c);

#endif
