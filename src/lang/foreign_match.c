/* foreign_match.c - patterns of pieces. See foreign_inside.h. */
#include "lang/foreign_inside.h"

#include "base/memory.h"
#include "lang/words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_STEPS = 2000000 };

/* ---- What a name stands for ------------------------------------------------------------------ */

static bool is_made(const struct made_name *made, const struct piece *name)
{
    return strlen(made->name) == name->length && memcmp(made->name, name->text, name->length) == 0;
}

bool foreign_is_same(const struct foreign *f, size_t a, size_t b)
{
    const struct piece *one = &f->pieces.items[a], *other = &f->pieces.items[b];
    return one->length == other->length && memcmp(one->text, other->text, one->length) == 0;
}

unsigned foreign_kind_of(struct foreign *f, struct span name)
{
    const struct piece *word = &f->pieces.items[name.begin];
    if (f->guard.end > f->guard.begin && foreign_is_same(f, name.begin, f->guard.begin))
        return FOREIGN_VARIABLE;
    for (size_t i = f->made_count; i-- > 0;)
        if (is_made(&f->made[i], word))
            return f->made[i].kind;
    if (!f->options->kind)
        return FOREIGN_NOTHING;
    const struct word *reserved = word_find(word->text, word->length);
    struct buffer text = {0};
    buffer_add(&text, word->text, word->length);
    buffer_puts(&text, reserved && word_is_reserved(reserved) ? "1" : "");
    unsigned kind = f->options->kind(f->options->context, buffer_text(&text));
    buffer_free(&text);
    return kind;
}

void foreign_make(struct foreign *f, struct span name, unsigned kind)
{
    const struct piece *word = &f->pieces.items[name.begin];
    MEMORY_ROOM_FOR_ONE(f->made, f->made_count, f->made_capacity);
    f->made[f->made_count++] =
        (struct made_name){memory_copy_bytes(word->text, word->length), kind};
}

unsigned foreign_kind(unsigned kind)
{
    static const unsigned kinds[ENTITY_KINDS] = {
        [ENTITY_SHARED] = FOREIGN_VARIABLE,
        [ENTITY_ATOMIC] = FOREIGN_VARIABLE,
        [ENTITY_LOCAL] = FOREIGN_VARIABLE,
        [ENTITY_SHARED_ARRAY] = FOREIGN_VARIABLE | FOREIGN_ARRAY,
        [ENTITY_ATOMIC_ARRAY] = FOREIGN_VARIABLE | FOREIGN_ARRAY,
        [ENTITY_FUNCTION] = FOREIGN_FUNCTION,
        [ENTITY_THREAD] = FOREIGN_THREAD,
        [ENTITY_TIMER] = FOREIGN_TIMER,
        [ENTITY_MUTEX] = FOREIGN_LOCK,
        [ENTITY_RLOCK] = FOREIGN_LOCK,
        [ENTITY_RWLOCK] = FOREIGN_RWLOCK,
        [ENTITY_SEMAPHORE] = FOREIGN_SEMAPHORE,
        [ENTITY_BOUNDED] = FOREIGN_SEMAPHORE,
        [ENTITY_EVENT] = FOREIGN_EVENT,
        [ENTITY_CONDITION] = FOREIGN_CONDITION,
        [ENTITY_BARRIER] = FOREIGN_BARRIER,
        [ENTITY_QUEUE] = FOREIGN_QUEUE,
        [ENTITY_LATCH] = FOREIGN_LATCH,
        [ENTITY_CHANNEL] = FOREIGN_CHANNEL,
        [ENTITY_FUTURE] = FOREIGN_FUTURE,
    };
    return kinds[kind] ? kinds[kind] : FOREIGN_OTHER;
}

/* ---- Matching -------------------------------------------------------------------------------- */

const struct capture *foreign_capture(const struct captures *caps, const char *name)
{
    for (size_t i = 0; i < caps->count; i++)
        if (caps->items[i].name[0] == name[0] && caps->items[i].name[1] == name[1])
            return &caps->items[i];
    return NULL;
}

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Letters' case and _ make no difference in words of more than a letter. */
static bool is_alike(const struct piece *piece, const char *word, size_t length)
{
    size_t i = 0, j = 0;
    if (piece->kind == PIECE_TEXT)
        return false;
    if (piece->kind == PIECE_SIGN || piece->length == 1)
        return piece->length == length && memcmp(piece->text, word, length) == 0;
    for (;;) {
        while (i < piece->length && piece->text[i] == '_')
            i++;
        while (j < length && word[j] == '_')
            j++;
        if (i == piece->length || j == length)
            return i == piece->length && j == length;
        if (small(piece->text[i++]) != small(word[j++]))
            return false;
    }
}

