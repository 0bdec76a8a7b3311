/* calls.c - see call.h. */
#include "calls/call.h"

#include <stdbool.h>
#include <string.h>

static const struct {
    const struct option_call *call;
    int (*run)(int count, char **arguments);
} calls[] = {
    {&options_run, run_command},       {&options_explore, explore_command},
    {&options_export, export_command}, {&options_lessons, lessons_command},
    {&options_lesson, lesson_command}, {&options_present, present_command},
    {&options_notes, notes_command},   {&options_hand_in, hand_in_command},
    {&options_fmt, fmt_command},       {&options_class, class_command},
};

/* Whether it is an option of the lab, or the beginning of one, whose value is the argument behind
 * it:
 * `--language de`. */
static bool takes_next(const char *argument)
{
    const struct option_row *o = options_lab.options;
    for (; o->name; o++)
        if (o->value && strncmp(argument + 2, o->name, strlen(argument + 2)) == 0)
            return true;
    return false;
}

/* The first argument that is no option: options may stand before the word, `thrum --plain lesson
 * 0`, as they may behind it. `count`: there is none. */
static int find_word(int count, char *const *arguments)
{
    int i = 1;
    while (i < count && strncmp(arguments[i], "--", 2) == 0 && arguments[i][2])
        i += takes_next(arguments[i]) ? 2 : 1;
    return i < count ? i : count;
}

int calls_run(int count, char **arguments)
{
    int word = find_word(count, arguments);
    for (size_t i = 0; word < count && i < sizeof calls / sizeof *calls; i++) {
        if (strcmp(arguments[word], calls[i].call->word) != 0)
            continue;
        /* The options are read behind the word. */
        char *first = arguments[word];
        memmove(arguments + 2, arguments + 1, (size_t)(word - 1) * sizeof *arguments);
        arguments[1] = first;
        return calls[i].run(count - 1, arguments + 1);
    }
    return lab_command(count, arguments);
}
