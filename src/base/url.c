/* url.c - see url.h. */
#include "base/url.h"

#include <string.h>

/* How long the name and password at the beginning of `text` are, the @ not counted, as libcurl
 * reads it: up to the last @ before the host ends. 0: there are none. */
static size_t user_length(const char *text, size_t length)
{
    size_t end = 0, at = 0;
    while (end < length && !strchr("/?# \t\n\"'`", text[end])) {
        if (text[end] == '@')
            at = end;
        end++;
    }
    return at;
}

void url_add_without_password(struct buffer *out, const char *text, size_t length)
{
    static const char mark[] = "://";
    size_t from = 0;
    for (size_t at = 0; at + sizeof mark - 1 <= length; at++) {
        if (memcmp(text + at, mark, sizeof mark - 1) != 0)
            continue;
        size_t user = at + sizeof mark - 1;
        size_t end = user + user_length(text + user, length - user);
        const char *colon = memchr(text + user, ':', end - user);
        if (!colon)
            continue;
        buffer_add(out, text + from, (size_t)(colon + 1 - (text + from)));
        buffer_puts(out, "***");
        from = end;
        at = end > at ? end - 1 : at;
    }
    buffer_add(out, text + from, length - from);
}
