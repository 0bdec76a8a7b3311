/* test_latency.c - how long a key takes to the screen while ten thousand threads change, and what
 * the drawing costs. The figures are printed; what is checked is far above them, because machines
 * that run tests are busy. It can be pointed at another program:
 *
 *     test_latency [PROGRAM [COMMAND...]]    the commands are typed first */
#include "console.h"

#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define KEYS 300
#define LIMIT_MS 200.0

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Processor time of a process so far, in milliseconds. */
static double processor_ms(pid_t process)
{
    char name[64];
    char text[1024] = "";
    snprintf(name, sizeof name, "/proc/%d/stat", (int)process);
    FILE *file = fopen(name, "r");
    if (!file)
        return 0;
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';
    const char *after = strrchr(text, ')');
    unsigned long user = 0, system = 0;
    if (!after ||
        sscanf(after, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2)
        return 0;
    return (double)(user + system) * 1000.0 / (double)sysconf(_SC_CLK_TCK);
}

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Types one key and waits for it to be seen. */
static double time_of_key(struct console *c, const char *prompt_row)
{
    double start = now_ms();
    console_type(c, "k");
    return console_wait_for(c, prompt_row) ? now_ms() - start : -1;
}

static bool measure(struct console *c, double times[KEYS])
{
    struct buffer row = {0};
    bool all = true;
    for (int i = 0; i < KEYS && all; i++) {
        if (i % 20 == 0) {
            console_type(c, "\025");
            all = console_wait_gone(c, "> k");
            buffer_clear(&row);
            buffer_puts(&row, "> ");
        }
        buffer_putc(&row, 'k');
        times[i] = time_of_key(c, buffer_text(&row));
        all = all && times[i] >= 0;
        /* At another moment of the frame each time. */
        double until = now_ms() + (double)(i * 7 % 33);
        while (now_ms() < until)
            console_read(c, 1);
    }
    buffer_free(&row);
    return all;
}

static bool run(const char *program, char *const *commands, int rows, int columns)
{
    double times[KEYS];
    struct console *c = console_open(program, NULL, rows, columns);
    bool ready = console_wait_for(c, "main>");
    for (; ready && *commands; commands++) {
        console_type(c, *commands);
        console_type(c, "\r");
    }
    ready = ready && console_wait_for(c, ",000 ");
    console_forget(c);
    double wall = now_ms();
    double processor = processor_ms(console_process(c));
    bool measured = ready && measure(c, times);
    wall = now_ms() - wall;
    processor = processor_ms(console_process(c)) - processor;
    if (measured) {
        qsort(times, KEYS, sizeof *times, compare);
        printf("# %dx%d: key to screen p50 %.1f ms, p95 %.1f, p99 %.1f, most %.1f; "
               "%.1f %% of a processor, %.0f kB/s\n",
               columns, rows, times[KEYS / 2], times[KEYS * 95 / 100], times[KEYS * 99 / 100],
               times[KEYS - 1], 100 * processor / wall, (double)console_sent_bytes(c) / wall);
    }
    console_close(c);
    return measured && times[KEYS * 99 / 100] < LIMIT_MS;
}

int main(int count, char **arguments)
{
    char rows[] = "rows 10000";
    char *const fake_commands[] = {rows, NULL};
    const char *program = count > 1 ? arguments[1] : console_fake_lab();
    char *const *commands = count > 1 ? arguments + 2 : fake_commands;
    bool narrow = run(program, commands, 24, 80);
    bool wide = run(program, commands, 50, 200);
    printf("1..2\n%s 1 - keys are seen at once at 80x24\n%s 2 - keys are seen at once at 200x50\n",
           narrow ? "ok" : "not ok", wide ? "ok" : "not ok");
    return !narrow || !wide;
}
