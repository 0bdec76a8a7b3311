/* source_choice.c - see source_choice.h. */
#include "shell/source_choice.h"

#include <string.h>

bool source_choose(struct source_choice *choice, const char *arguments)
{
    buffer_clear(&choice->names);
    for (const char *at = arguments; *(at += strspn(at, " \t,"));) {
        bool quoted = *at == '"';
        size_t length = quoted ? strcspn(at + 1, "\"") : strcspn(at, " \t,\"");
        const char *end = at + quoted + length;
        if (length == 0 || (quoted && !*end) || (*(end + quoted) && !strchr(" \t,", end[quoted]))) {
            buffer_clear(&choice->names);
            return false;
        }
        buffer_add(&choice->names, at + quoted, length);
        buffer_putc(&choice->names, '\0');
        at = end + quoted;
    }
    return true;
}

const char *source_next_name(const struct source_choice *choice, const char *name)
{
    const char *first = choice->names.bytes;
    const char *next = name ? name + strlen(name) + 1 : first;
    return choice->names.length && next < first + choice->names.length ? next : NULL;
}

bool source_chosen(const struct source_choice *choice, const struct machine *m, uint32_t thread)
{
    const char *called = name_bytes(m->program->texts, state_thread(m->state, thread)->name);
    if (!choice->names.length)
        return true;
    for (const char *name = NULL; (name = source_next_name(choice, name));)
        if (strcmp(name, called) == 0)
            return true;
    return false;
}

void source_choice_free(struct source_choice *choice)
{
    buffer_free(&choice->names);
}
