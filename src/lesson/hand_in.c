/* hand_in.c - collects and writes a hand-in. See hand_in.h; hand_in_read.c reads one. */
#include "lesson/hand_in.h"

#include "base/memory.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- Collecting ------------------------------------------------------------------------------ */

static bool kind_of(const struct lesson_item *item, enum work_kind *kind)
{
    switch (item->kind) {
    case LESSON_TASK:
        *kind = WORK_TASK;
        return true;
    case LESSON_QUESTION:
        *kind = WORK_QUESTION;
        return true;
    case LESSON_CHALLENGE:
        *kind = WORK_CHALLENGE;
        return true;
    default:
        return false;
    }
}

static void collect_items(struct hand_in_section *to, const struct lesson_section *section,
                          const struct work *work)
{
    uint32_t numbers[WORK_CHALLENGE + 1] = {0};
    enum work_kind kind;
    for (size_t i = 0; i < section->item_count; i++) {
        if (!kind_of(&section->items[i], &kind))
            continue;
        uint32_t number = ++numbers[kind];
        const struct work_entry *known = work_find(work, section->key, kind, number);
        MEMORY_ROOM_FOR_ONE(to->entries, to->entry_count, to->entry_capacity);
        struct work_entry nothing = {.section = section->key, .kind = kind, .number = number};
        work_entry_copy(&to->entries[to->entry_count++], known ? known : &nothing);
    }
}

static enum work_outcome outcome_of(enum progress_mark mark)
{
    switch (mark) {
    case PROGRESS_SKIPPED:
        return WORK_SKIPPED;
    case PROGRESS_ANSWERED:
        return WORK_ANSWERED;
    case PROGRESS_DONE:
        return WORK_DONE;
    case PROGRESS_NOTHING:
        break;
    }
    return WORK_NOTHING;
}

void hand_in_collect(struct hand_in *h, const struct lesson *lesson, const struct source *text,
                     const struct progress *progress, const struct work *work)
{
    struct buffer title = {0};
    uint32_t number = 0;
    *h = (struct hand_in){.version = memory_copy(PACKAGE_VERSION),
                          .lesson = memory_copy(lesson->name)};
    buffer_printf(&title, "%s%s%s", lesson->number, lesson->number[0] ? " " : "", lesson->title);
    h->title = buffer_take(&title);
    digest_of(NULL, text->text, text->length, h->hash);
    for (size_t i = 0; i < lesson->section_count; i++) {
        const struct lesson_section *s = &lesson->sections[i];
        const struct work_entry *end = work_find(work, s->key, WORK_SECTION, 1);
        struct hand_in_section to = {.title = memory_copy(s->key),
                                     .outcome = outcome_of(progress_of(progress, s->key)),
                                     .when = end ? end->when : 0};
        to.number = s->title[0] ? ++number : 0;
        collect_items(&to, s, work);
        if (!to.number && !to.entry_count) { /* text alone stands before the first */
            free(to.title);
            continue;
        }
        MEMORY_ROOM_FOR_ONE(h->sections, h->section_count, h->section_capacity);
        h->sections[h->section_count++] = to;
    }
}

bool hand_in_has_something(const struct hand_in *h)
{
    for (size_t i = 0; i < h->section_count; i++) {
        if (h->sections[i].outcome != WORK_NOTHING)
            return true;
        for (size_t k = 0; k < h->sections[i].entry_count; k++)
            if (h->sections[i].entries[k].outcome != WORK_NOTHING)
                return true;
    }
    return false;
}

void hand_in_free(struct hand_in *h)
{
    for (size_t i = 0; i < h->section_count; i++) {
        struct hand_in_section *s = &h->sections[i];
        for (size_t k = 0; k < s->entry_count; k++)
            work_entry_clear(&s->entries[k]);
        free(s->entries);
        free(s->title);
    }
    free(h->sections);
    free(h->version);
    free(h->lesson);
    free(h->title);
    free(h->name);
    *h = (struct hand_in){0};
}

/* ---- Writing --------------------------------------------------------------------------------- */

