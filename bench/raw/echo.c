/* Writes each key back at once while many threads sleep and wake: echo [COUNT], until Ctrl-D. Each
 * thread sleeps 0.5 s to 1.5 s at a time. What bench/screen measures here is what the machine, its
 * terminal and that load cost by themselves. */
#include "bench.h"

#include <termios.h>
#include <unistd.h>

#define END_OF_INPUT 4

static void *sleep_often(void *argument)
{
    unsigned short generator[3] = {0x330e, (unsigned short)(uintptr_t)argument, 0};

    for (;;)
        bench_sleep(500 + nrand48(generator) % 1001);
    return NULL;
}

int main(int argc, char **argv)
{
    size_t count = bench_number(argc, argv, 1, 10000);
    struct termios mode;
    char key;

    if (tcgetattr(STDIN_FILENO, &mode) == 0) {
        cfmakeraw(&mode);
        tcsetattr(STDIN_FILENO, TCSANOW, &mode);
    }
    for (size_t i = 0; i < count; i++)
        bench_start(sleep_often, (void *)(uintptr_t)(i + 1));
    if (write(STDOUT_FILENO, "main> ", 6) < 0)
        return 1;
    while (read(STDIN_FILENO, &key, 1) == 1 && key != END_OF_INPUT) {
        if (write(STDOUT_FILENO, &key, 1) < 0)
            return 1;
    }
    _exit(0);
}
