/* foreign_print.c - texts and what prints them: printf's formats, f"", << and +, as here. See
 * foreign_inside.h. */
#include "lang/foreign_inside.h"

#include "lang/lexer.h"
#include "lang/words.h"

#include <string.h>

static const struct piece *piece_at(const struct foreign *f, size_t at)
{
    return &f->pieces.items[at];
}

/* Where the value that a brace opens ends: at the brace that closes it, or at the :, ! or = that
 * says how it is shown. */
static const char *value_end(const char *at, const char *close)
{
    unsigned open = 0;
    for (char quote = '\0'; at < close; at++) {
        bool follows = at + 1 < close && at[1] == '=';
        if (quote)
            quote = *at == quote ? '\0' : quote;
        else if (strchr("\"'", *at))
            quote = *at;
        else if (strchr("([", *at))
            open++;
        else if (strchr(")]", *at))
            open -= open > 0;
        else if (open == 0 &&
                 (*at == ':' || (*at == '!' && !follows) || (*at == '=' && at + 1 == close)))
            return at;
    }
    return close;
}

static const char *closing_brace(const char *at, const char *end)
{
    unsigned open = 1;
    for (; at < end; at++) {
        open += *at == '{';
        open -= *at == '}';
        if (!open)
            return at;
    }
    return NULL;
}

/* The value in the braces that open at `at`, as it is written here. */
static void inner_value(struct foreign *f, const char *at, const char *close, struct buffer *out)
{
    const char *end = value_end(at + 1, close);
    struct pieces around = f->pieces;
    struct buffer value = {0};
    f->pieces = (struct pieces){.exclusive = around.exclusive};
    pieces_scan(&f->pieces, at + 1, (size_t)(end - at - 1));
    bool good = foreign_value(f, (struct span){0, f->pieces.count}, &value);
    pieces_free(&f->pieces);
    f->pieces = around;
    if (end < close && *end == '=') /* {x=} shows its name too */
        buffer_add(out, at + 1, (size_t)(end - at));
    buffer_putc(out, '{');
    if (good)
        buffer_puts(out, buffer_text(&value));
    else
        buffer_add(out, at + 1, (size_t)(end - at - 1));
    buffer_putc(out, '}');
    f->idioms += end < close;
    buffer_free(&value);
}

/* The value at a place of the list, the first being 0. */
static bool value_at(const struct foreign *f, struct span list, unsigned place, struct span *value)
{
    while (foreign_next(f, &list, value))
        if (place-- == 0)
            return true;
    return false;
}

/* get q, await f: an operation in the words of this language. */
static bool waits_inside(const char *at, const char *close)
{
    at += strspn(at, " ");
    size_t length = 0;
    while (at + length < close && lexer_is_word_byte(at[length]))
        length++;
    const struct word *word = word_find(at, length);
    return word && (word->class == WORD_OPERATES || word->id == WORD_ASK) &&
           at + length + 1 < close && at[length] == ' ' && lexer_is_word_byte(at[length + 1]);
}

/* Adds what stands between the quotes. In one that fills {x} stays, else { is a plain brace. A
 * format's %d and {} take one value each of `arguments`, {0} the one at its place; NULL: it is
 * none. */
static bool text_inside(struct foreign *f, const struct piece *piece, struct span *arguments,
                        bool trim, struct buffer *out)
{
    const char *at = piece->text + 1, *end = piece->text + piece->length;
    if (piece->length > 1 && end[-1] == *piece->text)
        end--;
    for (; trim && end > at &&
           (end[-1] == ' ' || (end[-1] == 'n' && end - at > 1 && end[-2] == '\\'));)
        end -= end[-1] == ' ' ? 1 : 2;
    struct span all = arguments ? *arguments : (struct span){0, 0};
    bool fills = piece->fills || (arguments && f->pieces.exclusive), placed = false;
    while (at < end) {
        struct span value;
        bool brace = *at == '{' && at + 1 < end, digit = brace && at[1] >= '0' && at[1] <= '9';
        bool braces = arguments && brace && (at[1] == '}' || at[1] == ':' || digit);
        const char *close = brace ? closing_brace(at + 1, end) : NULL;
        size_t letters = arguments && *at == '%' ? strspn(at + 1, "0123456789.-+lzhqj") + 1 : 0;
        bool percent = letters && at + letters < end && strchr("difsuxcvpgeX", at[letters]);
        if (*at == '\\' && at + 1 < end) {
            if (strchr("nt\\\"", at[1]))
                buffer_add(out, at, 2);
            else
                buffer_add(out, at + 1, 1);
            at += 2;
        } else if (arguments && at + 1 < end && at[0] == '%' && at[1] == '%') {
            buffer_putc(out, '%');
            at += 2;
        } else if ((fills || arguments) && at + 1 < end && strchr("{}", *at) && at[1] == *at) {
            buffer_puts(out, *at == '{' ? "\\{" : "}");
            at += 2;
        } else if (braces || percent) {
            if (digit ? !value_at(f, all, (unsigned)(at[1] - '0'), &value)
                      : !foreign_next(f, arguments, &value))
                return false;
            placed |= digit;
            close = braces ? close : at + letters;
            if (!close)
                return false;
            at = close + 1;
            buffer_putc(out, '{');
            if (!foreign_value(f, value, out))
                return false;
            buffer_putc(out, '}');
        } else if (fills && close) {
            inner_value(f, at, close, out);
            at = close + 1;
        } else if (*at == '{' && close && waits_inside(at + 1, close)) {
            return false; /* it is no brace of a text elsewhere, and cannot stand there */
        } else if (*at == '{') {
            buffer_puts(out, "\\{");
            at++;
        } else if (piece->fills && *at == '$' && at + 1 < end && at[1] == '{') {
            at++;
        } else if (*at == '"') {
            buffer_puts(out, "\\\"");
            at++;
        } else {
            buffer_putc(out, *at++);
        }
    }
    if (placed)
        arguments->begin = arguments->end;
    return true;
}

