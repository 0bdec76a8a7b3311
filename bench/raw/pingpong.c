/* Two threads hand over to each other through two semaphores: pingpong [COUNT]. */
#include "bench.h"

#include <semaphore.h>

struct table {
    size_t count; /* round trips */
    sem_t ping;   /* posted by main */
    sem_t pong;   /* posted by the other thread */
};

static void *answer(void *argument)
{
    struct table *table = argument;

    for (size_t i = 0; i < table->count; i++) {
        sem_wait(&table->ping);
        sem_post(&table->pong);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    struct table table = {.count = bench_number(argc, argv, 1, 20000)};
    pthread_t other;
    int64_t begun;

    sem_init(&table.ping, 0, 0);
    sem_init(&table.pong, 0, 0);
    other = bench_start(answer, &table);
    begun = bench_now();
    for (size_t i = 0; i < table.count; i++) {
        sem_post(&table.ping);
        sem_wait(&table.pong);
    }
    bench_print("spent", bench_now() - begun);
    bench_join(other);
    return 0;
}
