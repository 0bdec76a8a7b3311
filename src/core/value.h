/* value.h - what a variable, an argument or a place on a thread's stack holds.
 *
 * A value is 16 bytes of plain data. Text is an index into the program's interned texts (text.h),
 * so that equal texts are equal numbers and a state can be compared byte for byte. */
#ifndef THRUM_CORE_VALUE_H
#define THRUM_CORE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

enum value_kind {
    VALUE_UNSET = 0, /* a variable without a value; all bytes zero */
    VALUE_NONE,
    VALUE_BOOLEAN,  /* number: 0 or 1 */
    VALUE_INTEGER,  /* number */
    VALUE_DURATION, /* number: nanoseconds */
    VALUE_TEXT,     /* number: index of the text */
    /* The rest is seen by the machine alone, never by a program. */
    VALUE_ELEMENT, /* extra: index, number: name; names an element of an array (fork[3]) */
    VALUE_ARRAY,   /* extra: length, number: first element, counted from the frame's base */
    VALUE_FRAME,   /* see frame.h */
};

struct value {
    uint32_t kind;  /* enum value_kind */
    uint32_t extra; /* by kind, else 0 */
    int64_t number; /* by kind, else 0 */
};

static inline struct value value_none(void)
{
    return (struct value){.kind = VALUE_NONE};
}
static inline struct value value_boolean(bool b)
{
    return (struct value){.kind = VALUE_BOOLEAN, .number = b};
}
static inline struct value value_integer(int64_t n)
{
    return (struct value){.kind = VALUE_INTEGER, .number = n};
}
static inline struct value value_duration(int64_t nanoseconds)
{
    return (struct value){.kind = VALUE_DURATION, .number = nanoseconds};
}
static inline struct value value_text(uint32_t text)
{
    return (struct value){.kind = VALUE_TEXT, .number = text};
}
static inline bool value_same(struct value a, struct value b)
{
    return a.kind == b.kind && a.extra == b.extra && a.number == b.number;
}

#endif
