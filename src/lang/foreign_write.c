/* foreign_write.c - values of other languages, and the texts of rows with what was captured,
 * written as here. See foreign_inside.h. */
#include "lang/foreign_inside.h"

#include "lang/words.h"

#include <stdlib.h>
#include <string.h>

static const struct piece *piece_at(const struct foreign *f, size_t at)
{
    return &f->pieces.items[at];
}

void foreign_raw(const struct foreign *f, struct span span, struct buffer *out)
{
    if (span.begin >= span.end)
        return;
    const struct piece *a = piece_at(f, span.begin), *b = piece_at(f, span.end - 1);
    if (b->end > a->begin)
        buffer_add(out, a->begin, (size_t)(b->end - a->begin));
}

void foreign_cut_note(struct foreign *f, size_t length)
{
    buffer_cut(&f->note, length);
    if (f->reserved_told > length)
        f->reserved_told = 0;
}

struct foreign_mark foreign_mark_here(const struct foreign *f, const struct buffer *out)
{
    return (struct foreign_mark){.out = out->length,
                                 .note = f->note.length,
                                 .missing = f->missing.length,
                                 .needs = f->needs.length,
                                 .made = f->made_count,
                                 .held = f->held.count,
                                 .idioms = f->idioms};
}

void foreign_go_back(struct foreign *f, const struct foreign_mark *mark, struct buffer *out)
{
    foreign_held_cut(f, mark->held);
    if (f->needs.length > mark->needs)
        buffer_cut(&f->needs, mark->needs);
    buffer_cut(out, mark->out);
    foreign_cut_note(f, mark->note);
    buffer_cut(&f->missing, mark->missing);
    f->idioms = mark->idioms;
    while (f->made_count > mark->made)
        free(f->made[--f->made_count].name);
}

void foreign_add_name(struct foreign *f, size_t at, struct buffer *out)
{
    bool guard = f->guard.end > f->guard.begin && foreign_is_same(f, at, f->guard.begin);
    const struct piece *piece = piece_at(f, guard ? f->guarded_by.begin : at);
    const struct word *word = word_find(piece->text, piece->length);
    buffer_add(out, piece->text, piece->length);
    buffer_puts(out, guard ? "_value" : "");
    if (guard || !word || !word_is_reserved(word) || word->id == WORD_ME || word->id == WORD_ALL)
        return;
    buffer_putc(out, '1');
    if (f->reserved_told)
        return;
    buffer_printf(&f->note, "%s'%s' is a word of the language and cannot be a name",
                  f->note.length ? "; " : "", word->name);
    f->reserved_told = f->note.length;
}

bool foreign_next(const struct foreign *f, struct span *rest, struct span *value)
{
    if (rest->begin >= rest->end)
        return false;
    size_t at = rest->begin;
    while (at < rest->end && !piece_is(piece_at(f, at), ",")) {
        const struct piece *piece = piece_at(f, at);
        bool opens = piece->kind == PIECE_SIGN && piece->length == 1 && strchr("([{", *piece->text);
        at = opens ? pieces_behind(&f->pieces, at, rest->end) : at + 1;
    }
    *value = (struct span){rest->begin, at};
    rest->begin = at + 1;
    return true;
}

bool foreign_keyword(const struct foreign *f, struct span *value, struct span *keyword)
{
    if (value->end - value->begin < 3 || piece_at(f, value->begin)->kind != PIECE_WORD ||
        !(piece_is(piece_at(f, value->begin + 1), "=") ||
          piece_is(piece_at(f, value->begin + 1), ":")) ||
        piece_is(piece_at(f, value->begin), "lambda"))
        return false;
    *keyword = (struct span){value->begin, value->begin + 1};
    value->begin += 2;
    return true;
}

/* ---- Values ---------------------------------------------------------------------------------- */

