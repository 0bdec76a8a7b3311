/* foreign_select.c - blocks of cases: Go's select, and switch; and classes, whose members stand
 * alone here. See foreign_inside.h. */
#include "lang/foreign_inside.h"

#include <string.h>

static const struct piece *piece_at(const struct foreign *f, size_t at)
{
    return &f->pieces.items[at];
}

/* ---- Cases ----------------------------------------------------------------------------------- */

enum { MOST_CASES = 12 };

struct cases {
    struct span heads[MOST_CASES]; /* empty: default */
    struct span blocks[MOST_CASES];
    size_t count;
};

static size_t skip(const struct foreign *f, size_t at, size_t end)
{
    const struct piece *piece = piece_at(f, at);
    bool opens = piece->kind == PIECE_SIGN && piece->length == 1 && strchr("([{", *piece->text);
    return opens ? pieces_behind(&f->pieces, at, end) : at + 1;
}

static bool begins_case(struct foreign *f, size_t at, size_t end)
{
    return at < end && foreign_begins(f, (struct span){at, end}, "case|default|_");
}

static bool cut_cases(struct foreign *f, struct span block, struct cases *c)
{
    c->count = 0;
    for (size_t at = block.begin; at < block.end;) {
        if (!begins_case(f, at, block.end) || c->count == MOST_CASES)
            return false;
        bool other = !piece_is(piece_at(f, at), "case");
        struct span head = {at + 1, at + 1};
        while (head.end < block.end && !piece_is(piece_at(f, head.end), ":") &&
               !piece_is(piece_at(f, head.end), "->") && !piece_is(piece_at(f, head.end), "=>"))
            head.end = skip(f, head.end, block.end);
        if (other || foreign_begins(f, head, "_"))
            head.begin = head.end;
        at = head.end + 1;
        struct span body = {at, at};
        while (at < block.end && !begins_case(f, at, block.end))
            body.end = at = skip(f, at, block.end);
        while (body.end > body.begin && (piece_is(piece_at(f, body.end - 1), ";") ||
                                         piece_is(piece_at(f, body.end - 1), "break")))
            body.end--;
        c->heads[c->count] = head;
        c->blocks[c->count++] = body;
    }
    return c->count > 0;
}

static bool add_body(struct foreign *f, struct span body, const char *behind, struct buffer *out)
{
    struct buffer text = {0};
    bool good = foreign_statements(f, body, &text);
    buffer_printf(out, "{ %s%s%s}", buffer_text(&text), text.length && *behind ? "; " : "",
                  *behind       ? behind
                  : text.length ? " "
                                : "");
    buffer_free(&text);
    return good;
}

/* ---- select ---------------------------------------------------------------------------------- */

struct chosen {
    struct buffer take; /* v = tryget q */
    struct buffer name; /* v; empty: what is sent, or time */
    bool sends, time;
    struct span duration;
};

static bool read_case(struct foreign *f, struct span head, struct chosen *c)
{
    static const char *const takes[] = {"%n =|:= <- %o", "%n , %n1 =|:= <- %o", "<- %o", NULL};
    struct captures caps;
    if (foreign_match(f, "<- time . after ( %d )", head, &caps)) {
        c->time = true;
        c->duration = foreign_capture(&caps, "d")->span;
        return true;
    }
    if (foreign_match(f, "%o <- %e", head, &caps)) {
        c->sends = true;
        return foreign_fill(f, "tryput %o %e", &caps, &c->take);
    }
    for (size_t i = 0; takes[i]; i++) {
        if (!foreign_match(f, takes[i], head, &caps))
            continue;
        const struct capture *n = foreign_capture(&caps, "n");
        if (n)
            foreign_add_name(f, n->span.begin, &c->name);
        else
            buffer_puts(&c->name, "v");
        buffer_printf(&c->take, "%s = tryget ", buffer_text(&c->name));
        struct span queue = foreign_capture(&caps, "o")->span;
        if (!foreign_kind_of(f, queue)) {
            buffer_puts(&f->missing, f->missing.length ? "; queue " : "queue ");
            foreign_add_name(f, queue.begin, &f->missing);
            foreign_make(f, queue, FOREIGN_QUEUE);
        }
        return foreign_fill(f, "%o", &caps, &c->take);
    }
    return false;
}

