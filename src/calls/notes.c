/* notes.c - thrum notes. */
#include "calls/call.h"
#include "shell/notes_reader.h"

static error_t take_name(int key, char *argument, struct argp_state *state)
{
    const char **name = state->input;
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    if (*name)
        argp_error(state, "one presentation at a time, not also '%s'", argument);
    *name = argument;
    return 0;
}

int notes_command(int count, char **arguments)
{
    const char *name = NULL;
    call_parse(&options_notes, take_name, count, arguments, &name);
    return notes_read(name);
}
