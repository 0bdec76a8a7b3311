/* buffer.h - a growable string of bytes, always followed by a NUL.
 *
 *     struct buffer b = {0};
 *     buffer_printf(&b, "%s waits", name);
 *     puts(buffer_text(&b));
 *     buffer_free(&b);
 *
 * A zeroed struct is an empty buffer. The buffer owns its bytes; what buffer_text returns is valid
 * until the next change. Memory that runs out ends the program (see base/memory.h). No locks. */
#ifndef THRUM_BASE_BUFFER_H
#define THRUM_BASE_BUFFER_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
    char *bytes;     /* NULL while nothing was ever added */
    size_t length;   /* bytes in use, the final NUL not counted */
    size_t capacity; /* bytes allocated */
};

/* Adds `length` bytes; they may hold NUL. */
void buffer_add(struct buffer *b, const void *bytes, size_t length);
/* Adds a NUL-terminated string, without its NUL. */
void buffer_puts(struct buffer *b, const char *text);
void buffer_putc(struct buffer *b, char c);
/* Adds a number as printf does, with at least so many digits (1 to 20): many times as quick. */
void buffer_put_integer(struct buffer *b, int64_t number, int least);
/* Adds formatted text, as printf. */
void buffer_printf(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_vprintf(struct buffer *b, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
/* Adds a number, and digits, with their thousands apart: "9,980". */
void buffer_put_number(struct buffer *b, uint64_t number);
void buffer_put_digits(struct buffer *b, const char *digits);
/* Forgets the contents, keeps the memory. */
void buffer_clear(struct buffer *b);
/* Cuts the contents to their first `length` bytes; a larger length changes nothing. */
void buffer_cut(struct buffer *b, size_t length);
/* The contents as a string, "" when empty; never NULL. */
const char *buffer_text(const struct buffer *b);
/* Hands the contents over as a malloc'd string and leaves the buffer empty; the caller frees it. */
char *buffer_take(struct buffer *b);
void buffer_free(struct buffer *b);

#endif
