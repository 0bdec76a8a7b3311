/* hand_in.c - thrum hand-in. */
#include "calls/call.h"
#include "shell/hand_in_file.h"

struct hand_in_arguments {
    const char *lesson, *file, *name;
};

static bool take_hand_in_option(int key, const char *argument, struct call_reading *reading)
{
    struct hand_in_arguments *a = reading->input;
    switch (key) {
    case OPTION_OUTPUT:
        a->file = argument;
        break;
    case OPTION_NAME:
        a->name = argument;
        break;
    case CALL_ARGUMENT:
        if (a->lesson)
            call_error(reading, "one lesson at a time, not also '%s'", argument);
        a->lesson = argument;
        break;
    case CALL_END:
        if (!a->lesson)
            call_error(reading, "which lesson? 'thrum lessons' lists them and how far you are");
        break;
    default:
        return false;
    }
    return true;
}

int hand_in_command(int count, char **arguments)
{
    struct hand_in_arguments a = {0};
    call_parse(&options_hand_in, take_hand_in_option, count, arguments, &a);
    return call_written(hand_in_file_command(a.lesson, a.file, a.name));
}
