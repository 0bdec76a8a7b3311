/* foreign_several.c - one statement that says several things: a, b = X, Y; int a, b = 1; lock m and
 * sleep 2; and durations in two words. See foreign_inside.h. */
#include "lang/foreign_inside.h"

#include "base/memory.h"
#include "lang/words.h"

#include <string.h>

enum { MOST_PARTS = 12 };

static const struct piece *piece_at(const struct foreign *f, size_t at)
{
    return &f->pieces.items[at];
}

static bool is_same_word(const struct piece *a, const struct piece *b)
{
    return a->kind == PIECE_WORD && b->kind == PIECE_WORD && a->length == b->length &&
           memcmp(a->text, b->text, a->length) == 0;
}

/* The list's values; 0 where there are too many, or one is empty. */
static size_t parts_of(const struct foreign *f, struct span list, struct span *parts)
{
    size_t count = 0;
    struct span value;
    while (foreign_next(f, &list, &value)) {
        if (count == MOST_PARTS || value.begin >= value.end)
            return 0;
        parts[count++] = value;
    }
    return count;
}

static void separate(struct buffer *out)
{
    buffer_puts(out, out->length ? "; " : "");
}

/* ---- a, b = X, Y ----------------------------------------------------------------------------- */

/* The first = or := outside of brackets; the end if there is none. */
static size_t find_assign(const struct foreign *f, struct span span)
{
    size_t at = span.begin;
    while (at < span.end && !piece_is(piece_at(f, at), "=") && !piece_is(piece_at(f, at), ":=")) {
        const struct piece *piece = piece_at(f, at);
        bool opens = piece->kind == PIECE_SIGN && piece->length == 1 && strchr("([{", *piece->text);
        at = opens ? pieces_behind(&f->pieces, at, span.end) : at + 1;
    }
    return at;
}

/* The statement NAME = VALUE, of a name and a value that stand apart. */
static bool assign_one(struct foreign *f, size_t name, size_t assign, struct span value,
                       struct buffer *out)
{
    struct piece *before = &f->pieces.items[value.begin - 2], saved[2] = {before[0], before[1]};
    struct piece named = *piece_at(f, name), sign = *piece_at(f, assign);
    before[0] = named;
    before[1] = sign;
    separate(out);
    bool good = foreign_statement(f, (struct span){value.begin - 2, value.end}, out);
    before[0] = saved[0];
    before[1] = saved[1];
    return good;
}

/* Whether a value reads what was given a value before it. */
static bool reads_earlier(const struct foreign *f, const struct span *names,
                          const struct span *values, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t at = values[i].begin; at < values[i].end; at++)
            for (size_t j = 0; j < i; j++)
                if (is_same_word(piece_at(f, at), piece_at(f, names[j].begin)))
                    return true;
    return false;
}

/* x, y = y, x: all is read before anything is written. */
static bool assign_at_once(struct foreign *f, const struct span *names, const struct span *values,
                           size_t count, struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        const char *fresh = i + 1 < count ? "new_" : "";
        separate(out);
        buffer_puts(out, fresh);
        foreign_add_name(f, names[i].begin, out);
        buffer_puts(out, " = ");
        if (!foreign_value(f, values[i], out))
            return false;
    }
    for (size_t i = 0; i + 1 < count; i++) {
        const struct piece *name = piece_at(f, names[i].begin);
        buffer_puts(out, "; ");
        foreign_add_name(f, names[i].begin, out);
        buffer_printf(out, " = new_%.*s", (int)name->length, name->text);
    }
    f->idioms++;
    return true;
}

