/* subjects.c - see subjects.h. */
#include "subjects.h"

#include "random_program.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TELL_EVERY = 500 };

void subject_random(uint64_t number, script_look *look, void *context)
{
    struct buffer text = {0};
    char name[64];
    random_program(number, &text);
    snprintf(name, sizeof name, "random program %" PRIu64, number);
    look(name, buffer_text(&text), context);
    buffer_free(&text);
}

static bool look_at_file(const char *path, script_look *look, void *context)
{
    struct buffer text = {0};
    bool good = script_read(path, &text);
    if (good)
        look(path, buffer_text(&text), context);
    buffer_free(&text);
    return good;
}

static bool is_number(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

bool subjects_of_arguments(int argc, char **argv, script_look *look, void (*tell)(void *context),
                           void *context)
{
    bool good = true;
    if (argc != 3 || !is_number(argv[1]) || !is_number(argv[2])) {
        for (int i = 1; i < argc; i++)
            good &= look_at_file(argv[i], look, context);
        return good;
    }
    uint64_t first = strtoull(argv[1], NULL, 10), count = strtoull(argv[2], NULL, 10);
    for (uint64_t i = 0; i < count; i++) {
        subject_random(first + i, look, context);
        if (tell && (i + 1) % TELL_EVERY == 0)
            tell(context);
    }
    return good;
}

void subject_print(const char *text)
{
    fputs("#   | ", stdout);
    for (; *text; text++) {
        putchar(*text);
        if (*text == '\n' && text[1])
            fputs("#   | ", stdout);
    }
    if (text[-1] != '\n')
        putchar('\n');
}