static const struct {
    const char *there, *here;
} words[] = {{"True", "true"},
             {"TRUE", "true"},
             {"False", "false"},
             {"FALSE", "false"},
             {"None", "none"},
             {"null", "none"},
             {"NULL", "none"},
             {"nil", "none"},
             {"nullptr", "none"},
             {"undefined", "none"},
             {"EXIT_SUCCESS", "0"},
             {"EXIT_FAILURE", "1"},
             {"&&", " and "},
             {"||", " or "},
             {"===", " == "},
             {"!==", " != "},
             {"is", " == "},
             {"!", "not "},
             {"//", " / "},
             {"!=", " != "},
             {"==", " == "},
             {"<", " < "},
             {"<=", " <= "},
             {">", " > "},
             {">=", " >= "},
             {"+", " + "},
             {"*", " * "},
             {"/", " / "},
             {"%", " % "},
             {",", ", "},
             {"and", " and "},
             {"or", " or "},
             {"not", " not "},
             {"(", "("},
             {")", ")"},
             {"[", "["},
             {"]", "]"},
             {"..", ".."}};

/* How many of them, from the first on, are words of other languages; and are values. */
enum { STRANGE_WORDS = 19, CONSTANTS = 12 };

const char *foreign_constant(const char *word, size_t length)
{
    for (size_t i = 0; i < CONSTANTS; i++)
        if (strlen(words[i].there) == length && memcmp(words[i].there, word, length) == 0)
            return words[i].here;
    return NULL;
}

/* now + 15: here such a number counts nothing, seconds are said. */
static bool is_beside_now(const struct buffer *value)
{
    static const char *const ends[] = {"now + ", "now - "};
    for (size_t i = 0; i < 2; i++)
        if (value->length >= 6 && memcmp(value->bytes + value->length - 6, ends[i], 6) == 0)
            return true;
    return false;
}

static bool number_value(const struct piece *piece, struct buffer *out)
{
    size_t length = piece->length;
    while (length > 1 && strchr("lLuUfFn", piece->text[length - 1]))
        length--;
    for (size_t i = 0; i < length; i++)
        if (piece->text[i] != '_')
            buffer_putc(out, piece->text[i]);
    return length > 0;
}

static bool sign_value(struct foreign *f, struct span span, size_t at, struct buffer *out)
{
    const struct piece *piece = piece_at(f, at);
    bool before = at > span.begin &&
                  (piece_at(f, at - 1)->kind != PIECE_SIGN || piece_is(piece_at(f, at - 1), ")") ||
                   piece_is(piece_at(f, at - 1), "]"));
    if (piece_is(piece, "-")) {
        buffer_puts(out, before ? " - " : "-");
        return true;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!piece_is(piece, words[i].there))
            continue;
        const char *here = words[i].here;
        bool begins = out->length == 0 || strchr(" (", out->bytes[out->length - 1]);
        buffer_puts(out, *here == ' ' && begins ? here + 1 : here);
        f->idioms += i < STRANGE_WORDS;
        return true;
    }
    return false;
}

/* How far a name goes on with .name, (...), [...]: the ends of the longer and longer stretches. */
static size_t primary(const struct foreign *f, struct span span, size_t *ends, size_t most)
{
    size_t at = span.begin, count = 0;
    do {
        at++;
        if (count < most)
            ends[count++] = at;
        while (at < span.end &&
               (piece_is(piece_at(f, at), "(") || piece_is(piece_at(f, at), "["))) {
            at = pieces_behind(&f->pieces, at, span.end);
            if (count < most)
                ends[count++] = at;
        }
        if (at + 1 < span.end && piece_is(piece_at(f, at), ".") &&
            piece_at(f, at + 1)->kind == PIECE_WORD)
            at++;
        else
            break;
    } while (at < span.end);
    return count;
}

/* A word and what belongs to it; stores where that ends. */
static bool word_value(struct foreign *f, struct span span, size_t *next, struct buffer *out)
{
    enum { MOST_ENDS = 12 };
    size_t ends[MOST_ENDS], count = primary(f, span, ends, MOST_ENDS);
    for (size_t i = count; i-- > 0;) {
        if (foreign_row(f, foreign_values, (struct span){span.begin, ends[i]}, out, NULL)) {
            *next = ends[i];
            return true;
        }
    }
    const struct piece *piece = piece_at(f, span.begin);
    *next = span.begin + 1;
    if (sign_value(f, span, span.begin, out))
        return true;
    const struct word *word = word_find(piece->text, piece->length);
    if (*next < span.end && piece_is(piece_at(f, *next), "."))
        return false;
    if (f->guard.end > f->guard.begin && foreign_is_same(f, span.begin, f->guard.begin)) {
        foreign_add_name(f, span.begin, out);
        return true;
    }
    if (word && word_is_own(word) && word->class != WORD_VALUE_OR_OPERATOR &&
        word->class != WORD_BUILTIN) {
        bool calls = *next < span.end && piece_is(piece_at(f, *next), "(");
        if (calls || (word->class == WORD_OPERATES && span.begin + 1 < span.end &&
                      piece_at(f, *next)->kind == PIECE_WORD))
            return false;
        f->idioms++; /* a name there: time.time() - start */
        foreign_add_name(f, span.begin, out);
        return true;
    }
    buffer_add(out, piece->text, piece->length);
    return true;
}

