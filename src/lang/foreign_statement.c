/* foreign_statement.c - one statement without a block: the ways in which it may be meant, tried one
 * after the other. See foreign_inside.h. */
#include "lang/foreign_inside.h"

#include "base/memory.h"
#include "lang/words.h"

#include <stdlib.h>
#include <string.h>

static const struct piece *piece_at(const struct foreign *f, size_t at)
{
    return &f->pieces.items[at];
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
        good = good && foreign_statement(f, made, &text);
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

/* int rc = pthread_create(...): here an error is told, and no number says that there is none. */
static bool with_code(struct foreign *f, struct span span, struct buffer *out)
{
    struct captures caps;
    if (!foreign_match(f, "%n = %n1 ( %* )", span, &caps))
        return false;
    struct span code = foreign_capture(&caps, "n")->span, call = foreign_capture(&caps, "n1")->span;
    const struct piece *name = piece_at(f, call.begin);
    static const char *const families[] = {"pthread_", "thrd_", "mtx_", "cnd_", "sem_"};
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        size_t length = strlen(families[i]);
        if (name->length <= length || memcmp(name->text, families[i], length) != 0 ||
            memory_find(name->text, name->length, "try", 3) ||
            memory_find(name->text, name->length, "open", 4))
            continue;
        f->code = code;
        return foreign_command_row(f, (struct span){call.begin, span.end}, out) ||
               foreign_row(f, foreign_making, (struct span){call.begin, span.end}, out, NULL);
    }
    return false;
}

/* Whether it is advised to make the thread first. */
static bool is_missing(const struct foreign *f, struct span name)
{
    struct buffer make = {0};
    const struct piece *word = piece_at(f, name.begin);
    buffer_printf(&make, "thread %.*s {", (int)word->length, word->text);
    bool missing = strstr(buffer_text(&f->missing), buffer_text(&make)) != NULL;
    buffer_free(&make);
    return missing;
}

/* What is dropped: the start of what `spawn` starts, a list that keeps threads, main's return. */
static bool is_dropped(struct foreign *f, struct span span)
{
    struct captures caps;
    static const char *const adding[] = {"%o . append|add|push|push_back ( %e )", NULL};
    if (f->flat && foreign_match(f, "return %*", span, &caps))
        return true;
    if (span.end == span.begin + 1 && piece_at(f, span.begin)->kind == PIECE_TEXT &&
        f->bodies + f->loops > 0)
        return true; /* what a function is for, in Python */
    if (f->code.end > f->code.begin && foreign_match(f, "assert ( %n %* )", span, &caps) &&
        foreign_is_same(f, foreign_capture(&caps, "n")->span.begin, f->code.begin))
        return true;
    if (f->pieces.declares && foreign_match(f, "%n", span, &caps) &&
        (f->bodies || foreign_kind_of(f, span) & FOREIGN_VARIABLE) &&
        !word_find(piece_at(f, span.begin)->text, piece_at(f, span.begin)->length))
        return true; /* global x */
    if (f->starts && f->made_count && foreign_match(f, "%o . start ( )", span, &caps)) {
        struct span name = foreign_capture(&caps, "o")->span;
        bool of_list = f->loops > 0 && foreign_kind_of(f, name) == FOREIGN_NOTHING;
        return of_list || (is_made_here(f, name) && !is_missing(f, name));
    }
    if (!foreign_match(f, adding[0], span, &caps))
        return false;
    struct span added = foreign_capture(&caps, "e")->span;
    return is_made_here(f, foreign_capture(&caps, "o")->span) ||
           (added.end == added.begin + 1 && is_made_here(f, added) &&
            foreign_kind_of(f, added) & FOREIGN_THREAD);
}

/* `break`, `lock`: a word of ours, at a place where it cannot stand, is no name of the user's. */
static bool is_word_alone(const struct foreign *f, struct span span)
{
    const struct piece *piece = piece_at(f, span.begin);
    const struct word *word = word_find(piece->text, piece->length);
    return span.end == span.begin + 1 && word && word_is_own(word);
}

