/* voice.c - see voice.h. */
#include "shell/voice.h"

#include "base/monotonic.h"
#include "base/spoken.h"
#include "shell/session_inside.h"

#include <stdlib.h>
#include <string.h>

enum {
    LINES_KEPT = 200, /* of what was said last */
    CODE_INDENT = 4,  /* so far in stands a lesson's code */
};

void voice_open(struct voice *v, const struct session_options *options)
{
    v->speaks = options->spoken;
    v->level = VOICE_NORMAL;
    v->clock = options->clock ? options->clock : monotonic_milliseconds;
    silence_begin(&v->silence, v->clock);
}

void voice_free(struct voice *v)
{
    voice_forget(v);
    free(v->threads.list);
    free(v->objects.list);
    buffer_free(&v->last.text);
    buffer_free(&v->before.text);
    buffer_free(&v->line);
}

bool voice_speaks(const struct session *s)
{
    return s->voice.speaks;
}

bool session_speaks(const struct session *s)
{
    return s->voice.speaks;
}

/* ---- What was said last ---------------------------------------------------------------------- */

void voice_listens(struct session *s)
{
    struct voice *v = &s->voice;
    silence_end(&v->silence);
    if (!v->last.count)
        return;
    struct voice_lines before = v->before;
    v->before = v->last;
    v->last = before;
    buffer_clear(&v->last.text);
    v->last.count = 0;
}

static void keep(struct voice_lines *lines, const struct line *line)
{
    if (line->kind == LINE_TYPED || lines->count == LINES_KEPT)
        return;
    buffer_putc(&lines->text, (char)line->kind);
    buffer_add(&lines->text, line->thread, strlen(line->thread) + 1);
    buffer_add(&lines->text, line->text, strlen(line->text) + 1);
    lines->count++;
}

/* ---- Its voice ------------------------------------------------------------------------------- */

void voice_add_code(const struct session *s, const char *code, struct buffer *out)
{
    if (s->voice.words)
        spoken_add_code(out, code, strlen(code));
    else
        buffer_puts(out, code);
}

/* Text of a lesson, in which code stands between back quotes. */
static void add_prose(const struct session *s, const char *text, struct buffer *out)
{
    struct buffer part = {0};
    while (*text) {
        size_t length = strcspn(text, "`");
        const char *end = text[length] ? strchr(text + length + 1, '`') : NULL;
        spoken_add(out, text, end || !text[length] ? length : strlen(text));
        if (!end)
            break;
        buffer_clear(&part);
        buffer_add(&part, text + length + 1, (size_t)(end - text) - length - 1);
        buffer_puts(out, s->voice.words ? "" : "`");
        voice_add_code(s, buffer_text(&part), out);
        buffer_puts(out, s->voice.words ? "" : "`");
        text = end + 1;
    }
    buffer_free(&part);
}

bool voice_says(struct session *s, struct line *line)
{
    struct voice *v = &s->voice;
    keep(&v->last, line);
    silence_end(&v->silence);
    if (!v->speaks)
        return true;
    size_t blanks;
    buffer_clear(&v->line);
    switch (line->kind) {
    case LINE_OUTPUT:
        return true;
    case LINE_TYPED:
        voice_add_code(s, line->text, &v->line);
        break;
    case LINE_LESSON:
        add_prose(s, line->text + strspn(line->text, " "), &v->line);
        break;
    case LINE_CODE:
        blanks = strspn(line->text, " ");
        voice_add_code(s, line->text + (blanks < CODE_INDENT ? blanks : CODE_INDENT), &v->line);
        break;
    case LINE_NOTICE:
    case LINE_ERROR:
        if (!spoken_is_mark(line->text, strlen(line->text)))
            spoken_add_notice(&v->line, line->text, strlen(line->text));
        break;
    }
    line->text = buffer_text(&v->line);
    return v->line.length > 0;
}
