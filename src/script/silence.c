/* silence.c - see silence.h. */
#include "script/silence.h"

#include "base/monotonic.h"

#include <stddef.h>

enum { LONG_MS = 30000 };

void silence_begin(struct silence *s, int64_t (*clock)(void))
{
    s->clock = clock ? clock : monotonic_milliseconds;
    silence_end(s);
}

void silence_end(struct silence *s)
{
    s->since = s->clock();
}

bool silence_is_long(const struct silence *s)
{
    return silence_left(s) == 0;
}

int silence_left(const struct silence *s)
{
    int64_t left = s->since + LONG_MS - s->clock();
    return left < 0 ? 0 : left > LONG_MS ? LONG_MS : (int)left;
}