static bool is_operator(const struct piece *piece)
{
    static const char *const operators[] = {"and", "or", "not", "is"};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (piece->kind == PIECE_WORD && piece_is(piece, operators[i]))
            return true;
    return false;
}

bool foreign_value(struct foreign *f, struct span span, struct buffer *out)
{
    struct buffer value = {0};
    bool operand = false; /* the piece before ends one */
    bool good = span.begin < span.end && ++f->depth < FOREIGN_DEEPEST;
    for (size_t at = span.begin, next; good && at < span.end; at = next) {
        const struct piece *piece = piece_at(f, at);
        bool joins = is_operator(piece);
        next = at + 1;
        if (operand && !joins && piece->kind != PIECE_SIGN)
            good = false;
        else if (piece->kind == PIECE_WORD)
            good = word_value(f, (struct span){at, span.end}, &next, &value);
        else if (piece->kind == PIECE_NUMBER && is_beside_now(&value))
            good = foreign_duration(f, (struct span){at, at + 1}, FOREIGN_SECONDS, &value);
        else if (piece->kind == PIECE_NUMBER)
            good = number_value(piece, &value);
        else if (piece->kind == PIECE_TEXT)
            good = foreign_text(f, piece, &value);
        else
            good = sign_value(f, span, at, &value);
        const struct piece *last = piece_at(f, next - 1);
        operand = (last->kind != PIECE_SIGN && !is_operator(last)) || piece_is(last, ")") ||
                  piece_is(last, "]");
    }
    f->depth -= span.begin < span.end;
    buffer_puts(out, buffer_text(&value));
    buffer_free(&value);
    return good;
}

bool foreign_values_list(struct foreign *f, struct span rest, struct buffer *out)
{
    struct span value, keyword;
    for (bool first = true; foreign_next(f, &rest, &value); first = false) {
        if (value.begin == value.end)
            continue;
        foreign_keyword(f, &value, &keyword);
        buffer_puts(out, first ? "" : ", ");
        if (!foreign_value(f, value, out))
            return false;
    }
    return true;
}

/* ---- Rows' texts ----------------------------------------------------------------------------- */

/* N - 1 of a value. */
static bool one_less(struct foreign *f, struct span span, struct buffer *out)
{
    const struct piece *piece = piece_at(f, span.begin);
    if (span.end - span.begin == 1 && piece->kind == PIECE_NUMBER && piece->length < 10 &&
        strspn(piece->text, "0123456789") >= piece->length) {
        buffer_printf(out, "%ld", strtol(piece->text, NULL, 10) - 1);
        return true;
    }
    bool good = foreign_value(f, span, out);
    buffer_puts(out, span.end - span.begin == 1 ? "-1" : " - 1");
    return good;
}

/* Whether the text adds to it or takes from it. */
static bool is_used_as_list(struct foreign *f, size_t name)
{
    for (size_t at = 0; at + 3 < f->pieces.count; at++)
        if (piece_is(piece_at(f, at + 1), ".") && foreign_is_same(f, at, name) &&
            foreign_begins(f, (struct span){at + 2, f->pieces.count},
                           "pop|popleft|append|appendleft|put|get|poll|offer|take|push"))
            return true;
    return false;
}

