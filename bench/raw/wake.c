/* How long from setting an event until its waiter is awake: wake [COUNT]. Before each round the
 * setter sleeps for 200 us, by when the waiter waits. Prints a line "awake" per round. */
#include "bench.h"

#include <semaphore.h>

struct round_trip {
    size_t count;      /* rounds */
    struct event go;   /* what the waiter waits for */
    sem_t seen;        /* posted by the waiter once it has noted the time */
    sem_t cleared;     /* posted by the setter once the event is cleared */
    int64_t *awake_at; /* nanoseconds, per round; written by the waiter before it posts seen */
};

static void *wait_often(void *argument)
{
    struct round_trip *trip = argument;

    for (size_t i = 0; i < trip->count; i++) {
        event_wait(&trip->go);
        trip->awake_at[i] = bench_now();
        sem_post(&trip->seen);
        sem_wait(&trip->cleared);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    struct round_trip trip = {.count = bench_number(argc, argv, 1, 2000), .go = EVENT_INITIALIZER};
    int64_t *set_at = calloc(trip.count, sizeof *set_at);
    struct timespec before_each = {.tv_nsec = 200000};
    pthread_t waiter;

    trip.awake_at = calloc(trip.count, sizeof *trip.awake_at);
    if (set_at == NULL || trip.awake_at == NULL)
        bench_check(ENOMEM, "calloc");
    sem_init(&trip.seen, 0, 0);
    sem_init(&trip.cleared, 0, 0);
    waiter = bench_start(wait_often, &trip);
    for (size_t i = 0; i < trip.count; i++) {
        nanosleep(&before_each, NULL);
        set_at[i] = bench_now();
        event_set(&trip.go);
        sem_wait(&trip.seen);
        event_clear(&trip.go);
        sem_post(&trip.cleared);
    }
    bench_join(waiter);
    for (size_t i = 0; i < trip.count; i++)
        bench_print("awake", trip.awake_at[i] - set_at[i]);
    free(set_at);
    free(trip.awake_at);
    return 0;
}
