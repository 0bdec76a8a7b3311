/* foreign_alone.c - what is only a part of a statement where it stands alone: a constructor without
 * a name, a function's head without its block, bob; lock m; and commands that go on by themselves,
 * as in sleep 2 &. See foreign_inside.h. */
#include "lang/foreign_inside.h"

#include "base/memory.h"
#include "lang/words.h"

#include <string.h>

static const struct piece *piece_at(const struct foreign *f, size_t at)
{
    return &f->pieces.items[at];
}

static void separate(struct buffer *out)
{
    buffer_puts(out, out->length ? "; " : "");
}

static const struct word *own_word(const struct foreign *f, size_t at)
{
    const struct piece *piece = piece_at(f, at);
    return piece->kind == PIECE_WORD ? word_find(piece->text, piece->length) : NULL;
}

/* ---- threading.Barrier(3) -------------------------------------------------------------------- */

static const struct constructor *constructor_of(struct foreign *f, struct span maker)
{
    for (const struct constructor *c = foreign_constructors; c->types; c++)
        if (foreign_begins(f, maker, c->types))
            return c;
    return NULL;
}

/* What is made gets a name, of the first letter of its word here. */
bool foreign_made_nameless(struct foreign *f, struct span span, struct buffer *out)
{
    struct captures caps;
    if (f->bodies + f->loops > 0 || !f->options->kind ||
        (!foreign_match(f, "%n ( %a )", span, &caps) &&
         !foreign_match(f, "%n . new|newcondition ( %a )", span, &caps)))
        return false;
    struct span maker = foreign_capture(&caps, "n")->span,
                given = foreign_capture(&caps, "a")->span;
    const struct constructor *c = constructor_of(f, maker);
    const struct piece *first = piece_at(f, span.begin);
    bool is_type = *first->text >= 'A' && *first->text <= 'Z';
    if (!c || !c->here || !strstr(c->here, "%n") || foreign_kind_of(f, maker) ||
        (!is_type && !f->pieces.simplified) || (own_word(f, span.begin) && given.begin < given.end))
        return false;
    struct buffer text = {0};
    buffer_printf(&text, "%c1 = ", *c->here);
    buffer_add(&text, first->begin, (size_t)(piece_at(f, span.end - 1)->end - first->begin));
    struct pieces around = f->pieces;
    f->pieces = (struct pieces){.exclusive = around.exclusive};
    pieces_scan(&f->pieces, buffer_text(&text), text.length);
    bool good = foreign_declaration(f, (struct span){0, f->pieces.count}, false, out);
    pieces_free(&f->pieces);
    f->pieces = around;
    buffer_free(&text);
    return good && foreign_is_accepted(f, buffer_text(out));
}

/* ---- void *run(void *arg) -------------------------------------------------------------------- */

/* A parameter: TYPE NAME, TYPE *NAME, void, or nothing. */
static bool is_parameter(struct foreign *f, struct span value)
{
    size_t words = 0;
    for (size_t at = value.begin; at < value.end; at++) {
        const struct piece *piece = piece_at(f, at);
        if (piece->kind == PIECE_WORD)
            words++;
        else if (piece->kind != PIECE_SIGN || !strchr("*&[].", *piece->text))
            return false;
    }
    return value.begin == value.end || words > 1 || foreign_begins(f, value, "void");
}

bool foreign_is_function_head(struct foreign *f, struct span span)
{
    static const char types[] = "void|int|bool|boolean|long|double|float|char|string|size_t|short|"
                                "uint32_t|int32_t|int64_t|uint64_t";
    static const char objects[] = "pthread_t|thrd_t|sem_t"; /* sem_t s() may make one */
    static const char *const forms[] = {"%n ( %a )", "%n ( %a ) throws %*", NULL};
    struct captures caps;
    struct span value, rest = span;
    bool object = foreign_begins(f, span, objects);
    if (!object && !foreign_begins(f, span, types))
        return false;
    rest.begin++;
    while (rest.begin < rest.end && piece_is(piece_at(f, rest.begin), "*"))
        rest.begin++;
    size_t form = 0;
    while (forms[form] && !foreign_match(f, forms[form], rest, &caps))
        form++;
    if (!forms[form])
        return false;
    struct span parameters = foreign_capture(&caps, "a")->span;
    if (object && parameters.begin == parameters.end)
        return false;
    while (foreign_next(f, &parameters, &value))
        if (!is_parameter(f, value))
            return false;
    return true;
}

