/* foreign_scan.c - a text of some other language as pieces, and what in it makes no difference
 * here. See foreign_inside.h. */
#include "lang/foreign_inside.h"

#include "base/memory.h"
#include "lang/lexer.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- Cutting --------------------------------------------------------------------------------- */

static const char *const signs[] = {
    "...", "..=", "**=", "===", "!==", "<<=", ">>=", ":=", "::", "->",
    "=>",  "==",  "!=",  "<=",  ">=",  "&&",  "||",  "<<", ">>", "++",
    "--",  "+=",  "-=",  "*=",  "/=",  "%=",  "**",  "..", "<-", "//"};

struct cutter {
    const char *text, *end, *at;
    unsigned indent;
    bool first;
};

static void add(struct pieces *p, struct cutter *c, enum piece_kind kind, const char *begin,
                size_t length)
{
    MEMORY_ROOM_FOR_ONE(p->items, p->count, p->capacity);
    p->items[p->count++] = (struct piece){.kind = kind,
                                          .text = begin,
                                          .length = length,
                                          .begin = begin,
                                          .end = begin + length,
                                          .first = c->first,
                                          .indent = c->indent};
    c->first = false;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool begins(const struct cutter *c, const char *text)
{
    size_t length = strlen(text);
    return (size_t)(c->end - c->at) >= length && memcmp(c->at, text, length) == 0;
}

bool foreign_is_directive(const char *text, size_t length)
{
    static const char *const words[] = {"#define ", "#include", "#import", "#pragma",
                                        "#ifdef ",  "#ifndef ", "#undef "};
    while (length && text[length - 1] == '\n')
        length--;
    if (memchr(text, '\n', length))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (length > strlen(words[i]) && memcmp(text, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* Whether the slashes at hand begin a comment and do not divide. */
static bool is_comment(const struct pieces *p, const struct cutter *c)
{
    if (*c->at == '#')
        return p->count || !foreign_is_directive(c->at, (size_t)(c->end - c->at));
    if (!begins(c, "//"))
        return false;
    const struct piece *before = p->count ? &p->items[p->count - 1] : NULL;
    return c->first || (before && before->kind == PIECE_SIGN && strchr(";{}", before->text[0]));
}

static void skip_blanks(const struct pieces *p, struct cutter *c)
{
    for (; c->at < c->end; c->at++) {
        if (*c->at == '\n') {
            c->first = true;
            c->indent = 0;
        } else if (*c->at == ' ' || *c->at == '\t' || *c->at == '\r') {
            c->indent += c->first ? (*c->at == '\t' ? 8 : 1) : 0;
        } else if (is_comment(p, c)) {
            while (c->at + 1 < c->end && c->at[1] != '\n')
                c->at++;
        } else if (begins(c, "/*")) {
            const char *close = memory_find(c->at + 2, (size_t)(c->end - c->at - 2), "*/", 2);
            c->at = close ? close + 1 : c->end - 1;
        } else {
            return;
        }
    }
}

/* A text up to its closing quote, or the end of the line. */
static void cut_text(struct pieces *p, struct cutter *c, bool fills)
{
    static const char *const triples[] = {"\"\"\"", "'''"};
    const char *begin = c->at++;
    for (size_t i = 0; i < 2; i++) { /* Python's, over several lines */
        size_t left = (size_t)(c->end - begin);
        const char *close = left > 5 && memcmp(begin, triples[i], 3) == 0
                                ? memory_find(begin + 3, left - 3, triples[i], 3)
                                : NULL;
        if (!close)
            continue;
        add(p, c, PIECE_TEXT, begin + 2, (size_t)(close + 1 - begin - 2));
        p->items[p->count - 1].fills = fills;
        c->at = close + 3;
        return;
    }
    while (c->at < c->end && *c->at != *begin && *c->at != '\n')
        c->at += *c->at == '\\' && c->at + 1 < c->end ? 2 : 1;
    if (c->at < c->end && *c->at == *begin)
        c->at++;
    if (c->at > c->end)
        c->at = c->end;
    add(p, c, PIECE_TEXT, begin, (size_t)(c->at - begin));
    p->items[p->count - 1].fills = fills || *begin == '`';
}

static void cut_word(struct pieces *p, struct cutter *c)
{
    const char *begin = c->at;
    while (c->at < c->end && (lexer_is_word_byte(*c->at)))
        c->at++;
    size_t length = (size_t)(c->at - begin);
    bool quoted = c->at < c->end && (*c->at == '"' || *c->at == '\'');
    if (quoted && length <= 2 && strspn(begin, "fFrRbBuUL") >= length)
        cut_text(p, c, memchr(begin, 'f', length) || memchr(begin, 'F', length));
    else
        add(p, c, PIECE_WORD, begin, length);
}

/* A number with the letters behind it. */
static void cut_number(struct pieces *p, struct cutter *c)
{
    const char *begin = c->at;
    while (c->at < c->end && (lexer_is_word_byte(*c->at) || (*c->at == '.' && c->at + 1 < c->end &&
                                                             is_digit(c->at[1]) && c->at > begin)))
        c->at++;
    add(p, c, PIECE_NUMBER, begin, (size_t)(c->at - begin));
}

static void cut(struct pieces *p, const char *text, size_t length)
{
    struct cutter c = {.text = text, .end = text + length, .at = text, .first = true};
    for (;;) {
        skip_blanks(p, &c);
        if (c.at >= c.end || p->count >= FOREIGN_MOST)
            return;
        if (is_digit(*c.at)) {
            cut_number(p, &c);
        } else if (lexer_is_word_byte(*c.at)) {
            cut_word(p, &c);
        } else if (strchr("\"'`", *c.at)) {
            cut_text(p, &c, false);
        } else if (*c.at == '$' && c.at + 1 < c.end) {
            c.at++;
            if (strchr("\"'", *c.at))
                cut_text(p, &c, true);
        } else {
            size_t size = 1;
            for (size_t i = sizeof signs / sizeof *signs; i-- > 0;)
                if (begins(&c, signs[i]) && strlen(signs[i]) > size)
                    size = strlen(signs[i]);
            add(p, &c, PIECE_SIGN, c.at, size);
            c.at += size;
        }
    }
}

/* ---- Leaving out ----------------------------------------------------------------------------- */

bool piece_is(const struct piece *p, const char *text)
{
    return p->kind != PIECE_TEXT && strlen(text) == p->length &&
           memcmp(p->text, text, p->length) == 0;
}

static bool is_one_of(const struct piece *p, const char *const *words)
{
    for (; *words; words++)
        if (piece_is(p, *words))
            return true;
    return false;
}

size_t pieces_behind(const struct pieces *p, size_t at, size_t end)
{
    unsigned open = 0;
    for (; at < end; at++) {
        const struct piece *t = &p->items[at];
        if (t->kind != PIECE_SIGN || t->length != 1)
            continue;
        if (strchr("([{", *t->text))
            open++;
        else if (strchr(")]}", *t->text) && --open == 0)
            return at + 1;
    }
    return end;
}

/* Libraries and objects whose name before a dot says nothing. */
static const char *const qualifiers[] = {
    "std",    "threading",  "sync",        "self",   "this",    "java",
    "util",   "concurrent", "locks",       "boost",  "tokio",   "chrono",
    "mp",     "asyncio",    "parking_lot", "mpsc",   "_thread", "multiprocessing",
    "System", "Threading",  "ctypes",      "stdlib", "Tasks",   NULL};

/* Words that say how something is made and not what. */
static const char *const makers[] = {
    "new",      "let",       "mut",      "var",      "const",  "auto",      "final",    "static",
    "volatile", "constexpr", "await",    "extern",   "public", "protected", "async",    "readonly",
    "move",     "global",    "nonlocal", "unsigned", "inline", "export",    "register", NULL};

/* Whose < > holds types. */
static bool has_types(const struct piece *word)
{
    static const char *const small[] = {"atomic",      "vector",
                                        "unique_lock", "lock_guard",
                                        "scoped_lock", "shared_lock",
                                        "queue",       "list",
                                        "map",         "future",
                                        "promise",     "channel",
                                        "barrier",     "counting_semaphore",
                                        "deque",       "set",
                                        "make_unique", "make_shared",
                                        "unique_ptr",  "shared_ptr",
                                        "duration",    NULL};
    return word->kind == PIECE_WORD &&
           ((*word->text >= 'A' && *word->text <= 'Z') || is_one_of(word, small));
}

/* Behind the types in < > that begin at `at`; `at` where it is none. */
static size_t behind_types(const struct pieces *p, size_t at)
{
    unsigned open = 0;
    for (size_t i = at; i < p->count; i++) {
        const struct piece *t = &p->items[i];
        if (piece_is(t, "<"))
            open++;
        else if (piece_is(t, ">") && open == 1)
            return i + 1;
        else if (piece_is(t, ">"))
            open--;
        else if (piece_is(t, ">>") && open <= 2)
            return i + 1;
        else if (t->kind == PIECE_TEXT ||
                 (t->kind == PIECE_SIGN && !strchr(".,&*[]?():", *t->text)))
            return at;
    }
    return at;
}

static bool is_bit_sign_alone(const struct pieces *p, size_t kept, size_t at)
{
    const struct piece *t = &p->items[at];
    if (!(piece_is(t, "&") || piece_is(t, "*")) || at + 1 >= p->count ||
        !(p->items[at + 1].kind == PIECE_WORD || piece_is(&p->items[at + 1], "*")))
        return false;
    if (kept == 0 || t->first)
        return true;
    const struct piece *before = &p->items[kept - 1];
    return piece_is(before, "return") ||
           (before->kind == PIECE_SIGN && !piece_is(before, ")") && !piece_is(before, "]"));
}

/* At . unwrap ( ), . expect ( "" ), . await behind a call, ? : how many pieces. */
static size_t is_tail(const struct pieces *p, size_t kept, size_t at)
{
    static const char *const tails[] = {"unwrap", "expect", "unwrap_or_else", NULL};
    const struct piece *t = &p->items[at];
    if (!piece_is(t, ".") || at + 1 >= p->count)
        return 0;
    if (piece_is(t + 1, "await") && !(at + 2 < p->count && piece_is(t + 2, "(")))
        return kept && p->items[kept - 1].kind == PIECE_WORD ? 0 : 2;
    if (is_one_of(t + 1, tails) && at + 2 < p->count && piece_is(t + 2, "("))
        return pieces_behind(p, at + 2, p->count) - at;
    return 0;
}

/* Wrappers of other values: Arc::new(X), Arc::clone(&x). */
static bool is_wrapper(const struct pieces *p, size_t at)
{
    static const char *const wrappers[] = {"Arc", "Rc", "Box", NULL};
    const struct piece *t = &p->items[at];
    return at + 3 < p->count && is_one_of(t, wrappers) && !piece_is(t + 2, "clone") &&
           (piece_is(t + 1, "::") || piece_is(t + 1, ".")) && piece_is(t + 3, "(");
}

/* A type in parentheses before a value: (int), (char *), (struct work *). */
static size_t is_cast(const struct pieces *p, size_t at)
{
    static const char *const types[] = {"void",     "int",    "long",  "intptr_t", "size_t",
                                        "unsigned", "double", "float", "char",     NULL};
    const struct piece *t = &p->items[at];
    if (!piece_is(t, "(") || at + 2 >= p->count || t[1].kind != PIECE_WORD)
        return 0;
    size_t close = at + 2;
    while (close < p->count && p->items[close].kind == PIECE_WORD)
        close++;
    size_t words = close;
    bool known = true; /* (int value) is a parameter */
    for (size_t i = at + 1; i < words; i++)
        known &= is_one_of(&p->items[i], types);
    while (close < p->count && piece_is(&p->items[close], "*"))
        close++;
    if (close == words && !known)
        return 0;
    bool follows = close + 1 < p->count &&
                   (p->items[close + 1].kind != PIECE_SIGN || piece_is(&p->items[close + 1], "&"));
    return piece_is(&p->items[close < p->count ? close : at], ")") && follows ? close + 1 - at : 0;
}

/* await f, await alice: it is waited for; await f() is a call. */
static bool is_awaited(const struct pieces *p, size_t name)
{
    static const char *const calls[] = {"(", ".", "::", "->", NULL};
    return p->items[name].kind == PIECE_WORD && !is_one_of(&p->items[name], makers) &&
           (name + 1 == p->count || p->items[name + 1].first ||
            !is_one_of(&p->items[name + 1], calls));
}

/* How many pieces at `at` make no difference; `kept` are kept before them. */
static size_t idle(struct pieces *p, size_t kept, size_t at)
{
    const struct piece *t = &p->items[at];
    bool more = at + 1 < p->count;
    size_t tail = is_tail(p, kept, at), cast = is_cast(p, at);
    if (tail || cast)
        return tail ? tail : cast;
    if (t->kind == PIECE_WORD) {
        bool member = kept > 0 && piece_is(&p->items[kept - 1], ".");
        bool dot = more && (piece_is(t + 1, ".") || piece_is(t + 1, "::") || piece_is(t + 1, "->"));
        if (dot && is_one_of(t, qualifiers) &&
            !(piece_is(t, "System") && at + 2 < p->count &&
              (piece_is(t + 2, "out") || piece_is(t + 2, "err"))))
            return 2;
        if (piece_is(t, "queue") && dot && at + 2 < p->count && has_types(t + 2))
            return 2;
        if (piece_is(t, "private") && more && t[1].kind == PIECE_WORD && at + 2 < p->count &&
            t[2].kind == PIECE_WORD)
            return 1;
        if (piece_is(t, "await") && more && is_awaited(p, at + 1))
            return 0;
        if (!member && more && is_one_of(t, makers) &&
            (t[1].kind == PIECE_WORD || piece_is(t + 1, "&") || piece_is(t + 1, "*") ||
             piece_is(t + 1, "|") || piece_is(t + 1, "||") ||
             (piece_is(t, "let") && piece_is(t + 1, "(")))) {
            p->declares |= !piece_is(t, "new") && !piece_is(t, "await");
            return 1;
        }
        return 0;
    }
    if (piece_is(t, "::") && more && piece_is(t + 1, "<") && behind_types(p, at + 1) > at + 1)
        return behind_types(p, at + 1) - at; /* channel::<Task>() */
    /* int[] a */
    if (kept > 0 && piece_is(t, "[") && at + 2 < p->count && piece_is(t + 1, "]") &&
        t[2].kind == PIECE_WORD && p->items[kept - 1].kind == PIECE_WORD && !t[2].first)
        return 2;
    if (kept > 0 && piece_is(t, "<") && has_types(&p->items[kept - 1]))
        return behind_types(p, at) - at;
    if (kept > 0 && piece_is(t, "!") && more && p->items[kept - 1].kind == PIECE_WORD &&
        (piece_is(t + 1, "(") || piece_is(t + 1, "["))) {
        p->exclusive = true;
        return 1;
    }
    if (piece_is(t, "?") && kept > 0 && piece_is(&p->items[kept - 1], ")") &&
        (!more || piece_is(t + 1, ";")))
        return 1;
    return is_bit_sign_alone(p, kept, at);
}

static void simplify(struct pieces *p)
{
    size_t kept = 0;
    static const struct piece dot = {.kind = PIECE_SIGN, .text = ".", .length = 1};
    for (size_t at = 0; at < p->count;) {
        size_t skip = is_wrapper(p, at) ? 3 : 0;
        bool first = p->items[at].first;
        unsigned indent = p->items[at].indent;
        p->exclusive |= piece_is(&p->items[at], "fn") || piece_is(&p->items[at], "mut");
        if (!skip)
            skip = idle(p, kept, at);
        if (skip) {
            at += skip;
            p->simplified = true;
            if (at < p->count && first) {
                p->items[at].first = true;
                p->items[at].indent = indent;
            }
            continue;
        }
        struct piece piece = p->items[at++];
        bool arrow = piece_is(&piece, "->") && kept && at < p->count &&
                     p->items[kept - 1].kind == PIECE_WORD && p->items[at].kind == PIECE_WORD &&
                     piece.text == p->items[kept - 1].text + p->items[kept - 1].length &&
                     p->items[at].text == piece.text + 2;
        if (piece_is(&piece, "::") || arrow) {
            piece.text = dot.text;
            piece.length = dot.length;
        }
        p->items[kept++] = piece;
    }
    p->count = kept;
}

void pieces_scan(struct pieces *p, const char *text, size_t length)
{
    cut(p, text, length);
    simplify(p);
}

void pieces_free(struct pieces *p)
{
    free(p->items);
}
