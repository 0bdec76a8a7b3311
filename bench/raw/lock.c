/* Acquires and releases a lock that nobody else wants: lock [COUNT]. Prints the empty loop too. */
#include "bench.h"

static void *body(void *argument)
{
    return argument;
}

int main(int argc, char **argv)
{
    size_t count = bench_number(argc, argv, 1, 1000000);
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    int64_t begun;

    /* The C library skips the atomic operations in a process that never had a second thread. */
    bench_join(bench_start(body, NULL));

    begun = bench_now();
    for (size_t i = 0; i < count; i++)
        __asm__ volatile("" ::: "memory");
    bench_print("empty", bench_now() - begun);
    begun = bench_now();
    for (size_t i = 0; i < count; i++) {
        pthread_mutex_lock(&mutex);
        pthread_mutex_unlock(&mutex);
    }
    bench_print("spent", bench_now() - begun);
    return 0;
}
