/* clock.c - see clock.h. */
#include "run/clock.h"

#include "base/monotonic.h"

enum { NANOSECONDS = 1000000000 };

/* Since 1970, by the clock on the wall. */
static int64_t day_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * NANOSECONDS + t.tv_nsec;
}

void clock_start(struct clock *c, enum clock_kind kind, double factor)
{
    *c = (struct clock){.kind = kind,
                        .factor = factor,
                        .real_base = monotonic_nanoseconds(),
                        .day_base = day_now()};
}

int64_t clock_now(const struct clock *c)
{
    if (c->paused || c->kind == CLOCK_KIND_VIRTUAL)
        return c->lab_base;
    int64_t passed = monotonic_nanoseconds() - c->real_base;
    if (c->kind == CLOCK_KIND_TIMES)
        passed = (int64_t)((double)passed * c->factor);
    return c->lab_base + passed;
}

void clock_change(struct clock *c, enum clock_kind kind, double factor, int64_t now)
{
    c->kind = kind;
    c->factor = factor;
    c->real_base = monotonic_nanoseconds();
    c->lab_base = now;
    c->day_base = day_now();
}

time_t clock_day(const struct clock *c, int64_t now)
{
    if (c->kind == CLOCK_KIND_REAL)
        return time(NULL);
    return (time_t)((c->day_base + (now - c->lab_base)) / NANOSECONDS);
}

void clock_pause(struct clock *c, bool paused)
{
    if (c->paused == paused)
        return;
    int64_t now = clock_now(c);
    c->day_base += now - c->lab_base;
    c->lab_base = now;
    c->real_base = monotonic_nanoseconds();
    c->paused = paused;
}

int64_t clock_when(const struct clock *c, int64_t instant)
{
    /* Further away than this the clock is asked again: no overflow, whatever the factor. */
    const int64_t longest = (int64_t)3600 * NANOSECONDS;
    int64_t left = instant - c->lab_base;
    if (c->kind == CLOCK_KIND_TIMES) {
        double real = (double)left / c->factor;
        left = real > 4e18 ? INT64_MAX / 2 : (int64_t)real + 1;
    }
    int64_t now = monotonic_nanoseconds(), when;
    if (__builtin_add_overflow(c->real_base, left, &when) || when > now + longest)
        when = now + longest;
    return when;
}
