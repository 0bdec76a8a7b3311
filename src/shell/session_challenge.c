/* session_challenge.c - challenges: the learner is the scheduler and has to make a program fail.
 * Its program has been shown; whether it was won is not checked, so that the learner goes on by
 * Enter. */
#include "shell/session_playing.h"

bool session_challenge(struct session *s, const struct lesson_item *challenge)
{
    session_tell(
        s, LINE_LESSON,
        "(a challenge: can you make it end in: %s? Type it, choose who goes with `schedule "
        "manual` and `step THREAD`. It is not checked yet; Enter goes on)",
        challenge->finding);
    return false;
}
