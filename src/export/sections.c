/* sections.c - see sections.h. */
#include "export/sections.h"

#include "base/memory.h"

#include <string.h>

bool sections_next(const char *at, const char *sign, struct section *s)
{
    const char *begin = strstr(at, sign);
    if (!begin)
        return false;
    begin += strlen(sign);
    const char *line_end = strchr(begin, '\n');
    for (int i = 0; i < SECTION_FIELDS; i++) {
        s->fields[i] = begin + strspn(begin, " ");
        begin += strcspn(begin, "|\n");
        begin += *begin == '|';
    }
    s->text = line_end + 1;
    s->end = strstr(s->text, sign);
    if (!s->end)
        s->end = s->text + strlen(s->text);
    return true;
}

bool sections_called(const struct section *s, const char *name)
{
    size_t length = strlen(name);
    return strncmp(s->fields[FIELD_NAME], name, length) == 0 &&
           strchr(" |", s->fields[FIELD_NAME][length]);
}

char *sections_word(const char **field)
{
    *field += strspn(*field, " ");
    size_t length = strcspn(*field, " |\n");
    if (!length)
        return NULL;
    char *word = memory_copy_bytes(*field, length);
    *field += length;
    return word;
}
