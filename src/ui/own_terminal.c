/* own_terminal.c - see own_terminal.h. What is drawn has to be taken by somebody, or the terminal's
 * buffer fills up: a process of its own reads it, as long as the terminal is open. */
#include "ui/own_terminal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A kind that every system has a description of. */
#define KIND "xterm-256color"

_Noreturn static void take_all(int master, int terminal)
{
    char bytes[4096];
    close(terminal);
    close(STDIN_FILENO);
    close(STDOUT_FILENO);
    close(STDERR_FILENO);
    setsid(); /* Ctrl-C is for the one who draws, which then ends this too */
    while (read(master, bytes, sizeof bytes) > 0)
        continue;
    _exit(0);
}

bool own_terminal_open(int rows, int columns)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    int terminal = -1;
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0)
        terminal = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    pid_t reader = terminal >= 0 && ioctl(terminal, TIOCSWINSZ, &size) == 0 ? fork() : -1;
    if (reader == 0)
        take_all(master, terminal);
    bool good = reader > 0 && setenv("TERM", KIND, 1) == 0 && dup2(terminal, STDIN_FILENO) >= 0 &&
                dup2(terminal, STDOUT_FILENO) >= 0;
    if (master >= 0)
        close(master);
    if (terminal >= 0)
        close(terminal);
    return good;
}
