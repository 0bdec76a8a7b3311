/* lesson_find.c - see lesson_find.h. */
#include "shell/lesson_find.h"

#include "base/memory.h"
#include "lang/commands.h"
#include "lesson/catalogue.h"

#include <string.h>

bool lesson_find_is_path(const char *words)
{
    size_t length = strlen(words);
    return strchr(words, '/') || (length > 3 && strcmp(words + length - 3, ".md") == 0);
}

char *lesson_find(const char *words, struct buffer *why)
{
    if (lesson_find_is_path(words))
        return memory_copy(words);
    struct catalogue *c = catalogue_open(commands_words(), ""); /* titles stand in hand-ins */
    int index = catalogue_find(c, words);
    char *path = NULL;
    if (index == CATALOGUE_NONE)
        catalogue_add_no_lesson(c, words, why);
    else
        path = memory_copy(catalogue_path(c, (size_t)index));
    catalogue_close(c);
    return path;
}

char *lesson_find_in(const char *language, const char *words, struct buffer *why)
{
    char *path = NULL;
    if (!lesson_find_is_path(words)) {
        struct catalogue *c = catalogue_open(commands_words(), language);
        int index = catalogue_find(c, words);
        const struct lesson *lesson =
            index == CATALOGUE_NONE ? NULL : catalogue_lesson(c, (size_t)index);
        if (lesson)
            path = memory_copy(lesson->path);
        catalogue_close(c);
    }
    return path ? path : lesson_find(words, why); /* an English title is understood too */
}

struct lesson *lesson_find_read(const char *path, struct source *source, struct buffer *why)
{
    struct diagnostics found = {0};
    struct buffer text = {0};
    struct lesson *lesson = lesson_read(path, commands_words(), &found, source);
    diagnostics_format(&text, source, &found);
    if (!lesson) { /* they begin with who speaks, and end with a newline */
        const char *said = buffer_text(&text);
        buffer_cut(&text, text.length - 1);
        buffer_puts(why, said + (strncmp(said, "thrum: ", 7) == 0 ? 7 : 0));
    }
    diagnostics_free(&found);
    buffer_free(&text);
    return lesson;
}
