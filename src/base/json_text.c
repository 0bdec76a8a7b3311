/* json_text.c - see json_text.h. */
#include "base/json_text.h"

#include "base/utf8.h"

#include <string.h>

void json_text_add(const char *text, struct buffer *out)
{
    struct buffer visible = {0};
    utf8_add_visible(&visible, text, strlen(text), "\n\t");
    buffer_putc(out, '"');
    for (const char *c = buffer_text(&visible); *c; c++) {
        if (*c == '"' || *c == '\\')
            buffer_printf(out, "\\%c", *c);
        else if (*c == '\n')
            buffer_puts(out, "\\n");
        else if (*c == '\t')
            buffer_puts(out, "\\t");
        else
            buffer_putc(out, *c);
    }
    buffer_putc(out, '"');
    buffer_free(&visible);
}

void json_text_add_number(uint64_t number, struct buffer *out)
{
    char digits[20]; /* without printf, which would be half of all that is told of columns */
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    buffer_add(out, digits + at, sizeof digits - at);
}
