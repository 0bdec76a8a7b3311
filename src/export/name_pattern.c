/* name_pattern.c - see name_pattern.h. */
#include "export/name_pattern.h"

#include "base/memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    ANYTHING = '\1', /* any characters, or none */
    SIGN = '\2',     /* a minus, or none */
    DIGIT = '\3',
    DIGITS = '\4', /* more of them, or none */
};

void name_pattern_number(struct buffer *pattern)
{
    buffer_putc(pattern, SIGN);
    buffer_putc(pattern, DIGIT);
    buffer_putc(pattern, DIGITS);
}

void name_pattern_anything(struct buffer *pattern)
{
    buffer_putc(pattern, ANYTHING);
}

static bool may_be_nothing(char c)
{
    return c == ANYTHING || c == SIGN || c == DIGITS;
}

static bool may_go_on(char c)
{
    return c == ANYTHING || c == DIGITS;
}

/* Whether a character of the one can be one of the other. */
static bool fits(char a, char b)
{
    bool number = a == DIGIT || a == DIGITS, other = b == DIGIT || b == DIGITS;
    if (!a || !b)
        return false;
    if (a == ANYTHING || b == ANYTHING || (number && other) || a == b)
        return true;
    if (number || other)
        return isdigit((unsigned char)(number ? b : a));
    return (a == SIGN && b == '-') || (b == SIGN && a == '-');
}

struct meeting {
    const char *a, *b;
    size_t width;
    bool *seen; /* pairs of places that have been looked at */
};

/* Whether what is left behind these two places can be the same. */
static bool meet(struct meeting *m, size_t i, size_t j)
{
    bool *seen = &m->seen[i * m->width + j];
    char a = m->a[i], b = m->b[j];
    if (*seen)
        return false;
    *seen = true;
    if (!a && !b)
        return true;
    if ((may_be_nothing(a) && meet(m, i + 1, j)) || (may_be_nothing(b) && meet(m, i, j + 1)))
        return true;
    if (!fits(a, b))
        return false;
    return meet(m, i + 1, j + 1) || (may_go_on(a) && meet(m, i, j + 1)) ||
           (may_go_on(b) && meet(m, i + 1, j));
}

bool name_patterns_meet(const char *a, const char *b)
{
    size_t width = strlen(b) + 1;
    struct meeting m = {a, b, width, memory_zeroed((strlen(a) + 1) * width, sizeof *m.seen)};
    bool found = meet(&m, 0, 0);
    free(m.seen);
    return found;
}
