/* dispatch.c - see dispatch.h. */
#include "shell/dispatch.h"

void dispatch(struct session *s, const struct command *row, const char *arguments)
{
    static void (*const functions[COMMAND_COUNT])(struct session *, const char *) = {
#define X(id, ...) [COMMAND_##id] = COMMAND_FUNCTION(COMMAND_IDENTIFIER(__VA_ARGS__)),
        COMMANDS(X)
#undef X
    };
    functions[row->id](s, arguments);
}