/* The queue is waited for, so long: v = get q for 1s. */
static bool timed_get(struct foreign *f, const struct cases *c, const struct chosen *taken,
                      const struct chosen *time, size_t taking, size_t timing, struct buffer *out)
{
    const char *queue = strstr(buffer_text(&taken->take), "tryget ");
    const char *name = buffer_text(&taken->name);
    if (!queue)
        return false;
    buffer_printf(out, "%s = get %s for ", name, queue + 7);
    bool good = foreign_duration(f, time->duration, FOREIGN_SECONDS, out);
    buffer_printf(out, "; if %s != none ", name);
    good = good && add_body(f, c->blocks[taking], "", out);
    buffer_puts(out, " else ");
    return good && add_body(f, c->blocks[timing], "", out);
}

/* Each in turn, until one can be done. */
static bool in_turn(struct foreign *f, const struct cases *c, const struct chosen *chosen,
                    size_t fallback, struct buffer *out)
{
    bool loop = fallback == c->count, good = true;
    buffer_puts(out, loop ? "while true { " : "");
    f->loops += loop;
    for (size_t i = 0, done = 0; good && i < c->count; i++) {
        if (i == fallback)
            continue;
        const char *name = buffer_text(&chosen[i].name), *take = buffer_text(&chosen[i].take);
        buffer_puts(out, !done++ ? "" : loop ? "; " : " else { ");
        if (chosen[i].sends)
            buffer_printf(out, "if %s ", take);
        else
            buffer_printf(out, "%s; if %s != none ", take, name);
        good = add_body(f, c->blocks[i], loop ? "break " : "", out);
    }
    f->loops -= loop;
    if (!loop && c->count > 1) {
        buffer_puts(out, " else ");
        good = good && add_body(f, c->blocks[fallback], "", out);
        for (size_t i = 2; i < c->count; i++)
            buffer_puts(out, " }");
    }
    buffer_puts(out, loop ? "; yield }" : "");
    return good;
}

/* Whether a name that stands in a case is a queue's. */
static bool has_queue(struct foreign *f, const struct cases *c)
{
    for (size_t i = 0; i < c->count; i++)
        for (size_t at = c->heads[i].begin; at < c->heads[i].end; at++)
            if (piece_at(f, at)->kind == PIECE_WORD &&
                foreign_kind_of(f, (struct span){at, at + 1}) & FOREIGN_QUEUE)
                return true;
    return false;
}

/* case v = receive ch, case send ch 1, case after 1s; and what the block begins with. */
static bool add_head(struct foreign *f, struct span head, struct buffer *out, struct buffer *begins)
{
    static const struct {
        const char *form, *here, *begins;
    } forms[] = {{"<- time . after|tick ( %d )", "case after %d ", ""},
                 {"%n =|:= <- %o", "case %n = receive %o ", ""},
                 {"%n , %n1 =|:= <- %o", "case %n = receive %o ", "%n1 = %n != none"},
                 {"<- %o . done ( )", "case receive %o ", ""},
                 {"<- %o", "case receive %o ", ""},
                 {"%o <- %e", "case send %o %e ", ""}};
    struct captures caps;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (!foreign_match(f, forms[i].form, head, &caps))
            continue;
        const struct capture *channel = foreign_capture(&caps, "o");
        if (channel && !foreign_kind_of(f, channel->span)) {
            buffer_puts(&f->missing, f->missing.length ? "; channel " : "channel ");
            foreign_add_name(f, channel->span.begin, &f->missing);
            foreign_make(f, channel->span, FOREIGN_CHANNEL);
        }
        return foreign_fill(f, forms[i].here, &caps, out) &&
               foreign_fill(f, forms[i].begins, &caps, begins);
    }
    return false;
}

static bool select_channels(struct foreign *f, const struct cases *c, struct buffer *out)
{
    bool good = true;
    buffer_puts(out, "select { ");
    for (size_t i = 0; good && i < c->count; i++) {
        struct buffer begins = {0}, body = {0};
        bool otherwise = c->heads[i].begin == c->heads[i].end;
        if (otherwise)
            buffer_puts(out, "else ");
        good = (otherwise || add_head(f, c->heads[i], out, &begins)) &&
               foreign_statements(f, c->blocks[i], &body);
        buffer_printf(out, "{ %s%s%s%s}%s", buffer_text(&begins),
                      begins.length && body.length ? "; " : "", buffer_text(&body),
                      begins.length || body.length ? " " : "", i + 1 < c->count ? "; " : " }");
        buffer_free(&begins);
        buffer_free(&body);
    }
    return good;
}

