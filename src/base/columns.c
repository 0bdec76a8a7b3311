/* columns.c - see columns.h. */
#include "base/columns.h"

#include "base/utf8.h"

#include <string.h>
#include <wchar.h>

size_t columns_of(const char *text, size_t length)
{
    size_t columns = 0;
    uint32_t character;
    for (size_t at = 0; at < length;) {
        size_t bytes = utf8_decode(text + at, length - at, &character);
        int width = bytes == 0 || character < 0x80 ? 1 : wcwidth((wchar_t)character);
        columns += width < 0 ? 1 : (size_t)width;
        at += bytes ? bytes : 1;
    }
    return columns;
}

void columns_cut(struct buffer *text, size_t columns)
{
    size_t used = 0, at = 0;
    if (columns_of(buffer_text(text), text->length) <= columns)
        return;
    while (at < text->length) {
        uint32_t character;
        size_t bytes = utf8_decode(text->bytes + at, text->length - at, &character);
        bytes = bytes ? bytes : 1;
        size_t width = columns_of(text->bytes + at, bytes);
        if (used + width + 1 > columns)
            break;
        used += width;
        at += bytes;
    }
    buffer_cut(text, at);
    buffer_puts(text, "…");
}

void columns_pad(struct buffer *out, const char *text, size_t columns)
{
    for (size_t have = columns_of(text, strlen(text)); have < columns; have++)
        buffer_putc(out, ' ');
}
