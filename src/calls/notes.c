/* notes.c - thrum notes. */
#include "calls/call.h"
#include "shell/notes_reader.h"

struct notes_arguments {
    const char *name;
    bool spoken;
};

static bool take_notes_option(int key, const char *argument, struct call_reading *reading)
{
    struct notes_arguments *a = reading->input;
    switch (key) {
    case OPTION_SPOKEN:
        a->spoken = true;
        break;
    case CALL_ARGUMENT:
        if (a->name)
            call_error(reading, "one presentation at a time, not also '%s'", argument);
        a->name = argument;
        break;
    default:
        return false;
    }
    return true;
}

int notes_command(int count, char **arguments)
{
    struct notes_arguments a = {.spoken = call_speaks()};
    call_parse(&options_notes, take_notes_option, count, arguments, &a);
    return notes_read(a.name, a.spoken);
}
