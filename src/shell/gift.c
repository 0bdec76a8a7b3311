/* gift.c - see gift.h. */
#include "shell/gift.h"

#include "export/markup.h"
#include "shell/lesson_markup.h"

#include <stdbool.h>
#include <string.h>

/* What means something in GIFT stands behind a backslash, and so does the n of a line's end: an
 * empty line would end the question. */
static void add_plain(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("\\~=#{}:\n", *text))
            buffer_putc(out, '\\');
        buffer_putc(out, *text == '\n' ? 'n' : *text);
    }
}

/* Text of the lesson, as HTML. */
static void add_text(struct buffer *out, const char *text)
{
    struct buffer html = {0};
    markup_add_prose(&html, text);
    add_plain(out, buffer_text(&html));
    buffer_free(&html);
}

/* Of a category, in which a slash begins another below; two are one that does not. */
static void add_category(struct buffer *out, const struct lesson *lesson)
{
    buffer_printf(out, "$CATEGORY: thrum/%s%s", lesson->number, lesson->number[0] ? " " : "");
    for (const char *c = lesson->title; *c; c++)
        buffer_printf(out, *c == '/' ? "//" : "%c", *c);
    buffer_puts(out, "\n\n");
}

/* "33.33333": the shares that Moodle knows have five places, without zeros at their ends. */
static void add_share(struct buffer *out, size_t of)
{
    buffer_printf(out, "%.5f", 100.0 / (double)of);
    while (out->bytes[out->length - 1] == '0')
        buffer_cut(out, out->length - 1);
    if (out->bytes[out->length - 1] == '.')
        buffer_cut(out, out->length - 1);
}

static void add_answer(struct buffer *out, const struct lesson_answer *a, size_t right)
{
    buffer_puts(out, "  ");
    if (right == 1) {
        buffer_putc(out, a->right ? '=' : '~');
    } else if (a->right) {
        buffer_puts(out, "~%");
        add_share(out, right);
        buffer_putc(out, '%');
    } else {
        buffer_puts(out, "~%-100%");
    }
    add_text(out, a->text);
    if (a->explanation[0]) {
        buffer_puts(out, " #");
        add_text(out, a->explanation);
    }
    buffer_putc(out, '\n');
}

/* What a learner sees there. */
static void add_item(struct buffer *html, const struct lesson_item *item)
{
    if (item->kind == LESSON_TEXT) {
        lesson_markup_add_text(html, item);
    } else if (item->kind == LESSON_BLOCK && !item->settings.hidden && item->text[0]) {
        lesson_markup_add_lines(html, NULL, item->text);
        if (item->has_output && item->output[0]) {
            buffer_puts(html, "<blockquote>");
            lesson_markup_add_lines(html, NULL, item->output);
            buffer_puts(html, "</blockquote>");
        }
    }
}

/* What the section's item with this index is about: all since the lab began anew. Tasks and other
 * questions are no part of it. */
static void add_before(struct buffer *out, const struct lesson_section *section, size_t index)
{
    struct buffer html = {0};
    size_t first = index;
    while (first > 0 && !section->items[first].settings.fresh)
        first--;
    for (; first < index; first++)
        add_item(&html, &section->items[first]);
    add_plain(out, buffer_text(&html));
    buffer_free(&html);
}

static void add_question(struct buffer *out, const struct lesson *lesson,
                         const struct lesson_section *section, size_t index, size_t number)
{
    const struct lesson_item *question = &section->items[index];
    struct buffer title = {0};
    size_t right = 0;
    for (size_t i = 0; i < question->answer_count; i++)
        right += question->answers[i].right;
    buffer_printf(&title, "%s%s%s, question %zu", lesson->number, lesson->number[0] ? " " : "",
                  section->title[0] ? section->title : lesson->title, number);
    buffer_puts(out, "::");
    add_plain(out, buffer_text(&title));
    buffer_puts(out, "::[html]");
    add_before(out, section, index);
    buffer_puts(out, "<p>");
    add_text(out, question->text[0] ? question->text : "Which is right?");
    buffer_puts(out, "</p> {\n");
    for (size_t i = 0; i < question->answer_count; i++)
        add_answer(out, &question->answers[i], right);
    buffer_puts(out, "}\n\n");
    buffer_free(&title);
}

void gift_add(const struct lesson *lesson, struct buffer *out)
{
    add_category(out, lesson);
    for (size_t i = 0; i < lesson->section_count; i++) {
        const struct lesson_section *s = &lesson->sections[i];
        size_t number = 0;
        for (size_t k = 0; k < s->item_count; k++)
            if (s->items[k].kind == LESSON_QUESTION)
                add_question(out, lesson, s, k, ++number);
    }
    buffer_cut(out, out->length - 1);
}
