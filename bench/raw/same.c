/* One thread goes on while another waits: same [COUNT]. A step adds 1 to a number under a lock. */
#include "bench.h"

static void *body(void *argument)
{
    event_wait(argument);
    return NULL;
}

int main(int argc, char **argv)
{
    size_t count = bench_number(argc, argv, 1, 1000000);
    pthread_mutex_t monitor = PTHREAD_MUTEX_INITIALIZER;
    struct event go = EVENT_INITIALIZER;
    volatile size_t number = 0;
    pthread_t other = bench_start(body, &go);
    int64_t begun;

    event_gather(&go, 1);
    begun = bench_now();
    for (size_t i = 0; i < count; i++) {
        pthread_mutex_lock(&monitor);
        number = number + 1;
        pthread_mutex_unlock(&monitor);
    }
    bench_print("spent", bench_now() - begun);
    event_set(&go);
    bench_join(other);
    return number == count ? 0 : 1;
}
