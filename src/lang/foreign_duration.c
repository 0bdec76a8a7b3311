/* foreign_duration.c - durations of other languages, as here. See foreign_inside.h. */
#include "lang/foreign_inside.h"

#include <inttypes.h>
#include <string.h>

static const struct piece *piece_at(const struct foreign *f, size_t at)
{
    return &f->pieces.items[at];
}

static const struct {
    const char *pattern;
    int64_t unit; /* in microseconds */
} durations[] = {
    {"%e * time . second", 1000000},
    {"time . second * %e", 1000000},
    {"%e * time . millisecond", 1000},
    {"time . millisecond * %e", 1000},
    {"%e * time . microsecond", 1},
    {"%e * time . minute", 60000000},
    {"time . duration ( %e ) * time . second", 1000000},
    {"time . duration ( %e ) * time . millisecond", 1000},
    {"duration . from_secs|ofseconds|fromsecondsf32|from_secs_f32|from_secs_f64 ( %e )", 1000000},
    {"duration . from_millis|ofmillis ( %e )", 1000},
    {"duration . from_micros ( %e )", 1},
    {"duration . ofminutes ( %e )", 60000000},
    {"timespan . fromseconds ( %e )", 1000000},
    {"timespan . frommilliseconds ( %e )", 1000},
    {"seconds|secs ( %e )", 1000000},
    {"milliseconds|millis ( %e )", 1000},
    {"microseconds ( %e )", 1},
    {"minutes ( %e )", 60000000},
    {"%e seconds|second|secs|sec|s", 1000000},
    {"%e milliseconds|millisecond|millis|msec|ms", 1000},
    {"%e microseconds|microsecond|us", 1},
    {"%e minutes|minute|min|mins", 60000000},
    {"%e hours|hour|h", 3600000000},
};

/* A plain number with at most six decimals, in millionths; -1 if it is none. */
static int64_t millionths(const struct piece *piece)
{
    int64_t value = 0, unit = 1000000;
    bool decimals = false;
    if (piece->kind != PIECE_NUMBER || piece->length > 12)
        return -1;
    for (size_t i = 0; i < piece->length; i++) {
        char c = piece->text[i];
        if (c >= '0' && c <= '9') {
            if (decimals)
                unit /= 10;
            value = decimals ? value + (c - '0') * unit : value * 10 + (c - '0') * unit;
        } else if (c == '.' && !decimals) {
            decimals = true;
        } else if (c == '_' || (i + 1 == piece->length && strchr("LlFfdD", c))) {
            continue;
        } else {
            return -1;
        }
    }
    return value;
}

static void add_duration(int64_t microseconds, struct buffer *out)
{
    if (microseconds % 1000000 == 0)
        buffer_printf(out, "%" PRId64 "s", microseconds / 1000000);
    else if (microseconds % 1000 == 0 && microseconds < 1000000)
        buffer_printf(out, "%" PRId64 "ms", microseconds / 1000);
    else if (microseconds < 1000)
        buffer_printf(out, "%" PRId64 "us", microseconds);
    else {
        int64_t rest = microseconds % 1000000;
        int digits = 6;
        for (; rest % 10 == 0; digits--)
            rest /= 10;
        buffer_printf(out, "%" PRId64 ".%0*" PRId64 "s", microseconds / 1000000, digits, rest);
    }
}

/* A plain number's thousandths, or -1. */
static int64_t thousandths(const struct foreign *f, const struct capture *c)
{
    int64_t value =
        c && c->span.end == c->span.begin + 1 ? millionths(piece_at(f, c->span.begin)) : -1;
    return value < 0 ? -1 : value / 1000;
}

/* A part of a second, by chance, where a number is not whole; here it counts milliseconds. */
static bool chance(struct foreign *f, struct span span, enum foreign_unit unit, struct buffer *out)
{
    static const char *const forms[] = {
        "random|math . random ( )",      "random|math . random ( ) * %f",
        "%f * random|math . random ( )", "random . uniform ( %e , %f )",
        "uniform ( %e , %f )",           NULL};
    struct captures caps;
    for (size_t i = 0; forms[i]; i++) {
        if (!foreign_match(f, forms[i], span, &caps))
            continue;
        int64_t least = i < 3 ? 0 : thousandths(f, foreign_capture(&caps, "e"));
        int64_t most = i < 1 ? 1000 : thousandths(f, foreign_capture(&caps, "f"));
        if (least < 0 || most < least)
            return false;
        int64_t scale = unit == FOREIGN_SECONDS ? 1 : 1000;
        buffer_printf(out, "random(%" PRId64 ", %" PRId64 ") * %s", least / scale, most / scale,
                      unit == FOREIGN_MICROSECONDS ? "1us" : "1ms");
        return true;
    }
    return false;
}

static bool in_unit(struct foreign *f, struct span span, int64_t unit, struct buffer *out)
{
    int64_t value = span.end - span.begin == 1 ? millionths(piece_at(f, span.begin)) : -1;
    if (value >= 0 && value < (int64_t)1 << 50) {
        add_duration(value / 1000000 * unit + value % 1000000 * unit / 1000000, out);
        return true;
    }
    if (unit == 1000000) /* a plain number counts seconds here too */
        return foreign_value(f, span, out);
    struct buffer one = {0};
    add_duration(unit, &one);
    bool single = span.end - span.begin == 1;
    buffer_puts(out, single ? "" : "(");
    bool good = foreign_value(f, span, out);
    buffer_printf(out, "%s * %s", single ? "" : ")", buffer_text(&one));
    buffer_free(&one);
    return good;
}

bool foreign_duration(struct foreign *f, struct span span, enum foreign_unit unit,
                      struct buffer *out)
{
    struct span keyword;
    foreign_keyword(f, &span, &keyword);
    if (span.begin >= span.end)
        return false;
    struct captures caps;
    if (foreign_match(f, "time . second|millisecond|minute", span, &caps)) {
        char c = piece_at(f, span.begin + 2)->text[1];
        buffer_puts(out, c == 'e' ? "1s" : piece_at(f, span.begin + 2)->length > 6 ? "1ms" : "1m");
        return true;
    }
    for (size_t i = 0; i < sizeof durations / sizeof *durations; i++) {
        if (!foreign_match(f, durations[i].pattern, span, &caps))
            continue;
        return in_unit(f, foreign_capture(&caps, "e")->span, durations[i].unit, out);
    }
    const struct piece *piece = piece_at(f, span.begin);
    if (chance(f, span, unit, out))
        return true;
    /* 100ms, as in C++ and here */
    size_t digits = strspn(piece->text, "0123456789.");
    if (span.end - span.begin == 1 && piece->kind == PIECE_NUMBER && digits < piece->length &&
        millionths(piece) < 0) {
        buffer_add(out, piece->text, piece->length);
        if (piece->length - digits == 3 && memcmp(piece->text + digits, "min", 3) == 0)
            buffer_cut(out, out->length - 2);
        return true;
    }
    return in_unit(f, span, unit, out);
}
