/* foreign.c - statements, blocks and whole texts of other languages. See foreign.h. */
#include "lang/foreign_inside.h"

#include "base/memory.h"
#include "lang/parser.h"
#include "lang/words.h"

#include <stdlib.h>
#include <string.h>

static const struct piece *piece_at(const struct foreign *f, size_t at)
{
    return &f->pieces.items[at];
}

/* ---- What the parser says -----------------------------------------------------------------------
 */

/* The text with { } for { ... }, which stands for what the learner writes there. */
static void add_filled(struct buffer *out, const char *text)
{
    const char *mark;
    for (; (mark = strstr(text, "{ ... }")); text = mark + 7) {
        buffer_add(out, text, (size_t)(mark - text));
        buffer_puts(out, "{ }");
    }
    buffer_puts(out, text);
}

bool foreign_is_accepted(const struct foreign *f, const char *text)
{
    struct buffer filled = {0};
    add_filled(&filled, text);
    struct diagnostics found = {0};
    struct source source = {.text = buffer_text(&filled), .length = filled.length};
    struct parser_options options = {.prompt = true, .lab_words = f->options->lab_words};
    struct tree *tree = parser_parse(&source, &options, &found);
    bool good = tree && found.errors == 0;
    if (tree)
        tree_free(tree);
    diagnostics_free(&found);
    buffer_free(&filled);
    return good;
}

/* The same inside loops. */
static bool is_accepted_inside(const struct foreign *f, const char *text)
{
    struct buffer whole = {0};
    buffer_printf(&whole, "while true { %s }", text);
    bool good = foreign_is_accepted(f, f->loops + f->bodies > 0 ? buffer_text(&whole) : text);
    buffer_free(&whole);
    return good;
}

/* ---- Cutting into statements --------------------------------------------------------------------
 */

struct statement {
    struct span head, block;
    bool has_block;
    size_t next;
};

static const char python[] = "with|if|while|for|def|try|class|else|elif|except|finally|async";

static bool begins_with(struct foreign *f, struct span span, const char *words)
{
    struct captures caps;
    return span.begin < span.end &&
           foreign_match(f, words, (struct span){span.begin, span.begin + 1}, &caps);
}

