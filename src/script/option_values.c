/* option_values.c - see option_values.h. */
#include "script/option_values.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool option_read_number(const char *option, const char *text, uint64_t least, uint64_t most,
                        uint64_t *number, struct buffer *why)
{
    char *end;
    errno = 0;
    *number = strtoull(text, &end, 10);
    /* By itself it takes signs and blanks. */
    bool digits = text[0] >= '0' && text[0] <= '9';
    if (!errno && !*end && digits && *number >= least && *number <= most)
        return true;
    buffer_printf(why, "--%s takes a number from %" PRIu64 " to %" PRIu64 ", not '%s'", option,
                  least, most, text);
    return false;
}

/* The decimal number N[.N]; what stands behind it, or NULL where it is none. strtod would take
 * "inf", "0x1p9" and, by the locale, a comma. */
static const char *read_decimal(const char *text, double *number)
{
    size_t whole = strspn(text, "0123456789"), digits = whole;
    double unit = 1;
    *number = 0;
    for (size_t i = 0; i < whole; i++)
        *number = *number * 10 + (text[i] - '0');
    text += whole;
    if (*text == '.')
        for (text++; *text >= '0' && *text <= '9'; text++, digits++) {
            unit /= 10;
            *number += (*text - '0') * unit;
        }
    return digits ? text : NULL;
}

bool option_read_duration(const char *option, const char *text, int64_t *nanoseconds,
                          struct buffer *why)
{
    static const struct {
        const char *unit;
        double nanoseconds;
    } units[] = {{"", 1e9}, {"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"m", 6e10}};
    static const double longest = 9e18; /* 2^63 is a little more */
    double number = 0;
    const char *unit = read_decimal(text, &number);
    size_t i = 0, count = sizeof units / sizeof *units;
    while (unit && i < count && strcmp(unit, units[i].unit) != 0)
        i++;
    double duration = unit && i < count ? number * units[i].nanoseconds : -1;
    if (duration >= 1 && duration <= longest) {
        *nanoseconds = (int64_t)duration;
        return true;
    }
    buffer_printf(why,
                  duration < 0   ? "--%s takes a duration such as 10s, 500ms or 2m, not '%s'"
                  : duration < 1 ? "--%s takes a duration of a nanosecond or more, not '%s'"
                                 : "--%s takes a duration of up to 285 years, not '%s'",
                  option, text);
    return false;
}
