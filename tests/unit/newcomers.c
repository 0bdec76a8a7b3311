/* newcomers.c - see newcomers.h. */
#include "newcomers.h"

#include "base/buffer.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a row: whose line it is, the line, what is meant, what is wanted. */
enum { FIELDS = 4 };

/* \n and \\ in a field. */
static char *unescaped(const char *field)
{
    struct buffer out = {0};
    for (; *field; field++) {
        bool escapes = field[0] == '\\' && (field[1] == 'n' || field[1] == '\\');
        buffer_putc(&out, escapes ? (field[1] == 'n' ? '\n' : '\\') : *field);
        field += escapes;
    }
    return buffer_take(&out);
}

static FILE *open_table(const char *name)
{
    struct buffer path = {0};
    const char *source = getenv("THRUM_SOURCE");
    buffer_printf(&path, "%s/tests/newcomers/%s", source ? source : "..", name);
    FILE *file = fopen(buffer_text(&path), "r");
    cr_assert(file, "%s cannot be read", buffer_text(&path));
    buffer_free(&path);
    return file;
}

void newcomers_each(const char *table,
                    void (*row)(void *context, const char *input, const char *wanted),
                    void *context)
{
    FILE *file = open_table(table);
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, file) > 0) {
        char *fields[FIELDS], *rest = line;
        size_t count = 0;
        line[strcspn(line, "\n")] = '\0';
        while (count < FIELDS && rest)
            fields[count++] = strsep(&rest, "\t");
        if (count < FIELDS || line[0] == '#' || strcmp(fields[1], "line") == 0)
            continue;
        char *input = unescaped(fields[1]);
        row(context, input, fields[3]);
        free(input);
    }
    free(line);
    fclose(file);
}
