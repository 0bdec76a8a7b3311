/* words.c - finding rows of the word table. See words.h. */
#include "lang/words_inside.h"

#include "lang/lexer.h"

#include <string.h>

static const struct {
    const struct word *rows;
    const size_t *count;
} parts[] = {
    {words_threads, &words_threads_count},       {words_objects, &words_objects_count},
    {words_operations, &words_operations_count}, {words_control, &words_control_count},
    {words_variables, &words_variables_count},   {words_values, &words_values_count},
};

enum { PARTS = sizeof parts / sizeof *parts };

const struct word *word_get(enum word_id id)
{
    for (size_t part = 0; part < PARTS; part++)
        for (size_t i = 0; i < *parts[part].count; i++)
            if (parts[part].rows[i].id == id)
                return &parts[part].rows[i];
    return NULL;
}

const struct word *word_find(const char *text, size_t length)
{
    for (size_t part = 0; part < PARTS && length > 0; part++)
        for (size_t i = 0; i < *parts[part].count; i++) {
            const char *name = parts[part].rows[i].name;
            if (name[0] == text[0] && strncmp(name, text, length) == 0 && name[length] == '\0')
                return &parts[part].rows[i];
        }
    return NULL;
}

const struct word *word_canonical(const struct word *word)
{
    return word->canonical == WORD_NOTHING ? word : word_get(word->canonical);
}

bool word_is_reserved(const struct word *word)
{
    return !word_is_free(word) && word->class != WORD_BUILTIN && word->class != WORD_IN_PLACE;
}

/* Control words, values and operators stand inside of commands, where names stand too; `ask` is a
 * value when it stands alone, and so is the `daemon` in spawn daemon a thread without a name. */
bool word_is_free(const struct word *word)
{
    switch (word->id) {
    case WORD_DEFINE:
    case WORD_DAEMON:
        return false;
    case WORD_SELECT:
    case WORD_LOG:
        return true;
    default:
        return word->class == WORD_DECLARES || word->class == WORD_OPERATES;
    }
}

bool word_is_command(const struct word *word)
{
    switch (word->id) {
    case WORD_ELSE:
    case WORD_IN:
    case WORD_UNTIL:
    case WORD_ALL:
    case WORD_CATCH:
    case WORD_FINALLY:
        return false;
    default:
        return word->class == WORD_DECLARES || word->class == WORD_OPERATES ||
               word->class == WORD_CONTROLS || word->class == WORD_OUTPUTS;
    }
}

/* `now` as a word of its own, or `time()`. */
bool word_example_is_timed(const struct word *word)
{
    static const char now[] = "now";
    size_t length = sizeof now - 1;
    const char *at = word->example;
    if (!at || strstr(at, "time()"))
        return at;
    while ((at = strstr(at, now))) {
        bool begins = at == word->example || !lexer_is_word_byte(at[-1]);
        if (begins && !lexer_is_word_byte(at[length]))
            return true;
        at += length;
    }
    return false;
}