/* The head of a function, whose block is not typed yet. */
bool foreign_function_head(struct foreign *f, struct span span, struct buffer *out)
{
    struct statement s = {.head = span, .block = {span.end, span.end}, .has_block = true};
    return f->bodies + f->loops == 0 && foreign_is_function_head(f, span) &&
           foreign_block(f, &s, out);
}

/* ---- sleep 2 & ------------------------------------------------------------------------------- */

/* spawn { COMMAND }, of a function only spawn work(1). */
static bool spawn_one(struct foreign *f, struct span span, struct buffer *out)
{
    struct captures caps;
    bool function =
        (foreign_match(f, "%n", span, &caps) || foreign_match(f, "%n ( %a )", span, &caps)) &&
        !own_word(f, span.begin);
    buffer_puts(out, "spawn ");
    if (foreign_match(f, "%n %e", span, &caps) && !own_word(f, span.begin) &&
        (foreign_kind_of(f, foreign_capture(&caps, "n")->span) & FOREIGN_FUNCTION ||
         piece_at(f, span.begin + 1)->kind == PIECE_NUMBER))
        return foreign_fill(f, "%n(%e)", &caps, out); /* a shell's call */
    if (function)
        return foreign_body(f, span, (struct span){0, 0}, out);
    bool several = foreign_match(f, "( %* )", span, &caps);
    struct buffer text = {0};
    size_t held = f->held.count;
    f->bodies++;
    foreign_held_body(f, false);
    bool good = several ? foreign_statements(f, (struct span){span.begin + 1, span.end - 1}, &text)
                        : foreign_statement(f, span, &text);
    foreign_held_cut(f, held);
    f->bodies--;
    buffer_printf(out, "{ %s }", buffer_text(&text));
    good = good && text.length > 0;
    buffer_free(&text);
    return good;
}

/* What a shell does at the same time is done by a thread of its own. */
bool foreign_in_background(struct foreign *f, struct span span, struct buffer *out)
{
    size_t begin = span.begin, count = 0;
    for (size_t at = span.begin; at < span.end;) {
        const struct piece *piece = piece_at(f, at);
        if (piece_is(piece, "&") && at > begin) {
            separate(out);
            if (!spawn_one(f, (struct span){begin, at}, out))
                return false;
            begin = at + 1;
            count++;
        }
        bool opens = piece->kind == PIECE_SIGN && piece->length == 1 && strchr("([{", *piece->text);
        at = opens ? pieces_behind(&f->pieces, at, span.end) : at + 1;
    }
    if (!count)
        return false;
    f->idioms++;
    if (begin < span.end)
        separate(out);
    return (begin == span.end || foreign_statement(f, (struct span){begin, span.end}, out)) &&
           foreign_is_accepted_inside(f, buffer_text(out));
}

/* ---- bob; lock m ----------------------------------------------------------------------------- */

/* Whether it is a thread's name alone, with a semicolon behind it and something more. */
static bool is_called_up(struct foreign *f, const struct statement *s, size_t end)
{
    struct captures caps;
    return !s->has_block && foreign_match(f, "%t", s->head, &caps) && s->next < end &&
           piece_is(piece_at(f, s->next - 1), ";");
}

/* Whether it may be ordered: a command here, and none about the thread itself. */
static bool is_order(struct foreign *f, struct span span)
{
    const struct word *word = own_word(f, span.begin);
    struct captures caps;
    return foreign_match(f, "%n =|+=|-= %e", span, &caps) ||
           (word && word_is_command(word) &&
            !foreign_begins(f, span, "join|cancel|kill|start|rename|daemon|interrupt|drop"));
}

