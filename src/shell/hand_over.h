/* hand_over.h - how long a command is waited for before the next is handed over: the one place for
 * that, for what was queued (session_feed.c), for a front end that reads faster than anybody types
 * (ui/plain.c), and for saved scripts, which keep orders apart in the same way. */
#ifndef THRUM_SHELL_HAND_OVER_H
#define THRUM_SHELL_HAND_OVER_H

#include "base/monotonic.h"

#define HAND_OVER_MS 50

/* What a saved script gives those that got an order, behind `join T`: " for 50ms", as long as the
 * prompt does at most, and more than they need where nothing keeps them. */
#define HAND_OVER_QUOTED(number) #number
#define HAND_OVER_LIMIT(number) " for " HAND_OVER_QUOTED(number) "ms"
#define HAND_OVER_IN_SCRIPTS HAND_OVER_LIMIT(HAND_OVER_MS)

/* How much longer, in milliseconds, what was handed over at `since` (monotonic_milliseconds) is
 * waited for; 0: its time is over. */
static inline int64_t hand_over_left(int64_t since)
{
    int64_t left = since + HAND_OVER_MS - monotonic_milliseconds();
    return left > 0 ? left : 0;
}

#endif
