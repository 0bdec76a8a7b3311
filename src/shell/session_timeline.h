/* session_timeline.h - what the user wants to see of the timeline (watch/timeline.h). */
#ifndef THRUM_SHELL_SESSION_TIMELINE_H
#define THRUM_SHELL_SESSION_TIMELINE_H

#include "watch/timeline.h"

/* The run begins anew: all of it is shown again. */
static inline void session_timeline_clear(struct timeline_choice *choice)
{
    *choice = (struct timeline_choice){0};
}

#endif
