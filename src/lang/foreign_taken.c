/* foreign_taken.c - operations that may wait amid a value, as in print("got", q.get()) or
 * x = 1 + await f: here they stand alone, so they are done before, and a name has what they gave.
 * Only where that means the same: what was typed does nothing before them but what is there anyway,
 * does them once, and whatever comes. See foreign_inside.h. */
#include "lang/foreign_inside.h"

#include "lang/words.h"

#include <string.h>

static const struct piece *piece_at(const struct foreign *f, size_t at)
{
    return &f->pieces.items[at];
}

static bool is_sign(const struct piece *piece, const char *one_of)
{
    return piece->kind == PIECE_SIGN && piece->length == 1 && strchr(one_of, *piece->text);
}

static const struct word *word_of(const struct piece *piece)
{
    return piece->kind == PIECE_WORD ? word_find(piece->text, piece->length) : NULL;
}

/* ---- Whether it can be done before ----------------------------------------------------------- */

/* Whether a text has a value in it, as "{x}"; not "{}" and "{:?}", which are formats. */
static bool fills(const struct piece *text)
{
    for (size_t i = 0; i + 1 < text->length; i++)
        if (text->text[i] == '{' && (i == 0 || text->text[i - 1] != '\\') &&
            !strchr("}:", text->text[i + 1]))
            return true;
    return false;
}

/* Whether the piece at `at` reads nothing that others change, and does nothing. */
static bool is_constant(struct foreign *f, size_t at, size_t operation)
{
    const struct piece *piece = piece_at(f, at), *next = piece + 1;
    if (piece->kind == PIECE_TEXT)
        return !fills(piece);
    if (piece->kind != PIECE_WORD)
        return true;
    if (piece_is(next, "("))
        return pieces_behind(&f->pieces, at + 1, operation) >= operation; /* it stands within */
    if (piece_is(next, ".") || piece_is(next, "="))
        return true;
    const struct word *word = word_of(piece);
    if (at > 0 && piece_is(piece - 1, "."))
        return false;
    if (word && word_is_own(word))
        return word->id != WORD_NOW;
    return !(foreign_kind_of(f, (struct span){at, at + 1}) & FOREIGN_VARIABLE);
}

/* Where the value begins: behind NAME = */
static size_t value_begin(const struct foreign *f, struct span span, size_t operation)
{
    size_t begin = span.begin;
    unsigned open = 0;
    for (size_t at = span.begin; at < operation; at++) {
        open += is_sign(piece_at(f, at), "([{");
        open -= open && is_sign(piece_at(f, at), ")]}");
        if (!open && (piece_is(piece_at(f, at), "=") || piece_is(piece_at(f, at), ":=")))
            begin = at + 1;
    }
    return begin;
}

/* Whether it is done there always, once, and before all that could be otherwise afterwards. */
static bool comes_first(struct foreign *f, struct span span, size_t begin, size_t end)
{
    static const char heads[] =
        "while|until|for|foreach|if|elif|else|unless|repeat|loop|do|define|def|func|function|fn|"
        "invariant|case|select|lambda|try|catch|except|switch|match";
    static const char ways[] = "and|or|if|else|for|lambda|&&|=>|->|{|?|unless|while";
    static const char later[] = "if|else|unless|while|{";
    if (foreign_begins(f, span, heads))
        return false;
    unsigned open = 0;
    bool asserts = foreign_begins(f, span, "assert");
    for (size_t at = span.begin; at < begin; at++) {
        open += is_sign(piece_at(f, at), "([{");
        open -= open && is_sign(piece_at(f, at), ")]}");
        if (foreign_begins(f, (struct span){at, begin}, ways) || piece_is(piece_at(f, at), "||") ||
            (!open && piece_is(piece_at(f, at), ":")) || /* alice: print get q */
            (asserts && open <= 1 && piece_is(piece_at(f, at), ",")))
            return false;
    }
    for (size_t at = value_begin(f, span, begin); at < begin; at++)
        if (!is_constant(f, at, begin))
            return false;
    for (size_t at = end; at < span.end; at++) {
        open += is_sign(piece_at(f, at), "([{");
        open -= open && is_sign(piece_at(f, at), ")]}");
        if (foreign_begins(f, (struct span){at, span.end}, later) ||
            (piece_is(piece_at(f, at), "for") && at + 2 < span.end &&
             piece_is(piece_at(f, at + 2), "in")) ||
            (!open && piece_is(piece_at(f, at), "=")))
            return false;
    }
    return true;
}

/* ---- What it is here ------------------------------------------------------------------------- */

