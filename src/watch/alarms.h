/* alarms.h - rings of waits, found when somebody begins to wait, and told once: the one place where
 * that is decided and said, for `thrum run` and for the lab. Guarded by the lab's monitor.
 *
 *     struct alarms alarms = {.of = ALARMS_OF_LAB};
 *     if (event->kind == EVENT_BLOCKED && alarms_look(&alarms, m, event->thread, &words))
 *         tell(words);
 *     alarms_free(&alarms); */
#ifndef THRUM_WATCH_ALARMS_H
#define THRUM_WATCH_ALARMS_H

#include "core/step.h"

enum alarms_of {
    /* A ring is told from the member that was made first, and again where its words have changed;
     * behind a thread that waits for itself stands what it may have meant. */
    ALARMS_OF_RUN,
    /* A ring is told from the thread that closed it, and none in which a thread has been told of,
     * as long as that one stands; behind it stands what each waits for, or the way out, and beneath
     * that it is drawn. */
    ALARMS_OF_LAB,
};

enum { ALARM_THREADS = 16, ALARMS = 8 };

/* A ring of threads that wait for one another. */
struct alarm {
    uint32_t threads[ALARM_THREADS]; /* those it was first seen with, as far as there is room */
    size_t count;
};

struct alarms {
    enum alarms_of of;
    struct alarm standing[ALARMS]; /* told and not yet opened; of the lab */
    size_t count;
    bool spoken;        /* a ring is told in words, and not drawn */
    struct buffer last; /* what a run was told last; empty: nothing yet */
};

void alarms_free(struct alarms *a);
/* The thread has begun to wait: true, with what is to be said in `words`, which was empty, where
 * that closes a ring that was not told. */
bool alarms_look(struct alarms *a, const struct machine *m, uint32_t thread, struct buffer *words);
/* Of the lab: whether the thread is in a ring that was told. */
bool alarms_told(const struct alarms *a, uint32_t thread);
/* Of the lab: adds the rings that there still are, " · " between them. */
void alarms_add(struct alarms *a, const struct machine *m, struct buffer *out);

#endif