/* Whether a { at `at` begins a block and no value: not behind =, ( or TYPE NAME. */
static bool opens_block(struct foreign *f, struct span head)
{
    struct captures caps;
    for (size_t at = head.begin; at < head.end;) {
        const struct piece *piece = piece_at(f, at);
        if ((piece_is(piece, "=") || piece_is(piece, ":=")) && !begins_with(f, head, "for"))
            return false;
        bool opens = piece->kind == PIECE_SIGN && piece->length == 1 && strchr("([{", *piece->text);
        at = opens ? pieces_behind(&f->pieces, at, head.end) : at + 1;
    }
    if (!foreign_match(f, "%n %n1", head, &caps))
        return true;
    for (const struct constructor *c = foreign_constructors; c->types; c++)
        if (begins_with(f, head, c->types) && !begins_with(f, head, "once|barrier|lock"))
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

/* Go's for i := 0; i < 3; i++ { */
static bool has_semicolons(struct foreign *f, size_t at, size_t end)
{
    if (!begins_with(f, (struct span){at, end}, "for") || at + 1 >= end ||
        piece_is(piece_at(f, at + 1), "("))
        return false;
    for (size_t i = at + 1; i < end && !piece_at(f, i)->first; i++)
        if (piece_is(piece_at(f, i), "{"))
            return true;
    return false;
}

static size_t line_end(const struct foreign *f, size_t at, size_t end)
{
    while (at < end && !piece_at(f, at)->first && !piece_is(piece_at(f, at), ";"))
        at++;
    return at;
}

/* Whether the rest of the line is the head's block: if (x == 1) f(); or if x == 1 then f() or
 * with m print 1 */
static bool opens_line(struct foreign *f, struct span head, size_t at, size_t end)
{
    struct span rest = {at, line_end(f, at, end)};
    for (size_t i = at; i < rest.end; i++)
        if (piece_is(piece_at(f, i), "{"))
            return false;
    if (rest.end <= at || piece_at(f, at)->first)
        return false;
    if (begins_with(f, rest, "then|do"))
        return rest.end > at + 1 && begins_with(f, head, "if|elif|while|for|else|until");
    const struct piece *piece = piece_at(f, at);
    if (begins_with(f, head, "if|while|for|repeat"))
        return head.end > head.begin + 1 && piece_is(piece_at(f, head.begin + 1), "(") &&
               pieces_behind(&f->pieces, head.begin + 1, at) == at && piece->kind == PIECE_WORD &&
               piece_is(piece_at(f, at - 1), ")") && !begins_with(f, rest, "and|or|is|in");
    const struct word *word =
        piece->kind == PIECE_WORD ? word_find(piece->text, piece->length) : NULL;
    size_t least = begins_with(f, head, "timer") ? 3 : 2;
    return begins_with(f, head, "with|spawn|timer|once|critical|repeat") &&
           !piece_is(piece_at(f, head.begin + 1), ".") && head.end >= head.begin + least && word &&
           word_is_command(word) && word->id != WORD_DAEMON && rest.end > at + 1;
}

static struct statement cut(struct foreign *f, size_t begin, size_t end)
{
    struct statement s = {.head = {begin, begin}};
    bool semicolons = has_semicolons(f, begin, end);
    size_t at = begin;
    while (at < end) {
        const struct piece *piece = piece_at(f, at);
        s.head.end = at;
        if (at > begin && piece->first && !goes_on(piece)) {
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
        if (piece_is(piece, ":") &&
            (begins_with(f, s.head, python) || begins_with(f, s.head, "spawn|timer|repeat|once"))) {
            s.next = indented_end(f, at + 1, end, piece_at(f, begin)->indent);
            s.block = (struct span){at + 1, s.next};
            s.has_block = true;
            return s;
        }
        if (at > begin && opens_line(f, s.head, at, end)) {
            size_t rest = at + begins_with(f, (struct span){at, end}, "then|do");
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

/* ---- Functions ----------------------------------------------------------------------------------
 */

/* A parameter's name: n of n: int, int n, n int, n=1. */
static struct span parameter(struct foreign *f, struct span value)
{
    struct captures caps;
    if (foreign_match(f, "%n : %*", value, &caps) || foreign_match(f, "%n = %*", value, &caps))
        return foreign_capture(&caps, "n")->span;
    if (foreign_match(f, "%n int|string|chan|bool|float64 %*", value, &caps))
        return foreign_capture(&caps, "n")->span;
    for (size_t at = value.end; at-- > value.begin;)
        if (piece_at(f, at)->kind == PIECE_WORD)
            return (struct span){at, at + 1};
    return (struct span){0, 0};
}

static void add_define(struct foreign *f, struct span name, struct span rest, struct buffer *out)
{
    struct span value;
    bool first = true;
    buffer_puts(out, "define ");
    foreign_raw(f, name, out);
    buffer_putc(out, '(');
    while (foreign_next(f, &rest, &value)) {
        struct span p = parameter(f, value);
        if (p.begin == p.end || begins_with(f, p, "void|self|this"))
            continue;
        buffer_puts(out, first ? "" : ", ");
        foreign_raw(f, p, out);
        foreign_make(f, p, FOREIGN_NOTHING);
        first = false;
    }
    buffer_putc(out, ')');
}

enum header { HEADER_NONE, HEADER_DONE, HEADER_FLAT };

static enum header function_header(struct foreign *f, struct span head, struct buffer *out)
{
    static const char *const forms[] = {"def|function|func|fn|fun|define|sub|proc %n ( %a ) %*",
                                        "define|def|sub|proc|function|func %n",
                                        "define %n %a",
                                        "%* %n ( %a ) throws %*",
                                        "%* %n ( %a )",
                                        NULL};
    struct captures caps;
    for (size_t i = 0; forms[i]; i++) {
        if (!foreign_match(f, forms[i], head, &caps))
            continue;
        struct span name = foreign_capture(&caps, "n")->span;
        const struct capture *a = foreign_capture(&caps, "a");
        const struct word *word =
            word_find(piece_at(f, name.begin)->text, piece_at(f, name.begin)->length);
        if (i >= 3 &&
            (name.begin == head.begin || begins_with(f, head, python) ||
             begins_with(f, head,
                         "spawn|thread|timer|else|switch|synchronized|repeat|go|catch|"
                         "once|barrier|critical|until|lock|using|parallel") ||
             piece_at(f, head.begin)->kind != PIECE_WORD || (word && word_is_reserved(word))))
            continue;
        if (begins_with(f, name, "main"))
            return HEADER_FLAT;
        f->idioms++;
        add_define(f, name, a ? a->span : (struct span){0, 0}, out);
        return HEADER_DONE;
    }
    return HEADER_NONE;
}

/* ---- Blocks
 * -------------------------------------------------------------------------------------- */

static bool starts(const char *text, const char *word)
{
    size_t length = strlen(word);
    return strncmp(text, word, length) == 0 && (!text[length] || strchr(" :(", text[length]));
}

static bool block_inside(struct foreign *f, const char *header, struct span block,
                         struct buffer *out)
{
    bool loop = starts(header, "for") || starts(header, "while") || starts(header, "repeat");
    bool body = starts(header, "spawn") || starts(header, "define") || starts(header, "timer") ||
                starts(header, "thread");
    bool with = starts(header, "with");
    f->loops += loop;
    f->bodies += body;
    f->withs += with;
    bool good = foreign_statements(f, block, out);
    f->loops -= loop;
    f->bodies -= body;
    f->withs -= with;
    return good;
}

/* for t in list: t.join() */
static bool join_loop(struct foreign *f, const struct statement *s, struct buffer *out)
{
    struct captures caps;
    struct span whole = {s->head.begin, s->block.end};
    static const char *const forms[] = {"for %n in %e : %n . join ( %* )",
                                        "for %n in %e { %n . join ( %* ) ; }",
                                        "for %n in %e { %n . join ( %* ) }",
                                        "for ( %* %n : %e ) { %n . join ( %* ) ; }",
                                        "for %n in %e { join %n",
                                        NULL};
    for (size_t i = 0; forms[i]; i++) {
        struct span span = whole;
        if (span.end < f->pieces.count && piece_is(piece_at(f, span.end), "}") &&
            strchr(forms[i], '}'))
            span.end++;
        if (!foreign_match(f, forms[i], span, &caps))
            continue;
        f->idioms++;
        buffer_puts(out, "join all");
        return true;
    }
    return false;
}

/* A loop that only counts its turns counts from 1. */
static bool counting(struct foreign *f, const struct statement *s, struct buffer *out)
{
    static const char *const forms[] = {"for %n in range ( %e )",
                                        "for ( %* %n = 0 ; %n < %e ; %* )",
                                        "for %n := 0 ; %n < %e ; %*", "for %n in 0 .. %e", NULL};
    struct captures caps;
    for (size_t i = 0; forms[i]; i++) {
        if (i == 3 && !f->pieces.exclusive)
            continue;
        if (!foreign_match(f, forms[i], s->head, &caps))
            continue;
        struct span name = foreign_capture(&caps, "n")->span;
        const struct piece *word = piece_at(f, name.begin);
        bool counts = true;
        for (size_t at = s->block.begin; at < s->block.end; at++) {
            const struct piece *piece = piece_at(f, at);
            if (piece->kind == PIECE_TEXT
                    ? memmem(piece->text, piece->length, word->text, word->length) != NULL
                    : piece->length == word->length &&
                          memcmp(piece->text, word->text, word->length) == 0)
                counts = false;
        }
        if (!counts || s->block.begin == s->block.end || piece_is(word, "_"))
            break;
        f->idioms++;
        buffer_puts(out, "for ");
        foreign_raw(f, name, out);
        buffer_puts(out, " in 1..");
        return foreign_value(f, foreign_capture(&caps, "e")->span, out);
    }
    static const struct idiom less[] = {{"for %n in %e .. %f", 0, "for %n in %e..%-f", NULL},
                                        {NULL, 0, NULL, NULL}};
    return f->pieces.exclusive && foreign_row(f, less, s->head, out, NULL);
}

/* acquire m; try { ... } finally { release m } */
static bool guarded(struct buffer *out, const char *body, const char *last)
{
    static const char *const pairs[][2] = {{"acquire ", "release "}, {"lock ", "unlock "}};
    for (size_t i = 0; i < 2; i++) {
        const char *take = pairs[i][0], *give = pairs[i][1];
        if (strncmp(last, give, strlen(give)) != 0 || strchr(last, ';'))
            continue;
        const char *name = last + strlen(give);
        struct buffer taking = {0};
        buffer_printf(&taking, "%s%s", take, name);
        size_t length = taking.length, at = out->length;
        bool before = at >= length && strcmp(out->bytes + at - length, buffer_text(&taking)) == 0;
        bool inside = strncmp(body, buffer_text(&taking), length) == 0 &&
                      (!body[length] || body[length] == ';');
        buffer_free(&taking);
        if (!before && !inside)
            continue;
        if (before)
            buffer_cut(out, at - length);
        else
            body += length + strspn(body + length, "; ");
        buffer_puts(out, at && !before ? "; " : "");
        buffer_printf(out, "with %s { %s }", name, *body ? body : "...");
        return true;
    }
    return false;
}

static bool try_with(struct foreign *f, const struct statement *s, size_t end, size_t *next,
                     struct buffer *out)
{
    if (!begins_with(f, s->head, "try") || s->next >= end)
        return false;
    struct statement last = cut(f, s->next, end);
    if (!last.has_block || !begins_with(f, last.head, "finally"))
        return false;
    struct buffer body = {0}, release = {0};
    bool good = foreign_statements(f, s->block, &body) &&
                foreign_statements(f, last.block, &release) &&
                guarded(out, buffer_text(&body), buffer_text(&release));
    buffer_free(&body);
    buffer_free(&release);
    if (good) {
        *next = last.next;
        f->idioms++;
    }
    return good;
}

static void separate(struct buffer *out, const char *text)
{
    if (!*text)
        return;
    bool follows = starts(text, "else") || starts(text, "catch") || starts(text, "finally");
    if (out->length)
        buffer_puts(out, follows ? " " : "; ");
    buffer_puts(out, text);
}

/* A statement with a block, behind what `out` holds. */
static bool block_statement(struct foreign *f, const struct statement *s, struct buffer *out)
{
    struct buffer text = {0}, inside = {0};
    enum header header = function_header(f, s->head, &text);
    bool good = true, empty = s->block.begin == s->block.end;
    struct captures caps;
    if (foreign_match(f, "if __name__ == %e", s->head, &caps))
        header = HEADER_FLAT;
    if (header == HEADER_FLAT) {
        f->idioms++;
        f->flat++;
        good = foreign_statements(f, s->block, &inside);
        f->flat--;
        separate(out, buffer_text(&inside));
    } else if (begins_with(f, s->head,
                           "class|struct|type|interface|enum|impl|trait|typedef|union|"
                           "switch|match|select")) {
        good = foreign_row(f, foreign_slips, s->head, &text, NULL);
    } else if (join_loop(f, s, &text)) {
        separate(out, buffer_text(&text));
    } else if (counting(f, s, &text)) {
        good = block_inside(f, buffer_text(&text), s->block, &inside);
        buffer_printf(&text, " { %s }", buffer_text(&inside));
        if (inside.length || !f->starts)
            separate(out, buffer_text(&text));
    } else {
        if (header == HEADER_NONE && s->head.begin < s->head.end) {
            unsigned idioms = f->idioms;
            good = foreign_row(f, foreign_headers, s->head, &text, NULL);
            if (!good) { /* a header of this language */
                foreign_raw(f, s->head, &text);
                struct buffer whole = {0};
                buffer_printf(&whole, "%s { }", buffer_text(&text));
                good = is_accepted_inside(f, buffer_text(&whole));
                buffer_free(&whole);
                f->idioms = idioms;
            }
        }
        good = good && block_inside(f, buffer_text(&text), s->block, &inside);
        if (good && inside.length == 0 && !empty && f->starts) { /* for t in threads: t.start() */
            buffer_clear(&text);
        } else {
            bool two = strchr(buffer_text(&text), '{'); /* with m { with c */
            buffer_printf(&text, "%s{ %s }%s", text.length ? " " : "",
                          inside.length ? buffer_text(&inside) : "...", two ? " }" : "");
            f->ends_early |= inside.length == 0;
        }
        separate(out, buffer_text(&text));
    }
    buffer_free(&text);
    buffer_free(&inside);
    return good;
}

/* ---- Single statements
 * --------------------------------------------------------------------------- */

static bool statement(struct foreign *f, struct span span, struct buffer *out);

static bool is_known_thread(struct foreign *f, size_t at)
{
    return piece_at(f, at)->kind == PIECE_WORD &&
           foreign_kind_of(f, (struct span){at, at + 1}) & FOREIGN_THREAD;
}

/* alice: COMMAND, alice bob: COMMAND, alice COMMAND, COMMAND alice, alice.COMMAND(...) */
static bool order(struct foreign *f, struct span span, struct buffer *out)
{
    size_t at = span.begin, threads = 0;
    bool blank = false;
    if (f->bodies || begins_with(f, span, python))
        return false;
    if (begins_with(f, span, "tell|let|order|make|ask") && span.begin + 1 < span.end &&
        is_known_thread(f, span.begin + 1))
        at = span.begin = span.begin + 1;
    while (at < span.end && is_known_thread(f, at)) {
        threads++;
        at++;
        if (at < span.end &&
            (piece_is(piece_at(f, at), ",") || begins_with(f, (struct span){at, span.end}, "and")))
            at++;
        else if (at < span.end && is_known_thread(f, at))
            blank = true;
    }
    bool colon = at < span.end && piece_is(piece_at(f, at), ":");
    if (threads == 0 || at == span.end || (piece_is(piece_at(f, at), ".")))
        return false;
    struct span command = {at + colon, span.end};
    while (!colon && begins_with(f, command, "should|must|to|do|does|will"))
        command.begin++;
    const struct piece *first = piece_at(f, command.begin < span.end ? command.begin : span.begin);
    const struct word *word =
        first->kind == PIECE_WORD ? word_find(first->text, first->length) : NULL;
    if (!colon && !(word && word_is_command(word)))
        return false;
    for (size_t i = span.begin; i < at; i++)
        if (is_known_thread(f, i)) {
            foreign_raw(f, (struct span){i, i + 1}, out);
            buffer_puts(out, --threads ? ", " : ": ");
        }
    f->idioms += !colon || blank;
    if (!colon)
        buffer_printf(&f->note, "%s%.*s is a thread; a colon stands between it and its order",
                      f->note.length ? "; " : "", (int)piece_at(f, span.begin)->length,
                      piece_at(f, span.begin)->text);
    f->orders++;
    bool good = statement(f, command, out);
    f->orders--;
    return good;
}

/* COMMAND alice, COMMAND by alice */
static bool order_behind(struct foreign *f, struct span span, struct buffer *out)
{
    size_t last = span.end - 1;
    struct captures caps;
    if (f->bodies || f->orders || last < span.begin + 2 || !is_known_thread(f, last) ||
        !foreign_match(f, "%v", (struct span){span.begin, span.begin + 1}, &caps) ||
        begins_with(f, span, "join|cancel|kill|start|rename|daemon|interrupt"))
        return false;
    struct span command = {span.begin, last};
    if (begins_with(f, (struct span){last - 1, last}, "by|as|for|in|from|with|on|to"))
        command.end--;
    struct buffer text = {0};
    foreign_raw(f, (struct span){last, last + 1}, &text);
    buffer_puts(&text, ": ");
    f->orders++;
    bool good = command.end > command.begin + 1 && statement(f, command, &text);
    f->orders--;
    if (good) {
        f->idioms++;
        buffer_puts(out, buffer_text(&text));
    }
    buffer_free(&text);
    return good;
}

/* alice.lock(m) */
static bool order_by_method(struct foreign *f, struct span span, struct buffer *out)
{
    struct captures caps;
    if (f->bodies || f->orders || !foreign_match(f, "%t . %n ( %a )", span, &caps))
        return false;
    struct buffer text = {0};
    struct span rest = foreign_capture(&caps, "a")->span, value;
    foreign_raw(f, foreign_capture(&caps, "t")->span, &text);
    buffer_puts(&text, ": ");
    foreign_raw(f, foreign_capture(&caps, "n")->span, &text);
    while (foreign_next(f, &rest, &value)) {
        buffer_putc(&text, ' ');
        foreign_value(f, value, &text);
    }
    bool good = foreign_is_accepted(f, buffer_text(&text));
    if (good) {
        f->idioms++;
        buffer_puts(out, buffer_text(&text));
    }
    buffer_free(&text);
    return good;
}

/* alice locks m */
static bool order_of_verb(struct foreign *f, struct span span, struct buffer *out)
{
    if (f->bodies || f->orders || span.end < span.begin + 2 || !is_known_thread(f, span.begin))
        return false;
    const struct piece *verb = piece_at(f, span.begin + 1);
    size_t length = verb->length;
    if (verb->kind != PIECE_WORD || length < 4 || verb->text[length - 1] != 's')
        return false;
    bool es = verb->text[length - 2] == 'e' && !word_find(verb->text, length - 1);
    struct buffer text = {0};
    foreign_raw(f, (struct span){span.begin, span.begin + 1}, &text);
    buffer_puts(&text, ": ");
    buffer_add(&text, verb->text, length - (es ? 2 : 1));
    buffer_putc(&text, ' ');
    foreign_raw(f, (struct span){span.begin + 2, span.end}, &text);
    bool good = foreign_is_accepted(f, buffer_text(&text));
    f->idioms += good;
    buffer_puts(out, good ? buffer_text(&text) : "");
    buffer_free(&text);
    return good;
}

/* [WORKER for i in range(N)] */
static bool comprehension(struct foreign *f, struct span span, struct buffer *out)
{
    struct captures caps;
    if (!foreign_match(f, "%n = [ %e for %n1 in range ( %f ) ]", span, &caps))
        return false;
    struct span made = foreign_capture(&caps, "e")->span, turns = foreign_capture(&caps, "f")->span;
    struct span index = foreign_capture(&caps, "n1")->span;
    buffer_puts(out, "for ");
    foreign_raw(f, index, out);
    buffer_puts(out, " in 1..");
    bool good = foreign_value(f, turns, out);
    buffer_puts(out, " { ");
    f->loops++;
    foreign_make(f, foreign_capture(&caps, "n")->span, FOREIGN_OTHER);
    struct buffer text = {0};
    struct captures thread;
    if (foreign_match(f, "thread|process ( %a )", made, &thread)) {
        /* as if it stood behind NAME = */
        size_t before = made.begin;
        good = good && before >= 2;
        struct piece saved[2] = {f->pieces.items[before - 2], f->pieces.items[before - 1]};
        f->pieces.items[before - 2] = f->pieces.items[foreign_capture(&caps, "n")->span.begin];
        f->pieces.items[before - 1] = saved[0];
        good = good && foreign_declaration(f, (struct span){before - 2, made.end}, true, &text);
        f->pieces.items[before - 2] = saved[0];
        f->pieces.items[before - 1] = saved[1];
    } else {
        good = good && statement(f, made, &text);
    }
    f->loops--;
    buffer_printf(out, "%s }", buffer_text(&text));
    buffer_free(&text);
    f->idioms++;
    return good;
}

static bool is_made_here(const struct foreign *f, struct span name)
{
    const struct piece *word = piece_at(f, name.begin);
    for (size_t i = 0; i < f->made_count; i++)
        if (strlen(f->made[i].name) == word->length &&
            memcmp(f->made[i].name, word->text, word->length) == 0)
            return true;
    return false;
}

/* What is dropped: the start of what `spawn` starts, a list that keeps threads, main's return. */
static bool is_dropped(struct foreign *f, struct span span)
{
    struct captures caps;
    static const char *const adding[] = {"%o . append|add|push|push_back ( %e )", NULL};
    if (f->flat && foreign_match(f, "return %*", span, &caps))
        return true;
    if (f->bodies && f->pieces.declares && foreign_match(f, "%n", span, &caps) &&
        !word_find(piece_at(f, span.begin)->text, piece_at(f, span.begin)->length))
        return true; /* global x */
    if (f->starts && f->made_count && foreign_match(f, "%o . start ( )", span, &caps)) {
        struct span name = foreign_capture(&caps, "o")->span;
        return foreign_kind_of(f, name) == FOREIGN_NOTHING || is_made_here(f, name);
    }
    if (!foreign_match(f, adding[0], span, &caps))
        return false;
    struct span added = foreign_capture(&caps, "e")->span;
    return is_made_here(f, foreign_capture(&caps, "o")->span) ||
           (added.end == added.begin + 1 && is_made_here(f, added) &&
            foreign_kind_of(f, added) & FOREIGN_THREAD);
}

/* A value alone is shown. */
static bool value_alone(struct foreign *f, struct span span, struct buffer *out)
{
    struct buffer value = {0};
    unsigned idioms = f->idioms;
    bool good = foreign_value(f, span, &value) && f->idioms > idioms;
    const char *text = buffer_text(&value);
    bool acts = starts(text, "add(") || strncmp(text, "add(", 4) == 0 ||
                strncmp(text, "cas(", 4) == 0 || strncmp(text, "swap(", 5) == 0;
    if (good && f->bodies + f->loops + f->flat > 0 && !acts)
        good = false;
    struct buffer printed = {0};
    buffer_printf(&printed, "%s%s", acts ? "" : "print ", text);
    good = good && foreign_is_accepted(f, buffer_text(&printed));
    if (good)
        buffer_puts(out, buffer_text(&printed));
    buffer_free(&printed);
    buffer_free(&value);
    return good;
}

/* A header whose block is missing. */
static bool header_alone(struct foreign *f, struct span span, struct buffer *out)
{
    struct captures caps;
    bool wanted = begins_with(f, span,
                              "while|for|if|repeat|with|try|loop|forever|until|unless|elif|"
                              "except|synchronized|critical|once|define|def|func|function|fn|do");
    if (!wanted || f->bodies + f->loops > 0)
        return false;
    struct statement s = {.head = span, .block = {span.end, span.end}, .has_block = true};
    if (foreign_match(f, "%* do|then", span, &caps) && span.end > span.begin + 1 &&
        begins_with(f, (struct span){span.end - 1, span.end}, "do|then"))
        s.head.end--;
    return block_statement(f, &s, out);
}

static bool attempt(struct foreign *f, bool (*way)(struct foreign *, struct span, struct buffer *),
                    struct span span, struct buffer *out)
{
    size_t length = out->length, said = f->note.length, missed = f->missing.length;
    unsigned idioms = f->idioms;
    size_t made = f->made_count;
    if (way(f, span, out))
        return true;
    buffer_cut(out, length);
    buffer_cut(&f->note, said);
    buffer_cut(&f->missing, missed);
    f->idioms = idioms;
    while (f->made_count > made)
        free(f->made[--f->made_count].name);
    return false;
}

static bool as_it_is(struct foreign *f, struct span span, struct buffer *out);

/* A command of this language, with a name that suits it. */
static bool own(struct foreign *f, struct span span, struct buffer *out)
{
    const struct piece *first = piece_at(f, span.begin);
    const struct word *word =
        first->kind == PIECE_WORD ? word_find(first->text, first->length) : NULL;
    if (!word || !word_is_command(word) || word->id == WORD_PRINT)
        return false;
    for (size_t at = span.begin; at < span.end; at++)
        if (piece_is(piece_at(f, at), "("))
            return false;
    if (word->class == WORD_OPERATES && span.begin + 1 < span.end && first[1].kind == PIECE_WORD) {
        unsigned kind = foreign_kind_of(f, (struct span){span.begin + 1, span.begin + 2});
        if (!kind || (!f->orders && span.end == span.begin + 2))
            return false;
    }
    return as_it_is(f, span, out);
}

/* LOCK m, Print "hi" */
static bool in_capitals(struct foreign *f, struct span span, struct buffer *out)
{
    const struct piece *first = piece_at(f, span.begin);
    enum { LONGEST = 16 };
    char small[LONGEST + 1] = "";
    if (first->kind != PIECE_WORD || first->length > LONGEST || *first->text < 'A' ||
        *first->text > 'Z' || span.end == span.begin + 1)
        return false;
    for (size_t i = 0; i < first->length; i++)
        small[i] =
            (char)(first->text[i] | ('A' <= first->text[i] && first->text[i] <= 'Z' ? 0x20 : 0));
    const struct word *word = word_find(small, first->length);
    if (!word || !word_is_command(word) ||
        (word->class == WORD_OPERATES && first[1].kind == PIECE_WORD &&
         !foreign_kind_of(f, (struct span){span.begin + 1, span.begin + 2})))
        return false;
    struct buffer text = {0};
    buffer_printf(&text, "%s ", small);
    foreign_raw(f, (struct span){span.begin + 1, span.end}, &text);
    bool good = foreign_is_accepted(f, buffer_text(&text));
    if (good) {
        buffer_puts(out, buffer_text(&text));
        f->idioms++;
    }
    buffer_free(&text);
    return good;
}

/* int v = q.take(): the type says nothing here. */
static bool command(struct foreign *f, struct span span, struct buffer *out);
static bool typed_command(struct foreign *f, struct span span, struct buffer *out)
{
    struct captures caps;
    if (!foreign_match(f, "%n %n1 = %e", span, &caps) &&
        !foreign_match(f, "%n %n1 := %e", span, &caps))
        return false;
    return command(f, (struct span){span.begin + 1, span.end}, out);
}

static bool slip(struct foreign *f, struct span span, struct buffer *out)
{
    char first = *piece_at(f, span.begin)->text;
    if (first >= 'A' && first <= 'Z') /* a type of another language */
        return false;
    return foreign_row(f, foreign_slips, span, out, NULL);
}

static bool command(struct foreign *f, struct span span, struct buffer *out)
{
    return foreign_row(f, foreign_commands, span, out, NULL);
}

static bool declaration(struct foreign *f, struct span span, struct buffer *out)
{
    const struct piece *first = piece_at(f, span.begin);
    const struct word *word =
        first->kind == PIECE_WORD ? word_find(first->text, first->length) : NULL;
    if (word && word->class != WORD_DECLARES && word->class != WORD_BUILTIN &&
        word_is_reserved(word) && span.end > span.begin + 1 && first[1].kind == PIECE_WORD)
        return false; /* lock mm: no type of another language */
    return foreign_declaration(f, span, f->starts, out) &&
           (out->length == 0 || is_accepted_inside(f, buffer_text(out)));
}

/* What is right already. */
static bool as_it_is(struct foreign *f, struct span span, struct buffer *out)
{
    struct buffer text = {0};
    foreign_raw(f, span, &text);
    bool good = text.length > 0 && is_accepted_inside(f, buffer_text(&text));
    if (good)
        buffer_puts(out, buffer_text(&text));
    buffer_free(&text);
    return good;
}

static bool statement(struct foreign *f, struct span span, struct buffer *out)
{
    static bool (*const ways[])(struct foreign *, struct span, struct buffer *) = {
        order,        order_of_verb, order_behind,    own,           in_capitals, slip,
        command,      typed_command, order_by_method, comprehension, declaration, value_alone,
        header_alone, as_it_is};
    bool good = false;
    if (++f->depth < FOREIGN_DEEPEST && span.begin < span.end) {
        struct buffer text = {0};
        if (is_dropped(f, span))
            good = true;
        for (size_t i = 0; !good && i < sizeof ways / sizeof *ways; i++)
            good = attempt(f, ways[i], span, &text);
        buffer_puts(out, buffer_text(&text));
        buffer_free(&text);
    }
    f->depth--;
    return good;
}

bool foreign_statements(struct foreign *f, struct span span, struct buffer *out)
{
    if (++f->depth >= FOREIGN_DEEPEST)
        return false;
    bool good = true;
    for (size_t at = span.begin; good && at < span.end;) {
        struct statement s = cut(f, at, span.end);
        at = s.next > at ? s.next : at + 1;
        if (s.has_block && try_with(f, &s, span.end, &at, out))
            continue;
        if (s.has_block) {
            good = block_statement(f, &s, out);
        } else if (s.head.begin < s.head.end) {
            struct buffer text = {0};
            good = statement(f, s.head, &text);
            separate(out, buffer_text(&text));
            buffer_free(&text);
        }
    }
    f->depth--;
    return good;
}

/* ---- A whole text
 * -------------------------------------------------------------------------------- */

/* Blanks at the ends and how many there are make no difference. */
static bool is_same(const char *a, const char *b, size_t length)
{
    const char *end = b + length;
    while (end > b && strchr(" ;\n\t\r", end[-1]))
        end--;
    while (b < end && *b == ' ')
        b++;
    for (; *a && b < end; a++, b++) {
        if (*a != *b)
            return false;
        while (*a == ' ' && a[1] == ' ')
            a++;
        while (*b == ' ' && b + 1 < end && b[1] == ' ')
            b++;
    }
    return !*a && b >= end;
}

/* The names that are made and are there already. */
static void note_names_in_use(struct foreign *f)
{
    for (size_t i = 0; f->options->kind && i < f->made_count; i++) {
        const char *name = f->made[i].name;
        if (f->made[i].kind == FOREIGN_NOTHING || strstr(buffer_text(&f->missing), name) ||
            !f->options->kind(f->options->context, name))
            continue;
        if (f->made[i].kind == FOREIGN_VARIABLE)
            continue;
        buffer_printf(&f->note, "%s%s is there already", f->note.length ? "; " : "", name);
    }
}

static void finish(struct foreign *f, struct buffer *line)
{
    if (f->needs.length) { /* a wait in a loop: the lock is held around it */
        struct buffer whole = {0};
        buffer_printf(&whole, "with %s { %s }", buffer_text(&f->needs), buffer_text(line));
        buffer_free(line);
        *line = whole;
    }
    note_names_in_use(f);
}

static void forget(struct foreign *f)
{
    for (size_t i = 0; i < f->made_count; i++)
        free(f->made[i].name);
    free(f->made);
    pieces_free(&f->pieces);
    buffer_free(&f->note);
    buffer_free(&f->missing);
    buffer_free(&f->needs);
}

static bool has_start(const struct pieces *p)
{
    for (size_t i = 0; i + 3 < p->count; i++)
        if (piece_is(&p->items[i], ".") && piece_is(&p->items[i + 1], "start") &&
            piece_is(&p->items[i + 2], "(") && piece_is(&p->items[i + 3], ")"))
            return true;
    return false;
}

bool foreign_translate(const char *text, size_t length, const struct foreign_options *options,
                       struct foreign_answer *answer)
{
    struct foreign f = {.options = options};
    struct buffer line = {0};
    pieces_scan(&f.pieces, text, length);
    f.starts = has_start(&f.pieces);
    struct span whole = {0, f.pieces.count};
    while (whole.end && piece_is(&f.pieces.items[whole.end - 1], ";"))
        whole.end--;
    bool good = whole.end > 0 && whole.end < FOREIGN_MOST &&
                (foreign_row(&f, foreign_habits, whole, &line, NULL) ||
                 foreign_statements(&f, whole, &line));
    bool says = good && (f.idioms > 0 || f.pieces.simplified);
    if (says) {
        finish(&f, &line);
        if (line.length && (is_same(buffer_text(&line), text, length) ||
                            !foreign_is_accepted(&f, buffer_text(&line))))
            buffer_clear(&line);
        says = line.length || f.note.length;
    }
    if (says) {
        answer->line = line.length ? buffer_take(&line) : NULL;
        answer->first = memory_copy(answer->line ? buffer_text(&f.missing) : "");
        answer->note = memory_copy(buffer_text(&f.note));
    }
    buffer_free(&line);
    forget(&f);
    return says;
}

void foreign_answer_free(struct foreign_answer *answer)
{
    free(answer->line);
    free(answer->first);
    free(answer->note);
    *answer = (struct foreign_answer){0};
}

/* ---- Python's blocks
 * ------------------------------------------------------------------------------ */

static bool is_block_line(const char *line, const char *words)
{
    struct foreign_options options = {0};
    struct foreign f = {.options = &options};
    pieces_scan(&f.pieces, line, strlen(line));
    size_t count = f.pieces.count;
    bool is = count > 1 && piece_is(&f.pieces.items[count - 1], ":") &&
              begins_with(&f, (struct span){0, count}, words);
    forget(&f);
    return is;
}

bool foreign_opens_block(const char *line)
{
    return is_block_line(line, "with|if|while|for|def|try|class|async");
}

bool foreign_goes_on(const char *line)
{
    return is_block_line(line, "else|elif|except|finally");
}