struct taken {
    size_t begin, end;
    struct buffer does, value; /* what comes before it, if anything; what gives the value */
};

static bool gives_value(struct foreign *f, const char *operation)
{
    struct buffer text = {0};
    buffer_printf(&text, "v = %s", operation);
    bool good = foreign_is_accepted(f, buffer_text(&text));
    buffer_free(&text);
    return good;
}

static void miss(struct foreign *f, size_t name, const char *make)
{
    if (f->bodies || foreign_kind_of(f, (struct span){name, name + 1}))
        return;
    buffer_printf(&f->missing, "%s%s ", f->missing.length ? "; " : "", make);
    foreign_add_name(f, name, &f->missing);
}

/* A thread is joined; an event is waited for. False: it is nothing that is awaited. */
static bool await(struct foreign *f, size_t name, struct taken *t)
{
    enum { WAITED = FOREIGN_EVENT | FOREIGN_BARRIER | FOREIGN_LATCH };
    unsigned kind = foreign_kind_of(f, (struct span){name, name + 1});
    struct buffer text = {0};
    foreign_raw(f, (struct span){name, t->end}, &text);
    buffer_clear(&t->value);
    if (kind & FOREIGN_THREAD) {
        buffer_printf(&t->does, "join %s; ", buffer_text(&text));
        buffer_printf(&t->value, "result(%s)", buffer_text(&text));
    } else {
        buffer_printf(&t->value, kind & WAITED ? "wait %s" : "await %s", buffer_text(&text));
        if (!(kind & WAITED))
            miss(f, name, "future");
    }
    buffer_free(&text);
    return !kind || kind & (FOREIGN_THREAD | FOREIGN_FUTURE | WAITED);
}

/* Whether a value may begin there: behind a sign, or a word that takes one. */
static bool may_be_value(const struct foreign *f, struct span span, size_t at)
{
    const struct word *before = word_of(piece_at(f, at - 1)),
                      *first = word_of(piece_at(f, span.begin));
    if (piece_at(f, at - 1)->kind == PIECE_SIGN)
        return !piece_is(piece_at(f, at - 1), ".");
    return (before &&
            (before->id == WORD_NOT || before->id == WORD_PRINT || before->id == WORD_RETURN ||
             before->id == WORD_RAISE || before->id == WORD_ASSERT || before->id == WORD_SLEEP)) ||
           (at == span.begin + 2 && first && word_is_command(first) && first->id != WORD_PRINT);
}

/* An operation in the words of this language, up to where its value is used. */
static bool own_operation(struct foreign *f, struct span span, size_t at, struct taken *t)
{
    const struct word *word = word_of(piece_at(f, at));
    word = word ? word_canonical(word) : NULL;
    bool asks = word && (word->id == WORD_ASK || word->id == WORD_FETCH);
    size_t name = at + 1 + (word && word->id == WORD_FUTEX), boundary = name;
    if (!word || !(word->class == WORD_OPERATES || asks) || name >= span.end ||
        !may_be_value(f, span, at) || piece_at(f, name)->kind != (asks ? PIECE_TEXT : PIECE_WORD))
        return false;
    while (boundary < span.end && !is_sign(piece_at(f, boundary), ",;)]}"))
        boundary = is_sign(piece_at(f, boundary), "([{")
                       ? pieces_behind(&f->pieces, boundary, span.end)
                       : boundary + 1;
    t->begin = at;
    for (t->end = boundary; t->end > name; t->end--) {
        const struct piece *next = t->end < span.end ? piece_at(f, t->end) : NULL;
        if (next && next->kind != PIECE_SIGN && !piece_is(next, "and") && !piece_is(next, "or"))
            continue;
        buffer_clear(&t->value);
        foreign_raw(f, (struct span){at, t->end}, &t->value);
        if (gives_value(f, buffer_text(&t->value)))
            return word->id != WORD_AWAIT || t->end > name + 1 || await(f, name, t);
    }
    return false;
}

/* x = get q: it does not stand amid a value. */
static bool is_whole_value(const struct foreign *f, struct span span, const struct taken *t)
{
    return t->end == span.end && t->begin == span.begin + 2 &&
           (piece_is(piece_at(f, t->begin - 1), "=") || piece_is(piece_at(f, t->begin - 1), ":="));
}

/* Of an object that there is: else it may be plain words, print get well. */
static bool own_known(struct foreign *f, struct span span, size_t at, struct taken *t)
{
    static const char unnamed[] = "ask|fetch|await";
    size_t name = at + 1 + piece_is(piece_at(f, at), "futex");
    bool known = foreign_begins(f, (struct span){at, span.end}, unnamed) || !f->options->kind ||
                 f->bodies ||
                 (name < span.end && foreign_kind_of(f, (struct span){name, name + 1}));
    return known && own_operation(f, span, at, t) && !is_whole_value(f, span, t);
}

