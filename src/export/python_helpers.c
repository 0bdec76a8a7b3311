/* python_helpers.c - what may stand above a program: the sections of python_helpers.txt, and the
 * names that are taken. See python_inside.h and python_text.h. */
#include "export/python_inside.h"

#include "base/memory.h"
#include "export/python_text.h"
#include "export/sections.h"

#include <stdlib.h>
#include <string.h>

/* The words of Python, what it has built in, and the modules that the file may import. */
static const char *const words[] = {
    "False",     "None",         "True",        "and",        "as",        "assert",   "async",
    "await",     "break",        "class",       "continue",   "def",       "del",      "elif",
    "else",      "except",       "finally",     "for",        "from",      "global",   "if",
    "import",    "in",           "is",          "lambda",     "nonlocal",  "not",      "or",
    "pass",      "raise",        "return",      "try",        "while",     "with",     "yield",
    "match",     "case",         "_",           "main",       "print",     "input",    "range",
    "len",       "str",          "int",         "abs",        "type",      "list",     "map",
    "next",      "isinstance",   "super",       "object",     "open",      "divmod",   "bool",
    "Exception", "RuntimeError", "atexit",      "contextlib", "itertools", "os",       "queue",
    "random",    "sys",          "threading",   "time",       "urllib",    "self",     "error",
    "hasattr",   "id",           "sum",         "min",        "max",       "set",      "dict",
    "tuple",     "format",       "sorted",      "thread",     "dir",       "vars",     "iter",
    "zip",       "all",          "any",         "filter",     "hash",      "hex",      "bin",
    "bytes",     "chr",          "ord",         "pow",        "round",     "reversed", "exit",
    "quit",      "float",        "collections", "concurrent",
};

static const char *const imports[IMPORTS] = {
    [IMPORT_ATEXIT] = "atexit",
    [IMPORT_COLLECTIONS] = "collections",
    [IMPORT_FUTURES] = "concurrent.futures",
    [IMPORT_CONTEXTLIB] = "contextlib",
    [IMPORT_ITERTOOLS] = "itertools",
    [IMPORT_OS] = "os",
    [IMPORT_QUEUE] = "queue",
    [IMPORT_RANDOM] = "random",
    [IMPORT_SYS] = "sys",
    [IMPORT_THREADING] = "threading",
    [IMPORT_TIME] = "time",
    [IMPORT_URLLIB] = "urllib.request",
};

/* ---- Sections -------------------------------------------------------------------------------- */

static const char *const names[HELPERS] = {
    [HELPER_START] = "START",
    [HELPER_UNITS] = "UNITS",
    [HELPER_MICROSECOND] = "MICROSECOND",
    [HELPER_MILLISECOND] = "MILLISECOND",
    [HELPER_SECOND] = "SECOND",
    [HELPER_FAILURES] = "FAILURES",
    [HELPER_DAEMONS] = "DAEMONS",
    [HELPER_TEXT] = "TEXT",
    [HELPER_SECONDS] = "SECONDS",
    [HELPER_NOW] = "NOW",
    [HELPER_SAY] = "SAY",
    [HELPER_LOG] = "LOG",
    [HELPER_INT64] = "INT64",
    [HELPER_DIVIDE] = "DIVIDE",
    [HELPER_REMAINDER] = "REMAINDER",
    [HELPER_SAME] = "SAME",
    [HELPER_TRUTH] = "TRUTH",
    [HELPER_AT] = "AT",
    [HELPER_COPY] = "COPY",
    [HELPER_TIMEOUT] = "TIMEOUT",
    [HELPER_BURN] = "BURN",
    [HELPER_SPIN] = "SPIN",
    [HELPER_FETCH] = "FETCH",
    [HELPER_ATOMIC] = "ATOMIC",
    [HELPER_FUTEX] = "FUTEX",
    [HELPER_MUTEX] = "MUTEX",
    [HELPER_RLOCK] = "RLOCK",
    [HELPER_RWLOCK] = "RWLOCK",
    [HELPER_RWLOCK_IN_TURN] = "RWLOCK_IN_TURN",
    [HELPER_SEMAPHORE] = "SEMAPHORE",
    [HELPER_LOOSE] = "LOOSE",
    [HELPER_LATCH] = "LATCH",
    [HELPER_ONCE] = "ONCE",
    [HELPER_CRITICAL] = "CRITICAL",
    [HELPER_CHANNEL] = "CHANNEL",
    [HELPER_CLOSABLE] = "CLOSABLE",
    [HELPER_RESULT_WITHIN] = "RESULT_WITHIN",
    [HELPER_GET] = "GET",
    [HELPER_PEEK] = "PEEK",
    [HELPER_PUT] = "PUT",
    [HELPER_START_THREAD] = "START_THREAD",
    [HELPER_JOINED] = "JOINED",
    [HELPER_OTHERS] = "OTHERS",
    [HELPER_JOIN_ALL] = "JOIN_ALL",
    [HELPER_JOIN_PUPPETS] = "JOIN_PUPPETS",
    [HELPER_REPEATING] = "REPEATING",
    [HELPER_RESULT] = "RESULT",
    [HELPER_PUPPET] = "PUPPET",
};

