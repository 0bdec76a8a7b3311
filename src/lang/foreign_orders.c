/* foreign_orders.c - orders to threads that are written otherwise: alice lock m, lock m alice,
 * alice.lock(m), alice locks m. See foreign_inside.h. */
#include "lang/foreign_inside.h"

#include "lang/words.h"

#include <string.h>

static const struct piece *piece_at(const struct foreign *f, size_t at)
{
    return &f->pieces.items[at];
}

static bool is_known_thread(struct foreign *f, size_t at)
{
    return piece_at(f, at)->kind == PIECE_WORD &&
           foreign_kind_of(f, (struct span){at, at + 1}) & FOREIGN_THREAD;
}

/* alice: COMMAND, alice bob: COMMAND, alice COMMAND, COMMAND alice, alice.COMMAND(...) */
bool foreign_order(struct foreign *f, struct span span, struct buffer *out)
{
    size_t at = span.begin, threads = 0;
    bool blank = false;
    if (f->bodies || foreign_begins(f, span, FOREIGN_PYTHON))
        return false;
    if (foreign_begins(f, span, "tell|let|order|make|ask") && span.begin + 1 < span.end &&
        is_known_thread(f, span.begin + 1))
        at = span.begin = span.begin + 1;
    while (at < span.end && is_known_thread(f, at)) {
        threads++;
        at++;
        if (at < span.end && (piece_is(piece_at(f, at), ",") ||
                              foreign_begins(f, (struct span){at, span.end}, "and")))
            at++;
        else if (at < span.end && is_known_thread(f, at))
            blank = true;
        else if (at + 2 < span.end && piece_is(piece_at(f, at), ":") &&
                 is_known_thread(f, at + 1) && piece_is(piece_at(f, at + 2), ":")) {
            blank = true; /* alice: bob: COMMAND */
            at++;
        }
    }
    bool colon = at < span.end && piece_is(piece_at(f, at), ":");
    if (threads == 0 || at == span.end || (piece_is(piece_at(f, at), ".")))
        return false;
    struct span command = {at + colon, span.end};
    while (!colon && foreign_begins(f, command, "should|must|to|do|does|will"))
        command.begin++;
    const struct piece *first = piece_at(f, command.begin < span.end ? command.begin : span.begin);
    const struct word *word =
        first->kind == PIECE_WORD ? word_find(first->text, first->length) : NULL;
    struct captures caps;
    if (!colon && !(word && word_is_command(word)) &&
        !foreign_match(f, "%n =|+=|-= %e", command, &caps) &&
        !foreign_begins(f, command, "take|grab|hold|give|free|say|echo|increase|increment|add"))
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
    bool good = foreign_statement(f, command, out);
    f->orders--;
    return good;
}

/* COMMAND alice, COMMAND by alice */
bool foreign_order_behind(struct foreign *f, struct span span, struct buffer *out)
{
    size_t last = span.end - 1;
    struct captures caps;
    if (!f->bodies && !f->orders && foreign_match(f, "%v %t %n", span, &caps) &&
        !foreign_begins(f, span, "join|cancel|kill|start|rename|daemon|interrupt")) {
        struct buffer order = {0}; /* lock alice m */
        foreign_raw(f, (struct span){span.begin + 1, span.begin + 2}, &order);
        buffer_puts(&order, ": ");
        foreign_raw(f, (struct span){span.begin, span.begin + 1}, &order);
        buffer_putc(&order, ' ');
        foreign_raw(f, (struct span){last, span.end}, &order);
        bool taken = foreign_is_accepted(f, buffer_text(&order));
        buffer_puts(out, taken ? buffer_text(&order) : "");
        f->idioms += taken;
        buffer_free(&order);
        if (taken)
            return true;
    }
    if (f->bodies || f->orders || last < span.begin + 2 || !is_known_thread(f, last) ||
        !foreign_match(f, "%v", (struct span){span.begin, span.begin + 1}, &caps) ||
        foreign_begins(f, span, "join|cancel|kill|start|rename|daemon|interrupt"))
        return false;
    struct span command = {span.begin, last};
    if (foreign_begins(f, (struct span){last - 1, last}, "by|as|for|in|from|with|on|to"))
        command.end--;
    struct buffer text = {0};
    foreign_raw(f, (struct span){last, last + 1}, &text);
    buffer_puts(&text, ": ");
    f->orders++;
    bool good = command.end > command.begin + 1 && foreign_statement(f, command, &text);
    f->orders--;
    if (good) {
        f->idioms++;
        buffer_puts(out, buffer_text(&text));
    }
    buffer_free(&text);
    return good;
}

/* alice.lock(m) */
bool foreign_order_by_method(struct foreign *f, struct span span, struct buffer *out)
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
bool foreign_order_of_verb(struct foreign *f, struct span span, struct buffer *out)
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
    size_t rest = span.begin + 2; /* bob waits for go */
    while (rest + 1 < span.end && foreign_begins(f, (struct span){rest, span.end}, "for|on|the|to"))
        rest++;
    foreign_raw(f, (struct span){rest, span.end}, &text);
    bool good = foreign_is_accepted(f, buffer_text(&text));
    f->idioms += good;
    buffer_puts(out, good ? buffer_text(&text) : "");
    buffer_free(&text);
    return good;
}