bool foreign_tuple(struct foreign *f, struct span span, struct buffer *out)
{
    struct span names[MOST_PARTS], values[MOST_PARTS];
    size_t assign = find_assign(f, span);
    struct span left = {span.begin, assign}, right = {assign + 1, span.end};
    if (assign >= span.end || right.begin >= right.end)
        return false;
    if (piece_is(piece_at(f, right.begin), "(") &&
        pieces_behind(&f->pieces, right.begin, right.end) == right.end) {
        right.begin++;
        right.end--;
    }
    size_t count = parts_of(f, left, names);
    if (count < 2 || parts_of(f, right, values) != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (names[i].end != names[i].begin + 1 || piece_at(f, names[i].begin)->kind != PIECE_WORD)
            return false;
    if (reads_earlier(f, names, values, count))
        return assign_at_once(f, names, values, count, out);
    for (size_t i = 0; i < count; i++)
        if (!assign_one(f, names[i].begin, assign, values[i], out))
            return false;
    f->idioms++;
    return true;
}

/* ---- int a, b = 1 ---------------------------------------------------------------------------- */

static bool is_declarator(struct foreign *f, struct span part)
{
    static const char *const forms[] = {"%n",        "%n = %*",   "%n ( %* )",
                                        "%n { %* }", "%n [ %* ]", NULL};
    struct captures caps;
    for (size_t i = 0; forms[i]; i++)
        if (foreign_match(f, forms[i], part, &caps))
            return true;
    return false;
}

/* The type of the first is every one's; behind let there is none. */
bool foreign_declarators(struct foreign *f, struct span span, struct buffer *out)
{
    struct span parts[MOST_PARTS];
    size_t count = parts_of(f, span, parts);
    if (count < 2 || piece_at(f, span.begin)->kind != PIECE_WORD)
        return false;
    bool typed =
        parts[0].end > parts[0].begin + 1 && piece_at(f, parts[0].begin + 1)->kind == PIECE_WORD;
    bool valued = find_assign(f, span) < span.end;
    if (!typed && !(f->pieces.declares && valued))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!is_declarator(f, (struct span){parts[i].begin + (typed && i == 0), parts[i].end}))
            return false;
    for (size_t i = 0; i < count; i++) {
        struct span part = parts[i];
        struct piece saved = *piece_at(f, part.begin - (i > 0));
        if (typed && i > 0) {
            part.begin--;
            f->pieces.items[part.begin] = *piece_at(f, parts[0].begin);
        }
        struct buffer one = {0};
        bool good = foreign_declaration(f, part, f->starts, &one);
        if (typed && i > 0)
            f->pieces.items[part.begin] = saved;
        if (one.length)
            separate(out);
        buffer_puts(out, buffer_text(&one));
        buffer_free(&one);
        if (!good)
            return false;
    }
    return out->length == 0 || foreign_is_accepted_inside(f, buffer_text(out));
}

/* ---- t1.start(), t2.start() ------------------------------------------------------------------ */

bool foreign_calls_apart(struct foreign *f, struct span span, struct buffer *out)
{
    struct span parts[MOST_PARTS];
    struct captures caps;
    size_t count = parts_of(f, span, parts);
    for (size_t i = 0; i < count; i++)
        if (!foreign_match(f, "%n . %n1 ( %* )", parts[i], &caps))
            return false;
    for (size_t i = 0; count > 1 && i < count; i++) {
        separate(out);
        if (!foreign_statement(f, parts[i], out))
            return false;
    }
    f->idioms += count > 1;
    return count > 1;
}

/* ---- lock m and sleep 2 ---------------------------------------------------------------------- */

static bool is_own_command(const struct piece *piece)
{
    const struct word *word =
        piece->kind == PIECE_WORD ? word_find(piece->text, piece->length) : NULL;
    return word && word_is_command(word) && word_is_own(word);
}

/* Where the next command of this language begins behind and, then or &&; the end if none does. */
static size_t next_command(struct foreign *f, struct span span, size_t *end)
{
    for (size_t at = span.begin + 1; at + 1 < span.end; at++) {
        size_t next = at;
        while (next < span.end && foreign_begins(f, (struct span){next, span.end}, "and|then|&&|,"))
            next++;
        if (next == at || next + 1 >= span.end || !is_own_command(piece_at(f, next)))
            continue;
        *end = at;
        return next;
    }
    *end = span.end;
    return span.end;
}

bool foreign_joined_commands(struct foreign *f, struct span span, struct buffer *out)
{
    size_t end, next = next_command(f, span, &end);
    if (next == span.end || !is_own_command(piece_at(f, span.begin)) ||
        foreign_begins(f, span, "if|while|for|assert|return|invariant|with|repeat") ||
        (foreign_begins(f, span, "print|log") && foreign_has_operation(f, span)))
        return false;           /* print 1, get q: the item is a value of the list */
    bool block = f->orders > 0; /* alice: { lock m; sleep 2 } */
    struct buffer text = {0};
    bool good = true;
    for (size_t at = span.begin; good && at < span.end; at = next) {
        next = next_command(f, (struct span){at, span.end}, &end);
        separate(&text);
        good = foreign_statement(f, (struct span){at, end}, &text);
    }
    good = good && foreign_is_accepted_inside(f, buffer_text(&text));
    buffer_printf(out, block ? "{ %s }" : "%s", buffer_text(&text));
    buffer_free(&text);
    f->idioms++;
    return good;
}