/* Without the empty line before the next one. */
static bool next_section(const char *at, struct section *s)
{
    if (!sections_next(at, "#### ", s))
        return false;
    s->end -= *s->end != '\0';
    return true;
}

static void find_section(enum helper helper, struct section *s)
{
    const char *at = (const char *)python_helpers_text;
    for (; next_section(at, s); at = s->text)
        if (sections_called(s, names[helper]))
            return;
    abort(); /* the text has one for each */
}

/* ---- Needs ----------------------------------------------------------------------------------- */

static void need_imports(struct python *p, const char *field)
{
    for (char *word; (word = sections_word(&field)); free(word))
        for (int i = 0; i < IMPORTS; i++)
            p->imports[i] |= strcmp(word, imports[i]) == 0;
}

void python_need(struct python *p, enum helper helper)
{
    struct section s;
    if (p->helpers[helper])
        return;
    p->helpers[helper] = true;
    find_section(helper, &s);
    need_imports(p, s.fields[FIELD_WANTS]);
    const char *uses = s.fields[FIELD_USES];
    for (char *word; (word = sections_word(&uses)); free(word))
        for (int i = 0; i < HELPERS; i++)
            if (strcmp(word, names[i]) == 0)
                python_need(p, (enum helper)i);
}

/* Constants close up; functions and classes stand two lines apart. */
static const char *space_above(enum helper helper)
{
    if (helper >= HELPER_MICROSECOND && helper <= HELPER_SECOND)
        return "";
    return helper == HELPER_START || helper == HELPER_UNITS ? "\n" : "\n\n";
}

static bool calls(const char *text, const char *method, size_t length)
{
    for (const char *at = text; (at = strchr(at, '.')); at++)
        if (strncmp(at + 1, method, length) == 0 && at[1 + length] == '(')
            return true;
    return false;
}

/* Lines that stand there only in some programs: `$WORD LINE`, or `$!WORD LINE` in all others; a
 * line `$.NAME LINE` where the program's own text calls a method of that name. */
static bool holds(const struct python *p, const char *own, const char *word, size_t length)
{
    const struct {
        const char *word;
        bool holds;
    } all[] = {
        {"fails", p->helpers[HELPER_FAILURES] || p->helpers[HELPER_DAEMONS]},
        {"locks", p->nested_atomics},
        {"cancels", p->cancels_unstarted},
        {"waits", p->waits_for_puppets},
        {"limits", p->joins_within},
        {"excepts", p->joins_some},
        {"joins_others", !p->joins_within && !p->joins_some},
        {"joins_within", p->joins_within && !p->joins_some},
        {"joins_some", !p->joins_within && p->joins_some},
        {"joins_some_within", p->joins_within && p->joins_some},
    };
    if (*word == '.')
        return calls(own, word + 1, length - 1);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strlen(all[i].word) == length && memcmp(all[i].word, word, length) == 0)
            return all[i].holds;
    abort(); /* a word that is not known */
}

static void put_section(const struct python *p, const struct section *s, const char *own,
                        struct buffer *out)
{
    for (const char *line = s->text, *next; line < s->end; line = next) {
        next = strchr(line, '\n') + 1;
        if (*line == '$') {
            bool not = line[1] == '!';
            const char *word = line + 1 + not ;
            size_t length = strcspn(word, " ");
            if (holds(p, own, word, length) == not )
                continue;
            line = word + length + 1;
        }
        buffer_add(out, line, (size_t)(next - line));
    }
}

void python_put_head(struct python *p, const char *own)
{
    struct buffer *out = p->target.out;
    struct section s;
    target_title(&p->target, "Python 3.9 or later");
    buffer_putc(out, '\n');
    for (int i = 0; i < IMPORTS; i++)
        if (p->imports[i])
            target_line(&p->target, "import %s", imports[i]);
    p->helpers[HELPER_FAILURES] &= !p->helpers[HELPER_DAEMONS];
    for (int i = 0; i < HELPERS; i++) {
        if (!p->helpers[i])
            continue;
        find_section((enum helper)i, &s);
        buffer_puts(out, space_above((enum helper)i));
        put_section(p, &s, own, out);
    }
    buffer_puts(out, "\n\n");
}

/* ---- Names that are taken -------------------------------------------------------------------- */

struct taken {
    const char **words;
    size_t count, capacity;
};

static void take(struct taken *t, char *word)
{
    MEMORY_ROOM_FOR_ONE(t->words, t->count, t->capacity);
    t->words[t->count++] = word;
}

const char **python_words(const bool *needed)
{
    struct taken t = {0};
    struct section s;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        take(&t, memory_copy(words[i]));
    for (int i = 0; i < HELPERS; i++) {
        if (needed && !needed[i])
            continue;
        find_section((enum helper)i, &s);
        const char *field = s.fields[FIELD_TAKES];
        for (char *word; (word = sections_word(&field));)
            take(&t, word);
    }
    take(&t, NULL);
    return t.words;
}

void python_words_free(const char **taken)
{
    for (size_t i = 0; taken[i]; i++)
        free((char *)taken[i]);
    free(taken);
}
