/* translation.c - see translation.h. */
#include "lesson/translation.h"

#include "base/buffer.h"
#include "base/carried.h"
#include "base/memory.h"
#include "lesson/language.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where the name of the folder that a file lies in begins, and behind it; false where it lies in
 * none that is named as a language. */
static bool find_language(const char *path, size_t *begin, size_t *end)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return false;
    *end = *begin = (size_t)(slash - path);
    while (*begin > 0 && path[*begin - 1] != '/')
        --*begin;
    return language_is_name(path + *begin, *end - *begin);
}

char *translation_original(const char *path)
{
    size_t begin, end;
    if (!find_language(path, &begin, &end))
        return NULL;
    struct buffer original = {0};
    buffer_add(&original, path, begin);
    buffer_puts(&original, path + end + 1);
    const char *name = buffer_text(&original);
    if (carried_has(name) || access(name, R_OK) == 0)
        return buffer_take(&original);
    buffer_free(&original);
    return NULL;
}

/* ---- Whether two say the same to the lab ----------------------------------------------------- */

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_settings(const struct lesson_settings *a, const struct lesson_settings *b)
{
    return a->fresh == b->fresh && a->hidden == b->hidden && a->paced == b->paced &&
           a->program == b->program && a->seeded == b->seeded && a->seed == b->seed &&
           same(a->schedule, b->schedule) && same(a->view, b->view) && same(a->clock, b->clock);
}

static const char *differing_block(const struct lesson_item *a, const struct lesson_item *b)
{
    const struct lesson_verdict *verdict = &a->verdict, *other = &b->verdict;
    if (!same(a->text, b->text))
        return "commands";
    if (!same_settings(&a->settings, &b->settings))
        return "options";
    if (a->has_output != b->has_output || a->unordered != b->unordered ||
        !same(a->output, b->output))
        return "output";
    if (!same(verdict->kind, other->kind) || verdict->states != other->states ||
        !same(verdict->schedules, other->schedules) || !same(verdict->options, other->options))
        return "verdict";
    return NULL;
}

static const char *differing_task(const struct lesson_item *a, const struct lesson_item *b)
{
    bool hints = a->hint_count == b->hint_count;
    if (!same(a->text, b->text))
        return "check";
    for (size_t i = 0; hints && i < a->hint_count; i++)
        hints = same(a->hint_conditions[i], b->hint_conditions[i]);
    if (!hints)
        return "number of hints, or when they are given";
    return same(a->solution, b->solution) ? NULL : "answer";
}

static const char *differing_question(const struct lesson_item *a, const struct lesson_item *b)
{
    if (a->answer_count != b->answer_count)
        return "number of answers";
    for (size_t i = 0; i < a->answer_count; i++)
        if (a->answers[i].right != b->answers[i].right)
            return "right answer";
    return NULL;
}

static const char *differing_challenge(const struct lesson_item *a, const struct lesson_item *b)
{
    if (!same(a->text, b->text))
        return "commands";
    if (!same_settings(&a->settings, &b->settings) || a->best != b->best ||
        !same(a->finding, b->finding))
        return "options";
    return same(a->solution, b->solution) ? NULL : "answer";
}

/* What differs, in words, of two that stand at the same place; NULL if nothing does. */
static const char *differing(const struct lesson_item *a, const struct lesson_item *b)
{
    if (a->kind != b->kind)
        return "order of blocks, tasks and questions";
    switch (a->kind) {
    case LESSON_BLOCK:
        return differing_block(a, b);
    case LESSON_TASK:
        return differing_task(a, b);
    case LESSON_QUESTION:
        return differing_question(a, b);
    case LESSON_CHALLENGE:
        return differing_challenge(a, b);
    default:
        return NULL;
    }
}

/* ---- Joining them ---------------------------------------------------------------------------- */

static void fail_line(const struct source *source, struct diagnostics *found, size_t line,
                      const char *what)
{
    size_t at = 0, end;
    for (; line > 1; line--) {
        const char *next = memchr(source->text + at, '\n', source->length - at);
        at = next ? (size_t)(next - source->text) + 1 : source->length;
    }
    end = at;
    while (end < source->length && source->text[end] != '\n')
        end++;
    diagnostics_add(found, DIAGNOSTIC_ERROR, at, end,
                    "the %s is not what it is in the English lesson; a translation changes words "
                    "alone",
                    what);
}

/* The next item from `at` on that is not text alone; NULL behind the last. */
static const struct lesson_item *next_deed(const struct lesson_section *s, size_t *at)
{
    while (*at < s->item_count && s->items[*at].kind == LESSON_TEXT)
        ++*at;
    return *at < s->item_count ? &s->items[(*at)++] : NULL;
}

static void compare_sections(const struct lesson_section *a, const struct lesson_section *b,
                             const struct source *source, struct diagnostics *found)
{
    size_t at = 0, other = 0;
    for (;;) {
        const struct lesson_item *mine = next_deed(a, &at), *theirs = next_deed(b, &other);
        if (!mine && !theirs)
            return;
        const char *what =
            mine && theirs ? differing(mine, theirs) : "number of blocks, tasks and questions";
        if (!what)
            continue;
        fail_line(source, found, mine ? mine->line : a->line, what);
        return;
    }
}

void translation_join(struct lesson *l, const struct lesson *original, const struct source *source,
                      struct diagnostics *found)
{
    size_t begin = 0, end = 0;
    find_language(l->path, &begin, &end);
    free(l->language);
    free(l->original);
    l->language = memory_copy_bytes(l->path + begin, end - begin);
    l->original = memory_copy(original->path);
    if (l->section_count != original->section_count) {
        fail_line(source, found, 1, "number of sections");
        return;
    }
    if (!same(l->number, original->number))
        fail_line(source, found, 1, "number of the lesson");
    for (size_t i = 0; i < l->section_count; i++) {
        struct lesson_section *section = &l->sections[i];
        free(section->key);
        section->key = memory_copy(original->sections[i].title);
        compare_sections(section, &original->sections[i], source, found);
    }
}