bool foreign_order_apart(struct foreign *f, const struct statement *first, size_t end, size_t *next,
                         struct buffer *out)
{
    struct statement s = *first;
    struct buffer names = {0}, orders = {0};
    size_t count = 0, at = s.next;
    bool good = !f->bodies && !f->orders && is_called_up(f, &s, end);
    while (good && is_called_up(f, &s, end)) {
        buffer_puts(&names, names.length ? ", " : "");
        foreign_raw(f, s.head, &names);
        at = s.next;
        s = foreign_cut(f, at, end);
    }
    f->orders++;
    while (good && at < end && !is_called_up(f, &s, end)) {
        separate(&orders);
        good = !s.has_block && is_order(f, s.head) && foreign_statement(f, s.head, &orders);
        count++;
        at = s.next > at ? s.next : at + 1;
        if (at < end)
            s = foreign_cut(f, at, end);
    }
    f->orders--;
    if (good && count) {
        separate(out);
        buffer_printf(out, count > 1 ? "%s: { %s }" : "%s: %s", buffer_text(&names),
                      buffer_text(&orders));
        *next = at;
        f->idioms++;
    }
    buffer_free(&names);
    buffer_free(&orders);
    return good && count;
}

/* ---- setTimeout(work, 2000) ------------------------------------------------------------------ */

static bool is_free(const struct foreign *f, const char *name)
{
    for (size_t i = 0; i < f->made_count; i++)
        if (strcmp(f->made[i].name, name) == 0)
            return false;
    return !f->options->kind || !f->options->kind(f->options->context, name);
}

/* A timer gets a name that is free, and is started; in a loop there would have to be many. */
bool foreign_timeout(struct foreign *f, struct span span, struct buffer *out)
{
    struct captures caps;
    struct buffer text = {0};
    char name[] = "t1";
    if (!foreign_match(f, "set_timeout ( %b , %m )", span, &caps))
        return false;
    if (f->loops > 0) {
        f->idioms++;
        return foreign_fill(f, "spawn { sleep %m; spawn %b }", &caps, out);
    }
    while (!is_free(f, name) && name[1] < '9')
        name[1]++;
    bool good = foreign_fill(f, "%m %b", &caps, &text);
    buffer_printf(out, "timer %s %s; start %s", name, buffer_text(&text), name);
    buffer_free(&text);
    MEMORY_ROOM_FOR_ONE(f->made, f->made_count, f->made_capacity);
    f->made[f->made_count++] = (struct made_name){memory_copy(name), FOREIGN_TIMER};
    f->idioms += good;
    return good;
}

/* ---- ops.Add(1) ------------------------------------------------------------------------------ */

/* Of a name that is not known: Go's counters count so, and C#'s lists grow. */
bool foreign_counted(struct foreign *f, struct span span, struct buffer *out)
{
    struct captures caps;
    if (!foreign_match(f, "%o . add ( %e )", span, &caps))
        return false;
    struct span name = foreign_capture(&caps, "o")->span, by = foreign_capture(&caps, "e")->span;
    size_t number = by.begin + piece_is(piece_at(f, by.begin), "-");
    if (*piece_at(f, name.end + 1)->text != 'A' || foreign_kind_of(f, name) ||
        name.end > name.begin + 1 || number + 1 != by.end ||
        piece_at(f, number)->kind != PIECE_NUMBER ||
        foreign_is_hinted(f, name, FOREIGN_QUEUE | FOREIGN_LATCH) ||
        foreign_begins(f, name, "wg|group|waitgroup|wait_group"))
        return false;
    struct buffer note = {0};
    bool good = foreign_fill(f, "add(%o, %e)", &caps, out) &&
                foreign_fill(f, "if %o is a list: queue %o; put %o %e", &caps, &note);
    buffer_printf(&f->note, "%s%s", f->note.length ? "; " : "", buffer_text(&note));
    if (f->bodies == 0) {
        buffer_puts(&f->missing, f->missing.length ? "; atomic " : "atomic ");
        foreign_add_name(f, name.begin, &f->missing);
        buffer_puts(&f->missing, " = 0");
    }
    foreign_make(f, name, FOREIGN_VARIABLE | FOREIGN_NUMBER);
    buffer_free(&note);
    f->idioms += good;
    return good;
}