static bool is_literal(const struct piece *piece, const char *element, size_t length)
{
    if ((length == 2 && element[0] == '|') || (length == 1 && element[0] == '|'))
        return piece_is(piece, length == 2 ? "||" : "|");
    for (const char *end = element + length; element < end;) {
        const char *bar = memchr(element, '|', (size_t)(end - element));
        size_t size = (size_t)((bar ? bar : end) - element);
        if (is_alike(piece, element, size))
            return true;
        element += size + 1;
    }
    return false;
}

static bool is_thread(struct foreign *f, size_t at)
{
    return f->pieces.items[at].kind == PIECE_WORD &&
           foreign_kind_of(f, (struct span){at, at + 1}) & FOREIGN_THREAD;
}

static bool is_word_of(const struct piece *piece, bool kind)
{
    const struct word *w = piece->kind == PIECE_WORD ? word_find(piece->text, piece->length) : NULL;
    if (kind)
        return w && ((w->id >= WORD_MUTEX && w->id <= WORD_THREAD) || w->id == WORD_LOCK);
    return w && word_is_command(w) && w->class == WORD_OPERATES;
}

static bool match(struct foreign *f, const char *pattern, struct span span, struct captures *caps);

static bool capture(struct foreign *f, const char *name, const char *rest, size_t begin,
                    size_t middle, size_t end, struct captures *caps)
{
    const struct capture *same = foreign_capture(caps, name);
    size_t count = caps->count;
    if (same) {
        size_t length = same->span.end - same->span.begin;
        if (length != middle - begin)
            return false;
        for (size_t i = 0; i < length; i++) {
            const struct piece *a = &f->pieces.items[same->span.begin + i];
            const struct piece *b = &f->pieces.items[begin + i];
            if (a->length != b->length || memcmp(a->text, b->text, a->length) != 0)
                return false;
        }
    } else if (name[0] != '*') {
        if (count == CAPTURES)
            return false;
        caps->items[caps->count++] = (struct capture){{name[0], name[1]}, {begin, middle}};
    }
    if (match(f, rest, (struct span){middle, end}, caps))
        return true;
    caps->count = count;
    return false;
}

/* Values: every balanced stretch from `begin` on, the shortest first. */
static bool match_stretch(struct foreign *f, const char *name, const char *rest, struct span span,
                          struct captures *caps)
{
    bool list = name[0] == 'a' || name[0] == '*';
    if (list && capture(f, name, rest, span.begin, span.begin, span.end, caps))
        return true;
    for (size_t at = span.begin; at < span.end;) {
        const struct piece *piece = &f->pieces.items[at];
        if (piece->kind == PIECE_SIGN && strchr(")]}", *piece->text))
            return false;
        if (!list && (piece_is(piece, ",") || piece_is(piece, ";")))
            return false;
        bool opens = piece->kind == PIECE_SIGN && piece->length == 1 && strchr("([{", *piece->text);
        at = opens ? pieces_behind(&f->pieces, at, span.end) : at + 1;
        if (capture(f, name, rest, span.begin, at, span.end, caps))
            return true;
    }
    return false;
}

static bool match_capture(struct foreign *f, const char *name, const char *rest, struct span span,
                          struct captures *caps)
{
    if (name[0] == 'u' &&
        (span.begin == span.end || f->pieces.items[span.begin].kind != PIECE_NUMBER))
        return false;
    if (strchr("cefdmibau*", name[0]))
        return match_stretch(f, name, rest, span, caps);
    if (span.begin == span.end || f->pieces.items[span.begin].kind != PIECE_WORD)
        return false;
    const struct piece *piece = &f->pieces.items[span.begin];
    if ((name[0] == 't' && !is_thread(f, span.begin)) ||
        (name[0] == 'v' && !is_word_of(piece, false)) ||
        (name[0] == 'k' && !is_word_of(piece, true)))
        return false;
    size_t next = span.begin + 1;
    if (name[0] == 'o' && next < span.end && piece_is(piece + 1, "[") &&
        capture(f, name, rest, span.begin, pieces_behind(&f->pieces, next, span.end), span.end,
                caps))
        return true;
    return capture(f, name, rest, span.begin, next, span.end, caps);
}