static bool select_cases(struct foreign *f, const struct cases *c, struct buffer *out)
{
    if (!has_queue(f, c))
        return select_channels(f, c, out);
    struct chosen chosen[MOST_CASES] = {0};
    size_t fallback = c->count, timing = c->count;
    bool good = true;
    for (size_t i = 0; good && i < c->count; i++) {
        if (c->heads[i].begin == c->heads[i].end)
            fallback = i;
        else
            good = read_case(f, c->heads[i], &chosen[i]);
        if (chosen[i].time)
            timing = i;
    }
    if (good && timing < c->count)
        good = c->count == 2 &&
               timed_get(f, c, &chosen[1 - timing], &chosen[timing], 1 - timing, timing, out);
    else
        good = good && in_turn(f, c, chosen, fallback, out);
    if (good && timing == c->count && fallback == c->count && c->count > 1)
        buffer_printf(&f->note, "%sselect is for channels: the queues are tried in turn",
                      f->note.length ? "; " : "");
    for (size_t i = 0; i < c->count; i++) {
        buffer_free(&chosen[i].take);
        buffer_free(&chosen[i].name);
    }
    return good;
}

/* ---- switch ---------------------------------------------------------------------------------- */

static bool switch_cases(struct foreign *f, struct span value, const struct cases *c,
                         struct buffer *out)
{
    bool good = true, any = false;
    for (size_t i = 0; good && i < c->count; i++) {
        if (c->heads[i].begin == c->heads[i].end) {
            if (i + 1 < c->count || !any)
                return false;
            buffer_puts(out, " else ");
        } else {
            struct span rest = c->heads[i], one;
            buffer_puts(out, any ? " else if " : "if ");
            for (bool first = true; good && foreign_next(f, &rest, &one); first = false) {
                buffer_puts(out, first ? "" : " or ");
                good = foreign_value(f, value, out);
                buffer_puts(out, " == ");
                good = good && foreign_value(f, one, out);
            }
            buffer_putc(out, ' ');
        }
        any = true;
        good = good && add_body(f, c->blocks[i], "", out);
    }
    return good;
}

bool foreign_cases(struct foreign *f, const struct statement *s, struct buffer *out)
{
    struct cases cases;
    struct captures caps;
    struct buffer text = {0};
    bool good = false;
    if (foreign_match(f, "select", s->head, &caps) && s->block.begin == s->block.end) {
        buffer_puts(&text, "join all");
        good = true;
    } else if (!cut_cases(f, s->block, &cases)) {
        return false;
    } else if (foreign_match(f, "select", s->head, &caps)) {
        good = select_cases(f, &cases, &text);
    } else if (foreign_match(f, "switch|match ( %e )", s->head, &caps) ||
               foreign_match(f, "switch|match %e", s->head, &caps)) {
        good = switch_cases(f, foreign_capture(&caps, "e")->span, &cases, &text);
    }
    good = good && foreign_is_accepted_inside(f, buffer_text(&text));
    if (good)
        buffer_puts(out, buffer_text(&text));
    f->idioms += good;
    buffer_free(&text);
    return good;
}

/* ---- Classes --------------------------------------------------------------------------------- */

#define NO_CLASS                                                                                   \
    "there are no classes here: fields are variables, methods functions, of which there is one "   \
    "each"

/* The method of a thread's class that it runs. */
bool foreign_find_run(struct foreign *f, struct span block, struct statement *run)
{
    struct captures caps;
    for (size_t at = block.begin; at < block.end;) {
        struct statement s = foreign_cut(f, at, block.end);
        if (s.has_block && (foreign_match(f, "%* run ( %* ) %*", s.head, &caps) ||
                            foreign_match(f, "%* run ( %* )", s.head, &caps))) {
            *run = s;
            return true;
        }
        at = s.next > at ? s.next : at + 1;
    }
    return false;
}

