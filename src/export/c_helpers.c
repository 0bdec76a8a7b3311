/* c_helpers.c - what may stand above a program: the sections of c_helpers.txt, and the names that
 * are C's own. See c_inside.h and c_text.h. */
#include "export/c_inside.h"

#include "base/memory.h"
#include "export/c_text.h"

#include <stdlib.h>
#include <string.h>

enum { FIELDS = 4, FIELD_NAME = 0, FIELD_HEADERS, FIELD_USES, FIELD_TAKES };

static const char sign[] = "//// ";

/* ---- Sections -------------------------------------------------------------------------------- */

struct section {
    const char *fields[FIELDS]; /* each up to a | or the line's end */
    const char *text, *end;
};

/* The one that begins behind `at`; false: there is none. */
static bool next_section(const char *at, struct section *s)
{
    const char *begin = strstr(at, sign);
    if (!begin)
        return false;
    begin += strlen(sign);
    const char *line_end = strchr(begin, '\n');
    for (int i = 0; i < FIELDS; i++) {
        s->fields[i] = begin + strspn(begin, " ");
        begin += strcspn(begin, "|\n");
        begin += *begin == '|';
    }
    s->text = line_end + 1;
    s->end = strstr(s->text, sign);
    if (!s->end)
        s->end = s->text + strlen(s->text);
    return true;
}

/* Takes a word off a field; NULL at its end. malloc'd. */
static char *next_word(const char **field)
{
    *field += strspn(*field, " ");
    size_t length = strcspn(*field, " |\n");
    if (!length)
        return NULL;
    char *word = memory_copy_bytes(*field, length);
    *field += length;
    return word;
}

static bool is_called(const struct section *s, const char *name)
{
    size_t length = strlen(name);
    return strncmp(s->fields[FIELD_NAME], name, length) == 0 &&
           strchr(" |", s->fields[FIELD_NAME][length]);
}

static void find_section(const char *name, struct section *s)
{
    const char *at = (const char *)c_helpers_text;
    while (next_section(at, s)) {
        if (is_called(s, name))
            return;
        at = s->text;
    }
    abort(); /* there is no such helper */
}

/* ---- Needs ----------------------------------------------------------------------------------- */

void c_header(struct c *c, const char *header)
{
    names_add(&c->headers, header);
}

bool c_has(const struct c *c, const char *helper)
{
    return names_have(&c->helpers, helper);
}

void c_need(struct c *c, const char *helper)
{
    struct section s;
    if (strcmp(helper, "fail") == 0)
        c->fails++;
    find_section(helper, &s);
    for (const char *field = s.fields[FIELD_USES], *word; (word = next_word(&field));
         free((char *)word))
        c_need(c, word);
    names_add(&c->helpers, helper);
}

/* ---- The head -------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void collect_headers(struct c *c, struct names *all)
{
    struct section s;
    for (size_t i = 0; i < c->headers.count; i++)
        names_add(all, c->headers.items[i]);
    for (const char *at = (const char *)c_helpers_text; next_section(at, &s); at = s.text) {
        const char *name = s.fields[FIELD_NAME], *field = s.fields[FIELD_HEADERS];
        char *own = next_word(&name), *word;
        for (; c_has(c, own) && (word = next_word(&field)); free(word))
            names_add(all, word);
        free(own);
    }
    qsort(all->items, all->count, sizeof *all->items, compare);
}

/* What stands in a line of the exporter's own, or NULL: nothing. */
static const char *own_line(const struct c *c, const char *name)
{
    if (strncmp(name, "CHECK", 5) == 0)
        return c->checks_names ? "    check_name(name);\n" : NULL;
    if (strncmp(name, "STARTED", 7) == 0)
        return c->late_starts ? "    if (t->started) {\n"
                                "        pthread_mutex_unlock(&threads);\n"
                                "        fail(\"%s has been started already\", t->name);\n"
                                "    }\n"
                              : NULL;
    return NULL;
}

static void put_section(const struct c *c, const struct section *s, struct buffer *out)
{
    for (const char *line = s->text, *next; line < s->end; line = next) {
        next = strchr(line, '\n') + 1;
        const char *own = memchr(line, '$', (size_t)(next - line));
        if (own && strncmp(own, "$ITEM", 5) == 0)
            buffer_printf(out, "typedef %s item;\n", c->item ? c->item : "int64_t");
        else if (own)
            buffer_puts(out, own_line(c, own + 1) ? own_line(c, own + 1) : "");
        else
            buffer_add(out, line, (size_t)(next - line));
    }
}

void c_put_head(struct c *c)
{
    struct names headers = {0};
    struct section s;
    struct buffer *out = c->target.out;
    collect_headers(c, &headers);
    for (size_t i = 0; i < headers.count; i++)
        buffer_printf(out, "#include <%s>\n", headers.items[i]);
    buffer_putc(out, '\n');
    for (const char *at = (const char *)c_helpers_text; next_section(at, &s); at = s.text) {
        const char *name = s.fields[FIELD_NAME];
        char *own = next_word(&name);
        if (c_has(c, own))
            put_section(c, &s, out);
        free(own);
    }
    for (size_t i = 0; i < headers.count; i++)
        free((char *)headers.items[i]);
    free(headers.items);
}

/* ---- Names that are taken -------------------------------------------------------------------- */

static void append(struct names *words, char *word)
{
    MEMORY_ROOM_FOR_ONE(words->items, words->count, words->capacity);
    words->items[words->count++] = word;
}

const char **c_words(void)
{
    struct names words = {0};
    struct section s;
    char *word;
    for (const char *line = (const char *)c_words_text; *line;) {
        while ((word = next_word(&line)))
            append(&words, word);
        line += *line == '\n';
    }
    for (const char *at = (const char *)c_helpers_text; next_section(at, &s); at = s.text) {
        const char *field = s.fields[FIELD_TAKES];
        while ((word = next_word(&field)))
            append(&words, word);
    }
    MEMORY_ROOM_FOR_ONE(words.items, words.count, words.capacity);
    words.items[words.count] = NULL;
    return words.items;
}

void c_words_free(const char **words)
{
    for (size_t i = 0; words[i]; i++)
        free((char *)words[i]);
    free(words);
}
