/* utf8.c - see utf8.h. */
#include "base/utf8.h"

#include <string.h>

size_t utf8_decode(const char *bytes, size_t length, uint32_t *character)
{
    const unsigned char *b = (const unsigned char *)bytes;
    if (b[0] < 0x80) {
        *character = b[0];
        return 1;
    }
    size_t size;
    uint32_t c, least;
    if (b[0] >= 0xC2 && b[0] <= 0xDF)
        size = 2, c = b[0] & 0x1Fu, least = 0x80;
    else if ((b[0] & 0xF0) == 0xE0)
        size = 3, c = b[0] & 0x0Fu, least = 0x800;
    else if (b[0] >= 0xF0 && b[0] <= 0xF4)
        size = 4, c = b[0] & 0x07u, least = 0x10000;
    else
        return 0;
    if (size > length)
        return 0;
    for (size_t i = 1; i < size; i++) {
        if ((b[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (b[i] & 0x3Fu);
    }
    if (c < least || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    *character = c;
    return size;
}

size_t utf8_valid_prefix(const char *bytes, size_t length)
{
    size_t at = 0;
    uint32_t character;
    while (at < length) {
        size_t size = utf8_decode(bytes + at, length - at, &character);
        if (size == 0)
            return at;
        at += size;
    }
    return length;
}

bool utf8_is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x2028 ||
           c == 0x2029 || c == 0x061C;
}

bool utf8_is_hidden(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } hidden[] = {
        {0x00AD, 0x00AD}, /* soft hyphen */
        {0x034F, 0x034F}, /* combining grapheme joiner */
        {0x115F, 0x1160}, /* Hangul fillers, also 3164, FFA0 */
        {0x17B4, 0x17B5}, /* Khmer vowels that are not seen */
        {0x180B, 0x180F}, /* Mongolian selectors and separator */
        {0x200B, 0x200D}, /* zero width space, non-joiner, joiner */
        {0x2060, 0x206F}, /* word joiner, invisible operators, isolates, old format characters */
        {0x3164, 0x3164},   {0xFEFF, 0xFEFF}, /* byte order mark, zero width no-break space */
        {0xFFA0, 0xFFA0},   {0xFFF9, 0xFFFB}, /* annotations */
        {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}, /* tags, more selectors */
    };
    for (size_t i = 0; c >= 0x80 && i < sizeof hidden / sizeof *hidden; i++)
        if (c >= hidden[i].first && c <= hidden[i].last)
            return true;
    return utf8_is_control(c);
}

/* How many bytes from here on are plain characters, which are shown as they are. */
static size_t plain_run(const char *bytes, size_t length)
{
    size_t run = 0;
    while (run < length && bytes[run] >= ' ' && bytes[run] <= '~')
        run++;
    return run;
}

void utf8_add_visible(struct buffer *out, const char *bytes, size_t length, const char *keep)
{
    size_t at = 0;
    while (at < length) {
        uint32_t c;
        size_t run = plain_run(bytes + at, length - at);
        if (run) {
            buffer_add(out, bytes + at, run);
            at += run;
            continue;
        }
        size_t size = utf8_decode(bytes + at, length - at, &c);
        if (size == 0) {
            buffer_puts(out, "\xEF\xBF\xBD");
            at++;
            continue;
        }
        if (!utf8_is_hidden(c) || (c && c < 0x80 && strchr(keep, (int)c)))
            buffer_add(out, bytes + at, size);
        else if (c < 0x80)
            buffer_putc(out, '^'), buffer_putc(out, (char)(c ^ 0x40));
        else
            buffer_printf(out, "\\u{%X}", c);
        at += size;
    }
}

void utf8_cut_last(struct buffer *text)
{
    size_t length = text->length;
    while (length && ((unsigned char)text->bytes[--length] & 0xC0) == 0x80)
        continue;
    buffer_cut(text, length);
}
