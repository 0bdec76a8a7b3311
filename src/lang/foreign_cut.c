/* foreign_cut.c - where a statement ends, and which of its pieces are a block: in braces, indented
 * as in Python, or the rest of the line. See foreign_inside.h. */
#include "lang/foreign_inside.h"

#include "lang/words.h"

#include <string.h>

static const struct piece *piece_at(const struct foreign *f, size_t at)
{
    return &f->pieces.items[at];
}

/* Whether a { at `at` begins a block and no value: not behind =, ( or TYPE NAME. */
static bool opens_block(struct foreign *f, struct span head)
{
    struct captures caps;
    for (size_t at = head.begin; at < head.end;) {
        const struct piece *piece = piece_at(f, at);
        if ((piece_is(piece, "=") || piece_is(piece, ":=")) &&
            !foreign_begins(f, head, "for|if|while"))
            return false;
        bool opens = piece->kind == PIECE_SIGN && piece->length == 1 && strchr("([{", *piece->text);
        at = opens ? pieces_behind(&f->pieces, at, head.end) : at + 1;
    }
    if (!foreign_match(f, "%n %n1", head, &caps))
        return true;
    for (const struct constructor *c = foreign_constructors; c->types; c++)
        if (foreign_begins(f, head, c->types) && !foreign_begins(f, head, "once|barrier|lock"))
            return false;
    return true;
}

/* The lines that stand deeper than the head, or what stands behind its colon on the line. */
static size_t indented_end(const struct foreign *f, size_t at, size_t end, unsigned indent)
{
    bool same_line = at < end && !piece_at(f, at)->first;
    for (; at < end; at++)
        if (piece_at(f, at)->first && (same_line || piece_at(f, at)->indent <= indent))
            break;
    return at;
}

static bool goes_on(const struct piece *piece)
{
    return piece->kind == PIECE_SIGN &&
           (piece_is(piece, ".") || piece_is(piece, "&&") || piece_is(piece, "||") ||
            piece_is(piece, "{") || piece_is(piece, "<<"));
}

/* Go's for i := 0; i < 3; i++ { and if v := <-q; v > 2 { */
static bool has_semicolons(struct foreign *f, size_t at, size_t end)
{
    if (!foreign_begins(f, (struct span){at, end}, "for|if") || at + 1 >= end ||
        piece_is(piece_at(f, at + 1), "("))
        return false;
    for (size_t i = at + 1; i < end && !piece_at(f, i)->first; i++)
        if (piece_is(piece_at(f, i), "{"))
            return true;
    return false;
}

static size_t line_end(const struct foreign *f, size_t at, size_t end)
{
    at += at < end && piece_at(f, at)->first; /* the line may begin there */
    while (at < end && !piece_at(f, at)->first && !piece_is(piece_at(f, at), ";") &&
           !piece_is(piece_at(f, at), "else"))
        at++;
    return at;
}

/* Whether HEAD { } is of this language. */
static bool is_own_head(const struct foreign *f, struct span head)
{
    struct buffer text = {0};
    foreign_raw(f, head, &text);
    buffer_puts(&text, " { }");
    bool good = foreign_is_accepted_inside(f, buffer_text(&text));
    buffer_free(&text);
    return good;
}

/* while (x == 0) with what it does on the next line, deeper. */
static bool is_deeper(struct foreign *f, struct span head, size_t at)
{
    return piece_at(f, at)->first && piece_at(f, at)->indent > piece_at(f, head.begin)->indent &&
           foreign_begins(f, head, "if|while|for|else");
}

/* Whether the rest of the line is the head's block: if (x == 1) f(); or if x == 1 then f() or
 * with m print 1 */
