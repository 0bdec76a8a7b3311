/* exploration.h - something that is or was explored in a session: the lab as it stood, or a program
 * from its beginning. session_explore.c looks for what is wrong with it, session_replay.c goes
 * through what was found. */
#ifndef THRUM_SHELL_EXPLORATION_H
#define THRUM_SHELL_EXPLORATION_H

#include "explore/explore.h"
#include "run/background.h"
#include "script/explore_program.h"
#include "shell/session_inside.h"

#include <stdatomic.h>

struct exploration {
    struct explore_options options;
    char *subject;                 /* what it is: "the lab", a file's name */
    const struct machine *machine; /* what is explored: `copy`, or the script's */
    struct machine copy;           /* of the lab, with a copy of its program */
    struct explore_program script; /* or a program from its beginning: then it has a tree */
    char *text;                    /* the script's */
    struct source source;          /* the same */
    unsigned beginning;            /* s->beginnings when it began */
    struct background *thread;     /* NULL: it has ended */
    atomic_bool cancel;
    int64_t began;               /* in real nanoseconds */
    _Atomic(const char *) doing; /* how far it is: struct explore_progress */
    atomic_ullong states, open;
    _Atomic(double) share;
    int64_t says; /* when it says that it goes on, in real milliseconds; INT64_MAX: it did */
    struct explore_result *result; /* once the thread has ended */
    struct buffer differences;     /* findings that did not come out the same, as lines */
    char *then_replay;             /* the arguments of a `replay` that waits for it; NULL: none */
};

/* Whether there was nothing to explore. */
static inline bool exploration_was_empty(const struct exploration *e)
{
    return e->result->nothing_to_run && e->result->verdict == EXPLORE_PROVED;
}

/* Whether the lab can still be brought to where it began. */
static inline bool exploration_stands(const struct session *s, const struct exploration *e)
{
    return e->script.tree || e->beginning == s->beginnings;
}

#endif
