/* Starts and ends: start. With an argument it writes that as a prompt and waits for input. */
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char byte;

    if (argc > 1) {
        if (write(STDOUT_FILENO, argv[1], strlen(argv[1])) < 0)
            return 1;
        if (read(STDIN_FILENO, &byte, 1) < 0)
            return 1;
    }
    return 0;
}
