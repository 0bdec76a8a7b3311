/* lesson_text.c - see lesson_text.h. */
#include "lesson_text.h"

#include "lesson/lesson.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

const char *const lesson_lab_words[] = {"restart", "step", "threads", "undo", NULL};

/* ---- What a lesson is, as text --------------------------------------------------------------- */

static void add_settings(struct buffer *out, const struct lesson_settings *s)
{
    buffer_printf(out, "%s%s", s->fresh ? " fresh" : "", s->hidden ? " hidden" : "");
    if (s->seeded)
        buffer_printf(out, " seed=%llu", (unsigned long long)s->seed);
    if (s->schedule)
        buffer_printf(out, " schedule=<%s>", s->schedule);
    if (s->clock)
        buffer_printf(out, " clock=<%s>", s->clock);
}

static void add_block(struct buffer *out, const struct lesson_item *item)
{
    buffer_puts(out, "block");
    add_settings(out, &item->settings);
    buffer_printf(out, " <%s>", item->text);
    if (item->has_output)
        buffer_printf(out, "\n  output %zu%s <%s>", item->output_line,
                      item->unordered ? " unordered" : "", item->output);
    const struct lesson_verdict *v = &item->verdict;
    if (v->kind)
        buffer_printf(out, "\n  verdict %zu %s states %lld schedules %s options <%s>", v->line,
                      v->kind, (long long)v->states, v->schedules ? v->schedules : "-", v->options);
}

static void add_item(struct buffer *out, const struct lesson_item *item)
{
    static const char *const styles[] = {"paragraph", "heading", "item", "quote", "code"};
    buffer_printf(out, "%zu ", item->line);
    switch (item->kind) {
    case LESSON_TEXT:
        buffer_printf(out, "%s <%s>", styles[item->style], item->text);
        break;
    case LESSON_BLOCK:
        add_block(out, item);
        break;
    case LESSON_TASK:
        buffer_printf(out, "task <%s> until <%s>", item->goal, item->text);
        for (size_t i = 0; i < item->hint_count; i++)
            buffer_printf(out, "\n  hint%s%s <%s>", item->hint_conditions[i] ? " if " : "",
                          item->hint_conditions[i] ? item->hint_conditions[i] : "", item->hints[i]);
        buffer_printf(out, "\n  answer %zu <%s>", item->solution_line, item->solution);
        break;
    case LESSON_QUESTION:
        buffer_printf(out, "question <%s>", item->text);
        for (size_t i = 0; i < item->answer_count; i++)
            buffer_printf(out, "\n  %s <%s> <%s>", item->answers[i].right ? "right" : "wrong",
                          item->answers[i].text, item->answers[i].explanation);
        break;
    case LESSON_CHALLENGE:
        buffer_printf(out, "challenge %s best %llu", item->finding, (unsigned long long)item->best);
        add_settings(out, &item->settings);
        buffer_printf(out, " <%s>", item->text);
        if (item->solution)
            buffer_printf(out, "\n  answer %zu <%s>", item->solution_line, item->solution);
        break;
    }
    buffer_putc(out, '\n');
}

static char *shown(const struct lesson *l)
{
    struct buffer out = {0};
    buffer_printf(&out, "lesson %s <%s> <%s>\n", l->name, l->number, l->title);
    for (size_t i = 0; i < l->section_count; i++) {
        const struct lesson_section *s = &l->sections[i];
        if (i > 0)
            buffer_printf(&out, "section %zu <%s>\n", s->line, s->title);
        for (size_t j = 0; j < s->item_count; j++)
            add_item(&out, &s->items[j]);
    }
    return buffer_take(&out);
}

char *lesson_text(const char *text, size_t length)
{
    struct source source = {.name = "lessons/07-a.md", .text = text, .length = length};
    struct diagnostics found = {0};
    struct lesson *l = lesson_parse(&source, lesson_lab_words, &found);
    cr_expect_eq(l == NULL, found.errors > 0);
    struct buffer out = {0};
    for (size_t i = 0; i < found.count; i++) {
        struct position at = source_position(&source, found.items[i].begin);
        buffer_printf(&out, "%s%zu:%zu ", i ? "\n" : "", at.line, at.column);
        diagnostic_sentence(&out, &found.items[i]);
    }
    if (!l) {
        diagnostics_free(&found);
        return buffer_take(&out);
    }
    buffer_free(&out);
    char *all = shown(l);
    lesson_free(l);
    diagnostics_free(&found);
    return all;
}

void lesson_expect(const struct lesson_pair *pairs, size_t count, const char *before,
                   const char *after)
{
    for (size_t i = 0; i < count; i++) {
        struct buffer text = {0};
        buffer_printf(&text, "%s%s", before, pairs[i].text);
        char *is = lesson_text(buffer_text(&text), text.length);
        struct buffer expected = {0};
        buffer_printf(&expected, "%s%s", after, pairs[i].expected);
        cr_expect_str_eq(is, buffer_text(&expected), "%s\n  is       %s\n  expected %s",
                         pairs[i].text, is, buffer_text(&expected));
        buffer_free(&text);
        buffer_free(&expected);
        free(is);
    }
}
