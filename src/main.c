/* main.c - what the process is given before anything else is done; then the command line. */
#include "base/shown.h"
#include "calls/call.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

/* A standard descriptor that is closed is given something to be, so that no file of ours gets its
 * number and is then taken for it: reading it or writing to it still fails. */
static void hold_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            _exit(2); /* and there may be nowhere to say why */
}

int main(int count, char **arguments)
{
    hold_descriptors();
    shown_streams();
    /* Scripts and lessons are UTF-8 whatever the terminal is, and a caret stands under its
     * character only where it is known how wide those before it are. */
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        setlocale(LC_CTYPE, "");
    /* Where a file may not grow any more (ulimit -f), the write says so. */
    signal(SIGXFSZ, SIG_IGN);
    return calls_run(count, arguments);
}
