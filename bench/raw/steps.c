/* Two threads of which exactly one may go, a step each in turn: steps [COUNT], COUNT being the
 * steps of each thread. A step adds 1 to a number; then the baton goes to the other thread, which
 * waits on a condition of its own. */
#include "bench.h"

#define RUNNERS 2

struct relay {
    size_t count;                   /* steps of each runner */
    pthread_mutex_t monitor;        /* guards turn and number */
    pthread_cond_t chosen[RUNNERS]; /* signalled when turn becomes the index */
    size_t turn;                    /* who may go; RUNNERS before the start */
    size_t number;                  /* what the steps add to */
};

struct runner {
    struct relay *relay;
    size_t index; /* in relay->chosen */
};

static void *run(void *argument)
{
    struct runner *runner = argument;
    struct relay *relay = runner->relay;
    size_t next = (runner->index + 1) % RUNNERS;

    pthread_mutex_lock(&relay->monitor);
    for (size_t i = 0; i < relay->count; i++) {
        while (relay->turn != runner->index)
            pthread_cond_wait(&relay->chosen[runner->index], &relay->monitor);
        relay->number++;
        relay->turn = next;
        pthread_cond_signal(&relay->chosen[next]);
    }
    pthread_mutex_unlock(&relay->monitor);
    return NULL;
}

int main(int argc, char **argv)
{
    struct relay relay = {.count = bench_number(argc, argv, 1, 50000),
                          .monitor = PTHREAD_MUTEX_INITIALIZER,
                          .chosen = {PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER},
                          .turn = RUNNERS};
    struct runner runners[RUNNERS];
    pthread_t threads[RUNNERS];
    int64_t begun;

    for (size_t i = 0; i < RUNNERS; i++) {
        runners[i] = (struct runner){.relay = &relay, .index = i};
        threads[i] = bench_start(run, &runners[i]);
    }
    bench_sleep(5);
    begun = bench_now();
    pthread_mutex_lock(&relay.monitor);
    relay.turn = 0;
    pthread_cond_signal(&relay.chosen[0]);
    pthread_mutex_unlock(&relay.monitor);
    for (size_t i = 0; i < RUNNERS; i++)
        bench_join(threads[i]);
    bench_print("spent", bench_now() - begun);
    return relay.number == RUNNERS * relay.count ? 0 : 1;
}
