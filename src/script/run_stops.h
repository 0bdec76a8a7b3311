/* run_stops.h - what ends a run from outside: signals, and its limit of time.
 *
 *     struct run_stops stops;
 *     if (!run_stops_open(&stops, limit)) ...
 *     poll(... stops.signals ..., run_stops_wait(&stops, INT64_MAX));
 *     if ((number = run_stops_signal(&stops))) ... run_stops_end_by(number);
 *     if (run_stops_due(&stops)) ... */
#ifndef THRUM_SCRIPT_RUN_STOPS_H
#define THRUM_SCRIPT_RUN_STOPS_H

#include <stdbool.h>
#include <stdint.h>

#define RUN_STOPS_LIMIT "thrum: the time limit ran out\n"

struct run_stops {
    int signals;   /* a signalfd */
    int64_t limit; /* when the limit runs out, by monotonic.h; INT64_MAX: never */
};

/* From here on the signals are read. `limit`: nanoseconds from now; 0: none. False: the system has
 * no descriptor for them. */
bool run_stops_open(struct run_stops *s, int64_t limit);
void run_stops_close(struct run_stops *s);
/* A signal that has come, or 0. */
int run_stops_signal(const struct run_stops *s);
bool run_stops_due(const struct run_stops *s);
/* Milliseconds for poll() until the limit runs out or that instant comes; -1: for ever. */
int run_stops_wait(const struct run_stops *s, int64_t instant);
/* A second one of that number ends the program at once. */
void run_stops_let(int number);
/* Ends the program as the signal would have ended it. */
void run_stops_end_by(int number);

#endif
