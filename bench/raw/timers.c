/* Makes, starts and cancels timers that would run a function in a thread: timers [COUNT]. They are
 * POSIX timers with SIGEV_THREAD: what the platform offers without a thread per timer. */
#include "bench.h"

#include <signal.h>

static void never(union sigval value)
{
    (void)value;
    abort();
}

int main(int argc, char **argv)
{
    size_t count = bench_number(argc, argv, 1, 10000);
    timer_t *timers = calloc(count, sizeof *timers);
    struct sigevent action = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = never};
    struct itimerspec delay = {.it_value = {.tv_sec = 1000}};
    int64_t begun, made, started, cancelled;

    if (timers == NULL)
        bench_check(ENOMEM, "calloc");
    begun = bench_now();
    for (size_t i = 0; i < count; i++) {
        if (timer_create(CLOCK_MONOTONIC, &action, &timers[i]) != 0)
            bench_check(errno, "timer_create");
    }
    made = bench_now();
    for (size_t i = 0; i < count; i++)
        timer_settime(timers[i], 0, &delay, NULL);
    started = bench_now();
    for (size_t i = 0; i < count; i++)
        timer_delete(timers[i]);
    cancelled = bench_now();
    bench_print("made", made - begun);
    bench_print("started", started - made);
    bench_print("cancelled", cancelled - started);
    bench_print("spent", cancelled - begun);
    free(timers);
    return 0;
}