/* A number alone is true in other languages where it is not 0; C's calls are where they failed. */
static bool condition(struct foreign *f, struct span span, struct buffer *out)
{
    struct captures caps;
    if (foreign_row(f, foreign_conditions, span, out, NULL))
        return true;
    bool negated = foreign_match(f, "!|not %o", span, &caps);
    const struct capture *o = NULL;
    if (negated || foreign_match(f, "%o", span, &caps))
        o = foreign_capture(&caps, "o");
    unsigned kind = o ? foreign_kind_of(f, o->span) : FOREIGN_NOTHING;
    if (o && (kind ? kind & (FOREIGN_QUEUE | FOREIGN_ARRAY) : is_used_as_list(f, o->span.begin))) {
        f->idioms++;
        buffer_puts(out, "len(");
        foreign_add_name(f, o->span.begin, out);
        buffer_puts(out, negated ? ") == 0" : ") > 0");
        return true;
    }
    if (!o || !(kind & FOREIGN_NUMBER))
        return foreign_value(f, span, out);
    f->idioms++;
    foreign_raw(f, o->span, out);
    buffer_puts(out, negated ? " == 0" : " != 0");
    return true;
}

/* threads[i]: here each has a name of its own, "threads{i}". */
static bool is_thread_of_many(struct foreign *f, struct span name)
{
    unsigned kind = foreign_kind_of(f, name);
    return f->filling & (FOREIGN_THREAD | FOREIGN_TIMER) && (!kind || kind == FOREIGN_OTHER);
}

static bool fill_one(struct foreign *f, const struct capture *c, bool less, bool raw,
                     struct span arguments, struct buffer *out)
{
    if (less)
        return one_less(f, c->span, out);
    if (raw) {
        foreign_raw(f, c->span, out);
        return true;
    }
    switch (c->name[0]) {
    case 'd':
    case 'u':
        return foreign_duration(f, c->span, FOREIGN_SECONDS, out);
    case 'm':
        return foreign_duration(f, c->span, FOREIGN_MILLISECONDS, out);
    case 'i':
        return foreign_duration(f, c->span, FOREIGN_MICROSECONDS, out);
    case 'b':
        return foreign_body(f, c->span, arguments, out);
    case 'a':
        return foreign_values_list(f, c->span, out);
    case 'o':
        if (c->span.end - c->span.begin > 2 && is_thread_of_many(f, c->span)) {
            const struct piece *name = piece_at(f, c->span.begin);
            if (c->span.end == c->span.begin + 4 && name[2].kind == PIECE_NUMBER) {
                buffer_printf(out, "%.*s%.*s", (int)name->length, name->text, (int)name[2].length,
                              name[2].text);
                return true;
            }
            buffer_printf(out, "\"%.*s{", (int)name->length, name->text);
            bool written = foreign_value(f, (struct span){c->span.begin + 2, c->span.end - 1}, out);
            buffer_puts(out, "}\"");
            return written;
        }
        foreign_add_name(f, c->span.begin, out);
        if (c->span.end - c->span.begin < 3)
            return true;
        buffer_putc(out, '[');
        bool good = foreign_value(f, (struct span){c->span.begin + 2, c->span.end - 1}, out);
        buffer_putc(out, ']');
        return good;
    case 'n':
        foreign_add_name(f, c->span.begin, out);
        return true;
    case 'c':
        return condition(f, c->span, out);
    case 'e':
    case 'f':
        return foreign_value(f, c->span, out);
    default:
        foreign_raw(f, c->span, out);
        return true;
    }
}

bool foreign_fill(struct foreign *f, const char *here, const struct captures *caps,
                  struct buffer *out)
{
    struct span none = {0, 0};
    const struct capture *arguments = foreign_capture(caps, "a");
    while (*here) {
        if (*here != '%') {
            buffer_putc(out, *here++);
            continue;
        }
        here++;
        bool less = *here == '-', raw = *here == '=', bare = *here == '~';
        bool print = *here == '!', format = *here == '?' || bare;
        here += less || raw || print || format;
        char name[2] = {here[0], here[0] && here[1] >= '0' && here[1] <= '9' ? here[1] : '\0'};
        here += name[1] ? 2 : 1;
        const struct capture *c = foreign_capture(caps, name);
        if (!c)
            return false;
        if (print || format) {
            struct buffer text = {0};
            bool good = foreign_print(f, c->span, format, &text);
            buffer_puts(out, buffer_text(&text) + (bare && text.length > 6 ? 6 : 0));
            buffer_free(&text);
            if (!good)
                return false;
        } else if (!fill_one(f, c, less, raw, arguments ? arguments->span : none, out)) {
            return false;
        }
    }
    return true;
}