static bool opens_line(struct foreign *f, struct span head, size_t at, size_t end)
{
    struct span rest = {at, line_end(f, at, end)};
    for (size_t i = at; i < rest.end; i++)
        if (piece_is(piece_at(f, i), "{"))
            return false;
    if (rest.end <= at || (piece_at(f, at)->first && !is_deeper(f, head, at)))
        return false;
    if (foreign_begins(f, rest, "then|do"))
        return rest.end > at + 1 && foreign_begins(f, head, "if|elif|while|for|else|until");
    const struct piece *piece = piece_at(f, at);
    if (foreign_begins(f, head, "else"))
        return head.end == head.begin + 1 && !foreign_begins(f, rest, "if") &&
               piece->kind == PIECE_WORD;
    const struct word *word =
        piece->kind == PIECE_WORD ? word_find(piece->text, piece->length) : NULL;
    if (foreign_begins(f, head, "if|while|for|repeat") && head.end > head.begin + 1 &&
        !piece_is(piece_at(f, head.begin + 1), "(") && !piece->first) {
        bool assigns = piece->kind == PIECE_WORD && !word && at + 1 < rest.end &&
                       foreign_begins(f, (struct span){at + 1, rest.end}, "=|+=|-=|++|--");
        return ((word && word_is_command(word)) || assigns) && is_own_head(f, head);
    }
    if (foreign_begins(f, head, "if|while|for|repeat"))
        return head.end > head.begin + 1 && piece_is(piece_at(f, head.begin + 1), "(") &&
               pieces_behind(&f->pieces, head.begin + 1, at) == at && piece->kind == PIECE_WORD &&
               piece_is(piece_at(f, at - 1), ")") && !foreign_begins(f, rest, "and|or|is|in");
    size_t least = foreign_begins(f, head, "timer") ? 3 : 2;
    return foreign_begins(f, head, "with|spawn|timer|once|critical|repeat") &&
           !piece_is(piece_at(f, head.begin + 1), ".") && !piece_is(piece_at(f, at - 1), ".") &&
           head.end >= head.begin + least && word && word_is_command(word) &&
           word->id != WORD_DAEMON && rest.end > at + 1;
}

/* if x == 0: x = 1 else: x = 2 on one line: where the else stands, or the end. */
static size_t else_on_line(struct foreign *f, size_t begin, size_t end)
{
    for (size_t at = begin; at + 1 < end && !piece_at(f, at)->first;) {
        const struct piece *piece = piece_at(f, at);
        if (piece_is(piece, "if"))
            return end; /* a value: 1 if x else 2 */
        if ((piece_is(piece, "else") && piece_is(piece + 1, ":")) || piece_is(piece, "elif"))
            return at;
        bool opens = piece->kind == PIECE_SIGN && piece->length == 1 && strchr("([{", *piece->text);
        at = opens ? pieces_behind(&f->pieces, at, end) : at + 1;
    }
    return end;
}

struct statement foreign_cut(struct foreign *f, size_t begin, size_t end)
{
    struct statement s = {.head = {begin, begin}};
    bool semicolons = has_semicolons(f, begin, end);
    size_t at = begin;
    while (at < end) {
        const struct piece *piece = piece_at(f, at);
        s.head.end = at;
        if (at > begin && piece->first && !goes_on(piece) &&
            !(is_deeper(f, s.head, at) && opens_line(f, s.head, at, end))) {
            s.next = at;
            return s;
        }
        if (piece_is(piece, ";") && !semicolons) {
            s.next = at + 1;
            return s;
        }
        if (piece_is(piece, "{") && opens_block(f, s.head)) {
            s.next = pieces_behind(&f->pieces, at, end);
            bool closed = s.next > at + 1 && piece_is(piece_at(f, s.next - 1), "}");
            s.block = (struct span){at + 1, closed ? s.next - 1 : s.next};
            s.has_block = true;
            if (s.next < end && piece_is(piece_at(f, s.next), "(")) /* func() { ... }() */
                s.next = pieces_behind(&f->pieces, s.next, end);
            return s;
        }
        if (piece_is(piece, ":") && (foreign_begins(f, s.head, FOREIGN_PYTHON) ||
                                     foreign_begins(f, s.head, "spawn|timer|repeat|once"))) {
            s.next = indented_end(f, at + 1, end, piece_at(f, begin)->indent);
            if (foreign_begins(f, s.head, "if|elif"))
                s.next = else_on_line(f, at + 1, s.next);
            s.block = (struct span){at + 1, s.next};
            s.has_block = true;
            return s;
        }
        if (at > begin && opens_line(f, s.head, at, end)) {
            size_t rest = at + foreign_begins(f, (struct span){at, end}, "then|do");
            s.next = line_end(f, rest, end);
            s.block = (struct span){rest, s.next};
            s.has_block = true;
            return s;
        }
        bool opens = piece->kind == PIECE_SIGN && piece->length == 1 && strchr("([{", *piece->text);
        at = opens ? pieces_behind(&f->pieces, at, end) : at + 1;
    }
    s.head.end = at;
    s.next = at;
    return s;
}
