/* run_stops.c - see run_stops.h. */
#include "script/run_stops.h"

#include "base/monotonic.h"
#include "run/fetch.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

bool run_stops_open(struct run_stops *s, int64_t limit)
{
    int64_t now = monotonic_nanoseconds();
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    s->limit = limit && limit < INT64_MAX - now ? now + limit : INT64_MAX;
    s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return s->signals >= 0;
}

void run_stops_close(struct run_stops *s)
{
    if (s->signals >= 0)
        close(s->signals);
}

int run_stops_signal(const struct run_stops *s)
{
    struct signalfd_siginfo info;
    return read(s->signals, &info, sizeof info) == sizeof info ? (int)info.ssi_signo : 0;
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

void run_stops_let(int number)
{
    sigset_t set;
    signal(number, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, number);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}

void run_stops_end_by(int number)
{
    run_stops_let(number);
    fetch_settle();
    raise(number);
    _exit(128 + number);
}
