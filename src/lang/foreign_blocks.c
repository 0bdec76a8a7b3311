/* foreign_blocks.c - statements one after the other, functions, and what has a block. See
 * foreign_inside.h. */
#include "lang/foreign_inside.h"

#include "base/memory.h"
#include "lang/words.h"

#include <stdlib.h>
#include <string.h>

static const struct piece *piece_at(const struct foreign *f, size_t at)
{
    return &f->pieces.items[at];
}

/* ---- Functions ------------------------------------------------------------------------------- */

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

void foreign_add_define(struct foreign *f, struct span name, struct span rest, struct buffer *out)
{
    struct span value;
    bool first = true;
    buffer_puts(out, "define ");
    foreign_add_name(f, name.begin, out);
    buffer_putc(out, '(');
    while (foreign_next(f, &rest, &value)) {
        struct span p = parameter(f, value);
        if (p.begin == p.end || foreign_begins(f, p, "void|self|this"))
            continue;
        buffer_puts(out, first ? "" : ", ");
        foreign_add_name(f, p.begin, out);
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
    bool guarded = foreign_begins(f, head, "synchronized") &&
                   (foreign_match(f, "synchronized %n %n1 ( %* )", head, &caps) ||
                    foreign_match(f, "synchronized %n %n1 ( %* ) throws %*", head, &caps));
    f->guarded = guarded;
    head.begin += guarded;
    for (size_t i = 0; forms[i]; i++) {
        if (!foreign_match(f, forms[i], head, &caps))
            continue;
        struct span name = foreign_capture(&caps, "n")->span;
        const struct capture *a = foreign_capture(&caps, "a");
        const struct word *word =
            word_find(piece_at(f, name.begin)->text, piece_at(f, name.begin)->length);
        if (i >= 3 && (name.begin == head.begin || foreign_begins(f, head, FOREIGN_PYTHON) ||
                       foreign_begins(f, head,
                                      "spawn|thread|timer|else|switch|synchronized|repeat|go|catch|"
                                      "once|barrier|critical|until|lock|using|parallel") ||
                       piece_at(f, head.begin)->kind != PIECE_WORD ||
                       (word && word_is_own(word) && !foreign_is_function_head(f, head))))
            continue;
        if (foreign_begins(f, name, "main"))
            return HEADER_FLAT;
        f->idioms++;
        foreign_add_define(f, name, a ? a->span : (struct span){0, 0}, out);
        if (guarded) {
            buffer_puts(out, " { with monitor1");
            if (!strstr(buffer_text(&f->missing), "mutex monitor1") && f->options->kind &&
                !f->options->kind(f->options->context, "monitor1"))
                buffer_puts(&f->missing, f->missing.length ? "; mutex monitor1" : "mutex monitor1");
        }
        return HEADER_DONE;
    }
    return HEADER_NONE;
}

/* ---- Blocks ---------------------------------------------------------------------------------- */

static bool starts(const char *text, const char *word)
{
    size_t length = strlen(word);
    return strncmp(text, word, length) == 0 && (!text[length] || strchr(" :(", text[length]));
}

static bool block_inside(struct foreign *f, const char *header, struct span block,
                         struct buffer *out)
{
    const char *last = strrchr(header, ';'); /* n = 3; spawn */
    if (last)
        header = last + 1 + strspn(last + 1, " ");
    bool loop = starts(header, "for") || starts(header, "while") || starts(header, "repeat");
    bool body = starts(header, "spawn") || starts(header, "define") || starts(header, "timer") ||
                starts(header, "thread");
    size_t held = f->held.count;
    if (body)
        foreign_held_body(f, starts(header, "define"));
    else
        foreign_held_enter(f, header);
    f->loops += loop;
    f->bodies += body;
    bool good = foreign_statements(f, block, out);
    f->loops -= loop;
    f->bodies -= body;
    foreign_held_cut(f, held);
    return good;
}

/* for i in range(10, 0, -2), for (i = 9; i > 0; i--), for (i = 0; i < 9; i += 3) */
static bool stepping(struct foreign *f, const struct statement *s, struct buffer *out)
{
    static const struct {
        const char *form, *begin, *end;
    } rows[] = {
        {"for %n in range ( %e , %f , - %e1 )", "%n = %e; while %n > %f { ", "; %n -= %e1 }"},
        {"for %n in range ( %e , %f , %e1 )", "%n = %e; while %n < %f { ", "; %n += %e1 }"},
        {"for ( %* %n = %e ; %n > %f ; %n -- )", "%n = %e; while %n > %f { ", "; %n -= 1 }"},
        {"for ( %* %n = %e ; %n >= %f ; %n -- )", "%n = %e; while %n >= %f { ", "; %n -= 1 }"},
        {"for ( %* %n = %e ; %n > %f ; -- %n )", "%n = %e; while %n > %f { ", "; %n -= 1 }"},
        {"for ( %* %n = %e ; %n >= %f ; -- %n )", "%n = %e; while %n >= %f { ", "; %n -= 1 }"},
        {"for %n := %e ; %n > %f ; %n --", "%n = %e; while %n > %f { ", "; %n -= 1 }"},
        {"for %n := %e ; %n >= %f ; %n --", "%n = %e; while %n >= %f { ", "; %n -= 1 }"},
        {"for ( %* %n = %e ; %n < %f ; %n += %e1 )", "%n = %e; while %n < %f { ", "; %n += %e1 }"},
        {"for ( %* %n = %e ; %n <= %f ; %n += %e1 )", "%n = %e; while %n <= %f { ",
         "; %n += %e1 }"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct captures caps;
        if (!foreign_match(f, rows[i].form, s->head, &caps))
            continue;
        struct buffer inside = {0}, text = {0};
        f->loops++;
        bool good = foreign_statements(f, s->block, &inside);
        f->loops--;
        good = good && foreign_fill(f, rows[i].begin, &caps, &text);
        buffer_puts(&text, inside.length ? buffer_text(&inside) : "...");
        good = good && foreign_fill(f, rows[i].end, &caps, &text);
        buffer_puts(out, buffer_text(&text));
        buffer_free(&inside);
        buffer_free(&text);
        f->idioms += good;
        return good;
    }
    return false;
}

/* if v := <-q; v > 2: the statement before the condition stands before it all. */
static bool beginning(struct foreign *f, struct statement *s, struct buffer *out)
{
    struct captures caps;
    size_t at = s->head.begin + 1;
    if (!foreign_begins(f, s->head, "if") || !foreign_match(f, "if %* ; %*", s->head, &caps))
        return false;
    while (!piece_is(piece_at(f, at), ";"))
        at++;
    if (!foreign_statement(f, (struct span){s->head.begin + 1, at}, out))
        return false;
    struct piece *kept = &f->pieces.items[at]; /* if CONDITION from there on */
    *kept = *piece_at(f, s->head.begin);
    s->head.begin = at;
    f->idioms++;
    return true;
}

/* go func(n int) { ... }(3): what it is given is its maker's own. */
static void give_arguments(struct foreign *f, const struct statement *s, struct buffer *out)
{
    struct captures caps;
    struct span given = {s->block.end + 2, s->next - 1}, names, value, name;
    if (!foreign_match(f, "go func ( %a )", s->head, &caps) || s->next < s->block.end + 3)
        return;
    names = foreign_capture(&caps, "a")->span;
    while (foreign_next(f, &names, &name) && foreign_next(f, &given, &value)) {
        if (name.begin == name.end)
            continue;
        struct buffer text = {0};
        bool good = foreign_value(f, value, &text);
        const struct piece *word = piece_at(f, name.begin);
        bool same = text.length == word->length &&
                    memcmp(buffer_text(&text), word->text, word->length) == 0;
        if (good && !same) {
            foreign_add_name(f, name.begin, out);
            buffer_printf(out, " = %s; ", buffer_text(&text));
        }
        buffer_free(&text);
    }
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
                    ? memory_find(piece->text, piece->length, word->text, word->length) != NULL
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

static void separate(struct buffer *out, const char *text)
{
    if (!*text)
        return;
    bool follows = starts(text, "else") || starts(text, "catch") || starts(text, "finally");
    if (out->length)
        buffer_puts(out, follows ? " " : "; ");
    buffer_puts(out, text);
}

/* A way to say it that leaves nothing behind where it fails. */
static bool kept_apart(struct foreign *f,
                       bool (*way)(struct foreign *, const struct statement *, struct buffer *),
                       const struct statement *s, struct buffer *out)
{
    struct foreign_mark mark = foreign_mark_here(f, out);
    bool good = way(f, s, out);
    if (!good)
        foreign_go_back(f, &mark, out);
    return good;
}

/* A statement with a block, behind what `out` holds. */
bool foreign_block(struct foreign *f, const struct statement *s, struct buffer *out)
{
    struct buffer text = {0}, inside = {0};
    enum header header = function_header(f, s->head, &text);
    bool good = true, empty = s->block.begin == s->block.end;
    struct captures caps;
    if (f->code.end > f->code.begin &&
        (foreign_match(f, "if ( %n )", s->head, &caps) ||
         foreign_match(f, "if ( %n !=|<|>|== %e )", s->head, &caps))) {
        const struct piece *a = piece_at(f, foreign_capture(&caps, "n")->span.begin);
        const struct piece *b = piece_at(f, f->code.begin);
        if (a->length == b->length && memcmp(a->text, b->text, a->length) == 0)
            return true; /* if (rc != 0) { ... }: an error is told by itself */
    }
    if (header == HEADER_NONE && foreign_failing_call(f, s->head, &inside)) {
        separate(out, buffer_text(&inside));
        buffer_free(&inside);
        buffer_free(&text);
        return true;
    }
    if (foreign_match(f, "if __name__ == %e", s->head, &caps))
        header = HEADER_FLAT;
    if (header == HEADER_FLAT) {
        f->idioms++;
        f->flat++;
        good = foreign_statements(f, s->block, &inside);
        f->flat--;
        separate(out, buffer_text(&inside));
        if (empty)
            buffer_printf(&f->note, "%sthe lines are typed as they are, without main",
                          f->note.length ? "; " : "");
    } else if (foreign_begins(f, s->head,
                              "class|struct|type|interface|enum|impl|trait|typedef|union|"
                              "switch|match|select")) {
        good = kept_apart(f, foreign_cases, s, &text) || kept_apart(f, foreign_class, s, &text) ||
               foreign_row(f, foreign_slips, s->head, &text, NULL);
        separate(out, buffer_text(&text));
    } else if (foreign_join_loop(f, s, &text) || foreign_start_loop(f, s, &text)) {
        separate(out, buffer_text(&text));
    } else if (kept_apart(f, foreign_making_loop, s, &text)) {
        separate(out, buffer_text(&text));
    } else if (foreign_draining(f, s, &text) || kept_apart(f, foreign_each, s, &text) ||
               (!text.length && stepping(f, s, &text))) {
        separate(out, buffer_text(&text));
    } else if (counting(f, s, &text)) {
        good = block_inside(f, buffer_text(&text), s->block, &inside);
        buffer_printf(&text, " { %s }", buffer_text(&inside));
        if (inside.length || !f->starts)
            separate(out, buffer_text(&text));
    } else {
        if (header == HEADER_NONE && s->head.begin < s->head.end) {
            unsigned idioms = f->idioms;
            give_arguments(f, s, &text);
            good = foreign_row(f, foreign_headers, s->head, &text, NULL);
            if (!good) { /* a header of this language */
                foreign_raw(f, s->head, &text);
                struct buffer whole = {0};
                buffer_printf(&whole, "%s { }", buffer_text(&text));
                good = foreign_is_accepted_inside(f, buffer_text(&whole));
                buffer_free(&whole);
                f->idioms = idioms;
            }
        }
        bool guarded = f->guarded;
        f->guarded = false;
        f->monitors += guarded;
        good = good && block_inside(f, buffer_text(&text), s->block, &inside);
        f->monitors -= guarded;
        if (good && inside.length == 0 && !empty && f->starts) { /* for t in threads: t.start() */
            buffer_clear(&text);
        } else if (text.length == 0 && inside.length) { /* the commands stand alone */
            buffer_puts(&text, buffer_text(&inside));
        } else {
            bool two = strchr(buffer_text(&text), '{'); /* with m { with c */
            const char *none = "...";
            if (empty && s->next > s->block.end && starts(buffer_text(&text), "while"))
                none = "yield"; /* while (!ready) { } and while (!ready); wait so */
            buffer_printf(&text, "%s{ %s }%s", text.length ? " " : "",
                          inside.length ? buffer_text(&inside) : none, two ? " }" : "");
            f->ends_early |= inside.length == 0;
        }
        separate(out, buffer_text(&text));
    }
    buffer_free(&text);
    buffer_free(&inside);
    return good;
}

/* A try alone, whose except is not typed yet. */
static bool lacks_catch(struct foreign *f, const struct statement *s, size_t end)
{
    struct span behind = {s->next, end};
    return s->head.end == s->head.begin + 1 && foreign_begins(f, s->head, "try|begin|do_try") &&
           (s->next >= end || !foreign_begins(f, behind, "except|catch|rescue|finally|ensure"));
}

/* A guard, `with m { ... }`, holds until the end of what it stands in: that is its block. A lock
 * taken just before, as in mu.Lock(); defer mu.Unlock(), is the guard's. */
static bool guard_rest(struct foreign *f, const char *guard, struct span rest, struct buffer *out)
{
    static const char *const takes[] = {"lock ", "acquire ", "rdlock ", "wrlock "};
    size_t length = strlen(guard);
    const char *dots = strstr(guard, "{ ... }");
    if (strncmp(guard, "with ", 5) != 0 || !dots)
        return false;
    for (size_t i = 0; i < sizeof takes / sizeof *takes; i++) {
        struct buffer take = {0};
        buffer_puts(&take, takes[i]);
        buffer_add(&take, guard + 5, (size_t)(dots - guard) - 6);
        size_t at = out->length - (out->length < take.length ? out->length : take.length);
        if (strcmp(buffer_text(out) + at, buffer_text(&take)) == 0)
            buffer_cut(out, at > 1 && out->bytes[at - 1] == ' ' ? at - 2 : at);
        buffer_free(&take);
    }
    if (rest.begin >= rest.end)
        return false;
    struct buffer inside = {0}, whole = {0};
    size_t held = f->held.count;
    foreign_held_enter(f, guard);
    bool good = foreign_statements(f, rest, &inside);
    foreign_held_cut(f, held);
    buffer_add(&whole, guard, (size_t)(dots - guard) + 2);
    buffer_puts(&whole, inside.length ? buffer_text(&inside) : "...");
    buffer_add(&whole, dots + 5, length - (size_t)(dots + 5 - guard));
    if (good)
        separate(out, buffer_text(&whole));
    buffer_free(&inside);
    buffer_free(&whole);
    return good;
}

/* What out holds from there on, without what separates it from the text before. */
static const char *text_from(const struct buffer *out, size_t at)
{
    const char *text = buffer_text(out) + (at < out->length ? at : out->length);
    return text + (strncmp(text, "; ", 2) == 0 ? 2 : 0);
}

/* Whether the statement only gives a variable a value: after a wait that is done under its lock. */
static bool assigns(struct foreign *f, const struct statement *s)
{
    struct captures caps;
    for (size_t at = s->head.begin; at < s->head.end; at++)
        if (piece_is(piece_at(f, at), "(") || piece_is(piece_at(f, at), "<-"))
            return false;
    return !s->has_block && (foreign_match(f, "%n =|+=|-= %e", s->head, &caps) ||
                             foreign_match(f, "%n ++|--", s->head, &caps));
}

/* The loop behind `from` waits for a condition: its lock is held around it, and around what is
 * written right behind it. A loop that takes the lock itself is left alone. */
static bool hold_loop(struct foreign *f, size_t from, struct span rest, size_t *next,
                      struct buffer *out)
{
    char *lock = buffer_take(&f->needs);
    struct buffer text = {0};
    size_t held = f->held.count;
    buffer_puts(&text, text_from(out, from));
    foreign_held_read(f, held, buffer_text(&text));
    bool takes = foreign_held_takes(f, held, lock), good = true;
    foreign_held_cut(f, held);
    if (!takes) {
        buffer_cut(out, from);
        while (good && rest.begin < rest.end) {
            struct statement s = foreign_cut(f, rest.begin, rest.end);
            if (!assigns(f, &s) || s.next <= rest.begin)
                break;
            buffer_puts(&text, "; ");
            good = foreign_statement(f, s.head, &text);
            *next = rest.begin = s.next;
        }
        struct buffer whole = {0};
        buffer_printf(&whole, "with %s { %s }", lock, buffer_text(&text));
        separate(out, buffer_text(&whole));
        buffer_free(&whole);
    }
    buffer_free(&text);
    free(lock);
    return good;
}

bool foreign_statements(struct foreign *f, struct span span, struct buffer *out)
{
    if (++f->depth >= FOREIGN_DEEPEST)
        return false;
    bool good = true;
    size_t held = f->held.count, begin = out->length, from = begin;
    for (size_t at = span.begin; good && at < span.end;) {
        if (f->needs.length && foreign_held_loops(f) == 0)
            good = hold_loop(f, from, (struct span){at, span.end}, &at, out);
        if (!good || at >= span.end)
            break;
        foreign_held_read(f, held, text_from(out, begin));
        from = out->length;
        struct statement s = foreign_cut(f, at, span.end);
        at = s.next > at ? s.next : at + 1;
        if (s.has_block && (foreign_try_empty(f, &s, span.end, &at, out) ||
                            foreign_try_with(f, &s, span.end, &at, out) ||
                            foreign_do_while(f, &s, span.end, &at, out)))
            continue;
        if (foreign_order_apart(f, &s, span.end, &at, out))
            continue;
        if (s.has_block) {
            struct buffer before = {0};
            if (beginning(f, &s, &before))
                separate(out, buffer_text(&before));
            buffer_free(&before);
            good = foreign_block(f, &s, out);
            if (good && lacks_catch(f, &s, span.end))
                buffer_puts(out, " catch { ... }");
        } else if (s.head.begin < s.head.end) {
            struct buffer text = {0};
            good = foreign_statement(f, s.head, &text);
            if (good && guard_rest(f, buffer_text(&text), (struct span){at, span.end}, out))
                at = span.end;
            else
                separate(out, buffer_text(&text));
            buffer_free(&text);
        }
    }
    if (good && f->needs.length && foreign_held_loops(f) == 0)
        good = hold_loop(f, from, (struct span){span.end, span.end}, &from, out);
    foreign_held_read(f, held, text_from(out, begin));
    f->depth--;
    return good;
}
