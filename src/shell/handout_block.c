/* handout_block.c - see handout_block.h. */
#include "shell/handout_block.h"

#include "export/markup.h"
#include "shell/lesson_markup.h"

#include <stdbool.h>
#include <string.h>

enum { CODE_MARGIN = 4 }; /* of code in a lesson's text */

/* Whether the lesson leaves open what it prints, `...`: the run here, which is the same on every
 * machine, may be just what its text says that hardly ever comes. */
static bool differs(const struct lesson_item *block)
{
    const char *lines = block->has_output ? block->output : "";
    return strncmp(lines, "...\n", 4) == 0 || strstr(lines, "\n...\n");
}

/* One below the other: half a page is too narrow for code. */
static void add_programs(struct buffer *out, const char *shown)
{
    struct buffer code = {0};
    while (*shown) {
        size_t length = strcspn(shown, "\n") + 1, indent = strspn(shown, " ");
        if (indent == 0 && length > 1) {
            if (code.length)
                lesson_markup_add_lines(out, "run", buffer_text(&code));
            buffer_clear(&code);
            buffer_puts(out, "<h3>");
            markup_add_bytes(out, shown, length - 1, "");
            buffer_puts(out, "</h3>\n");
        } else if (code.length || length > 1) {
            size_t margin = indent < CODE_MARGIN ? indent : CODE_MARGIN;
            buffer_add(&code, shown + margin, length - margin);
        }
        shown += length;
    }
    lesson_markup_add_lines(out, "run", buffer_text(&code));
    buffer_free(&code);
}

enum stage_end handout_block_add(struct stage *stage, const struct lesson_item *block,
                                 struct buffer *out)
{
    enum stage_end end = stage_run_item(stage, block);
    if (block->settings.hidden || !block->text[0])
        return end;
    if (stage->shown.length) {
        add_programs(out, buffer_text(&stage->shown));
        return end;
    }
    lesson_markup_add_lines(out, "run", block->text);
    if (differs(block)) {
        lesson_markup_add_lines(out, "prints", block->output);
    } else if (stage->output.length || stage->errors.length) {
        struct buffer said = {0};
        buffer_puts(&said, buffer_text(&stage->output));
        buffer_puts(&said, buffer_text(&stage->errors));
        lesson_markup_add_lines(out, "prints", buffer_text(&said));
        buffer_free(&said);
    }
    return end;
}
