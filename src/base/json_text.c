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
