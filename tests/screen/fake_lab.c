/* fake_lab.c - the real front ends on the fake session (tests/fake/fake_session.c), for the tests
 * of the screen. With --plain line by line. THRUM_TEST_HISTORY names the history file; there is
 * none without it. */
#include "shell/session.h"
#include "ui/curses.h"
#include "ui/front.h"
#include "ui/plain.h"

#include <stdlib.h>
#include <string.h>

int main(int count, char **arguments)
{
    front_prepare();
    struct session_options options = {0};
    struct session *session = session_open(&options);
    struct curses_front_options curses = {.history_file = getenv("THRUM_TEST_HISTORY")};
    curses.no_history = !curses.history_file;
    bool plain = (count > 1 && strcmp(arguments[1], "--plain") == 0) || !curses_front_possible();
    int status = plain ? -1 : curses_front_run(session, &curses);
    front_explain_lines();
    if (status < 0)
        status = plain_front_run(session, NULL);
    session_close(session);
    return status;
}
