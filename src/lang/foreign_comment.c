/* foreign_comment.c - comments of other languages, on a line of their own and behind a command. */
#include "lang/foreign_inside.h"

#include "base/memory.h"
#include "lang/lexer.h"

#include <string.h>

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

bool foreign_comment_alone(const char *text, size_t length, struct buffer *line)
{
    const char *end = text + length;
    while (text < end && (is_blank(*text) || *text == '\n'))
        text++;
    while (end > text && (is_blank(end[-1]) || end[-1] == '\n'))
        end--;
    bool closed = end - text >= 4 && text[1] == '*' && memcmp(end - 2, "*/", 2) == 0;
    if (end - text < 2 || *text != '/' || memchr(text, '\n', (size_t)(end - text)))
        return false;
    for (text += 2, end -= closed ? 2 : 0; end > text && end[-1] == ' ';)
        end--;
    buffer_puts(line, "#");
    buffer_add(line, text, (size_t)(end - text));
    return true;
}

/* Whether the word is the name of something that is a value. */
static bool is_value(const struct foreign_options *options, const char *word, size_t length)
{
    struct buffer name = {0};
    buffer_add(&name, word, length);
    bool is = !options->kind || options->kind(options->context, buffer_text(&name)) &
                                    (FOREIGN_VARIABLE | FOREIGN_FUNCTION);
    buffer_free(&name);
    return is;
}

/* Whether Python's // stands before `at`, which divides: a value comes, and no word behind it. */
static bool divides(const struct foreign_options *options, const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    if (at == end)
        return false;
    if (*at == '(' || *at == '-')
        return true;
    const char *word = at;
    while (at < end && lexer_is_word_byte(*at))
        at++;
    if (at == word)
        return false;
    bool number = *word >= '0' && *word <= '9';
    const char *behind = at;
    while (behind < end && is_blank(*behind))
        behind++;
    if (behind < end && (lexer_is_word_byte(*behind) || strchr(".,:!?'\"", *behind)))
        return false;
    return number || is_value(options, word, (size_t)(at - word));
}

/* Where on the line from `at` to `end` a comment begins that is not alone on it, or NULL. */
static const char *find_behind(const struct foreign_options *options, const char *at,
                               const char *end)
{
    const char *begin = at;
    for (char quote = '\0'; at + 1 < end; at++) {
        if (quote) {
            at += *at == '\\';
            quote = at < end && *at == quote ? '\0' : quote;
        } else if (*at == '"' || *at == '\'' || *at == '`') {
            quote = *at;
        } else if (*at == '#') {
            return NULL;
        } else if (memcmp(at, "/*", 2) == 0) {
            const char *close = memory_find(at + 2, (size_t)(end - at) - 2, "*/", 2);
            if (!close)
                return NULL;
            if (close + 2 == end)
                return (size_t)(at - begin) == strspn(begin, " \t") ? NULL : at;
            at = close + 1;
        } else if (memcmp(at, "//", 2) == 0) {
            bool alone = (size_t)(at - begin) == strspn(begin, " \t");
            return alone || (at > begin && at[-1] == ':') || divides(options, at + 2, end) ? NULL
                                                                                           : at;
        }
    }
    return NULL;
}

bool foreign_comments_cut(const struct foreign *f, char *text, size_t length, struct buffer *line)
{
    char *end = text + length;
    bool cut = false, one = !memchr(text, '\n', length);
    for (char *at = text; at < end;) {
        char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop ? stop : end;
        const char *comment = find_behind(f->options, at, stop);
        if (comment) {
            size_t before = (size_t)(comment - at), behind = (size_t)(stop - comment);
            if (one) {
                buffer_add(line, text, before);
                size_t closing = comment[1] == '*' ? 2 : 0;
                if (foreign_is_accepted_inside(f, buffer_text(line)))
                    buffer_printf(line, "#%.*s", (int)(behind - 2 - closing), comment + 2);
                else
                    buffer_clear(line);
            }
            memset(at + before, ' ', behind);
            cut = true;
        }
        at = stop + (stop < end);
    }
    return cut;
}
