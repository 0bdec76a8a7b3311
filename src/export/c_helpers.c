/* c_helpers.c - what may stand above a program: the sections of c_helpers.txt, and the names that
 * are C's own. See c_inside.h and c_text.h. */
#include "export/c_inside.h"

#include "base/memory.h"
#include "export/c_text.h"
#include "export/sections.h"

#include <stdlib.h>
#include <string.h>

/* ---- Sections -------------------------------------------------------------------------------- */

static bool next_section(const char *at, struct section *s)
{
    return sections_next(at, "//// ", s);
}

static bool find_called(const char *name, struct section *s)
{
    const char *at = (const char *)c_helpers_text;
    for (; next_section(at, s); at = s->text)
        if (sections_called(s, name))
            return true;
    return false;
}

/* Where threads are plain ones a helper may be another: NAME@plain. */
static const char *find_section(const struct c *c, const char *name, struct section *s)
{
    if (c->plain && strcmp(name, "fail") == 0)
        name = "fail@plain";
    if (!find_called(name, s))
        abort(); /* there is no such helper */
    return name;
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
    c->speaks += strcmp(helper, "me") == 0;
    helper = find_section(c, helper, &s);
    for (const char *field = s.fields[FIELD_USES], *word; (word = sections_word(&field));
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
        const char *name = s.fields[FIELD_NAME], *field = s.fields[FIELD_WANTS];
        char *own = sections_word(&name), *word;
        for (; c_has(c, own) && (word = sections_word(&field)); free(word))
            names_add(all, word);
        free(own);
    }
    qsort(all->items, all->count, sizeof *all->items, compare);
}

/* Lines that stand there only in some programs: `$WORD LINE`, or `$!WORD LINE` in all others. */
static bool holds(struct c *c, const char *word, size_t length)
{
    bool daemons = c_has(c, "spawn_daemon") || c_has(c, "set_daemon");
    bool counts = daemons && (c_has(c, "join_all") || c_has(c, "join_all_for"));
    const struct {
        const char *word;
        bool holds;
    } all[] = {
        {"named", c_has(c, "newest_named")},
        {"found_early", c_has(c, "newest_named") && c->makes_apart},
        {"late", c->late_starts},
        {"cancels", c_has(c, "cancel_timer")},
        {"fails", c_has(c, "fail")},
        {"guards", c_has(c, "guard")},
        {"tries", c_has(c, "attempt")},
        {"fails_alone", !c_has(c, "attempt") && !c_threads_fail(c)},
        {"fails_among", !c_has(c, "attempt") && c_threads_fail(c)},
        {"microseconds", c_has(c, "MICROSECOND")},
        {"milliseconds", c_has(c, "MILLISECOND")},
        {"seconds", c_has(c, "SECOND")},
        {"daemons", daemons},
        {"counts", counts}, /* those, too */
        {"passes", daemons && !counts},
        {"ends", c_has(c, "join_all")},
        {"closes", c->model->closes},
        {"breaks", c_barriers_break(c)},
        {"clears", c_has(c, "event_clear")},
        {"futures_fail", c_futures_fail(c)},
        {"threads_fail", c_threads_fail(c)},
        {"both_fail", c_threads_fail(c) && c_main_fails(c)},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strlen(all[i].word) == length && memcmp(all[i].word, word, length) == 0)
            return all[i].holds;
    abort(); /* a word that is not known */
}

static void put_perhaps(struct c *c, const char *line, const char *end, struct buffer *out)
{
    bool not = line[1] == '!';
    const char *word = line + 1 + not, *rest = word + strcspn(word, " \n");
    if (strncmp(word, "item", 4) == 0)
        buffer_printf(out, "typedef %s%sitem;\n", c_item_type(c) ? c_item_type(c) : "int64_t",
                      c_item_type(c) && strchr(c_item_type(c), '*') ? "" : " ");
    else if (holds(c, word, (size_t)(rest - word)) != not ) {
        rest += *rest == ' ';
        buffer_add(out, rest, (size_t)(end - rest));
    }
}

static void put_section(struct c *c, const struct section *s, struct buffer *out)
{
    for (const char *line = s->text, *next; line < s->end; line = next) {
        next = strchr(line, '\n') + 1;
        if (*line == '$')
            put_perhaps(c, line, next, out);
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
    if (c_has(c, "fail@plain") && c_threads_fail(c)) {
        names_add(&headers, "pthread.h");
        names_add(&headers, "stdatomic.h");
        names_add(&headers, "stdbool.h");
        if (c_main_fails(c))
            names_add(&headers, "string.h");
        qsort(headers.items, headers.count, sizeof *headers.items, compare);
    }
    for (size_t i = 0; i < headers.count; i++)
        buffer_printf(out, "#include <%s>\n", headers.items[i]);
    buffer_putc(out, '\n');
    for (const char *at = (const char *)c_helpers_text; next_section(at, &s); at = s.text) {
        const char *name = s.fields[FIELD_NAME];
        char *own = sections_word(&name);
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
        while ((word = sections_word(&line)))
            append(&words, word);
        line += *line == '\n';
    }
    for (const char *at = (const char *)c_helpers_text; next_section(at, &s); at = s.text) {
        const char *field = s.fields[FIELD_TAKES];
        while ((word = sections_word(&field)))
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
