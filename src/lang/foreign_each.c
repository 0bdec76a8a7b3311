/* foreign_each.c - loops over what there is: threads, queues, the elements of an array; and a
 * command that does not name its object. See foreign_inside.h. */
#include "lang/foreign_inside.h"

#include "base/memory.h"
#include "lang/words.h"

#include <string.h>

static const struct piece *piece_at(const struct foreign *f, size_t at)
{
    return &f->pieces.items[at];
}

/* ---- Threads --------------------------------------------------------------------------------- */

/* Whether each of a list's is asked for this alone: for t in threads: t.join() */
static bool each_does(struct foreign *f, const struct statement *s, const char *call)
{
    static const char *const heads[] = {"for %n in %e", "for|foreach ( %n1 %n :|in %e )",
                                        "for|foreach ( %n :|in|of %e )", "for %n1 , %n := range %e",
                                        NULL};
    struct captures caps, of;
    struct span block = s->block;
    while (block.end > block.begin && piece_is(piece_at(f, block.end - 1), ";"))
        block.end--;
    for (size_t i = 0; heads[i]; i++) {
        if (!foreign_match(f, heads[i], s->head, &caps) || !foreign_match(f, call, block, &of))
            continue;
        const struct piece *name = piece_at(f, foreign_capture(&caps, "n")->span.begin);
        const struct piece *who = piece_at(f, foreign_capture(&of, "n")->span.begin);
        return who->length == name->length && memcmp(who->text, name->text, name->length) == 0;
    }
    return false;
}

bool foreign_join_loop(struct foreign *f, const struct statement *s, struct buffer *out)
{
    if (!each_does(f, s, "%n . join ( %* )") && !each_does(f, s, "join %n") &&
        !each_does(f, s, "%n . get|result|wait ( )"))
        return false;
    f->idioms++;
    buffer_puts(out, "join all");
    return true;
}

/* for t in threads: t.start() */
bool foreign_start_loop(struct foreign *f, const struct statement *s, struct buffer *out)
{
    if ((f->starts && f->made_count > 0) || !each_does(f, s, "%n . start ( )"))
        return false; /* they are made in the same text, and spawned */
    struct buffer names = {0};
    f->idioms++;
    if (f->options->names)
        f->options->names(f->options->context, FOREIGN_THREAD, false, &names);
    for (const char *at = buffer_text(&names); *at;) {
        size_t length = strcspn(at, " ");
        buffer_printf(out, "%sstart %.*s", out->length ? "; " : "", (int)length, at);
        at += length + (at[length] == ' ');
    }
    buffer_free(&names);
    buffer_printf(&f->note, "%s%s", f->note.length ? "; " : "",
                  out->length ? "`spawn` starts a thread when it makes it"
                              : "no thread waits to be started: `spawn` starts one when it makes "
                                "it");
    return true;
}

/* ---- Queues ---------------------------------------------------------------------------------- */

#define UNTIL_NONE "while true { %n = get %o; if %n == none { break }; "

/* for v := range q, while let Ok(v) = q.recv(): until none comes, which says that no more will. A
 * ticker's go on. */
