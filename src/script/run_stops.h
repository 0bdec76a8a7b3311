/* run_stops.h - what ends a run from outside: signals, and its limit of time.
 *
 *     struct run_stops stops;
 *     if (!run_stops_open(&stops, limit)) ...
 *     caught_poll(... caught_fd() ..., run_stops_wait(&stops, INT64_MAX));
 *     if ((number = caught_next()) != 0) ... run_stops_end_by(number);
 *     if (run_stops_due(&stops)) ... */
#ifndef THRUM_SCRIPT_RUN_STOPS_H
#define THRUM_SCRIPT_RUN_STOPS_H

#include <stdbool.h>
#include <stdint.h>

#define RUN_STOPS_LIMIT "thrum: the time limit ran out\n"

struct run_stops {
    int64_t limit; /* when the limit runs out, by monotonic.h; INT64_MAX: never */
};

/* From here on signals that end a program are caught (base/caught.h), until caught_close. `limit`:
 * nanoseconds from now; 0: none. False: the system has no descriptors for it. */
bool run_stops_open(struct run_stops *s, int64_t limit);
bool run_stops_due(const struct run_stops *s);
/* Milliseconds for poll() until the limit runs out or that instant comes; -1: for ever. */
int run_stops_wait(const struct run_stops *s, int64_t instant);
/* Ends the program as the signal would have ended it. */
void run_stops_end_by(int number);

#endif
