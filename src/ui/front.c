/* front.c - see front.h. */
#include "ui/front.h"

#include "base/shown.h"
#include "ui/inputrc.h"
#include "ui/signals.h"
#include "ui/terminal.h"

#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && value[0];
}

void front_prepare(void)
{
    /* Where nobody has said anything (a container, a bare console) UTF-8 is the better guess. Only
     * what characters are: numbers and messages are the same in every country. */
    bool said = is_set("LC_ALL") || is_set("LC_CTYPE") || is_set("LANG");
    if (said || !setlocale(LC_CTYPE, "C.UTF-8"))
        setlocale(LC_CTYPE, "");
    terminal_tell_size();
    inputrc_settle();
    signals_catch();
}

void front_explain_lines(void)
{
    const char *why = terminal_problem();
    if (why)
        fprintf(shown_errors(), "thrum: no screen, line by line: %s\n", why);
}
