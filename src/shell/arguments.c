/* arguments.c - see arguments.h. */
#include "shell/arguments.h"

#include "base/memory.h"
#include "lang/commands.h"
#include "shell/lines.h"

#include <stdlib.h>
#include <string.h>

bool arguments_refuse(struct session *s, const char *word, const char *arguments)
{
    if (!arguments[0])
        return false;
    lines_tell(s, LINE_ERROR, "`%s` takes nothing more, but there is: %s", word, arguments);
    return true;
}

/* Whether it stands between two of these, and has none within. */
static bool is_quoted(const char *text, size_t length, char quote)
{
    return length >= 2 && text[0] == quote && text[length - 1] == quote &&
           !memchr(text + 1, quote, length - 2);
}

char *arguments_one(const char *arguments)
{
    size_t length = strlen(arguments);
    if (is_quoted(arguments, length, '"'))
        return memory_copy_bytes(arguments + 1, length - 2);
    if (length == 0 || arguments[strcspn(arguments, " \t\"")])
        return NULL;
    return memory_copy(arguments);
}

char *arguments_file(const char *arguments)
{
    size_t length = strlen(arguments);
    char *file = is_quoted(arguments, length, '\'') ? memory_copy_bytes(arguments + 1, length - 2)
                                                    : arguments_one(arguments);
    if (file && file[0])
        return file;
    free(file);
    return NULL;
}

void arguments_refuse_form(struct session *s, const char *word)
{
    const struct command *c = command_find(word);
    const char *usage = c->usage;
    struct buffer text = {0};
    buffer_puts(&text, "write: ");
    for (; *usage; usage++) {
        if (*usage == '\n')
            buffer_puts(&text, ", or: ");
        else
            buffer_putc(&text, *usage);
    }
    lines_say(s, LINE_ERROR, "", buffer_text(&text));
    buffer_free(&text);
}

uint64_t arguments_count(const char *text)
{
    char *end;
    if (text[0] < '0' || text[0] > '9')
        return 0;
    unsigned long long number = strtoull(text, &end, 10);
    return *end ? 0 : number;
}
