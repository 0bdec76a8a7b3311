/* cast_lines.c - see cast_lines.h. */
#include "export/cast_lines.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <string.h>

static void add_character(uint32_t c, const char *bytes, size_t length, struct buffer *out)
{
    static const char named[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
    const char *found = c ? memchr(named, (int)c, sizeof named - 1) : NULL;
    if (c < 0x80 && found)
        buffer_printf(out, "\\%c", names[found - named]);
    else if (c < 0x20 || c == 0x7F)
        buffer_printf(out, "\\u%04" PRIX32, c);
    else
        buffer_add(out, bytes, length);
}

static void add_string(const char *text, size_t length, struct buffer *out)
{
    buffer_putc(out, '"');
    for (size_t at = 0, size; at < length; at += size) {
        uint32_t c;
        size = utf8_decode(text + at, length - at, &c);
        if (size)
            add_character(c, text + at, size, out);
        else
            buffer_puts(out, "\xEF\xBF\xBD");
        size += size == 0;
    }
    buffer_putc(out, '"');
}

void cast_add_head(const struct cast_head *head, struct buffer *out)
{
    buffer_printf(out, "{\"version\":2,\"width\":%d,\"height\":%d", head->columns, head->rows);
    if (head->timestamp)
        buffer_printf(out, ",\"timestamp\":%" PRId64, head->timestamp);
    if (head->most_idle)
        buffer_printf(out, ",\"idle_time_limit\":%d", head->most_idle);
    buffer_puts(out, ",\"title\":");
    add_string(head->title, strlen(head->title), out);
    buffer_puts(out, "}\n");
}

void cast_add_event(int64_t at, enum cast_kind kind, const char *text, size_t length,
                    struct buffer *out)
{
    buffer_printf(out, "[%" PRId64 ".%06d,\"%c\",", at / 1000000, (int)(at % 1000000), (char)kind);
    add_string(text, length, out);
    buffer_puts(out, "]\n");
}