/* A value alone is shown. */
static bool value_alone(struct foreign *f, struct span span, struct buffer *out)
{
    struct buffer value = {0};
    if (is_word_alone(f, span))
        return false;
    unsigned idioms = f->idioms;
    bool good = foreign_value(f, span, &value) && f->idioms > idioms;
    struct captures caps;
    if (good && foreign_match(f, "%n ( %* )", span, &caps) && f->options->kind &&
        !foreign_kind_of(f, foreign_capture(&caps, "n")->span) &&
        strncmp(buffer_text(&value), piece_at(f, span.begin)->text,
                piece_at(f, span.begin)->length) == 0)
        good = false; /* a call of what there is not */
    const char *text = buffer_text(&value);
    const struct word *word = word_find(text, strcspn(text, "("));
    bool acts = word && word_modifies(word->id);
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
    bool wanted =
        foreign_begins(f, span,
                       "while|for|if|repeat|with|try|loop|forever|until|unless|elif|"
                       "except|synchronized|critical|once|define|def|func|function|fn|do");
    if (!wanted || f->bodies + f->loops > 0)
        return false;
    struct statement s = {.head = span, .block = {span.end, span.end}, .has_block = true};
    if (foreign_match(f, "%* do|then", span, &caps) && span.end > span.begin + 1 &&
        foreign_begins(f, (struct span){span.end - 1, span.end}, "do|then"))
        s.head.end--;
    if (span.end < f->pieces.count && piece_is(piece_at(f, span.end), ";"))
        s.next = span.end + 1;
    return foreign_block(f, &s, out);
}

static bool attempt(struct foreign *f, bool (*way)(struct foreign *, struct span, struct buffer *),
                    struct span span, struct buffer *out)
{
    struct foreign_mark mark = foreign_mark_here(f, out);
    bool good = way(f, span, out);
    const char *text = buffer_text(out) + (good ? mark.out : out->length);
    if (strncmp(text, "print ", 6) == 0) /* print wait b: a way that takes the wait first is left */
        good = foreign_is_accepted_inside(f, text);
    if (!good)
        foreign_go_back(f, &mark, out);
    return good;
}

static bool as_it_is(struct foreign *f, struct span span, struct buffer *out);

