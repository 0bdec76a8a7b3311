/* Many threads wait for one event: waiting [COUNT [REST]]. Once all wait it rests for REST
 * milliseconds, in which bench/run looks at the memory; then it sets the event and joins all. */
#include "bench.h"

static void *body(void *argument)
{
    event_wait(argument);
    return NULL;
}

int main(int argc, char **argv)
{
    size_t count = bench_number(argc, argv, 1, 10000);
    size_t rest = bench_number(argc, argv, 2, 500);
    pthread_t *threads = calloc(count, sizeof *threads);
    struct event go = EVENT_INITIALIZER;
    int64_t begun, spawned, gathered, freed, ended;

    if (threads == NULL)
        bench_check(ENOMEM, "calloc");
    begun = bench_now();
    for (size_t i = 0; i < count; i++)
        threads[i] = bench_start(body, &go);
    spawned = bench_now();
    event_gather(&go, count);
    gathered = bench_now();
    bench_sleep((int64_t)rest);
    freed = bench_now();
    event_set(&go);
    for (size_t i = 0; i < count; i++)
        bench_join(threads[i]);
    ended = bench_now();
    bench_print("spawned", spawned - begun);
    bench_print("gathered", gathered - begun);
    bench_print("ended", ended - freed);
    free(threads);
    return 0;
}