bool foreign_has_operation(struct foreign *f, struct span span)
{
    struct taken t = {0};
    struct buffer none = {0};
    struct foreign_mark mark = foreign_mark_here(f, &none);
    bool found = false;
    for (size_t at = span.begin + 1; !found && at + 1 < span.end; at++)
        found = piece_is(piece_at(f, at - 1), ",") && own_operation(f, span, at, &t);
    foreign_go_back(f, &mark, &none);
    buffer_free(&t.does);
    buffer_free(&t.value);
    return found;
}

/* A call of another language's that is such an operation; it has to be of an object that is known,
 * or whose name tells. */
static bool foreign_operation(struct foreign *f, struct span span, size_t at, struct taken *t)
{
    static const struct {
        const char *form;
        unsigned kinds;
        const char *does, *make;
    } calls[] = {
        {"%o . get|take|recv|pop|popleft|receive|dequeue ( )", FOREIGN_QUEUE, "get %o", "queue"},
        {"%o . get|take|recv|poll|recv_timeout ( timeout = %d )", FOREIGN_QUEUE, "get %o for %d",
         "queue"},
        {"%o . get_nowait|poll|try_recv ( )", FOREIGN_QUEUE, "tryget %o", "queue"},
        {"%o . peek ( )", FOREIGN_QUEUE, "peek %o", NULL},
        {"<- %o", FOREIGN_QUEUE, "get %o", "queue"},
        {"%o . recv|receive|get|read|take ( )", FOREIGN_CHANNEL, "receive %o", NULL},
        {"<- %o", FOREIGN_CHANNEL, "receive %o", NULL},
        {"%o . get|result|join|await|wait ( )", FOREIGN_FUTURE, "await %o", NULL},
        {"%o . get|result|wait ( timeout = %d )", FOREIGN_FUTURE, "await %o for %d", NULL},
        {"%o . get ( %d , timeunit . seconds )", FOREIGN_FUTURE, "await %o for %d", NULL},
        {"%o . await", FOREIGN_FUTURE, "await %o", NULL},
        {"%o . wait|await ( )", FOREIGN_BARRIER | FOREIGN_EVENT | FOREIGN_LATCH, "wait %o", NULL},
    };
    struct captures caps;
    bool arrow = piece_is(piece_at(f, at), "<-");
    size_t call = at;
    if (!arrow && (piece_at(f, at)->kind != PIECE_WORD || piece_is(piece_at(f, at - 1), ".")))
        return false;
    while (call < span.end && !piece_is(piece_at(f, call), "("))
        call++;
    t->begin = at;
    t->end = arrow ? at + 2 : call < span.end ? pieces_behind(&f->pieces, call, span.end) : call;
    bool awaits = at + 2 < span.end && piece_is(piece_at(f, at + 1), ".") &&
                  piece_is(piece_at(f, at + 2), "await") &&
                  (at + 3 == span.end || !piece_is(piece_at(f, at + 3), "("));
    t->end = awaits ? at + 3 : t->end;
    struct span whole = {at, t->end};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (!foreign_match(f, calls[i].form, whole, &caps))
            continue;
        struct span name = foreign_capture(&caps, "o")->span;
        unsigned kind = foreign_kind_of(f, name);
        if (kind ? !(kind & calls[i].kinds)
                 : !calls[i].make || !foreign_is_hinted(f, name, calls[i].kinds))
            continue;
        if (calls[i].make)
            miss(f, name.begin, calls[i].make);
        buffer_clear(&t->value);
        return foreign_fill(f, calls[i].does, &caps, &t->value);
    }
    buffer_clear(&t->value);
    if (awaits || arrow || !foreign_row(f, foreign_values, whole, &t->value, NULL))
        return false;
    size_t length = strcspn(buffer_text(&t->value), " ");
    const struct word *word = word_find(buffer_text(&t->value), length);
    return word && word_canonical(word)->class == WORD_OPERATES && t->value.bytes[length] == ' ' &&
           gives_value(f, buffer_text(&t->value));
}

/* ---- Writing --------------------------------------------------------------------------------- */

