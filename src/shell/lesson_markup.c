/* lesson_markup.c - see lesson_markup.h. */
#include "shell/lesson_markup.h"

#include "export/markup.h"
#include "script/challenge_words.h"

#include <stdbool.h>
#include <string.h>

void lesson_markup_add_lines(struct buffer *out, const char *kind, const char *lines)
{
    if (kind)
        buffer_printf(out, "<pre class=\"%s\">", kind);
    else
        buffer_puts(out, "<pre>");
    size_t length = strlen(lines);
    while (length && lines[length - 1] == '\n')
        length--;
    markup_add_bytes(out, lines, length, "\n\t");
    buffer_puts(out, "</pre>\n");
}

void lesson_markup_add_text(struct buffer *out, const struct lesson_item *item)
{
    static const struct {
        const char *open, *close;
    } tags[] = {
        [LESSON_PARAGRAPH] = {"<p>", "</p>\n"},
        [LESSON_HEADING] = {"<h3>", "</h3>\n"},
        [LESSON_LIST_ITEM] = {"<p class=\"item\">", "</p>\n"},
        [LESSON_QUOTE] = {"<blockquote>", "</blockquote>\n"},
    };
    if (item->style == LESSON_CODE) {
        lesson_markup_add_lines(out, "other", item->text);
        return;
    }
    buffer_puts(out, tags[item->style].open);
    markup_add_prose(out, item->text);
    buffer_puts(out, tags[item->style].close);
}

void lesson_markup_add_challenge(struct buffer *out, const struct lesson_item *item)
{
    lesson_markup_add_lines(out, "run", item->text);
    buffer_printf(out,
                  "<p>In which order do the threads have to step to make this program %s?</p>\n",
                  challenge_words_deed(explore_kind_find(item->finding)));
}
