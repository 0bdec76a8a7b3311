/* run_stops.c - see run_stops.h. */
#include "script/run_stops.h"

#include "base/caught.h"
#include "base/monotonic.h"
#include "run/fetch.h"

#include <signal.h>
#include <unistd.h>

bool run_stops_open(struct run_stops *s, int64_t limit)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    int64_t now = monotonic_nanoseconds();
    signal(SIGPIPE, SIG_IGN);
    s->limit = limit && limit < INT64_MAX - now ? now + limit : INT64_MAX;
    return caught_open(numbers, sizeof numbers / sizeof *numbers);
}

bool run_stops_due(const struct run_stops *s)
{
    return monotonic_nanoseconds() >= s->limit;
}

int run_stops_wait(const struct run_stops *s, int64_t instant)
{
    instant = instant < s->limit ? instant : s->limit;
    if (instant == INT64_MAX)
        return -1;
    int64_t left = instant - monotonic_nanoseconds();
    return left <= 0 ? 0 : left > 60000000000 ? 60000 : (int)(left / 1000000) + 1;
}

void run_stops_end_by(int number)
{
    caught_let(number);
    fetch_settle();
    raise(number);
    _exit(128 + number);
}
