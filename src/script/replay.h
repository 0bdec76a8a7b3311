/* replay.h - a schedule that explore has found, followed on live threads to see that it comes out
 * the same. */
#ifndef THRUM_SCRIPT_REPLAY_H
#define THRUM_SCRIPT_REPLAY_H

#include "explore/explore.h"
#include "lang/compiler.h"
#include "script/run_options.h"

struct replay {
    const struct machine *from; /* where it begins; NULL: a script, and the next four */
    const struct source *source;
    const struct tree *tree;
    bool gil;
    uint64_t seed;
    bool untimed;
    const struct explore_finding *finding;
    const struct run_watcher *watcher; /* who hears it, of a finding that has a schedule; or NULL */
};

enum replay_outcome {
    REPLAY_SAME,  /* every thread and every object is in the end where explore says that it is; also
                     for a finding without a schedule */
    REPLAY_OTHER, /* something is elsewhere: a bug in thrum */
    REPLAY_UNTRIED /* the system has no room for the threads */
};

/* `why` tells the difference, or why it was not tried, as the end of a sentence. */
enum replay_outcome replay_check(const struct replay *r, struct buffer *why);
/* What is told of it for the finding with this number; nothing where all is as it should be. */
void replay_tell(enum replay_outcome outcome, size_t finding, const char *why, struct buffer *out);

#endif