/* ---- Runnable r = () -> f(), f = lambda a: a + 1 --------------------------------------------- */

bool foreign_named_closure(struct foreign *f, struct span span, struct buffer *out)
{
    static const char *const forms[] = {"( %a ) ->|=> { %* }",
                                        "( %a ) ->|=> %e",
                                        "%a => { %* }",
                                        "%a => %e",
                                        "lambda : %e",
                                        "lambda %a : %e",
                                        "[ %* ] ( %a ) { %* }",
                                        "[ %* ] { %* }",
                                        "|| { %* }",
                                        "|| %e",
                                        "func|function ( %a ) { %* }",
                                        NULL};
    size_t assign = find_assign(f, span);
    struct captures caps;
    size_t form = 0;
    struct span value = {assign + 1, span.end}, name, rest = {0, 0};
    if (assign >= span.end || assign == span.begin || value.begin >= value.end ||
        piece_at(f, assign - 1)->kind != PIECE_WORD || assign > span.begin + 2)
        return false;
    while (forms[form] && !foreign_match(f, forms[form], value, &caps))
        form++;
    if (!forms[form])
        return false;
    const struct capture *a = foreign_capture(&caps, "a"), *e = foreign_capture(&caps, "e");
    struct span body = e ? e->span : value;
    buffer_puts(out, "define ");
    foreign_add_name(f, assign - 1, out);
    buffer_putc(out, '(');
    rest = a ? a->span : rest;
    for (bool first = true; foreign_next(f, &rest, &name); first = false) {
        if (name.begin >= name.end)
            continue;
        buffer_puts(out, first ? "" : ", ");
        foreign_add_name(f, name.end - 1, out);
        foreign_make(f, (struct span){name.end - 1, name.end}, FOREIGN_NOTHING);
    }
    buffer_puts(out, ") ");
    f->idioms++;
    if (!e) {
        f->called = true;
        bool made = foreign_body(f, body, (struct span){0, 0}, out);
        f->called = false;
        return made;
    }
    struct buffer text = {0};
    f->bodies++;
    foreign_held_body(f, true);
    bool good = foreign_statement(f, body, &text) && text.length;
    if (!good) {
        buffer_clear(&text);
        buffer_puts(&text, "return ");
        good = foreign_value(f, body, &text);
    }
    f->bodies--;
    buffer_printf(out, "{ %s }", buffer_text(&text));
    buffer_free(&text);
    return good;
}

/* ---- println!("{}", *counter.lock().unwrap()) ------------------------------------------------ */

/* What a lock keeps in Rust stands beside it here: it is printed while the lock is held. */
bool foreign_locked_print(struct foreign *f, struct span span, struct buffer *out)
{
    struct captures caps, lock;
    if (!f->pieces.exclusive || !foreign_match(f, "println|print ( %a )", span, &caps))
        return false;
    struct span rest = foreign_capture(&caps, "a")->span, value, name = {0, 0};
    struct buffer text = {0}, inside = {0};
    buffer_puts(&text, "println!(");
    for (bool first = true; foreign_next(f, &rest, &value); first = false) {
        buffer_puts(&text, first ? "" : ", ");
        if (foreign_match(f, "%o . lock|read|write ( )", value, &lock)) {
            name = foreign_capture(&lock, "o")->span;
            foreign_raw(f, name, &text);
            buffer_puts(&text, "_value");
        } else {
            foreign_raw(f, value, &text);
        }
    }
    buffer_puts(&text, ")");
    bool good = name.end > name.begin;
    if (good) {
        const struct piece *word = piece_at(f, name.begin);
        buffer_printf(out, "with %.*s ", (int)word->length, word->text);
        if (!foreign_kind_of(f, name) && f->bodies + f->loops == 0)
            buffer_printf(&f->missing, "%smutex %.*s", f->missing.length ? "; " : "",
                          (int)word->length, word->text);
        struct pieces around = f->pieces;
        f->pieces = (struct pieces){0};
        pieces_scan(&f->pieces, buffer_text(&text), text.length);
        good = foreign_statement(f, (struct span){0, f->pieces.count}, &inside);
        pieces_free(&f->pieces);
        f->pieces = around;
        buffer_printf(out, "{ %s }", buffer_text(&inside));
        f->idioms++;
    }
    buffer_free(&text);
    buffer_free(&inside);
    return good;
}