void hand_in_add_time(struct buffer *out, int64_t seconds)
{
    char text[32];
    time_t then = (time_t)seconds;
    struct tm parts;
    if (gmtime_r(&then, &parts) && strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts))
        buffer_puts(out, text);
}

static void set(json_t *object, const char *key, json_t *value)
{
    if (!value || json_object_set_new(object, key, value) != 0)
        memory_exhausted(0);
}

static void set_time(json_t *object, const char *key, int64_t seconds)
{
    struct buffer text = {0};
    hand_in_add_time(&text, seconds);
    set(object, key, json_string(buffer_text(&text)));
    buffer_free(&text);
}

static json_t *command_of(const struct work_input *input)
{
    json_t *command = json_object();
    set(command, "item", json_integer(input->item));
    set(command, "text", json_string(input->text));
    if (input->hurried)
        set(command, "hurried", json_true());
    return command;
}

static json_t *inputs_of(const struct work_entry *e)
{
    json_t *inputs = json_array();
    for (size_t i = 0; i < e->input_count; i++) {
        json_t *input =
            e->kind == WORK_TASK ? command_of(&e->inputs[i]) : json_string(e->inputs[i].text);
        if (json_array_append_new(inputs, input) != 0)
            memory_exhausted(0);
    }
    return inputs;
}

static json_t *entry_of(const struct work_entry *e)
{
    static const char *const names[] = {
        [WORK_TASK] = "commands", [WORK_QUESTION] = "answers", [WORK_CHALLENGE] = "order"};
    json_t *entry = json_object();
    set(entry, work_kind_word(e->kind), json_integer(e->number));
    set(entry, "outcome", json_string(work_outcome_word(e->outcome)));
    if (e->outcome == WORK_NOTHING)
        return entry;
    set_time(entry, "when", e->when);
    set(entry, "hints", json_integer(e->hints));
    set(entry, "tries", json_integer(e->tries));
    if (e->shown)
        set(entry, "answer-shown", json_true());
    if (e->too_long)
        set(entry, "too-long", json_true());
    if (e->input_count)
        set(entry, names[e->kind], inputs_of(e));
    return entry;
}

static json_t *section_of(const struct hand_in_section *s)
{
    json_t *section = json_object(), *work = json_array();
    set(section, "section", json_integer(s->number));
    set(section, "title", json_string(s->title));
    set(section, "outcome", json_string(work_outcome_word(s->outcome)));
    if (s->when)
        set_time(section, "when", s->when);
    for (size_t i = 0; i < s->entry_count; i++)
        if (json_array_append_new(work, entry_of(&s->entries[i])) != 0)
            memory_exhausted(0);
    set(section, "work", work);
    return section;
}

static json_t *head_of(const struct hand_in *h)
{
    json_t *head = json_object();
    set(head, "thrum-hand-in", json_integer(1));
    set(head, "version", json_string(h->version));
    set(head, "lesson", json_string(h->lesson));
    set(head, "title", json_string(h->title));
    set(head, "hash", json_string(h->hash));
    set(head, "name", json_string(h->name));
    set_time(head, "date", h->date);
    return head;
}

/* Writes a line with its chain, and forgets the object. */
static void write_line(json_t *object, char chain[DIGEST_DIGITS + 1], struct buffer *out)
{
    char *line = json_dumps(object, JSON_COMPACT);
    if (!line)
        memory_exhausted(0);
    size_t length = strlen(line) - 1; /* without the brace, which comes behind the chain */
    digest_of(chain, line, length, chain);
    buffer_add(out, line, length);
    buffer_printf(out, ",\"chain\":\"%s\"}\n", chain);
    free(line);
    json_decref(object);
}

void hand_in_write(const struct hand_in *h, struct buffer *out)
{
    char chain[DIGEST_DIGITS + 1] = "";
    json_t *end = json_object();
    write_line(head_of(h), chain, out);
    for (size_t i = 0; i < h->section_count; i++)
        write_line(section_of(&h->sections[i]), chain, out);
    set(end, "end", json_true());
    set(end, "lines", json_integer((json_int_t)h->section_count + 1));
    write_line(end, chain, out);
}
