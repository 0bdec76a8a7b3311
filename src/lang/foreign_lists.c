/* foreign_lists.c - lists of other languages: here arrays, or nothing where they only keep threads.
 * See foreign_declare.h. */
#include "lang/foreign_declare.h"

#include "base/memory.h"

#include <string.h>

static const char list_makers[] =
    "list|dict|arraylist|hashmap|vector|map|set|concurrenthashmap|vec|array|copyonwritearraylist|"
    "hashtable|defaultdict|dictionary|concurrentdictionary|object";

static const struct piece *piece_at(const struct foreign *f, size_t at)
{
    return &f->pieces.items[at];
}

/* Whether the text adds to it: threads.append(t). */
static bool is_added_to(const struct foreign *f, struct span name)
{
    const struct piece *word = piece_at(f, name.begin);
    for (size_t at = name.end; at + 2 < f->pieces.count; at++) {
        const struct piece *piece = piece_at(f, at);
        if (piece->length == word->length && memcmp(piece->text, word->text, word->length) == 0 &&
            piece_is(piece + 1, ".") &&
            (piece_is(piece + 2, "append") || piece_is(piece + 2, "push") ||
             piece_is(piece + 2, "add") || piece_is(piece + 2, "push_back")))
            return true;
    }
    return false;
}

/* vector<thread> v, List<Thread> v: the types in < > are no pieces. */
static bool is_of_threads(const struct foreign *f, const struct declaration *d)
{
    if (!span_is_empty(d->value)) { /* (0..3).map(|i| thread::spawn(...)).collect() */
        const char *from = piece_at(f, d->value.begin)->begin;
        const char *to = piece_at(f, d->value.end - 1)->end;
        if (to > from && (memory_find(from, (size_t)(to - from), "spawn(", 6) ||
                          memory_find(from, (size_t)(to - from), "Thread(", 7)))
            return true;
    }
    if (span_is_empty(d->type) || d->type.end > d->name.begin)
        return false;
    const char *begin = piece_at(f, d->type.end - 1)->end, *end = piece_at(f, d->name.begin)->begin;
    return end > begin && (memory_find(begin, (size_t)(end - begin), "thread", 6) ||
                           memory_find(begin, (size_t)(end - begin), "Thread", 6) ||
                           memory_find(begin, (size_t)(end - begin), "JoinHandle", 10));
}

/* [1, 2, 3]: an array is filled with one value, then each gets its own. */
static bool listed_values(struct foreign *f, const struct declaration *d, struct buffer *out)
{
    enum { MOST = 12 };
    struct captures caps;
    size_t before = out->length, count = 0;
    if (d->called && span_is_empty(d->value) && d->arguments.end == d->arguments.begin + 1 &&
        piece_at(f, d->arguments.begin)->kind == PIECE_NUMBER) { /* vector<int> v(4) */
        buffer_printf(out, "[%.*s] = 0", (int)piece_at(f, d->arguments.begin)->length,
                      piece_at(f, d->arguments.begin)->text);
        return true;
    }
    if (foreign_match(f, "list ( range ( %e ) )", d->value, &caps)) {
        struct buffer name = {0};
        foreign_declared_name(f, d, &name);
        buffer_putc(out, '[');
        bool good = foreign_fill(f, "%e] = 0; for i in 0..%-e { ", &caps, out);
        buffer_printf(out, "%s[i] = i }", buffer_text(&name));
        buffer_free(&name);
        return good;
    }
    if (!foreign_match(f, "[ %a ]", d->value, &caps) &&
        !foreign_match(f, "{ %a }", d->value, &caps))
        return false;
    struct span rest = foreign_capture(&caps, "a")->span, value;
    struct buffer all = {0};
    bool good = true;
    for (; good && foreign_next(f, &rest, &value); count++) {
        if (count == MOST || span_is_empty(value) || piece_is(piece_at(f, value.begin) + 1, ":"))
            good = false;
        buffer_puts(&all, "; ");
        foreign_declared_name(f, d, &all);
        buffer_printf(&all, "[%zu] = ", count);
        good = good && foreign_value(f, value, &all);
    }
    good = good && count > 0 && span_is_empty(d->count);
    if (good)
        buffer_printf(out, "[%zu] = 0%s", count, buffer_text(&all));
    else
        buffer_cut(out, before);
    buffer_free(&all);
    return good;
}

bool foreign_make_list(struct foreign *f, const struct declaration *d, struct buffer *out)
{
    static const char *const filled[] = {
        "[ %e ] * %f",     "[ %e ; %f ]",          "%n [ %f ]", "array|vec ( %f )",
        "vec [ %e ; %f ]", "make ( [ ] %n , %f )", NULL};
    struct captures caps;
    f->idioms++;
    if (is_added_to(f, d->name)) {
        foreign_make(f, d->name, FOREIGN_OTHER);
        return true;
    }
    if (is_of_threads(f, d)) {
        foreign_say(
            f,
            "threads need no list: each gets its name where it is made, as in spawn t1 { print me "
            "}, and `join all` waits for them");
        foreign_make(f, d->name, FOREIGN_OTHER);
        return true;
    }
    buffer_puts(out, f->bodies ? "private " : "shared ");
    foreign_declared_name(f, d, out);
    if (listed_values(f, d, out))
        return true;
    if (!span_is_empty(d->count) && span_is_empty(d->value)) {
        buffer_puts(out, " = 0");
        return true;
    }
    for (size_t i = 0; filled[i]; i++) {
        if (!foreign_match(f, filled[i], d->value, &caps))
            continue;
        buffer_putc(out, '[');
        bool good = foreign_value(f, foreign_capture(&caps, "f")->span, out);
        buffer_puts(out, "] = ");
        if (foreign_capture(&caps, "e"))
            return good && foreign_value(f, foreign_capture(&caps, "e")->span, out);
        buffer_putc(out, '0');
        return good;
    }
    buffer_puts(out, span_is_empty(d->count) ? "[10] = 0" : " = 0");
    if (span_is_empty(d->count))
        buffer_printf(&f->note,
                      "%san array has a length; what grows and shrinks is a queue: queue %.*s",
                      f->note.length ? "; " : "", (int)piece_at(f, d->name.begin)->length,
                      piece_at(f, d->name.begin)->text);
    return true;
}

bool foreign_is_list(struct foreign *f, const struct declaration *d)
{
    struct captures caps;
    if (!span_is_empty(d->value) && foreign_is_one(f, d->type, "char") &&
        piece_at(f, d->value.begin)->kind == PIECE_TEXT)
        return false; /* char name[20] = "bob" */
    if (!span_is_empty(d->count) || foreign_is_one(f, d->type, list_makers))
        return true;
    if (span_is_empty(d->value))
        return false;
    const struct piece *first = piece_at(f, d->value.begin);
    return piece_is(first, "[") || piece_is(first, "{") ||
           (d->called && foreign_is_one(f, d->maker, list_makers)) ||
           foreign_match(f, "%n [ %e ]", d->value, &caps) ||
           foreign_match(f, "vec [ %* ]", d->value, &caps) ||
           foreign_match(f, "make ( [ ] %* )", d->value, &caps) ||
           foreign_match(f, "make ( map %* )", d->value, &caps);
}

bool foreign_makes_list(struct foreign *f, struct span type)
{
    return foreign_is_one(f, type, list_makers);
}