/* ---- m.wait() inside synchronized (m) -------------------------------------------------------- */

/* Every object of Java's has a waiting place; here a condition on the lock has it. */
bool foreign_monitor(struct foreign *f, struct span span, struct buffer *out)
{
    static const struct {
        const char *pattern, *does;
    } forms[] = {{"%o . wait|await ( %* )", "wait"},
                 {"%o . notify|signal|pulse ( )", "notify"},
                 {"%o . notifyall|notify_all|signalall|broadcast|pulseall ( )", "broadcast"},
                 {"monitor . wait ( %o )", "wait"},
                 {"monitor . pulse ( %o )", "notify"},
                 {"monitor . pulseall ( %o )", "broadcast"}};
    struct captures caps;
    size_t form = 0, count = sizeof forms / sizeof *forms;
    while (form < count &&
           (!foreign_match(f, forms[form].pattern, span, &caps) ||
            !(foreign_kind_of(f, foreign_capture(&caps, "o")->span) & FOREIGN_LOCK)))
        form++;
    if (form == count)
        return false;
    struct buffer lock = {0}, condition = {0}, make = {0};
    foreign_add_name(f, foreign_capture(&caps, "o")->span.begin, &lock);
    buffer_printf(&condition, "%s_changed", buffer_text(&lock));
    buffer_printf(&make, "condition %s on %s", buffer_text(&condition), buffer_text(&lock));
    if (!strstr(buffer_text(&f->missing), buffer_text(&make)) && f->options->kind &&
        !f->options->kind(f->options->context, buffer_text(&condition)))
        buffer_printf(&f->missing, "%s%s", f->missing.length ? "; " : "", buffer_text(&make));
    size_t before = out->length;
    buffer_printf(out, "%s %s", forms[form].does, buffer_text(&condition));
    foreign_add_lock(f, buffer_text(&lock), before, out);
    if (!strstr(buffer_text(&f->note), "waiting place"))
        buffer_printf(&f->note, "%sa lock has no waiting place here, a condition on it has",
                      f->note.length ? "; " : "");
    buffer_free(&lock);
    buffer_free(&condition);
    buffer_free(&make);
    f->idioms++;
    return true;
}

/* wait() and notify() in a synchronized method: its lock is monitor1. */
bool foreign_monitor_itself(struct foreign *f, struct span span, struct buffer *out)
{
    struct captures caps;
    const char *does = foreign_match(f, "wait ( )", span, &caps)                   ? "wait"
                       : foreign_match(f, "notify ( )", span, &caps)               ? "notify"
                       : foreign_match(f, "notifyall|notify_all ( )", span, &caps) ? "broadcast"
                                                                                   : NULL;
    static const char make[] = "condition monitor1_changed on monitor1";
    if (!does || !f->monitors)
        return false;
    buffer_printf(out, "%s monitor1_changed", does);
    if (!strstr(buffer_text(&f->missing), make) && f->options->kind &&
        !f->options->kind(f->options->context, "monitor1_changed"))
        buffer_printf(&f->missing, "%s%s", f->missing.length ? "; " : "", make);
    f->idioms++;
    return true;
}

/* ---- pthread_cond_wait(&c, &m) --------------------------------------------------------------- */

/* A condition that there is not yet is to be made on the lock that is told. */
static bool wait_on_new(struct foreign *f, struct span condition, struct span lock,
                        struct buffer *out)
{
    struct buffer c = {0}, m = {0};
    size_t before = out->length;
    bool good = f->on_count < sizeof f->on / sizeof *f->on && f->options->kind;
    foreign_add_name(f, condition.begin, &c);
    foreign_add_name(f, lock.begin, &m);
    if (good) {
        if (!foreign_kind_of(f, lock) && f->bodies == 0)
            buffer_printf(&f->missing, "%smutex %s", f->missing.length ? "; " : "",
                          buffer_text(&m));
        if (f->bodies == 0)
            buffer_printf(&f->missing, "%scondition %s on %s", f->missing.length ? "; " : "",
                          buffer_text(&c), buffer_text(&m));
        foreign_make(f, lock, FOREIGN_LOCK);
        foreign_make(f, condition, FOREIGN_CONDITION);
        f->on[f->on_count++] =
            (struct on_lock){memory_copy(buffer_text(&c)), memory_copy(buffer_text(&m))};
        buffer_printf(out, "wait %s", buffer_text(&c));
        foreign_add_lock(f, buffer_text(&m), before, out);
        f->idioms++;
    }
    buffer_free(&c);
    buffer_free(&m);
    return good;
}

