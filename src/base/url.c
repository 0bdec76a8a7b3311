/* url.c - see url.h. */
#include "base/url.h"

#include <stdbool.h>
#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_in_scheme(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || (c && strchr("+-.", c));
}

/* The first byte that is in the set, or the length. */
static size_t first_of(const char *text, size_t length, const char *set)
{
    size_t at = 0;
    while (at < length && !(text[at] && strchr(set, text[at])))
        at++;
    return at;
}

/* Where behind "http://", or one slash, or many, a name may begin; 0: there is nothing like that.
 */
static size_t scheme_length(const char *url, size_t length)
{
    size_t at = 0;
    while (at < length && is_in_scheme(url[at]))
        at++;
    if (at == 0 || at == length || url[at] != ':')
        return 0;
    size_t slashes = at + 1;
    while (slashes < length && strchr("/\\", url[slashes]) && url[slashes])
        slashes++;
    return slashes > at + 1 ? slashes : 0;
}

/* Whether what stands before a slash is a host alone, perhaps with its port: localhost:8000. */
static bool is_host(const char *text, size_t length)
{
    bool bracketed = length && text[0] == '['; /* [::1]:8000 */
    size_t from = bracketed ? first_of(text, length, "]") : 0;
    size_t port = from + first_of(text + from, length - from, ":");
    for (size_t at = port; at < length; at++)
        if (text[at] != ':' && (text[at] < '0' || text[at] > '9'))
            return false;
    return true;
}

/* How long the name and password are that `text` begins with, the @ not counted: up to the last @
 * before the host ends, as libcurl reads it. Where that would be no host, a slash of the password
 * has ended it, and the last @ of all counts. 0: there are none. */
static size_t user_length(const char *text, size_t length)
{
    size_t end = first_of(text, length, "/?#"), at = 0;
    if (!memchr(text, '@', end) && !is_host(text, end))
        end = length;
    for (size_t i = 0; i < end; i++)
        if (text[i] == '@')
            at = i;
    return at;
}

void url_add_shown(struct buffer *out, const char *url, size_t length)
{
    size_t user = scheme_length(url, length);
    size_t end = length ? user + user_length(url + user, length - user) : 0;
    const char *colon = end > user ? memchr(url + user, ':', end - user) : NULL;
    if (colon) {
        buffer_add(out, url, (size_t)(colon + 1 - url));
        buffer_puts(out, "***");
        buffer_add(out, url + end, length - end);
    } else if (length) {
        buffer_add(out, url, length);
    }
}

/* Whether the text that ends here asks for what is in quotes behind it. */
static bool ends_in_fetch(const char *text, size_t length)
{
    static const char word[] = "fetch";
    size_t letters = sizeof word - 1;
    while (length && strchr(" \t(", text[length - 1]))
        length--;
    return length >= letters && memcmp(text + length - letters, word, letters) == 0 &&
           (length == letters || !is_in_scheme(text[length - letters - 1]));
}

/* Where a URL that begins at `start` ends: at the quote that it stands behind, else at a blank. */
static size_t url_end(const char *text, size_t length, size_t start)
{
    char quote[] = {start ? text[start - 1] : '\0', '\0'};
    bool quoted = quote[0] && strchr("\"'`", quote[0]);
    return start + first_of(text + start, length - start, quoted ? quote : " \t\n\"'`");
}

void url_add_without_password(struct buffer *out, const char *text, size_t length)
{
    size_t done = 0, at = 0;
    while (at < length) {
        bool begins = at == 0 || !is_in_scheme(text[at - 1]);
        bool quoted = at > 0 && text[at - 1] == '"' && ends_in_fetch(text, at - 1);
        if (!quoted && !(begins && scheme_length(text + at, length - at))) {
            at++;
            continue;
        }
        size_t end = url_end(text, length, at);
        buffer_add(out, text + done, at - done);
        url_add_shown(out, text + at, end - at);
        done = end;
        at = end + 1; /* the quote or blank behind it */
    }
    if (done < length)
        buffer_add(out, text + done, length - done);
}
