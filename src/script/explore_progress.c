/* explore_progress.c - see explore_progress.h. */
#include "script/explore_progress.h"

#include <inttypes.h>

enum { HOUR = 3600, DAY = 24 * HOUR };

static void add_seconds(double seconds, struct buffer *out)
{
    int64_t whole = (int64_t)(seconds + 0.5);
    if (whole < 120)
        buffer_printf(out, "%" PRId64 " s", whole < 1 ? 1 : whole);
    else if (whole < 2 * HOUR)
        buffer_printf(out, "%" PRId64 " min", whole / 60);
    else
        buffer_printf(out, "%" PRId64 " h", whole / HOUR);
}

/* Two digits are as much as is known of it. */
static uint64_t rounded(double number)
{
    uint64_t whole = (uint64_t)number, unit = 1;
    while (whole / unit >= 100)
        unit *= 10;
    return whole / unit * unit;
}

static void add_left(const struct explore_progress *p, double seconds, struct buffer *out)
{
    uint64_t done = p->states - p->open;
    double least = seconds * (double)p->open / (double)(done ? done : 1);
    double most = p->share > 0 ? seconds * (1 - p->share) / p->share : DAY;
    if (least > most)
        least = most;
    buffer_puts(out, "; ");
    if (most >= DAY) {
        buffer_puts(out, "at least ");
        add_seconds(least, out);
    } else {
        add_seconds(least, out);
        buffer_puts(out, " to ");
        add_seconds(most, out);
    }
    buffer_puts(out, " left");
}

void explore_progress_add(const struct explore_progress *p, int64_t nanoseconds, struct buffer *out)
{
    double seconds = (double)nanoseconds / 1e9;
    buffer_put_number(out, p->states);
    buffer_puts(out, " states");
    if (p->doing) {
        buffer_printf(out, "; %s", p->doing);
        return;
    }
    buffer_puts(out, ", ");
    buffer_put_number(out, rounded((double)p->states / seconds));
    buffer_puts(out, " a second");
    add_left(p, seconds, out);
}
