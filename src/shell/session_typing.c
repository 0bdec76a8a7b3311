/* session_typing.c - what is being typed and not entered yet: whether it goes on with another line,
 * and that it is dropped. Only a block goes on; a prompt that says what is open keeps nobody from
 * seeing why the commands are not run. */
#include "shell/session_inside.h"

#include "lang/parser.h"

#include <string.h>

bool session_input_complete(const struct session *s, const char *text)
{
    size_t line;
    (void)s;
    return !parser_goes_on(text, &line);
}

const char *session_input_open(struct session *s, const char *text)
{
    size_t line;
    buffer_clear(&s->open_prompt);
    if (parser_goes_on(text, &line))
        buffer_printf(&s->open_prompt,
                      voice_speaks(s) ? "the block of line %zu is open: " : "{ of line %zu > ",
                      line);
    return buffer_text(&s->open_prompt);
}

/* Whether Ctrl-C would end something of main's. */
static void look_if_busy(struct lab *lab, struct machine *m, void *busy)
{
    const struct thread *t = state_thread(m->state, STATE_MAIN);
    (void)lab;
    *(bool *)busy = (t->flags & FLAG_PUPPET) && (t->status == THREAD_RUNNING || t->orders > 0);
}

bool session_drop_input(struct session *s, const char *text)
{
    size_t lines = 1;
    bool busy = false;
    if (s->question || !text[strspn(text, " \t\n")])
        return false;
    for (const char *c = text; *c; c++)
        lines += *c == '\n' && c[1];
    lab_do(s->lab, look_if_busy, &busy);
    busy = busy || s->feed.first < s->feed.count;
    if (lines == 1)
        lines_tell(s, LINE_NOTICE, "the line is dropped; nothing of it has run%s",
                   busy ? "; Ctrl-C again ends main's command" : "");
    else
        lines_tell(s, LINE_NOTICE, "the %zu lines are dropped; nothing of them has run%s", lines,
                   busy ? "; Ctrl-C again ends main's command" : "");
    return true;
}
