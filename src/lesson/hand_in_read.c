/* hand_in_read.c - reads a hand-in, which may be anything. See hand_in.h. */
#include "lesson/hand_in.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- Values ---------------------------------------------------------------------------------- */

/* A text, or "" where there is none; of a NUL in one the reader has complained. */
static char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return memory_copy(text ? text : "");
}

static uint32_t number_of(const json_t *object, const char *key)
{
    json_int_t number = json_integer_value(json_object_get(object, key));
    return number < 0 ? 0 : number > UINT32_MAX ? UINT32_MAX : (uint32_t)number;
}

int64_t hand_in_time(const char *text)
{
    struct tm t = {0};
    if (!text || sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2dZ", &t.tm_year, &t.tm_mon, &t.tm_mday,
                        &t.tm_hour, &t.tm_min, &t.tm_sec) != 6)
        return 0;
    t.tm_year -= 1900;
    t.tm_mon -= 1;
    return (int64_t)timegm(&t);
}

static int64_t time_of(const json_t *object, const char *key)
{
    return hand_in_time(json_string_value(json_object_get(object, key)));
}

static enum work_outcome outcome_of(const json_t *object)
{
    const char *word = json_string_value(json_object_get(object, "outcome"));
    enum work_outcome outcome = WORK_NOTHING;
    if (word)
        work_outcome_find(word, &outcome);
    return outcome;
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static void read_inputs(struct work_entry *e, const json_t *inputs)
{
    size_t i;
    const json_t *input;
    json_array_foreach(inputs, i, input)
    {
        const char *text =
            json_string_value(json_is_object(input) ? json_object_get(input, "text") : input);
        if (text)
            work_entry_type(e, number_of(input, "item"),
                            json_is_true(json_object_get(input, "hurried")), text);
    }
}

static void read_entry(struct hand_in_section *s, const json_t *from)
{
    static const char *const names[] = {
        [WORK_TASK] = "commands", [WORK_QUESTION] = "answers", [WORK_CHALLENGE] = "order"};
    struct work_entry e = {.kind = WORK_TASK};
    while (e.kind < WORK_CHALLENGE && !json_object_get(from, work_kind_word(e.kind)))
        e.kind++;
    e.number = number_of(from, work_kind_word(e.kind));
    if (!e.number)
        return;
    e.section = memory_copy(s->title);
    e.outcome = outcome_of(from);
    e.when = time_of(from, "when");
    e.hints = number_of(from, "hints");
    e.tries = number_of(from, "tries");
    e.shown = json_is_true(json_object_get(from, "answer-shown"));
    e.too_long = json_is_true(json_object_get(from, "too-long"));
    read_inputs(&e, json_object_get(from, names[e.kind]));
    MEMORY_ROOM_FOR_ONE(s->entries, s->entry_count, s->entry_capacity);
    s->entries[s->entry_count++] = e;
}

static void read_section(struct hand_in *h, const json_t *from)
{
    struct hand_in_section s = {.number = number_of(from, "section"),
                                .title = text_of(from, "title"),
                                .outcome = outcome_of(from),
                                .when = time_of(from, "when")};
    size_t i;
    const json_t *entry;
    json_array_foreach(json_object_get(from, "work"), i, entry) read_entry(&s, entry);
    MEMORY_ROOM_FOR_ONE(h->sections, h->section_count, h->section_capacity);
    h->sections[h->section_count++] = s;
}

/* False with a sentence where it is no hand-in. */
static bool read_head(struct hand_in *h, const json_t *from, struct buffer *why)
{
    json_int_t form = json_integer_value(json_object_get(from, "thrum-hand-in"));
    const char *hash = json_string_value(json_object_get(from, "hash"));
    if (form < 1) {
        buffer_puts(why, "it is no hand-in: `thrum hand-in` writes them");
        return false;
    }
    if (form > 1) {
        buffer_puts(why, "a newer thrum has written it");
        return false;
    }
    h->version = text_of(from, "version");
    h->lesson = text_of(from, "lesson");
    h->title = text_of(from, "title");
    h->name = text_of(from, "name");
    h->date = time_of(from, "date");
    snprintf(h->hash, sizeof h->hash, "%s", hash ? hash : "");
    return true;
}

/* ---- The whole ------------------------------------------------------------------------------- */

struct reading {
    struct hand_in *hand_in;
    char chain[DIGEST_DIGITS + 1];
    size_t lines;
    bool broken, ended;
    bool last_bad; /* the line read last; it may be what is left of one that was cut off */
};

/* Whether the line ends with the chain that it should; goes on from the one that it says. */
static bool follows(struct reading *r, const char *line, size_t length)
{
    static const char key[] = ",\"chain\":\"", close[] = "\"}";
    size_t key_length = sizeof key - 1, tail = key_length + DIGEST_DIGITS + sizeof close - 1;
    char wanted[DIGEST_DIGITS + 1];
    if (length < tail || memcmp(line + length - tail, key, key_length) != 0 ||
        memcmp(line + length - 2, close, 2) != 0)
        return false;
    digest_of(r->chain, line, length - tail, wanted);
    memcpy(r->chain, line + length - tail + key_length, DIGEST_DIGITS);
    return memcmp(r->chain, wanted, DIGEST_DIGITS) == 0;
}

/* False where there is nothing to go on with, with a sentence if it is no hand-in. */
static bool read_line(struct reading *r, const char *line, size_t length, struct buffer *why)
{
    json_t *from = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
    bool good = json_is_object(from);
    bool end = good && json_is_true(json_object_get(from, "end"));
    r->broken = r->broken || r->last_bad || r->ended;
    r->last_bad = !follows(r, line, length);
    if (r->lines == 0 && !good)
        buffer_puts(why, "it is no hand-in: its first line is no JSON");
    else if (r->lines == 0)
        good = read_head(r->hand_in, from, why);
    else if (end)
        r->last_bad = r->last_bad || number_of(from, "lines") != r->lines;
    else if (good && r->hand_in->section_count < HAND_IN_MOST_SECTIONS)
        read_section(r->hand_in, from);
    else
        r->last_bad = true;
    r->ended = r->ended || end;
    r->lines++;
    json_decref(from);
    return r->lines > 1 ? r->hand_in->section_count < HAND_IN_MOST_SECTIONS : good;
}

static void fill_empty(struct hand_in *h)
{
    char **const texts[] = {&h->version, &h->lesson, &h->title, &h->name};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!*texts[i])
            *texts[i] = memory_copy("");
}

enum hand_in_state hand_in_read(struct hand_in *h, const char *bytes, size_t length,
                                struct buffer *why)
{
    struct reading r = {.hand_in = h};
    *h = (struct hand_in){0};
    size_t before = why->length;
    /* A mark of bytes' order before it, as some editors and servers write, is no edit. */
    bool marked = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
    for (size_t at = marked ? 3 : 0; at < length;) {
        const char *newline = memchr(bytes + at, '\n', length - at);
        size_t end = newline ? (size_t)(newline - bytes) : length, next = end + 1;
        end -= end > at && bytes[end - 1] == '\r'; /* as mail makes them */
        if (end > at && !read_line(&r, bytes + at, end - at, why))
            break;
        at = next;
    }
    if (!r.lines)
        buffer_puts(why, "it is empty");
    fill_empty(h);
    return why->length > before                  ? HAND_IN_NONE
           : r.broken || (r.ended && r.last_bad) ? HAND_IN_EDITED
           : r.ended                             ? HAND_IN_WHOLE
                                                 : HAND_IN_CUT;
}