/* Elsewhere the lock is told at each wait; here when the condition is made. */
bool foreign_wait_on(struct foreign *f, struct span span, struct buffer *out)
{
    struct captures caps;
    if (!foreign_match(f, "pthread_cond_wait|cnd_wait ( %o , %o1 )", span, &caps))
        return false;
    struct span condition = foreign_capture(&caps, "o")->span;
    struct span lock = foreign_capture(&caps, "o1")->span;
    unsigned kind = foreign_kind_of(f, condition), of = foreign_kind_of(f, lock);
    if (!kind && (!of || of & FOREIGN_LOCK) && condition.end == condition.begin + 1 &&
        lock.end == lock.begin + 1)
        return wait_on_new(f, condition, lock, out);
    if (!(kind & FOREIGN_CONDITION) || !(of & FOREIGN_LOCK) || !f->options->lock)
        return false;
    struct buffer name = {0}, on = {0};
    foreign_raw(f, condition, &name);
    foreign_raw(f, lock, &on);
    bool other = !foreign_same_lock(f, buffer_text(&name), buffer_text(&on));
    bool alone = f->loops + f->bodies == 0 && f->depth <= 2 && f->held.count == 0;
    bool anew = other && alone && f->options->holds &&
                !f->options->holds(f->options->context, buffer_text(&name));
    const char *c = buffer_text(&name), *m = buffer_text(&on);
    size_t before = out->length;
    buffer_printf(out, "wait %s", c);
    if (anew) {
        foreign_add_lock(f, m, before, out);
        struct buffer whole = {0};
        buffer_printf(&whole, "drop %s; condition %s on %s; %s", c, c, m, buffer_text(out));
        buffer_clear(out);
        buffer_puts(out, buffer_text(&whole));
        buffer_free(&whole);
    } else {
        foreign_hold_condition(f, before, out);
    }
    if (other && !strstr(buffer_text(&f->note), "lock of its own")) {
        buffer_printf(&f->note, "%s%s has a lock of its own", f->note.length ? "; " : "", c);
        if (!anew)
            buffer_printf(&f->note,
                          ", and %s stays locked while it is waited for: `drop %s; condition %s on "
                          "%s` puts it on %s",
                          m, c, c, m, m);
    }
    f->idioms++;
    buffer_free(&name);
    buffer_free(&on);
    return true;
}

/* ---- for 2 seconds --------------------------------------------------------------------------- */

#define UNITS                                                                                      \
    "seconds|second|secs|sec|s|milliseconds|millisecond|millis|msec|ms|microseconds|us|minutes|"   \
    "minute|min|mins"

bool foreign_unit_words(struct foreign *f, struct span span, struct buffer *out)
{
    struct buffer text = {0};
    bool any = false;
    struct captures caps;
    if (!is_own_command(piece_at(f, span.begin)) && !foreign_match(f, "%n = %*", span, &caps))
        return false;
    for (size_t at = span.begin; at < span.end; at++) {
        bool unit = at + 1 < span.end && piece_at(f, at)->kind == PIECE_NUMBER &&
                    foreign_begins(f, (struct span){at + 1, span.end}, UNITS);
        const struct piece *before = at > span.begin ? piece_at(f, at) - 1 : NULL;
        if (before) /* the blanks as they were typed */
            buffer_add(&text, before->end, (size_t)(before[1].begin - before->end));
        if (unit && !foreign_duration(f, (struct span){at, at + 2}, FOREIGN_SECONDS, &text))
            break;
        if (!unit)
            foreign_raw(f, (struct span){at, at + 1}, &text);
        at += unit;
        any |= unit;
    }
    bool good = any && foreign_is_accepted_inside(f, buffer_text(&text));
    f->idioms += good;
    buffer_puts(out, good ? buffer_text(&text) : "");
    buffer_free(&text);
    return good;
}