/* What an object of the class is made with. */
static struct span made_with(struct foreign *f, struct span block, struct span class)
{
    struct captures caps;
    for (size_t at = block.begin; at < block.end;) {
        struct statement s = foreign_cut(f, at, block.end);
        if (s.has_block &&
            (foreign_match(f, "def __init__ ( %a )", s.head, &caps) ||
             (foreign_match(f, "%n ( %a )", s.head, &caps) &&
              piece_at(f, s.head.begin)->length == piece_at(f, class.begin)->length &&
              memcmp(piece_at(f, s.head.begin)->text, piece_at(f, class.begin)->text,
                     piece_at(f, class.begin)->length) == 0)))
            return foreign_capture(&caps, "a")->span;
        at = s.next > at ? s.next : at + 1;
    }
    return (struct span){0, 0};
}

static bool class_of_threads(struct foreign *f, const struct statement *s, struct buffer *out)
{
    static const char *const forms[] = {"class %n extends|implements thread|runnable|callable %*",
                                        "class %n extends|implements thread|runnable|callable",
                                        "class %n ( thread )", NULL};
    struct captures caps;
    struct statement run;
    for (size_t i = 0; forms[i]; i++) {
        if (!foreign_match(f, forms[i], s->head, &caps) || !foreign_find_run(f, s->block, &run))
            continue;
        struct buffer inside = {0};
        size_t held = f->held.count;
        f->bodies++;
        foreign_held_body(f, true);
        bool good = foreign_statements(f, run.block, &inside);
        foreign_held_cut(f, held);
        f->bodies--;
        foreign_add_define(f, foreign_capture(&caps, "n")->span,
                           made_with(f, s->block, foreign_capture(&caps, "n")->span), out);
        buffer_printf(out, " { %s }", inside.length ? buffer_text(&inside) : "...");
        buffer_free(&inside);
        if (good)
            buffer_printf(&f->note, "%swhat its run() does is a function: spawn t1 %.*s()",
                          f->note.length ? "; " : "",
                          (int)piece_at(f, foreign_capture(&caps, "n")->span.begin)->length,
                          piece_at(f, foreign_capture(&caps, "n")->span.begin)->text);
        return good;
    }
    return false;
}

/* What makes one: its commands stand alone. */
static bool is_maker(struct foreign *f, struct span head, struct span class)
{
    struct captures caps;
    if (foreign_match(f, "def __init__ ( %* ) %*", head, &caps) ||
        foreign_match(f, "def __init__ ( %* )", head, &caps))
        return true;
    const struct piece *name = piece_at(f, class.begin), *first = piece_at(f, head.begin);
    return foreign_match(f, "%n ( %* )", head, &caps) && first->length == name->length &&
           memcmp(first->text, name->text, name->length) == 0;
}

bool foreign_class(struct foreign *f, const struct statement *s, struct buffer *out)
{
    struct captures caps;
    struct buffer text = {0};
    bool good = class_of_threads(f, s, &text);
    if (!good) {
        buffer_clear(&text);
        if (!foreign_match(f, "class|struct|type %n", s->head, &caps) &&
            !foreign_match(f, "class %n ( %* )", s->head, &caps) &&
            !foreign_match(f, "type %n struct", s->head, &caps)) {
            buffer_free(&text);
            return false;
        }
        struct span class = foreign_capture(&caps, "n")->span;
        bool declares = f->pieces.declares;
        f->pieces.declares = true; /* a field is not its maker's own */
        good = s->block.begin < s->block.end;
        for (size_t at = s->block.begin; good && at < s->block.end;) {
            struct statement member = foreign_cut(f, at, s->block.end);
            struct span stretch = {at, member.next > at ? member.next : at + 1};
            if (member.has_block && is_maker(f, member.head, class))
                stretch = member.block;
            struct buffer one = {0};
            good = foreign_statements(f, stretch, &one);
            buffer_printf(&text, "%s%s", text.length && one.length ? "; " : "", buffer_text(&one));
            buffer_free(&one);
            at = member.next > at ? member.next : at + 1;
        }
        f->pieces.declares = declares;
        if (good && text.length && !strstr(buffer_text(&f->note), "no classes"))
            buffer_printf(&f->note, "%s%s", f->note.length ? "; " : "", NO_CLASS);
    }
    good = good && text.length && foreign_is_accepted_inside(f, buffer_text(&text));
    if (good)
        buffer_puts(out, buffer_text(&text));
    f->idioms += good;
    buffer_free(&text);
    return good;
}
