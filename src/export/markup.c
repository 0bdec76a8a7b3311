/* markup.c - see markup.h. */
#include "export/markup.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

/* The two characters that are UTF-8 and that XML does not have. */
static size_t is_no_character(const char *text)
{
    bool no = strncmp(text, "\xEF\xBF\xBE", 3) == 0 || strncmp(text, "\xEF\xBF\xBF", 3) == 0;
    return no ? 3 : 0;
}

void markup_add_bytes(struct buffer *out, const char *bytes, size_t length, const char *keep)
{
    struct buffer visible = {0};
    utf8_add_visible(&visible, bytes, length, keep);
    for (const char *at = buffer_text(&visible); *at; at++) {
        size_t no = is_no_character(at);
        if (no)
            at += no - 1;
        if (no)
            buffer_puts(out, "\xEF\xBF\xBD");
        else if (*at == '&')
            buffer_puts(out, "&amp;");
        else if (*at == '<')
            buffer_puts(out, "&lt;");
        else if (*at == '>')
            buffer_puts(out, "&gt;");
        else if (*at == '"')
            buffer_puts(out, "&quot;");
        else if (*at == '\'')
            buffer_puts(out, "&#39;");
        else
            buffer_putc(out, *at);
    }
    buffer_free(&visible);
}

void markup_add(struct buffer *out, const char *text)
{
    markup_add_bytes(out, text, strlen(text), "");
}

void markup_add_prose(struct buffer *out, const char *text)
{
    bool code = false;
    for (size_t length; *text; text += length + (text[length] == '`')) {
        length = strcspn(text, "`");
        markup_add_bytes(out, text, length, "\n");
        if (text[length] && (code || strchr(text + length + 1, '`'))) {
            buffer_puts(out, code ? "</code>" : "<code>");
            code = !code;
        } else if (text[length]) {
            buffer_putc(out, '`');
        }
    }
}

void markup_add_json(struct buffer *out, const char *json)
{
    for (const char *at = json; *at;) {
        size_t length = strcspn(at, "<"); /* in JSON it stands in strings alone */
        buffer_add(out, at, length);
        at += length;
        buffer_puts(out, *at ? "\\u003C" : "");
        at += *at != '\0';
    }
}
