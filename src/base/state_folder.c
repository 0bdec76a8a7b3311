/* state_folder.c - see state_folder.h. */
#include "base/state_folder.h"

#include "base/buffer.h"

#include <stdlib.h>

char *state_folder(const char *within)
{
    struct buffer name = {0};
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    if (state && state[0] == '/')
        buffer_puts(&name, state);
    else if (home && home[0] == '/')
        buffer_printf(&name, "%s/.local/state", home);
    else
        return NULL;
    buffer_printf(&name, "/thrum/%s", within);
    return buffer_take(&name);
}