static bool match(struct foreign *f, const char *pattern, struct span span, struct captures *caps)
{
    if (++f->steps > MOST_STEPS)
        return false;
    pattern += strspn(pattern, " ");
    size_t length = strcspn(pattern, " ");
    const char *rest = pattern + length;
    if (length == 0)
        return span.begin == span.end;
    if (pattern[0] == '%' && length > 1) {
        char name[2] = {pattern[1], length > 2 ? pattern[2] : '\0'};
        return match_capture(f, name, rest, span, caps);
    }
    return span.begin < span.end && is_literal(&f->pieces.items[span.begin], pattern, length) &&
           match(f, rest, (struct span){span.begin + 1, span.end}, caps);
}

bool foreign_match(struct foreign *f, const char *pattern, struct span span, struct captures *caps)
{
    caps->count = 0;
    return match(f, pattern, span, caps);
}

bool foreign_begins(struct foreign *f, struct span span, const char *words)
{
    struct captures caps;
    return span.begin < span.end &&
           foreign_match(f, words, (struct span){span.begin, span.begin + 1}, &caps);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static const struct {
    unsigned kinds;
    const char *make;
} makings[] = {{FOREIGN_LOCK, "mutex %s"},
               {FOREIGN_SEMAPHORE, "semaphore %s 1"},
               {FOREIGN_EVENT, "event %s"},
               {FOREIGN_CONDITION, "condition %s"},
               {FOREIGN_BARRIER, "barrier %s 2"},
               {FOREIGN_LATCH, "latch %s 2"},
               {FOREIGN_QUEUE, "queue %s"},
               {FOREIGN_CHANNEL, "channel %s"},
               {FOREIGN_FUTURE, "future %s"},
               {FOREIGN_RWLOCK, "rwlock %s"},
               {FOREIGN_THREAD, "spawn %s { print me }"},
               {FOREIGN_THREAD | FOREIGN_STARTED, "thread %s { print me }"},
               {FOREIGN_TIMER, "timer %s 2s { print me }"},
               {FOREIGN_VARIABLE, "shared %s = 0"},
               {FOREIGN_OTHER, "once %s"}};

/* What names tell, where one is used of which nothing is known. */
static const struct {
    const char *part;
    unsigned kind;
} hints[] = {
    {"barrier", FOREIGN_BARRIER},   {"latch", FOREIGN_LATCH},      {"cond", FOREIGN_CONDITION},
    {"cv", FOREIGN_CONDITION},      {"empty", FOREIGN_CONDITION},  {"full", FOREIGN_CONDITION},
    {"changed", FOREIGN_CONDITION}, {"avail", FOREIGN_CONDITION},  {"sem", FOREIGN_SEMAPHORE},
    {"slots", FOREIGN_SEMAPHORE},   {"permit", FOREIGN_SEMAPHORE}, {"queue", FOREIGN_QUEUE},
    {"chan", FOREIGN_CHANNEL},      {"ch", FOREIGN_CHANNEL},       {"chan", FOREIGN_QUEUE},
    {"mailbox", FOREIGN_QUEUE},     {"fut", FOREIGN_THREAD},       {"task", FOREIGN_THREAD},
    {"thread", FOREIGN_THREAD},     {"event", FOREIGN_EVENT}};

static unsigned hinted(const struct foreign *f, struct span name, unsigned kinds)
{
    const struct piece *word = &f->pieces.items[name.begin];
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        for (size_t at = 0; kinds & hints[i].kind && at < word->length; at++) {
            size_t length = 0;
            while (hints[i].part[length] && at + length < word->length &&
                   small(word->text[at + length]) == hints[i].part[length])
                length++;
            if (!hints[i].part[length])
                return hints[i].kind;
        }
    return FOREIGN_NOTHING;
}

bool foreign_is_hinted(const struct foreign *f, struct span name, unsigned kinds)
{
    return hinted(f, name, kinds) != FOREIGN_NOTHING;
}

unsigned foreign_guess(const struct foreign *f, struct span name, unsigned kinds)
{
    unsigned kind = hinted(f, name, kinds);
    if (kind)
        return kind;
    for (size_t i = 0; i < sizeof makings / sizeof *makings; i++)
        if (kinds & makings[i].kinds)
            return makings[i].kinds & IDIOM_KINDS;
    return FOREIGN_NOTHING;
}

/* Notes what has to be made before the row's line can be typed. */
static void miss(struct foreign *f, const struct idiom *row, struct span name)
{
    bool starts = strncmp(row->here, "start", 5) == 0 || strncmp(row->here, "daemon", 6) == 0;
    unsigned kind = foreign_guess(f, name, row->kinds & IDIOM_KINDS);
    if (f->bodies > 0)
        return;
    if (row->kinds & IDIOM_ARRAY) {
        buffer_puts(&f->missing, f->missing.length ? "; shared " : "shared ");
        foreign_add_name(f, name.begin, &f->missing);
        buffer_puts(&f->missing, "[3] = 0");
        return;
    }
    for (size_t i = 0; i < sizeof makings / sizeof *makings; i++) {
        if (!(kind & makings[i].kinds) || (starts && makings[i].kinds == FOREIGN_THREAD))
            continue;
        const char *mark = strchr(makings[i].make, '%');
        buffer_printf(&f->missing, "%s%.*s", f->missing.length ? "; " : "",
                      (int)(mark - makings[i].make), makings[i].make);
        foreign_add_name(f, name.begin, &f->missing);
        buffer_puts(&f->missing, mark + 2);
        if (makings[i].kinds == FOREIGN_LOCK && (strncmp(row->here, "release %o", 10) == 0 ||
                                                 strncmp(row->here, "unlock %o", 9) == 0)) {
            buffer_puts(&f->missing, "; lock "); /* who gives it back has taken it */
            foreign_add_name(f, name.begin, &f->missing);
        }
        foreign_make(f, name, makings[i].kinds);
        return;
    }
}

/* threads[0], whose name is threads0. */
static void miss_one_of_many(struct foreign *f, const struct idiom *row, struct span name)
{
    const struct piece *word = &f->pieces.items[name.begin];
    struct buffer text = {0};
    buffer_printf(&text, "%.*s%.*s", (int)word->length, word->text, (int)word[2].length,
                  word[2].text);
    if (row->kinds & FOREIGN_THREAD && f->bodies + f->loops == 0 && name.end == name.begin + 4 &&
        word[2].kind == PIECE_NUMBER && f->options->kind &&
        !f->options->kind(f->options->context, buffer_text(&text)))
        buffer_printf(&f->missing, "%s%s %s { print me }", f->missing.length ? "; " : "",
                      strncmp(row->here, "start", 5) == 0 ? "thread" : "spawn", buffer_text(&text));
    buffer_free(&text);
}

/* Who is joined was started before. */
static void miss_start(struct foreign *f, const struct idiom *row, const struct captures *caps)
{
    const struct capture *o = foreign_capture(caps, "o");
    unsigned kind = o ? foreign_kind_of(f, o->span) : FOREIGN_NOTHING;
    if (strncmp(row->here, "join %o", 7) != 0 || f->bodies + f->loops > 0 || f->made_count ||
        !(kind & (FOREIGN_THREAD | FOREIGN_TIMER)) || kind & FOREIGN_STARTED || f->starts ||
        f->depth > 3)
        return;
    buffer_puts(&f->missing, f->missing.length ? "; start " : "start ");
    foreign_add_name(f, o->span.begin, &f->missing);
}

static bool suits(struct foreign *f, const struct idiom *row, const struct captures *caps,
                  bool *missing)
{
    const struct capture *o = foreign_capture(caps, "o"), *m = foreign_capture(caps, "m");
    *missing = false;
    if (row->kinds & IDIOM_THOUSANDS) {
        const struct piece *number = m ? &f->pieces.items[m->span.begin] : NULL;
        if (!number || m->span.end != m->span.begin + 1 || number->kind != PIECE_NUMBER ||
            strspn(number->text, "0123456789") < 3 || number->length > 9)
            return false;
    }
    if (!o)
        return true;
    unsigned kind = foreign_kind_of(f, o->span), wanted = row->kinds & IDIOM_KINDS;
    const struct piece *word = &f->pieces.items[o->span.begin];
    bool constant = foreign_constant(word->text, word->length) != NULL;
    if ((row->kinds & IDIOM_KNOWN && !kind) || (row->kinds & IDIOM_UNKNOWN && (kind || constant)))
        return false;
    if ((row->kinds & IDIOM_HINTED) && !hinted(f, o->span, wanted))
        return false;
    if (((row->kinds & IDIOM_STARTED) && !(kind & FOREIGN_STARTED)) ||
        ((row->kinds & IDIOM_ARRAY) && kind && !(kind & FOREIGN_ARRAY)))
        return false;
    *missing = wanted && !kind;
    return !wanted || !kind || (kind & wanted);
}

/* Who waits or notifies holds the condition's lock: it is put around what was added behind
 * `before`, unless it is held there. */
static void add_lock(struct foreign *f, const struct captures *caps, unsigned kinds, size_t before,
                     struct buffer *out)
{
    const struct capture *o = foreign_capture(caps, "o");
    unsigned kind = o ? foreign_kind_of(f, o->span) : FOREIGN_NOTHING;
    if (!kind && kinds & IDIOM_KINDS)
        kind = o ? foreign_guess(f, o->span, kinds & IDIOM_KINDS) : kinds & IDIOM_KINDS;
    if ((kind & ~(unsigned)FOREIGN_LOOSE) == FOREIGN_CONDITION)
        foreign_hold_condition(f, before, out);
}

/* What the row's line makes, as in spawn %n ..., is there from then on. */
static void note_made(struct foreign *f, const struct idiom *row, const struct captures *caps)
{
    static const struct {
        const char *begins;
        unsigned kind;
    } rows[] = {{"spawn %n ", FOREIGN_THREAD | FOREIGN_STARTED},
                {"mutex %n", FOREIGN_LOCK},
                {"condition %n", FOREIGN_CONDITION},
                {"semaphore %n", FOREIGN_SEMAPHORE},
                {"barrier %n", FOREIGN_BARRIER},
                {"rwlock %n", FOREIGN_RWLOCK},
                {"queue %n", FOREIGN_QUEUE},
                {"latch wg", FOREIGN_LATCH},
                {"timer %n", FOREIGN_TIMER | FOREIGN_STARTED}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strncmp(row->here, rows[i].begins, strlen(rows[i].begins)) == 0 &&
            foreign_capture(caps, "n"))
            foreign_make(f, foreign_capture(caps, "n")->span, rows[i].kind);
}

bool foreign_row(struct foreign *f, const struct idiom *table, struct span span, struct buffer *out,
                 const struct idiom **found)
{
    for (const struct idiom *row = table; row->pattern; row++) {
        struct captures caps;
        bool missing;
        size_t length = out->length, said = f->note.length;
        if (!row->here && !row->note)
            continue;
        if ((row->kinds & IDIOM_ALONE) && (f->bodies || f->loops || f->depth > 2 + f->orders))
            continue;
        if (!foreign_match(f, row->pattern, span, &caps) || !suits(f, row, &caps, &missing))
            continue;
        unsigned idioms = f->idioms;
        unsigned filling = f->filling;
        f->filling = row->kinds & IDIOM_KINDS;
        bool filled = !row->here || foreign_fill(f, row->here, &caps, out);
        f->filling = filling;
        if (!filled) {
            buffer_cut(out, length);
            foreign_cut_note(f, said);
            f->idioms = idioms;
            continue;
        }
        if (row->here) {
            add_lock(f, &caps, row->kinds, length, out);
            if (f->options->holds)
                miss_start(f, row, &caps);
            note_made(f, row, &caps);
        }
        const struct capture *o = foreign_capture(&caps, "o");
        if (missing && row->here && o->span.end > o->span.begin + 2)
            miss_one_of_many(f, row, o->span);
        else if (missing && row->here)
            miss(f, row, foreign_capture(&caps, "o")->span);
        if (row->note) {
            struct buffer note = {0};
            if (foreign_fill(f, row->note, &caps, &note) &&
                !strstr(buffer_text(&f->note), buffer_text(&note)))
                buffer_printf(&f->note, "%s%s", f->note.length ? "; " : "", buffer_text(&note));
            buffer_free(&note);
        }
        f->idioms++;
        if (found)
            *found = row;
        return true;
    }
    return false;
}