bool foreign_draining(struct foreign *f, const struct statement *s, struct buffer *out)
{
    static const struct {
        const char *head, *begins;
    } forms[] = {{"for range %o . c", "while true { get %o; "},
                 {"for %n := range %o . c", "while true { %n = get %o; "},
                 {"for %n := range %o", UNTIL_NONE},
                 {"for %n in %o", UNTIL_NONE},
                 {"for %n in %o . iter|into_iter|getconsumingenumerable|try_iter ( )", UNTIL_NONE},
                 {"foreach|for ( %n in|of %o . getconsumingenumerable ( ) )", UNTIL_NONE},
                 {"foreach|for ( %n1 %n in %o . getconsumingenumerable ( ) )", UNTIL_NONE},
                 {"while some|ok ( %n ) = %o . recv|pop|pop_front|take|get ( )", UNTIL_NONE},
                 {"for %n in iter ( %o . get , none )", UNTIL_NONE},
                 {"while ( ( %n = %o . take|poll|recv|get ( ) ) != none|null )", UNTIL_NONE},
                 {"while ( %n := %o . get ( ) ) is not none", UNTIL_NONE},
                 {"while %n := %o . get ( )", UNTIL_NONE}};
    struct captures caps;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (!foreign_match(f, forms[i].head, s->head, &caps))
            continue;
        struct span queue = foreign_capture(&caps, "o")->span;
        unsigned kind = foreign_kind_of(f, queue);
        bool goes = !kind && i == 2 && foreign_is_hinted(f, queue, FOREIGN_CHANNEL);
        bool channel = (kind & FOREIGN_CHANNEL && strcmp(forms[i].begins, UNTIL_NONE) == 0) || goes;
        if (!(kind & FOREIGN_QUEUE) && !channel && (kind || i > 1))
            continue;
        struct buffer text = {0};
        f->loops++;
        bool good = foreign_statements(f, s->block, &text);
        f->loops--;
        struct buffer row = {0};
        good =
            good && foreign_fill(f, channel ? "for %n from %o { " : forms[i].begins, &caps, &row);
        buffer_printf(out, "%s%s }", buffer_text(&row), text.length ? buffer_text(&text) : "...");
        if (!kind && good) {
            buffer_printf(&f->missing, "%s%s ", f->missing.length ? "; " : "",
                          channel ? "channel" : "queue");
            foreign_add_name(f, queue.begin, &f->missing);
        }
        buffer_free(&row);
        buffer_free(&text);
        f->idioms += good;
        return good;
    }
    return false;
}

static bool is_reserved(const struct piece *piece)
{
    const struct word *word = word_find(piece->text, piece->length);
    return (word && word_is_own(word)) || piece_is(piece, "threads");
}

/* ---- Elements -------------------------------------------------------------------------------- */

static bool stands_in(const struct foreign *f, struct span span, char letter)
{
    for (size_t at = span.begin; at < span.end; at++)
        if (piece_at(f, at)->length == 1 && *piece_at(f, at)->text == letter)
            return true;
    return false;
}

/* for (String s : names) { }: an array is walked over by its indices. */
bool foreign_each(struct foreign *f, const struct statement *s, struct buffer *out)
{
    static const char *const forms[] = {"for %n in %o",
                                        "for|foreach ( %n1 %n :|in|of %o )",
                                        "for|foreach ( %n :|in|of %o )",
                                        "for _ , %n := range %o",
                                        "foreach %n in %o",
                                        "for %n in %o . iter ( )",
                                        NULL};
    struct captures caps;
    size_t i = 0;
    while (forms[i] && !foreign_match(f, forms[i], s->head, &caps))
        i++;
    if (!forms[i])
        return false;
    struct span list = foreign_capture(&caps, "o")->span, name = foreign_capture(&caps, "n")->span;
    unsigned kind = foreign_kind_of(f, list);
    const struct piece *word = piece_at(f, list.begin);
    if ((kind && !(kind & FOREIGN_ARRAY)) || is_reserved(word) || list.end != list.begin + 1)
        return false;
    char index = 'i';
    struct span whole = {s->head.begin, s->block.end > s->head.end ? s->block.end : s->head.end};
    while (stands_in(f, whole, index) && index < 'n')
        index++;
    struct buffer array = {0}, element = {0}, inside = {0};
    foreign_add_name(f, list.begin, &array);
    foreign_add_name(f, name.begin, &element);
    if (s->block.begin < s->block.end)
        foreign_make(f, name, FOREIGN_VARIABLE);
    f->loops++;
    bool good = foreign_statements(f, s->block, &inside);
    f->loops--;
    if (inside.length)
        buffer_printf(out, "for %c in 0..len(%s) - 1 { %s = %s[%c]; %s }", index,
                      buffer_text(&array), buffer_text(&element), buffer_text(&array), index,
                      buffer_text(&inside));
    else
        buffer_printf(out, "for %c in 0..len(%s) - 1 { ... }", index, buffer_text(&array));
    if (!kind && f->options->kind && f->loops + f->bodies == 0)
        buffer_printf(&f->missing, "%sshared %s[3] = 0", f->missing.length ? "; " : "",
                      buffer_text(&array));
    buffer_free(&array);
    buffer_free(&element);
    buffer_free(&inside);
    f->idioms++;
    return good;
}

/* ---- A command without its object ------------------------------------------------------------ */

