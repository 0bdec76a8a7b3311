/* notes.c - thrum notes. */
#include "calls/call.h"
#include "shell/notes_reader.h"

struct notes_arguments {
    const char *name;
    bool spoken;
};

static error_t take_notes_option(int key, char *argument, struct argp_state *state)
{
    struct notes_arguments *a = state->input;
    switch (key) {
    case OPTION_SPOKEN:
        a->spoken = true;
        break;
    case ARGP_KEY_ARG:
        if (a->name)
            argp_error(state, "one presentation at a time, not also '%s'", argument);
        a->name = argument;
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

int notes_command(int count, char **arguments)
{
    struct notes_arguments a = {.spoken = call_speaks()};
    call_parse(&options_notes, take_notes_option, count, arguments, &a);
    return notes_read(a.name, a.spoken);
}
