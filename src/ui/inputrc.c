/* inputrc.c - see inputrc.h. */
#include "ui/inputrc.h"

#include "base/buffer.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define NOTHING "/dev/null"

static const char *problem;

/* Whether a file is there at all, and if so, whether it will do. */
static bool is_there(const char *name, bool *will_do)
{
    struct stat status;
    bool there = stat(name, &status) == 0;
    *will_do = !there || S_ISREG(status.st_mode) || strcmp(name, NOTHING) == 0;
    return there;
}

/* In the order of readline(3): what INPUTRC names, else the user's own, else the system's. */
void inputrc_settle(void)
{
    const char *named = getenv("INPUTRC"), *home = getenv("HOME");
    struct buffer own = {0};
    bool will_do = true;
    if (named && named[0]) {
        is_there(named, &will_do);
    } else {
        buffer_printf(&own, "%s/.inputrc", home ? home : "");
        if (!is_there(buffer_text(&own), &will_do))
            is_there("/etc/inputrc", &will_do);
    }
    if (!will_do) {
        problem = "the file of readline's settings is no plain file: it is not read";
        setenv("INPUTRC", NOTHING, 1);
    }
    buffer_free(&own);
}

const char *inputrc_problem(void)
{
    return problem;
}