static const struct {
    const char *verbs;
    unsigned kinds;
    bool held;
    const char *make;
} commands[] = {
    {"lock|acquire|trylock|tryacquire", FOREIGN_LOCK | FOREIGN_SEMAPHORE, false, "mutex m"},
    {"unlock|release", FOREIGN_LOCK | FOREIGN_SEMAPHORE, true, "mutex m"},
    {"notify|signal|broadcast", FOREIGN_CONDITION, false, "condition c"},
    {"set", FOREIGN_EVENT, false, "event go"},
    {"get|put", FOREIGN_QUEUE, false, "queue q"},
    {"countdown", FOREIGN_LATCH, false, "latch l 2"},
    {"wait", FOREIGN_EVENT | FOREIGN_CONDITION | FOREIGN_BARRIER | FOREIGN_LATCH, false,
     "event go"},
};

static const struct {
    const char *words;
    unsigned kind;
} nouns[] = {{"mutex|lock|rlock", FOREIGN_LOCK},
             {"semaphore|sem|bounded", FOREIGN_SEMAPHORE},
             {"condition|cond", FOREIGN_CONDITION},
             {"event", FOREIGN_EVENT},
             {"queue|channel", FOREIGN_QUEUE},
             {"barrier", FOREIGN_BARRIER},
             {"latch", FOREIGN_LATCH}};

/* The kind that the words behind the verb name; 0: none; false: they are no such words. */
static bool read_noun(struct foreign *f, struct span rest, unsigned *kind)
{
    *kind = 0;
    if (rest.begin == rest.end || (rest.end == rest.begin + 1 && foreign_begins(f, rest, "it")))
        return true;
    while (rest.end > rest.begin + 1 && foreign_begins(f, rest, "the|a|an|my|this|that|for|on|our"))
        rest.begin++;
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
        if (rest.end == rest.begin + 1 && foreign_begins(f, rest, nouns[i].words))
            *kind = nouns[i].kind;
    return *kind != 0;
}

/* The locks first: they are what is usually meant. */
static unsigned sole(struct foreign *f, unsigned kinds, bool held, struct buffer *name)
{
    unsigned count = f->options->names(f->options->context, kinds, held, name);
    if (count > 1 && kinds & FOREIGN_LOCK && kinds != FOREIGN_LOCK) {
        buffer_clear(name);
        count = f->options->names(f->options->context, FOREIGN_LOCK, held, name);
    }
    return count;
}

/* unlock, release the lock: where there is but one that it can be. */
bool foreign_nameless(struct foreign *f, struct span span, struct buffer *out)
{
    unsigned noun;
    struct captures caps;
    bool called = foreign_match(f, "%n ( )", span, &caps);
    struct span rest = {span.begin + 1, called ? span.begin + 1 : span.end};
    if (f->bodies + f->loops > 0 || !f->options->names || f->options->script)
        return false;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (!foreign_begins(f, span, commands[i].verbs) || !read_noun(f, rest, &noun))
            continue;
        unsigned kinds = noun ? noun : commands[i].kinds;
        if (!(kinds & commands[i].kinds) || (!noun && foreign_begins(f, span, "set|wait|get|put")))
            return false;
        struct buffer name = {0};
        unsigned count = sole(f, kinds, commands[i].held, &name);
        if (!count && commands[i].held)
            count = sole(f, kinds, false, &name);
        const char *make = strchr(commands[i].make, ' ') + 1;
        const char *first = count ? buffer_text(&name) : make;
        struct buffer line = {0};
        buffer_printf(&line, "%.*s %.*s", (int)piece_at(f, span.begin)->length,
                      piece_at(f, span.begin)->text, (int)strcspn(first, " "), first);
        if (foreign_begins(f, span, "put"))
            buffer_puts(&line, " 1");
        if (!count && !noun)
            buffer_printf(&f->missing, "%s%s", f->missing.length ? "; " : "", commands[i].make);
        if (count > 1)
            buffer_printf(&f->note, "%swhich one is said: %s", f->note.length ? "; " : "",
                          buffer_text(&name));
        bool good = (count || !noun) && foreign_is_accepted(f, buffer_text(&line));
        size_t before = out->length;
        buffer_puts(out, good ? buffer_text(&line) : "");
        if (good && kinds == FOREIGN_CONDITION)
            foreign_hold_condition(f, before, out);
        buffer_free(&line);
        buffer_free(&name);
        f->idioms += good;
        return good;
    }
    return false;
}
