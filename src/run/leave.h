/* leave.h - which hosts a lesson may ask: the learner says so, once per host and sitting.
 *
 * Guarded by monitor.mutex. Zero a struct before its first use. */
#ifndef THRUM_RUN_LEAVE_H
#define THRUM_RUN_LEAVE_H

#include <stdbool.h>
#include <stddef.h>

struct leave {
    char *lesson; /* whose word it was: the folder that it may write to; owned */
    struct given {
        char *host; /* owned */
        bool yes;
    } * given;
    size_t count, capacity;
};

/* What was said of this host; NULL: nothing yet. */
const struct given *leave_find(const struct leave *l, const char *host);
void leave_give(struct leave *l, const char *host, bool yes);
/* Another lesson begins: what was said for the last one does not hold for it. */
void leave_for(struct leave *l, const char *lesson);
void leave_free(struct leave *l);

/* Whether an answer says yes or no; false: neither. */
bool leave_read(const char *answer, bool *yes);
/* Whether a host, which may have a port behind it, is this machine itself. */
bool leave_is_loopback(const char *host);

#endif