/* A name that nothing has, neither here nor in what was typed. */
static bool find_name(const struct foreign *f, char *name)
{
    static const char *const names[] = {"v", "w", "v1", "v2", "v3", "v4", "v5", "v6"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        bool used =
            f->options->kind && f->options->kind(f->options->context, names[i]) != FOREIGN_NOTHING;
        for (size_t at = 0; at < f->pieces.count; at++)
            used |= piece_is(piece_at(f, at), names[i]);
        for (size_t at = 0; at < f->typed.count; at++)
            used |= piece_is(&f->typed.items[at], names[i]);
        for (size_t at = 0; at < f->made_count; at++)
            used |= strcmp(f->made[at].name, names[i]) == 0;
        if (!used) {
            strcpy(name, names[i]);
            return true;
        }
    }
    return false;
}

/* The statement with `instead` in the place of the operation; false where it cannot be cut out. */
static bool replaced(const struct foreign *f, struct span span, const struct taken *t,
                     const char *instead, struct buffer *out)
{
    const char *begin = piece_at(f, span.begin)->begin, *stop = piece_at(f, span.end - 1)->end;
    const char *from = piece_at(f, t->begin)->begin, *to = piece_at(f, t->end - 1)->end;
    if (from < begin || to < from || stop < to)
        return false;
    buffer_add(out, begin, (size_t)(from - begin));
    buffer_puts(out, instead);
    buffer_add(out, to, (size_t)(stop - to));
    return true;
}

/* Whether it calls what there is not, here. */
static bool calls_unknown(struct foreign *f, struct span span)
{
    for (size_t at = span.begin; at + 1 < span.end; at++)
        if (piece_at(f, at)->kind == PIECE_WORD && piece_is(piece_at(f, at + 1), "(") &&
            (!word_of(piece_at(f, at)) || word_of(piece_at(f, at))->class != WORD_BUILTIN) &&
            !foreign_kind_of(f, (struct span){at, at + 1}))
            return true;
    return false;
}

/* The rest, which may hold more of them. */
static bool rest(struct foreign *f, const struct buffer *text, bool as_it_is, struct buffer *out)
{
    if (as_it_is && foreign_is_accepted_inside(f, buffer_text(text))) {
        buffer_puts(out, buffer_text(text));
        return true;
    }
    struct pieces around = f->pieces;
    unsigned orders = f->orders;
    f->pieces = (struct pieces){.exclusive = around.exclusive, .declares = around.declares};
    f->orders = 0;
    pieces_scan(&f->pieces, buffer_text(text), text->length);
    bool good = foreign_statement(f, (struct span){0, f->pieces.count}, out);
    pieces_free(&f->pieces);
    f->pieces = around;
    f->orders = orders;
    return good;
}

static bool take(struct foreign *f, struct span span, const struct taken *t, struct buffer *out)
{
    char name[4];
    struct buffer text = {0}, line = {0};
    bool good = false, calls = calls_unknown(f, span);
    if (!t->does.length && replaced(f, span, t, buffer_text(&t->value), &text) &&
        foreign_is_accepted_inside(f, buffer_text(&text))) { /* x = not wait e for 1s */
        buffer_puts(&line, buffer_text(&text));
        good = true;
    } else if (comes_first(f, span, t->begin, t->end) && find_name(f, name)) {
        buffer_clear(&text);
        buffer_printf(&line, "%s%s = %s; ", buffer_text(&t->does), name, buffer_text(&t->value));
        good = replaced(f, span, t, name, &text) && rest(f, &text, !calls, &line) &&
               foreign_is_accepted_inside(f, buffer_text(&line));
    }
    bool several = f->orders > 0 && strchr(buffer_text(&line), ';');
    if (good)
        buffer_printf(out, several ? "{ %s }" : "%s", buffer_text(&line));
    f->idioms += good;
    buffer_free(&text);
    buffer_free(&line);
    return good;
}

static bool taken(struct foreign *f, struct span span, struct buffer *out,
                  bool (*find)(struct foreign *, struct span, size_t, struct taken *))
{
    struct taken t = {0};
    bool found = false;
    for (size_t at = span.begin + 1; !found && at + 1 < span.end && f->depth <= 8; at++) {
        struct foreign_mark mark = foreign_mark_here(f, out);
        found = find(f, span, at, &t);
        if (!found)
            foreign_go_back(f, &mark, out);
    }
    bool good = found && take(f, span, &t, out);
    buffer_free(&t.does);
    buffer_free(&t.value);
    return good;
}

bool foreign_own_taken_first(struct foreign *f, struct span span, struct buffer *out)
{
    return taken(f, span, out, own_known);
}

bool foreign_taken_first(struct foreign *f, struct span span, struct buffer *out)
{
    return taken(f, span, out, foreign_operation);
}