bool foreign_text(struct foreign *f, const struct piece *piece, struct buffer *out)
{
    if (*piece->text != '"' || piece->fills || piece->text[piece->length - 1] != '"' ||
        piece->length < 2)
        f->idioms++;
    buffer_putc(out, '"');
    bool good = text_inside(f, piece, NULL, false, out);
    buffer_putc(out, '"');
    return good;
}

/* "x = " followed by values and texts, as one text with {x} in it: for << and +. */
static bool joined(struct foreign *f, const struct span *parts, size_t count, struct buffer *out)
{
    buffer_putc(out, '"');
    for (size_t i = 0; i < count; i++) {
        const struct piece *piece = piece_at(f, parts[i].begin);
        bool text = parts[i].end - parts[i].begin == 1 && piece->kind == PIECE_TEXT;
        if (text) {
            bool last = i + 1 == count;
            if (!text_inside(f, piece, NULL, last, out))
                return false;
            continue;
        }
        struct captures caps;
        bool text_of = foreign_match(f, "str|string ( %e )", parts[i], &caps) ||
                       foreign_match(f, "%e . tostring|to_string ( )", parts[i], &caps);
        buffer_putc(out, '{');
        if (!foreign_value(f, text_of ? foreign_capture(&caps, "e")->span : parts[i], out))
            return false;
        buffer_putc(out, '}');
    }
    buffer_putc(out, '"');
    return true;
}

/* Cuts at << or + outside of brackets; the number of parts, 0 where they are too many. */
static size_t cut_at(const struct foreign *f, struct span span, const char *sign,
                     struct span *parts, size_t most)
{
    size_t count = 0, begin = span.begin;
    for (size_t at = span.begin; at <= span.end;) {
        if (at == span.end || piece_is(piece_at(f, at), sign)) {
            if (count == most)
                return 0;
            if (at > begin)
                parts[count++] = (struct span){begin, at};
            begin = ++at;
            continue;
        }
        const struct piece *piece = piece_at(f, at);
        bool opens = piece->kind == PIECE_SIGN && piece->length == 1 && strchr("([{", *piece->text);
        at = opens ? pieces_behind(&f->pieces, at, span.end) : at + 1;
    }
    return count;
}

static bool is_text_alone(const struct foreign *f, struct span span)
{
    return span.end - span.begin == 1 && piece_at(f, span.begin)->kind == PIECE_TEXT;
}

enum { MOST_PARTS = 12 }; /* joined to one text */

/* One value of a print: a + of texts and values becomes one text. */
static bool print_value(struct foreign *f, struct span value, struct buffer *out)
{
    struct span parts[MOST_PARTS];
    size_t count = cut_at(f, value, "+", parts, MOST_PARTS);
    bool any = false;
    for (size_t i = 0; i < count; i++)
        any |= is_text_alone(f, parts[i]);
    if (count > 1 && any)
        return joined(f, parts, count, out);
    return foreign_value(f, value, out);
}

/* "%d\n", "{}" */
static bool is_one_value(const struct piece *piece)
{
    static const char *const formats[] = {"%d",  "%i", "%s", "%ld", "%lu",
                                          "%zu", "%u", "%v", "{}",  "{:?}"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        size_t length = strlen(formats[i]);
        if (piece->length >= length + 2 && memcmp(piece->text + 1, formats[i], length) == 0 &&
            (piece->length == length + 2 ||
             (piece->length == length + 4 && piece->text[length + 1] == '\\')))
            return true;
    }
    return false;
}

static bool takes_values(const struct foreign *f, const struct piece *text)
{
    for (size_t i = 0; i + 1 < text->length; i++)
        if ((text->text[i] == '%' && text->text[i + 1] != '%' && text->text[i + 1] != ' ') ||
            (f->pieces.exclusive && text->text[i] == '{'))
            return true;
    return false;
}

