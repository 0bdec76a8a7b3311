/* session_program.c - see session_program.h. */
#include "shell/session_program.h"

#include "base/memory.h"
#include "shell/session_inside.h"

#include <stdlib.h>
#include <string.h>

void session_forget_loaded(struct session *s)
{
    free(s->loaded.title);
    free(s->loaded.text);
    s->loaded = (struct loaded){0};
}

void session_loaded(struct session *s, const char *file, const char *text)
{
    const char *slash = strrchr(file, '/');
    session_forget_loaded(s);
    s->loaded = (struct loaded){.title = memory_copy(slash ? slash + 1 : file),
                                .text = memory_copy(text),
                                .beginning = s->beginnings};
}

/* Whether what was loaded is the program: it is until something else is typed in another lab. */
static bool is_loaded(const struct session *s)
{
    return s->loaded.text &&
           (s->loaded.beginning == s->beginnings || !journal_has_commands(&s->journal));
}

char *session_last_program(struct session *s, bool alone, struct buffer *title, struct buffer *why)
{
    struct buffer text = {0};
    if (is_loaded(s)) {
        buffer_puts(title, s->loaded.title);
        return memory_copy(s->loaded.text);
    }
    if (!journal_has_commands(&s->journal)) {
        buffer_puts(why, "nothing was typed or loaded yet that could be explored");
        return NULL;
    }
    journal_add_replaced(&s->journal, &text);
    journal_add_failed(&s->journal, &text);
    if (text.length)
        lines_say(s, LINE_NOTICE, "", buffer_text(&text) + 1);
    buffer_clear(&text);
    buffer_puts(title, "what was typed");
    journal_add_script(&s->journal, JOURNAL_CALLED | (alone ? JOURNAL_ALONE : 0), &text);
    return buffer_take(&text);
}

void session_add_last_program(struct session *s, struct buffer *out)
{
    const char *title = is_loaded(s)                        ? s->loaded.title
                        : journal_has_commands(&s->journal) ? "what was typed since the lab began"
                                                            : NULL;
    if (!title)
        return;
    if (out->length && out->bytes[out->length - 1] != '\n')
        buffer_putc(out, '\n');
    buffer_printf(out, "`explore last` looks at %s from its beginning", title);
}
