/* buffer.c - see buffer.h. */
#include "base/buffer.h"

#include "base/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void grow(struct buffer *b, size_t need)
{
    size_t capacity = b->capacity ? b->capacity : 64;
    while (capacity < need)
        capacity *= 2;
    b->bytes = memory_resize(b->bytes, capacity);
    b->capacity = capacity;
}

/* Makes room for `more` bytes and the NUL behind them. */
static inline void reserve(struct buffer *b, size_t more)
{
    size_t need = b->length + more + 1;
    if (need > b->capacity)
        grow(b, need);
}

void buffer_add(struct buffer *b, const void *bytes, size_t length)
{
    reserve(b, length);
    if (length)
        memcpy(b->bytes + b->length, bytes, length);
    b->length += length;
    b->bytes[b->length] = '\0';
}

void buffer_puts(struct buffer *b, const char *text)
{
    buffer_add(b, text, strlen(text));
}

void buffer_putc(struct buffer *b, char c)
{
    reserve(b, 1);
    b->bytes[b->length++] = c;
    b->bytes[b->length] = '\0';
}

void buffer_put_integer(struct buffer *b, int64_t number, int least)
{
    char digits[24], *end = digits + sizeof digits, *at = end;
    uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    for (; left || least > 0; left /= 10, least--)
        *--at = (char)('0' + left % 10);
    if (number < 0)
        *--at = '-';
    buffer_add(b, at, (size_t)(end - at));
}

void buffer_vprintf(struct buffer *b, const char *format, va_list args)
{
    va_list again;
    size_t room = b->capacity - b->length;
    va_copy(again, args);
    int length = vsnprintf(room ? b->bytes + b->length : NULL, room, format, args);
    if (length > 0) {
        if ((size_t)length >= room) {
            reserve(b, (size_t)length);
            vsnprintf(b->bytes + b->length, (size_t)length + 1, format, again);
        }
        b->length += (size_t)length;
    }
    va_end(again);
}

void buffer_printf(struct buffer *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buffer_vprintf(b, format, args);
    va_end(args);
}

void buffer_put_number(struct buffer *b, uint64_t number)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRIu64, number);
    buffer_put_digits(b, digits);
}

void buffer_put_digits(struct buffer *b, const char *digits)
{
    size_t length = strlen(digits);
    for (size_t i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            buffer_putc(b, ',');
        buffer_putc(b, digits[i]);
    }
}

void buffer_clear(struct buffer *b)
{
    buffer_cut(b, 0);
}

void buffer_cut(struct buffer *b, size_t length)
{
    if (length >= b->length)
        return;
    b->length = length;
    b->bytes[length] = '\0';
}

const char *buffer_text(const struct buffer *b)
{
    return b->bytes ? b->bytes : "";
}

char *buffer_take(struct buffer *b)
{
    if (!b->bytes)
        reserve(b, 0), b->bytes[0] = '\0';
    char *text = b->bytes;
    *b = (struct buffer){0};
    return text;
}

void buffer_free(struct buffer *b)
{
    free(b->bytes);
    *b = (struct buffer){0};
}
