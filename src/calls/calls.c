/* calls.c - see call.h. */
#include "calls/call.h"

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

int calls_run(int count, char **arguments)
{
    for (size_t i = 0; count > 1 && i < sizeof calls / sizeof *calls; i++)
        if (strcmp(arguments[1], calls[i].call->word) == 0)
            return calls[i].run(count - 1, arguments + 1);
    return lab_command(count, arguments);
}
