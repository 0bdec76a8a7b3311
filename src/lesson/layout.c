/* layout.c - a lesson's blocks of commands in the one layout (lang/format.h), all else as it is. */
#include "lesson/lesson_inside.h"

#include "base/buffer.h"
#include "lang/format.h"

static bool is_fence(const struct element *e, enum fence_kind kind)
{
    return e->type == CMARK_NODE_CODE_BLOCK && e->fence.kind == kind;
}

/* The answer to a challenge is a schedule. */
static bool has_commands(const struct reader *r, size_t at)
{
    const struct element *e = &r->elements[at];
    return is_fence(e, FENCE_THRUM) || is_fence(e, FENCE_CHALLENGE) ||
           (is_fence(e, FENCE_ANSWER) && at > 0 && is_fence(e - 1, FENCE_CHECK));
}

static void add_text(struct reader *r, size_t begin, size_t end, struct buffer *out)
{
    buffer_add(out, r->source->text + begin, end - begin);
}

void layout_add(struct reader *r, struct buffer *out)
{
    struct parser_options options = {.prompt = true, .lab_words = r->lab_words};
    size_t at = 0;
    for (size_t i = 0; i < r->element_count; i++) {
        if (!has_commands(r, i))
            continue;
        struct span content = r->elements[i].fence.content;
        struct source block = {r->source->name, r->source->text + content.begin,
                               content.end - content.begin};
        size_t first = r->found->count;
        add_text(r, at, content.begin, out);
        format_text(&block, &options, out, r->found);
        reader_shift(r, first, content.begin);
        at = content.end;
    }
    add_text(r, at, r->source->length, out);
}
