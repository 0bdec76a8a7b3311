/* at_rest.c - see at_rest.h. */
#include "at_rest.h"

#include <criterion/criterion.h>
#include <time.h>

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void come_to_rest(struct session *session, int64_t most, void (*take)(void *context), void *context,
                  const struct buffer *text)
{
    int64_t deadline = now_ms() + most;
    for (bool rests = false; !rests;) {
        cr_assert(now_ms() < deadline, "it never came to rest: %s", buffer_text(text));
        rests = session_rests(session);
        session_pump(session);
        take(context);
        if (session_question(session)) {
            session_answer(session, NULL);
            rests = false;
        }
        if (!rests)
            session_wait(session, 100);
    }
    session_pump(session);
    take(context);
}
