/* foreign_body.c - what a thread or a call back runs in other languages, a closure, a function by
 * its name or an object, written as a body here. See foreign_inside.h. */
#include "lang/foreign_inside.h"

#include "lang/words.h"

#include <stdlib.h>
#include <string.h>

static const struct piece *piece_at(const struct foreign *f, size_t at)
{
    return &f->pieces.items[at];
}

static const char *const closures[] = {
    "|| { %* }",
    "| %* | { %* }",
    "[ %* ] ( %* ) { %* }",
    "[ %* ] ( %* ) mutable|noexcept { %* }",
    "[ %* ] ( %* ) -> %n { %* }",
    "[ %* ] { %* }",
    "( %* ) => { %* }",
    "%n => { %* }",
    "( %* ) -> { %* }",
    "%n -> { %* }",
    "func|function ( %* ) { %* }",
    "func { %* }",
    "{ %* }",
    NULL,
};

static const char *const closures_of_one[] = {
    "|| %e",    "( ) => %e", "( ) -> %e",    "lambda : %e",  "%n => %e",
    "%n -> %e", "| %n | %e", "( %n ) => %e", "( %n ) -> %e", NULL,
};

/* { ... } with what the span's pieces say; the last { in it opens it, or `begin` does. */
static bool block_of(struct foreign *f, struct span inside, struct buffer *out)
{
    struct buffer text = {0};
    size_t held = f->held.count;
    bool called = f->called;
    f->called = false;
    f->bodies++;
    foreign_held_body(f, called);
    bool good = foreign_statements(f, inside, &text);
    foreign_held_cut(f, held);
    f->bodies--;
    buffer_printf(out, "{ %s }", text.length ? buffer_text(&text) : "...");
    buffer_free(&text);
    return good;
}

/* The same of a closure that is one statement, or else a value that it gives. */
static bool value_of(struct foreign *f, struct span inside, struct buffer *out)
{
    size_t length = out->length, said = f->note.length, missed = f->missing.length;
    if (block_of(f, inside, out))
        return true;
    buffer_cut(out, length);
    buffer_cut(&f->missing, missed);
    foreign_cut_note(f, said);
    buffer_puts(out, "{ return ");
    bool good = foreign_value(f, inside, out);
    buffer_puts(out, " }");
    return good;
}

static size_t open_brace(const struct foreign *f, struct span span)
{
    size_t at = span.begin;
    while (at < span.end && !piece_is(piece_at(f, at), "{")) {
        const struct piece *piece = piece_at(f, at);
        bool opens = piece->kind == PIECE_SIGN && piece->length == 1 && strchr("([", *piece->text);
        at = opens ? pieces_behind(&f->pieces, at, span.end) : at + 1;
    }
    return at;
}

/* A call of what is a command here: print("hi"), time.sleep(2), q.put(5). */
static bool command_of(struct foreign *f, struct span name, struct span arguments,
                       struct buffer *out)
{
    const struct piece *first = piece_at(f, name.begin), *last = piece_at(f, name.end - 1);
    const struct word *word = word_find(last->text, last->length);
    bool dotted = name.end > name.begin + 1;
    if (!dotted && !(word && word_is_own(word)))
        return false;
    struct buffer text = {0}, inside = {0};
    buffer_add(&text, first->begin, (size_t)(last->end - first->begin));
    buffer_putc(&text, '(');
    foreign_raw(f, arguments, &text);
    buffer_putc(&text, ')');
    struct pieces around = f->pieces;
    f->pieces = (struct pieces){.exclusive = around.exclusive};
    pieces_scan(&f->pieces, buffer_text(&text), text.length);
    size_t missed = f->missing.length, said = f->note.length, made = f->made_count;
    bool good = foreign_command_row(f, (struct span){0, f->pieces.count}, &inside);
    pieces_free(&f->pieces);
    f->pieces = around;
    if (good) {
        buffer_printf(out, "{ %s }", buffer_text(&inside));
    } else {
        buffer_cut(&f->missing, missed);
        foreign_cut_note(f, said);
        while (f->made_count > made)
            free(f->made[--f->made_count].name);
    }
    buffer_free(&text);
    buffer_free(&inside);
    return good;
}

/* A function by its name: worker, &worker, this::work, Main.work, obj.run, worker(1). */
static bool function_of(struct foreign *f, struct span body, struct span arguments,
                        struct buffer *out)
{
    struct captures caps;
    if (foreign_match(f, "threadstart|parameterizedthreadstart|runnable|thread ( %b )", body,
                      &caps))
        return foreign_body(f, foreign_capture(&caps, "b")->span, arguments, out);
    if ((foreign_match(f, "%n", body, &caps) || foreign_match(f, "%n . %n1", body, &caps)) &&
        command_of(f, body, arguments, out))
        return true;
    if (foreign_match(f, "%n ( %a )", body, &caps)) {
        /* new Thread(new Worker()): an object, whose function is not seen; here it is called so */
        foreign_add_name(f, foreign_capture(&caps, "n")->span.begin, out);
        arguments = foreign_capture(&caps, "a")->span;
    } else if (foreign_match(f, "this", body, &caps)) {
        buffer_puts(out, "run"); /* new Thread(this, "name") */
        arguments = (struct span){0, 0};
    } else if (foreign_match(f, "%n", body, &caps) || foreign_match(f, "%n . %n1", body, &caps)) {
        foreign_add_name(f, body.end - 1, out);
    } else {
        return false;
    }
    buffer_putc(out, '(');
    bool good = foreign_values_list(f, arguments, out);
    buffer_putc(out, ')');
    return good;
}

bool foreign_body(struct foreign *f, struct span body, struct span arguments, struct buffer *out)
{
    struct captures caps;
    if (body.begin >= body.end)
        return false;
    if (foreign_match(f, "runnable|callable|thread|threadstart ( ) { %* }", body, &caps))
        body.begin += 3; /* an object whose run() it does */
    for (size_t i = 0; closures[i]; i++) {
        if (!foreign_match(f, closures[i], body, &caps))
            continue;
        size_t open = open_brace(f, body);
        struct statement run;
        if (foreign_find_run(f, (struct span){open + 1, body.end - 1}, &run))
            return block_of(f, run.block, out);
        return block_of(f, (struct span){open + 1, body.end - 1}, out);
    }
    for (size_t i = 0; closures_of_one[i]; i++)
        if (foreign_match(f, closures_of_one[i], body, &caps))
            return value_of(f, foreign_capture(&caps, "e")->span, out);
    return function_of(f, body, arguments, out);
}
