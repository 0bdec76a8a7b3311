/* replay.h - a schedule that explore has found, followed on live threads to see that it comes out
 * the same. */
#ifndef THRUM_SHELL_REPLAY_H
#define THRUM_SHELL_REPLAY_H

#include "explore/explore.h"
#include "lang/compiler.h"

struct replay {
    const struct machine *from; /* where it begins; NULL: a script, and the next four */
    const struct source *source;
    const struct tree *tree;
    bool gil;
    uint64_t seed;
    bool untimed;
    const struct explore_finding *finding;
};

/* True where every thread and every object is in the end where explore says that it is; else `why`
 * tells the difference. A finding without a schedule is true. */
bool replay_check(const struct replay *r, struct buffer *why);

#endif