/* print x is, print the sum is x: words and values without quotes. */
static bool print_words(struct foreign *f, struct span span, struct buffer *out)
{
    size_t known = span.end, count = 0;
    if (!foreign_begins(f, span, "print|echo|say|puts") || span.end < span.begin + 3)
        return false;
    for (size_t at = span.begin + 1; at < span.end; at++) {
        const struct piece *piece = piece_at(f, at);
        bool last = at + 1 == span.end;
        if (piece->kind != PIECE_WORD && !(last && (piece_is(piece, "=") || piece_is(piece, ":"))))
            return false;
        if (piece->kind == PIECE_WORD &&
            foreign_kind_of(f, (struct span){at, at + 1}) & FOREIGN_VARIABLE) {
            known = at;
            count++;
        } else if (foreign_kind_of(f, (struct span){at, at + 1})) {
            return false; /* a look at an object has parentheses */
        }
    }
    bool lacks = count == 1 && known + 2 == span.end &&
                 foreign_begins(f, (struct span){known + 1, span.end}, "is|are|equals|=|:");
    bool all = count == span.end - span.begin - 1;
    buffer_puts(out, all ? "print " : "print \"");
    for (size_t at = span.begin + 1; at < span.end; at++) {
        const struct piece *piece = piece_at(f, at);
        bool value = foreign_kind_of(f, (struct span){at, at + 1}) & FOREIGN_VARIABLE && !lacks;
        buffer_puts(out, at == span.begin + 1 ? "" : all ? ", " : piece_is(piece, ":") ? "" : " ");
        buffer_printf(out, value && !all ? "{%.*s}" : "%.*s", (int)piece->length, piece->text);
    }
    if (lacks)
        buffer_printf(out, " {%.*s}", (int)piece_at(f, known)->length, piece_at(f, known)->text);
    buffer_puts(out, all ? "" : "\"");
    buffer_puts(&f->note, all              ? ""
                          : f->note.length ? "; text stands in quotes"
                                           : "text stands in quotes");
    f->idioms++;
    return true;
}

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
    bool calls = span.end == span.begin + 3; /* Lock(), Timer(3.0, work): what makes an object */
    for (size_t at = span.begin; at < span.end; at++)
        calls |= piece_is(piece_at(f, at), ",");
    calls &= piece_is(&first[1], "(") && word && word_is_free(word);
    if (!word || !word_is_command(word) || calls ||
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
static bool begins_with_thread(struct foreign *f, struct span span)
{
    return piece_at(f, span.begin)->kind == PIECE_WORD &&
           foreign_kind_of(f, (struct span){span.begin, span.begin + 1}) &
               (FOREIGN_THREAD | FOREIGN_TIMER);
}

static bool command(struct foreign *f, struct span span, struct buffer *out);
static bool typed_command(struct foreign *f, struct span span, struct buffer *out)
{
    struct captures caps;
    if (begins_with_thread(f, span) || (!foreign_match(f, "%n %n1 = %e", span, &caps) &&
                                        !foreign_match(f, "%n %n1 := %e", span, &caps)))
        return false;
    return command(f, (struct span){span.begin + 1, span.end}, out);
}

static bool slip(struct foreign *f, struct span span, struct buffer *out)
{
    char first = *piece_at(f, span.begin)->text;
    if (first >= 'A' && first <= 'Z') /* a type of another language */
        return false;
    return ((f->bodies || f->options->script) &&
            foreign_row(f, foreign_endings, span, out, NULL)) ||
           foreign_row(f, foreign_slips, span, out, NULL);
}

/* let mut num = counter.lock().unwrap(): num stands for what counter keeps. */
static void note_guard(struct foreign *f, struct span span)
{
    struct captures caps;
    if (!f->pieces.exclusive || !foreign_match(f, "%n = %o . lock|write|read ( )", span, &caps) ||
        foreign_capture(&caps, "o")->span.end != foreign_capture(&caps, "o")->span.begin + 1)
        return;
    f->guard = foreign_capture(&caps, "n")->span;
    f->guarded_by = foreign_capture(&caps, "o")->span;
}

static bool command(struct foreign *f, struct span span, struct buffer *out)
{
    note_guard(f, span);
    return with_code(f, span, out) || foreign_command_row(f, span, out) ||
           foreign_row(f, foreign_making, span, out, NULL);
}

static bool declaration(struct foreign *f, struct span span, struct buffer *out)
{
    const struct piece *first = piece_at(f, span.begin);
    const struct word *word =
        first->kind == PIECE_WORD ? word_find(first->text, first->length) : NULL;
    if (word && word->class != WORD_DECLARES && word->class != WORD_BUILTIN && word_is_own(word) &&
        span.end > span.begin + 1 && first[1].kind == PIECE_WORD)
        return false; /* lock mm: no type of another language */
    if (begins_with_thread(f, span) && span.end > span.begin + 1 && first[1].kind == PIECE_WORD)
        return false; /* nor is a thread */
    return foreign_declaration(f, span, f->starts, out) &&
           (out->length == 0 || foreign_is_accepted_inside(f, buffer_text(out)));
}

/* What is right already. */
static bool as_it_is(struct foreign *f, struct span span, struct buffer *out)
{
    struct buffer text = {0};
    foreign_raw(f, span, &text);
    bool good = text.length > 0 && foreign_is_accepted_inside(f, buffer_text(&text));
    if (good)
        buffer_puts(out, buffer_text(&text));
    buffer_free(&text);
    return good;
}

/* foo(&x): a call of what there is not, and which is known from nowhere. */
static bool unknown_call(struct foreign *f, struct span span, struct buffer *out)
{
    struct captures caps;
    const struct piece *name = piece_at(f, span.begin);
    (void)out;
    if (f->bodies + f->loops + f->orders > 0 || !f->options->kind ||
        !foreign_match(f, "%n ( %* )", span, &caps) || word_find(name->text, name->length) ||
        foreign_kind_of(f, (struct span){span.begin, span.begin + 1}))
        return false;
    buffer_printf(&f->note, "%sthere is no function called %.*s; define %.*s(a) { ... } makes one",
                  f->note.length ? "; " : "", (int)name->length, name->text, (int)name->length,
                  name->text);
    f->idioms++;
    return true;
}

bool foreign_statement(struct foreign *f, struct span span, struct buffer *out)
{
    static bool (*const ways[])(struct foreign *, struct span,
                                struct buffer *) = {foreign_order,
                                                    foreign_order_of_verb,
                                                    foreign_own_taken_first,
                                                    foreign_joined_commands,
                                                    foreign_calls_apart,
                                                    foreign_unit_words,
                                                    foreign_order_behind,
                                                    own,
                                                    in_capitals,
                                                    print_words,
                                                    foreign_tuple,
                                                    foreign_parallel,
                                                    foreign_in_background,
                                                    foreign_counted,
                                                    foreign_timeout,
                                                    foreign_function_head,
                                                    foreign_unnamed,
                                                    foreign_named_closure,
                                                    foreign_monitor,
                                                    foreign_monitor_itself,
                                                    foreign_wait_on,
                                                    foreign_locked_print,
                                                    foreign_kept_value,
                                                    foreign_nameless,
                                                    slip,
                                                    command,
                                                    typed_command,
                                                    foreign_order_by_method,
                                                    comprehension,
                                                    foreign_declarators,
                                                    declaration,
                                                    foreign_made_nameless,
                                                    value_alone,
                                                    foreign_taken_first,
                                                    header_alone,
                                                    as_it_is,
                                                    unknown_call};
    bool good = false;
    if (++f->depth < FOREIGN_DEEPEST && span.begin < span.end) {
        struct buffer text = {0};
        size_t held = f->held.count;
        if (is_dropped(f, span))
            good = true;
        for (size_t i = 0; !good && i < sizeof ways / sizeof *ways; i++)
            good = attempt(f, ways[i], span, &text);
        foreign_held_read(f, held, buffer_text(&text));
        buffer_puts(out, buffer_text(&text));
        buffer_free(&text);
    }
    f->depth--;
    return good;
}
