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
    VALUE_ELEMENT,     /* extra: index, number: name; names an element of an array (fork[3]) */
    VALUE_ARRAY,       /* in a slot: extra: length, number: first element, from the frame's base */
    VALUE_LARGE_ARRAY, /* in a slot: extra: length, number: index among the state's arrays */
    VALUE_ARRAY_IN_SLOT, /* in hand: extra: length, number: the slot of the frame that has it */
    VALUE_FRAME,         /* see frame.h */
    VALUE_FAILURE,       /* number: of the failure (failure.h) */
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
static inline struct value value_failure(uint32_t failure)
{
    return (struct value){.kind = VALUE_FAILURE, .number = failure};
}
/* Of a value in a slot or in hand: whether it stands for a private array; extra is its length. */
static inline bool value_is_array(struct value v)
{
    return v.kind == VALUE_ARRAY || v.kind == VALUE_LARGE_ARRAY || v.kind == VALUE_ARRAY_IN_SLOT;
}
static inline bool value_same(struct value a, struct value b)
{
    return a.kind == b.kind && a.extra == b.extra && a.number == b.number;
}

#endif