/* "x is {}".format(x) */
static bool print_filled(struct foreign *f, struct span value, struct buffer *out)
{
    struct captures caps;
    if (!foreign_match(f, "%e . format ( %a )", value, &caps) ||
        !is_text_alone(f, foreign_capture(&caps, "e")->span))
        return false;
    struct span arguments = foreign_capture(&caps, "a")->span;
    buffer_putc(out, '"');
    bool good = text_inside(f, piece_at(f, value.begin), &arguments, false, out);
    buffer_putc(out, '"');
    return good;
}

/* "x is {0}", x, as C# fills it */
static bool has_places(const struct piece *text)
{
    for (size_t i = 0; i + 2 < text->length; i++)
        if (text->text[i] == '{' && text->text[i + 1] >= '0' && text->text[i + 1] <= '9' &&
            strchr("}:,", text->text[i + 2]))
            return true;
    return false;
}

/* "x is %d" % x */
static bool print_percent(struct foreign *f, struct span value, struct buffer *out)
{
    struct span parts[2];
    if (cut_at(f, value, "%", parts, 2) != 2 || !is_text_alone(f, parts[0]))
        return false;
    struct captures caps;
    if (foreign_match(f, "( %a )", parts[1], &caps))
        parts[1] = foreign_capture(&caps, "a")->span;
    buffer_putc(out, '"');
    bool good = text_inside(f, piece_at(f, parts[0].begin), &parts[1], true, out);
    buffer_putc(out, '"');
    return good;
}

/* What print(..., sep="") puts between its values; NULL: it says nothing of it. */
static const struct piece *separator(const struct foreign *f, struct span rest)
{
    struct span value, keyword;
    while (foreign_next(f, &rest, &value))
        if (foreign_keyword(f, &value, &keyword) && piece_is(piece_at(f, keyword.begin), "sep") &&
            is_text_alone(f, value))
            return piece_at(f, value.begin);
    return NULL;
}

/* print("x=", x, sep=""): one text with the values in it. */
static bool print_separated(struct foreign *f, struct span rest, const struct piece *sep,
                            struct buffer *out)
{
    struct span value, keyword;
    bool good = true, first = true;
    buffer_putc(out, '"');
    while (good && foreign_next(f, &rest, &value)) {
        if (foreign_keyword(f, &value, &keyword))
            continue;
        good = first || text_inside(f, sep, NULL, false, out);
        first = false;
        if (good && is_text_alone(f, value)) {
            good = text_inside(f, piece_at(f, value.begin), NULL, false, out);
        } else if (good) {
            buffer_putc(out, '{');
            good = foreign_value(f, value, out);
            buffer_putc(out, '}');
        }
    }
    buffer_putc(out, '"');
    return good;
}

/* Values with commas between. */
static bool print_list(struct foreign *f, struct span rest, struct buffer *out)
{
    struct span value, keyword;
    bool first = true;
    const struct piece *sep = separator(f, rest);
    if (sep)
        return print_separated(f, rest, sep, out);
    while (foreign_next(f, &rest, &value)) {
        if (foreign_keyword(f, &value, &keyword))
            continue;
        if (first && rest.begin < rest.end && is_text_alone(f, value) &&
            has_places(piece_at(f, value.begin))) {
            buffer_putc(out, '"');
            bool good = text_inside(f, piece_at(f, value.begin), &rest, true, out);
            buffer_putc(out, '"');
            return good;
        }
        buffer_puts(out, first ? "" : ", ");
        size_t length = out->length;
        first = false;
        if (print_percent(f, value, out))
            continue;
        buffer_cut(out, length);
        if (print_filled(f, value, out))
            continue;
        buffer_cut(out, length);
        if (!print_value(f, value, out))
            return false;
    }
    return true;
}

bool foreign_print(struct foreign *f, struct span rest, bool format, struct buffer *out)
{
    struct span parts[MOST_PARTS], value;
    size_t count = cut_at(f, rest, "<<", parts, MOST_PARTS);
    buffer_puts(out, "print");
    if (rest.begin == rest.end)
        return true;
    buffer_putc(out, ' ');
    if (count > 1 || format) {
        while (count > 1 && parts[count - 1].end - parts[count - 1].begin == 1 &&
               piece_is(piece_at(f, parts[count - 1].begin), "endl"))
            count--;
        while (count > 1 && is_text_alone(f, parts[count - 1]) &&
               memchr(piece_at(f, parts[count - 1].begin)->text, '\\', 2) &&
               piece_at(f, parts[count - 1].begin)->length <= 4)
            count--;
        if (count > 1)
            return joined(f, parts, count, out);
        if (!foreign_next(f, &rest, &value))
            return false;
        if (!is_text_alone(f, value) || count != 1)
            return count == 1 && print_list(f, parts[0], out);
        if (!takes_values(f, piece_at(f, value.begin)) && rest.begin < rest.end)
            return print_list(f, parts[0], out);
        if (is_one_value(piece_at(f, value.begin)) && foreign_next(f, &rest, &value))
            return foreign_value(f, value, out);
        buffer_putc(out, '"');
        if (!text_inside(f, piece_at(f, value.begin), &rest, true, out))
            return false;
        buffer_putc(out, '"');
        return true;
    }
    return print_list(f, rest, out);
}
