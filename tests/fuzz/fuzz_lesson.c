/* fuzz_lesson.c - whatever is given as a lesson: it is refused in words that may go to a terminal,
 * or what is shown of it may, and its checks can be asked. */
#include "base/utf8.h"
#include "task/check.h"
#include "lesson/lesson.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool good)
{
    if (!good)
        abort();
}

/* UTF-8 without control characters but those in `keep`. */
static void expect_clean(const char *text, const char *keep)
{
    if (!text)
        return;
    for (size_t length = strlen(text); length > 0;) {
        uint32_t character;
        size_t bytes = utf8_decode(text, length, &character);
        expect(bytes > 0 && (!utf8_is_control(character) ||
                             (character < 0x80 && strchr(keep, (char)character))));
        text += bytes;
        length -= bytes;
    }
}

static void check_diagnostics(const struct source *source, const struct diagnostics *found)
{
    struct buffer out = {0};
    for (size_t i = 0; i < found->count; i++)
        expect(found->items[i].begin <= found->items[i].end &&
               found->items[i].begin <= source->length);
    diagnostics_format(&out, source, found);
    expect_clean(buffer_text(&out), "\n");
    buffer_free(&out);
}

static void check_task(const struct lesson_item *item, const struct machine *m)
{
    struct buffer missing = {0};
    struct check *c = check_new(item->text, m->program);
    expect(c);
    check_begin(c);
    check_holds(c, m, 1);
    check_add_missing(c, m, 1, &missing);
    expect_clean(buffer_text(&missing), "");
    check_free(c);
    buffer_free(&missing);
    expect(item->goal && item->solution);
    expect_clean(item->goal, "");
    for (size_t i = 0; i < item->hint_count; i++)
        expect_clean(item->hints[i], "");
}

static void check_item(const struct lesson_item *item, const struct machine *m)
{
    bool text = item->kind == LESSON_TEXT && item->style != LESSON_CODE;
    expect(item->line > 0 && item->text);
    expect_clean(item->text, text || item->kind == LESSON_QUESTION ? "" : "\n\t");
    if (item->kind == LESSON_TEXT)
        expect(!strchr(item->text, '\t'));
    if (item->kind == LESSON_TASK)
        check_task(item, m);
    expect_clean(item->settings.schedule, "");
    expect_clean(item->settings.clock, "");
    expect((item->output != NULL) == item->has_output);
    expect_clean(item->output, "\n\t");
    expect_clean(item->verdict.kind, "");
    expect_clean(item->verdict.schedules, "");
    expect_clean(item->verdict.options, "");
    expect_clean(item->solution, "\n\t");
    for (size_t i = 0; i < item->answer_count; i++) {
        expect_clean(item->answers[i].text, "");
        expect_clean(item->answers[i].explanation, "");
    }
}

static void check_lesson(const struct lesson *l)
{
    struct program *program = program_new();
    struct machine machine;
    machine_init(&machine, program, 0, 0);
    expect_clean(l->number, "");
    expect_clean(l->title, "");
    expect(*l->title && l->section_count > 1);
    for (size_t i = 0; i < l->section_count; i++) {
        const struct lesson_section *s = &l->sections[i];
        expect_clean(s->title, "");
        expect((i == 0) == (*s->title == '\0'));
        for (size_t j = 0; j < s->item_count; j++)
            check_item(&s->items[j], &machine);
    }
    machine_free(&machine);
    program_free(program);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const lab_words[] = {"threads", "step", "help", "restart", "schedule", NULL};
    /* A copy of just that size, so that a sanitizer sees one byte read too many. */
    char *text = malloc(size ? size : 1);
    if (!text)
        abort();
    if (size)
        memcpy(text, data, size);
    struct source source = {.name = "lesson.md", .text = text, .length = size};
    struct diagnostics found = {0};
    struct lesson *l = lesson_parse(&source, lab_words, &found);
    expect((l != NULL) == (found.errors == 0));
    if (l)
        check_lesson(l);
    check_diagnostics(&source, &found);
    lesson_free(l);
    diagnostics_free(&found);
    free(text);
    return 0;
}
